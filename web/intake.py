"""Ingest asked for on a page: files and addresses in, runs with progress and a report out.

A run is a folder below `intake/` of the data folder: what was asked, the files as they
came, the progress and the report as the command line wrote them.  The work is done by
a fresh process of the command line, one run after the other; a server that stops
loses no run, and one that starts takes up those that wait.
"""

from __future__ import annotations

import csv
import json
import os
import re
import secrets
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from corpus.model import BadRequest, Message, NotFound

State = Literal["waiting", "running", "done", "stopped"]

MOST_FILES, MOST_ADDRESSES = 500, 500
_LONGEST_STEM = 120  # bytes of a name, which file systems limit to 255
_PROGRESS = re.compile(r"\[\s*(\d+)/(\d+)\]")
_ASKED, _LISTED, _LOG, _PROCESS = "asked.json", "addresses.csv", "progress.log", "process"
_REPORT, _DRAFT = "report.json", "report.json.new"
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants ingested: file names or addresses, by whom, when, in which language."""

    kind: Literal["files", "addresses"]
    names: tuple[str, ...]
    by: str
    at: str
    language: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it stands. `done` of `total` files; `report` as the command line gives it;
    `last`: its last words, where it ended without a report."""

    id: str
    asked: Asked
    state: State
    done: int = 0
    total: int = 0
    report: dict[str, Any] | None = None
    last: str = ""

    @property
    def busy(self) -> bool:
        return self.state in ("waiting", "running")


class Intake:
    """The runs of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._data = folder.absolute()
        self._folder = self._data / "intake"
        self._working = threading.Lock()
        self._starting = threading.Lock()

    # --- Asking -------------------------------------------------------------

    def files(self, files: Sequence[tuple[str, BinaryIO]], by: str, language: str) -> str:
        """Files by the names they have at their owner's; the id of the run."""
        if not files:
            raise BadRequest(Message("Hãy chọn ít nhất một tệp."))
        if len(files) > MOST_FILES:
            raise BadRequest(Message("Mỗi lần nạp được tối đa {limit} tệp.", limit=MOST_FILES))
        run = self._new()
        taken: set[str] = set()
        for name, data in files:
            kept = _free(safe_name(name), taken)
            with (run / "files" / kept).open("wb") as file:
                while piece := data.read(1 << 20):
                    file.write(piece)
        return self._begin(run, Asked("files", tuple(sorted(taken)), by, _now(), language))

    def addresses(self, text: str, by: str, language: str) -> str:
        """Addresses, one a line; the id of the run."""
        lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        if not lines:
            raise BadRequest(Message("Hãy viết ít nhất một địa chỉ."))
        if len(lines) > MOST_ADDRESSES:
            limit = MOST_ADDRESSES
            raise BadRequest(Message("Mỗi lần tải được tối đa {limit} địa chỉ.", limit=limit))
        wrong = next((line for line in lines if not re.match(r"https?://\S+$", line)), None)
        if wrong:
            raise BadRequest(
                Message("“{text}” không phải là địa chỉ bắt đầu bằng http:// hay https://.",
                        text=wrong[:200])
            )  # fmt: skip
        run = self._new()
        with (run / _LISTED).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["url"], *([line] for line in lines)])
        return self._begin(run, Asked("addresses", tuple(lines), by, _now(), language))

    def again(self, name: str) -> None:
        """Takes up a run that was stopped."""
        run = self.run(name)
        if not run.busy and run.report is None:
            for left in (_DRAFT, _LOG):
                (self._folder / name / left).unlink(missing_ok=True)
            self.work()

    def _new(self) -> Path:
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        (self._folder / name / "files").mkdir(parents=True)
        return self._folder / name

    def _begin(self, run: Path, asked: Asked) -> str:
        draft = run / f"{_ASKED}.new"
        draft.write_text(json.dumps(asdict(asked), ensure_ascii=False), encoding="utf-8")
        draft.rename(run / _ASKED)  # from here on the run exists
        self.work()
        return run.name

    # --- Looking ------------------------------------------------------------

    def runs(self, limit: int = 50) -> list[Run]:
        """The latest first."""
        return [self.run(name) for name in self._names()[:limit]]

    def run(self, name: str) -> Run:
        folder = self._folder / name
        if not _ID.fullmatch(name) or not (folder / _ASKED).is_file():
            raise NotFound(Message("Không có lần nạp “{name}”.", name=name))
        values = json.loads((folder / _ASKED).read_text(encoding="utf-8"))
        asked = Asked(**values | {"names": tuple(values["names"])})
        with self._starting:  # a run has a log and a process, or neither
            started, alive = (folder / _LOG).exists(), _alive(folder / _PROCESS)
        report = _settled(folder)
        log = _log(folder / _LOG)
        counts = _PROGRESS.findall(log)
        done, total = map(int, counts[-1]) if counts else (0, len(asked.names))
        if report is not None:
            return Run(name, asked, "done", total, total, report)
        if alive:
            return Run(name, asked, "running", done, total)
        if not started:
            return Run(name, asked, "waiting", 0, total)
        return Run(name, asked, "stopped", done, total, last=_last_words(log))

    def _names(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        found = (path.parent.name for path in self._folder.glob(f"*/{_ASKED}"))
        return sorted(filter(_ID.fullmatch, found), reverse=True)

    # --- Working ------------------------------------------------------------

    def work(self) -> None:
        """Sees to it that the waiting runs are done, in a thread of its own."""
        threading.Thread(target=self._work, name="intake", daemon=True).start()

    def _work(self) -> None:
        while self._waiting() and self._working.acquire(blocking=False):
            try:
                while waiting := self._waiting():
                    self._do(self._folder / waiting[-1])
            finally:
                self._working.release()
            # looked at once more: a run may have come before the others saw us let go

    def _waiting(self) -> list[str]:
        return [name for name in self._names() if self.run(name).state == "waiting"]

    def _do(self, folder: Path) -> None:
        asked = self.run(folder.name).asked
        words = ["fetch", str(folder / _LISTED)]
        if asked.kind == "files":
            words = ["ingest", str(folder / "files")]
        command = [sys.executable, "-m", "doichieu", "--data", str(self._data), *words, "--json"]
        with self._starting:
            try:
                log = (folder / _LOG).open("xb")
            except FileExistsError:  # another server has taken it up
                return
            with log, (folder / _DRAFT).open("wb") as report:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=report,
                    stderr=log,
                    env=os.environ | {"DOICHIEU_LANG": asked.language, "PYTHONIOENCODING": "utf-8"},
                    start_new_session=True,  # goes on where the server is stopped
                )
            (folder / _PROCESS).write_text(str(process.pid), encoding="ascii")
        process.wait()
        (folder / _PROCESS).unlink(missing_ok=True)


# --- Files ------------------------------------------------------------------


def safe_name(name: str) -> str:
    """A file's own name without its folders, fit for any file system, its kind kept."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in name).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    while len(stem.encode()) > _LONGEST_STEM:
        stem = stem[:-1]
    stem = stem.strip(" .~$") or "van-ban"
    return f"{stem}.{suffix[:20]}" if suffix else stem


def _free(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    kept, n = name, 2
    while kept.casefold() in {other.casefold() for other in taken}:
        kept, n = f"{stem}-{n}{dot}{suffix}", n + 1
    taken.add(kept)
    return kept


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _settled(folder: Path) -> dict[str, Any] | None:
    """The report of a run, None while it has none. Whoever looks first after the end
    puts it in its place: the server that began the run may be gone."""
    report = _report(folder / _REPORT)
    if report is None and not _alive(folder / _PROCESS):
        report = _report(folder / _DRAFT)
        if report is not None:
            with suppress(FileNotFoundError):
                (folder / _DRAFT).rename(folder / _REPORT)
    return report


def _alive(path: Path) -> bool:
    """Whether the process named in a file is there."""
    try:
        os.kill(int(path.read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return False
    return True


def _report(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _log(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _last_words(log: str) -> str:
    lines: Iterable[str] = (line for line in log.splitlines() if not _PROGRESS.match(line))
    return next((line.strip() for line in reversed(list(lines)) if line.strip()), "")
