"""Passages made whole: outline in, passages with heading paths and sentences out.

A heading with nothing below it becomes a passage of its own, so that nothing
written is unfindable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import Passage, Provision, Sentence, Span, SpanMap, Spans, joined
from ingest.sentences import sentences

_CLOSING_MARK = {"point": ")", "item": ".", "indent": ""}


def finished(
    text: str, provisions: Sequence[Provision], passages: Sequence[Passage]
) -> Iterator[Passage]:
    """The passages in reading order, and one for each heading that stands alone."""
    by_eid = {p.eid: p for p in provisions}
    filled = {p.provision for p in passages} | {p.parent for p in provisions}
    found = [*passages]
    found += [Passage(p.eid, p.eid, p.heading, ()) for p in provisions
              if p.heading and p.eid not in filled]  # fmt: skip
    for passage in sorted(found, key=lambda p: (p.spans[0].start, p.eid)):
        spans = _trimmed(text, passage.spans)
        path = _heading_path(text, by_eid, passage)
        yield Passage(passage.eid, passage.provision, spans, path,
                      _sentences(text, passage.eid, spans))  # fmt: skip


def _heading_path(text: str, by_eid: dict[str, Provision], passage: Passage) -> tuple[str, ...]:
    path = []
    here = by_eid.get(passage.provision) if passage.provision else None
    while here is not None:
        heading = " ".join(joined(text, here.heading).split())
        own = here.eid == passage.eid
        if here.level != "indent" and (here.label or heading):
            path.append(title_line(here, "" if own else heading))
        here = by_eid.get(here.parent) if here.parent else None
    return tuple(reversed(path))


def title_line(provision: Provision, heading: str) -> str:
    """A unit's label and heading as one line: "III. Nhiệm vụ", "a) Đối với …"."""
    label = provision.label
    if label and not re.match(r"^[-+–•●▪■◦*]$", label):
        label += _CLOSING_MARK.get(provision.level, ".")
    return f"{label} {heading}".strip()


def _sentences(text: str, eid: str, spans: Spans) -> tuple[Sentence, ...]:
    found = sentences(joined(text, spans))
    if len(found) < 2:
        return ()
    where = SpanMap(spans)
    return tuple(
        Sentence(f"{eid}__sent_{number}", where.to_canonical(s.start, s.end))
        for number, s in enumerate(found, 1)
    )


def _trimmed(text: str, spans: Spans) -> Spans:
    """Without white space at either end of the whole."""
    result = list(spans)
    while result and not result[0].of(text).strip():
        result.pop(0)
    while result and not result[-1].of(text).strip():
        result.pop()
    if result:
        first = result[0].of(text)
        result[0] = Span(result[0].start + len(first) - len(first.lstrip()), result[0].end)
        last = result[-1].of(text)
        result[-1] = Span(result[-1].start, result[-1].end - len(last) + len(last.rstrip()))
    return tuple(result)
