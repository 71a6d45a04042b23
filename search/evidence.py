"""Evidence, finished: which documents have it, and what it adds to the score of each.

Evidence is computed once and kept; the scores of a query are a sum of a few of them.
What many documents have is kept as a dense array as well: adding two of those costs
far less than going from document to document. Where only a few documents can be among
the best, the sum is made for those alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from search.inversion import Ints
from search.matching import OFTEN, Matching

Floats = npt.NDArray[np.float32]

# So many documents with the highest values are known beforehand.
LEADING = 64


@dataclass(frozen=True)
class Evidence:
    """`docs` in order, what is added to the score of each, and the most it may add;
    `among` is how many documents there are."""

    docs: Ints
    values: Floats
    most: float
    among: int

    @property
    def size(self) -> int:
        own = self.docs.nbytes + self.values.nbytes
        return own + 5 * self.among if self.often else own

    @cached_property
    def often(self) -> bool:
        return len(self.docs) * OFTEN > self.among

    @cached_property
    def matching(self) -> Matching:
        return Matching(self.among, docs=self.docs)

    @cached_property
    def dense(self) -> Floats:
        """Its values for all documents; not to be written to."""
        scores = np.zeros(self.among, np.float32)
        scores[self.docs] = self.values
        return scores

    @cached_property
    def peak(self) -> float:
        """The most it does add."""
        return float(self.values.max(initial=0))

    @cached_property
    def leading(self) -> Ints:
        """The documents with the highest values, equal ones included."""
        if len(self.docs) <= LEADING:
            return self.docs
        last = len(self.docs) - LEADING
        found: Ints = self.docs[self.values >= np.partition(self.values, last)[last]]
        return found

    def add_to(self, scores: Floats) -> None:
        if self.often:
            scores += self.dense
        else:
            scores[self.docs] += self.values

    def at(self, docs: Ints) -> Floats:
        """What it adds to each of some documents, given in order."""
        if self.often:
            return self.dense.take(docs)
        if len(docs) > len(self.docs):
            found = np.zeros(len(docs), np.float32)
            if len(self.docs):
                places = np.minimum(docs.searchsorted(self.docs), len(docs) - 1)
                here = docs[places] == self.docs
                found[places[here]] = self.values[here]
            return found
        places = np.minimum(self.docs.searchsorted(docs), len(self.docs) - 1)
        own: Floats = self.values[places] * (self.docs[places] == docs)
        return own


@dataclass(frozen=True)
class Part:
    """Evidence that counts where all of `gates` hold."""

    evidence: Evidence
    gates: tuple[Matching, ...] = ()


class Scores:
    """A sum of evidence; documents outside of `within()`, if that is a set, have none."""

    def __init__(
        self,
        parts: Sequence[Part],
        among: int,
        within: Callable[[], Matching | None] = lambda: None,
    ) -> None:
        self.parts = [part for part in parts if len(part.evidence.docs)]
        self.among = among
        self.within = within

    @property
    def most(self) -> float:
        """No document has more."""
        return sum(part.evidence.most for part in self.parts)

    @cached_property
    def dense(self) -> Floats:
        """The scores of all documents; not to be written to."""
        if len(self.parts) == 1 and not self.parts[0].gates:
            return self.parts[0].evidence.dense
        scores = np.zeros(self.among, np.float32)
        for part in self.parts:
            if part.gates:
                own = part.evidence.docs
                scores[own] += self._gated(part, own, part.evidence.values)
            else:
                part.evidence.add_to(scores)
        return scores

    def at(self, docs: Ints) -> Floats:
        """The scores of some documents, given in order."""
        scores = np.zeros(len(docs), np.float32)
        for part in self.parts:
            scores += self._gated(part, docs, part.evidence.at(docs))
        return scores

    def gated(self, gate: Matching) -> list[Part]:
        """Its parts where they count only within `gate`."""
        return [Part(part.evidence, (*part.gates, gate)) for part in self.parts]

    @staticmethod
    def _gated(part: Part, docs: Ints, values: Floats) -> Floats:
        for gate in part.gates:
            values = values * gate.has(docs)
        return values
