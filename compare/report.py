"""A comparison as a Word document: a table a row of the frame, plans side by side.

Every passage carries a footnote that says where it stands, with its address.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from compare.footnotes import Footnotes
from compare.lettering import set_in_one_font
from compare.material import Material, line
from corpus.compared import Cell, Clause
from corpus.model import Message

_BESIDE = 4  # more plans beside each other cannot be read on a page
_QUIET = RGBColor(0x5B, 0x54, 0x4B)
_HEAD, _GAP = "E8E2D6", "F2EEE6"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def report(material: Material) -> bytes:
    document = docx.Document()
    _set_up(document, material)
    notes = Footnotes(document)
    if material.comparison.frame is None:
        _links(document, material, notes)
    for row in material.rows:
        document.add_heading(_clean(material.words.title_of(row.group)), 2)
        for start in range(0, len(row.cells), _BESIDE):
            _beside(document, material, notes, row.cells[start : start + _BESIDE])
    notes.attach()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: WordDocument, material: Material) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.6)
    normal = set_in_one_font(document, ("Heading 1", "Heading 2"), Pt(11))
    normal.paragraph_format.space_after = Pt(2)
    document.core_properties.title = _clean(material.title)
    document.core_properties.author = ""
    document.add_heading(_clean(material.title), 1)


def _beside(
    document: WordDocument, material: Material, notes: Footnotes, cells: Sequence[Cell]
) -> None:
    table = document.add_table(rows=2, cols=len(cells), style="Table Grid")
    head, body = table.rows
    _repeat(head._tr)
    for at, cell in enumerate(cells):
        _column_head(head.cells[at], material, cell)
        if cell.empty:
            _shade(body.cells[at], _GAP)
            _quiet(body.cells[at].paragraphs[0], material.gap(cell))
            continue
        first = body.cells[at].paragraphs[0]
        for group in cell.groups:
            first = first if not first.text else body.cells[at].add_paragraph()
            first.add_run(_clean(group.heading)).bold = True
        for one in cell.in_order:
            paragraph = body.cells[at].add_paragraph() if first.text else first
            _passage(paragraph, material, notes, one)
            first = paragraph
            says = [
                material.relation_of(one),
                _origin(material, one),
                material.decided(one.decided),
            ]
            said = " · ".join(filter(None, says))
            if said:
                _quiet(body.cells[at].add_paragraph(), said)
    document.add_paragraph()


def _column_head(cell: _Cell, material: Material, plan: Cell) -> None:
    _shade(cell, _HEAD)
    paragraph = cell.paragraphs[0]
    paragraph.add_run(_clean(material.name(plan.document))).bold = True
    lines = (material.place(plan.document), material.genre(plan.document))
    _quiet(cell.add_paragraph(), " · ".join(filter(None, lines)))
    if plan.coverage:
        _quiet(cell.add_paragraph(), material.coverage(plan))


def _passage(paragraph: Paragraph, material: Material, notes: Footnotes, one: Clause) -> None:
    paragraph.add_run(_clean(line(one.text)))
    source, label = _clean(material.source(one.passage)), material.say(Message("Mở đoạn"))
    notes.refer(paragraph, f"{source}.", material.url(one.passage), label)


def _origin(material: Material, one: Clause) -> str:
    word, share, parent = material.origin_of(one.passage)
    return f"{word} {share:.0%} ({parent})" if share and parent else word


def _links(document: WordDocument, material: Material, notes: Footnotes) -> None:
    """Without a frame: link after link, the two passages beside what ties them."""
    heads = (Message("Văn bản bên trái"), Message("Quan hệ"), Message("Văn bản bên phải"))
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    _repeat(table.rows[0]._tr)
    for cell, said in zip(table.rows[0].cells, heads, strict=True):
        _shade(cell, _HEAD)
        cell.paragraphs[0].add_run(material.say(said)).bold = True
    for pair in material.links:
        left, middle, right = table.add_row().cells
        for cell, side in ((left, pair.left), (right, pair.right)):
            paragraph = cell.paragraphs[0]
            _quiet(paragraph, material.name(material.document_of(side[0].passage)))
            for one in side:
                _passage(cell.add_paragraph(), material, notes, one)
        middle.paragraphs[0].add_run(
            f"{material.relation(pair.link.relation)} {pair.link.score:.2f}"
        )
        if pair.link.decided:
            _quiet(middle.add_paragraph(), material.decided(pair.link.decided))
        for reason in pair.link.reasons:
            _quiet(middle.add_paragraph(), material.say(reason))


def _quiet(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(_clean(text))
    run.font.size, run.font.color.rgb = Pt(9), _QUIET


def _shade(cell: _Cell, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        shading.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _repeat(row: CT_Row) -> None:
    """Heads are printed again on every page the table goes on to."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)


def _clean(text: str) -> str:
    """Without the characters that no Word file may hold."""
    return _UNPRINTABLE.sub("", text)
