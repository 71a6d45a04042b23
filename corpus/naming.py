"""What a unit of an outline is called on screens and in exported tables."""

from __future__ import annotations

from corpus.model import Document, Provision

_ROOM = 120


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
