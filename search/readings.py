"""Which accented words a query typed without diacritics most likely means.

In come the candidates for each word, out comes one for each: the path whose neighbours
stand next to each other most often in the corpus itself (Viterbi over counts of
neighbours). "duoi nuoc" is read as "đuối nước" where the corpus speaks of drowning.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt

from search.occurrences import EMPTY, KeysOf

# More candidates than this for one syllable are the rarest ones.
_CANDIDATES = 24
# A pair of neighbours says more than the commonness of each.
_PAIR, _SINGLE = 2.0, 0.5

Floats = npt.NDArray[np.float64]


def most_likely(candidates: Sequence[Sequence[str]], keys_of: KeysOf) -> list[str]:
    """One candidate for each word."""
    columns = [list(forms[:_CANDIDATES]) for forms in candidates]
    singles = [
        np.array([_SINGLE * log(1 + len(keys_of(form))) for form in column]) for column in columns
    ]
    best = singles[0]
    back: list[npt.NDArray[np.intp]] = []
    for left, right, single in zip(columns, columns[1:], singles[1:], strict=False):
        ways = best[:, None] + _PAIR * np.log1p(neighbour_counts(left, right, keys_of))
        back.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + single
    place = int(best.argmax())
    path = [place]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return [column[at] for column, at in zip(columns, reversed(path), strict=True)]


def neighbour_counts(left: Sequence[str], right: Sequence[str], keys_of: KeysOf) -> Floats:
    """How often each of `left` stands right before each of `right`."""
    counts = np.zeros((len(left), len(right)))
    ends, end_of = _labelled([keys_of(term) + 1 for term in left])
    starts, start_of = _labelled([keys_of(term) for term in right])
    if not len(ends) or not len(starts):
        return counts
    places = np.minimum(np.searchsorted(ends, starts), len(ends) - 1)
    meet = ends[places] == starts
    np.add.at(counts, (end_of[places[meet]], start_of[meet]), 1)
    return counts


def _labelled(
    lists: Sequence[npt.NDArray[np.int64]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All keys in order, and which list each came from."""
    keys = np.concatenate(lists) if lists else EMPTY
    labels = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    order = np.argsort(keys, kind="stable")
    return keys[order], labels[order]
