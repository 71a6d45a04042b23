"""What a query that is being typed may go on to be."""

from __future__ import annotations

import pytest

from corpus.model import Span, SpanArray
from search.engine import SearchEngine
from tests.search_corpus import document, engine_of

TEXT = "phòng chống xâm hại trẻ em xâm phạm bạo lực bạo lực"
WORDS = ("phòng chống", "xâm hại", "trẻ em", "xâm phạm", "bạo lực")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    own = document("a", TEXT, TEXT, "trẻ em trẻ em", title="Kế hoạch bảo vệ trẻ em",
                   number="61-CTr/TU")  # fmt: skip
    spans = [
        Span(passage.spans[0].start + at, passage.spans[0].start + at + len(word))
        for passage in own.passages
        for word in WORDS
        for at in [own.passage_text(passage).find(word)]
        if at >= 0
    ]
    object.__setattr__(own, "words", SpanArray(sorted(spans, key=lambda span: span.start)))
    made, _ = engine_of(
        tmp_path_factory.mktemp("index"),
        own,
        document("b", "khác", title="Chương trình trẻ em", number="28-CT/TW"),
    )
    return made


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("xâm", "xâm hại"),
        ("xam h", "xâm hại"),
        ("phòng chống xâ", "phòng chống xâm hại"),
        ("bạo l", "bạo lực"),
        ('"xâm p', '"xâm phạm'),
        ("61", "61-CTr/TU"),
        ("28 ct", "28-CT/TW"),
        ("ke hoach", "Kế hoạch bảo vệ trẻ em"),
        ("Chương", "Chương trình trẻ em"),
    ],
)
def test_the_likeliest_comes_first(engine: SearchEngine, typed: str, first: str) -> None:
    assert engine.complete(typed)[0].text == first


@pytest.mark.parametrize(
    "typed", ["", " ", "xâm hại ", "zzz", "\x00", "=", '"', "(" * 500, "a\u0301"]
)
def test_nothing_to_complete(engine: SearchEngine, typed: str) -> None:
    assert engine.complete(typed) == []


def test_titles_by_a_word_within(engine: SearchEngine) -> None:
    found = [one.text for one in engine.complete("trẻ em", 20) if one.kind == "title"]
    assert found == ["Chương trình trẻ em", "Kế hoạch bảo vệ trẻ em"]
    assert len(engine.complete("x", 1)) == 1
