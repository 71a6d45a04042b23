"""Scans: pictures of text are read by eye, and what is unsure is said."""

from __future__ import annotations

import io
import subprocess
from difflib import SequenceMatcher

import pypdfium2
import pytest
from PIL import Image

from corpus.model import Rejected
from ingest.extract import EXTRACTORS, scan
from ingest.extract.pdf import extract_pdf
from ingest.extract.scan import extract_picture
from tests.documents import PLAN, outline, parsed, parsed_bytes
from tests.printed import FONTS, Printer, printed
from tests.programs import need
from tests.test_documents_hold import check


@pytest.fixture(autouse=True, scope="module")
def fonts() -> None:
    need((FONTS / "DejaVuSerif.ttf").exists(), "the DejaVu fonts (fonts-dejavu-core)")


@pytest.fixture(scope="module")
def tesseract() -> None:
    need(scan.can_read(), "tesseract with Vietnamese (tesseract-ocr, tesseract-ocr-vie)")


def pictures(pdf: bytes, dots: int = 300) -> list[Image.Image]:
    """The pages of a PDF as a scanner sees them."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dots / 72).to_pil().convert("L") for page in document]


def saved(images: list[Image.Image], kind: str, **settings: object) -> bytes:
    file = io.BytesIO()
    images = [image.copy() for image in images]  # Pillow keeps settings of the last format
    several = {"save_all": True, "append_images": images[1:]} if kind in {"PDF", "TIFF"} else {}
    images[0].save(file, kind, **several, **settings)
    return file.getvalue()


@pytest.fixture(scope="module")
def plan() -> list[Image.Image]:
    return pictures(printed(PLAN))


# --- With tesseract ---------------------------------------------------------


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_a_scanned_plan_is_the_plan_up_to_a_few_letters(tesseract, plan, kind):
    settings = {"resolution": 300} if kind == "PDF" else {}
    document = parsed_bytes(saved(plan, kind, **settings), f"scan.{kind.lower()}")
    check(document)
    plain = parsed(PLAN)
    assert [e for e, _ in outline(document)] == [e for e, _ in outline(plain)]
    headings = [" ".join(h for _, h in outline(d)) for d in (document, plain)]
    assert SequenceMatcher(None, *headings, autojunk=False).ratio() > 0.97
    assert document.task_groups == plain.task_groups
    assert document.metadata.number == plain.metadata.number
    assert document.metadata.date == plain.metadata.date
    assert document.metadata.issuer == plain.metadata.issuer
    assert len(document.page_starts) == len(plan)
    assert "nhận dạng" in str(document.problems[0].message)


@pytest.mark.parametrize("dots", [200, 300])
@pytest.mark.parametrize("bold", [True, False])
def test_roman_numbers_are_counted(tesseract, dots, bold):
    """Tesseract reads III as II, whatever the size of the type."""
    found = extract_picture(saved(pictures(printed(PLAN, bold=bold), dots)[:1], "PNG"))
    numbers = [line.split()[0] for line in found.text.splitlines() if line.startswith(("I", "V"))]
    assert numbers == ["I.", "II.", "III."]


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg")])
def test_picture_files(tesseract, plan, kind, suffix):
    found = EXTRACTORS[suffix](saved(plan, kind))
    assert "NHIỆM VỤ, GIẢI PHÁP" in found.text
    assert found.page_starts == (0,)
    assert [str(p.message).split(" ở ")[0] for p in found.problems] == ["Chữ"]


def test_pages_of_both_kinds_in_one_file(tesseract, plan):
    whole = pypdfium2.PdfDocument(printed(PLAN, height=300.0))
    whole.import_pages(pypdfium2.PdfDocument(saved(plan[:1], "PDF", resolution=300)))
    file = io.BytesIO()
    whole.save(file)
    found = extract_pdf(file.getvalue())
    assert len(found.page_starts) == len(whole)
    assert found.text.count("NHIỆM VỤ, GIẢI PHÁP") == 2
    assert f"trang {len(whole)} " in str(found.problems[0].message)


def test_a_page_read_badly_is_named(tesseract, plan, monkeypatch):
    monkeypatch.setattr(scan, "POOR", 100)
    messages = [str(p.message) for p in extract_picture(saved(plan, "TIFF")).problems]
    assert [m.split(" nhận dạng kém")[0] for m in messages[1:]] == ["Trang 1", "Trang 2"]


def test_a_picture_without_words_is_refused(tesseract):
    with pytest.raises(Rejected, match="Không nhận ra chữ nào"):
        extract_picture(saved([Image.new("L", (800, 600), 255)], "PNG"))


def test_a_page_that_takes_too_long_is_left_out(tesseract, plan, monkeypatch):
    def slow(command, **settings):
        raise subprocess.TimeoutExpired(command, scan.SECONDS)

    monkeypatch.setattr(scan, "can_read", lambda: True)
    monkeypatch.setattr(subprocess, "run", slow)
    printer = Printer()
    printer.paragraph("Trang này có chữ để đọc.")
    whole = pypdfium2.PdfDocument(printer.bytes())
    whole.import_pages(pypdfium2.PdfDocument(saved(plan[:1], "PDF", resolution=300)))
    file = io.BytesIO()
    whole.save(file)
    found = extract_pdf(file.getvalue())
    assert found.text == "Trang này có chữ để đọc."
    assert "Trang 2" in str(found.problems[0].message)


def test_no_more_pages_than_time_allows(tesseract, plan, monkeypatch):
    monkeypatch.setattr(scan, "MOST_PICTURES", 1)
    found = extract_pdf(saved(plan, "PDF", resolution=300))
    assert "Chỉ nhận dạng 1 trang đầu trong 2 trang" in str(found.problems[-1].message)
    with pytest.raises(Rejected, match="quá lớn"):
        extract_picture(saved(plan, "TIFF"))


# --- Without ----------------------------------------------------------------


def test_without_tesseract_a_scan_is_refused_with_what_to_install(plan, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    for data, read in ((saved(plan, "PDF"), extract_pdf), (saved(plan, "PNG"), extract_picture)):
        with pytest.raises(Rejected, match="tesseract-ocr-vie"):
            read(data)


def test_without_tesseract_the_other_pages_are_read(plan, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    whole = pypdfium2.PdfDocument(printed(PLAN))
    whole.import_pages(pypdfium2.PdfDocument(saved(plan, "PDF", resolution=300)))
    file = io.BytesIO()
    whole.save(file)
    found = extract_pdf(file.getvalue())
    assert found.text == extract_pdf(printed(PLAN)).text
    (problem,) = found.problems
    assert "Trang 3–4" in str(problem.message) and "tesseract-ocr-vie" in str(problem.message)


def test_tesseract_without_vietnamese_cannot_read(tmp_path, monkeypatch):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho List of available languages:\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert not scan.can_read()


@pytest.mark.parametrize("data", [b"", b"x" * 100, b"\x89PNG\r\n\x1a\n" + b"\x00" * 50])
def test_broken_pictures_are_refused(data):
    with pytest.raises(Rejected, match="hỏng"):
        extract_picture(data)


def test_a_truncated_picture_is_refused(plan):
    data = saved(plan, "PNG")
    with pytest.raises(Rejected, match="hỏng"):
        extract_picture(data[: len(data) // 2])


def test_a_picture_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(scan, "_MOST_DOTS", 100)
    with pytest.raises(Rejected, match="quá lớn"):
        extract_picture(saved([Image.new("L", (20, 20), 255)], "PNG"))


@pytest.mark.parametrize(
    ("numbers", "words"), [([0], "1"), ([0, 1, 2, 6], "1–3, 7"), ([4, 2], "3, 5")]
)
def test_page_numbers_for_people(numbers, words):
    assert scan._listed(numbers) == words
