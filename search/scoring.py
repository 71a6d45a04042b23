"""BM25 over arrays: what one occurrence, pair or heading of a word is worth.

In comes a snapshot of the index, out comes evidence: for a word, a pair or a triple of
them which documents have it, and how to work out what that adds to their scores. Where
a word may be written in several ways, that is worked out for all documents at once
(impacts: all of BM25 but the rarity). Evidence is kept for the life of the snapshot,
within bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log1p
from typing import Any

import numpy as np
import numpy.typing as npt

from search.abbreviations import OURS, Abbreviations
from search.evidence import Counted, Evidence
from search.index import HEADINGS, TEXT, WORDS, Snapshot
from search.inversion import ANNOUNCED, POSITION_BITS, Ints
from search.kept import OVERHEAD, Kept
from search.lattice import Lattice
from search.lexicon import Lexicon
from search.matching import OFTEN, Matching
from search.occurrences import firsts, of_lists
from search.segment import IN_HEADING, UNIT, Bytes
from search.snapshot import Listed

K1, B = 0.9, 0.4
# What each kind of evidence weighs.
SYLLABLE, PAIR, TRIPLE, WORD, HEADING = 0.5, 1.0, 0.5, 0.3, 0.15

# Lattices, and bytes of finished evidence, that are kept.
_LATTICES, _SINGLE = 256, 512
_KEPT = 256 * 1024 * 1024
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Impacts:
    """Documents in order and the impact on each, between 0 and K1 + 1."""

    docs: Ints
    values: Floats


NONE = Impacts(np.empty(0, np.int64), np.empty(0, np.float32))


class Scorer:
    """Scores over one snapshot; any number of threads may share it."""

    def __init__(self, snapshot: Snapshot, abbreviations: Abbreviations = OURS) -> None:
        self.snapshot = snapshot
        self.abbreviations = abbreviations
        lengths = snapshot.lengths
        average = float(lengths[snapshot.live].mean()) if snapshot.count else 1.0
        # In units of what an occurrence counts.
        norms = UNIT * K1 * (1 - B + B * lengths / max(average, 1.0))
        self._norms: Floats = norms.astype(np.float32)
        self._least = float(norms.min(initial=UNIT * K1))
        self._kept: Kept[Evidence] = Kept(_KEPT)
        # What words may look like, and what single ones match: kept for the evaluation.
        self.lattices: Kept[Lattice] = Kept(_LATTICES * OVERHEAD)
        self.found: Kept[Any] = Kept(_SINGLE * OVERHEAD)

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.snapshot.lexicon)

    @cached_property
    def blocks(self) -> int:
        """How many stretches of passages under one heading there are."""
        return len(np.unique(self.snapshot.blocks[self.snapshot.live]))

    @cached_property
    def _flat(self) -> Floats:
        """The norms where length does not count."""
        return np.full(self.snapshot.size, UNIT * K1, np.float32)

    def warm(self) -> None:
        """Makes what the first questions would have to wait for."""
        self.lexicon.warm()
        for term in self.snapshot.common(self.snapshot.size // OFTEN + 1):
            word = self.term(term)
            if word.often:
                len(word.matching)

    def keys(self, term: str) -> Ints:
        return self.snapshot.keys(term)

    def rarity(self, documents: int, count: int | None = None) -> float:
        """The inverse document frequency among `count` (all) documents, never negative."""
        count = self.snapshot.count if count is None else count
        return log1p((count - documents + 0.5) / (documents + 0.5))

    def evidence(self, name: Hashable, weight: float, impacts: Callable[[], Impacts]) -> Evidence:
        """What such impacts add to scores; computed once for each name."""
        return self._kept.get(name, lambda: self._finished(impacts(), weight))

    def term(self, term: str) -> Evidence:
        """A word of the texts, in this form only."""
        found = self._kept.peek(term)
        if found is None:
            found = self._counted(self.snapshot.postings(TEXT, term), SYLLABLE)
            self._kept.put(term, found)
        return found

    def sequence(self, terms: tuple[str, ...], weight: float) -> Evidence:
        """Words of the texts that stand one right after the other."""
        found = self._kept.peek(terms)
        if found is None:
            found = self._counted(self.snapshot.sequence(terms), weight)
            self._kept.put(terms, found)
        return found

    def path(self, terms: tuple[str, ...]) -> Matching:
        """The documents where these words of the texts stand one right after the other."""
        if len(terms) == 1:
            return self.term(terms[0]).matching
        return self.sequence(terms, PAIR if len(terms) == 2 else TRIPLE).matching

    def word(self, name: str) -> Evidence:
        """A segmented word."""
        return self._kept.get(
            (WORDS, name),
            lambda: self._counted(self.snapshot.postings(WORDS, name), WORD, self._flat),
        )

    def heading(self, term: str) -> Evidence:
        """What a word of the headings adds to all passages beneath."""
        return self._kept.get((HEADINGS, term), lambda: self._heading(term))

    def of_term(self, term: str) -> Impacts:
        """A word of the texts."""
        found = self.snapshot.postings(TEXT, term)
        return Impacts(found.docs, _impact(found.worth, self._norms[found.docs]))

    def ends(self, terms: tuple[str, ...]) -> Ints:
        """The last keys of where these terms stand one right after the other."""
        if len(terms) == 1:
            return self.keys(terms[0])
        return of_lists([self.snapshot.pair(one, two) for one, two in pairwise(terms)])

    def of_keys(self, keys: Ints, weights: Floats | None = None) -> Impacts:
        """Anything that occurs at sorted keys; a document counts its heaviest occurrence."""
        if not len(keys):
            return NONE
        docs = keys >> POSITION_BITS
        first = firsts(docs)
        worth = np.where(keys & ANNOUNCED, np.float32(IN_HEADING), np.float32(UNIT))
        counts = np.add.reduceat(worth, first)
        docs = docs[first]
        values = _impact(counts, self._norms[docs])
        if weights is not None:
            values = values * np.maximum.reduceat(weights, first)
        return Impacts(docs, values)

    def of_forms(self, forms: Sequence[tuple[tuple[str, ...], float]]) -> Impacts:
        """Any of some sequences of terms, each with a weight: their occurrences in a
        document count together, for as much as the heaviest of them."""
        found = [(self.snapshot.sequence(terms), weight) for terms, weight in forms]
        found = [(one, weight) for one, weight in found if len(one.docs)]
        if not found:
            return NONE
        if len(found) == 1:
            ((one, weight),) = found
            values = _impact(one.worth, self._norms[one.docs])
            return Impacts(one.docs, values * np.float32(weight))
        docs = np.concatenate([one.docs for one, _ in found])
        worth = np.concatenate([one.worth for one, _ in found]).astype(np.float32)
        heavy = np.array([weight for _, weight in found], np.float32)
        weights = heavy.repeat([len(one.docs) for one, _ in found])
        order = docs.argsort(kind="stable")
        docs, worth, weights = docs[order], worth[order], weights[order]
        first = firsts(docs)
        docs, counts = docs[first], np.add.reduceat(worth, first)
        values = _impact(counts, self._norms[docs]) * np.maximum.reduceat(weights, first)
        return Impacts(docs, values)

    def _counted(self, listed: Listed, weight: float, norms: Floats | None = None) -> Evidence:
        share = weight * self.rarity(len(listed.docs)) if len(listed.docs) else 0.0
        if norms is None:
            return Counted(listed, share * (K1 + 1), self._norms, self._least)
        return Counted(listed, share * (K1 + 1), norms, UNIT * K1)

    def _finished(self, impacts: Impacts, weight: float) -> Evidence:
        share = weight * self.rarity(len(impacts.docs)) if len(impacts.docs) else 0.0
        values = impacts.values * np.float32(share)
        return Evidence(impacts.docs, values, share * (K1 + 1), self.snapshot.size)

    def _heading(self, term: str) -> Evidence:
        found = self.snapshot.postings(HEADINGS, term)
        if not len(found.docs):
            return Evidence(found.docs, NONE.values, 0.0, self.snapshot.size)
        share = HEADING * self.rarity(len(found.docs), self.blocks)
        above = np.zeros(self.snapshot.size, np.float32)
        above[found.docs] = _impact(found.worth, np.float32(UNIT * K1)) * np.float32(share)
        above = above[self.snapshot.blocks]
        docs = (above > 0).nonzero()[0]
        return Evidence(docs, above[docs], share * (K1 + 1), self.snapshot.size)


def _impact(counts: Bytes | Floats, norms: Floats | np.float32) -> Floats:
    values: Floats = counts * np.float32(K1 + 1) / (counts + norms)
    return values
