"""In the reader a page that was recognised says so where it stands, in plain words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from corpus.model import Document, Region, RegionKind
from ingest.extract import scan
from ingest.extract.layout import LaidOut
from ingest.extract.scan import Remark
from ingest.parse import PARSER
from tests.catalogs import compile_catalogs
from tests.documents import PLAN, parsed_bytes
from web.app import create_app
from workspace import Workspace

DATA = PLAN.strip().encode()


def scanned(words: str) -> Document:
    """A plan whose second page, which begins with these words, was recognised badly."""
    document = parsed_bytes(DATA, "scan.txt")
    starts = (0, document.text.index(words))
    laid = LaidOut(document.text, starts, (), ())
    sure = {0: 96.0, 1: 61.4}
    problems = scan.placed(tuple(scan._told(sure)), laid)
    return replace(document, page_starts=starts, problems=problems)


def notes(folder: Path, document: Document, language: str) -> dict[str, str]:
    """What the notes in the text say, and the words of the block below each."""
    compile_catalogs()
    workspace = Workspace(folder)
    with workspace.store.writing():
        workspace.store.add_source(document.source, DATA)
        workspace.store.put(document, PARSER)
    client = create_app(workspace).test_client()
    page = client.get(f"/documents/{document.id}?lang={language}").text
    found = {}
    for note in BeautifulSoup(page, "lxml").select(".text .remark"):
        assert note.find_parent("details") is None  # never folded away
        below = note.find_next_sibling()
        found[" ".join(note.get_text().split())] = (
            " ".join(below.get_text().split()) if below else ""
        )
    return found


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("vi", "Chữ ở trang 1–2 được nhận dạng từ ảnh chụp, có thể có chỗ sai.",
         "Trang 2 nhận dạng kém (độ tin cậy 61%), cần xem lại bản gốc."),
        ("en", "The text of page 1–2 was recognised from a scan and may hold mistakes.",
         "Page 2 was recognised poorly (confidence 61%); check it against the original."),
    ],
)  # fmt: skip
def test_a_page_says_that_it_was_recognised_badly(tmp_path, language, first, second):
    found = notes(tmp_path, scanned("3. Bảo đảm nguồn lực"), language)
    (top, below_top), (low, below_low) = found.items()
    assert (top, low) == (first, second)
    assert below_top.startswith("ỦY BAN NHÂN DÂN")
    assert below_low.startswith("3. Bảo đảm nguồn lực")


def test_a_note_is_not_folded_with_the_running_head(tmp_path):
    document = scanned("3. Bảo đảm nguồn lực")
    head = Region(RegionKind.BOILERPLATE, document.problems[1].span)  # type: ignore[arg-type]
    hidden = replace(
        document, regions=tuple(sorted({*document.regions, head}, key=lambda r: r.span))
    )
    assert len(notes(tmp_path, hidden, "vi")) == 2


def test_a_remark_is_placed_on_its_page():
    laid = LaidOut("Trang một.\n\nTrang ba.", (0, 11, 12), (), ())
    remarks = [Remark(page, scan.Message("Trang {page}", page=page + 1)) for page in (2, 1, 0)]
    spans = [problem.span for problem in scan.placed(remarks, laid)]
    assert [span.of(laid.text) for span in spans if span] == ["Trang ba.", "\n", "Trang một.\n"]
