"""Passages found, as rows of a table: each with its document, its citation and permalink."""

from __future__ import annotations

from collections.abc import Callable

from corpus.citation import permalink, stands_at
from corpus.model import Document, Results, split_passage_id
from corpus.tables import Row

KEYS = (
    "passage", "document", "title", "type", "number", "date", "issuer", "province", "heading",
    "text", "score", "citation", "link",
)  # fmt: skip


def rows(found: Results, document_of: Callable[[str], Document], base: str) -> list[Row]:
    """In the order found; links begin with `base`."""
    made: list[Row] = []
    documents = {name: document_of(name) for name in {hit.document for hit in found.hits}}
    for hit in found.hits:
        document, eid = documents[hit.document], split_passage_id(hit.passage)[1]
        meta = document.metadata
        day = meta.date or meta.published
        made.append(
            {
                "passage": hit.passage,
                "document": document.id,
                "title": " ".join(meta.title.split()),
                "type": meta.type,
                "number": meta.number,
                "date": day.isoformat() if day else None,
                "issuer": meta.issuer,
                "province": meta.province,
                "heading": " › ".join(hit.heading_path),
                "text": " ".join(hit.text.split()),
                "score": round(hit.score, 4),
                "citation": stands_at(document, eid),
                "link": base.rstrip("/") + permalink(document, eid),
            }
        )
    return made
