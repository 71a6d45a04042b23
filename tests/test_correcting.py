"""Attributes put right by hand: kept apart, seen everywhere, never lost, never silent."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from corpus.corrections import FIELDS, Overtaken, read, written
from corpus.messages import BadRequest, NotFound
from corpus.model import Tier
from doichieu import main
from tests.catalogs import compile_catalogs
from tests.documents import PLAN
from web.app import create_app
from web.views.correcting import NAMES
from workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    compile_catalogs()
    (tmp_path / "ke-hoach.txt").write_text(PLAN, encoding="utf-8")
    made = Workspace(tmp_path / "data")
    made.ingest([tmp_path / "ke-hoach.txt"], jobs=1)
    return made


@pytest.fixture
def name(workspace: Workspace) -> str:
    return workspace.documents()[0].id


# --- In the store ------------------------------------------------------------


def test_a_correction_is_seen_wherever_the_attribute_is(workspace, name):
    read_before = workspace.document(name).metadata
    workspace.store.correct(name, "province", "tp. Cần Thơ", "Lan")
    workspace.store.correct(name, "number", "77/KH-UBND", "Lan")
    assert workspace.document(name).metadata.province == "Cần Thơ"
    assert workspace.documents()[0].province == "Cần Thơ"
    assert workspace.document("77/KH-UBND").id == name
    found = workspace.search("trẻ em", {"province": ["Cần Thơ"]})
    assert found.total and [f.value for f in found.facets["province"]] == ["Cần Thơ"]
    assert workspace.store.metadata_as_read(name) == read_before


def test_corrections_outlive_a_file_that_comes_again_and_a_new_index(workspace, name, tmp_path):
    workspace.store.correct(name, "signer", "Trần Thị Bình", "Lan")
    (tmp_path / "ke-hoach.txt").write_text(PLAN.replace("2025", "2026"), encoding="utf-8")
    report = workspace.ingest([tmp_path / "ke-hoach.txt"], jobs=1)
    assert list(report.updated) == [name]
    workspace.reindex()
    again = Workspace(workspace.folder)
    assert again.document(name).metadata.signer == "Trần Thị Bình"
    assert [c.by for c in again.store.corrections(name)] == ["Lan"]
    assert again.check() == []


def test_a_correction_is_taken_back(workspace, name):
    before = workspace.documents()[0].type
    workspace.store.correct(name, "type", "Đề án", "Lan")
    seen = workspace.store.corrections(name)[-1].key
    workspace.store.correct(name, "type", None, "Minh", seen)
    assert workspace.documents()[0].type == workspace.document(name).metadata.type == before
    assert [c.by for c in workspace.store.corrections(name)] == ["Lan", "Minh"]


def test_none_is_a_value(workspace, name):
    workspace.store.correct(name, "province", "", "Lan")
    assert workspace.document(name).metadata.province is None
    assert workspace.documents()[0].province is None


def test_two_people_at_once(workspace, name):
    workspace.store.correct(name, "title", "Kế hoạch A", "Lan")
    with pytest.raises(Overtaken, match=r"Lan .*Kế hoạch A"):
        workspace.store.correct(name, "title", "Kế hoạch B", "Minh")
    assert workspace.document(name).metadata.title == "Kế hoạch A"
    workspace.store.correct(name, "signer", "Minh", "Minh")  # another field is no conflict


def test_corrections_of_nothing(workspace, name):
    with pytest.raises(NotFound):
        workspace.store.correct("khong-co", "title", "A", "Lan")
    with pytest.raises(BadRequest):
        workspace.store.correct(name, "khong-co", "A", "Lan")
    assert workspace.store.corrections(name) == ()


def test_a_document_taken_away_takes_its_corrections_along(workspace, name):
    workspace.store.correct(name, "title", "A", "Lan")
    workspace.store.remove(name)
    assert workspace.store.check() == []


# --- Values ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("date", "25/12/2023", datetime.date(2023, 12, 25)),
        ("date", "2023-12-25", datetime.date(2023, 12, 25)),
        ("number", "28 ct/tw", "28-CT/TW"),
        ("province", "TP.HCM", "Hồ Chí Minh"),
        ("province", "Sông Mây", "Sông Mây"),
        ("level", "district", Tier.DISTRICT),
        ("implements", "28-CT/TW; 48-CTr/TU", ("28-CT/TW", "48-CTr/TU")),
        ("implements", "", ()),
        ("signer", "  Trần   Bình ", "Trần Bình"),
        ("signer", "", None),
    ],
)
def test_what_people_write_is_read(field, text, value):
    if field == "level":
        text = Tier.DISTRICT.value
    assert read(field, text) == value
    assert read(field, written(value)) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [("date", "32/12/2023"), ("date", "hôm qua"), ("number", "hai tám"), ("title", " "),
     ("level", "làng"), ("genre", "thơ"), ("status", "x"), ("signer", "x" * 1001), ("eid", "x")],
)  # fmt: skip
def test_what_cannot_be_is_refused(field, text):
    with pytest.raises(BadRequest):
        read(field, text)


def test_every_field_has_its_name():
    assert NAMES.keys() == FIELDS.keys()


# --- On the page -------------------------------------------------------------


@pytest.fixture
def client(workspace):
    return create_app(workspace).test_client()


def fields(client, name, lang="vi"):
    page = client.get(f"/documents/{name}/attributes?lang={lang}")
    assert page.status_code == 200
    return BeautifulSoup(page.text, "lxml")


def post(client, name, field, value, **more):
    page = client.get(f"/documents/{name}/attributes").text
    form = BeautifulSoup(page, "lxml").select_one(f"#field-{field}")
    data = {tag["name"]: tag.get("value", "") for tag in form.select("input[type=hidden]")}
    return client.post(form["action"], data=data | {"value": value, "by": "Lan"} | more)


def test_the_page_keeps_what_was_read_beside_what_was_given(client, name):
    answer = post(client, name, "date", "3/4/2026")
    assert answer.status_code == 303
    box = fields(client, name).select_one("#field-date")
    assert "03/04/2026" in box.get_text() and "Lan sửa lúc" in box.get_text()
    assert "sửa tay" in box.get_text()
    assert post(client, name, "date", "", withdraw="1").status_code == 303
    box = fields(client, name).select_one("#field-date")
    assert "sửa tay" not in box.get_text() and len(box.select(".log li")) == 2


def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(client, name):
    answer = post(client, name, "date", "hôm qua")
    assert answer.status_code == 400
    box = BeautifulSoup(answer.text, "lxml").select_one("#field-date")
    assert "hôm qua" in box.select_one("[role=alert]").get_text()
    assert box.select_one("[name=value]")["value"] == "hôm qua"


def test_who_comes_second_sees_what_the_first_wrote(client, name):
    page = client.get(f"/documents/{name}/attributes").text
    stale = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    post(client, name, "title", "Kế hoạch của Lan")
    data = {"csrf_token": stale, "field": "title", "seen": "0", "value": "Của Minh", "by": "Minh"}
    answer = client.post(f"/documents/{name}/attributes", data=data)
    box = BeautifulSoup(answer.text, "lxml").select_one("#field-title")
    assert answer.status_code == 409
    assert (
        "Kế hoạch của Lan" in box.get_text() and "Của Minh" in box.select_one("textarea").get_text()
    )


def test_both_languages(client, name):
    assert "Details" in fields(client, name, "en").h1.get_text()


# --- From the command line ---------------------------------------------------


def test_the_command_does_what_the_page_does(workspace, name):
    def run(*words: str):
        return CliRunner().invoke(main, ["--data", str(workspace.folder), "correct", name, *words])

    assert run("date", "3/4/2026", "--by", "Lan").exit_code == 0
    assert workspace.document(name).metadata.date == datetime.date(2026, 4, 3)
    assert "Lan  date:" in run().stdout
    assert run("date", "--withdraw", "--by", "Minh").exit_code == 0
    assert workspace.document(name).metadata == workspace.store.metadata_as_read(name)
    for wrong in (("date",), ("date", "hôm qua"), ("eid", "x"), ("date", "1/1/2026", "--withdraw")):
        assert run(*wrong).exit_code == 2
    assert [e["by"] for e in json.loads(run("--json").stdout)] == ["Lan", "Minh"]
