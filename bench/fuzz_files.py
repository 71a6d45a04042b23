"""Files to be wary of: whole ones of every format, and what becomes of them by chance
or malice.

In: a seed and a number.  Out: that many named files, the same for the same seed:
truncated, flipped, swapped, doubled, renamed, damaged inside their package, packed
into archives, and written to do harm.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ingest.extract import EXTRACTORS
from tests import word_files
from tests.documents import PLAN
from tests.printed import FONTS, printed

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"
_PACKED = frozenset({".docx", ".docm", ".odt", ".zip"})
# Formats read by programs that take seconds a file come up less often.
_RARE = frozenset({".doc", ".png", ".jpg", ".tif"})

Named = tuple[str, bytes]


# --- Whole files ------------------------------------------------------------


def whole_files() -> list[Named]:
    """One or more good files of each format that can be made on this machine."""
    samples = (p for p in sorted(SAMPLES.rglob("*")) if p.suffix in EXTRACTORS)
    found = [(p.name, p.read_bytes()) for p in samples]
    text = _again(word_files.as_docx(PLAN))
    lists = _again(word_files.as_docx(PLAN, automatic=True))
    found += [
        ("plan.docx", text),
        ("lists.docx", lists),
        ("macros.docm", text),
    ]
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in PLAN.splitlines())
    found += [("plan.odt", odt(paragraphs)), ("plan.rtf", _rtf(PLAN))]
    found += [(f"scan{suffix}", _picture(form)) for suffix, form in
              ((".png", "PNG"), (".jpg", "JPEG"), (".tif", "TIFF"))]  # fmt: skip
    if (FONTS / "DejaVuSerif.ttf").exists():
        found.append(("plan.pdf", _undated(printed(PLAN))))
    found.append(("packed.zip", zipped({"a.txt": PLAN, "b/plan.docx": text})))
    if shutil.which("soffice"):
        with tempfile.TemporaryDirectory() as folder:
            found.append(("plan.doc", word_files.converted(text, "doc", Path(folder))))
    return found


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of these parts, the same whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, body in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, body)
    return out.getvalue()


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _again(data: bytes) -> bytes:
    """A package without the moment it was made."""
    return zipped(_unpacked(data))


def docx(body: str) -> bytes:
    return _again(word_files.docx(body))


def odt(body: str) -> bytes:
    return _again(word_files.odt(body))


def _undated(data: bytes) -> bytes:
    """A PDF without the moment it was made, and without the mark made from it."""
    data = re.sub(rb"D:\d{14}", b"D:20260101000000", data)
    return re.sub(rb"/ID \[<\w+><\w+>\]", lambda mark: b" " * len(mark[0]), data)


def _rtf(text: str) -> bytes:
    body = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in text)
    return ("{\\rtf1\\ansi " + body.replace("\n", "\\par\n") + "}").encode()


def _picture(form: str) -> bytes:
    """A page of a few lines, as a scanner sees it."""
    font = FONTS / "DejaVuSerif.ttf"
    page = Image.new("L", (900, 400), 255)
    letters = ImageFont.truetype(font, 26) if font.exists() else ImageFont.load_default()
    lines = PLAN.split("I. MỤC ĐÍCH")[1].strip().splitlines()[2:10]
    ImageDraw.Draw(page).multiline_text((30, 30), "\n".join(filter(None, lines)), 0, letters)
    out = io.BytesIO()
    page.save(out, form)
    return out.getvalue()


# --- By chance --------------------------------------------------------------


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 4, 16, 64, 256)) if data else 0):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def swapped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 8, 64)) if data else 0):
        a, b = dice.randrange(len(data)), dice.randrange(len(data))
        changed[a], changed[b] = changed[b], changed[a]
    return bytes(changed)


def doubled(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    chunk = data[start : start + dice.choice((1, 16, 256, 4096))]
    at = dice.randrange(len(data) + 1)
    return data[:at] + chunk * dice.choice((1, 2, 50)) + data[at:]


def holed(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + data[start + dice.choice((1, 16, 256, 4096)) :]


def peppered(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.randbytes(dice.choice((1, 8, 200))) + data[at:]


Change = Callable[[bytes, random.Random], bytes]
CHANGES: Sequence[Change] = (truncated, flipped, swapped, doubled, holed, peppered)


def inside(data: bytes, dice: random.Random) -> bytes:
    """A package whose parts are changed and whose sums are right, so that it opens."""
    parts = _unpacked(data)
    for name in dice.sample(sorted(parts), min(len(parts), dice.choice((1, 1, 2)))):
        parts[name] = dice.choice(CHANGES)(parts[name], dice)
    if dice.random() < 0.1:
        parts.pop(dice.choice(sorted(parts)))
    return zipped(parts)


# --- By malice --------------------------------------------------------------

_DEEP, _MANY = 20_000, 200_000


def _laughs(head: str, tail: str) -> str:
    """XML whose entities unfold to gigabytes."""
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY e0 "haha">{rows}]>{head}&e9;{tail}'


def _pdf(*objects: str, stream: bytes = b"") -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\n".encode()
        if stream and body.endswith(">>") and "/Length" in body:
            out += b"stream\n" + stream + b"\nendstream\n"
        out += b"endobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{at:010d} 00000 n \n".encode() for at in places)
    out += f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def _hollow_png(width: int, height: int) -> bytes:
    """A picture of any size in a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(4096), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _looping_tiff() -> bytes:
    """A picture whose next page is itself."""
    entries = b"".join(
        struct.pack("<HHII", tag, 3, 1, value)
        for tag, value in (
            (256, 8),
            (257, 8),
            (258, 1),
            (259, 1),
            (262, 1),
            (273, 0),
            (278, 8),
            (279, 8),
        )
    )
    return b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 8) + entries + struct.pack("<I", 8)


def hostile_files() -> list[Named]:
    """Files written to do harm, one for each way that we know."""
    nested = zipped({"a.txt": PLAN})
    for _ in range(6):
        nested = zipped({"a.zip": nested, "b.txt": PLAN})
    zeros = zipped({f"{n}.txt": bytes(40_000_000) for n in range(3)})
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size} {size}]/Contents 4 0 R>>"
    catalog = "<</Type/Catalog/Pages 2 0 R>>"
    flood = zlib.compress(b"BT /F 1 Tf (a) Tj ET " * 2_000_000, 9)
    again = zlib.compress(b"(a) Tj " * 100_000, 9)
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    deep_table = "<w:tbl><w:tr><w:tc>" * 3000
    return [
        ("nested.zip", nested),
        ("bomb.zip", zeros),
        ("paths.zip", zipped({"../../a.txt": PLAN, "/etc/b.txt": PLAN, "c:\\d.txt": PLAN, "a/\x01.txt": PLAN})),
        ("many.zip", zipped({f"{n}.txt": "x" for n in range(3000)})),
        ("bomb.docx", zipped({"word/document.xml": b" " * 300_000_000})),
        ("laughs.docx", zipped({"word/document.xml": _laughs("<d>", "</d>")})),
        ("laughs.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text",
                               "content.xml": _laughs("<d>", "</d>")})),
        ("entity.docx", zipped({"word/document.xml": entity + "<d>&e;</d>"})),
        ("laughs.xhtml", _laughs("<html><body>", "</body></html>").encode()),
        ("deep.docx", docx(deep_table + "</w:tc></w:tr></w:tbl>" * 3000)),
        ("deep.odt", odt("<text:list><text:list-item>" * 3000 + "<text:p>a</text:p>"
                         + "</text:list-item></text:list>" * 3000)),
        ("wide.odt", odt('<text:p>a<text:s text:c="2000000000"/>b</text:p>')),
        ("wide-table.odt", odt('<table:table><table:table-row table:number-rows-repeated="1000000">'
                               '<table:table-cell table:number-columns-repeated="1000000"><text:p>a'
                               "</text:p></table:table-cell></table:table-row></table:table>")),
        ("spans.docx", docx('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
                            "<w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")),
        ("deep.html", b"<div>" * _DEEP + b"a" + b"</div>" * _DEEP),
        ("tables.html", b"<table><tr><td>" * 3000 + PLAN.encode()),
        ("spans.html", b'<table><tr><td colspan="999999999" rowspan="999999999">a</table>' + PLAN.encode()),
        ("links.html", b'<a href="x">a</a> ' * _MANY),
        ("unclosed.html", b"<p><b><i>" * _DEEP + PLAN.encode()),
        ("comment.html", b"<!--" * _DEEP + PLAN.encode()),
        ("deep.rtf", b"{\\rtf1 " + b"{" * _DEEP + b"a" + b"}" * _DEEP + b"}"),
        ("bin.rtf", b"{\\rtf1 a\\bin2147483647 b}"),
        ("endless.rtf", b"{\\rtf1 " + b"\\par a" * 600_000 + b"}"),
        ("words.rtf", b"{\\rtf1 " + b"\\par\\b\\u-1?" * _MANY + b"}"),
        ("loop.pdf", _pdf(catalog, "<</Type/Pages/Count 99999999/Kids[2 0 R 2 0 R]>>")),
        ("huge.pdf", _pdf(catalog, "<</Type/Pages/Count 1/Kids[3 0 R]>>", page.format(size=10**9),
                          "<</Length 30>>", stream=b"BT (a) Tj ET" + b" " * 18)),
        ("flood.pdf", _pdf(catalog, "<</Type/Pages/Count 1/Kids[3 0 R]>>", page.format(size=600),
                           f"<</Filter/FlateDecode/Length {len(flood)}>>", stream=flood)),
        ("repeat.pdf", _pdf(catalog, "<</Type/Pages/Count 1/Kids[3 0 R]>>",
                            page.format(size=600).replace("4 0 R", f"[{'4 0 R ' * 500}]"),
                            f"<</Filter/FlateDecode/Length {len(again)}>>", stream=again)),
        ("thousand.pdf", _pdf(catalog, f"<</Type/Pages/Count 3000/Kids[{'3 0 R ' * 3000}]>>",
                              page.format(size=600), "<</Length 2>>", stream=b"  ")),
        ("hollow.png", _hollow_png(60_000, 60_000)),
        ("long.png", _hollow_png(100_000_000, 1)),
        ("loop.tif", _looping_tiff()),
        ("line.txt", b"a." * 100_000),
        ("spaces.md", b"a" + b" " * 3_000_000 + b"b"),
        ("lines.txt", b"\n" * 3_000_000 + b"a"),
        ("labels.txt", b"1. a\n" * 30_000),
        ("rules.md", b"| a " * 30_000 + b"\n" + b"|---" * 30_000),
        ("stars.md", b"*" * _MANY + b"\n" + b"**a" * _MANY),
        ("marks.txt", ("a" + "\u0301" * 100_000).encode()),
        ("numbers.txt", b"so 12/KH-UBND va " * 20_000),
        ("zero.txt", bytes(1_000_000)),
        ("empty.txt", b""), ("empty.docx", b""), ("empty.pdf", b""), ("empty.zip", b""),
        ("surrogates.txt", b"\xed\xa0\x80 " * 1000), ("utf16.txt", b"\xff\xfe\x00\xd8" * 1000),
    ]  # fmt: skip


# --- All of them ------------------------------------------------------------


def files(count: int, seed: int) -> Iterator[Named]:
    """`count` files under names of their own: the hostile ones first, as far as they go."""
    dice = random.Random(seed)
    hostile, whole = [*hostile_files()], whole_files()
    dice.shuffle(hostile)
    suffixes = sorted(
        {Path(name).suffix for name, _ in whole} | {".htm", ".text", ".jpeg", ".tiff"}
    )
    weights = [1 if Path(name).suffix in _RARE else 6 for name, _ in whole]
    for at in range(count):
        if at < min(len(hostile), count // 2):
            name, data = hostile[at]
        else:
            name, data = _changed(*dice.choices(whole, weights)[0], suffixes, dice)
        yield f"{at:05d}-{name}", data


def _changed(name: str, data: bytes, suffixes: Sequence[str], dice: random.Random) -> Named:
    """A good file that something happened to."""
    path = Path(name)
    lot = dice.random()
    if path.suffix in _PACKED and lot < 0.6:
        return f"inside-{name}", inside(data, dice)
    if lot < 0.68:
        return f"{path.stem}{dice.choice(suffixes)}", data
    if lot < 0.76:
        changed = dice.choice(CHANGES)(data, dice)
        return f"{path.stem}.zip", zipped({name: changed, "whole.txt": PLAN})
    for _ in range(dice.choice((1, 1, 2, 5))):
        data = dice.choice(CHANGES)(data, dice)
    return name, data
