"""A text as weighted terms.

In comes text, with the segmented words that lie in it where they are known; out
comes a bag of terms: bigrams of neighbouring syllables, single-syllable words,
figures. A bigram inside one word counts more than one that bridges two; empty
syllables, formulae and wording repeated from a title count little. The weight
depends on the text and the built-in tables alone, never on other documents.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from compare.formulae import EMPTY, FORMULAE, THEME
from corpus.model import Span
from search.analysis import Token, tokens

_IN_WORD, _ACROSS, _UNSEGMENTED = 1.0, 0.6, 0.8
_WITH_EMPTY = (1.0, 0.35, 0.05)  # for a bigram with so many empty syllables
_FIGURE = 0.5
_LOG_2 = math.log(2)
_FEW = 20  # of fewer clauses the rarity of a term is not trusted
RUN = 4  # neighbouring syllables by which wording is known again

Bag = dict[str, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's syllables and its weighted terms."""

    syllables: tuple[str, ...]
    bag: Mapping[str, float]

    @property
    def length(self) -> int:
        return len(self.syllables)


@lru_cache(maxsize=1)
def _formulae() -> Mapping[str, tuple[tuple[tuple[str, ...], float], ...]]:
    """Formulae by their first syllable, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    for phrase, share in FORMULAE.items():
        syllables = tuple(token.term for token in tokens(phrase))
        found.setdefault(syllables[0], []).append((syllables, share))
    return {
        first: tuple(sorted(phrases, key=lambda one: -len(one[0])))
        for first, phrases in found.items()
    }


def runs_of(text: str) -> frozenset[tuple[str, ...]]:
    """The stretches of a text by which its wording is known again elsewhere."""
    terms = [token.term for token in tokens(text)]
    return frozenset(tuple(terms[at : at + RUN]) for at in range(len(terms) - RUN + 1))


def believed(terms: Sequence[str], runs: frozenset[tuple[str, ...]]) -> list[float]:
    """For each syllable the share of its weight that counts where it stands."""
    shares = [1.0] * len(terms)
    table = _formulae()
    at = 0
    while at < len(terms):
        for phrase, share in table.get(terms[at], ()):
            if tuple(terms[at : at + len(phrase)]) == phrase:
                shares[at : at + len(phrase)] = [share] * len(phrase)
                at += len(phrase)
                break
        else:
            at += 1
    for start in range(len(terms) - RUN + 1):
        if tuple(terms[start : start + RUN]) in runs:
            for place in range(start, start + RUN):
                shares[place] = min(shares[place], THEME)
    return shares


def rarity(seen: Mapping[str, int], many: int) -> Bag:
    """How telling each of these is that so many of `many` clauses have."""
    whole = max(_FEW, many)
    return {one: math.log1p(whole / count) for one, count in seen.items()}


@lru_cache(maxsize=1 << 16)
def _is_figure(term: str) -> bool:
    return any(char.isdigit() for char in term)


def read(
    text: str, words: Iterable[Span] = (), runs: frozenset[tuple[str, ...]] = frozenset()
) -> Reading:
    """The terms of a text; `words` are spans in it, `runs` a title's (`runs_of`)."""
    found = tokens(text)
    terms = tuple(intern(token.term) for token in found)  # the same words in every clause
    shares = believed(terms, runs)
    word_of = _words_by_token(found, tuple(words))
    figure = [_is_figure(term) for term in terms]
    counts: Bag = {}
    for at, term in enumerate(terms):
        if figure[at]:
            counts[term] = counts.get(term, 0.0) + _FIGURE * shares[at]
            continue
        last = at + 1 == len(terms)
        if word_of and term not in EMPTY and _is_word(word_of, at):
            counts[term] = counts.get(term, 0.0) + _FIGURE * shares[at]
        if last or figure[at + 1]:
            continue
        between = text[found[at].span.end : found[at + 1].span.start]
        if between != " " and between.strip(" \t\r\n-"):
            continue
        weight = _UNSEGMENTED
        if word_of:
            weight = _IN_WORD if word_of[at] == word_of[at + 1] else _ACROSS
        following = terms[at + 1]
        weight *= _WITH_EMPTY[(term in EMPTY) + (following in EMPTY)]
        pair = intern(f"{term} {following}")
        counts[pair] = counts.get(pair, 0.0) + weight * min(shares[at], shares[at + 1])
    bag = {term: math.log1p(count) / _LOG_2 for term, count in counts.items()}
    return Reading(terms, bag)


def _is_word(word_of: Sequence[int], at: int) -> bool:
    """Whether a syllable is a word by itself."""
    own = word_of[at]
    return not (at and word_of[at - 1] == own) and word_of[at + 1 : at + 2] != [own]


def _words_by_token(found: Sequence[Token], words: Sequence[Span]) -> list[int] | None:
    """For each token the number of the word it lies in; None without words."""
    if not words:
        return None
    numbers: list[int] = []
    at = 0
    start, end = words[0].start, words[0].end
    for token in found:
        low, high = token.span.start, token.span.end
        while at < len(words) - 1 and end <= low:
            at += 1
            start, end = words[at].start, words[at].end
        numbers.append(at if start < high and low < end else -1 - len(numbers))
    return numbers
