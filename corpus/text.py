"""Normal forms of Vietnamese text: the one home, used by ingest, search and compare.

Nothing here is ever written back to a document: canonical text stays as it was
decoded.  `normalise` makes spellings of the same word equal (Unicode form,
look-alike letters, dashes, spaces, tone placement), `key` also drops case and
runs of white space, `fold` drops the diacritics.  `Normalised` keeps the way
back: which original characters each normal character came from.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache

from corpus.model import Span

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SPACES = dict.fromkeys(
    map(
        ord,
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
        "\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f\r\x85\u2028\u2029",
    ),
    " ",
)
_DASHES = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_LETTERS = {0x00D0: "Đ", 0x0189: "Đ", 0x00F0: "đ", 0x0256: "đ"}
_QUOTES = {ord(c): '"' for c in "“”„‟«»"} | {ord(c): "'" for c in "‘’‚‛`´"}
_SAME_LENGTH = _SPACES | _DASHES | _LETTERS | _QUOTES
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_DROP = re.compile(f"[{_INVISIBLE}]")

# Where the tone mark sits (Quy tắc đặt dấu thanh): in the open rhymes oa, oe, uy
# both "hòa" and "hoà" are written; we keep the first. With a coda the second
# vowel carries it ("hoàn"), and the u of qu-, the i of gi- never do ("quý", "già").
_V = "aăâeêioôơuưy"
# A letter with a further mark keeps its tone: without it the mark would compose.
_OPEN = re.compile(
    r"(?<![qQ])(?:([oO])([àáảãạÀÁẢÃẠèéẻẽẹÈÉẺẼẸ])|([uU])([ỳýỷỹỵỲÝỶỸỴ]))(?![^\W\d_]|[\u0300-\u036f])"
)
_CLOSED = re.compile(r"(?<![qQ])(?:([òóỏõọÒÓỎÕỌ])([aăeAĂE])|([ùúủũụÙÚỦŨỤ])([yY]))(?=[^\W\d_])")
_INITIAL = re.compile(
    rf"(?<=[qQ])([ùúủũụÙÚỦŨỤ])([{_V}{_V.upper()}])|(?<=[gG])([ìíỉĩịÌÍỈĨỊ])([{_V}{_V.upper()}])"
)


@lru_cache(maxsize=512)
def _move(source: str, target: str) -> tuple[str, str]:
    """(`source` without its tone, `target` with it)."""
    parts = unicodedata.normalize("NFD", source)
    tone = "".join(c for c in parts if c in _TONES)
    bare = "".join(c for c in parts if c not in _TONES)
    with_tone = unicodedata.normalize("NFC", unicodedata.normalize("NFD", target) + tone)
    return unicodedata.normalize("NFC", bare), with_tone


def _to_first(match: re.Match[str]) -> str:
    first, second = (g for g in match.groups() if g)
    bare, toned = _move(second, first)
    return toned + bare


def _to_second(match: re.Match[str]) -> str:
    first, second = (g for g in match.groups() if g)
    return "".join(_move(first, second))


def place_tones(text: str) -> str:
    """One tone placement for composed (NFC) text; the length never changes."""
    text = _OPEN.sub(_to_first, text)
    text = _CLOSED.sub(_to_second, text)
    return _INITIAL.sub(_to_second, text)


def normalise(text: str) -> str:
    """Equal for every spelling of the same text; case and line breaks are kept."""
    text = unicodedata.normalize("NFC", _DROP.sub("", text)).translate(_SAME_LENGTH)
    return place_tones(text)


class Composed:
    """NFC without invisible characters, with the way back to the original."""

    __slots__ = ("_index", "_length", "text")

    def __init__(self, original: str) -> None:
        self._length = len(original)
        self._index: list[int] | None = None
        self.text = original
        if unicodedata.is_normalized("NFC", original) and not _DROP.search(original):
            return
        pieces: list[str] = []
        index: list[int] = []
        at = 0
        while at < self._length:
            end = at + 1
            while end < self._length and (
                unicodedata.combining(original[end]) or original[end] in _INVISIBLE
            ):
                end += 1
            piece = unicodedata.normalize("NFC", _DROP.sub("", original[at:end]))
            pieces.append(piece)
            index.extend([at] * len(piece))
            at = end
        self.text = "".join(pieces)
        self._index = index

    @property
    def same(self) -> bool:
        """Whether the original was composed already."""
        return self._index is None

    def span(self, start: int, end: int) -> Span:
        """The original stretch under `[start, end)` of this form."""
        if self._index is None:
            return Span(start, end)
        low = self._index[start] if start < len(self._index) else self._length
        if end <= start:
            return Span(low, low)
        # Several characters may come from one original; its end is the next one's start.
        after = bisect_right(self._index, self._index[end - 1])
        return Span(low, self._index[after] if after < len(self._index) else self._length)

    def composed_span(self, span: Span) -> Span:
        """The stretch of this form that stands for `span` of the original."""
        if self._index is None:
            return span
        return Span(bisect_left(self._index, span.start), bisect_left(self._index, span.end))


class Normalised(Composed):
    """A normal form that knows where its characters came from."""

    __slots__ = ()

    def __init__(self, original: str) -> None:
        super().__init__(original)
        self.text = place_tones(self.text.translate(_SAME_LENGTH))


def key(text: str) -> str:
    """For equality of titles, names and passages: normal, no case, single spaces."""
    return " ".join(normalise(text).casefold().split())


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code))
        bare = "".join(c for c in parts if not unicodedata.combining(c)) or chr(code)
        self[code] = bare
        return bare


_FOLDING = _Folding({ord("đ"): "d", ord("Đ"): "D"})


def fold(text: str) -> str:
    """Without diacritics (đ → d); same length for composed text."""
    return text.translate(_FOLDING)


def is_folded(text: str) -> bool:
    """Whether a text is written without any diacritics."""
    return fold(unicodedata.normalize("NFC", text)) == text


_ALPHABET = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
)
_SMALL = "".join(sorted(set(_ALPHABET) | set("fjwz")))
_CASES = {r"\p{Lu}": _SMALL.upper(), r"\p{Ll}": _SMALL}
_LETTER_ORDER: dict[str, tuple[int, int]] = {}
_TONE_ORDER = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_BASES = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
for _letter in _ALPHABET:
    _parts = unicodedata.normalize("NFD", _letter)
    _bare = unicodedata.normalize("NFC", "".join(c for c in _parts if c not in _TONES))
    _tone = next((c for c in _parts if c in _TONES), "")
    _LETTER_ORDER[_letter] = (_BASES.index(_bare), _TONE_ORDER.index(_tone))


def sort_key(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Vietnamese dictionary order: letters (a < ă < â, d < đ), then tones."""
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for char in key(text):
        order, tone = _LETTER_ORDER.get(char, (ord(char) - 1000, 0))
        letters.append((1 if order >= 0 else 0, order))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile` that knows `\\p{Lu}` and `\\p{Ll}` inside a character class: the
    capitals and small letters of Vietnamese (a range such as À-Ỹ holds both)."""
    for name, letters in _CASES.items():
        pattern = pattern.replace(name, letters)
    return re.compile(pattern, flags)
