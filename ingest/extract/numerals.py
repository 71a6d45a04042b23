"""Numbers as lists print them: Roman, in letters, and otherwise.

One home for the numerals of web pages and of word processors, whose letters go
on in two ways: a page counts z, aa, ab; Word and its kin count z, aa, bb.
"""

from __future__ import annotations

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def roman(number: int) -> str:
    """In small letters; digits where Roman numerals end."""
    if not 0 < number < 4000:
        return str(number)
    numeral = ""
    for value, letters in _ROMAN:
        numeral += letters * (number // value)
        number %= value
    return numeral


def letters(number: int) -> str:
    """a … z, aa, ab …: as columns are named."""
    if number < 1:
        return str(number)
    named = ""
    while number:
        number, rest = divmod(number - 1, len(_ALPHABET))
        named = _ALPHABET[rest] + named
    return named


def repeated_letters(number: int) -> str:
    """a … z, aa, bb …: as word processors count."""
    if not 0 < number <= 20 * len(_ALPHABET):
        return str(number)
    again, rest = divmod(number - 1, len(_ALPHABET))
    return _ALPHABET[rest] * (again + 1)
