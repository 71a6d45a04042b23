"""Arguments of a request, as the table of operations describes them.

In come the text values of an address, out come typed values; what cannot be read is
one sentence that names the argument.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from corpus.model import BadRequest, Message, NotFound, Span

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: a name in the path or in the query, and the JSON schema of its value.
    `many`: it may be given several times."""

    name: str
    about: Message
    schema: Schema
    in_path: bool = False
    many: bool = False
    needed: bool = False
    default: object = None
    example: object = None


def text(name: str, about: Message, **more: Any) -> Argument:
    return Argument(name, about, {"type": "string", "maxLength": 2000}, **more)


def whole(name: str, about: Message, least: int, most: int, default: int) -> Argument:
    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return Argument(name, about, schema, default=default)


def one_of(name: str, about: Message, values: Sequence[str], default: str | None) -> Argument:
    schema: Schema = {"type": "string", "enum": list(values)}
    if default is not None:
        schema["default"] = default
    return Argument(name, about, schema, default=default)


def yes_or_no(name: str, about: Message) -> Argument:
    schema = {"type": "boolean", "default": False}
    return Argument(name, about, schema, default=False)


def span(name: str, about: Message) -> Argument:
    schema = {"type": "string", "pattern": r"^[0-9]{1,9}-[0-9]{1,9}$"}
    return Argument(name, about, schema, example="0-12")


def passage(name: str, about: Message) -> Argument:
    schema = {"type": "string", "pattern": "^[^#]+#[^#]+$", "maxLength": 2000}
    return Argument(name, about, schema, needed=True)


# --- Reading ----------------------------------------------------------------


def read(
    wanted: Sequence[Argument], path: Mapping[str, str], query: MultiDict[str, str]
) -> dict[str, Any]:
    """The values of all wanted arguments; unknown ones are refused, so that a slip of
    the pen is told and not silently passed over."""
    known = {argument.name for argument in wanted} | {"lang"}
    for name in query:
        if name not in known:
            raise BadRequest(Message("Không có tham số “{name}”.", name=name))
    return {argument.name: _value(argument, path, query) for argument in wanted}


def _value(argument: Argument, path: Mapping[str, str], query: MultiDict[str, str]) -> Any:
    if argument.in_path:
        return path[argument.name]
    given = query.getlist(argument.name)
    if not given:
        if argument.needed:
            raise BadRequest(Message("Thiếu tham số “{name}”.", name=argument.name))
        return [] if argument.many else argument.default
    if argument.many:
        return [_read(argument, one) for one in given]
    if len(given) > 1:
        raise BadRequest(Message("Tham số “{name}” chỉ được nêu một lần.", name=argument.name))
    return _read(argument, given[0])


def _read(argument: Argument, given: str) -> Any:
    schema = argument.schema
    if schema["type"] == "integer":
        value = int(given) if given.isascii() and given.isdigit() and len(given) < 12 else -1
        if not schema["minimum"] <= value <= schema["maximum"]:
            raise BadRequest(
                Message(
                    "Tham số “{name}” phải là số nguyên từ {least} đến {most}.",
                    name=argument.name,
                    least=schema["minimum"],
                    most=schema["maximum"],
                )
            )
        return value
    if schema["type"] == "boolean":
        return _one_of(argument, given, ("true", "false")) == "true"
    if "enum" in schema:
        return _one_of(argument, given, schema["enum"])
    if len(given) > schema.get("maxLength", len(given)):
        raise BadRequest(Message("Tham số “{name}” quá dài.", name=argument.name))
    if "pattern" in schema and not re.search(schema["pattern"], given):
        raise BadRequest(
            Message(
                "Tham số “{name}” không đúng dạng {form}.",
                name=argument.name,
                form=schema["pattern"],
            )
        )
    return given


def _one_of(argument: Argument, given: str, values: Sequence[str]) -> str:
    if given not in values:
        raise BadRequest(
            Message(
                "Tham số “{name}” phải là một trong: {values}.",
                name=argument.name,
                values=", ".join(values),
            )
        )
    return given


def span_of(given: str | None) -> Span | None:
    """The stretch that an argument names; NotFound where it holds no character."""
    if given is None:
        return None
    start, end = map(int, given.split("-"))
    if start >= end:
        raise NotFound(Message("Khoảng ký tự “{span}” trống.", span=given))
    return Span(start, end)
