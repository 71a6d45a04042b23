"""Paragraphs that a conversion tore apart or ran together, put right before they are read.

In and out: blocks in order.  A heading in bold whose second line became a
paragraph of its own is joined; so is a sentence cut at the dash it contains
("… về trật tự xã hội ⏎⏎ - Cơ quan thường trực …"); a label that stands in the
middle of a paragraph is taken for one only where the count of its list lacks it
("a. Thời gian: … b. Địa điểm …" before "c."), or where a sentence announces groups
of tasks and counts them off ("… 6 nhóm nhiệm vụ: (1) …; (2) …").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.model import SpanMap, joined
from corpus.text import regex
from ingest.blocks import Block, with_gap
from ingest.groups import ANNOUNCED, TASK_HEADING
from ingest.labels import ORDINALS, POINTS, Label, read_label

_ENDED = re.compile(r"[.;:!?…][\s\"”’)\]]*$")
_DASHES = "-–"
_UNFINISHED = 80  # characters; a shorter line without a full stop may be a heading
_HEADING = 320
_SHORT = 120
_NEAR = 60  # paragraphs between two labels of one list
_FEWEST = 3  # items that a sentence counts off
_COUNTED_OFF = (
    re.compile(r"(?<=[:;,.])\s+(?:và\s+)?(?=\((?P<number>\d{1,2})\)\s)"),
    re.compile(r"(?<=[:;,.])\s+(?:và\s+)?(?=(?P<number>một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)\s+là\s*[,:])",
               re.IGNORECASE),
)  # fmt: skip
_RUN_ON = {
    "điểm": lambda value: rf"(?<=\s){POINTS[value]}[.)]\s+(?=[\p{{Lu}}])",
    "số": lambda value: rf"(?<=\s){value + 1}[.)]\s+(?=[\p{{Lu}}])",
    "ngoặc": lambda value: rf"(?<=\s)\({value + 1}\)\s*(?=[\p{{Lu}}])",
}


def mended(text: str, blocks: Sequence[Block]) -> list[Block]:
    whole = _with_whole_sentences(text, _with_whole_headings(text, blocks))
    return _with_announced_items(text, _with_own_labels(text, whole))


def _running(block: Block) -> bool:
    return block.region is None and not block.row


def _join(text: str, one: Block, two: Block) -> Block:
    """Both as one block."""
    whole = with_gap(text, one.spans, two.spans)
    words = joined(text, whole)
    bold = len(words) if one.all_bold and two.all_bold else one.bold
    return replace(one, spans=whole, text=words, bold=bold)


def _with_whole_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    """A labelled line in bold goes on in an unlabelled one in bold below it."""
    result: list[Block] = []
    for block in blocks:
        above = result[-1] if result else None
        if above is not None and _torn_heading(above, block):
            result[-1] = _join(text, above, block)
        else:
            result.append(block)
    return result


def _torn_heading(above: Block, below: Block) -> bool:
    if not (_running(above) and _running(below) and above.all_bold and below.all_bold):
        return False
    label = read_label(above.text)
    if label is None or label.marker.named or label.marker.rank >= 90:
        return False
    size = len(above.flat) + len(below.flat)
    return (
        size < _HEADING
        and len(above.text) > label.end
        and above.capitals == below.capitals
        and not _ENDED.search(above.flat)
        and not below.flat.endswith((".", ";"))
        and read_label(below.text) is None
    )


def _with_whole_sentences(text: str, blocks: Sequence[Block]) -> list[Block]:
    """A lone dash below a long sentence that has not ended stands inside it."""
    result: list[Block] = []
    for number, block in enumerate(blocks):
        above = result[-1] if result else None
        below = blocks[number + 1] if number + 1 < len(blocks) else None
        alone = not (below and _dashed(below)) and not (above and _dashed(above))
        if (
            above is not None
            and alone
            and _running(above)
            and _running(block)
            and _dashed(block)
            and len(above.flat) > _UNFINISHED
            and not _ENDED.search(above.flat)
            and not above.all_bold
        ):
            result[-1] = _join(text, above, block)
        else:
            result.append(block)
    return result


def _dashed(block: Block) -> bool:
    return block.text[:1] in _DASHES


def _with_own_labels(text: str, blocks: Sequence[Block]) -> list[Block]:
    """A number that a list lacks, found inside the paragraph that should end before it."""
    labels = [read_label(b.text) if _running(b) else None for b in blocks]
    result: list[Block] = []
    for number, block in enumerate(blocks):
        label = labels[number]
        below = labels[number + 1 : number + 1 + _NEAR]
        cut = _cut(block, label, below) if label else None
        if cut is None:
            result.append(block)
            continue
        result += _split(text, block, [cut])
    return result


def _split(text: str, block: Block, cuts: Sequence[int]) -> list[Block]:
    where = SpanMap(block.spans)
    pieces = []
    for low, high in pairwise((0, *cuts, len(block.text))):
        piece = block.text[low:high]
        low, high = low + len(piece) - len(piece.lstrip()), low + len(piece.rstrip())
        spans = where.to_canonical(low, high)
        bold = max(0, min(block.bold - low, high - low))
        pieces.append(replace(block, spans=spans, text=joined(text, spans), bold=bold))
    return [p for p in pieces if p.text]


def _cut(block: Block, label: Label, below: Sequence[Label | None]) -> int | None:
    """Where the missing label stands in `block`, None where none is missing."""
    pattern = _RUN_ON.get(label.marker.kind)
    after = next((b for b in below if b and b.marker.rank <= label.marker.rank), None)
    if pattern is None or after is None or after.marker.kind != label.marker.kind:
        return None
    if after.value != label.value + 2:
        return None
    found = list(regex(pattern(label.value)).finditer(block.text, label.end))
    return found[0].start() if len(found) == 1 else None


def _with_announced_items(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Groups of tasks that one sentence counts off, where no section tells of them."""
    told = any(len(b.flat) < _SHORT and TASK_HEADING.search(b.flat) and read_label(b.text)
               for b in blocks if _running(b))  # fmt: skip
    result: list[Block] = []
    for block in blocks:
        cuts = [] if told or not _running(block) else _counted_off(block.text)
        result += _split(text, block, cuts) if cuts else [block]
    return result


def _counted_off(words: str) -> list[int]:
    """Where the items of an announced enumeration begin: 1, 2, 3 … without a gap."""
    announced = ANNOUNCED.search(words)
    if announced is None:
        return []
    for pattern in _COUNTED_OFF:
        found = list(pattern.finditer(words, announced.end()))
        numbers = [_number(m["number"]) for m in found]
        if len(found) >= _FEWEST and numbers == [*range(1, len(found) + 1)]:
            return [m.end() for m in found]
    return []


def _number(printed: str) -> int:
    return int(printed) if printed.isdigit() else ORDINALS[printed.lower()]
