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
from ingest.cues import BOUNDS, CHANGED, REACHED, YEAR, either
from ingest.indicators import HEAD, completed, named_before, named_behind
from ingest.values import Value, values


@dataclass(frozen=True, slots=True)
class Statement:
    """`at` covers the number, `span` the words around it that say how it is meant;
    `open_ended`: for all the years that follow."""

    at: Span
    span: Span
    value: str
    unit: str
    comparator: Comparator
    indicator: str
    year: int | None
    starts_from: bool = False
    count: bool = False
    open_ended: bool = False


# --- Words ------------------------------------------------------------------

_PERIOD = re.compile(
    r"(?<!so\s)(?<!so\svới\s)(?:giai\s+đoạn|thời\s+kỳ)\s+20\d\d\s*[-–]\s*(?:năm\s+)?(?P<year>20\d\d)",
    re.IGNORECASE,
)
_TEXT_NAMED = re.compile(
    r"(?:Chương\s+trình|Kế\s+hoạch|Đề\s+án|Nghị\s+quyết|Chiến\s+lược|Quy\s+hoạch|Dự\s+án)[^,:]*$",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"tính\s+đến[^;)]{0,20}?/(?P<year>20\d\d)", re.IGNORECASE)
_COUNTED = re.compile(r"^(?:số|tỷ|tỉ|lượng|tổng)\s", re.IGNORECASE)
_MAINTAINED = re.compile(
    r"(?<!\w)duy\s+trì[^;.]*?(?:(?:những|các)\s+năm\s+(?:tiếp\s+theo|sau|kế\s+tiếp)|hằng\s+năm|hàng\s+năm|"
    r"(?:đến|tới)\s+(?:hết\s+)?năm\s+(?P<year>20\d\d))",
    re.IGNORECASE,
)
_REACHED = re.compile(rf"(?<!\w)(?:{either(REACHED)})(?!\w)", re.IGNORECASE)
_AND = re.compile(r"(?<!\w)và\s*$", re.IGNORECASE)
_THE_SAME = re.compile(r"(?:con\s+số|tỷ\s+lệ|tỉ\s+lệ|chỉ\s+tiêu|số|mức)\s+này(?!\w)", re.IGNORECASE)
_NOW = re.compile(r"(?<!\w)(?:hiện|hiện\s+nay|hiện\s+tại|đến\s+nay)(?!\w)", re.IGNORECASE)
_GOES_ON = re.compile(
    r",\s*(?=(?:với|trong|doanh|vốn|tăng|giảm|đạt|chiếm|lãi|nâng|đưa)\s)", re.IGNORECASE
)
_LISTED = re.compile(r"\s*(?:[,;.)(]|$)")
# "bố trí phòng tư vấn ở 100% trường": the number stands inside what is done.
_PLACED = re.compile(r"(?<!\w)(?:ở|tại|cho|đến|tới|trong|với)\s*$", re.IGNORECASE)
# "Giảm tỷ lệ hộ nghèo: 1,5%", "Duy trì tỷ lệ xã 100%": what the clause begins with.
_BEGINS = re.compile(
    r"\W*(?:\(\d+\)\s*)?(?:(?:phấn\s+đấu|tiếp\s+tục|(?:mỗi|hằng|hàng)\s+năm|trong\s+năm|đến\s+năm\s+\d+|năm\s+\d+),?\s+)*"
    r"(?P<verb>giảm|hạ|tăng|nâng|duy\s+trì|ổn\s+định)\s",
    re.IGNORECASE,
)
_BY = re.compile(r":\s*$|so\s+với|bình\s+quân|(?:mỗi|hằng|hàng)\s+năm", re.IGNORECASE)
_BY_BEHIND = re.compile(r"\s*(?:trở\s+lên\s+)?so\s+(?:với|cùng)", re.IGNORECASE)
_VERBS = {
    "g": Comparator.DECREASE,
    "h": Comparator.DECREASE,
    "d": Comparator.MAINTAIN,
    "ổ": Comparator.MAINTAIN,
}

# How far a year still speaks of a value: what is longer is data and not a sentence.
_NEAR, _FAR, _RIGHT_BEHIND = 160, 600, 35


def statements(clause: str) -> list[Statement]:
    """The values of a clause in order; what is merely a number is left out."""
    read = values(clause)
    found: list[Statement] = []
    above: str | None = None
    taken = 0
    last = Comparator.EQUAL
    for number, value in enumerate(read):
        following = read[number + 1] if number + 1 < len(read) else None
        until = following.begin if following else len(clause)
        before = read[number - 1].end if number else 0
        comparator = last = _comparator(clause, value, before, last)
        changes = comparator in (Comparator.INCREASE, Comparator.DECREASE)
        if above is not None and number and _same_fact(clause, read[number - 1], value):
            indicator, taken = above, value.end
        else:
            indicator, taken = _indicator(clause, value, taken, until, above, changes)
            if following and _shares_name(clause, value, following, indicator):
                last_end = read[number + 2].begin if number + 2 < len(read) else len(clause)
                indicator = _behind(clause, following, last_end)[0] or indicator
        above = indicator
        if following and _same_fact(clause, value, following):
            continue
        span = Span(value.begin, _stated_until(clause, value.end, until))
        year = _year(clause, value, before, until)
        if year is None and following and _AND.search(clause, value.end, following.begin):
            after = read[number + 2].begin if number + 2 < len(read) else len(clause)
            year = _year(clause, following, value.end, after)
        starts = following is not None and _starts_from(value, following)
        comparator = Comparator.EQUAL if starts else comparator
        if value.low is not None:
            lowest = comparator if changes else Comparator.AT_LEAST
            found.append(Statement(value.at, span, value.low, value.unit, lowest, indicator, year))
            comparator = comparator if changes else Comparator.AT_MOST
        found.append(
            Statement(
                value.at, span, value.value, value.unit, comparator, indicator, year, starts,
                not value.ratio,
            )
        )  # fmt: skip
        maintained = _MAINTAINED.search(clause, value.end, until)
        if maintained:
            kept = int(maintained["year"]) if maintained["year"] else None
            place = Span(maintained.start(), maintained.end())
            found.append(
                Statement(
                    place,
                    place,
                    value.value,
                    value.unit,
                    Comparator.MAINTAIN,
                    indicator,
                    kept,
                    open_ended=kept is None,
                )
            )
    return found


# --- How a value is meant ---------------------------------------------------


def _comparator(clause: str, value: Value, before: int, last: Comparator) -> Comparator:
    """By the cue; else by the verb the clause begins with; else as the value before it
    ("giảm 10% vào năm 2025 và 20% vào năm 2030")."""
    cue = " ".join(value.cue.casefold().replace(",", " ").split())
    reached = _REACHED.search(cue)
    if re.search(r"(?<!\w)duy trì(?!\w)", cue):
        return Comparator.MAINTAIN
    if not reached:
        for words, comparator in CHANGED.items():
            if re.search(rf"(?<!\w){words}(?!\w)", cue):
                return comparator
        verb = _BEGINS.match(clause, before, value.begin)
        if verb:
            meant = _VERBS.get(verb["verb"][0].casefold(), Comparator.INCREASE)
            by = (
                meant is Comparator.MAINTAIN
                or "/" in value.unit[1:2]
                or _BY.search(clause, before, value.at.start)
                or _BY_BEHIND.match(clause, value.at.end + len(value.unit))
            )
            if by and (meant is not Comparator.MAINTAIN or not _bounded(value, cue)):
                return meant
        carried = last in (Comparator.INCREASE, Comparator.DECREASE) and not _bounded(value, cue)
        if carried and _AND.search(clause, before, value.begin):
            behind = clause[value.end :].lstrip()
            if _COUNTED.match(behind) or re.match(YEAR.pattern, behind, YEAR.flags):
                return last
    return _bounded(value, cue) or Comparator.EQUAL


def _bounded(value: Value, cue: str) -> Comparator | None:
    if value.onwards:
        return Comparator.AT_LEAST if value.onwards.casefold() == "lên" else Comparator.AT_MOST
    for words, comparator in BOUNDS.items():
        if re.search(rf"(?<!\w){words}(?!\w)", cue):
            return comparator
    return None


def _starts_from(value: Value, following: Value) -> bool:
    """Whether "từ 23 … xuống 18" begins here: the first is where it starts from."""
    near = following.begin - value.end < 40
    leaves = re.search(r"(?<!\w)từ\s*$", value.cue, re.IGNORECASE)
    arrives = re.match(r"\s*(?:tăng|giảm|lên|xuống|còn)", following.cue, re.IGNORECASE)
    return near and leaves is not None and arrives is not None


def _same_fact(clause: str, fraction: Value, share: Value) -> bool:
    """Whether the share says it again: "77/108 xã … , đạt 71,3%"."""
    said = fraction.of and share.cue.strip() != "" and share.unit == "%"
    return said and not HEAD.search(clause, fraction.end, share.begin)


# --- Years ------------------------------------------------------------------


def _year(clause: str, value: Value, before: int, until: int) -> int | None:
    """The year named after a value, else in its cue or before it in the clause."""
    after = YEAR.search(clause, value.end, until) or _AS_OF.search(clause, value.end, until)
    # "… dưới 4,5%, năm 2030 con số này còn 4%": that year is the next one's
    next_ones = (
        after is not None
        and clause[value.end : after.start()].rstrip().endswith(",")
        and re.match(r"\s+(?!và\s)\w", clause[after.end() : until]) is not None
    )
    kept = after and _MAINTAINED.search(clause, value.end, after.end())
    if after and not kept and not next_ones:
        return int(after["year"])
    near = max(before, value.begin - _FAR)
    now = _NOW.search(clause, before, value.begin)
    places = [(value.begin, value.at.end), (near, value.begin), (near - _FAR, near)]
    for start, end in [(now.end(), value.at.end)] if now else places:
        earlier = list(YEAR.finditer(clause, max(0, start), end))
        if earlier:
            return int(earlier[-1]["year"])
    for period in _PERIOD.finditer(clause, max(0, value.begin - _FAR), value.end + _RIGHT_BEHIND):
        if not _TEXT_NAMED.search(clause, max(0, period.start() - _NEAR), period.start()):
            return int(period["year"])
    return None


def _stated_until(clause: str, end: int, until: int) -> int:
    year = YEAR.match(clause, end) or re.compile(r"\s*" + YEAR.pattern, YEAR.flags).match(
        clause, end
    )
    return year.end() if year and year.end() <= until else end


# --- Indicators -------------------------------------------------------------


def _shares_name(clause: str, value: Value, following: Value, named: str) -> bool:
    """Whether one name behind the second value is of both: "đến năm 2025 đạt 60% và đến
    năm 2030 đạt 75% số xã"."""
    joined = re.fullmatch(r"\s*(?:và|,)?\s*", clause[value.end : following.begin]) is not None
    return joined and value.ratio and following.ratio and HEAD.search(named) is None


def _behind(clause: str, value: Value, until: int) -> tuple[str, int]:
    return named_behind(clause[value.end : until])


def _indicator(
    clause: str, value: Value, taken: int, until: int, above: str | None, changed: bool
) -> tuple[str, int]:
    """What the value measures, and how far into the clause its name reaches: named
    before it ("tỷ lệ … đạt 60%"), behind it ("100% xã có …"), or, where neither names
    anything, what the value before measured."""
    before = clause[min(taken, value.begin) : value.begin]
    if above is not None and (before.rstrip().endswith("(") or _THE_SAME.search(before)):
        return above, value.end
    named = named_before(before)
    behind, end = _behind(clause, value, until)
    thing = units.led(value.unit, _GOES_ON.split(behind)[0]) or value.unit
    if behind:
        behind = units.led(value.unit, behind)
    headed = HEAD.search(before) is not None
    verb = _REACHED.search(value.cue)
    label = named.endswith(":") and not value.ratio and _LISTED.match(clause, value.end)
    if changed and _COUNTED.match(behind):
        leads = True
    elif value.counts_things and not headed and not label:
        leads, behind = True, thing
    elif value.ratio and not value.cue and behind and _AND.search(before):
        leads = True
    elif label or (headed and not value.of) or (value.money and named):
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
    named = named.rstrip(": ") or behind or (thing if units.is_thing(value.unit) else "")
    return (named if headed else completed(named, above)), value.end
