"""How well passages answer neighbouring words, whatever the query demands of them.

In comes a lattice, out come dense arrays over all documents: a score, and how many of
the words each document has. Evidence adds up: the words themselves, pairs and triples
of neighbours, segmented words, and words of the headings above.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search.index import HEADINGS, TEXT, WORDS
from search.inversion import Ints
from search.lattice import EXACT, Edge, Lattice
from search.occurrences import Occurrences, following, of_sequence, union
from search.passages import pair
from search.scoring import HEADING, K1, PAIR, SYLLABLE, TRIPLE, WORD, Impacts, Scorer

_LONGEST_WORD = 4
Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int16]


@dataclass
class Bag:
    """Scores add up in place; `ceiling` is the score nothing can exceed."""

    scores: Floats
    matched: Counts
    needed: int
    ceiling: float


class Scoring:
    """One lattice over one snapshot."""

    def __init__(self, scorer: Scorer, lattice: Lattice) -> None:
        self._scorer = scorer
        self._lattice = lattice
        self._size = scorer.snapshot.size
        scores, matched = np.zeros(self._size, np.float32), np.zeros(self._size, np.int16)
        self._bag = Bag(scores, matched, needed=0, ceiling=0.0)
        self._met_at: dict[int, list[tuple[Edge, Occurrences, float]]] = {}

    @cached_property
    def _found(self) -> dict[Edge, Occurrences]:
        keys_of = self._scorer.keys
        return {edge: of_sequence(edge.terms, keys_of) for edge in self._lattice.edges}

    def bag(self) -> Bag:
        """The scores of all the words and their neighbourhoods."""
        seen: set[tuple[tuple[str, ...], ...]] = set()
        for word in range(self._lattice.size):
            edges = self._lattice.covering(word)
            name = tuple(sorted({edge.terms for edge in edges}))
            self._word(edges, again=name in seen)
            seen.add(name)
        for place in range(1, self._lattice.size):
            self._add(self._pair(place), PAIR)
        for place in range(1, self._lattice.size - 1):
            self._add(self._triple(place), TRIPLE)
        self._segmented()
        self._headings()
        return self._bag

    def phrase_ends(self, slop: int) -> Ints:
        """The last keys of the paths from the first place to the last."""
        reached: list[list[Ints]] = [[] for _ in range(self._lattice.size + 1)]
        for place in range(self._lattice.size):
            before = union(reached[place])
            for edge in self._lattice.starting(place):
                found = self._found[edge]
                if place:
                    found = following(before, found, slop)
                if len(found.ends):
                    reached[edge.end].append(found.ends)
        return union(reached[-1])

    def _impacts(self, edge: Edge) -> Impacts:
        if len(edge.terms) == 1:
            return self._scorer.of_term(TEXT, edge.terms[0])
        return self._scorer.of_keys(self._found[edge].ends)

    def _word(self, edges: list[Edge], again: bool) -> None:
        """One word in all its forms: a document counts the best of them."""
        parts = [(edge.weight, self._impacts(edge)) for edge in edges]
        parts = [(weight, impacts) for weight, impacts in parts if len(impacts.docs)]
        self._bag.needed += not again
        if not parts:
            return
        if len(parts) == 1:
            docs, values = parts[0][1].docs, parts[0][1].values * np.float32(parts[0][0])
        else:
            best = np.zeros(self._size, np.float32)
            for weight, impacts in parts:
                best[impacts.docs] = np.maximum(
                    best[impacts.docs], impacts.values * np.float32(weight)
                )
            docs = np.flatnonzero(best)
            values = best[docs]
        self._add(Impacts(docs, values), SYLLABLE)
        if not again:
            self._bag.matched[docs] += 1

    def _add(self, impacts: Impacts, weight: float) -> None:
        if not len(impacts.docs):
            return
        share = weight * self._scorer.rarity(len(impacts.docs))
        self._bag.scores[impacts.docs] += impacts.values * np.float32(share)
        self._bag.ceiling += share * (K1 + 1)

    def _pair(self, place: int) -> Impacts:
        """What stands on both sides of a place of the query, or across it."""
        terms = self._plain(place - 1, 2)
        if terms:
            return self._scorer.of_sequence(terms)
        across = [edge for edge in self._lattice.edges if edge.start < place < edge.end]
        standing = [(self._found[edge].ends, edge.weight) for edge in across]
        standing += [(found.ends, weight) for _, found, weight in self._met(place)]
        return self._scorer.of_keys(*_weighted(standing))

    def _triple(self, place: int) -> Impacts:
        """What stands on both sides of a place, and on with what follows."""
        terms = self._plain(place - 1, 3)
        if terms:
            return self._scorer.of_sequence(terms)
        ends: dict[int, list[Ints]] = {}
        for edge, found, _ in self._met(place):
            ends.setdefault(edge.end, []).append(found.ends)
        after = [
            following(union(before), self._found[edge], 0).starts
            for end, before in ends.items()
            for edge in self._lattice.starting(end)
        ]
        return self._scorer.of_keys(union(after))

    def _plain(self, start: int, count: int) -> tuple[str, ...] | None:
        """The terms of so many words, where each can be nothing but itself."""
        terms: list[str] = []
        for word in range(start, start + count):
            edges = self._lattice.covering(word)
            if len(edges) != 1 or len(edges[0].terms) != 1:
                return None
            terms += edges[0].terms
        return tuple(terms)

    def _met(self, place: int) -> list[tuple[Edge, Occurrences, float]]:
        """The occurrences of each edge from a place that follow one of an edge to it."""
        kept = self._met_at.get(place)
        if kept is not None:
            return kept
        by_weight: dict[float, list[Ints]] = {}
        for edge in self._lattice.edges:
            if edge.end == place:
                by_weight.setdefault(edge.weight, []).append(self._found[edge].ends)
        left = [(weight, union(ends)) for weight, ends in by_weight.items()]
        kept = self._met_at[place] = []
        for edge in self._lattice.starting(place):
            for weight, ends in left:
                both = following(ends, self._found[edge], 0)
                if len(both.ends):
                    kept.append((edge, both, min(weight, edge.weight)))
        return kept

    def _segmented(self) -> None:
        """Segmented words that the neighbours make up, in their likeliest forms."""
        terms = self._lattice.main_terms()
        known = self._scorer.snapshot.words
        for start in range(len(terms)):
            for end in range(start + 2, min(start + _LONGEST_WORD, len(terms)) + 1):
                name = "_".join(terms[start:end])
                if name in known:
                    self._add(self._scorer.of_term(WORDS, name), WORD)

    def _headings(self) -> None:
        terms = [term for term in self._lattice.main_terms() if term]
        pairs = [pair(one, two) for one, two in pairwise(terms)]
        above = np.zeros(self._size, np.float32)
        for name in dict.fromkeys([*terms, *pairs]):
            impacts = self._scorer.of_term(HEADINGS, name)
            if len(impacts.docs):
                rarity = self._scorer.rarity(len(impacts.docs), self._scorer.blocks)
                above[impacts.docs] += impacts.values * np.float32(HEADING * rarity)
                self._bag.ceiling += HEADING * rarity * (K1 + 1)
        self._bag.scores += above[self._scorer.snapshot.blocks]


def _weighted(parts: list[tuple[Ints, float]]) -> tuple[Ints, Floats | None]:
    """All keys in order, each with its weight; no weights where all are whole."""
    parts = [(keys, weight) for keys, weight in parts if len(keys)]
    if not parts:
        return np.empty(0, np.int64), None
    if all(weight == EXACT for _, weight in parts):
        return union([keys for keys, _ in parts]), None
    keys = np.concatenate([keys for keys, _ in parts])
    weights = np.concatenate([np.full(len(keys), weight, np.float32) for keys, weight in parts])
    order = np.argsort(keys, kind="stable")
    return keys[order], weights[order]
