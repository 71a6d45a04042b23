"""A comparison set out as a table: rows of the frame, a cell for each document.

In come a `Comparison` and its documents; out come rows of cells, each with the
document's groups that answer the row and its clauses with their counterparts
in the other documents. Without a frame: the links with the words on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from compare.clauses import outline
from compare.pairs import mirrored
from corpus.citation import locate
from corpus.compared import Cell, Clause, Counterpart, Group, Pair, Row
from corpus.model import (
    BadRequest,
    ClauseLink,
    Comparison,
    Decided,
    Document,
    Link,
    Message,
    joined,
    split_passage_id,
)
from corpus.naming import name_of

Documents = Mapping[str, Document]


def clause(
    document: Document,
    name: str,
    score: float = 0.0,
    counterparts: Sequence[Counterpart] = (),
    alone: bool = False,
    decided: Decided | None = None,
) -> Clause:
    """A passage or sentence by its id."""
    eid = split_passage_id(name)[1]
    spans = locate(document, eid)
    passage = document.passage(eid) or document.passage(eid.rpartition("__sent_")[0])
    path = passage.heading_path if passage else ()
    text = joined(document.text, spans)
    return Clause(name, eid, text, path, score, spans[0].start, tuple(counterparts), alone, decided)


def clauses(document: Document) -> tuple[Clause, ...]:
    """All clauses of a document that are compared, in reading order."""
    return tuple(clause(document, one.id) for one in outline(document).clauses)


def set_out(comparison: Comparison, documents: Documents) -> tuple[Row, ...]:
    """The table of a comparison that has a frame."""
    if comparison.frame is None:
        raise BadRequest(Message("So theo hàng cần có một khung nhiệm vụ."))
    groups = _groups(comparison, documents)
    filed: defaultdict[tuple[str, str], list[ClauseLink]] = defaultdict(list)
    for one in comparison.clauses:
        filed[split_passage_id(one.passage)[0], one.key].append(one)
    beside = counterparts(comparison.links)
    alone = {name for names in comparison.only_in.values() for name in names}

    def cell(name: str, key: str) -> Cell:
        best = sorted(filed[name, key], key=lambda one: -one.score)
        return Cell(
            documents[name],
            tuple(sorted(groups[name, key], key=lambda group: -group.score)),
            tuple(
                clause(
                    documents[name],
                    one.passage,
                    one.score,
                    beside.get(one.passage, ()),
                    one.passage in alone,
                    one.decided,
                )
                for one in best
            ),
        )

    return tuple(
        Row(group, tuple(cell(name, group.key) for name in comparison.documents))
        for group in comparison.frame.groups
    )


def _groups(
    comparison: Comparison, documents: Documents
) -> defaultdict[tuple[str, str], list[Group]]:
    found: defaultdict[tuple[str, str], list[Group]] = defaultdict(list)
    for one in comparison.groups:
        document = documents[one.document]
        provision = document.provision(one.eid)
        heading = name_of(document, provision) if provision else one.eid
        for link in one.links:
            group = Group(document.passage_id(one.eid), one.eid, heading, link.score, link.decided)
            found[one.document, link.key].append(group)
    return found


def counterparts(links: Sequence[Link]) -> Mapping[str, tuple[Counterpart, ...]]:
    """For each clause those it is linked to, the nearest first."""
    found: defaultdict[str, list[Counterpart]] = defaultdict(list)
    for link in links:
        back = mirrored(link.relation)
        for left in link.left:
            for right in link.right:
                why = link.score, link.reasons, link.decided
                found[left].append(Counterpart(right, link.relation, *why))
                found[right].append(Counterpart(left, back, *why))
    return {name: tuple(sorted(ones, key=lambda one: -one.score)) for name, ones in found.items()}


def pairs(links: Sequence[Link], documents: Documents) -> tuple[Pair, ...]:
    """Links with the clauses on either side, in the order of the left document."""

    def side(names: Sequence[str], score: float) -> tuple[Clause, ...]:
        return tuple(clause(documents[split_passage_id(n)[0]], n, score) for n in names)

    found = [
        Pair(link, side(link.left, link.score), side(link.right, link.score)) for link in links
    ]
    first = {name: at for at, name in enumerate(documents)}

    def place(pair: Pair) -> tuple[int, int]:
        if not pair.left:
            return len(first), 0
        return first[split_passage_id(pair.left[0].passage)[0]], pair.left[0].order

    return tuple(sorted(found, key=place))
