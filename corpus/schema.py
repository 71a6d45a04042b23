"""The tables of the store, how its file is opened, and how an older one is brought to this.

`PRAGMA user_version` counts the steps of MIGRATIONS a store has taken.
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
    update,
)
from sqlalchemy.exc import DBAPIError

from corpus import codec
from corpus.files import file_errors
from corpus.migrations import MIGRATIONS as MIGRATIONS
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

# What people put right in a document's attributes: a log that only grows.
corrections = Table(
    "corrections",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document", ForeignKey("documents.key", ondelete="CASCADE"), nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text),
    Column("was", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# What people decided about comparisons: a log that only grows, which outlives the
# documents it speaks of. An entry is JSON as files of decisions have it.
judgements = Table(
    "judgements",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("entry", Text, nullable=False),
)

# Passages people collected, with the words as they were then; a basket is known by the
# cookie of a browser, and outlives the documents it quotes from.
baskets = Table(
    "baskets",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("basket", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("passage", Text, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Column("digest", Text, nullable=False),
    Column("exact", Text, nullable=False),
    Column("stands_at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("added_at", Text, nullable=False),
)

# Searches people keep, by the cookie of a browser; `seen` is the key of a version.
saved = Table(
    "saved",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("saved_at", Text, nullable=False),
)

# Who issued a version, corrections included: what filters ask of all documents at once.
issuers = Table(
    "issuers",
    metadata,
    Column("version", ForeignKey("versions.key", ondelete="CASCADE"), primary_key=True),
    Column("issuer", Text),
)

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

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A transaction that, if it wrote anything, leaves the store one generation on."""
        with self.write() as connection:
            before = _total_changes(connection)
            yield connection
            if _total_changes(connection) != before:
                connection.execute(update(state).values(generation=state.c.generation + 1))

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


def _total_changes(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one())


def _steps_taken(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _on_connect(connection: Any, _record: Any) -> None:
    """Our transactions, not the driver's; readers that do not stop the writer; keys that hold."""
    connection.isolation_level = None
    functions(connection)
    cursor = connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def functions(connection: sqlite3.Connection) -> None:
    """What the steps need that SQLite does not have."""
    connection.create_function("issuer_of", 1, _issuer_of)


def _issuer_of(structure: bytes) -> str | None:
    issuer = codec.unpacked(structure).get("metadata", {}).get("issuer")
    return str(issuer) if issuer else None


def _on_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
