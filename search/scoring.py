"""BM25 over arrays: what one occurrence, pair or heading of a word is worth.

In comes a snapshot of the index, out come for any term the documents that have it and
its impact on each (all of BM25 but the rarity), and evidence: impacts times rarity and
weight. Finished evidence is kept for the life of the snapshot, within bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from search.abbreviations import OURS, Abbreviations
from search.evidence import Evidence
from search.index import HEADINGS, TEXT, Snapshot
from search.inversion import ANNOUNCED, POSITION_BITS, Ints
from search.kept import OVERHEAD, Kept
from search.lattice import Lattice
from search.lexicon import Lexicon
from search.occurrences import of_lists

K1, B = 0.9, 0.4
# What each kind of evidence weighs.
SYLLABLE, PAIR, TRIPLE, WORD, HEADING = 0.5, 1.0, 0.5, 0.3, 0.15

# An occurrence in a heading that a passage answers for, against one in its text.
IN_HEADING = 0.6

# Lattices, and bytes of finished evidence, that are kept.
_LATTICES = 256
_KEPT = 256 * 1024 * 1024
Floats = npt.NDArray[np.float32]
Docs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Impacts:
    """Documents in order and the impact on each, between 0 and K1 + 1."""

    docs: Docs
    values: Floats


NONE = Impacts(np.empty(0, np.int64), np.empty(0, np.float32))


class Scorer:
    """Scores over one snapshot; any number of threads may share it."""

    def __init__(self, snapshot: Snapshot, abbreviations: Abbreviations = OURS) -> None:
        self.snapshot = snapshot
        self.abbreviations = abbreviations
        lengths = snapshot.lengths
        average = float(lengths[snapshot.live].mean()) if snapshot.count else 1.0
        self._norm: Floats = (K1 * (1 - B + B * lengths / max(average, 1.0))).astype(np.float32)
        self._kept: Kept[Evidence] = Kept(_KEPT)
        # What words may look like, and what single ones match: kept for the evaluation.
        self.lattices: Kept[Lattice] = Kept(_LATTICES * OVERHEAD)
        self.found: Kept[Any] = Kept(_KEPT // 4)

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

    def evidence(self, name: Hashable, weight: float, impacts: Callable[[], Impacts]) -> Evidence:
        """What such impacts add to scores; computed once for each name."""
        return self._kept.get(name, lambda: self._finished(impacts(), weight))

    def heading(self, term: str) -> Evidence:
        """What a word of the headings adds to all passages beneath."""
        return self._kept.get((HEADINGS, term), lambda: self._heading(term))

    def of_term(self, field: str, term: str) -> Impacts:
        """A term of a field; only in the texts do length and place count."""
        found = self.snapshot.postings(field, term)
        if field != TEXT:
            return Impacts(found.docs, self._impact(found.frequencies, np.float32(K1)))
        if (found.keys & ANNOUNCED).any():
            return self.of_keys(found.keys)
        return Impacts(found.docs, self._impact(found.frequencies, self._norm[found.docs]))

    def of_sequence(self, terms: tuple[str, ...]) -> Impacts:
        """Terms of the texts that stand one right after the other."""
        return self.of_keys(self.ends(terms))

    def ends(self, terms: tuple[str, ...]) -> Ints:
        """The last keys of where these terms stand one right after the other."""
        if len(terms) == 1:
            return self.keys(terms[0])
        return of_lists([self.snapshot.pair(one, two) for one, two in pairwise(terms)])

    def of_keys(self, keys: Ints, weights: Floats | None = None) -> Impacts:
        """Anything that occurs at sorted keys; a document counts its heaviest occurrence."""
        docs = keys >> POSITION_BITS
        first = np.flatnonzero(np.diff(docs, prepend=-1))
        if not len(first):
            return NONE
        worth = np.where(keys & ANNOUNCED, np.float32(IN_HEADING), np.float32(1))
        counts = np.add.reduceat(worth, first)
        docs = docs[first]
        values = self._impact(counts, self._norm[docs])
        if weights is not None:
            values = values * np.maximum.reduceat(weights, first)
        return Impacts(docs, values)

    @staticmethod
    def _impact(counts: Floats, norm: Floats | np.float32) -> Floats:
        values: Floats = (counts * np.float32(K1 + 1) / (counts + norm)).astype(np.float32)
        return values

    def _finished(self, impacts: Impacts, weight: float) -> Evidence:
        share = weight * self.rarity(len(impacts.docs)) if len(impacts.docs) else 0.0
        values = impacts.values * np.float32(share)
        return Evidence(impacts.docs, values, share * (K1 + 1), self.snapshot.size)

    def _heading(self, term: str) -> Evidence:
        impacts = self.of_term(HEADINGS, term)
        if not len(impacts.docs):
            return Evidence(impacts.docs, impacts.values, 0.0, self.snapshot.size)
        share = HEADING * self.rarity(len(impacts.docs), self.blocks)
        above = np.zeros(self.snapshot.size, np.float32)
        above[impacts.docs] = impacts.values * np.float32(share)
        above = above[self.snapshot.blocks]
        docs = np.flatnonzero(above)
        return Evidence(docs, above[docs], share * (K1 + 1), self.snapshot.size)
