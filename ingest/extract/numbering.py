"""The list numbers of a .docx, computed: Word keeps only how to count.

A paragraph names a list (w:num) and a level; a list is an instance of an
abstract one (w:abstractNum), and all instances of one count on together unless
one begins afresh (w:startOverride).  In: the numbering part and, for each
paragraph in order, its list and level.  Out: the label as Word prints it.
Letters are Word's own: it knows no đ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from ingest.extract.numerals import repeated_letters, roman
from ingest.extract.symbols import bullet

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_SUFFIXES = {"nothing": ""}  # else a space, also for Word's tab

NUMERALS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda number: repeated_letters(number).upper(),
    "lowerLetter": repeated_letters,
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and looks. `restarts` is the level (from 1)
    after which it begins again, 0 never, None after every higher one."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = " "
    restarts: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level] = field(default_factory=dict)
    link: str | None = None  # the list style that says it all


@dataclass(slots=True)
class _Story:
    """How far the lists have counted in the body, in text boxes, in notes: each apart."""

    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Instance:
    abstract: str
    starts: Mapping[int, int]
    levels: Mapping[int, Level]


class Numbering:
    """The lists of one document and how far each has counted; `story` is which
    part of the text is being counted."""

    def __init__(self, root: Element | None, style_lists: Mapping[str, str]) -> None:
        """`style_lists`: for each style that names a list, the list's id."""
        self._abstracts: dict[str, _Abstract] = {}
        self._instances: dict[str, _Instance] = {}
        self._style_lists = style_lists
        self._stories: dict[str, _Story] = {}
        self.story = ""
        for element in root if root is not None else ():
            name = element.get("w.abstractNumId") or element.get("w.numId") or ""
            if element.tag == "w.abstractNum":
                link = element.find("w.numStyleLink")
                self._abstracts[name] = _Abstract(
                    dict(_levels(element)), link.get("w.val") if link is not None else None
                )
            elif element.tag == "w.num":
                self._instances[element.get("w.numId") or ""] = _instance(element)

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level that a paragraph style stands for in its list."""
        found = self._find(list_id)
        levels = {**found[1].levels, **found[0].levels} if found else {}
        return next((n for n, level in levels.items() if level.style == style), 0)

    def label(self, list_id: str, depth: int) -> str:
        """The label of the next paragraph of a list; empty where Word prints none."""
        found = self._find(list_id)
        if found is None or not 0 <= depth < _LEVELS:
            return ""
        instance, abstract = found
        levels = {**abstract.levels, **instance.levels}
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._count(list_id, depth, instance, levels)
        if level.form == "bullet":
            text = bullet(level.text)
        else:
            text = _PLACE.sub(
                lambda place: _numeral(int(place[1]) - 1, level, counts, levels), level.text
            )
        return text.strip() and text.strip() + level.suffix

    def _count(
        self, list_id: str, depth: int, instance: _Instance, levels: Mapping[int, Level]
    ) -> list[int | None]:
        """Counts one paragraph; how far all levels have counted with it."""
        story = self._stories.setdefault(self.story, _Story())
        counts = story.counts.setdefault(instance.abstract, [None] * _LEVELS)
        if depth in instance.starts and (list_id, depth) not in story.begun:
            story.begun.add((list_id, depth))
            counts[depth] = None
        for level in range(depth + 1):  # one that was left out counts as begun
            here = counts[level]
            if here is None:
                start = levels.get(level, Level()).start
                counts[level] = instance.starts.get(level, start)
            elif level == depth:
                counts[level] = here + 1
        for level in range(depth + 1, _LEVELS):
            restarts = levels[level].restarts if level in levels else None
            if restarts is None or depth < restarts:
                counts[level] = None
        return counts

    def _find(self, list_id: str) -> tuple[_Instance, _Abstract] | None:
        """A list and its abstract, through the list style it may be linked to."""
        instance = self._instances.get(list_id)
        abstract = self._abstracts.get(instance.abstract) if instance else None
        if instance is None or abstract is None:
            return None
        if abstract.link:
            linked = self._instances.get(self._style_lists.get(abstract.link, ""))
            other = self._abstracts.get(linked.abstract) if linked else None
            if linked is not None and other is not None and other.link is None:
                return replace(instance, abstract=linked.abstract), other
        return instance, abstract


def _numeral(
    depth: int, printed: Level, counts: list[int | None], levels: Mapping[int, Level]
) -> str:
    level = levels.get(depth, Level())
    count = counts[depth]
    number = level.start if count is None else count
    form = "decimal" if printed.legal else level.form
    return "" if form == "bullet" else NUMERALS.get(form, str)(number)


def _instance(element: Element) -> _Instance:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for override in element.iterfind("w.lvlOverride"):
        depth = number_of(override.get("w.ilvl"), 0)
        levels |= dict(_levels(override))
        start = override.find("w.startOverride")
        if start is not None:
            starts[depth] = number_of(start.get("w.val"), 1)
        elif depth in levels:  # a level of its own counts from its own start
            starts[depth] = levels[depth].start
    abstract = element.find("w.abstractNumId")
    name = abstract.get("w.val") if abstract is not None else None
    return _Instance(name or "", starts, levels)


def _levels(element: Element) -> Iterator[tuple[int, Level]]:
    for level in element.iterfind("w.lvl"):
        said = {child.tag: child.get("w.val") for child in level}
        restarts = said.get("w.lvlRestart")
        yield (
            number_of(level.get("w.ilvl"), 0),
            Level(
                start=number_of(said.get("w.start"), 0 if "w.start" not in said else 1),
                form=said.get("w.numFmt") or "decimal",
                text=said.get("w.lvlText") or "",
                suffix=_SUFFIXES.get(said.get("w.suff") or "", " "),
                restarts=None if restarts is None else number_of(restarts, 0),
                legal="w.isLgl" in said and said["w.isLgl"] not in {"0", "false"},
                style=said.get("w.pStyle"),
            ),
        )


def number_of(text: str | None, otherwise: int) -> int:
    """A whole number as an attribute gives it."""
    try:
        return int(text or "")
    except ValueError:
        return otherwise
