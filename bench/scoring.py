"""How near a parsed document comes to what a reader found in it.

In: a `Gold` (offsets and short values written by a person who read the text)
and the `Document` the parser made of the same text.  Out: one `Count` per
measure, and the misses and extras behind it with their places.  Units are
compared by where their label stands, headings and portal chrome by visible
characters, so that white space and line marks never decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from corpus.model import Document
from corpus.text import key

MEASURES = (
    "outline", "with parent", "headings", "task groups", "metadata", "references", "issuers",
    "boilerplate",
)  # fmt: skip
FIELDS = (
    "genre", "about", "type", "number", "date", "issuer", "level", "province", "district", "commune",
    "signer", "effective", "replaces", "implements", "published", "title",
)  # fmt: skip
_NEAR = 3
_OVERLAP = 0.8
_MARKS = " \t\r\n\u00a0*_|#("


@dataclass(frozen=True, slots=True)
class Count:
    """How many are right, of how many that a reader found and that the parser found."""

    right: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.gold + other.gold, self.found + other.found)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 1.0


class Unit(NamedTuple):
    """One unit of an outline; `heading` are the offsets of its visible characters."""

    start: int
    level: str
    label: str
    heading: frozenset[int]
    parent: int | None


class Citation(NamedTuple):
    start: int
    end: int
    number: str
    type: str | None
    date: str | None
    issuer: str | None = None


class Deviation(NamedTuple):
    """A miss (the reader has it, the parser not) or an extra (the other way round)."""

    measure: str
    missed: bool
    place: int
    what: str


class GoldError(Exception):
    """A gold file that does not belong to the text it names."""


@dataclass(frozen=True)
class Gold:
    """What a reader found in one document.  `task_groups` is None where a reader cannot
    tell; even then `not_groups` are units that certainly are none.  `first_run` are the
    figures of the parser that had never been run on the document, where they are known."""

    file: str
    held_out: bool
    text: str
    outline: tuple[Unit, ...]
    task_groups: tuple[int, ...] | None
    not_groups: tuple[int, ...]
    metadata: dict[str, Any]
    references: tuple[Citation, ...]
    boilerplate: frozenset[int]
    first_run: dict[str, float] = field(default_factory=dict)


@dataclass
class Score:
    """The counts of one document by measure, its metadata by field, and what deviates;
    `sure` holds for each unit of the parser its certainty and whether it is right in all."""

    counts: dict[str, Count] = field(default_factory=dict)
    fields: dict[str, Count] = field(default_factory=dict)
    deviations: list[Deviation] = field(default_factory=list)
    sure: list[tuple[float, bool]] = field(default_factory=list)


def read_gold(path: Path, data: bytes) -> Gold:
    """The gold in `path` for a text whose bytes are `data`; GoldError where they differ."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    if sha256(data).hexdigest() != raw["sha256"]:
        raise GoldError(f"{path.name} was written for another version of {raw['file']}")
    text = data.decode()
    outline = tuple(
        Unit(start, level, label, _visible(text, [(low, high)] if low is not None else []), parent)
        for start, level, label, low, high, parent in raw["outline"]
    )
    meta = dict(raw["metadata"])
    low, high = meta["title"]
    meta["title"] = text[low:high]
    groups = raw["task_groups"]
    return Gold(
        file=raw["file"],
        held_out=raw["held_out"],
        text=text,
        outline=outline,
        task_groups=None if groups is None else tuple(groups),
        not_groups=tuple(raw.get("not_groups", ())),
        metadata=meta,
        references=tuple(Citation(*row) for row in raw["references"]),
        boilerplate=_visible(text, raw["boilerplate"]),
        first_run={k: v for k, v in raw.get("first_run", {}).items() if k != "parser"},
    )


def score(gold: Gold, document: Document) -> Score:
    result = Score()
    units = _units(document)
    pairs = _matched(gold.text, gold.outline, units)
    right = _score_outline(result, gold, units, pairs)
    result.sure = [(p.certainty, n in right) for n, p in enumerate(document.provisions)]
    _score_groups(result, gold, document, units, pairs)
    _score_metadata(result, gold, document)
    _score_references(result, gold, document)
    found = _visible(gold.text, [(s.start, s.end) for s in document.boilerplate])
    result.counts["boilerplate"] = Count(
        len(gold.boilerplate & found), len(gold.boilerplate), len(found)
    )
    for missed, offsets in ((True, gold.boilerplate - found), (False, found - gold.boilerplate)):
        if offsets:
            what = f"{len(offsets)} characters"
            result.deviations.append(Deviation("boilerplate", missed, min(offsets), what))
    return result


# Outline


def _units(document: Document) -> tuple[Unit, ...]:
    place = {p.eid: number for number, p in enumerate(document.provisions)}
    return tuple(
        Unit(p.span.start, p.level, p.label,
             _visible(document.text, [(s.start, s.end) for s in p.heading]),
             place[p.parent] if p.parent else None)
        for p in document.provisions
    )  # fmt: skip


def _visible(text: str, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    """The offsets of letters and digits in spans."""
    return frozenset(i for low, high in spans for i in range(low, high) if text[i].isalnum())


def _anchor(text: str, start: int) -> int:
    """The first offset from `start` that is neither white space nor a mark."""
    while start < len(text) and text[start] in _MARKS:
        start += 1
    return start


def _label(printed: str) -> str:
    return " ".join(printed.split()).strip("().:,").casefold()


def _matched(text: str, gold: Sequence[Unit], found: Sequence[Unit]) -> dict[int, int]:
    """Indexes of the reader's units and of the parser's that are the same, one to one."""
    by_name: dict[tuple[str, str], list[int]] = {}
    for number, unit in enumerate(found):
        by_name.setdefault((unit.level, _label(unit.label)), []).append(number)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for number, unit in enumerate(gold):
        place = _anchor(text, unit.start)
        for other in by_name.get((unit.level, _label(unit.label)), ()):
            near = abs(_anchor(text, found[other].start) - place) <= _NEAR
            if near and other not in taken:
                pairs[number] = other
                taken.add(other)
                break
    return pairs


def _score_outline(
    result: Score, gold: Gold, found: Sequence[Unit], pairs: dict[int, int]
) -> frozenset[int]:
    """Counts outline, parents and headings; the found units that are right in all three."""
    add = result.deviations.append
    right: set[int] = set()
    parents = headings = 0
    for number, unit in enumerate(gold.outline):
        name = f"{unit.level} {unit.label}"
        if number not in pairs:
            add(Deviation("outline", True, unit.start, name))
            continue
        other = found[pairs[number]]
        above = None if unit.parent is None else pairs.get(unit.parent, -1)
        if above == other.parent:
            parents += 1
        else:
            below = "the top" if other.parent is None else _name(found[other.parent])
            add(Deviation("with parent", True, unit.start, f"{name} lies under {below}"))
        same = _alike(unit.heading, other.heading)
        if same and above == other.parent:
            right.add(pairs[number])
        headings += bool(unit.heading) and same
        if not same:
            printed = _words(gold.text, other.heading) or "none"
            read = _words(gold.text, unit.heading) or "none"
            what = f"{name}: heading is {read}, made {printed}"
            add(Deviation("headings", bool(unit.heading), unit.start, what))
    taken = set(pairs.values())
    for number, unit in enumerate(found):
        if number not in taken:
            add(Deviation("outline", False, unit.start, _name(unit)))
    total, made = len(gold.outline), len(found)
    result.counts["outline"] = Count(len(pairs), total, made)
    result.counts["with parent"] = Count(parents, total, made)
    result.counts["headings"] = Count(
        headings, sum(bool(u.heading) for u in gold.outline), sum(bool(u.heading) for u in found)
    )
    return frozenset(right)


def _name(unit: Unit) -> str:
    return f"{unit.level} {unit.label}"


def _words(text: str, offsets: frozenset[int]) -> str:
    """The beginning and end of what offsets cover, for a person to find it."""
    if not offsets:
        return ""
    words = text[min(offsets) : max(offsets) + 1].split()
    return "«" + " ".join(words if len(words) < 9 else [*words[:4], "…", *words[-4:]]) + "»"


def _alike(left: frozenset[int], right: frozenset[int]) -> bool:
    both = left | right
    return not both or len(left & right) / len(both) >= _OVERLAP


def _score_groups(
    result: Score, gold: Gold, document: Document, units: Sequence[Unit], pairs: dict[int, int]
) -> None:
    chosen = set(document.task_groups)
    found = {n for n, p in enumerate(document.provisions) if p.eid in chosen}
    if gold.task_groups is None:
        found &= {pairs[number] for number in gold.not_groups if number in pairs}
    wanted = {pairs.get(number, -1 - number): number for number in gold.task_groups or ()}
    for other in wanted.keys() - found:
        unit = gold.outline[wanted[other]]
        result.deviations.append(Deviation("task groups", True, unit.start, _name(unit)))
    for number in found - wanted.keys():
        unit = units[number]
        result.deviations.append(Deviation("task groups", False, unit.start, _name(unit)))
    result.counts["task groups"] = Count(len(wanted.keys() & found), len(wanted), len(found))


# Metadata


def _score_metadata(result: Score, gold: Gold, document: Document) -> None:
    for name in FIELDS:
        wanted = _plain(name, gold.metadata[name])
        found = _plain(name, getattr(document.metadata, name))
        result.fields[name] = Count(int(bool(wanted) and wanted == found), int(bool(wanted)),
                                    int(bool(found)))  # fmt: skip
        if wanted != found:
            what = f"{name}: is {_shown(wanted)}, made {_shown(found)}"
            result.deviations.append(Deviation("metadata", bool(wanted), 0, what))
    result.counts["metadata"] = sum(result.fields.values(), Count())


def _plain(name: str, value: Any) -> Any:
    """A field's value in the form that is compared; empty where nothing is stated."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return tuple(sorted(value))
    if isinstance(value, date):
        return value.isoformat()
    if name == "title":
        return " ".join("".join(c if c.isalnum() else " " for c in key(value)).split())
    if name in ("issuer", "signer"):
        return key(value)
    return str(value)


def _shown(value: Any) -> str:
    words = ", ".join(value) if isinstance(value, tuple) else str(value)
    return (words if len(words) < 90 else f"{words[:50]} … {words[-30:]}") or "not stated"


# References


def _score_references(result: Score, gold: Gold, document: Document) -> None:
    found = [
        Citation(r.span.start, r.span.end, r.number or "", r.type,
                 r.date.isoformat() if r.date else None, r.issuer)
        for r in document.references
    ]  # fmt: skip
    taken: set[int] = set()
    right = stated = issuers = read_issuers = 0
    for wanted in gold.references:
        over = [n for n, r in enumerate(found)
                if n not in taken and r.start < wanted.end and wanted.start < r.end]  # fmt: skip
        same = next((n for n in over if found[n][2:5] == wanted[2:5]), None)
        if same is None:
            near = "; ".join(_cited(found[n]) for n in over) or "nothing"
            what = f"{_cited(wanted)}, made {near}"
            result.deviations.append(Deviation("references", True, wanted.start, what))
            continue
        taken.add(same)
        right += 1
        if wanted.issuer:
            stated += 1
            made = found[same].issuer
            read_issuers += bool(made)
            if made and _same_body(wanted.issuer, made):
                issuers += 1
            else:
                what = f"{wanted.number}: is {wanted.issuer}, made {made or 'none'}"
                result.deviations.append(Deviation("issuers", True, wanted.start, what))
    for number, reference in enumerate(found):
        if number not in taken:
            extra = Deviation("references", False, reference.start, _cited(reference))
            result.deviations.append(extra)
    result.counts["references"] = Count(right, len(gold.references), len(found))
    result.counts["issuers"] = Count(issuers, stated, read_issuers)


def _cited(reference: Citation) -> str:
    return f"{reference.type or 'no type'} {reference.number} {reference.date or 'no date'}"


def _same_body(left: str, right: str) -> bool:
    """Whether two readings of "của …" name one body, one perhaps more fully."""
    first, second = key(left), key(right)
    return first.startswith(second) or second.startswith(first)
