"""Indicators in tables: a head with years, rows with a value under each.

In: the rows of a table as passages, in their order.  Out: `Target`s.  A row is read
only where it has as many cells as the head: an empty cell leaves no trace in the
text, and a guess would put a value under the wrong year.  Without a unit in the row
there is no telling what its numbers are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.figures import Comparator, FigureKind, Target
from corpus.model import Passage, Span, joined
from ingest.vietnamese_numbers import NUMBER, decimal

_YEAR = re.compile(r"^\D{0,30}?((?:19|20)\d\d)\D{0,12}$")
_VALUE = re.compile(rf"^(≥|≤|<|>|=)?\s*({NUMBER})\s*(%)?$")
_UNIT_HEAD = re.compile(r"^(?:ĐVT|Đơn\s+vị(?:\s+tính)?)\.?$", re.IGNORECASE)
_SIGNS = {
    "≥": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST,
    "<": Comparator.LESS,
    ">": Comparator.MORE,
}


class TableReader:
    """Reads row after row; `close` where the running text goes on."""

    def __init__(self, text: str, year: int | None) -> None:
        self.text, self.year = text, year
        self.head: list[str] = []

    def close(self) -> None:
        self.head = []

    def read(self, row: Passage) -> list[Target]:
        cells = self._cells(row)
        words = [" ".join(joined(self.text, tuple(cell)).split()) for cell in cells]
        if sum(bool(_YEAR.match(word)) for word in words) >= 2:
            self.head = words
            return []
        if len(words) != len(self.head):
            return []
        units = [w for w, head in zip(words, self.head, strict=True) if _UNIT_HEAD.match(head)]
        names = [
            w
            for w, head in zip(words, self.head, strict=True)
            if not _YEAR.match(head) and not _UNIT_HEAD.match(head) and any(c.isalpha() for c in w)
        ]
        if not names:
            return []
        found = []
        for cell, word, head in zip(cells, words, self.head, strict=True):
            year, value = _YEAR.match(head), _VALUE.match(word)
            if year is None or value is None:
                continue
            unit = value.group(3) or (units[0] if units else "%" if "%" in names[0] else "")
            if not unit:
                continue
            found.append(
                Target(
                    max(names, key=len),
                    self._kind(head, int(year.group(1))),
                    _SIGNS.get(value.group(1), Comparator.EQUAL),
                    decimal(value.group(2)),
                    unit,
                    Span(cell[0].start, cell[-1].end),
                    row.eid,
                    year=int(year.group(1)),
                )
            )
        return found

    def _kind(self, head: str, year: int) -> FigureKind:
        if re.search(r"thực\s+hiện|kết\s+quả|ước", head, re.IGNORECASE):
            return FigureKind.RESULT
        past = self.year is not None and year < self.year
        return FigureKind.RESULT if past else FigureKind.TARGET

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
