"""A document cut into blocks: a document in, drafts of its blocks out.

The cuts are made in one pass over the sorted spans of headings, passages and
regions.  Drafts touch: each ends where the next begins, so that together they
hold the whole text.  Between owned stretches lie labels, which go with what they
stand before, strays, which stay in their paragraph, and text nobody owns.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from corpus.model import Document, Passage, Provision, Region, RegionKind, Span

# Regions whose line breaks carry meaning, so that blank lines do not cut them.
SET_IN_LINES = frozenset(
    {RegionKind.LETTERHEAD, RegionKind.SIGNATURE, RegionKind.RECIPIENTS, RegionKind.BOILERPLATE}
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?=\n)")
_WORD = re.compile(r"\w")
_SHORT_LABEL = 40
_SHORT_TAIL = 80
_SHORT_BREAK = 160
_WAITS = -1  # the body of a label whose block is yet to come


class Kind(StrEnum):
    HEADING = "heading"
    PASSAGE = "passage"
    REST = "rest"


@dataclass(slots=True)
class Draft:
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


class Cutter:
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
        self._drafts: list[Draft] = []

    def drafts(self) -> list[Draft]:
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
        self._drafts.append(Draft(kind, owner, begin, end, start, region))

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
            if region is None or region.kind not in SET_IN_LINES:
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
        if last is not None and ((wordless and not touches) or self._is_tail(last, first, final)):
            last.strays.append(Span(first, final))
            last.end = end
            return
        provision = self._provision_at(first)
        waits = wordless or (
            owner is not None
            and (
                (provision is not None and self._belongs(owner, provision))
                or (touches and final - first <= _SHORT_LABEL)
            )
        )
        region = self._region(first)
        if last is not None and last.body == _WAITS:
            start = self._drafts.pop().start
        if waits:
            self._drafts.append(Draft(Kind.REST, None, start, end, _WAITS, region))
        else:
            kind = Kind.HEADING if provision else Kind.REST
            self._drafts.append(Draft(kind, provision, start, end, first, region))

    def _is_tail(self, last: Draft, first: int, final: int) -> bool:
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
