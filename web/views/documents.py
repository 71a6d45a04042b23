"""The list of documents, the reader, and the files as they came."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, render_template, request, send_file

from corpus.bibliography import meta_tags
from corpus.citation import HASH_LENGTH
from corpus.model import BadRequest, Document, Message, Problem, joined
from corpus.naming import name_of
from corpus.text import sort_key
from web import related
from web.address import Address, Opened, find, opened
from web.links import url
from web.outline import outline
from web.reading import Layout
from web.spans import span_of
from web.views.citing import Shown, shown, text_digest

if TYPE_CHECKING:
    from corpus.records import Summary

pages = Blueprint("documents", __name__)

WHOLE = "all"  # of `part`: a long document on one page
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
    layout = Layout(document)
    part = _part(layout, address)
    tied = related.of(document, workspace.documents(), workspace.conflicts(document.id))

    def reach(anchor: str) -> str:
        """The way to an anchor: on this page, or in the part that has it."""
        if part is None or layout.part_of(anchor) == part:
            return f"#{anchor}"
        return url(
            "documents.reader",
            document_id=document.id,
            part=layout.part_of(anchor),
            _anchor=anchor,
        )

    page = render_template(
        "reader.html",
        document=document,
        sections=layout.sections(address.spans if address else (), part),
        shown_part=part,
        parts=layout.parts,
        above=[(p, name_of(document, p)) for p in layout.above(part)] if part else (),
        outline=outline(document),
        related=tied,
        reach=reach,
        at=lambda offset: reach(layout.anchor_at(offset)),
        remarks_at=_remarks(document, layout),
        address=address,
        lost=eid if lost else None,
        place=place,
        cited=_cited(document.id, address) if address and address.citable else None,
        meta_tags=meta_tags(document),
        digest=text_digest(document)[:HASH_LENGTH],
        sentence_text=lambda sentence: joined(document.text, sentence.spans),
    )
    return (page, 404) if lost else page


def _part(layout: Layout, address: Address | None) -> int | None:
    """The part to show: the one asked for, else that of the address; None is all of it."""
    asked = request.args.get("part", "")
    if layout.parts == 1 or asked == WHOLE:
        return None
    if asked.isascii() and asked.isdecimal():
        return min(max(1, int(asked[:9])), layout.parts)
    if address is None or not address.spans:
        return 1
    return layout.part_of(layout.anchor_at(address.spans[0].start))


def _remarks(document: Document, layout: Layout) -> dict[str, list[Problem]]:
    """What the reading of the file has to say about a block, by the block's anchor."""
    found: dict[str, list[Problem]] = {}
    for problem in document.problems:
        if problem.stage == "extract" and problem.span:
            found.setdefault(layout.anchor_at(problem.span.start), []).append(problem)
    return found


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
