"""Bytes in, canonical text out: which encoding a file is in.

The characters come as the encoding gives them: no Unicode normalisation, no
translation of line ends; only a byte order mark is taken off.  UTF-8 is tried
first, whatever a file declares of itself, since text of any length that happens
to be valid UTF-8 is UTF-8.  What is not goes to the old Vietnamese
encodings of `legacy` and to the code pages of `CODE_PAGES`.  Unicode text whose
letters are those of an old font, or were broken by a wrong guess before us, is
decoded once more.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from corpus.model import Message, Problem, Rejected, Span
from ingest.extract import legacy
from ingest.extract.syllables import reading

STAGE = "extract"
_REPLACEMENT = "\ufffd"
_SAMPLE = 200_000
# In damaged UTF-8 nearly all multi-byte sequences are still sound; in a legacy
# encoding hardly any pair of bytes happens to be one.
_SOUND_PER_BAD = 4
_MAX_CONTROL_SHARE = 0.01
_MAX_BAD_SHARE = 0.02
_MIN_VIETNAMESE = 0.8

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_WORD = re.compile(r"[^\W_]")
_VIETNAMESE = frozenset("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")

Decoder = Callable[[bytes], str]


def _codec(name: str) -> Decoder:
    return lambda data: data.decode(name, errors="replace")


CODE_PAGES: tuple[tuple[str, Decoder], ...] = (("windows-1258", _codec("cp1258")),)


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of a file; `declared` is the encoding it claims for itself.

    Raises `Rejected` for what is no text: empty files, blank files, binary files.
    """
    if not data:
        raise Rejected(STAGE, Message("Tệp rỗng, không có nội dung nào."))
    decoded = _by_mark(data) or _wide(data) or _utf8(data)
    decoded = _respelled(decoded) if decoded else _legacy(data, declared)
    _check(decoded.text)
    return replace(decoded, problems=(*decoded.problems, *_damage(decoded.text)))


def _by_mark(data: bytes) -> Decoded | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(name, errors="replace"), name)
    return None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: every other byte of Latin text is then nearly constant."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if sample.count(0) * 8 < len(sample):
        return None
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, errors="replace")
        plausible = sum(c < "\u0250" or "\u1e00" <= c <= "\u206f" for c in text)
        if plausible >= 0.95 * len(text) and len(_CONTROL.findall(text)) * 100 <= len(text):
            return Decoded(data.decode(name, errors="replace"), name)
    return None


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    bad = text.count(_REPLACEMENT)
    sound = sum(c > "\x7f" for c in text) - bad
    if sound < _SOUND_PER_BAD * bad:
        return None
    return Decoded(text, "utf-8")


def _respelled(decoded: Decoded) -> Decoded:
    """Unicode text that reads as Vietnamese only when its letters are taken for others."""
    found = legacy.respelling(decoded.text)
    if found is None:
        return decoded
    return Decoded(found.apply(decoded.text), found.name, (found.problem,))


def _legacy(data: bytes, declared: str | None) -> Decoded:
    candidates = list(CODE_PAGES)
    if declared and _single_byte(declared):
        candidates.insert(0, (declared, _codec(declared)))
    sample = data[:_SAMPLE]
    name, decoder = max(candidates, key=lambda c: vietnamese_share(c[1](sample)))
    text = decoder(data)
    older = None if reading(text[:_SAMPLE]).is_vietnamese else legacy.from_bytes(data)
    if older is not None:
        text, found = older
        return Decoded(text, found.name, (found.problem,))
    problems = [
        Problem(
            STAGE, Message("Tệp không phải UTF-8; đã đọc theo bảng mã {encoding}.", encoding=name)
        )
    ]
    if vietnamese_share(text[:_SAMPLE]) < _MIN_VIETNAMESE:
        problems.append(
            Problem(
                STAGE,
                Message("Chữ trong tệp không giống tiếng Việt; có thể tệp dùng một bảng mã lạ."),
            )
        )
    return Decoded(text, name, tuple(problems))


def _single_byte(name: str) -> bool:
    """Whether a declared encoding is known, and could be that of a file that isn't Unicode."""
    try:
        canonical = codecs.lookup(name).name
        return not canonical.startswith("utf") and len("é".encode(canonical, "replace")) == 1
    except (LookupError, ValueError, TypeError):
        return False


def vietnamese_share(text: str) -> float:
    """Share of the letters beyond ASCII that are Vietnamese; 1 where there are none."""
    letters = [c for c in unicodedata.normalize("NFC", text).lower() if c > "\x7f" and _counts(c)]
    if not letters:
        return 1.0
    return sum(c in _VIETNAMESE for c in letters) / len(letters)


def _counts(char: str) -> bool:
    return char == _REPLACEMENT or unicodedata.category(char)[0] in "LMC"


def _damage(text: str) -> tuple[Problem, ...]:
    """One problem for all characters that could not be read, at the first of them."""
    count = text.count(_REPLACEMENT)
    if not count:
        return ()
    first = text.index(_REPLACEMENT)
    message = Message(
        "Không đọc được {count} chỗ trong tệp (chỗ đầu tiên ở ký tự thứ {position}); "
        "mỗi chỗ được thay bằng dấu “�”.",
        count=count,
        position=first + 1,
    )
    return (Problem(STAGE, message, Span(first, first + 1)),)


def _check(text: str) -> None:
    """Refuse what is no text."""
    controls = len(_CONTROL.findall(text))
    bad = text.count(_REPLACEMENT)
    if (
        "\x00" in text
        or controls > max(4, _MAX_CONTROL_SHARE * len(text))
        or bad > max(4, _MAX_BAD_SHARE * len(text))
    ):
        raise Rejected(STAGE, Message("Tệp là dữ liệu nhị phân hoặc đã hỏng, không phải văn bản."))
    if not _WORD.search(text):
        raise Rejected(STAGE, Message("Tệp chỉ có khoảng trắng hoặc dấu, không có chữ nào."))
