"""One font for a whole Word document, in every script and with no theme over it."""

from __future__ import annotations

from collections.abc import Iterable

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

_FONT = "Times New Roman"


def set_in_one_font(document: Document, headings: Iterable[str], size: Pt) -> ParagraphStyle:
    """Sets the running text, which is given back, in `size`; headings keep theirs."""
    for name in ("Normal", *headings):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = size
    return normal
