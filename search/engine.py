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

import numpy as np
import numpy.typing as npt

from corpus.model import (
    BadRequest,
    Busy,
    Document,
    FacetValue,
    Hit,
    Message,
    NotFound,
    Results,
    Span,
    StoreError,
)
from corpus.store import Store
from search import filters as attribute
from search.evaluate import Evaluation, Found, marked, words_of
from search.filters import FACETS, FILTERS, Column, Columns, Mask
from search.highlight import Wanted, highlights
from search.index import SearchIndex
from search.query import And, Everything, Filter, Phrase, Query, parse
from search.scoring import Scorer
from search.suggest import suggestion

SORTS = ("relevance", "newest", "oldest")
# So many versions go into one commit: what a commit holds is in memory at once.
_BATCH = 500

Docs = npt.NDArray[np.int64]


@dataclass
class _State:
    """The index and the store, each at one generation."""

    scorer: Scorer
    columns: Columns
    versions: Mapping[int, object]
    store_generation: int
    groups: dict[str, Column] = field(default_factory=dict)

    @property
    def generations(self) -> tuple[int, int]:
        return self.scorer.snapshot.generation, self.store_generation


class SearchEngine:
    """Search over one data folder."""

    def __init__(self, index: SearchIndex, store: Store) -> None:
        self._index = index
        self._store = store
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
    ) -> Results:
        """A page of the passages that answer `text` and have the wanted attributes.

        Values of one filter widen, filters narrow; a facet is counted without its own
        filter, so that a second value can be chosen.
        """
        if limit < 0 or offset < 0:
            raise BadRequest(Message("Số kết quả và vị trí bắt đầu không được âm."))
        if sort not in SORTS:
            raise BadRequest(Message("Không có cách sắp xếp “{sort}”.", sort=sort))
        tree, wanted = _split(parse(text))
        wanted += _from_mapping(filters or {})
        state = self._current()
        masks = [(one.name, self._mask(state, frame, one)) for one in wanted]
        evaluation = Evaluation(state.scorer, tree, lambda one: self._mask(state, frame, one))
        found = evaluation.found()
        found.mask = found.mask & state.scorer.snapshot.live & state.columns.current
        docs = np.flatnonzero(found.mask & _all_but(None, masks, found.mask))
        page = _ranked(state, found, docs, sort, offset + limit)[offset:]
        proposed = None
        if text.strip():
            scorer = state.scorer
            proposed = suggestion(text, tree, scorer.lexicon, scorer.keys, evaluation.lattice)
        return Results(
            total=len(docs),
            full=int(np.count_nonzero(found.full[docs])),
            hits=tuple(self._hits(state, evaluation, tree, found, page)),
            facets=self._facets(state, frame, found.mask, masks),
            suggestion=proposed,
        )

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
        if held and held.generations == (self._index.generation, self._store.generation()):
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
        attributes = self._store.attributes()
        snapshot = self._index.snapshot()
        held = self._state
        scorer = held.scorer if held and held.scorer.snapshot is snapshot else Scorer(snapshot)
        columns = Columns(snapshot.passages, snapshot.versions, attributes)
        return _State(scorer, columns, attributes, generation)

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
        self, state: _State, frame: str, mask: Mask, masks: Sequence[tuple[str, Mask]]
    ) -> Mapping[str, tuple[FacetValue, ...]]:
        return {
            name: self._column(state, frame, name).counts(
                np.flatnonzero(mask & _all_but(name, masks, mask))
            )
            for name in FACETS
        }

    def _hits(
        self, state: _State, evaluation: Evaluation, tree: Query, found: Found, page: Docs
    ) -> Iterator[Hit]:
        wanted = [
            Wanted(
                evaluation.lattice(list(words_of(part))),
                part.slop if isinstance(part, Phrase) else None,
            )
            for part in marked(tree)
        ]
        keys = state.scorer.snapshot.passages[page].tolist()
        scores = _scores(found, page).tolist()
        passages = {passage.key: passage for passage in self._store.passages(keys)}
        for key, score in zip(keys, scores, strict=True):
            passage = passages.get(key)
            if passage is None or passage.version not in state.versions:
                continue
            yield Hit(
                passage=f"{passage.document_id}#{passage.eid}",
                document=passage.document_id,
                score=round(score, 6),
                text=passage.text,
                highlights=highlights(passage.text, wanted),
                heading_path=passage.heading_path,
            )


def _split(tree: Query) -> tuple[Query, list[Filter]]:
    """The words of a query, and the filters that hold for all of it."""
    if isinstance(tree, Filter):
        return Everything(), [tree]
    if not isinstance(tree, And):
        return tree, []
    wanted = [child for child in tree.children if isinstance(child, Filter)]
    others = tuple(child for child in tree.children if not isinstance(child, Filter))
    if not others:
        return Everything(), wanted
    return (others[0] if len(others) == 1 else And(others, tree.span)), wanted


def _from_mapping(filters: Mapping[str, Sequence[str]]) -> list[Filter]:
    wanted = []
    for name, values in filters.items():
        if name not in FILTERS:
            raise BadRequest(Message("Không có bộ lọc “{name}”.", name=name))
        for value in values:
            if name == "year" and attribute.year_range(value) is None:
                raise BadRequest(
                    Message(
                        "“{value}” không phải là năm; hãy viết như 2024 hoặc 2024..2025.",
                        value=value,
                    )
                )
        if values:
            wanted.append(Filter(name, tuple(values), Span(0, 0)))
    return wanted


def _all_but(name: str | None, masks: Sequence[tuple[str, Mask]], like: Mask) -> Mask:
    """What the filters of all other names let through."""
    through = np.ones_like(like)
    for other, mask in masks:
        if other != name:
            through &= mask
    return through


def _scores(found: Found, docs: Docs) -> npt.NDArray[np.float64]:
    """From 0 to 1 for a partial match, from 1 to 2 for a full one."""
    own = found.scores[docs].astype(np.float64)
    if found.ceiling > 0:
        own = np.clip(own / found.ceiling, 0, 1)
    result: npt.NDArray[np.float64] = own + found.full[docs]
    return result


def _ranked(state: _State, found: Found, docs: Docs, sort: str, count: int) -> Docs:
    """The best `count` documents; equal ones in the order of their passages."""
    scores = _scores(found, docs)
    if sort != "relevance":
        dates = state.columns.dates()[docs]
        days = -dates if sort == "newest" else np.where(dates == 0, dates.max(initial=0) + 1, dates)
        scores = scores - days * 4.0
    if 0 < count < len(docs):
        least = np.partition(scores, len(docs) - count)[len(docs) - count]
        keep = scores >= least
        docs, scores = docs[keep], scores[keep]
    order = np.lexsort((state.scorer.snapshot.passages[docs], -scores))
    return docs[order][:count]
