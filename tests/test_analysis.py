"""One text, one token stream: spellings that are alike give the same tokens."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.abbreviations import OURS, spellings
from search.analysis import terms, tokens


def names(text: str) -> list[str]:
    return [token.term for token in tokens(text)]


@pytest.mark.parametrize(
    "spelling",
    ["28-CT/TW", "28/CT-TW", "28 CT TW", "28-ct/tw", "28 – CT/TW", "028-CT/TW", "28-CT/\nTW"],
)
def test_a_number_is_one_token_in_every_spelling(spelling: str) -> None:
    assert names(f"Chỉ thị số {spelling} của") == ["chỉ", "thị", "28-ct-tw", "của"]


@pytest.mark.parametrize(
    ("printed", "term"),
    [
        ("số\n48-CTr/TU", "48-ctr-tu"),
        ("34/2014/QĐ-TTg", "34-2014-qđ-ttg"),
        ("34/2014/qd-ttg", "34-2014-qđ-ttg"),
        ("71/NQ -CP", "71-nq-cp"),
        ("163/2024/QH15", "163-2024-qh15"),
        ("25/12/2023", "25/12/2023"),
        ("05/12/2012", "5/12/2012"),
        ("5.12.2012", "5/12/2012"),
        ("4/2024", "4/2024"),
        ("97,2%", "97,2%"),
        ("97,2 %", "97,2%"),
        ("97.2%", "97,2%"),
        ("1.500.000", "1500000"),
        ("05", "5"),
    ],
)
def test_figures_are_one_token(printed: str, term: str) -> None:
    assert names(printed) == [term]


def test_a_number_is_found_by_its_parts() -> None:
    (number,) = tokens("34/2014/QĐ-TTg")
    assert {"34", "qđ", "2014", "34/2014", "34-qđ-ttg"} == set(number.also)
    (day,) = tokens("25/12/2023")
    assert day.also == ("12/2023", "2023")


def test_a_date_in_words_is_found_by_its_figures() -> None:
    found = tokens("ngày 25 tháng 12 năm 2023")
    assert [token.term for token in found] == ["ngày", "25", "tháng", "12", "năm", "2023"]
    assert found[1].also == ("25/12/2023",)
    assert found[3].also == ("12/2023",)


def test_the_word_so_vanishes_only_before_the_number_of_a_document() -> None:
    assert names("Chỉ thị số 28") == names("Chỉ thị 28") == ["chỉ", "thị", "28"]
    assert names("chi thi so 28") == ["chi", "thi", "28"]
    assert names("dân số 5 triệu") == ["dân", "số", "5", "triệu"]
    assert names("một số trẻ em") == ["một", "số", "trẻ", "em"]


@pytest.mark.parametrize(("one", "other"), [("uỷ", "ủy"), ("hoà", "hòa"), ("Thuý", "thúy")])
def test_tone_placement_and_case_do_not_matter(one: str, other: str) -> None:
    assert names(one) == names(other)


def test_ranges_stay_apart() -> None:
    assert names("giai đoạn 2021-2025, tháng 10-12/2023") == [
        "giai", "đoạn", "2021", "2025", "tháng", "10", "12/2023",
    ]  # fmt: skip


def test_spans_index_the_text_as_given() -> None:
    text = unicodedata.normalize("NFD", "Uỷ ban  nhân\u200bdân số 28-CT/TW")
    found = tokens(text)
    assert [unicodedata.normalize("NFC", t.span.of(text)) for t in found] == [
        "Uỷ", "ban", "nhân\u200bdân", "28-CT/TW",
    ]  # fmt: skip


@given(
    st.text(
        alphabet=st.sampled_from("aáạoòàuỷySố 28-/CTW%.,\n\u0301\u200bđĐ(23)ﬁß가İ_²"), max_size=60
    )
)
def test_tokens_lie_in_order_within_any_text(text: str) -> None:
    found = tokens(text)
    at = 0
    for token in found:
        assert at <= token.span.start < token.span.end <= len(text)
        assert token.term
        at = token.span.end
    assert [(token.term, token.also) for token in found] == terms(text)


@given(st.text(alphabet=st.sampled_from("aáạàảãăắêềoóôộơởuúưựyýđĐ THỊ28-/,.%"), max_size=80))
def test_the_stream_is_the_same_composed_and_decomposed(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert names(composed) == names(unicodedata.normalize("NFD", composed))


def test_monstrous_runs_are_bounded() -> None:
    assert all(len(term) <= 64 for term in names("9" * 5_000 + " " + "a" * 5_000))
    assert len(names("a.a." * 20_000)) == 40_000


def test_abbreviations_stand_for_their_long_forms_and_back() -> None:
    found = set(OURS.alternatives(["chủ", "tịch", "ủy", "ban", "nhân", "dân"]))
    assert (2, 6, ("ubnd",)) in found
    assert (0, 1, ("ủy", "ban", "nhân", "dân")) in set(OURS.alternatives(["ubnd"]))
    assert (0, 2, ("lao", "động", "thương", "binh", "và", "xã", "hội")) in set(
        OURS.alternatives(names("LĐTB&XH"))
    )
    assert (0, 1, ("hội", "đồng", "nhân", "dân")) in set(OURS.alternatives(["hdnd"]))


def test_i_and_y() -> None:
    assert spellings("kỹ") == ("kĩ",)
    assert spellings("lí") == ("lý",)
    assert spellings("quý") == ("quí",)
    assert spellings("tai") == spellings("ủy") == ()
