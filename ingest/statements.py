"""One clause in, the values it states out: number, unit, comparator, indicator.

A clause is what stands between semicolons or full stops ("Tỷ lệ trẻ em đến lớp
đạt 60% vào năm 2025 và 95% vào năm 2030"). Offsets are those of the clause, whose
white space is spaces only. What the clause is about (aimed at or reached, for
which year) the caller knows better: only what its own words say is told here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.figures import Comparator
from corpus.spans import Span
from ingest import units
from ingest.cues import BOUNDS, CHANGED, CUE_WORD, REACHED, YEAR, YEAR_UNNAMED, either
from ingest.indicators import HEAD, completed, named_before, named_behind
from ingest.vietnamese_numbers import NUMBER, WORDS, decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """`at` covers the number, `span` the words around it that say how it is meant."""

    at: Span
    span: Span
    value: str
    unit: str
    comparator: Comparator
    indicator: str
    year: int | None
    starts_from: bool = False
    count: bool = False


# --- Words ------------------------------------------------------------------

_CUE = re.compile(
    rf"(?:(?<=^)|(?<=[\s,:(\"“”]))(?:(?:{CUE_WORD}|{YEAR_UNNAMED})[,:]?\s+)+$", re.IGNORECASE
)
_COLON = re.compile(r":\s*$")
# A year right behind a value is that value's, not the next one's.
_OWN_YEAR = re.compile(rf"\s*(?:{YEAR_UNNAMED}(?!\w)\s*)?", re.IGNORECASE)
_PERIOD = re.compile(
    r"^\s*(?:trong\s+)?giai\s+đoạn\s+20\d\d\s*[-–]\s*(?:năm\s+)?(?P<year>20\d\d)", re.IGNORECASE
)
_AS_OF = re.compile(r"tính\s+đến[^;)]{0,20}?/(?P<year>20\d\d)", re.IGNORECASE)

_NUMBER = re.compile(
    rf"(?<![\w./,%-])(?:(?P<low>{NUMBER})\s*%?\s*(?:-|–|đến)\s*(?=\d))?"
    rf"(?P<value>{NUMBER}|(?<=ít\snhất\s)(?:{'|'.join(WORDS)})(?=\s))(?P<of>\s*/\s*(?:{NUMBER}))?",
    re.IGNORECASE,
)
# Numbers of something else: of documents, provisions, dates, ages.
_NOT_AFTER = re.compile(
    r"(?:(?<!\w)(?:số|tháng|ngày|quý|điều|khoản|điểm|mục|phần|phụ\s+lục|biểu|bảng|chỉ\s+tiêu|mục\s+tiêu|"
    r"khóa|khoá|lần\s+thứ|hạng|nhóm|đề\s+án|quốc\s+lộ|tuần)|(?<!\w)năm)\s*$",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"\s*(?:/\d+/|-[A-ZĐ]|/[A-ZĐ]|/\d{4}\b)")

_COUNTED = re.compile(r"^(?:số|tỷ|tỉ|lượng|tổng)\s", re.IGNORECASE)
_MAINTAINED = re.compile(
    r"(?<!\w)duy\s+trì[^;.]*?(?:những|các)\s+năm\s+(?:tiếp\s+theo|sau|kế\s+tiếp)|(?<!\w)duy\s+trì[^;.]*?hằng\s+năm",
    re.IGNORECASE,
)
_AND = re.compile(r"(?<!\w)và\s*$", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[,;.)(]|$)")
# "bố trí phòng tư vấn ở 100% trường": the number stands inside what is done.
_PLACED = re.compile(r"(?<!\w)(?:ở|tại|cho|đến|tới|trong|với)\s*$", re.IGNORECASE)
_ONWARDS = re.compile(r"\s*trở\s+(lên|xuống)", re.IGNORECASE)
# What a percentage is a share of, or a change from.
_AGAINST = re.compile(
    r"\s*(?:(?:kế\s+hoạch|dự\s+toán)(?:\s+(?:năm|đề\s+ra|giao))?(?:\s+20\d\d)?|"
    r"so\s+(?:với\s+)?(?:cùng\s+kỳ|dự\s+toán|kế\s+hoạch|năm\s+(?:trước|20\d\d)|giai\s+đoạn\s+20\d\d\s*[-–]\s*20\d\d)"
    r"(?:\s+năm\s+(?:trước|20\d\d))?)(?!\w)",
    re.IGNORECASE,
)
_ARRIVES = re.compile(r"[^;.]{0,25}?(?<!\w)(?:lên|xuống|còn)(?!\w)", re.IGNORECASE)
# Counts and sums are read where a clause says they are there or aimed at.
STRONG = re.compile(r"đạt|còn|xuống|lên|ở\s+mức|duy\s+trì", re.IGNORECASE)


# How far before a number its cue can begin, and how far a year still speaks of it:
# what is longer is data and not a sentence.
_NEAR, _FAR = 160, 600


# --- Values -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Value:
    """A number with its unit and the cue before it; offsets in the clause."""

    begin: int
    at: Span
    end: int
    low: str | None
    value: str
    of: bool
    unit: str
    cue: str
    onwards: str | None


def statements(clause: str) -> list[Statement]:
    """The values of a clause in order; what is merely a number is left out."""
    values = _values(clause)
    found: list[Statement] = []
    above: str | None = None
    taken = 0
    for number, value in enumerate(values):
        following = values[number + 1] if number + 1 < len(values) else None
        until = following.begin if following else len(clause)
        if above is not None and number and _same_fact(clause, values[number - 1], value):
            indicator, taken = above, value.end
        else:
            indicator, taken = _indicator(clause, value, taken, until, above)
        above = indicator
        if following and _same_fact(clause, value, following):
            continue
        span = Span(value.begin, _stated_until(clause, value.end, until))
        year = _year(clause, value, values[number - 1].end if number else 0, until)
        if year is None and following and _AND.search(clause, value.end, following.begin):
            after = values[number + 2].begin if number + 2 < len(values) else len(clause)
            year = _year(clause, following, value.end, after)
        starts = following is not None and _starts_from(value, following)
        comparator = Comparator.EQUAL if starts else _comparator(value)
        if value.low is not None:
            found.append(
                Statement(
                    value.at, span, value.low, value.unit, Comparator.AT_LEAST, indicator, year
                )
            )
            comparator = Comparator.AT_MOST
        count = value.unit[:1] not in "%‰"
        found.append(
            Statement(
                value.at, span, value.value, value.unit, comparator, indicator, year, starts, count
            )
        )
        maintained = _MAINTAINED.search(clause, value.end, until)
        if maintained:
            place = Span(maintained.start(), maintained.end())
            found.append(
                Statement(
                    place, place, value.value, value.unit, Comparator.MAINTAIN, indicator, None
                )
            )
    return found


def _values(clause: str) -> list[_Value]:
    found: list[_Value] = []
    for match in _NUMBER.finditer(clause):
        near = max(0, match.start() - _NEAR)
        quoted = clause.rfind("“", 0, match.start()) > clause.rfind("”", 0, match.start())
        if (
            quoted
            or _NOT_BEFORE.match(clause, match.end())
            or _NOT_AFTER.search(clause, near, match.start())
        ):
            continue
        unit = units.read(clause, match.end("value"), bool(match["of"]))
        if unit is None:
            continue
        cue = _CUE.search(clause, near, match.start())
        colon = _COLON.search(clause, near, match.start())
        words = cue.group() if cue else ""
        leaves = re.search(r"(?<!\w)từ\s*$", words, re.IGNORECASE) and _ARRIVES.match(
            clause, unit.end
        )
        open_percent = (
            bool(found) and found[-1].unit == "%" and not _closed(clause, found[-1], match)
        )
        if not (unit.ratio or leaves) and not _counts(
            words, bool(colon), bool(match["of"]), unit, open_percent
        ):
            continue
        begin = cue.start() if cue else match.start()
        if found and cue and not clause[found[-1].end : begin].strip():
            own_year = _OWN_YEAR.match(cue.group())
            begin += own_year.end() if own_year else 0
            words = clause[begin : match.start()]
        onwards = _ONWARDS.match(clause, unit.end)
        end = onwards.end() if onwards else unit.end
        against = _AGAINST.match(clause, end) if unit.ratio else None
        found.append(
            _Value(
                begin,
                Span(match.start("low") if match["low"] else match.start(), match.end()),
                against.end() if against else end,
                decimal(match["low"], unit.power) if match["low"] else None,
                decimal(match["value"], unit.power),
                bool(match["of"]) and not (unit.ratio or unit.rate),
                unit.name,
                words,
                onwards.group(1) if onwards else None,
            )
        )
    return found


def _closed(clause: str, last: _Value, match: re.Match[str]) -> bool:
    return YEAR.search(clause, last.end, match.start()) is not None


def _counts(cue: str, colon: bool, fraction: bool, unit: units.Unit, inside: bool) -> bool:
    """Whether a number that is no percentage is a figure, by the words before it."""
    if unit.frequency:
        return False
    if fraction and not unit.rate:
        return unit.known
    strong = bool(STRONG.search(cue))
    if inside and not strong:
        return False
    if unit.rate:
        return bool(cue)
    bound = any(word in " ".join(cue.casefold().split()) for word in BOUNDS)
    has = re.search(r"(?<!\w)(?:có|phấn\s+đấu)\s", cue, re.IGNORECASE) is not None
    return strong or (unit.known and (bound or has or colon))


def _comparator(value: _Value) -> Comparator:
    cue = " ".join(value.cue.casefold().replace(",", " ").split())
    reached = re.search(rf"(?<!\w)(?:{either(REACHED)})(?!\w)", cue)
    if re.search(r"(?<!\w)duy trì(?!\w)", cue):
        return Comparator.MAINTAIN
    if not reached:
        for words, comparator in CHANGED.items():
            if re.search(rf"(?<!\w){words}(?!\w)", cue):
                return comparator
    if value.onwards:
        return Comparator.AT_LEAST if value.onwards.casefold() == "lên" else Comparator.AT_MOST
    for words, comparator in BOUNDS.items():
        if re.search(rf"(?<!\w){words}(?!\w)", cue):
            return comparator
    return Comparator.EQUAL


def _starts_from(value: _Value, following: _Value) -> bool:
    """Whether "từ 23 … xuống 18" begins here: the first is where it starts from."""
    near = following.begin - value.end < 40
    leaves = re.search(r"(?<!\w)từ\s*$", value.cue, re.IGNORECASE)
    arrives = re.match(r"\s*(?:tăng|giảm|lên|xuống|còn)", following.cue, re.IGNORECASE)
    return near and leaves is not None and arrives is not None


def _same_fact(clause: str, fraction: _Value, share: _Value) -> bool:
    """Whether the share says it again: "77/108 xã … , đạt 71,3%"."""
    said = fraction.of and share.cue.strip() != "" and share.unit == "%"
    return said and not HEAD.search(clause, fraction.end, share.begin)


# --- Years ------------------------------------------------------------------


def _year(clause: str, value: _Value, before: int, until: int) -> int | None:
    """The year named after a value, else in its cue or before it in the clause."""
    after = YEAR.search(clause, value.end, until) or _AS_OF.search(clause, value.end, until)
    if after:
        return int(after["year"])
    near = max(before, value.begin - _FAR)
    for start, end in ((value.begin, value.end), (near, value.begin), (near - _FAR, near)):
        earlier = list(YEAR.finditer(clause, max(0, start), end))
        if earlier:
            return int(earlier[-1]["year"])
    period = _PERIOD.match(clause)
    return int(period["year"]) if period else None


def _stated_until(clause: str, end: int, until: int) -> int:
    year = YEAR.match(clause, end) or re.compile(r"\s*" + YEAR.pattern, YEAR.flags).match(
        clause, end
    )
    return year.end() if year and year.end() <= until else end


# --- Indicators -------------------------------------------------------------


def _indicator(
    clause: str, value: _Value, taken: int, until: int, above: str | None
) -> tuple[str, int]:
    """What the value measures, and how far into the clause its name reaches: named
    before it ("tỷ lệ … đạt 60%"), behind it ("100% xã có …"), or, where neither names
    anything, what the value before measured."""
    before = clause[min(taken, value.begin) : value.begin]
    named = named_before(before)
    behind, end = named_behind(clause[value.end : until])
    if behind:
        behind = units.led(value.unit, behind)
    headed = HEAD.search(before) is not None
    changed = _comparator(value) in (Comparator.INCREASE, Comparator.DECREASE)
    verb = re.search(rf"(?<!\w)(?:{either(REACHED)})(?!\w)", value.cue, re.IGNORECASE)
    label = named.endswith(":") and value.unit[:1] not in "%‰" and _LISTED.match(clause, value.end)
    if changed and _COUNTED.match(behind):
        leads = True
    elif label or (headed and not value.of):
        leads = False
    elif above is not None and not named and not behind:
        return above, value.end
    elif value.of or not named or named.endswith(":"):
        leads = bool(behind)
    else:
        leads = bool(behind) and not verb
    if leads:
        place = named if _PLACED.search(before) else ""
        return f"{place} {behind}".lstrip(), value.end + end
    named = named.rstrip(": ") or behind
    return (named if headed else completed(named, above)), value.end
