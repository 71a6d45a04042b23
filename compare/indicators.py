"""Indicators known again in other words.

In come the names, units and comparators of figures; out comes what an indicator
measures (`Indicator`) and how alike two of them are.  Two are one only where they
measure in the same dimension and agree in everything `indicator_words.CONTRASTS`
keeps apart, in ages and in negation (`Indicator.guard`); what else they say is
weighed.  Nothing here depends on what other documents say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from compare.indicator_words import ABBREVIATIONS, CONTRASTS, SAME, SOFT, WHOLE
from compare.measures import CHANGE, COUNT, Measure
from corpus.text import key

NAMED = 1.0
SURE = 0.68  # likeness from which two wordings are taken for one indicator
SURE_WITHIN = 0.86  # the same within one document, which says a thing once
_CONCEPT, _SYLLABLE, _GUARD = 1.0, 0.5, 0.35
_REPLACED = 0.12  # taken off for each thing that stands for another
_NUMBER = 0.25

_OF_GROWTH = {("outcome", "weight"), ("outcome", "height")}
_OF_HOUSEHOLDS = {
    ("plight", value)
    for value in ("poor", "near poor", "out of poverty", "poor again", "newly poor")
}
_OF_PUPILS = {("outcome", "complete"), ("outcome", "drop out")}

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_AGE = re.compile(
    r"(?:(?:từ\s+)?(?:đủ\s+)?(?P<low>\d+)\s*(?P<months>tháng)?(?:\s+tuổi)?\s*(?:đến|-|tới)\s*(?P<below>dưới\s+)?(?P<high>\d+)"
    r"|(?P<side>dưới|trên|từ(?:\s+đủ)?)?\s*(?P<one>\d+))\s*(?P<month>tháng\s+)?tuổi(?P<more>\s+trở\s+lên)?"
)
_TIME = re.compile(
    r"(?:trong\s+|đến\s+|vào\s+)?(?:giai\s+đoạn\s+(?:từ\s+)?|các\s+năm\s+|năm\s+)?(?<!\d)(?:19|20)\d\d\s*(?:[-–]\s*(?:năm\s+)?(?:19|20)\d\d)?(?!\d)"
    r"|(?:bình\s+quân\s+)?(?<!\d)\d{1,2}\s+tháng(?:\s+đầu\s+năm)?(?!\s*tuổi)(?!\w)|(?:ít\s+nhất\s+|tối\s+thiểu\s+)?\d+\s+lần\s*/\s*(?:năm|tháng|quý)"
    r"|/\s*(?:năm|người/năm)(?!\w)",
)
_LED_UP_TO = re.compile(
    r"^.*,\s[^,]*?(?=(?:tốc\s+độ|tỷ\s+lệ|tỉ\s+lệ|tỷ\s+suất|tỷ\s+trọng|tổng\s+số)\s)", re.DOTALL
)
_AGAINST = re.compile(
    r"(?P<plan>(?<!\w)(?:dự\s+toán|kế\s+hoạch|KH|nghị\s+quyết)(?!\w))"
    r"|(?P<before>so\s+(?:với\s+)?(?:cùng\s+kỳ|năm\s+(?:trước|20\d\d))|cùng\s+kỳ)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\((?:trong\s+đó|cụ\s+thể|gồm)[^)]*\)?")
_PURPOSE = re.compile(r"(?<=\s)(được\s.*?)\s(?:để|nhằm)\s.*", re.DOTALL)
_SPLIT_NUMBER = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Indicator:
    """What a figure measures: `guard` must be equal for two to be one; `terms` are the
    things it says beyond that, weighed; `numbers` those in its name."""

    name: str
    measure: Measure
    guard: frozenset[tuple[str, str]]
    terms: Mapping[str, float]
    numbers: frozenset[str]

    @property
    def whom(self) -> frozenset[tuple[str, str]]:
        """The part of the guard that says who or what is counted."""
        return frozenset(g for g in self.guard if g[0] in ("whom", "age", "plight"))

    @property
    def weight(self) -> float:
        """How much the name says at all; below `NAMED` it names nothing by itself."""
        return math.fsum(self.terms.values()) + sum(kind != "against" for kind, _ in self.guard)

    @property
    def block(self) -> tuple[str, frozenset[tuple[str, str]]]:
        """Indicators of different blocks are never one."""
        return self.measure.dimension, self.guard


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...]]:
    """Phrases by their first word, longest first, with what each stands for."""
    table: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for phrase in SOFT:
        table.setdefault(_words(phrase), [])
    for phrase in WHOLE:
        table[_words(phrase)] = [("=", key(phrase))]
    for same in SAME:
        for phrase in same:
            table[_words(phrase)] = [("=", key(same[0]))]
    for kind, values in CONTRASTS.items():
        for value, phrases in values.items():
            for phrase in phrases:
                table[_words(phrase)] = [(kind, value)]
    found: dict[str, list[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]]] = {}
    for words, stands_for in table.items():
        found.setdefault(words[0], []).append((words, tuple(stands_for)))
    return {
        first: tuple(sorted(entries, key=lambda entry: -len(entry[0])))
        for first, entries in found.items()
    }


def _words(text: str) -> tuple[str, ...]:
    text = _SPLIT_NUMBER.sub("", key(text))
    return tuple(ABBREVIATIONS.get(w, w) for w in _WORD.findall(text) for w in w.split())


def read(name: str, measure: Measure, unit: str = "", above: Indicator | None = None) -> Indicator:
    """What a name means; of what is counted the unit is part of the name. One that does
    not say whom it counts means those of the indicator `above` it in its passage ("…;
    tỷ lệ bỏ học …")."""
    if measure.dimension == COUNT:
        name = f"{unit} {name}"
    text = _LED_UP_TO.sub("", _BRACKETED.sub(" ", key(name)))
    text = _PURPOSE.sub(r"\1", _TIME.sub(" ", text))
    guard: set[tuple[str, str]] = set()
    for match in _AGE.finditer(text):
        guard.add(("age", _age(match)))
    words = _words(_AGE.sub(" ", text))
    terms: dict[str, float] = {}
    numbers: set[str] = set()
    at = 0
    while at < len(words):
        for phrase, stands_for in _phrases().get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                at += len(phrase)
                for kind, value in stands_for:
                    if kind == "=":
                        terms[value] = _CONCEPT
                    else:
                        guard.add((kind, value))
                break
        else:
            word = words[at]
            at += 1
            if word[0].isdigit():
                numbers.add(word.lstrip("0") or "0")
            else:
                terms[word] = _SYLLABLE
    named = math.fsum(terms.values()) + len(guard) >= NAMED
    if above and named and not any(kind in ("whom", "age") for kind, _ in guard):
        guard |= above.whom
    _settle(guard, terms, measure)
    return Indicator(name, measure, frozenset(guard), terms, frozenset(numbers))


def _settle(guard: set[tuple[str, str]], terms: dict[str, float], measure: Measure) -> None:
    """What one part of a name makes of another."""
    if any(kind == "level" for kind, _ in guard) and ("whom", "pupil") in guard:
        guard.discard(("whom", "pupil"))  # the children of a school level are its pupils
        guard.add(("whom", "child"))
    if not any(kind == "whom" for kind, _ in guard) and guard & _OF_PUPILS:
        guard.add(("whom", "child"))
    if not any(kind == "whom" for kind, _ in guard) and guard & _OF_HOUSEHOLDS:
        guard.add(("whom", "household"))
    if guard & _OF_GROWTH:
        terms.pop("suy dinh dưỡng", None)  # too light or too small says it already
    if any(kind == "age" and value == "=5" for kind, value in guard):
        guard.discard(("level", "kindergarten"))  # where five-year-olds go
    if measure.dimension == CHANGE and "kinh tế" in terms:
        terms.pop("GDP", None)
    if measure.dimension == CHANGE and "gdp" in terms:
        del terms["gdp"]
        terms["kinh tế"] = _CONCEPT
    if terms or len(guard) > 1:
        guard.discard(("kind", "people"))  # the people as a whole, unless they are the matter


def against(one: Indicator, said: str) -> Indicator:
    """The indicator with what its value is held against, where the words of the value
    say so: a share of a plan is not one of last year, nor the level itself."""
    found = _AGAINST.search(key(said))
    if found is None or (found["before"] and one.measure.dimension == CHANGE):
        return one  # growth is always against the time before
    return replace(one, guard=one.guard | {("against", str(found.lastgroup))})


def _age(match: re.Match[str]) -> str:
    unit = "m" if match["months"] or match["month"] else ""
    if match["low"]:
        edge = "<" if match["below"] else ""
        return f"{int(match['low'])}{unit}-{edge}{int(match['high'])}{unit}"
    side = (match["side"] or "").split()
    sign = "<" if side[:1] == ["dưới"] else ">" if side[:1] == ["trên"] or match["more"] else "="
    return f"{sign}{int(match['one'])}{unit}"


def likeness(one: Indicator, two: Indicator) -> float:
    """0…1; 0 where a guard keeps them apart."""
    if one.block != two.block or min(one.weight, two.weight) < NAMED:
        return 0.0
    if one.numbers and two.numbers and not one.numbers & two.numbers:
        return 0.0
    both = math.fsum(one.terms[t] for t in sorted(one.terms.keys() & two.terms.keys()))
    mine = math.fsum(one.terms[t] for t in sorted(one.terms.keys() - two.terms.keys()))
    theirs = math.fsum(two.terms[t] for t in sorted(two.terms.keys() - one.terms.keys()))
    mine += _NUMBER * len(one.numbers - two.numbers)
    theirs += _NUMBER * len(two.numbers - one.numbers)
    shared = both + _GUARD * len(one.guard)
    dice = 2 * shared / (2 * shared + mine + theirs)
    return round(max(0.0, dice - _REPLACED * min(mine, theirs)), 4)
