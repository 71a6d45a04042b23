"""The table of a comparison as the screen shows it: which rows, columns in which order.

In: the rows a workspace sets out, and what the address asks for.  Out: the rows
to show, the order of the plans, and the bars that say how much of a cell is
found elsewhere and how closely.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.compared import Cell, Clause, Row
from corpus.model import Message, NotFound, Relation

AS_GIVEN, BY_COVERAGE = "given", "coverage"
SORTS = {AS_GIVEN: Message("theo thứ tự đã chọn"), BY_COVERAGE: Message("theo độ phủ")}


def has_difference(row: Row) -> bool:
    """Whether a plan has nothing there, or something that no other says alike."""
    return has_gap(row) or any(
        clause.alone or clause.relation not in (None, Relation.SAME)
        for cell in row.cells
        for clause in cell.clauses
    )


def has_gap(row: Row) -> bool:
    return any(cell.empty for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are kept, and which clause of a cell is named first."""

    label: Message
    keeps: Callable[[Row], bool]
    first: Callable[[Clause], bool]


def _every(_: object) -> bool:
    return True


def _differs(clause: Clause) -> bool:
    return clause.relation is not Relation.SAME


FILTERS: Mapping[str, Filter] = {
    "all": Filter(Message("mọi nội dung"), _every, _every),
    "differences": Filter(Message("chỉ khác biệt"), has_difference, _differs),
    "gaps": Filter(Message("chỉ nội dung chưa thấy"), has_gap, _every),
}


def filtered(rows: Sequence[Row], name: str) -> list[Row]:
    """The rows a filter keeps, with the clauses it is about first in each cell."""
    wanted = FILTERS[name]

    def turned(cell: Cell) -> Cell:
        clauses = sorted(cell.clauses, key=lambda clause: not wanted.first(clause))
        return replace(cell, clauses=tuple(clauses))

    return [
        replace(row, cells=tuple(turned(cell) for cell in row.cells))
        for row in rows
        if wanted.keeps(row)
    ]


def by_coverage(names: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """The plans that answer most rows first; among equals, those with most to say."""
    cells = {name: [row.cells[at] for row in rows] for at, name in enumerate(names)}

    def less(name: str) -> tuple[int, int]:
        own = cells[name]
        return -sum(not cell.empty for cell in own), -sum(len(cell.clauses) for cell in own)

    return sorted(names, key=less)


def in_order(rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    """The same rows with their cells in the order of these plans."""
    place = {name: at for at, name in enumerate(names)}
    return [
        replace(row, cells=tuple(sorted(row.cells, key=lambda cell: place[cell.document.id])))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a coverage bar, in hundredths of its length. Relation None: found
    in no other plan."""

    relation: Relation | None
    count: int
    start: float
    width: float


def bar(cell: Cell) -> list[Segment]:
    """How much of a cell is found in other plans, the closest first."""
    found: list[Segment] = []
    whole = sum(count for _, count in cell.coverage)
    for relation, count in cell.coverage:
        start = found[-1].start + found[-1].width if found else 0.0
        found.append(Segment(relation, count, start, round(100 * count / whole, 3)))
    return found


def find(rows: Sequence[Row], key: str) -> int:
    """Which of the rows has a key."""
    for at, row in enumerate(rows):
        if row.group.key == key:
            return at
    raise NotFound(Message("Khung này không có nhóm “{key}”.", key=key))
