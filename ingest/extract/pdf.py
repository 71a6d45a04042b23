"""PDF: the canonical text is the pages as printed, in reading order.

The file's own characters are taken with their places and laid out by `layout`.
A page whose characters are missing or mean nothing is a picture of text, and is
read by `scan`.  pdfium is native code that reads hostile bytes, and a crash takes
the process with it: this format is read in worker processes only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.model import Message, Problem, Rejected
from ingest.extract import legacy, scan
from ingest.extract.decode import STAGE
from ingest.extract.glyphs import print_of
from ingest.extract.layout import lay_out
from ingest.extract.model import Extracted
from ingest.extract.pages import Page, Table
from ingest.extract.pdf_bounds import refuse_floods
from ingest.extract.pdf_repair import repaired
from ingest.extract.ruled import Grid, RuledTables, filled

MOST_PAGES = 3000
MOST_TABLE_PAGES = 300

_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
_HEAD = 1024  # bytes in which a PDF says that it is one
_FEW = 60  # letters: a page with fewer may be a picture with a stamp on it
_GARBAGE = 0.2  # share of characters without meaning that makes a page unreadable
_COVERS = 0.4  # share of a page that a picture of it covers
_OUTLINES = 150  # shapes drawn on a page without letters: letters turned into curves
_RULE = 6.0  # points: what is drawn higher than this is no underline
_MOST_SHAPES = 20_000
_MOST_OBJECTS = 100_000  # of a page that are looked at; a full page has some thousand
_SAMPLE_WORDS = 20_000
_LETTER = re.compile(r"[^\W\d_]")
_MEANINGLESS = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is on a page besides characters: how many shapes, whether one is high
    enough to rule a table, and how much of the page its largest picture covers."""

    shapes: int
    ruled: bool
    covered: float


def extract_pdf(data: bytes) -> Extracted:
    """A .pdf file."""
    refuse_floods(data)
    opened, mended = _opened(data)
    with closing(opened) as document:
        reader = _Reader(document, RuledTables(data))
        pages = [reader.page(number) for number in range(len(document))]
        pages, seen = scan.read_pictures(pages, reader.pictures, reader.picture)
    pages, spelled = _spelled(pages)
    laid = lay_out(pages)
    if not _LETTER.search(laid.text):
        raise Rejected(STAGE, Message("Tệp PDF không có chữ nào để đọc."))
    return Extracted(
        laid.text,
        "application/pdf",
        regions=laid.regions,
        bold=laid.bold,
        page_starts=laid.page_starts,
        problems=(*mended, *spelled, *scan.placed([*reader.remarks, *seen], laid)),
        laid_out=True,
    )


def _opened(data: bytes) -> tuple[pypdfium2.PdfDocument, tuple[Problem, ...]]:
    """A file, and what to know of how it was opened."""
    problems: tuple[Problem, ...] = ()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in _LOCKED:
            raise Rejected(STAGE, Message("Tệp PDF có mật khẩu nên không mở được.")) from error
        document = _mended(data)
        message = Message(
            "Tệp PDF bị hỏng mục lục bên trong và đã được dựng lại; có thể thiếu trang."
        )
        problems = (Problem(STAGE, message),)
    count = len(document)
    if not 0 < count <= MOST_PAGES:
        document.close()
        message = Message("Tệp PDF có {count} trang (tối đa {limit}).",
                          count=count, limit=MOST_PAGES)  # fmt: skip
        raise Rejected(STAGE, message)
    return document, problems


def _mended(data: bytes) -> pypdfium2.PdfDocument:
    """A file that could not be opened, with its table of objects written anew."""
    again = repaired(data) if b"%PDF" in data[:_HEAD] else None
    try:
        if again is not None:
            return pypdfium2.PdfDocument(again)
    except pypdfium2.PdfiumError:
        pass
    raise Rejected(STAGE, Message("Tệp hỏng hoặc không phải PDF, không mở được."))


class _Reader:
    """Pages one after the other. `pictures` are the pages to be read by eye."""

    def __init__(self, document: pypdfium2.PdfDocument, tables: RuledTables) -> None:
        self._document = document
        self._tables = tables
        self._asked = 0
        self.pictures: list[int] = []
        self.remarks: list[scan.Remark] = []

    def page(self, number: int) -> Page:
        try:
            page = self._document[number]
        except pypdfium2.PdfiumError:
            self._broken(number)
            return Page(0.0, 0.0)
        with closing(page):
            try:
                return self._read(number, page)
            except pypdfium2.PdfiumError:
                self._broken(number)
                return Page(*page.get_size())

    def _broken(self, number: int) -> None:
        message = Message("Trang {page} của tệp PDF bị hỏng, không đọc được.", page=number + 1)
        self.remarks.append(scan.Remark(number, message))

    def _read(self, number: int, page: pypdfium2.PdfPage) -> Page:
        printed = print_of(page)
        text = "".join(word.text for word in printed.words)
        drawn = _drawn(page)
        if _is_picture(text, drawn):
            self.pictures.append(number)
            return Page(printed.width, printed.height)
        words = list(printed.words)
        found: list[Table] = []
        if drawn.ruled and printed.angle == page.get_rotation():
            for grid in self._grids(number):
                table, words = filled(grid, words)
                if table.rows:
                    found.append(table)
        return Page(printed.width, printed.height, tuple(words), tuple(found))

    def _grids(self, number: int) -> list[Grid]:
        self._asked += 1
        if self._asked > MOST_TABLE_PAGES:
            return []
        return self._tables.on(number)

    def picture(self, number: int) -> scan.Picture:
        """The page as one sees it."""
        with closing(self._document[number]) as page:
            return scan.rendered(page)


def _drawn(page: pypdfium2.PdfPage) -> _Drawn:
    width, height = page.get_size()
    shapes, ruled, covered = 0, False, 0.0
    for thing in islice(page.get_objects(), _MOST_OBJECTS):
        if thing.type not in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE}:
            continue
        left, bottom, right, top = thing.get_bounds()
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            share = (right - left) * (top - bottom) / max(1.0, width * height)
            covered = max(covered, share)
            continue
        shapes += 1
        ruled = ruled or top - bottom > _RULE
        if shapes >= _MOST_SHAPES:
            break
    return _Drawn(shapes, ruled, covered)


def _is_picture(text: str, drawn: _Drawn) -> bool:
    letters = len(_LETTER.findall(text))
    if len(_MEANINGLESS.findall(text)) > _GARBAGE * len(text):
        return True
    if letters >= _FEW:
        return False
    return drawn.covered >= _COVERS or (letters == 0 and drawn.shapes >= _OUTLINES)


def _spelled(pages: Sequence[Page]) -> tuple[list[Page], tuple[Problem, ...]]:
    """The pages with words that were typed in old fonts read as what they print."""
    words = (word.text for page in pages for word in page.words)
    found = legacy.respelling(" ".join(islice(words, _SAMPLE_WORDS)))
    if found is None:
        return list(pages), ()
    return [_respelled(page, found.apply) for page in pages], (found.problem,)


def _respelled(page: Page, apply: Callable[[str], str]) -> Page:
    words = tuple(replace(word, text=apply(word.text)) for word in page.words)
    tables = tuple(
        replace(table, rows=tuple(tuple(map(apply, row)) for row in table.rows))
        for table in page.tables
    )
    return replace(page, words=words, tables=tables)
