"""Passages → sorted postings, without an engine.

In come passages one after the other, each as three streams of terms; out come, for
each field, its terms in byte order with the documents and positions they occur in.
One sort of one integer key does it, where a dictionary per passage would cost many
times as much.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

# A position key is `document << POSITION_BITS | position`: order is reading order,
# and a neighbour's key is one more.
POSITION_BITS = 24
MAX_POSITION = (1 << POSITION_BITS) - 1
# Positions from here on are not in the passage: they are of the headings it answers for.
ANNOUNCED = 1 << (POSITION_BITS - 1)


class Inverter:
    """Collects the terms of one field."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms = array("q")
        self._keys = array("q")

    def add(self, document: int, placed: Iterable[tuple[str, int]]) -> None:
        """The terms of one document with their positions; documents come in order."""
        numbers, base = self._numbers, document << POSITION_BITS
        for term, position in placed:
            number = numbers.setdefault(term, len(numbers))
            self._terms.append(number)
            self._keys.append(base | min(position, MAX_POSITION))

    def postings(self) -> Iterator[TermPostings]:
        """Every term in byte order."""
        names = [name.encode() for name in self._numbers]
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.empty(len(names), dtype=np.int64)
        rank[order] = np.arange(len(names))
        ranks = rank[np.frombuffer(self._terms, dtype=np.int64)] if names else rank
        keys = np.frombuffer(self._keys, dtype=np.int64) if names else rank
        by_term = np.argsort(ranks, kind="stable")
        bounds = np.searchsorted(ranks[by_term], np.arange(len(names) + 1))
        keys = keys[by_term]
        for place, number in enumerate(order):
            own = np.unique(keys[bounds[place] : bounds[place + 1]])
            yield TermPostings(names[number], own)


@dataclass(frozen=True)
class TermPostings:
    """A term and its position keys, in order."""

    term: bytes
    keys: Ints

    def by_document(self) -> Iterator[tuple[int, list[int]]]:
        """(document, positions) in order."""
        documents = (self.keys >> POSITION_BITS).tolist()
        positions = (self.keys & MAX_POSITION).tolist()
        start = 0
        for at in range(1, len(documents) + 1):
            if at == len(documents) or documents[at] != documents[start]:
                yield documents[start], positions[start:at]
                start = at
