"""Passages that a query names: by a heading, or by the title of their document.

In comes the lattice of a query's words, out comes what is added to the scores of all
documents. A heading counts by the share of its words that the query has, squared: one
that the query says in full ("kinh phí thực hiện") tells more than many words in common
with a long one. Where the query says the whole title or number of a document, word
after word, all passages of that document gain.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from search.inversion import ANNOUNCED, MAX_POSITION, POSITION_BITS, Ints
from search.lattice import ABBREVIATION, Edge, Lattice
from search.occurrences import EMPTY, of_lists, union
from search.scoring import Scorer

# What a heading and a title said in full are worth, in rarities of a single passage.
WHOLE, NAMED = 3.0, 2.2
# Neither may outweigh so much of all that the words themselves can score.
SHARE = 0.5
_SHORTEST_TITLE = 2
_KEPT = 4_096

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


class Titles:
    """The headings and titles of one snapshot."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._keys = lru_cache(maxsize=_KEPT)(self._announced)

    def worth(self, lattice: Lattice, ceiling: float) -> tuple[Floats, float] | None:
        """What to add to each document and the most it can be; None where it is nothing.
        `ceiling` is the most that the words themselves can score."""
        starts, lengths = self._scorer.snapshot.headings
        places = self._covered(lattice)
        if not len(places):
            return None
        which, counts = np.unique(np.searchsorted(starts, places, "right") - 1, return_counts=True)
        share = counts / lengths[which]
        unit = self._scorer.rarity(1)
        whole, named = (min(weight * unit, SHARE * ceiling) for weight in (WHOLE, NAMED))
        gained = np.zeros(self._scorer.snapshot.size, np.float32)
        np.maximum.at(gained, starts[which] >> POSITION_BITS, whole * share**2)
        gained = gained[self._scorer.snapshot.blocks]
        for heading in which[(share == 1) & self._titles[which]].tolist():
            if self._says(lattice, int(starts[heading]), int(lengths[heading])):
                version = self._scorer.snapshot.versions[starts[heading] >> POSITION_BITS]
                gained[self._scorer.snapshot.versions == version] += np.float32(named)
        return gained, whole + named

    @cached_property
    def _titles(self) -> Mask:
        """Which headings are the number or title of a document: the first two of the
        first passage of a version."""
        starts, _ = self._scorer.snapshot.headings
        docs = starts >> POSITION_BITS
        versions = self._scorer.snapshot.versions
        begins = np.diff(versions, prepend=-1) != 0
        first = (starts & MAX_POSITION) == ANNOUNCED
        second = np.zeros(len(starts), np.bool_)
        second[1:] = first[:-1] & (docs[1:] == docs[:-1])
        result: Mask = (first | second) & begins[docs]
        return result

    def _announced(self, term: str) -> Ints:
        keys = self._scorer.keys(term)
        found: Ints = keys[keys & ANNOUNCED > 0]
        return found

    def _ends(self, edge: Edge) -> Ints:
        return of_lists([self._keys(term) for term in edge.terms])

    def _covered(self, lattice: Lattice) -> Ints:
        """The places of headings that a word of the query stands for."""
        found = []
        for edge in lattice.edges:
            if edge.weight >= ABBREVIATION:
                ends = self._ends(edge)
                found += [ends - step for step in range(len(edge.terms))]
        return union([keys for keys in found if len(keys)]) if found else EMPTY

    def _says(self, lattice: Lattice, start: int, length: int) -> bool:
        """Whether the query has the words of a heading one after the other."""
        if length < _SHORTEST_TITLE:
            return False
        # Keys of the heading's next word, by place of the query.
        reached: list[set[int]] = [{start} for _ in range(lattice.size + 1)]
        for edge in sorted(lattice.edges, key=lambda one: one.start):
            if edge.weight < ABBREVIATION:
                continue
            size, ends = len(edge.terms), self._ends(edge)
            for key in tuple(reached[edge.start]):
                last = key + size - 1
                at = int(np.searchsorted(ends, last))
                if at < len(ends) and ends[at] == last:
                    if last + 1 == start + length:
                        return True
                    reached[edge.end].add(last + 1)
        return False
