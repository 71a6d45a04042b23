"""Does ingest withstand what is thrown at it?  Damaged and hostile files, counted.

    python -m bench.fuzz_ingest [--files N] [--seed S] [--keep DIR]

Each file goes through the pipeline's own workers.  Whatever it is, the program must
go on, the file must end somewhere in the report, no worker may take more than 30 seconds
of processor time or 1 GB for it.  Prints outcomes by format, then what to look at:
faults of a parser (an unexpected error, a crash) are contained, and listed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.fuzz_files import files
from corpus.store import Store
from ingest import archives, pipeline
from ingest.files import Failure, printable
from ingest.pipeline import Parsed, Report

SECONDS = 30.0  # of processor time, so that a busy machine changes nothing
_PATIENCE = 120.0  # by the clock, after which a worker is stopped: always a finding
MEGABYTES = 1024
MEASURED = "measured"
_parse_file = pipeline.parse_file


@dataclass(frozen=True, slots=True)
class Cost:
    """What a file took in its worker."""

    seconds: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that broke a promise (`fatal`), or a parser; `what` says how."""

    file: str
    what: str
    fatal: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """`table`: counts of outcomes by suffix; `costs`: the greatest by suffix."""

    table: dict[str, Counter[str]]
    costs: dict[str, Cost]
    findings: tuple[Finding, ...]

    @property
    def held(self) -> bool:
        return not any(finding.fatal for finding in self.findings)


# --- In the worker ----------------------------------------------------------


def parse_measured(path: Path) -> Parsed | Failure:
    """`parse_file`, with what it took written beside the files."""
    folder = next(parent for parent in path.parents if (parent / MEASURED).is_dir())
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far
    began = _processor_time()
    answer = _parse_file(path)
    line = json.dumps([printable(path), _processor_time() - began, peak()])
    with (folder / MEASURED / str(os.getpid())).open("a") as log:
        log.write(line + "\n")
    return answer


def _processor_time() -> float:
    """Of this process and the programs it ran."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def peak() -> int:
    """The most memory this process held, in megabytes; unlike `getrusage` it knows
    nothing of the process that started this one."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


@contextmanager
def measured_workers(patience: float = _PATIENCE) -> Iterator[None]:
    """The pipeline with measured workers for every file, however small, each file read
    within `patience` seconds by the clock."""
    kept = pipeline.parse_file, pipeline.SECONDS, pipeline._FEW_BYTES
    pipeline.parse_file, pipeline.SECONDS, pipeline._FEW_BYTES = parse_measured, patience, -1
    try:
        yield
    finally:
        pipeline.parse_file, pipeline.SECONDS, pipeline._FEW_BYTES = kept


# --- The run ----------------------------------------------------------------


def fuzz(count: int, seed: int, folder: Path, jobs: int = 2) -> Outcome:
    """Makes the files in an empty folder, ingests them, and looks at what became of them."""
    (folder / MEASURED).mkdir(parents=True)
    put = folder / "files"
    put.mkdir()
    for name, data in files(count, seed):
        (put / name).write_bytes(data)
    ended: Counter[str] = Counter()

    def watch(at: pipeline.Progress) -> None:
        ended[at.file] += at.stage != "parse"

    with measured_workers():
        report = pipeline.run(Store(folder / "data"), [put], jobs, watch)
    costs = dict(costs_in(folder / MEASURED))
    findings = [*_unaccounted(put, ended), *_costly(costs), *_broken(report)]
    table, greatest = _tabulated(ended, report, costs)
    return Outcome(table, greatest, tuple(findings))


def costs_in(folder: Path) -> Iterator[tuple[str, Cost]]:
    """What each file took, as the workers wrote it down."""
    for log in folder.iterdir():
        for line in log.read_text().splitlines():
            file, seconds, megabytes = json.loads(line)
            yield file, Cost(seconds, megabytes)


def _unaccounted(put: Path, ended: Counter[str]) -> Iterator[Finding]:
    """Files that ended nowhere, or twice; an archive ends as its members do."""
    for path in sorted(put.iterdir()):
        times = ended[printable(path)]
        if path.suffix == ".zip":
            members = sum(file.startswith(f"{path}!") for file in ended)
            times = 1 if members and not times else times
        if times != 1:
            yield Finding(path.name, f"ended {times} times", True)
    for file, times in ended.items():
        if times > 1:
            yield Finding(file, f"ended {times} times", True)


def _costly(costs: dict[str, Cost]) -> Iterator[Finding]:
    for file, cost in costs.items():
        if cost.seconds > SECONDS:
            yield Finding(file, f"{cost.seconds:.0f} s", True)
        if cost.megabytes > MEGABYTES:
            yield Finding(file, f"{cost.megabytes} MB", True)


def _broken(report: Report) -> Iterator[Finding]:
    for failure in report.failed:
        outcome = _outcome(failure)
        if outcome in {"hung", "crashed", "unexpected"}:
            yield Finding(failure.file, f"{outcome}: {failure.reason}", outcome == "hung")


def _outcome(failure: Failure) -> str:
    template = failure.reason.template
    if template.startswith("Đọc quá"):
        return "hung"
    if template.startswith("Tiến trình"):
        return "crashed"
    return "unexpected" if template.startswith("Lỗi bất ngờ") else "refused"


def _tabulated(
    ended: Counter[str], report: Report, costs: dict[str, Cost]
) -> tuple[dict[str, Counter[str]], dict[str, Cost]]:
    failed = {failure.file: _outcome(failure) for failure in report.failed}
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    greatest: dict[str, Cost] = {}
    for file in ended:
        member = archives.split(Path(file))
        kind = ".zip" if member else Path(file).suffix
        table[kind][failed.get(file, "read")] += 1
        cost, most = costs.get(file, Cost(0, 0)), greatest.get(kind, Cost(0, 0))
        greatest[kind] = Cost(max(cost.seconds, most.seconds), max(cost.megabytes, most.megabytes))
    return dict(table), greatest


# --- Printing ---------------------------------------------------------------

_OUTCOMES = ("read", "refused", "unexpected", "crashed", "hung")


def show(outcome: Outcome) -> None:
    heads = ("format", *_OUTCOMES, "s", "MB")
    print("".join(f"{head:>12}" for head in heads))
    for kind in sorted(outcome.table):
        counts, cost = outcome.table[kind], outcome.costs[kind]
        cells = (kind, *(counts[o] for o in _OUTCOMES), f"{cost.seconds:.1f}", cost.megabytes)
        print("".join(f"{cell!s:>12}" for cell in cells))
    for finding in outcome.findings:
        print(f"{'BROKEN' if finding.fatal else 'look at'}  {finding.file}: {finding.what}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--files", type=int, default=500, metavar="N")
    options.add_argument("--seed", type=int, default=1, metavar="S")
    options.add_argument("--keep", type=Path, metavar="DIR", help="leave files and store there")
    options.add_argument("--jobs", type=int, default=2, metavar="N")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = fuzz(chosen.files, chosen.seed, chosen.keep or Path(folder) / "fuzz", chosen.jobs)
    show(outcome)
    return 0 if outcome.held else 1


if __name__ == "__main__":
    # Under this name the workers find the functions of this module again.
    from bench import fuzz_ingest

    sys.exit(fuzz_ingest.main())
