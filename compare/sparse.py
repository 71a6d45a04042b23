"""Sparse weights laid out for products: which rows of many are near a few.

In come bags of weights; out come dense blocks of products, a few rows against a
shelf of many. Weights are rounded to a fixed binary fraction so that every sum
is exact: a product of two rows is the same to the last bit, whatever else stands
on the shelf and in whatever order it is summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

_FRACTION = float(1 << 20)  # a product has 40 binary places, and a sum of them fits in 53


@dataclass(frozen=True)
class Rows:
    """Bags as rows: entries by row, each a place in `terms` and a weight."""

    terms: tuple[str, ...]
    row: Ints
    place: Ints
    weight: Floats
    many: int


def rows(bags: Sequence[Mapping[str, float]]) -> Rows:
    """Bags of unit length (or less) as rows over the terms they have."""
    places: dict[str, int] = {}
    row: list[int] = []
    place: list[int] = []
    weight: list[float] = []
    for at, bag in enumerate(bags):
        row += [at] * len(bag)
        place += [places.setdefault(term, len(places)) for term in bag]
        weight += bag.values()
    exact = np.rint(np.array(weight, dtype=float) * _FRACTION) / _FRACTION
    return Rows(tuple(places), np.array(row, np.intp), np.array(place, np.intp), exact, len(bags))


class Shelf:
    """Many rows by term. Rows keep the numbers they are given in the order of the parts."""

    def __init__(self, parts: Sequence[Rows]) -> None:
        self._columns: dict[str, int] = {}
        self._mapped = [self._map(part.terms) for part in parts]
        self.starts = np.cumsum([0, *(part.many for part in parts)])
        self.many = int(self.starts[-1])
        column = _joined(maps[part.place] for maps, part in zip(self._mapped, parts, strict=True))
        row = _joined(part.row + at for part, at in zip(parts, self.starts, strict=False))
        weight = np.concatenate([part.weight for part in parts]) if parts else np.zeros(0)
        keys = column * self.many + row
        order = np.argsort(keys, kind="stable")
        self._keys, self._row, self._weight = keys[order], row[order], weight[order]

    def _map(self, terms: Iterable[str]) -> Ints:
        columns = self._columns
        return np.array([columns.setdefault(term, len(columns)) for term in terms], np.intp)

    def products(self, which: int, part: Rows, after: int) -> Floats:
        """The rows of a part (its number on the shelf and itself) times those of the shelf
        from row `after` on."""
        cell, mine, theirs = self._shared(which, part, after)
        return self._block(cell, mine * theirs, part, after)

    def overlaps(self, which: int, part: Rows, after: int) -> tuple[Floats, Floats, Floats]:
        """The same, and what share of the weight of either row (the sum of squares) lies in
        terms that the other has."""
        cell, mine, theirs = self._shared(which, part, after)
        product, left, right = (
            self._block(cell, values, part, after)
            for values in (mine * theirs, mine * mine, theirs * theirs)
        )
        return product, left, right

    def _shared(self, which: int, part: Rows, after: int) -> tuple[Ints, Floats, Floats]:
        """Every term two rows share: the cell it belongs to, and its weight in either."""
        column = self._mapped[which][part.place] * self.many
        low = np.searchsorted(self._keys, column + after)
        counts = np.searchsorted(self._keys, column + self.many) - low
        ends = np.cumsum(counts)
        at = np.arange(int(counts.sum())) + np.repeat(low - ends + counts, counts)
        cell = np.repeat(part.row * (self.many - after) - after, counts) + self._row[at]
        return cell, np.repeat(part.weight, counts), self._weight[at]

    def _block(self, cell: Ints, values: Floats, part: Rows, after: int) -> Floats:
        shape = part.many, self.many - after
        sums = np.bincount(cell, values, shape[0] * shape[1])
        found: Floats = np.asarray(sums, float).reshape(shape)
        return found


def _joined(arrays: Iterable[Ints]) -> Ints:
    found = list(arrays)
    return np.concatenate(found) if found else np.zeros(0, np.intp)
