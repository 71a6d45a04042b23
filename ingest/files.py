"""Paths in, files out: which files are meant, and the bytes of each.

An archive stands for the documents in it (`archives`).  Everything that can be wrong with a path is met here: it is missing, a folder that
cannot be listed, a link that leads in a circle, a pipe, too large, of a kind we
do not read.  A missing path stops everything, the rest is a `Failure` of that file.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.model import BadRequest, Message, Source
from ingest import archives
from ingest.archives import ArchiveError, is_archive
from ingest.extract import EXTRACTORS

LARGEST = 64 * 1024 * 1024
_PASSED_OVER = (".", "~$")  # hidden files, and those an open word processor leaves about


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not become a document: where it stopped, and why."""

    file: str
    stage: str
    reason: Message


def expand(paths: Sequence[Path]) -> tuple[list[Path], list[Failure]]:
    """The files meant by `paths`, each once, and what cannot be listed or is none to read."""
    missing = [path for path in paths if not _is_there(path)]
    if missing:
        names = ", ".join(printable(path) for path in missing)
        raise BadRequest(
            Message("Không thấy tệp hoặc thư mục: {paths}. Chưa nạp gì cả.", paths=names)
        )
    failures: list[Failure] = []
    files: dict[str, Path] = {}
    entered: set[str] = set()
    for path in paths:
        for file in _within(path, failures, entered) if _is_folder(path) else [path]:
            if is_archive(file):
                for member in _inside(file, failures):
                    files.setdefault(origin_of(member), member)
            else:
                files.setdefault(origin_of(file), file)
    return list(files.values()), failures


def _within(folder: Path, failures: list[Failure], entered: set[str]) -> Iterator[Path]:
    real = os.path.realpath(folder)
    if real in entered:  # named twice, or a link that leads back up
        return
    entered.add(real)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        failures.append(_unreadable(folder, error))
        return
    for entry in entries:
        if entry.name.startswith(_PASSED_OVER):
            continue
        if _is_folder(entry):
            yield from _within(entry, failures, entered)
        elif entry.suffix.lower() in EXTRACTORS or is_archive(entry):
            yield entry


def _inside(archive: Path, failures: list[Failure]) -> Iterator[Path]:
    """The documents in an archive."""
    name = printable(archive)
    try:
        members = archives.members(archive)
    except ArchiveError as error:
        failures.append(Failure(name, "read", error.message))
        return
    if not members:
        failures.append(Failure(name, "read", Message("Tệp nén không có tệp nào đọc được.")))
    for member in members:
        if member.fault is None:
            yield member.path
        else:
            failures.append(Failure(printable(member.path), "read", member.fault))


def origin_of(path: Path) -> str:
    """The absolute name of a file, whatever links lead to it."""
    member = archives.split(path)
    if member is None:
        return os.path.realpath(path)
    archive, name = member
    return f"{os.path.realpath(archive)}!/{name}"


def read(path: Path) -> tuple[Source, bytes] | Failure:
    """The bytes of a file and what is known of it from outside."""
    name = printable(path)
    if path.suffix.lower() not in EXTRACTORS:
        reason = Message(
            "Không đọc được loại tệp này; các loại đọc được: {known}.",
            known=", ".join(sorted({*EXTRACTORS, *archives.SUFFIXES})),
        )
        return Failure(name, "read", reason)
    member = archives.split(path)
    try:
        if member is not None:
            data = archives.read(*member, LARGEST)
        elif not stat.S_ISREG(path.stat().st_mode):  # a pipe would keep us waiting
            return Failure(name, "read", Message("Đây không phải là một tệp thường."))
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except ArchiveError as error:
        return Failure(name, "read", error.message)
    except OSError as error:
        return _unreadable(path, error)
    if len(data) > LARGEST:
        limit = LARGEST // (1024 * 1024)
        return Failure(name, "read", Message("Tệp lớn hơn {limit} MB.", limit=limit))
    source = Source(
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        file_name=printable(Path(path.name)),
        origin=printable(Path(origin_of(path))),
        size=len(data),
    )
    return source, data


def printable(path: Path) -> str:
    """A path as text, with what is not UTF-8 in it escaped."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:  # there or not, it is reading that will fail
        return True
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _unreadable(path: Path, error: OSError) -> Failure:
    reason = error.strerror or type(error).__name__
    return Failure(
        printable(path), "read", Message("Không mở được để đọc ({reason}).", reason=reason)
    )
