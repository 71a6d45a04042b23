"""Citations: a passage, or words of it, and where exactly they stand.

A citation carries the words, what stands around them (W3C Web Annotation:
TextQuoteSelector), their offsets in the canonical text (TextPositionSelector)
and a hash, so that whoever opens it later can be told whether the text is still
the same.  The sentence for people follows the legal form of Vietnam: the unit
from the innermost out, then type, number, date and issuer.
"""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import quote

from corpus.model import (
    BadRequest,
    Citation,
    Document,
    Genre,
    Message,
    NotFound,
    Provision,
    Span,
    SpanMap,
    Spans,
    hull,
    joined,
)
from corpus.text import key

PRESS = frozenset({Genre.NEWS_SUMMARY, Genre.ARTICLE})
CONTEXT = 32  # characters kept on each side of a quotation
HASH_LENGTH = 12  # hex digits of a permalink's hash
# How a unit is called in a citation (Nghị định 30/2020/NĐ-CP: phần, chương, mục,
# điều, khoản, điểm); plans number I, 1, 1.1, a and are cited alike.
_UNITS = {
    "part": "mục",
    "title": "mục",
    "section": "khoản",
    "subsection": "điểm",
    "clause": "khoản",
    "point": "điểm",
    "item": "mục",
}
# Cited by their names (Nghị định 30/2020/NĐ-CP), which later editions share: hence the number.
_NAMED = frozenset({"Bộ luật", "Luật", "Pháp lệnh"})
_UNNUMBERED = frozenset({"indent", "attachment"})
_REPEATED = re.compile(r"-\d+$")
_ROMAN = re.compile(r"[IVXLC]+")
_LEAF = re.compile(r"__(?:sent|para|row)_\d+(?:-\d+)?$|^(?:para|row|fn)_\d+")


def locate(document: Document, eid: str) -> Spans:
    """The spans of a passage, sentence or provision; NotFound where there is none."""
    passage = document.passage(eid)
    if passage is not None:
        return passage.spans
    above, _, _ = eid.rpartition("__sent_")
    holder = document.passage(above) if above else None
    for sentence in holder.sentences if holder else ():
        if sentence.eid == eid:
            return sentence.spans
    provision = document.provision(eid)
    if provision is not None:
        return (*provision.heading, *provision.body) or (provision.span,)
    raise NotFound(
        Message("Văn bản “{document}” không có đoạn “{eid}”.", document=document.id, eid=eid)
    )


def cite(document: Document, eid: str, span: Span | None = None) -> Citation:
    """A citation of a unit, or of `span` of its text (offsets in that text)."""
    spans = locate(document, eid)
    if span is not None:
        where = SpanMap(spans)
        if not 0 <= span.start < span.end <= where.length:
            raise BadRequest(
                Message("Đoạn trích {start}–{end} nằm ngoài đoạn văn dài {length} ký tự.",
                        start=span.start, end=span.end, length=where.length)
            )  # fmt: skip
        spans = where.to_canonical(span.start, span.end)
    around = hull(spans)
    return Citation(
        passage=document.passage_id(eid),
        spans=spans,
        exact=joined(document.text, spans),
        prefix=document.text[max(0, around.start - CONTEXT) : around.start],
        suffix=document.text[around.end : around.end + CONTEXT],
        text_sha256=text_hash(document, eid),
        page=document.page(around.start),
    )


def text_hash(document: Document, eid: str) -> str:
    """SHA-256 of the unit's text as it stands, in hex."""
    return sha256(joined(document.text, locate(document, eid)).encode()).hexdigest()


def permalink(document: Document, eid: str, span: Span | None = None) -> str:
    """The path under which a server shows this unit with `span` lit."""
    tail = f"&span={span.start}-{span.end}" if span else ""
    path = quote(f"/documents/{document.id}/{eid}")
    return f"{path}?h={text_hash(document, eid)[:HASH_LENGTH]}{tail}"


def citation_text(document: Document, eid: str, span: Span | None = None) -> str:
    """The citation as one Vietnamese sentence, quotation first."""
    return f"“{quotation(document, eid, span)}” ({stands_at(document, eid, span)})."


def quotation(document: Document, eid: str, span: Span | None = None) -> str:
    """The cited words on one line."""
    return " ".join(cite(document, eid, span).exact.split())


def stands_at(document: Document, eid: str, span: Span | None = None) -> str:
    """Where the words stand: unit, document, page."""
    citation = cite(document, eid, span)
    place = unit_name(document, eid)
    press = document.metadata.genre in PRESS
    stands = (", " if press else " ").join(filter(None, [place, source_name(document)]))
    page = f", tr. {citation.page}" if citation.page else ""
    return f"{stands}{page}"


def unit_name(document: Document, eid: str) -> str:
    """ "điểm a khoản 1 mục III": the unit, from the innermost out; "" above the first.

    Above an article only what it is attached to is named, since articles are
    numbered through (Nghị định 30/2020/NĐ-CP).
    """
    words = [_leaf_name(eid)] if _leaf_name(eid) else []
    here = document.passage(eid) or document.passage(eid.rpartition("__sent_")[0])
    start = here.provision if here else eid
    in_article = False
    for provision in document.ancestors(start):
        if not in_article or provision.level == "attachment":
            words.append(_provision_name(document, provision))
        in_article = in_article or provision.level == "article"
    return " ".join(filter(None, words))


def _leaf_name(eid: str) -> str:
    names = []
    while (found := _LEAF.search(eid)) is not None:
        kind, _, number = found.group().strip("_").partition("_")
        name = {"sent": "câu", "para": "đoạn", "row": "dòng", "fn": "chú thích"}[kind]
        names.append(f"{name} {number}" + (" của bảng" if kind == "row" else ""))
        eid = eid[: found.start()]
    return " ".join(names)


def _provision_name(document: Document, provision: Provision) -> str:
    """A unit by its number; where the document numbers two siblings alike, which of them."""
    name = _numbered_name(provision)
    if provision.level in _UNNUMBERED:
        return name
    alike = _alike(document, provision)
    if len(alike) == 1:
        return name
    return f"{name} (thứ {alike.index(provision.eid) + 1} mang số này)"


def _alike(document: Document, provision: Provision) -> list[str]:
    """The siblings of the same number, which differ in the end of their eids ("-2", "-3")."""
    first = provision.eid
    above = document.provision(_REPEATED.sub("", first))
    if above is not None and _number_of(above) == _number_of(provision):
        first = above.eid
    found, more = [first], document.provision(f"{first}-2")
    while more is not None and _number_of(more) == _number_of(provision):
        found.append(more.eid)
        more = document.provision(f"{first}-{len(found) + 1}")
    return found


def _number_of(provision: Provision) -> tuple[str | None, str, str]:
    return provision.parent, provision.level, provision.label


def _numbered_name(provision: Provision) -> str:
    label = provision.label
    if provision.level == "indent":
        number = provision.eid.rsplit("_", 1)[-1]
        return f"gạch đầu dòng {number}"
    if provision.level == "attachment":
        return f"{_in_sentence(label) or 'phần'} kèm theo"
    unit = _UNITS.get(provision.level, "")
    if not label or not unit or " " in label:
        return f"mục “{label}”" if label and provision.level == "item" else label
    return f"{unit} {label}"


def _in_sentence(label: str) -> str:
    """A label set in capitals as a sentence has it: "PHỤ LỤC II" → "Phụ lục II"."""
    if not label.replace(" ", "").isalpha():
        return label
    words = (w if _ROMAN.fullmatch(w) and at else w.lower() for at, w in enumerate(label.split()))
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}"


def source_name(document: Document) -> str:
    """Type, number, date and issuer as printed; for a press text, the article and
    what it reports."""
    meta = document.metadata
    if meta.genre in PRESS:
        posted = f", đăng ngày {meta.published:%d/%m/%Y}" if meta.published else ""
        reported = reported_name(document)
        return f"bài “{meta.title}”{posted}" + (f", phản ánh {reported}" if reported else "")
    named = _named(document)
    if meta.type in _NAMED and meta.title:
        return named
    if not meta.number and meta.title:
        named = f"{named} “{meta.title}” (văn bản không ghi số)".strip()
    return named


def reported_name(document: Document) -> str:
    """What a press text reports, as far as it says; "" where it reports no one document."""
    return _named(document) if document.metadata.about == "reported" else ""


def _named(document: Document) -> str:
    meta = document.metadata
    if meta.type in _NAMED and meta.title:
        title = " ".join(meta.title.split())
        full = title if key(title).startswith(f"{key(meta.type)} ") else f"{meta.type} {title}"
        return f"{full} số {printed_number(document)}" if meta.number else full
    parts = [meta.type or ""]
    if meta.number:
        parts.append(f"số {printed_number(document)}")
    if meta.date:
        parts.append(f"ngày {meta.date:%d/%m/%Y}")
    if meta.issuer:
        parts.append(f"của {meta.issuer}")
    return " ".join(filter(None, parts))


def printed_number(document: Document) -> str:
    """The number with the zeros and digits it is printed with, where it was read."""
    for evidence in document.metadata.evidence:
        if evidence.field == "number" and document.metadata.about == "document":
            return "".join(evidence.span.of(document.text).split())
    return document.metadata.number or ""
