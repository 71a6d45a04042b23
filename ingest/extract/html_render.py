"""A parsed page in, what a reader sees out: text with one block a line.

Inline white space is collapsed, a line break breaks the line, list items carry their
bullet or ordinal, a row of a data table is one line, `| cell | cell |`; tables
used for layout are read as plain blocks.  Beside the text stand the elements and
the lines, as offsets in it, from which the chrome of the page is told apart.
The tree is walked with a stack of our own: pages nest deeper than Python recurses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, CData, Tag
from bs4.element import PageElement, PreformattedString

from corpus.model import Span
from ingest.extract.numerals import letters, roman

_DROPPED = frozenset(
    {"head", "script", "style", "template", "noscript", "iframe", "object", "svg", "canvas"}
    | {"audio", "video", "datalist"}
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"}
    | {"font", "i", "img", "input", "ins", "kbd", "label", "mark", "math", "nobr", "o:p", "output"}
    | {"q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"}
    | {"sup", "time", "tt", "u", "var", "wbr"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PRE = frozenset({"pre", "xmp", "textarea", "listing"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
# An item whose own words begin with a mark or label needs none of ours.
_OWN_MARK = re.compile(r"[-–—•*+·▪●]\s|\(?(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})[.)/]\s")
_BULLET = "• "
# A number that is a link to a note of the page, or from it back into the text.
_TO_NOTE = re.compile(r"#\S*(?:note|fn|ftn)", re.IGNORECASE)
_NOTE = re.compile(r"\s*[\[(]?(\d{1,3})[\])]?\s*")
# What no cell of data holds; and a few rows with a cell that long are columns of a page.
_PAGE_PARTS = ["table", "h1", "h2", "h3", "form", "article", "main", "nav", "section"]
_LAYOUT_ROWS, _LAYOUT_CELL = 3, 2000


@dataclass(slots=True)
class Node:
    """An element: its parent and last descendant as places in the list of nodes,
    and the stretch of text it holds."""

    element: Tag
    parent: int
    start: int
    end: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, the innermost block it begins in, and how many of its
    characters are links; `cell` marks a row of a data table."""

    span: Span
    node: int
    linked: int
    cell: bool


@dataclass(slots=True)
class Rendered:
    """The text, its lines, and places in the list of nodes."""

    text: str = ""
    nodes: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)

    def span(self, node: int) -> Span:
        """The text of an element without the white space around it."""
        low, high = self.nodes[node].start, self.nodes[node].end
        body = self.text[low:high]
        low += len(body) - len(body.lstrip())
        return Span(low, low + len(body.strip()))


def render(soup: BeautifulSoup) -> Rendered:
    """The text of a page and where its elements are in it."""
    return _Renderer(soup).run()


class _Renderer:
    """Writes the text while walking the tree; used once."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._soup = soup
        self._page = Rendered()
        self._out: list[str] = []
        self._size = 0  # length of the finished lines
        self._line: list[str] = []
        self._length = 0  # of the line being written
        self._line_node = self._linked = 0
        self._space = False  # a space is due before the next word
        self._mark = ""  # a list mark is due
        self._open: list[int] = []
        self._tables: list[bool] = []  # the open tables: is it one of data?
        self._lists: list[_Ordinals | None] = []
        self._cells = -1  # cells begun in the open row, -1 outside of rows
        self._bars = False
        self._links = self._pre = 0

    def run(self) -> Rendered:
        self._enter(self._soup)
        stack: list[tuple[Tag, Iterator[PageElement]]] = [(self._soup, iter(self._soup.children))]
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(element)
            elif isinstance(child, Tag):
                note = _note(child)
                if note:
                    self._write(f"[{note}]")
                elif child.name not in _DROPPED:
                    self._enter(child)
                    stack.append((child, iter(child.children)))
            elif isinstance(child, CData) or not isinstance(child, PreformattedString):
                self._write(str(child))
        self._page.text = "".join(self._out)
        return self._page

    def _enter(self, element: Tag) -> None:
        name = element.name
        if self._cells >= 0 and name in ("td", "th"):
            self._begin_cell()
        elif name not in _INLINE:
            self._break()
        here = len(self._page.nodes)
        parent = self._open[-1] if self._open else -1
        self._page.nodes.append(Node(element, parent, self._size + self._length))
        self._open.append(here)
        if name == "a":
            self._links += element.has_attr("href")
        elif name in _PRE:
            self._pre += 1
        elif name in _LISTS:
            self._lists.append(_Ordinals(element) if name == "ol" else None)
        elif name == "li":
            ordinals = self._lists[-1] if self._lists else None
            self._mark = ordinals.following(element) if ordinals else _BULLET
            self._page.items.append(here)
        elif name == "table":
            self._tables.append(not _is_layout(element))
            if self._tables[-1]:
                self._page.tables.append(here)
        elif name == "tr" and self._tables and self._tables[-1]:
            self._bars = len(_cells(element)) > 1 and any(
                not c.isspace() for c in element.get_text()
            )
            self._cells = 0
        elif name in _HEADINGS:
            self._page.headings.append(here)

    def _leave(self, element: Tag) -> None:
        name = element.name
        if name == "a":
            self._links -= element.has_attr("href")
        elif name in _PRE:
            self._pre -= 1
        elif name in _LISTS:
            self._lists.pop()
        elif name == "li":
            self._mark = ""
        elif name == "table":
            self._tables.pop()
        elif name == "tr" and self._cells >= 0:
            self._end_row()
        node = self._page.nodes[self._open[-1]]
        if name not in _INLINE:
            self._break()
        self._open.pop()
        node.end = self._size + self._length
        node.last = len(self._page.nodes) - 1

    def _begin_cell(self) -> None:
        if self._bars:
            self._append(" | " if self._cells else "| ")
        else:
            self._break()
        self._space = False
        self._cells += 1

    def _end_row(self) -> None:
        if self._bars:
            self._append(" |")
        self._cells = -1
        self._break(cell=self._bars)

    def _break(self, *, cell: bool = False) -> None:
        """Ends the line; within a row of a data table it is only a space."""
        if self._cells >= 0:
            self._space = True
            return
        line = "".join(self._line)
        if line.strip():
            span = Span(self._size, self._size + len(line.rstrip()))
            self._page.lines.append(Line(span, self._line_node, self._linked, cell))
            self._out.append(line + "\n")
            self._size += len(line) + 1
        self._line.clear()
        self._length = self._linked = 0
        self._space = False

    def _write(self, text: str) -> None:
        if self._pre:
            for number, part in enumerate(text.splitlines()):
                if number:
                    self._break()
                if part.strip():
                    self._put(part)
            if text.endswith("\n"):
                self._break()
            return
        flat = _SPACE.sub(" ", text)
        body = flat.strip(" ")
        self._space |= flat.startswith(" ")
        if body:
            self._put(body)
            self._space = flat.endswith(" ")

    def _put(self, body: str) -> None:
        """Writes words, after the space or list mark that is due."""
        if not self._line:
            body = body.lstrip()
            self._space = False
            self._line_node = self._block()
        if not body:
            return
        if self._space and not self._line[-1].endswith(" "):
            self._append(" ")
        if self._mark and body.strip():
            if not _OWN_MARK.match(body + " "):
                self._append(self._mark)
            self._mark = ""
        self._append(body)
        self._space = False
        self._linked += len(body) if self._links else 0

    def _append(self, text: str) -> None:
        if not self._line:
            self._line_node = self._block()
        self._line.append(text)
        self._length += len(text)

    def _block(self) -> int:
        """The innermost open element that is a block."""
        nodes = self._page.nodes
        return next((n for n in reversed(self._open) if nodes[n].element.name not in _INLINE), 0)


def _note(element: Tag) -> str:
    """The number of the note that an element leads to, or leads back from."""
    if element.name != "a" or not _TO_NOTE.match(str(element.get("href") or "")):
        return ""
    number = _NOTE.fullmatch(element.get_text())
    return number[1] if number else ""


def _is_layout(table: Tag) -> bool:
    """Whether a table arranges a page rather than data."""
    if table.get("role") == "presentation" or table.find(_PAGE_PARTS) is not None:
        return True
    rows = [_cells(row) for row in table.find_all("tr")]
    if all(len(row) < 2 for row in rows):
        return True
    return len(rows) <= _LAYOUT_ROWS and any(
        len(cell.get_text()) > _LAYOUT_CELL for row in rows for cell in row
    )


def _cells(row: Tag) -> list[Tag]:
    return [c for c in row.contents if isinstance(c, Tag) and c.name in ("td", "th")]


class _Ordinals:
    """The numbers of an ordered list, as a browser would count them."""

    def __init__(self, element: Tag) -> None:
        self._type = str(element.get("type") or "1")
        self._step = 1
        first = 1
        if element.has_attr("reversed"):
            self._step = -1
            first = len(element.find_all("li", recursive=False))
        self._next = _integer(element.get("start"), first)

    def following(self, item: Tag) -> str:
        """The mark of the next item."""
        number = _integer(item.get("value"), self._next)
        self._next = number + self._step
        return f"{_NUMERALS.get(self._type, str)(number)}. "


def _integer(value: object, otherwise: int) -> int:
    found = re.fullmatch(r"\s*([+-]?\d{1,6})\s*", str(value))
    return int(found[1]) if found else otherwise


_NUMERALS: dict[str, Callable[[int], str]] = {
    "a": letters,
    "A": lambda number: letters(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}
