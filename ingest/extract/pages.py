"""Words with places on a page in, lines in reading order out.

What a page of print is made of, whether a PDF told of its characters or they
were recognised in a picture: words become lines, lines that stand side by side
(issuer | national motto, recipients | signature) become columns that are read
one after the other.  Places are in points from the top left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

_GUTTER = 1.2  # ems of white between two columns, at least; a space has 0.3
_STRETCHED = 2.2  # times the usual space: in justified text every space is wide
_CENTRED = 0.03  # of the width: how far from the middle a centred line may be
_NARROWEST = 0.8  # ems of gutter left between all lines of two columns
_NEAR = 1.2  # ems between two lines of one column, at most
# What hangs before the words of a paragraph, often with a tab between.
_HANGING = re.compile(r"[-–—+•●▪■◦*]|\(?\w{1,4}[.)]|\d{1,2}(?:\.\d{1,2})+\.?|\[\d{1,3}\]")
_NAMED = re.compile(r"(?:Điều|Chương|Mục|Phần)\s+\w{1,5}[.:]?", re.IGNORECASE)
# Begins the document below its letterhead, on the middle or not.
_TITLE = re.compile(
    r"KẾ HOẠCH|QUYẾT ĐỊNH|CHỈ THỊ|NGHỊ QUYẾT|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG)?|BÁO CÁO|THÔNG BÁO|KẾT LUẬN"
    r"|HƯỚNG DẪN|ĐỀ ÁN|TỜ TRÌNH|QUY ĐỊNH|QUY CHẾ|CÔNG ĐIỆN"
)
_RECIPIENTS = re.compile(r"\W*Nơi nhận\b", re.IGNORECASE)
# What stands in columns in every official document, even where only one row shows it.
_IN_COLUMNS = re.compile(
    r"\W*(?:Nơi nhận\b|CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Word:
    """Characters with no space between, and where they stand."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """Words side by side, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def x0(self) -> float:
        return min(w.x0 for w in self.words)

    @cached_property
    def x1(self) -> float:
        return max(w.x1 for w in self.words)

    @cached_property
    def top(self) -> float:
        return min(w.top for w in self.words)

    @cached_property
    def bottom(self) -> float:
        return max(w.bottom for w in self.words)

    @cached_property
    def size(self) -> float:
        return median(w.size for w in self.words)

    @cached_property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: the words of its cells, row by row."""

    top: float
    bottom: float
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read."""

    width: float
    height: float
    words: tuple[Word, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines that follow each other; `beside` says that another column stands by them."""

    lines: tuple[Line, ...]
    beside: bool = False


def rows_of(words: Sequence[Word]) -> list[Line]:
    """Lines across the whole page, from the top: words that overlap in height by half."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.top + w.bottom) / 2):
        # Only the last rows can hold it: a raised footnote number, a larger letter.
        row = next((r for r in reversed(rows[-3:]) if _level(r[0], word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
            if word.size > row[0].size:
                row[0], row[-1] = row[-1], row[0]
    return [Line(tuple(sorted(row, key=lambda w: w.x0))) for row in rows]


def _level(one: Word, two: Word) -> bool:
    overlap = min(one.bottom, two.bottom) - max(one.top, two.top)
    return overlap >= 0.5 * min(one.bottom - one.top, two.bottom - two.top)


def flows_of(rows: Sequence[Line]) -> Iterator[Flow]:
    """The rows of a page in reading order: stretches of two columns column by column."""
    pieces = [_pieces(row) for row in rows]
    edges = (min((r.x0 for r in rows), default=0.0), max((r.x1 for r in rows), default=0.0))
    begin = at = 0
    while at < len(rows):
        zone = _zone(pieces, begin, at, edges) if len(pieces[at]) == 2 else None
        if zone is None:
            at += 1
            continue
        if begin < zone.low:
            yield Flow(tuple(rows[begin : zone.low]))
        for left in (True, False):
            column = tuple(p for row in pieces[zone.low : zone.high] for p in row
                           if zone.is_left(p) is left)  # fmt: skip
            if column:
                yield Flow(column, beside=True)
        begin = at = zone.high
    if begin < len(rows):
        yield Flow(tuple(rows[begin:]))


def _pieces(row: Line) -> tuple[Line, ...]:
    """The row cut where the white between two words is too wide for a space."""
    words = row.words
    gaps = [two.x0 - one.x1 for one, two in pairwise(words)]
    if not gaps:
        return (row,)
    usual = sorted(gaps)[len(gaps) // 2] if len(gaps) > 2 else 0.0
    least = max(_GUTTER * row.size, _STRETCHED * usual)
    cuts = [0]
    for after, gap in enumerate(gaps, start=1):
        if gap >= least and not _is_label(words[cuts[-1] : after]):
            cuts.append(after)
    return tuple(Line(words[a:b]) for a, b in pairwise([*cuts, len(words)]))


def _is_label(words: Sequence[Word]) -> bool:
    """Whether words are only the number or bullet of what follows them."""
    if len(words) > 2:
        return False
    text = " ".join(word.text for word in words)
    return bool(_HANGING.fullmatch(text) or _NAMED.fullmatch(text))


@dataclass
class _Zone:
    """Rows `low` to `high` of a page that keep clear of the gutter `left`…`right`."""

    low: int
    high: int
    left: float
    right: float

    def is_left(self, piece: Line) -> bool:
        return piece.middle < (self.left + self.right) / 2

    def narrow(self, pieces: Sequence[Line]) -> bool:
        """Takes one more row in, unless it crosses the gutter."""
        left, right = self.left, self.right
        if len(pieces) > 2 or (len(pieces) == 2 and not self.is_left(pieces[0])):
            return False
        for number, piece in enumerate(pieces):
            if self.is_left(piece) and number == 0:
                left = max(left, piece.x1)
            else:
                right = min(right, piece.x0)
        if right - left < _NARROWEST * pieces[0].size:
            return False
        self.left, self.right = left, right
        return True


def _zone(
    pieces: Sequence[Sequence[Line]], begin: int, at: int, edges: tuple[float, float]
) -> _Zone | None:
    """The rows around row `at` that keep to two columns, None where it stands alone."""
    zone = _Zone(at, at + 1, pieces[at][0].x1, pieces[at][1].x0)
    while zone.high < len(pieces):
        row = pieces[zone.high]
        if len(row) == 1 and not _goes_on(pieces, zone, row[0], edges):
            break
        if not zone.narrow(row):
            break
        zone.high += 1
    # The right column may begin higher up, as a signature above "Nơi nhận" does.
    while zone.low > begin and len(pieces[zone.low - 1]) == 1:
        above = pieces[zone.low - 1][0]
        near = pieces[zone.low][0].top - above.bottom < _NEAR * above.size
        if not near or above.x0 < zone.right or _centred(above, edges):
            break
        zone.low -= 1
    parts = [p for row in pieces[zone.low : zone.high] for p in row]
    pairs = sum(len(row) == 2 for row in pieces[zone.low : zone.high])
    return zone if pairs > 1 or any(_IN_COLUMNS.match(p.text) for p in parts) else None


def _goes_on(
    pieces: Sequence[Sequence[Line]], zone: _Zone, line: Line, edges: tuple[float, float]
) -> bool:
    """Whether a row of one piece goes on with a column of the zone above it."""
    if _centred(line, edges) or _TITLE.fullmatch(line.text):
        return False
    left = zone.is_left(line)
    above = [p for row in pieces[zone.low : zone.high] for p in row if zone.is_left(p) is left]
    if not left or any(_RECIPIENTS.match(p.text) for p in above):
        return True
    near = line.top - above[-1].bottom < _NEAR * line.size
    return near and abs(line.middle - above[-1].middle) < 2 * line.size


def _centred(line: Line, edges: tuple[float, float]) -> bool:
    low, high = edges
    return abs(line.middle - (low + high) / 2) < _CENTRED * (high - low)
