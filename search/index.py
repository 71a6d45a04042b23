"""The only Whoosh: schema, writing, and opening what was written.

In come documents with the keys of their passages, out come snapshots: immutable
views of one generation of the index, whose postings are numpy arrays over all its
segments. The index is derived: an index that cannot be opened, or was made by
another version of the analysis, is made anew and filled by whoever catches up.

Beside each segment lies a file with its postings as arrays, under the segment's name:
it is there before the commit that names the segment, and Whoosh removes it together
with the segment. Where it is missing (another program wrote the segment, the disk was
full), the segment is decoded once and the file written. Decoding takes the blocks of
Whoosh's matchers (private fields, hence the exact pin of the package and the tests
that compare with Whoosh's own matching).
"""

from __future__ import annotations

import gc
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np
from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer
from whoosh.columns import NumericColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import LockError

from corpus.model import Busy, Document, Message, StoreError
from search import analysis, mapped
from search.blocks import decoded, write_field
from search.inversion import NO_KEYS, POSITION_BITS, Ints, Inverted, Inverter
from search.occurrences import firsts
from search.passages import streams
from search.segment import COLUMNS as COLUMNS
from search.segment import FIELDS, Segment, arrays_of
from search.segment import HEADINGS as HEADINGS
from search.segment import TEXT as TEXT
from search.segment import WORDS as WORDS
from search.snapshot import Snapshot as Snapshot

SCHEMA_VERSION = 1

_ATTEMPTS = 10
_PAUSE = 0.05


def _schema() -> Any:
    return fields.Schema(
        text=fields.FieldType(formats.Positions(), IDAnalyzer(), scorable=True),
        words=fields.FieldType(formats.Frequency(), IDAnalyzer(), scorable=True),
        headings=fields.FieldType(formats.Frequency(), IDAnalyzer(), scorable=True),
        passage=fields.COLUMN(NumericColumn("q")),
        version=fields.COLUMN(NumericColumn("q")),
        length=fields.COLUMN(NumericColumn("I")),
        back=fields.COLUMN(NumericColumn("I")),
    )


class SearchIndex:
    """The index in a folder. Many processes may read; one at a time writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / f"v{SCHEMA_VERSION}.{analysis.VERSION}"
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._segments: dict[str, Segment] = {}
        if folder.is_dir():
            for other in folder.iterdir():
                if other != self._folder and other.is_dir():
                    shutil.rmtree(other, ignore_errors=True)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._index = self._open()
        except OSError as error:
            raise StoreError(
                Message("Không mở được chỉ mục ở {path}.", path=str(self._folder))
            ) from error

    def _open(self) -> Any:
        storage = FileStorage(str(self._folder))
        for attempt in range(_ATTEMPTS):
            try:
                index = FileIndex(storage)
                index.reader().close()
                return index
            except FileNotFoundError:  # replaced by a commit between a look and a touch
                if attempt + 1 < _ATTEMPTS:
                    sleep(_PAUSE)
            except OSError:
                raise
            except Exception:  # none there, or whatever a damaged pickle raises
                break
        return FileIndex.create(storage, _schema())  # there is nothing to lose

    @property
    def generation(self) -> int:
        """The number of the latest commit, by whichever process."""
        return int(self._index.latest_generation())

    def snapshot(self) -> Snapshot:
        """The index as of the latest commit."""
        with self._lock:
            held = self._snapshot
            if held is None or held.generation != self.generation:
                held = self._snapshot = self._read()
            return held

    def _read(self) -> Snapshot:
        for _ in range(_ATTEMPTS - 1):
            with suppress(FileNotFoundError):  # replaced by a commit between a look and a touch
                return self._read_latest()
            sleep(_PAUSE)
        return self._read_latest()

    def _read_latest(self) -> Snapshot:
        toc = TOC.read(self._index.storage, self._index.indexname)
        known = self._segments
        self._segments = {
            one.segment_id(): known.get(one.segment_id()) or self._segment(toc.schema, one)
            for one in toc.segments
        }
        parts = [(self._segments[one.segment_id()], list(one.deleted_docs()))
                 for one in toc.segments]  # fmt: skip
        return Snapshot(parts, int(toc.generation))

    def _segment(self, schema: Any, segment: Any) -> Segment:
        path = _beside(self._folder, segment)
        with suppress(FileNotFoundError, mapped.Incomplete):
            return Segment(mapped.read(path))
        reader = SegmentReader(self._index.storage, schema, segment)
        arrays = arrays_of(
            {name: _decode(reader, name) for name in FIELDS}, _columns(reader, schema)
        )
        reader.close()
        with suppress(OSError):  # next time, then
            mapped.write(path, arrays)
        return Segment(arrays)

    def versions(self) -> set[int]:
        """The document versions whose passages are in the index."""
        snapshot = self.snapshot()
        versions = snapshot.versions[snapshot.live]
        return set(versions[firsts(versions)].tolist())  # those of one stand together

    def update(
        self,
        add: Iterable[tuple[int, Document, Sequence[int]]] = (),
        remove: Iterable[int] = (),
    ) -> None:
        """Adds versions (each with the keys of its passages) and removes others, in one
        commit. A version that is there already is replaced."""
        with self._writing() as writer:
            batch = _Batch(writer, self._folder)
            gone = set(remove)
            for version, document, keys in add:
                gone.add(version)
                batch.add_document(version, document, keys)
            before = self.snapshot()  # nothing is committed while the writer is open
            for docnum in np.flatnonzero(np.isin(before.versions, sorted(gone)) & before.live):
                writer.delete_document(int(docnum))
            writer.pool = batch

    def clear(self) -> None:
        """Forgets everything."""
        self.update(remove=self.versions())

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """Whoosh's writer: committed at the end, cancelled (and unlocked) on any failure."""
        try:
            writer = self._index.writer(compound=False)
        except LockError as error:
            raise Busy(Message("Chỉ mục đang được một tiến trình khác cập nhật.")) from error
        writer.codec.length_stats = False  # the batch writes them itself, by the block
        collecting = gc.isenabled()
        gc.disable()  # millions of small objects and not one cycle: a third of the time
        try:
            yield writer
            writer.commit()
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        finally:
            if collecting:
                gc.enable()


class _Batch:
    """Passages to write. Stands in for Whoosh's posting pool: its `add` takes what
    merged segments bring along, its `iter_postings` is where everything is written."""

    def __init__(self, writer: Any, folder: Path) -> None:
        self._writer = writer
        self._folder = folder
        self._inverters = {name: Inverter() for name in FIELDS}
        self._lengths: dict[str, list[int]] = {name: [] for name in FIELDS}

    def add_document(self, version: int, document: Document, keys: Sequence[int]) -> None:
        per_document, schema = self._writer.perdocwriter, self._writer.schema
        for key, stream in zip(keys, streams(document), strict=True):
            number = self._writer.docnum
            per_document.start_doc(number)
            placed = {HEADINGS: stream.headings, TEXT: stream.text, WORDS: stream.words}
            for name, terms in placed.items():
                self._inverters[name].add(number, terms)
                self._lengths[name].append(len(terms))
                per_document.add_field(name, schema[name], None, len(terms))
            values = (key, version, stream.length, stream.back)
            for name, value in zip(COLUMNS, values, strict=True):
                per_document.add_column_value(name, schema[name].column_type, value)
            per_document.finish_doc()
            self._writer.docnum += 1
            self._writer._added = True

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """A posting of a segment that is merged into this one."""
        name, term, document, weight, value = item
        positions = decoded(value) if name == TEXT else range(int(weight))
        self._inverters[name].add_posting(term.decode(), document, positions)

    def iter_postings(self) -> Iterator[Any]:
        """Writes the segment's terms, and its arrays; nothing is left for others to write."""
        writer = self._writer
        reader = writer.per_document_reader()
        inverted: dict[str, Inverted] = {}
        for name in FIELDS:
            field = inverted[name] = self._inverters[name].inverted()
            lengths = self._lengths[name]
            for number in range(len(lengths), reader.doc_count_all()):  # what was merged
                lengths.append(reader.doc_field_length(number, name) or 0)
            own = np.array(lengths, np.int64)
            write_field(writer.fieldwriter, name, writer.schema[name], field, own)
        columns = _columns(reader, writer.schema)
        reader.close()
        mapped.write(_beside(self._folder, writer.get_segment()), arrays_of(inverted, columns))
        return iter(())

    def cleanup(self) -> None:
        self._inverters.clear()


def _beside(folder: Path, segment: Any) -> Path:
    return folder / f"{segment.segment_id()}.arrays"


def _columns(reader: Any, schema: Any) -> dict[str, Ints]:
    count = reader.doc_count_all()
    return {
        name: np.fromiter(reader.column_reader(name, schema[name].column_type), np.int64, count)
        for name in COLUMNS
    }


def _decode(reader: Any, field: str) -> Inverted:
    """A field of a segment, from Whoosh's own files."""
    names: list[bytes] = []
    ranks, keys = [NO_KEYS], [NO_KEYS]
    for (name, term), _ in reader.iter_from(field, ""):
        if name != field:
            break
        for docs, counts, positions in _blocks(reader, field, term):
            keys.append(np.repeat(docs << POSITION_BITS, counts) | positions)
            ranks.append(np.full(len(positions), len(names)))
        names.append(term)
    return Inverted(names, np.concatenate(ranks), np.concatenate(keys))


def _blocks(reader: Any, field: str, term: bytes) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Documents, how often in each, and at which positions, block by block."""
    matcher = reader._terms.matcher(field, term, reader.schema[field].format)
    while matcher.is_active():
        matcher._read_ids()
        matcher._read_values()
        placed = decoded if field == TEXT else _as_many
        places = [placed(value) for value in matcher._values]
        counts = np.fromiter(map(len, places), np.int64, len(places))
        flat = np.array([position for one in places for position in one], np.int64)
        yield np.array(matcher._ids, np.int64), counts, flat
        matcher._next_block()


def _as_many(value: bytes) -> list[int]:
    """Places for a field that only counts: one for each occurrence."""
    return list(range(int.from_bytes(value)))
