"""Searches people keep: saved, with a badge for what is new; and as feeds for readers."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from corpus.model import BadRequest, DoichieuError, Hit, Message, Results, split_passage_id
from corpus.saved import SavedSearch
from web.links import url
from web.views.search import FILTERS, FRAME

pages = Blueprint("saved", __name__)

_COOKIE = "reader"
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_YEAR = 365 * 24 * 3600
_ARGUMENTS = ("q", *FILTERS, "frame", "exact")  # what makes a search, not how it is shown
_COUNTED = 500
_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search and how much is new in it; `more`: at least so much."""

    saved: SavedSearch
    fresh: int
    more: bool

    @property
    def path(self) -> str:
        return _page(self.saved.address)


@pages.app_context_processor
def _tables() -> dict[str, object]:
    return {"kept_searches": _kept, "search_address": _address,
            "search_arguments": _arguments, "is_kept": _is_kept}  # fmt: skip


@pages.before_app_request
def _looked() -> None:
    """Whoever has a saved search before them has seen what is new in it."""
    if request.endpoint != "search.search":
        return
    owner = _owner()
    if owner:
        current_app.extensions["workspace"].saved.looked(owner, _address())


@pages.post("/saved")
def keep() -> BaseResponse:
    address, name = request.form.get("address", ""), request.form.get("name", "")
    wanted = [(n, v) for n, v in parse_qsl(address) if n in _ARGUMENTS]
    if not wanted:
        raise BadRequest(Message("Không có câu tìm nào để lưu."))
    owner = _owner() or secrets.token_urlsafe(16)
    address = urlencode(wanted)
    name = " ".join(name.split())[:200] or " ".join(v for _, v in wanted)[:200]
    current_app.extensions["workspace"].saved.keep(owner, address, name)
    response = redirect(_page(address), 303)
    response.set_cookie(_COOKIE, owner, max_age=_YEAR, samesite="Lax", httponly=True)
    return response


def _page(address: str) -> str:
    """The page of a search, by its address without the language."""
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(address):
        values.setdefault(name, []).append(value)
    return url("search.search", **values)


@pages.post("/saved/<int:key>/forget")
def forget(key: int) -> BaseResponse:
    current_app.extensions["workspace"].saved.forget(_owner(), key)
    return redirect(url("search.search", _anchor="saved"), 303)


@pages.get("/feed.atom")
def feed() -> Response:
    """The newest passages of a search, for programs that read feeds."""
    results = _search(list(request.args.items(multi=True)), _ENTRIES, "newest")
    entries = [_entry(hit) for hit in results.hits]
    updated = max((entry["updated"] for entry in entries), default="1970-01-01T00:00:00+00:00")
    body = render_template(
        "feed.xml",
        entries=entries,
        updated=updated,
        address=_address(),
        title=" ".join(v for n, v in parse_qsl(_address()) if n != "frame"),
    )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _entry(hit: Hit) -> dict[str, str]:
    workspace = current_app.extensions["workspace"]
    document, eid = workspace.document(hit.document), split_passage_id(hit.passage)[1]
    current = next(v for v in workspace.store.versions(document.id) if v.current)
    return {
        "title": " › ".join([" ".join(document.metadata.title.split()), *hit.heading_path[-1:]]),
        "link": request.host_url.rstrip("/") + workspace.permalink(f"{document.id}#{eid}"),
        "updated": current.ingested_at,
        "text": " ".join(hit.text.split()),
        "author": document.metadata.issuer or "",
    }


# --- What is new ------------------------------------------------------------


def _kept() -> list[Kept]:
    owner = _owner()
    workspace = current_app.extensions["workspace"]
    return [_with_news(one) for one in workspace.saved.of(owner)] if owner else []


def _with_news(one: SavedSearch) -> Kept:
    versions = current_app.extensions["workspace"].store.current_versions()
    new = {document for version, document in versions.items() if version > one.seen}
    if not new:
        return Kept(one, 0, False)
    try:
        results = _search(parse_qsl(one.address), _COUNTED, "newest")
    except DoichieuError:  # its frame may be gone since
        return Kept(one, 0, False)
    fresh = sum(hit.document in new for hit in results.hits)
    return Kept(one, fresh, results.total > _COUNTED)


def _search(arguments: list[tuple[str, str]], limit: int, sort: str) -> Results:
    values = {n: [v for name, v in arguments if name == n] for n in _ARGUMENTS}
    filters = {name: values[name] for name in FILTERS if values[name]}
    query, frame = (values["q"] or [""])[0], (values["frame"] or [FRAME])[0]
    found: Results = current_app.extensions["workspace"].search(
        query, filters, frame, limit, 0, sort, exact=values["exact"] == ["1"]
    )
    return found


def _address() -> str:
    """What makes the search of this page, as an address has it."""
    return urlencode([(n, v) for n, v in request.args.items(multi=True) if n in _ARGUMENTS and v])


def _arguments() -> dict[str, list[str]]:
    return {name: values for name in _ARGUMENTS if (values := request.args.getlist(name))}


def _is_kept() -> bool:
    owner = _owner()
    if not owner:
        return False
    kept = current_app.extensions["workspace"].saved.of(owner)
    return any(one.address == _address() for one in kept)


def _owner() -> str:
    name = request.cookies.get(_COOKIE, "")
    return name if _NAME.fullmatch(name) else ""
