"""The outline beside a document: a document in, the entries of its contents out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Document, Provision
from corpus.naming import name_of

# Points, indents and list items belong to the text, not to the table of contents.
_TOO_LOW = frozenset({"point", "indent", "item"})


@dataclass(frozen=True, slots=True)
class Entry:
    eid: str
    depth: int
    name: str


def outline(document: Document) -> tuple[Entry, ...]:
    groups = set(document.task_groups)
    return tuple(
        Entry(
            provision.eid,
            sum(1 for _ in document.ancestors(provision.eid)),
            name_of(document, provision),
        )
        for provision in document.provisions
        if _shown(document, provision, groups)
    )


def _shown(document: Document, provision: Provision, groups: set[str]) -> bool:
    if provision.eid in groups:
        return True
    named = bool(document.heading_text(provision)) or provision.level in ("part", "chapter")
    return named and provision.level not in _TOO_LOW
