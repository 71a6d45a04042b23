"""Query tree × postings → which passages match, and how well.

In come a tree, a snapshot's scorer and the columns of attributes; out come the
documents that match, which of them match in full, and scores. A node costs
microseconds, however the tree is nested: sets are combined as masks or short lists,
and scores stay a sum of finished evidence until it is known whose are wanted. What a
node matches is what Whoosh's own matchers match over the same expanded terms.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corpus.model import Message, QueryError
from corpus.text import is_folded
from search.bag import Scoring
from search.evidence import Evidence, Scores
from search.lattice import Lattice, build
from search.matching import Matching, everything, intersection, union
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

# So many terms may all words with a mark stand for together.
MAX_FORMS = 2_048


@dataclass(frozen=True)
class Found:
    """The documents that match, those of them that match in every word, and scores,
    which only documents that match have a use for."""

    matching: Matching
    full: Matching
    scores: Scores

    @property
    def size(self) -> int:
        """Nothing of its own: evidence is kept, and bounded, elsewhere."""
        return 0


class Evaluation:
    """One query over one snapshot."""

    def __init__(
        self,
        scorer: Scorer,
        query: Query,
        filtered: Callable[[Filter], Mask],
        exact: bool = False,
    ) -> None:
        self._scorer = scorer
        self._query = query
        self._filtered = filtered
        self._exact = exact
        self._size = scorer.snapshot.size
        self._typed = list(words_of(query))
        self._typed_bare = all(_is_bare(word.term) for word in self._typed)

    def found(self) -> Found:
        """QueryError where its words may stand for more than can be looked up at once."""
        forms = 0
        for word in self._typed:
            if isinstance(word, Prefix | Fuzzy):
                forms += len(self.lattice((word,)).edges)
                if forms > MAX_FORMS:
                    raise QueryError(
                        Message("Các từ có dấu * hoặc ~ đứng cho quá nhiều từ; hãy viết thêm chữ."),
                        word.span.start,
                    )
        return self._node(self._query)

    def lattice(self, words: Sequence[Word]) -> Lattice:
        """The forms of neighbouring words in this corpus."""
        keys_of = self._scorer.keys
        return self._scorer.lattices.get(
            (tuple(map(_name, words)), self._typed_bare, self._exact),
            lambda: build(
                words,
                self._scorer.lexicon,
                lambda candidates: most_likely(candidates, keys_of),
                self._typed_bare,
                self._scorer.abbreviations,
                self._exact,
            ),
        )

    def _node(self, node: Query) -> Found:
        match node:
            case Term() | Prefix() | Fuzzy():
                return self._single(node)
            case Phrase():
                return self._words((node,), loose=False)
            case Words():
                return self._words(node.items, node.loose)
            case Filter():
                return self._plain(Matching(self._size, mask=self._filtered(node)))
            case Everything():
                return self._plain(everything(self._size))
            case Not():
                return self._plain(self._node(node.child).matching.complement())
            case And():
                return self._all(node.children)
            case Or():
                return self._any(node.children)

    def _plain(self, matching: Matching) -> Found:
        return Found(matching, matching, Scores((), self._size))

    def _all(self, children: Sequence[Query]) -> Found:
        found = [self._node(child) for child in children]
        matching = intersection([one.matching for one in found])
        same = all(one.full is one.matching for one in found)
        full = matching if same else intersection([one.full for one in found])
        parts = [part for one in found for part in one.scores.parts]
        return Found(matching, full, Scores(parts, self._size))

    def _any(self, children: Sequence[Query]) -> Found:
        """Either; a document scores by what it matches."""
        found = [self._node(child) for child in children]
        matching = union([one.matching for one in found], self._size)
        parts: list[Evidence] = []
        for one in found:
            free = one.scores.within() is one.matching
            parts += one.scores.parts if free else one.scores.gated(one.matching)
        return Found(matching, matching, Scores(parts, self._size, lambda: matching))

    def _single(self, word: Word) -> Found:
        """One word by itself: the same in whatever query."""
        name = (_name(word), self._typed_bare, self._exact)
        found: Found = self._scorer.found.get(name, lambda: self._words((word,), loose=False))
        return found

    def _words(self, items: Sequence[Word | Phrase], loose: bool) -> Found:
        words = [word for item in items for word in words_of(item)]
        bag = Scoring(self._scorer, self.lattice(words)).bag()
        phrases = [self._phrase(item) for item in items if isinstance(item, Phrase)]
        if not phrases:
            every = bag.every()
            return Found(bag.some if loose else every, every, bag.scores())
        within = intersection(phrases)
        full = within if len(phrases) == len(items) else intersection([*phrases, bag.every()])
        return Found(within if loose else full, full, bag.scores())

    def _phrase(self, phrase: Phrase) -> Matching:
        return Scoring(self._scorer, self.lattice(phrase.words)).phrase(phrase.slop)


_is_bare = lru_cache(maxsize=16_384)(is_folded)


def _name(word: Word) -> Hashable:
    """What a word asks for, wherever it stands in a query."""
    match word:
        case Term():
            return word.term
        case Prefix():
            return word.term, 0
        case Fuzzy():
            return word.term, word.distance


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
