"""The web application: a workspace in, a Flask application out.

Here are what all pages share: languages, addresses, the one handler that turns
failed requests into pages, the headers, and the names of static files.  Views
are in `web.views`, HTML is in templates only.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, render_template, request, url_for
from waitress import serve as waitress_serve
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from corpus.model import DoichieuError, Message
from web import delivery, forms, i18n, labels, links, people
from web.api import routes as api
from web.failures import is_ours, status_of
from web.intake import Intake
from web.views import (
    basket,
    citing,
    compare,
    correcting,
    documents,
    duties,
    figures,
    intake,
    judging,
    overview,
    saved,
    search,
)

if TYPE_CHECKING:
    from workspace import Workspace

_STATIC = Path(__file__).parent / "static"
_YEAR = 365 * 24 * 3600
_THEMES = ("light", "dark")

# What the head of every page leads to, in this order: the first page of a section.
SECTIONS = (
    ("search.search", Message("Tìm kiếm")),
    ("documents.listing", Message("Văn bản")),
    ("compare.compare", Message("Đối chiếu")),
    ("figures.targets", Message("Chỉ tiêu")),
    ("duties.duties", Message("Phân công")),
    ("overview.overview", Message("Tổng quan")),
    ("intake.runs", Message("Nạp văn bản")),
)

_PAGES_OF_STATUS = {
    400: Message("Yêu cầu không đầy đủ, hoặc trang gửi nó đã cũ; xin mở lại trang rồi gửi lại."),
    404: Message("Không có trang này. Có thể địa chỉ bị gõ sai hoặc văn bản đã được bỏ khỏi kho."),
    405: Message("Trang này không nhận yêu cầu kiểu đó."),
    413: Message("Điều gửi lên lớn quá mức nhận được; chưa có gì được ghi."),
    500: Message(
        "Máy chủ gặp lỗi khi làm trang này. Dữ liệu không bị thay đổi; "
        "xin thử lại, và xem nhật ký máy chủ nếu lỗi còn."
    ),
}

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def create_app(workspace: Workspace) -> Flask:
    """The pages over one workspace."""
    app = Flask("web", root_path=str(Path(__file__).parent))
    app.extensions["workspace"] = workspace
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    delivery.install(app)
    i18n.install(app)
    links.install(app)
    labels.install(app)
    folder: Path | None = getattr(workspace, "folder", None)
    forms.install(app, folder)
    people.install(app)
    if folder:
        app.extensions["intake"] = Intake(folder)
    app.jinja_env.globals.update(static=static_url, version=version("doichieu"), SECTIONS=SECTIONS)
    app.jinja_env.filters["one_line"] = lambda text: " ".join(text.split())
    app.context_processor(_frame_of_page)
    for views in (
        search, documents, compare, overview, intake, correcting, citing, basket, judging,
        figures, duties, api, saved,
    ):  # fmt: skip
        app.register_blueprint(views.pages)
    app.register_error_handler(DoichieuError, _failed)
    app.register_error_handler(HTTPException, _refused)
    app.after_request(_with_headers)
    return app


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Answers requests until stopped."""
    app = create_app(workspace)
    workspace.engine.warm()
    app.extensions["intake"].work()  # what an earlier server left waiting
    waitress_serve(app, host=host, port=port, threads=8, ident="doichieu")


# --- What every page shows --------------------------------------------------


def _frame_of_page() -> dict[str, object]:
    theme = request.cookies.get("theme")
    return {
        "theme": theme if theme in _THEMES else None,
        "corpus": _corpus_size,
    }


def _corpus_size() -> tuple[int, int]:
    """(documents, passages) of the workspace, for the footer."""
    summaries = current_app.extensions["workspace"].documents()
    return len(summaries), sum(s.passages for s in summaries)


@lru_cache(maxsize=64)
def _fingerprint(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]


def static_url(name: str) -> str:
    """The address of a static file, which changes with its contents."""
    return url_for("static", filename=name, v=_fingerprint(name))


# --- Failures and headers ---------------------------------------------------


def _error_page(status: int, message: Message) -> tuple[str, int]:
    return render_template("error.html", status=status, message=message), status


def _failed(error: DoichieuError) -> tuple[str, int]:
    status = status_of(error)
    if is_ours(status):
        current_app.logger.error("%s", error, exc_info=error)
    return _error_page(status, error.message)


def _refused(error: HTTPException) -> tuple[str, int] | BaseResponse:
    status = error.code or 500
    if status < 400:
        return error.get_response(request.environ)  # a redirection
    if request.path.startswith(f"{api.PREFIX}/"):
        return api.refused(error)
    return _error_page(status, _PAGES_OF_STATUS.get(status, _PAGES_OF_STATUS[500]))


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.cache_control.public = True
        response.cache_control.no_cache = None
        response.cache_control.max_age = _YEAR if request.args.get("v") else 0
        response.cache_control.immutable = bool(request.args.get("v"))
    else:
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.update(["Cookie"])
    return response
