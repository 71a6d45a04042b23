"""What on a page is not the document: found as regions, never cut out.

In: what an extractor made of a file.  Out: the blocks of running text, and
regions over all the rest (view counters, page clocks, rating widgets, related
items, captions, stray page numbers).  Two sources of evidence: what the
extractor knows from markup, and, for saved text, a table of the wordings that
portals use and where on the page they stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Region, RegionKind, Span
from corpus.text import regex
from ingest.artefacts import without_page_numbers
from ingest.blocks import Block
from ingest.extract.model import Extracted
from ingest.labels import read_label
from ingest.lines import Line, artefacts, lines_of, paragraphs

# Wordings of portal chrome, matched against a whole line.
_DAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ\s+nhật)"
_DATE = r"(?:ngày\s+)?\d{1,2}\s*(?:[/.-]|\s+tháng\s+)\s*\d{1,2}\s*(?:[/.-]|,?\s+năm\s+)\s*\d{4}"
_CLOCK = r"(?:\d{1,2}\s*[:hg]\s*\d{2}(?:\s*:\s*\d{2})?\s*(?:phút|am|pm|\(?gmt\s*[+-]\d+\)?)?)"
_STAMP = rf"(?:{_CLOCK}\W+)?(?:{_DAY}\W+)?{_DATE}(?:\W+{_CLOCK})?"
_VIEWS = r"(?:đã xem|lượt xem|lượt truy cập|số lượt xem|xem)\s*:?\s*[\d.,]+"
CHROME: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"^\W*(?:{pattern})\W*$", re.IGNORECASE)
    for pattern in (
        _VIEWS,
        rf"{_STAMP}(?:\W+{_VIEWS})?",
        rf"{_DAY}",
        r"đánh giá cho bài viết:?",
        r"\d+\s*điểm\s*\(\s*\d+\s*đánh giá\s*\)",
        r"(?:thống kê|lượt) truy cập.{0,20}",
        r"(?:đang (?:online|truy cập)|hôm (?:nay|qua)|trong (?:ngày|tuần|tháng)|tất cả|tháng (?:này|hiện tại)|"
        r"tổng (?:lượt truy cập|cộng))\s*:?\s*[\d.,]+",
        r"(?:no title\W*)+",
        r"(?:\d{1,3}\s+){2,}(?:\.{3}|…|›|»|tiếp|cuối)?",
        r"(?:tin|bài)(?: viết)? (?:liên quan|mới(?: nhất| hơn)?|cũ hơn|khác|cùng chuyên mục|đọc nhiều|nổi bật)",
        r"(?:các )?(?:tin|bài viết|văn bản)(?: đã đưa| khác| liên quan)",
        r"(?:chia sẻ|in (?:trang|bài viết)|gửi (?:email|bình luận|phản hồi)|quay lại|về đầu trang|"
        r"bình luận|ý kiến bạn đọc|lưu bài viết|theo dõi|facebook|zalo|twitter|messenger|email|print|tweet|share)"
        r"(?:\s+(?:lên\s+)?(?:facebook|zalo|twitter))?",
        r"\d+\s+(?:giây|phút|giờ|ngày|tuần|tháng|năm) trước",
        r"(?:trang chủ|đăng nhập|đăng ký|tìm kiếm|liên hệ|sơ đồ (?:trang|cổng)|rss)",
        r"(?:bản quyền|copyright|©).{0,120}",
        r"(?:cỡ chữ|a[+-]|đọc bài|nghe (?:bài|audio)|tải về|xem thêm|từ khóa:?|tags?:?)",
        r"(?:phim tư liệu|thư viện (?:ảnh|video)|liên kết website|video clip)",
    )
)
STAMP = re.compile(rf"^\W*(?P<stamp>{_STAMP})(?:\W+{_VIEWS})?\W*$", re.IGNORECASE)
_AGO = re.compile(r"^\W*\d+\s+(?:giờ|ngày|tuần|tháng|năm) trước\W*$", re.IGNORECASE)
_CAPTION = re.compile(r"(?:^\(?(?:ảnh|nguồn)(?: minh họa)?\s*:|ảnh minh họa|\(ảnh\b.*\)$|\bảnh:\s*\S)",
                      re.IGNORECASE)  # fmt: skip
_JUNK = re.compile(r"^[a-z]{1,6}\d{0,4}$|^(?:img|image|picture|dsc|hinh)[\w.-]*$", re.IGNORECASE)
_NAME = regex(r"^(?:[\p{Lu}][^\W\d_]*\.?\s*[-–,&]?\s*){2,5}$")
_BYLINE = re.compile(r"^(?:theo|nguồn|tác giả|bài(?: và ảnh)?|tin(?:, ảnh)?|(?:PV|BBT)\b)\s*:?\s*\S.{0,40}$",
                     re.IGNORECASE)  # fmt: skip
TYPE_HEADING = re.compile(
    r"^(?:KẾ HOẠCH|QUYẾT ĐỊNH|CHỈ THỊ|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG| CÔNG TÁC)?|BÁO CÁO|NGHỊ QUYẾT|THÔNG BÁO|"
    r"HƯỚNG DẪN|KẾT LUẬN|ĐỀ ÁN|TỜ TRÌNH|CÔNG ĐIỆN|THÔNG TRI|QUY ĐỊNH|QUY CHẾ|LUẬT|NGHỊ ĐỊNH|THÔNG TƯ|"
    r"PHƯƠNG ÁN|PHÁP LỆNH|QUY HOẠCH|CHIẾN LƯỢC|THỎA THUẬN|BIÊN BẢN|GIẤY MỜI|DỰ ÁN|LỆNH|HIẾN PHÁP)$"
)

MOTTO = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|Độc\s+lập\s*[-–]\s*Tự\s+do"
)
_HEAD_LINES = 80


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Blocks of running text in order, regions over the rest, and for a press
    text the time stamps met before and after its title (line texts with spans)."""

    blocks: tuple[Block, ...]
    regions: tuple[Region, ...]
    press: bool
    stamps: tuple[Span, ...]


def clean(extracted: Extracted) -> Cleaned:
    text = extracted.text
    chrome = [r.span for r in extracted.regions if r.kind is RegionKind.BOILERPLATE]
    notes = [r.span for r in extracted.regions if r.kind is RegionKind.FOOTNOTE]
    lines = lines_of(text)
    official = any(_official(line.text) for line in lines[:_HEAD_LINES])
    kept, regions, stamps = _split_lines(lines, [*chrome, *notes], () if official else CHROME,
                                         gaps=not extracted.laid_out)  # fmt: skip
    blocks = [b for b in paragraphs(text, kept, markdown=extracted.markdown,
                                    laid_out=extracted.laid_out,
                                    headings=extracted.headings, bold=extracted.bold)
              if b.spans]  # fmt: skip
    blocks = sorted([*blocks, *_notes(text, lines, notes)], key=lambda b: b.span.start)
    # What a word processor repeats on every page is no sign of a portal.
    portal = chrome and extracted.media_type == "text/html"
    press = not official and bool(regions or stamps or extracted.published or portal)
    if press:
        blocks, more = _press(blocks)
        regions += more
    blocks, more = without_page_numbers(text, blocks, pages=bool(extracted.page_starts))
    regions += more + artefacts(text, blocks)
    regions += [r for r in extracted.regions if r.kind is not RegionKind.TABLE]
    return Cleaned(tuple(blocks), tuple(sorted(set(regions), key=lambda r: (r.span, r.kind))),
                   press, tuple(stamps))  # fmt: skip


def _notes(text: str, lines: Sequence[Line], notes: Sequence[Span]) -> Iterator[Block]:
    """Footnotes, which stand in the middle of what goes on over the page."""
    starts = [line.start for line in lines]
    for note in notes:
        within = lines[bisect_left(starts, note.start) : bisect_left(starts, note.end)]
        for block in paragraphs(text, within, markdown=False, laid_out=True):
            yield block.marked(RegionKind.FOOTNOTE)


def _official(line: str) -> bool:
    """A line that only the head of an official document has."""
    flat = " ".join(line.replace("*", " ").replace("#", " ").split())
    return bool(TYPE_HEADING.match(flat) or MOTTO.search(flat))


def _split_lines(
    lines: Sequence[Line],
    chrome: Sequence[Span],
    wordings: Sequence[re.Pattern[str]],
    *,
    gaps: bool,
) -> tuple[list[Line], list[Region], list[Span]]:
    """Lines to read, regions over portal chrome, and the time stamps among it. With
    `gaps` what is not read leaves a gap; else the line above may go on below it."""
    kept: list[Line] = []
    regions: list[Region] = []
    stamps: list[Span] = []
    marked = sorted(chrome)
    at = 0
    for line in lines:
        while at < len(marked) and marked[at].end <= line.start:
            at += 1
        inside = at < len(marked) and marked[at].start <= line.start and line.end <= marked[at].end
        flat = " ".join(line.text.split())
        found = bool(flat) and len(flat) < 160 and any(p.match(flat) for p in wordings)
        if found and STAMP.match(flat):
            stamps.append(Span(line.start, line.end))
        if found and not inside:
            regions.append(Region(RegionKind.BOILERPLATE, Span(line.start, line.end)))
        if inside and not gaps:
            continue
        if found or inside:
            kept.append(Line(line.start, line.start, ""))
        else:
            kept.append(line)
    return kept, regions, stamps


def _press(blocks: Sequence[Block]) -> tuple[list[Block], list[Region]]:
    """Captions, the byline and what a portal hangs below an article."""
    regions: list[Region] = []
    kept: list[Block] = []
    end = _article_end(blocks)
    texts = Counter(b.flat for b in blocks[:end])
    for number, block in enumerate(blocks):
        if number >= end:
            regions.append(Region(RegionKind.BOILERPLATE, block.span))
        elif _is_caption(block, texts, number):
            regions.append(Region(RegionKind.CAPTION, block.span))
        elif _JUNK.match(block.flat):
            regions.append(Region(RegionKind.ARTEFACT, block.span))
        elif number == end - 1 and _is_byline(block):
            regions.append(Region(RegionKind.BYLINE, block.span))
        else:
            kept.append(block)
    return kept, regions


def _is_byline(block: Block) -> bool:
    flat = block.flat
    return len(flat) < 60 and bool(_NAME.match(flat) or _BYLINE.match(flat))


def _is_caption(block: Block, texts: Counter[str], number: int) -> bool:
    flat = block.flat
    if len(flat) < 200 and _CAPTION.search(flat) and read_label(flat) is None:
        return True
    # A picture's caption and its alternative text: the same words twice.
    return number > 0 and 20 < len(flat) < 250 and texts[flat] > 1


def _article_end(blocks: Sequence[Block]) -> int:
    """The number of blocks up to and with the byline; all where none is found.

    A byline is the first name-like line that has prose above it and no unit of
    an outline below it.
    """
    prose = 0
    for number, block in enumerate(blocks):
        if len(block.flat) > 150:
            prose += 1
        elif prose >= 2 and _is_byline(block):
            below = blocks[number + 1 :]
            if not any(_continues(b) for b in below):
                return number + 1
    return len(blocks)


def _continues(block: Block) -> bool:
    label = read_label(block.flat)
    return label is not None and label.marker.rank < 80 and len(block.flat) > 150
