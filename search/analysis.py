"""One text, one token stream.

In comes any text; out come its tokens in order, with spans into the text as it
was given. A token is a syllable in its normal form (composed, one tone
placement, no case). Document numbers, dates, percentages and figures are single
tokens under one name, whatever their spelling: "28-CT/TW" and "28 CT TW", "97,2 %"
and "97.2%", "05/12/2012" and "5/12/2012". Index and queries both go through here,
so that what is written alike is found alike; nothing here depends on the corpus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import combining

from corpus.model import Span
from corpus.numbers import DocumentNumber
from corpus.numbers import find as find_numbers
from corpus.text import Normalised, fold

# Raised whenever the same text yields other tokens than before: an index made
# with another version is rebuilt.
VERSION = 1

_DIGIT = re.compile(r"\d")
# No word is this long; what is would only swell the lexicon.
_LONGEST = 64

_TOKEN = re.compile(
    r"""
    (?P<word> [^\W\d_] [^\W_]* (?: [\u0300-\u036f]+ [^\W_]* )* )
  | (?P<date> (?<![\d/]) (?P<day>\d{1,2}) \s?(?P<sep>[/.-])\s? (?P<month>\d{1,2})
              \s?(?P=sep)\s? (?P<year>(?:19|20)\d\d) (?![\d/]) )
  | (?P<month_year> (?<![\d/]) (?P<month2>\d{1,2}) \s?/\s? (?P<year2>(?:19|20)\d\d) (?![\d/]) )
  | (?P<figure> \d+ (?: [.,]\d+ )* ) (?P<percent> \s?% )?
    """,
    re.VERBOSE,
)
# What follows a day or a month where the date is written in words.
_WRITTEN_DATE = re.compile(
    r"\s+th[áa]ng\s+(?P<month>\d{1,2})(?:\s+n[ăa]m\s+|\s?/\s?)(?P<year>(?:19|20)\d\d)\b"
)
_WRITTEN_YEAR = re.compile(r"\s+n[ăa]m\s+(?P<year>(?:19|20)\d\d)\b")

# "Chỉ thị số 28" is "Chỉ thị 28": after the last syllable of a type of document
# (or at the start of a text) the word "số" before a figure says nothing.
_NUMBER_WORDS = frozenset({"số", "so"})
_TYPE_ENDINGS = "thị quyết định hoạch trình luận tư văn báo dẫn cáo điện luật lệnh tri án"
_BEFORE_NUMBER = frozenset((*_TYPE_ENDINGS.split(), *fold(_TYPE_ENDINGS).split()))


@dataclass(frozen=True, slots=True)
class Token:
    """One place of the stream. `also` are further names under which the same place
    is found: the serial of a document number, the year of a date."""

    term: str
    span: Span
    also: tuple[str, ...] = ()


_Raw = tuple[str, int, int, tuple[str, ...]]


class Stream:
    """The tokens of a text by place; spans are made only for those who ask."""

    def __init__(self, text: str) -> None:
        self._normal = Normalised(text)
        self._raw = _scan(self._normal.text)

    def __len__(self) -> int:
        return len(self._raw)

    @property
    def raw(self) -> list[_Raw]:
        """(term, start, end, further names) for each place, in the normal form of the text."""
        return self._raw

    def names(self) -> list[tuple[str, tuple[str, ...]]]:
        """(term, further names) for each place."""
        return [(term, also) for term, _, _, also in self._raw]

    def span(self, place: int) -> Span:
        """Where a token stands in the text as given."""
        _, start, end, _ = self._raw[place]
        text = self._normal.text
        while end < len(text) and combining(text[end]):  # a mark that does not compose
            end += 1
        return self._normal.span(start, end)


def tokens(text: str) -> list[Token]:
    """The tokens of a text; a token's position is its place in the list."""
    stream = Stream(text)
    return [
        Token(term, stream.span(place), also) for place, (term, also) in enumerate(stream.names())
    ]


def terms(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The same tokens without their spans: (term, further names)."""
    return Stream(text).names()


def _scan(text: str) -> list[_Raw]:
    """The stream of a text in its normal form, offsets into that form."""
    found: list[_Raw] = []
    at = 0
    lower = _lower(text)
    if _DIGIT.search(text):
        for span, number in find_numbers(text):
            found += _between(lower, at, span.start, found[-1][0] if found else None)
            if found and found[-1][0] in _NUMBER_WORDS:
                found.pop()
            found.append((number.key, span.start, span.end, _names_of(number)))
            at = span.end
    found += _between(lower, at, len(text), found[-1][0] if found else None)
    return found


def _lower(text: str) -> str:
    """Without case, letter by letter: every offset stays."""
    lower = text.casefold()
    if len(lower) != len(text):
        lower = "".join(c if len(c.casefold()) > 1 else c.casefold() for c in text)
    return lower


def _names_of(number: DocumentNumber) -> tuple[str, ...]:
    """The shorter names people use: its serial, its code, its year, it without the year."""
    names = [str(number.serial)]
    if number.code:
        names.append(number.code.casefold())
    if number.year:
        names += (str(number.year), f"{number.serial}/{number.year}")
        names.append(f"{number.serial_text}-{number.symbol.replace('/', '-')}".casefold())
    return tuple(names)


def _between(text: str, start: int, end: int, previous: str | None) -> list[_Raw]:
    """The tokens of a stretch without document numbers; `previous` is the term ahead of it."""
    found: list[_Raw] = []
    swallows = False  # whether a figure that comes now swallows the "số" before it
    for match in _TOKEN.finditer(text, start, end):
        if match.lastgroup == "word":
            first, last = match.span()
            term = text[first : min(last, first + _LONGEST)]
            swallows = term in _NUMBER_WORDS and (previous is None or previous in _BEFORE_NUMBER)
            found.append((term, first, last, ()))
        else:
            if swallows:
                found.pop()
                swallows = False
            found.append(_figure(text, match))
            term = found[-1][0]
        previous = term
    return found


def _figure(text: str, match: re.Match[str]) -> _Raw:
    """A date, a percentage or a figure under its one name."""
    start, end = match.span()
    if match["date"] and int(match["day"]) <= 31 and int(match["month"]) <= 12:
        month_year = f"{int(match['month'])}/{match['year']}"
        return f"{int(match['day'])}/{month_year}", start, end, (month_year, match["year"])
    if match["month_year"] and int(match["month2"]) <= 12:
        return f"{int(match['month2'])}/{match['year2']}", start, end, (match["year2"],)
    if match["figure"] is None:  # "34/2014": shaped like a date, and none
        parts = tuple(_bare(part) for part in re.findall(r"\d+", match[0]))
        return "/".join(parts), start, end, parts
    value = _value(match["figure"])
    if match["percent"]:
        return f"{value}%", start, end, (value,)
    if len(value) <= 2 and (written := _WRITTEN_DATE.match(text, end)):
        return value, start, end, (f"{value}/{int(written['month'])}/{written['year']}",)
    if len(value) <= 2 and (written := _WRITTEN_YEAR.match(text, end)):
        return value, start, end, (f"{value}/{written['year']}",)
    return value, start, end, ()


def _value(figure: str) -> str:
    """1.500 → 1500 (points part thousands), 97.2 → 97,2 (the comma is ours), 1.2.3 as it is."""
    parts = re.split("[.,]", figure[:_LONGEST].rstrip(".,"))
    if len(parts) == 1:
        return _bare(parts[0])
    if "," not in figure and all(len(part) == 3 for part in parts[1:]):
        return _bare("".join(parts))
    if len(parts) == 2:
        return f"{_bare(parts[0])},{parts[1]}"
    return ".".join(parts)


def _bare(digits: str) -> str:
    return digits.lstrip("0") or "0"
