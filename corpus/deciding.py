"""Decisions on the documents of a store: made, taken back, carried elsewhere.

Ties the log to the documents as they are now.  A decision is made in view of a
state of the log (`seen`, a position in it); if somebody decided on the same matter
after that, nothing is stored and `Contested` carries both, for a person to choose.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any, Protocol

from corpus.decision_files import exported, read_file
from corpus.decisions import (
    Action,
    Anchor,
    Contested,
    Decision,
    FrameRow,
    Matter,
    Place,
    Units,
    checked,
    documents_of,
    place_row,
)
from corpus.model import BadRequest, Document, Frame, Message, NotFound, Relation, split_passage_id
from corpus.rulings import Rulings, State, Subject

Logged = Sequence[tuple[int, Decision]]
_TICK = timedelta(microseconds=1)


class Log(Protocol):
    """Where decisions are kept: a position for each, growing as they come in."""

    def read(self) -> Logged: ...

    def position(self) -> int: ...

    def append(self, decisions: Sequence[Decision], after: int | None = None) -> bool:
        """False, and nothing written, where the log has gone on since `after`."""
        ...


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the entries of a file: `differing` are known here with other contents."""

    added: int
    known: int
    differing: int


def utc_now() -> datetime:
    return datetime.now(UTC)


class Decisions:
    """The decisions of one store. `document` and `frame` give what a name stands for,
    `generation` grows whenever a document changes."""

    def __init__(
        self,
        log: Log,
        document: Callable[[str], Document],
        frame: Callable[[str], Frame],
        generation: Callable[[], int],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._log, self._document, self.frame = log, document, frame
        self._generation, self._now = generation, now
        self._read: tuple[int, dict[str, Units | None], dict[str, Frame | None]] = (-1, {}, {})
        self._made: tuple[tuple[int, int], Rulings] | None = None
        self._lock = RLock()

    # --- What stands --------------------------------------------------------

    def rulings(self) -> Rulings:
        """What stands now, whoever decided last, in whichever process."""
        with self._lock:
            at = self._as_now(), self._log.position()
            if self._made is None or self._made[0] != at:
                self._made = at, Rulings(self._log.read(), self._place)
            return self._made[1]

    def place(self, matter: Matter) -> Subject | None:
        """A matter by ids, where its words stand now; None where they are not all there."""
        with self._lock:
            self._as_now()
            return self._place(matter)

    def _place(self, matter: Matter) -> Subject | None:
        places: list[Place] = []
        for anchor in matter.anchors:
            units = self._units(anchor.document)
            place = units.place(anchor) if units else None
            if place is None:
                return None
            places.append(place)
        moved = any(place.moved for place in places)
        names = tuple(place.id for place in places)
        left, right = names[: len(matter.left)], names[len(matter.left) :]
        if len(set(left)) < len(left) or len(set(right)) < len(right):
            return None  # two anchors that now have the same words
        if matter.row is None:
            return Subject(left, right, moved=moved)
        rows = self._rows(matter.row.frame)
        found = place_row(matter.row, rows) if rows else None
        if found is None:
            return None
        group, elsewhere = found
        frame, is_group = matter.row.frame, matter.left[0].is_group
        return Subject(left, (), frame, group.key, is_group, moved or elsewhere)

    def _units(self, document_id: str) -> Units | None:
        """The units of a document; None where there is no such document."""
        held = self._read[1]
        if document_id not in held:
            held[document_id] = None
            with suppress(NotFound):
                document = self._document(document_id)
                if document.id == document_id:  # ids are meant, never beginnings of them
                    held[document_id] = Units(document)
        return held[document_id]

    def _rows(self, frame_id: str) -> Frame | None:
        held = self._read[2]
        if frame_id not in held:
            held[frame_id] = None
            with suppress(NotFound, BadRequest):
                held[frame_id] = self.frame(frame_id)
        return held[frame_id]

    def _as_now(self) -> int:
        """Forgets what was read of documents and frames before the last change of them."""
        generation = self._generation()
        if self._read[0] != generation:
            self._read = generation, {}, {}
        return generation

    # --- Matters ------------------------------------------------------------

    def link(self, left: Sequence[str], right: Sequence[str]) -> Matter:
        """The link of passages or sentences, by their ids; a passage of several
        sentences stands for them all."""
        sides = [tuple(a for n in side for a in self._anchors(n)) for side in (left, right)]
        return Matter(sides[0], sides[1])

    def filing(self, name: str, frame: str, key: str, is_group: bool = False) -> Matter:
        """A clause, or a task group, under a row of a frame."""
        rows = self.frame(frame)
        title = next((group.title for group in rows.groups if group.key == key), None)
        if title is None:
            raise NotFound(Message("Khung này không có nhóm “{key}”.", key=key))
        anchors = self._anchors(name, is_group)
        if len(anchors) > 1:
            raise BadRequest(
                Message("“{name}” có nhiều câu; xin quyết định về từng câu.", name=name)
            )
        return Matter(anchors, row=FrameRow(rows.id, key, title))

    def _anchors(self, name: str, is_group: bool = False) -> tuple[Anchor, ...]:
        document_id, eid = split_passage_id(name)
        with self._lock:
            self._as_now()
            units = self._units(document_id)
        if units is None:
            raise NotFound(Message("Không có văn bản nào là “{name}”.", name=document_id))
        names = (eid,) if is_group else units.sentences(eid)
        return tuple(units.anchor(one, is_group) for one in names)

    # --- Deciding -----------------------------------------------------------

    def decide(
        self,
        by: str,
        action: Action,
        about: Sequence[Matter],
        instead: Sequence[Matter] = (),
        relation: Relation | None = None,
        comment: str = "",
        seen: int | None = None,
    ) -> Decision:
        """Stores a decision made in view of the log as it was at `seen` (None: as it is)."""
        ours = Decision(
            uuid.uuid4().hex,
            " ".join(by.split()),
            self._now(),
            action,
            tuple(about),
            tuple(instead),
            relation,
            "\n".join(line.rstrip() for line in comment.strip().splitlines()),
        )
        return self._store(checked(ours), seen)

    def undo(self, by: str, decision_id: str, seen: int | None = None) -> Decision:
        """Takes an entry back; what stood before it stands again."""
        entry = self.rulings().entry(decision_id)
        if entry is None:
            raise NotFound(Message("Không có quyết định nào mang mã “{id}”.", id=decision_id))
        name = " ".join(by.split())
        if entry.state is State.UNDONE and entry.undone_by:
            return entry.undone_by
        ours = Decision(uuid.uuid4().hex, name, self._now(), Action.UNDO, undoes=decision_id)
        return self._store(checked(ours), seen)

    def _store(self, ours: Decision, seen: int | None) -> Decision:
        while True:
            rulings = self.rulings()
            theirs = None
            if ours.action is not Action.COMMENT:
                theirs = rulings.since(
                    rulings.position if seen is None else seen, self._touched(ours, rulings)
                )
            if theirs is not None and theirs.by == ours.by and theirs.says == ours.says:
                return theirs  # sent twice
            if theirs is not None:
                raise Contested(ours, theirs)
            last = max((entry.decision.at for entry in rulings.entries), default=ours.at - _TICK)
            ours = replace(ours, at=max(self._now(), last + _TICK))
            if self._log.append([ours], after=rulings.position):
                return ours

    def _touched(self, ours: Decision, rulings: Rulings) -> list[Subject]:
        target = rulings.entry(ours.undoes) if ours.undoes else None
        matters = target.decision.matters if target else ours.matters
        return [place for matter in matters if (place := self.place(matter)) is not None]

    # --- Carried elsewhere --------------------------------------------------

    def exported(self) -> dict[str, Any]:
        """The whole log as a file of `corpus.decision_files` has it."""
        found = [entry.decision for entry in self.rulings().entries]
        known = []
        for name in sorted(documents_of(found)):
            with suppress(NotFound):
                known.append(self._document(name))
        return exported(found, known, self._now())

    def take_in(self, data: bytes) -> TakenIn:
        """Adds the entries of a file that the log does not have. An entry that is known
        stays as it is here, also where the file has another under its id."""
        given = read_file(data, self._now())
        while True:
            rulings = self.rulings()
            known = {entry.decision.id: entry.decision for entry in rulings.entries}
            new = [one for one in given if one.id not in known]
            if not new or self._log.append(new, after=rulings.position):
                break
        differing = sum(known.get(one.id, one) != one for one in given)
        return TakenIn(len(new), len(given) - len(new) - differing, differing)
