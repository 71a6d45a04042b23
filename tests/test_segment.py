"""Words: true spans of the text as given, whatever the text is made of."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Span
from ingest.segment import TERMS, VERSION, words

SAMPLE = (
    "chăm sóc giáo dục và bảo vệ trẻ em hoà hòa uỷ ủy ban nhân dân Đắk Lắk quý già xã hội hóa "
    "đuối nước cấp ủy ban thường vụ TP. 28-CT/TW 97,2% ; . , ( ) - ngày 25/12/2023 a) H'Mông"
)
SYLLABLES = SAMPLE.split()
prose = st.lists(st.sampled_from(SYLLABLES), max_size=30).map(" ".join)


def shown(text: str) -> list[str]:
    return [" ".join(span.of(text).split()) for span in words(text)]


def check(text: str) -> None:
    """The promises every result keeps."""
    found = words(text)
    covered = bytearray(len(text))
    for left, right in pairwise(found):
        assert left.end <= right.start
    for span in found:
        assert 0 <= span.start < span.end <= len(text)
        covered[span.start : span.end] = b"\x01" * len(span)
        for at in (span.start, span.end):
            assert not (text[:at][-1:].isalnum() and text[at : at + 1].isalnum()), "cut a syllable"
        assert not text[span.start].isspace() and not text[span.end - 1].isspace()
    assert all(covered[i] for i, char in enumerate(text) if char.isalnum())


def test_words_of_a_sentence() -> None:
    text = "Uỷ ban nhân dân tỉnh Đắk Lắk ban hành kế hoạch, giao các sở thực hiện."
    assert shown(text)[:4] == ["Uỷ ban nhân dân", "tỉnh", "Đắk Lắk", "ban hành"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Chỉ thị số 28-CT/TW của Bộ Chính trị", "28-CT/TW"),
        ("Nghị quyết 71/NQ -CP của Chính phủ", "71/NQ -CP"),
        ("Quyết định số\n34/2014/QĐ-TTg", "34/2014/QĐ-TTg"),
        ("đạt 97,2% vào năm 2025", "97,2%"),
        ("ngày 25/12/2023 của Bộ", "25/12/2023"),
        ("kinh phí 1.234.567 đồng", "1.234.567"),
        ("đồng bào H'Mông", "H'Mông"),
        ("Sở Lao động-TB&XH", "TB&XH"),
        ("Đ/c Bí thư", "Đ/c"),
    ],
)
def test_fixed_tokens_are_one_word(text: str, word: str) -> None:
    assert any(w == word or w.startswith(word + " ") for w in shown(text))


@pytest.mark.parametrize("term", [t.strip() for t in TERMS.split(";")])
def test_known_terms_are_kept_whole(term: str) -> None:
    text = f"Các {term} cần được quan tâm hơn nữa."
    assert any(term in word for word in shown(text))


@pytest.mark.parametrize(
    "text", ["cụ thể hoá", "Cụ Thể\nhóa", unicodedata.normalize("NFD", "cụ thể hóa")]
)
def test_terms_are_known_in_every_spelling(text: str) -> None:
    assert words(text) == [Span(0, len(text))]


def test_a_term_does_not_break_a_longer_one() -> None:
    assert "ban thường vụ" not in [w.lower() for w in shown("Ủy ban thường vụ Quốc hội")]
    assert "cấp ủy" not in shown("các cấp ủy ban nhân dân")
    assert "cấp ủy" in shown("các cấp ủy đảng")


def test_words_go_over_a_line_break_but_not_over_a_blank_line() -> None:
    assert "trẻ em" in shown("chăm sóc trẻ\nem")
    assert shown("chăm sóc trẻ\n\nem")[-1] == "em"


def test_punctuation_parts_words() -> None:
    assert "trẻ, em" not in shown("bảo vệ trẻ, em")


def test_the_same_text_gives_the_same_words() -> None:
    text = "Tăng cường sự lãnh đạo của các cấp ủy. " * 200
    assert words(text) == words(text)
    first = words(text[:100])
    first.clear()
    assert words(text[:100])


def test_an_invisible_character_belongs_to_its_syllable() -> None:
    text = "tr\u200bẻ\u00ad em\ufeff"
    assert [s.of(text) for s in words(text)] == ["tr\u200bẻ\u00ad em"]


@pytest.mark.parametrize("text", ["", " \n\t", "…—;", "\x00\x01", "😀👩‍👩‍👧", "\u0301"])
def test_no_words(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000,
        "a" * 50_000,
        "1." * 20_000 + "a",
        "'a" * 20_000,
        "http://" * 5_000,
        "28-CT/" * 5_000,
        "trẻ em 😀 " * 2_000,
        "x\u0302y" * 5_000,
        "\x01a\x02b\u202ec" * 500,
        "ủy" * 10_000,
    ],
)
def test_hostile_text(text: str) -> None:
    check(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_promises_on_any_text(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(prose)
def test_promises_on_prose(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(prose)
def test_decomposed_text_has_the_same_words(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    there = [unicodedata.normalize("NFC", s.of(decomposed)) for s in words(decomposed)]
    assert there == [s.of(text) for s in words(text)]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([s for s in SYLLABLES if s.isalpha()]), min_size=1, max_size=20))
def test_agrees_with_underthesea_on_plain_syllables(syllables: list[str]) -> None:
    """Where no token and no term is ours, the words are those of the model."""
    from underthesea import word_tokenize

    text = " ".join(syllables)
    terms = {tuple(t.split()) for t in TERMS.split(";")}
    bare = [s.replace("uỷ", "ủy").replace("hoà", "hòa").lower() for s in syllables]
    if any(tuple(bare[i : i + len(t)]) == t for t in terms for i in range(len(bare))):
        return
    if text == text.upper():
        return
    spelt = [w.replace("uỷ", "ủy").replace("hoà", "hòa") for w in shown(text)]
    assert spelt == word_tokenize(text)


def test_version_names_the_model() -> None:
    import underthesea

    assert underthesea.__version__ in VERSION


@pytest.mark.real
def test_promises_on_the_real_documents(shared: Path) -> None:
    for path in sorted((shared / "corpus").glob("*/*")):
        for paragraph in re.split(r"\n\s*\n", path.read_text("utf-8")):
            check(paragraph)
