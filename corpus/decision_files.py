"""Decisions as JSON, in the store and in files that are taken elsewhere, and back.

The shape is promised: keys are added, never renamed.  A file is read strictly: what
is not as docs/decisions.md has it refuses the whole file, with one sentence that says where.
Unknown keys are left alone, so that files of later versions still read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from corpus.decisions import Action, Anchor, Decision, FrameRow, Matter, checked
from corpus.model import BadRequest, Document, Message, Relation

FORMAT, VERSION = "doichieu-decisions", 1
LARGEST = 32 * 2**20  # bytes of a file
_LONGEST = 200_000  # characters of one value
_CLOCKS = timedelta(days=1)  # how far the clocks of two installations may differ

Plain = dict[str, Any]
Value = TypeVar("Value")


# --- Out --------------------------------------------------------------------


def plain(one: Decision) -> Plain:
    return {
        "id": one.id,
        "by": one.by,
        "at": one.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": one.action.value,
        "about": [_matter(matter) for matter in one.about],
        "instead": [_matter(matter) for matter in one.instead],
        "relation": one.relation.value if one.relation else None,
        "comment": one.comment,
        "undoes": one.undoes,
    }


def _matter(matter: Matter) -> Plain:
    row = matter.row
    return {
        "left": [_anchor(anchor) for anchor in matter.left],
        "right": [_anchor(anchor) for anchor in matter.right],
        "row": row and {"frame": row.frame, "key": row.key, "title": row.title},
    }


def _anchor(anchor: Anchor) -> Plain:
    return {
        "document": anchor.document,
        "eid": anchor.eid,
        "unit": "group" if anchor.is_group else "clause",
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "text_sha256": anchor.text_sha256,
    }


def exported(decisions: Iterable[Decision], known: Iterable[Document], when: datetime) -> Plain:
    """A file of decisions, with what is known of the documents they speak of."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": when.astimezone(UTC).isoformat(timespec="seconds"),
        "documents": [
            {
                "id": document.id,
                "number": document.metadata.number,
                "title": document.metadata.title,
                "sha256": document.source.sha256,
            }
            for document in known
        ],
        "decisions": [plain(one) for one in decisions],
    }


# --- Back -------------------------------------------------------------------


def read_file(data: bytes, now: datetime) -> list[Decision]:
    """The decisions of a file; BadRequest says what is wrong with it."""
    if len(data) > LARGEST:
        raise BadRequest(Message("Tệp quyết định lớn quá {limit} MB.", limit=LARGEST // 2**20))
    try:
        shape = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadRequest(Message("Tệp này không phải là JSON đọc được.")) from error
    if not isinstance(shape, dict) or shape.get("format") != FORMAT:
        raise BadRequest(Message("Tệp này không phải là tệp quyết định của Đối Chiếu."))
    if shape.get("version") != VERSION:
        raise BadRequest(
            Message("Tệp quyết định thuộc một phiên bản mà chương trình này không đọc được.")
        )
    found = _Reader(Message("tệp"), shape).items("decisions", lambda reader: _decision(reader, now))
    ids = [one.id for one in found]
    if len(set(ids)) < len(ids):
        raise BadRequest(Message("Tệp quyết định có hai mục cùng một mã."))
    return found


def read_entry(text: str) -> Decision:
    """A decision as the store keeps it."""
    return _decision(_Reader(Message("kho"), json.loads(text)), None)


def _decision(reader: _Reader, now: datetime | None) -> Decision:
    one = Decision(
        id=reader.text("id"),
        by=reader.text("by"),
        at=reader.moment("at", now),
        action=reader.one_of(Action, "action"),
        about=tuple(reader.items("about", _read_matter)),
        instead=tuple(reader.items("instead", _read_matter)),
        relation=None if reader.lacks("relation") else reader.one_of(Relation, "relation"),
        comment="" if reader.lacks("comment") else reader.text("comment", may_be_empty=True),
        undoes=None if reader.lacks("undoes") else reader.text("undoes"),
    )
    try:
        return checked(one)
    except BadRequest as error:
        raise reader.fault(error.message) from error


def _read_matter(reader: _Reader) -> Matter:
    row = None if reader.lacks("row") else reader.inner("row")
    return Matter(
        tuple(reader.items("left", _read_anchor)),
        tuple(reader.items("right", _read_anchor)),
        FrameRow(row.text("frame"), row.text("key"), row.text("title")) if row else None,
    )


def _read_anchor(reader: _Reader) -> Anchor:
    around = {name: reader.text(name, may_be_empty=True) for name in ("prefix", "suffix")}
    unit = reader.text("unit")
    if unit not in ("clause", "group"):
        raise reader.fault(Message("“{name}” có giá trị lạ.", name="unit"))
    anchor = Anchor(
        reader.text("document"), reader.text("eid"), reader.text("exact"), **around,
        is_group=unit == "group",
    )  # fmt: skip
    if reader.text("text_sha256") != anchor.text_sha256:
        raise reader.fault(Message("lời trích không khớp với mã băm của nó."))
    return anchor


@dataclass(frozen=True, slots=True)
class _Reader:
    """An object of a file, and where in the file it stands."""

    where: Message
    data: Any

    def fault(self, reason: Message) -> BadRequest:
        """`reason` is a sentence of its own."""
        return BadRequest(
            Message("Tệp quyết định sai ở {where}: {reason}", where=self.where, reason=reason)
        )

    def lacks(self, name: str) -> bool:
        return self._value(name) is None

    def _value(self, name: str) -> Any:
        if not isinstance(self.data, dict):
            raise self.fault(Message("đáng lẽ là một đối tượng JSON."))
        return self.data.get(name)

    def text(self, name: str, may_be_empty: bool = False) -> str:
        value = self._value(name)
        if not isinstance(value, str) or not (value or may_be_empty):
            raise self.fault(Message("thiếu “{name}”.", name=name))
        if len(value) > _LONGEST or not _is_unicode(value):
            raise self.fault(Message("“{name}” có giá trị lạ.", name=name))
        return value

    def moment(self, name: str, now: datetime | None) -> datetime:
        text = self.text(name)
        try:
            found = datetime.fromisoformat(text)
            if found.tzinfo is None:
                raise ValueError(text)
            found = found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.fault(Message("“{name}” có giá trị lạ.", name=name)) from error
        if now is not None and found > now + _CLOCKS:
            raise self.fault(Message("thời điểm nằm ở tương lai."))
        return found

    def one_of(self, kind: type[Value], name: str) -> Value:
        assert issubclass(kind, Enum)
        try:
            return kind(self.text(name))
        except ValueError as error:
            raise self.fault(Message("“{name}” có giá trị lạ.", name=name)) from error

    def inner(self, name: str) -> _Reader:
        return _Reader(Message("{where}, {name}", where=self.where, name=name), self._value(name))

    def items(self, name: str, read: Callable[[_Reader], Value]) -> list[Value]:
        value = self._value(name)
        if value is None:
            value = []
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise self.fault(Message("“{name}” đáng lẽ là một danh sách.", name=name))
        where = [
            Message("{where}, {name} thứ {at}", where=self.where, name=name, at=at)
            for at in range(1, len(value) + 1)
        ]
        return [read(_Reader(*pair)) for pair in zip(where, value, strict=True)]


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
