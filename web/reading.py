"""A document laid out for reading: canonical text in, blocks of pieces out.

`Layout` cuts the text, in one pass over its sorted spans, into blocks: the
headings of provisions, passages, and whatever lies between them.  A block
belongs to the region (letterhead, footnote, boilerplate …) it lies in, and is
made of pieces that differ in their ink.  Nothing is lost, doubled or moved:
all pieces put together are the canonical text.  A long document is painted
part by part; every anchor of it is known before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from corpus import numbers
from corpus.model import Document, Passage, Provision, RegionKind, Span, Spans
from web import parts
from web.cutting import SET_IN_LINES, Cutter, Draft, Kind

_WORD = re.compile(r"\w")
_MARKS = re.compile(r"[\s*|#_=~\\-]*")
_BULLETLESS = re.compile(r"[\s*|#_=~\\]*")
_EMPHASIS = re.compile(r"\*+|^#{1,6} |\\(?=[^\w\s])|_{2,}", re.MULTILINE)
_FURNITURE = re.compile(r"\*+|\|+|[-_=]{3,}|\\(?=[^\w\s])|^#{1,6} ", re.MULTILINE)
_BARE_LINE = re.compile(r"^[^\w\n]+\n", re.MULTILINE)
_SET_IN = frozenset({"point", "indent", "item"})


class Ink(StrEnum):
    """What a piece of text is, within its block."""

    TEXT = "text"
    LABEL = "label"
    NUMBER = "number"  # the number of a document, which does not break
    LEAD = "lead"  # a heading run into its paragraph
    STRAY = "stray"  # a character that strayed in: a page number, a broken mark
    MARKUP = "markup"  # a mark of the file format: ** or |


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    ink: Ink
    addressed: bool


@dataclass(frozen=True, slots=True)
class Block:
    """`anchor` is unique in the document; `eid` only where it can be cited."""

    kind: Kind
    anchor: str
    eid: str | None
    depth: int
    start: int
    addressed: bool
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def cells(self) -> tuple[tuple[Piece, ...], ...]:
        """The pieces of a table row, a new cell beginning at each rule (|)."""
        cells: list[list[Piece]] = [[]]
        for piece in self.pieces:
            rule = piece.ink is Ink.MARKUP and "|" in piece.text
            if rule and any(p.ink is not Ink.MARKUP for p in cells[-1]):
                cells.append([])
            cells[-1].append(piece)
        return tuple(map(tuple, cells))


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that follow each other in one region, or in running text."""

    region: RegionKind | None
    blocks: tuple[Block, ...]

    @property
    def words(self) -> int:
        return sum(len(block.text.split()) for block in self.blocks)


class _Layer:
    """Sorted spans that give their ink to the text under them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(s for s in spans if len(s))
        self._starts = [s.start for s in self.spans]

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        at = max(0, bisect_right(self._starts, start) - 1)
        for span in self.spans[at:]:
            if span.start >= end:
                return
            low, high = max(start, span.start), min(end, span.end)
            if low < high:
                yield low, high


class Layout:
    """A document cut into blocks, the blocks named, and gathered in parts."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._drafts = Cutter(document).drafts()
        self._starts = [draft.start for draft in self._drafts]
        self._anchors = _anchors(self._drafts)
        self._places = {anchor: n for n, anchor in enumerate(self._anchors)}
        self._firsts = parts.cut(self._drafts)

    @property
    def parts(self) -> int:
        return len(self._firsts)

    def anchor_at(self, offset: int) -> str:
        """The anchor of the block that holds an offset of the text."""
        return self._anchors[max(0, bisect_right(self._starts, offset) - 1)]

    def part_of(self, anchor: str) -> int:
        """The part, from 1, in which an anchor is; the first where there is no such anchor."""
        return bisect_right(self._firsts, self._places.get(anchor, 0))

    def above(self, part: int) -> tuple[Provision, ...]:
        """The headings, highest first, under which a part begins though they stand before it."""
        owners = (draft.owner for draft in self._drafts[self._firsts[part - 1] :])
        first = next((owner for owner in owners if owner is not None), None)
        if first is None:
            return ()
        within = first.provision if isinstance(first, Passage) else first.parent
        return tuple(p for p in self.document.ancestors(within) if p.heading)[::-1]

    def sections(self, addressed: Spans = (), part: int | None = None) -> tuple[Section, ...]:
        """A part, or the whole text, as sections of blocks, the addressed spans marked."""
        low, high = 0, len(self._drafts)
        if part is not None:
            low, high = [*self._firsts, high][part - 1 : part + 1]
        drafts = self._drafts[low:high]
        if not drafts:
            return ()
        painter = _Painter(self.document, addressed, Span(drafts[0].start, drafts[-1].end))
        painted = map(painter.block, drafts, self._anchors[low:high])
        pairs = zip(drafts, painted, strict=True)
        return tuple(
            Section(region.kind if region else None, tuple(block for _, block in group))
            for region, group in groupby(pairs, key=lambda pair: pair[0].region)
        )


def lay_out(document: Document, addressed: Spans = ()) -> tuple[Section, ...]:
    """The whole text as sections of blocks, with the addressed spans marked."""
    return Layout(document).sections(addressed)


def _anchors(drafts: Iterable[Draft]) -> list[str]:
    """An anchor for every block: the eid where it is the first block that has it."""
    taken: dict[str, None] = {}
    for draft in drafts:
        eid = draft.owner.eid if draft.owner is not None else None
        taken[eid if eid and eid not in taken else f"at-{draft.start}"] = None
    return list(taken)


# --- Painting ---------------------------------------------------------------


class _Painter:
    """Turns drafts into blocks: anchors, depth, and pieces by their ink."""

    def __init__(self, document: Document, addressed: Spans, within: Span) -> None:
        self.document = document
        self.text = document.text
        self._addressed = _Layer(addressed)
        self._leads = _Layer(s for p in document.provisions for s in p.heading)
        self._artefacts = _Layer(r.span for r in document.regions if r.kind is RegionKind.ARTEFACT)
        shown = document.text[within.start : within.end]
        self._numbers = _Layer(
            Span(within.start + span.start, within.start + span.end)
            for span, _ in numbers.find(shown)
        )
        self._markdown = "markdown" in document.source.media_type
        self._groups = frozenset(document.task_groups)

    def block(self, draft: Draft, anchor: str) -> Block:
        eid = draft.owner.eid if draft.owner is not None else None
        pieces = tuple(self._pieces(draft))
        addressed = any(piece.addressed for piece in pieces)
        return Block(draft.kind, anchor, eid, self._depth(draft), draft.start, addressed, pieces)

    def _depth(self, draft: Draft) -> int:
        """Headings: their level from 1; passages: how far they are set in."""
        if isinstance(draft.owner, Passage):
            above = self.document.ancestors(draft.owner.provision)
            low = (p for p in above if p.level in _SET_IN and p.eid not in self._groups)
            return min(2, sum(1 for _ in low))
        if isinstance(draft.owner, Provision):
            return sum(1 for _ in self.document.ancestors(draft.owner.eid))
        return 0

    def _pieces(self, draft: Draft) -> Iterator[Piece]:
        start, end = draft.start, draft.end
        inks = [Ink.TEXT] * (end - start)

        def paint(low: int, high: int, ink: Ink) -> None:
            inks[low - start : high - start] = [ink] * (high - low)

        for low, high in self._numbers.within(start, end):
            paint(low, high, Ink.NUMBER)
        if draft.kind is not Kind.REST and draft.body > start:
            marks = _BULLETLESS.fullmatch(self.text, start, draft.body)
            paint(start, draft.body, Ink.MARKUP if marks else Ink.LABEL)
        if draft.kind is Kind.PASSAGE:
            for low, high in self._leads.within(draft.body, end):
                paint(low, high, Ink.LEAD)
        strays = [(stray.start, stray.end) for stray in draft.strays]
        for low, high in [*strays, *self._artefacts.within(start, end)]:
            if _WORD.search(self.text, low, high):
                paint(low, high, Ink.STRAY)
            elif _MARKS.fullmatch(self.text, low, high):
                paint(low, high, Ink.MARKUP)
        for found in self._furniture(draft):
            paint(*found.span(), Ink.MARKUP)
        marked = [False] * (end - start)
        for low, high in self._addressed.within(start, end):
            marked[low - start : high - start] = [True] * (high - low)
        at = start
        for (ink, addressed), run in groupby(zip(inks, marked, strict=True)):
            length = sum(1 for _ in run)
            yield Piece(self.text[at : at + length], ink, addressed)
            at += length

    def _furniture(self, draft: Draft) -> Iterator[re.Match[str]]:
        """Marks of the file format that the text was cut out of."""
        if draft.kind is Kind.REST and draft.region is not None:
            yield from _FURNITURE.finditer(self.text, draft.start, draft.end)
            if draft.region.kind in SET_IN_LINES:
                yield from _BARE_LINE.finditer(self.text, draft.start, draft.end)
        elif self._markdown:
            yield from _EMPHASIS.finditer(self.text, draft.start, draft.end)
