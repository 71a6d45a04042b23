"""How much of a labelled paragraph is its heading.

A heading may stand alone ("1. Mục đích"), run into the paragraph in bold or
before a colon ("2. Sở Tài chính: Căn cứ …"), or be the paragraph's first
sentence, as press texts print a plan's task groups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.text import regex
from ingest.blocks import Block
from ingest.labels import Label

_TERMINAL = re.compile(r"[.;…][\s\"”’)]*$")
_BEFORE_COLON = re.compile(r"([^:.;]{2,110}?)\s*:\s+(?=\w)")
_RUN_IN = regex(
    r"([^:.;]{2,150}?)\s*:\s+(?=[\p{Lu}\d\"“(]|\[|https?:|[\w.+-]+(?:@|\.)\w+\.\w|(?:là|được\s+hiểu\s+là)\s)"
)
_FIRST = re.compile(r"(.{20,330}?)(?:[.;](?=\s)|:(?=\s))", re.DOTALL)
# "Mục tiêu 4: Trong lĩnh vực y tế": the caption's own number, then what it is about.
_NUMBERED = re.compile(r".{2,40}\s(?:\d{1,2}|[IVX]{1,4})$", re.DOTALL)
# "… các nội dung sau:", "… được thể hiện như sau:": a sentence that a list completes.
_LEADS = re.compile(
    r"\b(?:như|theo)\s+sau\b|\bsau\s+đây\b|\bdưới\s+đây\b|"
    r"\b(?:các|những|một\s+số)\s[^:;.]{2,60}?\ssau(?:\s*:|\s+(?:hết|có|được|phải|thì)\b)|"
    r"\b(?:có\s+trách\s+nhiệm|gồm|bao\s+gồm|cụ\s+thể|trong\s+đó|cụ\s+thể\s+là)\s*:$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*\([^()]{3,160}\)\s*[:.]?\s*$")
_LONGEST_RUN_IN = 24  # syllables before the colon
_SHORT_RUN_IN = 12  # where an elder of the list has no heading
_LEAD_IN = 30  # words; what is longer and ends in a colon introduces a list
_NEVER = {"indent"}


# Bodies that lists of duties begin with, often before a small letter: "1. Sở Tư pháp: chủ trì …".
_BODY = re.compile(
    r"(?:Các\s+|Đề\s+nghị\s+)?(?:[Ss]ở|[Bb]an|UBND|[ỦU]y\s+ban|Công\s+an|Bộ|Văn\s+phòng|Thanh\s+tra|Phòng|"
    r"Trung\s+tâm|Trạm|Chi\s+cục|Hội|[Cc]ơ\s+quan|[Đđ]ơn\s+vị|Chủ\s+tịch|Giám\s+đốc|Thủ\s+trưởng)\b"
)


class Sign(StrEnum):
    """What a heading was known by, the surest first."""

    NONE = "none"
    MARKED = "marked"  # bold, capitals, or a heading of the source's own
    LABEL = "label"  # a chapter's or a part's line
    RUN_IN = "run-in"  # before a colon
    ALONE = "alone"  # a short paragraph of its own
    FIRST = "first sentence"


@dataclass(frozen=True, slots=True)
class Heading:
    """How many characters after the label are heading, and what says so."""

    length: int
    sign: Sign


_NO_HEADING = Heading(0, Sign.NONE)


def find_heading(
    block: Block,
    label: Label,
    level: str,
    follower: tuple[Block, Label | None] | None,
    *,
    among_paragraphs: bool = False,
    among_headings: bool = False,
) -> Heading:
    """The heading of the paragraph after its label.

    `among_paragraphs` says that the unit's elder sibling is a paragraph without
    a heading of its own, as this one then is; `among_headings` that the elder
    stands alone as a heading.
    """
    body = block.text[label.end :]
    whole = len(body.rstrip())
    flat = " ".join(body.split())
    bold = block.bold - label.end
    if not whole or level in _NEVER:
        return _NO_HEADING
    if bold >= len(body.rstrip(" .:;\n")) > 0 or block.hint or flat.isupper():
        return Heading(whole, Sign.MARKED)
    if label.marker.kind in {"chương", "phần", "mục", "la mã"} and len(flat) < 300:
        return Heading(whole, Sign.LABEL)
    if bold > 3 and _worth(body[:bold]):
        bracketed = _BRACKETED.match(body[bold:])
        return Heading(whole if bracketed else len(body[:bold].rstrip()), Sign.MARKED)
    closed = bool(_TERMINAL.search(flat))
    run_in = _run_in(body, _SHORT_RUN_IN if among_paragraphs else _LONGEST_RUN_IN)
    if run_in:
        return Heading(run_in, Sign.RUN_IN)
    if not (closed and among_paragraphs) and _stands_alone(flat, label, follower, among_headings):
        return Heading(whole, Sign.ALONE)
    if level == "item" and len(flat) > 200:
        first = _FIRST.match(body)
        limit = 20 if first and body[first.end() - 1] == ":" else 60
        if first and len(first.group(1).split()) <= limit:
            return Heading(first.end(1), Sign.FIRST)
    return _NO_HEADING


def _run_in(body: str, longest: int) -> int:
    """How much stands before a colon that the paragraph goes on after; 0 for none."""
    match = _RUN_IN.match(body)
    if match is None and _BODY.match(body):
        match = _BEFORE_COLON.match(body)
    if match is None or _NUMBERED.fullmatch(match.group(1)):
        return 0
    name = match.group(1)
    long = len(name.split()) > longest
    return 0 if long or _LEADS.search(f"{name}:") else match.end(1)


def _worth(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _stands_alone(
    flat: str, label: Label, follower: tuple[Block, Label | None] | None, among_headings: bool
) -> bool:
    """A short paragraph that something of its own follows: text, or a deeper label."""
    if follower is None or len(flat) > 320:
        return False
    if flat.endswith(":") and (len(flat.split()) > _LEAD_IN or _LEADS.search(flat)):
        return False
    below, next_label = follower
    deeper = next_label is None or (
        next_label.marker.rank > label.marker.rank and next_label.marker.kind != label.marker.kind
    )
    if not deeper:
        # A line of its own without a full stop, next to its like: "1. Sở Y tế".
        return len(flat) < 60 and not _TERMINAL.search(flat) and len(flat.split()) <= 8
    if label.marker.kind in {"thứ", "là", "nhóm"}:
        return next_label is None and not below.row
    if _TERMINAL.search(flat):
        if label.marker.kind == "điều":
            return False
        one = flat.count(".") <= 1 and ";" not in flat
        return one and (among_headings or (len(flat) < 140 and next_label is None))
    return True
