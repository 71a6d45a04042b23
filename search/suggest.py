"""“Ý bạn là …”: the query as this corpus would spell it.

In come the query as typed, its tree and the corpus's lexicon, out comes the query with
its unknown words replaced by near ones and its words without diacritics read with
them, or None where there is nothing to say. Only words of the corpus are proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.model import Span
from search.evaluate import marked, words_of
from search.lattice import Lattice
from search.lexicon import Lexicon
from search.occurrences import KeysOf
from search.query import Query, Term, Word
from search.readings import most_likely

_SHORT = 4


def suggestion(
    text: str,
    query: Query,
    lexicon: Lexicon,
    keys_of: KeysOf,
    lattice_of: Callable[[Sequence[Word]], Lattice],
) -> str | None:
    """The query in better words, None where it needs none."""
    changes: list[tuple[Span, str]] = []
    for part in marked(query):
        words = list(words_of(part))
        lattice = lattice_of(words)
        candidates = [
            _candidates(word, place, lattice, lexicon) for place, word in enumerate(words)
        ]
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
    return " ".join(text.split())


def _in_the_case_of(typed: str, term: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return term.upper()
    return term.capitalize() if typed[:1].isupper() else term


def _candidates(word: Word, place: int, lattice: Lattice, lexicon: Lexicon) -> list[str]:
    """The word itself, or what it may have been meant to be."""
    if not isinstance(word, Term) or not word.term.isalpha():
        return [word.term]
    forms = [edge.terms for edge in lattice.covering(place)]
    known = [form for form in forms if all(lexicon.count(term) for term in form)]
    if not known:
        distance = 1 if len(word.term) <= _SHORT else 2
        near = lexicon.near(word.term, distance)
        return [term for term, away in near if away == near[0][1]] or [word.term]
    accented = set(lexicon.accented(word.term))
    own = [word.term] if lexicon.count(word.term) else []
    readings = [form[0] for form in known if len(form) == 1 and form[0] in accented]
    return [*own, *readings] or [word.term]
