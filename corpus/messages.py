"""Sentences for people, and the errors that carry them. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.spans import Span


class Message:
    """A sentence for people: a Vietnamese template, and the values that fill it.

    The template is the key of its translation, so the layer that knows the
    reader's language can say it in that language.
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return self.template == other.template and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted(self.values))))


class DoichieuError(Exception):
    """A request that failed, with the sentence to show. Root of all our errors."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DoichieuError):
    """No document, passage, frame or version goes by that name."""


class Ambiguous(DoichieuError):
    """A name fits several documents; the message names them."""


class BadRequest(DoichieuError):
    """The user asked for something that cannot be done as asked."""


class QueryError(BadRequest):
    """A query that cannot be read; `position` is the place in it (code points)."""

    def __init__(self, message: Message, position: int) -> None:
        super().__init__(message)
        self.position = position


class Busy(DoichieuError):
    """Another process is writing to the same data folder."""


class StoreError(DoichieuError):
    """The data folder cannot be opened, read or written."""


class Rejected(DoichieuError):
    """A file that cannot become a document: `stage` says where it stopped."""

    def __init__(self, stage: str, message: Message, span: Span | None = None) -> None:
        super().__init__(message)
        self.stage = stage
        self.span = span
