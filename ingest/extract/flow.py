"""What the readers of word processors' files have in common: a flow of paragraphs
and tables in, canonical text and spans out.

A paragraph is a line (with its printed number before it), an empty line between
two.  A row of a table is `| cell | cell |`; where a cell holds several
paragraphs its table stands with every cell between lines of a single `|`, so
that letterheads, recipients and lists keep their lines.  A table that only
arranges the page is read as paragraphs.  Notes follow the text, as "[1] …", and
what is repeated on every page follows them, once, as boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from corpus.model import Message, Problem, Region, RegionKind, Rejected, Span
from ingest.extract.decode import STAGE
from ingest.extract.legacy import respelling
from ingest.extract.model import Extracted
from ingest.labels import starts_with_label

BREAK, PAGE = "\n", "\f"  # in the text of a run: a line ends, a page begins
_LONGEST_HEADING = 400
_LETTERHEAD = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
_CLOSING = re.compile(r"Nơi\s+nhận\s*:|\bTM\.\s")
_LAYOUT_ROWS, _LAYOUT_CELL = 3, 2000
_TERMINAL = re.compile(r"[.;:!?…][\s\"”’)\]]*$")
# Marks of highest certainty that a line goes on below its break.
_GOES_ON = re.compile(r"[,(–-]$")


@dataclass(slots=True)
class Run:
    """Words set alike; they may hold `BREAK` and `PAGE`."""

    text: str
    bold: bool = False


@dataclass(slots=True)
class Paragraph:
    """`label` is the number or bullet that the program prints before the words;
    `apart` a paragraph that is not the document's own, as its table of contents."""

    runs: list[Run] = field(default_factory=list)
    label: str = ""
    heading: bool = False
    apart: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def blank(self) -> bool:
        return not self.text.strip() and not self.label.strip("-–•●▪■◦*+ ")


@dataclass(slots=True)
class Table:
    """Rows of cells of paragraphs and tables; a merged cell is there once, empty
    where it goes on."""

    rows: list[list[list[Paragraph | Table]]] = field(default_factory=list)


Block = Paragraph | Table


@dataclass(slots=True)
class Flow:
    """A whole document. `notes` go with the marks "[1]", "[2]" … in the text;
    `margins` are headers and footers; `pages` is how many the program counted."""

    body: list[Block] = field(default_factory=list)
    notes: list[list[Block]] = field(default_factory=list)
    margins: list[list[Block]] = field(default_factory=list)
    pages: int = 0
    problems: list[Problem] = field(default_factory=list)


def paragraphs_of(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """All paragraphs, those in tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from paragraphs_of(cell)


def compose(flow: Flow, media_type: str) -> Extracted:
    """The text of a document and what is known of its stretches."""
    _respell(flow)
    _take_in(flow)
    writer = _Writer()
    writer.blocks(flow.body)
    for number, note in enumerate(flow.notes, 1):
        writer.note(number, note)
    margins = {_words(margin): margin for margin in flow.margins}
    for words, margin in margins.items():
        if any(char.isalpha() for char in words):
            writer.margin(margin)
    return writer.extracted(media_type, flow)


def _respell(flow: Flow) -> None:
    """Reads what was typed in fonts older than Unicode as what it prints."""
    found = respelling("\n".join(p.text for p in paragraphs_of(flow.body)))
    if found is None:
        return
    flow.problems.append(found.problem)
    for part in (flow.body, *flow.notes, *flow.margins):
        for paragraph in paragraphs_of(part):
            # Whole stretches: programs part runs in the middle of a letter and its mark.
            paragraph.runs = [
                Run(found.apply("".join(run.text for run in alike)), bold)
                for bold, alike in groupby(paragraph.runs, key=lambda run: run.bold)
            ]


def _take_in(flow: Flow) -> None:
    """Moves a letterhead or closing that stands in the margins only, as templates of
    offices have it, to where it is read: before the text or after it."""
    said = _words(flow.body)
    for margin in list(flow.margins):
        words = _words(margin)
        head, foot = _LETTERHEAD.search(words), _CLOSING.search(words)
        if head and not _LETTERHEAD.search(said):
            flow.body[:0] = margin
        elif foot and not _CLOSING.search(said):
            flow.body += margin
        else:
            continue
        flow.margins.remove(margin)
        said = _words(flow.body)


def _words(blocks: Sequence[Block]) -> str:
    return " ".join(" ".join(p.text for p in paragraphs_of(blocks)).split())


class _Writer:
    """Writes the text line by line; used once."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._size = 0
        self._regions: list[Region] = []
        self._headings: list[Span] = []
        self._items: list[Span] = []
        self._bold: list[Span] = []
        self._pages = [0]
        self._open = False  # whether the last line still wants an empty one below it

    def extracted(self, media_type: str, flow: Flow) -> Extracted:
        text = "".join(self._out)
        if not any(char.isalnum() for char in text):
            raise Rejected(STAGE, Message("Tệp không có chữ nào để đọc (có thể chỉ có ảnh)."))
        pages = tuple(min(page, len(text)) for page in self._pages)
        return Extracted(
            text,
            media_type,
            regions=tuple(sorted(self._regions, key=lambda r: r.span)),
            headings=tuple(self._headings),
            list_items=tuple(self._items),
            bold=tuple(self._bold),
            # Programs leave marks of pages behind that they no longer count.
            page_starts=pages if len(pages) == flow.pages > 1 else (),
            problems=tuple(flow.problems),
        )

    def blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            elif _is_layout(block):
                for row in block.rows:
                    for cell in row:
                        self.blocks(cell)
            else:
                self._table(block)

    def note(self, number: int, note: Sequence[Block]) -> None:
        self._paragraph(Paragraph([Run(" ".join([f"[{number}]", *_lines(note)]))]))

    def margin(self, margin: Sequence[Block]) -> None:
        start = self._size + self._open
        self.blocks(margin)
        if self._size > start:
            self._regions.append(Region(RegionKind.BOILERPLATE, Span(start, self._size - 1)))

    def _paragraph(self, paragraph: Paragraph) -> None:
        """One paragraph; its line breaks stay where they part it."""
        if paragraph.blank:
            self._page_breaks(paragraph)
            return
        text, bold, pages = _unfolded(paragraph)
        self._gap()
        start = self._size
        self._pages += [start + page for page in pages]
        self._bold += [Span(start + s.start, start + s.end) for s in bold]
        span = Span(start, start + len(text))
        if paragraph.apart:
            self._regions.append(Region(RegionKind.BOILERPLATE, span))
        elif paragraph.heading and len(text) <= _LONGEST_HEADING:
            self._headings.append(span)
        if paragraph.label:
            self._items.append(span)
        self._write(text + "\n")
        self._open = True

    def _table(self, table: Table) -> None:
        tall = any(len(_lines(cell)) > 1 for row in table.rows for cell in row)
        start = self._size + self._open
        for row in table.rows:
            for cell in row:
                for paragraph in paragraphs_of(cell):
                    self._page_breaks(paragraph)
            if any(_lines(cell) for cell in row):
                self._gap()
                self._tall_row(row) if tall else self._flat_row(row)
        if self._size > start:
            self._regions.append(Region(RegionKind.TABLE, Span(start, self._size - 1)))
            self._open = True

    def _flat_row(self, row: Sequence[Sequence[Block]]) -> None:
        self._write("| " + " | ".join(" ".join(_lines(cell)) for cell in row) + " |\n")

    def _tall_row(self, row: Sequence[Sequence[Block]]) -> None:
        """Two bars that meet end a row: an empty cell is left out."""
        for cell in row:
            lines = _lines(cell)
            if lines:
                self._write("|\n" + "\n".join(lines) + "\n")
        self._write("|\n")

    def _page_breaks(self, paragraph: Paragraph) -> None:
        """Pages that begin where no word of ours stands: at the next line."""
        here = self._size + self._open
        self._pages += [here] * paragraph.text.count(PAGE)

    def _gap(self) -> None:
        if self._open:
            self._write("\n")
        self._open = False

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._size += len(text)


def _is_layout(table: Table) -> bool:
    """Whether a table arranges a page rather than data."""
    rows = [row for row in table.rows if row]
    if all(len(row) < 2 for row in rows):
        return True
    if len(rows) > _LAYOUT_ROWS:
        return False
    nested = any(isinstance(block, Table) for row in rows for cell in row for block in cell)
    return nested or any(len(_words(cell)) > _LAYOUT_CELL for row in rows for cell in row)


def _lines(cell: Sequence[Block]) -> list[str]:
    """The lines of a cell: its paragraphs, each with its breaks as spaces."""
    return [
        _flat(f"{paragraph.label}{paragraph.text}")
        for paragraph in paragraphs_of(cell)
        if not paragraph.blank
    ]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _unfolded(paragraph: Paragraph) -> tuple[str, list[Span], list[int]]:
    """A paragraph's text, its stretches in bold, and where in it pages begin."""
    first = next((run for run in paragraph.runs if run.text.strip()), None)
    runs = [Run(paragraph.label, first.bold if first else False), *paragraph.runs]
    if paragraph.label and first:  # white space after the number is the program's
        lead = paragraph.runs.index(first)
        runs[1 : 1 + lead] = [Run(PAGE * r.text.count(PAGE)) for r in paragraph.runs[:lead]]
        runs[1 + lead] = Run(first.text.lstrip(" \t\xa0"), first.bold)
    pieces: list[str] = []
    bold: list[Span] = []
    pages: list[int] = []
    size = 0
    for run in runs:
        for number, piece in enumerate(run.text.split(PAGE)):
            if number:
                pages.append(size)
            if run.bold and piece.strip():
                if bold and bold[-1].end == size:
                    bold[-1] = Span(bold[-1].start, size + len(piece))
                else:
                    bold.append(Span(size, size + len(piece)))
            elif bold and bold[-1].end == size and not piece.strip():
                bold[-1] = Span(bold[-1].start, size + len(piece))
            pieces.append(piece)
            size += len(piece)
    text = _rejoined("".join(pieces))
    lead, body = len(text) - len(text.lstrip()), text.strip()
    inside = [Span(max(s.start - lead, 0), min(s.end - lead, len(body))) for s in bold]
    return (
        body,
        [s for s in inside if s.start < s.end],
        [min(max(page - lead, 0), len(body)) for page in pages],
    )


def _rejoined(text: str) -> str:
    """A line break becomes a space where the line only goes on below it."""
    if BREAK not in text:
        return text
    lines = text.split(BREAK)
    out = lines[0]
    for above, below in pairwise(lines):
        out += (" " if _continues(above.strip(), below.strip()) else BREAK) + below
    return out


def _continues(above: str, below: str) -> bool:
    if not above or not below or _TERMINAL.search(above) or starts_with_label(below):
        return False
    if _GOES_ON.search(above) or starts_with_label(above):
        return True
    return (below[0].islower() or below[0].isdigit()) and not above.isupper()
