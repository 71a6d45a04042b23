"""The store: sources, every version of every document, passages, problems, groups.

In goes a parsed Document, whole, in one transaction; out come documents, and small
rows that need no document decoded.  This and the schema are the only SQL of the
project.  The store never parses, and never changes a version once it is written.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, Table, delete, func, insert, or_, select, update

from corpus import rows
from corpus.files import SourceFiles, WriterLock
from corpus.model import Ambiguous, Document, Message, NotFound, Problem, Source, StoreError
from corpus.records import Attributes, PassageColumns, Put, StoredPassage, Summary, VersionInfo
from corpus.schema import Database, documents, filings, groups, passages, state, versions

_LISTED = [
    column
    for column in versions.c
    if column.name not in {"source", "text", "structure", "word_starts", "word_ends", "problems"}
]
_OF_DOCUMENTS = versions.join(documents)
_OF_PASSAGES = passages.join(versions).join(documents)
_LOST_SOURCE = "Tệp nguồn của “{name}” (bản {number}) bị mất hoặc đã bị sửa."
_UNREADABLE = "Không đọc lại được “{name}” (bản {number})."

_CACHED_DOCUMENTS = 16
_MANY = 500  # keys in one statement


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
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
        with self.writing(), self._changing() as connection:
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
            row = rows.version_row(document) | {
                "document": key,
                "number": number,
                "current": True,
                "parser": parser,
                "ingested_at": self._now().isoformat(timespec="seconds"),
            }
            version = _insert(connection, versions, row)
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

    def set_groups(self, frame_id: str, version: int, keys: Mapping[int, str]) -> None:
        """File the passages of a version under the rows of a frame, anew."""
        of_version = select(passages.c.key).where(passages.c.version == version)
        with self._changing() as connection:
            connection.execute(
                delete(groups).where(groups.c.frame == frame_id, groups.c.passage.in_(of_version))
            )
            filed = {"frame": frame_id, "version": version}
            connection.execute(insert(filings).prefix_with("OR IGNORE"), filed)
            filed_under = [
                {"frame": frame_id, "passage": passage, "group_key": key}
                for passage, key in keys.items()
            ]
            if filed_under:
                connection.execute(insert(groups), filed_under)

    def remove(self, document_id: str) -> None:
        """Forget a document, all its versions, and the sources only it came from."""
        with self.writing():
            with self._changing() as connection:
                key = self._document_key(connection, document_id)
                of_document = select(versions.c.sha256).where(versions.c.document == key)
                own = set(connection.scalars(of_document))
                connection.execute(delete(documents).where(documents.c.key == key))
                kept = set(connection.scalars(select(versions.c.sha256).distinct()))
            for sha256 in own - kept:
                self._sources.remove(sha256)

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """A transaction that, if it wrote anything, leaves the store one generation on."""
        with self._database.write() as connection:
            before = _total_changes(connection)
            yield connection
            if _total_changes(connection) != before:
                connection.execute(update(state).values(generation=state.c.generation + 1))

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
            return self._cached(connection, key)

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
            found = connection.execute(_current(documents.c.id, *_LISTED)).all()
        return [rows.summary(row) for row in found]

    def attributes(self) -> dict[int, Attributes]:
        """Version key → what its passages are filtered by, for current versions."""
        with self._database.read() as connection:
            found = connection.execute(_current(documents.c.id, *_LISTED)).all()
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

    # --- Passages -----------------------------------------------------------

    def passage_keys(self, version: int) -> list[int]:
        """The keys of a version's passages, in the order of the document."""
        query = select(passages.c.key).where(passages.c.version == version)
        with self._database.read() as connection:
            return list(connection.scalars(query.order_by(passages.c.ordinal)))

    def passage_columns(self) -> PassageColumns:
        """Key and version of every passage of current versions, by key."""
        query = select(passages.c.key, passages.c.version).join(versions)
        with self._database.read() as connection:
            found = connection.execute(
                query.where(versions.c.current).order_by(passages.c.key)
            ).all()
        table = np.array([tuple(row) for row in found], dtype=np.int64).reshape(-1, 2).T
        keys, of_versions = np.ascontiguousarray(table)
        return PassageColumns(keys, of_versions)

    def passages(self, keys: Sequence[int]) -> list[StoredPassage]:
        """The passages with these keys, in this order; unknown keys are left out."""
        p = passages.c
        query = select(p.key, documents.c.id, p.version, p.eid, p.text, p.spans, p.heading_path)
        query = query.select_from(_OF_PASSAGES)
        found: dict[int, StoredPassage] = {}
        with self._database.read() as connection:
            for at in range(0, len(keys), _MANY):
                some = [int(key) for key in keys[at : at + _MANY]]
                for row in connection.execute(query.where(p.key.in_(some))):
                    found[row.key] = rows.stored_passage(row)
        return [found[key] for key in keys if key in found]

    def passage_key(self, document_id: str, eid: str) -> int | None:
        """The key of a passage of the current version, None where it has no such eid."""
        query = select(passages.c.key).select_from(_OF_PASSAGES)
        where = (documents.c.id == document_id, versions.c.current, passages.c.eid == eid)
        with self._database.read() as connection:
            return connection.scalar(query.where(*where))

    def groups(self, frame_id: str) -> dict[int, str]:
        """Passage key → row of the frame, for passages of current versions."""
        query = select(groups.c.passage, groups.c.group_key)
        query = query.select_from(groups.join(passages).join(versions))
        with self._database.read() as connection:
            current = query.where(groups.c.frame == frame_id, versions.c.current)
            return {int(key): str(group) for key, group in connection.execute(current)}

    def grouped_versions(self, frame_id: str) -> set[int]:
        """The current versions that were filed under a frame."""
        query = select(filings.c.version).join(versions)
        with self._database.read() as connection:
            return set(
                connection.scalars(query.where(filings.c.frame == frame_id, versions.c.current))
            )

    # --- Checking -----------------------------------------------------------

    def check(self) -> list[Message]:
        """What is wrong with the stored data; nothing, if all is well."""
        faults = self._database.damage()
        found = [Message("Kho dữ liệu bị hỏng: {fault}.", fault=fault) for fault in faults]
        query = select(versions.c.key, documents.c.id, versions.c.number, versions.c.sha256)
        with self._database.read() as connection:
            query = query.select_from(_OF_DOCUMENTS).order_by(documents.c.id, versions.c.number)
            stored = connection.execute(query).all()
        for key, name, number, sha256 in stored:
            if not self._sources.intact(sha256):
                found.append(Message(_LOST_SOURCE, name=name, number=number))
            fault = self._version_fault(key)
            if fault:
                found.append(Message(fault, name=name, number=number))
        return found

    def _version_fault(self, version: int) -> str | None:
        query = select(passages.c.text).where(passages.c.version == version)
        with self._database.read() as connection:
            try:
                document = self._decode(connection, version)
            except (ValueError, TypeError, KeyError, zlib.error):
                return _UNREADABLE
            texts = connection.scalars(query.order_by(passages.c.ordinal)).all()
        return rows.fault(document, texts)

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


def _insert(connection: Connection, table: Table, row: Mapping[str, object]) -> int:
    key = connection.execute(insert(table), row).inserted_primary_key
    assert key is not None
    return int(key[0])


def _total_changes(connection: Connection) -> int:
    return int(connection.execute(select(func.total_changes())).scalar_one())


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
