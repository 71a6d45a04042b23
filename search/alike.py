"""Passages with nearly the same words, wherever they are: one of them stands for all.

In comes a snapshot, out comes for each document the first one that is like it (itself
where none is). Candidates share a band of a MinHash signature of their words; they are
alike where they have most of their words in common. All of it is derived from the
postings, once per snapshot, and only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from zlib import crc32

import numpy as np
import numpy.typing as npt

from search.index import TEXT, Snapshot
from search.inversion import Ints

# Words in common out of all words of two passages.
LEAST = 0.8
# Short passages ("Các sở, ban, ngành.") are alike only where they are equal in words.
_SHORT = 8
_BANDS, _ROWS = 4, 3
_SEED = 20_240_101
# So many minima agree wherever it is worth comparing the words themselves.
_AGREEING = 6
# Buckets are followed so far: what differs little may be in thousands of documents.
_MOST, _LEADERS = 2_000, 16

Rows = npt.NDArray[np.uint32]


class Alike:
    """Groups of passages of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def _bags(self) -> tuple[Ints, npt.NDArray[np.uint32]]:
        """Where the words of each document begin (one more for the end), and the words,
        each once in each document, in order."""
        docs, hashes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for segment, base in self._snapshot.parts():
            own, ranks = segment.bags()
            names = [crc32(name.encode()) for name in segment.names(TEXT)]
            docs.append(own + base)
            hashes.append(np.array(names, np.int64)[ranks])
        both = np.unique(np.concatenate(docs) << 32 | np.concatenate(hashes))
        starts = np.searchsorted(both >> 32, np.arange(self._snapshot.size + 1))
        return starts, (both & 0xFFFFFFFF).astype(np.uint32)

    def _words(self, document: int) -> npt.NDArray[np.uint32]:
        starts, words = self._bags
        return words[starts[document] : starts[document + 1]]

    def _signatures(self, docs: Ints) -> Rows:
        """A row of minima for each hash function, a column for each of the documents."""
        starts, words = self._bags
        rng = np.random.default_rng(_SEED)
        factors = rng.integers(1, 1 << 32, _BANDS * _ROWS, np.uint64).astype(np.uint32) | 1
        rows = np.zeros((len(factors), len(docs)), np.uint32)
        # The minimum over what lies between two of `docs` is that of the first one's words
        # only where nothing else does: hence the ends, too.
        bounds = np.column_stack((starts[docs], starts[docs + 1])).ravel()
        inner = bounds[:-1] if bounds[-1] == len(words) else bounds
        for row, factor in zip(rows, factors, strict=True):
            mixed = words * factor  # wraps around, as it should
            mixed ^= mixed >> np.uint32(15)
            row[:] = np.minimum.reduceat(mixed * np.uint32(2_654_435_761), inner)[::2]
        return rows

    @cached_property
    def first(self) -> Ints:
        """For each document the first one that is like it."""
        starts, words = self._bags
        found = np.arange(self._snapshot.size)
        docs = np.flatnonzero(self._snapshot.live & (np.diff(starts) > 0))
        if not len(docs):
            return found
        names = np.add.reduceat(_mixed(words.astype(np.uint64)), starts[docs])
        for bucket in _buckets(docs, names):  # the very same words
            found[bucket] = bucket[0]
        docs = docs[found[docs] == docs]
        docs = docs[np.diff(starts)[docs] >= _SHORT]
        if len(docs):
            rows = self._signatures(docs)
            for band in range(_BANDS):
                names = np.zeros(len(docs), np.uint64)
                for row in rows[band * _ROWS : (band + 1) * _ROWS]:
                    names = _mixed(names ^ row)
                for bucket in _buckets(np.arange(len(docs)), names):
                    self._join(docs, bucket[:_MOST], rows, found)
        result: Ints = found[found]
        return result

    def _join(self, docs: Ints, bucket: Ints, rows: Rows, found: Ints) -> None:
        """Puts the documents of a bucket with the first they are like."""
        leaders: list[int] = []
        for place in bucket.tolist():
            document = docs[place]
            if found[document] != document:
                continue
            for leader in leaders:
                alike = np.count_nonzero(rows[:, leader] == rows[:, place])
                if alike >= _AGREEING and self._same(int(docs[leader]), int(document)):
                    found[document] = docs[leader]
                    break
            else:
                if len(leaders) < _LEADERS:
                    leaders.append(place)

    def _same(self, one: int, two: int) -> bool:
        mine, theirs = self._words(one), self._words(two)
        most = max(len(mine), len(theirs))
        if min(len(mine), len(theirs)) < LEAST * most:
            return False
        at = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
        common = int(np.count_nonzero(theirs[at] == mine))
        return common >= LEAST * (len(mine) + len(theirs) - common)

    def copies(self, document: int) -> Ints:
        """The documents that are in one group with this one, itself included."""
        copies: Ints = np.flatnonzero(self.first == self.first[document])
        return copies


def _buckets(docs: Ints, names: npt.NDArray[np.uint64]) -> Iterator[Ints]:
    """The documents that share a name with another one, in order."""
    order = np.argsort(names, kind="stable")
    cuts = np.flatnonzero(np.diff(names[order])) + 1
    starts = np.concatenate(([0], cuts))
    sizes = np.diff(starts, append=len(order))
    for place in np.flatnonzero(sizes > 1):
        yield docs[order[starts[place] : starts[place] + sizes[place]]]


def _mixed(names: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Numbers well apart for numbers that are close (splitmix64)."""
    names = names + np.uint64(0x9E3779B97F4A7C15)
    names = (names ^ (names >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    names = (names ^ (names >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: npt.NDArray[np.uint64] = names ^ (names >> np.uint64(31))
    return result
