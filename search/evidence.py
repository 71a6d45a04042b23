"""Evidence: which documents have something, and what it adds to the score of each.

The scores of a query are a sum of a few of them, and most documents are never scored:
what evidence adds is worked out for those that are asked for. Evidence that many
documents have is a row over all of them; what few have is a list. Evidence is kept for
as long as its snapshot lives, within bounds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.inversion import Ints
from search.matching import OFTEN, Matching, spread
from search.segment import Bytes
from search.snapshot import Listed

Floats = npt.NDArray[np.float32]
# The norms of the documents that are being scored, by whose norms they are.
Taken = dict[int, Floats]

# So many documents with the highest values are known beforehand.
LEADING = 64
# Where at least one document in so many has it, it may be wanted as a mask.
_MASKED = 50


class Evidence:
    """`docs` in order, what is added to the score of each, and the most it may add;
    `among` is how many documents there are."""

    def __init__(self, docs: Ints, values: Floats, most: float, among: int) -> None:
        self.docs = docs
        self.most = most
        self.among = among
        self.count = len(docs)
        self.often = self.count * OFTEN > among
        self._values = values

    @property
    def size(self) -> int:
        return self.docs.nbytes + self._values.nbytes + 5 * self._spread()

    def _spread(self) -> int:
        """Bytes of a row over all documents, if there may be one."""
        return self.among if self.count * _MASKED > self.among else 0

    @property
    def values(self) -> Floats:
        """What it adds to each of `docs`."""
        return self._values

    @cached_property
    def matching(self) -> Matching:
        return Matching(self.among, docs=self.docs)

    @cached_property
    def peak(self) -> float:
        """It adds no more than that."""
        return float(self._values.max(initial=0))

    @cached_property
    def leading(self) -> Ints:
        """The documents with the highest values, equal ones included."""
        if self.count <= LEADING:
            return self.docs
        last, values = self.count - LEADING, self.values
        found: Ints = self.docs[values >= np.partition(values, last)[last]]
        return found

    @cached_property
    def _dense(self) -> Floats:
        scores = np.zeros(self.among, np.float32)
        scores[self.docs] = self._values
        return scores

    def add_to(self, scores: Floats) -> None:
        """Adds it to the scores of all documents."""
        scores[self.docs] += self.values

    def at(self, docs: Ints, taken: Taken) -> Floats:
        """What it adds to each of some documents, given in order."""
        if self.often:
            return self._dense.take(docs)
        found: Floats = looked_up(self.docs, self._values, docs)
        return found


class Counted(Evidence):
    """Evidence by BM25: of what the occurrences in a document count, measured against
    its norm. `top` is what it would add for endlessly many occurrences."""

    def __init__(self, listed: Listed, top: float, norms: Floats, least: float) -> None:
        self._worth = listed.worth
        self._top = np.float32(top)
        self._norms = norms
        self._least = least
        super().__init__(listed.docs, _NO_VALUES, top, len(norms))

    @property
    def size(self) -> int:
        return self.docs.nbytes + self._worth.nbytes + 2 * self._spread()

    @property
    def values(self) -> Floats:
        return self._valued(self._worth, self._norms.take(self.docs))

    @cached_property
    def row(self) -> Bytes:
        """What the occurrences in every document count."""
        row = np.zeros(self.among, np.uint8)
        row[self.docs] = self._worth
        return row

    @cached_property
    def matching(self) -> Matching:
        if self.often:
            return Matching(self.among, self.docs, self.row != 0)
        return Matching(self.among, self.docs)

    @cached_property
    def peak(self) -> float:
        most = float(self._worth.max(initial=0))
        return float(self._top) * most / (most + self._least) * _ROUNDED

    def add_to(self, scores: Floats) -> None:
        if self.often:
            scores += self._valued(self.row, self._norms)
        else:
            super().add_to(scores)

    def at(self, docs: Ints, taken: Taken) -> Floats:
        norms = taken.get(id(self._norms))
        if norms is None:
            norms = taken[id(self._norms)] = self._norms.take(docs)
        return self._valued(self.worth_at(docs), norms)

    def worth_at(self, docs: Ints) -> Bytes:
        """What the occurrences in each of some documents count."""
        if self.often:
            return self.row.take(docs)
        if spread(len(docs), self.count, self.among):
            row = np.zeros(self.among, np.uint8)
            row[self.docs] = self._worth
            return row.take(docs)
        worth: Bytes = looked_up(self.docs, self._worth, docs)
        return worth

    def _valued(self, worth: Bytes, norms: Floats) -> Floats:
        values: Floats = worth * self._top
        values /= worth + norms
        return values

    def worth_in(self, docs: list[int]) -> list[int]:
        """What the occurrences in each of a few documents count."""
        if self.often:
            return list(map(self.row.item, docs))
        own = self.docs.data
        places = [bisect_left(own, document) for document in docs]
        return [
            self._worth.item(at) if at < self.count and own[at] == document else 0
            for at, document in zip(places, docs, strict=True)
        ]

    def joins(self, others: Sequence[Evidence]) -> bool:
        """Whether it is measured against the same norms as the first of them."""
        return not others or getattr(others[0], "_norms", None) is self._norms


def add_together(parts: Sequence[Counted], scores: Floats) -> None:
    """Adds several, measured against the same norms, to the scores of all documents."""
    if len(parts) == 1:
        parts[0].add_to(scores)
        return
    docs = np.concatenate([one.docs for one in parts])
    worth = np.concatenate([one._worth for one in parts])
    tops = np.array([one._top for one in parts], np.float32)
    values = worth * tops.repeat([one.count for one in parts])
    values /= worth + parts[0]._norms.take(docs)
    np.add.at(scores, docs, values)


def scored_together(parts: Sequence[Counted], docs: Ints) -> Floats:
    """The scores of a few documents by several, measured against the same norms."""
    numbers = docs.tolist()
    worth = np.array([one.worth_in(numbers) for one in parts], np.uint8)
    values = worth * np.array([one._top for one in parts], np.float32)[:, None]
    values /= worth + parts[0]._norms.take(docs)
    sums: Floats = np.add.accumulate(values)[-1]  # in this order, as everywhere
    return sums


_NO_VALUES: Floats = np.empty(0, np.float32)
_ROUNDED = 1.00001


def looked_up(own: Ints, values: npt.NDArray[Any], docs: Ints) -> npt.NDArray[Any]:
    """The values of some documents, 0 for those that are not among `own`; both in order."""
    found = np.zeros(len(docs), values.dtype)
    if not len(own) or not len(docs):
        return found
    if len(docs) > len(own):
        places = docs.searchsorted(own)
        if places[-1] == len(docs):
            places = np.minimum(places, len(docs) - 1)
        here = docs.take(places) == own
        found[places[here]] = values[here]
        return found
    places = own.searchsorted(docs)
    if places[-1] == len(own):
        places = np.minimum(places, len(own) - 1)
    np.multiply(values.take(places), own.take(places) == docs, out=found)
    return found


class Gated(Evidence):
    """Evidence that counts only within a set of documents."""

    def __init__(self, inner: Evidence, gate: Matching) -> None:
        self._inner = inner
        self._gate = gate
        super().__init__(inner.docs, _NO_VALUES, inner.most, inner.among)

    @property
    def values(self) -> Floats:
        return self._inner.values * self._gate.has(self.docs)

    @property
    def peak(self) -> float:
        return self._inner.peak

    def add_to(self, scores: Floats) -> None:
        scores[self.docs] += self.values

    def at(self, docs: Ints, taken: Taken) -> Floats:
        return self._inner.at(docs, taken) * self._gate.has(docs)


class Scores:
    """A sum of evidence, gathered when it is first asked for; documents outside of
    `within()`, if that is a set, have none. It is added up in one order, whatever is
    asked for, so that no rounding makes the pages of an answer overlap."""

    __slots__ = ("_gather", "_order", "_parts", "among", "within")

    def __init__(
        self,
        parts: Sequence[Evidence] | Callable[[], Iterable[Evidence]],
        among: int,
        within: Callable[[], Matching | None] = lambda: None,
    ) -> None:
        self._gather = parts
        self.among = among
        self.within = within
        self._parts: list[Evidence] | None = None
        self._order: tuple[list[Counted], list[Evidence], list[Evidence]] | None = None

    @property
    def parts(self) -> list[Evidence]:
        if self._parts is None:
            given = self._gather() if callable(self._gather) else self._gather
            self._parts = [part for part in given if part.count]
        return self._parts

    def _in_order(self) -> tuple[list[Counted], list[Evidence], list[Evidence]]:
        """Short lists that are added up in one go, other short lists, and the rest."""
        if self._order is None:
            together: list[Counted] = []
            apart: list[Evidence] = []
            common: list[Evidence] = []
            for own in self.parts:
                if own.often:
                    common.append(own)
                elif isinstance(own, Counted) and own.joins(together):
                    together.append(own)
                else:
                    apart.append(own)
            together.sort(key=_by_count)
            self._order = together, apart, common
        return self._order

    @property
    def common(self) -> list[Evidence]:
        """The parts that many documents have."""
        return self._in_order()[2]

    @property
    def shortest(self) -> list[Evidence]:
        """The parts that few have, most of them the shortest first."""
        together, apart, _ = self._in_order()
        return [*together, *apart]

    @property
    def most(self) -> float:
        """No document has more."""
        return sum(part.most for part in self.parts)

    def rare(self) -> Floats:
        """What the short lists add to the scores of all documents."""
        scores = np.zeros(self.among, np.float32)
        together, apart, _ = self._in_order()
        if together:
            add_together(together, scores)
        for own in apart:
            own.add_to(scores)
        return scores

    @property
    def dense(self) -> Floats:
        """The scores of all documents."""
        scores = self.rare()
        for own in self.common:
            own.add_to(scores)
        return scores

    def at(self, docs: Ints) -> Floats:
        """The scores of some documents, given in order."""
        together, apart, common = self._in_order()
        if len(docs) <= _FEW and not apart and together:
            alike = [own for own in common if isinstance(own, Counted) and own.joins(together)]
            if len(alike) == len(common):
                return scored_together([*together, *alike], docs)
        lists = [*together, *apart]
        if len(lists) * (_LOOKUP + len(docs)) > _SUM + sum(map(_by_count, lists)) / _FASTER:
            return self.more(docs, self.rare().take(docs))
        scores = np.zeros(len(docs), np.float32)
        taken: Taken = {}
        for own in (*lists, *common):
            scores += own.at(docs, taken)
        return scores

    def more(self, docs: Ints, scores: Floats) -> Floats:
        """The scores of some documents, given with what the short lists add to them."""
        taken: Taken = {}
        for own in self.common:
            scores += own.at(docs, taken)
        return scores

    def gated(self, gate: Matching) -> list[Evidence]:
        """Its parts where they count only within `gate`."""
        return [Gated(part, gate) for part in self.parts]


# Looking a document up in a list takes so many times as long as adding one of the list;
# each lookup and the sum take as long as so many documents by themselves.
_FASTER, _LOOKUP, _SUM = 5, 200, 1_000
# So few documents are looked up one by one.
_FEW = 6


def _by_count(one: Evidence) -> int:
    return one.count
