"""Word's old .doc: the text as other programs read it.

The format is a memory image nobody should parse twice.  LibreOffice, where there
is one, turns it into a .docx, lists and all; else antiword gives its paragraphs
and tables, but not the numbers of automatic lists, which is said.  Either runs
apart, in a folder of its own, for a bounded time.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from corpus.model import Message, Problem, Rejected
from ingest.extract.decode import STAGE
from ingest.extract.docx import extract_docx
from ingest.extract.flow import BREAK, Block, Flow, Paragraph, Run, Table, compose
from ingest.extract.model import Extracted
from ingest.extract.package import locked, parse_xml

MEDIA_TYPE = "application/msword"
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of Microsoft's compound files
SECONDS = 90
_HEADER = b"\xec\xa5"  # of the stream of a Word document, at the start of a sector
_FLAGS, _ENCRYPTED = 10, 0x0100
_SECTOR = 512
_BELOW = re.compile(r"^-{20,}$", re.MULTILINE)
_NOTE = re.compile(r"^\[(\d{1,4})\]\s*(.+?)\s*$", re.MULTILINE)
_TYPE = re.compile(rb"<!DOCTYPE[^>]*>")
# No macros, and nothing fetched that a document links to.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def extract_doc(data: bytes) -> Extracted:
    """A .doc file, or what else comes in Microsoft's compound files."""
    if _named("EncryptedPackage") in data or _is_locked(data):
        raise locked()
    if _named("WordDocument") not in data:
        raise Rejected(STAGE, Message("Tệp không phải văn bản Word."))
    refusal = Rejected(
        STAGE,
        Message("Muốn đọc tệp .doc, hãy cài LibreOffice (gói libreoffice-writer) hoặc antiword."),
    )
    with tempfile.TemporaryDirectory(prefix="doichieu-") as name:
        folder = Path(name)
        source = folder / "source.doc"
        source.write_bytes(data)
        for command, reader in _READERS:
            program = shutil.which(command)
            if program is None:
                continue
            try:
                return reader(program, folder, source)
            except Rejected as error:  # what one cannot read, the next one may
                refusal = error
    raise refusal


def can_read() -> bool:
    """Whether a program that reads .doc is on this machine."""
    return any(shutil.which(command) for command, _ in _READERS)


def _named(stream: str) -> bytes:
    """The name of a stream as a compound file's folder spells it."""
    return stream.encode("utf-16-le")


def _is_locked(data: bytes) -> bool:
    for at in range(_SECTOR, min(len(data), 64 * _SECTOR), _SECTOR):
        if data.startswith(_HEADER, at):
            flags = int.from_bytes(data[at + _FLAGS : at + _FLAGS + 2], "little")
            return bool(flags & _ENCRYPTED)
    return False


def _by_libreoffice(program: str, folder: Path, source: Path) -> Extracted:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    run_bounded(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--convert-to", "docx", "--outdir"),
            *(str(folder), str(source)),
        ],
        folder,
    )
    made = folder / "source.docx"
    if not made.is_file():
        raise Rejected(STAGE, Message("LibreOffice không đọc được tệp .doc này."))
    return replace(extract_docx(made.read_bytes()), media_type=MEDIA_TYPE)


def _by_antiword(program: str, folder: Path, source: Path) -> Extracted:
    said = run_bounded([program, "-x", "db", "-m", "UTF-8.txt", str(source)], folder)
    if not said.strip():
        raise Rejected(STAGE, Message("antiword không đọc được tệp .doc này."))
    root = parse_xml(_TYPE.sub(b"", said, count=1), "antiword")
    flow = Flow()
    flow.body = list(_blocks(root, flow))
    if any(not note for note in flow.notes):
        plain = run_bounded([program, "-w", "0", "-m", "UTF-8.txt", str(source)], folder)
        _fill_notes(flow, plain.decode("utf-8", "replace"))
    if any(root.iter("orderedlist")):
        message = Message(
            "Tệp .doc này có danh sách đánh số tự động mà antiword không đọc được số; "
            "hãy cài LibreOffice rồi nạp lại."
        )
        flow.problems.append(Problem(STAGE, message))
    return compose(flow, MEDIA_TYPE)


def run_bounded(command: Sequence[str], folder: Path, seconds: float = SECONDS) -> bytes:
    """What a program writes; it and all that it started end when the time is up."""
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            raise Rejected(
                STAGE,
                Message("Đọc tệp .doc quá {seconds} giây nên đã dừng.", seconds=int(seconds)),
            ) from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _fill_notes(flow: Flow, plain: str) -> None:
    """The words of notes, which antiword writes below its plain text only."""
    said = dict(_NOTE.findall(_BELOW.split(plain)[-1]))
    for number, note in enumerate(flow.notes, start=1):
        words = said.get(str(number), "")
        flow.notes[number - 1] = note or [Paragraph([Run(words)])]


# antiword's DocBook


def _blocks(parent: Element, flow: Flow) -> Iterator[Block]:
    for child in parent:
        if child.tag == "informaltable":
            yield Table([[_entry(e, flow) for e in row.iter("entry")] for row in child.iter("row")])
        elif child.tag in {"para", "title"}:
            if child.find("informaltable") is not None:
                yield from _blocks(child, flow)
                continue
            paragraph = Paragraph(heading=child.tag == "title")
            _inline(child, False, paragraph.runs, flow)
            yield paragraph
        elif child.tag != "bookinfo":
            yield from _blocks(child, flow)


def _entry(element: Element, flow: Flow) -> list[Block]:
    """The lines of a cell, each a paragraph."""
    runs: list[Run] = []
    _inline(element, False, runs, flow)
    return [Paragraph([Run(line)]) for line in "".join(r.text for r in runs).split(BREAK)]


def _inline(parent: Element, bold: bool, runs: list[Run], flow: Flow) -> None:
    runs.append(Run(parent.text or "", bold))
    for child in parent:
        if child.tag == "footnote":
            flow.notes.append([b for b in _blocks(child, flow)
                               if isinstance(b, Table) or not b.blank])  # fmt: skip
            runs.append(Run(f"[{len(flow.notes)}]"))
        else:
            strong = child.tag == "emphasis" and child.get("role") == "bold"
            _inline(child, bold or strong, runs, flow)
        runs.append(Run(child.tail or "", bold))


# The programs that can read it, the better one first.
_READERS: tuple[tuple[str, Callable[[str, Path, Path], Extracted]], ...] = (
    ("soffice", _by_libreoffice),
    ("antiword", _by_antiword),
)
