"""Normal forms: one form for every spelling, and the way back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import Normalised, fold, is_folded, key, normalise, place_tones, sort_key

# Either placement of the tone → the one we keep (the quy tắc of the open rhymes).
PLACEMENT = {
    "hoà": "hòa",
    "hòa": "hòa",
    "HOÀ": "HÒA",
    "Hoá": "Hóa",
    "khoẻ": "khỏe",
    "loè": "lòe",
    "uỷ": "ủy",
    "Uỷ": "Ủy",
    "UỶ": "ỦY",
    "thuý": "thúy",
    "tuỳ": "tùy",
    "luỹ": "lũy",
    "thuỵ": "thụy",
    "hoàn": "hoàn",
    "hòan": "hoàn",
    "toán": "toán",
    "tóan": "toán",
    "hoạch": "hoạch",
    "hoèn": "hoèn",
    "xoè": "xòe",
    "khuỷu": "khuỷu",
    "khủyu": "khuỷu",
    "tuyến": "tuyến",
    "huỳnh": "huỳnh",
    "hùynh": "huỳnh",
    "quý": "quý",
    "qúy": "quý",
    "QÚY": "QUÝ",
    "quỹ": "quỹ",
    "qũy": "quỹ",
    "quà": "quà",
    "qùa": "quà",
    "quốc": "quốc",
    "già": "già",
    "gìa": "già",
    "giữ": "giữ",
    "gì": "gì",
    "của": "của",
    "mùa": "mùa",
    "thuở": "thuở",
    "thuế": "thuế",
    "hoài": "hoài",
    "hòai": "hoài",
    "khoáy": "khoáy",
    "ngoằn": "ngoằn",
    "ngòăn": "ngoằn",
    "ý": "ý",
    "oà": "òa",
}


@pytest.mark.parametrize(("printed", "kept"), PLACEMENT.items())
def test_tone_placement(printed: str, kept: str) -> None:
    assert place_tones(printed) == kept
    assert normalise(unicodedata.normalize("NFD", printed)) == kept
    assert place_tones(kept) == kept


def test_tones_are_placed_in_running_text() -> None:
    text = "Uỷ ban, HOÀ-bình; thuỷ/thuý (quý) hoà. Khoẻ2 oà"
    assert place_tones(text) == "Ủy ban, HÒA-bình; thủy/thúy (quý) hòa. Khỏe2 òa"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("xã\u00a0hội", "xã hội"),
        ("kinh\u2011tế – xã − hội", "kinh-tế - xã - hội"),
        ("\u00d0ảng \u0189 \u00f0", "Đảng Đ đ"),
        ("trẻ\u200b \u00adem\ufeff", "trẻ em"),
        ("“a” ‘b’ «c»", '"a" \'b\' "c"'),
        ("dòng\nhai", "dòng\nhai"),
        ("CHỮ Hoa", "CHỮ Hoa"),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal


letters = st.sampled_from("aăâeêioôơuưyàáảãạằắồốờớùúủũụừứỳýỷỹỵòóỏõọèéẻẽẹìíqghtnckđĐÐQGHOÀÙÝ")
odd = st.sampled_from("\u0300\u0301\u0309\u0323\u0302\u031b\u200b\u00ad\u00a0\u2013 \n.-2")
vietnamese = st.text(letters | odd, max_size=30)
texts = (
    vietnamese | st.text(max_size=30) | vietnamese.map(lambda t: unicodedata.normalize("NFD", t))
)


@given(texts)
def test_normal_forms_stay_as_they_are(text: str) -> None:
    for form in (normalise, key, fold):
        once = form(text)
        assert form(once) == once
    assert key(normalise(text)) == key(text)


@given(texts)
def test_unicode_forms_are_equal(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert normalise(composed) == normalise(decomposed)


@given(vietnamese)
def test_tone_placement_keeps_the_length_and_the_letters(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    placed = place_tones(text)
    assert len(placed) == len(text)
    assert fold(placed) == fold(text)


@given(texts)
def test_the_way_back(text: str) -> None:
    normal = Normalised(text)
    length = len(normal.text)
    starts = [normal.span(n, n + 1).start for n in range(length)]
    assert starts == sorted(starts)
    for n in range(length):
        span = normal.span(n, n + 1)
        assert 0 <= span.start <= span.end <= len(text)
    if length:
        assert normal.span(0, length).end == len(text)


@given(st.lists(st.sampled_from(["ủy", "ban", "trẻ", "em", "hòa", "bình", "Đảng"]), min_size=1))
def test_a_word_found_in_the_normal_form_is_that_word_in_the_original(words: list[str]) -> None:
    text = unicodedata.normalize("NFD", "\u200b \u00a0".join(words))
    normal = Normalised(text)
    assert normal.text == normalise(text)
    at = 0
    for word in words:
        at = normal.text.index(word, at)
        assert normalise(normal.span(at, at + len(word)).of(text)).strip() == word
        at += len(word)


def test_key_and_fold() -> None:
    assert key("  Uỷ ban\n\tNHÂN  DÂN ") == "ủy ban nhân dân"
    assert fold("Đặng Thuỳ Trâm, ủy") == "Dang Thuy Tram, uy"
    assert is_folded("tre em 28-CT/TW")
    assert not is_folded("trẻ em")
    assert not is_folded("đ")


def test_dictionary_order() -> None:
    words = ["ba", "bà", "bả", "bã", "bá", "bạ", "băn", "bân", "ca", "da", "đa", "đà", "e", "ê"]
    words += ["mo", "mô", "mơ", "tu", "tư", "y", "ỷ"]
    assert sorted(words[1::2] + words[::2], key=sort_key) == words
    places = [
        "An Giang",
        "Bà Rịa - Vũng Tàu",
        "Bạc Liêu",
        "Bắc Giang",
        "Cà Mau",
        "Đà Nẵng",
        "Đắk Lắk",
    ]
    assert sorted(places[1::2] + places[::2], key=sort_key) == places


def test_letters_come_before_tones_and_marks_before_letters() -> None:
    assert sort_key("bà a") < sort_key("ba b")  # tones only decide between equal letters
    assert sort_key("Hà") == sort_key("hà")
    assert sort_key("1") < sort_key("a")
    assert sort_key("") < sort_key("a")
