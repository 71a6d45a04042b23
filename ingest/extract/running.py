"""Running heads, running feet and page numbers: what pages repeat at the same place.

In: the rows of every page.  Out: for every page, the indexes of the rows that
belong to its margins.  Evidence is repetition: the same words (a count of
the pages aside) at the same height on three pages, or on two that alternate; a bare number that
counts the pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.text import fold
from ingest.extract.pages import Line

_DEEP = 3  # rows from the top or the bottom edge that can be a running head or foot
_SAME_HEIGHT = 6.0  # points, half a line: a scanner puts no two pages down alike
_DETACHED = 1.0  # ems of white between a margin and the text, where only two pages agree
_NUMBER = re.compile(
    r"[\s\-–—|]*(?:trang\s+)?(\d{1,4})(?:\s*/\s*\d{1,4})?[\s\-–—|]*", re.IGNORECASE
)
_DIGITS = re.compile(r"\d{1,9}")
# What is numbered page by page, and is the document's own.
_UNIT = re.compile(r"^\W*(?:phụ lục|biểu|mẫu|bảng|danh mục|điều|chương|mục|phần)\b")

Place = tuple[int, int]  # page, row


def running_rows(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[frozenset[int]]:
    """For every page the rows that are not its text."""
    found = _numbers(pages) | _repeated(pages, heights)
    return [
        frozenset(row for row in range(len(rows)) if (page, row) in found)
        for page, rows in enumerate(pages)
    ]


def _edges(rows: Sequence[Line]) -> set[int]:
    deep = min(_DEEP, len(rows))
    return {*range(deep), *range(len(rows) - deep, len(rows))}


def _numbers(pages: Sequence[Sequence[Line]]) -> set[Place]:
    """Bare numbers at an edge: the page's own number, or a count that runs on."""
    counts: dict[int, list[Place]] = defaultdict(list)
    for page, rows in enumerate(pages):
        for row in {0, len(rows) - 1} if rows else ():
            match = _NUMBER.fullmatch(rows[row].text)
            if match:
                counts[int(match[1]) - page].append((page, row))
    return {
        place
        for offset, places in counts.items()
        if offset == 1 or len({page for page, _ in places}) >= 3
        for place in places
    }


def _repeated(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[Place]:
    groups: dict[str, list[tuple[float, Place]]] = defaultdict(list)
    for page, rows in enumerate(pages):
        for row in _edges(rows):
            # Feet are measured from the bottom, so that pages of two sizes agree.
            top = rows[row].top
            place = top if top < heights[page] / 2 else top - heights[page]
            for words in _kinds(rows[row].text, page):
                groups[words].append((place, (page, row)))
    found: set[Place] = set()
    for places in groups.values():
        places.sort()
        for height, _ in places:
            level = [place for at, place in places if abs(at - height) <= _SAME_HEIGHT]
            on = sorted({page for page, _ in level})
            if len(on) >= 3 or (_alternate(on) and all(_detached(pages, p) for p in level)):
                found.update(level)
    return found


def _kinds(text: str, page: int) -> set[str]:
    """What a margin's line says on every page: the same, but for a number that counts
    the pages."""
    flat = " ".join(text.split()).casefold()
    words = fold(flat)  # a reader of pictures mistakes a mark on one page in three
    kinds = {words}
    numbers = list(_DIGITS.finditer(words))
    if numbers and not _UNIT.search(flat):
        for number in (numbers[0], numbers[-1]):
            counted = f"#{int(number.group()) - page}"
            kinds.add(words[: number.start()] + counted + words[number.end() :])
    return kinds


def _alternate(pages: Sequence[int]) -> bool:
    """Left-hand pages, right-hand pages."""
    return len(pages) == 2 and (pages[1] - pages[0]) % 2 == 0


def _detached(pages: Sequence[Sequence[Line]], place: Place) -> bool:
    """Whether white stands between a row of the margin and the text."""
    page, row = place
    rows = pages[page]
    line = rows[row]
    inward = row + 1 if row < _DEEP and row < len(rows) / 2 else row - 1
    if not 0 <= inward < len(rows):
        return False
    other = rows[inward]
    white = max(other.top - line.bottom, line.top - other.bottom)
    return white >= _DETACHED * line.size
