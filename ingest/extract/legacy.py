"""Vietnamese in spellings older than Unicode, read as what it was meant to print.

In: bytes, or text whose letters are those of an old font (TCVN3 for the fonts
called .Vn…, VNI, VISCII) or of UTF-8 taken for Latin (mojibake).  Out: the text
in Unicode, and the name of what it was.  The tables touch signs that good text
uses, such as ©, so text is converted only where it does not read as Vietnamese
before and does beyond doubt after (`syllables`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import ftfy

from corpus.model import Message, Problem
from ingest.extract.syllables import reading

_STAGE = "extract"
_SAMPLE = 200_000
_READS_WELL = 0.5  # share of sound words from which on text is left as it is

# TCVN 5712:1993 as the fonts of the third part use it: a letter to each place from
# 0xA1 on, a dot where there is none.
_TCVN3 = """
    ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò
    .ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ.
"""
# VISCII (RFC 1456): a letter to each place from 0x80 on, and six among the controls.
_VISCII = """
    ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ.ắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ
    ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ
"""
_VISCII_CONTROLS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VISCII_SPACE = "Õ"  # where Latin has its hard space

# VNI writes a vowel and behind it, as a letter of its own, what stands on the vowel.
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT, _ROOF, _BREVE = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306"
_VNI_TONES = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_ROOFS = {"â": "", "á": _ACUTE, "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVES = {"ê": "", "é": _ACUTE, "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

# What PDFs and word processors make of letters that are signs in Latin fonts.
_DISGUISED = {"\u03bc": "µ", "\u2219": "·"}
_HYPHENS = re.compile(r"(?<=[^\W\d_])[\u2212\u2010\u2011]|[\u2212\u2010\u2011](?=[^\W\d_])")

_LINE = re.compile(r"[^\r\n]+")
_SPACES = re.compile(r"(\s+)")
_CODE = re.compile(r"[\d/]")
_SMALL = re.compile(r"[a-z]")
_CAPITALS = re.compile(r"[A-Z]")


def _latin(code: int) -> str:
    """How a byte shows in a text that was read as Windows Latin."""
    return bytes([code]).decode("sloppy-windows-1252")


def _table(plan: str, first: int) -> dict[int, str]:
    letters = "".join(plan.split())
    table = {}
    for code, letter in enumerate(letters, first):
        if letter != ".":
            table[code] = table[ord(_latin(code))] = letter
    return table


_FROM_TCVN3 = _table(_TCVN3, 0xA1)
_FROM_VISCII = _table(_VISCII, 0x80) | _VISCII_CONTROLS


def _from_tcvn3(text: str) -> str:
    """The fonts have no capitals with tones: headings are typed in small letters and
    printed by a font of capitals, which only the plain letters around them betray."""
    for disguised, sign in _DISGUISED.items():
        text = text.replace(disguised, sign)
    return _LINE.sub(_raised, _HYPHENS.sub("\xad", text).translate(_FROM_TCVN3))


def _raised(line: re.Match[str]) -> str:
    """A line with the small letters of its capital words raised."""
    pieces = _SPACES.split(line.group())  # words, and the white between them
    words = pieces[::2]
    capital = [_is_capital(word) for word in words]
    for n, word in enumerate(words):
        beside = [*capital[max(0, n - 1) : n], *capital[n + 1 : n + 2]]
        # One plain capital may begin a name; none at all says less still.
        first = len(_CAPITALS.findall(word)) == 1 and any(beside)
        none = not _CAPITALS.search(word) and len(beside) == 2 and all(beside)
        if capital[n] or (not _SMALL.search(word) and (first or none)):
            pieces[2 * n] = word.upper()
    return "".join(pieces)


def _is_capital(word: str) -> bool:
    """Whether a word's plain letters, two at least, are capitals; numbers of documents
    are so always, and say nothing of the line."""
    plain = _SMALL.search(word) is None and len(_CAPITALS.findall(word)) > 1
    return plain and not _CODE.search(word)


def _from_viscii(text: str) -> str:
    return text.translate(_FROM_VISCII)


def _vni_pairs() -> dict[str, str]:
    pairs = dict(_VNI_ALONE)
    for base, letter in {**{v: v for v in "aeiouy"}, "ô": "ơ", "ö": "ư"}.items():
        marks = dict(_VNI_TONES)
        if base in "aeo":
            marks |= {mark: _ROOF + tone for mark, tone in _VNI_ROOFS.items()}
        if base == "a":
            marks |= {mark: _BREVE + tone for mark, tone in _VNI_BREVES.items()}
        for mark, accents in marks.items():
            pairs[base + mark] = unicodedata.normalize("NFC", letter + accents)
    return pairs


_VNI = _vni_pairs()
_VNI_PLACES = re.compile("|".join(sorted(_VNI, key=len, reverse=True)), re.IGNORECASE)


def _from_vni(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        printed = match.group()
        found = _VNI[printed.lower()]
        return found.upper() if printed[0].isupper() else found

    return _VNI_PLACES.sub(letter, text)


def _from_mojibake(text: str) -> str:
    return "".join(ftfy.fix_encoding(line) for line in text.splitlines(keepends=True))


@dataclass(frozen=True, slots=True)
class Respelling:
    """How the letters of a text are to be read: `apply` to each piece of it."""

    name: str
    apply: Callable[[str], str]
    problem: Problem


def _respelling(name: str, apply: Callable[[str], str]) -> Respelling:
    message = Message(
        "Chữ trong tệp viết theo bảng mã cũ {encoding}; đã chuyển sang Unicode.", encoding=name
    )
    return Respelling(name, apply, Problem(_STAGE, message))


RESPELLINGS = (
    Respelling(
        "mojibake",
        _from_mojibake,
        Problem(
            _STAGE,
            Message("Chữ trong tệp bị vỡ do UTF-8 từng được đọc nhầm bảng mã; đã khôi phục."),
        ),
    ),
    _respelling("TCVN3", _from_tcvn3),
    _respelling("VNI", _from_vni),
    _respelling("VISCII", _from_viscii),
)


def respelling(text: str) -> Respelling | None:
    """How a text is to be read, None where it is to be left alone."""
    sample = text[:_SAMPLE]
    before = reading(sample)
    if not before.marked or before.soundness >= _READS_WELL:
        return None
    best, sound = None, _READS_WELL
    for candidate in RESPELLINGS:
        after = reading(candidate.apply(sample))
        if after.is_vietnamese and after.soundness > sound:
            best, sound = candidate, after.soundness
    return best


def from_bytes(data: bytes) -> tuple[str, Respelling] | None:
    """Bytes in one of the old encodings as text, None where they are in none of them."""
    text = data.decode("sloppy-windows-1252")
    found = respelling(text)
    if found is None:
        return None
    if found.name == "VISCII":
        return _VISCII_SPACE.join(map(found.apply, text.split("\xa0"))), found
    return found.apply(text), found
