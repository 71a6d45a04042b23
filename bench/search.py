"""How fast search is, beside other engines over the same tokens, in one run.

    python -m bench.search [--passages 10000,100000] [--questions N] [--only NAME,…]

Every engine answers with the ten best passages and the number of all matches, each in
a process of its own. "Cold" is the first pass over the questions right after opening;
"warm" are later passes over the same questions: p50 and p95 over the median of each
question. For ours, "new" are other questions asked once after that. No answer is kept
by ours: what it keeps are the postings and weights of words and of neighbours. Beside
it: reading the query, fetching ten passages from the store and marking them.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np

from bench import peers
from bench.ours import Ours, build_ours, documents_of, parts_beside
from bench.passages import Question, Row, questions, rows

ROUNDS = 5
_BUDGET = 20.0  # seconds for one class of one engine

Figures = dict[str, Any]


@dataclass
class Times:
    """Milliseconds of one class: the first pass, and the median of each question later."""

    cold: list[float]
    warm: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", default="10000,100000")
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    only = [name for name in given.only.split(",") if name]
    for count in map(int, given.passages.split(",")):
        run(count, given.questions, only)


def run(count: int, asked: int, only: Sequence[str]) -> None:
    passages, mixed = rows(count)
    tokens = sum(len(row.terms) for row in passages)
    note = f", {mixed:,} of them mixed from others" if mixed else ""
    print(f"\n## {count:,} passages, {tokens:,} tokens{note}\n")
    sets = [questions(passages, asked, seed) for seed in (1, 2)]
    engines: dict[str, Callable[[Path], Figures]] = {
        "ours": lambda folder: ours(passages, sets, folder),
        "tantivy": lambda folder: peer(peers.tantivy_build, peers.tantivy_open, passages, sets[0], folder),
        "fts5": lambda folder: peer(peers.fts5_build, peers.fts5_open, passages, sets[0], folder),
        "whoosh": lambda folder: peer(peers.whoosh_build, peers.whoosh_open, passages, sets[0], folder),
        "xapian": lambda folder: xapian(passages, sets[0], folder),
    }  # fmt: skip
    if not peers.has_xapian():
        print("xapian: left out, the system's Python has no module xapian (python3-xapian)")
        del engines["xapian"]
    found: dict[str, Figures] = {}
    for name, measure in engines.items():
        if only and name not in only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            found[name] = apart(measure, Path(folder))
    report(found, list(sets[0]))


def apart(measure: Callable[[Path], Figures], folder: Path) -> Figures:
    """A measurement in a process of its own (forked, so that the passages are there)."""
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)

    def child() -> None:
        gc.freeze()
        send.send(measure(folder))

    process = context.Process(target=child)
    process.start()
    send.close()
    figures: Figures = receive.recv()
    process.join()
    return figures


# --- One engine ---------------------------------------------------------------


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = call()
    return (time.perf_counter() - start) * 1000, answer


def times_of(ask: Callable[[Question], Any], asked: Sequence[Question]) -> Times:
    """Cold and warm, within the budget."""
    spent, cold = 0.0, []
    for question in asked:
        took, _ = timed(lambda question=question: ask(question))
        cold.append(took)
        spent += took / 1000
        if spent > _BUDGET:
            break
    kept = asked[: len(cold)]
    passes: list[list[float]] = []
    while len(passes) < ROUNDS and (not passes or spent < _BUDGET):
        passes.append([timed(lambda q=q: ask(q))[0] for q in kept])
        spent += sum(passes[-1]) / 1000
    return Times(cold, [statistics.median(one) for one in zip(*passes, strict=True)])


def peer(
    build: Callable[[Sequence[Row], Path], None],
    open_: Callable[[Path], peers.Ask],
    passages: Sequence[Row],
    asked: dict[str, list[Question]],
    folder: Path,
) -> Figures:
    took, _ = timed(lambda: apart(lambda where: build(passages, where) or {}, folder))
    before = memory()
    opening, ask = timed(lambda: open_(folder))
    first, _ = timed(lambda: ask(asked["OR of 3"][0]))
    times = {name: times_of(ask, some) for name, some in asked.items()}
    return {"build": took / 1000, "size": size_of(folder), "open": opening + first,
            "memory": memory() - before, "times": times}  # fmt: skip


def xapian(passages: Sequence[Row], asked: dict[str, list[Question]], folder: Path) -> Figures:
    took, _ = timed(lambda: peers.xapian_build(passages, folder))
    times = {}
    for name, some in asked.items():
        cold, *warm = peers.xapian_times(folder, some, 1 + ROUNDS)
        medians = [statistics.median(one) * 1000 for one in zip(*warm, strict=True)]
        times[name] = Times([1000 * one for one in cold], medians)
    return {"build": took / 1000, "size": size_of(folder), "open": None, "memory": None,
            "times": times}  # fmt: skip


def ours(passages: Sequence[Row], sets: list[dict[str, list[Question]]], folder: Path) -> Figures:
    documents = documents_of(passages)
    analysis, index = apart(lambda where: build_ours(documents, where), folder).values()
    before = memory()
    opening, ask = timed(lambda: Ours(folder / "index", passages))
    for some in sets:
        ask.read(question for of_class in some.values() for question in of_class)
    first, _ = timed(lambda: ask(sets[0]["OR of 3"][0]))
    times = {name: times_of(ask, some) for name, some in sets[0].items()}
    new = {name: [timed(lambda q=q: ask(q))[0] for q in some] for name, some in sets[1].items()}
    held = memory() - before
    return {"build": index, "size": size_of(folder / "index"), "open": opening + first,
            "memory": held, "times": times, "new": new, "analysis": analysis,
            "beside": parts_beside(ask, documents, sets[0], folder),
            "adding": adding(folder, documents)}  # fmt: skip


def adding(folder: Path, documents: Sequence[Any]) -> float:
    """Milliseconds until one more document can be found."""
    ask_again = Ours.adding(folder / "index", documents[0])
    return timed(ask_again)[0]


def memory() -> float:
    """Megabytes of this process, mapped files included."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def size_of(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


# --- The report ---------------------------------------------------------------


def report(found: dict[str, Figures], classes: Sequence[str]) -> None:
    names = list(found)
    print("| | " + " | ".join(names) + " |\n|---|" + "---:|" * len(names))
    for label, key, unit in (("index, s", "build", 1), ("size, MB", "size", 1),
                             ("open + first query, ms", "open", 1),
                             ("memory after the questions, MB", "memory", 1)):  # fmt: skip
        cells = [_cell(figures[key], unit) for figures in found.values()]
        print(f"| {label} | " + " | ".join(cells) + " |")
    print("\nWarm p50 / p95 (cold p50), ms\n")
    print("| | " + " | ".join(names) + " | ours, new |\n|---|" + "---:|" * (len(names) + 1))
    for name in classes:
        cells = []
        for figures in found.values():
            times = figures["times"][name]
            cells.append(f"{_p(times.warm, 50)} / {_p(times.warm, 95)} ({_p(times.cold, 50)})")
        new = found.get("ours", {}).get("new", {}).get(name)
        cells.append(f"{_p(new, 50)} / {_p(new, 95)}" if new else "")
        print(f"| {name} | " + " | ".join(cells) + " |")
    if "ours" in found:
        _ratios(found, classes)


def _ratios(found: dict[str, Figures], classes: Sequence[str]) -> None:
    own = found["ours"]
    for name, figures in found.items():
        if name == "ours":
            continue
        logs = {
            one: log(np.median(own["times"][one].warm) / np.median(figures["times"][one].warm))
            for one in classes
        }
        nine = [value for one, value in logs.items() if one != "prefix"]
        print(f"\nours / {name}, warm p50: geometric mean of nine classes (without prefix) "
              f"{exp(sum(nine) / len(nine)):.2f}, of all {exp(sum(logs.values()) / len(logs)):.2f};"
              f" slower in: {', '.join(one for one, v in logs.items() if v > 0) or 'none'}")  # fmt: skip
    if "whoosh" in found:
        print(f"\nindex build, ours / Whoosh alone: {own['build'] / found['whoosh']['build']:.2f}")
    print(f"\nreading the tokens of all passages (in no engine's time): {own['analysis']:.1f} s; "
          f"one more document found after {own['adding']:.0f} ms")  # fmt: skip
    for name, took in own["beside"].items():
        print(f"{name}: p50 {_p(took, 50)} ms, p95 {_p(took, 95)} ms")


def _p(times: Sequence[float], percent: int) -> str:
    value = float(np.percentile(times, percent))
    return f"{value:.3f}" if value < 1 else f"{value:.1f}"


def _cell(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


if __name__ == "__main__":
    main()
