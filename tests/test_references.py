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
