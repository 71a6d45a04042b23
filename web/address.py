"""What an address in a document points at: a passage, a sentence, a provision.

In: a document, an eid and perhaps a span of the passage's text.  Out: the
canonical spans to mark, or None where the document has no such eid (any more);
and, for an address that was a citation, what became of the cited words.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.citation import locate
from corpus.model import BadRequest, Document, Message, Span, SpanMap, Spans, joined
from corpus.standing import Hold, Standing, span_now
from web.excerpt import Part, parts


@dataclass(frozen=True, slots=True)
class Address:
    """`anchor` is where the page scrolls to; units without words of their own cannot be
    cited."""

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
            spans = _within(spans, span)
        return Address(eid, passage.eid, span, spans, citable=True)
    provision = document.provision(eid)
    if provision is None:
        return None
    spans = (*provision.heading, *provision.body)
    shown = _within(spans, span) if span is not None else provision.heading
    return Address(eid, eid, span, shown, citable=bool(spans))


def _within(spans: Spans, span: Span) -> Spans:
    found = SpanMap(spans).to_canonical(span.start, span.end)
    if not found:
        raise BadRequest(
            Message("Đoạn này không có ký tự {start}–{end}.", start=span.start, end=span.end)
        )
    return found


@dataclass(frozen=True, slots=True)
class Opened:
    """An address that was opened. `held` says what became of cited words, None where the
    address was no citation; `was` are the words as they were, the cited ones marked;
    `astray`: the text says the same, but no longer shows which words were meant."""

    eid: str
    span: Span | None
    held: Standing | None = None
    was: tuple[Part, ...] = ()
    astray: bool = False


def opened(document: Document, eid: str, span: Span | None, held: Standing | None) -> Opened:
    """Cited words are lit where they are the same, never anything in their place."""
    if held is None:
        return Opened(eid, span)
    quoted, here = held.quoted, held.eid or eid
    was = parts(quoted, (span,) if span else ()) if quoted is not None else ()
    if held.hold not in (Hold.SAME, Hold.MOVED) or quoted is None:
        return Opened(here, None, held, was)
    if span is None or span.end > len(quoted):
        return Opened(here, span, held, was)
    now = span_now(quoted, joined(document.text, locate(document, here)), span)
    return Opened(here, now, held, was, astray=now is None)
