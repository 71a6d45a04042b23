"""One generation of the index, to read from any number of threads.

In come segments and which of their documents are deleted, out come postings over all
of them, without the deleted ones. Nothing is decoded: a term's postings are views of
mapped files where there is one segment, and joined the first time they are asked for
where there are more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from search.inversion import NO_KEYS, POSITION_BITS, Ints
from search.kept import Kept
from search.segment import COLUMNS, HEADINGS, NOTHING, TEXT, WORDS, Raw, Segment

CACHE_BYTES = 256 * 1024 * 1024
Docs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Postings:
    """A term in the index: documents in order, how often in each, and where
    (position keys; empty for a field without positions)."""

    docs: Docs
    frequencies: Floats
    keys: Ints

    @property
    def size(self) -> int:
        return self.docs.nbytes + self.frequencies.nbytes + self.keys.nbytes


class Snapshot:
    """Documents are numbered through all segments, deleted ones included."""

    def __init__(self, parts: Sequence[tuple[Segment, Sequence[int]]], generation: int) -> None:
        self.generation = generation
        self._segments: list[tuple[Segment, int]] = []
        self._cache: Kept[Postings] = Kept(CACHE_BYTES)
        self.size = sum(segment.size for segment, _ in parts)
        self.live = np.ones(self.size, np.bool_)
        base = 0
        for segment, deleted in parts:
            self._segments.append((segment, base))
            self.live[np.array(sorted(deleted), np.int64) + base] = False
            base += segment.size
        self._all_live = bool(self.live.all())
        passages, versions, lengths, back = map(self._column, COLUMNS)
        self.passages: Ints = passages
        self.versions: Ints = versions
        self.lengths = lengths.astype(np.float32)
        # For each document the first of its block, which has the headings of all. The
        # passages of a version come and go together, so it is always there.
        self.blocks: Ints = np.arange(self.size) - back

    @cached_property
    def count(self) -> int:
        """How many passages there are."""
        return int(np.count_nonzero(self.live))

    @property
    def segments(self) -> int:
        return len(self._segments)

    @cached_property
    def lexicon(self) -> dict[str, int]:
        """Every term of the texts and how often it occurs."""
        found: dict[str, int] = {}
        for segment, _ in self._segments:
            counts = zip(segment.names(TEXT), segment.counts(), strict=True)
            if not found:
                found = dict(counts)
                continue
            for term, count in counts:
                found[term] = found.get(term, 0) + count
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The names of all segmented words."""
        return self._names(WORDS)

    @cached_property
    def heading_terms(self) -> frozenset[str]:
        """The names of everything that stands in headings."""
        return self._names(HEADINGS)

    def _names(self, field: str) -> frozenset[str]:
        return frozenset(name for segment, _ in self._segments for name in segment.names(field))

    @cached_property
    def headings(self) -> tuple[Ints, Ints]:
        """Where the headings begin that passages answer for (keys, in order), and how many
        places each has."""
        parts = [(segment.headings, base) for segment, base in self._segments]
        starts = _joined([one[0] + (base << POSITION_BITS) for one, base in parts])
        return starts, _joined([one[1] for one, _ in parts])

    def parts(self) -> Iterator[tuple[Segment, int]]:
        """The segments, each with the number of its first document."""
        return iter(self._segments)

    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs; deleted passages are left out."""
        return self._cache.get((field, term), lambda: self._postings(field, term))

    def pair(self, first: str, second: str) -> Ints:
        """The keys of `second` right after `first`."""
        keys = _joined([segment.pair(first, second) + (base << POSITION_BITS)
                        for segment, base in self._segments])  # fmt: skip
        return keys if self._all_live else keys[self.live[keys >> POSITION_BITS]]

    def _column(self, name: str) -> Ints:
        return _joined([segment.column(name) for segment, _ in self._segments])

    def _postings(self, field: str, term: str) -> Postings:
        found = list(self._raw(field, term))
        docs = _joined([one.docs + np.int64(base) for one, base in found])
        counts = _joined([one.counts for one, _ in found]).astype(np.float32)
        keys = _joined([one.keys + (base << POSITION_BITS) if base else one.keys
                        for one, base in found])  # fmt: skip
        if not self._all_live:
            alive = self.live[docs]
            docs, counts = docs[alive], counts[alive]
            keys = keys[self.live[keys >> POSITION_BITS]]
        return Postings(docs, counts, keys)

    def _raw(self, field: str, term: str) -> Iterator[tuple[Raw, int]]:
        for segment, base in self._segments:
            found = segment.postings(field, term)
            if found is not NOTHING:
                yield found, base


def _joined(parts: Sequence[npt.NDArray[np.int64]]) -> Ints:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else NO_KEYS
