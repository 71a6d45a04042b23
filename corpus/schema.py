"""The tables of the store, how its file is opened, and the steps from an older one to this.

`PRAGMA user_version` counts the steps of MIGRATIONS a store has taken.  A step,
once released, is never edited: a change of the tables is a new step at the end.
Keys are never reused (AUTOINCREMENT), because the index and its caches know
versions and passages by them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError

from corpus.files import file_errors
from corpus.model import Busy, DoichieuError, Message, StoreError

metadata = MetaData()

# One row: the number of committed changes.
state = Table("state", metadata, Column("generation", Integer, nullable=False))

documents = Table(
    "documents",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("origin", Text, nullable=False, unique=True),
)

# Everything of one version. `structure` holds the fields of the document that have
# no column of their own. The large columns stand last: SQLite reads a row from its
# beginning, and lists and filters must not wade through texts.
versions = Table(
    "versions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("parser", Text, nullable=False),
    Column("ingested_at", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("symbol", Text),
    Column("symbol_key", Text),
    Column("type", Text),
    Column("genre", Text, nullable=False),
    Column("date", Text),
    Column("published", Text),
    Column("year", Integer),
    Column("province", Text),
    Column("district", Text),
    Column("level", Text),
    Column("passage_count", Integer, nullable=False),
    Column("group_count", Integer, nullable=False),
    Column("problem_count", Integer, nullable=False),
    Column("word_count", Integer, nullable=False),
    Column("problems", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("structure", LargeBinary, nullable=False),
    Column("word_starts", LargeBinary, nullable=False),
    Column("word_ends", LargeBinary, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("version", ForeignKey("versions.key", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("eid", Text, nullable=False),
    Column("provision", Text),
    Column("text", Text, nullable=False),
    Column("spans", Text, nullable=False),
    Column("heading_path", Text, nullable=False),
    Column("sentences", Text, nullable=False),
)

# Which row of a frame a passage is filed under, and which versions were filed at all.
filings = Table(
    "filings",
    metadata,
    Column("frame", Text, primary_key=True),
    Column("version", ForeignKey("versions.key", ondelete="CASCADE"), primary_key=True),
)
groups = Table(
    "groups",
    metadata,
    Column("frame", Text, primary_key=True),
    Column("passage", ForeignKey("passages.key", ondelete="CASCADE"), primary_key=True),
    Column("group_key", Text, nullable=False),
)

_FIRST = """
CREATE TABLE state (generation INTEGER NOT NULL);
INSERT INTO state VALUES (0);
CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL UNIQUE
);
CREATE TABLE versions (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    current BOOLEAN NOT NULL,
    sha256 TEXT NOT NULL,
    parser TEXT NOT NULL,
    ingested_at TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    symbol TEXT,
    symbol_key TEXT,
    type TEXT,
    genre TEXT NOT NULL,
    date TEXT,
    published TEXT,
    year INTEGER,
    province TEXT,
    district TEXT,
    level TEXT,
    passage_count INTEGER NOT NULL,
    group_count INTEGER NOT NULL,
    problem_count INTEGER NOT NULL,
    word_count INTEGER NOT NULL,
    problems TEXT NOT NULL,
    text TEXT NOT NULL,
    structure BLOB NOT NULL,
    word_starts BLOB NOT NULL,
    word_ends BLOB NOT NULL,
    UNIQUE (document, number)
);
CREATE UNIQUE INDEX versions_one_current ON versions (document) WHERE current;
CREATE INDEX versions_sha256 ON versions (sha256);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    eid TEXT NOT NULL,
    provision TEXT,
    text TEXT NOT NULL,
    spans TEXT NOT NULL,
    heading_path TEXT NOT NULL,
    sentences TEXT NOT NULL,
    UNIQUE (version, eid),
    UNIQUE (version, ordinal)
);
CREATE TABLE filings (
    frame TEXT NOT NULL,
    version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    PRIMARY KEY (frame, version)
) WITHOUT ROWID;
CREATE INDEX filings_version ON filings (version);
CREATE TABLE groups (
    frame TEXT NOT NULL,
    passage INTEGER NOT NULL REFERENCES passages (key) ON DELETE CASCADE,
    group_key TEXT NOT NULL,
    PRIMARY KEY (frame, passage)
) WITHOUT ROWID;
CREATE INDEX groups_passage ON groups (passage);
"""

# Each step is a script of statements, none of which holds a semicolon of its own.
MIGRATIONS: list[str] = [_FIRST]


_WAIT = 30  # seconds to wait for another process to end its transaction

_DAMAGED = "Kho dữ liệu {path} bị hỏng hoặc không phải kho của chương trình này."
_NO_PERMISSION = "Không có quyền đọc ghi kho dữ liệu {path}."
_FAULTS: dict[int, tuple[type[DoichieuError], str]] = {
    sqlite3.SQLITE_BUSY: (Busy, "Một tiến trình khác đang ghi vào {path}, hãy thử lại."),
    sqlite3.SQLITE_LOCKED: (Busy, "Một tiến trình khác đang ghi vào {path}, hãy thử lại."),
    sqlite3.SQLITE_NOTADB: (StoreError, _DAMAGED),
    sqlite3.SQLITE_CORRUPT: (StoreError, _DAMAGED),
    sqlite3.SQLITE_ERROR: (StoreError, _DAMAGED),
    sqlite3.SQLITE_CONSTRAINT: (StoreError, "Dữ liệu trùng mã, hoặc trỏ đến mục không có."),
    sqlite3.SQLITE_READONLY: (StoreError, _NO_PERMISSION),
    sqlite3.SQLITE_PERM: (StoreError, _NO_PERMISSION),
    sqlite3.SQLITE_CANTOPEN: (StoreError, "Không mở được kho dữ liệu {path}."),
    sqlite3.SQLITE_FULL: (StoreError, "Ổ đĩa đã đầy, không ghi được kho dữ liệu {path}."),
}
_OTHER = (StoreError, "Không đọc ghi được kho dữ liệu {path} (lỗi {code}).")


class Database:
    """The SQLite file: transactions in, faults out as sentences."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with file_errors(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)),
            connect_args={"check_same_thread": False, "timeout": _WAIT},
        )
        event.listen(self._engine, "connect", _on_connect)
        event.listen(self._engine, "begin", _on_begin)
        self._migrate()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store."""
        with self._faults(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that alone may write; committed at the end, undone by an exception."""
        with self._faults(), self._engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
                yield connection

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file."""
        with self.read() as connection:
            lines = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        faults = [str(line) for line in lines if line != "ok"]
        return faults + [f"{table} {row} → {parent}" for table, row, parent, _ in dangling]

    def _migrate(self) -> None:
        """Take the steps a store has not taken yet; refuse one that took steps unknown here."""
        with self.read() as connection:
            taken = _steps_taken(connection)
        if taken < len(MIGRATIONS):
            with self.write() as connection:
                for step in MIGRATIONS[_steps_taken(connection) :]:
                    for statement in filter(str.strip, step.split(";")):
                        connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version = {len(MIGRATIONS)}")
        elif taken > len(MIGRATIONS):
            raise StoreError(
                Message(
                    "Kho dữ liệu {path} do một bản mới hơn của chương trình tạo ra "
                    "(cấu trúc {found}, bản này đọc đến {known}). Hãy nâng cấp chương trình.",
                    path=str(self.path),
                    found=taken,
                    known=len(MIGRATIONS),
                )
            )

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0)
            kind, template = _FAULTS.get(code & 0xFF, _OTHER)
            raise kind(Message(template, path=str(self.path), code=code)) from error
        except UnicodeEncodeError as error:
            raise StoreError(Message("Văn bản có ký tự không thể lưu.")) from error


def _steps_taken(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _on_connect(connection: Any, _record: Any) -> None:
    """Our transactions, not the driver's; readers that do not stop the writer; keys that hold."""
    connection.isolation_level = None
    cursor = connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
