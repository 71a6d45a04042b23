"""The store: what goes in comes out equal, versions stay, one writer, clear failures."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import codec, migrations, schema
from corpus.files import file_errors
from corpus.model import (
    Ambiguous,
    Busy,
    Document,
    Evidence,
    Genre,
    Message,
    Metadata,
    NotFound,
    Passage,
    Problem,
    Provision,
    Reference,
    Region,
    RegionKind,
    Sentence,
    Source,
    Span,
    SpanArray,
    StoreError,
    Tier,
)
from corpus.store import Store

ROOT = Path(__file__).resolve().parents[1]
WHEN = datetime(2025, 7, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    store = Store(tmp_path / "dữ liệu ?x=1%20", now=lambda: WHEN)
    yield store
    store.close()


def source_of(data: bytes, origin: str = "/kho/a.txt") -> Source:
    return Source(
        hashlib.sha256(data).hexdigest(), "text/plain", Path(origin).name, origin, len(data)
    )


def make(name: str = "ke-hoach", text: str = "Mục tiêu.\nNhiệm vụ.\n", **more) -> Document:
    """A small document: one passage a line."""
    origin = more.pop("origin", f"/kho/{name}.txt")
    meta = {"genre": Genre.OFFICIAL, "title": name} | more
    at, passages = 0, []
    for n, line in enumerate(text.splitlines(keepends=True), 1):
        passages.append(Passage(f"para_{n}", None, (Span(at, at + len(line)),), ("Phần I",)))
        at += len(line)
    return Document(
        name,
        source_of(text.encode(), origin),
        text,
        Metadata(**meta),
        passages=tuple(passages),
        words=SpanArray([Span(0, 3)]) if text else SpanArray(),
    )


# --- Round trip -------------------------------------------------------------

LENGTH = 40
offsets = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH))
spans = offsets.map(lambda pair: Span(min(pair), max(pair)))
several = st.lists(spans, max_size=3).map(tuple)
words = st.text(max_size=8)
maybe = st.none() | words
days = st.none() | st.dates(date(1945, 1, 1), date(2100, 1, 1))
values = st.recursive(
    st.none() | words | st.integers() | st.booleans() | st.dates() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.lists(inner, max_size=2).map(tuple),
    max_leaves=3,
)
messages = st.builds(
    lambda template, given: Message(template, **given),
    words,
    st.dictionaries(st.sampled_from(["tên", "number", "page"]), values, max_size=2),
)


def unique(items: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(items, max_size=4, unique_by=lambda item: item.eid).map(tuple)  # type: ignore[attr-defined]


documents = st.builds(
    Document,
    id=st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True),
    source=st.builds(
        lambda data, url, fetched: dataclasses.replace(
            source_of(data), url=url, fetched_at=fetched
        ),
        *(st.binary(max_size=20), maybe, maybe),
    ),
    text=st.text(min_size=LENGTH, max_size=LENGTH + 10),
    metadata=st.builds(
        Metadata,
        genre=st.sampled_from(Genre),
        title=words,
        type=maybe,
        number=maybe,
        date=days,
        level=st.none() | st.sampled_from(Tier),
        province=maybe,
        effective=days,
        replaces=st.lists(words, max_size=2).map(tuple),
        implements=st.lists(words, max_size=2).map(tuple),
        published=days,
        about=st.sampled_from(["document", "reported"]),
        evidence=st.lists(st.builds(Evidence, words, spans), max_size=2).map(tuple),
    ),
    provisions=unique(
        st.builds(
            Provision,
            *(words, maybe, words, words, spans, several, several),
            st.floats(0, 1) | st.just(1.0),
        )
    ),
    passages=unique(
        st.builds(
            Passage,
            *(words, maybe, several, st.lists(words, max_size=2).map(tuple)),
            st.lists(st.builds(Sentence, words, several), max_size=2).map(tuple),
        )
    ),
    task_groups=st.lists(words, max_size=3).map(tuple),
    words=st.lists(spans, max_size=5).map(SpanArray),
    regions=st.lists(st.builds(Region, st.sampled_from(RegionKind), spans), max_size=2).map(tuple),
    references=st.lists(
        st.builds(Reference, spans, words, maybe, maybe, days, maybe), max_size=2
    ).map(tuple),
    problems=st.lists(st.builds(Problem, words, messages, st.none() | spans), max_size=2).map(
        tuple
    ),
    page_starts=st.lists(st.integers(0, LENGTH), max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(document=documents)
def test_what_goes_in_comes_out(tmp_path_factory, document: Document) -> None:
    store = Store(tmp_path_factory.mktemp("store"))
    assert store.put(document, "1").outcome == "added"
    again = store.document(document.id)
    assert again == document
    for problem, expected in zip(again.problems, document.problems, strict=True):
        assert repr(problem.message.values) == repr(expected.message.values)
    assert [p.text for p in store.passages(store.passage_keys(1))] == [
        document.passage_text(p) for p in document.passages
    ]
    store.close()


def test_fields_a_later_model_adds_read_at_their_default(store: Store) -> None:
    """What is written leaves defaults out, so that older rows fit a model that grew."""
    plain = codec.plain(Metadata(Genre.OFFICIAL, "x"))
    assert plain == {"genre": "official_document", "title": "x"}
    assert codec.read(Metadata, plain | {"gone": 1}) == Metadata(Genre.OFFICIAL, "x")


def test_every_field_of_a_document_is_stored() -> None:
    """A type the codec cannot read must be noticed here, not in someone's data."""
    for kind in (Document, Metadata, Source, Provision, Passage, Reference, Region, Problem):
        hints = codec.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            if field.name not in {"words"}:
                codec._decoder(hints[field.name])


def test_text_that_is_no_unicode_is_refused_in_words(store: Store) -> None:
    document = dataclasses.replace(make(), text="\ud800 lạc loài")
    with pytest.raises(StoreError, match="ký tự"):
        store.put(document, "1")
    assert store.summaries() == []


def test_two_passages_of_one_eid_are_refused_whole(store: Store) -> None:
    document = make()
    double = dataclasses.replace(document, passages=document.passages[:1] * 2)
    with pytest.raises(StoreError, match="trùng"):
        store.put(double, "1")
    assert store.summaries() == []
    assert store.generation() == 0


# --- Identity and versions --------------------------------------------------


def test_the_same_origin_with_new_bytes_is_a_new_version(store: Store) -> None:
    first = store.put(make(text="Một.\n"), "1")
    second = store.put(make(text="Hai.\n"), "1")
    assert (first.outcome, second.outcome) == ("added", "updated")
    assert second.document_id == first.document_id
    assert store.document("ke-hoach").text == "Hai.\n"
    assert store.document("ke-hoach", first.version).text == "Một.\n"
    infos = store.versions("ke-hoach")
    assert [(i.version, i.number, i.current) for i in infos] == [
        (first.version, 1, False),
        (second.version, 2, True),
    ]
    assert infos[0].ingested_at == "2025-07-01T08:30:00+00:00"
    assert store.current_versions() == {second.version: "ke-hoach"}


def test_the_same_bytes_and_parser_are_unchanged(store: Store) -> None:
    document = make()
    put = store.put(document, "1")
    generation = store.generation()
    again = store.put(document, "1")
    assert (again.outcome, again.version) == ("unchanged", put.version)
    assert store.generation() == generation
    assert store.put(document, "2").outcome == "updated"


def test_identical_bytes_from_elsewhere_are_the_same_document(store: Store) -> None:
    store.put(make("mot"), "1")
    copy = make("hai")
    assert store.find_unchanged(copy.source, "1") == "mot"
    put = store.put(copy, "1")
    assert (put.document_id, put.outcome) == ("mot", "unchanged")
    assert store.find_unchanged(copy.source, "2") is None
    assert store.put(copy, "2").document_id == "mot"


def test_a_file_that_changed_is_never_called_unchanged_for_its_twin(store: Store) -> None:
    store.put(make("mot", "A\n"), "1")
    store.put(make("hai", "B\n"), "1")
    changed = make("hai", "A\n")
    assert store.find_unchanged(changed.source, "1") is None
    assert store.put(changed, "1").document_id == "hai"
    assert store.document("hai").text == "A\n"


def test_a_taken_id_gets_six_digits_of_the_hash(store: Store) -> None:
    store.put(make("kh", "A\n", origin="/a"), "1")
    other = make("kh", "B\n", origin="/b")
    put = store.put(other, "1")
    assert put.document_id == f"kh-{other.source.sha256[:6]}"
    assert store.document(put.document_id) == replace(other, id=put.document_id)


def test_a_file_taken_back_to_old_bytes_is_a_third_version(store: Store) -> None:
    for text in ("A\n", "B\n", "A\n"):
        put = store.put(make(text=text), "1")
        assert put.outcome != "unchanged"
    assert [i.number for i in store.versions("ke-hoach")] == [1, 2, 3]


def test_resolve(store: Store) -> None:
    store.put(make("61-ctr-tu-2024-soc-trang", "A\n", number="61-CTr/TU"), "1")
    store.put(make("48-ctr-tu-2024-lai-chau", "B\n", number="48-CTr/TU"), "1")
    store.put(make("bao-1", "C\n", number="125/KH-UBND"), "1")
    store.put(make("bao-12", "D\n", number="0125/KH-UBND"), "1")
    store.put(make("khong-so", "E\n"), "1")
    assert store.resolve("48-ctr-tu-2024-lai-chau") == "48-ctr-tu-2024-lai-chau"
    assert store.resolve("61") == "61-ctr-tu-2024-soc-trang"
    for spelling in ("61-CTr/TU", "61/CTR-TU", "061 ctr tu"):
        assert store.resolve(spelling) == "61-ctr-tu-2024-soc-trang"
    assert store.resolve("bao-1") == "bao-1"
    for name in ("bao", "125/KH-UBND", "0125/kh- ubnd"):
        with pytest.raises(Ambiguous) as raised:
            store.resolve(name)
        assert "bao-1" in str(raised.value)
        assert "bao-12" in str(raised.value)
    for name in ("", "%", "_", "28-CT/TW", "61-CTr/TW", "61-CTR-TU-2024-SOC-TRANG-X"):
        with pytest.raises(NotFound):
            store.resolve(name)


def test_names_nobody_has(store: Store) -> None:
    put = store.put(make("a", "A\n"), "1")
    other = store.put(make("b", "B\n"), "1")
    assert put.version != other.version
    with pytest.raises(NotFound, match="không có phiên bản"):
        store.document("a", other.version)
    for ask in (store.document, store.versions, store.remove):
        with pytest.raises(NotFound, match="“c”"):
            ask("c")
    assert store.passage_key("a", "para_9") is None
    assert store.passage_keys(99) == []


# --- Rows -------------------------------------------------------------------


def test_summaries_and_attributes(store: Store) -> None:
    given = {
        "number": "61-CTr/TU",
        "type": "Chương trình",
        "date": date(2024, 4, 1),
        "province": "Sóc Trăng",
        "level": Tier.PROVINCE,
        "published": date(2024, 4, 2),
    }
    document = dataclasses.replace(make("ctr", **given), task_groups=("a", "b"))
    document = dataclasses.replace(document, problems=(Problem("metadata", Message("Lỗi.")),))
    version = store.put(document, "1").version
    (summary,) = store.summaries()
    assert dataclasses.asdict(summary) == given | {
        "id": "ctr",
        "title": "ctr",
        "genre": Genre.OFFICIAL,
        "year": 2024,
        "district": None,
        "version": version,
        "passages": 2,
        "groups": 2,
        "problems": 1,
        "words": 1,
        "issuer": None,
    }
    attributes = store.attributes()[version]
    assert (attributes.document_id, attributes.year, attributes.level) == ("ctr", 2024, "tỉnh")
    assert isinstance(attributes.level, Tier)
    assert store.problems() == [("ctr", document.problems[0])]


def test_passages_come_in_the_order_asked(store: Store) -> None:
    first = store.put(make("a", "A\nB\nC\n"), "1").version
    second = store.put(make("b", "D\n"), "1").version
    keys = store.passage_keys(first)
    wanted = [*reversed(keys), 10**9, *store.passage_keys(second), keys[0]]
    found = store.passages(wanted)
    assert [p.text for p in found] == ["C\n", "B\n", "A\n", "D\n", "A\n"]
    assert [(p.document_id, p.version) for p in found[2:4]] == [("a", first), ("b", second)]
    assert (found[0].eid, found[0].spans) == ("para_3", (Span(4, 6),))
    assert found[0].heading_path == ("Phần I",)
    assert store.passage_key("a", "para_2") == keys[1]
    assert store.passages([]) == []


def test_many_passages_at_once(store: Store) -> None:
    version = store.put(make("a", "x\n" * 1201), "1").version
    keys = store.passage_keys(version)
    assert [p.key for p in store.passages(keys[::-1])] == keys[::-1]


def test_columns_hold_current_versions_only(store: Store) -> None:
    assert len(store.passage_columns().keys) == 0
    old = store.put(make("a", "A\nB\n"), "1").version
    new = store.put(make("a", "A\nB\nC\n"), "1").version
    columns = store.passage_columns()
    assert columns.keys.tolist() == store.passage_keys(new)
    assert set(columns.versions.tolist()) == {new}
    assert columns.keys.dtype == columns.versions.dtype == "int64"
    assert len(store.passage_keys(old)) == 2


def test_keys_are_never_used_again(store: Store) -> None:
    version = store.put(make("a"), "1").version
    keys = store.passage_keys(version)
    store.remove("a")
    again = store.put(make("a"), "1").version
    assert again > version
    assert min(store.passage_keys(again)) > max(keys)


def test_groups_follow_the_current_version(store: Store) -> None:
    version = store.put(make("a", "A\nB\nC\n"), "1").version
    one, two, _ = store.passage_keys(version)
    store.set_groups("28-ct-tw", version, {one: "1", two: "2"})
    store.set_groups("khac", version, {one: "9"})
    assert store.groups("28-ct-tw") == {one: "1", two: "2"}
    store.set_groups("28-ct-tw", version, {two: "3"})
    assert store.groups("28-ct-tw") == {two: "3"}
    assert store.grouped_versions("28-ct-tw") == {version}
    later = store.put(make("a", "A\n"), "1").version
    assert store.groups("28-ct-tw") == {}
    assert store.grouped_versions("28-ct-tw") == set()
    store.set_groups("28-ct-tw", later, {})
    assert store.grouped_versions("28-ct-tw") == {later}


def test_generation_grows_with_every_change(store: Store) -> None:
    seen = [store.generation()]
    version = store.put(make("a"), "1").version
    seen.append(store.generation())
    store.set_groups("f", version, {})
    seen.append(store.generation())
    store.remove("a")
    seen.append(store.generation())
    assert seen == sorted(set(seen))


# --- Sources, removal, checking ---------------------------------------------


def test_sources_are_kept_by_hash(store: Store) -> None:
    data = "Nội dung".encode()
    source = source_of(data)
    store.add_source(source, data)
    store.add_source(source, data)
    assert store.source_bytes(source.sha256) == data
    path = store.folder / "sources" / source.sha256[:2] / source.sha256
    assert [p for p in (store.folder / "sources").rglob("*") if p.is_file()] == [path]
    with pytest.raises(StoreError, match="không khớp"):
        store.add_source(source, data + b"!")
    for name in ("0" * 64, "../store.sqlite", ""):
        with pytest.raises(NotFound):
            store.source_bytes(name)


def test_a_damaged_source_is_written_anew(store: Store) -> None:
    source = source_of(b"abc")
    store.add_source(source, b"abc")
    (store.folder / "sources" / source.sha256[:2] / source.sha256).write_bytes(b"xyz")
    store.add_source(source, b"abc")
    assert store.source_bytes(source.sha256) == b"abc"


def test_remove_takes_the_document_and_its_own_sources(store: Store) -> None:
    for name, text in (("a", "A\n"), ("a", "B\n"), ("b", "B\n")):
        document = make(name, text)
        store.add_source(document.source, text.encode())
        store.put(document, "1" if name == "a" else "2")
    shared = make("b", "B\n").source.sha256
    assert store.current_versions().popitem()[1] == "a"  # the same bytes, the same document
    store.put(make("c", "C\n"), "1")
    store.remove("a")
    assert [s.id for s in store.summaries()] == ["c"]
    with pytest.raises(NotFound):
        store.source_bytes(shared)
    with pytest.raises(NotFound):
        store.document("a")


def test_check_finds_what_is_wrong(store: Store) -> None:
    def fresh(name: str) -> Document:
        text = f"Văn bản {name}.\n"
        document = make(name, text)
        store.add_source(document.source, text.encode())
        store.put(document, "1")
        return document

    lost, cut, torn, unlike = map(fresh, ("lost", "cut", "torn", "unlike"))
    fresh("sound")
    assert store.check() == []
    (store.folder / "sources" / lost.source.sha256[:2] / lost.source.sha256).unlink()
    store.close()
    with sqlite3.connect(store.folder / "store.sqlite") as db:
        version = "(SELECT v.key FROM versions v JOIN documents d ON d.key = v.document "
        version += "WHERE d.id = ?)"
        db.execute(f"UPDATE versions SET structure = x'00' WHERE key = {version}", (torn.id,))
        db.execute(f"UPDATE passages SET spans = '[0,999]' WHERE version = {version}", (cut.id,))
        db.execute(f"UPDATE passages SET text = '?' WHERE version = {version}", (unlike.id,))
    db.close()
    found = [str(message) for message in store.check()]
    assert len(found) == 4
    for message, name, word in zip(
        found,
        ("cut", "lost", "torn", "unlike"),
        ("ngoài", "nguồn", "đọc lại", "không khớp"),
        strict=True,
    ):
        assert f"“{name}”" in message
        assert word in message


# --- Opening ----------------------------------------------------------------


def test_a_store_opens_again(store: Store) -> None:
    store.put(make("a"), "1")
    store.close()
    assert Store(store.folder).document("a") == make("a")


def test_tables_match_the_migrations(store: Store) -> None:
    """What the queries know of a table is what the migrations made."""
    with sqlite3.connect(store.folder / "store.sqlite") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
        for table in schema.metadata.sorted_tables:
            rows = db.execute(f"SELECT name FROM pragma_table_info('{table.name}')").fetchall()
            assert [name for (name,) in rows] == [column.name for column in table.columns]
    db.close()


def test_an_older_store_is_migrated(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(make("a"), "1")
    store.close()
    steps = [
        *schema.MIGRATIONS,
        "CREATE TABLE notes (body TEXT); INSERT INTO notes VALUES ('một')",
        "ALTER TABLE notes ADD COLUMN author TEXT",
    ]
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    for _ in range(2):  # the second time there is nothing left to do
        later = Store(store.folder)
        assert later.document("a") == make("a")
        later.close()
    with sqlite3.connect(store.folder / "store.sqlite") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(steps),)
        assert db.execute("SELECT * FROM notes").fetchall() == [("một", None)]
    db.close()


def test_issuers_of_an_older_store_are_filled_in(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = make("a")
    issued = replace(document, metadata=replace(document.metadata, issuer="Tỉnh ủy Lai Châu"))
    version = store.put(issued, "1").version
    assert store.attributes()[version].issuer == "Tỉnh ủy Lai Châu"
    store.close()
    with sqlite3.connect(store.folder / "store.sqlite") as db:
        for table in ("issuers", "saved"):  # what the steps since then made
            db.execute(f"DROP TABLE {table}")
        db.execute(f"PRAGMA user_version = {schema.MIGRATIONS.index(migrations._ISSUERS)}")
    db.close()
    later = Store(store.folder)
    assert later.attributes()[version].issuer == "Tỉnh ủy Lai Châu"
    later.correct("a", "issuer", "Tỉnh ủy Sơn La", by="x")
    assert later.attributes()[version].issuer == "Tỉnh ủy Sơn La"
    later.close()


def test_a_failed_migration_leaves_the_store_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    steps = [*schema.MIGRATIONS, "CREATE TABLE notes (body TEXT); INSERT INTO nowhere VALUES (1)"]
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", steps)
        with pytest.raises(StoreError):
            Store(store.folder)
    assert Store(store.folder).summaries() == []
    with sqlite3.connect(store.folder / "store.sqlite") as db:
        assert db.execute("SELECT name FROM sqlite_master WHERE name = 'notes'").fetchall() == []
    db.close()


def test_a_newer_store_is_refused(store: Store) -> None:
    store.close()
    with sqlite3.connect(store.folder / "store.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match=r"bản mới hơn.*99"):
        Store(store.folder)


def test_folders_that_cannot_be_opened(tmp_path: Path) -> None:
    file = tmp_path / "tệp"
    file.write_text("x")
    for folder in (file, file / "trong"):
        with pytest.raises(StoreError, match="không phải thư mục"):
            Store(folder)
    with pytest.raises(StoreError, match="Không"):
        Store(Path("/proc/doichieu"))


@pytest.mark.parametrize(
    ("code", "word"),
    [(errno.EACCES, "quyền"), (errno.ENOSPC, "đầy"), (errno.EROFS, "chỉ cho đọc"), (5, "EIO")],
)
def test_faults_of_the_file_system_in_words(code: int, word: str) -> None:
    with pytest.raises(StoreError, match=word) as raised, file_errors(Path("/kho/tệp")):
        raise OSError(code, "system's own words")
    assert "/kho/tệp" in str(raised.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="quyền"):
        Store(tmp_path / "kho")


@pytest.mark.parametrize("content", [b"not a database, but long enough to look at" * 100, b"SQL"])
def test_a_file_that_is_no_store(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "store.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match="hỏng"):
        Store(tmp_path)


def test_a_damaged_store_is_said_to_be_damaged(store: Store) -> None:
    for n in range(20):
        store.put(make(f"d{n}", f"Văn bản {n}\n" * 50), "1")
    store.close()
    path = store.folder / "store.sqlite"
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="hỏng"):
        Store(store.folder).summaries()


# --- Processes and threads --------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from corpus.store import Store
store = Store(Path(sys.argv[1]))
with store.writing():
    print("held", flush=True)
    sys.stdin.read()
"""
FLOOD = """
import sys
from pathlib import Path
from tests.test_store import make
from corpus.store import Store
store = Store(Path(sys.argv[1]))
for n in range(10_000):
    text = f"Văn bản {n}.\\n" * 200
    document = make(f"d{n}", text)
    store.add_source(document.source, text.encode())
    print(store.put(document, "1").document_id, flush=True)
"""
OPEN = """
import sys
from pathlib import Path
from corpus.store import Store
sys.stdin.read()
print(Store(Path(sys.argv[1])).generation())
"""


def python(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_one_process_writes(store: Store) -> None:
    store.put(make("a"), "1")
    with python(HOLD, store.folder) as other:
        assert other.stdout and other.stdin
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy, match="tiến trình khác"), store.writing():
            pass
        with pytest.raises(Busy):
            store.put(make("b"), "1")
        assert store.document("a") == make("a")  # reading goes on
        other.stdin.close()
        assert other.wait(60) == 0
    assert store.put(make("b", "B\n"), "1").outcome == "added"


def test_the_lock_goes_with_a_killed_process(store: Store) -> None:
    with python(HOLD, store.folder) as other:
        assert other.stdout
        other.stdout.readline()
        other.kill()
        other.wait(60)
    with store.writing():
        pass


def test_writing_nests(store: Store) -> None:
    with store.writing(), store.writing(), Store(store.folder).writing():
        store.put(make("a"), "1")
    code = HOLD.replace("sys.stdin.read()", "")
    with store.writing():
        with store.writing():
            pass
        refused = subprocess.run(
            [sys.executable, "-c", code, str(store.folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Busy" in refused.stderr


def test_what_was_acknowledged_survives_kill_9(store: Store) -> None:
    with python(FLOOD, store.folder) as other:
        assert other.stdout
        seen = [other.stdout.readline().strip() for _ in range(10)]
        os.kill(other.pid, signal.SIGKILL)
        seen += other.stdout.read().split()
        other.wait(60)
    stored = {summary.id for summary in store.summaries()}
    assert set(seen) <= stored
    assert len(stored - set(seen)) <= 1  # committed, but killed before it could say so
    assert store.check() == []


def test_processes_open_a_new_store_together(tmp_path: Path) -> None:
    others = [python(OPEN, tmp_path / "kho") for _ in range(4)]
    for other in others:
        assert other.stdin
        other.stdin.close()
    for other in others:
        with other:
            assert other.stdout
            assert other.stdout.read() == "0\n"


def test_threads_share_a_store(store: Store) -> None:
    faults: list[BaseException] = []

    def work(n: int) -> None:
        try:
            for i in range(5):
                name = f"t{n}-{i}"
                document = make(name, f"{name}\n")
                version = store.put(document, "1").version
                assert store.document(name) == document
                assert len(store.passages(store.passage_keys(version))) == 1
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert len(store.summaries()) == 40
    assert store.generation() == 40
