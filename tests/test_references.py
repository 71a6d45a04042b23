"""Citations of other documents in running text."""

from __future__ import annotations

from datetime import date

from tests.documents import parsed


def only(text: str):
    document = parsed(text)
    assert len(document.references) == 1, document.references
    reference = document.references[0]
    return document, reference


def test_type_number_date_and_issuer():
    document, reference = only(
        "Thực hiện Chỉ thị số 28-CT/TW, ngày 25/12/2023 của Bộ Chính trị về công tác trẻ em."
    )
    assert reference.printed == "Chỉ thị số 28-CT/TW, ngày 25/12/2023 của Bộ Chính trị"
    assert reference.span.of(document.text) == reference.printed
    assert (reference.type, reference.number) == ("Chỉ thị", "28-CT/TW")
    assert (reference.date, reference.issuer) == (date(2023, 12, 25), "Bộ Chính trị")


def test_a_law_is_named_before_its_number():
    _, reference = only("Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;")
    assert (reference.type, reference.number) == ("Luật", "72/2025/QH15")


def test_a_date_in_words_and_an_impossible_one():
    _, reference = only(
        "Theo Quyết định số 12/QĐ-TTg ngày 03 tháng 3 năm 2021 của Thủ tướng Chính phủ."
    )
    assert reference.date == date(2021, 3, 3)
    _, reference = only("Theo Quyết định số 12/QĐ-TTg ngày 31/02/2021 về việc khác.")
    assert reference.date is None


def test_each_citation_counts_once_where_it_stands():
    document = parsed(
        "Chỉ thị số 28-CT/TW và Chỉ thị 28-CT/TW; Kế hoạch số 9/KH-UBND ngày 1/2/2024."
    )
    assert [r.number for r in document.references] == ["28-CT/TW", "28-CT/TW", "9/KH-UBND"]


def test_one_day_for_two_numbers_and_one_symbol_for_two_serials():
    references = parsed(
        "Thực hiện các Công điện số 8/CĐ-UBND và số 9/CĐ-UBND ngày 19/11/2025; các Nghị quyết số 18, 19-NQ/TW."
    ).references
    assert [(r.type, r.number, r.date) for r in references] == [
        ("Công điện", "8/CĐ-UBND", date(2025, 11, 19)),
        ("Công điện", "9/CĐ-UBND", date(2025, 11, 19)),
        ("Nghị quyết", "18-NQ/TW", None),
        ("Nghị quyết", "19-NQ/TW", None),
    ]
    apart = parsed("Quyết định số 5/QĐ-TTg, Quyết định số 6/QĐ-TTg ngày 01/02/2025.").references
    assert [r.date for r in apart] == [None, date(2025, 2, 1)]


def test_of_two_type_words_the_code_says_which_is_the_type():
    _, reference = only("Theo Thông báo kết luận số 196-TB/TW ngày 16/3/2015 của Ban Bí thư.")
    assert (reference.type, reference.number) == ("Thông báo", "196-TB/TW")
    assert reference.printed.startswith("Thông báo kết luận")


def test_an_issuer_ends_before_a_verb_that_is_wrapped():
    _, reference = only(
        "Quyết định số 12/2018/QĐ-UBND của Ủy ban nhân dân tỉnh Cửa Gió ban\nhành Quy chế quản lý."
    )
    assert reference.issuer == "Ủy ban nhân dân tỉnh Cửa Gió"


def cited(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(r.type, r.number, r.printed) for r in parsed(text).references]


def test_a_list_takes_its_type_from_the_head_word():
    text = (
        "Thực hiện các Công văn: số 574/UBND-NC ngày 01/02/2024 về phòng, chống đuối nước;"
        " số 12/SYT-NV ngày 03/02/2024 và số 15/SYT-NV."
    )
    assert cited(text) == [
        ("Công văn", "574/UBND-NC", "số 574/UBND-NC ngày 01/02/2024"),
        ("Công văn", "12/SYT-NV", "số 12/SYT-NV ngày 03/02/2024"),
        ("Công văn", "15/SYT-NV", "số 15/SYT-NV"),
    ]


def test_a_head_word_decides_between_two_readings_of_a_code():
    text = "Căn cứ các Quy định: số 22-QĐ/TW ngày 28/7/2021; số 37-QĐ/TW ngày 25/10/2021."
    assert [kind for kind, _, _ in cited(text)] == ["Quy định", "Quy định"]
    text = "Theo các Quy định số 22-QĐ/TW, 37-QĐ/TW và 41-QĐ/TW của Trung ương."
    assert [kind for kind, _, _ in cited(text)] == ["Quy định"] * 3


def test_a_head_word_does_not_reach_past_a_sentence_another_type_or_a_code_that_says_else():
    assert cited("Theo Quy định số 22-QĐ/TW. Ngoài ra, số 37-QĐ/TW cũng nêu.")[1][0] is None
    text = "Theo Quy định số 22-QĐ/TW; số 20-CT/TW; số 37-QĐ/TW."
    assert [kind for kind, _, _ in cited(text)] == ["Quy định", "Chỉ thị", None]
    text = "Theo các Công văn: số 574/UBND-NC, Thông báo số 3/TB-UBND, số 12/SYT-NV."
    assert [kind for kind, _, _ in cited(text)] == ["Công văn", "Thông báo", None]


def test_words_between_that_go_on_do_not_make_a_list():
    text = "Theo Công văn số 574/UBND-NC, đơn vị đã gửi văn bản mang số 12/SYT-NV."
    assert [kind for kind, _, _ in cited(text)] == ["Công văn", None]
