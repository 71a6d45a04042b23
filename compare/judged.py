"""What people decided, applied to a comparison the machine made; and decisions as gold.

In come a `Comparison`, its documents and the `Rulings`; out comes a comparison of
the same shape whose links and filings are the machine's alone, people's alone, or
both, people winning.  What a person decided is certain: its score is 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from compare.pairs import mirrored
from corpus.citation import locate
from corpus.decisions import Action, group_spans
from corpus.model import (
    ClauseLink,
    Comparison,
    Decided,
    Document,
    GroupLinks,
    KeyScore,
    Link,
    Relation,
    split_passage_id,
)
from corpus.rulings import Ruling, Rulings, Subject
from corpus.spans import hull

CERTAIN = 1.0
Documents = Mapping[str, Document]


class Who(StrEnum):
    """Whose word a comparison shows."""

    BOTH = "both"
    MACHINE = "machine"
    PEOPLE = "people"


def judged(
    comparison: Comparison, documents: Documents, rulings: Rulings, who: Who = Who.BOTH
) -> Comparison:
    """The comparison with what people decided on it."""
    if who is Who.MACHINE:
        return comparison
    of_people = who is Who.PEOPLE
    links = _links(comparison, rulings, of_people)
    groups, clauses = comparison.groups, comparison.clauses
    if comparison.frame is not None:
        clauses = _clauses(comparison, rulings, of_people)
        groups = _groups(comparison, documents, rulings, of_people)
    return replace(
        comparison,
        links=links,
        groups=groups,
        clauses=clauses,
        only_in={} if of_people else _only_in(comparison, documents, links),
    )


def _decided(ruling: Ruling) -> Decided:
    return Decided(ruling.decision.by, ruling.decision.at)


# --- Links ------------------------------------------------------------------


def _links(comparison: Comparison, rulings: Rulings, of_people: bool) -> tuple[Link, ...]:
    """The machine's links that nobody decided on, and all that people say hold."""
    known = {Subject(link.left, link.right).key: link for link in comparison.links}
    kept = [
        part
        for link in comparison.links
        for part in _parts(link, rulings)
        if not of_people and rulings.of(Subject(part.left, part.right)) is None
    ]
    at = {name: place for place, name in enumerate(comparison.documents)}
    for ruling in rulings:
        subject = ruling.subject
        if subject.is_link and ruling.holds and subject.documents <= at.keys():
            kept.append(_link(ruling, at, known.get(subject.key)))
    return tuple(kept)


def _parts(link: Link, rulings: Rulings) -> Iterator[Link]:
    """A link of several clauses falls apart where somebody decided on a pair of it."""
    pairs = [Subject((left,), (right,)) for left in link.left for right in link.right]
    if len(pairs) < 2 or all(rulings.of(pair) is None for pair in pairs):
        yield link
    else:
        yield from (replace(link, left=pair.left, right=pair.right) for pair in pairs)


def _link(ruling: Ruling, at: Mapping[str, int], machine: Link | None) -> Link:
    """A link people made, left to right in the order of the comparison."""
    subject, relation = ruling.subject, ruling.decision.relation
    places = [at[split_passage_id(side[0])[0]] for side in (subject.left, subject.right)]
    left, right = subject.left, subject.right
    if places[0] > places[1]:
        left, right = right, left
        relation = mirrored(relation) if relation else None
    if relation is None:
        relation = machine.relation if machine else Relation.RELATED
    reasons = machine.reasons if machine else ()
    return Link(left, right, relation, CERTAIN, reasons, _decided(ruling))


def _only_in(
    comparison: Comparison, documents: Documents, links: Sequence[Link]
) -> Mapping[str, tuple[str, ...]]:
    """Clauses without a counterpart: the machine's, without those that people linked and
    with those whose every link they took away."""
    linked = {name for link in links for name in (*link.left, *link.right)}
    were = {name for link in comparison.links for name in (*link.left, *link.right)}
    found = {}
    for name, alone in comparison.only_in.items():
        freed = {one for one in were - linked if split_passage_id(one)[0] == name}
        left = (freed | set(alone)) - linked
        found[name] = tuple(sorted(left, key=lambda one: _start(documents[name], one)))
    return found


def _start(document: Document, name: str) -> int:
    return locate(document, split_passage_id(name)[1])[0].start


# --- Rows -------------------------------------------------------------------


def _filings(comparison: Comparison, rulings: Rulings, is_group: bool) -> list[Ruling]:
    assert comparison.frame is not None
    return [
        ruling
        for ruling in rulings
        if ruling.subject.frame == comparison.frame.id
        and ruling.subject.is_group == is_group
        and ruling.subject.documents <= set(comparison.documents)
    ]


def _clauses(comparison: Comparison, rulings: Rulings, of_people: bool) -> tuple[ClauseLink, ...]:
    found = _filings(comparison, rulings, is_group=False)
    ruled = {(r.subject.left[0], r.subject.row) for r in found}
    kept = [c for c in comparison.clauses if not of_people and (c.passage, c.key) not in ruled]
    kept += [
        ClauseLink(r.subject.left[0], r.subject.row, CERTAIN, _decided(r)) for r in found if r.holds
    ]
    return tuple(kept)


def _groups(
    comparison: Comparison, documents: Documents, rulings: Rulings, of_people: bool
) -> tuple[GroupLinks, ...]:
    ruled: defaultdict[tuple[str, str], dict[str, Ruling]] = defaultdict(dict)
    for ruling in _filings(comparison, rulings, is_group=True):
        document, eid = split_passage_id(ruling.subject.left[0])
        ruled[document, eid][ruling.subject.row] = ruling
    machine = {(g.document, g.eid): g for g in comparison.groups}
    found = []
    for name in comparison.documents:
        own = {p.eid: at for at, p in enumerate(documents[name].provisions)}
        eids = {eid for document, eid in (*machine, *ruled) if document == name}
        for eid in sorted(eids, key=lambda eid: own.get(eid, len(own))):
            of_group = ruled[name, eid]
            known = machine.get((name, eid))
            keys = [
                link
                for link in (known.links if known and not of_people else ())
                if link.key not in of_group
            ]
            keys += [KeyScore(key, CERTAIN, _decided(r)) for key, r in of_group.items() if r.holds]
            if keys:
                keys.sort(key=lambda link: -link.score)
                found.append(GroupLinks(name, eid, tuple(keys)))
    return tuple(found)


# --- Gold -------------------------------------------------------------------

# Where a filing or link went instead, the old one was wrong; a link that was merged or
# split was not.
_WRONG = frozenset({Action.REJECT, Action.RELINK})


def gold(rulings: Rulings, document: Callable[[str], Document]) -> dict[str, list[dict[str, Any]]]:
    """What people decided as pairs to measure by: ids and offsets, no words."""
    held: dict[str, Document] = {}

    def place(name: str, is_group: bool = False) -> dict[str, Any]:
        document_id, eid = split_passage_id(name)
        if document_id not in held:
            held[document_id] = document(document_id)
        one = held[document_id]
        where = hull(group_spans(one, eid) if is_group else locate(one, eid))
        return {"document": document_id, "eid": eid, "start": where.start, "end": where.end}

    out: dict[str, list[dict[str, Any]]] = {
        "documents": [], "links": [], "rejected": [], "rows": [], "rejected_rows": [],
    }  # fmt: skip
    for ruling in rulings:
        subject, relation = ruling.subject, ruling.decision.relation
        if not ruling.holds and ruling.decision.action not in _WRONG:
            continue
        if not subject.is_link:
            unit = place(subject.left[0], subject.is_group)
            filed = {"unit": unit, "frame": subject.frame, "key": subject.row}
            out["rows" if ruling.holds else "rejected_rows"].append(filed)
            continue
        for left in subject.left:
            for right in subject.right:
                pair: dict[str, Any] = {"left": place(left), "right": place(right)}
                if ruling.holds:
                    pair["relation"] = relation.value if relation else None
                out["links" if ruling.holds else "rejected"].append(pair)
    out["documents"] = [
        {"id": name, "sha256": one.source.sha256} for name, one in sorted(held.items())
    ]
    return out
