"""How pages travel: compressed, known again by what they show, long documents in parts."""

from __future__ import annotations

import gzip

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.catalogs import compile_catalogs
from tests.test_stories import LONG, long_plan
from web import parts
from web.app import create_app, static_url
from web.reading import Layout
from workspace import Workspace

PACKED = {"Accept-Encoding": "gzip"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    compile_catalogs()
    folder = tmp_path_factory.mktemp("delivery")
    (folder / "dai.txt").write_text(long_plan(), encoding="utf-8")
    workspace = Workspace(folder / "data")
    workspace.ingest([folder / "dai.txt"], jobs=1)
    return create_app(workspace)


def test_a_page_comes_compressed_and_is_the_same(app: Flask) -> None:
    client = app.test_client()
    plain, packed = client.get("/documents"), client.get("/documents", headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_page_that_shows_the_same_is_not_sent_again(app: Flask) -> None:
    client, address = app.test_client(), f"/documents/{LONG}"
    known = {"If-None-Match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=known | PACKED).status_code == 304
    assert client.get(f"{address}?lang=en", headers=known).status_code == 200
    assert app.test_client().get(address, headers=known).status_code == 200, "whose forms hold?"


def test_static_files_are_kept_under_the_name_of_their_contents(app: Flask) -> None:
    with app.test_request_context():
        address = static_url("style.css")
    answer = app.test_client().get(address, headers=PACKED)
    assert answer.cache_control.immutable and answer.headers["Content-Encoding"] == "gzip"


def test_a_part_is_light_and_parts_together_are_the_text(app: Flask) -> None:
    client = app.test_client()
    document = app.extensions["workspace"].document(LONG)
    layout = Layout(document)
    assert layout.parts > 2
    whole = "".join(
        block.text
        for part in range(1, layout.parts + 1)
        for section in layout.sections(part=part)
        for block in section.blocks
    )
    assert whole == document.text
    for part in range(1, layout.parts + 1):
        answer = client.get(f"/documents/{LONG}?part={part}", headers=PACKED)
        assert len(answer.data) < 200_000
        blocks = BeautifulSoup(gzip.decompress(answer.data), "lxml").select(".text [data-start]")
        starts = [int(block["data-start"]) for block in blocks]
        assert starts[-1] - starts[0] <= parts.WISHED + parts.LEEWAY


@pytest.mark.parametrize(
    ("query", "first"), [("", 1), ("?part=2", 2), ("?part=99", -1), ("?part=x", 1)]
)
def test_any_number_of_a_part_is_answered(app: Flask, query: str, first: int) -> None:
    soup = BeautifulSoup(app.test_client().get(f"/documents/{LONG}{query}").text, "lxml")
    layout = Layout(app.extensions["workspace"].document(LONG))
    start = soup.select_one(".text [data-start]")
    assert start is not None
    assert layout.part_of(str(start["id"])) == (first if first > 0 else layout.parts)


def test_every_link_of_the_outline_leads_to_its_heading(app: Flask) -> None:
    client = app.test_client()
    soup = BeautifulSoup(client.get(f"/documents/{LONG}").text, "lxml")
    links = [str(a["href"]) for a in soup.select("[data-outline] a")]
    pages: dict[str, BeautifulSoup] = {}
    for link in links:
        path, _, anchor = link.partition("#")
        path = path or f"/documents/{LONG}"
        page = pages.setdefault(path, BeautifulSoup(client.get(path).text, "lxml"))
        assert page.find(id=anchor), link
    assert len(pages) > 2


def test_short_documents_are_one_part() -> None:
    assert parts.cut([]) == (0,)
