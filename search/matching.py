"""A set of documents, as a list where they are few and as a mask where they are many.

In come sets, out come their intersections, unions and differences. Each form is made
from the other only when it is asked for; an intersection starts from the shorter list.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search import occurrences
from search.inversion import Ints

Mask = npt.NDArray[np.bool_]

# Where at least one document in so many belongs, a mask is the handier form.
OFTEN = 20


def spread(asked: int, listed: int, among: int) -> bool:
    """Whether so many documents are faster found in a list once it is spread over all."""
    return asked > 16 + among // 1_250 + listed // 32


class Matching:
    """Documents out of `among`; never changed once made."""

    __slots__ = ("_count", "_docs", "_mask", "_tally", "among")

    def __init__(self, among: int, docs: Ints | None = None, mask: Mask | None = None) -> None:
        self.among = among
        self._docs = docs
        self._mask = mask
        self._count = -1 if docs is None else len(docs)
        self._tally: tuple[Stretches, Ints] | None = None

    @property
    def docs(self) -> Ints:
        """The documents in order."""
        if self._docs is None:
            assert self._mask is not None
            self._docs = self._mask.nonzero()[0]
        return self._docs

    @property
    def mask(self) -> Mask:
        """Whether each document belongs; not to be written to."""
        if self._mask is None:
            assert self._docs is not None
            mask = np.zeros(self.among, np.bool_)
            mask[self._docs] = True
            self._mask = mask
        return self._mask

    def __len__(self) -> int:
        if self._count < 0:
            self._count = int(np.count_nonzero(self.mask))
        return self._count

    @property
    def often(self) -> bool:
        return self._docs is None or len(self._docs) * OFTEN > self.among

    def has(self, docs: Ints) -> Mask:
        """Which of `docs` (in order) belong."""
        if self._mask is not None or self.often:
            found: Mask = self.mask.take(docs)
            return found
        if spread(len(docs), self._count, self.among):
            mask = np.zeros(self.among, np.bool_)
            mask[self._docs] = True
            return mask.take(docs)
        return occurrences.isin(docs, self.docs)

    def __and__(self, other: Matching) -> Matching:
        if self.often and other.often:
            return Matching(self.among, mask=self.mask & other.mask)
        few, many = self, other
        if few._docs is None or (many._docs is not None and len(many._docs) < len(few._docs)):
            few, many = many, few
        return Matching(self.among, docs=few.docs[many.has(few.docs)])

    def tally(self, stretches: Stretches) -> Ints:
        """How many documents of each stretch belong."""
        if self._tally is None or self._tally[0] is not stretches:
            self._tally = stretches, stretches.tally(self.mask)
        return self._tally[1]

    def without(self, other: Matching) -> Matching:
        if not self.often:
            return Matching(self.among, docs=self.docs[~other.has(self.docs)])
        return Matching(self.among, mask=self.mask & ~other.mask)

    def complement(self) -> Matching:
        return Matching(self.among, mask=~self.mask)


class Stretches:
    """All documents, cut at `starts` (the first is 0)."""

    def __init__(self, starts: Ints, among: int) -> None:
        self.starts = starts
        bounds = np.append(starts, among)
        self._words = bounds >> 6
        self._below = (np.uint64(1) << (bounds & 63).astype(np.uint64)) - np.uint64(1)

    def tally(self, mask: Mask) -> Ints:
        """How many of each stretch are in a mask: bits are counted, 64 at a time."""
        bits = np.zeros((len(mask) >> 6) + 1, np.uint64)
        packed = np.packbits(mask, bitorder="little")
        bits.view(np.uint8)[: len(packed)] = packed
        if sys.byteorder == "big":
            bits.byteswap(inplace=True)
        before = np.zeros(len(bits), np.int64)
        np.cumsum(np.bitwise_count(bits[:-1]), out=before[1:])
        split = np.bitwise_count(bits.take(self._words) & self._below)
        return np.diff(before.take(self._words) + split)


def nothing(among: int) -> Matching:
    return Matching(among, docs=np.empty(0, np.int64))


def everything(among: int) -> Matching:
    return Matching(among, mask=np.ones(among, np.bool_))


def intersection(parts: Sequence[Matching]) -> Matching:
    """What belongs to all of one or more sets, the smallest first."""
    first, *others = sorted(parts, key=len)
    for other in others:
        if first._docs is not None and not len(first._docs):
            break
        first = first & other
    return first


def union(parts: Sequence[Matching], among: int) -> Matching:
    """What belongs to any of the sets."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return nothing(among)
    first, *others = sorted(parts, key=len, reverse=True)
    if not others:
        return first
    if not first.often:
        return Matching(among, docs=occurrences.union([part.docs for part in parts]))
    mask = first.mask.copy()
    for other in others:
        if other.often:
            mask |= other.mask
        else:
            mask[other.docs] = True
    return Matching(among, mask=mask)
