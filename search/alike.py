"""Passages with nearly the same words, wherever they are: one of them stands for all.

In comes a snapshot, out comes for each document the first one that is like it (itself
where none is). Candidates share a band of a MinHash signature of their words; they are
alike where they have most of their words in common. All of it is derived from the
postings, once per snapshot, and only when asked for.
"""

from __future__ import annotations

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
# Buckets are followed so far: boilerplate may be in thousands of documents.
_MOST = 2_000


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

    def _signatures(self) -> npt.NDArray[np.uint32]:
        """A row of minima for each hash function, a column for each document with words."""
        starts, words = self._bags
        having = np.flatnonzero(np.diff(starts))
        rng = np.random.default_rng(_SEED)
        factors = rng.integers(1, 1 << 32, _BANDS * _ROWS, np.uint64).astype(np.uint32) | 1
        rows = np.zeros((len(factors), self._snapshot.size), np.uint32)
        for row, factor in zip(rows, factors, strict=True):
            mixed = words * factor  # wraps around, as it should
            mixed ^= mixed >> np.uint32(15)
            row[having] = np.minimum.reduceat(mixed * np.uint32(2_654_435_761), starts[having])
        return rows

    @cached_property
    def first(self) -> Ints:
        """For each document the first one that is like it."""
        size = self._snapshot.size
        found = np.arange(size)
        starts, words = self._bags
        if not len(words):
            return found
        rows = self._signatures()
        live = self._snapshot.live & (np.diff(starts) > 0)
        for band in range(_BANDS):
            part = rows[band * _ROWS : (band + 1) * _ROWS]
            name = np.zeros(size, np.uint64)
            for row in part:
                name = (name * np.uint64(1_000_003)) ^ row
            docs = np.flatnonzero(live)
            order = docs[np.argsort(name[docs], kind="stable")]
            cuts = np.flatnonzero(np.diff(name[order])) + 1
            for bucket in np.split(order, cuts):
                if len(bucket) > 1:
                    self._join(bucket[:_MOST], found)
        return found

    def _join(self, bucket: Ints, found: Ints) -> None:
        """Puts the documents of a bucket with the first they are like."""
        leaders: list[int] = []
        for document in bucket.tolist():
            if found[document] != document:
                continue
            for leader in leaders:
                if self._same(leader, document):
                    found[document] = found[leader]
                    break
            else:
                if len(leaders) < 16:
                    leaders.append(document)

    def _same(self, one: int, two: int) -> bool:
        mine, theirs = self._words(one), self._words(two)
        if min(len(mine), len(theirs)) < _SHORT:
            return np.array_equal(mine, theirs)
        common = len(np.intersect1d(mine, theirs, assume_unique=True))
        return common >= LEAST * (len(mine) + len(theirs) - common)

    def copies(self, document: int) -> Ints:
        """The documents that are in one group with this one, itself included."""
        copies: Ints = np.flatnonzero(self.first == self.first[document])
        return copies
