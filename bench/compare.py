"""How fast comparison is: many plans against a frame, and every plan with every other.

    python -m bench.compare [--plans 34] [--clauses 60] [--many 0]

Plans are put together from the clauses of the real ones in `../shared/corpus`,
mixed by a fixed seed. Prints processor seconds of reading them, of filing them all
under a frame and of linking all pairs, beside those of a plain TF-IDF cosine matrix
of the same clauses (scikit-learn), in the same run on one core. `--many 1000` also
links so many plans with their nearest ones, and prints the memory that takes.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from compare.align import compare
from compare.candidates import link_near
from compare.clauses import outline
from compare.evidence import Side, side_of
from corpus.frames import curated
from corpus.model import (
    Document,
    Genre,
    Metadata,
    Passage,
    Provision,
    Source,
    Span,
    SpanArray,
)
from ingest.parse import parse

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus"
FRAME = "28-ct-tw"
_GROUPS = 6
Result = TypeVar("Result")
Words = list[tuple[int, int]]


def real_clauses() -> list[tuple[str, Words]]:
    """The clauses of the real plans with the words that lie in them."""
    found: dict[str, Words] = {}
    for path in sorted([*SHARED.glob("seeds/*.txt"), *SHARED.glob("plans/*.md")]):
        data = path.read_bytes()
        source = Source(sha256(data).hexdigest(), "", path.name, str(path), len(data))
        document = parse(data, source)
        for clause in outline(document).clauses:
            if len(clause.spans) == 1:
                span = clause.spans[0]
                inside = [w for w in document.words if span.contains(w)]
                found[clause.text] = [(w.start - span.start, w.end - span.start) for w in inside]
    return list(found.items())


def mixed(
    name: str, clauses: list[tuple[str, Words]], many: int, chance: random.Random
) -> Document:
    """A plan of `many` clauses in six groups."""
    text, provisions, passages, words = "", [], [], []
    for at, (clause, inside) in enumerate(chance.sample(clauses, many)):
        if at * _GROUPS // many == len(provisions):
            title = " ".join(clause.split()[:9])
            eid, heading = f"item_{len(provisions) + 1}", Span(len(text), len(text) + len(title))
            text += title + "\n"
            provisions.append(Provision(eid, None, "item", "", heading, (heading,), ()))
        span = Span(len(text), len(text) + len(clause))
        words += [Span(span.start + a, span.start + b) for a, b in inside]
        text += clause + "\n"
        passages.append(Passage(f"{eid}__para_{at}", eid, (span,), ()))
    return Document(
        name,
        Source("0" * 64, "text/plain", name, name, len(text)),
        text,
        Metadata(Genre.OFFICIAL, f"Kế hoạch {name}"),
        tuple(provisions),
        tuple(passages),
        tuple(p.eid for p in provisions),
        SpanArray(words),
    )


def timed(task: Callable[[], Result]) -> tuple[float, Result]:
    start = time.process_time()
    found = task()
    return time.process_time() - start, found


def plain_cosines(texts: list[str]) -> int:
    """One TF-IDF matrix of all clauses, each with each: how many are near."""
    matrix = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    return int(((matrix @ matrix.T).toarray() >= 0.25).sum())


def measure(plans: int, clauses: int, many: int) -> None:
    pool, chance = real_clauses(), random.Random(28)
    clauses = min(clauses, len(pool))
    documents = [mixed(f"plan-{n}", pool, clauses, chance) for n in range(plans)]
    frame = curated()[FRAME]
    print(f"{plans} plans of {clauses} clauses, drawn from {len(pool)} real ones")
    reading, _ = timed(lambda: [side_of(outline(document)) for document in documents])
    filing, _ = timed(lambda: [compare([document], frame) for document in documents])
    pairs, made = timed(lambda: compare(documents, None))
    texts = [clause.text for document in documents for clause in outline(document).clauses]
    plain, near = timed(lambda: plain_cosines(texts))
    count = plans * (plans - 1) // 2
    _show("all plans read, once for what follows", reading, plain)
    _show("all plans filed under a frame", filing, plain)
    _show(f"all {count} pairs linked, {len(made.links)} links", pairs, plain)
    print(f"  {'plain TF-IDF cosine matrix, ' + str(near) + ' near':58} {plain:7.2f} s")
    if many:
        _near(many, clauses, pool)


def _near(many: int, clauses: int, pool: list[tuple[str, Words]]) -> None:
    """So many plans linked with their nearest ones, without a matrix of all clauses."""
    chance = random.Random(82)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading, sides = timed(
        lambda: [Side(outline(mixed(f"plan-{n}", pool, clauses, chance))) for n in range(many)]
    )
    linking, links = timed(lambda: sum(1 for _ in link_near(sides)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{many} plans read in {reading:.1f} s and linked with their nearest in {linking:.1f} s, "
        f"{links} links; {peak / 1024:.0f} MB at most, {before / 1024:.0f} MB before"
    )


def _show(what: str, seconds: float, plain: float) -> None:
    print(f"  {what:58} {seconds:7.2f} s   ratio {seconds / plain:6.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--plans", type=int, default=34)
    parser.add_argument("--clauses", type=int, default=60)
    parser.add_argument("--many", type=int, default=0)
    given = parser.parse_args()
    with threadpool_limits(1):
        measure(given.plans, given.clauses, given.many)


if __name__ == "__main__":
    main()
