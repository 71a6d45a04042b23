"""What metadata are read from, and the wordings that both kinds of text share."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from corpus.model import (
    Passage,
    Reference,
    Span,
    Tier,
    joined,
)
from corpus.text import regex
from ingest import issuers
from ingest.parts import Parts
from ingest.references import TYPES

TYPE_WORDS = "|".join(t.replace(" ", r"\s+") for t in TYPES)
BODY = (
    r"(?:Ban\s+Thường\s+vụ|Ban\s+Chấp\s+hành|UBND|Ủy\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân|HĐND|"
    r"Hội\s+đồng\s+nhân\s+dân|Tỉnh\s+[ủu]y|Huyện\s+[ủu]y|Thành\s+[ủu]y|Đảng\s+[ủu]y|Bộ\s+Chính\s+trị|"
    r"Ban\s+Bí\s+thư|Thủ\s+tướng\s+Chính\s+phủ|Chính\s+phủ)(?:\s+[^\s,.;:()]+){0,7}?"
)
ISSUES = re.compile(
    rf"(?P<issuer>{BODY})\s+(?:đã\s+|vừa\s+|vừa\s+có\s+)*(?:xây\s+dựng|ban\s+hành)\s+(?P<type>{TYPE_WORDS})",
    re.IGNORECASE,
)
CARRIES_OUT = re.compile(r"(?:thực\s+hiện|thi\s+hành|triển\s+khai)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the metadata are read from."""

    text: str
    parts: Parts
    passages: tuple[Passage, ...]
    references: tuple[Reference, ...]
    groups: int
    press: bool
    stamps: tuple[Span, ...]
    published: date | None
    title: str | None


def _flat(text: str) -> str:
    """The text with its lines joined: names are wrapped like other words."""
    return " ".join(text.split())


def first_words(reading: Reading) -> str:
    first = next((joined(reading.text, p.spans) for p in reading.passages), "")
    return " ".join(first.split())[:120]


def tier_in_text(reading: Reading) -> Tier | None:
    """The tier by the bodies a document without an issuer speaks of as its own."""
    counts: Counter[Tier] = Counter()
    for tier, pattern in (
        (Tier.DISTRICT, r"(?:UBND|HĐND|lãnh đạo|trên địa bàn|toàn)\s+huyện|Huyện\s+[ủu]y"),
        (Tier.COMMUNE, r"(?:trên địa bàn|toàn)\s+(?:xã|phường)\b"),
        (Tier.PROVINCE, r"(?:trên địa bàn|toàn)\s+(?:tỉnh|thành phố)\b"),
    ):
        counts[tier] = len(re.findall(pattern, _flat(reading.text)))
    best, count = counts.most_common(1)[0]
    return best if count >= 3 else None


def places_of(
    reading: Reading, issuer: str | None, level: Tier | None, on: date | None
) -> tuple[str | None, str | None, str | None]:
    """(province, district, commune) of the issuing body, None where not printed."""
    if level in (None, Tier.CENTRAL):
        return None, None, None
    name = issuer or ""
    if on is None:
        on = max((r.date for r in reading.references if r.date), default=None)
    province = issuers.province_in(name, on)
    if province is None and level is Tier.PROVINCE:
        province = issuers.named_after(name, issuers.PROVINCE_UNITS)
    if province is None and not (level is Tier.PROVINCE and issuer):
        province = issuers.province_in(_flat(reading.text), on)
    if province is None:
        province = issuers.named_after(_flat(reading.text), issuers.PROVINCE_UNITS)
    district = commune = None
    if level is Tier.DISTRICT:
        district = issuers.named_after(name, issuers.DISTRICT_UNITS) or _most_named(
            _flat(reading.text), issuers.DISTRICT_UNITS
        )
        district = district or issuers.named_after(_flat(reading.text), ("Thị trấn", "thị trấn"))
    if level is Tier.COMMUNE:
        commune = issuers.named_after(name, issuers.COMMUNE_UNITS)
    return province, district, commune


def _most_named(text: str, units: tuple[str, ...]) -> str | None:
    names = Counter[str]()
    for match in regex(
        rf"(?<!\w)(?:{'|'.join(units)})\s+((?:[\p{{Lu}}][\p{{Ll}}]+\s?){{1,3}})"
    ).finditer(text):
        names[" ".join(match.group(1).split())] += 1
    return names.most_common(1)[0][0] if names else None
