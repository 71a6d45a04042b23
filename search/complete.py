"""What a query that is being typed may go on to be: numbers, titles, words of the corpus.

In comes the beginning of a query, out come whole queries, best first. Only what the
corpus holds is proposed; the last word may be cut off and may lack its diacritics.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.text import fold, is_folded, normalise
from search.analysis import terms
from search.filters import Columns
from search.occurrences import isin
from search.scoring import Scorer

_FORMS = 40  # readings of a cut-off word that are looked at
_WORDS = 400  # segmented words with one beginning that are looked at
_LONGEST = 200
# Once after the word before it says more than so many times anywhere.
_AFTER = 50
_CUT = re.compile(r"[^\s\"()=:]+$")


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole query, and what was completed: "number", "title" or "phrase"."""

    text: str
    kind: str


class Completer:
    """Completions over one state of index and store."""

    def __init__(self, scorer: Scorer, columns: Columns) -> None:
        self._scorer = scorer
        self._columns = columns

    def complete(self, typed: str, limit: int) -> list[Completion]:
        """At most `limit` completions of what was typed."""
        typed = normalise(typed[:_LONGEST]).lstrip()
        if not typed or not typed[-1].isalnum():
            return []
        found: dict[str, Completion] = {}
        for one in (*self._numbers(typed), *self._phrases(typed), *self._titles(typed)):
            name = one.text.casefold()
            if name != typed.casefold():
                found.setdefault(name, one)
        return list(found.values())[:limit]

    def _numbers(self, typed: str) -> Iterator[Completion]:
        wanted = _plain(typed)
        if wanted[:1].isdigit():
            for number in self._columns.column("number").values:
                if _plain(number).startswith(wanted):
                    yield Completion(number, "number")

    def _titles(self, typed: str) -> Iterator[Completion]:
        """Titles in which the words stand, those that begin so first."""
        wanted = _bare(typed) if is_folded(typed) else typed.casefold()
        starting, within = [], []
        for title, bare in self._known_titles:
            line = bare if is_folded(typed) else title.casefold()
            at = f" {line}".find(f" {wanted}")
            if at == 0:
                starting.append(title)
            elif at > 0 and len(wanted) > 2:
                within.append(title)
        yield from (Completion(title, "title") for title in [*starting, *within])

    @cached_property
    def _known_titles(self) -> list[tuple[str, str]]:
        values = (" ".join(one.split()) for one in self._columns.column("title").values)
        return [(value, _bare(value)) for value in values]

    @cached_property
    def _words(self) -> list[tuple[str, str]]:
        """Segmented words of several syllables: (without diacritics, as they are)."""
        known = self._scorer.snapshot.words
        return sorted((fold(word), word) for word in known if "_" in word)

    def _phrases(self, typed: str) -> Iterator[Completion]:
        cut = _CUT.search(typed)
        if cut is None or not cut[0][-1].isalpha():
            return
        own = [term for term, _ in terms(typed)]
        ranked: list[tuple[int, str]] = []
        for count in (2, 1):
            tail = own[-count:]
            if len(tail) == count:
                head = _without_last(typed, count)
                for score, words in self._with_beginning(tail, own[: len(own) - count]):
                    ranked.append((score, f"{head}{words}"))
        ranked.sort(key=lambda one: (-one[0], len(one[1]), one[1]))
        yield from (Completion(text, "phrase") for _, text in ranked)

    def _with_beginning(
        self, tail: Sequence[str], before: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        """Words that begin with these syllables, the last one cut off, and how often
        they stand here; after the word before them they count the more."""
        beginning = "_".join(tail)
        bare = is_folded(beginning)
        at = bisect_left(self._words, (fold(beginning), ""))
        found = []
        for folded, word in self._words[at : at + _WORDS]:
            if not folded.startswith(fold(beginning)):
                break
            if bare or word.startswith(beginning):
                found.append(word)
        counted = []
        for word in found:
            syllables = tuple(word.split("_"))
            after = self._after(before, syllables) if before else 0
            counted.append((after, len(self._scorer.ends(syllables)), " ".join(syllables)))
        if any(after for after, _, _ in counted):  # what never stands here is no completion
            counted = [one for one in counted if one[0]]
        for after, often, words in counted:
            if often:
                yield often + _AFTER * after, words

    def _after(self, before: Sequence[str], syllables: tuple[str, ...]) -> int:
        """How often a word stands right after the last of those before it."""
        last = {before[-1], *self._scorer.lexicon.accented(before[-1])[:_FORMS]}
        starts = self._scorer.ends(syllables) - len(syllables)
        return sum(int(isin(starts, self._scorer.keys(term)).sum()) for term in last)


def _without_last(typed: str, count: int) -> str:
    """What was typed without its last words, the space after it kept."""
    for _ in range(count):
        typed = re.sub(r"\s*[^\s\"()=:]+$", "", typed)
    return f"{typed} " if typed and typed[-1] not in '"(=:' else typed


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", _bare(text)).strip()


def _bare(text: str) -> str:
    return fold(" ".join(normalise(text).casefold().split()))
