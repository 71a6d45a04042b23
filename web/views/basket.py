"""The basket: passages a reader collects, orders, notes and takes along."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from corpus.baskets import Baskets, Item
from corpus.citation import locate
from corpus.formats import Quoted, Taken
from corpus.model import BadRequest, Message, NotFound, joined, split_passage_id
from corpus.standing import Hold, Standing, span_now
from web import i18n
from web.links import url
from web.saving import MEDIA_TYPES
from web.spans import span_of
from web.views.citing import NAMES, as_file, chosen_words

pages = Blueprint("basket", __name__)

_COOKIE = "basket"
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_YEAR = 365 * 24 * 3600
_FILE = "gio-trich-dan"
_TITLE = Message("Giỏ trích dẫn")
# What is said of words that are no longer there as they were.
_WARNINGS = {
    Hold.MOVED: Message("Lời được trích nay nằm ở chỗ khác trong bản mới của văn bản."),
    Hold.CHANGED: Message("Văn bản đã khác lúc trích: đây là lời văn lúc ấy."),
    Hold.LOST: Message("Văn bản hoặc đoạn này không còn trong kho: đây là lời văn lúc trích."),
}


@dataclass(frozen=True)
class Collected:
    """An item of the basket as it is now: `quoted` are its words where they still stand, None
    where they do not; then `held` says what became of them."""

    item: Item
    quoted: Quoted | None
    held: Hold
    title: str | None

    @property
    def warning(self) -> Message | None:
        return _WARNINGS.get(self.held)


@pages.app_context_processor
def _count() -> dict[str, object]:
    return {"basket_count": lambda: _baskets().count(_name()) if _name() else 0}


@pages.get("/basket")
def show() -> str:
    return render_template("basket.html", collected=_collected(), forms=NAMES)


@pages.get("/basket/export")
def export() -> Response:
    """The whole basket as one file; words that no longer stand go along as they were."""
    form = request.args.get("format", "")
    collected = _collected()
    if not collected:
        raise BadRequest(Message("Giỏ còn trống."))
    if form == "docx":
        title, label = i18n.translate(_TITLE), i18n.translate(Message("Mở đoạn"))
        workspace = current_app.extensions["workspace"]
        data = workspace.quotations([_taken(one) for one in collected], title, label)
        response = Response(data, content_type=MEDIA_TYPES["docx"])
        response.headers.set("Content-Disposition", "attachment", filename=f"{_FILE}.docx")
        return response
    standing = [one.quoted for one in collected if one.quoted]
    if not standing:
        raise BadRequest(
            Message(
                "Không trích dẫn nào trong giỏ còn đúng với văn bản hiện nay; hãy tải bản DOCX."
            )
        )
    return as_file(standing, form, _FILE)


# --- Changes ----------------------------------------------------------------


@pages.post("/basket/add")
def add() -> BaseResponse:
    """`passage` and perhaps `span`, or `chars` of a `document`; the reader goes back where
    they came from."""
    name = _name() or secrets.token_urlsafe(16)
    for quoted in _asked():
        _baskets().add(name, quoted)
    quick = request.accept_mimetypes.best == "application/json"
    response = jsonify(count=_baskets().count(name)) if quick else redirect(_back(), 303)
    response.set_cookie(_COOKIE, name, max_age=_YEAR, samesite="Lax", httponly=True)
    return response


@pages.post("/basket/<int:key>/move")
def move(key: int) -> BaseResponse:
    _baskets().move(_owned(), key, -1 if request.form.get("by") == "up" else 1)
    return _to(key)


@pages.post("/basket/<int:key>/note")
def note(key: int) -> BaseResponse:
    _baskets().note(_owned(), key, request.form.get("note", ""))
    return _to(key)


@pages.post("/basket/<int:key>/remove")
def remove(key: int) -> BaseResponse:
    _baskets().remove(_owned(), key)
    return redirect(url("basket.show"), 303)


@pages.post("/basket/clear")
def clear() -> BaseResponse:
    _baskets().clear(_owned())
    return redirect(url("basket.show"), 303)


# --- Parts ------------------------------------------------------------------


def _asked() -> list[Quoted]:
    workspace = current_app.extensions["workspace"]
    if "document" in request.form:
        document = workspace.document(request.form["document"])
        units = chosen_words(document, request.form.get("chars"), request.form.get("t"))
        return [workspace.quoted(document.passage_id(eid), span) for eid, span in units]
    span = span_of(request.form.get("span"))
    return [workspace.quoted(request.form.get("passage", ""), span)]


def _baskets() -> Baskets:
    baskets: Baskets = current_app.extensions["workspace"].baskets
    return baskets


def _name() -> str | None:
    """The name of this browser's basket, None where it has none."""
    name = request.cookies.get(_COOKIE, "")
    return name if _NAME.fullmatch(name) else None


def _owned() -> str:
    name = _name()
    if name is None:
        raise NotFound(Message("Giỏ không có mục này; có thể nó đã được bỏ ra."))
    return name


def _to(key: int) -> BaseResponse:
    return redirect(url("basket.show", _anchor=f"item-{key}"), 303)


def _back() -> str:
    """The page of ours a form was sent from, else the basket."""
    came = urlsplit(request.form.get("back") or request.referrer or "")
    ours = came.netloc in ("", request.host) and came.path.startswith("/")
    if not ours or came.path.startswith(("//", "/\\")):
        return url("basket.show")
    query = f"?{came.query}" if came.query else ""
    fragment = f"#{came.fragment}" if came.fragment else ""
    return f"{came.path}{query}{fragment}"


def _collected() -> list[Collected]:
    name = _name()
    return [_now(item) for item in _baskets().items(name)] if name else []


def _taken(one: Collected) -> Taken:
    base = request.host_url
    warning = i18n.translate(one.warning) if one.warning else ""
    if one.quoted:
        quoted = one.quoted
        return Taken(quoted.quotation, quoted.stands_at, quoted.link(base), one.item.note, warning)
    item = one.item
    return Taken(item.exact, item.stands_at, base.rstrip("/") + item.link, item.note, warning)


def _now(item: Item) -> Collected:
    """Words of the basket found again, as every citation is: the same words, or none."""
    workspace = current_app.extensions["workspace"]
    document_id, _ = split_passage_id(item.passage)
    try:
        document = workspace.document(document_id)
        held: Standing = workspace.standing(item.passage, item.digest)
    except NotFound:
        return Collected(item, None, Hold.LOST, None)
    title = document.metadata.title
    if held.hold not in (Hold.SAME, Hold.MOVED) or held.eid is None or held.quoted is None:
        return Collected(item, None, held.hold, title)
    span = item.span
    if span is not None:
        span = span_now(held.quoted, joined(document.text, locate(document, held.eid)), span)
        if span is None:
            return Collected(item, None, Hold.CHANGED, title)
    quoted = workspace.quoted(document.passage_id(held.eid), span)
    return Collected(item, replace(quoted, note=item.note), held.hold, title)
