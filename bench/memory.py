"""What ingest takes of memory: the process that runs it, and its workers.

    python -m bench.memory FOLDER

Ingests a folder in a process of its own, and prints as JSON the peaks of both in
megabytes, the seconds, and what became of the files.  `peaks` does so for a folder
of files made by the caller; `large_files` are single files of some 50 MB.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pypdfium2

from bench import fuzz_ingest
from corpus.store import Store
from ingest import pipeline
from ingest.extract.bounds import MOST_CHARACTERS
from tests.printed import Printer
from tests.word_files import docx

FILES = "files"
_MEGABYTE = 1024 * 1024
_SIZE = 50 * _MEGABYTE
_PAGES = 3000
_PATIENCE = 3600.0  # seconds: memory is measured here, on a machine that may be busy

Named = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Peaks:
    """Megabytes of the process and of the worker that took most; processor seconds of
    the longest file; documents read, and what was said of those that were not."""

    process: int
    worker: int
    seconds: float
    read: int
    said: tuple[str, ...]


def peaks(files: Sequence[Named] | Iterator[Named]) -> Peaks:
    """Ingests the files in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / FILES
        folder.mkdir()
        for file, data in files:
            (folder / file).write_bytes(data)
        command = [sys.executable, "-m", "bench.memory", name]
        said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return Peaks(**{**said, "said": tuple(said["said"])})


def measured(folder: Path) -> Peaks:
    """Ingests `folder/files` here, with two workers."""
    (folder / fuzz_ingest.MEASURED).mkdir()
    with fuzz_ingest.measured_workers(_PATIENCE):
        report = pipeline.run(Store(folder / "data"), [folder / FILES], 2)
    costs = dict(fuzz_ingest.costs_in(folder / fuzz_ingest.MEASURED))
    return Peaks(
        process=fuzz_ingest.peak(),
        worker=max((cost.megabytes for cost in costs.values()), default=0),
        seconds=max((cost.seconds for cost in costs.values()), default=0.0),
        read=len(report.added) + len(report.updated) + len(report.unchanged),
        said=tuple(str(failure.reason) for failure in report.failed),
    )


# --- Large files ------------------------------------------------------------


def large_files(texts: Sequence[str]) -> Iterator[Named]:
    """One file of some 50 MB for each format, as such files come about, and the
    longest text that is read."""
    words = "\n\n".join(texts)
    yield "longest.txt", words[: MOST_CHARACTERS - 1].encode()
    yield "50-mb-of-text.txt", words.encode()[:_SIZE]
    some = [line for text in texts[:60] for line in text.split("\n") if line.strip()]
    noise = random.Random(1).randbytes(_SIZE * 9 // 10)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in some)
    picture = f'<img src="data:image/png;base64,{b64encode(noise[: _SIZE * 6 // 10]).decode()}">'
    page = f"<html><meta charset=utf-8><body><div>{paragraphs}{picture}</div></body></html>"
    yield "pictures-within.html", page.encode()
    yield "50-mb-of-text.html", "".join(f"<p>{escape(t)}</p>" for t in texts).encode()[:_SIZE]
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in some)
    package = io.BytesIO(docx(body))
    with zipfile.ZipFile(package, "a") as parts:
        parts.writestr("word/media/image1.png", noise)
    yield "pictures-within.docx", package.getvalue()
    yield f"{_PAGES}-pages.pdf", _many_pages(some)


def _many_pages(lines: Sequence[str]) -> bytes:
    """A PDF of many pages, full of text."""
    printer = Printer()
    for line in lines:
        if printer.pdf.page_no() > 30:
            break
        printer.paragraph(line)
    few = pypdfium2.PdfDocument(printer.bytes())
    many = pypdfium2.PdfDocument.new()
    while len(many) < _PAGES:
        many.import_pages(few, list(range(min(len(few), _PAGES - len(many)))))
    out = io.BytesIO()
    many.save(out)
    return out.getvalue()


if __name__ == "__main__":
    # Under this name the workers find the functions of `fuzz_ingest` again.
    found = measured(Path(sys.argv[1]))
    print(json.dumps({name: getattr(found, name) for name in Peaks.__slots__}))
