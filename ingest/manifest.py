"""A list of documents: a CSV or TOML file in, its entries and its faults out.

Each entry names a file (relative to the list) or an address, and may declare title,
number, place and licence.  Column names are taken in English and Vietnamese, with or
without diacritics; columns that mean nothing to us are left alone.  An entry that
cannot be used is a `Failure` that names its line, and the others go on.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from corpus.model import Declared, Message, Source
from corpus.text import fold, key
from ingest.files import Failure, origin_of, printable

SUFFIXES = frozenset({".csv", ".toml"})
LARGEST = 8 * 1024 * 1024
_LONGEST_VALUE = 2000

# What a column is called, without diacritics and punctuation.
_COLUMNS = {
    "file": ("file", "tep", "tap tin", "duong dan", "path"),
    "url": ("url", "dia chi", "lien ket", "link"),
    "title": ("title", "ten", "ten van ban", "tieu de", "trich yeu"),
    "number": ("number", "so", "so ky hieu", "so hieu", "ky hieu"),
    "place": ("place", "dia phuong", "tinh", "tinh thanh"),
    "licence": ("licence", "license", "giay phep"),
}
_FIELDS = {name: field for field, names in _COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of a file from outside it."""

    url: str | None = None
    fetched_at: str | None = None
    licence: str | None = None
    declared: Declared | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a list: its line, and a file or an address (or both)."""

    line: int
    file: Path | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a list at a line."""

    line: int
    message: Message

    def of(self, path: Path) -> Failure:
        reason = Message("Danh mục, dòng {line}: {fault}.", line=self.line, fault=self.message)
        return Failure(printable(path), "manifest", reason)


@dataclass(frozen=True, slots=True)
class Manifest:
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Files to ingest, what lists say of them by origin, and what is wrong with the lists."""

    paths: tuple[Path, ...]
    provenance: Mapping[str, Provenance]
    failures: tuple[Failure, ...]

    def say_of(self, source: Source) -> Source | None:
        """The source with what a list says of it, None where none does. Of a file in a
        listed archive only where it comes from is said, not its title or number."""
        known = self.provenance.get(source.origin)
        if known is None:
            archive = self.provenance.get(source.origin.partition("!/")[0])
            known = archive and replace(archive, declared=None)
        if known is None:
            return None
        return replace(
            source,
            url=known.url,
            fetched_at=known.fetched_at,
            licence=known.licence,
            declared=known.declared,
        )


_NOT_FETCHED = Message("chỉ nêu địa chỉ; hãy tải về bằng lệnh doichieu fetch")


class _Stop(Exception):
    """Something wrong with the list at a line."""

    def __init__(self, line: int, message: Message) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def is_manifest(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and path.is_file()


def read_manifest(path: Path) -> Manifest:
    """All entries of a list, in its order."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    seen: dict[object, int] = {}
    table = _toml if path.suffix.lower() == ".toml" else _csv
    try:
        for line, row in table(_text(path)):
            try:
                entry = _entry(path, line, row)
                named = entry.file or entry.provenance.url
                if named in seen:
                    raise _Stop(line, Message("đã nêu ở dòng {line}", line=seen[named]))
            except _Stop as fault:
                faults.append(Fault(fault.line, fault.message))
            else:
                seen[named] = line
                entries.append(entry)
    except _Stop as fault:
        faults.append(Fault(fault.line, fault.message))
    return Manifest(tuple(entries), tuple(faults))


def unfold(paths: Sequence[Path]) -> Listed:
    """The paths with each list replaced by the files it names."""
    files: list[Path] = []
    provenance: dict[str, Provenance] = {}
    failures: list[Failure] = []
    for path in paths:
        if not is_manifest(path):
            files.append(path)
            continue
        manifest = read_manifest(path)
        failures += [fault.of(path) for fault in manifest.faults]
        for entry in manifest.entries:
            if entry.file is None:
                failures.append(Fault(entry.line, _NOT_FETCHED).of(path))
            else:
                files.append(entry.file)
                provenance[origin_of(entry.file)] = entry.provenance
    return Listed(tuple(files), provenance, tuple(failures))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _Stop(1, Message("không mở được tệp: {what}", what=error.strerror)) from error
    if len(data) > LARGEST:
        raise _Stop(1, Message("danh mục lớn hơn {limit} MB", limit=LARGEST // 1024**2))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Stop(line, Message("danh mục phải là UTF-8")) from error


# --- Entries ----------------------------------------------------------------


def _entry(path: Path, line: int, row: Mapping[str, str] | Message) -> Entry:
    """One row, or what is wrong with it; a value that is blank is not there."""
    if isinstance(row, Message):
        raise _Stop(line, row)
    given = {name: " ".join(value.split()) for name, value in row.items() if value.strip()}
    long = [name for name, value in given.items() if len(value) > _LONGEST_VALUE]
    if long:
        limit = _LONGEST_VALUE
        raise _Stop(line, Message("“{name}” dài quá {limit} chữ", name=long[0], limit=limit))
    file, url = given.get("file"), given.get("url")
    if file is None and url is None:
        raise _Stop(line, Message("không nêu tệp, cũng không nêu địa chỉ"))
    if url is not None:
        _check_address(line, url)
    declared = Declared(given.get("title"), given.get("number"), given.get("place"))
    provenance = Provenance(
        url=url,
        licence=given.get("licence"),
        declared=declared if declared != Declared() else None,
    )
    return Entry(line, _file(path, line, file) if file else None, provenance)


def _file(path: Path, line: int, name: str) -> Path:
    file = path.parent / name
    try:
        there, is_file = file.exists(), file.is_file()
    except (OSError, ValueError):
        there = is_file = False
    if not there:
        raise _Stop(line, Message("không thấy tệp {file}", file=name))
    if not is_file:
        raise _Stop(line, Message("{file} không phải là một tệp thường", file=name))
    if is_manifest(file):
        raise _Stop(line, Message("{file} là một danh mục khác", file=name))
    return file


def _check_address(line: int, url: str) -> None:
    """Only plain addresses of the web; a password in one would be kept for all to read."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in {"http", "https"}:
        raise _Stop(line, Message("“{url}” không phải là địa chỉ http hay https", url=url))
    if parts.username is not None:
        raise _Stop(line, Message("địa chỉ có tên đăng nhập hay mật khẩu bên trong"))


# --- Formats ----------------------------------------------------------------

_Rows = Iterator[tuple[int, dict[str, str] | Message]]


def _columns(names: Sequence[str], line: int) -> list[str | None]:
    """The field that each column fills, None where it is none of ours."""
    plain = [" ".join(re.sub(r"[\W_]+", " ", fold(key(name))).split()) for name in names]
    fields = [_FIELDS.get(name) for name in plain]
    for at, field in enumerate(fields):
        if field is not None and field in fields[:at]:
            same = f"{names[fields.index(field)]}, {names[at]}"
            raise _Stop(line, Message("hai cột cùng nghĩa: {names}", names=same))
    return fields


def _csv(text: str) -> _Rows:
    """Rows under their fields, with the line each begins at."""
    head = text.lstrip().partition("\n")[0]
    delimiter = max(",;", key=head.count)
    fields: list[str | None] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for line, cells in _lines(reader):
        if not any(cell.strip() for cell in cells):
            continue
        if not fields:
            fields = _columns(cells, line)
            if not {"file", "url"} & set(fields):
                raise _Stop(line, Message("không có cột tệp (file) hay địa chỉ (url)"))
        elif any(cell.strip() for cell in cells[len(fields) :]):
            count, width = len(cells), len(fields)
            yield line, Message("có {count} ô, dòng đầu chỉ có {width}", count=count, width=width)
        else:
            yield line, {f: cell for f, cell in zip(fields, cells, strict=False) if f}
    if not fields:
        raise _Stop(1, Message("danh mục trống"))


class _Reader(Protocol):
    """What `csv.reader` returns, which the standard library does not name."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...


def _lines(reader: _Reader) -> Iterator[tuple[int, list[str]]]:
    """The rows of a reader of `csv` with the line each begins at."""
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _Stop(begins, Message("không đọc được dòng này: {what}", what=error)) from error


def _toml(text: str) -> _Rows:
    """The tables of the file's only list of tables: `[[document]]`."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        where = re.search(r"at line (\d+)", str(error))
        line = int(where[1]) if where else text.count("\n") + 1
        raise _Stop(line, Message("không đúng cú pháp TOML: {what}", what=error)) from error
    lists = [value for value in data.values() if isinstance(value, list)]
    if len(lists) != 1 or not all(isinstance(item, dict) for item in lists[0]):
        raise _Stop(1, Message("không có bảng [[document]] nào"))
    begins = [m.start() for m in re.finditer(r"^[ \t]*\[\[", text, re.MULTILINE)]
    known = len(begins) == len(lists[0])  # not so for a list written in line
    for which, table in enumerate(lists[0]):
        line = text.count("\n", 0, begins[which]) + 1 if known else 1
        fields = _columns(list(table), line)
        pairs = [(f, value) for f, value in zip(fields, table.values(), strict=True) if f]
        wrong = [f for f, value in pairs if not isinstance(value, str)]
        if wrong:
            yield line, Message("“{name}” phải là một chuỗi chữ", name=wrong[0])
        else:
            yield line, dict(pairs)
