"""The benches of search, in a short form: questions over laws, queries typed otherwise."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench import retrieval, variants
from bench.retrieval import Article, Asked, Plain, gain, measure, reciprocal
from tests.search_corpus import document, engine_of
from workspace import Workspace

ROWS = [
    Article("Luật A#1", "Luật A", "1", "Phạm vi\n\nLuật này quy định về nước."),
    Article("Luật A#2", "Luật A", "2", "Đuối nước\n\nPhòng ngừa cho trẻ em."),
    Article("Luật B#1", "Luật B", "1", "Trẻ em\n\nTrẻ em có quyền bơi, trẻ em và nước."),
]


# --- The measures themselves -----------------------------------------------------


def test_plain_bm25_is_by_the_book() -> None:
    plain = Plain(ROWS)
    assert plain("quyền bơi")[0] == "Luật B#1"
    assert plain("Đuối")[0] == "Luật A#2"
    assert set(plain("x")) == {row.id for row in ROWS}


def test_ranks_and_gains() -> None:
    assert reciprocal(["a", "b"], frozenset("b")) == 0.5
    assert reciprocal(["a"], frozenset("b")) == 0.0
    figures = measure(lambda text: ["a"], [Asked("x", frozenset("a")), Asked("y", frozenset("b"))])
    assert (figures.mrr, figures.first) == (0.5, 0.5)
    assert gain(["a", "b"], {"a": 2, "b": 1}) == 1.0
    assert gain(["b", "a"], {"a": 2, "b": 1}) < 1.0
    assert gain(["c"], {"a": 2}) == 0.0


def test_every_variant_is_another_way_to_type_its_query() -> None:
    made = variants.all_variants(variants.queries(), seed=1)
    assert made == variants.all_variants(variants.queries(), seed=1)
    assert len(variants.queries()) == 40
    assert {one.kind for one in made} == {
        "bare", "one word bare", "tone placement", "decomposed", "capitals", "title case",
        "abbreviation", "number", "slip",
    }  # fmt: skip
    assert all(one.typed != one.clean for one in made)


def test_keys_and_back() -> None:
    for word in ("trẻ", "đuối", "nước", "quyền", "giữ", "khuyết", "người", "hòa", "thuở"):
        assert variants.write(variants.keys_of(word)) == word
    slips = {variants.slipped("trẻ em", random.Random(seed)) for seed in range(30)}
    assert len(slips) > 10


def test_variants_are_counted_by_kind(tmp_path: Path) -> None:
    engine, _ = engine_of(tmp_path, document("d", "đuối nước ở trẻ em", "bơi lội"))
    made = [
        variants.Variant("bare", "đuối nước", "duoi nuoc"),
        variants.Variant("bare", "đuối nước", "boi loi"),
    ]
    found = variants.scored(lambda query: engine.search(query).hits[0].passage, made)
    assert found == {"bare": (1, 2, [made[1]])}


# --- The figures that must hold ----------------------------------------------------


@pytest.mark.real
def test_questions_are_answered_better_than_by_plain_bm25(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval, "segmented", lambda text: [])  # which takes longest
    rows, asked = retrieval.articles(), retrieval.questions()[::4]
    engine = retrieval.engine_over(rows, tmp_path)
    plain = measure(Plain(rows), asked)
    ours = measure(lambda text: [hit.passage for hit in engine.search(text, limit=10).hits], asked)
    assert ours.mrr > 1.05 * plain.mrr
    assert ours.first > 1.05 * plain.first


@pytest.mark.real
def test_queries_find_the_same_however_they_are_typed(shared: Path, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.ingest(sorted(shared.glob("corpus/seeds/*.txt")))
    asked = ["đuối nước", "trẻ em bị xâm hại", "Chỉ thị số 28-CT/TW", "Ủy ban nhân dân huyện",
             "suy dinh dưỡng", "học bổng học sinh khuyết tật"]  # fmt: skip

    def first_of(query: str) -> str | None:
        hits = workspace.search(query, limit=1).hits
        return hits[0].passage if hits else None

    found = variants.scored(first_of, variants.all_variants(asked, seed=3))
    slips = found.pop("slip")
    assert sum(one[0] for one in found.values()) >= 0.9 * sum(one[1] for one in found.values())
    assert slips[0] >= 0.75 * slips[1]


@pytest.mark.real
def test_judged_queries_name_passages_that_are_there(shared: Path, tmp_path: Path) -> None:
    assert len(retrieval.judged()) == 30
    assert all(set(grades.values()) <= {1, 2} for _, grades in retrieval.judged())
    assert all(2 in grades.values() for _, grades in retrieval.judged())
