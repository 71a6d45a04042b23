"""Why two clauses were linked, in words for people to judge.

In come two clauses with their outlines; out come `Reasons`, worked out when they
are first looked at, since a comparison of many documents makes more links than
anyone reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from compare.clauses import Clause, Outline
from compare.similarity import shared_phrases
from corpus.model import Message, Relation
from corpus.text import key

_PHRASES = 3
_NAMES = 2
_PROGRAMME = re.compile(
    r"\b(?:chương trình|chiến lược|đề án|phong trào|cuộc vận động|tháng hành động)\b"
    r" [^\W\d_]+(?:,? [^\W\d_]+| \d+)*"
)
_PROGRAMME_END = re.compile(r"\b(?:giai đoạn|đến năm|tầm nhìn|trên địa bàn|tại|năm|và các|của)\b")
_LONG_NAME, _KNOWN_BY = 5, 6  # syllables of a name, and of what two names share


@dataclass(frozen=True, eq=False)
class Reasons(Sequence[Message]):
    """The reasons for one link."""

    left: Outline
    right: Outline
    a: Clause
    b: Clause
    relation: Relation

    @cached_property
    def _said(self) -> tuple[Message, ...]:
        same = self.relation is Relation.SAME
        found = [Message("câu chữ gần như trùng nhau")] if same else []
        names = common_programmes(named_programmes(self.a.text), named_programmes(self.b.text))
        if names:
            shown = "; ".join(names[:_NAMES])
            found.append(Message("cùng chương trình: {names}", names=shown))
        numbers = _citations(self.left, self.a) & _citations(self.right, self.b)
        if numbers:
            found.append(Message("cùng viện dẫn: {numbers}", numbers=", ".join(sorted(numbers))))
        terms = [] if same else self._terms()
        if terms:
            found.append(Message("cùng nêu: {terms}", terms=", ".join(terms)))
        return tuple(found)

    def _terms(self) -> list[str]:
        a, b = self.a.reading, self.b.reading
        mine, theirs = self.left.weighted(a), self.right.weighted(b)
        both = {term: weight * theirs[term] for term, weight in mine.items() if term in theirs}
        return shared_phrases(a, b, both, _PHRASES)

    def __len__(self) -> int:
        return len(self._said)

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Message, ...]: ...
    def __getitem__(self, index: int | slice) -> Message | tuple[Message, ...]:
        return self._said[index]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Reasons):
            return self._said == other._said
        return self._said == other

    def __hash__(self) -> int:
        return hash(self._said)


def _citations(outline: Outline, clause: Clause) -> frozenset[str]:
    """The numbers of the documents a clause cites."""
    return frozenset(
        reference.number
        for reference in outline.document.references
        if reference.number and any(span.overlaps(reference.span) for span in clause.spans)
    )


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
