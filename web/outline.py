"""The outline beside a document: a document in, the entries of its contents out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Document, Provision

# Points, indents and list items belong to the text, not to the table of contents.
_TOO_LOW = frozenset({"point", "indent", "item"})
_ROOM = 120


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


def name_of(document: Document, provision: Provision) -> str:
    """Label and heading as one line; where there is no heading, the first words."""
    label = " ".join(provision.label.split())
    heading = document.heading_text(provision) or _first_words(document, provision)
    if not label or heading.startswith(label):
        return heading
    if not label[-1].isalnum():
        return f"{label} {heading}"
    return f"{label}{_mark_after(label)} {heading}".strip()


def _mark_after(label: str) -> str:
    """What stands between a bare label and its heading: "1.", "a)", "Thứ nhất,"."""
    if label.startswith("Thứ "):
        return ","
    return ")" if len(label) == 1 and label.islower() else "."


def _first_words(document: Document, provision: Provision) -> str:
    for passage in document.passages:
        if passage.provision == provision.eid:
            text = " ".join(document.passage_text(passage).split())
            return text if len(text) <= _ROOM else text[:_ROOM].rsplit(" ", 1)[0] + " …"
    return ""


def _shown(document: Document, provision: Provision, groups: set[str]) -> bool:
    if provision.eid in groups:
        return True
    named = bool(document.heading_text(provision)) or provision.level in ("part", "chapter")
    return named and provision.level not in _TOO_LOW
