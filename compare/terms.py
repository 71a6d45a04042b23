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

from compare.formulae import EMPTY, FORMULAE, THEME
from corpus.model import Span
from search.analysis import Token, tokens

_IN_WORD, _ACROSS, _UNSEGMENTED = 1.0, 0.6, 0.8
_ONE_EMPTY, _BOTH_EMPTY = 0.35, 0.05
_FIGURE = 0.5
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


def _is_figure(term: str) -> bool:
    return any(char.isdigit() for char in term)


def read(
    text: str, words: Iterable[Span] = (), runs: frozenset[tuple[str, ...]] = frozenset()
) -> Reading:
    """The terms of a text; `words` are spans in it, `runs` a title's (`runs_of`)."""
    found = tokens(text)
    terms = [token.term for token in found]
    shares = believed(terms, runs)
    word_of = _words_by_token(found, tuple(words))
    counts: Bag = {}
    for at, token in enumerate(found):
        for term, weight in _terms_at(text, found, word_of, at):
            share = shares[at] if term == token.term else min(shares[at], shares[at + 1])
            counts[term] = counts.get(term, 0.0) + weight * share
    bag = {term: math.log1p(count) / math.log(2) for term, count in counts.items()}
    return Reading(tuple(terms), bag)


def _terms_at(
    text: str, found: Sequence[Token], word_of: Sequence[int] | None, at: int
) -> Iterable[tuple[str, float]]:
    """The terms that begin at a token, with the weight of their kind."""
    token = found[at]
    if _is_figure(token.term):
        yield token.term, _FIGURE
        return
    following = found[at + 1] if at + 1 < len(found) else None
    if word_of and word_of[at] not in (
        word_of[at - 1] if at else None,
        word_of[at + 1] if following else None,
    ):
        yield token.term, 0.0 if token.term in EMPTY else _FIGURE
    if following is None or _is_figure(following.term):
        return
    between = text[token.span.end : following.span.start]
    if between.strip(" \t\r\n-"):
        return
    weight = _UNSEGMENTED
    if word_of:
        weight = _IN_WORD if word_of[at] == word_of[at + 1] else _ACROSS
    empty = (token.term in EMPTY) + (following.term in EMPTY)
    yield (
        f"{token.term} {following.term}",
        weight * (1.0, _ONE_EMPTY, _BOTH_EMPTY)[empty],
    )


def _words_by_token(found: Sequence[Token], words: Sequence[Span]) -> list[int] | None:
    """For each token the number of the word it lies in; None without words."""
    if not words:
        return None
    numbers: list[int] = []
    at = 0
    for token in found:
        while at < len(words) - 1 and words[at].end <= token.span.start:
            at += 1
        numbers.append(at if words[at].overlaps(token.span) else -1 - len(numbers))
    return numbers
