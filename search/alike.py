"""Passages with nearly the same words, wherever they are: one of them stands for all.

In comes a snapshot, out comes for each document the first one that is like it (itself
where none is). The index has a signature of each passage's words; those who share a
band of it are candidates, and alike where they have most of their words in common.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from search.index import TEXT, Snapshot
from search.inversion import Ints
from search.matching import Mask
from search.occurrences import firsts
from search.signatures import BANDS, ROWS, hashes, mixed

# Words in common out of all words of two passages.
LEAST = 0.8
# Short passages ("Các sở, ban, ngành.") are alike only where they are equal in words.
_SHORT = 8
# So many minima agree wherever it is worth comparing the words themselves.
_AGREEING = 6
# Buckets are followed so far: what differs little may be in thousands of documents.
_MOST, _LEADERS = 2_000, 16
# So few are compared without a look at their signatures.
_FEW = 4

Rows = npt.NDArray[np.uint32]


class Alike:
    """Groups of passages of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def first(self) -> Ints:
        """For each document the first one that is like it."""
        snapshot = self._snapshot
        found = np.arange(snapshot.size)
        names, sizes = snapshot.signature("names"), snapshot.signature("sizes")
        docs = np.flatnonzero(snapshot.live & (sizes > 0))
        if not len(docs):
            return found
        _, first, same = np.unique(names[docs], return_index=True, return_inverse=True)
        found[docs] = docs[first][same]  # the very same words
        docs = docs[found[docs] == docs]
        docs = docs[sizes[docs] >= _SHORT]
        rows = snapshot.signature("rows")[:, docs]
        buckets = [bucket[:_MOST] for band in _bands(rows) for bucket in _buckets(band)]
        words = _Words(snapshot, docs[np.concatenate(buckets)] if buckets else docs[:0])
        for bucket in buckets:
            _join(docs, bucket, rows, words, found)
        result: Ints = found[found]
        return result

    def copies(self, document: int) -> Ints:
        """The documents that are in one group with this one, itself included."""
        copies: Ints = np.flatnonzero(self.first == self.first[document])
        return copies


class _Words:
    """The words of some documents, each once, in order."""

    def __init__(self, snapshot: Snapshot, docs: Ints) -> None:
        wanted: Mask = np.zeros(snapshot.size, np.bool_)
        wanted[docs] = True
        parts = [np.empty(0, np.int64)]
        for segment, base in snapshot.parts():
            own, ranks = segment.bags(wanted[base : base + segment.size])
            words = hashes([name.encode() for name in segment.names(TEXT)])
            parts.append((own + base) << 32 | words[ranks])
        both = np.sort(np.concatenate(parts))
        both = both[firsts(both)]
        self._words = both & 0xFFFFFFFF
        self._starts = np.searchsorted(both >> 32, np.arange(snapshot.size + 1))

        self._sets: dict[int, frozenset[int]] = {}

    def _of(self, document: int) -> frozenset[int]:
        found = self._sets.get(document)
        if found is None:
            low, high = self._starts[document : document + 2].tolist()
            found = self._sets[document] = frozenset(self._words[low:high].tolist())
        return found

    def same(self, one: int, two: int) -> bool:
        """Whether two documents have most of their words in common."""
        mine, theirs = self._of(one), self._of(two)
        both = len(mine) + len(theirs)
        if min(len(mine), len(theirs)) < LEAST * max(len(mine), len(theirs)):
            return False
        common = len(mine & theirs)
        return common >= LEAST * (both - common)


def _join(docs: Ints, bucket: Ints, rows: Rows, words: _Words, found: Ints) -> None:
    """Puts the documents of a bucket with the first they are like."""
    left = bucket[found[docs[bucket]] == docs[bucket]]
    for _ in range(_LEADERS):
        if len(left) < 2:
            return
        leader, others = int(docs[left[0]]), left[1:]
        if len(others) < _FEW:
            agreeing = np.ones(len(others), np.bool_)
        else:
            agreeing = (rows[:, others] == rows[:, left[:1]]).sum(axis=0) >= _AGREEING
        for at in agreeing.nonzero()[0].tolist():
            agreeing[at] = words.same(leader, int(docs[others[at]]))
        found[docs[others[agreeing]]] = leader
        left = others[~agreeing]


def _bands(rows: Rows) -> Iterator[npt.NDArray[np.uint64]]:
    """A name for each document and band of its signature."""
    for band in range(BANDS):
        names = np.zeros(rows.shape[1], np.uint64)
        for row in rows[band * ROWS : (band + 1) * ROWS]:
            names = mixed(names ^ row)
        yield names


def _buckets(names: npt.NDArray[np.uint64]) -> Iterator[Ints]:
    """The places of those that share a name with another one, in order."""
    order = np.argsort(names, kind="stable")
    cuts = np.flatnonzero(np.diff(names[order])) + 1
    starts = np.concatenate(([0], cuts))
    sizes = np.diff(starts, append=len(order))
    for place in np.flatnonzero(sizes > 1):
        yield order[starts[place] : starts[place] + sizes[place]]
