"""Parsing composed text, and carrying the result back to the text as it came.

Half of the world's PDFs keep Vietnamese decomposed, and pages are strewn with
zero-width characters: patterns would miss their words.  The steps of ingest
therefore read a composed copy, and every span they find is moved back over the
canonical text, which never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from corpus.model import Document, Passage, Provision, Span, SpanArray, Spans
from corpus.text import Composed
from ingest.extract.model import Extracted


def composed(extracted: Extracted) -> tuple[Extracted, Composed]:
    """The extract over its composed text, and the way back."""
    form = Composed(extracted.text)
    if form.same:
        return extracted, form
    to = form.composed_span
    return (
        replace(
            extracted,
            text=form.text,
            regions=tuple(replace(r, span=to(r.span)) for r in extracted.regions),
            headings=tuple(map(to, extracted.headings)),
            list_items=tuple(map(to, extracted.list_items)),
            bold=tuple(map(to, extracted.bold)),
            page_starts=tuple(to(Span(p, p)).start for p in extracted.page_starts),
        ),
        form,
    )


def restored(document: Document, original: Extracted, form: Composed) -> Document:
    """The document with all spans over the original text."""
    if form.same:
        return document
    back = form.span

    def each(spans: Spans) -> Spans:
        return tuple(back(s.start, s.end) for s in spans)

    def one(span: Span) -> Span:
        return back(span.start, span.end)

    return replace(
        document,
        text=original.text,
        page_starts=original.page_starts,
        metadata=replace(
            document.metadata,
            evidence=tuple(replace(e, span=one(e.span)) for e in document.metadata.evidence),
        ),
        provisions=tuple(_provision(p, one, each) for p in document.provisions),
        passages=tuple(_passage(p, each) for p in document.passages),
        words=SpanArray(map(one, document.words)),
        regions=tuple(replace(r, span=one(r.span)) for r in document.regions),
        references=tuple(replace(r, span=one(r.span)) for r in document.references),
        targets=tuple(replace(t, span=one(t.span)) for t in document.targets),
        duties=tuple(replace(d, span=one(d.span)) for d in document.duties),
        problems=tuple(replace(p, span=one(p.span) if p.span else None) for p in document.problems),
    )


def _provision(
    unit: Provision, one: Callable[[Span], Span], each: Callable[[Spans], Spans]
) -> Provision:
    return replace(unit, span=one(unit.span), heading=each(unit.heading), body=each(unit.body))


def _passage(passage: Passage, each: Callable[[Spans], Spans]) -> Passage:
    return replace(
        passage,
        spans=each(passage.spans),
        sentences=tuple(replace(s, spans=each(s.spans)) for s in passage.sentences),
    )
