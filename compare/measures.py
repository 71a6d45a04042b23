"""Units of figures: what they measure in, and by how much to multiply to compare them.

In come a unit as printed, a comparator and a name; out comes a `Measure`. Amounts of
change and levels are different dimensions; so are a count and a share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.figures import Comparator
from corpus.text import key

SHARE, CHANGE, MONEY, COUNT, UNKNOWN = "share", "change", "money", "count", ""

_GROWTH = re.compile(
    r"^\W*(?:(?:tốc\s+độ|mức|tỷ\s+lệ|tỉ\s+lệ)\s+(?:tăng|giảm)(?!\s+dần)|tăng\s+trưởng|trưởng\s+kinh\s+tế)(?!\w)"
)
_FALLS = re.compile(r"^\W*(?:tốc\s+độ|mức|tỷ\s+lệ|tỉ\s+lệ)\s+giảm(?!\s+dần)(?!\w)")
_PER_HEAD = re.compile(r"(?<!\w)đầu\s+người(?!\w)")
_OF_HEADS = {"người", "năm", "người dân"}
_POWERS = {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9}
_CURRENCY = re.compile(r"(?<!\w)(đồng|đ|usd|đô la|đô|ndt|euro)(?!\w)")
_PER = re.compile(r"/\s*((?:1|10|100)(?:[.,]?000){0,2})(?!\d)")
_SIZES = {  # name: (dimension, factor)
    "ha": ("area", 1e4), "héc-ta": ("area", 1e4), "km2": ("area", 1e6), "km²": ("area", 1e6),
    "m2": ("area", 1.0), "m²": ("area", 1.0), "km": ("length", 1e3), "m": ("length", 1.0),
    "tấn": ("mass", 1.0), "kwh": ("energy", 1.0), "con/phụ nữ": ("births", 1.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """`unit` is what values of one `dimension` can be compared in without converting
    ("" where it does not matter); `factor` brings a value to it, below zero where the
    value says by how much something falls."""

    dimension: str
    unit: str
    factor: float


def measure(unit: str, comparator: Comparator = Comparator.EQUAL, name: str = "") -> Measure:
    plain = key(unit)
    named = key(name)
    changes = comparator in (Comparator.INCREASE, Comparator.DECREASE)
    if changes or plain.startswith("%/") or (plain == "%" and _GROWTH.match(named)):
        falls = comparator is Comparator.DECREASE or _FALLS.match(named) is not None
        return Measure(CHANGE, "%" if plain.startswith("%") else plain, -1.0 if falls else 1.0)
    if plain in ("%", "phần trăm"):
        return Measure(SHARE, "%", 1.0)
    if plain == "‰":
        return Measure(SHARE, "%", 0.1)
    per = _PER.search(plain)
    if per:
        return Measure(SHARE, "%", 100 / float(re.sub(r"[.,]", "", per.group(1))))
    currency = _CURRENCY.search(plain)
    if currency:
        factor = 1.0
        for word in plain[: currency.start()].split():
            factor *= _POWERS.get(word, 1.0)
        coin = {"đ": "đồng", "đô": "usd", "đô la": "usd"}.get(currency.group(1), currency.group(1))
        whose = [part.strip() for part in plain[currency.end() :].split("/")[1:]]
        if _PER_HEAD.search(named):  # "triệu đồng/người/năm" says the name over again
            whose = [part for part in whose if part not in _OF_HEADS]
        return Measure(MONEY, "/".join([coin, *whose]), factor)
    words = plain.split()
    factor = 1.0
    while words and words[0] in _POWERS:
        factor *= _POWERS[words.pop(0)]
    bare = " ".join(words)
    if bare in _SIZES:
        dimension, size = _SIZES[bare]
        return Measure(dimension, dimension, size * factor)
    if not any(char.isalpha() for char in bare):
        return Measure(UNKNOWN, "", 1.0)
    return Measure(COUNT, "", factor)
