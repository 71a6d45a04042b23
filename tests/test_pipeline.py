"""Files in, documents out: every file ends somewhere, and nothing is lost.

The parser is a small stand-in here (its faults are chosen by the file's words);
what the real one does with real files is tried at the end and in its own tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.model import (
    BadRequest,
    Busy,
    Document,
    Genre,
    Message,
    Metadata,
    Passage,
    Rejected,
    Source,
    Span,
    StoreError,
)
from corpus.store import Store
from ingest import files, pipeline
from ingest.files import expand, printable
from ingest.pipeline import Progress, run
from ingest.workers import Lost

parsed: list[str] = []


def stand_in(data: bytes, source: Source) -> Document:
    parsed.append(source.file_name)
    text = data.decode("utf-8")
    if "MẬT" in text:
        raise Rejected("structure", Message("Văn bản có dấu mật nên không nhận."))
    if "BUG" in text:
        raise ZeroDivisionError("oops")
    passages = (Passage("para_1", None, (Span(0, len(text)),), ()),)
    name = source.file_name.partition(".")[0]
    return Document(name, source, text, Metadata(Genre.OFFICIAL, name), passages=passages)


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    parsed.clear()
    monkeypatch.setattr(pipeline, "parse", stand_in)
    return Store(tmp_path / "data")


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def write(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def stored_sources(store: Store) -> list[str]:
    return [p.name for p in (store.folder / "sources").rglob("*") if p.is_file()]


# --- Which files ------------------------------------------------------------


def test_folders_are_searched_in_order_without_hidden_and_foreign_files(folder):
    (folder / "b").mkdir()
    (folder / ".git").mkdir()
    for name in ("z.txt", "a.md", "b/c.TXT", "sound.mp3", ".hidden.txt", ".git/x.txt", "~$z.txt"):
        (folder / name).write_text("x")
    found, failures = expand([folder])
    assert [p.relative_to(folder).as_posix() for p in found] == ["a.md", "b/c.TXT", "z.txt"]
    assert failures == []


def test_a_file_named_twice_is_read_once(folder):
    (path,) = write(folder, one="một")
    (folder / "link.txt").symlink_to(path)
    found, _ = expand([path, folder, folder / ".." / folder.name / "one.txt"])
    assert found == [path]


def test_links_in_a_circle_end(folder):
    write(folder, one="một")
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    found, _ = expand([folder])
    assert sorted(p.name for p in found) == ["loop.txt", "one.txt"]


def test_a_missing_path_stops_everything_before_it_begins(store, folder):
    paths = write(folder, one="một")
    with pytest.raises(BadRequest, match=r"không-có\.txt"):
        run(store, [*paths, folder / "không-có.txt"])
    assert store.summaries() == [] and parsed == []


def test_a_name_too_long_is_missing(store, folder):
    with pytest.raises(BadRequest):
        run(store, [folder / ("x" * 5000)])


def test_a_folder_that_cannot_be_listed_is_reported(store, folder, monkeypatch):
    write(folder, one="một")
    (folder / "locked").mkdir()
    listing = Path.iterdir

    def refuse(self):
        if self.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listing(self)

    monkeypatch.setattr(Path, "iterdir", refuse)
    report = run(store, [folder], jobs=1)
    assert report.added == ("one",)
    assert [(Path(f.file).name, f.stage) for f in report.failed] == [("locked", "read")]


def test_names_that_are_not_utf8_are_printable(store, folder):
    name = os.fsdecode(b"k\xff.txt")
    (folder / name).write_text("một", encoding="utf-8")
    report = run(store, [folder], jobs=1)
    assert len(report.added) == 1
    assert printable(folder / name).endswith("k\\xff.txt")
    assert store.document(report.added[0]).source.file_name == "k\\xff.txt"


# --- What becomes of them ---------------------------------------------------


def test_added_unchanged_updated(store, folder):
    paths = write(folder, one="một", two="hai")
    assert run(store, [folder], jobs=1).added == ("one", "two")
    paths[0].write_text("một, sửa lại", encoding="utf-8")
    report = run(store, [folder], jobs=1)
    assert (report.added, report.updated, report.unchanged) == ((), ("one",), ("two",))
    assert store.document("one").text == "một, sửa lại"
    assert len(store.versions("one")) == 2


def test_unchanged_files_are_not_parsed(store, folder):
    write(folder, one="một", two="hai")
    run(store, [folder], jobs=1)
    parsed.clear()
    assert run(store, [folder], jobs=4).unchanged == ("one", "two")
    assert parsed == []


def test_another_parser_version_parses_again(store, folder, monkeypatch):
    write(folder, one="một")
    run(store, [folder], jobs=1)
    monkeypatch.setattr(pipeline, "PARSER", "another")
    assert run(store, [folder], jobs=1).updated == ("one",)


def test_the_same_bytes_under_two_names_are_one_document(store, folder):
    write(folder, one="một", copy="một")
    report = run(store, [folder], jobs=1)
    assert (report.added, report.unchanged) == (("copy",), ("copy",))
    assert len(store.summaries()) == 1


def test_every_file_ends_somewhere(store, folder):
    write(folder, good="một", secret="MẬT", bug="BUG")
    (folder / "junk.txt").write_bytes(b"\xff\xfe\x00\x81")
    (folder / "sound.mp3").write_bytes(b"x")
    os.mkfifo(folder / "pipe.txt")
    report = run(store, [folder, folder / "sound.mp3"], jobs=1)
    ended = {Path(f.file).name: f.stage for f in report.failed}
    assert report.added == ("good",)
    assert ended == {
        "secret.txt": "structure",
        "bug.txt": "parse",
        "junk.txt": "parse",
        "sound.mp3": "read",
        "pipe.txt": "read",
    }
    assert all(str(f.reason) for f in report.failed)


def test_an_unknown_suffix_is_refused_with_the_known_ones(store, folder):
    (folder / "sound.mp3").write_bytes(b"x")
    (failure,) = run(store, [folder / "sound.mp3"]).failed
    assert ".txt" in str(failure.reason) and ".md" in str(failure.reason)


def test_the_bytes_of_a_refused_file_are_not_kept(store, folder):
    write(folder, secret="MẬT")
    assert run(store, [folder], jobs=1).failed
    assert stored_sources(store) == []


def test_a_file_without_permission_is_reported(store, folder, monkeypatch):
    write(folder, one="một", two="hai")
    opened = Path.open

    def refuse(self, *mode):
        if self.name == "one.txt":
            raise PermissionError(13, "Permission denied")
        return opened(self, *mode)

    monkeypatch.setattr(Path, "open", refuse)
    report = run(store, [folder], jobs=1)
    assert report.added == ("two",)
    assert [(Path(f.file).name, f.stage) for f in report.failed] == [("one.txt", "read")]
    assert "Permission denied" in str(report.failed[0].reason)


def test_a_file_too_large_is_reported(store, folder, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1024 * 1024)
    write(folder, large="x" * (1024 * 1024 + 1), small="x" * (1024 * 1024))
    report = run(store, [folder], jobs=1)
    assert report.added == ("small",)
    assert "1 MB" in str(report.failed[0].reason)


def test_a_store_that_refuses_a_document_fails_that_file(store, folder, monkeypatch):
    write(folder, one="một", two="hai")
    put = store.put

    def refuse(document, parser):
        if document.id == "one":
            raise StoreError(Message("Ổ đĩa đã đầy."))
        return put(document, parser)

    monkeypatch.setattr(store, "put", refuse)
    report = run(store, [folder], jobs=1)
    assert report.added == ("two",)
    assert [(f.stage, str(f.reason)) for f in report.failed] == [("store", "Ổ đĩa đã đầy.")]


def test_a_lost_process_fails_only_its_file(store, folder, monkeypatch):
    write(folder, one="một", two="hai", three="ba")

    class Dying:
        def __init__(self, *settings, **named):
            pass

        def answers(self, paths, begun):
            for path in paths:
                begun(path)
                lost = {"one.txt": Lost(overran=False), "two.txt": Lost(overran=True)}
                yield lost.get(path.name) or pipeline.parse_file(path)

    monkeypatch.setattr(pipeline, "Workers", Dying)
    monkeypatch.setattr(pipeline, "_FEW_BYTES", 0)
    report = run(store, [folder], jobs=2)
    assert report.added == ("three",)
    reasons = {Path(f.file).name: str(f.reason) for f in report.failed}
    assert "ngắt đột ngột" in reasons["one.txt"]
    assert "300 giây" in reasons["two.txt"]


def test_what_was_stored_before_an_interruption_stays(store, folder):
    write(folder, one="một", two="hai")

    def interrupt(at: Progress) -> None:
        if at.stage == "added":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(store, [folder], jobs=1, progress=interrupt)
    assert [s.id for s in store.summaries()] == ["one"]
    assert run(store, [folder], jobs=1).added == ("two",)


def test_progress_counts_every_file_once(store, folder):
    write(folder, one="một", secret="MẬT")
    seen: list[Progress] = []
    run(store, [folder], jobs=1, progress=seen.append)
    assert [(p.done, p.total, Path(p.file).stem, p.stage) for p in seen] == [
        (0, 2, "one", "parse"),
        (1, 2, "one", "added"),
        (1, 2, "secret", "parse"),
        (2, 2, "secret", "failed"),
    ]


@pytest.mark.parametrize("jobs", [0, -1])
def test_no_jobs_is_wrong_use(store, folder, jobs):
    with pytest.raises(BadRequest):
        run(store, [folder], jobs=jobs)


def test_an_empty_folder_is_nothing_to_do(store, folder):
    report = run(store, [folder])
    assert (report.added, report.updated, report.unchanged, report.failed) == ((), (), (), ())


HOLD = """
import sys
from pathlib import Path
from corpus.store import Store
with Store(Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_at_once(store, folder):
    write(folder, one="một")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store.folder)],
        cwd=Path(pipeline.__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy):
            run(store, [folder], jobs=1)
    finally:
        holder.communicate("")
    assert parsed == []
    assert run(store, [folder], jobs=1).added == ("one",)


# --- With the real parser ---------------------------------------------------


def test_workers_and_this_process_give_the_same_documents(tmp_path, monkeypatch):
    samples = Path(pipeline.__file__).parents[1] / "corpus" / "samples"
    here, there = Store(tmp_path / "here"), Store(tmp_path / "there")
    first = run(here, [samples], jobs=1)
    monkeypatch.setattr(pipeline, "_FEW_BYTES", 0)
    second = run(there, [samples], jobs=2)
    assert first.added and first.failed == second.failed == ()
    assert first.added == second.added
    assert [here.document(i) for i in first.added] == [there.document(i) for i in second.added]


def test_a_file_that_needs_too_much_memory_says_so(store, folder, monkeypatch):
    def hungry(data: bytes, source: Source) -> Document:
        raise MemoryError

    monkeypatch.setattr(pipeline, "parse", hungry)
    (failure,) = run(store, write(folder, a="x")).failed
    assert str(failure.reason) == "Tệp cần quá nhiều bộ nhớ để đọc."
