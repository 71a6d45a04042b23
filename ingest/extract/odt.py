"""OpenDocument text, .odt: the text as the finished document shows it.

Numbers of lists are computed, deleted words are not in the text to begin with,
text boxes are read where they stand, notes and margins at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from corpus.model import Message, Rejected
from ingest.extract.decode import STAGE
from ingest.extract.flow import BREAK, PAGE, Block, Flow, Paragraph, Run, Table, compose
from ingest.extract.model import Extracted
from ingest.extract.numbering import number_of
from ingest.extract.odt_lists import Lists
from ingest.extract.package import Package, locked
from ingest.extract.symbols import shown

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_SPACE = re.compile(r"[ \t\r\n]+")
_PARAGRAPHS = frozenset({"text.p", "text.h"})
_INDEXES = frozenset(
    {"text.table-of-content", "text.alphabetical-index", "text.illustration-index"}
    | {"text.table-index", "text.object-index", "text.user-index", "text.bibliography"}
)
_SILENT = frozenset(
    {"text.tracked-changes", "office.annotation", "text.hidden-text", "text.hidden-paragraph"}
    | {"text.number", "text.ruby-text", "office.forms", "text.script", "other.title", "other.desc"}
)
_SIGNS = {"text.tab": "\t", "text.line-break": BREAK, "text.soft-page-break": PAGE}
_ROWS = frozenset({"table.table-header-rows", "table.table-rows", "table.table-row-group"})
_CELLS = frozenset({"table.table-cell", "table.covered-table-cell"})
_MARGINS = ("style.header", "style.header-left", "style.header-first",
            "style.footer", "style.footer-left", "style.footer-first")  # fmt: skip
_MOST_SPACES = 200


def extract_odt(data: bytes) -> Extracted:
    """An .odt file."""
    return compose(_Reader(Package(data)).flow(), MEDIA_TYPE)


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    capitals: bool = False
    hidden: bool = False


class _Reader:
    """Reads one document; used once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        manifest = package.lesser("META-INF/manifest.xml")
        if (
            manifest is not None
            and next(manifest.iter("manifest.encryption-data"), None) is not None
        ):
            raise locked()
        self._content = package.xml("content.xml")
        self._common = package.lesser("styles.xml")
        self._styles: dict[tuple[str, str], Element] = {}
        for root in (self._common, self._content):
            for style in root.iter("style.style") if root is not None else ():
                name = (style.get("style.family") or "", style.get("style.name") or "")
                self._styles[name] = style
        self._lists = Lists(self._common, self._content)
        self._flow = Flow(problems=package.problems)

    def flow(self) -> Flow:
        body = self._content.find("office.body/office.text")
        if body is None:
            raise Rejected(STAGE, Message("Tệp OpenDocument này không phải văn bản."))
        flow = self._flow
        flow.body = list(self._blocks(body))
        if self._common is not None:
            for tag in _MARGINS:
                flow.margins += [list(self._blocks(e)) for e in self._common.iter(tag)]
        said = self._package.lesser("meta.xml")
        counted = said.find(".//meta.document-statistic") if said is not None else None
        flow.pages = number_of(counted.get("meta.page-count"), 0) if counted is not None else 0
        return flow

    # Blocks

    def _blocks(self, parent: Element, *, apart: bool = False) -> Iterator[Block]:
        for child in parent:
            tag = child.tag
            if tag in _PARAGRAPHS:
                yield from self._paragraph(child, self._heading_label(child), apart)
            elif tag == "text.list":
                yield from self._list(child, apart)
            elif tag == "table.table":
                yield Table([list(self._row(row)) for row in self._rows(child)])
            elif tag == "text.soft-page-break":
                yield Paragraph([Run(PAGE)])
            elif tag in _INDEXES:
                body = child.find("text.index-body")
                if body is not None:
                    yield from self._blocks(body, apart=True)
            elif tag not in _SILENT:
                yield from self._blocks(child, apart=apart)

    def _list(self, element: Element, apart: bool) -> Iterator[Block]:
        first = next((e for e in element.iter() if e.tag in _PARAGRAPHS), None)
        self._lists.enter(element, self._said(first, "style.list-style-name"))
        for item in element:
            numbered = item.tag == "text.list-item"
            for child in item:
                if child.tag in _PARAGRAPHS:
                    label = self._lists.label(item.get("text.start-value")) if numbered else ""
                    numbered = False
                    yield from self._paragraph(child, label, apart)
                elif child.tag == "text.list":
                    yield from self._list(child, apart)
                elif child.tag == "text.soft-page-break":
                    yield Paragraph([Run(PAGE)])
        self._lists.leave()

    def _rows(self, table: Element) -> Iterator[Element]:
        for child in table:
            if child.tag == "table.table-row":
                yield child
            elif child.tag in _ROWS:
                yield from self._rows(child)

    def _row(self, row: Element) -> Iterator[list[Block]]:
        for cell in row:
            if cell.tag in _CELLS:
                covered = cell.tag == "table.covered-table-cell"
                yield [] if covered else list(self._blocks(cell))

    def _heading_label(self, element: Element) -> str:
        if element.tag != "text.h" or element.get("text.is-list-header") == "true":
            return ""
        level = number_of(element.get("text.outline-level"), 1)
        return self._lists.heading(level) if 0 < level <= 10 else ""

    def _paragraph(self, element: Element, label: str, apart: bool) -> Iterator[Block]:
        """A paragraph, then the text boxes that hang from it."""
        outline = self._said(element, "style.default-outline-level")
        printed = element.find("text.number")
        if printed is not None and printed.text:
            label = f"{printed.text.strip()} "
        heading = element.tag == "text.h" or bool(outline)
        paragraph = Paragraph(label=label, heading=heading, apart=apart)
        boxes: list[Block] = []
        look = self._look("paragraph", element, _Look())
        self._inline(element, look, paragraph.runs, boxes)
        yield paragraph
        yield from boxes

    # Within a paragraph

    def _inline(self, parent: Element, look: _Look, runs: list[Run], boxes: list[Block]) -> None:
        _write(parent.text, look, runs)
        for child in parent:
            tag = child.tag
            if tag in _SIGNS:
                runs.append(Run(_SIGNS[tag], look.bold))
            elif tag == "text.s":
                count = min(number_of(child.get("text.c"), 1), _MOST_SPACES)
                runs.append(Run(" " * count, look.bold))
            elif tag == "text.note":
                runs.append(Run(self._note(child)))
            elif tag.startswith("draw.") and tag != "draw.a":
                boxes += self._blocks(child)
            elif tag not in _SILENT:
                self._inline(child, self._look("text", child, look), runs, boxes)
            _write(child.tail, look, runs)

    def _note(self, element: Element) -> str:
        """The mark of a note, which goes to the end."""
        body = element.find("text.note-body")
        number = len(self._flow.notes)
        self._flow.notes.append([])
        if body is not None:
            self._flow.notes[number] = list(self._blocks(body))
        return f"[{number + 1}]"

    # Styles

    def _chain(self, family: str, name: str | None) -> Iterator[Element]:
        """A style and those it takes over from, nearest first."""
        seen: set[str] = set()
        while name and name not in seen and (family, name) in self._styles:
            seen.add(name)
            style = self._styles[family, name]
            yield style
            name = style.get("style.parent-style-name")

    def _said(self, paragraph: Element | None, attribute: str) -> str:
        """What a paragraph's styles say of something."""
        name = paragraph.get("text.style-name") if paragraph is not None else None
        said = (style.get(attribute) for style in self._chain("paragraph", name))
        return next((value for value in said if value is not None), "")

    def _look(self, family: str, element: Element, above: _Look) -> _Look:
        name = element.get("text.style-name")
        if not name:
            return above
        said: dict[str, str] = {}
        for style in reversed(list(self._chain(family, name))):
            properties = style.find("style.text-properties")
            if properties is not None:
                said |= properties.attrib
        weight = said.get("fo.font-weight")
        change = said.get("fo.text-transform")
        display = said.get("text.display")
        return _Look(
            above.bold if weight is None else weight in {"bold", "700", "800", "900"},
            above.capitals if change is None else change == "uppercase",
            above.hidden if display is None else display == "none",
        )


def _write(text: str | None, look: _Look, runs: list[Run]) -> None:
    if text and not look.hidden:
        words = shown(_SPACE.sub(" ", text))
        runs.append(Run(words.upper() if look.capitals else words, look.bold))
