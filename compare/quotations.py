"""Collected quotations as a Word document: in order, each with a footnote to its source."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import docx
from docx.document import Document as WordDocument
from docx.shared import Cm, Pt

from compare.footnotes import Footnotes
from compare.lettering import set_in_one_font
from corpus.formats import Taken

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def quotations(taken: Sequence[Taken], title: str, label: str) -> bytes:
    """The bytes of a .docx; `label` is what the link in a footnote is called."""
    document = docx.Document()
    _set_up(document, title)
    notes = Footnotes(document)
    for one in taken:
        paragraph = document.add_paragraph(f"“{_clean(one.quotation)}”")
        paragraph.paragraph_format.left_indent = Cm(1)
        notes.refer(paragraph, f"{_clean(one.stands_at)}.", one.link, label)
        if one.warning:
            document.add_paragraph().add_run(_clean(one.warning)).italic = True
        for line in one.note.splitlines():
            document.add_paragraph(_clean(line))
    notes.attach()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: WordDocument, title: str) -> None:
    set_in_one_font(document, ("Heading 1",), Pt(12))
    document.core_properties.title = title
    document.core_properties.author = ""
    document.add_heading(title, 1)


def _clean(text: str) -> str:
    """Without the characters that no Word file may hold."""
    return _UNPRINTABLE.sub("", text)
