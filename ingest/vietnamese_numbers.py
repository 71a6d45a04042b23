"""Numbers as Vietnamese writes them: "97,2", "3.667.005.000", "6 nghìn", "một".

In: printed digits and words.  Out: decimal strings ("97.2").  A number grouped
wrongly ("23.0000.000") is never guessed: `misprints` finds it for a person to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

# A dot groups thousands, a comma opens the decimals; "97.5" is how some print 97,5.
NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+|\d+\.\d{1,2}(?![\d.])|\d+)"
WORDS = {
    "một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5",
    "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10",
}  # fmt: skip
# Powers that belong to the number, except before a currency ("3,5 tỷ đồng" is a unit).
POWERS = {
    "nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 1_000_000, "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
}  # fmt: skip

_GROUPED = re.compile(r"(?<![\w./,-])\d+(?:\.\d+){2,}(?![\w/-]|,\d)")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")


def decimal(printed: str, power: str | None = None) -> str:
    """The decimal string of a number that `NUMBER` or `WORDS` know."""
    word = WORDS.get(printed.casefold())
    if word is not None:
        digits = word
    elif re.fullmatch(r"\d+\.\d{1,2}", printed):
        digits = printed
    else:
        digits = printed.replace(".", "").replace(",", ".")
    value = Decimal(digits)
    if power is not None:
        value *= POWERS[power.casefold()]
    return plain(value)


def plain(value: Decimal) -> str:
    """Without exponent, leading zeros or zeros at the end of the decimals."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def misprints(text: str) -> Iterator[re.Match[str]]:
    """Numbers grouped by thousands but for one group: too long, or short at the end.
    Labels ("1.1.2"), dates and telephone numbers are none."""
    for match in _GROUPED.finditer(text):
        first, *groups = match.group().split(".")
        long = any(len(group) > 3 for group in (first, *groups))
        short = all(len(group) == 3 for group in groups[:-1]) and len(groups[-1]) < 3
        if (long or short) and not first.startswith("0") and not _DATE.fullmatch(match.group()):
            yield match
