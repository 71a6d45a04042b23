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
        self._bag = Bag(
            np.zeros(self._size, np.float32), np.zeros(self._size, np.int16), 0, 0.0
        )  # fmt: skip

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
            self._neighbours(place)
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
        share = weight * self._scorer.rarity(len(impacts.docs))
        self._bag.scores[impacts.docs] += impacts.values * np.float32(share)
        self._bag.ceiling += share * (K1 + 1)

    def _neighbours(self, place: int) -> None:
        """What stands on both sides of a place, and on with what follows it."""
        lattice = self._lattice
        left = [edge for edge in lattice.edges if edge.end == place]
        right = list(lattice.starting(place))
        across = [edge for edge in lattice.edges if edge.start < place < edge.end]
        if len(left) == len(right) == 1 and not across:
            (one,), (two,) = left, right
            if len(one.terms) == len(two.terms) == 1:
                both = self._found[two]
                ends = self._found[one].ends
                pair_of = self._scorer.of_pair(
                    one.terms[0], two.terms[0], lambda: following(ends, both, 0).starts
                )
                if len(pair_of.docs):
                    self._add(pair_of, PAIR)
                    self._triples(place, [(two, following(ends, both, 0))])
                return
        met = list(self._met(left, right))
        standing = [(self._found[edge].ends, edge.weight) for edge in across]
        standing += [(found.ends, weight) for _, found, weight in met]
        keys, weights = _weighted(standing)
        if len(keys):
            self._add(self._scorer.of_keys(keys, weights), PAIR)
            self._triples(place, [(edge, found) for edge, found, _ in met])

    def _met(self, left: list[Edge], right: list[Edge]) -> list[tuple[Edge, Occurrences, float]]:
        """The occurrences of each right edge after the left ones, heaviest left first."""
        found = []
        groups: dict[float, list[Ints]] = {}
        for edge in left:
            groups.setdefault(edge.weight, []).append(self._found[edge].ends)
        merged = [(weight, union(ends)) for weight, ends in groups.items()]
        for edge in right:
            for weight, ends in merged:
                both = following(ends, self._found[edge], 0)
                if len(both.ends):
                    found.append((edge, both, min(weight, edge.weight)))
        return found

    def _triples(self, place: int, met: list[tuple[Edge, Occurrences]]) -> None:
        """Three in a row, where the pair before is of the likeliest forms."""
        ends: dict[int, list[Ints]] = {}
        for edge, found in met:
            ends.setdefault(edge.end, []).append(found.ends)
        for end, lists in ends.items():
            if end >= self._lattice.size:
                continue
            before = union(lists)
            after = [
                following(before, self._found[edge], 0).starts
                for edge in self._lattice.starting(end)
            ]
            keys = union([keys for keys in after if len(keys)])
            if len(keys):
                self._add(self._scorer.of_keys(keys), TRIPLE)

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
        for name in dict.fromkeys([*terms, *pairs]):
            impacts = self._scorer.of_term(HEADINGS, name)
            if len(impacts.docs):
                self._add(impacts, HEADING)


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
