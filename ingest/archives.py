"""Zip archives: one file in, the documents in it out, each by a path of its own.

A member is named `<archive>!/<its name in the archive>`, a path that no folder
has.  Nothing is ever written to disk, and names in an archive are names only: they
lead nowhere.  Archives are hostile until read, so that everything is bounded:
members, their size, what they unpack to, and there are no archives in archives.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.model import DoichieuError, Message
from ingest.extract import EXTRACTORS
from ingest.extract.legacy import from_bytes
from ingest.extract.syllables import reading

SUFFIXES = frozenset({".zip"})
MOST_MEMBERS = 2000
MOST_BYTES = 512 * 1024 * 1024  # all members together
HIGHEST_RATIO = 200  # of what is unpacked to what is packed; text packs some 10 times
_SMALL = 1024 * 1024  # what is no larger may pack as well as it likes

_MARK = "!"
_PACKED = frozenset({".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"})
_PASSED_OVER = (".", "~$", "__MACOSX")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
           RuntimeError, UnicodeError)  # fmt: skip


class ArchiveError(DoichieuError):
    """An archive, or a member of one, that cannot be read."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `fault` says why it is none of ours to read."""

    path: Path
    fault: Message | None = None


def is_archive(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def split(path: Path) -> tuple[Path, str] | None:
    """(archive, name of the member) for the path of a member, None for any other."""
    for parent in path.parents:
        if parent.name.endswith(_MARK) and is_archive(Path(parent.name[: -len(_MARK)])):
            archive = parent.with_name(parent.name[: -len(_MARK)])
            if archive.is_file() and not parent.exists():
                return archive, path.relative_to(parent).as_posix()
    return None


def members(archive: Path) -> list[Member]:
    """The documents of an archive, in the order of their names."""
    try:
        with zipfile.ZipFile(archive) as file:
            named = list(_named(file))
    except _BROKEN as error:
        raise ArchiveError(Message("Tệp nén hỏng, không mở được.")) from error
    inside = archive.with_name(archive.name + _MARK)
    return [Member(inside / name, _fault(info)) for name, info in sorted(named, key=lambda n: n[0])
            if _is_ours(name)]  # fmt: skip


def read(archive: Path, name: str, limit: int) -> bytes:
    """The bytes of one member, at most one more than `limit`."""
    try:
        with zipfile.ZipFile(archive) as file:
            info = dict(_named(file)).get(name)
            if info is None:
                raise ArchiveError(Message("Không còn tệp này trong tệp nén."))
            fault = _fault(info)
            if fault is not None:
                raise ArchiveError(fault)
            with file.open(info) as member:
                return member.read(limit + 1)
    except _BROKEN as error:
        raise ArchiveError(Message("Tệp này trong tệp nén bị hỏng, không đọc được.")) from error


def _named(file: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The files of an archive under names that are names only, each once."""
    infos = [info for info in file.infolist() if not info.is_dir()]
    if len(infos) > MOST_MEMBERS:
        raise ArchiveError(
            Message(
                "Tệp nén có {count} tệp (tối đa {limit}).", count=len(infos), limit=MOST_MEMBERS
            )
        )
    if sum(info.file_size for info in infos) > MOST_BYTES:
        limit = MOST_BYTES // (1024 * 1024)
        raise ArchiveError(Message("Tệp nén giải ra quá {limit} MB.", limit=limit))
    taken: set[str] = set()
    for info in infos:
        name = _name(info)
        path, count = PurePosixPath(name), 1
        while name in taken:
            count += 1
            name = path.with_name(f"{path.stem}-{count}{path.suffix}").as_posix()
        taken.add(name)
        yield name, info


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name without anything that leads elsewhere."""
    parts = _spelled(info).replace("\\", "/").split("/")
    kept = [part.replace("\x00", "") for part in parts if part.strip() not in {"", ".", ".."}]
    return "/".join(kept) or "_"


def _spelled(info: zipfile.ZipInfo) -> str:
    """Names not said to be UTF-8 are so nevertheless, or in an old code page."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if raw.isascii():
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    windows = raw.decode("cp1258", "replace")
    if reading(windows).soundness > 0.5:
        return windows
    older = from_bytes(raw)
    return older[0] if older else info.filename


def _is_ours(name: str) -> bool:
    """Whether a folder on disk would offer this file, or it is an archive again."""
    parts = PurePosixPath(name).parts
    if any(part.startswith(_PASSED_OVER) for part in parts):
        return False
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in EXTRACTORS or suffix in _PACKED


def _fault(info: zipfile.ZipInfo) -> Message | None:
    if PurePosixPath(_name(info)).suffix.lower() in _PACKED:
        return Message("Không đọc tệp nén nằm trong tệp nén.")
    if info.flag_bits & 0x1:
        return Message("Tệp này trong tệp nén có mật khẩu.")
    packed = max(1, info.compress_size)
    if info.file_size > _SMALL and info.file_size > HIGHEST_RATIO * packed:
        return Message("Tệp này trong tệp nén giải ra lớn gấp {ratio} lần nên không đọc.",
                       ratio=info.file_size // packed)  # fmt: skip
    return None
