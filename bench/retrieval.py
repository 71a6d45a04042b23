"""How well search answers questions, beside plain BM25 in the same run.

    python -m bench.retrieval [--tune] [--gold]

430 questions over 2,249 articles of 17 laws (`../shared/eval/retrieval`), each article a
passage under its heading, each law a document. Ours searches with the settings a person
gets; plain BM25 has k1 1.2, b 0.75 and lower-cased syllables of law and text. MRR@10 and
hit@1 are means over all questions, one of which points at an article that is not there.
`--tune` chooses the weights anew on four fifths of the questions and measures them on
the last fifth, five times. `--gold` asks the judged queries over the real documents
(`gold/queries.json`) instead: nDCG@10 with grades 2 (answers) and 1 (helps).
"""

from __future__ import annotations

import argparse
import json
import math
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from corpus.model import Document, Genre, Metadata, Passage, Source, Span, SpanArray
from corpus.store import Store
from corpus.text import normalise
from search.engine import SearchEngine
from search.index import SearchIndex

SHARED = Path(__file__).resolve().parents[2] / "shared"
QUESTIONS = SHARED / "eval" / "retrieval"
GOLD = Path(__file__).with_name("gold") / "queries.json"
FOLDS = 5
TOP = 10

# Where each weight lives; what it may be when it is chosen anew.
WEIGHTS: dict[str, tuple[str, Sequence[float]]] = {
    "SYLLABLE": ("search.bag", (0.3, 0.5, 0.7)),
    "PAIR": ("search.bag", (1.0,)),
    "TRIPLE": ("search.bag", (0.0, 0.2, 0.5)),
    "WORD": ("search.bag", (0.0, 0.15, 0.3, 0.6)),
    "HEADING": ("search.scoring", (0.0, 0.08, 0.15, 0.3)),
    "WHOLE": ("search.titles", (0.0, 2.0, 3.0, 4.0)),
    "NAMED": ("search.titles", (0.0, 2.2, 4.4, 6.6)),
    "IN_HEADING": ("search.scoring", (0.3, 0.6, 1.0)),
}


@dataclass(frozen=True)
class Article:
    id: str
    law: str
    number: str
    text: str


@dataclass(frozen=True)
class Asked:
    text: str
    relevant: frozenset[str]


def articles() -> list[Article]:
    return [
        Article(row["id"], row["law"], row["article"], row["text"])
        for row in _rows(QUESTIONS / "articles.jsonl")
    ]


def questions() -> list[Asked]:
    rows = _rows(QUESTIONS / "questions.jsonl")
    return [Asked(row["text"], frozenset(row["relevant"])) for row in rows]


def _rows(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


# --- Plain BM25 -----------------------------------------------------------------


class Plain:
    """BM25 as in the textbook."""

    K1, B = 1.2, 0.75

    def __init__(self, rows: Sequence[Article]) -> None:
        bags = [Counter(syllables(f"{row.law} {row.text}")) for row in rows]
        lengths = np.array([bag.total() for bag in bags], float)
        norm = self.K1 * (1 - self.B + self.B * lengths / lengths.mean())
        self._rows = rows
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, bag in enumerate(bags):
            for term, count in bag.items():
                value = count * (self.K1 + 1) / (count + norm[number])
                self._postings.setdefault(term, []).append((number, value))

    def __call__(self, text: str) -> list[str]:
        scores = np.zeros(len(self._rows))
        for term in syllables(text):
            postings = self._postings.get(term, [])
            rarity = math.log(1 + (len(scores) - len(postings) + 0.5) / (len(postings) + 0.5))
            for number, value in postings:
                scores[number] += rarity * value
        return [self._rows[one].id for one in np.argsort(-scores, kind="stable")[:TOP]]


def syllables(text: str) -> list[str]:
    return re.findall(r"\w+", normalise(text).lower())


# --- Ours -----------------------------------------------------------------------


def segmented(text: str) -> list[Span]:
    from ingest.segment import words  # heavy

    return words(text)


def documents_of(rows: Sequence[Article]) -> Iterator[Document]:
    """One document for each law, one passage for each article."""
    for law, own in groupby(rows, key=lambda row: row.law):
        text, passages, found = "", [], []
        for row in own:
            heading, _, rest = row.text.partition("\n")
            body = rest.strip() or heading
            found += [
                Span(word.start + part.start() + len(text), word.end + part.start() + len(text))
                for part in re.finditer(r"[^\n]+", body)
                for word in segmented(part[0])
            ]
            span = Span(len(text), len(text) + len(body))
            path = (f"Điều {row.number}. {heading}",)
            passages.append(Passage(row.id.partition("#")[2], None, (span,), path))
            text += body + "\n"
        digest = sha256(text.encode()).hexdigest()
        source = Source(digest, "text/plain", f"{law}.txt", f"/{law}.txt", len(text))
        metadata = Metadata(Genre.OFFICIAL, law)
        yield Document(
            law, source, text, metadata, passages=tuple(passages), words=SpanArray(found)
        )


def engine_over(rows: Sequence[Article], folder: Path) -> SearchEngine:
    store = Store(folder)
    with store.writing():
        for document in documents_of(rows):
            store.put(document, "bench")
    engine = SearchEngine(SearchIndex(folder / "index"), store)
    engine.catch_up()
    return engine


# --- Figures --------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """The reciprocal rank of each question, and milliseconds where they were taken."""

    ranks: np.ndarray[Any, np.dtype[np.float64]]
    took: Sequence[float] = ()

    @property
    def mrr(self) -> float:
        return float(self.ranks.mean())

    @property
    def first(self) -> float:
        return float((self.ranks == 1).mean())


def reciprocal(found: Sequence[str], relevant: frozenset[str]) -> float:
    rank = next((at for at, one in enumerate(found, 1) if one in relevant), 0)
    return 1 / rank if rank else 0.0


def measure(ask: Callable[[str], Sequence[str]], asked: Sequence[Asked]) -> Figures:
    ranks, took = [], []
    for one in asked:
        start = time.perf_counter()
        found = ask(one.text)
        took.append((time.perf_counter() - start) * 1000)
        ranks.append(reciprocal(found, one.relevant))
    return Figures(np.array(ranks), took)


def compared(folder: Path) -> tuple[Figures, Figures, SearchEngine]:
    """Plain BM25 and ours over the same questions, and ours to ask further."""
    rows, asked = articles(), questions()
    engine = engine_over(rows, folder)
    engine.search("quy định")
    plain = measure(Plain(rows), asked)
    ours = measure(lambda text: [hit.passage for hit in engine.search(text, limit=TOP).hits], asked)
    return plain, ours, engine


# --- Weights chosen anew ----------------------------------------------------------


def tuned(folder: Path, asked: Sequence[Asked]) -> tuple[Figures, list[dict[str, float]]]:
    """Each question measured with weights that were chosen without its fifth."""
    fold = np.random.default_rng(0).permutation(len(asked)) % FOLDS
    known: dict[tuple[float, ...], np.ndarray[Any, Any]] = {}

    def ranks(weights: dict[str, float]) -> np.ndarray[Any, Any]:
        name = tuple(weights.values())
        if name not in known:
            known[name] = _with_weights(weights, folder, asked).ranks
        return known[name]

    held_out, chosen = np.zeros(len(asked)), []
    for one in range(FOLDS):
        train = fold != one
        weights = {name: values[len(values) // 2] for name, (_, values) in WEIGHTS.items()}
        for _ in range(2):  # one weight after the other, twice around
            for name, (_, values) in WEIGHTS.items():
                tries = [{**weights, name: value} for value in values]
                weights = max(tries, key=lambda some: float(ranks(some)[train].mean()))
        held_out[fold == one] = ranks(weights)[fold == one]
        chosen.append(weights)
    return Figures(held_out), chosen


def _with_weights(weights: dict[str, float], folder: Path, asked: Sequence[Asked]) -> Figures:
    with ExitStack() as stack:
        stack.enter_context(patch("search.engine.highlights", lambda *_: ()))
        for name, value in weights.items():
            stack.enter_context(patch(f"{WEIGHTS[name][0]}.{name}", value))
        engine = SearchEngine(SearchIndex(folder / "index"), Store(folder))
        return measure(
            lambda text: [hit.passage for hit in engine.search(text, limit=TOP).hits], asked
        )


# --- The judged queries -------------------------------------------------------------


def judged() -> list[tuple[str, dict[str, int]]]:
    """(query, passage → grade)."""
    return [(row["query"], row["relevant"]) for row in json.loads(GOLD.read_text("utf-8"))]


def gain(found: Sequence[str], grades: dict[str, int]) -> float:
    """nDCG of the best ten."""

    def discounted(values: Sequence[int]) -> float:
        return sum((2**value - 1) / math.log2(at + 1) for at, value in enumerate(values[:TOP], 1))

    ideal = discounted(sorted(grades.values(), reverse=True))
    return discounted([grades.get(one, 0) for one in found]) / ideal


def gold(folder: Path) -> None:
    from workspace import Workspace

    workspace = Workspace(folder)
    workspace.ingest([SHARED / "corpus"])
    rows = [
        Article(f"{line.id}#{passage.eid}", " ".join(passage.heading_path), "", text)
        for line in workspace.documents()
        for document in [workspace.document(line.id)]
        for passage in document.passages
        for text in [document.passage_text(passage)]
    ]
    plain, known = Plain(rows), {row.id for row in rows}
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for query, grades in judged():
        found = [hit.passage for hit in workspace.search(query, limit=TOP).hits]
        answers = frozenset(one for one in grades if grades[one] == 2)
        ours.append((gain(found, grades), reciprocal(found, answers)))
        other = plain(query)
        theirs.append((gain(other, grades), reciprocal(other, answers)))
        lost = sorted(grades.keys() - known)
        note = f"  not in the corpus: {', '.join(lost)}" if lost else ""
        print(f"{ours[-1][0]:.2f} ({theirs[-1][0]:.2f})  {query}{note}")
    print(f"\n| {len(ours)} queries | nDCG@10 | MRR@10 | hit@1 |\n|---|---:|---:|---:|")
    for label, figures in (("plain BM25", theirs), ("ours", ours)):
        gains, ranks = zip(*figures, strict=True)
        first = sum(rank == 1 for rank in ranks) / len(ranks)
        print(
            f"| {label} | {statistics.mean(gains):.3f} | {statistics.mean(ranks):.3f} | {first:.3f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--gold", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.gold:
            gold(folder)
            return
        plain, ours, _ = compared(folder)
        print("| | MRR@10 | hit@1 |\n|---|---:|---:|")
        lines = {"plain BM25": plain, "ours, default settings": ours}
        if given.tune:
            lines["ours, weights of the other four fifths"], chosen = tuned(folder, questions())
        for label, figures in lines.items():
            print(f"| {label} | {figures.mrr:.4f} | {figures.first:.4f} |")
        for label, figures in list(lines.items())[1:]:
            print(f"\n{label} / plain BM25: MRR@10 {figures.mrr / plain.mrr:.3f}, "
                  f"hit@1 {figures.first / plain.first:.3f}")  # fmt: skip
        print(f"\nms per question: p50 {np.percentile(ours.took, 50):.1f}, "
              f"p95 {np.percentile(ours.took, 95):.1f}")  # fmt: skip
        if given.tune:
            for weights in chosen:
                print(weights)


if __name__ == "__main__":
    main()
