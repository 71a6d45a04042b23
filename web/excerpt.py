"""Passages shown in little room: a window of text with its highlights.

In: a text and spans of it.  Out: parts, each marked or not; together they are
the text or, where it is long, the stretch of it that shows most highlights.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Span, Spans

_ROOM = 420
_LEAD = 80


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    parts: tuple[Part, ...]
    cut_before: bool
    cut_after: bool


def parts(text: str, highlights: Spans, start: int = 0, end: int | None = None) -> tuple[Part, ...]:
    """The stretch `[start, end)` cut at its highlights."""
    stop = len(text) if end is None else end
    found = []
    at = start
    for span in sorted(highlights):
        low, high = max(span.start, at), min(span.end, stop)
        if low >= high:
            continue
        if low > at:
            found.append(Part(text[at:low], False))
        found.append(Part(text[low:high], True))
        at = high
    if at < stop:
        found.append(Part(text[at:stop], False))
    return tuple(found)


def excerpt(text: str, highlights: Spans = (), room: int = _ROOM) -> Excerpt:
    """At most about `room` characters, whole words, where most highlights are."""
    if len(text) <= room * 5 // 4:
        return Excerpt(parts(text, highlights), False, False)
    window = _window(text, highlights, room)
    return Excerpt(
        parts(text, highlights, window.start, window.end),
        window.start > 0,
        window.end < len(text),
    )


def _window(text: str, highlights: Spans, room: int) -> Span:
    start = 0
    most = sum(1 for s in highlights if s.end <= room)
    for first in highlights:
        begin = max(0, min(first.start - _LEAD, len(text) - room))
        shown = sum(1 for s in highlights if begin <= s.start and s.end <= begin + room)
        if shown > most:
            start, most = begin, shown
    if start:
        start = _word_edge(text, start)
    end = min(len(text), start + room)
    return Span(start, end if end == len(text) else max(start, text.rfind(" ", start, end)) or end)


def _word_edge(text: str, at: int) -> int:
    """The beginning of the first word at or after an offset."""
    space = text.find(" ", at)
    return at if space < 0 or space - at > _LEAD else space + 1
