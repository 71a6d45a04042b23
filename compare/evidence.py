"""What speaks for and against two clauses asking for the same task.

In come `Side`s, each a document with what is worked out once for all its pairs;
out come cells of evidence, a left document's clauses against those of others. A
cell's values depend on the two documents alone, and are the same with the sides
exchanged.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from compare.calibration import EVIDENCE, subject
from compare.clauses import Outline
from compare.formulae import EMPTY
from compare.similarity import normal
from compare.sparse import Floats, Ints, Rows, Shelf, rows
from compare.terms import Bag, rarity

_LEAST = 0.02  # cosine below which nothing is weighed
_DIGITS = 4
_OTHERS = 4  # so many others of a line show how crowded it is
_UNHEADED = 0.3  # what headings say of clauses of which one has none above it
_NUMBER = re.compile(r"\d[^\s]*[/-]\D")

Flags = NDArray[np.bool_]


class Side:
    """One document of a comparison."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.clauses = outline.clauses
        many = len(self.clauses)
        self.terms = rows([normal(outline.weighted(clause.reading)) for clause in self.clauses])
        self.syllables = _syllables(outline)
        self.subject = rows([normal({t: math.log1p(n) for t, n in outline.seen.items()})])
        under_none = [bool(outline.rows) and clause.row is None for clause in self.clauses]
        self.recital = np.array(under_none, bool)  # what stands before the first row
        self.wordings = [clause.reading.syllables for clause in self.clauses]
        self.chain, self.chains = self._headings()
        self.headed = np.isin(self.chain, self.chains.row)
        self.numbers = rows(
            [dict.fromkeys(_numbers(c.reading.syllables), 1.0) for c in self.clauses]
        )
        self.cites = np.isin(np.arange(many), self.numbers.row)

    def _headings(self) -> tuple[Ints, Rows]:
        """For each clause the number of the chain of headings above it, and the chains."""
        outline = self.outline
        weighted = {eid: normal(outline.weighted(r)) for eid, r in outline.headings.items()}
        known: dict[tuple[str, ...], int] = {}
        numbers = [known.setdefault(clause.headings, len(known)) for clause in self.clauses]
        return np.array(numbers, np.intp), rows(
            [normal(_summed([weighted[eid] for eid in eids])) for eids in known]
        )


@lru_cache(maxsize=128)
def side_of(outline: Outline) -> Side:
    """A document as a side of a comparison, kept for the next."""
    return Side(outline)


def _syllables(outline: Outline) -> Rows:
    """The clauses' syllables without their order, the rarer in the document the heavier."""
    bags = [set(clause.reading.syllables) - EMPTY for clause in outline.clauses]
    rare = rarity(Counter(chain.from_iterable(bags)), len(bags))
    return rows([normal({one: rare[one] for one in sorted(bag)}) for bag in bags])


def _summed(bags: Sequence[Bag]) -> Bag:
    total: Bag = {}
    for bag in bags:
        for term, weight in bag.items():
            total[term] = total.get(term, 0.0) + weight
    return total


def _numbers(syllables: Sequence[str]) -> set[str]:
    """The numbers of documents among the terms of a text."""
    return {term for term in syllables if _NUMBER.match(term)}


@dataclass(frozen=True)
class Cells:
    """Evidence for some pairs of clauses: `left` and `right` are their numbers, the right
    ones counted through all the right documents; `values` has a column for each of
    `EVIDENCE`. `mine` and `theirs` are the shares of the left and of the right clause's
    weight that the other has."""

    left: Ints
    right: Ints
    values: Floats
    equal: Flags
    mine: Floats
    theirs: Floats

    @property
    def cosine(self) -> Floats:
        wording: Floats = self.values[:, 0]
        return wording


class Room:
    """Several documents laid out so that each can be weighed against those after it."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sides = sides
        self._terms = Shelf([side.terms for side in sides])
        self._syllables = Shelf([side.syllables for side in sides])
        self._chains = Shelf([side.chains for side in sides])
        self._subjects = Shelf([side.subject for side in sides])
        self._numbers = Shelf([side.numbers for side in sides])
        self.starts = self._terms.starts
        many = range(len(sides))
        self._of = np.repeat(np.array(many, np.intp), np.diff(self.starts))
        self._chain = _shifted([side.chain for side in sides], self._chains.starts)
        self._headed = np.concatenate([side.headed for side in sides])
        self._recital = np.concatenate([side.recital for side in sides])
        self._cites = np.concatenate([side.cites for side in sides])
        known: dict[tuple[str, ...], int] = {}
        self._wording = np.array(
            [known.setdefault(w, len(known)) for side in sides for w in side.wordings], np.intp
        )

    def against_later(self, which: int) -> Cells:
        """A document's clauses against those of all the documents after it; right numbers
        count from the first clause after it."""
        side, first, after = self.sides[which], self.starts[which], self.starts[which + 1]
        cosine, mine, theirs = self._terms.overlaps(which, side.terms, after)
        wording = self._wording[first:after, None] == self._wording[None, after:]
        apart = self._recital[first:after, None] != self._recital[None, after:]
        cosine = np.where(wording, 1.0, np.where(apart, 0.0, np.round(cosine, _DIGITS)))
        left, right = np.nonzero(cosine >= _LEAST)
        a, b = first + left, after + right
        chain_first, chain_after = self._chains.starts[which], self._chains.starts[which + 1]
        headings = self._chains.products(which, side.chains, chain_after)
        syllables = self._syllables.products(which, side.syllables, after)
        numbers = self._numbers.products(which, side.numbers, after)
        subjects = self._subjects.products(which, side.subject, which + 1)[0]
        values = {
            "wording": cosine[left, right],
            "syllables": np.round(syllables[left, right], _DIGITS),
            "crowd": np.round(self._crowd(cosine, which), _DIGITS)[left, right],
            "headings": np.where(
                self._headed[a] & self._headed[b],
                headings[self._chain[a] - chain_first, self._chain[b] - chain_after],
                _UNHEADED,
            ),
            "other sources": self._cites[a] & self._cites[b] & ~self._share(numbers, which, a, b),
            "subject": subject(subjects)[self._of[b] - which - 1],
        }
        return Cells(
            left,
            right,
            np.stack([values[name] for name in EVIDENCE], axis=1).astype(float),
            wording[left, right],
            np.round(mine[left, right], _DIGITS),
            np.round(theirs[left, right], _DIGITS),
        )

    def _crowd(self, cosine: Floats, which: int) -> Floats:
        """How near each of two clauses is to others of the other's document: what is near
        many answers none of them in particular."""
        found = _others(cosine, axis=0)
        edges = self.starts[which + 1 :] - self.starts[which + 1]
        for low, high in pairwise(edges):
            found[:, low:high] += _others(cosine[:, low:high], axis=1)
        return found

    def _share(self, products: Floats, which: int, a: Ints, b: Ints) -> Flags:
        """Where two clauses have anything of a kind in common."""
        shared: Flags = products[a - self.starts[which], b - self.starts[which + 1]] > 0.0
        return shared


def _others(cosine: Floats, axis: int) -> Floats:
    """For each cell the mean of the greatest cosines of its line, itself aside."""
    many = cosine.shape[axis]
    if many < 2 or not cosine.size:
        return np.zeros_like(cosine)
    count = min(_OTHERS, many - 1)
    ends = np.partition(cosine, many - count - 1, axis=axis)
    top = np.take(ends, range(many - count - 1, many), axis=axis)
    last = np.expand_dims(np.take(top, 0, axis=axis), axis)  # partition puts the least first
    own = np.where(cosine >= last, cosine, last)
    mean: Floats = (np.expand_dims(top.sum(axis=axis), axis) - own) / count
    return mean


def _shifted(chains: Sequence[Ints], starts: Ints) -> Ints:
    return np.concatenate([one + at for one, at in zip(chains, starts, strict=False)])
