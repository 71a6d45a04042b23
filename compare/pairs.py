"""Clauses of two documents linked: which answers which, how closely, and why.

In come two `Side`s; out come `Link`s, one clause on either side, many to many.
A pair is linked where each is the other's best (ties are all best), where the
wording is close for the better of the two, or where one holds the other.
Swapping the sides swaps every link and turns broader into narrower.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from compare.clauses import Clause, Outline
from compare.similarity import nearness, shared_phrases, vectors
from corpus.model import Link, Message, Relation
from corpus.text import key

# Cosines, calibrated on plans of one family: true links go down to 0.25, and
# wording is copied with changes from about 0.5.
SAME = 0.9
ADAPTED = 0.5
RELATED = 0.25
HOLDS = 0.75  # share of a clause's weight that another has, to hold it
HELD = 0.55  # at most this much of the holder is found in what it holds

_PHRASES = 3
_SYLLABLES = 3  # a shorter clause says too little to be held by another
_MIRRORED = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}
_PROGRAMME = re.compile(
    r"\b(?:chương trình|chiến lược|đề án|phong trào|cuộc vận động|tháng hành động)\b"
    r" [^\W\d_]+(?:,? [^\W\d_]+| \d+)*"
)
_PROGRAMME_END = re.compile(r"\b(?:giai đoạn|đến năm|tầm nhìn|trên địa bàn|tại|năm|và các|của)\b")
_LONG_NAME, _KNOWN_BY = 5, 6  # syllables of a name, and of what two names share
_NAMES = 2

Flags = NDArray[np.bool_]


class Side:
    """One document of a pair, with what is worked out once for all its pairs."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.clauses = outline.clauses
        self.vectors = vectors(outline)

    @cached_property
    def long(self) -> Flags:
        return np.array([clause.reading.length > _SYLLABLES for clause in self.clauses])

    @cached_property
    def wordings(self) -> list[str]:
        return [key(clause.text) for clause in self.clauses]

    @cached_property
    def programmes(self) -> list[list[str]]:
        return [named_programmes(clause.text) for clause in self.clauses]

    @cached_property
    def citations(self) -> list[frozenset[str]]:
        """The numbers of the documents each clause cites."""
        references = [r for r in self.outline.document.references if r.number]
        return [
            frozenset(
                str(r.number)
                for r in references
                if any(span.overlaps(r.span) for span in clause.spans)
            )
            for clause in self.clauses
        ]


def link_clauses(left: Side, right: Side) -> list[Link]:
    """All links between the clauses of two documents, in reading order."""
    if not left.clauses or not right.clauses:
        return []
    near = nearness(left.vectors, right.vectors)
    same = _equal(left.wordings, right.wordings)
    cosine = np.where(same, 1.0, near.cosine)
    best_of_left = (cosine == cosine.max(axis=1, keepdims=True)) & (cosine > 0)
    best_of_right = (cosine == cosine.max(axis=0, keepdims=True)) & (cosine > 0)
    i, j = np.nonzero(best_of_left | best_of_right)
    mutual = (best_of_left & best_of_right)[i, j] & (cosine[i, j] >= RELATED)
    in_right, in_left = near.held(i, j)
    narrow = best_of_left[i, j] & (in_right >= HOLDS) & left.long[i]
    wide = best_of_right[i, j] & (in_left >= HOLDS) & right.long[j]
    found = []
    for at in np.flatnonzero(mutual | (cosine[i, j] >= ADAPTED) | narrow | wide):
        pair = Pair(left, right, int(i[at]), int(j[at]))
        score = float(cosine[i[at], j[at]])
        relation = pair.relation(score, float(in_right[at]), float(in_left[at]))
        found.append(Link((pair.a.id,), (pair.b.id,), relation, score, pair.reasons(relation)))
    return found


def mirrored(relation: Relation) -> Relation:
    """The relation read from the other side."""
    return _MIRRORED.get(relation, relation)


def _equal(left: Sequence[str], right: Sequence[str]) -> Flags:
    numbers: dict[str, int] = {}
    a, b = (
        np.array([numbers.setdefault(wording, len(numbers)) for wording in side])
        for side in (left, right)
    )
    equal: Flags = a[:, None] == b[None, :]
    return equal


@dataclass(frozen=True)
class Pair:
    """Clause `i` of the left document beside clause `j` of the right."""

    left: Side
    right: Side
    i: int
    j: int

    @property
    def a(self) -> Clause:
        return self.left.clauses[self.i]

    @property
    def b(self) -> Clause:
        return self.right.clauses[self.j]

    def relation(self, cosine: float, in_right: float, in_left: float) -> Relation:
        """What the left clause is to the right one, by how near they are and how
        much of each is found in the other."""
        if cosine >= SAME and _figures(self.a) == _figures(self.b):
            return Relation.SAME
        if in_left >= HOLDS and in_right <= HELD:
            return Relation.BROADER
        if in_right >= HOLDS and in_left <= HELD:
            return Relation.NARROWER
        return Relation.ADAPTED if cosine >= ADAPTED else Relation.RELATED

    def reasons(self, relation: Relation) -> tuple[Message, ...]:
        """Why the two were linked, for people to judge."""
        found = [Message("câu chữ gần như trùng nhau")] if relation is Relation.SAME else []
        names = common_programmes(self.left.programmes[self.i], self.right.programmes[self.j])
        if names:
            shown = "; ".join(names[:_NAMES])
            found.append(Message("cùng chương trình: {names}", names=shown))
        numbers = self.left.citations[self.i] & self.right.citations[self.j]
        if numbers:
            found.append(Message("cùng viện dẫn: {numbers}", numbers=", ".join(sorted(numbers))))
        terms = [] if relation is Relation.SAME else self._terms()
        if terms:
            found.append(Message("cùng nêu: {terms}", terms=", ".join(terms)))
        return tuple(found)

    def _terms(self) -> list[str]:
        a, b = self.a.reading, self.b.reading
        mine, theirs = self.left.outline.weighted(a), self.right.outline.weighted(b)
        both = {term: weight * theirs[term] for term, weight in mine.items() if term in theirs}
        return shared_phrases(a, b, both, _PHRASES)


def _figures(clause: Clause) -> list[str]:
    return sorted(s for s in clause.reading.syllables if any(c.isdigit() for c in s))


def named_programmes(text: str) -> list[str]:
    """The programmes, strategies and movements a clause names, without their years."""
    found = []
    plain = " ".join(text.split())
    for match in _PROGRAMME.finditer(plain.lower()):
        end = _PROGRAMME_END.search(match.group(), 1)
        stop = match.start() + end.start() if end else match.end()
        name = plain[match.start() : stop].rstrip(" ,")
        if len(name.split()) >= _LONG_NAME:
            found.append(name)
    return found


def common_programmes(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """What names on both sides begin with, where that is enough to know a programme by."""
    found = {}
    for one in left:
        for other in right:
            a, b = (key(name).replace(",", "").split() for name in (one, other))
            shared = next(
                (at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y),
                min(len(a), len(b)),
            )
            if shared >= _KNOWN_BY or a == b:
                found[" ".join(a[:shared])] = " ".join(one.split()[:shared]).rstrip(",")
    return list(found.values())
