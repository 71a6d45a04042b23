"""The only Whoosh: schema, writing, and reading postings as arrays.

In come documents with the keys of their passages, out come snapshots: immutable
views of one generation of the index, whose postings are numpy arrays over all its
segments. The index is derived: an index that cannot be opened, or was made by
another version of the analysis, is made anew and filled by whoever catches up.

Reading takes the decoded blocks of Whoosh's matchers (private fields, hence the
exact pin of the package and the tests that compare with Whoosh's own matching).
"""

from __future__ import annotations

import gc
import pickle
import shutil
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import pairwise
from pathlib import Path
from struct import Struct
from time import sleep
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer
from whoosh.columns import NumericColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import LockError

from corpus.model import Busy, Document, Message, StoreError
from search import analysis
from search.inversion import POSITION_BITS, Ints, Inverter, TermPostings
from search.passages import streams

SCHEMA_VERSION = 1
TEXT, WORDS, HEADINGS = "text", "words", "headings"
COLUMNS = ("passage", "version", "length", "back")

_ATTEMPTS = 10
_CACHE_BYTES = 384 * 1024 * 1024
_pack_count = Struct("!I").pack
_Item = tuple[str, bytes, int, float, bytes]
Docs = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Postings:
    """A term in the index: documents in order, how often in each, and where
    (position keys; empty for a field without positions)."""

    docs: Docs
    frequencies: Floats
    keys: Ints

    @property
    def size(self) -> int:
        return self.docs.nbytes + self.frequencies.nbytes + self.keys.nbytes


NOWHERE = Postings(np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.int64))


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
                    sleep(0.05)
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
                generation = self.generation  # of this commit or, at worst, the one before
                held = self._snapshot = Snapshot(self._index.reader(), generation)
            return held

    def versions(self) -> set[int]:
        """The document versions whose passages are in the index."""
        snapshot = self.snapshot()
        return set(np.unique(snapshot.versions[snapshot.live]).tolist())

    def update(
        self,
        add: Iterable[tuple[int, Document, Sequence[int]]] = (),
        remove: Iterable[int] = (),
    ) -> None:
        """Adds versions (each with the keys of its passages) and removes others, in one
        commit. A version that is there already is replaced."""
        with self._writing() as writer:
            batch = _Batch(writer)
            gone = set(remove)
            for version, document, keys in add:
                gone.add(version)
                batch.add(version, document, keys)
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
            writer = self._index.writer()
        except LockError as error:
            raise Busy(Message("Chỉ mục đang được một tiến trình khác cập nhật.")) from error
        writer.codec.length_stats = False  # only Whoosh's own scoring wants them, per posting
        collecting = gc.isenabled()
        gc.disable()  # millions of small tuples and not one cycle: a third of the time
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
    merged segments bring along, `iter_postings` hands everything over in order."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._inverters = {name: Inverter() for name in (HEADINGS, TEXT, WORDS)}
        self._merged: list[_Item] = []

    def add(self, *args: Any) -> None:
        if len(args) == 1:
            self._merged.append(args[0])
        else:
            self._add_document(*args)

    def _add_document(self, version: int, document: Document, keys: Sequence[int]) -> None:
        per_document, schema = self._writer.perdocwriter, self._writer.schema
        for key, stream in zip(keys, streams(document), strict=True):
            number = self._writer.docnum
            per_document.start_doc(number)
            placed = {HEADINGS: stream.headings, TEXT: stream.text, WORDS: stream.words}
            for name, terms in placed.items():
                self._inverters[name].add(number, terms)
                per_document.add_field(name, schema[name], None, len(terms))
            values = (key, version, stream.length, stream.back)
            for name, value in zip(COLUMNS, values, strict=True):
                per_document.add_column_value(name, schema[name].column_type, value)
            per_document.finish_doc()
            self._writer.docnum += 1
            self._writer._added = True

    def iter_postings(self) -> Iterator[_Item]:
        if not self._merged:
            return self._own()
        self._merged.sort(key=lambda item: item[:3])
        return merge(self._own(), self._merged, key=lambda item: item[:3])

    def _own(self) -> Iterator[_Item]:
        for name, inverter in self._inverters.items():
            encode = _positions if name == TEXT else _frequency
            for posting in inverter.postings():
                yield from _items(name, posting, encode)

    def cleanup(self) -> None:
        self._merged.clear()


def _items(
    name: str, posting: TermPostings, encode: Callable[[list[int]], bytes]
) -> Iterator[_Item]:
    for document, positions in posting.by_document():
        yield name, posting.term, document, float(len(positions)), encode(positions)


def _frequency(positions: list[int]) -> bytes:
    return _pack_count(len(positions))


def _positions(positions: list[int]) -> bytes:
    """As `whoosh.formats.Positions` encodes them: the first, then the steps."""
    steps = positions[:1] + [b - a for a, b in pairwise(positions)]
    return _pack_count(len(positions)) + pickle.dumps(steps, 2)


class Snapshot:
    """One generation of the index, to read from any number of threads."""

    def __init__(self, reader: Any, generation: int) -> None:
        self.reader = reader
        self.generation = generation
        self._leaves = [
            (leaf, base) for leaf, base in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._cached = 0
        weakref.finalize(self, reader.close)
        self.size = int(reader.doc_count_all())
        self.live = np.ones(self.size, np.bool_)
        for leaf, base in self._leaves:
            self.live[np.fromiter(leaf.deleted_docs_set, np.int64) + base] = False
        passages, versions, lengths, back = map(self._column, COLUMNS)
        self.passages: Ints = passages
        self.versions: Ints = versions
        self.lengths = lengths.astype(np.float32)
        # For each document the first of its block, which has the headings of all. The
        # passages of a version come and go together, so it is always there.
        self.blocks: Ints = np.arange(self.size) - back

    @cached_property
    def count(self) -> int:
        """How many passages there are."""
        return int(self.live.sum())

    @cached_property
    def lexicon(self) -> dict[str, int]:
        """Every term of the texts and how often it occurs."""
        return self._lexicon(TEXT)

    @cached_property
    def words(self) -> frozenset[str]:
        """The names of all segmented words."""
        return frozenset(self._lexicon(WORDS))

    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs; deleted passages are left out."""
        name = (field, term)
        with self._lock:
            found = self._cache.get(name)
            if found is not None:
                self._cache.move_to_end(name)
                return found
            found = self._decode(field, term)
            self._cache[name] = found
            self._cached += found.size
            while self._cached > _CACHE_BYTES and len(self._cache) > 1:
                self._cached -= self._cache.popitem(last=False)[1].size
            return found

    def _column(self, name: str) -> Ints:
        parts = [np.empty(0, np.int64)]
        for leaf, _ in self._leaves:
            reader = leaf.column_reader(name, leaf.schema[name].column_type)
            parts.append(np.fromiter(reader, np.int64, leaf.doc_count_all()))
        return np.concatenate(parts)

    def _lexicon(self, field: str) -> dict[str, int]:
        found: dict[str, int] = {}
        with self._lock:
            for leaf, _ in self._leaves:
                for (name, term), info in leaf.iter_from(field, ""):
                    if name != field:
                        break
                    text = term.decode()
                    found[text] = found.get(text, 0) + int(info.weight())
        return found

    def _decode(self, field: str, term: str) -> Postings:
        docs: list[Docs] = []
        values: list[bytes] = []
        for leaf, base in self._leaves:
            if (field, term) in leaf:
                for ids, block in _blocks(leaf, field, term):
                    docs.append(np.array(ids, np.int32) + np.int32(base))
                    values.extend(block)
        if not docs:
            return NOWHERE
        found = np.concatenate(docs)
        if field == TEXT:
            steps = [pickle.loads(_closed(value[4:])) for value in values]
            counts = np.fromiter(map(len, steps), np.int64, len(steps))
            keys = _keys(found, counts, np.array([s for one in steps for s in one], np.int64))
            keep = self.live[keys >> POSITION_BITS]
            keys = keys[keep]
        else:
            counts = np.frombuffer(b"".join(values), dtype=">u4").astype(np.int64)
            keys = NOWHERE.keys
        alive = self.live[found]
        return Postings(found[alive], counts[alive].astype(np.float32), keys)


def _blocks(leaf: Any, field: str, term: str) -> Iterator[tuple[Sequence[int], Sequence[bytes]]]:
    """The posting blocks of a term in one segment, deleted documents included."""
    terms, format_ = leaf._terms, leaf.schema[field].format
    matcher = terms.matcher(field, term.encode(), format_)
    while matcher.is_active():
        matcher._read_ids()
        matcher._read_values()
        yield matcher._ids, matcher._values
        matcher._next_block()


def _closed(pickled: bytes) -> bytes:
    return pickled if pickled.endswith(b".") else pickled + b"."


def _keys(docs: Docs, counts: Ints, steps: Ints) -> Ints:
    """Position keys from each document's first position and the steps after it."""
    sums = np.cumsum(steps)
    starts = np.cumsum(counts) - counts
    before = np.concatenate(([0], sums))[starts]
    positions = sums - np.repeat(before, counts)
    keys: Ints = np.repeat(docs.astype(np.int64) << POSITION_BITS, counts) | positions
    return keys
