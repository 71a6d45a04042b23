"""Where a label hangs in the outline: the units open above it, and what it closes.

Placed by kind, by value and by what is open, so that restarting, skipping and
repeated numbers do not break the tree.  In: labels in reading order.  Out: for
each the unit it lies under and its rank there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.model import Span, Spans
from ingest.labels import Label

BULLETS = frozenset({"sao", "gạch", "cộng"})
LISTS = 88  # the rank of the outermost bullets
_SECTION = 70  # the rank below which points and items lie
_NESTED = 5  # how much deeper a list nested in its own kind ranks
_FLOATING = {"thứ", "là", "nhóm", "ngoặc"}  # kinds that hang under whatever is open
_COUNTED = {"số", "số chấm", "la mã", "la mã số"}
_DOTTED = {"số chấm", "la mã số"}


@dataclass
class Unit:
    """A provision while it is being built."""

    eid: str
    parent: Unit | None
    kind: str
    level: str
    rank: int
    value: int
    label: str
    start: int
    end: int
    heading: Spans = ()
    body: list[Span] = field(default_factory=list)
    certainty: float = 1.0
    paragraphs: int = 0
    rows: int = 0
    indents: int = 0
    inline: bool = False
    caption: bool = False  # a bullet that heads what is below it
    leads: bool = False  # ends in a colon
    kin: dict[str, list[Unit]] = field(default_factory=dict)  # children by kind
    article: int = 0  # the last article of an act


class OpenUnits:
    """The units open at a place of the text, the outermost (the document) first."""

    def __init__(self, length: int) -> None:
        self.root = Unit("", None, "", "", 0, 0, "", 0, length)
        self.units = [self.root]

    @property
    def top(self) -> Unit:
        return self.units[-1]

    def act(self) -> Unit:
        """The text whose articles are being counted: an attachment, or the document."""
        return next((u for u in self.units if u.level == "attachment"), self.root)

    def line(self, unit: Unit) -> Iterator[Unit]:
        """The unit and those above it, without the document itself."""
        here: Unit | None = unit
        while here is not None and here is not self.root:
            yield here
            here = here.parent

    def place(self, label: Label) -> tuple[Unit, int]:
        """The unit a label hangs under, and its rank there; closes what it ends."""
        kind, rank, value = label.marker.kind, label.marker.rank, label.value
        if kind in BULLETS:
            return self._place_bullet(label)
        if kind in _DOTTED:
            return self._place_dotted(label)
        same = [u for u in self.units if u.kind == kind]
        if same:
            before = next((u for u in reversed(same) if u.value == value - 1), None)
            if before is None and value == 1 and kind == "số" and same[-1].heading:
                parent = self.close(LISTS)
                return parent, max(rank, parent.rank) + _NESTED
            sibling = before or next((u for u in reversed(same) if u.value < value), same[0])
            return self._beside(sibling)
        if kind in _FLOATING:
            parent = self.close(LISTS)
            return parent, max(rank, parent.rank + 1)
        return self.close(rank), rank

    def _beside(self, sibling: Unit) -> tuple[Unit, int]:
        while self.units.pop() is not sibling:
            pass
        return self.units[-1], sibling.rank

    def _place_bullet(self, label: Label) -> tuple[Unit, int]:
        """Beside the last bullet of its own sign; else below one that ends in a colon
        or whose sign ranks higher; else where no bullet is open."""
        rank = label.marker.rank
        open_bullets = [u for u in self.units if u.kind in BULLETS]
        same = next((u for u in reversed(open_bullets) if sign(u.label) == sign(label.printed)),
                    None)  # fmt: skip
        if same:
            return self._beside(same)
        if open_bullets and (open_bullets[-1].leads or rank > open_bullets[-1].rank):
            top = open_bullets[-1]
            return top, max(rank, top.rank + 1)
        top = self.close(min(rank, LISTS))
        sentence = top.rank > _SECTION and top.inline and not top.heading and not top.leads
        if label.marker.kind == "sao" and sentence:
            self.units.pop()  # a note below a point that is a sentence is about the whole list
        return self.units[-1], rank

    def _place_dotted(self, label: Label) -> tuple[Unit, int]:
        """ "1.1.2" lies under "1.1", and "1.1" under "1", where that is open."""
        number = label.number
        rank = label.marker.rank + 2 * (number.count(".") - 1)
        above = number.rsplit(".", 1)[0]
        parent = next((u for u in reversed(self.units) if u.kind in _COUNTED and u.label == above),
                      None)  # fmt: skip
        if parent is not None:
            while self.units[-1] is not parent:
                self.units.pop()
            return parent, max(rank, parent.rank + 1)
        depth = number.count(".")
        kind = label.marker.kind
        same = [u for u in self.units if u.kind == kind and u.label.count(".") == depth]
        return self._beside(same[-1]) if same else (self.close(rank), rank)

    def close(self, rank: int) -> Unit:
        while len(self.units) > 1 and self.units[-1].rank >= rank:
            self.units.pop()
        return self.units[-1]

    def level(self, label: Label, parent: Unit) -> str:
        kind, level = label.marker.kind, label.marker.level
        above = {u.level for u in self.line(parent)}
        if kind == "la mã số":
            return "section" if label.number.count(".") == 1 else "subsection"
        if kind == "số":
            if any(u.kind == "số" for u in self.line(parent)):
                return "item"
            if "article" in above:
                return "clause"
            return "section" if above - {"attachment"} or "attachment" in above else "item"
        if level == "part" and above & {"part", "book", "title"}:
            return "title"
        return level


def sign(printed: str) -> str:
    """A bullet's sign, long and short dashes being one."""
    return "-" if printed == "–" else printed
