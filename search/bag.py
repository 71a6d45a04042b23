"""How well passages answer neighbouring words, whatever the query demands of them.

In comes a lattice, out come scores, and which documents have some and which every of
the words. Evidence adds up: the words themselves, pairs and triples of neighbours,
segmented words, and words of the headings above. All but the words is looked for only
where scores are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search.evidence import Evidence, Scores
from search.inversion import Ints
from search.lattice import EXACT, Edge, Lattice
from search.matching import OFTEN, Matching, intersection
from search.matching import union as either
from search.occurrences import Occurrences, documents, firsts, following, of_sequence, pooled, union
from search.passages import pair
from search.scoring import NONE, PAIR, SYLLABLE, TRIPLE, Impacts, Scorer

_LONGEST_WORD = 4
# Neighbours of so few forms together are looked up form by form.
_FEW_WAYS = 12
Floats = npt.NDArray[np.float32]
# Where words end in the query, what their form weighs, and where it stands.
_Stretch = tuple[int, float, Occurrences]
_Forms = tuple[tuple[tuple[str, ...], float], ...]


class Bag:
    """The documents that have some and those that have every one of the words."""

    __slots__ = ("_among", "_headed", "_others", "_some", "_words")

    def __init__(
        self, words: Sequence[Evidence], others: Callable[[], Iterator[Evidence]],
        headed: Callable[[], bool], among: int,
    ) -> None:  # fmt: skip
        self._words = words
        self._others = others
        self._headed = headed
        self._among = among
        self._some: Matching | None = None

    @property
    def some(self) -> Matching:
        if self._some is None:
            self._some = either([word.matching for word in self._words], self._among)
        return self._some

    def every(self) -> Matching:
        return intersection([word.matching for word in self._words])

    def scores(self) -> Scores:
        """The sum of all evidence; only headings give some to documents with no word."""
        return Scores(self._parts, self._among, self._within)

    def _within(self) -> Matching | None:
        return None if self._headed() else self.some

    def _parts(self) -> list[Evidence]:
        return [*self._words, *self._others()]


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
        self._met_at: dict[int, list[_Stretch]] = {}
        self._starting_at: dict[int, list[_Stretch]] = {}

    @cached_property
    def _name(self) -> _Name:
        return _Name(self._lattice)

    @cached_property
    def _covering(self) -> list[list[Edge]]:
        covering: list[list[Edge]] = [[] for _ in range(self._lattice.size)]
        for edge in self._lattice.edges:
            for word in range(edge.start, edge.end):
                covering[word].append(edge)
        return covering

    @cached_property
    def _single(self) -> Sequence[str | None]:
        """The term of each word that can be nothing but itself."""
        return self._lattice.plain or [
            edges[0].terms[0] if len(edges) == 1 and len(edges[0].terms) == 1 else None
            for edges in self._covering
        ]

    @cached_property
    def _found(self) -> dict[Edge, Occurrences]:
        keys_of = self._scorer.keys
        return {edge: of_sequence(edge.terms, keys_of) for edge in self._lattice.edges}

    def bag(self) -> Bag:
        """The scores of all the words and their neighbourhoods."""
        plain = self._lattice.plain
        if plain:
            words = [self._scorer.term(term) for term in plain]
        else:
            words = [self._word(word) for word in range(self._lattice.size)]
        return Bag(words, self._others, self._headed, self._size)

    def _headed(self) -> bool:
        """Whether a word stands in a heading."""
        return any(True for _ in self._heading_names())

    def _others(self) -> Iterator[Evidence]:
        plain, sequence = self._lattice.plain, self._scorer.sequence
        if plain:
            pairs = [sequence(two, PAIR) for two in pairwise(plain)]
            yield from pairs
            for place, (one, two) in enumerate(pairwise(pairs)):
                if one.count and two.count:
                    yield sequence(plain[place : place + 3], TRIPLE)
        else:
            yield from self._pairs()
            yield from self._triples()
        yield from self._segmented()
        for name in self._heading_names():
            yield self._scorer.heading(name)

    def phrase(self, slop: int) -> Matching:
        """The documents with a path from the first place to the last."""
        paths = self._paths() if not slop else None
        if paths and len(paths) == 1:
            return self._scorer.path(paths[0])
        if paths:
            return either([self._scorer.path(path) for path in paths], self._size)
        return Matching(self._size, docs=documents(self.phrase_ends(slop)))

    def _paths(self) -> list[tuple[str, ...]] | None:
        """The terms of each path from the first place to the last, where those are few."""
        if self._lattice.plain:
            return [self._lattice.plain]
        reached: list[list[tuple[str, ...]]] = [[()], *([] for _ in range(self._lattice.size))]
        for place in range(self._lattice.size):
            for edge in self._lattice.starting(place):
                reached[edge.end] += [path + edge.terms for path in reached[place]]
                if len(reached[edge.end]) > _FEW_WAYS:
                    return None
        return reached[-1]

    def phrase_ends(self, slop: int) -> Ints:
        """The last keys of the paths from the first place to the last."""
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
            return self._scorer.of_term(edge.terms[0])
        return self._scorer.of_keys(self._found[edge].ends)

    def _word(self, word: int) -> Evidence:
        """One word in all its forms: a document counts the best of them."""
        edges = self._covering[word]
        if len(edges) == 1 and len(edges[0].terms) == 1 and edges[0].weight == EXACT:
            return self._scorer.term(edges[0].terms[0])
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
        if sum(len(impacts.docs) for _, impacts in parts) * OFTEN < self._size:
            docs = np.concatenate([impacts.docs for _, impacts in parts])
            values = np.concatenate([one.values * np.float32(weight) for weight, one in parts])
            order = docs.argsort(kind="stable")
            docs, values = docs[order], values[order]
            first = firsts(docs)
            return Impacts(docs[first], np.maximum.reduceat(values, first))
        best = np.zeros(self._size, np.float32)
        for weight, impacts in parts:
            docs = impacts.docs
            best[docs] = np.maximum(best[docs], impacts.values * np.float32(weight))
        docs = (best > 0).nonzero()[0]
        return Impacts(docs, best[docs])

    def _pairs(self) -> Iterator[Evidence]:
        for place in range(1, self._lattice.size):
            terms = self._plain(place - 1, 2)
            if terms:
                yield self._scorer.sequence(terms, PAIR)
            else:
                yield self._several("pair", PAIR, place, self._pair)

    def _several(
        self, kind: str, weight: float, place: int, meet: Callable[[int], Impacts]
    ) -> Evidence:
        """Neighbours of which one has several forms: `meet` finds them where there are many."""
        forms = self._ways(place, 2 if kind == "triple" else 1)
        if forms is None:
            return self._scorer.evidence((kind, place, self._name), weight, partial(meet, place))
        return self._scorer.evidence((kind, forms), weight, partial(self._scorer.of_forms, forms))

    def _ways(self, place: int, following: int) -> _Forms | None:
        """What stands on both sides of a place, on with so many edges after it, or (a
        pair) across it; None where that may be too much."""
        edges = self._lattice.edges
        ways = [edge for edge in edges if edge.end == place]
        for _ in range(following):
            if len(ways) > _FEW_WAYS:
                return None
            longer = []
            for one in ways:
                for other in self._lattice.starting(one.end):
                    weight = min(one.weight, other.weight)
                    longer.append(Edge(one.start, other.end, one.terms + other.terms, weight))
                    if len(longer) > _FEW_WAYS:
                        return None
            ways = longer
        if following > 1:  # a triple is one, whatever its forms weigh
            return tuple((terms, EXACT) for terms in sorted({one.terms for one in ways}))
        ways += [edge for edge in edges if edge.start < place < edge.end]
        if len(ways) > _FEW_WAYS:
            return None
        return tuple(sorted({(one.terms, one.weight) for one in ways}))

    def _pair(self, place: int) -> Impacts:
        """What stands on both sides of a place of the query, or across it."""
        across = [edge for edge in self._lattice.edges if edge.start < place < edge.end]
        standing = [(self._found[edge].ends, edge.weight) for edge in across]
        standing += [(found.ends, weight) for _, weight, found in self._met(place)]
        return self._scorer.of_keys(*_weighted(standing))

    def _triples(self) -> Iterator[Evidence]:
        for place in range(1, self._lattice.size - 1):
            terms = self._plain(place - 1, 3)
            if terms:
                yield self._scorer.sequence(terms, TRIPLE)
            else:
                yield self._several("triple", TRIPLE, place, self._triple)

    def _triple(self, place: int) -> Impacts:
        """What stands on both sides of a place, and on with what follows."""
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
        wanted = self._single[start : start + count]
        terms = tuple(term for term in wanted if term is not None)
        return terms if len(terms) == len(wanted) else None

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
                    yield self._scorer.word(name)

    def _heading_names(self) -> Iterator[str]:
        known = self._scorer.snapshot.heading_terms
        if not known:
            return
        terms = [term for term in self._lattice.main_terms() if term]
        pairs = [pair(one, two) for one, two in pairwise(terms)]
        for name in dict.fromkeys([*terms, *pairs]):
            if name in known:
                yield name


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
