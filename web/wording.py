"""Wording marked for the eye: what differs between two passages, what is inherited.

In: runs or spans over a text.  Out: the text in pieces, each with its mark; the
pieces put together are the text, with runs of white space made one space.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.compared import Change, Run
from corpus.model import Message, Span, Spans

_SPACES = re.compile(r"\s+")
# Marks leave out the white space around words and the punctuation after them.
_EDGES = re.compile(r"(\s*)(.*?)([\s.,;:]*)", re.DOTALL)

CHANGES: Mapping[Change, tuple[str, Message]] = {
    Change.NUMBER: ("#", Message("con số khác")),
    Change.REPLACE: ("≠", Message("viết khác")),
    Change.DELETE: ("−", Message("chỉ có bên trái")),
    Change.INSERT: ("+", Message("chỉ có bên phải")),
    Change.MOVED: ("⇄", Message("chuyển chỗ")),
    Change.QUIET: ("·", Message("khác dấu câu, chữ hoa, cách bỏ dấu")),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one side; `change` None where it is the same on both."""

    text: str
    change: Change | None
    move: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that differs: what stands on either side, "" where nothing does."""

    left: str
    right: str


@dataclass(frozen=True)
class Difference:
    """Two passages side by side; `counts` in the order in which changes weigh."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    counts: tuple[tuple[Change, int], ...]
    figures: tuple[Figure, ...]


def difference(runs: Sequence[Run], left: str, right: str) -> Difference:
    counts = Counter(run.change for run in runs if run.change is not Change.MOVED)
    counts[Change.MOVED] = len({run.move for run in runs if run.move is not None})
    figures = (
        Figure(_figure(run.left.of(left)), _figure(run.right.of(right)))
        for run in runs
        if run.change is Change.NUMBER
    )
    return Difference(
        tuple(p for run in runs for p in _pieces(run.left.of(left), run)),
        tuple(p for run in runs for p in _pieces(run.right.of(right), run)),
        tuple((change, counts[change]) for change in CHANGES if counts[change]),
        tuple(figures),
    )


def _pieces(text: str, run: Run) -> Iterator[Piece]:
    if run.change is Change.EQUAL:
        parts: tuple[str, ...] = (text, "", "")
    else:
        parts = _edges(text)
    for part, change in zip(parts, (None, run.change, None), strict=True):
        if part:
            yield Piece(_SPACES.sub(" ", part), change, run.move if change else None)


def _edges(text: str) -> tuple[str, str, str]:
    match = _EDGES.fullmatch(text)
    before, words, after = match.groups() if match else ("", text, "")
    return (before, words, after) if words else ("", text, "")


def _figure(text: str) -> str:
    return _SPACES.sub(" ", _edges(text)[1]).strip()


def underlined(text: str, spans: Spans) -> list[tuple[str, bool]]:
    """The text in parts: what lies in the spans (True), and the rest."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for span in (*spans, Span(len(text), len(text))):
        for low, high, inside in ((at, span.start, False), (span.start, span.end, True)):
            if low < high:
                parts.append((_SPACES.sub(" ", text[low:high]), inside))
        at = span.end
    return parts
