"""Searching for a while in several processes while another one keeps writing.

    python -m bench.soak [--minutes M] [--readers N]

Each reader asks one query after another (and opens the folder anew now and then); the
writer adds, changes and removes documents. Any exception is an error, and so is an
answer that cannot be: more full matches than matches, marks outside of the text, a hit
without the quoted words. At the end `check` must have nothing to say. Ends with 1 where
there was an error.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.model import Busy, Results
from corpus.text import fold, key
from ingest import segment
from workspace import Workspace

_FORK = multiprocessing.get_context("fork")
_WORDS = ["trẻ", "em", "đuối", "nước", "bảo", "vệ", "chăm", "sóc", "giáo", "dục", "ủy", "ban", "nhân", "dân", "kế", "hoạch", "thực", "hiện", "bạo", "lực", "xâm", "hại", "học", "sinh", "gia", "đình", "nhà", "trường", "y", "tế", "dinh", "dưỡng", "phòng", "chống", "tai", "nạn"]  # fmt: skip
_DOCUMENTS = 40
_BEFORE_OPENING_ANEW = 200


def _paragraph(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(5, 40)))


def write(folder: Path, until: float, answer: Connection) -> None:
    """Adds, changes and removes documents until the time is up."""
    rng, done = random.Random(0), Counter[str]()
    workspace = Workspace(folder / "data")
    while time.time() < until:
        try:
            _change(workspace, folder, rng, done)
        except Busy:  # a reader is bringing the index level: the next turn
            done["busy"] += 1
            time.sleep(0.05)
        except Exception:
            done[f"error: {traceback.format_exc()}"] += 1
    answer.send(done)


def _change(workspace: Workspace, folder: Path, rng: random.Random, done: Counter[str]) -> None:
    known = [one.id for one in workspace.documents()]
    if known and rng.random() < 0.2:
        workspace.store.remove(rng.choice(known))
        done["removed"] += 1
        return
    path = folder / "files" / f"plan-{rng.randrange(_DOCUMENTS)}.txt"
    path.write_text("\n\n".join(_paragraph(rng) for _ in range(20)), "utf-8")
    report = workspace.ingest([path], jobs=1)
    done["added"] += len(report.added)
    done["changed"] += len(report.updated)
    done.update(f"error: {failed}" for failed in report.failed)


def read(folder: Path, until: float, seed: int, answer: Connection) -> None:
    """Searches until the time is up."""
    rng, done = random.Random(seed), Counter[str]()
    workspace = Workspace(folder / "data")
    while time.time() < until:
        if done["searches"] % _BEFORE_OPENING_ANEW == _BEFORE_OPENING_ANEW - 1:
            workspace = Workspace(folder / "data")
        words = rng.choices(_WORDS, k=rng.randint(1, 4))
        quoted = rng.random() < 0.3
        query = '"{}"'.format(" ".join(words[:2])) if quoted else " ".join(words)
        try:
            results = workspace.search(query)
            for fault in _faults(results, words[:2] if quoted else []):
                done[f"error: {query}: {fault}"] += 1
        except Busy:
            done["busy"] += 1
        except Exception:
            done[f"error: {traceback.format_exc()}"] += 1
        done["searches"] += 1
    answer.send(done)


def _faults(results: Results, quoted: list[str]) -> Iterator[str]:
    if results.full > results.total:
        yield f"{results.full} of {results.total} match in full"
    for hit in results.hits:
        if any(span.end > len(hit.text) for span in hit.highlights):
            yield f"{hit.passage} is marked outside of its text"
        # The first passage may be found by the title. Bare words find accented ones.
        first = hit.passage.endswith("para_1")
        if quoted and not first and fold(" ".join(quoted)) not in fold(key(hit.text)):
            yield f"{hit.passage} has not the words in quotes"


def run(seconds: float, readers: int, folder: Path) -> Counter[str]:
    """What was done, errors by what they say."""
    (folder / "files").mkdir()
    segment.words("Trẻ em.")  # the model is loaded once, before the forks
    Workspace(folder / "data")
    until = time.time() + seconds
    targets = [(write, (folder, until))]
    targets += [(read, (folder, until, seed)) for seed in range(1, readers + 1)]  # type: ignore[list-item]
    answers, processes = [], []
    for target, arguments in targets:
        receive, send = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=target, args=(*arguments, send))
        process.start()
        send.close()
        answers.append(receive)
        processes.append(process)
    done: Counter[str] = Counter()
    for receive, process in zip(answers, processes, strict=True):
        done += receive.recv()
        process.join()
    workspace = Workspace(folder / "data")
    workspace.search("trẻ em")
    done.update(f"error: check: {message}" for message in workspace.check())
    return done


def errors(done: Counter[str]) -> list[str]:
    return [name for name in done if name.startswith("error") and done[name]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        done = run(given.minutes * 60, given.readers, Path(folder))
    for name in errors(done):
        print(f"{done[name]} × {name}", file=sys.stderr)
    print(", ".join(f"{count} {name}" for name, count in done.items() if name not in errors(done)))
    print(f"{len(errors(done))} kinds of errors in {given.minutes:g} minutes")
    sys.exit(bool(errors(done)))


if __name__ == "__main__":
    main()
