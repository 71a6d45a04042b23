"""How much of a labelled paragraph is its heading.

A heading may stand alone ("1. Mục đích"), run into the paragraph in bold or
before a colon ("2. Sở Tài chính: Căn cứ …"), or be the paragraph's first
sentence, as press texts print a plan's task groups.
"""

from __future__ import annotations

import re

from corpus.text import regex
from ingest.blocks import Block
from ingest.labels import Label

_TERMINAL = re.compile(r"[.;…][\s\"”’)]*$")
_RUN_IN = regex(r"([^:.;]{2,110}?)\s*:\s+(?=[\p{Lu}\d\"“(])")
_FIRST = re.compile(r"(.{20,330}?)(?:[.;](?=\s)|:(?=\s))", re.DOTALL)
# Clauses of decisions that begin with the body they bind: "1. Sở Tư pháp: …".
_BODY = re.compile(
    r"(?:Các\s+|Đề\s+nghị\s+)?(?:[Ss]ở|[Bb]an|UBND|[ỦU]y\s+ban|Công\s+an|Bộ|Văn\s+phòng|Thanh\s+tra|"
    r"Chi\s+cục|Hội|[Cc]ơ\s+quan|[Đđ]ơn\s+vị|Chủ\s+tịch|Giám\s+đốc|Thủ\s+trưởng)\b"
)
_LEAD_IN = 30  # words; what is longer and ends in a colon introduces a list
_NEVER = {"indent"}


def heading_length(
    block: Block,
    label: Label,
    level: str,
    follower: tuple[Block, Label | None] | None,
    *,
    among_paragraphs: bool = False,
    among_headings: bool = False,
) -> int:
    """Characters of the paragraph after its label that are heading; 0 for none.

    `among_paragraphs` says that the unit's elder sibling is a paragraph without
    a heading of its own, as this one then is; `among_headings` that the elder
    stands alone as a heading.
    """
    body = block.text[label.end :]
    whole = len(body.rstrip())
    if not whole:
        return 0
    flat = " ".join(body.split())
    bold = block.bold - label.end
    if level in _NEVER:
        return 0
    if bold >= len(body.rstrip(" .:;\n")) > 0 or block.hint or flat.isupper():
        return whole
    if label.marker.kind in {"chương", "phần", "mục", "la mã"} and len(flat) < 300:
        return whole
    if bold > 3 and _worth(body[:bold]):
        return len(body[:bold].rstrip())
    closed = bool(_TERMINAL.search(flat))
    run_in = _RUN_IN.match(body)
    if run_in and (
        len(run_in.group(1).split()) > 14 or (level == "clause" and not _BODY.match(body))
    ):
        run_in = None
    if not (closed and (run_in or among_paragraphs)) and _stands_alone(
        flat, label, follower, among_headings
    ):
        return whole
    if run_in:
        return run_in.end(1)
    if level == "item" and len(flat) > 200:
        first = _FIRST.match(body)
        limit = 20 if first and body[first.end() - 1] == ":" else 60
        if first and len(first.group(1).split()) <= limit:
            return first.end(1)
    return 0


def _worth(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _stands_alone(
    flat: str, label: Label, follower: tuple[Block, Label | None] | None, among_headings: bool
) -> bool:
    """A short paragraph that something of its own follows: text, or a deeper label."""
    if follower is None or len(flat) > 320:
        return False
    if flat.endswith(":") and len(flat.split()) > _LEAD_IN:
        return False
    below, next_label = follower
    deeper = next_label is None or (
        next_label.marker.rank > label.marker.rank and next_label.marker.kind != label.marker.kind
    )
    if not deeper:
        # A line of its own without a full stop, next to its like: "1. Sở Y tế".
        return len(flat) < 60 and not _TERMINAL.search(flat) and len(flat.split()) <= 8
    if label.marker.kind in {"thứ", "nhóm"}:
        return next_label is None and not below.row
    if _TERMINAL.search(flat):
        one = flat.count(".") <= 1 and ";" not in flat
        return one and (among_headings or (len(flat) < 140 and next_label is None))
    return True
