"""PDF: what is printed is read in order, page by page, and hostile bytes hurt nobody."""

from __future__ import annotations

import random
import unicodedata

import pytest

from corpus.model import RegionKind, Rejected
from corpus.store import Store
from ingest import pipeline
from ingest.extract import EXTRACTORS, pdf
from ingest.extract.layout import lay_out
from ingest.extract.pages import Page, Word
from ingest.extract.pdf import extract_pdf
from ingest.workers import Lost
from tests.documents import PLAN, outline, parsed, parsed_bytes
from tests.printed import FONTS, LETTERHEAD, Printer, printed
from tests.programs import need
from tests.test_documents_hold import check
from tests.test_legacy import to_tcvn3

LONG = (
    "Các cấp ủy, tổ chức đảng, chính quyền các cấp tiếp tục quán triệt và thực hiện nghiêm chủ trương "
    "của Đảng về công tác trẻ em, đưa mục tiêu về trẻ em vào chương trình công tác hằng năm của "
    "Ủy ban nhân dân các cấp và kiểm tra thường xuyên việc thực hiện ở từng cơ quan, đơn vị, "
)


@pytest.fixture(autouse=True, scope="module")
def fonts() -> None:
    need((FONTS / "DejaVuSerif.ttf").exists(), "the DejaVu fonts (fonts-dejavu-core)")


def paragraphs(text: str) -> list[str]:
    return [" ".join(p.split()) for p in text.split("\n\n")]


# --- A plan in print --------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [{}, {"bold": False}, {"height": 300.0, "head": "Kế hoạch số 045"}],
    ids=["A4", "without bold", "low pages with a running head"],
)
def test_a_plan_in_print_is_the_plan_in_plain_text(settings):
    plain, document = parsed(PLAN), parsed_bytes(printed(PLAN, **settings), "plan.pdf")
    check(document)
    assert outline(document) == outline(plain)
    assert document.task_groups == plain.task_groups
    for field in ("type", "number", "date", "issuer", "level", "province", "title", "signer",
                  "implements", "replaces", "genre", "about"):  # fmt: skip
        assert getattr(document.metadata, field) == getattr(plain.metadata, field), field
    assert document.problems == ()
    words = lambda d: [" ".join(d.passage_text(p).split()) for p in d.passages]  # noqa: E731
    assert words(document) == words(plain)


def test_the_letterhead_is_read_column_by_column():
    text = extract_pdf(printed(PLAN)).text
    left, right = zip(*LETTERHEAD, strict=True)
    assert text.split("KẾ HOẠCH")[0].split() == " ".join([*left, *right]).split()
    assert text.index("- Lưu: VT.") < text.index("TM. ỦY BAN NHÂN DÂN") < text.index("CHỦ TỊCH")


def test_a_letterhead_broken_in_narrow_columns():
    printer = Printer()
    printer.columns([("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI"),
                     ("TỈNH SÔNG MƠ", "CHỦ NGHĨA VIỆT NAM"),
                     ("", "Độc lập - Tự do - Hạnh phúc"),
                     ("Số: 045/KH-UBND", "Sông Mơ, ngày 05"), ("", "tháng 3 năm 2025")])  # fmt: skip
    printer.title("KẾ HOẠCH")
    printer.title("Chăm sóc trẻ em của tỉnh Sông Mơ")
    printer.paragraph("1. Mục đích: Bảo đảm mọi trẻ em được chăm sóc.")
    found = parsed_bytes(printer.bytes(), "ke-hoach.pdf").metadata
    assert found.issuer == "Ủy ban nhân dân tỉnh Sông Mơ"
    assert (found.number, str(found.date)) == ("45/KH-UBND", "2025-03-05")


def test_pages_begin_where_they_say():
    document = parsed_bytes(printed(PLAN, height=300.0, bold=False), "plan.pdf")
    assert len(document.page_starts) == 5
    assert document.page(document.text.index("ỦY BAN")) == 1
    assert document.page(document.text.index("II. NHIỆM VỤ")) == 3
    assert document.page(document.text.index("Nguyễn Văn Mơ")) == 5
    numbers = [s.of(document.text) for s in document.boilerplate]
    assert numbers == ["2", "3", "4", "5"]


def test_running_heads_stay_in_the_text_as_boilerplate():
    found = extract_pdf(printed(PLAN, height=300.0, head="Kế hoạch số 045 của tỉnh"))
    heads = [r.span.of(found.text) for r in found.regions if r.kind is RegionKind.BOILERPLATE]
    assert (
        heads.count("Kế hoạch số 045 của tỉnh") == found.text.count("Kế hoạch số 045 của tỉnh") == 5
    )


def test_a_paragraph_goes_on_over_the_page():
    printer = Printer(height=300.0, head="Kế hoạch số 045 của tỉnh")
    printer.title("KẾ HOẠCH")
    printer.paragraph("1. Mục đích")
    whole = "Thứ tự. " + LONG * 8 + "hết đoạn."
    printer.paragraph(whole)
    printer.paragraph("2. Yêu cầu")
    document = parsed_bytes(printer.bytes(), "dai.pdf")
    check(document)
    assert len(document.page_starts) > 3
    bodies = [" ".join(document.passage_text(p).split()) for p in document.passages]
    assert whole in bodies
    passage = document.passages[bodies.index(whole)]
    assert len(passage.spans) == len(document.page_starts)
    assert [e for e, _ in outline(document)] == ["item_1", "item_2"]


def test_a_page_that_ends_with_a_paragraph_begins_the_next():
    printer = Printer(height=300.0)
    for number in range(12):
        printer.paragraph(f"Đoạn thứ {number} {'rất ' * (number % 5)}ngắn, chỉ có một dòng.")
    text = extract_pdf(printer.bytes()).text
    assert [p for p in paragraphs(text) if p.startswith("Đoạn")] == [
        f"Đoạn thứ {number} {'rất ' * (number % 5)}ngắn, chỉ có một dòng." for number in range(12)
    ]


def test_enumerations_inside_a_justified_paragraph_do_not_break_it():
    printer = Printer()
    body = " ".join(
        f"({n}) Tỷ lệ thứ {n} đạt {n * 7}% trở lên theo kế hoạch;" for n in range(1, 30)
    )
    printer.paragraph("Mục tiêu gồm: " + body)
    printer.paragraph("Đoạn sau.")
    assert len(paragraphs(extract_pdf(printer.bytes()).text)) == 2


def test_bold_is_kept():
    found = extract_pdf(printed(PLAN))
    bold = [s.of(found.text) for s in found.bold]
    assert "II. NHIỆM VỤ, GIẢI PHÁP" in bold and "1. Mục đích" not in bold


def test_ruled_tables_are_rows():
    printer = Printer()
    printer.title("KẾ HOẠCH")
    printer.paragraph("1. Chỉ tiêu")
    printer.table([["TT", "Chỉ tiêu", "Năm 2025"], ["1", "Tỷ lệ trẻ đi học", "99,5%"]])
    printer.paragraph("2. Sau bảng")
    document = parsed_bytes(printer.bytes(), "bang.pdf")
    assert "| 1 | Tỷ lệ trẻ đi học | 99,5% |" in document.text
    rows = [document.passage_text(p) for p in document.passages if "row" in p.eid]
    assert "Tỷ lệ trẻ đi học" in rows[1] and "99,5%" in rows[1]
    assert [e for e, _ in outline(document)] == ["item_1", "item_2"]
    assert any(r.kind is RegionKind.TABLE for r in document.regions)


def test_an_old_font_is_read_as_it_prints():
    printer = Printer()
    printer.paragraph(to_tcvn3(LONG.lower() * 3))
    found = extract_pdf(printer.bytes())
    assert " ".join(found.text.split()) == (LONG.lower() * 3).strip()
    assert "TCVN3" in str(found.problems[0].message)


def test_decomposed_text_stays_as_it_is():
    printer = Printer()
    printer.paragraph(unicodedata.normalize("NFD", "Kế hoạch của Ủy ban nhân dân tỉnh"))
    text = extract_pdf(printer.bytes()).text
    assert unicodedata.normalize("NFC", text) == "Kế hoạch của Ủy ban nhân dân tỉnh"


# --- Layout, on pages made by hand ------------------------------------------


def line(text: str, x: float, y: float, size: float = 12.0) -> list[Word]:
    words = []
    for word in text.split():
        wide = 0.5 * size * len(word)
        words.append(Word(word, x, x + wide, y, y + size, size))
        x += wide + 0.3 * size
    return words


def page(*lines: list[Word]) -> Page:
    return Page(595, 842, tuple(word for one in lines for word in one))


def test_words_of_one_line_in_any_order():
    words = line("một hai ba bốn", 80, 100)
    assert lay_out([page(words[2:], words[:2])]).text == "một hai ba bốn"


def test_columns_need_more_than_one_row():
    """A lone wide gap is a tabulator, not a gutter."""
    laid = lay_out([page(line("1. Tên", 80, 100), [*line("Số lượng", 80, 130), *line("năm", 400, 130)],
                         line("Dòng khác nữa", 80, 160))])  # fmt: skip
    assert "Số lượng năm" in laid.text


def test_heads_that_alternate_are_running_heads():
    pages = [page(line("Công báo" if n % 2 else "Số ra ngày", 80, 40), line(word, 80, 100))
             for n, word in enumerate(["một", "hai", "ba", "bốn"])]  # fmt: skip
    laid = lay_out(pages)
    assert [r.span.of(laid.text) for r in laid.regions] == ["Số ra ngày", "Công báo"] * 2


def test_attachments_numbered_page_by_page_are_text():
    pages = [page(line(f"Phụ lục {n}", 80, 40), line(word, 80, 100))
             for n, word in enumerate(["một", "hai", "ba", "bốn"])]  # fmt: skip
    assert lay_out(pages).regions == ()


def test_a_number_at_an_edge_that_counts_no_pages_is_text():
    laid = lay_out([page(line("Nội dung", 80, 100), line("2030", 80, 200))])
    assert laid.regions == ()


def test_a_blank_page_has_no_text_of_its_own():
    laid = lay_out([page(line("Một.", 80, 100)), page(), page(line("Ba.", 80, 100))])
    assert laid.text == "Một.\n\nBa."
    assert laid.page_starts == (0, 4, 6)


# --- What cannot be read ----------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "hỏng"), (b"%PDF-1.7\n", "hỏng"), (b"x" * 5000, "hỏng"), (b"\x00" * 100, "hỏng")],
)
def test_what_is_no_pdf_is_refused(data, words):
    with pytest.raises(Rejected, match=words):
        extract_pdf(data)


def test_a_locked_file_is_refused():
    with pytest.raises(Rejected, match="mật khẩu"):
        extract_pdf(printed(PLAN, encryption="secret"))


def test_a_file_without_words_is_refused():
    with pytest.raises(Rejected, match="không có chữ"):
        extract_pdf(Printer().bytes())


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    with pytest.raises(Rejected, match="5 trang"):
        extract_pdf(printed(PLAN, height=300.0))


def test_damaged_files_become_a_document_or_a_reason():
    whole = printed(PLAN)
    dice = random.Random(7)
    for _ in range(25):
        data = bytearray(whole)
        if dice.random() < 0.3:
            data = data[: dice.randrange(len(data))]
        for _ in range(dice.choice([1, 10, 100])):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            extract_pdf(bytes(data))
        except Rejected as reason:
            assert str(reason)


@pytest.mark.parametrize("jobs", [None, 1])
def test_a_crash_costs_one_file_however_small(tmp_path, monkeypatch, jobs):
    """Native code reads PDFs: they go to workers even where one process would do."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "plan.pdf").write_bytes(printed(PLAN))
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")

    class Crashing:
        def __init__(self, *settings, **named):
            pass

        def answers(self, paths, begun):
            for path in paths:
                begun(path)
                yield Lost(overran=False) if path.suffix == ".pdf" else pipeline.parse_file(path)

    monkeypatch.setattr(pipeline, "Workers", Crashing)
    report = pipeline.run(Store(tmp_path / "data"), [folder], jobs=jobs)
    assert report.added == ("45-kh-ubnd-2025-song-mo",)
    (failure,) = report.failed
    assert failure.file.endswith("plan.pdf") and "ngắt đột ngột" in str(failure.reason)


def test_suffixes():
    assert EXTRACTORS[".pdf"] is extract_pdf
