"""Tables across documents: the ledger of their figures, and who is to do what.

`compare` makes these; web, command line and exported files show them. Nothing stands
in a table without the passage it was read in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.figures import Comparator, FigureKind, Target
from corpus.messages import Message
from corpus.model import Document, Frame, FrameGroup

# --- The words for figures ----------------------------------------------------

KINDS: Mapping[FigureKind, Message] = {
    FigureKind.TARGET: Message("đặt ra"),
    FigureKind.BASELINE: Message("xuất phát"),
    FigureKind.RESULT: Message("đã đạt"),
}
COMPARATORS: Mapping[Comparator, Message] = {
    Comparator.EQUAL: Message("{value}"),
    Comparator.LESS: Message("< {value}"),
    Comparator.AT_MOST: Message("≤ {value}"),
    Comparator.MORE: Message("> {value}"),
    Comparator.AT_LEAST: Message("≥ {value}"),
    Comparator.INCREASE: Message("tăng {value}"),
    Comparator.DECREASE: Message("giảm {value}"),
    Comparator.MAINTAIN: Message("duy trì {value}"),
}

# --- The ledger of figures ---------------------------------------------------


def figure_id(document: str, target: Target) -> str:
    return f"{document}#{target.passage}@{target.span.start}-{target.span.end}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, its words as printed, where it stands, and what it comes to in the unit
    of its row (`amount`, below zero where it falls; None where it cannot be converted)."""

    document: str
    target: Target
    printed: str
    amount: float | None

    @property
    def passage(self) -> str:
        return f"{self.document}#{self.target.passage}"

    @property
    def id(self) -> str:
        """Of the figure itself: several can stand in a passage."""
        return figure_id(self.document, self.target)

    @property
    def kind(self) -> FigureKind:
        return self.target.kind

    @property
    def year(self) -> int | None:
        return self.target.year


class FlagKind(StrEnum):
    """What to look at, the gravest first."""

    BELOW_RESULT = "below_result"
    CONTRADICTION = "contradiction"
    OUTLIER = "outlier"
    OTHER_UNIT = "other_unit"
    NO_YEAR = "no_year"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at: a sentence, the reason for it, and the figures it is about."""

    kind: FlagKind
    sentence: Message
    reason: Message
    figures: tuple[Figure, ...]


class Direction(StrEnum):
    """Which way an indicator is meant to go."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """What one document says of an indicator; figures by year, those without one last."""

    document: str
    figures: tuple[Figure, ...]

    def of_kind(self, kind: FigureKind) -> tuple[Figure, ...]:
        return tuple(f for f in self.figures if f.kind is kind)

    @property
    def targets(self) -> tuple[Figure, ...]:
        return self.of_kind(FigureKind.TARGET)

    @property
    def baselines(self) -> tuple[Figure, ...]:
        return self.of_kind(FigureKind.BASELINE)

    @property
    def results(self) -> tuple[Figure, ...]:
        return self.of_kind(FigureKind.RESULT)


@dataclass(frozen=True)
class LedgerRow:
    """One indicator. `name` is the fullest of its wordings (`names`), `unit` the one most
    figures have; `cells` hold only the documents that speak of it."""

    key: str
    name: str
    names: tuple[str, ...]
    unit: str
    direction: Direction | None
    cells: Mapping[str, LedgerCell]
    flags: tuple[Flag, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(f for cell in self.cells.values() for f in cell.figures)


@dataclass(frozen=True)
class Ledger:
    """Indicators by row, documents by column."""

    documents: tuple[Document, ...]
    rows: tuple[LedgerRow, ...]


# --- Who is to do what --------------------------------------------------------

OTHER = "other"  # the row of what no group of the frame answers


@dataclass(frozen=True, slots=True)
class Mark:
    """An agency's part in a row: the passages that give it the lead, and those in which
    it works with others (passage ids, in reading order)."""

    leads: tuple[str, ...]
    supports: tuple[str, ...]

    @property
    def lead(self) -> bool:
        return bool(self.leads)

    @property
    def passages(self) -> tuple[str, ...]:
        return (*self.leads, *self.supports)


@dataclass(frozen=True)
class DutyRow:
    """A group of the frame, or a task where there is none: then `passage` is where it
    stands and its words are the title. `marks` are by agency."""

    group: FrameGroup
    marks: Mapping[str, Mark]
    passage: str | None = None


@dataclass(frozen=True)
class DutyMatrix:
    """Agencies by column, the busiest first; `frame` None: rows are tasks."""

    documents: tuple[Document, ...]
    frame: Frame | None
    agencies: tuple[str, ...]
    rows: tuple[DutyRow, ...]
