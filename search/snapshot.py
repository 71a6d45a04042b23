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
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from search.inversion import NO_KEYS, POSITION_BITS, Ints
from search.kept import Kept
from search.segment import COLUMNS, HEADINGS, TEXT, WORDS, Bytes, Raw, Segment

CACHE_BYTES = 256 * 1024 * 1024
_Any = npt.NDArray[Any]


class Listed(NamedTuple):
    """Documents in order, and what the occurrences in each of them count (`UNIT` for
    each, at most fifty-one of them, and less for those in a heading)."""

    docs: Ints
    worth: Bytes

    @property
    def size(self) -> int:
        return self.docs.nbytes + self.worth.nbytes


@dataclass(frozen=True)
class Places:
    """Where a term stands: position keys."""

    keys: Ints

    @property
    def size(self) -> int:
        return self.keys.nbytes


class Snapshot:
    """Documents are numbered through all segments, deleted ones included."""

    def __init__(self, parts: Sequence[tuple[Segment, Sequence[int]]], generation: int) -> None:
        self.generation = generation
        self._segments: list[tuple[Segment, int]] = []
        self._listed: Kept[Listed] = Kept(CACHE_BYTES // 4)
        self._places: Kept[Places] = Kept(CACHE_BYTES // 2)
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

    def signature(self, name: str) -> _Any:
        """A column of the signatures of all documents, see `search/signatures.py`."""
        parts = [segment.signature(name) for segment, _ in self._segments]
        return np.concatenate(parts, axis=-1) if parts else np.empty(0, np.int64)

    def parts(self) -> Iterator[tuple[Segment, int]]:
        """The segments, each with the number of its first document."""
        return iter(self._segments)

    def postings(self, field: str, term: str) -> Listed:
        """The documents that have a term."""
        name = (field, term)
        return self._listed.get(
            name, lambda: self._join([one.postings(*name) for one, _ in self._segments])
        )

    def sequence(self, terms: tuple[str, ...]) -> Listed:
        """The documents where terms of the texts stand in a row."""
        return self._join([one.sequence(terms) for one, _ in self._segments])

    def keys(self, term: str) -> Ints:
        """Where a term of the texts stands."""
        return self._places.get(
            term, lambda: Places(self._join_keys([one.keys(term) for one, _ in self._segments]))
        ).keys

    def pair(self, first: str, second: str) -> Ints:
        """The keys of `second` right after `first`."""
        return self._join_keys([one.pair(first, second) for one, _ in self._segments])

    def common(self, least: int) -> set[str]:
        """The terms of the texts that at least so many documents of a segment have."""
        return {term for segment, _ in self._segments for term in segment.common(least)}

    def _column(self, name: str) -> Ints:
        return _joined([segment.column(name) for segment, _ in self._segments])

    def _join(self, found: Sequence[Raw]) -> Listed:
        if len(found) == 1 and self._all_live:
            return Listed(found[0].docs.astype(np.int64), found[0].worth)
        bases = [base for _, base in self._segments]
        docs = _joined([one.docs + np.int64(base) for one, base in zip(found, bases, strict=True)])
        worth: Bytes = _joined([one.worth for one in found])
        if not self._all_live:
            alive = self.live[docs]
            docs, worth = docs[alive], worth[alive]
        return Listed(docs, worth)

    def _join_keys(self, found: Sequence[Ints]) -> Ints:
        keys = _joined([one + (base << POSITION_BITS) if base else one
                        for one, (_, base) in zip(found, self._segments, strict=True)])  # fmt: skip
        return keys if self._all_live else keys[self.live[keys >> POSITION_BITS]]


def _joined(parts: Sequence[_Any]) -> _Any:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else NO_KEYS
