"""The addresses of the API: each operation of the table, its description, its failures."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from corpus.model import DoichieuError, Message, NotFound
from web import i18n
from web.api import arguments
from web.api.description import description
from web.api.operations import OPERATIONS, Operation
from web.failures import is_ours, status_of

PREFIX = "/api/v1"
pages = Blueprint("api", __name__, url_prefix=PREFIX)

_TITLES = {
    400: Message("Yêu cầu không đọc được"),
    404: Message("Không có"),
    405: Message("Chỉ hỏi bằng GET"),
    409: Message("Tên chỉ nhiều văn bản"),
    422: Message("Không làm được"),
    500: Message("Máy chủ gặp lỗi"),
    503: Message("Kho đang bận"),
}
_NO_PAGE = Message("Không có địa chỉ này trong API; xem {address}.", address=f"{PREFIX}/")
_BROKEN = Message("Máy chủ gặp lỗi khi trả lời. Dữ liệu không bị thay đổi.")


@pages.before_request
def _in_what_language() -> None:
    """Of the request itself: a program has no cookie that could change its answers."""
    accepted = request.accept_languages.best_match(list(i18n.LANGUAGES), i18n.DEFAULT)
    asked = request.args.get("lang")
    g.language = asked if asked in i18n.LANGUAGES else accepted


def _view(one: Operation) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        given = arguments.read(one.arguments, path, request.args)
        made = one.answer(current_app.extensions["workspace"], given)
        return made if isinstance(made, Response) else _json(made)

    return view


for _one in OPERATIONS:
    pages.add_url_rule(
        _one.path.replace("{", "<").replace("}", ">"), _one.name, _view(_one), methods=["GET"]
    )


@pages.get("/")
def about() -> str:
    """The description for people; needs no network."""
    return render_template("api.html", operations=OPERATIONS, prefix=PREFIX)


@pages.get("/openapi.json")
def openapi() -> Response:
    return _json(description(OPERATIONS, PREFIX, i18n.translate))


@pages.get("/<path:anything>")
def nothing(anything: str) -> Response:
    raise NotFound(_NO_PAGE)


def _json(value: object, status: int = 200, media_type: str = "application/json") -> Response:
    """Letters as they are, and keys in their order."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, status, content_type=media_type)


# --- Failures and headers ---------------------------------------------------


def problem(status: int, message: Message) -> Response:
    """A failed request as RFC 9457 has it, its sentence in both languages."""
    title = _TITLES.get(status, _TITLES[500])
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": i18n.translate(title),
        "status": status,
        "detail": i18n.translate(message),
        "instance": request.path,
        "messages": {language: i18n.translator(language)(message) for language in i18n.LANGUAGES},
    }
    return _json(body, status, "application/problem+json")


@pages.errorhandler(DoichieuError)
def _failed(error: DoichieuError) -> Response:
    status = status_of(error)
    if is_ours(status):
        current_app.logger.error("%s", error, exc_info=error)
    return problem(status, error.message)


@pages.errorhandler(Exception)
def _broken(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return refused(error)
    current_app.logger.error("%s", error, exc_info=error)
    return problem(500, _BROKEN)


def refused(error: HTTPException) -> Response:
    """What the framework itself refuses below our prefix."""
    status = error.code or 500
    made = problem(status, _NO_PAGE if status == 404 else _TITLES.get(status, _BROKEN))
    if status == 405:
        made.headers["Allow"] = "GET, HEAD, OPTIONS"
    return made


@pages.after_request
def _with_tag(response: Response) -> Response:
    """Answers can be asked for again and come back only where they changed."""
    if response.status_code == 200 and not response.is_streamed:
        response.add_etag()
        response.make_conditional(request)
    return response
