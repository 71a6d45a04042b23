"""Searching: words and filters in, a page of passages with counts out.

The engine joins an index (postings) with a store (texts, attributes, groups). It keeps
what both have in memory for one generation of each, notices when another process has
changed either, and brings the index level with the store. One engine serves any number
of threads. Which engine evaluates the tree is known in this package only.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.model import (
    BadRequest,
    Busy,
    Document,
    DocumentHits,
    FacetValue,
    Hit,
    Message,
    NotFound,
    Offer,
    Results,
    StoreError,
)
from corpus.store import Store
from search import abbreviations, ranking
from search.alike import Alike
from search.asking import ask, chosen
from search.complete import Completer, Completion
from search.evaluate import Found
from search.filters import FACETS, Column, Columns, Mask
from search.highlight import Wanted, highlights
from search.index import SearchIndex
from search.matching import Matching
from search.offers import offers
from search.query import Filter
from search.ranking import SORTS, scores_of
from search.related import related
from search.scoring import Scorer
from search.titles import Titles

# So many versions go into one commit: what a commit holds is in memory at once.
_BATCH = 500
# A document shows so many of its passages, and a hit so many of its copies.
_EACH, _COPIES = 3, 20

Docs = npt.NDArray[np.int64]


@dataclass
class _State:
    """The index and the store, each at one generation."""

    scorer: Scorer
    columns: Columns
    versions: Mapping[int, object]
    store_generation: int
    table: object
    groups: dict[str, Column] = field(default_factory=dict)

    @cached_property
    def titles(self) -> Titles:
        return Titles(self.scorer)

    @cached_property
    def alike(self) -> Alike:
        return Alike(self.scorer.snapshot)

    @cached_property
    def completer(self) -> Completer:
        return Completer(self.scorer, self.columns)

    @cached_property
    def current(self) -> Mask | None:
        """Which passages are live and of a current version; None where all are."""
        mask = self.scorer.snapshot.live & self.columns.current
        return None if mask.all() else mask

    @property
    def generations(self) -> tuple[int, int, object]:
        return self.scorer.snapshot.generation, self.store_generation, self.table


class SearchEngine:
    """Search over one data folder; `table` is a person's own file of abbreviations."""

    def __init__(self, index: SearchIndex, store: Store, table: Path | None = None) -> None:
        self._index = index
        self._store = store
        self._table = table
        self._state: _State | None = None
        self._lock = threading.Lock()
        self._catching_up = threading.Lock()
        self._empty: set[int] = set()  # versions without a passage: never in the index

    def search(
        self,
        text: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        frame: str = "28-ct-tw",
        limit: int = 20,
        offset: int = 0,
        sort: str = "relevance",
        exact: bool = False,
        fold: bool = False,
        by_document: bool = False,
    ) -> Results:
        """A page of the passages that answer `text` and have the wanted attributes.

        Values of one filter widen, filters narrow; a facet is counted without its own
        filter, so that a second value can be chosen. `exact` takes the words to the
        letter, `fold` shows one of passages with nearly the same words, `by_document`
        pages through documents, each with its best passages.
        """
        if limit < 0 or offset < 0:
            raise BadRequest(Message("Số kết quả và vị trí bắt đầu không được âm."))
        if sort not in SORTS:
            raise BadRequest(Message("Không có cách sắp xếp “{sort}”.", sort=sort))
        state = self._current()
        asked = ask(
            text, state.scorer, state.titles, lambda one: self._mask(state, frame, one), exact
        )
        wanted = asked.filters + chosen(filters or {})
        masks = [(one.name, self._mask(state, frame, one)) for one in wanted]
        found = _among(asked.found, state)
        kept = _within(found, [mask for _, mask in masks])
        hits, documents, shown = self._page(
            state, asked.wanted, kept, sort, offset, limit, fold, by_document
        )
        return Results(
            total=len(kept.matching),
            full=len(kept.full),
            hits=hits,
            facets=self._facets(state, frame, found, masks),
            suggestion=asked.suggestion,
            searched=asked.searched,
            exact=asked.exact,
            also=asked.also,
            offers=tuple(self._offers(state, wanted)),
            documents=documents,
            shown=shown,
        )

    def related(self, document: str, eid: str, limit: int = 20, offset: int = 0) -> Results:
        """Passages that speak of the same as this one, those with nearly its words first."""
        key = self._store.passage_key(document, eid)
        if key is None:
            raise NotFound(Message("Không có đoạn “{name}”.", name=f"{document}#{eid}"))
        state = self._current()
        (passage,) = self._store.passages([key])
        found, wanted = related(passage.text, key, state.scorer)
        found = _among(found, state)
        passages = self._passages(state)
        page = ranking.ranked(found, "relevance", self._ranks(state), passages, offset + limit)
        hits = tuple(self._hits(state, wanted, found, page[offset:]))
        total = len(found.matching)
        return Results(total, len(found.full), hits, {}, shown=total)

    def warm(self) -> threading.Thread:
        """Makes what the first questions would have to wait for, in a thread of its own."""

        def make() -> None:
            with suppress(Busy, OSError, StoreError):  # the first question will say so
                state = self._current()
                state.scorer.warm()
                _ = state.completer, state.current
                for name in FACETS[:-1]:
                    state.columns.column(name)
                _ = state.alike.first

        thread = threading.Thread(target=make, name="warm", daemon=True)
        thread.start()
        return thread

    def complete(self, text: str, limit: int = 8) -> list[Completion]:
        """What a query that begins so may go on to be, in words of the corpus."""
        return self._current().completer.complete(text, limit)

    def _page(
        self, state: _State, wanted: Sequence[Wanted], kept: Found, sort: str, offset: int,
        limit: int, fold: bool, by_document: bool,
    ) -> tuple[tuple[Hit, ...], tuple[DocumentHits, ...], int]:  # fmt: skip
        """The hits of a page, the documents they are shown under, and how many entries
        all pages have."""
        ranks, passages = self._ranks(state), self._passages(state)
        if by_document:
            versions = state.scorer.snapshot.versions
            groups = ranking.by_document(kept, sort, ranks, passages, versions, _EACH)
            listed = []
            for total, docs in groups[offset : offset + limit]:
                own = tuple(self._hits(state, wanted, kept, docs))
                if own:
                    listed.append(DocumentHits(own[0].document, total, own))
            return tuple(hit for one in listed for hit in one.hits), tuple(listed), len(groups)
        if fold:
            first = state.alike.first
            page, shown = ranking.folded(kept, sort, ranks, passages, offset + limit, first)
            return tuple(self._hits(state, wanted, kept, page[offset:], fold)), (), shown
        page = ranking.ranked(kept, sort, ranks, passages, offset + limit)[offset:]
        return tuple(self._hits(state, wanted, kept, page)), (), len(kept.matching)

    @staticmethod
    def _passages(state: _State) -> Docs:
        return state.scorer.snapshot.passages

    @staticmethod
    def _ranks(state: _State) -> ranking.Ranks:
        def ranks(sort: str) -> Docs:
            if sort == "place":
                return state.columns.places()
            dates = state.columns.dates()
            if sort == "newest":
                return -dates
            return np.where(dates == 0, dates.max(initial=0) + 1, dates)

        return ranks

    def _offers(self, state: _State, wanted: Sequence[Filter]) -> Iterator[Offer]:
        places = [value for one in wanted if one.name == "province" for value in one.values]
        if places:
            yield from offers(places, state.columns.column("province").values)

    def catch_up(self) -> int:
        """Brings the index level with the store; how many versions came and went."""
        with self._catching_up, self._store.writing():
            current = self._store.current_versions()
            have = self._index.versions()
            gone = have - current.keys()
            missing = sorted(current.keys() - have - self._empty)
            for at in range(0, max(len(missing), bool(gone)), _BATCH):
                batch = {version: current[version] for version in missing[at : at + _BATCH]}
                self._index.update(self._documents(batch), gone if at == 0 else ())
            return len(missing) + len(gone)

    def _documents(
        self, versions: Mapping[int, str]
    ) -> Iterator[tuple[int, Document, Sequence[int]]]:
        for version, document_id in versions.items():
            # A document taken away meanwhile, or damaged: `check` tells of those.
            with suppress(NotFound, StoreError):
                keys = self._store.passage_keys(version)
                if keys:
                    yield version, self._store.document(document_id, version), keys
                else:
                    self._empty.add(version)

    def _current(self) -> _State:
        """The state of now. Where the index lags behind, catching up is tried once per
        change; while another process writes, what is there has to do."""
        held = self._state
        now = (self._index.generation, self._store.generation(), self._stamp())
        if held and held.generations == now:
            return held
        # One thread brings in what is new; the others go on with what they have.
        if not self._lock.acquire(blocking=held is None):
            assert held is not None
            return held
        try:
            state = self._open()
            if (state.versions.keys() - self._empty) ^ self._index.versions():
                with suppress(Busy, OSError):
                    if self.catch_up():
                        state = self._open()
            self._state = state
            return state
        finally:
            self._lock.release()

    def _open(self) -> _State:
        generation = self._store.generation()  # before the rest: a later change is seen later
        stamp = self._stamp()
        attributes = self._store.attributes()
        snapshot = self._index.snapshot()
        held = self._state
        if held and held.scorer.snapshot is snapshot and held.table == stamp:
            scorer = held.scorer
        else:
            scorer = Scorer(snapshot, self._abbreviations())
        columns = Columns(snapshot.passages, snapshot.versions, attributes)
        return _State(scorer, columns, attributes, generation, stamp)

    def _stamp(self) -> object:
        """Changes with the file of abbreviations."""
        if self._table is None:
            return None
        with suppress(OSError):
            stat = self._table.stat()
            return stat.st_mtime_ns, stat.st_size
        return None

    def _abbreviations(self) -> abbreviations.Abbreviations:
        """Ours, with those of the file; a faulty file is the business of `check`."""
        with suppress(BadRequest):
            if self._table is not None and self._table.exists():
                return abbreviations.Abbreviations(abbreviations.read(self._table))
        return abbreviations.OURS

    def _column(self, state: _State, frame: str, name: str) -> Column:
        if name != "group":
            return state.columns.column(name)
        found = state.groups.get(frame)
        if found is None:
            found = state.groups[frame] = state.columns.group_column(self._store.groups(frame))
        return found

    def _mask(self, state: _State, frame: str, wanted: Filter) -> Mask:
        return self._column(state, frame, wanted.name).mask(wanted.values)

    def _facets(
        self, state: _State, frame: str, found: Found, masks: Sequence[tuple[str, Mask]]
    ) -> Mapping[str, tuple[FacetValue, ...]]:
        counted: dict[tuple[str, ...], Matching] = {}
        facets = {}
        for name in FACETS:
            others = [(other, mask) for other, mask in masks if other != name]
            key = tuple(other for other, _ in others)
            if key not in counted:
                counted[key] = _within(found, [mask for _, mask in others]).matching
            facets[name] = self._column(state, frame, name).counts(counted[key])
        return facets

    def _hits(
        self, state: _State, wanted: Sequence[Wanted], found: Found, page: Docs, fold: bool = False
    ) -> Iterator[Hit]:
        keys = state.scorer.snapshot.passages[page].tolist()
        scores = scores_of(found, np.sort(page))[np.argsort(np.argsort(page))].tolist()
        passages = {passage.key: passage for passage in self._store.passages(keys)}
        for number, key, score in zip(page.tolist(), keys, scores, strict=True):
            passage = passages.get(key)
            if passage is None or passage.version not in state.versions:
                continue
            copies, documents = self._copies(state, number) if fold else ((), 1)
            yield Hit(
                passage=f"{passage.document_id}#{passage.eid}",
                document=passage.document_id,
                score=round(score, 6),
                text=passage.text,
                highlights=highlights(passage.text, wanted),
                heading_path=passage.heading_path,
                copies=copies,
                documents=documents,
            )

    def _copies(self, state: _State, number: int) -> tuple[tuple[str, ...], int]:
        """The other passages that are like this one, and how many documents have one."""
        snapshot = state.scorer.snapshot
        alike = state.alike.copies(number)
        if state.current is not None:
            alike = alike[state.current[alike]]
        others = alike[alike != number]
        if not len(others):
            return (), 1
        stored = self._store.passages(snapshot.passages[others[:_COPIES]].tolist())
        return (
            tuple(f"{one.document_id}#{one.eid}" for one in stored),
            len(np.unique(snapshot.versions[alike])),
        )


def _among(found: Found, state: _State) -> Found:
    """What was found among the passages of now."""
    current = state.current
    return found if current is None else _within(found, [current])


def _within(found: Found, masks: Sequence[Mask]) -> Found:
    """What was found where all masks let it through."""
    for mask in masks:
        through = Matching(len(mask), mask=mask)
        matching = found.matching & through
        full = matching if found.full is found.matching else found.full & through
        found = Found(matching, full, found.scores)
    return found
