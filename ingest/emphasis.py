"""Marks of emphasis: text in, the stretches to be read out, and what of them is bold.

Markdown's stars are marks and not read, but for a star that is a bullet.
"""

from __future__ import annotations

import re

from corpus.model import Span

_STARS = re.compile(r"\*+")
OPENING_STARS = re.compile(r"\s*\*{1,3}(?=[ \t\u00a0]+[^\s*])")


def unmarked(text: str, start: int, end: int) -> tuple[tuple[Span, ...], int]:
    """The stretch without its `*` marks and outer white space, and how much of its
    beginning is bold.  A star that is a bullet is text."""
    pieces: list[tuple[Span, bool]] = []
    strong, at = False, start
    bullet = _star(text, start, end)
    for mark in _STARS.finditer(text, start, end):
        size, after = len(mark.group()), mark.end()
        if mark.start() <= bullet < after:
            size, after = size - 1, bullet
        if mark.start() > at:
            pieces.append((Span(at, mark.start()), strong))
        if size >= 2:
            strong = not strong if size < 4 else strong
        at = after
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


def _star(text: str, start: int, end: int) -> int:
    """Where the star stands that is the paragraph's bullet, -1 where none is: one more
    than the marks of emphasis, which come in pairs, and before white space."""
    opening = OPENING_STARS.match(text, start, end)
    if opening is None or text.count("*", start, end) % 2 == 0:
        return -1
    return opening.end() - 1
