"""Random and hostile queries: no exception but QueryError, none takes over a second.

    python -m bench.fuzz_query [--queries N] [--passages N] [--seed S] [--jobs N]

Half of the queries are what a person may type gone wrong: words of the corpus with
marks, operators and filters thrown in; the other half are made to hurt: as many
prefixes, near words and bare syllables as are allowed, deep nesting, wide phrases,
strange characters. Prints the slowest ones; ends with 1 where one failed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from bench.light_store import LightStore
from bench.ours import documents_of
from bench.passages import rows
from corpus.model import QueryError
from corpus.text import fold
from search.engine import SearchEngine
from search.index import SearchIndex

_TOLD = 10_000
LIMIT = 1.0  # seconds of the processor: what else the machine does is not counted

_MARKS = ('"', "(", ")", "-", "*", "~", "~2", '"~50', " AND ", " OR ", " NOT ", " VÀ ", " KHÔNG ",
          "tỉnh:", 'tỉnh:"', "năm:2020..2024", "năm:", "số:28-CT/TW", "nhóm:3", ":", "\\", "'", "…")  # fmt: skip
_STRANGE = ("\x00", "\u0301", "\u200b", "\ufeff", "\ud7ff", "😀", "²", "½", "İ", "ß", "ﷺ", "\n", "\t",
            "Ð", "ǅ", "𝒜", "\u202e", "0" * 40, "a" * 300, "9/9/9999", "1.2.3.4", "%", "&&&&")  # fmt: skip


class Hostile:
    """Makes queries from a seed and the words of the corpus."""

    def __init__(self, words: Sequence[str], seed: int) -> None:
        self._words = words
        self._rng = random.Random(seed)

    def query(self) -> str:
        makers = (self._typed, self._typed, self._typed, self._characters, self._prefixes,
                  self._near, self._bare, self._nested, self._phrases, self._long)  # fmt: skip
        return self._rng.choice(makers)()

    def _some(self, most: int) -> list[str]:
        return self._rng.choices(self._words, k=self._rng.randint(1, most))

    def _typed(self) -> str:
        parts = []
        for word in self._some(12):
            parts.append(fold(word) if self._rng.random() < 0.3 else word)
            if self._rng.random() < 0.5:
                parts.append(self._rng.choice(_MARKS))
            parts.append(self._rng.choice((" ", " ", " ", "")))
        return "".join(parts)

    def _characters(self) -> str:
        pool = [*_STRANGE, *_MARKS, *self._some(5), " "]
        return "".join(self._rng.choices(pool, k=self._rng.randint(1, 40)))

    def _prefixes(self) -> str:
        starts = [word[: self._rng.randint(1, 2)] for word in self._some(8)]
        joint = self._rng.choice((" ", " OR ", " AND "))
        return joint.join(f"{start}*" for start in starts)

    def _near(self) -> str:
        joint = self._rng.choice((" ", " OR "))
        return joint.join(f"{word}~{self._rng.randint(1, 2)}" for word in self._some(8))

    def _bare(self) -> str:
        return fold(" ".join(self._some(128)))

    def _nested(self) -> str:
        depth = self._rng.randint(1, 15)
        inner = self._rng.choice((" OR ", " AND ", " ")).join(self._some(20))
        return "(" * depth + inner + ")" * depth

    def _phrases(self) -> str:
        words = [fold(word) if self._rng.random() < 0.5 else word for word in self._some(30)]
        slop = self._rng.choice(("", "~1", "~50", "~9999"))
        return f'"{" ".join(words)}"{slop} ' + " ".join(self._some(5))

    def _long(self) -> str:
        return " ".join(self._some(128))[: self._rng.randint(1, 2_100)]


def words_of_corpus(engine_words: Sequence[str], most: int = 3_000) -> list[str]:
    return [word for word in engine_words if word.isalpha()][:most]


Asked = tuple[list[str], list[tuple[float, str]], int]
_forked: list[tuple[SearchEngine, Sequence[str]]] = []  # what the jobs have by being forks


def _job(count: int, seed: int) -> Asked:
    ((engine, words),) = _forked
    return ask(engine, words, count, seed)


def ask(engine: SearchEngine, words: Sequence[str], count: int, seed: int) -> Asked:
    """(what went wrong, seconds and query for each, how many were refused)."""
    made, faults = Hostile(words, seed), []
    times: list[tuple[float, str]] = []
    refused = 0
    for done in range(1, count + 1):
        if done % _TOLD == 0:
            print(f"{done} queries, {len(faults)} faults", flush=True)
        query = made.query()
        start = time.process_time()
        try:
            engine.search(query, limit=10)
        except QueryError:
            refused += 1
        except Exception:
            faults.append(f"{query!r}: {traceback.format_exc(limit=-3)}")
        took = time.process_time() - start
        times.append((took, query))
        if took > LIMIT:
            faults.append(f"{took:.2f} s: {query!r}")
    return faults, times, refused


def run(engine: SearchEngine, words: Sequence[str], count: int, seed: int, jobs: int) -> list[str]:
    """What went wrong; the slowest queries are printed. Each job has a seed of its own."""
    _forked[:] = [(engine, words)]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        answers = [
            pool.apply_async(_job, (count // jobs + (job < count % jobs), seed + job))
            for job in range(jobs)
        ]
        found = [answer.get() for answer in answers]
    faults = [fault for one, _, _ in found for fault in one]
    times = sorted((took for _, some, _ in found for took in some), reverse=True)
    refused = sum(one for _, _, one in found)
    median = times[len(times) // 2][0]
    print(
        f"{count} queries, {refused} refused with a sentence, median {median * 1000:.1f} ms; slowest:"
    )
    for took, query in times[:5]:
        print(f"  {took * 1000:7.1f} ms  {query[:100]!r}")
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    passages, _ = rows(given.passages)
    store = LightStore(documents_of(passages))
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(Path(folder))
        engine = SearchEngine(index, store)  # type: ignore[arg-type]
        engine.catch_up()
        counts = index.snapshot().lexicon
        words = words_of_corpus(sorted(counts, key=lambda term: -counts[term]))
        faults = run(engine, words, given.queries, given.seed, given.jobs)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
