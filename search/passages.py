"""A document's passages as the index sees them: three streams of terms each.

In comes a Document, out come for each passage its syllables with positions, its
segmented words, and the words of its title and headings. The last are the same for all
passages of a block (neighbours under one heading), so only the first of them has them.

A heading is no passage, and neither need a title be: the first passage under a
heading answers for it, and the first of a document for its title and number. Their
words stand at positions of their own, far behind the passage's, with gaps between, so
that no phrase runs from one into the other and scoring can tell them apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corpus.model import Document, Passage, Span
from search.analysis import terms
from search.inversion import ANNOUNCED

GAP = 100
Placed = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Streams:
    """`text` with positions; `words` and `headings` with their place in their stream;
    `back` says how many passages before this one its block begins."""

    text: list[Placed]
    words: list[Placed]
    headings: list[Placed]
    length: int
    back: int


def streams(document: Document) -> Iterator[Streams]:
    """The streams of each passage, in the order of `Document.passages`."""
    words = _Words(document)
    meta = document.metadata
    name = " ".join(part for part in (meta.type, meta.number) if part)
    title = [text for text in (name, meta.title) if text]
    above: tuple[str, ...] = ()
    back = 0
    for place, passage in enumerate(document.passages):
        announced = list(_below(above, passage.heading_path))
        if place == 0:
            announced = title + announced
        back = back + 1 if place and passage.heading_path == above else 0
        above = passage.heading_path
        own = terms(document.passage_text(passage))
        text = list(_placed(own, 0))
        at = ANNOUNCED
        for heading in announced:
            found = terms(heading)
            text += _placed(found, at)
            at += len(found) + GAP
        headings = [] if back else _headings(title, passage)
        yield Streams(text, words.of(passage), headings, len(own), back)


def _placed(found: list[tuple[str, tuple[str, ...]]], start: int) -> Iterator[Placed]:
    for at, (term, also) in enumerate(found, start):
        yield term, at
        for other in also:
            yield other, at


def _below(above: tuple[str, ...], here: tuple[str, ...]) -> Iterator[str]:
    """The headings of a path that the path before it did not have."""
    same = True
    for depth, heading in enumerate(here):
        same = same and depth < len(above) and above[depth] == heading
        if not same:
            yield heading


def _headings(title: list[str], passage: Passage) -> list[Placed]:
    stream = [term for text in (*title, *passage.heading_path) for term in heading_terms(text)]
    return [(term, at) for at, term in enumerate(stream)]


@lru_cache(maxsize=4096)
def heading_terms(text: str) -> tuple[str, ...]:
    """The syllables of a heading, its pairs of neighbours, and its numbers' further names."""
    found = terms(text)
    single = [name for term, also in found for name in (term, *also)]
    pairs = [pair(one[0], two[0]) for one, two in pairwise(found)]
    return (*single, *pairs)


def pair(first: str, second: str) -> str:
    """The name of two neighbouring syllables where positions are not kept."""
    return f"{first}_{second}"


@lru_cache(maxsize=65536)
def word_term(word: str) -> str:
    """The name of a segmented word: its syllables joined."""
    return "_".join(term for term, _ in terms(word))


class _Words:
    """The words of a document, handed out passage by passage."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._words = document.words

    def of(self, passage: Passage) -> list[Placed]:
        found: list[Placed] = []
        for span in passage.spans:
            for word in self._within(span):
                term = word_term(word.of(self._document.text))
                if term:
                    found.append((term, len(found)))
        return found

    def _within(self, span: Span) -> Iterator[Span]:
        at = bisect_left(self._words.starts, span.start)
        while at < len(self._words) and self._words.starts[at] < span.end:
            yield self._words[at]
            at += 1
