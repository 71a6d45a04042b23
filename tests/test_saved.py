"""Searches people keep: theirs alone, with what is new since they looked; and feeds."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from corpus.messages import BadRequest, NotFound
from corpus.saved import MOST
from tests.catalogs import compile_catalogs
from tests.documents import PLAN
from web.app import create_app
from workspace import Workspace

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    compile_catalogs()
    (tmp_path / "mot.txt").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def workspace(folder: Path) -> Workspace:
    made = Workspace(folder / "data")
    made.ingest([folder / "mot.txt"], jobs=1)
    return made


@pytest.fixture
def client(workspace):
    return create_app(workspace).test_client()


def another(workspace: Workspace, folder: Path) -> None:
    (folder / "hai.txt").write_text(PLAN.replace("45/KH-UBND", "46/KH-UBND"), encoding="utf-8")
    workspace.ingest([folder / "hai.txt"], jobs=1)


def keep(client, address: str):
    page = client.get(f"/search?{address}").text
    form = BeautifulSoup(page, "lxml").select_one("form[action^='/saved']")
    data = {tag["name"]: tag["value"] for tag in form.select("input")}
    return client.post("/saved", data=data)


def shelf(client) -> list[str]:
    home = BeautifulSoup(client.get("/").text, "lxml")
    return [" ".join(one.get_text().split()) for one in home.select(".saved li")]


def test_a_search_is_kept_and_led_back_to(client):
    answer = keep(client, "q=trẻ em&type=Kế hoạch&page=1&sort=newest")
    assert answer.status_code == 303
    assert answer.location == f"/search?q={quote('trẻ')}+em&type={quote('Kế')}+{quote('hoạch')}"
    assert shelf(client) == ["trẻ em Kế hoạch"]
    assert "Đã lưu câu tìm này" in client.get("/search?q=trẻ em&type=Kế hoạch").text


def test_what_came_in_since_the_last_look_is_counted(client, workspace, folder):
    keep(client, "q=trẻ em")
    assert shelf(client) == ["trẻ em"]
    another(workspace, folder)
    (line,) = shelf(client)
    new = int(re.search(r"(\d+) đoạn mới", line)[1])
    found = workspace.search("trẻ em", limit=100).hits
    assert new == sum(h.document == workspace.document("46/KH-UBND").id for h in found) > 0
    client.get("/search?q=trẻ em")
    assert shelf(client) == ["trẻ em"]


def test_nobody_sees_the_searches_of_another(client, workspace):
    keep(client, "q=trẻ em")
    other = create_app(workspace).test_client()
    assert shelf(other) == []


def test_a_search_is_let_go(client):
    keep(client, "q=trẻ em")
    home = BeautifulSoup(client.get("/").text, "lxml")
    form = home.select_one(".saved form")
    data = {tag["name"]: tag["value"] for tag in form.select("input")}
    assert client.post(form["action"], data=data).status_code == 303
    assert shelf(client) == []
    assert client.post(form["action"], data=data).status_code == 404


def test_kept_twice_is_kept_once(workspace):
    workspace.saved.keep("a", "q=x", "x")
    workspace.saved.keep("a", "q=x", "x")
    assert len(workspace.saved.of("a")) == 1


def test_limits(workspace):
    for n in range(MOST):
        workspace.saved.keep("a", f"q={n}", str(n))
    with pytest.raises(BadRequest):
        workspace.saved.keep("a", "q=x", "x")
    with pytest.raises(BadRequest):
        workspace.saved.keep("b", "q=" + "x" * 5000, "x")
    with pytest.raises(NotFound):
        workspace.saved.forget("b", 1)


@pytest.mark.parametrize("address", ["", "page=2", "%00"])
def test_nothing_to_keep(client, address):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/search?q=a").text)[1]
    answer = client.post("/saved", data={"csrf_token": token, "address": address})
    assert answer.status_code == 400


def test_a_feed_is_atom_with_permalinks(client, workspace):
    answer = client.get("/feed.atom?q=trẻ em <&sort=place")
    assert answer.mimetype == "application/atom+xml"
    feed = etree.fromstring(answer.data)
    entries = feed.findall("a:entry", ATOM)
    assert entries and "<" in feed.findtext("a:title", namespaces=ATOM)
    for one in entries:
        link = one.findtext("a:id", namespaces=ATOM).removeprefix("http://localhost")
        assert "?h=" in link and client.get(link).status_code == 200
    assert len({one.findtext("a:id", namespaces=ATOM) for one in entries}) == len(entries)


def test_a_feed_of_nothing_and_of_nonsense(client):
    assert etree.fromstring(client.get("/feed.atom?q=xyzzy").data) is not None
    assert client.get("/feed.atom?q=(").status_code == 400
