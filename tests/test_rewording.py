"""The same in other words: near words, abbreviations of one's own, dates, questions."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.model import BadRequest
from search.abbreviations import ABBREVIATIONS, read
from search.engine import SearchEngine
from search.query import parse
from search.synonyms import GROUPS, MOST, variants
from tests.search_corpus import day, document, engine_of

TEXTS = (
    "Bố trí kinh phí cho trẻ em.",
    "Ngân sách hằng năm dành cho trẻ em.",
    "Ngân hàng và sách vở cho trẻ em.",
    "Kinh tế; phí đường bộ.",
    "Ngày 25 tháng 12 năm 2023 ban hành Chỉ thị.",
    "Ban hành ngày 25/12/2023.",
    "Họp vào tháng 12 năm 2023.",
    "Xử lý nghiêm việc bạo hành.",
    "Bảo vệ công tác trẻ em ở cơ sở.",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    made, _ = engine_of(tmp_path_factory.mktemp("index"), document("d", *TEXTS))
    return made


def texts(engine: SearchEngine, query: str, **how: bool) -> list[str]:
    return [hit.text for hit in engine.search(query, **how).hits]  # type: ignore[arg-type]


# --- Near words ---------------------------------------------------------------


def test_near_words_rank_behind_the_words_and_before_a_part_of_them(engine: SearchEngine) -> None:
    found = texts(engine, "kinh phí trẻ em")
    assert found[:2] == [TEXTS[0], TEXTS[1]]
    results = engine.search("kinh phí trẻ em")
    assert results.also == ("ngân sách",)
    assert results.full == 1
    assert [hit.text[span.start : span.end] for hit in results.hits[1:2]
            for span in hit.highlights] == ["Ngân sách", "trẻ em"]  # fmt: skip


def test_near_words_must_be_whole(engine: SearchEngine) -> None:
    assert TEXTS[2] not in texts(engine, "kinh phí")
    assert texts(engine, "kinh phi")[0] == TEXTS[0]
    assert TEXTS[1] in texts(engine, "kinh phi")


@pytest.mark.parametrize("query", ['"kinh phí"', "=kinh phí", "kinh phí AND cho"])
def test_no_near_words_where_the_words_are_meant(engine: SearchEngine, query: str) -> None:
    exact = query.startswith(("=", '"'))
    assert (TEXTS[1] in texts(engine, query)) is not exact


def test_near_words_do_not_reach_what_is_excluded(engine: SearchEngine) -> None:
    assert TEXTS[1] in texts(engine, "trẻ em -kinh phí")


def test_variants_of_a_query() -> None:
    assert {one.words for one in variants(parse("xâm hại trẻ em"))} >= {"bạo lực", "bạo hành"}
    assert len(variants(parse("kinh phí tuyên truyền xâm hại trẻ em"))) == MOST
    assert variants(parse("kinh phí " * 6)) == []
    assert variants(parse('"kinh phí"')) == []
    assert [one.words for one in variants(parse("x OR kinh phi"))] == ["ngân sách", "nguồn vốn"]


def test_no_word_is_in_the_table_twice() -> None:
    words = [word for group in GROUPS for word in group]
    assert len(words) == len(set(words))


# --- Abbreviations of one's own -------------------------------------------------


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    table = tmp_path / "abbreviations.toml"
    engine, _ = engine_of(tmp_path / "index", document("d", *TEXTS), table=table)
    assert engine.search("CTTE").total == 0
    table.write_text('CTTE = "công tác trẻ em"\n', encoding="utf-8")
    assert texts(engine, "CTTE") == [TEXTS[8]]
    table.write_text("CTTE = [1]\n", encoding="utf-8")
    os.utime(table, (1, 1))
    assert engine.search("CTTE").total == 0  # a faulty table leaves ours


def test_what_a_table_may_hold(tmp_path: Path) -> None:
    table = tmp_path / "abbreviations.toml"
    assert read(table) == ABBREVIATIONS
    table.write_text('TW = []\nCTTE = ["công tác trẻ em", "công trình"]\n', encoding="utf-8")
    assert list(read(table)["TW"]) == []
    assert len(read(table)["CTTE"]) == 2
    for fault in ("CTTE = 3", 'CTTE = [""]', "CTTE =", "[CTTE]\na = 1"):
        table.write_text(fault, encoding="utf-8")
        with pytest.raises(BadRequest, match=r"abbreviations\.toml"):
            read(table)


# --- Dates and questions --------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["25/12/2023", "25-12-2023", "25.12.2023", "25 tháng 12 năm 2023", "25 thang 12 nam 2023",
     "25 tháng 12/2023"],
)  # fmt: skip
def test_a_date_in_any_spelling(engine: SearchEngine, query: str) -> None:
    assert {TEXTS[4], TEXTS[5]} <= set(texts(engine, query)[:3])


def test_a_month_in_words(engine: SearchEngine) -> None:
    assert set(texts(engine, "12/2023")) == {TEXTS[4], TEXTS[5], TEXTS[6]}
    assert texts(engine, "tháng 12 năm 2023")[0] in (TEXTS[4], TEXTS[6])


def test_questions_are_words(engine: SearchEngine) -> None:
    assert engine.search("Việc nào sau đây KHÔNG được xử lý?").hits[0].text == TEXTS[7]
    assert engine.search("xử lý (trừ trường hợp khác) việc bạo hành").hits[0].text == TEXTS[7]


# --- Named headings and documents ------------------------------------------------


def test_a_heading_said_in_full_counts(tmp_path: Path) -> None:
    engine, _ = engine_of(
        tmp_path,
        document(
            "a",
            "Kinh phí thực hiện lấy từ nhiều nguồn, kinh phí thực hiện hằng năm.",
            "Do Sở Tài chính bảo đảm.",
            headings=[("I. Tổ chức",), ("II. Kinh phí thực hiện",)],
            number="1/KH-UBND", type="Kế hoạch",
        ),
        *(document(f"x{n}", f"Đoạn khác số {n} về việc khác.") for n in range(20)),
    )  # fmt: skip
    first, second = engine.search("kinh phí thực hiện").hits[:2]
    assert {first.heading_path, second.heading_path} == {
        ("I. Tổ chức",), ("II. Kinh phí thực hiện",),
    }  # fmt: skip


def test_the_document_a_question_names_comes_first(tmp_path: Path) -> None:
    same = "Người dân được cung cấp thông tin theo quy định."
    law, other = "Luật Tiếp cận thông tin", "Luật Cư trú"
    engine, _ = engine_of(
        tmp_path,
        document("b", "Mở đầu.", same, title=other),
        document("a", "Mở đầu.", same, title=law),
        *(document(f"x{n}", f"Đoạn {n}: việc khác hẳn.") for n in range(20)),
    )
    question = "Theo {}, người dân được cung cấp gì?"
    assert engine.search(question.format(law)).hits[0].document == "a"
    assert engine.search(question.format(other)).hits[0].document == "b"


# --- Filters --------------------------------------------------------------------


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    ubnd, party = "Ủy ban nhân dân tỉnh {}", "Ban Thường vụ Tỉnh ủy {}"
    made, _ = engine_of(
        tmp_path_factory.mktemp("index"),
        document("st", "trẻ em", title="Bảo vệ trẻ em", province="Sóc Trăng",
                 issuer=party.format("Sóc Trăng"), date=day("2024-10-21")),
        document("ct", "trẻ em", title="Công tác dân số", province="Cần Thơ",
                 issuer="Ủy ban nhân dân thành phố Cần Thơ", date=day("2025-11-18")),
        document("hg", "trẻ em", title="Trẻ em gái", province="Hậu Giang",
                 issuer=ubnd.format("Hậu Giang"), date=day("2025-01-02")),
        document("dl", "trẻ em", title="Bảo vệ môi trường", province="Đắk Lắk"),
    )  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("query", "documents"),
    [
        ('cơ quan:"Tỉnh ủy"', {"st"}),
        ("co_quan:ubnd", {"ct", "hg"}),
        ('issuer:"uy ban nhan dan tinh"', {"hg"}),
        ('tiêu đề:"bảo vệ"', {"st", "dl"}),
        ('title:"tre em"', {"st", "hg"}),
        ('tiêu đề:"em gái" cơ quan:UBND', {"hg"}),
        ('tỉnh:"Dak Lak"', {"dl"}),
        ('tỉnh:"Sóc Trăng"', {"st"}),
        ("năm:2024..2025", {"st", "ct", "hg"}),
        ("tiêu đề:bả", set()),
    ],
)  # fmt: skip
def test_more_filters(places: SearchEngine, query: str, documents: set[str]) -> None:
    assert {hit.document for hit in places.search(query).hits} == documents


def test_places_before_and_after_the_merger_are_offered(places: SearchEngine) -> None:
    (offer,) = places.search('tỉnh:"Cần Thơ" trẻ em').offers
    assert offer.filter == "province"
    assert set(offer.values) == {"Hậu Giang", "Sóc Trăng"}
    assert "Cần Thơ" in str(offer.reason)
    (offer,) = places.search("trẻ", {"province": ["Sóc Trăng"]}).offers
    assert offer.values == ("Cần Thơ",)
    every = {"province": ["Cần Thơ", "Sóc Trăng", "Hậu Giang"]}
    assert places.search("trẻ", every).offers == ()
    assert places.search('tỉnh:"Đắk Lắk"').offers == ()


def test_sorting_by_place(places: SearchEngine) -> None:
    found = [hit.document for hit in places.search("trẻ em", sort="place").hits]
    assert found == ["ct", "dl", "hg", "st"]
