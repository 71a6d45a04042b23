"""Ruled tables of a PDF: the boxes of their cells, by the lines drawn around them.

Asked only of pages that have lines drawn, since it reads the page a second time.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from ingest.extract.pages import Table, Word, rows_of

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of what is no matter here

_ALIGNED = 3.0  # points between the columns of a table on two pages
Box = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, row by row."""

    box: Box
    rows: tuple[tuple[Box, ...], ...]

    @property
    def columns(self) -> list[float]:
        """Where the cells of its longest row begin."""
        return [cell[0] for cell in max(self.rows, key=len)]


class RuledTables:
    """The tables of one file, page by page; opened when first asked."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._file: PDF | None = None
        self._above: tuple[int, list[float]] | None = None  # the last table's page and columns

    def on(self, number: int) -> list[Grid]:
        """The tables of page `number` (from 0), from the top."""
        try:
            if self._file is None:
                self._file = pdfplumber.open(io.BytesIO(self._data))
            with closing(self._file.pages[number]) as page:
                grids = [grid for grid in _grids(page) if self._is_table(number, grid)]
        except Exception:
            # It meets broken files with exceptions of any kind; the words are there
            # without it.
            return []
        if grids:
            self._above = number, grids[-1].columns
        return grids

    def _is_table(self, number: int, grid: Grid) -> bool:
        """More than one row, or the rest of a table that began on the page before."""
        if len(grid.rows) > 1:
            return True
        if self._above is None or self._above[0] != number - 1:
            return False
        columns = self._above[1]
        return len(columns) == len(grid.columns) and all(
            abs(one - two) < _ALIGNED for one, two in zip(columns, grid.columns, strict=True)
        )


def _grids(page: Page) -> list[Grid]:
    left, top, _, _ = page.cropbox  # of the part that is shown, which places count from

    def placed(box: Box) -> Box:
        return box[0] - left, box[1] - top, box[2] - left, box[3] - top

    found = []
    for table in page.find_tables():
        rows = tuple(tuple(placed(cell) for cell in row.cells if cell) for row in table.rows)
        if max(map(len, rows), default=0) > 1:
            found.append(Grid(placed(table.bbox), rows))
    return sorted(found, key=lambda grid: grid.box[1])


def filled(grid: Grid, words: Sequence[Word]) -> tuple[Table, list[Word]]:
    """The table with the words that stand in its cells, and the words that don't."""
    cells: dict[Box, list[Word]] = {box: [] for row in grid.rows for box in row}
    rest = []
    for word in words:
        box = next((b for b in cells if _holds(b, word)), None) if _holds(grid.box, word) else None
        if box is None:
            rest.append(word)
        else:
            cells[box].append(word)
    rows = tuple(tuple(_text(cells[box]) for box in row) for row in grid.rows)
    return Table(grid.box[1], grid.box[3], tuple(r for r in rows if any(r))), rest


def _holds(box: Box, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _text(words: Sequence[Word]) -> str:
    return " ".join(line.text for line in rows_of(words))
