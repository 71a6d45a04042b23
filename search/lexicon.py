"""The corpus's own words: which there are, how common, and which look alike.

In comes the count of every term in the index, out come the terms without regard to
diacritics, the terms with a beginning, and the terms a few letters away. It belongs
to one generation of the index and never changes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from corpus.text import fold, is_folded
from search.abbreviations import spellings

# A prefix of one letter stands for thousands of words; the commonest will do.
MAX_PREFIX = 1_024
MAX_FUZZY = 64
_LONGEST_WORD = 20
Letters = npt.NDArray[np.uint64]
_NO_LETTERS: Letters = np.empty(0, np.uint64)


@dataclass(frozen=True, slots=True)
class Form:
    """What a word may also be written as, out of the terms there are: in another spelling;
    with diacritics, where it is a word without any."""

    spellings: tuple[str, ...]
    accented: list[str]


class Lexicon:
    """The terms of one generation and their counts."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self.near = lru_cache(maxsize=512)(self._near)
        self.form = lru_cache(maxsize=16_384)(self._form)

    def count(self, term: str) -> int:
        return self.counts.get(term, 0)

    def warm(self) -> None:
        """Makes the tables that the first questions would have to wait for."""
        _ = self._by_folding, self._sorted, self._sorted_foldings, self._words

    def _form(self, term: str) -> Form:
        bare = term.isalpha() and is_folded(term)
        known = tuple(form for form in spellings(term) if form in self.counts)
        return Form(known, self.accented(term) if bare else [])

    @cached_property
    def _by_folding(self) -> dict[str, list[str]]:
        table: dict[str, list[str]] = {}
        for term in self.counts:
            if not is_folded(term):
                table.setdefault(fold(term), []).append(term)
        return table

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def _sorted_foldings(self) -> list[str]:
        return sorted(self._by_folding)

    @cached_property
    def _words(self) -> dict[int, tuple[list[str], Letters]]:
        """Words by length with the sets of their letters, figures and numbers left out."""
        table: dict[int, list[str]] = {}
        for term in self.counts:
            if term.isalpha() and len(term) <= _LONGEST_WORD:
                table.setdefault(len(term), []).append(term)
        return {
            length: (words, np.array(list(map(_letters, words)), np.uint64))
            for length, words in table.items()
        }

    def accented(self, folded: str) -> list[str]:
        """The terms with diacritics that fold to this, commonest first."""
        return self._commonest(self._by_folding.get(folded, []))

    def beginning(self, prefix: str) -> list[str]:
        """The terms that begin so; diacritics count where the prefix has any."""
        found = _stretch(self._sorted, prefix)
        if is_folded(prefix):
            for folding in _stretch(self._sorted_foldings, prefix):
                found += self._by_folding[folding]
        return self._commonest(found)[:MAX_PREFIX]

    def _near(self, term: str, distance: int) -> list[tuple[str, int]]:
        """(term, distance) of the words at most so many letters away, nearest first."""
        found = []
        for length in range(max(1, len(term) - distance), len(term) + distance + 1):
            words, letters = self._words.get(length, ((), _NO_LETTERS))
            # A letter put in, taken out or changed makes for at most two that differ.
            differing = np.bitwise_count(letters ^ np.uint64(_letters(term)))
            for place in np.flatnonzero(differing <= 2 * distance).tolist():
                away = edit_distance(term, words[place], distance)
                if away <= distance:
                    found.append((words[place], away))
        found.sort(key=lambda one: (one[1], -self.counts[one[0]], one[0]))
        return found[:MAX_FUZZY]

    def _commonest(self, terms: list[str]) -> list[str]:
        return sorted(terms, key=lambda term: (-self.counts[term], term))


def _letters(word: str) -> int:
    """The letters of a word as bits; letters may share one."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % 61
    return bits


def _stretch(terms: list[str], prefix: str) -> list[str]:
    start = bisect_left(terms, prefix)
    end = bisect_left(terms, prefix + "\U0010ffff", start)
    return terms[start:end]


def edit_distance(one: str, two: str, limit: int) -> int:
    """Letters to put in, take out, change or swap; `limit` + 1 where it is more."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(two, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and b == one[i - 2]:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > limit and min(above) > limit:
            return limit + 1
        before, above = above, row
    return min(above[-1], limit + 1)
