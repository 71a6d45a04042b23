"""What a query's words may look like in the texts.

In come neighbouring words of a query, out comes a lattice: places between the words,
and edges from one place to a later one, each a sequence of index terms with a weight.
The word itself weighs 1; another spelling, an abbreviation or its long form, a reading
of a word typed without diacritics, and an expanded prefix weigh less. Taken to the
letter, a word is nothing but itself. Phrases are paths through the lattice; scoring and
highlighting read the same edges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from search.abbreviations import OURS, Abbreviations
from search.lexicon import Lexicon
from search.query import Fuzzy, Prefix, Word

EXACT, SPELLING, ABBREVIATION, READING, UNLIKELY, EXPANDED = 1.0, 0.9, 0.7, 0.8, 0.3, 0.8
# Among words with diacritics, one without is meant as typed, unless it is this much
# rarer here than its commonest reading.
_RARER = 20


@dataclass(frozen=True, slots=True)
class Edge:
    """Terms that may stand for the words from place `start` to place `end`."""

    start: int
    end: int
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Lattice:
    """`size` words, and everything that may stand for them."""

    size: int
    edges: tuple[Edge, ...]

    @cached_property
    def plain(self) -> tuple[str, ...] | None:
        """The terms, where each word is nothing but itself; None where one is not."""
        if len(self.edges) != self.size:
            return None
        for place, edge in enumerate(self.edges):
            if (edge.start, edge.end, edge.weight) != (place, place + 1, EXACT):
                return None
        return tuple(edge.terms[0] for edge in self.edges)

    def starting(self, place: int) -> Iterator[Edge]:
        return (edge for edge in self.edges if edge.start == place)

    def covering(self, word: int) -> list[Edge]:
        """The edges that stand for a word, alone or with its neighbours."""
        return [edge for edge in self.edges if edge.start <= word < edge.end]

    def main_terms(self) -> list[str]:
        """The likeliest single term for each word."""
        if self.plain:
            return list(self.plain)
        best = [("", 0.0)] * self.size
        for edge in self.edges:
            single = edge.end == edge.start + 1 and len(edge.terms) == 1
            if single and edge.weight > best[edge.start][1]:
                best[edge.start] = (edge.terms[0], edge.weight)
        return [term for term, _ in best]


# Chooses among the accented forms of each word by what stands next to what.
Reader = Callable[[Sequence[Sequence[str]]], Sequence[str]]


def build(
    words: Sequence[Word],
    lexicon: Lexicon,
    read: Reader,
    typed_bare: bool,
    abbreviations: Abbreviations = OURS,
    exact: bool = False,
) -> Lattice:
    """The lattice of neighbouring words; `typed_bare`: the query has no diacritics at all;
    `exact`: it is taken to the letter."""
    edges: list[Edge] = []
    readings = [[] if exact else _readings(word, lexicon, typed_bare) for word in words]
    chosen: Sequence[str] = [word.term for word in words]
    if any(readings):
        chosen = read([[word.term, *forms] for word, forms in zip(words, readings, strict=True)])
    for place, word in enumerate(words):
        for term, weight in _forms(word, lexicon, readings[place], chosen[place], exact):
            edges.append(Edge(place, place + 1, (term,), weight))
    if not exact:
        terms = [word.term if not isinstance(word, Prefix | Fuzzy) else "" for word in words]
        for start, end, other in abbreviations.alternatives(terms):
            edges.append(Edge(start, end, other, ABBREVIATION))
    return Lattice(len(words), tuple(edges))


def _forms(
    word: Word, lexicon: Lexicon, readings: Sequence[str], chosen: str, exact: bool
) -> Iterator[tuple[str, float]]:
    if isinstance(word, Prefix):
        for term in lexicon.beginning(word.term):
            yield term, EXACT if term == word.term else EXPANDED
        return
    yield word.term, EXACT
    if isinstance(word, Fuzzy):
        for term, distance in lexicon.near(word.term, word.distance):
            if distance:
                yield term, EXPANDED / distance
        return
    for term in () if exact else lexicon.form(word.term).spellings:
        if term not in readings:
            yield term, SPELLING
    for term in readings:
        yield term, READING if term == chosen else UNLIKELY


def _readings(word: Word, lexicon: Lexicon, typed_bare: bool) -> list[str]:
    """The accented forms that a word typed without diacritics may mean."""
    if isinstance(word, Prefix | Fuzzy):
        return []
    forms = lexicon.form(word.term).accented
    if forms and not typed_bare and lexicon.count(word.term) * _RARER > lexicon.count(forms[0]):
        return []
    return forms
