"""What a list of documents declares against what was read: faults in the data.

In: a document whose source carries declarations.  Out: a `Problem` for each one
that the text contradicts or does not bear out.  Nothing is ever filled in from a
declaration; a title is a matter of wording and is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus import numbers
from corpus.model import Document, Message, Problem, Span
from corpus.places import bare_name
from corpus.text import key

_STAGE = "manifest"


def contradictions(document: Document) -> tuple[Problem, ...]:
    """What is declared of a document and not so in its text."""
    return (*_number(document), *_place(document))


def _number(document: Document) -> Iterator[Problem]:
    declared = document.source.declared and document.source.declared.number
    read = document.metadata.number
    if not declared or (read and _same_number(declared, read)):
        return
    if read:
        message = Message(
            "Danh mục ghi số {declared}, trong văn bản đọc được số {read}.",
            declared=declared,
            read=read,
        )
    else:
        message = Message(
            "Danh mục ghi số {declared}; văn bản không cho thấy số.", declared=declared
        )
    yield Problem(_STAGE, message, _evidence(document, "number"))


def _place(document: Document) -> Iterator[Problem]:
    declared = document.source.declared and document.source.declared.place
    meta = document.metadata
    read = [name for name in (meta.commune, meta.district, meta.province) if name]
    if not declared or _names(declared) & {bare_name(name) for name in read}:
        return
    if read:
        message = Message(
            "Danh mục ghi địa phương {declared}, trong văn bản đọc được {read}.",
            declared=declared,
            read=", ".join(read),
        )
    else:
        message = Message(
            "Danh mục ghi địa phương {declared}; văn bản không cho thấy địa phương.",
            declared=declared,
        )
    yield Problem(_STAGE, message, _evidence(document, "province"))


def _same_number(one: str, other: str) -> bool:
    try:
        return numbers.parse(one) == numbers.parse(other)
    except ValueError:
        return key(one) == key(other)


def _names(declared: str) -> set[str]:
    """The places of "xã Bản Mây, tỉnh Lai Châu"."""
    return {bare_name(name) for name in declared.replace(";", ",").split(",") if name.strip()}


def _evidence(document: Document, field: str) -> Span | None:
    return next((e.span for e in document.metadata.evidence if e.field == field), None)
