"""Files and folders in, documents in the store out, and a report that names every file.

Nothing is changed before all the paths are known to exist.  Files the store knows
already are recognised by their bytes and never parsed again.  The others are read
and parsed in worker processes and stored here, one transaction each, in the order
of the paths, so that the same paths give the same ids.  A file that cannot become
a document is a `Failure` in the report, its bytes are not kept, and the others go on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.model import BadRequest, Document, DoichieuError, Message, Rejected, Source
from ingest.declared import contradictions
from ingest.extract import CRASHABLE
from ingest.files import Failure, expand, printable, read
from ingest.manifest import Listed, unfold
from ingest.parse import PARSER, parse
from ingest.workers import Lost, Workers

if TYPE_CHECKING:
    from corpus.store import Store

SECONDS = 300.0
MEMORY = 900 * 1024**2  # of one worker: with the libraries it maps, under a gigabyte
# Below this many bytes, parsing here is done before workers have started.
_FEW_BYTES = 150_000
_PRELOAD = ("ingest.parse",)


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` files are finished; `file` has just reached `stage`: parse,
    or its end: added, updated, unchanged, failed."""

    done: int
    total: int
    file: str
    stage: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every file: document ids, failures, and how long it took."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[Failure, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document and the bytes it was read from."""

    document: Document
    data: bytes


Answer = Parsed | Failure | Lost


def run(
    store: Store,
    paths: Sequence[Path] | Listed,
    jobs: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Brings the store level with the files, folders and lists of documents; `jobs` is
    how many processes may parse."""
    if jobs is not None and jobs < 1:
        raise BadRequest(Message("Số tiến trình phải từ 1 trở lên, không phải {jobs}.", jobs=jobs))
    started = time.monotonic()
    listed = paths if isinstance(paths, Listed) else unfold(paths)
    files, failures = expand(listed.paths)
    failures = [*listed.failures, *failures]
    with store.writing():
        tally = _Tally(len(files) + len(failures), progress)
        for failure in failures:
            tally.failed(failure)
        changed = _changed(store, files, listed, tally)
        with closing(_parse_all(list(changed), jobs, tally)) as answers:
            for (path, source), answer in zip(changed.items(), answers, strict=True):
                _keep(store, path, source, answer, tally)
    return tally.report(time.monotonic() - started)


def parse_file(path: Path) -> Parsed | Failure:
    """Runs in a worker: whatever goes wrong with one file is an answer, not an exception."""
    answer = read(path)
    if isinstance(answer, Failure):
        return answer
    source, data = answer
    try:
        return Parsed(parse(data, source), data)
    except Rejected as error:
        return Failure(printable(path), error.stage, error.message)
    except MemoryError:
        return Failure(printable(path), "parse", Message("Tệp cần quá nhiều bộ nhớ để đọc."))
    except Exception as error:
        reason = Message(
            "Lỗi bất ngờ khi đọc văn bản ({what}).", what=f"{type(error).__name__}: {error}"
        )
        return Failure(printable(path), "parse", reason)


def _changed(
    store: Store, files: Sequence[Path], listed: Listed, tally: _Tally
) -> dict[Path, Source]:
    """The files to parse and what is known of them from outside: those that can be read
    and that the store does not know."""
    changed = {}
    for path in files:
        answer = read(path)
        if isinstance(answer, Failure):
            tally.failed(answer)
            continue
        source = listed.say_of(answer[0]) or _as_before(store, answer[0])
        known = store.find_unchanged(source, PARSER)
        if known is None:
            changed[path] = source
        else:
            tally.ended(path, "unchanged", known)
    return changed


def _as_before(store: Store, source: Source) -> Source:
    """A file no list names: what an earlier list said of these bytes still holds."""
    known = store.known_source(source)
    if known is None or known.origin != source.origin:
        return source
    return replace(
        source,
        url=known.url,
        fetched_at=known.fetched_at,
        licence=known.licence,
        declared=known.declared,
    )


def _parse_all(
    paths: Sequence[Path], jobs: int | None, tally: _Tally
) -> Generator[Answer, None, None]:
    """An answer for each path, in order; the paths are not held in memory as bytes."""
    if (jobs == 1 or _are_quick(paths)) and not any(_may_crash(path) for path in paths):
        for path in paths:
            tally.begun(path)
            yield parse_file(path)
        return
    workers = Workers(
        min(jobs or os.cpu_count() or 1, len(paths)),
        parse_file,
        seconds=SECONDS,
        memory=MEMORY,
        preload=_PRELOAD,
    )
    yield from workers.answers(paths, tally.begun)


def _may_crash(path: Path) -> bool:
    return path.suffix.lower() in CRASHABLE


def _are_quick(paths: Sequence[Path]) -> bool:
    try:
        return sum(path.stat().st_size for path in paths) <= _FEW_BYTES
    except OSError:  # gone since it was read: the worker will say so
        return False


def _keep(store: Store, path: Path, known: Source, answer: Answer, tally: _Tally) -> None:
    """Stores one answer under what is `known` of its file, and tells of it."""
    if isinstance(answer, Lost):
        reason = (
            Message("Đọc quá {seconds} giây nên đã dừng.", seconds=int(SECONDS))
            if answer.overran
            else Message("Tiến trình đọc tệp này bị ngắt đột ngột.")
        )
        answer = Failure(printable(path), "parse", reason)
    if isinstance(answer, Failure):
        tally.failed(answer)
        return
    document = answer.document
    source = document.source
    if source.sha256 == known.sha256:  # else the file changed since, and all we know is its name
        source = known
        document = replace(document, source=source)
        document = replace(document, problems=(*document.problems, *contradictions(document)))
    try:
        # The same bytes may have come from another path a moment ago.
        outcome, name = "unchanged", store.find_unchanged(source, PARSER)
        if name is None:
            store.add_source(source, answer.data)
            put = store.put(document, PARSER)
            outcome, name = put.outcome, put.document_id
    except DoichieuError as error:
        tally.failed(Failure(printable(path), "store", error.message))
    else:
        tally.ended(path, outcome, name)


class _Tally:
    """The report as it grows."""

    def __init__(self, total: int, progress: Callable[[Progress], None] | None) -> None:
        self._total, self._done, self._progress = total, 0, progress
        self._ids: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
        self._failures: list[Failure] = []

    def begun(self, path: Path) -> None:
        self._tell(printable(path), "parse")

    def ended(self, path: Path, outcome: str, document_id: str) -> None:
        self._ids[outcome].append(document_id)
        self._done += 1
        self._tell(printable(path), outcome)

    def failed(self, failure: Failure) -> None:
        self._failures.append(failure)
        self._done += 1
        self._tell(failure.file, "failed")

    def _tell(self, file: str, stage: str) -> None:
        if self._progress:
            self._progress(Progress(self._done, self._total, file, stage))

    def report(self, seconds: float) -> Report:
        return Report(
            tuple(self._ids["added"]),
            tuple(self._ids["updated"]),
            tuple(self._ids["unchanged"]),
            tuple(self._failures),
            round(seconds, 3),
        )
