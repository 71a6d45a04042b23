"""Clauses and groups of a document filed under the rows of a frame.

In come an outline and a frame; out come, for each clause, how well it answers
each row (0…1), and for each of the document's rows the ranked rows of the
frame. Nothing is forced: a group may answer several rows, and a row several
groups. Figures depend on the document and the frame alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from compare.clauses import Clause, Outline
from compare.similarity import mean, normal
from compare.terms import Bag, Reading, read, runs_of
from corpus.model import Frame, FrameGroup, KeyScore
from search.analysis import tokens

_UNIT = re.compile(r"[^\n.;]+")
_TITLE_WEIGHT = 2.0
_UNKNOWN = 0.5  # how telling a term is that the frame does not have
_SHARPNESS = 2.0  # how far a term of one row outweighs a term of all
_HEADING_ON_CLAUSE = 0.3  # how much the headings above speak for a clause
_LEAD = 0.45  # weight of its heading against all the clauses of a group
_CONTRAST = 2.5  # how far the better of two rows is preferred
_DOUBT = 0.12  # evidence at which a score is half of what it could be
_OF_BEST = 0.1  # a further row is kept with this share of the best row's score,
_PART = 0.12  # or when clauses of this share of the group's length are filed there
_LEAST = 0.06  # but never with less than this score
UNSURE = 0.15  # a clause that answers no row better than this is not filed


@dataclass(frozen=True)
class Profile:
    """One row of the frame as it is recognised: its words as a whole, and its
    title, sentences and cue phrases each by itself."""

    key: str
    whole: Bag
    units: tuple[Bag, ...]


@dataclass(frozen=True)
class Profiles:
    """The rows, and how telling a term is among them: 1 where one row has it, near
    0 where all do."""

    rows: tuple[Profile, ...]
    telling: Mapping[str, float]

    @cached_property
    def slots(self) -> tuple[range, ...]:
        """Where the bags of each row stand among those of all rows: its whole first."""
        ends = list(accumulate(1 + len(row.units) for row in self.rows))
        return tuple(
            range(end - len(row.units) - 1, end) for end, row in zip(ends, self.rows, strict=True)
        )

    @cached_property
    def places(self) -> Mapping[str, tuple[tuple[int, float], ...]]:
        """For each term the bags that hold it, with its weight there."""
        found: dict[str, list[tuple[int, float]]] = {}
        for slots, row in zip(self.slots, self.rows, strict=True):
            for slot, bag in zip(slots, (row.whole, *row.units), strict=True):
                for term, weight in bag.items():
                    found.setdefault(term, []).append((slot, weight))
        return {term: tuple(places) for term, places in found.items()}

    def nearness(self, unit: Bag) -> list[tuple[float, float]]:
        """For each row how near a unit vector is to it as a whole, and to the nearest of
        its sentences."""
        near = [0.0] * (self.slots[-1].stop if self.slots else 0)
        for term, weight in unit.items():
            for slot, theirs in self.places.get(term, ()):
                near[slot] += weight * theirs
        return [(near[s.start], max(near[s.start + 1 : s.stop], default=0.0)) for s in self.slots]


@lru_cache(maxsize=16)
def profiles(frame: Frame) -> Profiles:
    """The frame's rows, with terms weighted by how few of the rows share them."""
    runs = runs_of(frame.title)
    bags = {
        group.key: [_read_unit(text, runs) for text in (group.title, *_unit_texts(group))]
        for group in frame.groups
    }
    seen = Counter(term for units in bags.values() for term in set().union(*units))
    many = len(frame.groups)
    telling = {
        term: (math.log1p(many / count) / math.log1p(many)) ** _SHARPNESS
        for term, count in seen.items()
    }
    return Profiles(tuple(_profile(key, units, telling) for key, units in bags.items()), telling)


def _profile(
    key: str, units: Sequence[Mapping[str, float]], telling: Mapping[str, float]
) -> Profile:
    total: Bag = {}
    for at, unit in enumerate(units):
        for term, weight in unit.items():
            total[term] = total.get(term, 0.0) + weight * (_TITLE_WEIGHT if at == 0 else 1.0)
    whole = {term: math.log1p(weight) * telling[term] for term, weight in total.items()}
    single = ({term: weight * telling[term] for term, weight in unit.items()} for unit in units)
    return Profile(key, normal(whole), tuple(normal(unit) for unit in single))


def _read_unit(text: str, runs: frozenset[tuple[str, ...]]) -> Mapping[str, float]:
    """A frame's words are not segmented: every syllable is taken as a word too."""
    return read(text, [token.span for token in tokens(text)], runs).bag


def _unit_texts(group: FrameGroup) -> list[str]:
    return [match.group().strip() for match in _UNIT.finditer(group.text) if match.group().strip()]


@dataclass(frozen=True)
class Filed:
    """A clause and how well it answers each row, in the frame's order."""

    clause: Clause
    scores: tuple[float, ...]

    @property
    def best(self) -> int:
        return self.scores.index(max(self.scores))

    @property
    def is_sure(self) -> bool:
        return max(self.scores) >= UNSURE


class Filing:
    """One document under one frame."""

    def __init__(self, outline: Outline, frame: Profiles) -> None:
        self._outline = outline
        self._frame = frame
        self.keys = tuple(row.key for row in frame.rows)
        self._headings = {eid: self._evidence(r) for eid, r in outline.headings.items()}
        self.clauses = tuple(Filed(c, self._scores(c)) for c in outline.clauses)

    def _evidence(self, reading: Reading) -> list[float]:
        """How much of a text speaks for each row, before row is weighed against row."""
        unit = normal(
            {
                term: weight * self._frame.telling.get(term, _UNKNOWN)
                for term, weight in self._outline.weighted(reading).items()
            }
        )
        return [(whole + part) / 2 for whole, part in self._frame.nearness(unit)]

    def _scores(self, clause: Clause) -> tuple[float, ...]:
        own = self._evidence(clause.reading)
        above = [self._headings[eid] for eid in clause.headings]
        if above:
            near = map(max, above[0], above[-1])
            own = [a + _HEADING_ON_CLAUSE * b for a, b in zip(own, near, strict=True)]
        return weighed(own)

    def groups(self) -> list[tuple[str, tuple[KeyScore, ...]]]:
        """For each row of the document, the rows of the frame it answers, best first."""
        found = []
        for row in self._outline.rows:
            under = [filed for filed in self.clauses if filed.clause.row == row.eid]
            heading = self._headings.get(row.eid)
            if heading is not None:
                found.append((row.eid, self._ranked(weighed(heading), under)))
            elif under:
                found.append((row.eid, self._ranked(under[0].scores, under)))
        return found

    def _ranked(self, lead: Sequence[float], under: Sequence[Filed]) -> tuple[KeyScore, ...]:
        lengths = [math.sqrt(filed.clause.reading.length) for filed in under]
        share = _LEAD if under else 1.0
        ranked = []
        for at, key in enumerate(self.keys):
            body = mean([filed.scores[at] for filed in under], lengths)
            ranked.append((share * lead[at] + (1 - share) * body, self._part(at, under), key))
        ranked.sort(key=lambda one: -one[0])
        best = ranked[0][0]
        return tuple(
            KeyScore(key, round(score, 4))
            for score, part, key in ranked
            if score >= _LEAST and (score >= _OF_BEST * best or part >= _PART)
        )

    def _part(self, at: int, under: Sequence[Filed]) -> float:
        """The share of a group's length whose clauses are filed under one row."""
        return mean(
            [float(filed.is_sure and filed.best == at) for filed in under],
            [filed.clause.reading.length for filed in under],
        )


def weighed(evidence: Sequence[float]) -> tuple[float, ...]:
    """Evidence weighed row against row: the shares sum to one at most, and fade
    where there is little evidence at all."""
    powers = [value**_CONTRAST for value in evidence]
    whole = math.fsum(powers)
    if not whole:
        return (0.0,) * len(powers)
    top = max(evidence)
    return tuple(top / (top + _DOUBT) * power / whole for power in powers)
