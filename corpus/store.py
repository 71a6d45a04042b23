"""The store: sources, every version of every document, what people put right in it.

In goes a parsed Document, whole, in one transaction; out come documents, and small
rows that need no document decoded.  The store never parses, and never changes a
version once it is written but for the attributes that people correct.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, delete, func, insert, or_, select, update

from corpus import corrections, rows, soundness
from corpus.corrections import Correction
from corpus.files import SourceFiles, WriterLock
from corpus.model import (
    Ambiguous,
    Document,
    Message,
    Metadata,
    NotFound,
    Problem,
    Source,
    StoreError,
)
from corpus.passages import Passages
from corpus.records import Attributes, Put, Summary, VersionInfo
from corpus.schema import Database, documents, issuers, passages, state, versions

_LISTED = [
    column
    for column in versions.c
    if column.name not in {"source", "text", "structure", "word_starts", "word_ends", "problems"}
]
_OF_DOCUMENTS = versions.join(documents)

_CACHED_DOCUMENTS = 64  # a comparison of as many plans as there are provinces, and more


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store(Passages):
    """One data folder. Threads may share a store; processes open their own."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = _utc_now) -> None:
        self.folder = folder = folder.absolute()
        self._now = now
        self._database = Database(folder / "store.sqlite")
        self._sources = SourceFiles(folder / "sources")
        self._decoded: OrderedDict[int, Document] = OrderedDict()
        self._decoded_lock = Lock()

    def close(self) -> None:
        """Let go of the open files; the store can still be used and will reopen them."""
        self._database.close()

    # --- Writing ------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer lock of the folder; Busy at once where another process holds it."""
        with WriterLock.of(self.folder / "write.lock").held():
            yield

    def add_source(self, source: Source, data: bytes) -> None:
        """Keep the bytes of a source, before a document made from them is put."""
        self._sources.write(source.sha256, data)

    def source_bytes(self, sha256: str) -> bytes:
        return self._sources.read(sha256)

    def put(self, document: Document, parser: str) -> Put:
        """Store a document as the current version of what came from the same origin, or
        has the same bytes, else as a new one under its id or the next free one."""
        with self.writing(), self._database.change() as connection:
            known = self._known(connection, document.source.origin, document.source.sha256)
            if known and rows.is_known(known, document.source, parser):
                return Put(known.id, "unchanged", known.version)
            if known:
                key, name, number = known.key, known.id, known.number + 1
                retire = update(versions).where(versions.c.document == key).values(current=False)
                connection.execute(retire)
            else:
                name, number = _free_id(connection, document), 1
                key = _insert(connection, documents, {"id": name, "origin": document.source.origin})
            given = corrections.standing(corrections.log(connection, key))
            meta = corrections.corrected(document.metadata, given)
            row = rows.version_row(document, meta) | {
                "document": key,
                "number": number,
                "current": True,
                "parser": parser,
                "ingested_at": self._now().isoformat(timespec="seconds"),
            }
            version = _insert(connection, versions, row)
            connection.execute(insert(issuers), {"version": version, "issuer": meta.issuer})
            units = [
                rows.passage_row(document, passage) | {"version": version, "ordinal": ordinal}
                for ordinal, passage in enumerate(document.passages)
            ]
            if units:
                connection.execute(insert(passages), units)
        return Put(name, "updated" if known else "added", version)

    def find_unchanged(self, source: Source, parser: str) -> str | None:
        """The document that `put` would call unchanged, None where it would store one."""
        with self._database.read() as connection:
            known = self._known(connection, source.origin, source.sha256)
        return str(known.id) if known and rows.is_known(known, source, parser) else None

    def known_source(self, source: Source) -> Source | None:
        """What the store knows of where these bytes come from, None where they are new to it."""
        with self._database.read() as connection:
            known = self._known(connection, source.origin, source.sha256)
        return rows.source(known) if known and known.sha256 == source.sha256 else None

    def correct(
        self, document_id: str, field: str, value: str | None, by: str, seen: int = 0
    ) -> None:
        """What a person says of one attribute; None takes it back. `seen` is the key of
        the entry they had before them; Overtaken where there is a later one."""
        now = self._now().isoformat(timespec="seconds")
        before = self.document(document_id).metadata
        was = corrections.written(getattr(before, field, None))
        with self.writing(), self._database.change() as connection:
            key = self._document_key(connection, document_id)
            if value is not None:
                value = corrections.written(corrections.read(field, value))
            entry = Correction(0, field, value, was, by, now)
            corrections.add(connection, key, entry, seen)
            current = select(versions.c.key).where(versions.c.document == key, versions.c.current)
            version = connection.execute(current).scalar_one()
            document = self._cached(connection, version)
            given = corrections.standing(corrections.log(connection, key))
            meta = corrections.corrected(document.metadata, given)
            columns = rows.attribute_columns(meta)
            connection.execute(update(versions).where(versions.c.key == version).values(columns))
            issued = update(issuers).where(issuers.c.version == version)
            connection.execute(issued.values(issuer=meta.issuer))

    def metadata_as_read(self, document_id: str) -> Metadata:
        """The attributes of the current version without what people put right."""
        current = select(versions.c.key).select_from(_OF_DOCUMENTS).where(versions.c.current)
        with self._database.read() as connection:
            self._document_key(connection, document_id)
            version = connection.execute(current.where(documents.c.id == document_id)).scalar_one()
            return self._cached(connection, version).metadata

    def corrections(self, document_id: str) -> tuple[Correction, ...]:
        """All that people put right in a document's attributes, oldest first."""
        with self._database.read() as connection:
            return corrections.log(connection, self._document_key(connection, document_id))

    def remove(self, document_id: str) -> None:
        """Forget a document, all its versions, and the sources only it came from."""
        with self.writing():
            with self._database.change() as connection:
                key = self._document_key(connection, document_id)
                of_document = select(versions.c.sha256).where(versions.c.document == key)
                own = set(connection.scalars(of_document))
                connection.execute(delete(documents).where(documents.c.key == key))
                kept = set(connection.scalars(select(versions.c.sha256).distinct()))
            for sha256 in own - kept:
                self._sources.remove(sha256)

    # --- Documents ----------------------------------------------------------

    def resolve(self, name: str) -> str:
        """The id of the document meant by an id, the beginning of one, or a number."""
        starts = func.substr(documents.c.id, 1, len(name)) == name
        named = versions.c.symbol_key == rows.number_key(name)
        with self._database.read() as connection:
            exact = connection.scalar(select(documents.c.id).where(documents.c.id == name))
            if exact is not None:
                return str(exact)
            among = or_(starts, named) if name else named
            found = connection.scalars(_current(documents.c.id).where(among)).all()
        if not found:
            raise _no_document(name)
        if len(found) > 1:
            raise Ambiguous(
                Message(
                    "“{name}” có thể là nhiều văn bản: {candidates}.",
                    name=name,
                    candidates=", ".join(found),
                )
            )
        return str(found[0])

    def document(self, document_id: str, version: int | None = None) -> Document:
        """A document at its current version, or at the version with that key."""
        query = select(versions.c.key).select_from(_OF_DOCUMENTS)
        wanted = versions.c.current if version is None else versions.c.key == version
        with self._database.read() as connection:
            key = connection.scalar(query.where(documents.c.id == document_id, wanted))
            if key is None and version is not None:
                self._document_key(connection, document_id)
                raise NotFound(
                    Message(
                        "Văn bản “{name}” không có phiên bản {version}.",
                        name=document_id,
                        version=version,
                    )
                )
            if key is None:
                raise _no_document(document_id)
            document = self._cached(connection, key)
            given = corrections.log(connection, self._document_key(connection, document_id))
        metadata = corrections.corrected(document.metadata, corrections.standing(given))
        return document if metadata is document.metadata else replace(document, metadata=metadata)

    def versions(self, document_id: str) -> list[VersionInfo]:
        """All versions of a document, oldest first."""
        v = versions.c
        query = select(v.key, v.number, v.sha256, v.parser, v.ingested_at, v.current)
        with self._database.read() as connection:
            key = self._document_key(connection, document_id)
            found = connection.execute(query.where(v.document == key).order_by(v.number)).all()
        return [VersionInfo(*row) for row in found]

    def current_versions(self) -> dict[int, str]:
        """Version key → document id."""
        query = _current(versions.c.key, documents.c.id)
        with self._database.read() as connection:
            return {int(key): str(name) for key, name in connection.execute(query)}

    def summaries(self) -> list[Summary]:
        """One line for each document, by id."""
        with self._database.read() as connection:
            found = connection.execute(_listed()).all()
        return [rows.summary(row) for row in found]

    def attributes(self) -> dict[int, Attributes]:
        """Version key → what its passages are filtered by, for current versions."""
        with self._database.read() as connection:
            found = connection.execute(_listed()).all()
        return {row.key: rows.attributes(row) for row in found}

    def problems(self) -> list[tuple[str, Problem]]:
        """The faults found in current versions, with the id of their document."""
        query = _current(documents.c.id, versions.c.problems)
        with self._database.read() as connection:
            found = connection.execute(query.where(versions.c.problem_count > 0)).all()
        return [(name, problem) for name, data in found for problem in rows.problems(data)]

    def generation(self) -> int:
        """Grows with every committed change, whichever process made it."""
        with self._database.read() as connection:
            return int(connection.execute(select(state.c.generation)).scalar_one())

    # --- Checking -----------------------------------------------------------

    def check(self) -> list[Message]:
        """What is wrong with the stored data; nothing, if all is well."""
        return soundness.faults(self._database, self._sources.intact, self._decode)

    # --- Within a transaction -----------------------------------------------

    def _known(self, connection: Connection, origin: str, sha256: str) -> Row[Any] | None:
        """The stored document that something from `origin` with these bytes is a version of."""
        v = versions.c
        query = (
            select(documents.c.key, documents.c.id, v.number, v.sha256, v.parser, v.source)
            .add_columns(v.key.label("version"))
            .select_from(_OF_DOCUMENTS)
            .where(v.current)
            .order_by(documents.c.key)
            .limit(1)
        )
        for where in (documents.c.origin == origin, v.sha256 == sha256):
            row = connection.execute(query.where(where)).first()
            if row is not None:
                return row
        return None

    def _document_key(self, connection: Connection, document_id: str) -> int:
        key = connection.scalar(select(documents.c.key).where(documents.c.id == document_id))
        if key is None:
            raise _no_document(document_id)
        return int(key)

    def _cached(self, connection: Connection, version: int) -> Document:
        with self._decoded_lock:
            if version in self._decoded:
                self._decoded.move_to_end(version)
                return self._decoded[version]
        document = self._decode(connection, version)
        with self._decoded_lock:
            self._decoded[version] = document
            while len(self._decoded) > _CACHED_DOCUMENTS:
                self._decoded.popitem(last=False)
        return document

    def _decode(self, connection: Connection, version: int) -> Document:
        query = select(versions, documents.c.id).select_from(_OF_DOCUMENTS)
        units = select(passages).where(passages.c.version == version).order_by(passages.c.ordinal)
        row = connection.execute(query.where(versions.c.key == version)).one()
        return rows.document(row, connection.execute(units))


def _current(*columns: Any) -> Select[Any]:
    """A query over current versions and their documents, by id of the document."""
    query = select(*columns).select_from(_OF_DOCUMENTS).where(versions.c.current)
    return query.order_by(documents.c.id)


def _listed() -> Select[Any]:
    """The rows of current versions without what is large."""
    return _current(documents.c.id, *_LISTED, issuers.c.issuer).outerjoin(issuers)


def _insert(connection: Connection, table: Table, row: Mapping[str, object]) -> int:
    key = connection.execute(insert(table), row).inserted_primary_key
    assert key is not None
    return int(key[0])


def _free_id(connection: Connection, document: Document) -> str:
    """The id the document asks for, else that with as much of its hash as makes it new."""
    sha256 = document.source.sha256
    for name in (document.id, *(f"{document.id}-{sha256[:n]}" for n in range(6, 65))):
        taken = select(documents.c.key).where(documents.c.id == name)
        if connection.scalar(taken) is None:
            return name
    raise StoreError(Message("Không còn mã trống cho văn bản “{name}”.", name=document.id))


def _no_document(name: str) -> NotFound:
    return NotFound(Message("Không có văn bản nào là “{name}”.", name=name))
