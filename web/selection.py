"""Words chosen on the page of a document: characters of its text in, units out.

What a reader marks with the pointer is a stretch of the canonical text.  It is cited
by the units it lies in: each passage, or heading outside of passages, with the span of
its own text that was chosen.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.citation import locate
from corpus.model import BadRequest, Document, Message, Span, SpanMap, Spans, joined


def chosen(document: Document, chars: Span) -> list[tuple[str, Span | None]]:
    """(eid, span) of the units under `chars`, in reading order; None is the whole unit."""
    if chars.end > len(document.text):
        raise BadRequest(
            Message("Văn bản không có ký tự {start}–{end}.", start=chars.start, end=chars.end)
        )
    found = [
        (spans[0].start, eid, _trimmed(document, spans, chars))
        for eid, spans in _units(document, chars)
    ]
    units = [(eid, span) for _, eid, span in sorted(found, key=lambda f: f[0]) if span is not None]
    if not units:
        raise BadRequest(
            Message("Chỗ được chọn không thuộc đoạn nào của văn bản nên không có địa chỉ để trích.")
        )
    return [(eid, None if span == _whole(document, eid) else span) for eid, span in units]


def _units(document: Document, chars: Span) -> Iterator[tuple[str, Spans]]:
    """Passages under `chars`, and provisions whose headings are in no passage: no
    character twice."""
    owned: list[Span] = []
    for passage in document.passages:
        if any(span.overlaps(chars) for span in passage.spans):
            owned += passage.spans
            yield passage.eid, passage.spans
    for provision in document.provisions:
        under = [span for span in provision.heading if span.overlaps(chars)]
        inside = any(span.overlaps(other) for span in under for other in owned)
        if under and not inside and document.passage(provision.eid) is None:
            yield provision.eid, provision.heading


def _trimmed(document: Document, spans: Spans, chars: Span) -> Span | None:
    """What is chosen of a unit, without white space at its ends; None where nothing is."""
    part = SpanMap(spans).to_joined(chars)
    if part is None:
        return None
    text = joined(document.text, spans)
    words = part.of(text)
    start = part.start + len(words) - len(words.lstrip())
    end = part.end - len(words) + len(words.rstrip())
    return Span(start, end) if start < end else None


def _whole(document: Document, eid: str) -> Span:
    text = joined(document.text, locate(document, eid))
    return Span(len(text) - len(text.lstrip()), len(text.rstrip()))
