"""The log of decisions read as what stands: which matters hold, by whom, what is stale.

In come decisions and a way to place their matters in the documents as they are
now; out comes one `Ruling` for each matter that somebody decided on.  The latest
decision that was not taken back wins.  Logs with the same entries give the same
rulings, in whatever order the entries arrived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.decisions import Action, Decision, Matter

Key = tuple[frozenset[tuple[str, ...]], str, str, bool]


@dataclass(frozen=True, slots=True)
class Subject:
    """A matter by ids, where its words stand now. The sides of a link have no order
    as far as its `key` goes; a filing has a frame and a row instead of a right side."""

    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    frame: str = ""
    row: str = ""
    is_group: bool = False
    moved: bool = False

    @property
    def key(self) -> Key:
        sides = frozenset({tuple(sorted(self.left)), tuple(sorted(self.right))})
        return sides, self.frame, self.row, self.is_group

    @property
    def is_link(self) -> bool:
        return not self.frame

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.left, *self.right)

    @property
    def documents(self) -> set[str]:
        return {name.partition("#")[0] for name in self.names}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What stands on a matter: `holds` or not, and the decision that says so."""

    subject: Subject
    decision: Decision
    holds: bool


class State(StrEnum):
    """What became of an entry of the log."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"  # a later decision on the same matter stands
    UNDONE = "undone"
    STALE = "stale"  # its words are no longer there, or no longer only there


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log as it stands. `places` are its matters where they are now,
    None where they are nowhere for certain."""

    position: int
    decision: Decision
    state: State
    places: tuple[Subject | None, ...]
    undone_by: Decision | None = None

    @property
    def moved(self) -> bool:
        return any(place is not None and place.moved for place in self.places)

    @property
    def documents(self) -> set[str]:
        """All documents it speaks of, whether or not its words are still there."""
        return {anchor.document for m in self.decision.matters for anchor in m.anchors}


class Rulings:
    """What stands, with the log it follows from; `position` is that of its last entry."""

    def __init__(
        self,
        logged: Sequence[tuple[int, Decision]],
        place: Callable[[Matter], Subject | None],
    ) -> None:
        self.position = max((position for position, _ in logged), default=0)
        ordered = sorted(logged, key=lambda one: (one[1].at, one[1].id))
        places = {one.id: tuple(map(place, one.matters)) for _, one in ordered}
        undone: dict[str, Decision] = {}
        for _, one in reversed(ordered):
            if one.undoes is not None and one.id not in undone:
                undone.setdefault(one.undoes, one)
        self._rulings: dict[Key, Ruling] = {}
        self._comments: defaultdict[Key, list[Decision]] = defaultdict(list)
        for _, one in ordered:
            if one.id not in undone:
                self._apply(one, places[one.id])
        self.entries = tuple(
            Entry(position, one, self._state(one, places[one.id], one.id in undone),
                  places[one.id], undone.get(one.id))
            for position, one in ordered
        )  # fmt: skip
        self._by_id = {entry.decision.id: entry for entry in self.entries}
        self._wider: defaultdict[str, list[Ruling]] = defaultdict(list)
        for ruling in self:
            if ruling.holds and ruling.subject.is_link and len(ruling.subject.names) > 2:
                for name in ruling.subject.left:
                    self._wider[name].append(ruling)

    def _apply(self, one: Decision, places: Sequence[Subject | None]) -> None:
        if one.action is Action.COMMENT:
            for place in filter(None, places):
                self._comments[place.key].append(one)
            return
        for at, subject in enumerate(places):
            if subject is not None:
                holds = at >= len(one.about) or one.action is Action.ACCEPT
                self._rulings[subject.key] = Ruling(subject, one, holds)

    def _state(self, one: Decision, places: Sequence[Subject | None], is_undone: bool) -> State:
        if is_undone:
            return State.UNDONE
        telling = places[len(one.about) :] or places  # what it leaves standing, else what it ends
        if None in telling:
            return State.STALE
        rulings = [self._rulings.get(subject.key) for subject in telling if subject]
        known = one.action in (Action.COMMENT, Action.UNDO)
        if known or any(ruling and ruling.decision == one for ruling in rulings):
            return State.IN_FORCE
        return State.REPLACED

    # --- Asking -------------------------------------------------------------

    def __iter__(self) -> Iterator[Ruling]:
        return iter(self._rulings.values())

    def of(self, subject: Subject) -> Ruling | None:
        return self._rulings.get(subject.key)

    def comments(self, subject: Subject) -> list[Decision]:
        """What was said on a matter, oldest first."""
        return self._comments.get(subject.key, [])

    def covering(self, left: str, right: str) -> Ruling | None:
        """The ruling on the link of two clauses, alone or among others."""
        found = self.of(Subject((left,), (right,)))
        if found is not None and found.holds:
            return found
        for one, other in ((left, right), (right, left)):
            for ruling in self._wider.get(one, ()):
                if other in ruling.subject.right:
                    return ruling
        return found

    def entry(self, decision_id: str) -> Entry | None:
        return self._by_id.get(decision_id)

    def about(self, subject: Subject) -> list[Entry]:
        """Every entry that touches a matter, oldest first: its history."""
        return [entry for entry in self.entries if subject.key in self._touched(entry.decision)]

    def since(self, position: int, subjects: Iterable[Subject]) -> Decision | None:
        """The latest decision on any of these matters that came in after `position`."""
        keys = {subject.key for subject in subjects}
        later = [
            entry
            for entry in self.entries
            if entry.position > position
            and entry.decision.action is not Action.COMMENT
            and keys & self._touched(entry.decision)
        ]
        return max(later, key=lambda entry: entry.position).decision if later else None

    def stale(self, documents: Iterable[str]) -> int:
        """How many decisions about these documents no longer match their text."""
        names = set(documents)
        return sum(e.state is State.STALE and bool(e.documents & names) for e in self.entries)

    def _touched(self, one: Decision) -> set[Key]:
        target = one
        while target.undoes is not None and target.undoes in self._by_id:
            if self._by_id[target.undoes].decision.at >= target.at:
                break  # an undo is always later than what it undoes
            target = self._by_id[target.undoes].decision
        entry = self._by_id[target.id]
        return {place.key for place in entry.places if place is not None}
