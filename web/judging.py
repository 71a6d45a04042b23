"""What people decided, as pages show it: words and signs, and lookups for templates.

In come the rulings and what a page is about; out come the ruling, the fields of the
form, and what was ruled out, for each thing on the screen that can be decided on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from corpus.compared import Cell, Clause
from corpus.decisions import Action, Anchor, Matter
from corpus.model import Link, Message
from corpus.rulings import Ruling, Rulings, State, Subject

BOTH, MACHINE, PEOPLE = "both", "machine", "people"
WHO: Mapping[str, Message] = {
    BOTH: Message("máy và người"),
    MACHINE: Message("chỉ máy"),
    PEOPLE: Message("chỉ người"),
}
NOT_DECIDED = Message("chưa có ai quyết định")

ACTIONS: Mapping[Action, tuple[str, Message]] = {
    Action.ACCEPT: ("✓", Message("nhận")),
    Action.REJECT: ("✗", Message("bác")),
    Action.RELINK: ("⇄", Message("nối lại")),
    Action.SPLIT: ("⑂", Message("tách")),
    Action.MERGE: ("⊕", Message("gộp")),
    Action.COMMENT: ("✎", Message("ghi chú")),
    Action.UNDO: ("↶", Message("hoàn tác")),
}
STATES: Mapping[State, Message] = {
    State.IN_FORCE: Message("đang có hiệu lực"),
    State.REPLACED: Message("đã có quyết định sau thay"),
    State.UNDONE: Message("đã hoàn tác"),
    State.STALE: Message("không còn khớp"),
}
MOVED = "moved"
LISTED: Mapping[str, Message] = {
    **{state.value: word for state, word in STATES.items()},
    MOVED: Message("đã dời"),
}

Fields = tuple[tuple[str, str], ...]


def fields(subject: Subject) -> Fields:
    """A matter as the fields of a form or an address."""
    if subject.is_link:
        sides = (("left", subject.left), ("right", subject.right))
        return tuple((name, one) for name, side in sides for one in side)
    group = (("group", "1"),) if subject.is_group else ()
    return (("unit", subject.left[0]), ("frame", subject.frame), ("key", subject.row), *group)


def told(subject: Subject | None, **more: str | None) -> str:
    """What one button of many on a page says: a matter and what to do with it."""
    pairs = [*(fields(subject) if subject else ()), *more.items()]
    return urlencode([(name, value) for name, value in pairs if value])


def sides_of(matter: Matter, place: Subject | None) -> list[list[tuple[Anchor, str | None]]]:
    """The words on each side of a matter, with the ids of where they stand now."""
    names: list[str | None] = [*place.names] if place else [None] * len(matter.anchors)
    left, right = names[: len(matter.left)], names[len(matter.left) :]
    sides = [zip(matter.left, left, strict=True), zip(matter.right, right, strict=True)]
    return [found for side in sides if (found := list(side))]


def headed(clauses: Iterable[Clause]) -> list[tuple[str, list[Clause]]]:
    """Clauses in their order, those that follow each other under one heading together."""
    return [
        (heading, list(found))
        for heading, found in groupby(clauses, lambda one: " ".join(one.heading_path[-1:]))
    ]


def anchor_of(subject: Subject) -> str:
    """The fragment of a matter on a page: the same as long as the matter is."""
    tail = subject.right or (subject.row,)
    return "~".join((*subject.left, *tail)).replace(" ", "_").replace("#", ":")


def local_day(at: datetime) -> date:
    """The day as the clock of the server has it."""
    return at.astimezone().date()


def local_time(at: datetime) -> str:
    return f"{at.astimezone():%H:%M}"


@dataclass(frozen=True)
class Judged:
    """The rulings as a page of a comparison looks them up."""

    rulings: Rulings
    frame: str = ""

    @cached_property
    def _of_cell(self) -> Mapping[tuple[str, str], list[Ruling]]:
        """The rulings on what is filed in each cell: (document, row)."""
        found: defaultdict[tuple[str, str], list[Ruling]] = defaultdict(list)
        for ruling in self.rulings:
            if ruling.subject.frame and ruling.subject.frame == self.frame:
                found[next(iter(ruling.subject.documents)), ruling.subject.row].append(ruling)
        return found

    @cached_property
    def _of_clause(self) -> Mapping[str, list[Ruling]]:
        """The rulings on the links of each clause."""
        found: defaultdict[str, list[Ruling]] = defaultdict(list)
        for ruling in self.rulings:
            for name in ruling.subject.names if ruling.subject.is_link else ():
                found[name].append(ruling)
        return found

    @property
    def seen(self) -> int:
        return self.rulings.position

    def filing(self, name: str, row: str, is_group: bool = False) -> Subject:
        return Subject((name,), (), self.frame, row, is_group)

    def link(self, left: str, right: str) -> Subject:
        """The link of two clauses, with the others it was merged with."""
        found = self.rulings.covering(left, right)
        if found is None:
            return Subject((left,), (right,))
        sides = found.subject.left, found.subject.right
        return Subject(*(sides if left in sides[0] else sides[::-1]))

    def pair(self, link: Link) -> Subject:
        return Subject(link.left, link.right)

    def of(self, subject: Subject) -> Ruling | None:
        return self.rulings.of(subject)

    def off_row(self, document: str, row: str) -> list[Ruling]:
        """What people took out of a cell."""
        return [one for one in self._of_cell.get((document, row), ()) if not one.holds]

    def latest(self, cell: Cell, row: str, documents: Iterable[str]) -> Ruling | None:
        """The latest decision on anything in a cell, also on what is no longer in it."""
        known = set(documents)
        found = list(self._of_cell.get((cell.document.id, row), ()))
        for clause in cell.clauses:
            links = self._of_clause.get(clause.passage, ())
            found += [one for one in links if one.subject.documents <= known]
        return max(found, key=lambda one: one.decision.at, default=None)

    def cut(self, name: str, documents: Iterable[str]) -> list[Ruling]:
        """The links of a clause, to these documents, that people took away."""
        known = set(documents)
        return [
            one
            for one in self._of_clause.get(name, ())
            if not one.holds and one.subject.documents <= known
        ]

    def all_cut(self, documents: Iterable[str]) -> list[Ruling]:
        """Every link between these documents that people took away."""
        known = set(documents)
        return [
            one
            for one in self.rulings
            if one.subject.is_link and not one.holds and one.subject.documents <= known
        ]
