"""The tables of a store as JSON lines, and a store made of such lines again.

Out go rows as they are, keys included, so that ids, versions, decisions and permalinks
stay what they were.  What is derived stays behind: it is made anew.  A store is made at
the step of MIGRATIONS the lines were written at, and then takes the later steps, as an
old store does that is opened by a newer program.
"""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.model import BadRequest, Message
from corpus.schema import MIGRATIONS, functions

# Made anew from the others: the generation, and what is filed under frames.
_DERIVED = frozenset({"state", "filings", "groups"})
_LARGEST = 1 << 28  # bytes that packed structure may unfold to
_CHUNK = 1 << 20


def steps() -> int:
    """The step the stores of this program are at."""
    return len(MIGRATIONS)


@contextmanager
def tables(path: Path) -> Iterator[dict[str, Iterator[str]]]:
    """The lines of every table that is to be kept, all of one state of the store."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.isolation_level = None
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        yield {name: _lines(connection, name) for name in _kept(connection)}


def _kept(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
    names = [row[0] for row in connection.execute(query)]
    return [n for n in names if n not in _DERIVED and not n.startswith("sqlite_")]


def _lines(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1'):
        values = {name: _written(value) for name, value in dict(row).items()}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _written(value: object) -> object:
    return {"b64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def restore(path: Path, step: int, lines: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Make the store `path`, which is not there yet, of the lines of its tables."""
    if not 1 <= step <= len(MIGRATIONS):
        raise BadRequest(
            Message(
                "Tệp lưu trữ do một bản mới hơn của chương trình tạo ra (cấu trúc {found}, bản này"
                " đọc đến {known}).",
                found=step,
                known=len(MIGRATIONS),
            )
        )
    with closing(sqlite3.connect(path)) as connection:
        connection.isolation_level = None
        functions(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for script in MIGRATIONS[:step]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        known = set(_kept(connection))
        for table, rows in lines:
            if table not in known:
                raise _spoilt(Message("bảng lạ “{name}”", name=table))
            try:
                _fill(connection, table, rows)
            except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
                raise _spoilt(Message("bảng “{name}”: {fault}", name=table, fault=error)) from error
        connection.execute(f"PRAGMA user_version = {step}")
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise _spoilt(Message("{fault}", fault=error)) from error


def _fill(connection: sqlite3.Connection, table: str, rows: Iterable[str]) -> None:
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'
    connection.executemany(statement, (_row(table, columns, line) for line in rows))


def _row(table: str, columns: list[str], line: str) -> list[object]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _spoilt(Message("bảng “{name}” có dòng không đọc được", name=table)) from error
    if not isinstance(found, dict) or found.keys() != set(columns):
        raise _spoilt(Message("bảng “{name}” có dòng thiếu hoặc thừa cột", name=table))
    return [_read(table, found[name]) for name in columns]


def _read(table: str, value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, dict) and value.keys() == {"b64"} and isinstance(value["b64"], str):
        try:
            data = base64.b64decode(value["b64"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise _spoilt(Message("bảng “{name}” có ô không đọc được", name=table)) from error
        _refuse_bomb(table, data)
        return data
    raise _spoilt(Message("bảng “{name}” có ô không đọc được", name=table))


def _refuse_bomb(table: str, data: bytes) -> None:
    """Packed bytes are unpacked when a document is read: not more of them than memory holds."""
    unpacking, size = zlib.decompressobj(), 0
    try:
        while data and not unpacking.eof:
            size += len(unpacking.decompress(data, _CHUNK))
            data = unpacking.unconsumed_tail
            if size > _LARGEST:
                raise _spoilt(Message("bảng “{name}” có ô nén quá lớn", name=table))
    except zlib.error:
        return  # not packed; what cannot be read is told by the check of the store


def _spoilt(fault: Message) -> BadRequest:
    return BadRequest(Message("Tệp lưu trữ hỏng hoặc bị sửa: {fault}.", fault=fault))
