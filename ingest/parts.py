"""The parts of a document around its body: letterhead, title, recipients, signature.

In: cleaned blocks.  Out: the same blocks, in order, each marked with the region
it belongs to (None for running text), attachments told apart.  State documents
are laid out after Nghị định 30/2020/NĐ-CP (quốc hiệu, số, tên loại, trích yếu,
nơi nhận, chữ ký); Party documents have their own letterhead and "T/M".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.model import RegionKind, Span, SpanMap, joined
from corpus.text import regex
from ingest.blocks import Block
from ingest.clean import MOTTO, TYPE_HEADING
from ingest.labels import read_label

_PREAMBLE = re.compile(
    r"^(?:Căn cứ|Thực hiện|Thi hành|Theo|Để|Nhằm|Triển khai|Trên cơ sở|Xét|Quán triệt|Kính gửi|Ngày|Trong|"
    r"Sau|Tiếp tục|Ủy ban|UBND|Ban Thường vụ|Chủ tịch)\b"
)
_OPENING_QUOTE = re.compile(r"^[“\"]|^\((?:Ban hành|Kèm theo)")
_AUTHORITY = re.compile(
    r"^(?:CHỦ TỊCH|[ỦU][YỶ] BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|BỘ TRƯỞNG|THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|GIÁM ĐỐC|"
    r"BAN THƯỜNG VỤ|BAN CHẤP HÀNH|TỔNG CỤC TRƯỞNG|CỤC TRƯỞNG|CHÁNH [ÁA]N|VIỆN TRƯỞNG)\b"
)
_ENACTS = re.compile(r"^(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT)\s*:$")
_GROUNDS = re.compile(r"^(?:Căn cứ|Theo|Xét|Thực hiện|Trên cơ sở)\b")
_RECIPIENTS = re.compile(r"^\s*(?:Nơi nhận|NƠI NHẬN)\s*(?:[:.;\-–]|$)")
_SIGNATURE = regex(
    r"(?:^|(?<=\s))(?:(?:(?:TM|KT|TL|TUQ|T/M|K/T|T/L)(?:\s*\.\s*|\s+)|Q\s*\.\s*)(?=[\p{Lu}]{2})|"
    r"(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|BÍ\s+THƯ|GIÁM\s+ĐỐC|CHÁNH\s+VĂN\s+PHÒNG|BỘ\s+TRƯỞNG|THỦ\s+TƯỚNG|TRƯỞNG\s+BAN)\b)"
)
ATTACHMENT = regex(
    r"^(?:(?:PHỤ\s+LỤC|Phụ\s+lục|MẪU\s+BIỂU|Mẫu\s+biểu|BIỂU\s+MẪU|Biểu\s+mẫu|BIỂU|Biểu|MẪU|Mẫu|BẢNG|Bảng|DANH\s+MỤC)"
    r"\s+(?:(?:SỐ|số|Số)\s*:?\s*)?(?:[IVX]+|\d{1,2})(?=\s*(?:[.:\-–(]|$|\s[\p{Lu}]))|"
    r"(?:PHỤ\s+LỤC|Phụ\s+lục|DANH\s+MỤC)(?=\s*(?:[.:]|$|\s[\p{Lu}]{2})))"
)
# What acts issue and attach, beside the types of documents.
_ANNEXED = re.compile(
    r"^(?:ĐIỀU LỆ|QUY TRÌNH|NỘI QUY|QUY TẮC|QUY CHUẨN|TIÊU CHÍ|BỘ TIÊU CHÍ|ĐỀ CƯƠNG|ĐỊNH MỨC|DANH MỤC|DANH SÁCH)$"
)
_NUMBER = re.compile(r"\b(?:[IVX]+|\d{1,2})\b")
_FOOTNOTE = re.compile(r"^\s*\[\^?\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Parts:
    """Blocks with their regions, and what of them is type heading, title, attachment.

    `type_heading` and `titles` are indexes into `blocks`; `attachments` the
    indexes at which an attachment begins.
    """

    blocks: tuple[Block, ...]
    type_heading: int | None
    titles: tuple[int, ...]
    attachments: tuple[int, ...]


def find_parts(
    text: str, blocks: Sequence[Block], *, press: bool, stamps: Sequence[Span] = ()
) -> Parts:
    """`stamps` are the time stamps of a press text's page."""
    if press:
        return _press_parts(blocks, stamps)
    blocks = _split_closing_rows(text, blocks)
    marked = list(blocks)
    head = next((i for i, b in enumerate(blocks[:40]) if TYPE_HEADING.match(b.flat)), None)
    start = _mark_letterhead(marked, head)
    titles = _mark_titles(marked, start) if head is not None else _bare_title(marked, start)
    attachments = _mark_closing(marked, max([start, *[t + 1 for t in titles]]))
    return Parts(tuple(marked), head, tuple(titles), tuple(attachments))


def _press_parts(blocks: Sequence[Block], stamps: Sequence[Span]) -> Parts:
    """A press text's title: the line with the posting date below it, else the first
    line that could be one; what stands above it is the portal's."""
    marked = list(blocks)
    lines = [
        i
        for i, b in enumerate(blocks[:5])
        if len(b.flat) < 300 and len(b.flat.split()) > 4 and read_label(b.text) is None
    ]
    dated = (i for i in lines if _stamped(blocks, i, stamps))
    plain = (i for i in lines if not blocks[i].flat.endswith("."))
    title = next((i for found in (dated, plain, iter(lines)) for i in found), None)
    if title is None:
        return Parts(tuple(marked), None, (), ())
    for before in range(title):
        marked[before] = marked[before].marked(RegionKind.BOILERPLATE)
    marked[title] = marked[title].marked(RegionKind.TITLE)
    return Parts(tuple(marked), None, (title,), ())


def _stamped(blocks: Sequence[Block], number: int, stamps: Sequence[Span]) -> bool:
    """Whether a time stamp stands between this block and the next."""
    end = blocks[number].span.end
    below = blocks[number + 1].span.start if number + 1 < len(blocks) else end + 300
    return any(end <= s.start and s.end <= below for s in stamps)


def _mark_letterhead(blocks: list[Block], head: int | None) -> int:
    """Marks what stands above the type heading; the index where the rest begins."""
    end = head
    if end is None:
        mottos = [i for i, b in enumerate(blocks[:12]) if MOTTO.search(b.flat) or
                  re.match(r"^Số\s*:?\s*\S*\d", b.flat)]  # fmt: skip
        end = max(mottos) + 1 if mottos else 0
    for number in range(end):
        blocks[number] = blocks[number].marked(RegionKind.LETTERHEAD)
    if head is not None:
        blocks[head] = blocks[head].marked(RegionKind.TITLE)
        return head + 1
    return end


def _mark_titles(blocks: list[Block], start: int) -> list[int]:
    """The subject (trích yếu) below the type heading: its first block whatever it
    says, then what goes on in capitals or in quotation marks."""
    titles: list[int] = []
    for number in range(start, min(start + 6, len(blocks))):
        block = blocks[number]
        flat = block.flat
        if block.row or read_label(block.text) or flat.startswith(("Kính gửi", "Căn cứ")):
            break
        if titles and not (block.capitals or _OPENING_QUOTE.match(flat)):
            break
        if titles and _authority(blocks, number):
            # "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH" above the grounds: who decides, not what.
            blocks[number] = block.marked(RegionKind.TITLE)
            break
        if titles and _PREAMBLE.match(flat) and not block.capitals:
            break
        titles.append(number)
        blocks[number] = block.marked(RegionKind.TITLE)
    return titles


def _authority(blocks: Sequence[Block], number: int) -> bool:
    below = blocks[number + 1].flat if number + 1 < len(blocks) else ""
    return bool(_AUTHORITY.match(blocks[number].flat) and _GROUNDS.match(below))


def _bare_title(blocks: list[Block], start: int) -> list[int]:
    """Without a type heading: a first short line that is not yet running text."""
    for number in range(start, min(start + 1, len(blocks))):
        block = blocks[number]
        short = len(block.flat) < 250 and not block.flat.endswith((".", ";", ":", ","))
        if short and not block.row and read_label(block.text) is None and len(block.flat) > 8:
            blocks[number] = block.marked(RegionKind.TITLE)
            return [number]
    return []


def _mark_closing(blocks: list[Block], start: int) -> list[int]:
    """Marks recipients, signatures and footnotes; finds where attachments begin."""
    attachments: list[int] = []
    state: RegionKind | None = None
    closed = False
    for number in range(start, len(blocks)):
        block = blocks[number]
        flat = block.flat
        if block.region is RegionKind.TITLE:
            continue
        if state is None and _ENACTS.match(flat):
            blocks[number] = block.marked(RegionKind.TITLE)
            continue
        if _FOOTNOTE.match(flat) and not block.row:
            blocks[number] = block.marked(RegionKind.FOOTNOTE)
            continue
        if _RECIPIENTS.match(flat):
            state = RegionKind.RECIPIENTS
            closed = True
        elif _begins_attachment(block, closed) and not _names(attachments, number, block):
            attachments.append(number)
            state = None
            continue
        elif _is_signature(block, closed):
            state = RegionKind.SIGNATURE
            closed = True
        elif state is not None and _leaves_closing(block, state):
            state = None
            if not attachments or attachments[-1] < number - 1:
                attachments.append(number)
            continue
        if state is not None:
            blocks[number] = block.marked(state)
    return attachments


def _is_signature(block: Block, closed: bool) -> bool:
    flat = block.flat
    match = _SIGNATURE.match(flat)
    if match is None or len(flat) > 160:
        return False
    first = flat.split(" ", 4)
    return closed or (flat.upper()[:20] == flat[:20] and " ".join(first[:3]).isupper())


def _begins_attachment(block: Block, closed: bool) -> bool:
    flat = block.flat
    if block.row or len(flat) > 200:
        return False
    if ATTACHMENT.match(flat) and (block.bold or flat.isupper() or closed):
        return True
    return closed and bool(TYPE_HEADING.match(flat) or _ANNEXED.match(flat))


def _names(attachments: Sequence[int], number: int, block: Block) -> bool:
    """Whether a line right below an attachment's first one is its title: "PHỤ LỤC",
    then "DANH MỤC NHIỆM VỤ"."""
    return bool(attachments) and attachments[-1] == number - 1 and not _NUMBER.search(block.flat)


def _leaves_closing(block: Block, state: RegionKind) -> bool:
    """Whether a block after the signature is no longer part of it."""
    if block.region is RegionKind.TABLE:
        return state is RegionKind.SIGNATURE
    label = read_label(block.text)
    if state is RegionKind.SIGNATURE:
        return len(block.flat) > 120 or (label is not None and label.marker.rank < 90)
    return len(block.flat) > 400 or (label is not None and label.marker.rank < 60)


def _split_closing_rows(text: str, blocks: Sequence[Block]) -> list[Block]:
    """A table row of recipients and signature side by side becomes two blocks."""
    result: list[Block] = []
    for block in blocks:
        cut = _SIGNATURE.search(block.text) if block.row and _RECIPIENTS.match(block.text) else None
        if cut is None:
            result.append(block)
            continue
        spans = SpanMap(block.spans)
        for low, high, kind in (
            (0, cut.start(), RegionKind.RECIPIENTS),
            (cut.start(), len(block.text), RegionKind.SIGNATURE),
        ):
            part = spans.to_canonical(low, high)
            if part:
                result.append(replace(block, spans=part, text=joined(text, part), region=kind))
    return result
