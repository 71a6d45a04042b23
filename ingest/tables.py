"""Tables as Markdown and its relatives print them: lines in, one block for each row out.

Two shapes: `| a | b |` on one line, and each cell between lines that hold nothing
but `|`.  There an empty cell and the end of a row look alike (two such lines meet),
so rows are cut by the number of columns that nearly all of them have; a row with
merged cells ends at the first place where it can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import RegionKind, Span
from ingest.blocks import Block, Line, block_of
from ingest.emphasis import unmarked

_SPACE = re.compile(r"\s")
PIPES = re.compile(r"^\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_MOST_COLUMNS = 40
_IRREGULAR = 0.2  # of all rows: those with merged cells

_Cell = Span | None  # None where nothing stands between two bars


def opens_table(line: Line) -> bool:
    return line.text.strip() == "|" or bool(PIPES.match(line.text))


def table(text: str, lines: Sequence[Line], at: int) -> tuple[int, list[Block]]:
    """Rows of the table that begins at line `at`, and the line after it."""
    if lines[at].text.strip() != "|":
        rows = []
        while at < len(lines) and PIPES.match(lines[at].text):
            if not _PIPE_RULE.match(lines[at].text):
                rows += _row(text, _cells(lines[at]))
            at += 1
        return at, rows
    at, cells = _between_bars(lines, at)
    columns = _columns(cells)
    rows = []
    for row in _rows(cells, columns):
        rows += _row(text, [cell for cell in row if cell is not None])
    return at, rows


def _between_bars(lines: Sequence[Line], at: int) -> tuple[int, list[_Cell]]:
    """What stands between each two bars, and the line after the table: one that is
    blank and follows a bar."""
    cells: list[_Cell] = []
    held: list[Line] = []
    bar = False
    while at < len(lines):
        line = lines[at]
        if line.text.strip() == "|":
            if held or bar:
                cells.append(Span(held[0].start, held[-1].end) if held else None)
            held = []
            bar = True
        elif line.blank and bar:
            break
        else:
            if not line.blank:
                held.append(line)
            bar = False
        at += 1
    if held:
        cells.append(Span(held[0].start, held[-1].end))
    return at, cells


def _columns(cells: Sequence[_Cell]) -> int:
    """The number of columns that nearly all rows have: the smallest, since two rows and
    what is between them pass for one; else the one with the fewest irregular rows."""
    shares: dict[int, float] = {}
    for columns in range(1, min(_MOST_COLUMNS, len(cells)) + 1):
        rows = [*_rows(cells, columns)]
        irregular = sum(len(row) != columns or not any(row) for row in rows)
        if irregular <= max(_IRREGULAR * len(rows), min(2, len(rows) / 2)):
            return columns
        shares[columns] = irregular / len(rows)
    return min(shares, key=lambda n: shares[n], default=1)


def _rows(cells: Sequence[_Cell], columns: int) -> Iterator[Sequence[_Cell]]:
    """Rows one after the other, each followed by what stands between it and the next:
    nothing.  A row that cannot have all columns ends where the next nothing is."""
    at = 0
    while at < len(cells):
        end = at + columns
        if end > len(cells) or (end < len(cells) and cells[end] is not None):
            end = at
            while end < len(cells) and cells[end] is not None:
                end += 1
        yield cells[at:end]
        at = end + 1


def _cells(line: Line) -> list[Span]:
    cells = []
    at = line.start
    for piece in line.text.split("|"):
        if piece.strip():
            cells.append(Span(at, at + len(piece)))
        at += len(piece) + 1
    return cells


def _row(text: str, cells: Sequence[Span]) -> list[Block]:
    """A row block whose spans keep one white-space character after each cell."""
    spans: list[Span] = []
    bold = 0
    for number, cell in enumerate(cells):
        inner, strong = unmarked(text, cell.start, cell.end)
        if not inner:
            continue
        bold += strong if number == 0 else 0
        if number + 1 < len(cells):
            # One white-space character stays after each cell, so that no two words meet.
            end = inner[-1].end
            gap = _SPACE.search(text, end, cells[number + 1].start)
            if gap and gap.start() == end:
                inner = (*inner[:-1], Span(inner[-1].start, end + 1))
            elif gap:
                inner = (*inner, Span(gap.start(), gap.end()))
        spans.extend(inner)
    if not spans:
        return []
    if len(cells) > 1:
        spans[-1] = _trimmed(text, spans[-1])
    return [block_of(text, tuple(spans), bold, row=True, region=RegionKind.TABLE)]


def _trimmed(text: str, span: Span) -> Span:
    return Span(span.start, span.start + len(span.of(text).rstrip()))
