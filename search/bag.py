"""How well passages answer neighbouring words, whatever the query demands of them.

In comes a lattice, out come scores, and which documents have some and which every of
the words. Evidence adds up: the words themselves, pairs and triples of neighbours,
segmented words, and words of the headings above.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search.evidence import Evidence, Part, Scores
from search.index import TEXT, WORDS
from search.inversion import Ints
from search.lattice import EXACT, Edge, Lattice
from search.matching import Matching, intersection
from search.matching import union as either
from search.occurrences import Occurrences, following, of_sequence, pooled, union
from search.passages import pair
from search.scoring import NONE, PAIR, SYLLABLE, TRIPLE, WORD, Impacts, Scorer

_LONGEST_WORD = 4
Floats = npt.NDArray[np.float32]
# Where words end in the query, what their form weighs, and where it stands.
_Stretch = tuple[int, float, Occurrences]


class Bag:
    """The documents that have some and those that have every one of the words."""

    def __init__(
        self, words: Sequence[Evidence], beside: Sequence[Evidence], above: Sequence[Evidence],
        among: int,
    ) -> None:  # fmt: skip
        self._sets = [word.matching for word in words]
        self._parts = [Part(one) for one in (*words, *beside, *above)]
        self._own = not above
        self._among = among

    @cached_property
    def some(self) -> Matching:
        return either(self._sets, self._among)

    @cached_property
    def every(self) -> Matching:
        return intersection(self._sets)

    def scores(self) -> Scores:
        """The sum of all evidence; only headings give any to documents with no word."""
        return Scores(self._parts, self._among, lambda: self.some if self._own else None)


class _Name:
    """A lattice as a name: one of many edges is hashed only once."""

    def __init__(self, lattice: Lattice) -> None:
        self._lattice = lattice
        self._hash = hash(lattice)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Name) and self._lattice == other._lattice


class Scoring:
    """One lattice over one snapshot."""

    def __init__(self, scorer: Scorer, lattice: Lattice) -> None:
        self._scorer = scorer
        self._lattice = lattice
        self._size = scorer.snapshot.size
        self._name = _Name(lattice)
        self._met_at: dict[int, list[_Stretch]] = {}
        self._starting_at: dict[int, list[_Stretch]] = {}
        self._covering: list[list[Edge]] = [[] for _ in range(lattice.size)]
        for edge in lattice.edges:
            for word in range(edge.start, edge.end):
                self._covering[word].append(edge)
        # The term of each word that can be nothing but itself.
        self._single = [
            edges[0].terms[0] if len(edges) == 1 and len(edges[0].terms) == 1 else None
            for edges in self._covering
        ]

    @cached_property
    def _found(self) -> dict[Edge, Occurrences]:
        keys_of = self._scorer.keys
        return {edge: of_sequence(edge.terms, keys_of) for edge in self._lattice.edges}

    def bag(self) -> Bag:
        """The scores of all the words and their neighbourhoods."""
        words = [self._word(word) for word in range(self._lattice.size)]
        beside = [*self._pairs(), *self._triples(), *self._segmented()]
        above = [one for one in self._headings() if len(one.docs)]
        return Bag(words, beside, above, self._size)

    def phrase_ends(self, slop: int) -> Ints:
        """The last keys of the paths from the first place to the last."""
        terms = self._plain(0, self._lattice.size)
        if terms and not slop:
            return self._scorer.ends(terms)
        reached: list[list[Ints]] = [[] for _ in range(self._lattice.size + 1)]
        for place in range(self._lattice.size):
            before = union(reached[place])
            for end, _, found in self._starting(place):
                if place:
                    found = following(before, found, slop)
                if len(found.ends):
                    reached[end].append(found.ends)
        return union(reached[-1])

    def _impacts(self, edge: Edge) -> Impacts:
        if len(edge.terms) == 1:
            return self._scorer.of_term(TEXT, edge.terms[0])
        return self._scorer.of_keys(self._found[edge].ends)

    def _word(self, word: int) -> Evidence:
        """One word in all its forms: a document counts the best of them."""
        edges = self._covering[word]
        forms = tuple(sorted({(edge.terms, edge.weight) for edge in edges}))
        return self._scorer.evidence(("word", forms), SYLLABLE, lambda: self._best(edges))

    def _best(self, edges: list[Edge]) -> Impacts:
        parts = [(edge.weight, self._impacts(edge)) for edge in edges]
        parts = [(weight, impacts) for weight, impacts in parts if len(impacts.docs)]
        if not parts:
            return NONE
        if len(parts) == 1:
            weight, impacts = parts[0]
            return Impacts(impacts.docs, impacts.values * np.float32(weight))
        best = np.zeros(self._size, np.float32)
        for weight, impacts in parts:
            docs = impacts.docs
            best[docs] = np.maximum(best[docs], impacts.values * np.float32(weight))
        docs = np.flatnonzero(best)
        return Impacts(docs, best[docs])

    def _pairs(self) -> Iterator[Evidence]:
        for place in range(1, self._lattice.size):
            terms = self._plain(place - 1, 2)
            name: Hashable = terms or (place, self._name)
            yield self._scorer.evidence(("pair", name), PAIR, partial(self._pair, place, terms))

    def _pair(self, place: int, terms: tuple[str, ...] | None) -> Impacts:
        """What stands on both sides of a place of the query, or across it."""
        if terms:
            return self._scorer.of_sequence(terms)
        across = [edge for edge in self._lattice.edges if edge.start < place < edge.end]
        standing = [(self._found[edge].ends, edge.weight) for edge in across]
        standing += [(found.ends, weight) for _, weight, found in self._met(place)]
        return self._scorer.of_keys(*_weighted(standing))

    def _triples(self) -> Iterator[Evidence]:
        for place in range(1, self._lattice.size - 1):
            terms = self._plain(place - 1, 3)
            name: Hashable = terms or (place, self._name)
            yield self._scorer.evidence(
                ("triple", name),
                TRIPLE,
                partial(self._triple, place, terms),
            )

    def _triple(self, place: int, terms: tuple[str, ...] | None) -> Impacts:
        """What stands on both sides of a place, and on with what follows."""
        if terms:
            return self._scorer.of_sequence(terms)
        ends: dict[int, list[Ints]] = {}
        for end, _, found in self._met(place):
            ends.setdefault(end, []).append(found.ends)
        after = [
            following(union(before), found, 0).starts
            for end, before in ends.items()
            for _, _, found in self._starting(end)
        ]
        return self._scorer.of_keys(union(after))

    def _plain(self, start: int, count: int) -> tuple[str, ...] | None:
        """The terms of so many words, where each can be nothing but itself."""
        terms = tuple(term for term in self._single[start : start + count] if term is not None)
        return terms if len(terms) == count else None

    def _starting(self, place: int) -> list[_Stretch]:
        """What stands for the words from a place on: edges of one end and weight as one."""
        kept = self._starting_at.get(place)
        if kept is None:
            alike: dict[tuple[int, float], list[Occurrences]] = {}
            for edge in self._lattice.starting(place):
                alike.setdefault((edge.end, edge.weight), []).append(self._found[edge])
            kept = [(end, weight, pooled(parts)) for (end, weight), parts in alike.items()]
            self._starting_at[place] = kept
        return kept

    def _met(self, place: int) -> list[_Stretch]:
        """What stands for words from a place on, right after what stands for those to it."""
        kept = self._met_at.get(place)
        if kept is None:
            by_weight: dict[float, list[Ints]] = {}
            for edge in self._lattice.edges:
                if edge.end == place:
                    by_weight.setdefault(edge.weight, []).append(self._found[edge].ends)
            left = [(weight, union(ends)) for weight, ends in by_weight.items()]
            met = [
                (end, min(weight, own), following(ends, found, 0))
                for end, own, found in self._starting(place)
                for weight, ends in left
            ]
            kept = self._met_at[place] = [one for one in met if len(one[2].ends)]
        return kept

    def _segmented(self) -> Iterator[Evidence]:
        """Segmented words that the neighbours make up, in their likeliest forms."""
        known = self._scorer.snapshot.words
        if not known:
            return
        terms = self._lattice.main_terms()
        for start in range(len(terms)):
            for end in range(start + 2, min(start + _LONGEST_WORD, len(terms)) + 1):
                name = "_".join(terms[start:end])
                if name in known:
                    yield self._scorer.evidence(
                        (WORDS, name), WORD, partial(self._scorer.of_term, WORDS, name)
                    )

    def _headings(self) -> Iterator[Evidence]:
        terms = [term for term in self._lattice.main_terms() if term]
        pairs = [pair(one, two) for one, two in pairwise(terms)]
        known = self._scorer.snapshot.heading_terms
        for name in dict.fromkeys([*terms, *pairs]):
            if name in known:
                yield self._scorer.heading(name)


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
