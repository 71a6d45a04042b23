"""Marks told by their strokes: Roman numerals counted, dashes known by their shape.

Readers of pictures know words, and a numeral is none: III comes out as II, and an
outline with it.  The letters I of a label are upright strokes, which can be
counted: columns of the picture that are dark over nearly all of their middle.
"""

from __future__ import annotations

import re

import numpy as np
from PIL import Image

# A numeral that ends in strokes, as it may have been misread; what is a plain 1 is none.
_NUMERAL = re.compile(r"(X{0,3}V?)(?:I[Il1|HML]{0,3})[.,]*")
_MOST = 3
_BAND = (0.35, 0.65)  # of the height: between the serifs, and above the full stop
_DARK = 0.8  # share of the band that a stroke fills
_FLAT = 2.0  # times as wide as high


def is_numeral(text: str, follower: str) -> bool:
    """Whether a word may be the Roman number of a heading in capitals."""
    return bool(_NUMERAL.fullmatch(text)) and len(follower) > 1 and follower.isupper()


def counted(text: str, word: Image.Image) -> str:
    """The numeral on the picture of `word`, which was read as `text`."""
    match = _NUMERAL.fullmatch(text)
    strokes = _strokes(word)
    if match is None or not 1 <= strokes <= _MOST:
        return text
    return f"{match[1]}{'I' * strokes}."


def _strokes(word: Image.Image) -> int:
    light = np.asarray(word.convert("L"), dtype=np.int16)
    if not light.size:
        return 0
    dark = light < (int(light.min()) + int(light.max())) / 2
    low, high = (int(dark.shape[0] * share) for share in _BAND)
    if high <= low:
        return 0
    upright = dark[low:high].mean(axis=0) > _DARK
    return int(upright[0]) + int(np.count_nonzero(upright[1:] & ~upright[:-1]))


def is_dash(word: Image.Image) -> bool:
    """Whether the ink on a picture is one flat bar."""
    light = np.asarray(word.convert("L"), dtype=np.int16)
    if not light.size:
        return False
    dark = light < (int(light.min()) + int(light.max())) / 2
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not rows.size:
        return False
    high, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    return bool(wide > _FLAT * high)
