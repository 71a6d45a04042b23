"""A folder of fetched files: their names, and a record of where each came from.

In: an address, its answer.  Out: a file whose name is safe on any system and whose
suffix is that of its contents, and a line in `fetched.json` beside it.  A file that
the record does not know is never written over.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.message import Message as Headers
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus.model import BadRequest, Message
from ingest.archives import SUFFIXES as ARCHIVES
from ingest.extract import EXTRACTORS
from ingest.polite import Answer

RECORD = "fetched.json"
_LONGEST_NAME = 120  # bytes, with room for a mark and a suffix within any file system

# Content type → the suffixes it may have, the usual one first; none: what the name says.
_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "text/html": (".html", ".htm", ".xhtml"),
    "application/xhtml+xml": (".xhtml", ".html", ".htm"),
    "text/plain": (".txt", ".text", ".md", ".markdown"),
    "text/markdown": (".md", ".markdown"),
    "application/pdf": (".pdf",),
    "application/x-pdf": (".pdf",),
    "application/msword": (".doc", ".docx", ".docm", ".rtf"),
    "application/rtf": (".rtf", ".doc"),
    "text/rtf": (".rtf", ".doc"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx", ".docm"),
    "application/vnd.ms-word.document.macroenabled.12": (".docm",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/zip": (".zip", ".docx", ".docm", ".odt"),
    "application/x-zip-compressed": (".zip", ".docx", ".docm", ".odt"),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/tiff": (".tif", ".tiff"),
    "application/octet-stream": (),
    "binary/octet-stream": (),
    "application/force-download": (),
    "application/download": (),
    "application/x-download": (),
    "": (),
}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_PAGE = re.compile(r"\.(?:aspx?|php\d?|jspx?|do|cgi|ashx)")  # of a page that sends the file
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class WrongType(Exception):
    """An answer of a kind we do not read."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Record:
    """Where a fetched file came from; `fetched_at` is when these bytes first came."""

    file: str
    sha256: str
    fetched_at: str
    media_type: str
    final_url: str
    etag: str | None = None
    last_modified: str | None = None


class Downloads:
    """One folder of fetched files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._record = folder / RECORD
        self._known = self._read()

    def known(self, url: str) -> Record | None:
        """What came from an address before, if it still lies there as it came."""
        record = self._known.get(url)
        if record is None:
            return None
        try:
            data = (self.folder / record.file).read_bytes()
        except OSError:
            return None
        return record if sha256(data).hexdigest() == record.sha256 else None

    def path(self, record: Record) -> Path:
        return self.folder / record.file

    def keep(self, url: str, answer: Answer, now: str) -> Record:
        """Writes what came from an address, in place of what came from there before."""
        before = self._known.get(url)
        digest = sha256(answer.data).hexdigest()
        kind = _kind(answer.headers)
        record = Record(
            file=self._name(url, answer, kind),
            sha256=digest,
            fetched_at=before.fetched_at if before and before.sha256 == digest else now,
            media_type=kind,
            final_url=answer.url,
            etag=answer.headers.get("ETag"),
            last_modified=answer.headers.get("Last-Modified"),
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self.folder / record.file, answer.data)
        if before and before.file != record.file:
            (self.folder / before.file).unlink(missing_ok=True)
        self._known[url] = record
        files = {known: asdict(self._known[known]) for known in sorted(self._known)}
        text = json.dumps({"files": files}, ensure_ascii=False, indent=1)
        _write(self._record, text.encode("utf-8"))
        return record

    def _read(self) -> dict[str, Record]:
        try:
            files = json.loads(self._record.read_text(encoding="utf-8"))["files"]
            found = {url: Record(**line) for url, line in files.items()}
            if any(PurePosixPath(r.file).name != r.file for r in found.values()):
                raise ValueError("a file elsewhere")
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            raise BadRequest(
                Message("Không đọc được {file}; hãy sửa hoặc xóa tệp này.", file=self._record)
            ) from error
        return found

    def _name(self, url: str, answer: Answer, kind: str) -> str:
        """The name an answer is kept under: its own one if that is free, else marked."""
        stem, suffix = _stem_and_suffix(answer, kind)
        mark = sha256(url.encode()).hexdigest()[:8]
        before = self._known.get(url)
        others = {r.file.casefold() for known, r in self._known.items() if known != url}
        name = f"{stem}{suffix}"
        ours = before is not None and before.file == name
        if name.casefold() in others or (not ours and (self.folder / name).exists()):
            name = f"{stem}-{mark}{suffix}"
        return name


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _stem_and_suffix(answer: Answer, kind: str) -> tuple[str, str]:
    proposed = PurePosixPath(_safe(_proposed(answer)))
    named = proposed.suffix.lower()
    fitting = _SUFFIXES.get(kind)
    readable = named in EXTRACTORS or named in ARCHIVES
    if fitting is None or not (fitting or readable):
        raise WrongType(kind or "?")
    suffix = named if not fitting or named in fitting else fitting[0]
    stem = proposed.stem if readable or _PAGE.fullmatch(named) else proposed.name
    return stem, suffix


def _proposed(answer: Answer) -> str:
    """The name the server gives the file, else the last part of its address."""
    said = answer.headers.get("Content-Disposition", "")
    if said:
        header = Headers()
        try:
            header["Content-Disposition"] = re.sub(r"[\r\n]", " ", said)
            name = header.get_filename()
        except (ValueError, LookupError, UnicodeError):
            name = None
        if name:
            return _utf8(name)
    parts = urlsplit(answer.url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return last or (parts.hostname or "")


def _utf8(name: str) -> str:
    """UTF-8 that came as Latin-1, as headers do."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def _safe(name: str) -> str:
    """A file name that is only a name, on any system."""
    plain = _UNSAFE.sub("-", unicodedata.normalize("NFC", name).encode("utf-8", "replace").decode())
    plain = " ".join(plain.split()).strip(" .-~")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = plain, "", ""
    stem = stem.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").rstrip(" .-") or "tep"
    plain = f"{stem}{dot}{suffix}"
    return f"_{plain}" if _RESERVED.fullmatch(plain) or plain.casefold() == RECORD else plain


def _write(path: Path, data: bytes) -> None:
    """All of a file or nothing of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
