"""Word-processor files for tests: built here, converted by LibreOffice where it is."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document as NewDocx
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_RELATED}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("meta", "meta"),
    )
)  # fmt: skip

LETTERHEAD = (
    ("ỦY BAN NHÂN DÂN\nTỈNH SÔNG MƠ\n-------",
     "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------"),
    ("Số: 045/KH-UBND", "Sông Mơ, ngày 05 tháng 3 năm 2025"),
)  # fmt: skip
RECIPIENTS = "Nơi nhận:\n- Tỉnh ủy;\n- Lưu: VT."
SIGNATURE = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn Mơ"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A .docx of this markup; further parts by their kind: `numbering`, `styles`,
    `footnotes`, or a header `header1`."""
    related = "".join(
        f'<Relationship Id="{kind}" Type="{_RELATED}/{kind.rstrip("0123456789")}" '
        f'Target="{kind}.xml"/>'
        for kind in parts
    )
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{rels}">{related}</Relationships>',
            "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
            **{
                f"word/{kind}.xml": f"<w:{kind.rstrip('0123456789')} {_SPACES}>{content}"
                f"</w:{kind.rstrip('0123456789')}>"
                for kind, content in parts.items()
            },
        }
    )


def odt(body: str, styles: str = "", common: str = "") -> bytes:
    """An .odt of this markup, with automatic styles and a styles part."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "styles.xml": f"<office:document-styles {_ODF}>{common}</office:document-styles>",
        }
    )


def saved(document: Docx) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


_LEVELS = (
    ("upperRoman", "%1.", r"[IVX]+\.\s+"), ("decimal", "%2.", r"\d+\.\s+"),
    ("lowerLetter", "%3)", r"[a-z]\)\s+"), ("bullet", "-", r"-\s+"), ("bullet", "+", r"\+\s+"),
)  # fmt: skip


def as_docx(plan: str, *, automatic: bool = False) -> bytes:
    """A plan as an office sets it: letterhead and closing in tables without lines,
    headings in bold, numbers typed or left to the program."""
    lines = [line for line in plan.strip().splitlines() if line.strip()]
    first = next(n for n, line in enumerate(lines) if line.strip() == "KẾ HOẠCH")
    last = next(n for n, line in enumerate(lines) if line.startswith("Nơi nhận"))
    document = NewDocx()
    if automatic:
        _add_list(document)
    _add_table(document, LETTERHEAD)
    document.add_paragraph()
    for line in lines[first:last]:
        paragraph = document.add_paragraph()
        bold = len(line) < 60 and not line.endswith((".", ";", ":"))
        level = next((n for n, (*_, label) in enumerate(_LEVELS) if re.match(label, line)), None)
        if automatic and level is not None:
            line = re.sub(_LEVELS[level][2], "", line, count=1)
            _number(paragraph, level, "99")
        paragraph.add_run(line).bold = bold
    _add_table(document, ((RECIPIENTS, SIGNATURE),))
    document.add_paragraph()
    return saved(document)


def _add_table(document: Docx, rows: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(len(rows), 2)
    for row, texts in enumerate(rows):
        for cell, text in zip(table.row_cells(row), texts, strict=True):
            for number, line in enumerate(text.split("\n")):
                paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
                paragraph.add_run(line)


def _add_list(document: Docx) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text, _) in enumerate(_LEVELS)
    )
    _add_numbering(document, levels, ("99", ""))


def _add_numbering(document: Docx, levels: str, *instances: tuple[str, str]) -> None:
    """A list of these levels and its instances, each an id and what it overrides."""
    root = document.part.numbering_part.element
    root.insert(
        0, parse_xml(f'<w:abstractNum {_SPACES} w:abstractNumId="99">{levels}</w:abstractNum>')
    )
    for name, overrides in instances:
        of = '<w:abstractNumId w:val="99"/>'
        root.append(parse_xml(f'<w:num {_SPACES} w:numId="{name}">{of}{overrides}</w:num>'))


def listed_docx(
    items: Iterable[tuple[str, int, str]], levels: str, *instances: tuple[str, str]
) -> bytes:
    """Paragraphs of one list: each its text, its level and the instance it is in."""
    document = NewDocx()
    _add_numbering(document, levels, *instances)
    for text, level, instance in items:
        _number(document.add_paragraph(text), level, instance)
    return saved(document)


def _number(paragraph: Paragraph, level: int, instance: str) -> None:
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {_SPACES}><w:ilvl w:val="{level}"/><w:numId w:val="{instance}"/></w:numPr>'
        )
    )


def converted(data: bytes, suffix: str, folder: Path, way: str = "") -> bytes:
    """The same document as another kind of file, made by LibreOffice; `way` is its
    name for how to write it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not on this machine")
    source = folder / "source.docx"
    source.write_bytes(data)
    profile = folder / "profile"
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--convert-to", f"{suffix}{way}", "--outdir", str(folder), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return (folder / f"source.{suffix}").read_bytes()
