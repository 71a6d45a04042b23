"""The list numbers of an .odt, computed: the file says only how to count.

Lists lie in lists, one in an item of the other for each level; a list that goes
on with an earlier one says so.  In: the list styles, and the lists as they open
and close.  Out: the label of each item as the program prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.extract.numbering import number_of
from ingest.extract.numerals import letters, repeated_letters, roman
from ingest.extract.symbols import bullet

_STYLES = ("text.list-style", "text.outline-style")
_PLACE = re.compile(r"%(\d{1,2})%")
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class _Level:
    """`text` has "%2%" where the number of level 2 goes."""

    text: str
    form: str = ""
    start: int = 1
    synced: bool = False  # letters as aa, bb
    is_bullet: bool = False


@dataclass(slots=True)
class _List:
    """A list with all that continue it: how far each level has counted."""

    counts: list[int | None] = field(default_factory=lambda: [None] * (_DEEPEST + 1))


class Lists:
    """The lists of one document."""

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[str, Mapping[int, _Level]] = {}
        for root in roots:
            for tag in _STYLES if root is not None else ():
                for style in root.iter(tag) if root is not None else ():
                    name = style.get("style.name") or ""
                    if tag == "text.outline-style":
                        name = _OUTLINE
                    self._styles[name] = dict(_levels(style))
        self._known: dict[str, _List] = {}  # by their ids
        self._latest: dict[str, _List] = {}  # by their styles
        self._open: list[tuple[_List, str]] = []
        self._headings = _List()

    @property
    def depth(self) -> int:
        return len(self._open)

    def enter(self, element: Element, style: str) -> None:
        """A text:list begins; `style` is that of its first paragraph."""
        if self._open:
            current, above = self._open[-1]
            self._open.append((current, element.get("text.style-name") or above))
        else:
            named = element.get("text.style-name") or style
            earlier = self._known.get(element.get("text.continue-list") or "")
            if earlier is None and element.get("text.continue-numbering") == "true":
                earlier = self._latest.get(named)
            current = earlier or _List()
            self._latest[named] = current
            self._open.append((current, named))
        if name := element.get("xml.id"):
            self._known[name] = current

    def leave(self) -> None:
        self._open.pop()

    def label(self, start: str | None) -> str:
        """The label of the next item of the innermost list; `start` is its own number."""
        current, style = self._open[-1]
        return self._label(current, style, len(self._open), start)

    def heading(self, level: int) -> str:
        """The label of the next heading that is in no list."""
        return self._label(self._headings, _OUTLINE, level, None)

    def _label(self, current: _List, style: str, depth: int, start: str | None) -> str:
        levels = self._styles.get(style, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = current.counts
        here = counts[depth]
        counts[depth] = number_of(start, level.start if here is None else here + 1)
        counts[depth + 1 :] = [None] * (_DEEPEST - depth)
        if level.is_bullet:
            text = bullet(level.text)
        elif level.form:
            text = _PLACE.sub(lambda m: _numeral(int(m[1]), levels, counts), level.text).strip()
        else:
            text = ""
        return text and f"{text} "


_OUTLINE = "\x00outline"  # no style can be named so


def _levels(style: Element) -> Iterator[tuple[int, _Level]]:
    for level in style:
        depth = number_of(level.get("text.level"), 0)
        if not 0 < depth <= _DEEPEST:
            continue
        if level.tag == "text.list-level-style-bullet":
            yield depth, _Level(level.get("text.bullet-char") or "", is_bullet=True)
        elif level.tag in {"text.list-level-style-number", "text.outline-level-style"}:
            yield (
                depth,
                _Level(
                    level.get("loext.num-list-format") or _format(level, depth),
                    level.get("style.num-format") or "",
                    number_of(level.get("text.start-value"), 1),
                    level.get("style.num-letter-sync") == "true",
                ),
            )


def _format(level: Element, depth: int) -> str:
    shown = min(depth, max(1, number_of(level.get("text.display-levels"), 1)))
    numbers = ".".join(f"%{n}%" for n in range(depth - shown + 1, depth + 1))
    return f"{level.get('style.num-prefix') or ''}{numbers}{level.get('style.num-suffix') or ''}"


def _numeral(depth: int, levels: Mapping[int, _Level], counts: list[int | None]) -> str:
    level = levels.get(depth)
    count = counts[depth] if depth < len(counts) else None
    if level is None or not level.form:
        return ""
    number = level.start if count is None else count
    lettered = repeated_letters if level.synced else letters
    small = {"i": roman, "a": lettered}.get(level.form.lower())
    if small is None:
        return str(number)
    return small(number).upper() if level.form.isupper() else small(number)
