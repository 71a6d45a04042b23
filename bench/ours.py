"""Our own search as the bench asks it: the index and its evaluation without a store,
and the steps that need one measured beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from bench.passages import Question, Row
from corpus.model import Document, Genre, Metadata, Passage, Source, Span
from corpus.store import Store
from search.best import best
from search.engine import SearchEngine
from search.evaluate import Evaluation, marked, words_of
from search.filters import Columns, Mask
from search.highlight import Wanted, highlights
from search.index import SearchIndex
from search.matching import Matching
from search.passages import streams
from search.query import Filter, Phrase, Query, parse
from search.scoring import Scorer


@dataclass(frozen=True)
class Attributes:
    """What filters and facets of the bench ask of a version."""

    year: int
    province: str
    type: str | None = None
    genre: str = "article"
    number: str | None = None
    date: None = None
    title: str = ""
    issuer: str | None = None


def attributes_of(passages: Sequence[Row]) -> dict[int, Attributes]:
    """The attributes of each article, as the store gives them for a version."""
    articles = [next(rows) for _, rows in groupby(passages, key=lambda row: row.article)]
    return {n: Attributes(row.year, row.province) for n, row in enumerate(articles)}


def documents_of(passages: Sequence[Row]) -> list[Document]:
    """One document for each article."""
    found = []
    for article, own in groupby(passages, key=lambda row: row.article):
        rows, spans, at = list(own), [], 0
        for row in rows:
            spans.append(Span(at, at + len(row.text)))
            at += len(row.text) + 1
        text = "\n".join(row.text for row in rows)
        digest = sha256(f"{article} {text}".encode()).hexdigest()
        name = f"article-{article:06}"
        found.append(
            Document(
                name,
                Source(digest, "text/plain", f"{name}.txt", f"/{name}.txt", len(text)),
                text,
                Metadata(Genre.ARTICLE, ""),
                passages=tuple(
                    Passage(f"para_{n}", None, (span,), ()) for n, span in enumerate(spans, 1)
                ),
            )
        )
    return found


def build_ours(documents: Sequence[Document], folder: Path) -> dict[str, float]:
    """Seconds for the tokens, and for the index that is made from them."""
    start = time.perf_counter()
    ready = {one.id: list(streams(one)) for one in documents}
    read = time.perf_counter()
    index, key, given = SearchIndex(folder / "index"), 0, []
    for version, one in enumerate(documents):
        given.append((version, one, range(key, key + len(one.passages))))
        key += len(one.passages)
    with patch("search.index.streams", lambda document: ready[document.id]):
        index.update(given)
    return {"analysis": read - start, "index": time.perf_counter() - read}


class Ours:
    """Answers questions as the engine does, up to the keys of the ten best passages."""

    def __init__(self, folder: Path, attributes: Mapping[int, Attributes]) -> None:
        snapshot = SearchIndex(folder).snapshot()
        self.scorer = Scorer(snapshot)
        self.columns = Columns(snapshot.passages, snapshot.versions, attributes)
        self._trees: dict[str, Query] = {}

    def read(self, asked: Iterable[Question]) -> None:
        self._trees |= {question.text: parse(question.text) for question in asked}

    def __call__(self, asked: Question) -> peers_answer:
        scorer, columns = self.scorer, self.columns
        found = Evaluation(scorer, self._trees[asked.text], self._mask).found()
        matching, full = found.matching, found.full
        if asked.year:
            year = Matching(matching.among, mask=columns.column("year").mask([str(asked.year)]))
            full = (matching if full is matching else full) & year
            matching = matching & year
        top = best(found.scores, full, matching, scorer.snapshot.passages, 10)
        counts = []
        if asked.facets:
            counts = [columns.column(name).counts(matching) for name in ("year", "province")]
        return len(matching), scorer.snapshot.passages[top].tolist(), counts

    def _mask(self, one: Filter) -> Mask:
        return self.columns.column(one.name).mask(one.values)

    def wanted(self, tree: Query) -> list[Wanted]:
        evaluation = Evaluation(self.scorer, tree, self._mask)
        return [
            Wanted(
                evaluation.lattice(list(words_of(part))),
                part.slop if isinstance(part, Phrase) else None,
            )
            for part in marked(tree)
        ]

    @staticmethod
    def adding(folder: Path, like: Document) -> Callable[[], None]:
        """A call that adds a document and finds it."""
        index = SearchIndex(folder)
        index.snapshot()
        word = "mộttừmớitinh"
        text = f"{like.text}\n{word}"
        last = Passage("para_new", None, (Span(len(like.text) + 1, len(text)),), ())
        more = replace(like, text=text, passages=(*like.passages, last))
        keys = range(10_000_000, 10_000_000 + len(more.passages))

        def add() -> None:
            index.update([(10_000_000, more, keys)])
            scorer = Scorer(index.snapshot())
            everything = np.ones(scorer.snapshot.size, np.bool_)
            found = Evaluation(scorer, parse(word), lambda one: everything).found()
            if len(found.matching) != 1:
                raise SystemExit("the document that was added is not found")

        return add


peers_answer = tuple[int, list[int], list[Any]]


def parts_beside(
    ask: Ours, documents: Sequence[Document], asked: dict[str, list[Question]], folder: Path
) -> dict[str, list[float]]:
    """Milliseconds of what a person waits for besides, and of a whole search."""
    store = Store(folder / "store")
    with store.writing():
        for one in documents:
            store.put(one, "bench")
    keys = [key for version in store.current_versions() for key in store.passage_keys(version)]
    whole = SearchEngine(SearchIndex(folder / "whole"), store)
    whole.catch_up()
    whole.search("trẻ em")
    found: dict[str, list[float]] = {"parse + fetch + highlights": [], "the whole engine": []}
    for question in (question for some in asked.values() for question in some):
        _, top, _ = ask(question)
        for _ in range(2):
            start = time.perf_counter()
            tree = parse(question.text)
            wanted = ask.wanted(tree)
            for passage in store.passages([keys[number] for number in top]):
                highlights(passage.text, wanted)
            took = (time.perf_counter() - start) * 1000
        found["parse + fetch + highlights"].append(took)
        for _ in range(2):
            start = time.perf_counter()
            whole.search(question.text, limit=10)
            took = (time.perf_counter() - start) * 1000
        found["the whole engine"].append(took)
    return found
