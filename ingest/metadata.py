"""What a document says of itself: type, number, date, issuer, place, title, genre.

In: a `Reading`.  Out: `Metadata` with the spans each field was read from.
Nothing is guessed: what the text does not print is None.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.model import Metadata
from ingest.official import official_metadata
from ingest.press import press_metadata
from ingest.reading import Reading


def read_metadata(reading: Reading) -> Metadata:
    found = press_metadata(reading) if reading.press else official_metadata(reading)
    return replace(
        found, evidence=tuple(sorted(set(found.evidence), key=lambda e: (e.span, e.field)))
    )
