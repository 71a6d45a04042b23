"""How near clauses are: cosine and containment of their weighted terms.

In come two outlines' vectors; out comes their `Nearness`, clauses of the left by
clauses of the right. A pair's figures depend on the two documents alone (terms are laid
out in their own sorted order, so they are the same to the last bit whatever
else is being compared), and `nearness(a, b)` is the transpose of
`nearness(b, a)`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from compare.clauses import Outline
from compare.formulae import EMPTY
from compare.terms import Bag, Reading

Matrix = NDArray[np.float64]
Places = NDArray[np.intp]

_DIGITS = 4
_STRIP = 200_000  # multiplications; OpenBLAS starts threads from 262,144 on
_WORTH_NAMING = 0.1  # share of the heaviest common phrase below which one is not named


def normal(bag: Bag) -> Bag:
    """The same direction, length one; an empty bag stays empty."""
    length = math.sqrt(math.fsum(weight * weight for weight in bag.values()))
    return {term: weight / length for term, weight in bag.items()} if length else {}


@dataclass(frozen=True)
class Vectors:
    """The clauses of a document as rows of weights over its own sorted terms."""

    terms: tuple[str, ...]
    matrix: Matrix

    @cached_property
    def columns(self) -> Mapping[str, int]:
        return {term: at for at, term in enumerate(self.terms)}


def vectors(outline: Outline) -> Vectors:
    """Unit vectors of an outline's clauses."""
    bags = [normal(outline.weighted(clause.reading)) for clause in outline.clauses]
    terms = tuple(sorted({term for bag in bags for term in bag}))
    columns = {term: at for at, term in enumerate(terms)}
    matrix = np.zeros((len(bags), len(terms)))
    for row, bag in enumerate(bags):
        matrix[row, [columns[term] for term in bag]] = list(bag.values())
    return Vectors(terms, matrix)


@dataclass(frozen=True)
class Nearness:
    """Clauses of a left document against those of a right one, over the terms both
    documents have; `cosine[i, j]` is 0…1."""

    left: Matrix
    right: Matrix
    cosine: Matrix

    def held(self, i: Places, j: Places) -> tuple[Matrix, Matrix]:
        """For each pair (i, j) the share of i's weight found in j, and of j's in i."""
        a, b = self.left[i], self.right[j]
        both = (a > 0) & (b > 0)
        mine, theirs = (np.where(both, side * side, 0.0).sum(axis=1) for side in (a, b))
        return np.round(mine, _DIGITS), np.round(theirs, _DIGITS)


def nearness(left: Vectors, right: Vectors) -> Nearness:
    shared = sorted(left.columns.keys() & right.columns.keys())
    a = left.matrix[:, [left.columns[term] for term in shared]]
    b = right.matrix[:, [right.columns[term] for term in shared]]
    return Nearness(a, b, np.round(_product(a, b), _DIGITS))


def _product(left: Matrix, right: Matrix) -> Matrix:
    """`left @ right.T` in strips too small for the linear algebra library to share out
    among threads, which for matrices like these cost several times what they save."""
    found = np.empty((len(left), len(right)))
    strip = max(1, _STRIP // max(1, right.size))
    for at in range(0, len(left), strip):
        np.matmul(left[at : at + strip], right.T, out=found[at : at + strip])
    return found


def shared_phrases(left: Reading, right: Reading, weights: Bag, many: int) -> list[str]:
    """The longest wordings two readings have in common, the most telling first.

    `weights` say how telling a bigram is. A phrase holds no punctuation and
    neither begins nor ends with an empty syllable.
    """
    joint = left.bag.keys() & right.bag.keys()
    places = defaultdict(list)
    for at, pair in enumerate(pairwise(right.syllables)):
        places[pair].append(at)
    runs: dict[tuple[str, ...], float] = {}
    a, b = left.syllables, right.syllables
    for i, pair in enumerate(pairwise(a)):
        for j in places[pair]:
            if i and j and a[i - 1] == b[j - 1] and f"{a[i - 1]} {a[i]}" in joint:
                continue  # not where this run begins
            run = _run(a[i:], b[j:], joint)
            while run and run[0] in EMPTY:
                run = run[1:]
            while run and run[-1] in EMPTY:
                run = run[:-1]
            if len(run) > 1:
                runs[run] = math.fsum(weights.get(f"{x} {y}", 0.0) for x, y in pairwise(run))
    least = _WORTH_NAMING * max(runs.values(), default=0.0)
    chosen: list[str] = []
    for run in sorted(runs, key=lambda one: (-runs[one], one)):
        phrase = " ".join(run)
        if len(chosen) < many and runs[run] > least and not any(phrase in c for c in chosen):
            chosen.append(phrase)
    return chosen


def _run(left: Sequence[str], right: Sequence[str], joint: AbstractSet[str]) -> tuple[str, ...]:
    """The syllables both begin with, as far as each neighbouring two are a joint term."""
    end = 1 if left[0] == right[0] else 0
    while (
        0 < end < min(len(left), len(right))
        and left[end] == right[end]
        and f"{left[end - 1]} {left[end]}" in joint
    ):
        end += 1
    return tuple(left[:end])


def mean(values: Sequence[float], lengths: Sequence[float]) -> float:
    """The mean of values, each counting by the length of what it speaks for."""
    whole = math.fsum(lengths)
    return math.fsum(v * n for v, n in zip(values, lengths, strict=True)) / whole if whole else 0.0
