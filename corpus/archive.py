"""A whole corpus as one .zip, and an empty data folder filled from it.

In the zip: a manifest with the hash of every file, the tables of the store as JSON
lines, the sources under their hashes, and the reader's abbreviations; never an index.
A name inside a zip is never used as a path.  What is imported is built beside the
folder's own, checked as `doichieu check` checks, and only then put in its place.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO, Any

from corpus import dump
from corpus.files import SourceFiles, file_errors
from corpus.model import BadRequest, Message
from corpus.store import Store

_FORMAT, _VERSION = "doichieu-archive", 1
_MANIFEST, _ABBREVIATIONS = "manifest.json", "abbreviations.toml"
_STORE = "store.sqlite"
_NAME = re.compile(
    r"manifest\.json|abbreviations\.toml|store/([a-z_]{1,60})\.jsonl|sources/([0-9a-f]{64})"
)
# What damaged files raise: of an unknown packing NotImplementedError, of an encrypted
# member RuntimeError.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STAMP = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
# What no archive of ours comes near: refused before anything is unpacked.
_MOST_FILES, _MOST_BYTES = 500_000, 64 << 30
_MOST_TIMES, _SMALL = 200, 1 << 20  # how often smaller a packed file may be, if it is not small
_LONGEST_MANIFEST, _LONGEST_LINE = 256 << 20, 512 << 20


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive holds."""

    documents: int
    versions: int
    sources: int
    size: int


# --- Out --------------------------------------------------------------------


def write(store: Store, target: Path) -> Archived:
    """The corpus of a store as a zip, written whole or not at all."""
    with file_errors(target), store.writing(), dump.tables(store.folder / _STORE) as tables:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".zip", delete=False) as file:
            temporary = Path(file.name)
            try:
                counts, sources = _pack(store, file, tables)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    return Archived(counts["documents"], counts["versions"], sources, target.stat().st_size)


def _pack(
    store: Store, file: IO[bytes], tables: dict[str, Iterator[str]]
) -> tuple[dict[str, int], int]:
    listed: list[dict[str, object]] = []
    counts: dict[str, int] = {}
    needed: set[str] = set()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for table, lines in tables.items():
            counts[table] = 0

            def counted(lines: Iterator[str] = lines, table: str = table) -> Iterator[bytes]:
                for line in lines:
                    counts[table] += 1
                    if table == "versions":
                        needed.add(json.loads(line)["sha256"])
                    yield line.encode() + b"\n"

            listed.append(_put(packed, f"store/{table}.jsonl", counted()))
        for sha256 in sorted(needed):
            listed.append(_put(packed, f"sources/{sha256}", [store.source_bytes(sha256)]))
        abbreviations = store.folder / _ABBREVIATIONS
        if abbreviations.is_file():
            listed.append(_put(packed, _ABBREVIATIONS, [abbreviations.read_bytes()]))
        manifest = {
            "format": _FORMAT,
            "format_version": _VERSION,
            "schema": dump.steps(),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "rows": counts,
            "files": listed,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        packed.writestr(_info(_MANIFEST), text.encode())
    return counts, len(needed)


def _put(packed: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> dict[str, object]:
    """A file of the zip, and its line of the manifest."""
    digest, size = hashlib.sha256(), 0
    with packed.open(_info(name), "w", force_zip64=True) as out:
        for chunk in chunks:
            out.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return {"name": name, "sha256": digest.hexdigest(), "size": size}


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


# --- In ---------------------------------------------------------------------


def read(source: Path, folder: Path) -> Archived:
    """Fill an empty data folder from an archive; what is wrong with it leaves no trace."""
    folder = folder.absolute()
    try:
        packed = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        raise BadRequest(
            Message("Không đọc được tệp lưu trữ {file}: {reason}.", file=source, reason=error)
        ) from error
    with packed, file_errors(folder):
        files = _files(packed)
        manifest = _manifest(packed, files)
        folder.mkdir(parents=True, exist_ok=True)
        store = Store(folder)
        with store.writing():
            _refuse_full(store)
            with TemporaryDirectory(dir=folder, prefix=".import-") as beside:
                built = _build(packed, files, manifest, Path(beside))
                _put_in_place(Path(beside), folder)
    return built


def _files(packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of the zip by name, if all are what an archive of ours has."""
    infos = packed.infolist()
    if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _MOST_BYTES:
        raise _spoilt(Message("quá lớn"))
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if not _NAME.fullmatch(info.filename) or info.filename != info.orig_filename:
            raise _spoilt(Message("có tệp lạ “{name}”", name=info.filename[:120]))
        if info.filename in found:
            raise _spoilt(Message("có hai tệp “{name}”", name=info.filename))
        if info.flag_bits & 1 or info.compress_type not in _PACKINGS:
            raise _spoilt(Message("“{name}” đóng gói lạ", name=info.filename))
        if info.file_size > _SMALL and info.file_size > _MOST_TIMES * info.compress_size:
            raise _spoilt(Message("“{name}” nén quá mức", name=info.filename))
        found[info.filename] = info
    return found


def _manifest(packed: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo]) -> dict[str, Any]:
    info = files.pop(_MANIFEST, None)
    if info is None or info.file_size > _LONGEST_MANIFEST:
        raise _spoilt(Message("thiếu bảng kê"))
    try:
        manifest = json.loads(_whole(packed, info))
        listed = {one["name"]: (one["sha256"], one["size"]) for one in manifest["files"]}
        shape = (manifest["format"], manifest["format_version"], type(manifest["schema"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _spoilt(Message("bảng kê không đọc được")) from error
    if shape != (_FORMAT, _VERSION, int):
        raise _spoilt(Message("không phải dạng lưu trữ của chương trình này"))
    if listed.keys() != files.keys() or len(listed) != len(manifest["files"]):
        raise _spoilt(Message("bảng kê không khớp với các tệp"))
    return {"schema": manifest["schema"], "files": listed}


def _refuse_full(store: Store) -> None:
    full = bool(store.current_versions())
    store.close()
    if full:
        raise BadRequest(
            Message("Thư mục {folder} đã có văn bản; chỉ nhập vào kho trống.", folder=store.folder)
        )


def _build(
    packed: zipfile.ZipFile,
    files: dict[str, zipfile.ZipInfo],
    manifest: dict[str, Any],
    beside: Path,
) -> Archived:
    """Store and sources in a folder of their own, checked."""
    expected: dict[str, tuple[str, int]] = manifest["files"]
    sources = SourceFiles(beside / "sources")
    tables = []
    for name, info in files.items():
        matched = _NAME.fullmatch(name)
        table, sha256 = matched.groups() if matched else (None, None)
        if table:
            tables.append((table, _lines(packed, info, expected[name])))
            continue
        data = b"".join(_chunks(packed, info, expected[name]))
        if sha256:
            if hashlib.sha256(data).hexdigest() != sha256:
                raise _spoilt(Message("“{name}” không đúng với mã của nó", name=name))
            sources.write(sha256, data)
        else:
            (beside / _ABBREVIATIONS).write_bytes(data)
    dump.restore(beside / _STORE, manifest["schema"], tables)
    store = Store(beside)
    try:
        faults = store.check()
        held = store.summaries()
        count = sum(len(store.versions(line.id)) for line in held)
    finally:
        store.close()
    if faults:
        raise _spoilt(faults[0])
    kept = sum(1 for name in files if name.startswith("sources/"))
    return Archived(len(held), count, kept, sum(info.compress_size for info in files.values()))


def _lines(
    packed: zipfile.ZipFile, info: zipfile.ZipInfo, expected: tuple[str, int]
) -> Iterator[str]:
    rest = b""
    for chunk in _chunks(packed, info, expected):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from map(_decoded, whole)
        if len(rest) > _LONGEST_LINE:
            raise _spoilt(Message("“{name}” có dòng quá dài", name=info.filename))
    if rest:
        yield _decoded(rest)


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise _spoilt(Message("có chữ không phải UTF-8")) from error


def _chunks(
    packed: zipfile.ZipFile, info: zipfile.ZipInfo, expected: tuple[str, int]
) -> Iterator[bytes]:
    """The bytes of a file of the zip; at their end they must be what the manifest says."""
    digest, size = hashlib.sha256(), 0
    try:
        with packed.open(info) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
    except _DAMAGE as error:
        raise _spoilt(Message("“{name}” hỏng", name=info.filename)) from error
    if (digest.hexdigest(), size) != expected:
        raise _spoilt(Message("“{name}” không khớp với bảng kê", name=info.filename))


def _whole(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        return packed.read(info)
    except _DAMAGE as error:
        raise _spoilt(Message("“{name}” hỏng", name=info.filename)) from error


def _put_in_place(beside: Path, folder: Path) -> None:
    """The empty store gives way; whatever index there was belonged to it."""
    for leftover in (_STORE, f"{_STORE}-wal", f"{_STORE}-shm"):
        (folder / leftover).unlink(missing_ok=True)
    for name in ("index", "sources"):
        shutil.rmtree(folder / name, ignore_errors=True)
    # The store last: it makes the folder whole.
    for made in ("sources", _ABBREVIATIONS, f"{_STORE}-wal", _STORE):
        if (beside / made).exists():
            (beside / made).replace(folder / made)


def _spoilt(fault: Message) -> BadRequest:
    return BadRequest(Message("Tệp lưu trữ hỏng hoặc bị sửa: {fault}.", fault=fault))
