"""A document laid out for reading: canonical text in, blocks of pieces out.

`lay_out` cuts the text, in one pass over its sorted spans, into blocks: the
headings of provisions, passages, and whatever lies between them.  A block
belongs to the region (letterhead, footnote, boilerplate …) it lies in, and is
made of pieces that differ in their ink.  Nothing is lost, doubled or moved:
all pieces put together are the canonical text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby, pairwise

from corpus.model import Document, Passage, Provision, Region, RegionKind, Span, Spans

_BLANK_LINE = re.compile(r"\n[^\S\n]*(?=\n)")
_WORD = re.compile(r"\w")
_MARKS = re.compile(r"[\s*|#_=~\\-]*")
_EMPHASIS = re.compile(r"\*+|^#{1,6} |\\(?=[^\w\s])|_{2,}", re.MULTILINE)
_FURNITURE = re.compile(r"\*+|\|+|[-_=]{3,}|\\(?=[^\w\s])|^#{1,6} ", re.MULTILINE)
_BARE_LINE = re.compile(r"^[^\w\n]+\n", re.MULTILINE)
_SHORT_LABEL = 40
_SHORT_TAIL = 80
_SHORT_BREAK = 160
_WAITS = -1  # the body of a label whose block is yet to come
_INDENTS = {"point": 1, "item": 1, "indent": 2}
# Regions whose line breaks carry meaning, so that blank lines do not cut them.
_SET_IN_LINES = frozenset(
    {RegionKind.LETTERHEAD, RegionKind.SIGNATURE, RegionKind.RECIPIENTS, RegionKind.BOILERPLATE}
)


class Ink(StrEnum):
    """What a piece of text is, within its block."""

    TEXT = "text"
    LABEL = "label"
    LEAD = "lead"  # a heading run into its paragraph
    STRAY = "stray"  # a character that strayed in: a page number, a broken mark
    MARKUP = "markup"  # a mark of the file format: ** or |


class Kind(StrEnum):
    HEADING = "heading"
    PASSAGE = "passage"
    REST = "rest"


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


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that follow each other in one region, or in running text."""

    region: RegionKind | None
    blocks: tuple[Block, ...]

    @property
    def words(self) -> int:
        return sum(len(block.text.split()) for block in self.blocks)


@dataclass(slots=True)
class _Draft:
    kind: Kind
    owner: Passage | Provision | None
    start: int
    end: int
    body: int  # where the label ends
    region: Region | None
    strays: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of text that has an owner."""

    span: Span
    owner: Passage | Provision


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


def lay_out(document: Document, addressed: Spans = ()) -> tuple[Section, ...]:
    """The whole text as sections of blocks, with the addressed spans marked."""
    drafts = _Cutter(document).drafts()
    painted = _Painter(document, addressed).blocks(drafts)
    pairs = zip(drafts, painted, strict=True)
    return tuple(
        Section(region.kind if region else None, tuple(block for _, block in group))
        for region, group in groupby(pairs, key=lambda pair: pair[0].region)
    )


def anchors(sections: Iterable[Section]) -> Callable[[int], str]:
    """Tells the anchor of the block that holds an offset of the text."""
    blocks = [block for section in sections for block in section.blocks]
    starts = [block.start for block in blocks]

    def at(offset: int) -> str:
        return blocks[max(0, bisect_right(starts, offset) - 1)].anchor

    return at


# --- Cutting ----------------------------------------------------------------


class _Cutter:
    """Cuts the text into drafts that touch: each ends where the next begins."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.regions = sorted(
            (r for r in document.regions if r.kind is not RegionKind.ARTEFACT),
            key=lambda r: (r.span.start, -r.span.end),
        )
        self._region_starts = [r.span.start for r in self.regions]
        self._provisions = sorted(document.provisions, key=lambda p: p.span.start)
        self._provision_starts = [p.span.start for p in self._provisions]
        self._edges = sorted(
            {r.span.start for r in self.regions} | {r.span.end for r in self.regions}
        )
        self._drafts: list[_Draft] = []

    def drafts(self) -> list[_Draft]:
        at = 0
        for mark in self._marks():
            start, end = max(mark.span.start, at), mark.span.end
            if start >= end:
                continue
            self._between(at, start, mark.owner)
            self._own(mark.owner, start, end)
            at = end
        self._between(at, len(self.text), None)
        return self._drafts

    def _marks(self) -> list[_Mark]:
        passages = [_Mark(s, p) for p in self.document.passages for s in p.spans if len(s)]
        passages.sort(key=lambda m: m.span)
        starts = [m.span.start for m in passages]
        headings = []
        for provision in self._provisions:
            for span in provision.heading:
                before = bisect_right(starts, span.start) - 1
                inside = before >= 0 and passages[before].span.end > span.start
                if len(span) and not inside:
                    headings.append(_Mark(span, provision))
        return sorted(passages + headings, key=lambda m: m.span)

    def _own(self, owner: Passage | Provision, start: int, end: int) -> None:
        last = self._drafts[-1] if self._drafts else None
        if last is not None and last.end == start and last.owner is owner:
            last.end = end
            return
        kind = Kind.PASSAGE if isinstance(owner, Passage) else Kind.HEADING
        begin = start
        if last is not None and last.body == _WAITS:
            begin = self._drafts.pop().start
        region = self._region(start)
        self._drafts.append(_Draft(kind, owner, begin, end, start, region))

    def _region(self, offset: int) -> Region | None:
        at = bisect_right(self._region_starts, offset) - 1
        for region in reversed(self.regions[max(0, at - 3) : at + 1]):
            if offset < region.span.end:
                return region
        return None

    def _between(self, start: int, end: int, owner: Passage | Provision | None) -> None:
        """Text without an owner, up to the text of the next owner."""
        last = self._drafts[-1] if self._drafts else None
        if start == end:
            return
        gap = self.text[start:end]
        if (
            owner is not None
            and last is not None
            and last.owner is owner
            and (len(gap) <= _SHORT_BREAK)
        ):
            last.strays.append(Span(start, end))
            last.end = end
            return
        chunks = self._chunks(start, end)
        for which, (low, high) in enumerate(chunks):
            self._place(low, high, owner if which == len(chunks) - 1 else None)

    def _chunks(self, start: int, end: int) -> list[tuple[int, int]]:
        cuts = {start, end}
        for points in (self._edges, self._provision_starts):
            cuts.update(points[bisect_left(points, start) : bisect_right(points, end - 1)])
        for found in _BLANK_LINE.finditer(self.text, start, end):
            region = self._region(found.start())
            if region is None or region.kind not in _SET_IN_LINES:
                cuts.add(found.end())
        points = sorted(cuts)
        return list(pairwise(points))

    def _place(self, start: int, end: int, owner: Passage | Provision | None) -> None:
        """One chunk: blank, a label of what follows, a tail of what went before, or a block."""
        words = self.text[start:end]
        last = self._drafts[-1] if self._drafts else None
        if not words.strip() and last is not None:
            last.end = end
            return
        first = start + len(words) - len(words.lstrip())
        final = start + len(words.rstrip())
        touches = owner is not None and "\n" not in self.text[final:end]
        wordless = not _WORD.search(words)
        if last is not None and (
            (wordless and not touches) or self._is_tail(last, first, final)
        ):
            last.strays.append(Span(first, final))
            last.end = end
            return
        provision = self._provision_at(first)
        waits = owner is not None and (
            (provision is not None and self._belongs(owner, provision))
            or (touches and final - first <= _SHORT_LABEL)
            or wordless
        )
        region = self._region(first)
        if last is not None and last.body == _WAITS:
            start = self._drafts.pop().start
        if waits:
            self._drafts.append(_Draft(Kind.REST, None, start, end, _WAITS, region))
        else:
            kind = Kind.HEADING if provision else Kind.REST
            self._drafts.append(_Draft(kind, provision, start, end, first, region))

    def _is_tail(self, last: _Draft, first: int, final: int) -> bool:
        """Whether a few characters end the line of the block before them."""
        line = first
        while line > 0 and self.text[line - 1].isspace():
            line -= 1
        return (
            "\n" not in self.text[line:first]
            and final - first <= _SHORT_TAIL
            and last.kind is not Kind.REST
            and self._region(first) is last.region
            and self._provision_at(first) is None
        )

    def _provision_at(self, offset: int) -> Provision | None:
        at = bisect_left(self._provision_starts, offset)
        if at < len(self._provisions) and self._provision_starts[at] == offset:
            return self._provisions[at]
        return None

    @staticmethod
    def _belongs(owner: Passage | Provision, provision: Provision) -> bool:
        own = owner.provision if isinstance(owner, Passage) else owner.eid
        return own == provision.eid


# --- Painting ---------------------------------------------------------------


class _Painter:
    """Turns drafts into blocks: anchors, depth, and pieces by their ink."""

    def __init__(self, document: Document, addressed: Spans) -> None:
        self.document = document
        self.text = document.text
        self._addressed = _Layer(addressed)
        self._leads = _Layer(s for p in document.provisions for s in p.heading)
        self._artefacts = _Layer(r.span for r in document.regions if r.kind is RegionKind.ARTEFACT)
        self._markdown = "markdown" in document.source.media_type
        self._taken: set[str] = set()

    def blocks(self, drafts: Sequence[_Draft]) -> list[Block]:
        return [self._block(draft) for draft in drafts]

    def _block(self, draft: _Draft) -> Block:
        eid = draft.owner.eid if draft.owner is not None else None
        anchor = eid if eid and eid not in self._taken else f"at-{draft.start}"
        self._taken.add(anchor)
        pieces = tuple(self._pieces(draft))
        addressed = any(piece.addressed for piece in pieces)
        return Block(draft.kind, anchor, eid, self._depth(draft), draft.start, addressed, pieces)

    def _depth(self, draft: _Draft) -> int:
        """Headings: their level from 1; passages: how far they are set in."""
        if isinstance(draft.owner, Passage):
            return max(
                (_INDENTS.get(p.level, 0) for p in self.document.ancestors(draft.owner.provision)),
                default=0,
            )
        if isinstance(draft.owner, Provision):
            return sum(1 for _ in self.document.ancestors(draft.owner.eid))
        return 0

    def _pieces(self, draft: _Draft) -> Iterator[Piece]:
        start, end = draft.start, draft.end
        inks = [Ink.TEXT] * (end - start)

        def paint(low: int, high: int, ink: Ink) -> None:
            inks[low - start : high - start] = [ink] * (high - low)

        if draft.kind is not Kind.REST and draft.body > start:
            paint(start, draft.body, Ink.LABEL)
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

    def _furniture(self, draft: _Draft) -> Iterator[re.Match[str]]:
        """Marks of the file format that the text was cut out of."""
        if draft.kind is Kind.REST and draft.region is not None:
            yield from _FURNITURE.finditer(self.text, draft.start, draft.end)
            if draft.region.kind in _SET_IN_LINES:
                yield from _BARE_LINE.finditer(self.text, draft.start, draft.end)
        elif self._markdown:
            yield from _EMPHASIS.finditer(self.text, draft.start, draft.end)
