"""Passages → sorted postings, without an engine.

In come passages one after the other, each as three streams of terms; out come, for
each field, its terms in byte order with the documents and positions they occur in,
all in a few arrays. One sort of one integer does it, where a dictionary per passage
would cost many times as much.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

# A position key is `document << POSITION_BITS | position`: order is reading order,
# and a neighbour's key is one more.
POSITION_BITS = 24
MAX_POSITION = (1 << POSITION_BITS) - 1
# Positions from here on are not in the passage: they are of the headings it answers for.
ANNOUNCED = 1 << (POSITION_BITS - 1)

_PLACE_BITS = 36  # of a token among all tokens of a field
NO_KEYS: Ints = np.empty(0, np.int64)


class _Numbers(dict[str, int]):
    """Terms, numbered as they come."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class Inverter:
    """Collects the terms of one field; for each term, documents must come in order."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._terms = array("i")
        self._keys = array("q")

    def add(self, document: int, placed: Sequence[tuple[str, int]]) -> None:
        """The terms of one document with their positions, in order."""
        numbers, base = self._numbers, document << POSITION_BITS
        if placed and placed[-1][1] > MAX_POSITION:
            placed = [(term, min(position, MAX_POSITION)) for term, position in placed]
        self._terms.extend([numbers[term] for term, _ in placed])
        self._keys.extend([base | position for _, position in placed])

    def add_posting(self, term: str, document: int, positions: Sequence[int]) -> None:
        """One term of one document."""
        base = document << POSITION_BITS
        self._terms.extend([self._numbers[term]] * len(positions))
        self._keys.extend([base | position for position in positions])

    def inverted(self) -> Inverted:
        """Everything that was added."""
        names = [name.encode() for name in self._numbers]
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.empty(len(names), np.int64)
        rank[order] = np.arange(len(names))
        keys = np.frombuffer(self._keys, np.int64) if names else NO_KEYS
        ranks = rank[np.frombuffer(self._terms, np.int32)] if names else NO_KEYS
        ranks, keys = by_rank(ranks, keys)
        again = np.zeros(len(keys), np.bool_)  # one term twice at one place
        again[1:] = (keys[1:] == keys[:-1]) & (ranks[1:] == ranks[:-1])
        if again.any():
            ranks, keys = ranks[~again], keys[~again]
        return Inverted([names[number] for number in order], ranks, keys)


def by_rank(ranks: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """Both in the order of the ranks; what is of one rank stays in its order."""
    together = np.sort(ranks << _PLACE_BITS | np.arange(len(ranks)))
    return together >> _PLACE_BITS, keys[together & ((1 << _PLACE_BITS) - 1)]


@dataclass(frozen=True)
class Inverted:
    """The postings of one field: its names in byte order, and for each occurrence the
    rank of its term and its key, sorted by both."""

    names: list[bytes]
    ranks: Ints
    keys: Ints

    @cached_property
    def firsts(self) -> Ints:
        """The first occurrence of each term in each document."""
        docs = self.keys >> POSITION_BITS
        new = np.ones(len(docs), np.bool_)
        new[1:] = (docs[1:] != docs[:-1]) | (self.ranks[1:] != self.ranks[:-1])
        return np.flatnonzero(new)

    @cached_property
    def docs(self) -> Ints:
        """The documents of each term, one term after the other."""
        found: Ints = self.keys[self.firsts] >> POSITION_BITS
        return found

    @cached_property
    def counts(self) -> Ints:
        """How often the term occurs in each of `docs`."""
        return np.diff(self.firsts, append=len(self.keys))

    @cached_property
    def bounds(self) -> Ints:
        """Where in `docs` the documents of each term begin, and where the last end."""
        return np.searchsorted(self.ranks[self.firsts], np.arange(len(self.names) + 1))

    @cached_property
    def key_bounds(self) -> Ints:
        """The same in `keys`."""
        return np.append(self.firsts, len(self.keys))[self.bounds]


def neighbours(ranks: Ints, keys: Ints, allowed: Ints) -> tuple[Ints, Ints]:
    """The pairs of terms that stand next to each other: their codes in order and, for
    each, the key of the second. A code is `first * len(allowed) + second`, both counted
    in `allowed`, the sorted ranks that pairs are made of."""
    place = np.searchsorted(allowed, ranks)
    place = np.minimum(place, max(len(allowed) - 1, 0))
    keep = allowed[place] == ranks if len(allowed) else np.zeros(len(ranks), np.bool_)
    order = np.argsort(keys[keep], kind="stable")
    here, keys = place[keep][order], keys[keep][order]
    codes, ends = [NO_KEYS], [NO_KEYS]
    away = 0
    while len(keys) > away:  # one place may have several terms: neighbours are further off
        away += 1
        distance = keys[away:] - keys[:-away]
        near = np.flatnonzero(distance == 1)
        codes.append(here[near] * len(allowed) + here[near + away])
        ends.append(keys[near + away])
        if not (distance <= 1).any():
            break
    code, end = np.concatenate(codes), np.concatenate(ends)
    if away > 1:
        order = np.argsort(end, kind="stable")
        code, end = code[order], end[order]
    return by_rank(code, end)


def threes(codes: Ints, ends: Ints, among: int, often: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Pairs that go on in pairs: the codes of triples in order and, for each, the key of
    the third. In come the pairs of `neighbours`, out of `among` terms, and which of the
    different pairs count; a triple's code is `place of its pair * among + third`."""
    pair = np.cumsum(np.diff(codes, prepend=codes[:1]) != 0)
    keep = often[pair]
    codes, ends, pair = codes[keep], ends[keep], pair[keep]
    if not len(codes):
        return NO_KEYS, NO_KEYS
    # A pair's end and second term, one place on, are where its third's pair begins.
    joint, begins = (ends + 1) * among + codes % among, ends * among + codes // among
    order, other = np.argsort(joint), np.argsort(begins)
    joint, pair, begins = joint[order], pair[order], begins[other]
    thirds, ends = codes[other] % among, ends[other]
    at = np.searchsorted(begins, joint)
    found, keys = [NO_KEYS], [NO_KEYS]
    while len(at):  # one place may have several terms: there may be more than one third
        meets = begins[np.minimum(at, len(begins) - 1)] == joint
        meets &= at < len(begins)
        at, joint, pair = at[meets], joint[meets], pair[meets]
        found.append(pair * among + thirds[at])
        keys.append(ends[at])
        at = at + 1
    triples, third = np.concatenate(found), np.concatenate(keys)
    order = np.lexsort((third, triples))
    return triples[order], third[order]
