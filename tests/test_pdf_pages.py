"""Pages of a PDF as offices make them: notes at the foot, turned pages, ligatures, damage."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest

from corpus.model import RegionKind
from corpus.text import key
from ingest.extract.pdf import extract_pdf
from tests.documents import PLAN, outline, parsed, parsed_bytes
from tests.printed import FONTS, SIZE, Printer, printed
from tests.programs import need
from tests.test_documents_hold import check

LONG = (
    "Các sở, ban, ngành và địa phương bố trí kinh phí, người làm công tác trẻ em ở từng thôn bản; "
)


@pytest.fixture(autouse=True, scope="module")
def fonts() -> None:
    need((FONTS / "DejaVuSerif.ttf").exists(), "the DejaVu fonts (fonts-dejavu-core)")


class Noted(Printer):
    """A printer that sets raised numbers and notes at the foot of a page."""

    def raised(self, number: str) -> None:
        """A raised number after the last line that was set, which ends a paragraph."""
        self._font("", SIZE * 0.58)
        self.pdf.text(self.end + 0.5, self.y - 23.0 - SIZE * 0.33, number)

    def line(self, text: str) -> None:
        self.paragraph(text)
        self._font("", SIZE)
        self.end = 85.0 + 28.0 + self.pdf.get_string_width(text)

    def foot(self, number: str, *lines: str, up: float = 60.0) -> None:
        self._font("", 6)
        self.pdf.text(85.0, self.height - up - 3, number)
        self._font("", 9.5)
        for at, text in enumerate(lines):
            self.pdf.text(85.0 + (0 if at else 5), self.height - up + 12 * at, text)


def whole(document: object) -> list[str]:
    return [" ".join(document.passage_text(p).split()) for p in document.passages]  # type: ignore[attr-defined]


def test_a_note_does_not_part_the_paragraph_that_goes_on_over_the_page():
    printer = Noted(height=320.0, head="Kế hoạch của tỉnh")
    printer.title("KẾ HOẠCH")
    printer.line("1. Tỷ lệ trẻ em có thẻ bảo hiểm y tế đạt 98%")
    printer.raised("1")
    printer.foot("1", "Theo số liệu rà soát đến hết tháng 6 năm 2025", "của các xã, phường.")
    body = "2. Bảo đảm nguồn lực. " + LONG * 12 + "hết đoạn."
    printer.paragraph(body)
    document = parsed_bytes(printer.bytes(), "a.pdf")
    check(document)
    assert len(document.page_starts) > 2
    assert "đạt 98%[1]" in document.text
    said = whole(document)
    assert body.removeprefix("2. ") in said
    assert [w for w in said if "rà soát" in w] == [
        "[1] Theo số liệu rà soát đến hết tháng 6 năm 2025 của các xã, phường."
    ]
    notes = [r.span.of(document.text) for r in document.regions if r.kind is RegionKind.FOOTNOTE]
    assert notes == ["[1] Theo số liệu rà soát đến hết tháng 6 năm 2025\ncủa các xã, phường."]
    assert [label for label, _ in outline(document)] == ["item_1", "item_2"]


def test_two_notes_on_one_page_and_one_on_the_next():
    printer = Noted(height=300.0)
    for number in ("1", "2"):
        printer.line(f"Câu có chú thích thứ {number}.")
        printer.raised(number)
    printer.foot("1", "Chú thích một.", up=72.0)
    printer.foot("2", "Chú thích hai.", up=60.0)
    printer.page()
    printer.line("Câu ở trang sau.")
    printer.raised("3")
    printer.foot("3", "Chú thích ba.")
    found = extract_pdf(printer.bytes())
    notes = [r.span.of(found.text) for r in found.regions if r.kind is RegionKind.FOOTNOTE]
    assert notes == ["[1] Chú thích một.", "[2] Chú thích hai.", "[3] Chú thích ba."]
    assert "chú thích thứ 1.[1]" in found.text and "trang sau.[3]" in found.text


def test_a_raised_number_without_a_note_stays_a_number():
    printer = Noted()
    printer.line("Diện tích sân chơi là 200 m")
    printer.raised("2")
    printer.line("Mật độ là mười mũ")
    printer.raised("3")
    text = extract_pdf(printer.bytes()).text
    assert "200 m2" in text and "mười mũ 3" in text


def test_small_numbered_lines_at_the_foot_are_no_notes():
    """Recipients in small type, a list in an appendix: nothing in the text leads there."""
    printer = Noted(height=300.0)
    printer.line("Đoạn văn của phụ lục.")
    printer._font("", 9)
    for at, text in enumerate(("1. Sở Y tế", "2. Sở Tài chính", "3. Công an tỉnh")):
        printer.pdf.text(85.0, printer.height - 90.0 + 14 * at, text)
    found = extract_pdf(printer.bytes())
    assert not [r for r in found.regions if r.kind is RegionKind.FOOTNOTE]
    assert "2. Sở Tài chính" in found.text


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages(angle):
    """A page shown turned, as scanners and landscape tables leave it, reads as it stands."""
    document = pypdfium2.PdfDocument(printed(PLAN))
    for page in document:
        page.set_rotation(angle)
    out = io.BytesIO()
    document.save(out)
    turned = parsed_bytes(out.getvalue(), "a.pdf")
    assert outline(turned) == outline(parsed(PLAN))
    assert turned.metadata.issuer == "Ủy ban nhân dân tỉnh Sông Mơ"


def test_ligatures_are_found_by_their_letters():
    printer = Printer()
    printer.paragraph("Kinh phí cho phần mềm Ofﬁce và bộ hồ sơ ﬂash.")
    text = extract_pdf(printer.bytes()).text
    assert "office" in key(text) and "flash" in key(text)


@pytest.mark.parametrize(
    ("damage", "told"), [("startxref", False), ("table", True), ("tail", True)]
)
def test_a_broken_table_of_contents_of_the_file(damage, told):
    data = printed(PLAN)
    if damage == "startxref":
        data = re.sub(rb"startxref\s+\d+", b"startxref\n99999999", data)
    elif damage == "table":
        data = data[: data.rindex(b"xref\n0")] + b"x" * 40 + data[data.rindex(b"trailer") :]
    else:
        data = data[: data.rindex(b"xref\n0")]
    document = parsed_bytes(data, "a.pdf")
    assert outline(document) == outline(parsed(PLAN))
    said = [str(problem.message) for problem in document.problems]
    assert ["dựng lại" in message for message in said] == [True] * told


def test_labels_set_off_by_a_tab():
    """A word processor sets the words of a list item at a tab stop: no second column."""
    printer = Printer()
    rows = (("I.", "MỤC TIÊU"), ("1.", "Mục tiêu chung"), ("2.", "Mục tiêu cụ thể"), ("a)", "Một điểm"), ("-", "Gạch đầu dòng"))  # fmt: skip
    for label, words in rows:
        printer._font("", SIZE)
        printer.pdf.text(85.0, printer.y, label)
        printer.pdf.text(121.0, printer.y, words)
        printer._down(19.0)
    found = [line for line in extract_pdf(printer.bytes()).text.splitlines() if line]
    assert found == [" ".join(row) for row in rows]
