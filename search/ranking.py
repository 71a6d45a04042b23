"""What was found, in order: by relevance, date or place; copies folded, by document.

In come the documents found with their scores, out come their numbers in the order in
which they are shown. Ties go by the order of passages, so that pages never overlap.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from search.best import best
from search.evaluate import Found
from search.inversion import Ints

SORTS = ("relevance", "newest", "oldest", "place")

Docs = npt.NDArray[np.int64]
# The rank of every document under a sorting: lower comes first.
Ranks = Callable[[str], Ints]


def scores_of(found: Found, docs: Docs) -> npt.NDArray[np.float64]:
    """From 0 to 1 for a partial match, from 1 to 2 for a full one."""
    own = found.scores.at(docs).astype(np.float64)
    if found.scores.most > 0:
        own = np.clip(own / found.scores.most, 0, 1)
    result: npt.NDArray[np.float64] = own + found.full.has(docs)
    return result


def ranked(found: Found, sort: str, ranks: Ranks, passages: Ints, count: int) -> Docs:
    """The first `count` documents."""
    if sort == "relevance":
        return best(found.scores, found.full, found.matching, passages, count)
    docs = found.matching.docs
    order = np.lexsort((passages[docs], -scores_of(found, docs), ranks(sort)[docs]))
    return docs[order][:count]


def folded(
    found: Found, sort: str, ranks: Ranks, passages: Ints, count: int, alike: Ints
) -> tuple[Docs, int]:
    """The first `count` documents, one of each kind (`alike`), and how many kinds there are."""
    kinds = len(np.unique(alike[found.matching.docs]))
    many = count + count // 2 + 16
    while True:
        docs = ranked(found, sort, ranks, passages, many)
        _, first = np.unique(alike[docs], return_index=True)
        if len(first) >= count or len(docs) < many:
            return docs[np.sort(first)][:count], kinds
        many *= 2


def by_document(
    found: Found, sort: str, ranks: Ranks, passages: Ints, versions: Ints, each: int
) -> list[tuple[int, Docs]]:
    """(how many passages match, the best `each` of them) for every document version, the
    one with the best passage first."""
    docs = ranked(found, sort, ranks, passages, len(found.matching))
    own, first, where, counts = np.unique(
        versions[docs], return_index=True, return_inverse=True, return_counts=True
    )
    order = np.argsort(where, kind="stable")  # by version, best first within
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    return (
        [
            (int(counts[one]), docs[order[starts[one] : starts[one] + min(each, counts[one])]])
            for one in np.argsort(first)
        ]
        if len(own)
        else []
    )
