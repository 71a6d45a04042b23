"""What recognition makes of labels and marks, and what is made of it."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from ingest.extract.misread import Box, mended

HEIGHT = 40


def page(*words: tuple[str, int, float], ink: tuple[int, int, int, int] | None = None) -> list[str]:
    """The words of one line as they are read in the end; each word with where it begins
    and its confidence. `ink` is drawn on the picture."""
    image = Image.new("L", (1200, 120), 255)
    if ink:
        ImageDraw.Draw(image).rectangle(ink, 0)
    png = io.BytesIO()
    image.save(png, "PNG")
    line = [
        Box(text, left, 40, left + 18 * len(text), 40 + HEIGHT, 60.0, HEIGHT, confidence)
        for text, left, confidence in words
    ]
    return [box.text for box in mended([line], png.getvalue())]


def test_a_one_that_was_read_as_a_letter():
    assert page(("l", 10, 22), ("Mục", 150, 93), ("đích", 230, 68)) == ["1.", "Mục", "đích"]
    assert page(("l", 10, 22), ("Mục", 40, 93)) == ["l", "Mục"]  # no white: part of the words
    assert page(("l", 10, 90), ("Mục", 150, 93)) == ["l", "Mục"]  # read beyond doubt


def test_a_dash_that_was_read_as_a_letter():
    words = (("Ẫ", 10, 0), ("Chủ", 150, 97), ("trì", 230, 97))
    assert page(*words, ink=(12, 58, 26, 61)) == ["-", "Chủ", "trì"]
    assert page(*words, ink=(12, 42, 26, 78)) == ["Ẫ", "Chủ", "trì"]


@pytest.mark.parametrize("speck", ["_", "|", "—", "|_"])
def test_the_white_after_a_number_is_no_word(speck):
    assert page(("2.", 10, 88), (speck, 60, 70), ("Sở", 150, 96)) == ["2.", "Sở"]


def test_dashes_within_a_sentence_stay():
    words = (("kinh", 10, 96), ("tế", 100, 96), ("-", 150, 40), ("xã", 190, 96), ("hội", 240, 96))
    assert page(*words) == ["kinh", "tế", "-", "xã", "hội"]
    assert page(("đầy", 10, 96), ("¬", 150, 30), ("đủ", 190, 96)) == ["đầy", "đủ"]


def test_a_bullet_with_dust():
    assert page(("+...", 10, 53), ("Có", 150, 96)) == ["+", "Có"]


def test_letters_that_differ_in_size_alone():
    assert page(("24", 10, 96), ("giỜ", 60, 92)) == ["24", "giờ"]
    assert page(("1.", 10, 88), ("SỞ", 60, 90), ("Y", 110, 96), ("tế", 140, 96)) == [
        "1.", "Sở", "Y", "tế",
    ]  # fmt: skip
    heading = (("CƠ", 10, 90), ("SỞ", 60, 90), ("Y", 110, 96), ("TẾ", 140, 96))
    assert page(*heading) == ["CƠ", "SỞ", "Y", "TẾ"]


def test_two_syllables_run_together():
    assert page(("2.", 10, 80), ("Yêucầu", 150, 38)) == ["2.", "Yêu", "cầu"]
    assert page(("2.", 10, 80), ("Yêucầu", 150, 95)) == ["2.", "Yêucầu"]
    assert page(("2.", 10, 80), ("Wifi", 150, 30)) == ["2.", "Wifi"]
