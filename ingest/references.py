"""Citations of other documents: their number, type, date and issuer, as printed.

In: canonical text and the passages to look in.  Out: `Reference`s whose spans
index the text.  A citation may be torn by line breaks and page breaks; the
number's own spelling is `corpus.numbers`' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.model import Passage, Reference, SpanMap, Spans, hull, joined
from corpus.numbers import DocumentNumber, find
from corpus.text import regex
from ingest.issuers import issuer_name

TYPES = (
    "Chương trình hành động", "Chương trình phối hợp", "Chương trình", "Kế hoạch", "Chỉ thị",
    "Nghị quyết liên tịch", "Nghị quyết", "Quyết định", "Nghị định", "Thông tư liên tịch", "Thông tư",
    "Thông tri", "Kết luận", "Hướng dẫn", "Thông báo", "Báo cáo", "Quy định", "Quy chế", "Đề án",
    "Công văn", "Công điện", "Tờ trình", "Bộ luật", "Luật", "Pháp lệnh", "Phương án", "Lệnh",
)  # fmt: skip
_TYPE = re.compile(
    r"(?P<type>" + "|".join(t.replace(" ", r"\s+") for t in TYPES) + r")(?P<rest>[^.;:]{0,80})$",
    re.IGNORECASE,
)
DATE = re.compile(
    r"(?:ngày\s+)?(?P<d>\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*(?P<m>\d{1,2})\s*(?:/|-|,?\s*năm\s+)\s*(?P<y>\d{4})",
    re.IGNORECASE,
)
# "Quyết định: số …", and what leads from one citation of a list to the next.
_LISTED = re.compile(r"\s*:\s*số\s*:?\s*", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^(?:[^.]|\.(?!\s)){0,300}?(?:[;,]|(?:[;,]\s*)?\b(?:và|hoặc|cùng))\s*(?:số\s*:?\s*)$"
    r"|^\s*(?:[;,]|(?:[;,]\s*)?và)\s*$",
    re.IGNORECASE,
)
# "số 8/CĐ-UBND và số 9/CĐ-UBND ngày 19/11/2025": one day for both.
_PAIRED = re.compile(r"^\s*,?\s*và\s*(?:số\s*:?\s*)?$", re.IGNORECASE)
_SERIALS = re.compile(r"(?<=số)\s*:?\s*(?:\d{1,4}\s*(?:,|và)\s*)+$", re.IGNORECASE)
_DATED = re.compile(r"^\s*,?\s*(?:ban hành\s+)?(?=ngày|\d)" + DATE.pattern, re.IGNORECASE)
# Words that a citation's "của …" does not reach beyond.
_BEYOND = (
    "về", "ban hành", "quy định", "phê duyệt", "sửa đổi", "hướng dẫn", "trên", "trong", "thực hiện", "và", "ngày",
    "khóa", "khoá", "nhằm", "đối với", "gắn", "là", "đã", "kết luận", "đề ra", "đưa ra", "nêu", "yêu cầu", "có",
    "được", "từ", "tại", "cho", "tới", "đến",
)  # fmt: skip
_OF = regex(
    r"^\s*,?\s*(?:của|CỦA)\s+(?P<issuer>[\p{Lu}][^.;:,()“”\"]{1,80}?)(?=\s+(?i:"
    + "|".join(_BEYOND).replace(" ", r"\s+")
    + r")\b|[.;:,()“”\"]|$)"
)


def read_date(match: re.Match[str]) -> date | None:
    """The date a match of `DATE` stands for, None where there is no such day."""
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def find_references(
    text: str, headings: Sequence[Spans], passages: Sequence[Passage]
) -> tuple[Reference, ...]:
    """All citations by number in titles, headings and passages, in reading order; a
    heading that opens a passage is read with it, and counts once."""
    found: dict[int, Reference] = {}
    for spans in (*headings, *(p.spans for p in passages)):
        for reference in references_in(text, spans):
            known = found.get(reference.span.start)
            if known is None or known.span.end < reference.span.end:
                found[reference.span.start] = reference
    return tuple(found[start] for start in sorted(found))


def references_in(text: str, spans: Spans) -> list[Reference]:
    body = joined(text, spans)
    where = SpanMap(spans)
    found: list[Reference] = []
    before = 0
    head: str | None = None
    for span, number in find(body):
        words = body[before : span.start]
        start, kind, named = _type(words, before, span.start, number)
        if named is None and head and _GOES_ON.search(words) and _may_be(head, number):
            kind = head
        else:
            head = named
        end, day, issuer = _tail(body, span.end)
        if day and found and found[-1].date is None and _PAIRED.match(words):
            found[-1] = replace(found[-1], date=day)
        for low, high, serial in _bare_serials(words, before):
            first = DocumentNumber(serial, str(serial), number.year, number.symbol)
            begin = min(low, start)
            found.append(_reference(body, where, begin, high, kind, first, None, None))
            start = span.start
        found.append(_reference(body, where, start, end, kind, number, day, issuer))
        before = span.end
    return found


def _reference(body: str, where: SpanMap, start: int, end: int, kind: str | None,
               number: DocumentNumber, day: date | None, issuer: str | None) -> Reference:  # fmt: skip
    place = hull(where.to_canonical(start, end))
    printed = " ".join(body[start:end].split())
    return Reference(place, printed, kind, str(number), day, issuer)


def _bare_serials(words: str, offset: int) -> Iterator[tuple[int, int, int]]:
    """Serials that share the symbol of the number after them: "số 18, 19-NQ/TW"."""
    listed = _SERIALS.search(words)
    if listed:
        for match in re.finditer(r"\d+", words[listed.start() :]):
            at = offset + listed.start()
            yield at + match.start(), at + match.end(), int(match.group())


def _may_be(named: str, number: DocumentNumber) -> bool:
    """Whether a number can be of the type named before: its code allows it, or it has none,
    as official letters have none."""
    if not number.type_names:
        return named == "Công văn"
    return any(named.startswith(name) for name in number.type_names)


def _type(
    before: str, offset: int, start: int, number: DocumentNumber
) -> tuple[int, str | None, str | None]:
    """Where the citation begins, its type from its own words or its code, and the first
    alone: the head word of the citations that go on from it."""
    names = list(
        re.finditer(_TYPE.pattern[: _TYPE.pattern.index("(?P<rest>")], before, re.IGNORECASE)
    )
    known = number.type_name
    if names:
        last = names[-1]
        between = before[last.end() :]
        near = re.fullmatch(r"\s*(?:số\s*:?\s*)?", between) is not None
        named = " ".join(last.group("type").split())
        named = next((t for t in TYPES if t.casefold() == named.casefold()), named)
        if near:
            double = _outer_type(before, names, number)
            return (
                (offset + double[0], *double[1:])
                if double
                else (offset + last.start(), named, named)
            )
        if _LISTED.fullmatch(between):
            # "các Quyết định: số 36/QĐ-TTg …; số 1569/QĐ-TTg …"
            return offset + last.end() + between.index("số"), named, named
        if known is None and len(between) < 120 and not re.search(r"[.;]", between):
            # "Luật Tổ chức chính quyền địa phương số 72/2025/QH15"
            return offset + last.start(), named, named
    so = re.search(r"số\s*:?\s*$", before)
    return (offset + so.start() if so else start), known, None


def _outer_type(
    before: str, names: Sequence[re.Match[str]], number: DocumentNumber
) -> tuple[int, str, str] | None:
    """ "Thông báo kết luận số 196-TB/TW": of two type words side by side the code's own
    is the type, the other says what it is about."""
    if len(names) < 2 or not number.type_names:
        return None
    outer, inner = names[-2:]
    printed = [" ".join(n.group("type").split()).casefold() for n in (outer, inner)]
    codes = [name.casefold() for name in number.type_names]
    if (
        before[outer.end() : inner.start()].strip()
        or printed[1] in codes
        or printed[0] not in codes
    ):
        return None
    named = next(t for t in TYPES if t.casefold() == printed[0])
    return outer.start(), named, named


def _tail(body: str, at: int) -> tuple[int, date | None, str | None]:
    """Date and issuer that follow a number, and where the citation ends."""
    day: date | None = None
    issuer: str | None = None
    end = at
    dated = _DATED.match(body[at : at + 60])
    if dated:
        day = read_date(dated)
        end = at + dated.end() if day else end
    of = _OF.match(body[end : end + 140])
    if of:
        issuer = " ".join(of.group("issuer").split())
        issuer = issuer_name(issuer) if issuer.isupper() else issuer
        end += of.end("issuer")
    return end, day, issuer
