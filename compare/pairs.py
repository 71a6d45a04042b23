"""Clauses of documents linked: which answers which, how surely, and why.

In come `Side`s; out come `Link`s, one clause on either side, many to many. A pair
is linked where the evidence makes it likely enough that both ask for the same
task (or, less likely, speak of the same matter), and neither clause has a much
better counterpart in the other document. A link's score is that chance.
Swapping the sides swaps every link and turns broader into narrower.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from compare.calibration import FITTED, Calibration, chance
from compare.clauses import Clause
from compare.evidence import Cells, Flags, Room
from compare.evidence import Side as Side
from compare.reasons import Reasons
from compare.reasons import named_programmes as named_programmes
from compare.sparse import Floats, Ints
from corpus.model import Link, Relation

SAME = 0.9  # cosine from which wording is the same, where the figures are
HOLDS = 0.75  # share of a clause's weight that another has, to hold it
HELD = 0.55  # at most this much of the holder is found in what it holds
CERTAIN = 20.0  # the odds of equal wordings

_SURE = 8.0  # odds beyond which no counterpart is better than another
_NONE = -50.0
_DIGITS = 4
_MIRRORED = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}


def link_clauses(left: Side, right: Side, by: Calibration = FITTED) -> list[Link]:
    """All links between the clauses of two documents, in reading order."""
    return link_all([left, right], by)


def link_all(sides: Sequence[Side], by: Calibration = FITTED) -> list[Link]:
    """All links of each document with each after it, pair by pair in their order."""
    room = Room(sides)
    found: list[Link] = []
    for which in range(len(sides) - 1):
        found += _links(room, which, by)
    return found


def link_one(side: Side, others: Sequence[Side], by: Calibration = FITTED) -> list[Link]:
    """All links of one document with some others."""
    return list(_links(Room([side, *others]), 0, by))


def _links(room: Room, which: int, by: Calibration) -> Iterator[Link]:
    cells = room.against_later(which)
    first, after = room.starts[which], room.starts[which + 1]
    odds = np.where(cells.equal, CERTAIN, by.odds(cells.values))
    kept = _kept(cells, odds, room.starts[which + 1 :] - after, int(after - first), by)
    owner = np.searchsorted(room.starts, after + cells.right[kept], side="right") - 1
    order = kept[np.lexsort((cells.right[kept], cells.left[kept], owner))]
    scores = np.where(cells.equal, 1.0, np.round(chance(odds), _DIGITS))
    left = room.sides[which]
    for at in order:
        j = int(cells.right[at] + after)
        other = int(np.searchsorted(room.starts, j, side="right")) - 1
        right = room.sides[other]
        a, b = left.clauses[cells.left[at]], right.clauses[j - room.starts[other]]
        relation = _relation(cells, int(at), a, b, bool(odds[at] >= by.task))
        why = Reasons(left.outline, right.outline, a, b, relation)
        yield Link((a.id,), (b.id,), relation, float(scores[at]), why)


def _kept(cells: Cells, odds: Floats, starts: Ints, many: int, by: Calibration) -> Ints:
    """The cells that are linked: likely enough, and not far behind the best of their row
    in the document they lie in, nor of their column."""
    likely = np.flatnonzero(odds >= by.related)
    if not likely.size:
        return likely
    odds = np.minimum(odds, _SURE)
    table = np.full((many, int(starts[-1])), _NONE)
    table[cells.left, cells.right] = odds
    filled = np.flatnonzero(np.diff(starts))  # documents without clauses have no columns
    best = np.maximum.reduceat(table, starts[filled], axis=1)
    place = np.searchsorted(filled, np.searchsorted(starts, np.arange(starts[-1]), "right") - 1)
    i, j, own = cells.left[likely], cells.right[likely], odds[likely]
    behind_row = best[i, place[j]] - own
    behind_column = table.max(axis=0)[j] - own
    most = np.where(own >= by.task, by.far, by.near)  # what is only related must be best of both
    stays: Flags = (np.minimum(behind_row, behind_column) <= by.near) & (
        np.maximum(behind_row, behind_column) <= most
    )
    return likely[stays]


def _relation(cells: Cells, at: int, a: Clause, b: Clause, task: bool) -> Relation:
    """What the left clause is to the right one, by how near they are and how much of
    each is found in the other."""
    if cells.equal[at] or (cells.cosine[at] >= SAME and _figures(a) == _figures(b)):
        return Relation.SAME
    if not task:
        return Relation.RELATED
    if cells.theirs[at] >= HOLDS and cells.mine[at] <= HELD:
        return Relation.BROADER
    if cells.mine[at] >= HOLDS and cells.theirs[at] <= HELD:
        return Relation.NARROWER
    return Relation.ADAPTED


def mirrored(relation: Relation) -> Relation:
    """The relation read from the other side."""
    return _MIRRORED.get(relation, relation)


def _figures(clause: Clause) -> list[str]:
    return sorted(s for s in clause.reading.syllables if any(c.isdigit() for c in s))
