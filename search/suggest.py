"""“Ý bạn là …”: the query as this corpus would spell it.

In come the query as typed, its tree and the corpus's lexicon, out comes the query with
its unknown words replaced (by what their keys were meant to write, else by near ones)
and its words without diacritics read with them, or None where there is nothing to say.
Only words of the corpus are proposed, chosen by what stands next to what in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.model import Span
from corpus.text import fold
from search.evaluate import marked, words_of
from search.keyboard import meant
from search.lattice import Lattice
from search.lexicon import Lexicon
from search.occurrences import KeysOf
from search.query import Query, Term, Word
from search.readings import most_likely

_SHORT = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The query in better words; `mended`: a word of it was not in the corpus at all."""

    text: str
    mended: bool


def suggestion(
    text: str,
    query: Query,
    lexicon: Lexicon,
    keys_of: KeysOf,
    lattice_of: Callable[[Sequence[Word]], Lattice],
) -> Suggestion | None:
    """The query in better words, None where it needs none."""
    changes: list[tuple[Span, str]] = []
    mended = False
    for part in marked(query):
        words = list(words_of(part))
        lattice = lattice_of(words)
        candidates = []
        for place, word in enumerate(words):
            forms, unknown = _candidates(word, place, lattice, lexicon)
            if unknown and _is_abbreviation(word.span.of(text), text):
                forms, unknown = [word.term], False
            candidates.append(forms)
            mended |= unknown
        if any(len(forms) > 1 or forms[0] != word.term
               for forms, word in zip(candidates, words, strict=True)):  # fmt: skip
            chosen = most_likely(candidates, keys_of)
            changes += [
                (word.span, term)
                for word, term in zip(words, chosen, strict=True)
                if term != word.term
            ]
    if not changes:
        return None
    for span, term in sorted(changes, key=lambda change: change[0].start, reverse=True):
        written = _in_the_case_of(span.of(text), term)
        text = text[: span.start] + written + text[span.end :]
    return Suggestion(" ".join(text.split()), mended)


def _is_abbreviation(typed: str, text: str) -> bool:
    """Capitals among small letters: not a word that was mistyped."""
    return typed.isupper() and len(typed) > 1 and not text.isupper()


def _in_the_case_of(typed: str, term: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return term.upper()
    return term.capitalize() if typed[:1].isupper() else term


def _candidates(
    word: Word, place: int, lattice: Lattice, lexicon: Lexicon
) -> tuple[list[str], bool]:
    """The word itself, or what it may have been meant to be; whether the corpus lacks it."""
    if not isinstance(word, Term) or not word.term.isalnum() or word.term.isdigit():
        return [word.term], False
    forms = [edge.terms for edge in lattice.covering(place)]
    known = [form for form in forms if all(lexicon.count(term) for term in form)]
    if not known:
        found = _mended(word.term, lexicon)
        return (found, True) if found else ([word.term], False)
    accented = set(lexicon.accented(word.term))
    own = [word.term] if lexicon.count(word.term) else []
    readings = [form[0] for form in known if len(form) == 1 and form[0] in accented]
    return [*own, *readings] or [word.term], False


def _mended(term: str, lexicon: Lexicon) -> list[str]:
    """Words of the corpus that a word it lacks may stand for."""
    if not any(char.isalpha() for char in term):
        return []
    written = [form for form in meant(term) if lexicon.count(form)]
    if not term.isalpha():
        return written
    same = [form for form in lexicon.accented(fold(term)) if form != term]
    distance = 1 if len(term) <= _SHORT else 2
    near = lexicon.near(term, distance)
    nearest = [form for form, away in near if away == near[0][1]]
    return list(dict.fromkeys([*written, *same, *nearest]))
