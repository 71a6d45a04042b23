"""What keys were meant to write."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold
from search.keyboard import meant, write


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("trer", "trẻ"), ("tre3", "trẻ"), ("nuwowcs", "nước"), ("nuowcs", "nước"),
        ("nu7o71c", "nước"), ("dduoosi", "đuối"), ("d9uo61i", "đuối"), ("bajo", "bạo"),
        ("baor", "bảo"), ("hoaf", "hòa"), ("hoafn", "hoàn"), ("quys", "quý"), ("giaf", "già"),
        ("uyr", "ủy"), ("thuyeets", "thuyết"), ("nguwowif", "người"), ("aan", "ân"),
        ("bawsc", "bắc"), ("ta8ng", "tăng"), ("khuyur", "khuỷu"), ("em", "em"), ("thuowr", "thuở"), ("s", "s"),
    ],
)  # fmt: skip
def test_telex_and_vni(keys: str, word: str) -> None:
    assert write(keys) == word


def test_a_key_hit_too_often() -> None:
    assert "trẻ" in meant("treer")
    assert meant("em") == []
    assert meant("trẻ") == []


@given(st.text("abcdeghiklmnopqrstuvwxy0123456789", max_size=14))
def test_nothing_but_letters_and_marks_comes_out(keys: str) -> None:
    for written in meant(keys):
        assert unicodedata.is_normalized("NFC", written)
        assert len(fold(written)) <= len(keys)
