"""Where in a passage its match stands: spans to mark.

In come a passage's text and what the query wanted (lattices, as the evaluation used
them), out come spans in that text. A phrase is lit only where the whole phrase stands,
as one span; neighbouring words that are neighbours in the query as well are one span.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.model import Span, Spans
from search.analysis import Stream
from search.lattice import Edge, Lattice

# The next query often finds the same passages again: their tokens are kept, so many.
_stream = lru_cache(maxsize=512)(Stream)


@dataclass(frozen=True)
class Wanted:
    """Words to mark wherever they stand, or (`slop` is a number) only as a phrase."""

    lattice: Lattice
    slop: int | None = None

    @cached_property
    def by_first(self) -> dict[str, list[Edge]]:
        """The edges by their first term: there may be thousands, of which a passage has few."""
        table: dict[str, list[Edge]] = {}
        for edge in self.lattice.edges:
            table.setdefault(edge.terms[0], []).append(edge)
        return table

    @cached_property
    def names(self) -> frozenset[str]:
        """Every term that is looked for."""
        return frozenset(term for edge in self.lattice.edges for term in edge.terms)


def highlights(text: str, wanted: Sequence[Wanted]) -> Spans:
    """The spans to mark in a passage's text, in order, not overlapping."""
    stream = _stream(text)
    places = _Places(stream, wanted)
    lit: set[int] = set()
    joined: set[int] = set()  # places that belong together with the next one
    for want in wanted:
        if want.slop is None:
            places.words(want, lit, joined)
        else:
            places.phrase(want, want.slop, lit, joined)
    return tuple(_spans(stream, lit, joined))


def _spans(stream: Stream, lit: set[int], joined: set[int]) -> Iterator[Span]:
    start: int | None = None
    for place in sorted(lit):
        if start is None:
            start = stream.span(place).start
        if place in joined and place + 1 in lit:
            continue
        yield Span(start, stream.span(place).end)
        start = None


class _Places:
    """A passage's tokens by name, those that are wanted."""

    def __init__(self, stream: Stream, wanted: Sequence[Wanted]) -> None:
        self._by_name: dict[str, list[int]] = {}
        names = [want.names for want in wanted]
        known = names[0] if len(names) == 1 else frozenset().union(*names)
        for place, (term, _, _, also) in enumerate(stream.raw):
            if term in known:
                self._by_name.setdefault(term, []).append(place)
            for name in also:
                if name in known:
                    self._by_name.setdefault(name, []).append(place)

    def _starts(self, edge: Edge) -> list[int]:
        """The places at which an edge's terms begin."""
        first, *others = edge.terms
        return [
            place
            for place in self._by_name.get(first, ())
            if all(
                place + step in self._by_name.get(term, ()) for step, term in enumerate(others, 1)
            )
        ]

    def _standing(self, want: Wanted) -> list[tuple[Edge, list[int]]]:
        """The edges that stand here, and where they begin."""
        edges = [edge for name in self._by_name for edge in want.by_first.get(name, ())]
        found = [(edge, self._starts(edge)) for edge in edges]
        return [(edge, places) for edge, places in found if places]

    def words(self, want: Wanted, lit: set[int], joined: set[int]) -> None:
        ends: dict[int, set[int]] = {}  # place in the query → last tokens that lead to it
        starts: dict[int, set[int]] = {}
        for edge, places in self._standing(want):
            for place in places:
                last = place + len(edge.terms) - 1
                lit.update(range(place, last + 1))
                joined.update(range(place, last))
                starts.setdefault(edge.start, set()).add(place)
                ends.setdefault(edge.end, set()).add(last)
        for at, lasts in ends.items():
            joined.update(last for last in lasts if last + 1 in starts.get(at, ()))

    def phrase(self, want: Wanted, slop: int, lit: set[int], joined: set[int]) -> None:
        """Paths from end to end. `after[at]` are the tokens from which place `at` of the
        query can be led to its end."""
        lattice = want.lattice
        starting: list[list[tuple[Edge, list[int]]]] = [[] for _ in range(lattice.size)]
        for edge, places in self._standing(want):
            starting[edge.start].append((edge, places))
        after: list[set[int]] = [set() for _ in range(lattice.size)]
        ways: list[list[tuple[int, int, int]]] = [[] for _ in range(lattice.size)]
        for at in reversed(range(lattice.size)):
            for edge, places in starting[at]:
                for place in places:
                    end = place + len(edge.terms)
                    reach = range(end, end + slop + 1)
                    if edge.end == lattice.size or any(n in after[edge.end] for n in reach):
                        after[at].add(place)
                        ways[at].append((place, end, edge.end))
        reached: list[set[int]] = [set() for _ in range(lattice.size)]
        reached[0] = after[0] if lattice.size else set()
        for at in range(lattice.size):
            for place, end, to in ways[at]:
                if place not in reached[at]:
                    continue
                lit.update(range(place, end))
                joined.update(range(place, end - 1))
                if to < lattice.size:
                    following = [n for n in range(end, end + slop + 1) if n in after[to]]
                    reached[to].update(following)
                    if end in following:
                        joined.add(end - 1)
