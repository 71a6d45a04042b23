"""The units between text and structure: a line, and a paragraph, heading or table row.

Standard library and `corpus.model` only, so that every step can name it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.model import RegionKind, Span, Spans, hull, joined

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line without its line break; `skip` are marks not to be read."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip(" \t*\u00a0\u3000\u200b\ufeff")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as spans of the canonical text.

    `bold` is how many leading characters of the joined text are set in bold;
    `row` marks a table row, whose cells are the spans; `region` what the block
    is for, None for running text; `hint` that the source marked it a heading.
    """

    spans: Spans
    text: str
    bold: int = 0
    row: bool = False
    hint: bool = False
    region: RegionKind | None = None

    @property
    def span(self) -> Span:
        return hull(self.spans)

    @property
    def flat(self) -> str:
        """The text with runs of white space collapsed, for reading, never for offsets."""
        return " ".join(self.text.split())

    @property
    def all_bold(self) -> bool:
        return bool(self.text) and self.bold >= len(self.text.rstrip(" .:;"))

    @property
    def capitals(self) -> bool:
        """Set in capitals throughout, as headings and letterheads are."""
        return self.text.isupper()

    def marked(self, region: RegionKind) -> Block:
        return replace(self, region=region)


def with_gap(text: str, one: Spans, two: Spans) -> Spans:
    """Both, with one white-space character of what lies between, so that no words meet."""
    gap = _SPACE.search(text, one[-1].end, two[0].start)
    if gap is None:
        return (*one, *two)
    if gap.start() == one[-1].end:
        return (*one[:-1], Span(one[-1].start, gap.end()), *two)
    return (*one, Span(gap.start(), gap.end()), *two)


def block_of(
    text: str,
    spans: Spans,
    bold: int = 0,
    *,
    row: bool = False,
    hint: bool = False,
    region: RegionKind | None = None,
) -> Block:
    return Block(spans, joined(text, spans), bold, row, hint, region)
