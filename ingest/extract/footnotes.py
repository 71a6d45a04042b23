"""Footnotes of printed pages: small type at the foot, under a number that the text repeats.

In: the rows of every page, margins aside.  Out: for every page its text and its
notes apart, both with the number of a note written "[1]", as in the formats that
know of notes.  A raised number that leads to no note is left a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.extract.pages import Line, Word

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"  # digits as `glyphs` tells of them where they stand raised
_PLAIN = str.maketrans(RAISED, "0123456789")
_MARKS = re.compile(f"[{RAISED}]{{1,3}}")
_SMALL = 0.93  # of the usual size: the type of notes
_SMALLER = 0.8  # of the size of the words beside it: a raised number
_LONGEST = 15  # rows of notes in the type of the text
_WHITE = 0.6  # ems above such notes
_OPENS = re.compile(r"[\[(]?(\d{1,3})[\]).]?")


@dataclass(frozen=True, slots=True)
class Footed:
    """The rows of a page that are its text, and those of its notes."""

    rows: list[Line]
    notes: list[list[Line]]


def parted(pages: Sequence[Sequence[Line]]) -> list[Footed]:
    """Each page's text and notes."""
    sizes = [line.size for rows in pages for line in rows]
    usual = median(sizes) if sizes else 0.0
    return [_page(rows, usual) for rows in pages]


def _page(rows: Sequence[Line], usual: float) -> Footed:
    marks = {int(m[0].translate(_PLAIN)) for line in rows for m in _MARKS.finditer(line.text)}
    at = _foot(rows, usual, marks)
    notes: list[list[Line]] = []
    found: set[int] = set()
    text = list(rows[:at])
    for line in rows[at:]:
        number = _number(line, marks)
        if number is not None and number not in found:
            found.add(number)
            notes.append([_numbered(line, number)])
        elif notes:
            notes[-1].append(_marked(line, set()))
        else:
            text.append(line)
    return Footed([_marked(line, found) for line in text], notes)


def _foot(rows: Sequence[Line], usual: float, marks: set[int]) -> int:
    """The row from which notes may stand: the small type at the foot, or below white
    a number as raised as in the text."""
    at = len(rows)
    while at and rows[at - 1].size < _SMALL * usual:
        at -= 1
    for row in range(at - 1, max(0, at - _LONGEST), -1):
        white = rows[row].top - rows[row - 1].bottom
        if white > _WHITE * rows[row].size and _number(rows[row], set()) in marks:
            return row
    return at


def _number(line: Line, marks: set[int]) -> int | None:
    """The number of the note that a line begins, None where it begins none."""
    first = line.words[0]
    match = _OPENS.fullmatch(first.text.translate(_PLAIN))
    if match is None or len(line.words) < 2:
        return None
    raised = first.text[0] in RAISED or first.size < _SMALLER * line.words[1].size
    return int(match[1]) if raised or int(match[1]) in marks else None


def _numbered(line: Line, number: int) -> Line:
    first, *rest = line.words
    return Line((replace(first, text=f"[{number}]"), *_marked(Line(tuple(rest)), set()).words))


def _marked(line: Line, notes: set[int]) -> Line:
    """The line with its raised numbers as marks of notes, or as numbers."""
    if not any(_MARKS.search(word.text) for word in line.words):
        return line
    return Line(tuple(part for word in line.words for part in _spelled(word, notes)))


def _spelled(word: Word, notes: set[int]) -> Iterator[Word]:
    def mark(match: re.Match[str]) -> str:
        digits = match[0].translate(_PLAIN)
        return f"[{int(digits)}]" if int(digits) in notes else f" {digits}"

    for piece in _MARKS.sub(mark, word.text).split():
        yield replace(word, text=piece)
