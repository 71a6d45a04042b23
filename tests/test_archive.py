"""A corpus carried elsewhere: all of it arrives, and nothing that is not of it."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import sqlite3
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import doichieu
import shapes
from corpus import archive
from corpus.citation import text_hash
from corpus.decisions import Action
from corpus.model import BadRequest, Busy, DoichieuError, Message, Span
from corpus.schema import MIGRATIONS
from tests.documents import PLAN
from workspace import Workspace

EID = "part_I__sec_2__point_a"
BASKET = "b" * 22
OTHER = PLAN.replace("SÔNG MƠ", "ĐỒI SIM").replace("Sông Mơ", "Đồi Sim").replace("045", "046")
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """A workspace with all that people leave in one, and its archive."""
    folder = tmp_path_factory.mktemp("kept")
    plan, other = folder / "plan.txt", folder / "other.txt"
    plan.write_text(PLAN, encoding="utf-8")
    other.write_text(OTHER, encoding="utf-8")
    workspace = Workspace(folder / "data")
    first, second = workspace.ingest([plan, other]).added
    plan.write_text(PLAN.replace("ở cơ sở", "tại cơ sở"), encoding="utf-8")
    assert workspace.ingest([plan]).updated == (first,)
    workspace.store.correct(second, "signer", "Trần Thị Sim", "Lan")
    link = workspace.decisions.link([f"{first}#{EID}"], [f"{second}#{EID}"])
    workspace.decisions.decide("Lan", Action.REJECT, [link], comment="Khác việc.")
    item = workspace.baskets.add(BASKET, workspace.quoted(f"{first}#{EID}", Span(0, 9)))
    workspace.baskets.note(BASKET, item, "Ghi lại.")
    (workspace.folder / "abbreviations.toml").write_text('TEVM = "trẻ em vùng mỏ"\n', "utf-8")
    archive.write(workspace.store, folder / "kho.zip")
    return workspace, folder / "kho.zip"


@pytest.fixture(scope="module")
def arrived(kept: tuple[Workspace, Path], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("arrived") / "data"
    archive.read(kept[1], folder)
    return Workspace(folder)


def test_what_is_imported_is_sound(arrived: Workspace) -> None:
    assert arrived.reindex() == 2
    assert arrived.check() == []


def test_documents_versions_and_texts_are_the_same(
    kept: tuple[Workspace, Path], arrived: Workspace
) -> None:
    before = kept[0]
    assert arrived.documents() == before.documents()
    for line in before.documents():
        assert arrived.store.versions(line.id) == before.store.versions(line.id)
        for version in before.store.versions(line.id):
            old = before.store.document(line.id, version.version)
            assert arrived.store.document(line.id, version.version) == old
            data = before.store.source_bytes(version.sha256)
            assert arrived.store.source_bytes(version.sha256) == data


def test_what_people_left_is_the_same(kept: tuple[Workspace, Path], arrived: Workspace) -> None:
    before = kept[0]
    for line in before.documents():
        assert arrived.store.corrections(line.id) == before.store.corrections(line.id)
    (entry,) = arrived.decisions.rulings().entries
    assert entry == before.decisions.rulings().entries[0]
    assert entry.decision.comment == "Khác việc."
    assert arrived.baskets.items(BASKET) == before.baskets.items(BASKET) != ()
    assert (arrived.folder / "abbreviations.toml").read_text("utf-8").startswith("TEVM")


def test_search_comparison_and_citations_answer_the_same(
    kept: tuple[Workspace, Path], arrived: Workspace
) -> None:
    before = kept[0]
    for query in ("trẻ em", '"rõ người"', "TEVM OR kiểm tra"):
        assert shapes.results(arrived.search(query)) == shapes.results(before.search(query))
    names = [line.id for line in before.documents()]
    assert shapes.comparison(arrived.compare(names)) == shapes.comparison(before.compare(names))
    passage = f"{names[0]}#{EID}"
    assert arrived.permalink(passage, Span(0, 9)) == before.permalink(passage, Span(0, 9))
    assert arrived.citation_text(passage) == before.citation_text(passage)


def test_an_old_permalink_still_knows_the_text_it_was_made_of(
    kept: tuple[Workspace, Path], arrived: Workspace
) -> None:
    before = kept[0]
    name = before.documents()[0].id
    first = before.store.versions(name)[0].version
    eid = "part_I__sec_2__point_b"
    digest = text_hash(before.store.document(name, first), eid)[:12]
    held = arrived.standing(f"{name}#{eid}", digest)
    assert held == before.standing(f"{name}#{eid}", digest)
    assert held.quoted == "Kiểm tra thường xuyên việc thực hiện ở cơ sở."


def test_the_same_file_comes_unchanged_from_elsewhere(
    kept: tuple[Workspace, Path], arrived: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "copy.txt").write_text(OTHER, encoding="utf-8")
    assert len(arrived.ingest([tmp_path / "copy.txt"]).unchanged) == 1


def test_an_archive_holds_no_index_and_the_same_store_gives_the_same_files(
    kept: tuple[Workspace, Path], tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    archive.write(kept[0].store, again)
    one, other = files_of(kept[1]), files_of(again)
    assert {n.partition("/")[0] for n in one} == {
        "manifest.json", "abbreviations.toml", "store", "sources",
    }  # fmt: skip
    assert {n: d for n, d in one.items() if n != "manifest.json"} == {
        n: d for n, d in other.items() if n != "manifest.json"
    }
    assert list(tmp_path.iterdir()) == [again]


# --- Where it may go --------------------------------------------------------


def test_a_folder_with_documents_is_not_filled(kept: tuple[Workspace, Path]) -> None:
    before = kept[0].documents()
    with pytest.raises(BadRequest, match="chỉ nhập vào kho trống"):
        archive.read(kept[1], kept[0].folder)
    assert kept[0].documents() == before


def test_an_opened_but_empty_folder_is_filled(kept: tuple[Workspace, Path], tmp_path: Path) -> None:
    Workspace(tmp_path).search("trẻ em")
    made = archive.read(kept[1], tmp_path)
    assert (made.documents, made.versions, made.sources) == (2, 3, 3)
    workspace = Workspace(tmp_path)
    assert workspace.search("trẻ em").total > 0
    assert workspace.check() == []


def test_an_archive_of_an_older_structure_takes_the_later_steps(
    kept: tuple[Workspace, Path], tmp_path: Path
) -> None:
    first = (
        "manifest.json",
        "sources/",
        *(f"store/{t}." for t in ("documents", "versions", "passages")),
    )
    old = {name: data for name, data in files_of(kept[1]).items() if name.startswith(first)}
    archive.read(packed(tmp_path / "old.zip", old, schema=1), tmp_path / "data")
    workspace = Workspace(tmp_path / "data")
    assert len(workspace.documents()) == 2
    assert workspace.baskets.items(BASKET) == ()


def test_while_another_process_writes_nothing_is_imported(
    kept: tuple[Workspace, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Busy(Message("đang ghi"))

    monkeypatch.setattr("corpus.files.WriterLock._acquire", busy)
    with pytest.raises(Busy):
        archive.read(kept[1], tmp_path / "data")


def test_from_the_command_line(kept: tuple[Workspace, Path], tmp_path: Path) -> None:
    def run(data: Path, *args: str) -> object:
        return CliRunner().invoke(doichieu.main, ["--data", str(data), *args])

    zipped = tmp_path / "kho.zip"
    made = run(kept[0].folder, "archive", "export", str(zipped))
    assert made.exit_code == 0, made.output
    taken = run(tmp_path / "new", "archive", "import", str(zipped))
    assert taken.exit_code == 0, taken.output
    assert "2 văn bản (3 phiên bản, 3 tệp nguồn)" in taken.stderr
    assert run(tmp_path / "new", "check").exit_code == 0
    assert run(tmp_path / "new", "archive", "import", str(zipped)).exit_code == 2
    assert run(tmp_path / "other", "archive", "import", str(tmp_path / "none.zip")).exit_code == 2
    assert "doichieu archive export" in run(tmp_path, "archive", "--help").stdout


# --- Hostile archives -------------------------------------------------------


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(path: Path, files: Files, schema: int = len(MIGRATIONS), listed: bool = True) -> Path:
    """A zip of these files, with a manifest that fits them."""
    given = dict(files)
    if listed:
        manifest = {
            "format": "doichieu-archive", "format_version": 1, "schema": schema,
            "files": [
                {"name": n, "sha256": hashlib.sha256(d).hexdigest(), "size": len(d)}
                for n, d in given.items()
                if n != "manifest.json"
            ],
        }  # fmt: skip
        given["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in given.items():
            file.writestr(name, data)
    return path


def changed_rows(files: Files, table: str, change: Callable[[dict], object]) -> None:
    name = f"store/{table}.jsonl"
    rows = [json.loads(line) for line in files[name].splitlines()]
    for row in rows:
        change(row)
    files[name] = "\n".join(json.dumps(row) for row in rows).encode()


def _source(files: Files) -> str:
    return next(name for name in files if name.startswith("sources/"))


def _bomb(files: Files) -> None:
    blob = base64.b64encode(zlib.compress(bytes(300 << 20), 9)).decode()
    changed_rows(files, "versions", lambda row: row.update(structure={"b64": blob}))


HOSTILE: dict[str, tuple[Callable[[Files], object], str]] = {
    "a path out of the folder": (lambda f: f.update({"../../evil": b"x"}), "tệp lạ"),
    "an absolute path": (lambda f: f.update({"/etc/passwd": b"x"}), "tệp lạ"),
    "a path below sources": (lambda f: f.update({"sources/../x": b"x"}), "tệp lạ"),
    "an index": (lambda f: f.update({"index/_MAIN_1.toc": b"x"}), "tệp lạ"),
    "a database": (lambda f: f.update({"store.sqlite": b"x"}), "tệp lạ"),
    "a source under another hash": (
        lambda f: f.update({_source(f): b"other bytes"}), "không đúng với mã"),
    "a source that is missing": (lambda f: f.pop(_source(f)), "bị mất"),
    "a bomb of zeros": (lambda f: f.update({"sources/" + "0" * 64: bytes(64 << 20)}), "nén quá mức"),
    "a bomb in a cell": (_bomb, "nén quá lớn"),
    "an unknown table": (lambda f: f.update({"store/evil.jsonl": b"{}\n"}), "bảng lạ"),
    "a table that is derived": (
        lambda f: f.update({"store/state.jsonl": b'{"generation":9}\n'}), "bảng lạ"),
    "a table of SQLite's": (
        lambda f: f.update({"store/sqlite_sequence.jsonl": b'{"name":"x","seq":1}\n'}), "bảng lạ"),
    "a line that is no JSON": (
        lambda f: f.update({"store/documents.jsonl": b"{nope\n"}), "không đọc được"),
    "a line of another shape": (
        lambda f: f.update({"store/documents.jsonl": b'{"key":1}\n'}), "thiếu hoặc thừa cột"),
    "a nest of brackets": (
        lambda f: f.update({"store/documents.jsonl": b"[" * 100_000}), "không đọc được"),
    "bytes that are no text": (
        lambda f: f.update({"store/documents.jsonl": b"\xff\xfe\n"}), "UTF-8"),
    "a cell of another kind": (
        lambda f: changed_rows(f, "documents", lambda row: row.update(id=["x"])), "ô không đọc được"),
    "a number that is too large": (
        lambda f: changed_rows(f, "versions", lambda row: row.update(number=1 << 70)), "versions"),
    "rows that point nowhere": (
        lambda f: changed_rows(f, "versions", lambda row: row.update(document=99)), "hỏng"),
    "two current versions": (
        lambda f: changed_rows(f, "versions", lambda row: row.update(current=1)), "versions"),
    "a text that does not fit its passages": (
        lambda f: changed_rows(f, "versions", lambda row: row.update(text="Khác.")), "hỏng"),
    "a structure that cannot be read": (
        lambda f: changed_rows(f, "versions", lambda r: r.update(structure={"b64": "AAAA"})), "hỏng"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_and_leaves_nothing(
    kept: tuple[Workspace, Path], tmp_path: Path, name: str
) -> None:
    spoil, said = HOSTILE[name]
    files = files_of(kept[1])
    spoil(files)
    path = packed(tmp_path / "evil.zip", files)
    refused(path, tmp_path / "deep" / "data", said)
    assert {p.name for p in tmp_path.iterdir()} == {"evil.zip", "deep"}


def refused(path: Path, folder: Path, said: str) -> None:
    with pytest.raises(DoichieuError, match=said):
        archive.read(path, folder)
    assert not Workspace(folder).documents()
    assert not list(folder.glob(".import-*")) and not (folder / "sources").exists()


def test_what_the_manifest_does_not_say_is_refused(
    kept: tuple[Workspace, Path], tmp_path: Path
) -> None:
    files = files_of(kept[1])
    name = _source(files)
    for at, (spoilt, said) in enumerate((
        ({n: d for n, d in files.items() if n != "manifest.json"}, "thiếu bảng kê"),
        ({**files, "manifest.json": b"{}"}, "không đọc được"),
        ({**files, "manifest.json": b"[" * 100_000}, "không đọc được"),
        ({n: d for n, d in files.items() if n != name}, "không khớp với các tệp"),
        ({**files, name: files[name] + b" "}, "không khớp với bảng kê"),
        ({**files, "manifest.json": files["manifest.json"].replace(b"-archive", b"-other")}, "không phải dạng"),
    )):  # fmt: skip
        path = packed(tmp_path / f"{at}.zip", spoilt, listed=False)
        refused(path, tmp_path / f"data{at}", said)


def test_doubled_names_and_newer_structures_are_refused(
    kept: tuple[Workspace, Path], tmp_path: Path
) -> None:
    files = files_of(kept[1])
    newer = packed(tmp_path / "newer.zip", files, schema=len(MIGRATIONS) + 1)
    refused(newer, tmp_path / "data", "bản mới hơn")
    double = packed(tmp_path / "double.zip", files)
    with warnings.catch_warnings(), zipfile.ZipFile(double, "a") as file:
        warnings.simplefilter("ignore")
        file.writestr("store/documents.jsonl", b"")
    refused(double, tmp_path / "data", "hai tệp")


def test_damaged_zips_are_refused(kept: tuple[Workspace, Path], tmp_path: Path) -> None:
    whole = kept[1].read_bytes()
    for at, data in enumerate((b"", b"PK", whole[: len(whole) // 2], b"\0" * 4096)):
        path = tmp_path / f"{at}.zip"
        path.write_bytes(data)
        refused(path, tmp_path / f"data{at}", "Không đọc được")
    spoilt = bytearray(whole)
    at = whole.index(b"sources/") + 200
    spoilt[at : at + 40] = bytes(40)
    (tmp_path / "spoilt.zip").write_bytes(spoilt)
    refused(tmp_path / "spoilt.zip", tmp_path / "data", "hỏng")


def test_wherever_an_archive_is_damaged_it_is_said_in_a_sentence(
    kept: tuple[Workspace, Path], tmp_path: Path
) -> None:
    whole, chance = kept[1].read_bytes(), random.Random(5)
    for at in range(30):
        spoilt = bytearray(whole)
        for _ in range(3):
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        path = tmp_path / "spoilt.zip"
        path.write_bytes(spoilt)
        try:
            archive.read(path, tmp_path / f"data{at}")
        except DoichieuError:
            continue
        assert len(Workspace(tmp_path / f"data{at}").documents()) == 2


def test_the_restored_store_is_what_the_program_itself_would_make(
    arrived: Workspace, tmp_path: Path
) -> None:
    """Tables, columns and keys that count on."""

    def made_of(path: Path) -> list[str]:
        with sqlite3.connect(path) as connection:
            return [r[0] for r in connection.execute("SELECT sql FROM sqlite_master ORDER BY 1")]

    Workspace(tmp_path)
    assert made_of(arrived.folder / "store.sqlite") == made_of(tmp_path / "store.sqlite")
