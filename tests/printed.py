"""Documents printed for tests: text in, PDF out, laid out as offices print them.

The letterhead and the closing stand in two columns, paragraphs are justified with
an indented first line, pages after the first carry their number above the text
(Nghị định 30/2020/NĐ-CP).  A small typesetter of our own, so that a test can say
where everything stands; fpdf2 makes the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF

FONTS = Path("/usr/share/fonts/truetype/dejavu")
SIZE = 13.0
_LEFT, _RIGHT, _TOP = 85.0, 552.0, 57.0  # points
_INDENT = 28.0

Row = tuple[str, str]


class Printer:
    """Sets type on pages of A4, or lower ones; `head` is printed on every page."""

    def __init__(self, *, height: float = 842.0, head: str = "", encryption: str = "") -> None:
        self.pdf = FPDF(unit="pt", format=(595.0, height))
        self.pdf.set_auto_page_break(False)
        for style, name in (("", "DejaVuSerif.ttf"), ("B", "DejaVuSerif-Bold.ttf")):
            self.pdf.add_font("serif", style, str(FONTS / name))
        self.height, self.head = height, head
        if encryption:
            self.pdf.set_encryption("owner", encryption)
        self.y = 0.0
        self.page()

    def page(self) -> None:
        self.pdf.add_page()
        number = self.pdf.page_no()
        if number > 1:
            self._font("", 11)
            self._centred(str(number), 34.0)
        if self.head:
            self._font("", 9)
            self.pdf.text(_LEFT, 46.0, self.head)
        self.y = _TOP + SIZE

    def columns(self, rows: Sequence[Row], *, left: str = "C", style: str = "") -> None:
        """Rows of two columns; the right one is centred, the left one may be ("C")."""
        for one, two in rows:
            self._font(style, 11)
            width = self.pdf.get_string_width(one)
            self.pdf.text(_LEFT + (90 - width / 2 if left == "C" else 0), self.y, one)
            width = self.pdf.get_string_width(two)
            self.pdf.text(420 - width / 2, self.y, two)
            self._down(15.0)
        self._down(12.0)

    def title(self, text: str) -> None:
        self._font("B", 14)
        for line in self._lines(text, 0.0):
            self._centred(line, self.y)
            self._down(19.0)
        self._down(6.0)

    def paragraph(self, text: str, *, style: str = "", indent: float = _INDENT) -> None:
        self._font(style, SIZE)
        lines = self._lines(text, indent)
        for number, line in enumerate(lines):
            self._font(style, SIZE)
            left = _LEFT + (indent if number == 0 else 0.0)
            self._justified(line, left, last=number == len(lines) - 1)
            self._down(19.0)
        self._down(4.0)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A ruled table."""
        self._font("", 11)
        wide = (_RIGHT - _LEFT) / len(rows[0])
        for row in rows:
            for number, cell in enumerate(row):
                self.pdf.rect(_LEFT + number * wide, self.y - 14, wide, 20)
                self.pdf.text(_LEFT + number * wide + 4, self.y, cell)
            self._down(20.0)
        self._down(14.0)

    def note(self, text: str) -> None:
        """A line of small type at the foot of the page."""
        self._font("", 9)
        self.pdf.text(_LEFT, self.height - 50.0, text)

    def bytes(self) -> bytes:
        return bytes(self.pdf.output())

    def _font(self, style: str, size: float) -> None:
        self.pdf.set_font("serif", style, size)

    def _down(self, points: float) -> None:
        self.y += points
        if self.y > self.height - 70.0:
            self.page()

    def _centred(self, line: str, y: float) -> None:
        middle = (_LEFT + _RIGHT) / 2
        self.pdf.text(middle - self.pdf.get_string_width(line) / 2, y, line)

    def _justified(self, line: str, left: float, *, last: bool) -> None:
        words = line.split(" ")
        room = _RIGHT - left - sum(self.pdf.get_string_width(w) for w in words)
        space = self.pdf.get_string_width(" ")
        if not last and len(words) > 1:
            space = room / (len(words) - 1)
        for word in words:
            self.pdf.text(left, self.y, word)
            left += self.pdf.get_string_width(word) + space

    def _lines(self, text: str, indent: float) -> list[str]:
        lines, line = [], ""
        room = _RIGHT - _LEFT - indent
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and self.pdf.get_string_width(longer) > room:
                lines.append(line)
                line, room = word, _RIGHT - _LEFT
            else:
                line = longer
        return [*lines, line]


LETTERHEAD: tuple[Row, ...] = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("TỈNH SÔNG MƠ", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 045/KH-UBND", "Sông Mơ, ngày 05 tháng 3 năm 2025"),
)
CLOSING: tuple[Row, ...] = (
    ("Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"),
    ("- Tỉnh ủy;", "CHỦ TỊCH"),
    ("- Lưu: VT.", ""),
    ("", ""),
    ("", "Nguyễn Văn Mơ"),
)


def printed(plan: str, *, bold: bool = True, **settings: object) -> bytes:
    """The PDF of a plan such as `tests.documents.PLAN`: its letterhead and closing in
    columns, its headings in bold, its paragraphs justified."""
    blocks = [" ".join(block.split("\n")) for block in plan.strip().split("\n\n")]
    start = blocks.index("KẾ HOẠCH")
    end = next(n for n, block in enumerate(blocks) if block.startswith("Nơi nhận"))
    printer = Printer(**settings)  # type: ignore[arg-type]
    printer.columns(LETTERHEAD, style="B" if bold else "")
    for block in blocks[start : start + 2]:
        printer.title(block)
    for block in blocks[start + 2 : end]:
        heading = bold and block.split(". ")[-1].isupper()
        printer.paragraph(block, style="B" if heading else "")
    printer.columns(CLOSING, left="L")
    return printer.bytes()
