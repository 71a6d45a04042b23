"""Whether text reads as Vietnamese: its words against how syllables are built.

A Vietnamese word in print is one syllable: an initial, a rhyme, a tone, and
rhymes that end in a stop (c, ch, p, t) carry only the tones sắc and nặng.  Text
decoded with a wrong table breaks this in nearly every word, and so do French or
German.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from corpus.text import place_tones


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_INITIALS = _listed("ngh ng nh gh gi kh ph th tr ch qu b c d đ g h k l m n p r s t v x")
_RHYMES = frozenset(
    _listed("""
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uâ uân uâng uât uây uê uêch uên uênh uơ uy uya uych
    uynh uyn uyt uyu uyên uyêt uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
    """)
)
_STOPS = ("c", "ch", "k", "p", "t")
_CHECKED_TONES = frozenset("\u0301\u0323")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_EDGES = re.compile(r"^[\s!-/:-@\[-`{-~“”‘’…–—0-9]+|[\s!-/:-@\[-`{-~“”‘’…–—0-9]+$")
_PARTS = re.compile(r"[\s/,;:.()\-–—]+")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word is a syllable that Vietnamese could have."""
    letters = place_tones(unicodedata.normalize("NFC", word).lower())
    parts = unicodedata.normalize("NFD", letters)
    tones = [c for c in parts if c in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    if len(tones) > 1:
        return False
    for initial in (*_INITIALS, ""):
        rhyme = bare[len(initial) :]
        if initial == "gi" and rhyme == "":
            rhyme = "i"
        if initial == "qu" and rhyme in {"y", "yt", "ych", "ynh", "yên", "yêt"}:
            rhyme = "u" + rhyme
        if bare.startswith(initial) and rhyme in _RHYMES:
            return not rhyme.endswith(_STOPS) or bool(set(tones) & _CHECKED_TONES)
    return False


@dataclass(frozen=True, slots=True)
class Reading:
    """Counts of words: all with a letter, those beyond ASCII, and of these the sound
    syllables, each also once however often it comes."""

    words: int
    marked: int
    sound: int
    kinds: int

    @property
    def soundness(self) -> float:
        """The share of marked words that are syllables; 0 where none is marked."""
        return self.sound / self.marked if self.marked else 0.0

    @property
    def is_vietnamese(self) -> bool:
        """Whether this is Vietnamese beyond doubt: sound, marked as often as Vietnamese
        is, and more than one symbol that happens to be read as a letter."""
        return self.soundness >= 0.9 and self.sound >= 0.3 * self.words and self.kinds >= 5


def reading(text: str) -> Reading:
    """How the words of a text read."""
    words = marked = sound = 0
    kinds: set[str] = set()
    for token, times in Counter(_PARTS.split(text)).items():
        word = _EDGES.sub("", token)
        if not word:
            continue
        words += times
        if word.isascii():
            continue
        marked += times
        if is_syllable(word):
            sound += times
            kinds.add(word.lower())
    return Reading(words, marked, sound, len(kinds))
