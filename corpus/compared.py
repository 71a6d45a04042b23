"""What a comparison looks like: rows and cells, differences of wording, origins.

`compare` makes these, and web, command line and exported files show them. A
`Comparison` (in `corpus.model`) says what answers what by ids alone; here its
clauses stand in their cells, with their words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.model import Decided, Document, Frame, FrameGroup, Genre, Link, Message, Relation
from corpus.spans import Span, Spans

# --- Two passages word by word ----------------------------------------------


class Change(StrEnum):
    """What became of a stretch of words. Quiet changes are those of tone placement,
    case and punctuation; a number is told from words, since it is what counts."""

    EQUAL = "equal"
    QUIET = "quiet"
    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"
    NUMBER = "number"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the left text beside its counterpart in the right one; either may
    be empty. What moved is a run on each side, both with the same number in `move`."""

    change: Change
    left: Span
    right: Span
    move: int | None = None


# --- Where wording comes from -----------------------------------------------


class Origin(StrEnum):
    INHERITED = "inherited"
    OWN = "own"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ClauseOrigin:
    """Where the wording of a clause comes from.

    `share` (0…1) of what it says is in the words of `parent`, the id of the
    document that gave most; `spans` are those words, in offsets of the clause's
    text.
    """

    origin: Origin
    share: float
    parent: str | None = None
    spans: Spans = ()


@dataclass(frozen=True)
class Origins:
    """The clauses of a document by passage or sentence id, and what it carries out:
    `parents` are ids with the number or title each is called by, `missing` the
    numbers of documents it names that were not at hand."""

    document: str
    parents: Mapping[str, str]
    missing: tuple[str, ...]
    clauses: Mapping[str, ClauseOrigin]

    def count(self, origin: Origin) -> int:
        return sum(one.origin is origin for one in self.clauses.values())


# --- The table of a comparison ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A clause of another document linked to this one. `relation` is what this clause
    is to it."""

    passage: str
    relation: Relation
    score: float
    reasons: Sequence[Message] = ()
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as shown: the passage or sentence, its words and its place.

    `alone` says that it was compared with other documents and found in none.
    """

    passage: str
    eid: str
    text: str
    heading_path: tuple[str, ...]
    score: float
    order: int
    counterparts: tuple[Counterpart, ...] = ()
    alone: bool = False
    decided: Decided | None = None

    @property
    def relation(self) -> Relation | None:
        """The closest of its relations."""
        return min((c.relation for c in self.counterparts), key=_CLOSENESS.index, default=None)


_CLOSENESS = tuple(Relation)


@dataclass(frozen=True, slots=True)
class Group:
    """A task group of a plan, linked to a row."""

    passage: str
    eid: str
    heading: str
    score: float
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one document has to say on a row of the frame; clauses best first."""

    document: Document
    groups: tuple[Group, ...]
    clauses: tuple[Clause, ...]

    @property
    def empty(self) -> bool:
        return not self.groups and not self.clauses

    @property
    def decided(self) -> Decided | None:
        """The latest of what people decided in this cell."""
        own = [group.decided for group in self.groups]
        for clause in self.clauses:
            own += [clause.decided, *(beside.decided for beside in clause.counterparts)]
        return max(filter(None, own), key=lambda one: one.at, default=None)

    @property
    def best(self) -> Clause | None:
        return self.clauses[0] if self.clauses else None

    @property
    def in_order(self) -> list[Clause]:
        """The clauses as they follow each other in the plan."""
        return sorted(self.clauses, key=lambda clause: clause.order)

    @property
    def coverage(self) -> tuple[tuple[Relation | None, int], ...]:
        """How many clauses are linked how closely, the closest first; None counts
        those found nowhere else. Empty where nothing was linked at all."""
        near = [(r, sum(c.relation is r for c in self.clauses)) for r in _CLOSENESS]
        counts = [*near, (None, sum(c.alone for c in self.clauses))]
        return tuple((relation, count) for relation, count in counts if count)


@dataclass(frozen=True, slots=True)
class Row:
    group: FrameGroup
    cells: tuple[Cell, ...]

    @property
    def covered(self) -> int:
        return sum(not cell.empty for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Pair:
    """A link of two documents with the clauses on both sides."""

    link: Link
    left: tuple[Clause, ...]
    right: tuple[Clause, ...]


# --- The words it is shown in -----------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """How a comparison is put in the reader's language: what says a sentence, what
    frames and their groups are called, the sign and word of each value, and the
    address of the server whose pages the links lead to ("" for paths alone)."""

    say: Callable[[Message | str], str]
    title_of: Callable[[Frame | FrameGroup], str]
    relations: Mapping[Relation, tuple[str, Message]]
    alone: tuple[str, Message]
    origins: Mapping[Origin, tuple[str, Message]]
    genres: Mapping[str, Message]
    gaps: Mapping[Genre, Message]
    base: str = ""
