"""What a document says of itself: type, number, date, issuer, place, title, genre.

In: canonical text with its parts and outline.  Out: `Metadata` with the spans
each field was read from, and problems.  Nothing is guessed: what the text does
not print is None.  A press text's metadata describe the plan it reports; its
own date is `published`, never the clock of the page it was saved from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.model import (
    Evidence,
    Genre,
    Metadata,
    Passage,
    Reference,
    RegionKind,
    Span,
    SpanMap,
    Spans,
    Tier,
    hull,
    joined,
)
from corpus.numbers import find
from corpus.text import regex
from ingest import issuers
from ingest.blocks import Block
from ingest.parts import Parts
from ingest.references import DATE, TYPES, read_date, references_in
from ingest.titles import title_of

_TYPES = "|".join(t.replace(" ", r"\s+") for t in TYPES)
_PLACE_AND_DAY = re.compile(
    r"ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})", re.IGNORECASE
)
_MOTTO = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|"
    r"Độc\s+lập\s*[-–]\s*Tự\s+do\s*[-–]\s*Hạnh\s+phúc|[-–—_*]{2,}|DỰ THẢO"
)
_SO = re.compile(r"Số\s*:?\s*(?=\S*\d)")
_BODY = (
    r"(?:Ban\s+Thường\s+vụ|Ban\s+Chấp\s+hành|UBND|Ủy\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân|HĐND|"
    r"Hội\s+đồng\s+nhân\s+dân|Tỉnh\s+[ủu]y|Huyện\s+[ủu]y|Thành\s+[ủu]y|Đảng\s+[ủu]y|Bộ\s+Chính\s+trị|"
    r"Ban\s+Bí\s+thư|Thủ\s+tướng\s+Chính\s+phủ|Chính\s+phủ)(?:\s+[^\s,.;:()]+){0,7}?"
)
_ISSUES = re.compile(
    rf"(?P<issuer>{_BODY})\s+(?:đã\s+|vừa\s+|vừa\s+có\s+)*(?:xây\s+dựng|ban\s+hành)\s+(?P<type>{_TYPES})",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    rf"(?:ban\s+hành|xây\s+dựng|triển\s+khai)\s+(?P<type>{_TYPES})\b", re.IGNORECASE
)
_ACTS = re.compile(
    rf"(?P<issuer>{_BODY})\s+(?:đã\s+)?(?:đề\s+ra|đưa\s+ra|yêu\s+cầu|ban\s+hành)", re.IGNORECASE
)
_CARRIES_OUT = re.compile(r"(?:thực\s+hiện|thi\s+hành|triển\s+khai)", re.IGNORECASE)
_EFFECTIVE = re.compile(
    r"có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+(?=ngày)" + DATE.pattern, re.IGNORECASE
)
_REPLACES = re.compile(
    r"này\s+(?:và\s+)?(?:thay\s+thế|bãi\s+bỏ)|(?:sau(?:\s+đây)?\s+)?hết\s+hiệu\s+lực", re.IGNORECASE
)
_ABOUT = re.compile(r"\b(?:về|thực\s+hiện|theo|căn\s+cứ)\b")
_DIRECTIVES = {"Chỉ thị", "Nghị quyết", "Kết luận", "Luật", "Nghị định"}
_PERSON = regex(r"^(?:[\p{Lu}][\p{Ll}]+\s*){2,5}$")


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


def read_metadata(reading: Reading) -> Metadata:
    found = _press(reading) if reading.press else _official(reading)
    return replace(
        found, evidence=tuple(sorted(set(found.evidence), key=lambda e: (e.span, e.field)))
    )


# --- Official documents -----------------------------------------------------


def _official(reading: Reading) -> Metadata:
    text, parts = reading.text, reading.parts
    evidence: list[Evidence] = []
    kind = None
    if parts.type_heading is not None:
        head = parts.blocks[parts.type_heading]
        printed = head.flat.casefold()
        kind = next((t for t in TYPES if t.casefold() == printed), head.flat.capitalize())
        evidence.append(Evidence("type", head.span))
    letterhead = [b for b in parts.blocks if b.region is RegionKind.LETTERHEAD]
    number, day, issuer = _letterhead(text, letterhead, evidence)
    if issuer is None:
        issuer = _named_issuer(reading, evidence)
    title = title_of(reading.text, [parts.blocks[i] for i in parts.titles], parts.blocks)
    evidence += [Evidence("title", parts.blocks[i].span) for i in parts.titles]
    level = issuers.tier_of(issuer) if issuer else None
    level = level or _tier_in_text(reading)
    province, district, commune = _places(reading, issuer, level, day)
    genre = Genre.REPORT if kind == "Báo cáo" else Genre.OFFICIAL
    if kind is None and number is None and not letterhead and not reading.groups:
        genre = Genre.ARTICLE
    return Metadata(
        genre=genre,
        title=title or reading.title or _first_words(reading),
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


def _letterhead(
    text: str, blocks: Sequence[Block], evidence: list[Evidence]
) -> tuple[str | None, date | None, str | None]:
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
        if not so and not dated:
            motto = _MOTTO.search(rest)
            name = rest[: motto.start()] if motto and block.row else _MOTTO.sub("\n", rest)
            if " ".join(name.split()).strip(" *-–"):
                names.append(name)
                evidence.append(Evidence("issuer", block.span))
    joined_name = " ".join(" ".join(names).split()).strip(" *-–|")
    return number, day, issuers.issuer_name(joined_name) if 3 < len(joined_name) < 160 else None


def _named_issuer(reading: Reading, evidence: list[Evidence]) -> str | None:
    """The body that says "… xây dựng kế hoạch thực hiện như sau"."""
    for passage in reading.passages[:12]:
        body = joined(reading.text, passage.spans)
        match = _ISSUES.search(body)
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
        if _CARRIES_OUT.search(block.text):
            numbers += [r.number for r in references_in(text, block.spans) if r.number]
    for passage in reading.passages:
        if passage.provision is not None:
            break
        body = joined(text, passage.spans)
        if re.match(r"(?:Để\s+)?(?:[Tt]hực hiện|[Tt]hi hành|[Tt]riển khai|[Qq]uán triệt)", body):
            numbers += [r.number for r in references_in(text, passage.spans) if r.number]
    return tuple(dict.fromkeys(numbers))


def _effective(reading: Reading, day: date | None, evidence: list[Evidence]) -> date | None:
    for passage in reading.passages:
        body = joined(reading.text, passage.spans)
        match = _EFFECTIVE.search(body)
        if match and "này" in body[: match.start()][-40:]:
            evidence.append(Evidence("effective", hull(passage.spans)))
            return read_date(match)
        if day and re.search(
            r"này\s+có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+ngày\s+ký", body
        ):
            evidence.append(Evidence("effective", hull(passage.spans)))
            return day
    return None


def _replaces(reading: Reading) -> tuple[str, ...]:
    """Numbers of documents that this one says it replaces."""
    numbers: list[str] = []
    owner: str | None = None
    for passage in reading.passages:
        body = joined(reading.text, passage.spans)
        match = _REPLACES.search(body)
        inside = owner is not None and (passage.provision or "").startswith(f"{owner}__")
        if match is None and not inside:
            continue
        if match is not None:
            owner = passage.provision
        after = (
            0
            if inside or "hiệu" in (match.group() if match else "")
            else (match.end() if match else 0)
        )
        where = SpanMap(passage.spans)
        for reference in references_in(reading.text, passage.spans):
            place = where.to_joined(reference.span)
            clause = re.split(r"[;.]\s", body[after : place.start])[-1] if place else ""
            if reference.number and place and place.start >= after and not _ABOUT.search(clause):
                numbers.append(reference.number)
    return tuple(dict.fromkeys(numbers))


def _signer(parts: Parts, evidence: list[Evidence]) -> str | None:
    """The name below the signature: the last name-like line of its blocks."""
    blocks = [b for b in parts.blocks if b.region is RegionKind.SIGNATURE]
    for block in reversed(blocks):
        for line in reversed(block.text.splitlines()):
            name = " ".join(line.split())
            if _PERSON.match(name):
                evidence.append(Evidence("signer", block.span))
                return name
    return None


# --- Press texts ------------------------------------------------------------


def _press(reading: Reading) -> Metadata:
    title_blocks = [reading.parts.blocks[i] for i in reading.parts.titles]
    title = " ".join(b.flat for b in title_blocks) or reading.title or _first_words(reading)
    evidence = [Evidence("title", b.span) for b in title_blocks]
    published = reading.published or _published(reading, evidence)
    summary = reading.groups >= 2
    if not summary:
        return Metadata(Genre.ARTICLE, title, published=published, about="document",
                        evidence=tuple(evidence))  # fmt: skip
    kind: str | None = None
    number: str | None = None
    issuer: str | None = None
    day: date | None = None
    plan = _reported_plan(reading, [b.spans for b in title_blocks])
    if plan is not None:
        kind, number, day, issuer = plan.type, plan.number, plan.day, plan.issuer
        evidence += plan.evidence
    issuer = issuer or _acting_issuer(reading, title, published, evidence)
    level = issuers.tier_of(issuer) if issuer else None
    province, district, commune = _places(reading, issuer, level, day or published)
    return Metadata(
        genre=Genre.NEWS_SUMMARY,
        title=title,
        type=kind,
        number=number,
        date=day,
        issuer=issuer,
        level=level,
        province=province,
        district=district,
        commune=commune,
        implements=_reported_implements(reading, number),
        about="reported",
        published=published,
        evidence=tuple(evidence),
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """A document that a press text says was issued."""

    type: str
    number: str | None
    day: date | None
    issuer: str | None
    evidence: tuple[Evidence, ...]

    @property
    def order(self) -> tuple[bool, bool, int]:
        """Least first: a local plan with a number before a bare one, and both before
        the directive that it carries out, which press texts tell of as well."""
        tier = issuers.tier_of(self.issuer) if self.issuer else None
        late = -self.day.toordinal() if self.day else 0
        return (tier is Tier.CENTRAL or self.type in _DIRECTIVES, self.number is None, late)


def _reported_plan(reading: Reading, title: Sequence[Spans]) -> _Plan | None:
    plans = []
    for spans in (*title, *(p.spans for p in reading.passages)):
        body = joined(reading.text, spans)
        where = SpanMap(spans)
        named = {
            at.start: r
            for r in references_in(reading.text, spans)
            if (at := where.to_joined(r.span)) is not None
        }
        for match in _REPORTED.finditer(body):
            start = match.start("type")
            reference = next((r for s, r in named.items() if abs(s - start) < 3), None)
            issues = next((m for m in _ISSUES.finditer(body) if m.start("type") == start), None)
            evidence = [Evidence("type", hull(where.to_canonical(*match.span("type"))))]
            if reference is not None:
                evidence.append(Evidence("number", reference.span))
            if issues is not None:
                named_by = where.to_canonical(*issues.span("issuer"))
                evidence.append(Evidence("issuer", hull(named_by)))
            kind = " ".join(match["type"].split()).capitalize()
            plans.append(
                _Plan(
                    (reference.type if reference else None) or kind,
                    reference.number if reference else None,
                    reference.date if reference else None,
                    issuers.issuer_name(issues["issuer"]) if issues else None,
                    tuple(evidence),
                )
            )
    return min(plans, key=lambda p: p.order, default=None)


def _acting_issuer(
    reading: Reading, title: str, on: date | None, evidence: list[Evidence]
) -> str | None:
    """ "UBND tỉnh đã đề ra 6 nhóm nhiệm vụ": the body, with the place the title names."""
    for passage in reading.passages:
        match = _ACTS.search(joined(reading.text, passage.spans))
        if match is None:
            continue
        name = issuers.issuer_name(match["issuer"])
        where = SpanMap(passage.spans).to_canonical(*match.span("issuer"))
        evidence.append(Evidence("issuer", hull(where)))
        if re.search(r"\b(?:tỉnh|thành phố|Tỉnh ủy|Thành ủy)$", name):
            place = issuers.province_in(title, on) or issuers.known_province(title, on)
            place = place or issuers.province_in(reading.text[:2000], on)
            return f"{name} {place}" if place else name
        return name
    return None


def _published(reading: Reading, evidence: list[Evidence]) -> date | None:
    """The first time stamp below the title; one above it is the page's clock."""
    if not reading.parts.titles:
        return None
    title = reading.parts.blocks[reading.parts.titles[0]].span
    for stamp in reading.stamps:
        if title.end <= stamp.start <= title.end + 600:
            match = DATE.search(stamp.of(reading.text))
            day = read_date(match) if match else None
            if day:
                evidence.append(Evidence("published", stamp))
                return day
    return None


def _reported_implements(reading: Reading, own: str | None) -> tuple[str, ...]:
    """The directives a reported plan carries out: cited after "thực hiện", or, where
    the text only says "thực hiện Chỉ thị", the one of that type it cites most."""
    numbers: list[str] = []
    cited = Counter(r.number for r in reading.references if r.number and r.number != own)
    for passage in reading.passages:
        body = joined(reading.text, passage.spans)
        where = SpanMap(passage.spans)
        acts = _REPORTED.search(body) or _ACTS.search(body)
        if acts is None:
            continue
        for reference in references_in(reading.text, passage.spans):
            place = where.to_joined(reference.span)
            if place is None or reference.number in (None, own):
                continue
            before = re.split(r"[.;]\s", body[: place.start])[-1]
            if _CARRIES_OUT.search(before[-80:]) and re.search(r"chỉ thị|nghị quyết|kết luận|chương trình",
                                                               reference.printed.lower()):  # fmt: skip
                numbers.append(str(reference.number))
        short = re.search(r"thực\s+hiện\s+(Chỉ thị|Nghị quyết|Kết luận)(?!\s+số)", body)
        if not numbers and short:
            kind = short.group(1).casefold()
            same = [r.number for r in references_in(reading.text, passage.spans)
                    if r.number and (r.type or "").casefold() == kind]  # fmt: skip
            numbers += [max(same, key=lambda n: cited[n])] if same else []
    # A press text cites earlier directives for background; it reports on one plan.
    return tuple(dict.fromkeys(numbers))[:3]


# --- Both -------------------------------------------------------------------


def _first_words(reading: Reading) -> str:
    first = next((joined(reading.text, p.spans) for p in reading.passages), "")
    return " ".join(first.split())[:120]


def _tier_in_text(reading: Reading) -> Tier | None:
    """The tier by the bodies a document without an issuer speaks of as its own."""
    counts: Counter[Tier] = Counter()
    for tier, pattern in (
        (Tier.DISTRICT, r"(?:UBND|HĐND|lãnh đạo|trên địa bàn|toàn)\s+huyện|Huyện\s+[ủu]y"),
        (Tier.COMMUNE, r"(?:trên địa bàn|toàn)\s+(?:xã|phường)\b"),
        (Tier.PROVINCE, r"(?:trên địa bàn|toàn)\s+(?:tỉnh|thành phố)\b"),
    ):
        counts[tier] = len(re.findall(pattern, reading.text))
    best, count = counts.most_common(1)[0]
    return best if count >= 3 else None


def _places(
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
        province = issuers.province_in(reading.text, on)
    if province is None:
        province = issuers.named_after(reading.text, issuers.PROVINCE_UNITS)
    district = commune = None
    if level is Tier.DISTRICT:
        district = issuers.named_after(name, issuers.DISTRICT_UNITS) or _most_named(
            reading.text, issuers.DISTRICT_UNITS
        )
        district = district or issuers.named_after(reading.text, ("Thị trấn", "thị trấn"))
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
