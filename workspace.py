"""One data folder opened: store, ingest, search and comparison wired together.

For command line and web alike, each call being one thing a person asks for.  It
decides nothing itself but what lies between the rooms: passages are filed under the
rows of frames when they come in, since store and search know nothing of comparing.
Names of documents are taken as people write them: id, beginning of an id, number.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import citation, frames, numbers
from corpus.model import (
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
    split_passage_id,
)
from corpus.standing import Standing, standing
from corpus.store import Store
from search.engine import SearchEngine
from search.index import SearchIndex

if TYPE_CHECKING:
    from corpus.records import Summary
    from ingest.pipeline import Progress, Report

DEFAULT_FRAME = "28-ct-tw"


class Workspace:
    """A data folder, made where it does not exist. Threads may share a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder)
        self.index = SearchIndex(folder / "index")
        self.engine = SearchEngine(self.index, self.store)
        self._level_at = -1  # the generation of the store that index and filings follow
        self._frames_at: tuple[int, list[Frame]] = (-1, [])

    # --- Documents ----------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
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

    def documents(self) -> list[Summary]:
        return self.store.summaries()

    def document(self, name: str) -> Document:
        return self.store.document(self.store.resolve(name))

    def text(self, name: str) -> str:
        """The canonical text, which every offset indexes."""
        return self.document(name).text

    # --- Search -------------------------------------------------------------

    def search(
        self,
        text: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        frame: str = DEFAULT_FRAME,
        limit: int = 20,
        offset: int = 0,
        sort: str = "relevance",
    ) -> Results:
        """Passages; `frame` says whose rows the filter and facet "group" mean."""
        rows = self.frame(frame)
        with suppress(Busy):  # another process is at it: what is there now still answers
            self._follow()
            if rows.document is not None:
                self._file_under(rows)
        key = self._filing_key(rows)
        return self.engine.search(text, filters or {}, key, limit, offset, sort)

    def _follow(self) -> None:
        """Brings index and curated filings level with the store, whoever changed it.
        The writer lock is taken only where there is something to do."""
        if self.store.generation() == self._level_at:
            return
        if self.index.versions() != self.store.current_versions().keys():
            self.engine.catch_up()
        for frame in frames.curated().values():
            self._file_under(frame)
        self._level_at = self.store.generation()

    def reindex(self) -> int:
        """Builds index and filings anew from the store; how many documents they hold."""
        with self.store.writing():
            self.index.clear()
            self.engine.catch_up()
            for frame in frames.curated().values():
                self._file(frame, self.store.current_versions())
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
        left = len(indexed - current.keys())
        if left:
            found.append(Message("Chỉ mục còn {count} bản không có trong kho.", count=left))
        return found

    # --- Frames and comparison ----------------------------------------------

    def frames(self) -> list[Frame]:
        """The curated frames, and those of the documents that have task groups."""
        generation = self.store.generation()
        if self._frames_at[0] != generation:
            own = [
                frames.frame_of(self.store.document(summary.id))
                for summary in self.store.summaries()
                if summary.groups
            ]
            self._frames_at = generation, [*frames.curated().values(), *own]
        return list(self._frames_at[1])

    def frame(self, name: str) -> Frame:
        """A curated frame by id or number, else the frame a document makes."""
        curated = frames.curated()
        if name in curated:
            return curated[name]
        for frame in curated.values():
            if frame.number and _same_number(frame.number, name):
                return frame
        try:
            return frames.frame_of(self.document(name))
        except NotFound as error:
            known = ", ".join(curated)
            raise NotFound(
                Message(
                    "Không có khung hay văn bản nào là “{name}”; khung có sẵn: {known}.",
                    name=name,
                    known=known,
                )
            ) from error

    def compare(self, names: Sequence[str], frame: str | None = None) -> Comparison:
        """Documents side by side, under the rows of a frame or only with each other."""
        from compare.align import compare

        ids = [self.store.resolve(name) for name in names]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise BadRequest(Message("Văn bản được nêu hai lần: {names}.", names=", ".join(twice)))
        rows = self.frame(frame) if frame is not None else None
        return compare([self.store.document(name) for name in ids], rows)

    def _filing_key(self, frame: Frame) -> str:
        """What filings under a frame are stored by: a document's frame changes with it."""
        if frame.document is None:
            return frame.id
        versions = {name: key for key, name in self.store.current_versions().items()}
        return f"{frame.id}@{versions[frame.document]}"

    def _file_under(self, frame: Frame) -> None:
        """Files the documents that are not yet filed under a frame."""
        current = self.store.current_versions()
        filed = self.store.grouped_versions(self._filing_key(frame))
        waiting = {key: name for key, name in current.items() if key not in filed}
        if waiting:
            with self.store.writing():
                self._file(frame, waiting)

    def _file(self, frame: Frame, versions: Mapping[int, str]) -> None:
        key = self._filing_key(frame)
        for version, name in versions.items():
            document = self.store.document(name, version)
            rows = _rows(frame, document)
            keys = self.store.passage_keys(version)
            self.store.set_groups(
                key,
                version,
                {
                    passage_key: rows[passage.eid]
                    for passage_key, passage in zip(keys, document.passages, strict=True)
                    if passage.eid in rows
                },
            )

    # --- Citation -----------------------------------------------------------

    def cite(self, passage_id: str, span: Span | None = None) -> Citation:
        """A passage or sentence as a quotation; `span` is in offsets of its own text."""
        return citation.cite(*self._passage(passage_id), span)

    def citation_text(self, passage_id: str, span: Span | None = None) -> str:
        return citation.citation_text(*self._passage(passage_id), span)

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


def _same_number(number: str, name: str) -> bool:
    try:
        return numbers.parse(number) == numbers.parse(name)
    except ValueError:
        return False


def _rows(frame: Frame, document: Document) -> Mapping[str, str]:
    """Passage eid → row. A document's own frame is for whoever asks; a curated one is
    for the document it stands for and those that cite it."""
    from compare.align import file_under

    if frame.number and frame.document is None:
        metadata = document.metadata
        cited = (r.number for r in document.references)
        if not any(
            name and _same_number(frame.number, name)
            for name in (metadata.number, *metadata.implements, *cited)
        ):
            return {}
    return file_under(document, frame)
