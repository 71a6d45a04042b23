"""How fast search is, beside other engines over the same tokens, in one run.

    python -m bench.search [--passages 10000,100000] [--questions N] [--only NAME,…] [--no-store]

Every engine answers with the ten best passages and the number of all matches, each in
a process of its own; they take turns, pass by pass. "Cold" is the first pass over the
questions of a class; "warm" are later passes over the same questions: p50 and p95 over
the median of each question. For ours and tantivy, "new" are other questions asked once after that. No
answer is kept by ours: what it keeps is where words and their neighbours are. It is
warmed after the first question, as a server is when it starts. Beside it: reading the
query, fetching ten passages from the store and marking them.
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
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np

from bench import peers
from bench.ours import Ours, attributes_of, build_ours, documents_of, parts_beside
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
    parser.add_argument("--no-store", action="store_true", help="leave out what needs a store")
    given = parser.parse_args()
    only = [name for name in given.only.split(",") if name]
    for count in map(int, given.passages.split(",")):
        run(count, given.questions, only, not given.no_store)


def run(count: int, asked: int, only: Sequence[str], stored: bool) -> None:
    passages, mixed = rows(count)
    tokens = sum(len(row.terms) for row in passages)
    note = f", {mixed:,} of them mixed from others" if mixed else ""
    print(f"\n## {count:,} passages, {tokens:,} tokens{note}\n")
    sets = [questions(passages, asked, seed) for seed in (1, 2)]
    engines: dict[str, Callable[[Path], Engine]] = {
        "ours": lambda folder: ours(passages, sets, folder, stored),
        "tantivy": lambda folder: peer(peers.tantivy_build, peers.tantivy_open, passages, sets[0], folder, sets[1]),
        "fts5": lambda folder: peer(peers.fts5_build, peers.fts5_open, passages, sets[0], folder),
        "whoosh": lambda folder: peer(peers.whoosh_build, peers.whoosh_open, passages, sets[0], folder),
        "xapian": lambda folder: xapian(passages, sets[0], folder),
    }  # fmt: skip
    if not peers.has_xapian():
        print("xapian: left out, the system's Python has no module xapian (python3-xapian)")
        del engines["xapian"]
    wanted = {name: one for name, one in engines.items() if not only or name in only}
    with ExitStack() as stack:
        running = {
            name: Running(measure, Path(stack.enter_context(tempfile.TemporaryDirectory())))
            for name, measure in wanted.items()
        }
        found = measured(running, list(sets[0]))
    report(found, list(sets[0]))


def measured(running: dict[str, Running], classes: Sequence[str]) -> dict[str, Figures]:
    """Every class of questions, pass by pass, the engines taking turns: what else the
    machine does slows all of them alike."""
    times: dict[str, dict[str, Times]] = {name: {} for name in running}
    new: dict[str, dict[str, list[float]]] = {name: {} for name in running}
    for of_class in classes:
        passes: dict[str, list[list[float]]] = {name: [] for name in running}
        for turn in range(1 + ROUNDS):
            for name, engine in running.items():
                if turn < 2 or sum(map(sum, passes[name])) < _BUDGET * 1000:
                    passes[name].append(engine.ask("cold" if turn == 0 else "warm", of_class))
        for name, engine in running.items():
            cold, *warm = passes[name]
            times[name][of_class] = Times(
                cold, list(map(statistics.median, zip(*warm, strict=False)))
            )
            took = engine.ask("new", of_class)
            if took:
                new[name][of_class] = took
    return {
        name: engine.end() | {"times": times[name], "new": new[name]}
        for name, engine in running.items()
    }


# A pass: its kind and its class in, milliseconds out.
Passes = Callable[[str, str], list[float]]
# An engine: figures of its making, its passes, and figures that come last.
Engine = tuple[Figures, Passes, Callable[[], Figures]]


class Running:
    """An engine in a process of its own (forked, so that the passages are there)."""

    def __init__(self, measure: Callable[[Path], Engine], folder: Path) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, other = context.Pipe()

        def child() -> None:
            figures, passes, finish = measure(folder)
            gc.freeze()
            other.send(figures)
            while (asked := other.recv()) is not None:
                other.send(passes(*asked))
            other.send(finish())

        self._process = context.Process(target=child)
        self._process.start()
        self._figures: Figures = self._pipe.recv()

    def ask(self, kind: str, of_class: str) -> list[float]:
        self._pipe.send((kind, of_class))
        took: list[float] = self._pipe.recv()
        return took

    def end(self) -> Figures:
        self._pipe.send(None)
        last: Figures = self._pipe.recv()
        self._process.join()
        return self._figures | last


def apart(make: Callable[[Path], Figures], folder: Path) -> Figures:
    """What is made in a process of its own."""
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)

    def child() -> None:
        gc.freeze()
        send.send(make(folder))

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


def passes_of(
    ask: Callable[[Question], Any],
    asked: dict[str, list[Question]],
    others: dict[str, list[Question]],
) -> Passes:
    """Passes over questions; one that takes longer than the budget ends early."""

    def one(kind: str, of_class: str) -> list[float]:
        took: list[float] = []
        for question in (others if kind == "new" else asked).get(of_class, ()):
            took.append(timed(lambda q=question: ask(q))[0])
            if sum(took) > _BUDGET * 1000:
                break
        return took

    return one


def peer(
    build: Callable[[Sequence[Row], Path], None],
    open_: Callable[[Path], peers.Ask],
    passages: Sequence[Row],
    asked: dict[str, list[Question]],
    folder: Path,
    others: dict[str, list[Question]] | None = None,
) -> Engine:
    took, _ = timed(lambda: apart(lambda where: build(passages, where) or {}, folder))
    before = memory()
    opening, ask = timed(lambda: open_(folder))
    first, _ = timed(lambda: ask(asked["OR of 3"][0]))
    figures = {"build": took / 1000, "size": size_of(folder), "open": opening + first}
    return figures, passes_of(ask, asked, others or {}), lambda: {"memory": memory() - before}


def xapian(passages: Sequence[Row], asked: dict[str, list[Question]], folder: Path) -> Engine:
    took, _ = timed(lambda: peers.xapian_build(passages, folder))

    def passes(kind: str, of_class: str) -> list[float]:
        """Its process starts anew for each pass, and warms up by one more."""
        if kind == "new":
            return []
        rounds = peers.xapian_times(folder, asked[of_class], 1 if kind == "cold" else 2)
        return [1000 * one for one in rounds[-1]]

    figures = {"build": took / 1000, "size": size_of(folder), "open": None, "memory": None}
    return figures, passes, dict


def ours(
    passages: Sequence[Row], sets: list[dict[str, list[Question]]], folder: Path, stored: bool
) -> Engine:
    documents = documents_of(passages)
    analysis, index = apart(lambda where: build_ours(documents, where), folder).values()
    attributes = attributes_of(passages)
    before = memory()
    opening, ask = timed(lambda: Ours(folder / "index", attributes))
    for some in sets:
        ask.read(question for of_class in some.values() for question in of_class)
    first, _ = timed(lambda: ask(sets[0]["OR of 3"][0]))
    warming, _ = timed(ask.scorer.warm)

    def finish() -> Figures:
        return {
            "memory": memory() - before,
            "beside": parts_beside(ask, documents, sets[0], folder) if stored else {},
            "adding": adding(folder, documents),
        }

    figures = {"build": index, "size": size_of(folder / "index"), "open": opening + first,
               "analysis": analysis, "warming": warming}  # fmt: skip
    return figures, passes_of(ask, *sets), finish


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
    asked_new = [name for name in names if found[name].get("new")]
    heads = [*names, *(f"{name}, new" for name in asked_new)]
    print("| | " + " | ".join(heads) + " |\n|---|" + "---:|" * len(heads))
    for name in classes:
        cells = []
        for figures in found.values():
            times = figures["times"][name]
            cells.append(f"{_p(times.warm, 50)} / {_p(times.warm, 95)} ({_p(times.cold, 50)})")
        for one in asked_new:
            new = found[one]["new"][name]
            cells.append(f"{_p(new, 50)} / {_p(new, 95)}")
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
    if own.get("new") and found.get("tantivy", {}).get("new"):
        theirs = found["tantivy"]["new"]
        logs = {one: log(np.median(own["new"][one]) / np.median(theirs[one])) for one in classes}
        nine = [value for one, value in logs.items() if one != "prefix"]
        print(f"\nours / tantivy, new p50: geometric mean of nine classes {exp(sum(nine) / 9):.2f}, "
              f"of all {exp(sum(logs.values()) / len(logs)):.2f}")  # fmt: skip
    if "whoosh" in found:
        print(f"\nindex build, ours / Whoosh alone: {own['build'] / found['whoosh']['build']:.2f}")
    print(f"\nreading the tokens of all passages (in no engine's time): {own['analysis']:.1f} s; "
          f"warming took {own['warming']:.0f} ms; "
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
