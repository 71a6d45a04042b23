"""What people decide about a comparison, and what their decisions hold on to.

A decision is one entry of a log that only grows.  It is about *matters*: a link
between clauses of two documents, or a clause (or a task group) filed under a row of
a frame.  A matter holds on to the words themselves: each `Anchor` quotes them with
what stands around them, so that after a document changed a decision is applied to
the same words or to none, never to look-alikes.  Nothing here reads or writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from corpus.messages import BadRequest, DoichieuError, Message, NotFound
from corpus.model import Document, Frame, FrameGroup, Relation
from corpus.spans import Spans, hull, joined
from corpus.standing import units
from corpus.text import key as normal_form

PASSING_FRAME = "induced"  # made anew of whatever documents are compared
CONTEXT = 32  # characters kept on each side of the words
LONGEST_COMMENT, LONGEST_NAME = 4_000, 80

key = lru_cache(maxsize=1 << 16)(normal_form)  # the same words are looked for again and again


class Action(StrEnum):
    """What was done. Accepted matters hold; of the others what stands `instead` holds."""

    ACCEPT = "accept"
    REJECT = "reject"
    RELINK = "relink"
    SPLIT = "split"
    MERGE = "merge"
    COMMENT = "comment"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of a document: where they stood, what they were, what stood around them.
    `is_group`: the heading of a task group; else a passage or sentence."""

    document: str
    eid: str
    exact: str
    prefix: str = ""
    suffix: str = ""
    is_group: bool = False

    @property
    def id(self) -> str:
        return f"{self.document}#{self.eid}"

    @property
    def text_sha256(self) -> str:
        """Of the normal form, so that a file told apart by its spelling still holds."""
        return sha256(key(self.exact).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A row of a frame, held by its title too: keys of documents' frames are eids."""

    frame: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Matter:
    """A link (`left` and `right`, each of one document) or a filing (`left` and `row`)."""

    left: tuple[Anchor, ...]
    right: tuple[Anchor, ...] = ()
    row: FrameRow | None = None

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        return (*self.left, *self.right)


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log. `relation` is what the left side is to the right;
    `undoes` the entry that an undo takes back. `at` is UTC."""

    id: str
    by: str
    at: datetime
    action: Action
    about: tuple[Matter, ...] = ()
    instead: tuple[Matter, ...] = ()
    relation: Relation | None = None
    comment: str = ""
    undoes: str | None = None

    @property
    def matters(self) -> tuple[Matter, ...]:
        return (*self.about, *self.instead)

    @property
    def says(self) -> tuple[object, ...]:
        """All but who, when and under which id: equal for the same decision sent twice."""
        return self.action, self.about, self.instead, self.relation, self.comment, self.undoes


class Contested(DoichieuError):
    """Somebody decided on the same matter meanwhile: `ours` was not stored, `theirs` was."""

    def __init__(self, ours: Decision, theirs: Decision) -> None:
        super().__init__(Message("{name} đã quyết định việc này trước.", name=theirs.by))
        self.ours, self.theirs = ours, theirs


_SHAPES: Mapping[Action, tuple[range, range]] = {
    Action.ACCEPT: (range(1, 2), range(1)),
    Action.REJECT: (range(1, 1_000), range(1)),
    Action.RELINK: (range(1, 1_000), range(1, 1_000)),
    Action.SPLIT: (range(1, 2), range(2, 1_000)),
    Action.MERGE: (range(1, 1_000), range(1, 2)),
    Action.COMMENT: (range(1, 2), range(1)),
    Action.UNDO: (range(1), range(1)),
}


def checked(one: Decision) -> Decision:
    """The decision, if it is well formed; BadRequest says what is wrong with it."""
    about, instead = _SHAPES[one.action]
    if len(one.about) not in about or len(one.instead) not in instead:
        raise BadRequest(Message("Quyết định thiếu hoặc thừa mục được quyết định."))
    if (one.action is Action.UNDO) != (one.undoes is not None):
        raise BadRequest(Message("Chỉ việc hoàn tác mới nêu quyết định được hoàn tác."))
    if not one.by or len(one.by) > LONGEST_NAME or not one.by.isprintable():
        raise BadRequest(
            Message("Tên người quyết định cần có từ 1 đến {limit} ký tự.", limit=LONGEST_NAME)
        )
    if len(one.comment) > LONGEST_COMMENT:
        raise BadRequest(
            Message(
                "Ghi chú dài {length} ký tự; tối đa {limit}.",
                length=len(one.comment),
                limit=LONGEST_COMMENT,
            )
        )
    if one.action is Action.COMMENT and not one.comment:
        raise BadRequest(Message("Ghi chú còn trống."))
    for matter in one.matters:
        _check_matter(matter)
        if matter.row and matter.row.frame == PASSING_FRAME:
            raise BadRequest(
                Message("Khung rút ra từ các văn bản đang so không giữ được quyết định về hàng.")
            )
    return one


def _check_matter(matter: Matter) -> None:
    sides = [side for side in (matter.left, matter.right) if side]
    if not matter.left or bool(matter.right) == (matter.row is not None):
        raise BadRequest(Message("Mục được quyết định phải có hai vế."))
    if matter.row is not None and len(matter.left) > 1:
        raise BadRequest(Message("Mỗi quyết định về một hàng chỉ nói về một đoạn."))
    if any(len({anchor.document for anchor in side}) > 1 for side in sides):
        raise BadRequest(Message("Mỗi vế của chỗ nối phải thuộc một văn bản."))
    if matter.right and matter.left[0].document == matter.right[0].document:
        raise BadRequest(Message("Hai vế của chỗ nối phải thuộc hai văn bản khác nhau."))
    for side in sides:
        names = [anchor.eid for anchor in side]
        within = any(a != b and a.startswith(f"{b}__sent_") for a in names for b in names)
        if within or len(set(names)) < len(names):
            raise BadRequest(Message("Một đoạn được nêu hai lần ở cùng một vế."))


# --- Holding on -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of an anchor stand now; moved: no longer where they stood."""

    id: str
    moved: bool


class Units:
    """The units of one document that decisions can be about, found by their words."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._texts: dict[bool, dict[str, str]] = {
            False: dict(units(document)),
            True: {p.eid: joined(document.text, group_spans(document, p.eid))
                   for p in document.provisions},
        }  # fmt: skip
        self._named: dict[bool, dict[str, list[str]]] = {}
        for kind, texts in self._texts.items():
            named: defaultdict[str, list[str]] = defaultdict(list)
            for eid, text in texts.items():
                named[key(text)].append(eid)
            self._named[kind] = named

    def anchor(self, eid: str, is_group: bool = False) -> Anchor:
        """Holds on to a unit as it stands; NotFound where there is none."""
        document = self._document
        exact = self._texts[is_group].get(eid)
        if exact is None:
            raise NotFound(
                Message(
                    "Văn bản “{document}” không có đoạn “{eid}”.", document=document.id, eid=eid
                )
            )
        if not key(exact):
            raise BadRequest(Message("Đoạn “{eid}” không có chữ nào.", eid=eid))
        return Anchor(document.id, eid, exact, *self._around(eid, is_group), is_group)

    def place(self, anchor: Anchor) -> Place | None:
        """Where the words stand now: at their eid, else at the one unit with the same
        words; None where that cannot be said for certain."""
        same = self._named[anchor.is_group].get(key(anchor.exact), [])
        if anchor.eid in same and (len(same) == 1 or self._is_surrounded(anchor)):
            return Place(anchor.id, False)
        if len(same) == 1:
            return Place(self._document.passage_id(same[0]), True)
        return None

    def spans(self, eid: str, is_group: bool = False) -> Spans:
        """Where a unit stands in the text of the document."""
        if is_group:
            return group_spans(self._document, eid)
        passage = self._document.passage(eid)
        holder = passage or self._document.passage(eid.rpartition("__sent_")[0])
        assert holder is not None
        return holder.spans if passage else next(s.spans for s in holder.sentences if s.eid == eid)

    def sentences(self, eid: str) -> tuple[str, ...]:
        """The eids that comparison knows a unit by: its sentences where it has several."""
        passage = self._document.passage(eid)
        several = passage is not None and len(passage.sentences) > 1
        return tuple(s.eid for s in passage.sentences) if passage and several else (eid,)

    def _around(self, eid: str, is_group: bool) -> tuple[str, str]:
        text, where = self._document.text, hull(self.spans(eid, is_group))
        return text[max(0, where.start - CONTEXT) : where.start], text[where.end :][:CONTEXT]

    def _is_surrounded(self, anchor: Anchor) -> bool:
        """Whether the words of its eid stand between what stood around the anchor."""
        here = self._around(anchor.eid, anchor.is_group)
        return tuple(map(key, here)) == (key(anchor.prefix), key(anchor.suffix))


def group_spans(document: Document, eid: str) -> Spans:
    """The words a task group is known by: its heading, else what stands in its place."""
    provision = document.provision(eid)
    assert provision is not None
    return provision.heading or provision.body or (provision.span,)


def place_row(row: FrameRow, frame: Frame) -> tuple[FrameGroup, bool] | None:
    """The row of a frame a decision means now, and whether its key became another."""
    same = [group for group in frame.groups if key(group.title) == key(row.title)]
    for group in same:
        if group.key == row.key:
            return group, False
    return (same[0], True) if len(same) == 1 else None


def documents_of(decisions: Iterable[Decision]) -> set[str]:
    """The ids of the documents that decisions speak of."""
    return {
        anchor.document for one in decisions for matter in one.matters for anchor in matter.anchors
    }
