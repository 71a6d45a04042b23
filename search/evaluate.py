"""Query tree × postings → which passages match, and how well.

In come a tree, a snapshot's scorer and the columns of attributes; out come a mask of
matching documents, which of them match in full, and scores. Dense arrays over all
documents: a node costs microseconds, however the tree is nested. What a node matches
is what the engine's own matchers match over the same expanded terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from corpus.text import is_folded
from search.bag import Scoring
from search.lattice import Lattice, build
from search.occurrences import documents
from search.query import (
    And,
    Everything,
    Filter,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Word,
    Words,
)
from search.readings import most_likely
from search.scoring import Scorer

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]


@dataclass
class Found:
    """`mask` the documents that match, `full` those that match in every word;
    no document scores more than `ceiling`."""

    mask: Mask
    full: Mask
    scores: Floats
    ceiling: float = 0.0


class Evaluation:
    """One query over one snapshot."""

    def __init__(self, scorer: Scorer, query: Query, filtered: Callable[[Filter], Mask]) -> None:
        self._scorer = scorer
        self._query = query
        self._filtered = filtered
        self._size = scorer.snapshot.size

    def found(self) -> Found:
        return self._node(self._query)

    @cached_property
    def _typed_bare(self) -> bool:
        """Whether no word of the query has a diacritic."""
        return all(is_folded(word.term) for word in words_of(self._query))

    def lattice(self, words: Sequence[Word]) -> Lattice:
        """The forms of neighbouring words in this corpus."""
        keys_of = self._scorer.keys
        return build(
            words,
            self._scorer.lexicon,
            lambda candidates: most_likely(candidates, keys_of),
            self._typed_bare,
        )

    def _node(self, node: Query) -> Found:
        match node:
            case Term() | Prefix() | Fuzzy() | Phrase():
                return self._words((node,), loose=False)
            case Words():
                return self._words(node.items, node.loose)
            case Filter():
                return self._plain(self._filtered(node))
            case Everything():
                return self._plain(np.ones(self._size, np.bool_))
            case Not():
                return self._plain(~self._node(node.child).mask)
            case And():
                return self._all(node.children)
            case Or():
                return self._any(node.children)

    def _plain(self, mask: Mask) -> Found:
        return Found(mask, mask, np.zeros(self._size, np.float32))

    def _all(self, children: Sequence[Query]) -> Found:
        first, *others = (self._node(child) for child in children)
        mask, full, scores = first.mask, first.full, first.scores
        ceiling = first.ceiling
        for other in others:
            mask = mask & other.mask
            full = full & other.full
            scores = scores + other.scores
            ceiling += other.ceiling
        return Found(mask, full, scores, ceiling)

    def _any(self, children: Sequence[Query]) -> Found:
        """Either; a document scores by what it matches."""
        mask = np.zeros(self._size, np.bool_)
        scores = np.zeros(self._size, np.float32)
        ceiling = 0.0
        for child in children:
            found = self._node(child)
            mask |= found.mask
            scores += np.where(found.mask, found.scores, np.float32(0))
            ceiling += found.ceiling
        return Found(mask, mask, scores, ceiling)

    def _words(self, items: Sequence[Word | Phrase], loose: bool) -> Found:
        words = [word for item in items for word in words_of(item)]
        bag = Scoring(self._scorer, self.lattice(words)).bag()
        mask = full = bag.matched == bag.needed
        if loose:
            mask = bag.matched > 0
        phrases = [self._phrase(item) for item in items if isinstance(item, Phrase)]
        if phrases:
            within = np.logical_and.reduce(phrases)
            full = full & within
            mask = within if loose else full
        return Found(mask, full, bag.scores, bag.ceiling)

    def _phrase(self, phrase: Phrase) -> Mask:
        mask = np.zeros(self._size, np.bool_)
        ends = Scoring(self._scorer, self.lattice(phrase.words)).phrase_ends(phrase.slop)
        mask[documents(ends)] = True
        return mask


def words_of(node: Query) -> Iterator[Word]:
    """Every word of a tree, in the order of the query, exclusions included."""
    match node:
        case Term() | Prefix() | Fuzzy():
            yield node
        case Phrase():
            yield from node.words
        case Words():
            for item in node.items:
                yield from words_of(item)
        case And() | Or():
            for child in node.children:
                yield from words_of(child)
        case Not():
            yield from words_of(node.child)


def marked(node: Query) -> Iterator[Words | Phrase | Word]:
    """What a passage is highlighted for: words and phrases that are not excluded."""
    match node:
        case Term() | Prefix() | Fuzzy() | Phrase():
            yield node
        case Words():
            run = tuple(item for item in node.items if not isinstance(item, Phrase))
            if run:
                yield Words(run, node.loose, node.span)
            yield from (item for item in node.items if isinstance(item, Phrase))
        case And() | Or():
            for child in node.children:
                yield from marked(child)
