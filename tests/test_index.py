"""The index: commits, segments, deletions, and what another process did."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, formats, query
from whoosh.analysis import IDAnalyzer
from whoosh.index import Index, create_in, open_dir
from whoosh.reading import IndexReader

from corpus.model import Busy
from search import best as best_module
from search import evidence as evidence_module
from search import index as index_module
from search import segment as segment_module
from search import snapshot as snapshot_module
from search.best import best
from search.evidence import Counted, Evidence, Scores
from search.index import HEADINGS, TEXT, WORDS, SearchIndex, Snapshot
from search.inversion import ANNOUNCED, MAX_POSITION, POSITION_BITS, Inverter
from search.matching import Matching
from search.occurrences import of_sequence
from search.passages import GAP, streams
from search.segment import IN_HEADING, UNIT
from search.snapshot import Listed
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
    for key in snapshot.keys(term).tolist():
        passage = int(snapshot.passages[key >> POSITION_BITS])
        places.setdefault(passage, []).append(key & MAX_POSITION)
    worth = dict(zip(snapshot.passages[found.docs].tolist(), found.worth.tolist(), strict=True))
    assert worth == {
        passage: sum(IN_HEADING if place & ANNOUNCED else UNIT for place in at)
        for passage, at in places.items()
    }
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
            assert index.snapshot().segments > 1
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
        if field == TEXT:
            assert snapshot.keys(term.decode()).tolist() == [
                doc << POSITION_BITS | at for doc in sorted(theirs) for at in theirs[doc][1]
            ]
        else:
            counts = (own_postings.worth // UNIT).tolist()
            assert counts == [theirs[doc][0] for doc in sorted(theirs)]
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
    monkeypatch.setattr(snapshot_module, "CACHE_BYTES", 2_400)
    index = SearchIndex(tmp_path)
    index.update([(1, ONE, [11, 12]), (2, TWO, [21])])
    snapshot = index.snapshot()
    for term in ("trẻ", "em", "đuối", "nước", "trẻ"):
        assert len(snapshot.postings(TEXT, term).docs)
        assert len(snapshot.keys(term))
        for kept in (snapshot._listed, snapshot._places):
            assert len(kept) <= 2
            assert kept.held <= 1_200


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
    field = inverter.inverted()
    assert [name.decode() for name in field.names] == ["a", "b", "ă"]
    assert field.docs.tolist() == [3, 0, 3, 0]
    assert field.counts.tolist() == [1, 2, 1, 1]
    assert field.bounds.tolist() == [0, 1, 3, 4]
    assert (field.keys & MAX_POSITION).tolist() == [0, 0, 2, 5, 1]
    assert field.key_bounds.tolist() == [0, 1, 4, 5]
    nothing = Inverter().inverted()
    assert (nothing.names, nothing.bounds.tolist()) == ([], [0])


def test_fields_are_named_once(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.update([(1, document("d", "trẻ em", title="tên", words=True), [1])])
    snapshot = index.snapshot()
    assert snapshot.words == {"trẻ_em"}
    assert snapshot.postings(WORDS, "trẻ_em").docs.tolist() == [0]
    assert snapshot.postings(HEADINGS, "tên").docs.dtype == np.int64


# --- What Whoosh makes of it ---------------------------------------------------


def plain_index(folder: Path, texts: list[list[str]]) -> Index:
    """The same texts as Whoosh writes them by itself."""
    folder.mkdir()
    schema = fields.Schema(text=fields.FieldType(formats.Positions(), IDAnalyzer(), scorable=True))
    made = create_in(str(folder), schema)
    writer = made.writer()
    for text in texts:
        writer.add_document(text=text)
    writer.commit()
    return made


def random_texts(count: int) -> list[list[str]]:
    rng = random.Random(9)
    words = [f"từ{number}" for number in range(40)]
    weights = [1 / (place + 1) for place in range(len(words))]
    return [rng.choices(words, weights, k=rng.randint(1, 30)) for _ in range(count)]


def test_whoosh_finds_and_scores_as_in_its_own_index(tmp_path: Path) -> None:
    texts = random_texts(700)
    own = SearchIndex(tmp_path / "own")
    own.update([(1, document("d", *map(" ".join, texts)), range(len(texts)))])
    (folder,) = (tmp_path / "own").iterdir()
    plain = plain_index(tmp_path / "plain", texts).searcher()
    ours = open_dir(str(folder)).searcher()
    assert list(ours.reader().lexicon("text")) == list(plain.reader().lexicon("text"))
    asked: list[query.Query] = [query.Term("text", f"từ{n}") for n in range(40)]
    asked += [query.Phrase("text", [f"từ{n}", f"từ{n % 3}"]) for n in range(10)]
    asked += [query.Or(asked[n : n + 3]) for n in range(30)]
    for one in asked:
        found = [[(hit.docnum, hit.score) for hit in searcher.search(one, limit=20)]
                 for searcher in (ours, plain)]  # fmt: skip
        assert found[0] == found[1]


@pytest.mark.parametrize("optimize", [False, True])
def test_what_whoosh_adds_and_merges_is_read(tmp_path: Path, optimize: bool) -> None:
    texts = random_texts(60)
    index = SearchIndex(tmp_path)
    for version in range(3):
        own = document(f"d{version}", *map(" ".join, texts), words=True)
        index.update([(version, own, range(version * 60, version * 60 + 60))])
    index.update(remove=[1])
    before = decoded(index.snapshot(), "từ1")
    (folder,) = tmp_path.iterdir()
    writer = open_dir(str(folder)).writer()
    writer.add_document(text=["từ1", "mới", "từ1"])
    writer.commit(optimize=optimize)
    after = index.snapshot()
    found = after.postings(TEXT, "từ1")
    assert len(found.docs) == len(before) + 1
    assert {int(after.passages[doc]) for doc in found.docs} >= {passage for passage, _ in before}
    (new,) = after.postings(TEXT, "mới").docs
    keys = after.keys("từ1")
    places = [int(key) & MAX_POSITION for key in keys if key >> POSITION_BITS == new]
    assert places == [0, 2]
    files = {path.name.split(".")[0] for path in folder.glob("*.arrays")}
    assert len(files) == after.segments  # those of merged segments are gone


def test_arrays_that_are_lost_or_cut_off_are_made_anew(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.update([(1, document("d", *map(" ".join, random_texts(50)), words=True), range(50))])
    before = index.snapshot()
    expected = {term: decoded(before, term) for term in before.lexicon}
    (path,) = tmp_path.glob("*/*.arrays")
    whole = path.read_bytes()
    for damaged in (None, whole[:100], whole[:-1], b"", b"x" * len(whole)):
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)
        fresh = SearchIndex(tmp_path).snapshot()
        assert {term: decoded(fresh, term) for term in fresh.lexicon} == expected
        assert fresh.words == before.words
        assert path.read_bytes() == whole


def counted(keys: np.ndarray) -> dict[int, int]:
    """What occurrences at these keys count, by document."""
    found: dict[int, int] = {}
    for key in keys.tolist():
        found.setdefault(key >> POSITION_BITS, 0)
        found[key >> POSITION_BITS] += IN_HEADING if key & ANNOUNCED else UNIT
    return found


def listed(one: Listed) -> dict[int, int]:
    return dict(zip(one.docs.tolist(), one.worth.tolist(), strict=True))


@pytest.mark.parametrize(("common", "common_pair"), [(1, 1), (20, 30), (1, 10_000), (10_000, 1)])
def test_neighbours_are_those_that_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, common: int, common_pair: int
) -> None:
    """Pairs and triples that are kept, and those that are met, over segments with deletions."""
    monkeypatch.setattr(segment_module, "_COMMON", common)
    monkeypatch.setattr(segment_module, "_COMMON_PAIR", common_pair)
    index = SearchIndex(tmp_path)
    for version in range(3):
        texts = [" ".join(text) for text in random_texts(80)[version:]]
        own = document(f"d{version}", *texts, "28-CT/TW ngày 5/12/2012", title="từ1 từ2 từ0")
        index.update([(version, own, range(version * 100, version * 100 + len(texts) + 1))])
    index.update(remove=[1])
    snapshot = index.snapshot()
    for row in ("từ0 từ1", "từ1 từ2", "từ0 từ0", "tw ngày", "28 ngày", "ct ngày", "ngày 2012",
                "từ0 lạ", "từ0 từ1 từ2", "từ0 từ0 từ0", "từ1 từ2 từ0", "từ9 từ0 từ1",
                "28-ct-tw ngày 5", "28 ngày 5", "từ1 lạ từ1", "từ30 từ0 từ1"):  # fmt: skip
        terms = tuple(row.split())
        met = of_sequence(terms, snapshot.keys).ends
        if len(terms) == 2:
            assert snapshot.pair(*terms).tolist() == met.tolist()
        assert listed(snapshot.sequence(terms)) == counted(met)


@settings(deadline=None)
@given(
    scores=st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.5]), min_size=1, max_size=400),
    seed=st.integers(0, 9),
    count=st.integers(0, 12),
)
def test_the_best_are_the_first_of_all_in_order(scores: list[float], seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    among = len(scores)
    values = np.array(scores, np.float32)
    parts = []
    for share in (0.02, 0.3, 0.9):
        docs = np.flatnonzero(rng.random(among) < share)
        parts.append(Evidence(docs, values[docs], 3.0, among))
    matching = Matching(among, mask=rng.random(among) < 0.7)
    full = matching & Matching(among, mask=rng.random(among) < rng.random())
    ties = rng.permutation(among)
    own = Scores(parts, among)
    wanted = sorted(
        matching.docs.tolist(),
        key=lambda doc: (not full.mask[doc], -float(own.dense[doc]), int(ties[doc])),
    )
    with patch.multiple(best_module, _FEW=8, _GROUP=4):
        assert best(own, full, matching, ties, count).tolist() == wanted[:count]
    assert own.at(matching.docs).tolist() == own.dense[matching.docs].tolist()


@settings(deadline=None)
@given(
    seed=st.integers(0, 99),
    shares=st.lists(st.sampled_from([0.0, 0.01, 0.04, 0.3, 0.9]), min_size=1, max_size=6),
    count=st.integers(0, 12),
)
def test_the_best_by_counted_evidence(seed: int, shares: list[float], count: int) -> None:
    """However scores are made (one by one, a few at once, for all), they are the same."""
    rng = np.random.default_rng(seed)
    among = 300
    norms = rng.uniform(2, 8, among).astype(np.float32)
    parts: list[Evidence] = []
    for share in shares:
        docs = np.flatnonzero(rng.random(among) < share)
        worth = rng.integers(1, 20, len(docs)).astype(np.uint8)
        parts.append(Counted(Listed(docs, worth), rng.uniform(1, 9), norms, float(norms.min())))
    values = rng.random(among // 30).astype(np.float32)
    parts.append(Evidence(np.arange(0, among, 30), values, 1.0, among))
    own = Scores(parts, among)
    every = own.dense
    matching = Matching(among, mask=rng.random(among) < 0.8)
    full = matching & Matching(among, mask=rng.random(among) < rng.random())
    ties = rng.permutation(among)
    for size in (1, 5, 40, among):
        docs = np.sort(rng.choice(among, size, replace=False))
        for lookup in (0, 10_000):
            with patch.object(evidence_module, "_LOOKUP", lookup):
                assert own.at(docs).tolist() == every[docs].tolist()
    assert all(part.values.max(initial=0) <= part.peak for part in parts)
    wanted = sorted(
        matching.docs.tolist(), key=lambda doc: (not full.mask[doc], -float(every[doc]), ties[doc])
    )
    for few in (2, 100):
        with patch.multiple(best_module, _FEW=few, _GROUP=4):
            assert best(own, full, matching, ties, count).tolist() == wanted[:count]
