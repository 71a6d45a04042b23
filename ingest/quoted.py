"""Provisions that an act quotes: what an amending act puts into another one.

"1. Sửa đổi Điều 2 như sau: “Điều 2. … ””: the quoted articles, clauses and
points are words of the clause that quotes them, never units of this act.  In:
blocks in order.  Out: the numbers of those that are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Block
from ingest.labels import read_label

_OPENS = re.compile(r"^[“\"«]\s*")
_ANNOUNCES = re.compile(r"(?:sau|sau\s+đây)\s*:$", re.IGNORECASE)
_LONGEST = 400  # blocks; a mark without its fellow ends no later


def quoted_blocks(blocks: Sequence[Block]) -> frozenset[int]:
    """Blocks from an opening mark, below a sentence that announces it, to the closing one."""
    found: set[int] = set()
    number = 0
    while number < len(blocks):
        end = _end(blocks, number) if _begins(blocks, number) else None
        if end is None:
            number += 1
            continue
        found.update(range(number, end + 1))
        number = end + 1
    return frozenset(found)


def _begins(blocks: Sequence[Block], number: int) -> bool:
    """Whether a labelled provision stands here in quotation marks."""
    block = blocks[number]
    opening = _OPENS.match(block.text)
    if opening is None or number == 0 or not _ANNOUNCES.search(blocks[number - 1].flat):
        return False
    return read_label(block.text[opening.end() :]) is not None


def _end(blocks: Sequence[Block], start: int) -> int | None:
    """The block in which the quotation that begins at `start` ends, None if in none."""
    curly = blocks[start].text[0] != '"'
    depth = 0
    for number in range(start, min(start + _LONGEST, len(blocks))):
        text = blocks[number].text
        if curly:
            depth += text.count("“") + text.count("«") - text.count("”") - text.count("»")
            closed = depth <= 0
        else:
            depth += text.count('"')
            closed = depth % 2 == 0
        if closed:
            return number
    return None
