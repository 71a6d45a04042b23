"""How soon and how heavy pages are, over many passages and with several readers at once.

    python -m bench.web [--passages 100000] [--readers 8] [--seconds 20] [--data FOLDER]

The corpus is that of `bench.search`, put into a store, with a document of about 300
printed pages and 34 plans mixed from real ones.  The server is the one of `doichieu
serve`, in a process of its own; so many readers ask one page after the other, each on
a connection that stays open, and take answers compressed: first with a second before
every page, as people might, then without any, which tells what the server can bear.  Prints milliseconds to the
first byte, the weight of pages, and what a matrix of 34 plans costs the processor.
With `--data` the corpus is kept in a folder, and taken from there the next time.
"""

from __future__ import annotations

import argparse
import http.client
import logging
import multiprocessing
import random
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.compare import FRAME, Words, mixed, real_clauses
from bench.ours import documents_of
from bench.passages import Row, questions, rows
from corpus.model import Document, Source
from ingest.parse import parse
from web.app import create_app, serve
from workspace import Workspace

PLANS, CLAUSES, PAGES = 34, 60, 300
ON_A_PAGE = 2_000  # characters of print
HOST = "127.0.0.1"


def long_document(passages: Sequence[Row]) -> Document:
    """A document of many pages, a heading on every other."""
    text = ["KẾ HOẠCH", "về nhiều việc"]
    length, number = 0, 0
    for row in passages:
        if length >= 2 * ON_A_PAGE * number:
            number += 1
            text.append(f"{number}. Nhiệm vụ thứ {number}")
        text.append(row.text)
        length += len(row.text)
        if length >= PAGES * ON_A_PAGE:
            break
    data = "\n\n".join(text).encode()
    source = Source(sha256(data).hexdigest(), "text/plain", "dai.txt", "/dai.txt", len(data))
    return parse(data, source)


def plan(number: int, pool: list[tuple[str, Words]], chance: random.Random) -> Document:
    """A plan mixed from clauses, from a file of its own."""
    made = mixed(f"plan-{number}", pool, min(CLAUSES, len(pool)), chance)
    digest = sha256(made.text.encode()).hexdigest()
    return replace(made, source=replace(made.source, sha256=digest))


def build(folder: Path, passages: Sequence[Row]) -> None:
    chance, pool = random.Random(28), real_clauses()
    workspace = Workspace(folder)
    plans = [plan(n, pool, chance) for n in range(PLANS)]
    with workspace.store.writing():
        for one in [*documents_of(passages), long_document(passages), *plans]:
            workspace.store.put(one, "bench")
    workspace.reindex()


def served(folder: Path, port: int) -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    serve(Workspace(folder), HOST, port)


def started(folder: Path) -> tuple[multiprocessing.process.BaseProcess, int]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(target=served, args=(folder, port))
    process.start()
    for _ in range(600):
        time.sleep(0.1)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return process, port
    raise SystemExit("the server does not answer")


def get(connection: http.client.HTTPConnection, address: str) -> tuple[float, int, int]:
    """Milliseconds to the first byte of a page, its weight as sent, and its status."""
    start = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    first = answer.read(1)
    took = (time.perf_counter() - start) * 1000
    return took, len(first) + len(answer.read()), answer.status


def read_on(
    port: int, readers: int, seconds: float, next_page: Callable[[], str], pause: float = 0.0
) -> list[float]:
    """All readers ask for pages until the time is over; milliseconds to each first byte."""
    times: list[float] = []
    chance = random.Random(3)
    end = time.perf_counter() + seconds

    def reader() -> None:
        connection = http.client.HTTPConnection(HOST, port)
        time.sleep(chance.uniform(0, pause))
        while time.perf_counter() < end:
            time.sleep(pause)
            took, _, status = get(connection, next_page())
            if status != 200:
                raise SystemExit(f"an answer of {status}")
            times.append(took)
        connection.close()

    threads = [threading.Thread(target=reader) for _ in range(readers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return times


def show(what: str, times: Sequence[float]) -> None:
    cut = statistics.quantiles(times, n=20)
    print(f"  {what:36} p50 {cut[9]:7.1f} ms   p95 {cut[18]:7.1f} ms   {len(times):6} pages")


def measure(folder: Path, passages: Sequence[Row], readers: int, seconds: float) -> None:
    workspace = Workspace(folder)
    names = [one.id for one in workspace.documents()]
    articles = [name for name in names if name.startswith("article-")]
    plans = [name for name in names if name.startswith("plan-")]
    (long,) = set(names) - {*articles, *plans}
    asked = [q.text for some in questions(passages, 40, 11).values() for q in some]
    chance = random.Random(7)
    matrix = "/compare?" + urlencode({"frame": FRAME, "docs": plans}, doseq=True)

    def search() -> str:
        return f"/search?q={quote(chance.choice(asked))}"

    def reader() -> str:
        return f"/documents/{chance.choice(articles)}"

    process, port = started(folder)
    try:
        print(f"first byte, {readers} readers at once")
        for what, page in (
            ("search", search),
            ("reader", reader),
            ("reader, 300 pages", lambda: f"/documents/{long}"),
        ):
            read_on(port, readers, 2, page)
            show(what, read_on(port, readers, seconds, page, pause=1.0))
            show(f"{what}, without pause", read_on(port, readers, seconds, page))
        print("alone")
        show("search", read_on(port, 1, seconds / 2, search))
        show("reader", read_on(port, 1, seconds / 2, reader))
        print("weight as sent")
        connection = http.client.HTTPConnection(HOST, port)
        for address in ("/", search(), reader(), f"/documents/{long}", matrix, "/documents"):
            _, weight, _ = get(connection, address)
            print(f"  {address[:36]:36} {weight / 1024:8.1f} kB")
    finally:
        process.terminate()
        process.join()
    client = create_app(workspace).test_client()
    for which in ("first", "again"):
        start = time.process_time()
        client.get(matrix)
        print(f"a matrix of {len(plans)} plans, {which}: {time.process_time() - start:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    passages, made = rows(given.passages)
    print(f"{len(passages)} passages, {made} of them mixed")
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.data or Path(scratch)
        if not (folder / "index").exists():
            start = time.perf_counter()
            build(folder, passages)
            print(f"put and indexed in {time.perf_counter() - start:.0f} s")
        measure(folder, passages, given.readers, given.seconds)


if __name__ == "__main__":
    main()
