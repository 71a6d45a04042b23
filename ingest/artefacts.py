"""Page numbers that a conversion left in the middle of sentences.

"thường 4 xuyên", "đặc điểm, 3 điều kiện": a bare number stands inside a
sentence because a page ended there.  A number is taken for a page number only
on evidence: without it the words on its two sides form one word (as the
segmenter sees it), or it continues such a sequence one page further up or down
at the distance of a page.  The number becomes an artefact region; the passage
goes round it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.model import Region, RegionKind, Span, joined
from ingest.blocks import Block
from ingest.segment import words

_NUMBER = re.compile(r"(?<=\s)(\d{1,3})\s+(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_COUNTED = re.compile(
    r"(?:tuổi|năm|tháng|ngày|giờ|phút|nhóm|triệu|tỷ|nghìn|đồng|lần|người|em|trẻ|xã|phường|huyện|tỉnh|cấp|"
    r"trường|lớp|cơ|đơn|suất|thẻ|học|tiêu|mục|nội|nhiệm|giải|chỉ|bước|khâu|vụ|ha|km|tấn|kg|m)\b"
)
_COUNTING = re.compile(
    r"(?:số|điều|khoản|điểm|mục|phần|tháng|năm|ngày|quý|thứ|lần|đủ|khoảng|trên|dưới|hơn|gần|từ|đến|còn|đạt|có|gồm|"
    r"là|với|tổng|thêm|và|các|cả|mỗi|ít nhất|tối đa|tối thiểu|lớp|khối|cấp|nhóm|hạng|loại|bậc|sau|trước|tuổi)$"
)
_PAGE = (1000, 5000)  # characters of running text on one page, at least and at most


@dataclass(frozen=True, slots=True)
class _Candidate:
    block: int
    start: int
    end: int
    number: int
    place: int  # canonical offset
    certain: bool


def without_page_numbers(
    text: str, blocks: Sequence[Block], *, pages: bool
) -> tuple[list[Block], list[Region]]:
    """The blocks with page numbers cut out of their spans, and regions over them."""
    result = list(blocks)
    if pages:
        return result, []
    found = [c for n, b in enumerate(blocks) if not b.row and len(b.text) > 120
             for c in _candidates(n, b)]  # fmt: skip
    chosen = _sequence(found)
    regions = []
    for candidate in reversed(chosen):
        block = result[candidate.block]
        pieces: list[Span] = []
        at = 0
        for span in block.spans:
            low = max(span.start, span.start + candidate.start - at)
            high = min(span.end, span.start + candidate.end - at)
            at += len(span)
            if low >= high:
                pieces.append(span)
                continue
            pieces += [p for p in (Span(span.start, low), Span(high, span.end)) if len(p)]
            regions.append(Region(RegionKind.ARTEFACT, Span(low, high)))
        spans = tuple(pieces)
        result[candidate.block] = replace(block, spans=spans, text=joined(text, spans))
    return result, regions


def _candidates(number: int, block: Block) -> list[_Candidate]:
    found = []
    for match in _NUMBER.finditer(block.text):
        value = int(match.group(1))
        before, after = block.text[: match.start()].rstrip(), block.text[match.end() :]
        if not 2 <= value <= 300 or not before or before[-1] in ".:;!?)(/-–":
            continue
        if not after[0].islower() or _COUNTED.match(after):
            continue
        last = before.rsplit(maxsplit=1)[-1].lower()
        if _COUNTING.search(last):
            continue
        place = block.spans[0].start + match.start()
        found.append(
            _Candidate(number, match.start(), match.end(), value, place, _splits(before, after))
        )
    return found


def _splits(before: str, after: str) -> bool:
    """Whether the number stands inside a word: left out, its two sides are one."""
    left = " ".join(before.split()[-4:])
    right = " ".join(after.split()[:4])
    if not _WORD.fullmatch(left.rsplit(maxsplit=1)[-1]):
        return False
    whole = f"{left} {right}"
    return any(w.start < len(left) < w.end for w in words(whole))


def _sequence(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Certain candidates, and those that carry their count on at a page's distance."""
    chosen = {c.place: c for c in found if c.certain}
    frontier = list(chosen.values())
    while frontier:
        here = frontier.pop()
        for other in found:
            step = other.number - here.number
            distance = (other.place - here.place) * step
            if abs(step) == 1 and _PAGE[0] <= distance <= _PAGE[1] and other.place not in chosen:
                chosen[other.place] = other
                frontier.append(other)
    return [chosen[place] for place in sorted(chosen)]
