"""How fast ingest is, against the segmentation that it cannot do without.

    python -m bench.ingest [--texts N] [--large]

Reads real texts from `../shared/bench`, and prints processor seconds of bare
`word_tokenize` over their paragraphs beside those of the whole pipeline, from
bytes to the stored document, with its stages; then the gain of two processes
over one; then the peak of memory over a corpus and over four times as many files,
which must not differ much, and (`--large`, some minutes) over single files of 50 MB.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench import memory
from corpus.model import Rejected, Source
from corpus.store import Store
from ingest import parse as steps
from ingest import pipeline, segment

SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench" / "articles.jsonl.gz"
STAGES = ("composed", "clean", "find_parts", "build_outline", "find_groups", "find_references",
          "read_metadata", "find_targets", "find_duties", "_words", "restored")  # fmt: skip
# Limits of what is promised: times bare segmentation, gain of a second process, megabytes.
SLOWEST, GAIN, PROCESS, WORKER = 1.4, 1.5, 400, 1024


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


def corpora(documents: Sequence[str]) -> Iterator[tuple[int, memory.Peaks]]:
    """The peaks over some files, and over four times as many."""
    for count in (len(documents) // 4, len(documents)):
        named = [(f"{n}.md", text.encode()) for n, text in enumerate(documents[:count])]
        yield count, memory.peaks(named)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--texts", type=int, default=600)
    arguments.add_argument("--large", action="store_true", help="files of 50 MB, too")
    chosen = arguments.parse_args()
    if not SHARED.is_file():
        raise SystemExit(f"the measured texts are not on this machine ({SHARED})")
    # Other texts for the processes: the segmenter remembers paragraphs it has seen.
    read = texts(2 * chosen.texts)
    speed(read[: chosen.texts])
    gain(read[chosen.texts :])
    for count, found in corpora(read[chosen.texts :]):
        print(f"{count} files: peak memory {found.process} MB in the process (limit {PROCESS}), "
              f"{found.worker} MB in a worker")  # fmt: skip
    if chosen.large:
        for name, data in memory.large_files(texts(10_000)):
            found = memory.peaks([(name, data)])
            outcome = "; ".join(found.said) or "read"
            print(f"{name:24}{len(data) / 2**20:5.0f} MB  worker {found.worker:4} MB (limit {WORKER}), "
                  f"process {found.process} MB, {found.seconds:.0f} s: {outcome}")  # fmt: skip


def speed(documents: list[str]) -> None:
    characters = sum(map(len, documents))
    bare(documents[:5])  # loads the model
    floor, paragraphs = bare(documents)
    print(f"{len(documents)} texts, {characters:,} characters, {paragraphs:,} paragraphs")
    print(f"{'bare word_tokenize':28}{floor:8.2f} s   1.00")
    with tempfile.TemporaryDirectory() as name:
        total, clock, failed = whole(documents, Path(name))
    print(f"{'bytes to stored document':28}{total:8.2f} s   {total / floor:.2f} (limit {SLOWEST})")
    for stage, seconds in clock.most_common():
        print(f"    {stage:24}{seconds:8.2f} s   {seconds / floor:.2f}")
    if failed:
        print(f"    {failed} texts were refused")


def gain(documents: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        walls = dict(processes(documents, Path(name)))
    print(f"one process {walls[1]:.1f} s, two {walls[2]:.1f} s: {walls[1] / walls[2]:.2f} times "
          f"(at least {GAIN})")  # fmt: skip


if __name__ == "__main__":
    main()
