"""What an address in a document points at: a passage, a sentence, a provision.

In: a document, an eid and perhaps a span of the passage's text.  Out: the
canonical spans to mark, or None where the document has no such eid (any more).
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import BadRequest, Document, Message, Span, SpanMap, Spans


@dataclass(frozen=True, slots=True)
class Address:
    """`anchor` is where the page scrolls to; only passages and sentences can be cited."""

    eid: str
    anchor: str
    span: Span | None
    spans: Spans
    citable: bool


def find(document: Document, eid: str, span: Span | None) -> Address | None:
    whole = eid.partition("__sent_")[0]
    passage = document.passage(eid) or document.passage(whole)
    if passage is not None:
        sentence = next((s.spans for s in passage.sentences if s.eid == eid), None)
        if sentence is None and eid != passage.eid:
            return None
        spans = sentence or passage.spans
        if span is not None:
            spans = SpanMap(spans).to_canonical(span.start, span.end)
            if not spans:
                raise BadRequest(
                    Message(
                        "Đoạn này không có ký tự {start}–{end}.", start=span.start, end=span.end
                    )
                )
        return Address(eid, passage.eid, span, spans, citable=True)
    provision = document.provision(eid)
    if provision is None:
        return None
    return Address(eid, eid, None, provision.heading, citable=False)
