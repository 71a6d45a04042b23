"""The level markers of Vietnamese documents: one table, from label to outline level.

Levels are Akoma Ntoso's. State documents follow Nghị định 30/2020/NĐ-CP
(Phụ lục I: phần, chương, mục, tiểu mục, điều, khoản, điểm; otherwise I, 1, 1.1,
a, -, +); Party and press texts share the signs and add "Thứ nhất,".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.text import regex

ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip
# The order of points in state documents: đ after d, no f, j, w, z (ê, i, k, l, m …).
POINTS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman(text: str) -> int:
    """The value of a Roman numeral, 0 where the letters are not one."""
    total = 0
    values = [_ROMAN.get(c, 0) for c in text.upper()]
    if not values or 0 in values:
        return 0
    for here, after in zip(values, [*values[1:], 0], strict=True):
        total += -here if here < after else here
    return total if _spell(total) == text.upper() else 0


def _spell(value: int) -> str:
    out = ""
    for number, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"),
                            (5, "V"), (4, "IV"), (1, "I")):  # fmt: skip
        out += letters * (value // number)
        value %= number
    return out


def _ordinal(text: str) -> int:
    text = " ".join(text.lower().split())
    return ORDINALS.get(text, 0) or roman(text) or (int(text) if text.isdigit() else 0)


def _point(text: str) -> int:
    # "f" is no point of a state document; where one is printed it comes after "e".
    return POINTS.find(text.lower().replace("f", "g")) + 1


def _dotted(text: str) -> int:
    return int(text.rsplit(".", 1)[1])


def _roman_dotted(text: str) -> int:
    return _dotted(text) if roman(text.split(".", 1)[0]) else 0


def _letter(text: str) -> int:
    return ord(text) - ord("A") + 1


def _number(text: str) -> int:
    return int(text)


def _bullet(text: str) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Marker:
    """One kind of label. `rank` orders kinds from the outermost in; `named`
    labels ("Điều 5") keep their word, the others only their number."""

    kind: str
    level: str
    rank: int
    pattern: re.Pattern[str]
    value: Callable[[str], int]
    named: bool = False


def _marker(
    kind: str, level: str, rank: int, pattern: str, value: Callable[[str], int], named: bool = False
) -> Marker:
    return Marker(kind, level, rank, regex(pattern), value, named)


_END = r"(?=[\s.:\-–]|$)[.:]?\s*[-–]?\s*"
MARKERS: tuple[Marker, ...] = (
    _marker("phần", "book", 10, rf"((?:PHẦN|Phần)\s+(?:[Tt]hứ\s+|THỨ\s+)?(NHẤT|HAI|BA|TƯ|NĂM|SÁU|"
            rf"nhất|hai|ba|tư|năm|sáu|[IVX]+|\d{{1,2}})){_END}", _ordinal, True),
    _marker("chương", "chapter", 20, rf"((?:CHƯƠNG|Chương)\s+([IVXLC]+|\d{{1,3}})){_END}", _ordinal,
            True),
    _marker("mục", "section", 30, rf"((?:MỤC|Mục)\s+([IVX]+|\d{{1,2}})){_END}", _ordinal, True),
    _marker("tiểu mục", "subsection", 32, rf"((?:TIỂU MỤC|Tiểu mục)\s+(\d{{1,2}})){_END}",
            _ordinal, True),
    _marker("điều", "article", 40, r"((?:ĐIỀU|Điều)\s+(\d{1,3}))(?:[.:]\s*|\s+(?=[\p{Lu}])|$)",
            _number, True),
    _marker("nhóm", "item", 45, r"((?:NHÓM|Nhóm)\s+(?:nhiệm vụ|giải pháp)\s+(?:thứ\s+)?"
            r"(nhất|hai|ba|tư|năm|sáu|bảy|tám|\d{1,2}))\s*[,.:]\s*", _ordinal, True),
    _marker("thứ", "item", 45, r"((?:Thứ|THỨ)\s+(nhất|hai|ba|tư|năm|sáu|bảy|bẩy|tám|chín|mười|"
            r"NHẤT|HAI|BA|TƯ|NĂM|SÁU))\s*[,:]\s*", _ordinal, True),
    _marker("là", "item", 45, r"((?i:(một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)\s+là))\s*[,:]\s*",
            _ordinal, True),
    _marker("la mã số", "section", 60, r"(([IVXL]{1,6}(?:\.\d{1,2}){1,3}))(?:[.)]\s*|\s+)",
            _roman_dotted),
    _marker("la mã", "part", 50, r"(([IVXL]{1,6}))\s*(?:[.)]\s*|[-–]\s+|\s+(?=[\p{Lu}]{2,}))",
            roman),
    _marker("chữ hoa", "title", 48, r"(([A-H]))\s*[.)]\s+", _letter),
    _marker("số chấm", "subsection", 70, r"((\d{1,2}(?:\.\d{1,2}){1,3}))(?:[.)]\s*|\s+)", _dotted),
    _marker("số", "section", 60, r"((\d{1,3}))\s*(?:[.)](?!\d)\s*|/\s+|[-–]\s+(?=[\p{Lu}]))",
            _number),
    _marker("ngoặc", "item", 75, r"(\((\d{1,2})\))\s*[.:]?\s*", _number),
    _marker("điểm", "point", 80, r"(([a-ik-vxyđ]))\s*(?:\)|[./](?=\s)|-\s+(?=[\p{Lu}]))\s*", _point),
    _marker("sao", "indent", 88, r"(([*]))\s+", _bullet),
    _marker("gạch", "indent", 90, r"(([-–•●▪■◦➢✓❖◆→]))(?:\s+|(?=[\p{Lu}]))", _bullet),
    _marker("cộng", "indent", 95, r"(([+]))\s*", _bullet),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A label read at the start of a paragraph: `end` is where its words begin."""

    marker: Marker
    printed: str
    number: str
    value: int
    end: int


def read_label(text: str) -> Label | None:
    """The label that a paragraph begins with, None where it begins with words."""
    for marker in MARKERS:
        match = marker.pattern.match(text)
        if match is None:
            continue
        number = " ".join(match.group(2).split())
        value = marker.value(number)
        if value == 0 and marker.value is not _bullet:
            continue
        printed = " ".join(match.group(1).split()) if marker.named else number
        return Label(marker, printed, number, value, match.end())
    return None


_SIMPLE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]{1,5}[.)]|[a-eđghik]\)|[a-eđghik]\.(?=\s[^\W\d_])|\(\d\)|[-+•–]|"
                     r"(?:Điều|Chương|Mục)\s+[\dIVX]+\b|Thứ (?:nhất|hai|ba|tư|năm|sáu))(?:\s|$)")  # fmt: skip


def starts_with_label(text: str) -> bool:
    """Whether a line could begin a unit of the outline (cheap; for joining lines)."""
    return bool(_SIMPLE.match(text))
