"""A comparison as a workbook: the matrix, its clauses, the links, what stands alone.

Every sheet has its heads frozen and filtered; what colours say, words say too, and
every clause leads to its passage.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from compare.material import Material, line
from corpus.compared import Cell
from corpus.model import Message, Relation

_MATRIX, _CLAUSES = Message("Ma trận"), Message("Các đoạn")
_LINKS, _ONLY_IN = Message("Các chỗ nối"), Message("Chỉ thấy ở một nơi")
_GROUP, _DOCUMENT = Message("Nhóm nhiệm vụ của khung"), Message("Văn bản")
_CLAUSE_HEADS = (
    (Message("Mã nhóm"), 9),
    (_GROUP, 32),
    (_DOCUMENT, 24),
    (Message("Địa phương"), 18),
    (Message("Đoạn"), 70),
    (Message("Điểm"), 8),
    (Message("Quan hệ gần nhất"), 20),
    (Message("Văn bản gần nhất"), 24),
    (Message("Nguồn lời văn"), 16),
    (Message("Phần kế thừa"), 10),
    (Message("Trích dẫn"), 60),
    (Message("Người quyết định"), 22),
)
_LINK_HEADS = (
    (Message("Văn bản bên trái"), 24),
    (Message("Đoạn bên trái"), 60),
    (Message("Quan hệ"), 16),
    (Message("Điểm"), 8),
    (Message("Văn bản bên phải"), 24),
    (Message("Đoạn bên phải"), 60),
    (Message("Lý do"), 40),
    (Message("Người quyết định"), 22),
)
_ONLY_HEADS = (
    (_DOCUMENT, 24),
    (Message("Địa phương"), 18),
    (Message("Đoạn"), 80),
    (Message("Nguồn lời văn"), 16),
    (Message("Trích dẫn"), 60),
)
_COLOURS: dict[Relation | None, str] = {
    Relation.SAME: "#CFE6E4",
    Relation.ADAPTED: "#E0EFEE",
    Relation.BROADER: "#FCEFD3",
    Relation.NARROWER: "#FCEFD3",
    Relation.RELATED: "#F7F4EE",
    None: "#F9E3C8",
}
_ROOM = 400  # letters of a clause in the matrix
_LONGEST = 32_000  # what one cell of a workbook can hold
_LONGEST_URL = 2_000
_BORDER = "#C9C2B6"


def workbook(material: Material) -> bytes:
    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": material.title})
    _Writer(book, material).write()
    book.close()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Workbook, material: Material) -> None:
        self._book, self._material = book, material
        base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": _BORDER}
        self._text = book.add_format(base)
        self._head = book.add_format(base | {"bold": True, "bg_color": "#E8E2D6"})
        self._link = book.add_format(base | {"font_color": "#0B5F66", "underline": 1})
        self._share = book.add_format(base | {"num_format": "0%"})
        self._score = book.add_format(base | {"num_format": "0.00"})
        self._gap = book.add_format(
            base | {"pattern": 14, "fg_color": "#DDD6C9", "bg_color": "#FFFFFF", "italic": True}
        )
        self._of = {
            relation: book.add_format(base | {"bg_color": colour})
            for relation, colour in _COLOURS.items()
        }

    def write(self) -> None:
        if self._material.comparison.frame is not None:
            self._matrix()
            self._clauses()
        self._links()
        self._only_in()

    def _sheet(
        self, name: Message, heads: Sequence[tuple[str, int]], rows: int, columns: int = 0
    ) -> Worksheet:
        """A sheet with its heads; `columns` are frozen beside them."""
        sheet = self._book.add_worksheet(self._material.say(name)[:31])
        for at, (head, width) in enumerate(heads):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, head, self._head)
        sheet.freeze_panes(1, columns)
        sheet.autofilter(0, 0, max(1, rows), len(heads) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _said(self, heads: Iterable[tuple[Message, int]]) -> list[tuple[str, int]]:
        return [(self._material.say(head), width) for head, width in heads]

    def _passage(self, sheet: Worksheet, at: tuple[int, int], passage: str, text: str) -> None:
        self._linked(sheet, at, passage, text, self._link)

    def _linked(
        self, sheet: Worksheet, at: tuple[int, int], passage: str, text: str, form: Format
    ) -> None:
        url = self._material.url(passage)
        if len(url) <= _LONGEST_URL:
            sheet.write_url(*at, url, form, text[:_LONGEST], self._material.say(Message("Mở đoạn")))
        else:
            sheet.write_string(*at, text[:_LONGEST], form)

    def _matrix(self) -> None:
        material = self._material
        documents = [material.documents[name] for name in material.comparison.documents]
        heads = [(material.say(_GROUP), 36)]
        for document in documents:
            lines = (material.name(document), material.place(document), material.genre(document))
            heads.append(("\n".join(filter(None, lines)), 42))
        sheet = self._sheet(_MATRIX, heads, len(material.rows), columns=1)
        for at, row in enumerate(material.rows, start=1):
            sheet.write_string(at, 0, material.words.title_of(row.group), self._head)
            for column, cell in enumerate(row.cells, start=1):
                self._cell(sheet, (at, column), cell)

    def _cell(self, sheet: Worksheet, at: tuple[int, int], cell: Cell) -> None:
        if cell.empty:
            sheet.write_string(*at, self._material.gap(cell), self._gap)
            return
        lines = [self._material.coverage(cell), *(group.heading for group in cell.groups)]
        lines.append(self._material.decided(cell.decided))
        where = cell.groups[0].passage if cell.groups else ""
        if cell.best:
            text = line(cell.best.text)
            lines.append(text if len(text) <= _ROOM else f"{text[:_ROOM]}…")
            where = cell.best.passage
        form = self._of[cell.coverage[0][0]] if cell.coverage else self._text
        self._linked(sheet, at, where, "\n".join(filter(None, lines)), form)

    def _clauses(self) -> None:
        material = self._material
        placed = [(row, cell, one) for row in material.rows for cell in row.cells
                  for one in cell.in_order]  # fmt: skip
        sheet = self._sheet(_CLAUSES, self._said(_CLAUSE_HEADS), len(placed))
        for at, (row, cell, one) in enumerate(placed, start=1):
            near = one.counterparts[0].passage if one.counterparts else ""
            origin, share, _ = material.origin_of(one.passage)
            form = self._of[one.relation] if one.counterparts or one.alone else self._text
            sheet.write_string(at, 0, row.group.key, self._text)
            sheet.write_string(at, 1, material.words.title_of(row.group), self._text)
            sheet.write_string(at, 2, material.name(cell.document), self._text)
            sheet.write_string(at, 3, material.place(cell.document), self._text)
            self._passage(sheet, (at, 4), one.passage, line(one.text))
            sheet.write_number(at, 5, one.score, self._score)
            sheet.write_string(at, 6, material.relation_of(one), form)
            beside = material.name(material.document_of(near)) if near else ""
            sheet.write_string(at, 7, beside, self._text)
            sheet.write_string(at, 8, origin, self._text)
            sheet.write_number(at, 9, share, self._share)
            sheet.write_string(at, 10, material.citation(one.passage)[:_LONGEST], self._text)
            sheet.write_string(at, 11, material.decided(one.decided), self._text)

    def _links(self) -> None:
        material = self._material
        sheet = self._sheet(_LINKS, self._said(_LINK_HEADS), len(material.links))
        for at, pair in enumerate(material.links, start=1):
            for column, side in ((0, pair.left), (4, pair.right)):
                name = material.name(material.document_of(side[0].passage))
                sheet.write_string(at, column, name, self._text)
                text = "\n".join(line(one.text) for one in side)
                self._passage(sheet, (at, column + 1), side[0].passage, text)
            link = pair.link
            sheet.write_string(at, 2, material.relation(link.relation), self._of[link.relation])
            sheet.write_number(at, 3, link.score, self._score)
            reasons = "\n".join(material.say(reason) for reason in link.reasons)
            sheet.write_string(at, 6, reasons, self._text)
            sheet.write_string(at, 7, material.decided(link.decided), self._text)

    def _only_in(self) -> None:
        material = self._material
        found = list(material.only_in())
        sheet = self._sheet(_ONLY_IN, self._said(_ONLY_HEADS), len(found))
        for at, (document, one) in enumerate(found, start=1):
            sheet.write_string(at, 0, material.name(document), self._text)
            sheet.write_string(at, 1, material.place(document), self._text)
            self._passage(sheet, (at, 2), one.passage, line(one.text))
            sheet.write_string(at, 3, material.origin_of(one.passage)[0], self._text)
            sheet.write_string(at, 4, material.citation(one.passage)[:_LONGEST], self._text)
