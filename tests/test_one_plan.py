"""One plan in every format is one plan: labels, levels, headings and paragraphs agree.

The plan is written here (`one_plan`); LibreOffice, antiword and a browser, where they
are on this machine, make the other formats of it.
"""

from __future__ import annotations

import shutil
from difflib import SequenceMatcher
from functools import cache

import pytest

from corpus.model import Document, RegionKind
from ingest.extract import scan
from tests import one_plan
from tests.documents import parsed_bytes
from tests.programs import need
from tests.test_documents_hold import check
from tests.word_files import converted

LEVELS = {
    "1": "part",
    "2": "section",
    "3": "subsection",
    "4": "point",
    "5": "indent",
    "6": "indent",
}
OUTLINE = [
    (label.strip(".)"), LEVELS[kind], words if kind in "123" else "")
    for kind, label, words in one_plan.blocks()
    if kind.isdigit()
]
PARAGRAPHS = [words for kind, _, words in one_plan.blocks() if kind in {"P", "4", "5", "6"}]
TEXT = ":Text (encoded):UTF8"
# How LibreOffice is asked for a format, and whether its numbers of lists can be told from
# what it writes: as a web page it leaves them to the browser, and not all of them.
BY_LIBREOFFICE = {"doc": "", "odt": "", "rtf": "", "pdf": "", "html": "", "txt": TEXT}
TYPED = ("html", "pdf", "txt")
AUTOMATIC = ("doc", "odt", "rtf", "pdf")


def outline(document: Document) -> list[tuple[str, str, str]]:
    return [(p.label, p.level, document.heading_text(p)) for p in document.provisions]


def paragraphs(document: Document) -> list[str]:
    """The words of all passages but the table's and the note."""
    rows = {" ".join(row) for row in one_plan.TABLE}
    said = [" ".join(document.passage_text(p).split()) for p in document.passages]
    return [words for words in said if words not in rows and not words.endswith(one_plan.NOTE)]


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory):
    """The plan as LibreOffice writes it in a format."""

    @cache
    def made(suffix: str, automatic: bool) -> bytes:
        need(shutil.which("soffice") is not None, "LibreOffice")
        folder = tmp_path_factory.mktemp(suffix)
        data = one_plan.as_docx(automatic=automatic)
        return converted(data, suffix, folder, BY_LIBREOFFICE[suffix])

    return made


def is_the_plan(document: Document) -> None:
    check(document)
    assert outline(document) == OUTLINE
    meta = document.metadata
    assert (meta.type, meta.number, str(meta.date)) == ("Kế hoạch", "163/KH-UBND", "2025-09-18")
    assert meta.issuer == "Ủy ban nhân dân tỉnh Rừng Khộp"
    assert meta.title == one_plan.TITLE[1]
    assert meta.signer == one_plan.SIGNATURE.splitlines()[-1]
    assert [document.provision(eid).label for eid in document.task_groups] == ["1", "2", "3"]  # type: ignore[union-attr]


def has_its_table_and_note(document: Document) -> None:
    said = [" ".join(document.passage_text(p).split()) for p in document.passages]
    assert [words for words in said if words in {" ".join(r) for r in one_plan.TABLE}] == [
        " ".join(row) for row in one_plan.TABLE
    ]
    notes = [r.span.of(document.text) for r in document.regions if r.kind is RegionKind.FOOTNOTE]
    assert len(notes) == 1 and notes[0].startswith("[") and notes[0].endswith(one_plan.NOTE)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.txt", one_plan.as_text()),
        ("wrapped.txt", one_plan.as_text(wrapped=80)),
        ("plan.md", one_plan.as_markdown()),
        ("typed.docx", one_plan.as_docx(automatic=False)),
        ("automatic.docx", one_plan.as_docx(automatic=True)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_written_here(name, data):
    document = parsed_bytes(data, name)
    is_the_plan(document)
    has_its_table_and_note(document)
    assert [p.replace("[^", "[") for p in paragraphs(document)] == PARAGRAPHS


@pytest.mark.parametrize("suffix", TYPED)
def test_typed_numbers(of, suffix):
    document = parsed_bytes(of(suffix, False), f"plan.{suffix}")
    is_the_plan(document)
    if suffix != "txt":  # as plain text it drops notes and the rows of tables
        has_its_table_and_note(document)
        assert paragraphs(document) == PARAGRAPHS


@pytest.mark.parametrize("suffix", AUTOMATIC)
def test_numbers_left_to_the_program(of, suffix):
    document = parsed_bytes(of(suffix, True), f"plan.{suffix}")
    is_the_plan(document)
    has_its_table_and_note(document)
    assert paragraphs(document) == PARAGRAPHS


def test_an_old_word_file_by_antiword(of, monkeypatch):
    need(shutil.which("antiword") is not None, "antiword")
    data, real = of("doc", False), shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: real(name) if name == "antiword" else None)
    document = parsed_bytes(data, "plan.doc")
    is_the_plan(document)
    has_its_table_and_note(document)
    assert paragraphs(document) == PARAGRAPHS


def test_pages_heads_and_notes_of_print(of):
    document = parsed_bytes(of("pdf", False), "plan.pdf")
    assert len(document.page_starts) >= 3
    heads = [span.of(document.text) for span in document.boilerplate]
    assert heads.count(one_plan.RUNNING_HEAD) == len(document.page_starts) - 1
    assert [h for h in heads if h != one_plan.RUNNING_HEAD] == [
        str(page) for page in range(2, len(document.page_starts) + 1)
    ]


def test_a_scan(of):
    """The same up to misread letters, and said to be recognised."""
    need(scan.can_read(), "tesseract with Vietnamese (tesseract-ocr, tesseract-ocr-vie)")
    document = parsed_bytes(one_plan.as_scan(of("pdf", True)), "scan.pdf")
    check(document)
    found = outline(document)
    assert [unit[:2] for unit in found] == [unit[:2] for unit in OUTLINE]
    for (*_, heading), (*_, printed) in zip(found, OUTLINE, strict=True):
        letters = [text.casefold() for text in (heading, printed)]
        assert SequenceMatcher(None, *letters, autojunk=False).ratio() > 0.85, heading
    assert [document.provision(eid).label for eid in document.task_groups] == ["1", "2", "3"]  # type: ignore[union-attr]
    meta = document.metadata
    assert (meta.number, str(meta.date)) == ("163/KH-UBND", "2025-09-18")
    assert meta.issuer == "Ủy ban nhân dân tỉnh Rừng Khộp"
    read = " ".join(paragraphs(document))
    assert SequenceMatcher(None, read, " ".join(PARAGRAPHS), autojunk=False).ratio() > 0.95
    assert "nhận dạng từ ảnh chụp" in str(document.problems[0].message)


def test_what_is_left_of_the_numbers_in_a_web_page(of):
    """As a web page LibreOffice writes lists without their numbers' looks: the headings
    stand, in their order."""
    document = parsed_bytes(of("html", True), "plan.html")
    flat = " ".join(document.text.split())
    at = 0
    for _, _, heading in OUTLINE:
        at = flat.index(heading, at)
