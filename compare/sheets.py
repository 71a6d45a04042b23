"""Tables as workbooks and CSV: the ledger of figures, and the duties.

In come a table and the words to say it in; out come the bytes of a file, the same rows
as on the screen. Every figure and every mark leads to its passage.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from corpus.citation import permalink
from corpus.compared import Words
from corpus.model import BadRequest, Document, Message, split_passage_id
from corpus.tables import csv_table
from corpus.tabulated import (
    COMPARATORS,
    KINDS,
    OTHER,
    DutyMatrix,
    DutyRow,
    Figure,
    Ledger,
    LedgerRow,
)

LEAD, SUPPORT = "●", "○"
_INDICATOR, _UNIT, _FLAGS = Message("Chỉ tiêu"), Message("Đơn vị"), Message("Cần xem lại")
_FIGURE_HEADS = (
    (_INDICATOR, 44), (Message("Văn bản"), 24), (Message("Địa phương"), 18), (Message("Loại số"), 12),
    (Message("Năm"), 8), (Message("So"), 8), (Message("Giá trị"), 14), (_UNIT, 16), (Message("Nguyên văn"), 36),
    (Message("Chỉ tiêu như trong văn bản"), 44), (_FLAGS, 60), (Message("Địa chỉ"), 40),
)  # fmt: skip
_DUTY_HEADS = (
    (Message("Nhiệm vụ"), 60), (Message("Cơ quan"), 30), (Message("Vai trò"), 12),
    (Message("Văn bản"), 24), (Message("Đoạn"), 80), (Message("Địa chỉ"), 40),
)  # fmt: skip
_ROLES = {True: Message("chủ trì"), False: Message("phối hợp")}
_OTHER = Message("Ngoài các nhóm của khung")
_BORDER = "#C9C2B6"
_LONGEST, _LONGEST_URL = 32_000, 2_000
_HEAD = "#E8E2D6"


def export(table: Ledger | DutyMatrix, form: str, words: Words) -> bytes:
    """A table as a file: "xlsx" or "csv"."""
    writer: _LedgerFile | _DutyFile = (
        _LedgerFile(table, words) if isinstance(table, Ledger) else _DutyFile(table, words)
    )
    if form == "xlsx":
        return _workbook(writer)
    if form == "csv":
        heads, lines = writer.long()
        keys = [head for head, _ in heads]
        return csv_table([dict(zip(keys, line, strict=True)) for line in lines], keys)
    raise BadRequest(
        Message("Không có dạng tệp “{form}”; có: {known}.", form=form, known="xlsx, csv")
    )


# --- What is written ----------------------------------------------------------


class _Told:
    """What both tables tell of a document and a passage."""

    def __init__(self, documents: Sequence[Document], words: Words) -> None:
        self.words = words
        self.documents: Mapping[str, Document] = {one.id: one for one in documents}

    def say(self, thing: Message) -> str:
        return self.words.say(thing)

    def name(self, document: str) -> str:
        meta = self.documents[document].metadata
        if not meta.number:
            return " ".join(meta.title.split())
        return " ".join(filter(None, [meta.type, meta.number]))

    def place(self, document: str) -> str:
        meta = self.documents[document].metadata
        return ", ".join(filter(None, [meta.commune, meta.district, meta.province]))

    def url(self, passage: str) -> str:
        document, eid = split_passage_id(passage)
        return self.words.base.rstrip("/") + permalink(self.documents[document], eid)

    def text(self, passage: str) -> str:
        name, eid = split_passage_id(passage)
        found = self.documents[name].passage(eid)
        return " ".join(self.documents[name].passage_text(found).split()) if found else ""


class _LedgerFile(_Told):
    def __init__(self, ledger: Ledger, words: Words) -> None:
        super().__init__(ledger.documents, words)
        self.ledger = ledger
        self.title = self.say(Message("Chỉ tiêu"))

    def long(self) -> tuple[list[tuple[str, int]], list[list[object]]]:
        """One line a figure."""
        heads = [(self.say(head), width) for head, width in _FIGURE_HEADS]
        return heads, [
            self._line(row, figure) for row in self.ledger.rows for figure in row.figures
        ]

    def _line(self, row: LedgerRow, figure: Figure) -> list[object]:
        target = figure.target
        flags = [self.say(flag.sentence) for flag in row.flags if figure in flag.figures]
        return [
            row.name, self.name(figure.document), self.place(figure.document), self.say(KINDS[figure.kind]),
            figure.year or "", self._sign(figure), _number(target.value),
            " ".join(target.unit.split()), figure.printed,
            " ".join(target.indicator.split()), "\n".join(flags), self.url(figure.passage),
        ]  # fmt: skip

    def _sign(self, figure: Figure) -> str:
        """ "≥" or "giảm"; nothing where the value is meant as it stands."""
        template = COMPARATORS[figure.target.comparator].template
        return self.say(Message(template, value="")).strip()

    def wide(self, book: _Book) -> None:
        """One row an indicator, one column a document, each cell with its figures."""
        names = [d.id for d in self.ledger.documents]
        heads = [(self.say(_INDICATOR), 44), (self.say(_UNIT), 16)]
        heads += [
            ("\n".join(filter(None, [self.name(name), self.place(name)])), 26) for name in names
        ]
        heads.append((self.say(_FLAGS), 60))
        sheet = book.sheet(self.title, heads, len(self.ledger.rows), 2)
        for at, row in enumerate(self.ledger.rows, start=1):
            book.value(sheet, at, 0, row.name)
            book.value(sheet, at, 1, row.unit)
            for column, name in enumerate(names, start=2):
                cell = row.cells.get(name)
                lines = [self._said(figure) for figure in cell.figures] if cell else []
                where = self.url(cell.figures[0].passage) if cell else ""
                book.linked(sheet, at, column, "\n".join(lines), where)
            flags = [self.say(flag.sentence) for flag in row.flags]
            book.value(sheet, at, len(names) + 2, "\n".join(flags))

    def _said(self, figure: Figure) -> str:
        year = f" ({figure.year})" if figure.year else ""
        return f"{self.say(KINDS[figure.kind])}: {figure.printed}{year}"


class _DutyFile(_Told):
    def __init__(self, matrix: DutyMatrix, words: Words) -> None:
        super().__init__(matrix.documents, words)
        self.matrix = matrix
        self.title = self.say(Message("Phân công"))

    def _row(self, row: DutyRow) -> str:
        return self.say(_OTHER) if row.group.key == OTHER else self.words.title_of(row.group)

    def long(self) -> tuple[list[tuple[str, int]], list[list[object]]]:
        """One line an agency's part in a passage."""
        heads = [(self.say(head), width) for head, width in _DUTY_HEADS]
        return heads, list(self._lines())

    def _lines(self) -> Iterator[list[object]]:
        for row in self.matrix.rows:
            for agency in self.matrix.agencies:
                mark = row.marks.get(agency)
                for lead, passages in ((True, mark.leads), (False, mark.supports)) if mark else ():
                    for passage in passages:
                        document = split_passage_id(passage)[0]
                        yield [self._row(row), agency, self.say(_ROLES[lead]), self.name(document),
                               self.text(passage), self.url(passage)]  # fmt: skip

    def wide(self, book: _Book) -> None:
        """One row a task or group, one column an agency, the sign of its part in between."""
        heads = [(self.say(Message("Nhiệm vụ")), 60), *((a, 12) for a in self.matrix.agencies)]
        sheet = book.sheet(self.title, heads, len(self.matrix.rows), 1)
        for at, row in enumerate(self.matrix.rows, start=1):
            book.value(sheet, at, 0, self._row(row))
            for column, agency in enumerate(self.matrix.agencies, start=1):
                mark = row.marks.get(agency)
                if mark:
                    many = f" {len(mark.passages)}" if len(mark.passages) > 1 else ""
                    sign = (LEAD if mark.lead else SUPPORT) + many
                    book.linked(sheet, at, column, sign, self.url(mark.passages[0]))
                else:
                    book.value(sheet, at, column, "")


# --- Files --------------------------------------------------------------------


def _workbook(file: _LedgerFile | _DutyFile) -> bytes:
    """The table as it is on the screen, then one line for each passage behind it."""
    out = io.BytesIO()
    book = _Book(out, file.title)
    file.wide(book)
    heads, lines = file.long()
    sheet = book.sheet(file.say(Message("Từng đoạn")), heads, len(lines), 1)
    for at, values in enumerate(lines, start=1):
        for column, one in enumerate(values[:-1]):
            book.value(sheet, at, column, one)
        book.linked(sheet, at, len(values) - 1, str(values[-1]), str(values[-1]))
    book.close()
    return out.getvalue()


class _Book:
    """A workbook whose sheets have frozen, filtered heads and framed cells."""

    def __init__(self, out: io.BytesIO, title: str) -> None:
        self._book = Workbook(
            out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._book.set_properties({"title": title})
        base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": _BORDER}
        self._text = self._book.add_format(base)
        self._head = self._book.add_format(base | {"bold": True, "bg_color": _HEAD})
        self._link = self._book.add_format(base | {"font_color": "#0B5F66", "underline": 1})

    def sheet(
        self, name: str, heads: Sequence[tuple[str, int]], rows: int, columns: int
    ) -> Worksheet:
        sheet = self._book.add_worksheet(name[:31])
        for at, (head, width) in enumerate(heads):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, head, self._head)
        sheet.freeze_panes(1, columns)
        if heads:
            sheet.autofilter(0, 0, max(1, rows), len(heads) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        return sheet

    def value(self, sheet: Worksheet, row: int, column: int, one: object) -> None:
        if isinstance(one, int | float) and not isinstance(one, bool):
            sheet.write_number(row, column, one, self._text)
        else:
            sheet.write_string(row, column, "" if one is None else str(one)[:_LONGEST], self._text)

    def linked(self, sheet: Worksheet, row: int, column: int, text: str, url: str) -> None:
        if url and len(url) <= _LONGEST_URL:
            sheet.write_url(row, column, url, self._link, text[:_LONGEST])
        else:
            sheet.write_string(row, column, text[:_LONGEST], self._text)

    def close(self) -> None:
        self._book.close()


def _number(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
