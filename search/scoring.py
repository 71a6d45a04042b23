"""BM25 over arrays: what one occurrence, pair or heading of a word is worth.

In comes a snapshot of the index, out come for any term the documents that have it and
its impact on each (all of BM25 but the rarity). Finished impacts are kept for the life
of the snapshot, within bounds.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from search.index import TEXT, Snapshot
from search.inversion import ANNOUNCED, POSITION_BITS, Ints
from search.lexicon import Lexicon
from search.occurrences import of_sequence

K1, B = 0.9, 0.4
# What each kind of evidence weighs.
SYLLABLE, PAIR, TRIPLE, WORD, HEADING = 0.5, 1.0, 0.5, 0.3, 0.15

# An occurrence in a heading that a passage answers for, against one in its text.
IN_HEADING = 0.3

_KEPT = 4_096
Floats = npt.NDArray[np.float32]
Docs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Impacts:
    """Documents in order and the impact on each, between 0 and K1 + 1."""

    docs: Docs
    values: Floats


class Scorer:
    """Scores over one snapshot; any number of threads may share it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        lengths = snapshot.lengths
        average = float(lengths[snapshot.live].mean()) if snapshot.count else 1.0
        self._norm: Floats = (K1 * (1 - B + B * lengths / max(average, 1.0))).astype(np.float32)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, ...], Impacts] = OrderedDict()

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.snapshot.lexicon)

    @cached_property
    def blocks(self) -> int:
        """How many stretches of passages under one heading there are."""
        return len(np.unique(self.snapshot.blocks[self.snapshot.live]))

    def keys(self, term: str) -> Ints:
        return self.snapshot.postings(TEXT, term).keys

    def rarity(self, documents: int, count: int | None = None) -> float:
        """The inverse document frequency among `count` (all) documents, never negative."""
        count = self.snapshot.count if count is None else count
        return float(np.log1p((count - documents + 0.5) / (documents + 0.5)))

    def of_term(self, field: str, term: str) -> Impacts:
        """A term of a field; only in the texts do length and place count."""
        return self._keep((field, term), lambda: self._of_term(field, term))

    def of_sequence(self, terms: tuple[str, ...]) -> Impacts:
        """Terms of the texts that stand one right after the other."""
        return self._keep((TEXT, *terms), lambda: self.of_keys(of_sequence(terms, self.keys).ends))

    def of_keys(self, keys: Ints, weights: Floats | None = None) -> Impacts:
        """Anything that occurs at sorted keys; a document counts its heaviest occurrence."""
        docs = keys >> POSITION_BITS
        first = np.flatnonzero(np.diff(docs, prepend=-1))
        if not len(first):
            return Impacts(docs, np.empty(0, np.float32))
        worth = np.where(keys & ANNOUNCED, np.float32(IN_HEADING), np.float32(1))
        counts = np.add.reduceat(worth, first)
        docs = docs[first]
        values = self._impact(counts, self._norm[docs])
        if weights is not None:
            values = values * np.maximum.reduceat(weights, first)
        return Impacts(docs, values)

    def _of_term(self, field: str, term: str) -> Impacts:
        if field == TEXT:
            return self.of_keys(self.keys(term))
        found = self.snapshot.postings(field, term)
        return Impacts(found.docs.astype(np.int64), self._impact(found.frequencies, np.float32(K1)))

    @staticmethod
    def _impact(counts: Floats, norm: Floats | np.float32) -> Floats:
        values: Floats = (counts * np.float32(K1 + 1) / (counts + norm)).astype(np.float32)
        return values

    def _keep(self, name: tuple[str, ...], compute: Callable[[], Impacts]) -> Impacts:
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                self._kept.move_to_end(name)
                return found
        found = compute()
        with self._lock:
            self._kept[name] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found
