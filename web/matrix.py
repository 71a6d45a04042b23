"""A comparison set out as a table: rows of the frame, columns of plans.

In: a `Comparison` and its documents.  Out: rows of cells, each with the plan's
groups that answer to the row, its clauses, and the sentence to show where there
are none.  Also the clauses of one row, and the links of two documents without
a frame.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.model import (
    BadRequest,
    ClauseLink,
    Comparison,
    Document,
    FrameGroup,
    Link,
    Message,
    NotFound,
    joined,
    split_passage_id,
)
from web.labels import GAPS
from web.outline import name_of


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as shown: the passage or sentence, its words and its place."""

    passage: str
    eid: str
    text: str
    heading_path: tuple[str, ...]
    score: float
    order: int


@dataclass(frozen=True, slots=True)
class Group:
    """A task group of a plan, linked to a row."""

    passage: str
    eid: str
    heading: str
    score: float


@dataclass(frozen=True, slots=True)
class Cell:
    document: Document
    groups: tuple[Group, ...]
    clauses: tuple[Clause, ...]  # best first

    @property
    def empty(self) -> bool:
        return not self.groups and not self.clauses

    @property
    def gap(self) -> Message:
        return GAPS[self.document.metadata.genre]

    @property
    def best(self) -> Clause | None:
        return self.clauses[0] if self.clauses else None

    @property
    def in_order(self) -> list[Clause]:
        """The clauses as they follow each other in the plan."""
        return sorted(self.clauses, key=lambda clause: clause.order)


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


def clause(document: Document, name: str, score: float) -> Clause:
    """A passage or sentence by its id."""
    eid = split_passage_id(name)[1]
    whole, _, _ = eid.partition("__sent_")
    passage = document.passage(eid) or document.passage(whole)
    if passage is None:
        raise NotFound(
            Message("Văn bản {document} không có đoạn “{eid}”.", document=document.id, eid=eid)
        )
    spans = next((s.spans for s in passage.sentences if s.eid == eid), passage.spans)
    order = spans[0].start if spans else 0
    return Clause(name, eid, joined(document.text, spans), passage.heading_path, score, order)


def rows(comparison: Comparison, documents: Mapping[str, Document]) -> list[Row]:
    """The table of a comparison that has a frame."""
    if comparison.frame is None:
        raise BadRequest(Message("So theo hàng cần có một khung nhiệm vụ."))
    groups: defaultdict[tuple[str, str], list[Group]] = defaultdict(list)
    for found in comparison.groups:
        document = documents[found.document]
        provision = document.provision(found.eid)
        heading = name_of(document, provision) if provision else found.eid
        for link in found.links:
            groups[found.document, link.key].append(
                Group(document.passage_id(found.eid), found.eid, heading, link.score)
            )
    clauses: defaultdict[tuple[str, str], list[ClauseLink]] = defaultdict(list)
    for filed in comparison.clauses:
        clauses[split_passage_id(filed.passage)[0], filed.key].append(filed)

    def cell(name: str, key: str) -> Cell:
        document = documents[name]
        best_groups = sorted(groups[name, key], key=lambda g: -g.score)
        best = sorted(clauses[name, key], key=lambda c: -c.score)
        return Cell(
            document,
            tuple(best_groups),
            tuple(clause(document, c.passage, c.score) for c in best),
        )

    return [
        Row(group, tuple(cell(name, group.key) for name in comparison.documents))
        for group in comparison.frame.groups
    ]


def find(rows: Sequence[Row], key: str) -> int:
    """Which of the rows has a key."""
    for at, row in enumerate(rows):
        if row.group.key == key:
            return at
    raise NotFound(Message("Khung này không có nhóm “{key}”.", key=key))


def pairs(links: Sequence[Link], documents: Mapping[str, Document]) -> list[Pair]:
    """Links with a clause on either side, in the order of the left document."""

    def side(names: Sequence[str], score: float) -> tuple[Clause, ...]:
        return tuple(clause(documents[split_passage_id(n)[0]], n, score) for n in names)

    found = [
        Pair(link, side(link.left, link.score), side(link.right, link.score)) for link in links
    ]
    return sorted(found, key=lambda pair: (not pair.left, pair.left and pair.left[0].order))
