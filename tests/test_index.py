"""The index: commits, segments, deletions, and what another process did."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from whoosh.index import open_dir
from whoosh.reading import IndexReader

from corpus.model import Busy
from search import index as index_module
from search.index import HEADINGS, TEXT, WORDS, SearchIndex, Snapshot
from search.inversion import ANNOUNCED, MAX_POSITION, POSITION_BITS, Inverter
from search.passages import GAP, streams
from tests.search_corpus import document

ONE = document("one", "Trẻ em đuối nước.", "Bảo vệ trẻ em, trẻ em gái")
TWO = document("two", "Phòng, chống đuối nước cho trẻ em")


def whoosh_reader(folder: Path) -> IndexReader:
    (made,) = folder.iterdir()
    return open_dir(str(made)).reader()


def decoded(snapshot: Snapshot, term: str) -> list[tuple[int, list[int]]]:
    """(passage key, positions) of a term."""
    found = snapshot.postings(TEXT, term)
    places: dict[int, list[int]] = {}
    for key in found.keys.tolist():
        passage = int(snapshot.passages[key >> POSITION_BITS])
        places.setdefault(passage, []).append(key & MAX_POSITION)
    counts = dict(zip(snapshot.passages[found.docs].tolist(), found.frequencies, strict=True))
    assert {passage: len(at) for passage, at in places.items()} == counts
    return sorted(places.items())


def test_postings_say_where(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.update([(1, ONE, [11, 12])])
    snapshot = index.snapshot()
    assert decoded(snapshot, "trẻ") == [(11, [0]), (12, [2, 4])]
    assert decoded(snapshot, "gái") == [(12, [6])]
    assert snapshot.postings(TEXT, "không có").docs.tolist() == []
    assert snapshot.lengths.tolist() == [4, 7]
    assert snapshot.lexicon["em"] == 3


def test_segments_merge_delete_and_replace(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    for number in range(30):
        index.update([(number, TWO, [number])], remove=[number - 10])
        if number == 3:
            assert len(list(index.snapshot().reader.leaf_readers())) > 1
    index.update([(25, ONE, [251, 252])])
    snapshot = index.snapshot()
    assert index.versions() == set(range(20, 30))
    assert snapshot.count == 11
    kept = [key for key in range(20, 30) if key != 25]
    assert decoded(snapshot, "đuối") == [*((key, [2]) for key in kept), (251, [2])]
    assert decoded(snapshot, "chống") == [(key, [1]) for key in kept]


def test_postings_agree_with_whoosh(tmp_path: Path) -> None:
    """Every posting of every field, over several segments with deletions."""
    index = SearchIndex(tmp_path)
    for number in range(7):
        words = [f"từ{(number * 7 + step) % 11} trẻ em {step % 3}" for step in range(150)]
        own = document(f"d{number}", *words, title="Kế hoạch trẻ em", words=True)
        index.update([(number, own, range(number * 150, (number + 1) * 150))])
    index.update(remove=[2, 4])
    snapshot, reader = index.snapshot(), whoosh_reader(tmp_path)
    assert reader.has_deletions()
    for field, term in reader.all_terms():
        own_postings = snapshot.postings(field, term.decode())
        theirs = {}
        for leaf, base in reader.leaf_readers():
            if (field, term) not in leaf:
                continue
            matcher = leaf.postings(field, term)
            while matcher.is_active():
                positions = matcher.value_as("positions") if field == TEXT else []
                theirs[matcher.id() + base] = (matcher.value_as("frequency"), positions)
                matcher.next()
        assert own_postings.docs.tolist() == sorted(theirs)
        assert own_postings.frequencies.tolist() == [theirs[doc][0] for doc in sorted(theirs)]
        assert own_postings.keys.tolist() == [
            doc << POSITION_BITS | at for doc in sorted(theirs) for at in theirs[doc][1]
        ]
    reader.close()


def test_another_index_object_sees_a_commit(tmp_path: Path) -> None:
    writing, reading = SearchIndex(tmp_path), SearchIndex(tmp_path)
    before = reading.snapshot()
    assert before.count == 0
    writing.update([(1, ONE, [11, 12])])
    after = reading.snapshot()
    assert after.generation == writing.generation > before.generation
    assert after.count == 2
    assert reading.snapshot() is after
    assert SearchIndex(tmp_path).versions() == {1}


def test_a_failed_update_changes_nothing_and_unlocks(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.update([(1, ONE, [11, 12])])
    with pytest.raises(ValueError):
        index.update([(2, TWO, [21]), (3, ONE, [31])])  # a passage without a key
    assert index.versions() == {1}
    index.update([(2, TWO, [21])])
    assert index.versions() == {1, 2}


def test_two_writers_at_once(tmp_path: Path) -> None:
    index, other = SearchIndex(tmp_path), SearchIndex(tmp_path)
    with index._writing(), pytest.raises(Busy):
        other.update([(1, ONE, [11, 12])])


def test_clear(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.update([(1, ONE, [11, 12])])
    index.clear()
    assert index.versions() == set()
    assert index.snapshot().postings(TEXT, "trẻ").docs.tolist() == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh's file
def test_a_damaged_or_outdated_index_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = SearchIndex(tmp_path)
    index.update([(1, ONE, [11, 12])])
    (made,) = tmp_path.iterdir()
    for toc in made.glob("*.toc"):
        toc.write_bytes(b"nonsense")
    assert SearchIndex(tmp_path).versions() == set()
    monkeypatch.setattr(index_module, "SCHEMA_VERSION", 999)
    assert SearchIndex(tmp_path).versions() == set()
    assert [folder.name.split(".")[0] for folder in tmp_path.iterdir()] == ["v999"]


def test_the_cache_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "_CACHE_BYTES", 100)
    index = SearchIndex(tmp_path)
    index.update([(1, ONE, [11, 12]), (2, TWO, [21])])
    snapshot = index.snapshot()
    for term in ("trẻ", "em", "đuối", "nước", "trẻ"):
        assert len(snapshot.postings(TEXT, term).docs)
        assert len(snapshot._cache) <= 2
    assert snapshot._cached == sum(kept.size for kept in snapshot._cache.values())


def test_threads_share_a_snapshot(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    paragraphs = [f"từ{n % 7} từ{n % 11} từ{n % 13}" for n in range(400)]
    index.update([(1, document("d", *paragraphs), range(400))])
    expected = {t: len(index.snapshot().postings(TEXT, t).docs) for t in index.snapshot().lexicon}
    fresh = SearchIndex(tmp_path).snapshot()
    wrong: list[str] = []

    def read() -> None:
        wrong.extend(t for t, n in expected.items() if len(fresh.postings(TEXT, t).docs) != n)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_headings_are_answered_for_by_the_first_passage_beneath() -> None:
    path = ("I. MỤC TIÊU", "1. Cụ thể")
    own = document("d", "một", "hai", "ba", title="Kế hoạch", number="61-CTr/TU",
                   headings=[path[:1], path, path], words=True)  # fmt: skip
    first, second, third = streams(own)
    assert [term for term, _ in first.text] == [
        "một", "61-ctr-tu", "61", "ctr", "kế", "hoạch", "i", "mục", "tiêu",
    ]  # fmt: skip
    assert [term for term, _ in second.text] == ["hai", "1", "cụ", "thể"]
    assert third.text == [("ba", 0)]
    assert second.text[1] == ("1", ANNOUNCED)
    assert first.text[-1] == ("tiêu", ANNOUNCED + 1 + GAP + 2 + GAP + 2)
    assert (first.length, second.length, third.length) == (1, 1, 1)
    assert {"mục_tiêu", "cụ_thể", "kế_hoạch", "61", "tiêu"} <= {t for t, _ in second.headings}
    assert third.headings == []
    assert (first.back, second.back, third.back) == (0, 0, 1)
    assert first.words == [("một", 0)]


def test_blocks_survive_deletions_and_merges(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    path = [("I",), ("I",), ("II",), ("II",), ("II",)]
    for number in range(9):
        own = document(f"d{number}", *"abcde", title="tên", headings=path)
        index.update([(number, own, range(number * 5, number * 5 + 5))], remove=[number - 3])
    snapshot = index.snapshot()
    assert snapshot.count == 15
    for document_number in np.flatnonzero(snapshot.live):
        first = snapshot.blocks[document_number]
        assert snapshot.versions[first] == snapshot.versions[document_number]
        expected = {0: 0, 1: 0, 2: 2, 3: 2, 4: 2}[int(snapshot.passages[document_number] % 5)]
        assert snapshot.passages[first] % 5 == expected
    assert len(snapshot.postings(HEADINGS, "tên").docs) == 6


def test_inversion_sorts_terms_and_places() -> None:
    inverter = Inverter()
    inverter.add(0, [("b", 0), ("ă", 1), ("b", 2), ("b", 2)])
    inverter.add(3, [("a", 0), ("b", 5)])
    found = [(p.term.decode(), list(p.by_document())) for p in inverter.postings()]
    assert found == [("a", [(3, [0])]), ("b", [(0, [0, 2]), (3, [5])]), ("ă", [(0, [1])])]
    assert list(Inverter().postings()) == []


def test_fields_are_named_once(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.update([(1, document("d", "trẻ em", title="tên", words=True), [1])])
    snapshot = index.snapshot()
    assert snapshot.words == {"trẻ_em"}
    assert snapshot.postings(WORDS, "trẻ_em").docs.tolist() == [0]
    assert snapshot.postings(HEADINGS, "tên").keys.dtype == np.int64
