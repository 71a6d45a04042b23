"""One file's bytes in, one `Document` out: the steps of ingest in their order.

extract → clean → parts → outline → groups → references → metadata → targets →
duties → words.
Pure: the same bytes give the same document.  Raises `Rejected` where the bytes
cannot become a document; every lesser fault is a `Problem` in it.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from corpus.model import (
    Document,
    Genre,
    Message,
    Metadata,
    Passage,
    Problem,
    Region,
    Rejected,
    Source,
    Span,
    SpanArray,
    SpanMap,
    joined,
)
from corpus.numbers import parse as parse_number
from corpus.text import fold, key
from ingest import segment
from ingest.clean import clean
from ingest.duties import find_duties
from ingest.extract import EXTRACTORS
from ingest.extract.bounds import refuse_endless
from ingest.forms import composed, restored
from ingest.groups import announced, find_groups
from ingest.mending import mended
from ingest.metadata import read_metadata
from ingest.parts import find_parts
from ingest.reading import Reading
from ingest.references import find_references
from ingest.structure import build_outline
from ingest.targets import find_targets

PARSER = f"4/{segment.VERSION}"

# Độ mật stamps (Luật Bảo vệ bí mật nhà nước 2018, Điều 8).
_SECRET = re.compile(
    r"^\W*(?:(?i:độ\s+mật)\s*:\s*(?P<degree>(?i:tuyệt\s+mật|tối\s+mật|mật))|(?P<stamp>TUYỆT MẬT|TỐI MẬT|MẬT))\W*$"
)
_COLUMN = re.compile(r"\||\t|\s{3,}")
_SECRETS = re.compile(r"\bBÍ\s+$")  # "… BẢO VỆ BÍ ⏎ MẬT NHÀ NƯỚC": a title that is wrapped
_STAMP_LINES = 40
_MOST_LINES = 500_000  # some ten thousand pages
_LONGEST_LINE = 200_000  # characters; the longest paragraph of real documents has some 6,000


def parse(data: bytes, source: Source) -> Document:
    suffix = PurePath(source.file_name).suffix.lower()
    extractor = EXTRACTORS.get(suffix)
    if extractor is None:
        raise Rejected("extract", Message("Chưa đọc được định dạng “{suffix}”.", suffix=suffix))
    original = extractor(data)
    refuse_endless(len(original.text))
    extracted, form = composed(original)
    text = extracted.text
    _refuse_secrets(text)
    _refuse_endless_lines(text)
    cleaned = clean(extracted)
    blocks = mended(text, cleaned.blocks)
    parts = find_parts(text, blocks, press=cleaned.press, stamps=cleaned.stamps)
    outline = build_outline(text, parts)
    if not outline.passages:
        raise Rejected("structure", Message("Không tìm thấy đoạn văn nào để đọc trong tệp này."))
    groups = find_groups(text, outline.provisions, outline.passages)
    provisions = outline.provisions
    if groups.announced:
        provisions = tuple(announced(text, p) if p.eid in groups.eids else p for p in provisions)
    headings = [parts.blocks[i].spans for i in parts.titles]
    headings += [p.heading for p in outline.provisions if p.heading]
    references = find_references(text, headings, outline.passages)
    metadata = read_metadata(
        Reading(text, parts, outline.passages, references, len(groups.eids), cleaned.press,
                cleaned.stamps, extracted.published, extracted.title)
    )  # fmt: skip
    targets, unread = find_targets(
        text, outline.passages, metadata.year, report=metadata.genre is Genre.REPORT
    )
    regions = {*cleaned.regions}
    regions |= {Region(b.region, s) for b in parts.blocks if b.region for s in (b.span,)}
    document = Document(
        id=_name(source, metadata),
        source=source,
        text=text,
        metadata=metadata,
        provisions=provisions,
        passages=outline.passages,
        task_groups=groups.eids,
        words=_words(text, outline.passages),
        regions=tuple(sorted(regions, key=lambda r: (r.span, r.kind))),
        references=references,
        targets=targets,
        duties=find_duties(text, provisions, outline.passages),
        problems=(
            *extracted.problems,
            *groups.problems,
            *unread,
            *_groupless(groups.eids, metadata),
        ),
        page_starts=extracted.page_starts,
    )
    return restored(document, original, form)


def _refuse_secrets(text: str) -> None:
    """A stamp stands alone: on its line, or in its cell or column of the letterhead."""
    for number, match in enumerate(re.finditer(r"([^\r\n]*)(?:\r\n|\r|\n|$)", text)):
        if number > _STAMP_LINES:
            return
        for cell in _COLUMN.split(match.group(1).replace("*", "")):
            stamp = _SECRET.match(cell)
            if stamp and not _SECRETS.search(text[: match.start()][-20:]):
                raise Rejected(
                    "extract",
                    Message(
                        "Văn bản đóng dấu “{stamp}” nên không được nạp.",
                        stamp=(stamp["degree"] or stamp["stamp"]).upper(),
                    ),
                    Span(*match.span(1)),
                )


def _refuse_endless_lines(text: str) -> None:
    """A line longer than any paragraph, or more lines than any book, is data, not a document."""
    lines = text.count("\n")
    if lines > _MOST_LINES:
        message = Message("Tệp có {count} dòng (tối đa {limit}), không phải văn bản để đọc.",
                          count=lines, limit=_MOST_LINES)  # fmt: skip
        raise Rejected("extract", message)
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > _LONGEST_LINE:
            raise Rejected(
                "extract",
                Message(
                    "Tệp có một dòng dài {length} ký tự (tối đa {limit}), không phải văn bản để đọc.",
                    length=end - start,
                    limit=_LONGEST_LINE,
                ),
                Span(start, end),
            )
        start = end + 1


def _words(text: str, passages: tuple[Passage, ...]) -> SpanArray:
    return SpanArray(
        where.hull(word.start, word.end)
        for passage in passages
        for where in (SpanMap(passage.spans),)
        for word in segment.words(joined(text, passage.spans))
    )


def _groupless(groups: tuple[str, ...], metadata: Metadata) -> tuple[Problem, ...]:
    if groups or metadata.type not in {"Kế hoạch", "Chương trình", "Chương trình hành động"}:
        return ()
    return (
        Problem("structure", Message("Không tìm thấy phần nhiệm vụ, giải pháp trong văn bản.")),
    )


def _name(source: Source, metadata: Metadata) -> str:
    """The id proposed: number, year and place where known, else the file's stem."""
    if metadata.number is None:
        return slug(PurePath(source.file_name).stem) or source.sha256[:12]
    number = parse_number(metadata.number)
    place = metadata.commune or metadata.district or metadata.province or ""
    year = "" if number.year or metadata.date is None else str(metadata.date.year)
    return "-".join(filter(None, [slug(str(number)), year, slug(place)]))


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(key(text))).strip("-")[:80]
