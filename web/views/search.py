"""The search page: words in, passages out; passages like one; completions of a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from corpus.model import (
    BadRequest,
    Hit,
    Message,
    NotFound,
    QueryError,
    Results,
    Span,
    split_passage_id,
)
from web.excerpt import Excerpt, excerpt
from web.links import url

if TYPE_CHECKING:
    from corpus.records import Summary

pages = Blueprint("search", __name__)

FILTERS = ("province", "type", "year", "genre", "group")
FRAME = "28-ct-tw"
PAGE_SIZE = 20
LATEST = 6
SORTS = {
    "relevance": Message("đúng ý nhất trước"),
    "newest": Message("mới nhất trước"),
    "oldest": Message("cũ nhất trước"),
    "place": Message("theo địa phương"),
}
COMPLETIONS = 8
_AROUND = 3  # passages shown before and after a hit
_WHOLE, _GLIMPSE = 2400, 320  # characters of the hit, and of what stands around it
_MARKS = 40
_MARK = re.compile(r"(\d{1,6})-(\d{1,6})")


@dataclass(frozen=True, slots=True)
class ShownHit:
    hit: Hit
    document: Summary
    excerpt: Excerpt

    @property
    def eid(self) -> str:
        return split_passage_id(self.hit.passage)[1]


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document among the results, with its best passages."""

    id: str
    total: int
    document: Summary
    hits: list[ShownHit]


@dataclass(frozen=True, slots=True)
class Around:
    """A passage of a preview; `heading` where another one begins, `here`: it is the hit."""

    heading: str | None
    excerpt: Excerpt
    here: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """A looser search, and how many passages it finds."""

    drop: tuple[str, ...]
    total: int


@pages.get("/")
@pages.get("/search")
def search() -> str | tuple[str, int]:
    workspace = current_app.extensions["workspace"]
    query = request.args.get("q", "").strip()
    filters = {name: values for name in FILTERS if (values := request.args.getlist(name))}
    frame = request.args.get("frame", FRAME)
    summaries = {s.id: s for s in workspace.documents()}
    exact, by_document = request.args.get("exact") == "1", request.args.get("by") == "document"
    page = {
        "query": query,
        "filters": filters,
        "frame": next((f for f in workspace.frames() if f.id == frame), None),
        "summaries": summaries,
        "sorts": SORTS,
        "sort": _sort(),
        "exact": exact,
        "by_document": by_document,
        "like": None,
    }
    if like := request.args.get("like", "").strip():
        return _like(like, page)
    if not query and not filters:
        latest = sorted(summaries.values(), key=_newest_first)[:LATEST]
        return render_template("home.html", latest=latest, **page)
    number = _page_number()
    offset = (number - 1) * PAGE_SIZE
    how = {"exact": exact, "fold": not by_document, "by_document": by_document}
    try:
        results = workspace.search(query, filters, frame, PAGE_SIZE, offset, page["sort"], **how)
    except QueryError as error:
        return render_template("search.html", error=error, results=None, **page), 400
    entries = results.total if results.shown is None else results.shown
    variants = [] if results.total else list(_variants(query, filters, frame))
    return render_template(
        "search.html",
        error=None,
        results=results,
        hits=_shown(results.hits),
        documents=[
            ShownDocument(one.document, one.total, hits[0].document, hits)
            for one in results.documents
            if (hits := _shown(one.hits))
        ],
        variants=variants,
        number=number,
        first=offset + 1,
        last_page=max(1, -(-entries // PAGE_SIZE)),
        **page,
    )


def _like(passage: str, page: dict[str, object]) -> str:
    """Passages that speak of the same as one."""
    workspace = current_app.extensions["workspace"]
    number = _page_number()
    offset = (number - 1) * PAGE_SIZE
    results = workspace.related(passage, PAGE_SIZE, offset)
    name, eid = split_passage_id(passage)
    document = workspace.document(name)
    found = document.passage(eid)
    return render_template(
        "search.html",
        error=None,
        results=results,
        hits=_shown(results.hits),
        documents=[],
        variants=[],
        number=number,
        first=offset + 1,
        last_page=max(1, -(-results.total // PAGE_SIZE)),
        like_text=document.passage_text(found) if found else "",
        like_document=document.metadata,
        **{**page, "like": passage},
    )


@pages.context_processor
def _addresses() -> dict[str, object]:
    return {"preview_url": _preview_url}


@pages.get("/search/complete")
def complete() -> Response:
    """Whole queries that begin with what was typed, for the box to offer."""
    workspace = current_app.extensions["workspace"]
    found = workspace.complete(request.args.get("q", ""), COMPLETIONS)
    return jsonify([{"text": one.text, "kind": one.kind} for one in found])


@pages.get("/search/preview")
def preview() -> str:
    """A hit in its surroundings, as a part of a page."""
    workspace = current_app.extensions["workspace"]
    passage = request.args.get("passage", "")
    name, eid = split_passage_id(passage)
    document = workspace.document(name)
    at = next((n for n, p in enumerate(document.passages) if p.eid == eid), None)
    if at is None:
        raise NotFound(Message("Không có đoạn “{name}”.", name=passage))
    given = _MARK.findall(request.args.get("marks", ""))
    marks = tuple(Span(int(a), int(b)) for a, b in given if int(a) < int(b))
    first = max(0, at - _AROUND)
    around, path = [], document.passages[first - 1].heading_path if first else ()
    for n, one in enumerate(document.passages[first : at + _AROUND + 1], first):
        text = document.passage_text(one)
        fresh = one.heading_path[-1] if one.heading_path and one.heading_path != path else None
        path = one.heading_path
        shown = excerpt(text, marks if n == at else (), _WHOLE if n == at else _GLIMPSE)
        around.append(Around(fresh, shown, n == at))
    return render_template("_preview.html", document=document, passage=passage, around=around)


def _preview_url(hit: Hit) -> str:
    marks = ",".join(f"{span.start}-{span.end}" for span in hit.highlights[:_MARKS])
    return url("search.preview", passage=hit.passage, marks=marks)


def _shown(hits: Iterable[Hit]) -> list[ShownHit]:
    about = {line.id: line for line in current_app.extensions["workspace"].documents()}
    return [
        ShownHit(hit, about[hit.document], excerpt(hit.text, hit.highlights))
        for hit in hits
        if hit.document in about  # else taken away since it was found
    ]


def _newest_first(summary: Summary) -> tuple[int, str]:
    day = summary.date or summary.published
    return (-day.toordinal() if day else 0, summary.id)


def _variants(query: str, filters: dict[str, list[str]], frame: str) -> Iterator[Variant]:
    """What would be found with one filter less, with none, or for any of the words."""
    workspace = current_app.extensions["workspace"]

    def total(text: str, kept: dict[str, list[str]]) -> int:
        results: Results = workspace.search(text, kept, frame, 1, 0, "relevance")
        return results.total

    drops = [(name,) for name in filters] if len(filters) > 1 else []
    for drop in [*drops, tuple(filters)]:
        kept = {name: values for name, values in filters.items() if name not in drop}
        if drop and (query or kept) and (found := total(query, kept)):
            yield Variant(drop, found)


def _page_number() -> int:
    text = request.args.get("page", "1")
    if not text.isdecimal() or int(text) < 1:
        raise BadRequest(Message("Không có trang số “{page}”.", page=text))
    return int(text)


def _sort() -> str:
    sort = request.args.get("sort", "relevance")
    if sort not in SORTS:
        raise BadRequest(Message("Không có cách xếp “{sort}”.", sort=sort))
    return sort
