"""What is compared of a document: its clauses, read as weighted terms.

In comes a document; out come its `Clause`s in reading order: a passage's
sentences where it has two or more, else the passage, never both. Only passages
under the document's rows (task groups) count, or, where it has none, all that
is running text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from compare.terms import Bag, Reading, rarity, read, runs_of
from corpus.frames import row_provisions
from corpus.model import Document, Passage, Provision, RegionKind, Span, Spans, joined

_NOT_RUNNING = frozenset(RegionKind) - {RegionKind.TABLE, RegionKind.FOOTNOTE}
_KEPT = 128  # documents whose reading is kept


@dataclass(frozen=True, slots=True)
class Clause:
    """A unit of comparison: `id` is that of a passage or of a sentence.

    `row` is the eid of the document's row it stands under, `headings` the
    provisions between row and clause that have words of their own, the nearest
    first and the row last.
    """

    id: str
    passage: str
    row: str | None
    headings: tuple[str, ...]
    spans: Spans
    text: str
    reading: Reading


@dataclass(frozen=True, eq=False)
class Outline:
    """A document's clauses, and its headings read as terms, by eid."""

    document: Document
    rows: tuple[Provision, ...]
    clauses: tuple[Clause, ...]
    headings: Mapping[str, Reading]

    @cached_property
    def seen(self) -> Mapping[str, int]:
        """In how many of the document's clauses each term is."""
        return Counter(term for clause in self.clauses for term in clause.reading.bag)

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        return rarity(self.seen, len(self.clauses))

    def weighted(self, reading: Reading) -> Bag:
        """A reading's terms by how telling they are: rare among the document's own
        clauses, so that what a plan repeats everywhere says little, whatever it is
        compared with."""
        known = self._rarity
        unseen = rarity({"": 1}, len(self.clauses))[""]
        return {term: weight * known.get(term, unseen) for term, weight in reading.bag.items()}


def outline(document: Document) -> Outline:
    """The document as comparison sees it; what was read lately is kept."""
    with _lock:
        held = _held.pop(id(document), None)
    if held is None or held.document is not document:
        held = _outline(document)
    with _lock:
        if len(_held) >= _KEPT:
            del _held[next(iter(_held))]
        _held[id(document)] = held
    return held


_held: dict[int, Outline] = {}  # by the identity of its document, the latest last
_lock = Lock()


def _outline(document: Document) -> Outline:
    rows = row_provisions(document)
    row_eids = {row.eid for row in rows}
    reader = _Reader(document)
    headings = {p.eid: reader.read(p.heading) for p in rows if p.heading}
    clauses: list[Clause] = []
    for passage in document.passages:
        above = _within(document, passage, row_eids)
        if (above is None and document.task_groups) or not _is_running(document, passage):
            continue
        headed = [provision for provision in above or () if provision.heading]
        for provision in headed:
            if provision.eid not in headings:
                headings[provision.eid] = reader.read(provision.heading)
        row = above[-1].eid if above else None
        near = tuple(provision.eid for provision in headed)
        for eid, spans in _units(passage):
            reading = reader.read(spans)
            if reading.syllables:
                text = joined(document.text, spans)
                name = document.passage_id(eid)
                clauses.append(Clause(name, passage.eid, row, near, spans, text, reading))
    return Outline(document, rows, tuple(clauses), headings)


def _within(document: Document, passage: Passage, rows: set[str]) -> list[Provision] | None:
    """The provisions from a passage up to its row; None where it is under no row."""
    found = []
    for provision in document.ancestors(passage.provision):
        found.append(provision)
        if provision.eid in rows:
            return found
    return None


def _units(passage: Passage) -> list[tuple[str, Spans]]:
    if len(passage.sentences) > 1:
        return [(sentence.eid, sentence.spans) for sentence in passage.sentences]
    return [(passage.eid, passage.spans)]


def _is_running(document: Document, passage: Passage) -> bool:
    first = passage.spans[0]
    return not any(
        region.kind in _NOT_RUNNING and region.span.contains(first) for region in document.regions
    )


class _Reader:
    """Reads stretches of one document: with the segmented words that lie in them,
    and with the wording of its title discounted."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._runs = runs_of(document.metadata.title)

    def read(self, spans: Spans) -> Reading:
        text = joined(self._document.text, spans)
        return read(text, words_under(self._document, spans), self._runs)


def words_under(document: Document, spans: Spans) -> list[Span]:
    """The segmented words in some stretches of a document, in offsets of their joined text."""
    found: list[Span] = []
    starts, ends = document.words.starts, document.words.ends
    before, last = 0, -1  # the length of the stretches before, and the word found last
    for span in spans:
        at = max(0, bisect_left(starts, span.start) - 1)
        while at < len(starts) and starts[at] < span.end:
            low, high = max(starts[at], span.start), min(ends[at], span.end)
            if low < high:
                place = Span(before + low - span.start, before + high - span.start)
                if at == last:  # a word that a cut runs through
                    place = Span(found.pop().start, place.end)
                found.append(place)
                last = at
            at += 1
        before += len(span)
    return found
