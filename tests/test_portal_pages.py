"""Pages as portals and newspapers write them: their text, all of it, and nothing else."""

from __future__ import annotations

import pytest

from ingest.extract.html import extract_html
from tests.documents import parsed_bytes
from tests.portal_pages import OLD, P1, PAGES, TITLE
from tests.test_extract import lines


def cleaned(line: str) -> str:
    return " ".join(line.replace("\u200b", "").split())


@pytest.mark.parametrize("name", PAGES)
def test_the_text_and_nothing_else(name):
    page = PAGES[name]
    found = extract_html(page.data)
    content = [cleaned(line) for line in lines(found)[0]]
    assert [line for line in content if line] == list(page.text)
    if page.title:
        assert found.title == page.title
    assert str(found.published) == str(page.published)
    assert not found.problems


@pytest.mark.parametrize("name", [n for n in PAGES if n != "database"])
def test_what_is_indexed_of_them(name):
    """Nothing of the page's frame, no caption, no byline among the passages."""
    document = parsed_bytes(PAGES[name].data, "a.html")
    said = [cleaned(document.passage_text(passage)) for passage in document.passages]
    assert P1 in said
    text = [
        cleaned(line.split(". ", 1)[-1] if line[:2] in {"1.", "2."} else line)
        for line in PAGES[name].text
    ]
    strange = [words for words in said if not any(words in line or line in words for line in text)]
    assert [w for w in strange if "|" not in w and "%" not in w and "Chỉ tiêu" not in w] == []


def test_a_document_in_a_database_is_the_document():
    document = parsed_bytes(PAGES["database"].data, "a.html")
    meta = document.metadata
    assert (meta.type, meta.number, str(meta.date)) == ("Kế hoạch", "118/KH-UBND", "2025-08-19")
    assert meta.issuer == "Ủy ban nhân dân tỉnh Đèo Sim"
    assert meta.signer == "Lò Giả Định"
    assert [p.label for p in document.provisions] == ["I", "1", "II", "a", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "windows-1252", "utf-8", "windows-1258", "x-nonsense"]
)
def test_encodings_declared_wrongly(encoding, declared):
    found = extract_html(OLD.replace("iso-8859-1", declared).encode(encoding))
    assert found.title == TITLE
    assert P1 in found.text and not found.problems
