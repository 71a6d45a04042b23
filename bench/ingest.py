"""How fast ingest is, against the segmentation that it cannot do without.

    python -m bench.ingest [--texts N]

Reads real texts from `../shared/bench`, and prints processor seconds of bare
`word_tokenize` over their paragraphs beside those of the whole pipeline, from
bytes to the stored document, with its stages; then the gain of two processes
over one, and the memory of each.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.model import Rejected, Source
from corpus.store import Store
from ingest import parse as steps
from ingest import pipeline, segment

SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench" / "articles.jsonl.gz"
STAGES = ("clean", "find_parts", "build_outline", "find_groups", "find_references",
          "read_metadata", "_words")  # fmt: skip


def texts(count: int) -> list[str]:
    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for _, line in zip(range(count), lines, strict=False)]


def bare(documents: list[str]) -> tuple[float, int]:
    """Processor seconds of `word_tokenize` over all paragraphs, and how many there are."""
    word_tokenize = segment.bare_tokenizer()
    paragraphs = [p for text in documents for p in text.split("\n") if p.strip()]
    start = time.process_time()
    for paragraph in paragraphs:
        word_tokenize(paragraph)
    return time.process_time() - start, len(paragraphs)


def timed(name: str, step: Callable[..., Any], clock: Counter[str]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return step(*args, **named)
        finally:
            clock[name.strip("_")] += time.process_time() - start

    return run


def whole(documents: list[str], folder: Path) -> tuple[float, Counter[str], int]:
    """Processor seconds from bytes to stored documents, by stage, and how many failed."""
    clock: Counter[str] = Counter()
    for name in STAGES:
        setattr(steps, name, timed(name, getattr(steps, name), clock))
    store = Store(folder)
    failed = 0
    start = time.process_time()
    with store.writing():
        for number, text in enumerate(documents):
            data = text.encode()
            name = f"van-ban-{number}.md"
            source = Source(sha256(data).hexdigest(), "text/markdown", name, f"/{name}", len(data))
            begun = time.process_time()
            try:
                document = steps.parse(data, source)
            except Rejected:
                failed += 1
                continue
            clock["parse, all steps"] += time.process_time() - begun
            begun = time.process_time()
            store.add_source(source, data)
            store.put(document, steps.PARSER)
            clock["store"] += time.process_time() - begun
    return time.process_time() - start, clock, failed


def processes(documents: list[str], folder: Path) -> Iterator[tuple[int, float]]:
    """Wall seconds of the pipeline over files, with one process and with two."""
    files = folder / "files"
    files.mkdir()
    for number, text in enumerate(documents):
        (files / f"van-ban-{number}.md").write_text(text, encoding="utf-8")
    for jobs in (1, 2):
        store = Store(folder / f"store-{jobs}")
        report = pipeline.run(store, [files], jobs)
        yield jobs, report.seconds


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--texts", type=int, default=600)
    count = arguments.parse_args().texts
    if not SHARED.is_file():
        raise SystemExit(f"the measured texts are not on this machine ({SHARED})")
    # Other texts for the processes: the segmenter remembers paragraphs it has seen.
    read = texts(2 * count)
    documents, others = read[:count], read[count:]
    characters = sum(map(len, documents))
    bare(documents[:5])  # loads the model
    floor, paragraphs = bare(documents)
    print(f"{len(documents)} texts, {characters:,} characters, {paragraphs:,} paragraphs")
    print(f"{'bare word_tokenize':28}{floor:8.2f} s   1.00")
    with tempfile.TemporaryDirectory() as name:
        total, clock, failed = whole(documents, Path(name))
        print(f"{'bytes to stored document':28}{total:8.2f} s   {total / floor:.2f}")
        for stage, seconds in clock.most_common():
            print(f"    {stage:24}{seconds:8.2f} s   {seconds / floor:.2f}")
        if failed:
            print(f"    {failed} texts were refused")
    with tempfile.TemporaryDirectory() as name:
        walls = dict(processes(others, Path(name)))
        print(
            f"one process {walls[1]:.1f} s, two {walls[2]:.1f} s: {walls[1] / walls[2]:.2f} times"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB here, {child:.0f} MB in a worker")


if __name__ == "__main__":
    main()
