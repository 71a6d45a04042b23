"""Passage text in, sentences out: where administrative prose ends a statement.

Sentences are spans without white space at their ends, in order, and hold every
visible character.  A sentence ends at a full stop (or ! ? …) before something
that can begin one, and at a semicolon between two clauses of some length, since
enumerations of tasks are written so.  Line breaks mean nothing.  It does not end
after an abbreviation, an initial or a label, nor within short brackets or quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from corpus.model import Span
from corpus.text import key

# Written with a full stop within a sentence, in the form of `corpus.text.key`.
ABBREVIATIONS = """
    bs đ/c dr đt gs k/t ks kt mr mrs ms nsnd nsưt nxb pgs st t/l t/m ths tl tm tp tr ts tt tuq
    tx v.v vd vs
"""
# The last syllables of units whose number or letter is a label, not an end.
UNITS = "phần chương mục điều khoản điểm lục biểu bảng"
# Before these a lone I, V, X, L or C is a number, elsewhere after a name an initial.
COUNTED = "quý khóa kỳ loại hạng nhóm vùng lần tuyến"

_ABBREVIATIONS = frozenset(ABBREVIATIONS.split())
_UNITS = frozenset(UNITS.split())
_COUNTED = frozenset(COUNTED.split())
_SHORT = 6  # syllables at least of a clause that a semicolon ends or begins
_PROTECTED = 300  # brackets and quotes up to this long hold together
_REACH = 40  # how far back an abbreviation or a label is looked for

_STOP = re.compile(r"(?<![.!?…])([.!?…]++)[)\]”’»\"']*+(?=\s)")
_BEGINS = re.compile(
    r"\s+ (?: [“‘«\"'(\[*_]* (?: \d | (?P<letter>[^\W\d_]) (?P<label>[)/])? ) | [-–—+•*·] )",
    re.VERBOSE,
)
_LABEL = re.compile(
    r"(?P<word>[^\s.;:!?(“\"*_]*) (?P<gap>[\s.;:!?(“\"*_]*)"
    r"(?P<label>(?<![^\W_]) (?: \d+(?:\.\d+)*[a-zđ]? | [IVXLC]+ | [^\W\d_] ) )$",
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\s(“\"]+$")
_SEMICOLON = re.compile(r";(?=\s)")
_SYLLABLE = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
_BRACKET = re.compile(r"[()\[\]“”«»\"]")
_OPENS = {")": "(", "]": "[", "”": "“", "»": "«", '"': '"'}


def sentences(text: str) -> list[Span]:
    """The sentences of a passage, as spans of it."""
    held = _held_together(text)
    found = []
    start = 0
    for end in (*_full_stops(text, held), len(text)):
        cuts = (*_clause_ends(text, Span(start, end), held), end)
        for cut in cuts:
            body = text[start:cut]
            low = start + len(body) - len(body.lstrip())
            if body.strip():
                found.append(Span(low, low + len(body.strip())))
            start = cut
    return found


def _full_stops(text: str, held: Sequence[Span]) -> Iterator[int]:
    """Where sentences end, just behind the stop and its closing quotes."""
    start = 0
    for match in _STOP.finditer(text):
        end = match.end()
        if (
            _can_begin(text, end)
            and not _inside(held, end)
            and not (match[1] == "." and _is_within(text, start, match.start()))
        ):
            yield end
            start = end


def _can_begin(text: str, at: int) -> bool:
    """Whether a sentence can begin behind `at`: capital, number, label or list mark."""
    match = _BEGINS.match(text, at)
    if match is None:
        return False
    letter = match["letter"]
    return letter is None or letter.isupper() or match["label"] is not None


def _is_within(text: str, start: int, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to an abbreviation, initial or label."""
    low = max(start, stop - _REACH)
    before = text[low:stop]
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = key(last[0])
    if word in _ABBREVIATIONS or word.rpartition(".")[2] in _ABBREVIATIONS:
        return True
    label = _LABEL.search(before)
    if label is None:
        return False
    if _is_initial(label["label"], label["word"]):
        return True
    opens = low == start and not label["word"] and label.start() == 0
    return opens or bool(re.search("[.;:!?]", label["gap"])) or key(label["word"]) in _UNITS


def _is_initial(label: str, before: str) -> bool:
    """One capital of a name: "N. V. An"; but not "Quý I", "lần V"."""
    if len(label) != 1 or not label.isupper():
        return False
    numeral = label in "IVXLC" and not (before[:1].isupper() and key(before) not in _COUNTED)
    return not numeral


def _clause_ends(text: str, sentence: Span, held: Sequence[Span]) -> Iterator[int]:
    """Semicolons of a sentence with a clause on either side that can stand alone."""
    ends = [
        m.end()
        for m in _SEMICOLON.finditer(text, sentence.start, sentence.end)
        if not _inside(held, m.end())
    ]
    sizes = [
        len(_SYLLABLE.findall(text, low, high))
        for low, high in zip([sentence.start, *ends], [*ends, sentence.end], strict=True)
    ]
    for end, left, right in zip(ends, sizes, sizes[1:], strict=False):
        if left >= _SHORT and right >= _SHORT:
            yield end


def _held_together(text: str) -> list[Span]:
    """Outermost short brackets and quotes, in order; those left open hold nothing."""
    pairs: list[Span] = []
    opened: dict[str, list[int]] = {}
    for match in _BRACKET.finditer(text):
        mark, at = match[0], match.start()
        waiting = opened.setdefault(_OPENS.get(mark, mark), [])
        if mark not in _OPENS or (mark == '"' and not waiting):
            waiting.append(at)
        elif waiting and at - (opening := waiting.pop()) <= _PROTECTED:
            while pairs and pairs[-1].start > opening:
                pairs.pop()
            pairs.append(Span(opening + 1, at))
    return pairs


def _inside(held: Sequence[Span], at: int) -> bool:
    """Whether a cut at `at` would part what holds together."""
    which = bisect_right(held, at, key=lambda s: s.start) - 1
    return which >= 0 and at <= held[which].end
