"""Frozen dataclasses of the model as JSON, and back, exactly.

A dataclass becomes an object of its fields, those at their default left out, so
that what was written before a field existed still reads; spans become flat lists
of offsets; a message keeps its template and values, so that it can still be
translated.  Types are read from the annotations: nothing here knows a class of
the model by name but Span and Message.
"""

from __future__ import annotations

import json
import sys
import types
import zlib
from array import array
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from corpus.model import Message, Span, SpanArray, Spans

T = TypeVar("T")
Plain = Any  # what json reads and writes


# --- Out --------------------------------------------------------------------


def plain(value: object, without: frozenset[str] = frozenset()) -> Plain:
    """A value of the model in lists, objects and primitives; `without` names fields to leave."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, tuple):
        if value and isinstance(value[0], Span):
            return flat(value)
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Message):
        return [value.template, {name: _tagged(v) for name, v in value.values.items()}]
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((f, getattr(value, f.name)) for f in fields(value) if f.name not in without)
        return {f.name: plain(v) for f, v in pairs if not _is_default(f, v)}
    raise TypeError(f"cannot be stored: {value!r}")


def flat(spans: Spans) -> list[int]:
    """Spans as start, end, start, end…"""
    return [offset for span in spans for offset in (span.start, span.end)]


def dumps(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Plain:
    return json.loads(text)


def packed(value: Plain) -> bytes:
    """Compressed JSON."""
    return zlib.compress(dumps(value).encode("utf-8"), 6)


def unpacked(data: bytes) -> Plain:
    return json.loads(zlib.decompress(data))


def _is_default(field: Field[Any], value: object) -> bool:
    if field.default is not MISSING:
        return type(value) is type(field.default) and value == field.default
    return field.default_factory is not MISSING and value == field.default_factory()


# The values of a message are of any type: those JSON does not know are tagged.
def _tagged(value: object) -> Plain:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Message):
        return {"message": plain(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, list | tuple):
        return {type(value).__name__: [_tagged(item) for item in value]}
    return str(value)


def _untagged(data: Plain) -> object:
    if not isinstance(data, dict):
        return data
    ((tag, value),) = data.items()
    if tag == "message":
        return _message(value)
    if tag == "date":
        return date.fromisoformat(value)
    items = [_untagged(item) for item in value]
    return tuple(items) if tag == "tuple" else items


# --- Back -------------------------------------------------------------------


def read(kind: type[T], data: Plain, **given: object) -> T:
    """The dataclass `kind` from `plain` data; `given` fields are taken as they are."""
    hint: Any = kind
    value: T = _dataclass(hint)(data, given)
    return value


def read_all(kind: type[T], data: Plain) -> tuple[T, ...]:
    """Several of `kind`, from a list."""
    hint: Any = kind
    one = _decoder(hint)
    return tuple(one(item) for item in data)


def spans_of(offsets: list[int]) -> Spans:
    return tuple(map(Span, offsets[::2], offsets[1::2]))


def _message(data: Plain) -> Message:
    template, values = data
    return Message(template, **{name: _untagged(v) for name, v in values.items()})


def _same(data: Plain) -> Plain:
    return data


@lru_cache(maxsize=256)
def _decoder(hint: Any) -> Callable[[Plain], Any]:
    """How to read one annotated type."""
    if hint in (str, int, bool):
        return _same
    if hint is float:
        return float
    if hint is Span:
        return lambda data: Span(*data)
    if hint == Spans:
        return spans_of
    if hint is date:
        return date.fromisoformat
    if hint is Message:
        return _message
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if is_dataclass(hint) and isinstance(hint, type):
        build = _dataclass(hint)
        return lambda data: build(data, {})
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType) and types.NoneType in args:
        inner = _decoder(next(a for a in args if a is not types.NoneType))
        return lambda data: None if data is None else inner(data)
    if origin is tuple and args[1:] == (Ellipsis,):
        item = _decoder(args[0])
        return lambda data: tuple(map(item, data))
    raise TypeError(f"no way to read {hint!r}")


@lru_cache(maxsize=64)
def _dataclass(kind: type[Any]) -> Callable[[Plain, Mapping[str, object]], Any]:
    hints = get_type_hints(kind)
    names = [f.name for f in fields(kind)]
    decoders: dict[str, Callable[[Plain], Any]] = {}

    def build(data: Plain, given: Mapping[str, object]) -> Any:
        values = dict(given)
        for name in names:
            if name in data and name not in given:
                if name not in decoders:
                    decoders[name] = _decoder(hints[name])
                values[name] = decoders[name](data[name])
        return kind(**values)

    return build


# --- Words ------------------------------------------------------------------


def column(numbers: array[int]) -> bytes:
    """A column of offsets as little-endian bytes."""
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def words_of(starts: bytes, ends: bytes) -> SpanArray:
    words = SpanArray()
    for target, data in ((words.starts, starts), (words.ends, ends)):
        target.frombytes(data)
        if sys.byteorder == "big":
            target.byteswap()
    return words
