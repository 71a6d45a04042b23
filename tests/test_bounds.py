"""Files that hold more than memory does are refused before they are built, with a sentence."""

from __future__ import annotations

import zlib

import pytest

from bench.fuzz_files import _pdf
from corpus.model import Rejected
from ingest.extract import EXTRACTORS, bounds
from ingest.extract.bounds import MOST_CHARACTERS, refuse_endless, refuse_endless_markup
from ingest.extract.pdf_bounds import refuse_floods
from tests.documents import parsed_bytes
from tests.word_files import docx, odt

LINE = "Các sở, ban, ngành và địa phương bố trí kinh phí cho công tác trẻ em. "


def drawn(drawing: bytes, more: str = "", contents: str = "4 0 R") -> bytes:
    """A PDF of one page that is drawn so."""
    packed = zlib.compress(drawing, 9)
    return _pdf(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Contents {contents}>>",
        f"<<{more}/Filter/FlateDecode/Length {len(packed)}>>", stream=packed,
    )  # fmt: skip


def test_as_many_characters_as_a_shelf_of_books():
    refuse_endless(MOST_CHARACTERS)
    with pytest.raises(Rejected, match="quá dài"):
        refuse_endless(MOST_CHARACTERS + 1)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx", ".odt", ".rtf"])
def test_every_format_is_bounded(monkeypatch, suffix):
    monkeypatch.setattr(bounds, "MOST_CHARACTERS", 5_000)
    lines = [LINE * 10] * 20
    whole = {
        ".txt": "\n\n".join(lines).encode(),
        ".md": "\n\n".join(lines).encode(),
        ".html": "".join(f"<p>{line}</p>" for line in lines).encode(),
        ".docx": docx("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)),
        ".odt": odt("".join(f"<text:p>{line}</text:p>" for line in lines)),
        ".rtf": b"{\\rtf1 " + b"Dia phuong\\par " * 2000 + b"}",
    }
    with pytest.raises(Rejected, match="quá dài"):
        parsed_bytes(whole[suffix], f"a{suffix}")


def test_pictures_and_programs_within_a_page_do_not_count(monkeypatch):
    monkeypatch.setattr(bounds, "MOST_CHARACTERS", 2_000)
    picture = f'<img src="data:image/png;base64,{"A" * 5000}">'
    script = f"<script>{'x();' * 1000}</script><style>{'p{}' * 1000}</style><!-- {'-' * 3000} >"
    page = f"<body>{picture}{script}--><p>{LINE}</p></body>"
    refuse_endless_markup(page)
    assert LINE.strip() in EXTRACTORS[".html"](page.encode()).text


@pytest.mark.parametrize(
    "drawing",
    [b"BT (a) Tj ET " * 210_000, b"(a)Tj " * 210_000, b"[(a)]TJ\n" * 210_000, b"1 1 l " * 1_800_000,
     b" " * 26_000_000],
    ids=["blocks of text", "pieces of text", "spaced text", "lines", "white"],
)  # fmt: skip
def test_a_page_that_unpacks_to_millions_of_objects(drawing):
    with pytest.raises(Rejected, match="quá nhiều"):
        refuse_floods(drawn(drawing))


def test_a_page_that_is_drawn_a_thousand_times_over():
    page = drawn(b"(a)Tj " * 20_000, contents=f"[{'4 0 R ' * 1000}]")
    with pytest.raises(Rejected, match="quá nhiều"):
        refuse_floods(page)
    refuse_floods(drawn(b"(a)Tj " * 20_000, contents="[4 0 R 4 0 R]"))


def test_full_pages_maps_and_pictures_are_none_of_it():
    refuse_floods(drawn(b"BT (" + LINE.encode() + b") Tj ET " * 20_000))
    refuse_floods(drawn(b"1 1 l " * 400_000))
    refuse_floods(drawn(b" " * 26_000_000, "/Subtype/Image/Width 5000/Height 5200"))
    refuse_floods(b"%PDF-1.7 stream\nno dictionary, no end")
    refuse_floods(drawn(b"BT ET")[:-200])
