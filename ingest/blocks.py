"""The unit between cleaning and structure: one paragraph, heading line or table row.

Standard library and `corpus.model` only, so that every step can name it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corpus.model import RegionKind, Span, Spans, hull, joined


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
