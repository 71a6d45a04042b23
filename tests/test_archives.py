"""Zip archives: members are files like others, and nothing in them leads anywhere."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from corpus.store import Store
from ingest import archives, files
from ingest.files import expand
from ingest.pipeline import run
from tests.documents import PLAN

OTHER = PLAN.replace("045/KH-UBND", "046/KH-UBND")


def zipped(path: Path, **settings) -> Path:
    """An archive of the given names and contents."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in settings["files"].items():
            file.writestr(name, content)
    return path


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "data")


def names(found: list[Path]) -> list[str]:
    return [path.as_posix().rpartition("!/")[2] for path in found]


def reasons(failures) -> dict[str, str]:
    return {Path(f.file).name: str(f.reason) for f in failures}


def test_members_become_documents(store, tmp_path):
    path = zipped(tmp_path / "plans.zip", files={"b/hai.txt": OTHER, "một.txt": PLAN})
    report = run(store, [path], jobs=1)
    assert report.added == ("46-kh-ubnd-2025-song-mo", "45-kh-ubnd-2025-song-mo")
    assert report.failed == ()
    source = store.document("45-kh-ubnd-2025-song-mo").source
    assert source.origin == f"{path}!/một.txt"
    assert (source.file_name, source.size) == ("một.txt", len(PLAN.encode()))
    assert run(store, [path], jobs=1).unchanged == report.added
    assert run(store, [tmp_path], jobs=2).unchanged == report.added


def test_archives_in_a_folder_are_opened(tmp_path):
    (tmp_path / "in").mkdir()
    zipped(tmp_path / "in" / "b.ZIP", files={"x.md": "x", "photo.webp": "x", ".hidden.txt": "x",
                                             "__MACOSX/x.txt": "x", "folder/": ""})  # fmt: skip
    (tmp_path / "in" / "a.txt").write_text("x")
    found, failures = expand([tmp_path / "in"])
    assert names(found) == [f"{tmp_path.as_posix()}/in/a.txt", "x.md"] and failures == []


def test_an_archive_is_the_same_through_a_link(tmp_path):
    path = zipped(tmp_path / "plans.zip", files={"a.txt": "x"})
    (tmp_path / "link.zip").symlink_to(path)
    found, _ = expand([path, tmp_path / "link.zip"])
    assert len(found) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/x.txt", "etc/x.txt"),
        ("/etc/x.txt", "etc/x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("a/./b/../x.txt", "a/b/x.txt"),
        ("C:\\x.txt", "C:/x.txt"),
        ("a!/x.txt", "a!/x.txt"),
    ],
)
def test_names_lead_nowhere(tmp_path, name, kept):
    path = zipped(tmp_path / "plans.zip", files={name: "nội dung"})
    (found,), _ = expand([path])
    assert found.as_posix() == f"{path}!/{kept}"
    source, data = files.read(found)
    assert data.decode() == "nội dung" and source.origin == f"{path}!/{kept}"


def test_two_members_of_one_name_are_two_files(tmp_path):
    path = zipped(
        tmp_path / "plans.zip", files={"a/../x.txt": "1", "a/x.txt": "2", "/a/x.txt": "3"}
    )
    found, _ = expand([path])
    assert names(found) == ["a/x-2.txt", "a/x-3.txt", "a/x.txt"]
    assert [files.read(f)[1] for f in found] == [b"2", b"3", b"1"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258"])
def test_names_in_old_encodings(tmp_path, encoding):
    """Programs that write no UTF-8 flag: names stand there as the system had them."""
    right = "kế hoạch chăm sóc.txt"
    if encoding == "cp1258":
        right = "kê\u0301 hoa\u0323ch chăm so\u0301c.txt"
    raw = right.encode(encoding)
    path = zipped(tmp_path / "plans.zip", files={"x" * (len(raw) - 4) + ".txt": "x"})
    path.write_bytes(path.read_bytes().replace(b"x" * (len(raw) - 4) + b".txt", raw))
    found, _ = expand([path])
    assert names(found) == [right]
    assert files.read(found[0])[1] == b"x"


def test_what_cannot_be_read_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_SMALL", 1000)
    inner = io.BytesIO()
    zipfile.ZipFile(inner, "w").close()
    path = zipped(tmp_path / "plans.zip",
                  files={"good.txt": "x", "in.zip": inner.getvalue(), "bomb.txt": "0" * 900_000})  # fmt: skip
    found, failures = expand([path])
    assert names(found) == ["good.txt"]
    assert "trong tệp nén" in reasons(failures)["in.zip"]
    assert "lần" in reasons(failures)["bomb.txt"]
    bomb = path.with_name("plans.zip!") / "bomb.txt"
    assert "lần" in str(files.read(bomb).reason)


def test_locked_members_are_named(tmp_path):
    path = zipped(tmp_path / "plans.zip", files={"a.txt": "x"})
    data = bytearray(path.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):  # the flag stands 6 and 8 bytes behind
        at = data.index(mark) + (6 if mark.endswith(b"\x04") else 8)
        data[at] |= 1
    path.write_bytes(data)
    _, failures = expand([path])
    assert "mật khẩu" in reasons(failures)["a.txt"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 1000])
def test_broken_archives_are_named(store, tmp_path, data):
    (tmp_path / "bad.zip").write_bytes(data)
    report = run(store, [tmp_path / "bad.zip"])
    assert reasons(report.failed) == {"bad.zip": "Tệp nén hỏng, không mở được."}


def test_a_broken_member_is_named(tmp_path):
    path = zipped(tmp_path / "plans.zip", files={"a.txt": "văn bản " * 500})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    (found,), _ = expand([path])
    assert "hỏng" in str(files.read(found).reason)


def test_nothing_to_read_is_said(tmp_path):
    path = zipped(tmp_path / "plans.zip", files={"photo.webp": "x"})
    _, failures = expand([path])
    assert "không có tệp nào" in reasons(failures)["plans.zip"]


@pytest.mark.parametrize(
    ("limit", "value", "words"), [("MOST_MEMBERS", 1, "2 tệp"), ("MOST_BYTES", 1, "giải ra quá")]
)
def test_archives_are_bounded(tmp_path, monkeypatch, limit, value, words):
    monkeypatch.setattr(archives, limit, value)
    path = zipped(tmp_path / "plans.zip", files={"a.txt": "xx", "b.txt": "xx"})
    found, failures = expand([path])
    assert found == [] and words in reasons(failures)["plans.zip"]


def test_a_member_too_large_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1024 * 1024)
    path = zipped(tmp_path / "plans.zip", files={"a.txt": "x" * (1024 * 1024 + 1)})
    monkeypatch.setattr(archives, "HIGHEST_RATIO", 10_000)
    (found,), _ = expand([path])
    assert "1 MB" in str(files.read(found).reason)


def test_an_archive_changed_meanwhile(tmp_path):
    path = zipped(tmp_path / "plans.zip", files={"a.txt": "x"})
    (found,), _ = expand([path])
    zipped(path, files={"b.txt": "x"})
    assert "Không còn" in str(files.read(found).reason)


def test_a_folder_may_be_named_like_an_archive(tmp_path):
    folder = tmp_path / "a.zip!"
    folder.mkdir()
    (folder / "x.txt").write_text("một", encoding="utf-8")
    zipped(tmp_path / "a.zip", files={"x.txt": "hai"})
    assert files.read(folder / "x.txt")[1] == "một".encode()
