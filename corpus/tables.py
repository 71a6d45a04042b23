"""Tables as files for spreadsheets: rows of plain values in, the bytes of a file out.

What stands in a cell is a value, never a formula: the words of a document may begin
like one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

_WIDEST, _NARROWEST = 60, 10
_ROOM = 32_767  # characters a cell of a workbook holds
_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORMULA = "=+-@\t\r"

Row = Mapping[str, object]


def csv_table(rows: Iterable[Row], keys: Sequence[str]) -> bytes:
    """UTF-8 with its mark, so that spreadsheets read the letters."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(keys)
    table.writerows([_cell(row[key]) for key in keys] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(value: object) -> object:
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] and text[0] in _FORMULA else value


def xlsx_table(rows: Sequence[Row], keys: Sequence[str], title: str) -> bytes:
    """A workbook of one sheet, its head fixed and its columns as wide as they need."""
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, settings) as book:
        sheet = book.add_worksheet(_SHEET_NAME.sub(" ", title)[:31].strip("' ") or None)
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for column, key in enumerate(keys):
            widest = max([len(key), *(len(str(row[key] or "")) for row in rows)])
            sheet.set_column(column, column, min(max(widest + 2, _NARROWEST), _WIDEST))
            sheet.write_string(0, column, key, bold)
        for line, row in enumerate(rows, 1):
            for column, key in enumerate(keys):
                value = row[key]
                if isinstance(value, int | float):
                    sheet.write_number(line, column, value, wrapped)
                elif value is not None:
                    sheet.write_string(line, column, str(value)[:_ROOM], wrapped)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(keys) - 1)
    return out.getvalue()
