"""What an .rtf file writes into: paragraphs and the tables they stand in.

RTF has no tables, only paragraphs that say how deep in tables they stand, and
ends of cells and rows.  A story is the body, a note, a margin or a text box.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.extract.flow import Block, Paragraph, Run, Table

_DEEPEST = 30


@dataclass(slots=True)
class _Grid:
    """A table still open: its rows, its open row, its open cell."""

    rows: list[list[list[Block]]] = field(default_factory=list)
    row: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Story:
    blocks: list[Block] = field(default_factory=list)
    paragraph: Paragraph = field(default_factory=Paragraph)
    label: list[str] = field(default_factory=list)
    _grids: list[_Grid] = field(default_factory=list)

    def write(self, text: str, bold: bool) -> None:
        self.paragraph.runs.append(Run(text, bold))

    def end_paragraph(self, depth: int, *, heading: bool = False, apart: bool = False) -> None:
        """The paragraph is over; `depth` is in how many tables it stands."""
        self.paragraph.heading, self.paragraph.apart = heading, apart
        self._at(min(depth, _DEEPEST)).append(self.paragraph)
        self.paragraph = Paragraph()

    def end_cell(self, depth: int) -> None:
        depth = min(depth, _DEEPEST)
        if self.paragraph.runs or self.paragraph.label:
            self.end_paragraph(depth)
        self._at(depth)
        grid = self._grids[-1]
        grid.row.append(grid.cell)
        grid.cell = []

    def end_row(self, depth: int) -> None:
        depth = min(depth, _DEEPEST)
        self._close(depth)
        if len(self._grids) == depth:
            grid = self._grids[-1]
            if grid.row:
                grid.rows.append(grid.row)
            grid.row = []

    def finished(self) -> list[Block]:
        """All blocks, once nothing more is coming."""
        if self.paragraph.runs or self.paragraph.label:
            self.end_paragraph(len(self._grids))
        self._close(0)
        return self.blocks

    def _at(self, depth: int) -> list[Block]:
        """Where a paragraph at this depth goes; opens and closes tables to get there."""
        self._close(depth)
        while len(self._grids) < depth:
            self._grids.append(_Grid())
        return self._grids[-1].cell if depth else self.blocks

    def _close(self, depth: int) -> None:
        while len(self._grids) > depth:
            grid = self._grids.pop()
            if grid.cell:
                grid.row.append(grid.cell)
            if grid.row:
                grid.rows.append(grid.row)
            above = self._grids[-1].cell if self._grids else self.blocks
            above.append(Table(grid.rows))
