"""The words of one PDF page and where they stand, as pdfium tells of its characters.

In: an open page.  Out: words in points from the top left corner of the page as it
is read, which need not be as it is stored: a landscape table may lie on its side.
Characters come as the file spells them, decomposed or not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from ctypes import byref, c_double, c_int, create_string_buffer
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.extract.footnotes import RAISED
from ingest.extract.pages import Word, rows_of

_GAP = 0.13  # ems of white between two words, at least; a space has 0.25
_SMALLER = 0.8  # of the size of the word before it: a note's number, an exponent
_RAISING = str.maketrans("0123456789", RAISED)
_UNIT = re.compile(r"(?:^|\d)[kcd]?m$")
_BACK = 0.5  # ems to the left: the next character is elsewhere
_ASCENT, _DESCENT = 0.8, 0.22  # ems of a line above and below its baseline
_BOLD = re.compile(r"bold|black|heavy|[-,]b(?:i|old)?$", re.IGNORECASE)
_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # pdfium's signs for a hyphen at the end of a line
_NO_CHARACTER = (0, 0xFFFF)


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character, and its place in the direction in which it is set."""

    index: int
    char: str
    angle: int
    x0: float
    x1: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed on a page. `angle` is how far its text is turned against the
    page as stored (0, 90, 180, 270)."""

    width: float
    height: float
    angle: int
    words: tuple[Word, ...]


def print_of(page: pypdfium2.PdfPage) -> Print:
    """The words of a page, read in the direction of most of its characters."""
    left, bottom, right, top = page.get_bbox()
    with closing(page.get_textpage()) as textpage:
        glyphs = list(_glyphs(textpage, (left, bottom, right, top)))
        angles = Counter(g.angle for g in glyphs if g is not None)
        angle = angles.most_common(1)[0][0] if angles else page.get_rotation() % 360
        width, height = right - left, top - bottom
        if angle in (90, 270):
            width, height = height, width
        fragments: list[Word] = []
        strays: list[Word] = []
        for run in _runs(glyphs):
            upright = run[0].angle == angle
            (fragments if upright else strays).append(_word(textpage, run))
    words = [word for row in rows_of(fragments) for word in _joined(row.words)]
    for number, word in enumerate(strays, 1):  # a mark across the page is read below it
        words.append(_moved(word, height + 2 * number * word.size))
    return Print(width, height, angle, tuple(words))


def _joined(fragments: Sequence[Word]) -> Iterator[Word]:
    """The words of a row: a file may set one word in pieces, in any order, as where a
    font lacks a letter that another lends."""
    held: Word | None = None
    for fragment in fragments:
        if held is not None and fragment.text == held.text and fragment.x0 - held.x0 < 1.0:
            continue  # struck twice, for want of a bold font
        if held is not None and _is_near(held, fragment):
            raised = _is_raised(held, fragment) and not _UNIT.search(held.text)
            held = Word(
                held.text + (fragment.text.translate(_RAISING) if raised else fragment.text),
                held.x0,
                max(held.x1, fragment.x1),
                min(held.top, fragment.top),
                max(held.bottom, fragment.bottom),
                max(held.size, fragment.size),
                _prevails(held, fragment),
            )
            continue
        if held is not None:
            yield held
        held = fragment
    if held is not None:
        yield held


def _prevails(held: Word, fragment: Word) -> bool:
    """Whether a word in two pieces is bold: a letter lent by another font is not."""
    if len(held.text) == len(fragment.text):
        return held.bold or fragment.bold
    return max(held, fragment, key=lambda piece: len(piece.text)).bold


def _is_near(held: Word, fragment: Word) -> bool:
    if held.text.isdigit() and _is_raised(fragment, held):  # the number of a note before it
        return False
    return fragment.x0 - held.x1 < _GAP * max(held.size, fragment.size)


def _is_raised(word: Word, number: Word) -> bool:
    """Whether a number stands raised beside a word: that of a note, an exponent."""
    small = number.size < _SMALLER * word.size and number.text.isdigit()
    return small and number.bottom < word.bottom - 0.1 * word.size


def _glyphs(
    textpage: pypdfium2.PdfTextPage, box: tuple[float, float, float, float]
) -> Iterator[_Glyph | None]:
    """The characters in the order of the file, None where white stands."""
    raw = textpage.raw
    rect, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = c_double(), c_double()
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        char = _HYPHENS.get(code) or ("" if code in _NO_CHARACTER else _character(code))
        if not char or char.isspace():
            # pdfium makes white of its own where fonts change: places say what is white.
            if pdfium.FPDFText_IsGenerated(raw, index) != 1:
                yield None
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, byref(rect))
        pdfium.FPDFText_GetCharOrigin(raw, index, byref(x), byref(y))
        pdfium.FPDFText_GetMatrix(raw, index, byref(matrix))
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4 * 90
        size = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.a, matrix.b)
        x0, y0 = _turned(angle, rect.left, rect.bottom, box)
        x1, y1 = _turned(angle, rect.right, rect.top, box)
        _, baseline = _turned(angle, x.value, y.value, box)
        tall = abs(y1 - y0)
        if not 0.5 * tall < size < 4 * tall:
            size = tall / (_ASCENT + _DESCENT)
        yield _Glyph(index, char, angle, min(x0, x1), max(x0, x1), baseline, size or 1.0)


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _turned(
    angle: int, x: float, y: float, box: tuple[float, float, float, float]
) -> tuple[float, float]:
    """A point of the stored page on the page as text of this direction is read."""
    left, bottom, right, top = box
    if angle == 90:
        return y - bottom, x - left
    if angle == 180:
        return right - x, y - bottom
    if angle == 270:
        return top - y, right - x
    return x - left, top - y


def _runs(glyphs: Sequence[_Glyph | None]) -> Iterator[list[_Glyph]]:
    """Characters with nothing between them."""
    run: list[_Glyph] = []
    for glyph in glyphs:
        if run and (glyph is None or not _joins(run[-1], glyph)):
            yield run
            run = []
        if glyph is not None:
            run.append(glyph)
    if run:
        yield run


def _joins(one: _Glyph, two: _Glyph) -> bool:
    em = max(one.size, two.size)
    return (
        one.angle == two.angle
        and abs(one.baseline - two.baseline) < 0.5 * em
        and -_BACK * em < two.x0 - one.x0
        and two.x0 - one.x1 < _GAP * em
        and not any(
            small.char.isdigit() and small.size < _SMALLER * em for small in (one, two)
        )  # a number raised or lowered is told apart later
    )


def _word(textpage: pypdfium2.PdfTextPage, run: Sequence[_Glyph]) -> Word:
    size = max(g.size for g in run)
    baseline = run[0].baseline
    return Word(
        "".join(g.char for g in run),
        min(g.x0 for g in run),
        max(g.x1 for g in run),
        baseline - _ASCENT * size,
        baseline + _DESCENT * size,
        size,
        _is_bold(textpage, run[0].index),
    )


def _is_bold(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    name = create_string_buffer(128)
    length = pdfium.FPDFText_GetFontInfo(textpage.raw, index, name, len(name), byref(c_int()))
    return 0 < length <= len(name) and bool(_BOLD.search(name.value.decode("latin-1")))


def _moved(word: Word, top: float) -> Word:
    return Word(word.text, word.x0, word.x1, top, top + word.bottom - word.top, word.size)
