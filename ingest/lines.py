"""Lines in, paragraphs out: undoes line wrapping, emphasis marks and table rules.

What comes in is the canonical text and what the extractor knows of it; what
goes out is a list of `Block`, spans over that text.  Nothing is ever edited: a
mark that should not be read is left out of the spans and becomes an artefact
region.  Wrapped lines are joined by keeping the line break, which is white
space, inside the span.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Region, RegionKind, Span
from ingest.blocks import Block, block_of
from ingest.labels import starts_with_label

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_PAGE_NUMBER = re.compile(r"^[\s\-–—]*(?:[Tt]rang\s+)?(\d{1,3})(?:\s*/\s*\d{1,3})?[\s\-–—]*$")
_RULE = re.compile(r"^[\s\-–—_=*.]{3,}$")
_TERMINAL = re.compile(r"[.;:!?…][\s*\"”’)\]]*$")
_STARS = re.compile(r"\*+")
_OPENS_NUMBER = re.compile(r"\b(?:[Ss]ố|[Đđ]iều|[Kk]hoản|[Qq]uý|[Tt]háng|[Nn]ăm|[Nn]gày)$")
_SPACE = re.compile(r"\s")
_HASHES = re.compile(r"^\s{0,3}#{1,6}\s+")
_PIPES = re.compile(r"^\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line without its line break; `skip` are marks not to be read."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip(" \t*\u00a0\u3000\u200b\ufeff")


def lines_of(text: str) -> list[Line]:
    lines = []
    for match in _LINE.finditer(text):
        body = match.group().rstrip("\r\n")
        if match.start() < len(text) or body:
            lines.append(Line(match.start(), match.start() + len(body), body))
    return lines


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether a file's lines were cut at a column rather than at paragraphs."""
    lengths = sorted(len(line.text) for line in lines if not line.blank)
    if len(lengths) < 8:
        return False
    high = lengths[int(len(lengths) * 0.98)]
    runs = sum(
        1
        for one, two in pairwise(lines)
        if not one.blank and not two.blank and len(one.text) > 0.7 * high
    )
    return high <= 132 and runs >= len(lengths) * 0.25


class _Joiner:
    """Decides where one paragraph ends and the next begins."""

    def __init__(self, lines: Sequence[Line], markdown: bool, laid_out: bool) -> None:
        self.markdown = markdown
        self.laid_out = laid_out
        self.wrapped = markdown or laid_out or is_wrapped(lines)
        lengths = sorted(len(line.text) for line in lines if not line.blank)
        self.width = lengths[int(len(lengths) * 0.98)] if lengths else 0

    def joins(self, above: Line, below: Line, gap: bool) -> bool:
        """Whether `below` goes on with the paragraph that `above` ends."""
        upper, lower = _bare(above.text), _bare(below.text)
        if not upper or not lower:
            return False
        if self.laid_out and not gap:
            return True
        if _bullet(lower) and (not self.wrapped or gap or _TERMINAL.search(upper)):
            return False
        torn = self._torn(upper, lower)
        if gap:
            return torn
        if not self.wrapped:
            return torn
        if _TERMINAL.search(upper) and starts_with_label(lower):
            return False
        if self.markdown:
            return True
        first = lower.split(maxsplit=1)[0]
        fits = len(above.text.rstrip()) + 1 + len(first) <= self.width - 2
        return torn or (not fits and not starts_with_label(lower))

    def _torn(self, upper: str, lower: str) -> bool:
        """A sentence cut in two by a page break or a stray line break."""
        if _TERMINAL.search(upper) or len(upper) < 40 or upper.isupper():
            return False
        if lower[0].islower() and not starts_with_label(lower):
            return True
        if not lower[0].isdigit() or starts_with_label(lower):
            return False
        return bool(_OPENS_NUMBER.search(upper))


def _bare(text: str) -> str:
    return text.replace("*", "").strip()


def _bullet(text: str) -> bool:
    return text[:1] in "-+–•●▪*" and text[1:2].isspace()


def paragraphs(
    text: str,
    lines: Sequence[Line],
    *,
    markdown: bool,
    laid_out: bool = False,
    headings: Sequence[Span] = (),
    bold: Sequence[Span] = (),
) -> Iterator[Block]:
    """Blocks of the text in order; blank lines, rules and page numbers fall away.

    `laid_out` says that a blank line stands between any two paragraphs;
    `bold` is what the source sets in bold, in order, where its text has no marks for it.
    """
    joiner = _Joiner(lines, markdown, laid_out)
    hints = {h.start for h in headings}
    held: list[Line] = []
    gap = False
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.text.strip() == "|" or _PIPES.match(line.text):
            if held:
                yield _block(text, held, hints, bold)
                held = []
            at, rows = _table(text, lines, at)
            yield from rows
            gap = False
            continue
        at += 1
        if line.blank or _RULE.match(line.text) or _PAGE_NUMBER.match(line.text):
            gap = True
            continue
        if held and not joiner.joins(held[-1], line, gap):
            yield _block(text, held, hints, bold)
            held = []
        held.append(line)
        gap = False
    if held:
        yield _block(text, held, hints, bold)


def _block(text: str, lines: Sequence[Line], hints: set[int], strong: Sequence[Span]) -> Block:
    """One paragraph: its lines with the breaks between them, without emphasis marks."""
    start, end = lines[0].start, lines[-1].end
    hashes = _HASHES.match(text[start:end])
    hint = bool(hashes) or any(line.start in hints for line in lines)
    start += hashes.end() if hashes else 0
    spans, bold = unmarked(text, start, end)
    spans = _without(text, spans, lines)
    return block_of(text, spans, bold or _leading(text, spans, strong), hint=hint)


def _without(text: str, spans: tuple[Span, ...], lines: Sequence[Line]) -> tuple[Span, ...]:
    """The spans without what stands between the lines and was left out: a page number,
    a running head. The line break stays, so that no two words run together."""
    for one, two in pairwise(lines):
        if not text[one.end : two.start].strip():
            continue
        low = one.end + 1
        pieces = [p for s in spans for p in (Span(s.start, max(s.start, min(s.end, low))),
                                             Span(min(s.end, max(s.start, two.start)), s.end))]  # fmt: skip
        spans = tuple(p for p in pieces if len(p))
    return spans


def _leading(text: str, spans: Sequence[Span], strong: Sequence[Span]) -> int:
    """How much of the beginning of `spans` lies in the stretches `strong`."""
    size = bold = 0
    for span in spans:
        for at in range(span.start, span.end):
            size += 1
            near = bisect_right(strong, at, key=lambda s: s.start) - 1
            if near >= 0 and at < strong[near].end:
                bold = size
            elif text[at].isalnum():
                return bold
    return bold


def unmarked(text: str, start: int, end: int) -> tuple[tuple[Span, ...], int]:
    """The stretch without its `*` marks and outer white space, and how much of its
    beginning is bold."""
    pieces: list[tuple[Span, bool]] = []
    strong, at = False, start
    marks: Iterable[re.Match[str]] = _STARS.finditer(text, start, end)
    for mark in marks:
        if mark.start() > at:
            pieces.append((Span(at, mark.start()), strong))
        if len(mark.group()) >= 2:
            strong = not strong if len(mark.group()) < 4 else strong
        at = mark.end()
    if at < end:
        pieces.append((Span(at, end), strong))
    while pieces and not text[pieces[0][0].start : pieces[0][0].end].strip():
        pieces.pop(0)
    while pieces and not text[pieces[-1][0].start : pieces[-1][0].end].strip():
        pieces.pop()
    if not pieces:
        return (), 0
    head, tail = pieces[0], pieces[-1]
    body = text[head[0].start : head[0].end]
    pieces[0] = (Span(head[0].start + len(body) - len(body.lstrip()), head[0].end), head[1])
    tail = pieces[-1]
    body = text[tail[0].start : tail[0].end]
    pieces[-1] = (Span(tail[0].start, tail[0].end - len(body) + len(body.rstrip())), tail[1])
    bold = 0
    for span, is_strong in pieces:
        piece = span.of(text)
        if not is_strong and any(c.isalnum() for c in piece):
            break
        bold += len(piece)
    if not any(is_strong for _, is_strong in pieces):
        bold = 0
    return tuple(span for span, _ in pieces), bold


def _table(text: str, lines: Sequence[Line], at: int) -> tuple[int, list[Block]]:
    """Rows of the table that begins at line `at`, and the line after it.

    Two shapes: `| a | b |` on one line, and each cell between lines that hold
    nothing but `|`, a row ending where two such lines meet.
    """
    if lines[at].text.strip() != "|":
        rows = []
        while at < len(lines) and _PIPES.match(lines[at].text):
            if not _PIPE_RULE.match(lines[at].text):
                rows += _row(text, _cells(lines[at]))
            at += 1
        return at, rows
    rows = []
    cells: list[Span] = []
    held: list[Line] = []
    bar = False
    while at < len(lines):
        line = lines[at]
        if line.text.strip() == "|":
            if held:
                cells.append(Span(held[0].start, held[-1].end))
                held = []
            elif bar and cells:
                rows += _row(text, cells)
                cells = []
            bar = True
        elif line.blank and bar:
            break
        else:
            if not line.blank:
                held.append(line)
            bar = False
        at += 1
    if held:
        cells.append(Span(held[0].start, held[-1].end))
    rows += _row(text, cells)
    return at, rows


def _cells(line: Line) -> list[Span]:
    cells = []
    at = line.start
    for piece in line.text.split("|"):
        if piece.strip():
            cells.append(Span(at, at + len(piece)))
        at += len(piece) + 1
    return cells


def _row(text: str, cells: Sequence[Span]) -> list[Block]:
    """A row block whose spans keep one white-space character after each cell."""
    spans: list[Span] = []
    bold = 0
    for number, cell in enumerate(cells):
        inner, strong = unmarked(text, cell.start, cell.end)
        if not inner:
            continue
        bold += strong if number == 0 else 0
        if number + 1 < len(cells):
            # One white-space character stays after each cell, so that no two words meet.
            end = inner[-1].end
            gap = _SPACE.search(text, end, cells[number + 1].start)
            if gap and gap.start() == end:
                inner = (*inner[:-1], Span(inner[-1].start, end + 1))
            elif gap:
                inner = (*inner, Span(gap.start(), gap.end()))
        spans.extend(inner)
    if not spans:
        return []
    if len(cells) > 1:
        spans[-1] = _trimmed(text, spans[-1])
    return [block_of(text, tuple(spans), bold, row=True, region=RegionKind.TABLE)]


def _trimmed(text: str, span: Span) -> Span:
    return Span(span.start, span.start + len(span.of(text).rstrip()))


def artefacts(text: str, blocks: Sequence[Block]) -> list[Region]:
    """Marks and numbers that were left out between the spans of one paragraph."""
    regions = []
    for block in blocks:
        for one, two in pairwise(block.spans):
            if one.end < two.start and text[one.end : two.start].strip(" \n*|"):
                regions.append(Region(RegionKind.ARTEFACT, Span(one.end, two.start)))
    return regions
