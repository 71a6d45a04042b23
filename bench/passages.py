"""Passages and questions to measure search with, the same for every engine.

A passage is a paragraph of the articles in `../shared/bench` with at least 15 tokens,
cut at 200; beyond what they hold, passages are mixed anew from sentences of two. Years
and provinces are dealt out by the number of the article. Questions are taken from
passages chosen by a fixed seed, with their diacritics.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.text import is_folded
from search.analysis import Stream

SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench" / "articles.jsonl.gz"
SHORTEST, LONGEST = 15, 200
YEARS = range(2015, 2026)
PROVINCES = 34


@dataclass(frozen=True)
class Row:
    """A passage: its text, its terms, its article, and what it is filtered by."""

    text: str
    terms: list[str]
    article: int

    @property
    def year(self) -> int:
        return YEARS[self.article % len(YEARS)]

    @property
    def province(self) -> str:
        return f"Tỉnh {self.article % PROVINCES:02}"


@dataclass(frozen=True)
class Question:
    """`kind` says how its terms go together (or, and, phrase, prefix); a year narrows,
    facets are counts by year and province; `text` is what a person types."""

    kind: str
    terms: tuple[str, ...]
    text: str
    year: int | None = None
    facets: bool = field(default=False)


def rows(count: int) -> tuple[list[Row], int]:
    """So many passages, and how many of them are mixed from others."""
    found: list[Row] = []
    for row in _paragraphs():
        if len(found) == count:
            break
        found.append(row)
    real = len(found)
    rng = random.Random(5)
    while len(found) < count:
        one, two = rng.choice(found[:real]), rng.choice(found[:real])
        half, other = one.text[: len(one.text) // 2], two.text[len(two.text) // 2 :]
        text = f"{half} {other}"
        terms = [term for term, _ in Stream(text).names()][:LONGEST]
        found.append(Row(text, terms, real + len(found) // 25))
    return found, count - real


def _paragraphs() -> Iterator[Row]:
    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            for paragraph in json.loads(line)["text"].split("\n"):
                text = paragraph.strip(" #*>|-\t")
                stream = Stream(text)
                if len(stream) < SHORTEST:
                    continue
                if len(stream) > LONGEST:
                    text = text[: stream.span(LONGEST - 1).end]
                    stream = Stream(text)
                yield Row(text, [term for term, _ in stream.names()], number)


def questions(passages: Sequence[Row], count: int, seed: int) -> dict[str, list[Question]]:
    """Questions of every class."""
    rng = random.Random(seed)
    found_in = Counter(term for row in passages for term in set(row.terms))
    marked = [term for term, _ in found_in.most_common() if term.isalpha() and not is_folded(term)]
    rare = [term for term in marked if 3 <= found_in[term] <= 20]

    def run(length: int) -> tuple[str, ...]:
        """Neighbouring words of some passage, not all of them without diacritics."""
        while True:
            terms = rng.choice(passages).terms
            at = rng.randrange(max(1, len(terms) - length))
            taken = tuple(terms[at : at + length])
            enough = len(taken) == length and len(set(taken)) == length
            if enough and all(map(str.isalpha, taken)) and not all(map(is_folded, taken)):
                return taken

    def apart(length: int) -> tuple[str, ...]:
        """Words of some passage that need not be neighbours."""
        while True:
            own = sorted({term for term in rng.choice(passages).terms if term.isalpha()})
            if len(own) >= length:
                taken = tuple(rng.sample(own, length))
                if not all(map(is_folded, taken)):
                    return taken

    def plain(length: int, **more: object) -> Question:
        terms = run(length)
        return Question("or", terms, " ".join(terms), **more)  # type: ignore[arg-type]

    def phrase(length: int) -> Question:
        terms = run(length)
        return Question("phrase", terms, '"{}"'.format(" ".join(terms)))

    def single(term: str) -> Question:
        return Question("or", (term,), term)

    def conjunction() -> Question:
        terms = apart(3)
        return Question("and", terms, " AND ".join(terms))

    def prefix() -> Question:
        term = rng.choice(marked[:2_000])
        start = term[:3]
        return Question("prefix", (start,), f"{start}*")

    makers = {
        "common": lambda: single(rng.choice(marked[:40])),
        "rare": lambda: single(rng.choice(rare)),
        "AND of 3": conjunction,
        "OR of 3": lambda: plain(3),
        "OR of 6": lambda: plain(6),
        "phrase of 2": lambda: phrase(2),
        "phrase of 4": lambda: phrase(4),
        "OR and filter": lambda: plain(3, year=rng.choice(YEARS)),
        "prefix": prefix,
        "facets": lambda: plain(3, facets=True),
    }
    return {name: [make() for _ in range(count)] for name, make in makers.items()}
