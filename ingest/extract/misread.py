"""What readers of pictures take for something else: labels, bullets, specks.

In: the lines of a page as they were recognised, and its picture.  Out: the same
lines with what a reader of print would see.  Recognition knows words, and errs
where there are none: a number before a heading, a dash before an item, the white
between them.  Only such places are touched, never a word within a sentence.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from ingest.extract.strokes import counted, is_dash, is_numeral
from ingest.extract.syllables import is_syllable

_BULLETS = frozenset("-–—+•*")
_SURE = 60  # confidence from which on a word without letters is no speck
_DOUBTFUL = 40  # confidence up to which the mark before an item is looked at again
_BESIDE = 4  # heights of a line within which words are of one sentence
_TAB = 1.2  # heights of a line between a label and its words
_LABEL = re.compile(r"\(?\w{1,4}[.)]|\d{1,2}(?:\.\d{1,2})+\.?|[-–—+•*]")
_ONE = re.compile(r"[lI|!][.,]?")  # what the number 1 is taken for
_DOTTED = re.compile(r"([-–—+•])[.…]+")
_HORNED = frozenset("ƠỜỚỞỠỢ")  # capitals that differ from small letters in size alone


@dataclass(frozen=True, slots=True)
class Box:
    """A word as it was recognised, in dots, with its confidence (0…100) and what is
    known of its line."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line_middle: float
    line_height: int
    confidence: float


def mended(lines: Sequence[Sequence[Box]], png: bytes) -> list[Box]:
    """The words of a page, line by line."""
    with Image.open(io.BytesIO(png)) as image:
        return [box for line in lines for box in _line(line, image)]


def _line(line: Sequence[Box], image: Image.Image) -> Iterator[Box]:
    words = [box for at, box in enumerate(line) if not _is_speck(box, line[:at])]
    if len(words) > 1:
        words[0] = _label(words[0], words[1], image)
    for at, box in enumerate(words):
        yield from _parted(_in_case(box, words[max(0, at - 1) : at], words[at + 1 : at + 3]))


def _is_speck(box: Box, before: Sequence[Box]) -> bool:
    """Whether a "word" is a rule, a stain, the edge of the paper or the white after a label."""
    if any(c.isalnum() for c in box.text):
        return False
    if not box.text.strip("|_") or "|" in box.text:
        return True
    if len(before) == 1 and _LABEL.fullmatch(before[0].text) and set(box.text) <= _BULLETS:
        return True
    bullet = not before and set(box.text.rstrip(".…")) <= _BULLETS
    return box.confidence < _SURE and not bullet and not (before and _is_dash(box))


def _is_dash(box: Box) -> bool:
    """A dash within a sentence, as wide as one is."""
    return box.text in {"-", "–"} and box.right - box.left > box.line_height / 8


def _label(box: Box, follower: Box, image: Image.Image) -> Box:
    """The number or bullet that begins a line."""
    word = image.crop((box.left, box.top, box.right, box.bottom))
    if is_numeral(box.text, follower.text):
        return replace(box, text=counted(box.text, word))
    dotted = _DOTTED.fullmatch(box.text)
    if dotted:
        return replace(box, text=dotted[1])
    if follower.left - box.right < _TAB * box.line_height or box.confidence > _DOUBTFUL:
        return box
    if _ONE.fullmatch(box.text):
        return replace(box, text="1.")
    return replace(box, text="-") if len(box.text) < 3 and is_dash(word) else box


def _in_case(box: Box, before: Sequence[Box], after: Sequence[Box]) -> Box:
    """A word whose only capitals, but for its first letter, are small letters grown,
    in a sentence in small letters."""
    rest = box.text[1:]
    capitals = {c for c in rest if c.isupper()}
    if not capitals or not capitals <= _HORNED:
        return box
    shouted = any(len(one.text) > 1 and one.text.isupper() for one in before)
    near = [one for one in after if one.left - box.right < _BESIDE * box.line_height]
    small = any(len(one.text) > 1 and one.text.islower() for one in near)
    if box.text[0].islower() or (small and not shouted):
        return replace(box, text=box.text[0] + rest.lower())
    return box


def _parted(box: Box) -> Iterator[Box]:
    """Two syllables read as one word, where they can be parted in one way only."""
    text = box.text
    if box.confidence < _SURE and text.isalpha() and not is_syllable(text):
        cuts = [at for at in range(2, len(text) - 1)
                if is_syllable(text[:at]) and is_syllable(text[at:])]  # fmt: skip
        if len(cuts) == 1:
            (cut,) = cuts
            middle = box.left + (box.right - box.left) * cut // len(text)
            yield replace(box, text=text[:cut], right=middle - box.line_height // 8)
            yield replace(box, text=text[cut:], left=middle + box.line_height // 8)
            return
    yield box
