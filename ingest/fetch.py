"""A list of documents in, files on disk out, and a word on each entry.

An entry with an address and no file is fetched into the folder of downloads; one
with a file is taken as it is.  What came before and has not changed is not fetched
again.  What cannot be fetched says why, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from corpus.model import BadRequest, Message
from ingest.downloads import Downloads, Record, WrongType
from ingest.files import Failure, origin_of, printable
from ingest.manifest import Entry, Listed, Provenance, is_manifest, read_manifest
from ingest.pipeline import Progress
from ingest.polite import Refused, Web


class Fate(StrEnum):
    """How an entry ended; `LOCAL` names a file and needed no fetching."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one entry: where it lies now, or why it does not."""

    line: int
    fate: Fate
    url: str | None
    file: str | None = None
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """Every entry of a list, in its order, and the files to ingest."""

    entries: tuple[Ended, ...]
    listed: Listed


def fetch(
    manifest: Path,
    folder: Path,
    web: Web,
    progress: Callable[[Progress], None] | None = None,
) -> Fetched:
    """Fetches what a list names."""
    if not is_manifest(manifest):
        raise BadRequest(
            Message("{file} không phải là danh mục (.csv hay .toml).", file=printable(manifest))
        )
    read = read_manifest(manifest)
    downloads = Downloads(folder)
    ended: list[Ended] = []
    paths: dict[Path, Provenance] = {}
    for done, entry in enumerate(read.entries):
        name = entry.provenance.url or printable(entry.file or manifest)
        if progress:
            progress(Progress(done, len(read.entries), name, "fetching"))
        end, path, provenance = _ended(entry, downloads, web)
        ended.append(end)
        if path is not None:
            paths[path] = provenance
        if progress:
            progress(Progress(done + 1, len(read.entries), name, end.fate.value))
    origins = {origin_of(path): provenance for path, provenance in paths.items()}
    failures = [fault.of(manifest) for fault in read.faults]
    failures += [Failure(end.url or "", "fetch", end.reason) for end in ended if end.reason]
    ended += [Ended(f.line, Fate.FAILED, None, reason=f.message) for f in read.faults]
    ended.sort(key=lambda end: end.line)
    return Fetched(tuple(ended), Listed(tuple(paths), origins, tuple(failures)))


def _ended(entry: Entry, downloads: Downloads, web: Web) -> tuple[Ended, Path | None, Provenance]:
    """What became of an entry, the file to ingest, and what is known of it."""
    url, known = entry.provenance.url, entry.provenance
    if entry.file is not None or url is None:
        file = printable(entry.file) if entry.file else None
        return Ended(entry.line, Fate.LOCAL, url, file), entry.file, known
    try:
        fate, record = _one(url, downloads, web)
    except Refused as error:
        return Ended(entry.line, Fate.FAILED, url, reason=error.message), None, known
    except WrongType as error:
        reason = Message("Máy chủ gửi loại tệp không đọc được: {kind}.", kind=error.kind)
        return Ended(entry.line, Fate.FAILED, url, reason=reason), None, known
    path = downloads.path(record)
    known = replace(known, fetched_at=record.fetched_at)
    return Ended(entry.line, fate, url, printable(path)), path, known


def _one(url: str, downloads: Downloads, web: Web) -> tuple[Fate, Record]:
    """One address: fetched, unless what we have is still what is there."""
    known = downloads.known(url)
    conditions = {}
    if known and known.etag:
        conditions["If-None-Match"] = known.etag
    if known and known.last_modified:
        conditions["If-Modified-Since"] = known.last_modified
    answer = web.get(url, conditions)
    if answer.status == 304:
        if known is None:
            raise Refused(Message("Máy chủ trả lời {status}.", status=304))
        return Fate.UNCHANGED, known
    record = downloads.keep(url, answer, web.now().isoformat(timespec="seconds"))
    same = known is not None and known.sha256 == record.sha256
    return (Fate.UNCHANGED if same else Fate.FETCHED), record
