"""A frame drawn from plans themselves, where no directive is at hand.

In come documents; out comes a `Frame` whose groups are clusters of their rows: what
several plans set apart under like headings, with like tasks. A group is named by the
heading nearest to all of its cluster, and known by the headings and clauses in it; the
groups stand in the order in which the plans have them. The same documents give the
same frame in whatever order they come.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compare.clauses import Outline, outline
from compare.similarity import normal
from compare.sparse import Floats, Rows, Shelf, rows
from compare.terms import Bag
from corpus.model import BadRequest, Document, Frame, FrameGroup, Message

ID = "induced"

_HEADING = 2.0  # weight of a row's heading against all of its clauses
_ALIKE = 0.12  # mean nearness from which two clusters are one
_PLAIN = 0.3  # nearness to a clause elsewhere that shows where a clause belongs
_MOST_ROWS = 600
_CLAUSES = 40  # so many clauses at most make a group known


@dataclass(frozen=True)
class _Row:
    """One row of one document, as it is clustered."""

    document: str
    place: float  # 0…1, where in its document it stands
    heading: str
    texts: tuple[str, ...]
    terms: tuple[Bag, ...]  # of the clauses
    bag: Bag


def induce(documents: Sequence[Document]) -> Frame:
    """The frame that documents have in common."""
    ordered = sorted(documents, key=lambda document: document.id)
    found = [row for document in ordered for row in _rows_of(outline(document))]
    if not found:
        raise BadRequest(Message("Các văn bản không có mục nào để làm khung."))
    if len(found) > _MOST_ROWS:
        raise BadRequest(
            Message("Quá nhiều mục để rút ra khung ({count}); hãy chọn ít hơn.", count=len(found))
        )
    near = _nearness(found)
    clusters = _clusters(near, [row.document for row in found])
    clusters.sort(key=lambda one: (_mean([found[at].place for at in one]), one))
    texts = _shared_out(clusters, found)
    groups = tuple(
        _group(str(n), one, found, near, own)
        for n, (one, own) in enumerate(zip(clusters, texts, strict=True), 1)
    )
    many = len(ordered)
    return Frame(
        ID, f"Các nhóm chung của {many} văn bản", f"Groups shared by {many} documents", groups
    )


def _rows_of(one: Outline) -> list[_Row]:
    under: dict[str | None, list[int]] = {}
    for at, clause in enumerate(one.clauses):
        under.setdefault(clause.row, []).append(at)
    found = []
    for place, row in enumerate(one.rows):
        heading = one.headings.get(row.eid)
        clauses = [one.clauses[at] for at in under.get(row.eid, ())]
        if heading is None and not clauses:
            continue
        title = one.document.heading_text(row) or " ".join(clauses[0].text.split()[:12])
        terms = tuple(normal(one.weighted(clause.reading)) for clause in clauses)
        body: Bag = {}
        for clause in clauses:
            _add(body, one.weighted(clause.reading), 1.0)
        bag = normal(body)
        if heading is not None:
            _add(bag, normal(one.weighted(heading)), _HEADING)
        texts = tuple(" ".join(clause.text.split()) for clause in clauses)
        found.append(_Row(one.document.id, place / len(one.rows), title, texts, terms, bag))
    return found


def _add(total: Bag, bag: Bag, share: float) -> None:
    for term, weight in bag.items():
        total[term] = total.get(term, 0.0) + share * weight


def _nearness(found: Sequence[_Row]) -> Floats:
    """Cosines of the rows, terms that most of them have discounted."""
    seen = Counter(term for row in found for term in row.bag)
    many = len(found)
    bags = [
        normal({t: w * math.log1p(many / seen[t]) for t, w in row.bag.items()}) for row in found
    ]
    part: Rows = rows(bags)
    return Shelf([part]).products(0, part, 0)


def _clusters(near: Floats, owners: Sequence[str]) -> list[list[int]]:
    """Rows joined, the nearest two clusters first, as long as they are alike in the mean.
    Rows of one document are told apart by the plan itself, so they speak against joining."""
    own = np.array([[a == b for b in owners] for a in owners])
    links = np.where(own, -_ALIKE, near)
    np.fill_diagonal(links, 0.0)
    clusters: dict[int, list[int]] = {at: [at] for at in range(len(owners))}
    sizes = np.ones(len(owners))
    total = links.copy()
    while len(clusters) > 1:
        mean = total / (sizes[:, None] * sizes[None, :])
        np.fill_diagonal(mean, -1.0)
        i, j = divmod(int(mean.argmax()), len(owners))
        if mean[i, j] < _ALIKE:
            break
        i, j = min(i, j), max(i, j)
        clusters[i] += clusters.pop(j)
        total[i] += total[j]
        total[:, i] += total[:, j]
        total[j], total[:, j] = -np.inf, -np.inf
        sizes[i] += sizes[j]
    return [sorted(one) for one in clusters.values()]


def _shared_out(clusters: Sequence[Sequence[int]], found: Sequence[_Row]) -> list[list[str]]:
    """The clauses of each cluster's rows, but for those that plainly belong to another: what
    one plan has under leadership, others set apart as communication."""
    of_row = {row: n for n, members in enumerate(clusters) for row in members}
    parts = [rows(row.terms) for row in found]
    shelf = Shelf(parts)
    owner = np.repeat(np.arange(len(found)), [part.many for part in parts])
    document = np.array([row.document for row in found])[owner]
    cluster = np.array([of_row[row] for row in range(len(found))], np.intp)[owner]
    shared: list[list[str]] = [[] for _ in clusters]
    for at, row in enumerate(found):
        near = np.where(document == row.document, 0.0, shelf.products(at, parts[at], 0))
        for text, line in zip(row.texts, near, strict=True):
            best = np.zeros(len(clusters))
            np.maximum.at(best, cluster, line)
            there, here = int(best.argmax()), of_row[at]
            moves = best[there] >= _PLAIN and best[here] < best[there] / 2
            shared[there if moves else here].append(text)
    return shared


def _group(
    key: str,
    members: Sequence[int],
    found: Sequence[_Row],
    near: Floats,
    texts: Sequence[str],
) -> FrameGroup:
    """The group a cluster makes, named by its most central heading."""
    inner = near[np.ix_(members, members)]
    title = found[members[int(inner.sum(axis=1).argmax())]].heading
    title = title[:1].upper() + title[1:]
    lines = dict.fromkeys([*(found[at].heading for at in members), *texts])
    return FrameGroup(key, title, title, "\n".join(list(lines)[:_CLAUSES]))


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
