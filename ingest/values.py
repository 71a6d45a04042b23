"""One clause in, its numbers that measure something out: value, unit and cue.

A percentage nearly always measures; a count or a sum only where the words around it
say so ("đạt 1.700 ha", "thành lập mới 50 hợp tác xã", "Thu ngân sách: 12.800 tỷ đồng").
Numbers of documents, provisions, dates and ages never do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.spans import Span
from ingest import units
from ingest.cues import BOUNDS, CHANGED, CUE_WORD, YEAR, YEAR_UNNAMED, either
from ingest.vietnamese_numbers import NUMBER, WORDS, decimal

# --- Words ------------------------------------------------------------------

_CUE = re.compile(
    rf"(?:(?<=^)|(?<=[\s,:(\"“”]))(?:(?:{CUE_WORD}|{YEAR_UNNAMED})[,:]?\s+)+$", re.IGNORECASE
)
_COLON = re.compile(r":\s*$")
# A year right behind a value is that value's, not the next one's.
_OWN_YEAR = re.compile(rf"\s*(?:(?!và\s){YEAR_UNNAMED}(?!\w)\s*)?", re.IGNORECASE)
_NUMBER = re.compile(
    rf"(?<![\w./,-])(?<!%-)(?:(?P<low>{NUMBER})\s*%?\s*(?:-|–|đến)\s*(?=\d))?"
    rf"(?P<value>{NUMBER}|(?<=ít\snhất\s)(?:{'|'.join(WORDS)})(?=\s))(?P<of>\s*/\s*(?:{NUMBER}))?",
    re.IGNORECASE,
)
# Numbers of something else: of documents, provisions, dates, ages.
_NOT_AFTER = re.compile(
    r"(?:(?<!\w)(?:số|tháng|ngày|quý|điều|khoản|điểm|mục|phần|phụ\s+lục|biểu|bảng|chỉ\s+tiêu|mục\s+tiêu|"
    r"khóa|khoá|lần\s+thứ|hạng|nhóm|đề\s+án|quốc\s+lộ|tuần|lớp|loại|cấp)|(?<!hằng\s)(?<!hàng\s)(?<!mỗi\s)(?<!\w)năm)\s*$",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"\s*(?:/\d+/|-[A-ZĐ]|/[A-ZĐ]|/\d{4}\b)")
_ONWARDS = re.compile(r"\s*trở\s+(lên|xuống)", re.IGNORECASE)
# What a percentage is a share of, or a change from.
_AGAINST = re.compile(
    r"\s*(?:(?:kế\s+hoạch|dự\s+toán)(?:\s+(?:năm|đề\s+ra|giao))?(?:\s+20\d\d)?|"
    r"so\s+(?:với\s+)?(?:cùng\s+(?:kỳ|thời\s+điểm)|dự\s+toán|đầu\s+năm|kế\s+hoạch|năm\s+(?:trước|20\d\d)|giai\s+đoạn\s+20\d\d\s*[-–]\s*20\d\d)"
    r"(?:\s+năm\s+(?:trước|20\d\d))?)(?!\w)",
    re.IGNORECASE,
)
_ARRIVES = re.compile(r"[^;.]{0,25}?(?<!\w)(?<!trở\s)(?:lên|xuống|còn)(?!\w)", re.IGNORECASE)
# Counts and sums are read where a clause says they are there or aimed at.
STRONG = re.compile(r"đạt|còn|xuống|lên|ở\s+mức|duy\s+trì", re.IGNORECASE)
# What is brought about, in numbers: "thành lập mới 50 hợp tác xã".
MADE = re.compile(
    r"(?<!\w)(?:thu\s+hút|thu\s+hoạch|sản\s+xuất|thành\s+lập|đào\s+tạo(?:\s+nghề)?|(?:giải\s+quyết|tạo)\s+việc\s+làm|"
    r"trồng|xây\s+dựng|phát\s+triển|kết\s+nạp|đón|vận\s+động|công\s+nhận|khám|đưa)(?:\s+(?:mới|được|thêm|cho|ít\s+nhất|"
    r"tối\s+thiểu|khoảng|gần|trên|hơn|từ))*\s+$",
    re.IGNORECASE,
)
_HAS_AT_LEAST = re.compile(r"(?<!\w)có\s+(?:ít\s+nhất|tối\s+thiểu)\s+$", re.IGNORECASE)
_BOUND = re.compile(rf"(?:{either(BOUNDS)})\s+", re.IGNORECASE)
_ABOUT = re.compile(r"(?<!\w)(?:ước(?:\s+tính)?|khoảng|gần|xấp\s+xỉ)(?!\w)", re.IGNORECASE)
_SUM = (
    r"(?:tổng\s+)?(?:(?:số\s+|nguồn\s+)?thu\s+(?!hút|hồi|gom|thập|phí)|GRDP|GDP|vốn\s+đầu\s+tư|mức\s+bán\s+lẻ|kim\s+ngạch|"
    r"doanh\s+(?:thu|số)|giá\s+trị|sản\s+phẩm|năng\s+suất|thu\s+nhập)"
)
# Sums of money: "là 11.580 tỷ đồng", "thu nội địa 11.080 tỷ đồng", "Doanh thu: 900 tỷ đồng".
STATED = re.compile(
    r"(?<!\w)(?:là|ước|khoảng|gần|xấp\s+xỉ|trên|hơn|bình\s+quân|bằng)\s*$|"
    rf"(?:^\W*|[:,;]\s*)(?:trong\s+đó:?\s+)?{_SUM}(?:[^,:;()\d]{{0,60}}|[^:;]{{0,80}}:\s*)$",
    re.IGNORECASE,
)
# "các dân tộc có dưới 10 nghìn người" tells which ones.
_WHICH = re.compile(r"(?:các|những)\s+[^,;.]{0,40}\scó\s+(?:dưới|trên|hơn)\s+$", re.IGNORECASE)
# "72 xã đạt chuẩn": a count that begins a clause, and what holds of it.
_OPENS = re.compile(r"(?:^(?:\W|\(\d+\)|có\s)*|,\s*)$", re.IGNORECASE)
_HOLDS = re.compile(
    r"[^,;.:\d]{0,60}?(?<!\w)(?:đạt|được|có|biết|hoàn\s+thành|thoát|tham\s+gia|triển\s+khai)(?!\w)",
    re.IGNORECASE,
)

# How far before a number its cue can begin: what is longer is data and not a sentence.
_NEAR = 160


@dataclass(frozen=True, slots=True)
class Value:
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

    @property
    def ratio(self) -> bool:
        return re.match(r"(?:điểm )?[%‰]", self.unit) is not None

    @property
    def money(self) -> bool:
        return units.is_money(self.unit)

    @property
    def counts_things(self) -> bool:
        """Whether what is counted names the indicator: "toàn tỉnh có 617 hợp tác xã"."""
        counted = re.search(r"(?<!\w)(?:có|còn)\s+(?:\w+\s+){0,2}$", self.cue, re.IGNORECASE)
        return counted is not None and units.is_thing(self.unit)

    def qualifies(self, clause: str, following: Value) -> bool:
        """Whether it only tells which ones: "các xã có tỷ lệ trên 25% giảm 4%"."""
        bound = _BOUND.fullmatch(self.cue)
        verb = re.match(r"(?:giảm|tăng|đạt|còn)(?!\w)", following.cue, re.IGNORECASE)
        near = not clause[self.end : following.begin].strip()
        return bool(self.ratio and bound and verb and near)


def values(clause: str) -> list[Value]:
    """The measuring numbers of a clause in order."""
    found: list[Value] = []
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
        if unit is None or (unit.bare and not (found and unit.name in found[-1].unit)):
            continue
        cue = _CUE.search(clause, near, match.start())
        words = cue.group() if cue else ""
        if not (unit.ratio or _measures(clause, match, near, unit, words, found)):
            continue
        begin = cue.start() if cue else match.start()
        if found and cue and not clause[found[-1].end : begin].strip():
            own_year = _OWN_YEAR.match(cue.group())
            begin += own_year.end() if own_year else 0
            words = clause[begin : match.start()]
        onwards = _ONWARDS.match(clause, unit.end)
        end = onwards.end() if onwards else unit.end
        against = _AGAINST.match(clause, end)
        found.append(
            Value(
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
    kept = [one for one, after in pairwise(found) if not one.qualifies(clause, after)]
    return [*kept, *found[-1:]]


def _measures(
    clause: str, match: re.Match[str], near: int, unit: units.Unit, cue: str, found: list[Value]
) -> bool:
    """Whether a number that is no percentage is a figure, by the words around it."""
    before = clause[near : match.start()]
    if re.search(r"(?<!\w)từ\s*$", cue, re.IGNORECASE) and _ARRIVES.match(clause, unit.end):
        return True
    inside = (
        bool(found)
        and found[-1].unit == "%"
        and YEAR.search(clause, found[-1].end, match.start()) is None
    )
    made = MADE.search(before) if unit.known else None
    if made and not (inside and "," not in clause[found[-1].end : match.start()]):
        return True
    if unit.frequency:
        return False
    if match["of"] and not unit.rate:
        return unit.known
    opens = unit.known and _OPENS.search(before) and _HOLDS.match(clause, unit.end)
    strong = bool(STRONG.search(cue))
    if inside and not (strong or unit.rate or opens):
        return False
    if unit.rate or opens or (units.is_money(unit.name) and STATED.search(before)):
        return True
    bound = any(word in " ".join(cue.casefold().split()) for word in BOUNDS)
    has = re.search(r"(?<!\w)(?:có|phấn\s+đấu)\s", cue, re.IGNORECASE) is not None
    changed = any(re.search(rf"(?<!\w){word}(?!\w)", cue, re.IGNORECASE) for word in CHANGED)
    if bound and _WHICH.search(before):
        return False
    weak = bound or has or changed or _COLON.search(before) or _ABOUT.search(cue)
    return strong or (unit.known and bool(weak)) or _HAS_AT_LEAST.search(before) is not None
