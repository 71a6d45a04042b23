"""The subject of a document (trích yếu), in the capitals of ordinary text.

Letterheads print it in capitals; the document's own body shows how its words
are written, so capitals are undone by looking there, never by guessing names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.numbers import find
from ingest.blocks import Block

_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"\d|[/-]")


def title_of(text: str, titles: Sequence[Block], body: Sequence[Block]) -> str:
    """The words of the title blocks as one line."""
    printed = " ".join(b.flat for b in titles).strip()
    if not printed or not printed.isupper():
        return printed[:1].upper() + printed[1:]
    for span, number in reversed(list(find(printed))):
        printed = printed[: span.start] + str(number) + printed[span.end :]
    return _sentence_case(printed, "\n".join(b.flat for b in body if not b.capitals))


def _sentence_case(printed: str, body: str) -> str:
    """`printed` (capitals) with each word written as the body writes it beside the
    same neighbour, or else anywhere; in small letters where it does not."""
    singles: dict[str, Counter[str]] = {}
    pairs: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    before, begins = "", False  # the word before, and whether it began a sentence
    for match in re.finditer(r"[^\W\d_]+|[.:!?\n“\"]", body):
        word = match.group()
        if not word[0].isalpha():
            before, begins = "", False
            continue
        if before and not word.isupper():
            singles.setdefault(word.casefold(), Counter())[word] += 1
            pair = (before.casefold(), word.casefold())
            left = before.lower() if begins else before
            pairs.setdefault(pair, Counter())[(left, word)] += 1
        before, begins = word, not before
    tokens = printed.split(" ")
    lowered = [t if _JOINT.search(t) else t.lower() for t in tokens]
    result = []
    for number, token in enumerate(lowered):
        found = _WORD.search(token)
        if found is None or _JOINT.search(token):
            result.append(token)
            continue
        word = found.group()
        spelled = _beside(lowered, number, word, pairs) or _common(singles.get(word), word)
        result.append(token[: found.start()] + spelled + token[found.end() :])
    line = " ".join(result)
    return line[:1].upper() + line[1:]


def _common(seen: Counter[str] | None, word: str) -> str:
    return seen.most_common(1)[0][0] if seen else word


def _beside(
    tokens: Sequence[str],
    number: int,
    word: str,
    pairs: dict[tuple[str, str], Counter[tuple[str, str]]],
) -> str | None:
    """The word as the body writes it after (else before) the same neighbour."""
    for neighbour, place in ((number - 1, 1), (number + 1, 0)):
        if not 0 <= neighbour < len(tokens):
            continue
        other = _WORD.search(tokens[neighbour])
        if other is None:
            continue
        pair = (other.group().casefold(), word) if place else (word, other.group().casefold())
        seen = pairs.get(pair)
        if seen:
            return seen.most_common(1)[0][0][place]
    return None
