"""Citations: the legal form, and words that can be found again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.citation import citation_text, cite, permalink, source_name, stands_at, unit_name
from corpus.model import BadRequest, NotFound, Span, joined
from tests.documents import PLAN, parsed


def test_the_legal_form_of_a_plan():
    document = parsed(PLAN)
    assert citation_text(document, "part_I__sec_2__point_a") == (
        "“Phân công rõ người, rõ việc trong từng cơ quan, đơn vị.” (điểm a khoản 2 mục I "
        "Kế hoạch số 045/KH-UBND ngày 05/03/2025 của Ủy ban nhân dân tỉnh Sông Mơ)."
    )


def test_the_words_chosen_are_the_words_cited():
    document = parsed(PLAN)
    citation = cite(document, "part_I__sec_2__point_a", Span(0, 9))
    assert citation.exact == "Phân công"
    assert joined(document.text, citation.spans) == citation.exact
    assert document.text[citation.spans[0].start - len(citation.prefix) :].startswith(
        citation.prefix
    )
    assert permalink(document, "part_I__sec_2__point_a", Span(0, 9)).endswith("&span=0-9")


def test_sentences_bullets_and_units_have_names():
    document = parsed(PLAN)
    assert unit_name(document, "part_I__sec_1__para_1__sent_2") == "câu 2 đoạn 1 khoản 1 mục I"
    assert unit_name(document, "part_II__sec_2__indent_2__indent_1") == (
        "gạch đầu dòng 1 gạch đầu dòng 2 khoản 2 mục II"
    )
    assert unit_name(document, "part_II") == "mục II"


def test_above_an_article_only_the_attachment_is_named():
    document = parsed(
        """
        QUYẾT ĐỊNH

        Ban hành Quy chế

        Điều 1. Ban hành Quy chế kèm theo Quyết định này.

        TM. ỦY BAN NHÂN DÂN
        CHỦ TỊCH
        Nguyễn Văn Mơ

        QUY CHẾ

        Chương I

        QUY ĐỊNH CHUNG

        Điều 1. Phạm vi

        1. Quy chế này quy định việc họp của tỉnh.
        """
    )
    assert unit_name(document, "att_1__chp_I__art_1__clause_1") == "khoản 1 Điều 1 Quy chế kèm theo"


def test_a_press_text_says_that_it_reports():
    document = parsed(
        """
        Lượt xem: 2

        Sông Mơ ban hành Kế hoạch chăm sóc trẻ em trong tình hình mới

        Thứ Sáu, 28/11/2025 Đã xem: 36

        UBND tỉnh đã đề ra 3 nhóm nhiệm vụ, giải pháp:

        1. Tăng cường lãnh đạo công tác trẻ em ở các cấp.

        2. Đẩy mạnh tuyên truyền về công tác trẻ em.

        3. Bố trí kinh phí cho công tác trẻ em.
        """
    )
    text = citation_text(document, document.passages[-1].eid)
    assert "bài “Sông Mơ ban hành" in text
    assert "đăng ngày 28/11/2025, phản ánh Kế hoạch" in text


def test_a_law_is_cited_by_its_name():
    document = parsed(PLAN)
    law = replace(
        document.metadata, type="Luật", number="102/2016/QH13", title="Trẻ em", evidence=()
    )
    for title in ("Trẻ em", "Luật Trẻ em"):
        named = replace(document, metadata=replace(law, title=title))
        assert source_name(named) == "Luật Trẻ em số 102/2016/QH13"
    bare = replace(document, metadata=replace(law, number=None))
    assert stands_at(bare, "part_I__sec_2__point_a") == "điểm a khoản 2 mục I Luật Trẻ em"


def test_units_that_bear_the_same_number_are_told_apart():
    document = parsed(PLAN.replace("III. TỔ CHỨC", "II. TỔ CHỨC"))
    names = [unit_name(document, p.eid) for p in document.passages]
    assert "khoản 3 mục II (thứ 1 mang số này)" in " ".join(names)
    assert "mục II (thứ 2 mang số này)" in " ".join(names)
    assert len(names) == len(set(names))


def test_the_number_of_an_annex_keeps_its_capitals():
    document = parsed(PLAN + "\n\nPHỤ LỤC II\n\nDANH MỤC\n\n1. Các lớp học bơi cho trẻ em.\n")
    name = unit_name(document, document.passages[-1].eid)
    assert name.endswith("Phụ lục II kèm theo")


def test_what_is_not_there_is_said():
    document = parsed(PLAN)
    with pytest.raises(NotFound, match="part_IX"):
        cite(document, "part_IX")
    with pytest.raises(BadRequest, match="nằm ngoài"):
        cite(document, "part_I__sec_2__point_a", Span(5, 5000))
