"""What the keys of a Vietnamese keyboard were meant to write.

In comes a word in which marks were left as keys (Telex "treer", VNI "tre3"), out come
the words it may have been, best first. Only the form is judged here: which of them the
corpus knows is for others to say.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from corpus.text import place_tones

_TONES = {
    "s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323",
    "1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323",
}  # fmt: skip
_CIRCUMFLEX, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
# (base letters, mark): what a key does to a letter before it.
_MARKS = {
    "a": ("a", _CIRCUMFLEX), "e": ("e", _CIRCUMFLEX), "o": ("o", _CIRCUMFLEX),
    "6": ("aeo", _CIRCUMFLEX), "7": ("ou", _HORN), "8": ("a", _BREVE),
}  # fmt: skip
_VOWELS = "aeiouy"
_LONGEST = 12


def meant(word: str) -> list[str]:
    """What a word typed on keys may have been, the most literal reading first."""
    found: dict[str, None] = {}
    if 1 < len(word) <= _LONGEST and word.isascii():
        for keys in (word, *_without_one(word)):
            written = write(keys)
            if written != keys:
                found.setdefault(written)
    return list(found)


def _without_one(word: str) -> Iterator[str]:
    """The word without one of its letters that is there twice: a key hit too often."""
    for at, letter in enumerate(word):
        if word.count(letter) > 1:
            yield word[:at] + word[at + 1 :]


def write(keys: str) -> str:
    """What an input method makes of the keys of one syllable, Telex or VNI."""
    letters: list[str] = []
    tone = ""
    for key in keys:
        if key in _TONES and any(letter[0] in _VOWELS for letter in letters):
            tone = _TONES[key]
        elif key in "d9" and letters and letters[0] == "d":
            letters[0] = "đ"
        elif key == "w" and letters:
            _horn(letters)
        elif not _mark(letters, key):
            letters.append(key)
    if letters[-2:] == ["u" + _HORN, "o" + _HORN]:  # without a coda the u stays: "thuở"
        letters[-2] = "u"
    return place_tones(unicodedata.normalize("NFC", _toned(letters, tone)))


def _mark(letters: list[str], key: str) -> bool:
    base, mark = _MARKS.get(key, ("", ""))
    for at in reversed(range(len(letters))):
        if letters[at] in base and base:
            letters[at] += mark
            return True
    return False


def _horn(letters: list[str]) -> None:
    """The key w: uo → ươ, else a horn on u or o, else a breve on a."""
    for at in reversed(range(len(letters))):
        if letters[at] in ("u", "o"):
            letters[at] += _HORN
            if at and letters[at - 1] == "u" and letters[at].startswith("o"):
                letters[at - 1] += _HORN
            return
        if letters[at] == "a":
            letters[at] += _BREVE
            return


def _toned(letters: list[str], tone: str) -> str:
    """The tone on the vowel that carries it: the marked one, else by the rhyme."""
    if not tone:
        return "".join(letters)
    places = [at for at, letter in enumerate(letters) if letter[0] in _VOWELS]
    onset = "".join(letters[: places[0] + 1])
    if onset in ("qu", "gi") and len(places) > 1:
        places = places[1:]
    marked = [at for at in places if len(letters[at]) > 1]
    if marked:
        at = marked[-1]
    elif len(places) > 1 and (places[-1] < len(letters) - 1 or len(places) == 3):
        at = places[1]
    else:
        at = places[0]
    letters = [*letters]
    letters[at] += tone
    return "".join(letters)
