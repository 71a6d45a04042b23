"""Documents brought in on a page: files and addresses become runs with a report."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.catalogs import compile_catalogs
from tests.documents import PLAN
from web.app import create_app
from web.intake import Asked, Intake, safe_name
from workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    compile_catalogs()
    return Workspace(tmp_path / "data")


@pytest.fixture
def desk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Intake:
    """The runs of the application, done at once and not in a thread."""
    app = create_app(workspace)
    intake = app.extensions["intake"]
    monkeypatch.setattr(intake, "work", intake._work)
    intake.client = app.test_client()
    return intake


def token(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def send(desk: Intake, *files: tuple[str, bytes], lang: str = "vi", by: str = "Lan", **more: str):
    client = desk.client
    data = {"csrf_token": token(client, "/intake"), "by": by, **more}
    if files:
        data["files"] = [(io.BytesIO(content), name) for name, content in files]
    return client.post(f"/intake?lang={lang}", data=data, content_type="multipart/form-data")


def report(desk: Intake, response) -> BeautifulSoup:
    assert response.status_code == 303, response.text[:500]
    page = desk.client.get(response.location)
    assert page.status_code == 200
    return BeautifulSoup(page.text, "lxml")


def test_files_come_in_and_what_cannot_be_read_says_why(desk, workspace):
    soup = report(desk, send(desk, ("ke-hoach.txt", PLAN.encode()), ("hong.docx", b"PK nope")))
    (document,) = workspace.documents()
    (link,) = soup.select("#added + ul a")
    assert link["href"] == f"/documents/{document.id}"
    assert soup.select_one(".failed dt").get_text() == "hong.docx"
    assert len(soup.select_one(".failed dd").get_text()) > 10
    listed = BeautifulSoup(desk.client.get("/intake").text, "lxml").select_one(".runs tbody tr")
    assert "Lan" in listed.get_text() and "1 không nạp được" in listed.get_text()


def test_reasons_are_said_in_the_language_of_the_page(desk):
    soup = report(desk, send(desk, ("hong.docx", b"PK nope"), lang="en"))
    assert not re.search("[ạảấầậễệọộợụưừ]", soup.select_one(".failed dd").get_text())


def test_the_same_file_again_is_unchanged(desk, workspace):
    send(desk, ("ke-hoach.txt", PLAN.encode()))
    soup = report(desk, send(desk, ("ke-hoach.txt", PLAN.encode())))
    assert soup.select_one("#unchanged") and len(workspace.documents()) == 1


def test_the_name_is_asked_once(desk):
    assert send(desk, ("a.txt", PLAN.encode())).headers["Set-Cookie"].startswith("name=Lan")
    box = BeautifulSoup(desk.client.get("/intake").text, "lxml").select_one("[name=by]")
    assert box["value"] == "Lan"


@pytest.mark.parametrize("by", ["", "   "])
def test_without_a_name_nothing_is_taken(desk, by):
    response = send(desk, ("a.txt", PLAN.encode()), by=by)
    assert response.status_code == 400 and "tên của bạn" in response.text
    assert desk.runs() == []


def test_a_form_of_another_site_is_refused(desk):
    data = {"by": "Lan", "files": (io.BytesIO(PLAN.encode()), "a.txt")}
    response = desk.client.post("/intake", data=data, content_type="multipart/form-data")
    assert response.status_code == 400 and desk.runs() == []


@pytest.mark.parametrize(
    ("addresses", "told"),
    [("", "ít nhất một địa chỉ"), ("file:///etc/passwd", "không phải là địa chỉ"),
     ("https://a.vn/1\nnhầm", "“nhầm”")],
)  # fmt: skip
def test_addresses_that_are_none(desk, addresses, told):
    response = send(desk, addresses=addresses)
    assert response.status_code == 400 and told in response.text


def test_an_address_that_cannot_be_fetched_says_why(desk):
    soup = report(desk, send(desk, addresses="http://127.0.0.1:9/ke-hoach.txt"))
    assert [dt.get_text() for dt in soup.select(".failed dt")] == [
        "http://127.0.0.1:9/ke-hoach.txt"
    ]


def test_a_run_nobody_asked_for(desk):
    for name in ("x", "20260101-000000-abcdef", "../../etc"):
        assert desk.client.get(f"/intake/{name}").status_code == 404


# --- What may happen to a run ------------------------------------------------


def asked(desk: Intake, *names: str) -> Path:
    folder = desk._new()
    words = {"kind": "files", "names": names, "by": "Lan", "at": "2026-01-01T00:00:00+00:00"}
    (folder / "asked.json").write_text(json.dumps(words | {"language": "vi"}), encoding="utf-8")
    for name in names:
        (folder / "files" / name).write_text(PLAN, encoding="utf-8")
    return folder


def test_a_waiting_run_is_taken_up_by_the_next_server(desk, workspace):
    folder = asked(desk, "a.txt")
    assert desk.run(folder.name).state == "waiting"
    Intake(workspace.folder)._work()
    assert desk.run(folder.name).state == "done"
    assert len(workspace.documents()) == 1


def test_a_run_that_was_cut_off_can_be_run_again(desk, workspace):
    folder = asked(desk, "a.txt")
    (folder / "progress.log").write_text("[1/3] đã thêm: a\nHết chỗ trên đĩa.\n", encoding="utf-8")
    run = desk.run(folder.name)
    assert (run.state, run.done, run.total, run.last) == ("stopped", 1, 3, "Hết chỗ trên đĩa.")
    page = desk.client.get(f"/intake/{folder.name}")
    assert "Hết chỗ trên đĩa." in page.text
    data = {"csrf_token": token(desk.client, f"/intake/{folder.name}")}
    desk.client.post(f"/intake/{folder.name}/again", data=data)
    assert desk.run(folder.name).state == "done" and len(workspace.documents()) == 1


def test_a_run_that_ended_after_its_server_still_has_its_report(desk):
    folder = asked(desk, "a.txt")
    (folder / "progress.log").write_text("[1/1] đã thêm: a\n", encoding="utf-8")
    done = {"added": ["a"], "updated": [], "unchanged": [], "failed": [], "seconds": 1.0}
    (folder / "report.json.new").write_text(json.dumps(done), encoding="utf-8")
    assert desk.run(folder.name).state == "done"
    assert desk.client.get(f"/intake/{folder.name}").status_code == 200


def test_a_run_at_work_shows_how_far_it_is(desk):
    import os

    folder = asked(desk, "a.txt")
    (folder / "progress.log").write_text("[ 7/12] đã thêm: a\n", encoding="utf-8")
    (folder / "process").write_text(str(os.getpid()), encoding="ascii")
    page = BeautifulSoup(desk.client.get(f"/intake/{folder.name}").text, "html.parser")
    assert (page.progress["value"], page.progress["max"]) == ("7", "12")
    assert page.select_one("noscript meta[http-equiv=refresh]")


# --- Names -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Kế hoạch số 12.docx", "Kế hoạch số 12.docx"),
        ("C:\\Users\\Lan\\kế hoạch.doc", "kế hoạch.doc"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.txt", "a_b_.txt"),
        (".htaccess", "htaccess"),
        ("~$khoa.docx", "khoa.docx"),
        ("", "van-ban"),
    ],
)  # fmt: skip
def test_names_are_made_safe(given, kept):
    assert safe_name(given) == kept


def test_long_names_keep_their_kind():
    name = safe_name("ế" * 300 + ".pdf")
    assert name.endswith("ế.pdf") and len(name.encode()) < 140


def test_two_files_of_one_name_are_both_kept(desk):
    response = send(desk, ("a.txt", PLAN.encode()), ("A.txt", PLAN.encode() + b"\nThem."))
    run = desk.run(response.location.rpartition("/")[2])
    assert run.asked.names == ("A-2.txt", "a.txt")


def test_what_was_asked_is_read_back(tmp_path):
    desk = Intake(tmp_path)
    folder = asked(desk, "a.txt")
    words = Asked("files", ("a.txt",), "Lan", "2026-01-01T00:00:00+00:00", "vi")
    assert desk.run(folder.name).asked == words
