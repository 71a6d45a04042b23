"""Pages of words in, one text out: lines as printed, a blank line between paragraphs.

Paragraphs are told by what a reader goes by: white above, an indented first
line, a line that ends before the margin though the next word would have fitted.
A paragraph that goes on over a page break has no blank line there, with the
running head, the page number and the footnotes between its lines marked as such.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.model import Region, RegionKind, Span
from ingest.extract.footnotes import parted
from ingest.extract.pages import Flow, Line, Page, Table, flows_of, rows_of
from ingest.extract.running import running_rows

_INDENT = 0.7  # ems
_WHITE = 1.3  # times the usual distance of two lines
_OTHER_SIZE = 1.15
_ALIGNED = 0.3  # ems
_FEW_INDENTED = 0.05  # share of lines
_SHARED = 3.0  # points between lines that end, or begin, at one place
_SPACE = 0.25  # ems
_TAB = 1.2  # ems of white after a label; justified lines hardly stretch a space so far
_CENTRED = 0.6  # ems
_MOSTLY = 0.5  # share of a text in bold from which on bold says nothing
_LABEL = re.compile(
    r"(?:[-–+•●▪■◦*]|\(?\w{1,3}[.)]|\d{1,2}(?:\.\d{1,2})+\.?|(?:Điều|Chương|Mục|Phần)\s+\w+[.:]?)\s"
)
_CLOSED = re.compile(r"[.;:!?…][\s\"”’)\]]*$")


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The text, and over it: page starts, boilerplate, what is set in bold."""

    text: str
    page_starts: tuple[int, ...]
    regions: tuple[Region, ...]
    bold: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """One line of the text to be. `fresh` begins a paragraph; `aside` is what it is
    where it does not belong to the text around it, `bold` stretches of the line."""

    text: str
    fresh: bool
    aside: RegionKind | None = None
    bold: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    """The margins of a column."""

    left: float
    right: float


def lay_out(pages: Sequence[Page]) -> LaidOut:
    rows = [rows_of(page.words) for page in pages]
    margins = running_rows(rows, [page.height for page in pages])
    footed = parted([[line for n, line in enumerate(lines) if n not in margin]
                     for lines, margin in zip(rows, margins, strict=True)])  # fmt: skip
    flows = [list(_in_order(page, foot.rows)) for page, foot in zip(pages, footed, strict=True)]
    plain = [[line for flow in page if isinstance(flow, Flow) and not flow.beside
              for line in flow.lines] for page in flows]  # fmt: skip
    frames = _frames(pages, plain)
    paragraphs = _Paragraphs(_leading(flows), _indents(plain, frames))
    items: list[list[_Item]] = []
    for number, page in enumerate(pages):
        top, bottom = _around(rows[number], margins[number], page)
        items.append([
            *(_Item(line.text, False, RegionKind.BOILERPLATE) for line in top),
            *paragraphs.of(flows[number], frames[number]),
            *(_Item("\n".join(line.text for line in note), False, RegionKind.FOOTNOTE)
              for note in footed[number].notes),
            *(_Item(line.text, False, RegionKind.BOILERPLATE) for line in bottom),
        ])  # fmt: skip
    return _written(items)


def _in_order(page: Page, lines: Sequence[Line]) -> Iterator[Flow | Table]:
    """Flows and tables from the top of the page to its bottom."""
    rest = list(lines)
    for table in sorted(page.tables, key=lambda t: t.top):
        above = [line for line in rest if line.top < table.top]
        yield from flows_of(above)
        yield table
        rest = rest[len(above) :]
    yield from flows_of(rest)


def _around(
    rows: Sequence[Line], margin: frozenset[int], page: Page
) -> tuple[list[Line], list[Line]]:
    """Running heads and running feet."""
    middle = page.height / 2
    lines = [rows[n] for n in sorted(margin)]
    return [li for li in lines if li.top < middle], [li for li in lines if li.top >= middle]


def _frames(pages: Sequence[Page], plain: Sequence[Sequence[Line]]) -> list[_Frame]:
    """The margins of each page; pages of one width share the width of their text."""
    lefts = [_left(lines) for lines in plain]
    reaches: dict[int, list[float]] = defaultdict(list)  # how far lines reach from the left
    margins: dict[int, list[float]] = defaultdict(list)
    for page, lines, left in zip(pages, plain, lefts, strict=True):
        reaches[round(page.width)] += [line.x1 - left for line in lines]
        margins[round(page.width)] += [left] if lines else []
    widths = {size: _width(ends, size - 2 * median(margins[size] or [0.0]))
              for size, ends in reaches.items()}  # fmt: skip
    return [_Frame(left, left + widths[round(page.width)])
            for page, left in zip(pages, lefts, strict=True)]  # fmt: skip


def _left(lines: Sequence[Line]) -> float:
    """The leftmost place that two lines share nearly, else the leftmost."""
    ordered = sorted(line.x0 for line in lines)
    shared = (one for one, two in pairwise(ordered) if two - one < _SHARED)
    return next(shared, ordered[0] if ordered else 0.0)


def _width(ends: Sequence[float], even: float) -> float:
    """How far justified lines reach; where none are, the longest, or as far as the page
    would have it with `even` margins."""
    ordered = sorted(ends, reverse=True)
    for at, end in enumerate(ordered):
        if at + 2 < len(ordered) and end - ordered[at + 2] < _SHARED:
            return end
    return max([even, *ordered[:1]])


def _leading(flows: Sequence[Sequence[Flow | Table]]) -> float:
    """The usual distance of two lines of one paragraph, in ems."""
    distances = sorted(
        (two.top - one.top) / one.size
        for page in flows for flow in page if isinstance(flow, Flow) and not flow.beside
        for one, two in pairwise(flow.lines)
        if _same_size(one, two)
    )  # fmt: skip
    return distances[len(distances) // 5] if distances else 1.2


def _indents(plain: Sequence[Sequence[Line]], frames: Sequence[_Frame]) -> bool:
    """Whether paragraphs of this text begin with an indented line."""
    lines = indented = 0
    for page, frame in zip(plain, frames, strict=True):
        lines += len(page)
        indented += sum(line.x0 - frame.left > _INDENT * line.size for line in page)
    return lines * _FEW_INDENTED < indented


def _same_size(one: Line, two: Line) -> bool:
    small, large = sorted((one.size, two.size))
    return large <= _OTHER_SIZE * small


class _Paragraphs:
    """Tells where paragraphs begin, from page to page."""

    def __init__(self, leading: float, indents: bool) -> None:
        self.leading = leading
        self.indents = indents
        self.above: tuple[Line, _Frame] | None = None  # the text's last line so far

    def of(self, flows: Sequence[Flow | Table], frame: _Frame) -> Iterator[_Item]:
        turned = True
        for flow in flows:
            if isinstance(flow, Table):
                for row in flow.rows:
                    yield _Item("| " + " | ".join(row) + " |", True)
                self.above = None
            elif flow.beside:
                yield from self._column(flow)
                self.above = None
            else:
                for line in flow.lines:
                    fresh = self.above is None or self._begins(*self.above, line, frame, turned)
                    yield _Item(line.text, fresh, bold=_bold(line))
                    self.above = line, frame
                    turned = False
            turned = False

    def _column(self, flow: Flow) -> Iterator[_Item]:
        frame = _Frame(min(li.x0 for li in flow.lines), max(li.x1 for li in flow.lines))
        above: Line | None = None
        for line in flow.lines:
            fresh = above is None or (
                self._begins(above, frame, line, frame, False) and not self._spreads(above, line)
            )
            yield _Item(line.text, fresh, bold=_bold(line))
            above = line

    def _spreads(self, above: Line, line: Line) -> bool:
        """Whether a name in capitals goes on below, as narrow columns break it."""
        near = line.top - above.top <= _WHITE * self.leading * line.size
        capitals = above.text.isupper() and line.text.isupper()
        return near and capitals and not _LABEL.match(line.text) and above.size == line.size

    def _begins(self, above: Line, upper: _Frame, line: Line, frame: _Frame, turned: bool) -> bool:
        """Whether `line` begins a paragraph below `above`; `turned` on a new page."""
        em = line.size
        if not _same_size(above, line):
            return True
        if not turned and line.top - above.top > _WHITE * self.leading * em:
            return True
        if above.text.isupper() and line.text != line.text.upper():
            return True
        if all(w.bold for w in above.words) and not any(w.bold for w in line.words):
            return True
        centred = _are_centred(above, upper, line, frame)
        taken = above.x1 - (above.x0 if centred else upper.left)
        labelled = bool(_LABEL.match(line.text + " "))
        room = upper.right - upper.left - taken
        if room > _first(line) + (_SPACE + _ALIGNED) * em:
            return labelled or not (line.text[0].islower() or line.text[0].isdigit())
        if centred:
            return False
        indent = line.x0 - frame.left
        step = indent - (above.x0 - upper.left)
        hangs = _hangs(above, upper, line, frame)
        if step > _INDENT * em:
            return not hangs
        closed = bool(_CLOSED.search(above.text))
        if labelled and closed and (_tabbed(line) or _turns_bold(above, line)):
            return True
        if self.indents:
            return indent > _INDENT * em and not hangs and (labelled or closed)
        return labelled and closed


def _tabbed(line: Line) -> bool:
    """Whether white stands after the label of a line, as after no number within a sentence."""
    return len(line.words) > 1 and line.words[1].x0 - line.words[0].x1 > _TAB * line.size


def _turns_bold(above: Line, line: Line) -> bool:
    """Whether the words after a line's label are in bold, and none of the line above."""
    words = line.words[1:]
    return bool(words) and all(w.bold for w in words) and not any(w.bold for w in above.words)


def _first(line: Line) -> float:
    """The width of the line's first word, with a dash or number before it."""
    last = next((w for w in line.words if len(w.text) > 2), line.words[-1])
    return last.x1 - line.x0


def _are_centred(above: Line, upper: _Frame, line: Line, frame: _Frame) -> bool:
    """Whether two lines are set on the middle; one of them may fill its line."""
    off = max(abs(li.middle - (fr.left + fr.right) / 2)
              for li, fr in ((above, upper), (line, frame)))  # fmt: skip
    inset = max(above.x0 - upper.left, line.x0 - frame.left)
    return off < _CENTRED * line.size and inset > _INDENT * line.size


def _hangs(above: Line, upper: _Frame, line: Line, frame: _Frame) -> bool:
    """Whether the line stands under the words of a list item, its label hanging out."""
    if len(above.words) < 2 or not _LABEL.match(above.text):
        return False
    words = above.words[1].x0 - upper.left
    return abs(line.x0 - frame.left - words) < _ALIGNED * line.size


def _written(pages: Sequence[Sequence[_Item]]) -> LaidOut:
    """The lines as one text."""
    flat = [item for page in pages for item in page]
    fresh = [item.fresh for item in flat]
    for n in range(len(flat) - 2, -1, -1):  # a margin goes with the text that follows it
        if flat[n].aside:
            fresh[n] = fresh[n + 1]
    parts: list[str] = []
    length = at = 0
    starts, regions, bold = [], [], []
    for page in pages:
        starts.append(length)
        for number, item in enumerate(page):
            if parts:
                parts.append("\n\n" if fresh[at] else "\n")
                length += len(parts[-1])
            if number == 0:
                starts[-1] = length
            if item.aside:
                regions.append(Region(item.aside, Span(length, length + len(item.text))))
            bold += [Span(length + s.start, length + s.end) for s in item.bold]
            parts.append(item.text)
            length += len(item.text)
            at += 1
    if sum(map(len, bold)) > _MOSTLY * length:
        bold = []
    return LaidOut("".join(parts), tuple(starts), tuple(regions), tuple(bold))


def _bold(line: Line) -> tuple[Span, ...]:
    """The stretches of a line's text that are set in bold."""
    found: list[Span] = []
    at = 0
    for word in line.words:
        span = Span(at, at + len(word.text))
        if word.bold:
            joins = bool(found) and found[-1].end == at - 1
            found.append(Span(found.pop().start, span.end) if joins else span)
        at = span.end + 1
    return tuple(found)
