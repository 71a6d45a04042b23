"""The metadata of official documents: letterhead, title, preamble, signature.

Nghị định 30/2020/NĐ-CP (Phụ lục I) says where each stands; a field that the
text does not print is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from corpus.model import (
    Evidence,
    Genre,
    Metadata,
    RegionKind,
    SpanMap,
    Tier,
    hull,
    joined,
)
from corpus.numbers import find
from corpus.text import normalise, regex
from ingest import issuers
from ingest.blocks import Block
from ingest.parts import Parts
from ingest.reading import (
    BODY,
    CARRIES_OUT,
    ISSUES,
    TYPE_WORDS,
    Reading,
    first_words,
    places_of,
    tier_in_text,
)
from ingest.references import DATE, TYPES, read_date, references_in
from ingest.titles import title_of

_PLACE_AND_DAY = re.compile(
    r"ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})", re.IGNORECASE
)
_MOTTO = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|"
    r"Độc\s+lập\s*[-–]\s*Tự\s+do\s*[-–]\s*Hạnh\s+phúc|[-–—_*]{2,}|DỰ THẢO"
)
_AT = regex(r"[\p{Lu}][^\n|,]{0,40},\s*ngày\s[^|]{0,30}?\d{4}|ngày\s+\d[^|]{0,30}?\d{4}")
# Of two bodies one below the other the first is the superior (cơ quan chủ quản).
_SUPERIOR = re.compile(
    r"^(?:TỈNH|THÀNH|HUYỆN|THỊ|QUẬN)\s+[ỦU][YỶ]\s.+?\s(?=(?:BAN|HUYỆN\s+[ỦU][YỶ]|THÀNH\s+[ỦU][YỶ]|THỊ\s+[ỦU][YỶ]|"
    r"QUẬN\s+[ỦU][YỶ]|ĐẢNG\s+[ỦU][YỶ]|ĐẢNG\s+BỘ)\b)|"
    r"^(?:[ỦU][YỶ]\s+BAN\s+NHÂN\s+DÂN|UBND)\s.+?\s(?=(?:SỞ|BAN|PHÒNG|CHI\s+CỤC|TRUNG\s+TÂM|TRƯỜNG)\s)|"
    r"^BỘ\s.+?\s(?=(?:TỔNG\s+CỤC|CỤC|VIỆN|TRƯỜNG|TRUNG\s+TÂM|THANH\s+TRA)\s)"
)
_SO = re.compile(r"(?:(?:Luật|Pháp lệnh|Nghị quyết)\s+s|S)ố\s*:?\s*(?=\S*\d)")
_OF_BODY = re.compile(rf"của\s+(?P<issuer>{BODY})\s+về\b", re.IGNORECASE)
_EFFECTIVE = re.compile(
    r"có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+(?=ngày)" + DATE.pattern, re.IGNORECASE
)
_ACT = r"(?:này|(?:Luật|Nghị\s+quyết|Nghị\s+định|Quyết\s+định|Thông\s+tư|Chỉ\s+thị|Quy\s+định|Quy\s+chế))"
_THIS_ACT = re.compile(rf"{_ACT}[^.;]{{0,20}}$")
_FROM_SIGNING = re.compile(
    rf"{_ACT}\s+có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+ngày\s+ký"
)
# "Bộ trưởng Bộ Xây dựng ban hành Thông tư sửa đổi …": a preamble that says the subject.
_SUBJECT = re.compile(
    rf"ban\s+hành\s+(?:{TYPE_WORDS})\s+(?P<subject>[^;:]{{12,400}}?)[.:;]?$", re.DOTALL
)
_REPLACES = re.compile(
    r"này\s+(?:có\s+hiệu\s+lực[^.;]{0,80}?(?:,|\bvà)\s+)?(?:và\s+)?(?:thay\s+thế|bãi\s+bỏ)|(?:sau(?:\s+đây)?\s+)?hết\s+hiệu\s+lực",
    re.IGNORECASE,
)
_CARRIES_OUT = re.compile(
    r"(?:Để\s+)?(?:thực\s+hiện|thi\s+hành|triển\s+khai|quán\s+triệt)", re.IGNORECASE
)
_ABOUT = re.compile(r"\b(?:về|thực\s+hiện|theo|căn\s+cứ)\b")
_PERSON = regex(r"(?:^|\s)((?:[\p{Lu}][\p{Ll}]*\s+){1,4}[\p{Lu}][\p{Ll}]+)$")


def official_metadata(reading: Reading) -> Metadata:
    text, parts = reading.text, reading.parts
    evidence: list[Evidence] = []
    kind = None
    if parts.type_heading is not None:
        head = parts.blocks[parts.type_heading]
        printed = head.flat.casefold()
        kind = next((t for t in TYPES if t.casefold() == printed), head.flat.capitalize())
        evidence.append(Evidence("type", head.span))
    letterhead = _own([b for b in parts.blocks if b.region is RegionKind.LETTERHEAD])
    number, day, issuer, whole = _letterhead(text, letterhead, evidence)
    issuer = issuer and issuers.spelled_in(text, issuer)
    title = title_of(reading.text, [parts.blocks[i] for i in parts.titles], parts.blocks)
    evidence += [Evidence("title", parts.blocks[i].span) for i in parts.titles]
    # "CHỈ THỊ của Ban Bí thư về …": the title names the body more closely.
    of = _OF_BODY.match(title)
    if of:
        issuer = issuers.issuer_name(of["issuer"])
        about = title[of.end("issuer") :].strip()
        title = about[:1].upper() + about[1:]
    issuer = issuer or _named_issuer(reading, evidence)
    level = issuers.tier_of(issuer) if issuer else None
    level = level or (issuers.tier_of(whole) if whole else None)
    level = level or tier_in_text(reading)
    province, district, commune = places_of(reading, issuer, level, day)
    if whole and whole != issuer and not (province or level is Tier.CENTRAL):
        province, district, commune = places_of(reading, whole, level, day)
    genre = Genre.REPORT if kind == "Báo cáo" else Genre.OFFICIAL
    if kind is None and number is None and not letterhead and not reading.groups:
        genre = Genre.ARTICLE
    return Metadata(
        genre=genre,
        title=title or reading.title or _subject(reading) or first_words(reading),
        type=kind,
        number=number,
        date=day,
        issuer=issuer,
        level=level,
        province=province,
        district=district,
        commune=commune,
        signer=_signer(parts, evidence),
        effective=_effective(reading, day, evidence),
        replaces=_replaces(reading),
        status="draft" if any("DỰ THẢO" in b.flat.upper() for b in parts.blocks[:6]) else "issued",
        implements=_implements(reading),
        evidence=tuple(evidence),
    )


def _own(blocks: list[Block]) -> list[Block]:
    """The letterhead without what a portal prints above it: where motto and body share
    a table row, the document begins with that row."""
    first = next((n for n, b in enumerate(blocks) if b.row and _MOTTO.search(b.text)), 0)
    return blocks[first:]


def _letterhead(
    text: str, blocks: Sequence[Block], evidence: list[Evidence]
) -> tuple[str | None, date | None, str | None, str]:
    """Number, day, issuer, and the issuer with the body it belongs to."""
    number: str | None = None
    day: date | None = None
    names: list[str] = []
    for block in blocks:
        body, where = block.text, SpanMap(block.spans)
        rest = body
        so = _SO.search(body)
        if so and number is None:
            first = next(iter(find(body[so.end() : so.end() + 60])), None)
            if first and first[0].start <= 2:
                number = str(first[1])
                low, high = so.end() + first[0].start, so.end() + first[0].end
                evidence.append(Evidence("number", hull(where.to_canonical(low, high))))
                rest = body[: so.start()] + "\n" + body[high:]
        dated = _PLACE_AND_DAY.search(body)
        if dated and day is None:
            day = read_date(dated)
            evidence.append(Evidence("date", hull(where.to_canonical(*dated.span()))))
        name, part = _issuer_words(rest, block.row), block.span
        if name:
            names.append(name)
            evidence.append(Evidence("issuer", part))
    joined_name = " ".join(" ".join(names).split()).strip(" *-–|")
    joined_name = normalise(joined_name)
    if not 3 < len(joined_name) < 160:
        return number, day, None, ""
    own = _SUPERIOR.sub("", joined_name)
    return number, day, issuers.issuer_name(own), issuers.issuer_name(joined_name)


def _issuer_words(text: str, row: bool) -> str:
    """What a letterhead block says of the issuer: neither motto nor number nor day."""
    motto = _MOTTO.search(text) if row else None
    text = text[: motto.start()] if motto else _MOTTO.sub("\n", text)
    if _AT.search(text):
        # The place and day may be wrapped; a body beside them is in capitals.
        text = "\n".join(line for line in _AT.sub("\n", text).splitlines() if line.isupper())
    return " ".join(text.split()).strip(" *-–|,:.")


def _subject(reading: Reading) -> str:
    """The subject as the preamble words it, where the title is missing."""
    for passage in reading.passages[:30]:
        if passage.provision is not None:
            break
        match = _SUBJECT.search(joined(reading.text, passage.spans).strip(" *"))
        if match:
            subject = " ".join(match["subject"].split())
            return subject[:1].upper() + subject[1:]
    return ""


def _named_issuer(reading: Reading, evidence: list[Evidence]) -> str | None:
    """The body that says "… xây dựng kế hoạch thực hiện như sau"."""
    for passage in reading.passages[:12]:
        if passage.provision is not None:
            break
        body = joined(reading.text, passage.spans)
        match = ISSUES.search(body)
        if match:
            where = SpanMap(passage.spans).to_canonical(*match.span("issuer"))
            evidence.append(Evidence("issuer", hull(where)))
            return issuers.issuer_name(match["issuer"])
    return None


def _implements(reading: Reading) -> tuple[str, ...]:
    """Numbers the title and the preamble say are carried out, outermost first."""
    numbers: list[str] = []
    text = reading.text
    for index in reading.parts.titles:
        block = reading.parts.blocks[index]
        if CARRIES_OUT.search(block.text):
            numbers += [r.number for r in references_in(text, block.spans) if r.number]
    for passage in reading.passages:
        if passage.provision is not None:
            break
        if _CARRIES_OUT.match(joined(text, passage.spans)):
            numbers += [r.number for r in references_in(text, passage.spans) if r.number]
    return tuple(dict.fromkeys(numbers))


def _effective(reading: Reading, day: date | None, evidence: list[Evidence]) -> date | None:
    for passage in reading.passages:
        body = joined(reading.text, passage.spans)
        match = _EFFECTIVE.search(body)
        if match and _THIS_ACT.search(body[: match.start()]):
            evidence.append(Evidence("effective", hull(passage.spans)))
            return read_date(match)
        if day and _FROM_SIGNING.search(body):
            evidence.append(Evidence("effective", hull(passage.spans)))
            return day
    return None


def _replaces(reading: Reading) -> tuple[str, ...]:
    """Numbers of documents that this one says it replaces: after "này thay thế", or
    listed under "các văn bản sau đây hết hiệu lực"."""
    numbers: list[str] = []
    announced: list[str] = []  # units whose own words a list of documents completes
    for passage in reading.passages:
        body = joined(reading.text, passage.spans)
        match = _REPLACES.search(body)
        listed = any("hiệu lực" in h and _REPLACES.search(h) for h in passage.heading_path)
        listed |= any(passage.eid.startswith(f"{eid}__") for eid in announced)
        if match and "lực" in match.group().lower() and body.endswith(":"):
            announced.append(passage.eid)
        if match is None and not listed:
            continue
        after = match.end() if match and "thay" in match.group().lower() else 0
        where = SpanMap(passage.spans)
        for reference in references_in(reading.text, passage.spans):
            place = where.to_joined(reference.span)
            if place is None or place.start < after or reference.number is None:
                continue
            clause = re.split(r"[;.]\s", body[after : place.start])[-1]
            if not _ABOUT.search(clause):
                numbers.append(reference.number)
    return tuple(dict.fromkeys(numbers))


def _signer(parts: Parts, evidence: list[Evidence]) -> str | None:
    """The name below the signature: the last name-like line of its blocks."""
    for block in reversed([b for b in parts.blocks if b.region is RegionKind.SIGNATURE]):
        name = _PERSON.search(block.flat)
        if name:
            evidence.append(Evidence("signer", block.span))
            return name.group(1)
    return None
