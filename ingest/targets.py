"""Indicators: the values a document aims at, starts from or has reached.

In: canonical text, passages and the document's day.  Out: `Target`s, one for each
value and year, whose spans index the text, and `Problem`s for numbers that cannot
be read.  `ingest.statements` reads a clause by itself; what a clause takes over
from its sentence, from the line above its bullet and from its headings (the year,
and whether it is aimed at or reached) is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.figures import FigureKind, Target
from corpus.model import Message, Passage, Problem, Span, SpanMap, hull, joined
from corpus.text import regex
from ingest.cues import YEAR
from ingest.indicators import HEAD
from ingest.statements import Statement, statements
from ingest.target_tables import TableReader
from ingest.units import is_money
from ingest.values import MADE, STATED, STRONG
from ingest.vietnamese_numbers import misprints

_AIMS = r"phấn\s+đấu|(?:mục|chỉ)\s+tiêu|dự\s+báo|dự\s+kiến|định\s+hướng"
_HOPES = r"bảo\s+đảm|đảm\s+bảo|tiếp\s+tục|nhằm"  # which reports of what was done use, too
_REACHED = (
    r"đến\s+nay|hiện(?=\s+(?:tỷ|tỉ|số|mức|đang))|hiện\s+nay|hiện\s+tại|hiện\s+có|hiện\s+toàn|đã|ước|kết\s+quả(?=\s*[:,]|\s+(?:đạt|ghi|cho|là|có|đến|rà))|tính\s+đến|so\s+(?:với\s+)?cùng\s+kỳ|"
    r"(?:thời\s+gian|năm|nhiệm\s+kỳ)\s+(?:vừa\s+)?qua|xu\s+hướng"
)
_CUES = re.compile(
    rf"(?<!\w)(?:(?P<aims>{_AIMS})|(?P<hopes>{_HOPES})|(?P<reached>{_REACHED}))(?!\w)",
    re.IGNORECASE,
)
# "đạt và vượt hầu hết các chỉ tiêu": those have been met.
_MET = re.compile(r"(?<!\w)(?:đạt|vượt|hoàn\s+thành)(?:\s+[^\W\d]+){0,6}\s+$", re.IGNORECASE)
_AIM_HEADING = re.compile(r"mục\s+tiêu|chỉ\s+tiêu|phấn\s+đấu|dự\s+báo|định\s+hướng", re.IGNORECASE)
_TASK_HEADING = re.compile(
    r"nhiệm\s+vụ|giải\s+pháp|nội\s+dung|tổ\s+chức\s+thực\s+hiện", re.IGNORECASE
)
_AT_LEAST = re.compile(r"(?<!\w)có\s+(?:ít\s+nhất|tối\s+thiểu)\s+$", re.IGNORECASE)
_RESULT_HEADING = re.compile(
    r"kết\s+quả|tình\s+hình|thực\s+trạng|đánh\s+giá|làm\s+được|hạn\s+chế|ước\s+thực\s+hiện",
    re.IGNORECASE,
)
_DATED_HEADING = re.compile(
    r"mục\s+tiêu|chỉ\s+tiêu|phấn\s+đấu|dự\s+báo|^\W*(?:[IVX\d.]+|[a-zđ]\))?\W*(?:đến|năm|giai\s+đoạn)",
    re.IGNORECASE,
)
_HEADING_YEAR = re.compile(
    r"(?<!\d)(?<!tháng\s\d\s)(?<!tháng\s\d\d\s)năm\s+(20\d\d)(?!\s*[-–])|giai\s+đoạn\s+20\d\d\s*[-–]\s*(?:năm\s+)?(20\d\d)",
    re.IGNORECASE,
)
_NAMES_A_TEXT = re.compile(r"(?<!\w)số\s*:?\s*\d", re.IGNORECASE)  # whose year is not this one's
_AIMED_YEAR = re.compile(
    rf"(?:phấn\s+đấu|mục\s+tiêu|chỉ\s+tiêu)[^.;:]{{0,80}}?{YEAR.pattern}", re.IGNORECASE
)
_AIMED_LINE = re.compile(  # "Mục tiêu đến năm 2020", over a list and with no colon
    rf"\W*(?:mục|chỉ)\s+tiêu[^.;:\d]{{0,40}}{YEAR.pattern}\W*$", re.IGNORECASE
)
_ADVERBIAL_YEAR = re.compile(
    rf"(?:^|,\s*|tính\s+|ước\s+){YEAR.pattern}\s*[,:]|^\W*Theo\s[^,;]{{0,60}}?,?\s+{YEAR.pattern.replace('P<year>', 'P<then>')}",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(r"(?<!\w)trong\s+đó\s*:", re.IGNORECASE)
_ALSO = re.compile(r"\W*trong\s+đó\s*[,:]", re.IGNORECASE)  # goes on in the same year
_AS_OF = re.compile(r"tính\s+đến[^,;)]{0,25}?/(?P<year>20\d\d)\s*,(?P<then>)", re.IGNORECASE)
# Percentages that no one aims at: shares of a cost, scores, prizes; conditions.
_NO_FIGURE = re.compile(
    r"mức\s+(?:hỗ\s+trợ|chi|phí|đóng|lương|thuế|thu|trợ\s+cấp|học\s+bổng|khoán|phạt)|thuế\s+suất|lãi\s+suất|"
    r"suy\s+giảm\s+khả\s+năng|phụ\s+cấp|cộng\s+(?:trực\s+tiếp\s+)?\d+\s+điểm|thang\s+điểm|tập\s+thể,\s+\d|"
    r"hỗ\s+trợ\s+(?:tối\s+đa|không\s+quá|\d)|hưởng\s+\d+\s*%",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:trường\s+hợp|nếu|đối\s+với\s+(?:một\s+số|những|các))[^;]*(?:có\s+thể|thì)", re.IGNORECASE
)
# "Phấn đấu tỷ lệ trẻ đã tiêm đủ liều đạt 95%": such a "đã" tells of the trẻ.
_PREDICATE = re.compile(r"\s+(?:đạt|có|giảm|tăng|còn|lên|xuống|vượt|là)(?!\w)|\s*$", re.IGNORECASE)
_AROUND = (80, 40)  # characters before and behind a value in which such words concern it
_COUNT_CUE = re.compile(
    r"(?<!\w)(?:hiện|đến\s+nay|tính\s+đến|toàn\s+\w+|kết\s+quả|cả\s+năm|trong\s+năm|năm\s+20\d\d|ước|công\s+nhận|đã\s+có|tổng|tăng\s+từ|giảm\s+từ|xuống|lên)(?!\w)",
    re.IGNORECASE,
)
_COLON = re.compile(r"(?<!có):\s*$")
_LISTED = re.compile(r"\((?:cụ\s+thể|trong\s+đó|bao\s+gồm|gồm)[^()]*$", re.IGNORECASE)
_SUM = re.compile(
    r"(?:thu|tổng|GRDP|GDP|kim\s+ngạch|doanh\s+(?:thu|số)|vốn|chi(?!\s+(?:phí|tiết|cục|nhánh))|quy\s+mô|(?:số|nguồn)\s+thu|giá\s+trị|lãi|lợi\s+nhuận|"
    r"năng\s+suất|dư\s+nợ|huy\s+động|(?:ước\s+)?thực\s+hiện)(?!\w)",
    re.IGNORECASE,
)
_SENTENCE_END = regex(r"(?<=[^\W\d_]|[%)\"”\d])[.!?…]\s+(?=[“\"(]?[\p{Lu}])")
_CLAUSE_END = re.compile(r";|(?=\(\d{1,2}\)\s)")
_ROW = re.compile(r"__row_\d+|^row_\d+")
_LIST_ITEM = re.compile(r"(?:indent|point|item|bullet)_[^_]+(?:-\d+)?$")
_LETTER = re.compile(r"[^\W\d_]")
_MAY_COUNT = re.compile(r"\d|(?:ít|tối)\s+(?:nhất|thiểu)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?:^|__)fn_")


@dataclass(frozen=True, slots=True)
class _Above:
    """What a passage takes over from the line that introduces it."""

    path: tuple[str, ...] = ()
    text: str = ""

    def holds(self, passage: Passage) -> bool:
        inside = passage.heading_path[: len(self.path)] == self.path
        inside = inside and (bool(self.path) or not passage.heading_path)
        return bool(self.text) and inside and _LIST_ITEM.search(passage.eid) is not None


def find_targets(
    text: str, passages: Sequence[Passage], year: int | None, *, report: bool
) -> tuple[tuple[Target, ...], tuple[Problem, ...]]:
    """All values in reading order; `year` is the document's own, `report` whether it
    tells of what has been done."""
    reader = _Reader(text, year, report)
    table = TableReader(text, year)
    found: list[Target] = []
    problems: list[Problem] = []
    above = _Above()
    for passage in passages:
        if _ROW.search(passage.eid):
            found += table.read(passage)
            for span in passage.spans:
                problems += _unread(span.of(text), SpanMap((span,)))
            continue
        table.close()
        body = re.sub(r"\s", " ", joined(text, passage.spans))
        where = SpanMap(passage.spans)
        problems += _unread(body, where)
        if _FOOTNOTE.search(passage.eid):
            continue
        lead = above.text if above.holds(passage) else ""
        if _MAY_COUNT.search(body):
            found += reader.read(passage, body, where, lead)
        if body.rstrip().endswith(":") or _AIMED_LINE.match(body):
            above = _Above(passage.heading_path, body)
        elif not lead:
            above = _Above()
    return tuple(found), tuple(problems)


def _unread(body: str, where: SpanMap) -> Iterator[Problem]:
    for match in misprints(body):
        yield Problem(
            "targets",
            Message(
                "Số “{printed}” viết không đúng cách nên không đọc được.", printed=match.group()
            ),
            hull(where.to_canonical(match.start(), match.end())),
        )


class _Reader:
    """Reads the running text of one document."""

    def __init__(self, text: str, year: int | None, report: bool) -> None:
        self.text, self.year = text, year
        self.usual = FigureKind.RESULT if report else FigureKind.TARGET

    def read(self, passage: Passage, body: str, where: SpanMap, lead: str) -> Iterator[Target]:
        carried: FigureKind | None = None
        whole: int | None = None
        reports = any(map(_RESULT_HEADING.search, passage.heading_path[-1:]))
        for sentence in _pieces(_SENTENCE_END, body, 0, len(body)):
            opening = sentence.of(body)
            first = re.match(r"\W*" + YEAR.pattern, opening, YEAR.flags)
            if first or not _ALSO.match(opening):
                whole = int(first["year"]) if first else None
            begun = False
            baselines: list[Statement] = []
            indicator = ""
            for clause in _pieces(_CLAUSE_END, body, sentence.start, sentence.end):
                words = clause.of(body)
                if _CONDITION.search(words):
                    continue
                for one in statements(words):
                    indicator = one.indicator if _LETTER.search(one.indicator) else indicator
                    start, end = one.at.start - _AROUND[0], one.at.end + _AROUND[1]
                    if _NO_FIGURE.search(words, max(0, start), end):
                        continue
                    before = body[sentence.start : clause.start + one.at.start]
                    inherits = not (one.starts_from or one.open_ended)
                    year = one.year
                    if whole is None and not begun:
                        whole = _year_of_all(before)
                    if year is None and inherits:
                        year = whole
                    if whole is None and _OF_WHICH.search(words, one.at.end):
                        whole = year
                    kind, said = self._kind(before, lead, passage, year, carried)
                    if year is None and inherits:
                        year = self._inherited(passage, lead, kind)
                    carried = _said(before, reports) or carried
                    if one.count and not _is_figure(words, one, kind, said):
                        continue
                    begun = True
                    if one.starts_from:
                        baselines.append(one)
                        kind = FigureKind.BASELINE
                    base = baselines.pop().value if baselines and not one.starts_from else None
                    span = hull(
                        where.to_canonical(
                            clause.start + one.span.start, clause.start + one.span.end
                        )
                    )
                    yield Target(
                        indicator,
                        kind,
                        one.comparator,
                        one.value,
                        one.unit,
                        span,
                        passage.eid,
                        base,
                        year,
                    )

    def _inherited(self, passage: Passage, lead: str, kind: FigureKind) -> int | None:
        """The year of the line above a list, else of the nearest heading that sets one;
        nothing has been reached in a year to come."""
        years = [int(match["year"]) for match in YEAR.finditer(lead)][-1:]
        for heading in reversed(passage.heading_path):
            dated = _HEADING_YEAR.search(" ".join(heading.split()))
            speaks = _DATED_HEADING.search(heading) or _RESULT_HEADING.search(heading)
            if dated and speaks and not _NAMES_A_TEXT.search(heading):
                years.append(int(dated.group(1) or dated.group(2)))
        if not years or (kind is FigureKind.RESULT and self.year and years[0] > self.year):
            return None
        return years[0]

    def _kind(
        self, before: str, lead: str, passage: Passage, year: int | None, carried: FigureKind | None
    ) -> tuple[FigureKind, bool]:
        """Aimed at or reached, and whether that is said and not merely usual here."""
        if year is not None and self.year is not None and year > self.year:
            return FigureKind.TARGET, True
        reports = any(map(_RESULT_HEADING.search, passage.heading_path[-1:]))
        said = _said(before, reports)
        if said is not None:
            return said, True
        if year is not None and self.year is not None and year < self.year:
            return FigureKind.RESULT, True
        said = carried or _said(lead, reports)
        if said is not None:
            return said, True
        for heading in reversed(passage.heading_path):
            if _RESULT_HEADING.search(heading):
                return FigureKind.RESULT, True
            if _AIM_HEADING.search(heading):
                return FigureKind.TARGET, True
            if _TASK_HEADING.search(heading):
                return FigureKind.TARGET, False
        return self.usual, False


def _year_of_all(words: str) -> int | None:
    """The year that the words before the first value of a sentence set for all of it."""
    aimed = _AIMED_YEAR.search(words)
    if aimed and not _NAMES_A_TEXT.search(aimed.group()):
        return int(aimed["year"])
    said = list(_ADVERBIAL_YEAR.finditer(words)) or list(_AS_OF.finditer(words))
    return int(said[-1]["year"] or said[-1]["then"]) if said else None


def _said(words: str, reports: bool = False) -> FigureKind | None:
    """What the last cue before a value says of it, in a part that reports or not."""
    said = None
    for cue in _CUES.finditer(words):
        inside = (
            said is FigureKind.TARGET
            and cue.group().casefold() == "đã"
            and words[: cue.start()].rstrip()[-1:].isalpha()
        )
        if not (inside and not _PREDICATE.match(words, cue.end())):
            if (cue["hopes"] and reports) or _MET.search(words, 0, cue.start()):
                continue
            said = FigureKind.RESULT if cue["reached"] else FigureKind.TARGET
    return said


def _is_figure(clause: str, one: Statement, kind: FigureKind, said: bool) -> bool:
    """Whether a count or sum measures something, and is not an item, a gift or a price."""
    before = clause[: one.at.start]
    strong = STRONG.search(clause, one.span.start, one.at.start) is not None
    if is_money(one.unit):
        stated = strong or STATED.search(before) is not None
        return stated and _SUM.match(one.indicator) is not None
    if _COLON.search(before) and HEAD.match(one.indicator):
        return True
    if kind is FigureKind.TARGET:
        return said or strong or _AT_LEAST.search(before) is not None
    if re.search(r"(?<!có):\s*$", before):
        listed = _LISTED.search(before) is not None
        return listed or re.search(r"(?<!\w)tổng\s[^:,;]*:\s*$", before, re.IGNORECASE) is not None
    return strong or _COUNT_CUE.search(before) is not None or MADE.search(before) is not None


def _pieces(end: re.Pattern[str], text: str, start: int, stop: int) -> Iterator[Span]:
    at = start
    for match in end.finditer(text, start, stop):
        if match.start() > at:
            yield Span(at, match.start())
        at = match.end()
    if at < stop:
        yield Span(at, stop)
