"""How sure the outline is of a unit, 0…1: the product of what speaks for and against it.

Each piece of evidence is a factor.

* *Place*: a label that goes on with its list (1 first, then one more each time)
  counts in full; a list that begins elsewhere, skips or goes back counts less,
  as misread labels do just that.  A bullet bears no number to check, and one
  without a fellow may be a dash inside a sentence.
* *Parent*: "1.1.2" below "1.1" counts in full, below anything else less; so does
  an attachment that no line names, and a list that hangs under whatever is open.
* *Heading*: marked by the document (bold, capitals, a style, a chapter's line)
  counts in full; a paragraph taken for a heading by what stands around it less.
* *Group*: task groups found only by a sentence that announces them count less.

1.0 therefore says that nothing in the document speaks against the unit, not
that a person checked it; what lies below `DOUBTFUL` is worth a look.
"""

from __future__ import annotations

from ingest.headings import Sign
from ingest.labels import Label

DOUBTFUL = 0.75

_NAMED = {"điều", "chương", "phần", "mục", "tiểu mục", "attachment"}
_LOOSE = {"thứ", "là", "nhóm", "ngoặc"}

_WITHOUT_D = ("điểm", 4, 6)  # a, b, c, d, e: many leave out đ

_BULLET = 0.95
_LONE_BULLET = 0.8
_BEGINS_ELSEWHERE = 0.7  # a list whose first label is 3
_SKIPS = 0.7
_NAMED_SKIPS = 0.9  # "Điều 7" after "Điều 5": the word itself says what it is
_GOES_BACK = 0.5
_NOT_BELOW_ITS_NUMBER = 0.7  # "1.2" where no "1" is open
_LOOSELY_HUNG = 0.95
UNNAMED_ATTACHMENT = 0.5
ANNOUNCED_ONLY = 0.8

_HEADINGS = {
    Sign.NONE: 1.0,
    Sign.MARKED: 1.0,
    Sign.LABEL: 1.0,
    Sign.RUN_IN: 0.95,
    Sign.ALONE: 0.9,
    Sign.FIRST: 0.8,
}


def of_place(kind: str, value: int, last: int) -> float:
    """How well a label of `value` follows its list, whose last bore `last` (0: none yet)."""
    if value == last + 1 or (kind, last, value) == _WITHOUT_D:
        return 1.0
    if value <= last:
        return _GOES_BACK
    if kind in _NAMED:
        return _NAMED_SKIPS
    return _SKIPS if last else _BEGINS_ELSEWHERE


def of_bullet(fellows: int) -> float:
    """How sure a bullet is with so many others of its sign beside it."""
    return _BULLET if fellows else _LONE_BULLET


def of_parent(label: Label, parent: str) -> float:
    """How well the label of the unit above agrees with a unit's own."""
    kind = label.marker.kind
    if kind in {"số chấm", "la mã số"}:
        return 1.0 if label.number.rsplit(".", 1)[0] == parent else _NOT_BELOW_ITS_NUMBER
    return _LOOSELY_HUNG if kind in _LOOSE else 1.0


def of_heading(sign: Sign) -> float:
    """How sure a heading is that was known by `sign`."""
    return _HEADINGS[sign]
