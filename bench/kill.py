"""A process killed while it ingests loses nothing that it had acknowledged.

    python -m bench.kill [--points N] [--seed S]

At each point a process ingests one small document after another, says so after each,
and is killed (signal 9) at a random moment. A new process then opens the same folder:
every acknowledged document is in the store and found, the index comes level by itself,
and the command `doichieu check` says that store and index are level. The folder is the
same for all points. Ends with 1 where something was lost.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path

from click.testing import CliRunner

import doichieu
from ingest import segment
from workspace import Workspace

_FORK = multiprocessing.get_context("fork")
_ALL_WELL = "Kho và chỉ mục khớp nhau."
_LONGEST = 0.5  # seconds a writer lives after its first document
_WORDS = [
    "trẻ",
    "em",
    "đuối",
    "nước",
    "bảo",
    "vệ",
    "chăm",
    "sóc",
    "giáo",
    "dục",
    "ủy",
    "ban",
    "nhân",
    "dân",
    "kế",
    "hoạch",
    "thực",
    "hiện",
]


def write(folder: Path, point: int, acknowledge: Connection) -> None:
    """Ingests until it is killed; each document has a word of its own."""
    workspace, rng = Workspace(folder / "data"), random.Random(point)
    files = folder / "files"
    files.mkdir(exist_ok=True)
    number = 0
    while True:
        name = f"mã{point}chữ{number}"
        path = files / f"plan-{point}-{number}.txt"
        paragraphs = [" ".join(rng.choices(_WORDS, k=20)) for _ in range(rng.randint(1, 30))]
        path.write_text("\n\n".join([*paragraphs, f"Từ riêng là {name}."]), "utf-8")
        report = workspace.ingest([path], jobs=1)
        if report.added:
            acknowledge.send((report.added[0], name))
        number += 1


def look(folder: Path, acknowledged: dict[str, str], answer: Connection) -> None:
    """What a process that comes after has to complain of."""
    workspace = Workspace(folder / "data")
    faults = []
    workspace.search("trẻ em")
    checked = CliRunner().invoke(doichieu.main, ["--data", str(folder / "data"), "check"])
    if checked.exit_code or _ALL_WELL not in checked.output:
        faults.append(f"check, exit {checked.exit_code}: {checked.output}")
    stored = {one.id for one in workspace.documents()}
    for document, word in acknowledged.items():
        if document not in stored:
            faults.append(f"{document} was acknowledged and is not in the store")
        elif [hit.document for hit in workspace.search(f'"{word}"').hits] != [document]:
            faults.append(f"{document} is in the store and not found by “{word}”")
    answer.send((faults, len(stored)))


def in_process(target: Callable[..., None], *arguments: object) -> tuple[ForkProcess, Connection]:
    receive, send = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=target, args=(*arguments, send))
    process.start()
    send.close()
    return process, receive


def run(points: int, folder: Path, seed: int) -> list[str]:
    """What went wrong at any of the points."""
    rng, faults = random.Random(seed), []
    acknowledged: dict[str, str] = {}
    segment.words("Trẻ em.")  # the model is loaded once, before the forks
    for point in range(points):
        process, receive = in_process(write, folder, point)
        acknowledged |= [receive.recv()]
        time.sleep(rng.random() * _LONGEST)
        process.kill()
        process.join()
        try:
            while receive.poll():  # what it said before the end
                acknowledged |= [receive.recv()]
        except EOFError:
            pass
        process, receive = in_process(look, folder, acknowledged)
        found, stored = receive.recv()
        process.join()
        faults += [f"point {point}: {fault}" for fault in found]
        print(f"point {point}: {len(acknowledged)} acknowledged, {stored} stored", flush=True)
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        faults = run(given.points, Path(folder), given.seed)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{given.points} points, {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
