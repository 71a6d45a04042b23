"""Footnotes for a Word document, which python-docx does not write itself.

A note is referred to where it belongs and kept; `attach` then puts all notes into
the document as the part that Word expects.
"""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

_EMPTY = (
    f"<w:footnotes {nsdecls('w', 'r')}>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0">'
    "<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote></w:footnotes>"
)
_LINK = RGBColor(0x0B, 0x5F, 0x66)


class Footnotes:
    """The notes of one document, numbered as they are referred to."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._part = XmlPart(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            parse_xml(_EMPTY),
            document.part.package,
        )
        self._count = 0
        styles = document.styles
        text = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
        text.base_style = styles["Normal"]
        mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
        link = styles.add_style("footnote link", WD_STYLE_TYPE.CHARACTER)
        assert isinstance(link, CharacterStyle)
        link.font.underline, link.font.color.rgb = True, _LINK
        self._link_style = link.style_id
        assert isinstance(text, ParagraphStyle) and isinstance(mark, CharacterStyle)
        text.font.size = Pt(8.5)
        text.paragraph_format.space_after = Pt(0)
        mark.font.superscript = True
        mark.font.color.rgb = _LINK
        self._text_style, self._mark_style = text.style_id, mark.style_id

    def refer(self, paragraph: Paragraph, text: str, url: str, label: str) -> None:
        """A mark at the end of a paragraph, and its note, which ends in a link."""
        self._count += 1
        run = paragraph.add_run()._r
        _style(run, self._mark_style)
        run.append(_element("w:footnoteReference", id=str(self._count)))
        note = _element("w:footnote", id=str(self._count))
        body = _element("w:p")
        properties = _element("w:pPr")
        properties.append(_element("w:pStyle", val=self._text_style))
        body.append(properties)
        mark = _element("w:r")
        _style(mark, self._mark_style)
        mark.append(_element("w:footnoteRef"))
        body.append(mark)
        body.append(_run(f" {text}"))
        body.append(_run(" "))
        body.append(self._hyperlink(url, label))
        note.append(body)
        self._part.element.append(note)

    def _hyperlink(self, url: str, label: str) -> BaseOxmlElement:
        key = self._part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), key)
        link.append(_run(label, self._link_style))
        return link

    def attach(self) -> None:
        """Puts the notes into the document, where there are any."""
        if self._count:
            self._document.part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _run(text: str, style: str = "") -> BaseOxmlElement:
    run = _element("w:r")
    if style:
        _style(run, style)
    words = _element("w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    run.append(words)
    return run


def _style(run: BaseOxmlElement, name: str) -> None:
    properties = _element("w:rPr")
    properties.append(_element("w:rStyle", val=name))
    run.insert(0, properties)
