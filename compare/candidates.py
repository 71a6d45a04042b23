"""Which of many documents are worth comparing clause by clause.

In come the `Side`s of many documents; out come, for each, the few others that speak most
of the same, and the links with those. A thousand plans have half a million pairs, and
nobody reads more than those near their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from compare.evidence import Side
from compare.pairs import link_one
from compare.similarity import normal
from compare.sparse import Shelf, rows
from corpus.model import Link

MANY = 10
_COMMON = 0.1  # a term that more of the documents have tells none of them from the others
_FEW = 20  # but so many may have it


def neighbours(sides: Sequence[Side], many: int = MANY) -> list[tuple[int, ...]]:
    """For each document the numbers of those that share most of its rarer terms."""
    seen = Counter(term for side in sides for term in side.outline.seen)
    most = max(_FEW, _COMMON * len(sides))
    parts = [
        rows([normal({t: float(n) for t, n in side.outline.seen.items() if 1 < seen[t] <= most})])
        for side in sides
    ]
    shelf = Shelf(parts)
    found = []
    for at, part in enumerate(parts):
        near = shelf.products(at, part, 0)[0]
        near[at] = 0.0
        best = np.argsort(-near, kind="stable")[:many]
        found.append(tuple(int(other) for other in best if near[other] > 0.0))
    return found


def link_near(sides: Sequence[Side], many: int = MANY) -> Iterator[Link]:
    """The links of each document with its neighbours, every pair once."""
    near = neighbours(sides, many)
    for at, side in enumerate(sides):
        others = {other for other in near[at] if other > at}
        others.update(other for other in range(at + 1, len(sides)) if at in near[other])
        if others:
            yield from link_one(side, [sides[other] for other in sorted(others)])
