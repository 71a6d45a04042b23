"""Documents in, links out: `compare` and `file_under`.

Clauses are linked first, document by document, many to many; groups gather the
links of their clauses. Every figure of a pair depends on that pair alone, and
every figure under a frame on one document and the frame, so that adding a
document never changes what was said of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from compare.clauses import outline
from compare.evidence import side_of
from compare.filing import UNSURE, Filing, profiles
from compare.pairs import link_all
from compare.terms import runs_of
from corpus.model import (
    BadRequest,
    ClauseLink,
    Comparison,
    Document,
    Frame,
    GroupLinks,
    Message,
)

# So many stretches of a frame's title in a document show that it is of that matter.
_OF_TITLE = 2


def compare(documents: Sequence[Document], frame: Frame | None) -> Comparison:
    """Documents against a frame and against each other, in the order given.

    Links are left to right in that order; a link's relation says what the left
    is to the right. `only_in` names the clauses of a document without a
    counterpart in any other.
    """
    if len(documents) < (2 if frame is None else 1):
        raise BadRequest(Message("Cần ít nhất hai văn bản, hoặc một văn bản và một khung."))
    outlines = [outline(document) for document in documents]
    groups: list[GroupLinks] = []
    clauses: list[ClauseLink] = []
    if frame is not None:
        for one in outlines:
            filing = Filing(one, profiles(frame))
            groups += [GroupLinks(one.document.id, eid, keys) for eid, keys in filing.groups()]
            clauses += [
                ClauseLink(filed.clause.id, filing.keys[filed.best], round(max(filed.scores), 4))
                for filed in filing.clauses
                if filed.is_sure
            ]
    sides = [side_of(one) for one in outlines]
    links = link_all(sides) if len(sides) > 1 else []
    linked = {name for link in links for name in (*link.left, *link.right)}
    only_in = {
        one.document.id: tuple(c.id for c in one.clauses if c.id not in linked)
        if len(documents) > 1
        else ()
        for one in outlines
    }
    return Comparison(
        tuple(document.id for document in documents),
        frame,
        tuple(groups),
        tuple(clauses),
        tuple(links),
        only_in,
    )


def file_under(document: Document, frame: Frame) -> dict[str, str]:
    """The row of the frame each passage answers best, by passage eid. Passages that
    answer none are left out, and all of them where the document neither cites what
    the frame stands for nor speaks in the words of its title."""
    if not _concerns(document, frame):
        return {}
    filing = Filing(outline(document), profiles(frame))
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(filing.keys))
    lengths: dict[str, int] = defaultdict(int)
    for filed in filing.clauses:
        length = filed.clause.reading.length
        lengths[filed.clause.passage] += length
        total = totals[filed.clause.passage]
        for at, score in enumerate(filed.scores):
            total[at] += score * length
    return {
        eid: filing.keys[total.index(max(total))]
        for eid, total in totals.items()
        if max(total) >= UNSURE * lengths[eid]
    }


def _concerns(document: Document, frame: Frame) -> bool:
    cited = {document.metadata.number, *document.metadata.implements}
    cited.update(reference.number for reference in document.references)
    if document.id == frame.document or (frame.number is not None and frame.number in cited):
        return True
    text = "\n".join(document.passage_text(passage) for passage in document.passages)
    return len(runs_of(frame.title) & runs_of(text)) >= _OF_TITLE
