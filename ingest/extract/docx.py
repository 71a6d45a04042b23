"""Word's .docx: the text as the finished document shows it.

Numbers of lists are computed, tracked changes are taken as accepted, text boxes
are read once where they stand, notes and what stands in the margins at the end.
Read from the parts themselves, since libraries that hand out "the paragraphs"
leave out content controls, insertions, text boxes and notes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from corpus.model import Message, Problem, Rejected
from ingest.extract.decode import STAGE
from ingest.extract.docx_styles import Look, Styles
from ingest.extract.flow import BREAK, PAGE, Block, Flow, Paragraph, Run, Table, compose
from ingest.extract.model import Extracted
from ingest.extract.numbering import Numbering, number_of
from ingest.extract.package import Package
from ingest.extract.symbols import shown, symbol

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN = "word/document.xml"
# Wrapped around what a reader sees, without a look of their own.
_WRAPPERS = frozenset(
    {"w.ins", "w.moveTo", "w.hyperlink", "w.smartTag", "w.customXml", "w.fldSimple", "w.dir"}
    | {"w.bdo", "w.sdt", "w.sdtContent", "mc.AlternateContent", "mc.Choice", "mc.Fallback"}
)
_SIGNS = {"w.tab": "\t", "w.ptab": "\t", "w.cr": BREAK, "w.noBreakHyphen": "-",
          "w.lastRenderedPageBreak": PAGE}  # fmt: skip
_SPACE = re.compile(r"[\r\n]")  # of the markup, where it is no line break
_PICTURES = frozenset({"w.pict", "w.drawing", "w.object"})
_NOTES = {"w.footnoteReference": "footnotes", "w.endnoteReference": "endnotes"}
_DELETED = ("w.trPr/w.del", "w.tcPr/w.cellDel")
_MARGINS = frozenset({"w.headerReference", "w.footerReference"})


def extract_docx(data: bytes) -> Extracted:
    """A .docx file."""
    return compose(_Reader(Package(data)).flow(), MEDIA_TYPE)


class _Reader:
    """Reads one document; used once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = _main_part(package)
        self._related = _relations(package, self._main)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self._styles.lists)
        self._note_texts: dict[str, Mapping[str, Element]] = {}
        self._notes: list[Element] = []
        self._fields: list[bool] = []  # the open fields: is what follows their result?
        self._merging: list[Run] = []  # of paragraphs whose end was deleted
        self._contents = 0  # how many tables of contents are open

    def flow(self) -> Flow:
        root = self._package.xml(self._main)
        body = root.find("w.body")
        if body is None:
            raise Rejected(
                STAGE, Message("Tệp thiếu phần “{part}” nên không đọc được.", part="body")
            )
        flow = Flow(self._story(body), problems=self._package.problems)
        self._numbering.story = "notes"
        flow.notes = [self._story(note) for note in self._notes]
        self._numbering.story = "margins"
        for name in dict.fromkeys(_margin_ids(body)):
            part = self._package.lesser(self._related.get(name))
            if part is not None:
                flow.margins.append(self._story(part))
        flow.pages = self._pages()
        if body.find(".//w.altChunk") is not None:
            message = Message("Tài liệu nhúng một tệp khác bên trong; phần ấy chưa được đọc.")
            flow.problems.append(Problem(STAGE, message))
        return flow

    def _part(self, kind: str) -> Element | None:
        return self._package.lesser(self._related.get(kind))

    def _pages(self) -> int:
        said = self._package.lesser("docProps/app.xml")
        return number_of(said.findtext("app.Pages"), 0) if said is not None else 0

    # Blocks

    def _story(self, parent: Element) -> list[Block]:
        """The blocks of the body, of a note, or of a margin."""
        self._fields.clear()
        blocks = list(self._blocks(parent))
        if self._merging:
            blocks.append(Paragraph(self._merging))
            self._merging = []
        return blocks

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            if child.tag == "w.p":
                yield from self._paragraph(child)
            elif child.tag == "w.tbl":
                yield Table([list(self._cells(row)) for row in self._within(child, "w.tr")])
            elif child.tag == "w.sdt":
                contents = _is_contents(child)
                self._contents += contents
                yield from self._blocks(child)
                self._contents -= contents
            elif child.tag == "mc.AlternateContent":
                yield from self._blocks(_alternative(child))
            elif child.tag in _WRAPPERS:
                yield from self._blocks(child)

    def _within(self, parent: Element, tag: str) -> Iterator[Element]:
        """The rows of a table or cells of a row, through what is wrapped around them."""
        for child in parent:
            if child.tag == tag:
                if all(child.find(path) is None for path in _DELETED):
                    yield child
            elif child.tag == "mc.AlternateContent":
                yield from self._within(_alternative(child), tag)
            elif child.tag in _WRAPPERS:
                yield from self._within(child, tag)

    def _cells(self, row: Element) -> Iterator[list[Block]]:
        for cell in self._within(row, "w.tc"):
            across = cell.find("w.tcPr/w.hMerge")
            down = cell.find("w.tcPr/w.vMerge")
            if across is not None and across.get("w.val") != "restart":
                continue
            goes_on = down is not None and down.get("w.val") != "restart"
            yield [] if goes_on else list(self._blocks(cell))

    def _paragraph(self, element: Element) -> Iterator[Block]:
        """A paragraph, then the text boxes that hang from it."""
        properties = element.find("w.pPr")
        look = self._styles.paragraph(properties)
        paragraph = Paragraph(self._merging)
        boxes: list[Block] = []
        self._inline(element, look, paragraph.runs, boxes)
        if _ends_deleted(properties):
            self._merging = paragraph.runs
        else:
            self._merging = []
            paragraph.label = self._label(look)
            paragraph.heading = look.heading
            paragraph.apart = bool(look.contents or self._contents)
            yield paragraph
        yield from boxes

    def _label(self, look: Look) -> str:
        if not look.list_id or look.list_id == "0":
            return ""
        depth = look.list_level
        if depth is None:
            style = look.list_style
            depth = self._numbering.level_of_style(look.list_id, style) if style else 0
        return self._numbering.label(look.list_id, depth)

    # Within a paragraph

    def _inline(self, parent: Element, look: Look, runs: list[Run], boxes: list[Block]) -> None:
        for child in parent:
            if child.tag == "w.r":
                self._run(child, look, runs, boxes)
            elif child.tag == "mc.AlternateContent":
                self._inline(_alternative(child), look, runs, boxes)
            elif child.tag in _WRAPPERS:
                self._inline(child, look, runs, boxes)
            elif child.tag in {"m.oMath", "m.oMathPara"} and all(self._fields):
                runs.append(Run("".join(text.text or "" for text in child.iter("m.t"))))

    def _run(self, element: Element, paragraph: Look, runs: list[Run], boxes: list[Block]) -> None:
        look = self._styles.run(element.find("w.rPr"), paragraph)
        words: list[str] = []
        self._words(element, words, boxes)
        text = "".join(words)
        if look.hidden:
            text = PAGE * text.count(PAGE)
        if text:
            runs.append(Run(text.upper() if look.capitals else text, bool(look.bold)))

    def _words(self, parent: Element, words: list[str], boxes: list[Block]) -> None:
        for child in parent:
            tag = child.tag
            if tag == "w.fldChar":
                self._field(child.get("w.fldCharType"))
            elif tag in _PICTURES:
                boxes += self._boxes(child)
            elif tag == "mc.AlternateContent":
                self._words(_alternative(child), words, boxes)
            elif not all(self._fields):
                continue  # the instructions of a field, not its result
            elif tag == "w.t":
                words.append(shown(_SPACE.sub(" ", child.text or "")))
            elif tag in _SIGNS:
                words.append(_SIGNS[tag])
            elif tag == "w.br":
                words.append(BREAK)
            elif tag == "w.sym":
                words.append(_symbol(child.get("w.char")))
            elif tag in _NOTES:
                words.append(self._note(_NOTES[tag], child.get("w.id")))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _boxes(self, parent: Element) -> Iterator[Block]:
        """The words in drawings: text boxes and lettering."""
        for child in parent:
            if child.tag == "w.txbxContent":
                yield from self._box(child)
            elif child.tag == "v.textpath":
                yield Paragraph([Run(child.get("string") or "")])
            elif child.tag == "mc.AlternateContent":
                yield from self._boxes(_alternative(child))
            else:
                yield from self._boxes(child)

    def _box(self, element: Element) -> list[Block]:
        """A text box: a text of its own in the middle of another."""
        merging, fields, story = self._merging, self._fields, self._numbering.story
        self._merging, self._fields, self._numbering.story = [], [], "boxes"
        blocks = list(self._blocks(element))
        self._merging, self._fields, self._numbering.story = merging, fields, story
        return blocks

    def _note(self, part: str, name: str | None) -> str:
        """The mark of a note, which is then read at the end."""
        if part not in self._note_texts:
            root = self._part(part)
            notes = root if root is not None else ()
            self._note_texts[part] = {note.get("w.id") or "": note for note in notes}
        note = self._note_texts[part].get(name or "")
        if note is None:
            return ""
        self._notes.append(note)
        return f"[{len(self._notes)}]"


def _main_part(package: Package) -> str:
    """The part that holds the body, as the package itself names it."""
    roots = package.lesser("_rels/.rels")
    for relation in roots if roots is not None else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return (relation.get("Target") or MAIN).lstrip("/")
    return MAIN


def _relations(package: Package, part: str) -> Mapping[str, str]:
    """The parts a part refers to: by the id of the relation, and by its kind."""
    folder, name = posixpath.split(part)
    found: dict[str, str] = {}
    root = package.lesser(f"{folder}/_rels/{name}.rels".lstrip("/"))
    for relation in root if root is not None else ():
        if relation.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))
        kind = (relation.get("Type") or "").rpartition("/")[2]
        found.setdefault(kind, target.lstrip("/"))
        found[relation.get("Id") or ""] = target.lstrip("/")
    return found


def _margin_ids(body: Element) -> Iterator[str]:
    for section in body.iter("w.sectPr"):
        for child in section:
            if child.tag in _MARGINS:
                yield child.get("r.id") or ""


def _ends_deleted(properties: Element | None) -> bool:
    """Whether the end of a paragraph was deleted or moved away, as a tracked change."""
    marks = properties.find("w.rPr") if properties is not None else None
    return marks is not None and any(child.tag in {"w.del", "w.moveFrom"} for child in marks)


def _is_contents(control: Element) -> bool:
    gallery = control.find("w.sdtPr/w.docPartObj/w.docPartGallery")
    return gallery is not None and gallery.get("w.val") == "Table of Contents"


def _alternative(element: Element) -> Element:
    """One of several ways in which the same thing is written down: the first with words."""
    ways = [child for child in element if child.tag in {"mc.Choice", "mc.Fallback"}]
    worded = (way for way in ways if next(way.iter("w.t"), None) is not None)
    return next(worded, ways[0] if ways else element)


def _symbol(code: str | None) -> str:
    try:
        return symbol(int(code or "", 16) & 0xFFFF)
    except ValueError:
        return ""
