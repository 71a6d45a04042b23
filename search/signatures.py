"""What tells passages with nearly the same words: made once, when they are indexed.

In come the inverted texts of a segment, out come for each passage a name that only the
very same set of words has, how many words that are, and a MinHash signature: passages
that agree in it have most of their words in common. The words of headings do not count.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from search.inversion import ANNOUNCED, POSITION_BITS, Inverted

BANDS, ROWS = 4, 3
_SEED = 20_240_101

_Any = npt.NDArray[Any]


def signatures(text: Inverted, passages: int) -> dict[str, _Any]:
    """Columns over the passages: `names`, `sizes`, and `rows`, one for each hash function,
    one after the other."""
    own = (text.keys & ANNOUNCED) == 0
    docs, ranks = text.keys[own] >> POSITION_BITS, text.ranks[own]
    new = np.ones(len(docs), np.bool_)
    new[1:] = (docs[1:] != docs[:-1]) | (ranks[1:] != ranks[:-1])
    docs, ranks = docs[new], ranks[new]
    words = hashes(text.names)
    names = np.zeros(passages, np.uint64)
    np.add.at(names, docs, mixed(words.astype(np.uint64))[ranks])
    order = np.argsort(docs, kind="stable")
    sizes = np.bincount(docs, minlength=passages)
    some = sizes > 0
    starts = (np.cumsum(sizes) - sizes)[some]
    ranks = ranks[order]
    rows = np.zeros((BANDS * ROWS, passages), np.uint32)
    factors = np.random.default_rng(_SEED).integers(1, 1 << 32, len(rows), np.uint64)
    for row, factor in zip(rows, factors.astype(np.uint32) | 1, strict=True):
        if len(ranks):
            row[some] = np.minimum.reduceat(_stirred(words, factor)[ranks], starts)
    return {"names": names, "sizes": sizes.astype(np.int32), "rows": rows.ravel()}


def hashes(names: list[bytes]) -> npt.NDArray[np.uint32]:
    """The same number for the same term in every segment."""
    return np.fromiter(map(crc32, names), np.uint32, len(names))


def _stirred(words: npt.NDArray[np.uint32], factor: np.uint32) -> npt.NDArray[np.uint32]:
    stirred = words * factor  # wraps around, as it should
    stirred ^= stirred >> np.uint32(15)
    result: npt.NDArray[np.uint32] = stirred * np.uint32(2_654_435_761)
    return result


def mixed(names: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Numbers well apart for numbers that are close (splitmix64)."""
    names = names + np.uint64(0x9E3779B97F4A7C15)
    names = (names ^ (names >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    names = (names ^ (names >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: npt.NDArray[np.uint64] = names ^ (names >> np.uint64(31))
    return result
