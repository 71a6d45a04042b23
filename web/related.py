"""What a document is tied to: where its attributes were read, whom it cites, and
where its citations disagree with others.

In: a document, the summaries of the corpus and the conflicts it takes part in.  Out:
cited documents, gathered by number, with the ids of those in the corpus that may be
meant; the readings of each conflict with the places that have them, this document's
first; and for a metadata field the offset at which it was read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from corpus import numbers
from corpus.cited import held
from corpus.conflicts import Conflict, Matter, Reading
from corpus.model import Document, Reference

if TYPE_CHECKING:
    from corpus.records import Summary


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that is cited: as printed, how often, and its id if we hold it; where
    several documents we hold may be meant, all of them as `candidates` and no id."""

    printed: str
    number: str | None
    count: int
    offset: int
    document: str | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading stands: how often in a document, and its first place there."""

    document: str
    title: str
    eid: str | None
    offset: int
    printed: str
    count: int


@dataclass(frozen=True, slots=True)
class Side:
    """A reading of a conflict: a day or a spelling, and the documents that have it."""

    day: datetime.date | None
    spelling: str | None
    own: bool
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    number: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Related:
    implements: tuple[tuple[str, str | None], ...]  # number, id if in the corpus
    cited: tuple[Cited, ...]
    read_at: Mapping[str, int]
    disagreements: tuple[Disagreement, ...]


def of(
    document: Document, summaries: Iterable[Summary], conflicts: Iterable[Conflict] = ()
) -> Related:
    corpus = list(summaries)
    numbered = {_key(s.number) for s in corpus if s.number}
    gathered: dict[object, list[Reference]] = {}
    for reference in document.references:
        gathered.setdefault(_key(reference.number or reference.printed), []).append(reference)
    meant = {
        key: _meant(same, document, corpus) for key, same in gathered.items() if key in numbered
    }
    cited = []
    for key, same in gathered.items():
        first, ids = same[0], meant.get(key, ())
        printed = " ".join((first.number or first.printed).split())
        if first.type and first.number:
            printed = f"{first.type} {printed}"
        cited.append(
            Cited(
                printed,
                first.number,
                len(same),
                first.span.start,
                ids[0] if len(ids) == 1 else None,
                ids if len(ids) > 1 else (),
            )
        )
    titles = {s.id: s.title for s in corpus}
    implements = []
    for number in document.metadata.implements:
        ids = meant.get(_key(number), ())
        implements.append((number, ids[0] if len(ids) == 1 else None))
    return Related(
        tuple(implements),
        tuple(sorted(cited, key=lambda c: (-c.count, c.offset))),
        {e.field: e.span.start for e in document.metadata.evidence},
        tuple(_disagreement(conflict, document, titles) for conflict in conflicts),
    )


def _meant(
    same: Sequence[Reference], document: Document, corpus: Iterable[Summary]
) -> tuple[str, ...]:
    """The documents that citations of one number can mean, by the one that tells most."""
    told = max(same, key=lambda r: (r.date is not None, r.issuer is not None))
    return held(told, document, corpus)


def _disagreement(
    conflict: Conflict, document: Document, titles: Mapping[str, str]
) -> Disagreement:
    sides = [_side(conflict.matter, r, document, titles) for r in conflict.readings]
    return Disagreement(conflict.number, tuple(sorted(sides, key=lambda side: not side.own)))


def _side(matter: Matter, reading: Reading, document: Document, titles: Mapping[str, str]) -> Side:
    places = []
    ordered = sorted(reading.mentions, key=lambda m: (m.document != document.id, m.document))
    for name, group in groupby(ordered, key=lambda m: m.document):
        same = list(group)
        first = same[0]
        title = titles.get(name, name)
        places.append(Place(name, title, first.eid, first.span.start, first.printed, len(same)))
    day = datetime.date.fromisoformat(reading.value) if matter is Matter.DATE else None
    spelling = reading.value if day is None else None
    return Side(day, spelling, places[0].document == document.id, tuple(places))


def _key(number: str) -> object:
    """Equal for all spellings of a number; other text is its own key."""
    try:
        return numbers.parse(number)
    except ValueError:
        return number
