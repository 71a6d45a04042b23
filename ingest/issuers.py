"""Issuing bodies and places: from printed words to names, tiers and units.

In: the words of a letterhead or of a sentence such as "Ban Thường vụ Huyện ủy
Tam Đường xây dựng kế hoạch".  Out: the body's name in normal case, its tier, and
the places it names, read as of the document's date.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from corpus import places
from corpus.model import Tier
from corpus.text import key, normalise, regex

_ABBREVIATED = {
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "MTTQ": "Mặt trận Tổ quốc",
    "BTV": "Ban Thường vụ", "BCH": "Ban Chấp hành",
}  # fmt: skip
# Bodies and the capitals they are written with (Nghị định 30/2020/NĐ-CP, Phụ lục II).
_BODIES = {
    "ủy ban nhân dân": "Ủy ban nhân dân", "hội đồng nhân dân": "Hội đồng nhân dân",
    "ban thường vụ": "Ban Thường vụ", "ban chấp hành trung ương": "Ban Chấp hành Trung ương",
    "ban chấp hành": "Ban Chấp hành", "bộ chính trị": "Bộ Chính trị", "ban bí thư": "Ban Bí thư",
    "tỉnh ủy": "Tỉnh ủy", "thành ủy": "Thành ủy", "huyện ủy": "Huyện ủy", "thị ủy": "Thị ủy",
    "quận ủy": "Quận ủy", "đảng ủy": "Đảng ủy", "đảng bộ": "Đảng bộ",
    "thủ tướng chính phủ": "Thủ tướng Chính phủ", "chính phủ": "Chính phủ", "quốc hội": "Quốc hội",
    "ủy ban thường vụ quốc hội": "Ủy ban Thường vụ Quốc hội", "chủ tịch nước": "Chủ tịch nước",
    "mặt trận tổ quốc việt nam": "Mặt trận Tổ quốc Việt Nam", "ủy ban mttq": "Ủy ban MTTQ",
    "ban chỉ đạo": "Ban Chỉ đạo", "văn phòng": "Văn phòng", "chủ tịch": "Chủ tịch",
    "trung ương": "Trung ương", "việt nam": "Việt Nam",
}  # fmt: skip
_UNITS = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "xã", "phường")
_PARTY_UNITS = ("tỉnh ủy", "thành ủy", "huyện ủy", "thị ủy", "quận ủy", "đảng ủy", "đảng bộ")
_NAME = r"(?:[\p{Lu}][^\W\d_]*(?:\s*[-–]\s*|\s+|$)?){1,5}"
_TIERS: tuple[tuple[re.Pattern[str], Tier], ...] = (
    (re.compile(r"bộ chính trị|ban bí thư|trung ương|thủ tướng|chính phủ|quốc hội|chủ tịch nước|"
                r"^bộ (?!chỉ huy)"), Tier.CENTRAL),
    (re.compile(r"huyện|thị ủy|quận|thị xã"), Tier.DISTRICT),
    (re.compile(r"(?:\b(?:ủy ban nhân dân|hội đồng nhân dân|đảng ủy|ubnd|hđnd)\s+(?:xã|phường|thị trấn|đặc khu))|"
                r"đảng ủy (?:xã|phường)"), Tier.COMMUNE),
    (re.compile(r"tỉnh|thành ủy|thành phố|^sở "), Tier.PROVINCE),
)  # fmt: skip


def issuer_name(printed: str) -> str:
    """A body's name with abbreviations written out and in the usual capitals."""
    words = " ".join(printed.split()).strip(" -–—*.,:")
    capitals = words.isupper()
    for short, long in _ABBREVIATED.items():
        words = re.sub(rf"\b{short}\b", long, words)
    if not capitals:
        return normalise(words)
    lower = normalise(words).lower()
    for body in sorted(_BODIES, key=len, reverse=True):
        lower = re.sub(rf"\b{body}\b", _BODIES[body].replace(" ", "\0"), lower)
    units = "|".join((*_UNITS, *(_BODIES[u] for u in _PARTY_UNITS)))
    spelled = lower.replace("\0", " ")

    def named(match: re.Match[str]) -> str:
        return match.group(1) + " " + " ".join(_capital(w) for w in match.group(2).split())

    spelled = re.sub(rf"\b({units})\s+((?!ủy\b)[^,;]+)$", named, spelled)
    return spelled[:1].upper() + spelled[1:]


# Bodies whose names tables need not know: the text itself shows their capitals.
_NAMED_BODIES = re.compile(
    r"^(?:Bộ|Sở|Tổng cục|Cục|Chi cục|Phòng|Trung tâm|Viện|Trường|Ban|Thanh tra|Kho bạc|Bảo hiểm|Hội(?! đồng nhân dân)|Liên đoàn)\s"
)


def spelled_in(text: str, issuer: str) -> str:
    """A body's name, known from a letterhead in capitals, as the text itself writes it."""
    if not _NAMED_BODIES.match(issuer) or len(issuer) > 120:
        return issuer
    pattern = r"\s+".join(map(re.escape, issuer.split()))
    found = Counter(
        " ".join(m.group().split())
        for m in re.finditer(rf"\b{pattern}\b", text, re.IGNORECASE)
        if not m.group().isupper()
    )
    return found.most_common(1)[0][0] if found else issuer


def _capital(word: str) -> str:
    return "-".join(p[:1].upper() + p[1:] for p in word.split("-"))


def tier_of(issuer: str) -> Tier | None:
    """The tier of a body by its name, None where the name does not tell."""
    name = key(issuer)
    return next((tier for pattern, tier in _TIERS if pattern.search(name)), None)


def province_in(text: str, on: date | None) -> str | None:
    """The province named after a unit word ("tỉnh X", "Tỉnh ủy X", "thành phố X")."""
    pattern = rf"(?:tỉnh|Tỉnh|thành phố|Thành phố|TP\.?|Tỉnh ủy|Thành ủy|tỉnh ủy|thành ủy|Tỉnh uỷ|Thành uỷ)\s+({_NAME})"
    for match in regex(pattern).finditer(text):
        name = known_province(match.group(1), on)
        if name:
            return name
    return None


def known_province(words: str, on: date | None) -> str | None:
    """The longest beginning of `words` that is a province's name."""
    pieces = re.split(r"(\s+)", " ".join(words.split()))
    for end in range(len(pieces), 0, -2):
        name = "".join(pieces[:end]).strip(" -–")
        if name and places.find_province(name, on) is not None:
            return places.canonical_province(name)
    return None


def named_after(text: str, units: tuple[str, ...]) -> str | None:
    """The name that follows one of the unit words, as printed."""
    words = "|".join(re.escape(u) for u in units)
    match = regex(rf"(?<!\w)(?:{words})\s+({_NAME})").search(text)
    return " ".join(match.group(1).split()).strip(" -–") if match else None


DISTRICT_UNITS = (
    "Huyện ủy",
    "huyện ủy",
    "Huyện uỷ",
    "Huyện",
    "huyện",
    "thị xã",
    "Thị xã",
    "quận",
    "Quận",
    "Thị ủy",
)
COMMUNE_UNITS = ("xã", "Xã", "phường", "Phường", "thị trấn", "Thị trấn", "đặc khu", "Đặc khu")
PROVINCE_UNITS = (
    "tỉnh",
    "Tỉnh",
    "thành phố",
    "Thành phố",
    "Tỉnh ủy",
    "Thành ủy",
    "Tỉnh uỷ",
    "Thành uỷ",
)
