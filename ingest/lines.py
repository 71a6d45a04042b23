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
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.model import Region, RegionKind, Span
from corpus.text import regex
from ingest.blocks import Block, block_of
from ingest.blocks import Line as Line
from ingest.emphasis import OPENING_STARS, unmarked
from ingest.labels import starts_with_label
from ingest.tables import opens_table, table

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_PAGE_NUMBER = re.compile(r"^[\s\-–—]*(?:[Tt]rang\s+)?(\d{1,3})(?:\s*/\s*\d{1,3})?[\s\-–—]*$")
_RULE = re.compile(r"^[\s\-–—_=*.]{3,}$")
_TERMINAL = re.compile(r"[.;:!?…][\s*\"”’)\]]*$")
_OPENS_NUMBER = re.compile(r"\b(?:[Ss]ố|[Đđ]iều|[Kk]hoản|[Qq]uý|[Tt]háng|[Nn]ăm|[Nn]gày)$")
# "giai đoạn 2021 ⏎ - 2030", "kinh tế ⏎ - xã hội": no item begins with a small letter or a year.
_DASH_INSIDE = regex(r"[-–]\s+(?:[\p{Ll}]|\d{4}\b)")
# "**Điều ⏎ 3. **Quyết định …": a label that the line break tore.
_BARE_LABEL = re.compile(
    r"(?:Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|[IVX]{1,5}\.|\d{1,2}\.|[a-zđ]\)|[-+])"
)
_MANY = 30  # lines
_FEW_BLANK = 0.04  # of all lines
_FULL = 0.6  # of the usual width
_SENTENCE = 40  # characters; what is shorter may be a heading
_HASHES = re.compile(r"^\s{0,3}#{1,6}\s+")


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


def _is_dense(lines: Sequence[Line]) -> bool:
    """Whether Markdown stands without blank lines between its paragraphs."""
    words = [line for line in lines if line.text.strip() != "|"]
    blank = sum(not line.text.strip() for line in words)
    return len(words) >= _MANY and blank < _FEW_BLANK * len(words)


class _Joiner:
    """Decides where one paragraph ends and the next begins."""

    def __init__(self, lines: Sequence[Line], markdown: bool, laid_out: bool) -> None:
        self.markdown = markdown
        self.laid_out = laid_out
        self.wrapped = markdown or laid_out or is_wrapped(lines)
        lengths = sorted(len(line.text) for line in lines if not line.blank)
        self.width = lengths[int(len(lengths) * 0.98)] if lengths else 0
        self.dense = markdown and _is_dense(lines)

    def joins(self, held: Sequence[Line], below: Line, gap: bool) -> bool:
        """Whether `below` goes on with the paragraph whose lines are `held`."""
        above = held[-1]
        size = sum(len(line.text) for line in held)
        upper, lower = _bare(above.text), _bare(below.text)
        if not upper or not lower:
            return False
        if self.laid_out and not gap:
            return True
        if self.dense and not gap:
            return self._joins_dense(held, upper, lower, below)
        if (_bullet(lower) or OPENING_STARS.match(below.text)) and (
            not self.wrapped or gap or _TERMINAL.search(upper)
        ):
            return False
        torn = self._torn(upper, lower, size)
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
        inside = bool(_DASH_INSIDE.match(lower)) or not starts_with_label(lower)
        return torn or (not fits and inside)

    def _joins_dense(self, held: Sequence[Line], upper: str, lower: str, below: Line) -> bool:
        """The same where no blank lines tell paragraphs apart: by full stops, labels and
        the marks of emphasis that open and close on one paragraph."""
        if _BARE_LABEL.fullmatch(upper):
            return True
        if starts_with_label(lower) or OPENING_STARS.match(below.text):
            return False
        if _TERMINAL.search(upper):
            return len(held[-1].text.rstrip()) > _FULL * self.width and lower[0].islower()
        whole = "".join(line.text for line in held).strip()
        closed = whole.count("*") % 2 == 0
        if closed and whole.startswith("*") and whole.endswith("*"):
            return False
        return not (closed and below.text.lstrip().startswith("*"))

    def _torn(self, upper: str, lower: str, size: int) -> bool:
        """A sentence cut in two by a page break or a stray line break."""
        if _TERMINAL.search(upper) or size < _SENTENCE or upper.isupper():
            return False
        if lower[0].islower() and not starts_with_label(lower):
            return True
        if not lower[0].isdigit() or starts_with_label(lower):
            return False
        return bool(_OPENS_NUMBER.search(upper))


def _bare(text: str) -> str:
    return text.replace("*", "").strip()


def _bullet(text: str) -> bool:
    return text[:1] in "-+–•●▪" and text[1:2].isspace()


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
        if opens_table(line):
            if held:
                yield _block(text, held, hints, bold)
                held = []
            at, rows = table(text, lines, at)
            yield from rows
            gap = False
            continue
        at += 1
        if line.blank or _RULE.match(line.text) or _PAGE_NUMBER.match(line.text):
            gap = True
            continue
        if held and not joiner.joins(held, line, gap):
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


def artefacts(text: str, blocks: Sequence[Block]) -> list[Region]:
    """Marks and numbers that were left out between the spans of one paragraph."""
    regions = []
    for block in blocks:
        for one, two in pairwise(block.spans):
            if one.end < two.start and text[one.end : two.start].strip(" \n*|"):
                regions.append(Region(RegionKind.ARTEFACT, Span(one.end, two.start)))
    return regions
