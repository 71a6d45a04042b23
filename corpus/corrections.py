"""What people put right in a document's attributes, kept apart from what was read.

In goes one correction of one field by one person; out comes the metadata of a document
with the latest correction of each field over it.  The log only grows: taking a
correction back is an entry too.  Corrections belong to the document, not to a version
of it, and so outlive a file that comes again.  The SQL here is that of their table.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from corpus import numbers
from corpus.messages import BadRequest, DoichieuError, Message
from corpus.model import Genre, Metadata, Tier
from corpus.places import canonical_province
from corpus.schema import corrections

LONGEST = 1000
_STATUSES = ("issued", "draft")


class Overtaken(DoichieuError):
    """Somebody put the same field right meanwhile; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the log. `value` is the text that stands for the field, "" for "the
    document has none"; None takes earlier corrections back. `was` is what stood there."""

    key: int
    field: str
    value: str | None
    was: str
    by: str
    at: str


# --- Values as text ---------------------------------------------------------


def _line(text: str) -> str:
    return " ".join(text.split())


def _day(text: str) -> datetime.date:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise BadRequest(Message("“{text}” không phải là ngày; hãy viết như 25/12/2023.", text=text))


def _number(text: str) -> str:
    try:
        return str(numbers.parse(text))
    except ValueError:
        raise BadRequest(
            Message("“{text}” không phải là số, ký hiệu văn bản; hãy viết như 28-CT/TW.", text=text)
        ) from None


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(_number(part) for part in text.split(";") if part.strip())


def _province(text: str) -> str:
    return canonical_province(text) or text


def _status(text: str) -> str:
    if text not in _STATUSES:
        raise BadRequest(Message("Không có giá trị “{text}”.", text=text))
    return text


def _one_of(kind: type[Genre] | type[Tier]) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return kind(text)
        except ValueError:
            raise BadRequest(Message("Không có giá trị “{text}”.", text=text)) from None

    return read


# The fields people may put right, and how each is read from what they write.
FIELDS: Mapping[str, Callable[[str], object]] = {
    "title": _line,
    "type": _line,
    "number": _number,
    "date": _day,
    "issuer": _line,
    "level": _one_of(Tier),
    "province": _province,
    "district": _line,
    "commune": _line,
    "signer": _line,
    "effective": _day,
    "genre": _one_of(Genre),
    "status": _status,
    "replaces": _numbers,
    "implements": _numbers,
}
_NEEDED = frozenset({"title", "genre", "status"})
_MANY = frozenset({"replaces", "implements"})


def written(value: object) -> str:
    """A field's value as the text that a correction would give it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def read(field: str, text: str) -> object:
    """The value that `text` stands for; BadRequest where it cannot be one."""
    if field not in FIELDS:
        raise BadRequest(Message("Không có thuộc tính “{name}”.", name=field))
    text = _line(text)
    if len(text) > LONGEST:
        raise BadRequest(Message("Giá trị dài quá {limit} ký tự.", limit=LONGEST))
    if not text:
        if field in _NEEDED:
            raise BadRequest(Message("Thuộc tính này không được để trống."))
        return () if field in _MANY else None
    return FIELDS[field](text)


def corrected(metadata: Metadata, standing: Sequence[Correction]) -> Metadata:
    """The metadata with corrections over it; what was read stays in `metadata`."""
    changes: dict[str, Any] = {
        c.field: read(c.field, c.value) for c in standing if c.value is not None
    }
    return replace(metadata, **changes) if changes else metadata


# --- The log ----------------------------------------------------------------


def log(connection: Connection, document: int) -> tuple[Correction, ...]:
    """All entries about the document with this key, oldest first."""
    c = corrections.c
    query = select(c.key, c.field, c.value, c.was, c.by, c.at).where(c.document == document)
    return tuple(Correction(*row) for row in connection.execute(query.order_by(c.key)))


def standing(entries: Sequence[Correction]) -> tuple[Correction, ...]:
    """The latest entry of each field, where it has not been taken back."""
    latest = {entry.field: entry for entry in entries}
    return tuple(entry for entry in latest.values() if entry.value is not None)


def add(connection: Connection, document: int, entry: Correction, seen: int) -> None:
    """Writes an entry down. `seen` is the key of the entry about the same field that the
    person had before their eyes (0 for none): where there is a later one, Overtaken."""
    latest = [one for one in log(connection, document) if one.field == entry.field]
    if latest and latest[-1].key != seen:
        last = latest[-1]
        raise Overtaken(
            Message(
                "{by} vừa sửa thuộc tính này thành “{value}”; hãy xem lại rồi sửa tiếp.",
                by=last.by,
                value=last.value or "",
            )
        )
    row = {"field": entry.field, "value": entry.value, "was": entry.was}
    row |= {"by": entry.by, "at": entry.at}
    connection.execute(insert(corrections), [row | {"document": document}])
