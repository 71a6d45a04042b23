"""What a document is tied to: where its attributes were read, whom it cites.

In: a document and the summaries of the corpus.  Out: cited documents, gathered
by number, with the id of each that is in the corpus; and for a metadata field
the offset at which it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus import numbers
from corpus.model import Document

if TYPE_CHECKING:
    from corpus.records import Summary


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that is cited: as printed, how often, and its id if we hold it."""

    printed: str
    number: str | None
    count: int
    offset: int
    document: str | None


@dataclass(frozen=True, slots=True)
class Related:
    implements: tuple[tuple[str, str | None], ...]  # number, id if in the corpus
    cited: tuple[Cited, ...]
    read_at: Mapping[str, int]


def of(document: Document, summaries: Iterable[Summary]) -> Related:
    held = _held(s for s in summaries if s.id != document.id)
    gathered: dict[object, list[int]] = {}
    for which, reference in enumerate(document.references):
        gathered.setdefault(_key(reference.number or reference.printed), []).append(which)
    cited = []
    for key, where in gathered.items():
        first = document.references[where[0]]
        printed = " ".join((first.number or first.printed).split())
        if first.type and first.number:
            printed = f"{first.type} {printed}"
        cited.append(Cited(printed, first.number, len(where), first.span.start, held.get(key)))
    return Related(
        tuple((number, held.get(_key(number))) for number in document.metadata.implements),
        tuple(sorted(cited, key=lambda c: (-c.count, c.offset))),
        {e.field: e.span.start for e in document.metadata.evidence},
    )


def _key(number: str) -> object:
    """Equal for all spellings of a number; other text is its own key."""
    try:
        return numbers.parse(number)
    except ValueError:
        return number


def _held(summaries: Iterable[Summary]) -> dict[object, str]:
    """Ids by number, without the numbers that several documents bear."""
    found: dict[object, str] = {}
    shared = set()
    for summary in summaries:
        if summary.number:
            key = _key(summary.number)
            shared |= {key} & found.keys()
            found[key] = summary.id
    return {key: name for key, name in found.items() if key not in shared}
