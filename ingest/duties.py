"""Who is to do what: agencies, the passages that give them something to do, and
whether they lead or work with another.

In: canonical text, the outline and its passages.  Out: `Duty`s in reading order.
An agency is named by the heading above ("1. Sở Y tế"), by a label ("Đơn vị chủ
trì: …"), as the subject of a sentence ("Công an tỉnh đẩy mạnh …", "giao Sở Nội vụ
…") or as the one to work with ("phối hợp với …"). What has been done already, and
who is merely reported to, is no duty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.figures import Duty
from corpus.model import Passage, Provision, Span, SpanMap, hull, joined
from corpus.text import regex
from ingest.agencies import AGENCY, agencies, spelling

_CALLED_ON = r"(?:Đề\s+nghị|đề\s+nghị|Giao|giao|Yêu\s+cầu|yêu\s+cầu|Phân\s+công|phân\s+công)"
_LABEL = re.compile(
    r"[\s*]*(?:(?:Điều|Khoản|Mục)\s+\d+\s*[.:]|(?:[IVX]+|\d+(?:\.\d+)*)\s*[.):/]|[a-zđ]\)|[-–+•])?\s*(?:(?:Theo\s+đó|Trong\s+đó|Cụ\s+thể|Ngoài\s+ra|Đồng\s+thời|Bên\s+cạnh\s+đó)\s*[,:]\s*)?"
)
_LEADS = re.compile(
    r"^\W*(?:[a-zđ]\)\s*|\d+\.\s*)?(?:(?:Cơ\s+quan|Đơn\s+vị)(?:,\s*đơn\s+vị)?\s+)?(?:chủ\s+trì|thực\s+hiện|thường\s+trực|đầu\s+mối|tham\s+mưu)"
    r"(?:,?\s+(?:thực\s+hiện|tham\s+mưu|triển\s+khai|chính)){0,3}\s*:",
    re.IGNORECASE,
)
_HELPS = re.compile(
    r"^\W*(?:[a-zđ]\)\s*|\d+\.\s*)?(?:(?:Cơ\s+quan|Đơn\s+vị)(?:,\s*đơn\s+vị)?\s+)?(?:cùng\s+)?phối\s+hợp(?:\s+thực\s+hiện)?\s*:",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?<!\w)phối\s+(?:hợp|kết\s+hợp)(?:\s+chặt\s+chẽ|\s+đồng\s+bộ)?(?:\s+(?:với|cùng|của))?\s+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,;/]+|(?<!\w)(?:và|với|cùng|các)(?!\w)")
_JOINED = re.compile(rf"^(?:{_BETWEEN.pattern})*$")
_CALL = re.compile(rf"(?<!\w){_CALLED_ON}\s+(?:các\s+)?$")
_SUBJECT_LEAD = re.compile(r"^\W*$")
# Verbs that make the agency before them the one who is to act.
_ACTS = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:cũng\s+)?(?:(?:[,;]|(?<=\s)và)\s+(?:Thủ\s+trưởng\s+)?(?:các\s+)?(?:cơ\s+quan|đơn\s+vị|tổ\s+chức|địa\s+phương|đoàn\s+thể|ngành|cấp)[^.;:]{0,60}?\s+)?(?:[:,]\s*)?(?:có\s+trách\s+nhiệm|sẽ\s+|cần\s+|phải\s+|tiếp\s+tục\s+|"
    r"chủ\s+động\s+|tập\s+trung\s+|[^.;:]{0,60}?(?:theo\s+chức\s+năng|trong\s+phạm\s+vi)|căn\s+cứ|trên\s+cơ\s+sở|tổng\s+hợp|(?:được\s+giao\s+)?là\s+cơ\s+quan|được\s+(?:giao|phân\s+công)|là\s+đơn\s+vị|chủ\s+trì|"
    r"phối\s+hợp|tham\s+mưu|xây\s+dựng|tổ\s+chức|triển\s+khai|thực\s+hiện|chỉ\s+đạo|hướng\s+dẫn|đẩy\s+mạnh|tăng\s+cường|rà\s+soát|"
    r"nghiên\s+cứu|theo\s+dõi|đôn\s+đốc|kiểm\s+tra|thanh\s+tra|giám\s+sát|bố\s+trí|cân\s+đối|lồng\s+ghép|ban\s+hành(?!\s+(?:Kế|Chương|Quyết|Chỉ|Quy))|thường\s+xuyên|định\s+kỳ|"
    r"hằng\s+năm|hàng\s+năm|tuyên\s+truyền|vận\s+động|quán\s+triệt|nâng\s+cao|phát\s+huy|cung\s+cấp|quản\s+lý|lập|xem\s+xét|quan\s+tâm|"
    r"đăng\s+tải|gửi|báo\s+cáo|đề\s+xuất|cập\s+nhật|bảo\s+đảm|đảm\s+bảo|phát\s+triển|lãnh\s+đạo|tham\s+gia|chịu\s+trách\s+nhiệm|kịp\s+thời|"
    r"huy\s+động|hỗ\s+trợ|duy\s+trì|đưa(?!\s+ra)|mở|in\s|cụ\s+thể|phổ\s+biến|giúp|thẩm\s+định|phê\s+duyệt|đánh\s+giá|khai\s+thác|ứng\s+dụng|nghiêm\s+túc)",
    re.IGNORECASE,
)
# … and any other verb right behind an agency that begins the sentence.
_ANY_VERB = regex(
    r"\s+(?!(?:của|là|và|với|đã|đang|được|bị|do|tại|ở|trên|trong|về|cho|từ|theo|thuộc|khi|nếu|có|như|cùng|hoặc|đến|ngày|"
    r"số|năm|nhằm|ban\s+hành|qua|sau|trước|yêu\s+cầu|đề\s+nghị|giao|phân\s+công|nhận|để|còn|gồm|các|những|nơi|trực|cũng|vừa|đưa|khẳng|nhấn|ghi|thông|thống|xác|nêu|chia|trao|tặng|kiến|mong)(?!\w))[\p{Ll}]"
)
# What a sentence begins with before it comes to who is to act.
_SETTING = re.compile(
    r"(?:Căn\s+cứ|Trên\s+cơ\s+sở|Theo|Sau\s+khi|Từ|Khi|Để|Hằng\s+năm|Hàng\s+năm|Hằng\s+quý|Định\s+kỳ|Trước|Chậm\s+nhất|"
    r"Trong(?!\s+(?:đó|quá))|Tùy|Tuỳ|Nhằm|Ngoài|Riêng|Đối\s+với)(?!\w)"
)
_TURN, _COLON = re.compile(r",\s+"), re.compile(r":\s+")
_ISSUER = re.compile(r"(?:UBND|[ỦU][yỷ]\s+ban\s+nhân\s+dân)\s+(?:tỉnh|thành\s+phố|Thành\s+phố)")
# Another member of a list of those called on, whose kind we don't know.
_ANOTHER = regex(
    r"^[\s,;]*(?:(?:và\s+)?(?:các\s+)?[\p{Lu}][^.,;:]{2,60}[,;]\s*)+(?:và\s+)?(?:các\s+)?$"
)
_OTHERS = re.compile(
    r"\s*(?:(?:C|c)ác\s+)?(?:cơ\s+quan|đơn\s+vị|lực\s+lượng|địa\s+phương|tổ\s+chức|chính\s+quyền)(?!\w)[^.;:]{0,60}?(?:,|\s+và)\s+"
    r"(?=(?:các\s+)?(?:UBND|[ỦU][yỷ]\s+ban|Sở|sở|Công\s+an|Bộ|Chủ\s+tịch|Ban|Hội|Đoàn|Liên|Mặt)(?!\w))"
)
_IN_CHARGE = re.compile(r"\s+(?:là\s+cơ\s+quan|tổng\s+hợp,\s*)?(?:\s*thường\s+trực,\s*)?chủ\s+trì")
_MERELY_NAMED = re.compile(
    r"(?<!\w)(?:do|của|(?:báo\s+cáo|gửi|trình)[^.;]{0,120})\s*$", re.IGNORECASE
)
# Bodies without a name of their own can head a list of duties.
_BODIES = re.compile(
    r"Các\s+(?:cơ\s+quan|đơn\s+vị|địa\s+phương|cơ\s+sở|tổ\s+chức|doanh\s+nghiệp|ngân\s+hàng|hội|đoàn\s+thể)(?!\w)[^.:;]*"
)
_ANY_BODY = re.compile(r"[^.:;]+")
_HEADING_CALL = re.compile(
    r"(?:(?P<asked>Đề\s+nghị|Trách\s+nhiệm\s+của)|Giao|Yêu\s+cầu|Phân\s+công|Đối\s+với|Nhiệm\s+vụ\s+của|Nội\s+dung)\s+"
)
_SHORT = 12  # words
_LONGEST_OPENING = 300  # characters
_PAST = re.compile(r"(?<!\w)(?:đã|vừa|từng)(?!\w)", re.IGNORECASE)
_DONE_HEADING = re.compile(
    r"^\W*(?:(?:[IVX]+|\d[\d.]*|[a-zđ])\s*[.)/:-]+\s*)?(?:kết\s+quả|tình\s+hình|thực\s+trạng|đánh\s+giá|căn\s+cứ|"
    r"mục\s+đích|sự\s+cần\s+thiết|những\s+mặt|hạn\s+chế|nguyên\s+nhân)",
    re.IGNORECASE,
)
_FORMULA = re.compile(
    r"^\W*(?:Trên\s+đây|(?:Kế\s+hoạch|Chương\s+trình|Quy\s+chế|Quyết\s+định)\s+này\s+(?:thay|có\s+hiệu|được\s+(?:phổ|quán))|Trong\s+quá\s+trình|Quá\s+trình|Căn\s+cứ\s+(?-i:Luật|Nghị|Quyết|Chỉ|Thông)|Thực\s+hiện\s+(?-i:Luật|Nghị|Quyết|Chỉ|Chương|Kế|Công\s+(?:văn|điện)))",
    re.IGNORECASE,
)
_HELPING = re.compile(
    r"^\W*(?:[a-zđ]\)\s*|\d+\.\s*)?(?:(?:Căn\s+cứ|Trên\s+cơ\s+sở|Trong\s+phạm\s+vi|Theo)[\s,][^.;]*?,\s*|Theo\s+chức\s+năng(?:,\s*nhiệm\s+vụ)?(?:\s+(?:của\s+(?:đơn\s+vị|ngành|mình)|được\s+giao))?,?\s+)?(?:chủ\s+động\s+|tham\s+gia\s+|tích\s+cực\s+)?phối\s+hợp(?!\w)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]|[)\"”\d])[.;]\s+")
_FULL_STOP = re.compile(r"(?<=[^\W\d_])\.\s+")
# "Chánh Văn phòng …; Giám đốc các sở … chịu trách nhiệm thi hành Quyết định này."
_EXECUTES = re.compile(
    r"chịu\s+trách\s+nhiệm\s+(?:(?:tổ\s+chức\s+)?(?:thi\s+hành|thực\s+hiện))\s+(?:Quyết|Chỉ|Kế|Nghị|Quy|Thông|Chương)"
)
_FOOTNOTE = re.compile(r"(?:^|__)(?:fn|row)_")


@dataclass(frozen=True, slots=True)
class _Named:
    """An agency as found: where in the canonical text, and its name."""

    place: Span
    name: str


def find_duties(
    text: str, provisions: Sequence[Provision], passages: Sequence[Passage]
) -> tuple[Duty, ...]:
    """Each agency once for each passage that concerns it; to lead outweighs to help."""
    by_eid = {p.eid: p for p in provisions}
    own = {p.eid: _of_heading(text, p) or _of_opening(text, p) for p in provisions}
    found: list[Duty] = []
    for passage in passages:
        if _FOOTNOTE.search(passage.eid) or any(map(_DONE_HEADING.search, passage.heading_path)):
            continue
        body = re.sub(r"\s", " ", joined(text, passage.spans))
        if _FORMULA.match(body) or _only_names(body):
            continue
        where = SpanMap(passage.spans)
        named: dict[str, Duty] = {}
        called = _called(by_eid, own, passage, body)
        for agency, lead in (
            *((a, not _helps(body)) for a in called),
            *_in_text(body, where),
        ):
            if agency.name in ("UBND", "HĐND"):
                continue
            known = named.get(agency.name)
            if known is None or (lead and not known.lead):
                named[agency.name] = Duty(agency.name, lead, passage.eid, agency.place)
        found += named.values()
    return tuple(found)


def _only_names(body: str) -> bool:
    """Whether a passage is a heading in all but name: "Sở Nội vụ (…):"."""
    bare = re.sub(r"\([^()]*\)", "", body).rstrip()
    chain = _chain(bare, _after_label(bare))
    return bool(chain) and bare[chain[-1].end :].strip() == ":"


def _helps(body: str) -> bool:
    """Whether a duty begins with working together, its agency left out ("Sở Y tế: …")."""
    at = _after_label(body)
    chain = _chain(body, at)
    named = chain and body[chain[-1].end :].lstrip().startswith(":")
    return _HELPING.match(body[chain[-1].end if named else at :]) is not None


# --- Headings ---------------------------------------------------------------


def _of_heading(text: str, provision: Provision) -> list[_Named]:
    """The agencies a heading consists of, or that it begins with and sets to work."""
    spans = provision.heading
    if not spans:
        return []
    words = re.sub(r"\s", " ", joined(text, spans))
    words_only = re.sub(r"\([^()]*\)?", lambda m: " " * len(m.group()), words)
    at = _after_label(words_only)
    call = _HEADING_CALL.match(words_only, at)
    at = call.end() if call else at
    where = SpanMap(spans)
    chain = _chain(words_only, at)
    if not chain:
        asked = call is not None and call["asked"] is not None
        body = (_ANY_BODY if asked else _BODIES).match(words_only, at)
        short = body is not None and len(body.group().split()) <= _SHORT
        return [_named(words, Span(*body.span()), where)] if body and short else []
    rest = words_only[chain[-1].end :].strip(" .:;,")
    goes_on = (
        _ACTS.match(words_only, chain[-1].end)
        or re.match(r"(?:và|các)(?!\w)", rest)
        or words_only[chain[-1].end : chain[-1].end + 1] == ":"
    )
    if not goes_on and len(rest.split()) > (_SHORT if len(chain) > 1 else _SHORT // 2):
        return []
    return [_named(words, span, where) for span in chain]


def _of_opening(text: str, provision: Provision) -> list[_Named]:
    """The agencies that a sentence sets to work before a list: "1. Sở Y tế có trách
    nhiệm thực hiện các nội dung sau:"."""
    words = re.sub(r"\s", " ", joined(text, provision.body))
    if provision.heading or not words.rstrip().endswith(":") or len(words) > _LONGEST_OPENING:
        return []
    where = SpanMap(provision.body)
    return [_named(words, span, where) for span in _subjects(words, 0, len(words))]


def _called(
    by_eid: dict[str, Provision], own: dict[str, list[_Named]], passage: Passage, body: str
) -> list[_Named]:
    """The agencies of the nearest heading above that names some, unless the passage
    hands the work on or speaks of the plan as a whole."""
    here = by_eid.get(passage.provision or "")
    while here is not None:
        if own[here.eid]:
            return (
                []
                if re.match(rf"\W*(?:UBND|Ủy\s+ban\s+nhân\s+dân)\s[^.,;]*?\s{_CALLED_ON}\s", body)
                else own[here.eid]
            )
        here = by_eid.get(here.parent or "")
    return []


# --- Running text -----------------------------------------------------------


def _in_text(body: str, where: SpanMap) -> Iterator[tuple[_Named, bool]]:
    for role, pattern in ((True, _LEADS), (False, _HELPS)):
        label = pattern.match(body)
        if label and not _WITH.search(body, label.end()):
            for span in _list(body, label.end()):
                yield _named(body, span, where), role
            return
    at = 0
    executes = _EXECUTES.search(body)
    if executes:
        at = max((m.end() for m in _FULL_STOP.finditer(body, 0, executes.start())), default=0)
        for span in agencies(body, at, executes.start()):
            yield _named(body, span, where), True
        at = executes.end()
    for end in (*(m.end() for m in _SENTENCE_END.finditer(body, at)), len(body)):
        chain = _chain(body, _after_label(body, at), end)
        if chain and end < len(body) and not body[chain[-1].end : end].strip(" ;"):
            continue  # "Sở Y tế; Sở Nội vụ chủ trì …": the list goes on
        if end < len(body) and _list_goes_on(body, at, end):
            continue  # "phối hợp với Sở Y tế; Sở Nội vụ …": this one, too
        yield from _in_sentence(body, at, end, where)
        at = end


def _list_goes_on(body: str, at: int, end: int) -> bool:
    """Whether a list of those to work with goes on behind a semicolon."""
    if body[end - 2 : end - 1] != ";" or not _WITH.search(body, at, end) or not _chain(body, end):
        return False
    last = agencies(body, at, end)[-1:]
    return bool(last) and not body[last[0].end : end].strip(" ;")


def _in_sentence(body: str, start: int, end: int, where: SpanMap) -> Iterator[tuple[_Named, bool]]:
    subjects = _subjects(body, start, end)
    helping = bool(subjects) and _HELPING.match(body[subjects[-1].end : end]) is not None
    for span in subjects:
        yield _named(body, span, where), not helping
    for match in _WITH.finditer(body, start, end):
        if _PAST.search(body, start, match.start()):
            return
        for span in _chain(body, _after_others(body, match.end()), end):
            yield _named(body, span, where), False


def _subjects(body: str, start: int, end: int) -> list[Span]:
    """Agencies at the beginning of a sentence, or called on, with a verb behind them."""
    at = _after_label(body, start)
    lead = _LEADS.match(body[start:end])
    at = start + lead.end() if lead else at
    chain = _chain(body, _after_others(body, at), end)
    if chain and (
        _ACTS.match(body, chain[-1].end)
        or _ANY_VERB.match(body, chain[-1].end)
        or body[chain[-1].end :].lstrip()[:1] == ":"
    ):
        return chain
    found = agencies(body, start, end)
    ends = {span.end for span in found}
    for turn in _turns(body, at, end) if found else ():
        chain = [] if len(body[:turn].rstrip(" ,:")) in ends else _chain(body, turn, end)
        if chain and (
            _ACTS.match(body, chain[-1].end)
            or (_ANY_VERB.match(body, chain[-1].end) and not _ISSUER.match(body, turn))
        ):
            return chain
    for agency in found:
        before = body[start : agency.start]
        if _CALL.search(before) and not re.search(r"(?:khó\s+khăn|vướng\s+mắc)", before):
            return _called_on(body, agency.start, end)
        charge = _IN_CHARGE.match(body, agency.end, end)
        if charge and not _MERELY_NAMED.search(before):
            return [agency]
    return []


def _after_others(body: str, at: int) -> int:
    """Past bodies without a name: "các cơ quan liên quan và UBND cấp xã"."""
    others = _OTHERS.match(body, at)
    return others.end() if others else at


def _turns(body: str, at: int, end: int) -> Iterator[int]:
    """Where else a sentence can come to who is to act: "Căn cứ Kế hoạch này, các sở …
    xây dựng", "Mở tài khoản: UBND xã phối hợp với …"."""
    starts = [at, *(colon.end() for colon in _COLON.finditer(body, at, end))]
    for start in starts:
        if start > at:
            yield start
        if _SETTING.match(body, start):
            yield from (comma.end() for comma in _TURN.finditer(body, start, end))


def _after_label(body: str, at: int = 0) -> int:
    label = _LABEL.match(body, at)
    return label.end() if label else at


def _chain(body: str, at: int, end: int | None = None) -> list[Span]:
    """The agencies named one after the other from `at` on."""
    stop = len(body) if end is None else end
    chain: list[Span] = []
    while at < stop:
        named = AGENCY.match(body, at, stop)
        if named:
            chain.append(Span(*named.span()))
        between = None if named else _BETWEEN.match(body, at, stop)
        if not (named or between):
            break
        at = named.end() if named else between.end() if between else stop
    return chain


def _called_on(body: str, at: int, end: int) -> list[Span]:
    """The same for those called on, past members whose kind we don't know."""
    chain: list[Span] = []
    for span in agencies(body, at, end):
        between = body[at : span.start]
        if not (_JOINED.match(between) or (chain and _ANOTHER.match(between))):
            break
        chain.append(span)
        at = span.end
    return chain


def _list(body: str, at: int) -> list[Span]:
    """All agencies of a list that a label opens."""
    stop = re.compile(r"\.\s").search(body, at)
    return agencies(body, at, stop.start() if stop else len(body))


def _named(body: str, span: Span, where: SpanMap) -> _Named:
    return _Named(hull(where.to_canonical(span.start, span.end)), spelling(span.of(body)))
