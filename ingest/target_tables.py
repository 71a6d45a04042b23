"""Indicators in tables: a head with years, rows with a value under each.

In: the rows of a table as passages, in their order.  Out: `Target`s.  A row is read
only where it has as many cells as the table has columns: an empty cell leaves no
trace in the text, and a guess would put a value under the wrong year.  A head of two
rows, the upper one with merged cells, is read where its rows fit together in one way
only.  Without a unit in the row there is no telling what its numbers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from corpus.figures import Comparator, FigureKind, Target
from corpus.model import Passage, Span, joined
from ingest.cues import BOUNDS, either
from ingest.vietnamese_numbers import NUMBER, decimal

_YEAR = re.compile(
    r"^\D{0,30}?(?:(?:giai\s+đoạn|thời\s+kỳ)\s+20\d\d\s*[-–]\s*)?((?:19|20)\d\d)\D{0,12}$",
    re.IGNORECASE,
)
_SIGNS = {
    "≥": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST,
    "<": Comparator.LESS,
    ">": Comparator.MORE,
    **BOUNDS,
}
_VALUE = re.compile(
    rf"^(?:đạt\s+|khoảng\s+|từ\s+)*(?P<sign>[≥≤<>]|{either(BOUNDS)})?=?\s*(?:(?P<low>{NUMBER})\s*%?\s*[-–]\s*)?"
    rf"(?P<value>{NUMBER})\s*(?P<unit>[%‰])?(?P<onwards>\s*trở\s+lên)?$",
    re.IGNORECASE,
)
_UNIT_HEAD = re.compile(r"^(?:ĐVT|Đơn\s+vị(?:\s+tính)?)\.?$", re.IGNORECASE)
_ORDINAL_HEAD = re.compile(r"^(?:TT|STT|Số\s+TT)$", re.IGNORECASE)
_NO_VALUE_HEAD = re.compile(
    r"^(?:TT|STT|Số\s+TT|ĐVT|Đơn\s+vị.*|Chỉ\s+tiêu|Nội\s+dung|Tên.*|Ghi\s+chú.*)$", re.IGNORECASE
)
_DONE = re.compile(r"thực\s+hiện|kết\s+quả|(?<!\w)ước(?!\w)|đánh\s+giá", re.IGNORECASE)
_PLANNED = re.compile(r"kế\s+hoạch|mục\s+tiêu|chỉ\s+tiêu|dự\s+toán|dự\s+kiến", re.IGNORECASE)
_NUMBERING = re.compile(r"^(?:[A-Z]|\(?\d{1,2}\)?(?:\s*=.*)?)$")
_BULLET = re.compile(r"^[-+•–*]\s*")
_MOST_HEADS = 3


@dataclass(frozen=True, slots=True)
class _Column:
    """A column by the words above it; `year` is None where it holds no values."""

    words: str
    year: int | None


class TableReader:
    """Reads row after row; `close` where the running text goes on."""

    def __init__(self, text: str, year: int | None) -> None:
        self.text, self.year = text, year
        self.close()

    def close(self) -> None:
        self.heads: list[list[str]] = []
        self.width = 0  # the number of columns, where a row numbers them
        self.columns: dict[int, list[_Column]] = {}

    def read(self, row: Passage) -> list[Target]:
        cells = self._cells(row)
        words = [" ".join(joined(self.text, tuple(cell)).split()) for cell in cells]
        years = sum(map(bool, map(_YEAR.match, words)))
        values = sum(bool(_VALUE.match(word)) for word in words)
        if len(words) > 2 and all(map(_NUMBERING.match, words)):
            self.width = len(words)
            return []
        if (years >= 2 and values <= years) or (years and not self.heads and not values):
            if values or len(self.heads) >= _MOST_HEADS or self.columns:
                self.close()
            self.heads.append(words)
            return []
        if not self.heads:
            return []
        if not values and not self.columns and len(self.heads) < _MOST_HEADS:
            self.heads.append(words)
            return []
        return list(self._targets(row, cells, words))

    def _targets(self, row: Passage, cells: list[list[Span]], words: list[str]) -> Iterator[Target]:
        columns = self._columns(len(words)) or self._unnumbered(words)
        if not columns:
            return
        units = [w for w, c in zip(words, columns, strict=True) if _UNIT_HEAD.match(c.words)]
        names = [
            _BULLET.sub("", w)
            for w, c in zip(words, columns, strict=True)
            if c.year is None and not _UNIT_HEAD.match(c.words) and any(map(str.isalpha, w))
        ]
        if not names or (units and not any(map(str.isalpha, units[0])) and units[0] not in "%‰"):
            return
        for cell, word, column in zip(cells, words, columns, strict=True):
            value = _VALUE.match(word)
            if column.year is None or value is None:
                continue
            unit = value["unit"] or (units[0] if units else "%" if "%" in names[0] else "")
            if not unit:
                continue
            sign = " ".join((value["sign"] or "").casefold().split())
            ends = [(_SIGNS.get(sign, Comparator.EQUAL), value["value"])]
            if value["onwards"]:
                ends = [(Comparator.AT_LEAST, value["value"])]
            if value["low"]:
                ends = [(Comparator.AT_LEAST, value["low"]), (Comparator.AT_MOST, value["value"])]
            for comparator, printed in ends:
                yield Target(
                    max(names, key=len),
                    self._kind(column),
                    comparator,
                    decimal(printed),
                    unit,
                    Span(cell[0].start, cell[-1].end),
                    row.eid,
                    year=column.year,
                )

    def _kind(self, column: _Column) -> FigureKind:
        if _DONE.search(column.words):
            return FigureKind.RESULT
        past = self.year is not None and column.year is not None and column.year < self.year
        return (
            FigureKind.RESULT if past and not _PLANNED.search(column.words) else FigureKind.TARGET
        )

    def _unnumbered(self, words: list[str]) -> list[_Column]:
        """The columns of a row that has a name and every value, but not its number."""
        first, *columns = self._columns(len(words) + 1) or [_Column("", 0)]
        wanted = sum(column.year is not None for column in columns)
        named = words[0][:1] in "+-–" or len(words[0]) > 2
        complete = sum(bool(_VALUE.match(word)) for word in words) == wanted
        return columns if _ORDINAL_HEAD.match(first.words) and named and complete else []

    def _columns(self, count: int) -> list[_Column]:
        """The columns of rows with so many cells; none where the heads allow no or
        more than one reading."""
        if count not in self.columns:
            fits = not self.width or self.width == count
            self.columns[count] = self._read_heads(count) if fits else []
        return self.columns[count]

    def _read_heads(self, count: int) -> list[_Column]:
        top, *under = [head for head in self.heads if not _is_caption(head)] or [[]]
        if len(top) == count and not under:
            return [_Column(word, _year(word)) for word in top]
        if len(under) != 1:
            return []
        merged = len(top) + len(under[0]) - count
        ways = list(_fitted(top, under[0], merged)) if merged > 0 else []
        if len(ways) > 1 and any(map(_DONE.search, under[0])):
            # what has been done is of the earliest year
            first = min(year for word in top if (year := _year(word)) is not None)
            ways = [w for w in ways if all(c.year == first for c in w if _DONE.search(c.words))]
        return ways[0] if len(ways) == 1 else []

    def _cells(self, row: Passage) -> list[list[Span]]:
        """The spans of each cell: between two cells stands a bar."""
        spans: Sequence[Span] = row.spans
        cells = [[spans[0]]] if spans else []
        for one, two in pairwise(spans):
            if "|" in self.text[one.end : two.start]:
                cells.append([two])
            else:
                cells[-1].append(two)
        return cells


def _is_caption(head: list[str]) -> bool:
    """One cell over the whole table."""
    return len(head) == 1


def _year(word: str) -> int | None:
    year = _YEAR.match(word)
    return int(year.group(1)) if year else None


def _fitted(top: list[str], under: list[str], merged: int) -> Iterator[list[_Column]]:
    """The ways to put the lower cells under `merged` cells of the upper row, two or
    more under each, so that each of them has one year, from above or its own."""
    can = [i for i, word in enumerate(top) if not _NO_VALUE_HEAD.match(word)]
    if merged > len(can) or len(under) < 2 * merged:
        return
    for wide in combinations(can, merged):
        for cuts in combinations(range(1, len(under)), merged - 1):
            parts = [under[a:b] for a, b in pairwise((0, *cuts, len(under)))]
            if any(len(part) < 2 for part in parts):
                continue
            below = dict(zip(wide, parts, strict=True))
            columns: list[_Column] = []
            for i, word in enumerate(top):
                above = _year(word)
                for part in below.get(i, []):
                    own = _year(part)
                    columns.append(_Column(f"{word} {part}", own or above))
                    if (own is None) == (above is None):
                        break
                else:
                    columns += [] if i in below else [_Column(word, above)]
                    continue
                break
            else:
                yield columns
