"""Copies folded, passages like one, results by document."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import NotFound
from search.engine import SearchEngine
from tests.search_corpus import document, engine_of

LONG = (
    "Tăng cường lãnh đạo, chỉ đạo của cấp ủy, chính quyền đối với công tác chăm sóc, "
    "giáo dục và bảo vệ trẻ em trên địa bàn tỉnh {}; bố trí cán bộ ở cơ sở."
)
OTHER = "Quan trắc môi trường nước vùng nuôi tôm hùm lồng bè mỗi tháng hai đợt."
SHORT = "Các sở, ban, ngành."


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    made, _ = engine_of(
        tmp_path_factory.mktemp("index"),
        document("a", LONG.format("Lai Châu"), OTHER, SHORT),
        document("b", SHORT, LONG.format("Ninh Bình"), "Trẻ em gái ở vùng xa."),
        document("c", LONG.format("Lai Châu"), LONG.format("Lai Châu").upper(), "Các sở."),
        document("d", "Nuôi tôm hùm lồng bè ở đầm Cù Mông.", "Trẻ em ở cơ sở."),
    )
    return made


def test_nearly_the_same_passages_are_one_hit(engine: SearchEngine) -> None:
    results = engine.search("chăm sóc trẻ em", fold=True)
    assert results.total == 6
    assert results.shown == 3
    first = results.hits[0]
    assert first.documents == 3
    assert {first.passage, *first.copies} == {"a#para_1", "b#para_2", "c#para_1", "c#para_2"}
    assert [hit.copies for hit in results.hits[1:]] == [(), ()]


def test_short_passages_are_alike_only_where_they_are_equal(engine: SearchEngine) -> None:
    hits = engine.search("các sở", fold=True).hits
    assert [(hit.passage, hit.copies) for hit in hits[:2]] == [
        ("c#para_3", ()), ("a#para_3", ("b#para_1",)),
    ] or [(hit.passage, hit.copies) for hit in hits[:2]] == [
        ("a#para_3", ("b#para_1",)), ("c#para_3", ()),
    ]  # fmt: skip


def test_pages_of_folded_results_add_up(engine: SearchEngine) -> None:
    query = "trẻ em tôm hùm các sở"
    whole = [hit.passage for hit in engine.search(query, limit=50, fold=True).hits]
    paged = [engine.search(query, limit=2, offset=at, fold=True) for at in range(0, 10, 2)]
    assert [hit.passage for page in paged for hit in page.hits] == whole
    assert len(whole) == len(set(whole)) == paged[0].shown
    assert len(engine.search(query, limit=50).hits) > len(whole)


def test_copies_that_are_gone_do_not_count(tmp_path: Path) -> None:
    engine, store = engine_of(
        tmp_path, document("a", LONG.format("X")), document("b", LONG.format("Y"))
    )
    assert engine.search("trẻ em", fold=True).hits[0].documents == 2
    store.remove("b")
    (hit,) = engine.search("trẻ em", fold=True).hits
    assert (hit.copies, hit.documents) == ((), 1)


def test_passages_like_one(engine: SearchEngine) -> None:
    results = engine.related("a", "para_2")
    assert [hit.passage for hit in results.hits] == ["d#para_1"]
    assert [results.hits[0].text[span.start : span.end].lower()
            for span in results.hits[0].highlights] == ["nuôi tôm hùm lồng bè"]  # fmt: skip
    with pytest.raises(NotFound):
        engine.related("a", "para_99")


def test_an_equal_passage_is_like_it_before_all(tmp_path: Path) -> None:
    text = "Hỗ trợ gạo cho hộ nghèo vùng ngập lụt sau bão."
    engine, _ = engine_of(
        tmp_path, document("a", text, *[f"Đoạn {n}" for n in range(40)]),
        document("b", "Hỗ trợ gạo cho hộ nghèo khi giáp hạt.", text),
    )  # fmt: skip
    hits = engine.related("a", "para_1").hits
    assert [hit.passage for hit in hits] == ["b#para_2", "b#para_1"]


def test_results_by_document(engine: SearchEngine) -> None:
    results = engine.search("trẻ em cơ sở", by_document=True, limit=2)
    assert [len(one.hits) <= 3 for one in results.documents] == [True, True]
    assert {one.document: one.total for one in results.documents} == {
        name: sum(hit.document == name for hit in engine.search("trẻ em cơ sở", limit=50).hits)
        for name in (one.document for one in results.documents)
    }
    rest = engine.search("trẻ em cơ sở", by_document=True, limit=2, offset=2).documents
    names = [one.document for one in (*results.documents, *rest)]
    assert len(names) == len(set(names)) == results.shown
    best = [hit.document for hit in engine.search("trẻ em cơ sở", limit=50).hits]
    assert names == list(dict.fromkeys(best))
    assert engine.search("khônghề", by_document=True).documents == ()
