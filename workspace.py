"""One data folder opened: store, ingest, search and comparison wired together.

For command line and web alike, each call being one thing a person asks for.  It
decides nothing itself.  Names of documents are taken as people write them: id,
beginning of an id, number.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from corpus import citation, conflicts, frames
from corpus.baskets import Baskets
from corpus.cited import Mentions
from corpus.conflicts import Conflict
from corpus.deciding import Decisions
from corpus.formats import Quoted, Taken
from corpus.judgements import Judgements
from corpus.model import (
    Ambiguous,
    BadRequest,
    Busy,
    Citation,
    Comparison,
    Document,
    Frame,
    Message,
    NotFound,
    Results,
    Span,
    joined,
    split_passage_id,
)
from corpus.saved import SavedSearches
from corpus.standing import Standing, standing
from corpus.store import Store
from filings import Filings
from search.abbreviations import read as read_abbreviations
from search.engine import SearchEngine
from search.index import SearchIndex

if TYPE_CHECKING:
    from compare.families import Family
    from corpus.compared import Clause, Origins, Pair, Row, Run, Words
    from corpus.records import Summary
    from corpus.tabulated import DutyMatrix, Ledger
    from ingest.fetch import Fetched
    from ingest.manifest import Listed
    from ingest.pipeline import Progress, Report
    from search.complete import Completion

DEFAULT_FRAME = "28-ct-tw"
ABBREVIATIONS = "abbreviations.toml"
_KEPT = 128
Made = TypeVar("Made")


class Workspace:
    """A data folder, made where it does not exist. Threads may share a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder)
        self.baskets = Baskets(folder)
        self.saved = SavedSearches(folder)
        self.index = SearchIndex(folder / "index")
        self.engine = SearchEngine(self.index, self.store, folder / ABBREVIATIONS)
        self.filings = Filings(self.store)
        self._level_at = -1  # the generation of the store that index and filings follow
        self._mentions = Mentions(self.store)
        self.decisions = Decisions(
            Judgements(folder), self.store.document, self.frame, self.store.generation
        )
        self._made_at: tuple[int, dict[object, Any]] = (-1, {})  # comparisons lately asked for

    # --- Documents ----------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path] | Listed,
        jobs: int | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Files and folders in; what became of each of them."""
        from ingest.pipeline import run  # heavy, and needed by nothing else

        started = time.monotonic()
        with self.store.writing():
            report = run(self.store, paths, jobs, progress)
            self._follow()
        return replace(report, seconds=round(time.monotonic() - started, 3))

    def fetch(
        self,
        manifest: Path,
        into: Path | None = None,
        delay: float = 2.0,
        progress: Callable[[Progress], None] | None = None,
    ) -> tuple[Fetched, Report]:
        """What a list of documents names is fetched, without the writer lock, then ingested."""
        from ingest.fetch import fetch
        from ingest.polite import Limits, Web

        with closing(Web(Limits(delay=delay))) as web:
            fetched = fetch(manifest, into or self.folder / "downloads", web, progress)
        return fetched, self.ingest(fetched.listed, progress=progress)

    def documents(self) -> list[Summary]:
        return list(self._kept("documents", self.store.summaries))

    def document(self, name: str) -> Document:
        return self.store.document(self.store.resolve(name))

    def text(self, name: str) -> str:
        """The canonical text, which every offset indexes."""
        return self.document(name).text

    def conflicts(self, name: str | None = None) -> tuple[Conflict, ...]:
        """Citations that disagree anywhere in the corpus, or those a document takes part in."""
        found = conflicts.conflicts(self._mentions.all())
        one = self.store.resolve(name) if name is not None else None
        return tuple(conflict for conflict in found if one is None or conflict.involves(one))

    # --- Search -------------------------------------------------------------

    def search(
        self,
        text: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        frame: str = DEFAULT_FRAME,
        limit: int = 20,
        offset: int = 0,
        sort: str = "relevance",
        **how: bool,
    ) -> Results:
        """Passages; `frame` says whose rows the filter and facet "group" mean, `how` is
        `exact`, `fold` or `by_document`, as the engine knows them."""
        rows = self.frame(frame)
        with suppress(Busy):  # another process is at it: what is there now still answers
            self._follow()
            if rows.document is not None:
                self.filings.follow(rows)
        key = self.filings.key(rows)
        return self.engine.search(text, filters or {}, key, limit, offset, sort, **how)

    def related(self, passage_id: str, limit: int = 20, offset: int = 0) -> Results:
        """Passages that speak of the same as this one."""
        document, eid = self._passage(passage_id)
        with suppress(Busy):
            self._follow()
        return self.engine.related(document.id, eid, limit, offset)

    def complete(self, text: str, limit: int = 8) -> list[Completion]:
        """What a query that is being typed may go on to be."""
        return self.engine.complete(text, limit)

    def _follow(self) -> None:
        """Brings index and curated filings level with the store, whoever changed it.
        The writer lock is taken only where there is something to do."""
        if self.store.generation() == self._level_at:
            return
        if self.index.versions() != self.store.current_versions().keys():
            self.engine.catch_up()
        for frame in frames.curated().values():
            self.filings.follow(frame)
        self._level_at = self.store.generation()

    def reindex(self) -> int:
        """Builds index and filings anew from the store; how many documents they hold."""
        with self.store.writing():
            self.index.clear()
            self.engine.catch_up()
            for frame in frames.curated().values():
                self.filings.renew(frame)
        return len(self.index.versions())

    def check(self, repair: bool = False) -> list[Message]:
        """What is wrong with store and index; `repair` first builds the index anew."""
        if repair:
            self.reindex()
        found = self.store.check()
        current = {line.version: line.id for line in self.store.summaries() if line.passages}
        indexed = self.index.versions()
        for version in sorted(current.keys() - indexed):
            found.append(Message("“{name}” chưa có trong chỉ mục tìm kiếm.", name=current[version]))
        try:
            read_abbreviations(self.folder / ABBREVIATIONS)
        except BadRequest as error:
            found.append(error.message)
        left = len(indexed - current.keys())
        if left:
            found.append(Message("Chỉ mục còn {count} bản không có trong kho.", count=left))
        return found

    # --- Frames and comparison ----------------------------------------------

    def frames(self) -> list[Frame]:
        """The curated frames, and those of the documents that have task groups."""
        return self.filings.frames()

    def frame(self, name: str) -> Frame:
        """A curated frame by id or number, else the frame a document makes."""
        return self.filings.frame(name)

    def compare(self, names: Sequence[str], frame: str | None = None) -> Comparison:
        """Documents side by side, under the rows of a frame or only with each other; the
        frame "induced" is drawn from them."""
        from compare.align import compare
        from compare.induced import ID, induce

        ids = [self.store.resolve(name) for name in names]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise BadRequest(Message("Văn bản được nêu hai lần: {names}.", names=", ".join(twice)))
        rows = self.frame(frame) if frame not in (None, ID) else None

        def make() -> Comparison:
            documents = [self.store.document(name) for name in ids]
            return compare(documents, induce(documents) if frame == ID else rows)

        return self._kept(("compare", *ids, rows.id if rows else frame), make)

    def clauses(self, name: str) -> tuple[Clause, ...]:
        """The clauses of a document that comparison knows, in reading order."""
        from compare.table import clauses

        return clauses(self.document(name))

    def judged(self, comparison: Comparison, who: str = "both") -> Comparison:
        """A comparison with what people decided on it; `who` is a value of `judged.Who`."""
        from compare.judged import Who, judged

        rulings = self.decisions.rulings()
        return judged(comparison, self._compared(comparison), rulings, Who(who))

    def gold(self) -> dict[str, list[dict[str, Any]]]:
        """What people decided, as pairs to measure an alignment by."""
        from compare.judged import gold

        return gold(self.decisions.rulings(), self.store.document)

    def _kept(self, key: object, make: Callable[[], Made]) -> Made:
        """What was made of the store as it is now; a screen asks for the same again."""
        generation = self.store.generation()
        if self._made_at[0] != generation or len(self._made_at[1]) >= _KEPT:
            self._made_at = generation, {}
        held = self._made_at[1]
        if key not in held:
            held[key] = make()
        made: Made = held[key]
        return made

    def rows(self, comparison: Comparison) -> tuple[Row, ...]:
        """A comparison under a frame, set out as a table."""
        from compare.table import set_out

        return set_out(comparison, self._compared(comparison))

    def pairs(self, comparison: Comparison) -> tuple[Pair, ...]:
        """The links of a comparison with the words on both sides."""
        from compare.table import pairs

        return pairs(comparison.links, self._compared(comparison))

    def clause(self, passage_id: str) -> Clause:
        """A passage or sentence as comparison shows it."""
        from compare.table import clause

        return clause(self._passage(passage_id)[0], passage_id)

    def _compared(self, comparison: Comparison) -> dict[str, Document]:
        return {name: self.store.document(name) for name in comparison.documents}

    def diff(self, left: str, right: str) -> tuple[Run, ...]:
        """Two passages or sentences word by word; spans index the text of each."""
        from compare.clauses import words_under
        from compare.diff import diff

        sides = []
        for name in (left, right):
            document, eid = self._passage(name)
            spans = citation.locate(document, eid)
            sides.append((joined(document.text, spans), words_under(document, spans)))
        (mine, my_words), (theirs, their_words) = sides
        return diff(mine, theirs, my_words, their_words)

    def parents(self, document: Document) -> tuple[Document, ...]:
        """The documents a document carries out, as far as the store has them."""
        found: dict[str, Document] = {}
        for number in document.metadata.implements:
            with suppress(NotFound, Ambiguous):  # what may be several documents is not guessed
                name = self.store.resolve(number)
                if name != document.id:
                    found[name] = self.store.document(name)
        return tuple(found.values())

    def origins(self, name: str) -> Origins:
        """Where the wording of a document's clauses comes from."""
        from compare.origin import origins

        document = self.document(name)
        make = partial(origins, document, self.parents(document))
        return self._kept(("origins", document.id), make)

    def lineage(self, name: str) -> tuple[Document, ...]:
        """The line from the directive down to a document, itself last."""
        from compare.origin import lineage

        return lineage(self.document(name), self.parents)

    def export(self, comparison: Comparison, form: str, words: Words) -> bytes:
        """A comparison as a file: "xlsx", "docx", "csv" or "json"."""
        from compare.export import Material, export

        documents = self._compared(comparison)
        origins = {name: self.origins(name) for name in documents}
        return export(Material(comparison, documents, origins, words), form)

    # --- Figures and duties -------------------------------------------------

    def ledger(
        self, names: Sequence[str], decided: Mapping[tuple[str, str], bool] | None = None
    ) -> Ledger:
        """Figures of documents by indicator; `decided`: pairs of figures people judged."""
        from compare.ledger import build

        ids, judged = self._ids(names), decided or {}
        key = ("ledger", *ids, *sorted(judged.items()))
        return self._kept(key, lambda: build([self.store.document(i) for i in ids], judged))

    def duties(self, names: Sequence[str], frame: str | None = None) -> DutyMatrix:
        """Agencies by task, or by the groups of a frame."""
        from compare.duties import matrix

        ids, rows = self._ids(names), self.frame(frame) if frame is not None else None
        key = ("duties", *ids, rows and rows.id)
        return self._kept(key, lambda: matrix([self.store.document(i) for i in ids], rows))

    def tabulated(self, table: Ledger | DutyMatrix, form: str, words: Words) -> bytes:
        """Such a table as a file: "xlsx" or "csv"."""
        from compare.sheets import export

        return export(table, form, words)

    def families(self) -> tuple[Family, ...]:
        """Documents that carry out the same one, or have nearly the same words."""
        from compare.families import families

        names = self.store.current_versions().values()
        return self._kept("families", lambda: families(map(self.store.document, sorted(names))))

    def _ids(self, names: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(map(self.store.resolve, names)))

    # --- Citation -----------------------------------------------------------

    def cite(self, passage_id: str, span: Span | None = None) -> Citation:
        """A passage or sentence as a quotation; `span` is in offsets of its own text."""
        return citation.cite(*self._passage(passage_id), span)

    def citation_text(self, passage_id: str, span: Span | None = None) -> str:
        return citation.citation_text(*self._passage(passage_id), span)

    def quoted(self, passage_id: str, span: Span | None = None, note: str = "") -> Quoted:
        """A passage ready to be written in a format of `corpus.formats`."""
        document, eid = self._passage(passage_id)
        version = next(v for v in self.store.versions(document.id) if v.current)
        return Quoted(document, version, eid, span, note)

    def quotations(self, taken: Sequence[Taken], title: str, label: str) -> bytes:
        """Collected words as a Word document with footnotes."""
        from compare.quotations import quotations

        return quotations(taken, title, label)

    def permalink(self, passage_id: str, span: Span | None = None) -> str:
        """The path under which the passage is found, and known to have changed."""
        return citation.permalink(*self._passage(passage_id), span)

    def standing(self, passage_id: str, digest: str) -> Standing:
        """Whether words cited under this id, with this hash, still stand there."""
        name, eid = split_passage_id(passage_id)
        document = self.document(name)
        versions = reversed(self.store.versions(document.id))
        earlier = (self.store.document(document.id, v.version) for v in versions if not v.current)
        return standing(document, earlier, eid, digest)

    def _passage(self, passage_id: str) -> tuple[Document, str]:
        name, eid = split_passage_id(passage_id)
        if not eid:
            raise BadRequest(
                Message("“{name}” không chỉ đoạn nào; hãy viết DOC#ĐOẠN.", name=passage_id)
            )
        return self.document(name), eid
