"""The metadata of press texts: the plan that is reported, and the article's own date.

A press text has two lives: type, number, date and issuer are those of the plan
it tells of, None where it does not print them; `published` is the day the
article was posted, never the clock of the page it was saved from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.model import (
    Evidence,
    Genre,
    Metadata,
    SpanMap,
    Spans,
    Tier,
    hull,
    joined,
)
from ingest import issuers
from ingest.reading import (
    BODY,
    CARRIES_OUT,
    ISSUES,
    TYPE_WORDS,
    Reading,
    first_words,
    places_of,
)
from ingest.references import DATE, read_date, references_in

_REPORTED = re.compile(
    rf"(?:ban\s+hành|xây\s+dựng|triển\s+khai)\s+(?P<type>{TYPE_WORDS})\b", re.IGNORECASE
)
_ACTS = re.compile(
    rf"(?P<issuer>{BODY})\s+(?:đã\s+)?(?:đề\s+ra|đưa\s+ra|yêu\s+cầu|ban\s+hành)", re.IGNORECASE
)
_DIRECTIVES = {"Chỉ thị", "Nghị quyết", "Kết luận", "Luật", "Nghị định"}


def press_metadata(reading: Reading) -> Metadata:
    title_blocks = [reading.parts.blocks[i] for i in reading.parts.titles]
    title = " ".join(b.flat for b in title_blocks) or reading.title or first_words(reading)
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
    province, district, commune = places_of(reading, issuer, level, day or published)
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
            issues = next((m for m in ISSUES.finditer(body) if m.start("type") == start), None)
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
            if CARRIES_OUT.search(before[-80:]) and re.search(r"chỉ thị|nghị quyết|kết luận|chương trình",
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
