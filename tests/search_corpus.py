"""A store in memory and small documents, for the tests of search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from corpus.model import Busy, Document, Genre, Message, Metadata, Passage, Source, Span, SpanArray
from corpus.records import Attributes, StoredPassage
from search.engine import SearchEngine
from search.index import SearchIndex


def document(
    name: str,
    *paragraphs: str,
    title: str = "",
    headings: Sequence[tuple[str, ...]] = (),
    words: bool = False,
    **metadata: Any,
) -> Document:
    """A document of these paragraphs, one passage each."""
    text = "\n".join(paragraphs)
    spans, at = [], 0
    for paragraph in paragraphs:
        spans.append(Span(at, at + len(paragraph)))
        at += len(paragraph) + 1
    paths = [*headings, *[()] * (len(paragraphs) - len(headings))]
    return Document(
        id=name,
        source=Source("0" * 64, "text/plain", f"{name}.txt", f"/{name}.txt", len(text)),
        text=text,
        metadata=Metadata(**{"genre": Genre.OFFICIAL, "title": title, **metadata}),
        passages=tuple(
            Passage(f"para_{number}", None, (span,), path)
            for number, (span, path) in enumerate(zip(spans, paths, strict=True), 1)
        ),
        words=SpanArray(spans if words else ()),
    )


@dataclass
class MemoryStore:
    """The methods of the store that search calls."""

    documents: dict[int, Document] = field(default_factory=dict)
    current: dict[int, str] = field(default_factory=dict)
    keys: dict[int, list[int]] = field(default_factory=dict)
    filed: dict[str, dict[int, str]] = field(default_factory=dict)
    changes: int = 0
    busy: bool = False

    def put(self, *documents: Document) -> None:
        for one in documents:
            self.remove(one.id)
            version = len(self.documents) + 1
            self.documents[version] = one
            self.current[version] = one.id
            first = sum(map(len, self.keys.values())) + 1
            self.keys[version] = list(range(first, first + len(one.passages)))
            self.changes += 1

    def remove(self, name: str) -> None:
        self.current = {key: other for key, other in self.current.items() if other != name}
        self.changes += 1

    def file(self, frame: str, groups: dict[str, str]) -> None:
        """Groups by passage id."""
        own = self.filed.setdefault(frame, {})
        for key, passage in self._stored().items():
            group = groups.get(f"{passage.document_id}#{passage.eid}")
            if group:
                own[key] = group
        self.changes += 1

    def _stored(self) -> dict[int, StoredPassage]:
        return {
            key: StoredPassage(
                key, one.id, version, p.eid, one.passage_text(p), p.spans, p.heading_path
            )
            for version, one in self.documents.items()
            for key, p in zip(self.keys[version], one.passages, strict=True)
        }

    @contextmanager
    def writing(self) -> Iterator[None]:
        if self.busy:
            raise Busy(Message("Bận."))
        yield

    def generation(self) -> int:
        return self.changes

    def current_versions(self) -> dict[int, str]:
        return dict(self.current)

    def document(self, name: str, version: int) -> Document:
        assert self.documents[version].id == name
        return self.documents[version]

    def passage_keys(self, version: int) -> list[int]:
        return self.keys[version]

    def passages(self, keys: Sequence[int]) -> list[StoredPassage]:
        stored = self._stored()
        return [stored[key] for key in keys if key in stored]

    def passage_key(self, name: str, eid: str) -> int | None:
        for key, passage in self._stored().items():
            if (passage.document_id, passage.eid) == (
                name,
                eid,
            ) and passage.version in self.current:
                return key
        return None

    def groups(self, frame: str) -> dict[int, str]:
        return self.filed.get(frame, {})

    def attributes(self) -> dict[int, Attributes]:
        found = {}
        for version, name in self.current.items():
            meta = self.documents[version].metadata
            found[version] = Attributes(
                name, meta.province, meta.type, meta.year, meta.genre, meta.level,
                meta.district, meta.number, meta.title, meta.date, meta.issuer,
            )  # fmt: skip
        return found


def engine_of(
    folder: Path, *documents: Document, table: Path | None = None
) -> tuple[SearchEngine, MemoryStore]:
    """An engine over these documents, its index made."""
    store = MemoryStore()
    store.put(*documents)
    engine = SearchEngine(SearchIndex(folder), store, table)  # type: ignore[arg-type]
    engine.catch_up()
    return engine, store


def day(text: str) -> date:
    return date.fromisoformat(text)
