"""The list of documents, the reader, and the files as they came."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, render_template, request, send_file

from corpus.bibliography import meta_tags
from corpus.citation import HASH_LENGTH
from corpus.model import BadRequest, Document, Message, joined
from corpus.text import sort_key
from web import related
from web.address import Address, Opened, find, opened
from web.outline import outline
from web.reading import anchors, lay_out
from web.spans import span_of
from web.views.citing import Shown, shown, text_digest

if TYPE_CHECKING:
    from corpus.records import Summary

pages = Blueprint("documents", __name__)

FILTERS = ("province", "type", "year", "genre")
SORTS = {
    "date": Message("mới nhất trước"),
    "title": Message("theo tên"),
    "province": Message("theo địa phương"),
}


@pages.get("/documents")
def listing() -> str:
    everything = current_app.extensions["workspace"].documents()
    chosen = {name: request.args.getlist(name) for name in FILTERS}
    sort = request.args.get("sort", "date")
    if sort not in SORTS:
        raise BadRequest(Message("Không có cách xếp “{sort}”.", sort=sort))
    shown = [s for s in everything if _passes(s, chosen, FILTERS)]
    facets = {
        name: _counts([s for s in everything if _passes(s, chosen, set(FILTERS) - {name})], name)
        for name in FILTERS
    }
    return render_template(
        "documents.html",
        documents=sorted(shown, key=_ORDERS[sort]),
        everything=len(everything),
        chosen=chosen,
        facets=facets,
        sorts=SORTS,
        sort=sort,
    )


def _passes(summary: Summary, chosen: dict[str, list[str]], names: Iterable[str]) -> bool:
    return all(not chosen[n] or str(getattr(summary, n) or "") in chosen[n] for n in names)


def _counts(summaries: Sequence[Summary], name: str) -> list[tuple[str, int]]:
    values = [str(getattr(s, name) or "") for s in summaries]
    return sorted(
        {v: values.count(v) for v in values}.items(), key=lambda pair: (-pair[1], sort_key(pair[0]))
    )


def _newest_first(summary: Summary) -> tuple[int, str]:
    day = summary.date or summary.published
    return (-day.toordinal() if day else 0, summary.id)


_ORDERS = {
    "date": _newest_first,
    "title": lambda s: sort_key(s.title),
    "province": lambda s: (not s.province, sort_key(s.province or ""), _newest_first(s)),
}


@pages.get("/documents/<document_id>")
@pages.get("/documents/<document_id>/<path:eid>")
def reader(document_id: str, eid: str | None = None) -> str | tuple[str, int]:
    workspace = current_app.extensions["workspace"]
    document = workspace.document(document_id)
    place = _opened(document, eid) if eid else None
    address = find(document, place.eid, place.span) if place else None
    lost = eid is not None and address is None
    sections = lay_out(document, address.spans if address else ())
    tied = related.of(document, workspace.documents(), workspace.conflicts(document.id))
    at = anchors(sections)
    page = render_template(
        "reader.html",
        document=document,
        sections=sections,
        outline=outline(document),
        related=tied,
        at=at,
        place_of={field: at(offset) for field, offset in tied.read_at.items()},
        address=address,
        lost=eid if lost else None,
        place=place,
        cited=_cited(document.id, address) if address and address.citable else None,
        meta_tags=meta_tags(document),
        digest=text_digest(document)[:HASH_LENGTH],
        sentence_text=lambda sentence: joined(document.text, sentence.spans),
    )
    return (page, 404) if lost else page


def _cited(document_id: str, address: Address) -> Shown:
    quoted = current_app.extensions["workspace"].quoted(
        f"{document_id}#{address.eid}", address.span
    )
    return shown(quoted)


def _opened(document: Document, eid: str) -> Opened:
    """`span=a-b` of the unit's own text, and `h`, the hash of the text that was cited."""
    span, digest = span_of(request.args.get("span")), request.args.get("h")
    workspace = current_app.extensions["workspace"]
    held = workspace.standing(f"{document.id}#{eid}", digest) if digest else None
    return opened(document, eid, span, held)


@pages.get("/sources/<document_id>")
def source(document_id: str) -> Response:
    """The file as it came, to keep, never to be shown as a page of ours."""
    workspace = current_app.extensions["workspace"]
    found = workspace.document(document_id).source
    response = send_file(
        io.BytesIO(workspace.store.source_bytes(found.sha256)),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.file_name,
        etag=found.sha256,
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
