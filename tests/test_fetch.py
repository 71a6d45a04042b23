"""Fetching, politely: against a server on this machine, in a time of the test's own."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

import doichieu
from corpus.model import BadRequest
from ingest.downloads import RECORD
from ingest.fetch import Ended, Fate, Fetched, fetch
from ingest.polite import Limits, Web, user_agent
from tests.documents import PLAN
from tests.web_server import Site, answer, in_turn, serving

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMITS = Limits(delay=5, bytes=100_000, connect=2, silence=0.5, total=60)


@dataclass
class Time:
    """Passes only where somebody sleeps."""

    at: float = 0.0
    naps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.at += seconds

    def clock(self) -> float:
        return self.at

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.at)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def time() -> Time:
    return Time()


@dataclass
class Desk:
    """Lists written and fetched by a test."""

    folder: Path
    site: Site
    time: Time

    def fetch(self, *paths: str, limits: Limits = LIMITS) -> Fetched:
        manifest = self.folder / "danh-muc.csv"
        urls = [p if "://" in p else self.site.url(p) for p in paths]
        manifest.write_text("\n".join(["url", *urls]), encoding="utf-8")
        web = Web(limits, self.time.sleep, self.time.clock, self.time.now)
        try:
            return fetch(manifest, self.into, web)
        finally:
            web.close()

    def one(self, path: str, limits: Limits = LIMITS) -> Ended:
        (entry,) = self.fetch(path, limits=limits).entries
        return entry

    @property
    def into(self) -> Path:
        return self.folder / "tai-ve"

    def files(self) -> set[str]:
        return {p.name for p in self.into.iterdir()} - {RECORD} if self.into.exists() else set()


@pytest.fixture
def desk(tmp_path: Path, site: Site, time: Time) -> Desk:
    return Desk(tmp_path, site, time)


def reason(entry: Ended) -> str:
    assert entry.fate is Fate.FAILED and entry.file is None
    return str(entry.reason)


# --- What comes -------------------------------------------------------------


def test_a_file_comes_with_its_provenance(desk, site):
    site.page("/ke-hoach.txt", PLAN, ETag='"1"')
    fetched = desk.fetch("/ke-hoach.txt")
    (entry,) = fetched.entries
    assert (entry.line, entry.fate) == (2, Fate.FETCHED)
    assert Path(entry.file).read_text(encoding="utf-8") == PLAN
    record = json.loads((desk.into / RECORD).read_text(encoding="utf-8"))["files"]
    line = record[site.url("/ke-hoach.txt")]
    assert (line["file"], line["etag"], line["fetched_at"]) == (
        "ke-hoach.txt", '"1"', "2026-03-01T12:00:05+00:00",
    )  # fmt: skip
    (provenance,) = fetched.listed.provenance.values()
    assert provenance.url == site.url("/ke-hoach.txt")
    assert provenance.fetched_at == line["fetched_at"]
    assert site.heard["/ke-hoach.txt"][0]["user-agent"] == user_agent()
    assert user_agent().startswith("doichieu/")


def test_what_did_not_change_is_not_sent_again(desk, site):
    site.pages["/a.txt"] = in_turn(
        answer("mot", ETag='"1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT"),
        answer(status=304),
    )
    first, second = desk.one("/a.txt"), desk.one("/a.txt")
    assert (first.fate, second.fate) == (Fate.FETCHED, Fate.UNCHANGED)
    assert second.file == first.file
    asked = site.heard["/a.txt"][1]
    assert asked["if-none-match"] == '"1"'
    assert asked["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"


def test_the_same_bytes_sent_again_are_unchanged_and_keep_their_time(desk, site, time):
    site.page("/a.txt", "mot")
    first = desk.fetch("/a.txt").listed.provenance
    time.at += 1000
    again = desk.fetch("/a.txt")
    assert again.entries[0].fate is Fate.UNCHANGED
    assert again.listed.provenance == first


def test_a_changed_file_takes_the_place_of_the_old_one(desk, site):
    site.pages["/a"] = in_turn(answer("mot", ETag='"1"'), answer("hai", ETag='"2"'))
    desk.one("/a")
    entry = desk.one("/a")
    assert entry.fate is Fate.FETCHED
    assert Path(entry.file).read_text() == "hai"
    assert desk.files() == {"a.txt"}


def test_a_file_tampered_with_is_fetched_anew(desk, site):
    site.page("/a.txt", "mot", ETag='"1"')
    file = Path(desk.one("/a.txt").file)
    file.write_text("khác")
    desk.one("/a.txt")
    assert file.read_text() == "mot"
    assert "if-none-match" not in site.heard["/a.txt"][1]


def test_a_304_nobody_asked_for_is_a_failure(desk, site):
    site.page("/a.txt", "", status=304)
    assert "304" in reason(desk.one("/a.txt"))


def test_compressed_answers_are_opened(desk, site):
    site.page("/a.txt", gzip.compress(b"mot"), Content_Encoding="gzip")
    assert Path(desk.one("/a.txt").file).read_bytes() == b"mot"


# --- Names ------------------------------------------------------------------

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("path", "kind", "disposition", "name"),
    [
        ("/a.pdf", "application/pdf", "", "a.pdf"),
        ("/bai-viet", "text/html; charset=utf-8", "", "bai-viet.html"),
        ("/tai?id=7", DOCX, "", "tai.docx"),
        ("/a.pdf", "text/html", "", "a.html"),
        ("/a.md", "text/plain", "", "a.md"),
        ("/a.docx", "application/zip", "", "a.docx"),
        ("/tai", "application/octet-stream", 'attachment; filename="Ke hoach.PDF"', "Ke hoach.pdf"),
        ("/tai", "application/pdf", "attachment; filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch.pdf", "Kế hoạch.pdf"),
        ("/tai", "application/pdf", "attachment; filename=../../etc/passwd.pdf", "etc-passwd.pdf"),
        ("/tai", "application/pdf", 'attachment; filename="C:\\\\con.pdf"', "C-con.pdf"),
        ("/tai", "application/pdf", "attachment; filename=con.pdf", "_con.pdf"),
        ("/tai", "application/pdf", "attachment; filename=.htaccess", "htaccess.pdf"),
        ("/tai", "application/pdf", "attachment; filename*=UTF-8''a%00b%0Ac.pdf", "a-b-c.pdf"),
        ("/tai", "application/pdf", "attachment; filename=61-KH.UBND.pdf", "61-KH.UBND.pdf"),
        ("/", "text/html", "", "127.0.0.1.html"),
        ("/" + "a" * 400 + ".pdf", "application/pdf", "", "a" * 120 + ".pdf"),
        ("/x%2F..%2Fa.txt", "text/plain", "", "x-..-a.txt"),
    ],
)  # fmt: skip
def test_names_are_safe_and_suffixes_true(desk, site, path, kind, disposition, name):
    headers = {"Content_Disposition": disposition} if disposition else {}
    site.page(path, "x", kind, **headers)
    assert Path(desk.one(path).file).relative_to(desk.into) == Path(name)
    assert desk.files() == {name}


def test_one_name_for_two_addresses(desk, site):
    site.page("/a/van-ban.txt", "mot")
    site.page("/b/VAN-BAN.txt", "hai")
    files = [entry.file for entry in desk.fetch("/a/van-ban.txt", "/b/VAN-BAN.txt").entries]
    assert [Path(file).read_text() for file in files] == ["mot", "hai"]
    assert [e.file for e in desk.fetch("/a/van-ban.txt", "/b/VAN-BAN.txt").entries] == files


def test_a_file_that_is_not_ours_is_not_written_over(desk, site):
    desk.into.mkdir()
    (desk.into / "a.txt").write_text("của người khác")
    site.page("/a.txt", "mot")
    desk.one("/a.txt")
    assert (desk.into / "a.txt").read_text() == "của người khác"
    assert len(desk.files()) == 2


@pytest.mark.parametrize("text", ["{", "[]", '{"files": {"u": {"file": "../x"}}}'])
def test_a_damaged_record_is_not_guessed_at(desk, site, text):
    desk.into.mkdir()
    (desk.into / RECORD).write_text(text)
    with pytest.raises(BadRequest, match="hãy sửa hoặc xóa"):
        desk.one("/a.txt")


# --- What does not come -----------------------------------------------------


def test_a_kind_we_do_not_read(desk, site):
    site.page("/phim", "x", "video/mp4")
    site.page("/la", "x", "application/octet-stream")
    for path, kind in (("/phim", "video/mp4"), ("/la", "application/octet-stream")):
        assert reason(desk.one(path)) == f"Máy chủ gửi loại tệp không đọc được: {kind}."
    assert desk.files() == set()


def test_nothing_there(desk):
    assert reason(desk.one("/khong-co")) == "Không còn gì ở địa chỉ này (lỗi 404)."


def test_one_failure_stops_nobody(desk, site):
    site.page("/a.txt", "mot")
    fates = [entry.fate for entry in desk.fetch("/x", "/a.txt", "/y").entries]
    assert fates == [Fate.FAILED, Fate.FETCHED, Fate.FAILED]


def test_nobody_listens(desk, site, time):
    told = reason(desk.one("http://127.0.0.1:9/a"))
    assert "Không kết nối được" in told and "robots.txt" in told
    assert time.naps == [2, 4, 8] or sum(time.naps) >= 14


def test_robots_are_obeyed(desk, site):
    site.page("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: doichieu\nDisallow: /kin/\n")
    site.page("/kin/a.txt", "mot")
    site.page("/mo/a.txt", "hai")
    closed, opened = desk.fetch("/kin/a.txt", "/mo/a.txt").entries
    assert "robots.txt" in reason(closed)
    assert opened.fate is Fate.FETCHED
    assert site.asked == ["/robots.txt", "/mo/a.txt"]


@pytest.mark.parametrize(("status", "told"), [(403, "không cho tải"), (503, "Không đọc được")])
def test_rules_that_are_withheld_close_the_site(desk, site, status, told):
    site.page("/robots.txt", "", status=status)
    site.page("/a.txt", "mot")
    assert told in reason(desk.one("/a.txt"))
    assert "/a.txt" not in site.asked


def test_hosts_are_given_their_pause(desk, site, time):
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
    for name in ("/a.txt", "/b.txt"):
        site.page(name, name)
    desk.fetch("/a.txt", "/b.txt")
    assert time.naps == [7, 7]
    time.naps.clear()
    site.page("/robots.txt", "")
    desk.fetch("/a.txt", "/b.txt")
    assert time.naps == [5, 5]


def test_what_passes_is_tried_again(desk, site, time):
    site.pages["/a.txt"] = in_turn(answer(status=500), answer(status=503), answer("mot"))
    assert desk.one("/a.txt", replace(LIMITS, delay=0)).fate is Fate.FETCHED
    assert time.naps == [2, 4]


def test_patience_ends(desk, site, time):
    site.page("/a.txt", "", status=500)
    told = reason(desk.one("/a.txt", replace(LIMITS, delay=0)))
    assert told == "Máy chủ báo lỗi 500 sau 4 lần thử."
    assert site.asked.count("/a.txt") == 4


@pytest.mark.parametrize(
    ("said", "nap"),
    [("13", 13), (format_datetime(NOON + timedelta(seconds=20)), 20), ("lát nữa", 2), ("-5", 2)],
)
def test_the_server_says_how_long_to_wait(desk, site, time, said, nap):
    site.pages["/a.txt"] = in_turn(answer(status=429, Retry_After=said), answer("mot"))
    assert desk.one("/a.txt", replace(LIMITS, delay=0)).fate is Fate.FETCHED
    assert time.naps == [nap]


def test_a_wait_too_long_is_not_waited(desk, site, time):
    site.page("/a.txt", "", status=503, Retry_After="86400")
    assert "86400 giây" in reason(desk.one("/a.txt", replace(LIMITS, delay=0)))
    assert time.naps == []


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_too_large(desk, site, encoding):
    data = b"a" * 200_000
    if encoding:  # small to send, large to open
        site.page("/a.txt", gzip.compress(data), Content_Encoding="gzip")
    else:
        site.page("/a.txt", data)
    assert reason(desk.one("/a.txt")) == "Tệp lớn hơn 1 MB."
    assert desk.files() == set()


def test_a_size_that_is_not_told_beforehand_is_limited_too(desk, site):
    def endless(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.end_headers()
        for _ in range(100):
            request.wfile.write(b"a" * 10_000)

    site.pages["/a.txt"] = endless
    assert reason(desk.one("/a.txt")) == "Tệp lớn hơn 1 MB."


def test_a_server_that_falls_silent(desk, site):
    done = threading.Event()

    def silent(request):
        request.send_response(200)
        request.send_header("Content-Length", "10")
        request.end_headers()
        request.wfile.write(b"a")
        request.wfile.flush()
        done.wait(5)

    site.pages["/a.txt"] = silent
    told = reason(desk.one("/a.txt", replace(LIMITS, tries=1, silence=0.2)))
    done.set()
    assert told == "Máy chủ không trả lời kịp."


def test_a_server_that_drips(desk, site, time):
    done = threading.Event()

    def drip(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.end_headers()
        while not done.is_set():
            time.at += 9
            request.wfile.write(b"a")
            request.wfile.flush()
            done.wait(0.01)

    site.pages["/a.txt"] = drip
    told = reason(desk.one("/a.txt", replace(LIMITS, tries=1)))
    done.set()
    assert told == "Tải quá 60 giây nên đã dừng."


def test_an_answer_cut_short(desk, site):
    def short(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.send_header("Content-Length", "10")
        request.end_headers()
        request.wfile.write(b"abc")

    site.pages["/a.txt"] = short
    assert reason(desk.one("/a.txt", replace(LIMITS, tries=2))) == "Kết nối bị đứt giữa chừng."
    assert site.asked.count("/a.txt") == 2


def test_redirects_are_followed_to_the_file(desk, site):
    site.page("/cu", "", status=301, Location="/moi.txt")
    site.page("/moi.txt", "mot")
    entry = desk.one("/cu")
    assert (entry.fate, Path(entry.file).name) == (Fate.FETCHED, "moi.txt")


def test_redirects_obey_robots_too(desk, site):
    site.page("/robots.txt", "User-agent: *\nDisallow: /kin")
    site.page("/mo", "", status=302, Location="/kin")
    site.page("/kin", "mot")
    assert "robots.txt" in reason(desk.one("/mo"))
    assert "/kin" not in site.asked


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("/a", "Bị chuyển hướng tới nơi không tải được"),
        ("/b", "Bị chuyển hướng quá 5 lần."),
        ("file:///etc/passwd", "Bị chuyển hướng tới nơi không tải được: file:///etc/passwd"),
        ("", "Bị chuyển hướng tới nơi không tải được"),
        ("http://[", "chuyển hướng tới địa chỉ hỏng."),
    ],
)
def test_redirects_that_lead_nowhere(desk, site, location, told):
    site.page("/a", "", status=302, Location=location)
    site.page("/b", "", status=302, Location="/a")
    assert told in reason(desk.one("/a"))


def test_only_lists_are_fetched(desk, tmp_path):
    with pytest.raises(BadRequest, match="không phải là danh mục"):
        fetch(tmp_path / "a.txt", tmp_path, Web())


# --- The command ------------------------------------------------------------


def test_the_command_fetches_and_ingests(site, tmp_path):
    site.page("/ke-hoach.txt", PLAN)
    (tmp_path / "tai-cho.txt").write_text(PLAN.replace("045/KH", "46/KH"), encoding="utf-8")
    manifest = tmp_path / "danh-muc.csv"
    manifest.write_text(
        "url,tệp,giấy phép,số\n"
        f"{site.url('/ke-hoach.txt')},,CC0,45/KH-UBND\n"
        f"{site.url('/khong-co')},,,\n"
        ",tai-cho.txt,,\n"
        ",mat.txt,,\n",
        encoding="utf-8",
    )
    data = str(tmp_path / "data")
    call = ["--data", data, "fetch", str(manifest), "--delay", "0", "--json"]
    done = CliRunner().invoke(doichieu.main, call)
    assert done.exit_code == 1, done.stderr
    told = json.loads(done.stdout)
    assert [e["state"] for e in told["entries"]] == ["fetched", "failed", "local", "failed"]
    assert [e["line"] for e in told["entries"]] == [2, 3, 4, 5]
    assert len(told["ingest"]["added"]) == 2
    assert {f["stage"] for f in told["ingest"]["failed"]} == {"fetch", "manifest"}
    shown = CliRunner().invoke(doichieu.main, ["--data", data, "show", "45/KH-UBND", "--json"])
    source = json.loads(shown.stdout)["source"]
    assert (source["url"], source["licence"]) == (site.url("/ke-hoach.txt"), "CC0")
    again = CliRunner().invoke(doichieu.main, call[:-1])
    assert "Tải về 0, không đổi 1, có sẵn 1, không tải được 2." in again.stdout
    assert "Danh mục, dòng 5: không thấy tệp mat.txt." in again.stdout
