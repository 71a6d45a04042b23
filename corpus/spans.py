"""Stretches of text, and the ways between a joined text and the text it came from.

All offsets are code points, half-open. Standard library only.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of code points: `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


Spans = tuple[Span, ...]


def joined(text: str, spans: Spans) -> str:
    """The text of several spans, one after the other, with nothing between."""
    return "".join(text[s.start : s.end] for s in spans)


def hull(spans: Sequence[Span]) -> Span:
    """The smallest span that holds all of `spans` (at least one)."""
    return Span(min(s.start for s in spans), max(s.end for s in spans))


class SpanMap:
    """Offsets in a joined text ↔ offsets in the canonical text under its spans."""

    __slots__ = ("_starts", "length", "spans")

    def __init__(self, spans: Spans) -> None:
        self.spans = spans
        self._starts = []
        at = 0
        for span in spans:
            self._starts.append(at)
            at += len(span)
        self.length = at

    def to_canonical(self, start: int, end: int) -> Spans:
        """The canonical spans under `[start, end)` of the joined text."""
        found = []
        for which in range(max(0, bisect_right(self._starts, start) - 1), len(self.spans)):
            at, span = self._starts[which], self.spans[which]
            if at >= end:
                break
            low, high = max(start, at), min(end, at + len(span))
            if low < high:
                found.append(Span(span.start + low - at, span.start + high - at))
        return tuple(found)

    def hull(self, start: int, end: int) -> Span:
        """The canonical stretch from the first to the last character of `[start, end)`."""
        if len(self.spans) == 1:
            base = self.spans[0].start
            return Span(base + start, base + end)
        return Span(self.offset(start), self.offset(end - 1) + 1)

    def offset(self, index: int) -> int:
        """The canonical offset of the character at `index` of the joined text."""
        if not 0 <= index < self.length:
            raise IndexError(index)
        which = bisect_right(self._starts, index) - 1
        while len(self.spans[which]) == 0:
            which -= 1
        return self.spans[which].start + index - self._starts[which]

    def to_joined(self, canonical: Span) -> Span | None:
        """The stretch of the joined text that `canonical` covers, None where it covers none."""
        low: int | None = None
        high = 0
        for at, span in zip(self._starts, self.spans, strict=True):
            start, end = max(span.start, canonical.start), min(span.end, canonical.end)
            if start < end:
                low = at + start - span.start if low is None else low
                high = at + end - span.start
        return None if low is None else Span(low, high)


class SpanArray(Sequence[Span]):
    """Many spans in little memory: what a document's words are kept in."""

    __slots__ = ("ends", "starts")

    def __init__(self, spans: Sequence[Span] | Iterator[Span] = ()) -> None:
        self.starts, self.ends = array("I"), array("I")
        for span in spans:
            self.starts.append(span.start)
            self.ends.append(span.end)

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> list[Span]: ...
    def __getitem__(self, index: int | slice) -> Span | list[Span]:
        if isinstance(index, slice):
            pairs = zip(self.starts[index], self.ends[index], strict=True)
            return [Span(start, end) for start, end in pairs]
        return Span(self.starts[index], self.ends[index])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SpanArray):
            return NotImplemented
        return self.starts == other.starts and self.ends == other.ends

    def __hash__(self) -> int:
        return hash((self.starts.tobytes(), self.ends.tobytes()))

    def __repr__(self) -> str:
        return f"SpanArray({len(self)} spans)"
