"""Who is at it: the name a person gave, which signs what they decide, correct and send.

The name is kept in a cookie of the browser.  It says who did what and guards nothing:
the tool is for people who trust each other.
"""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response

from corpus.model import BadRequest, Message

LONGEST_NAME = 80
_COOKIE = "name"
_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    app.context_processor(lambda: {"person": person()})


def person() -> str:
    """The name of who is at it, "" where they have not said."""
    return _tidy(request.cookies.get(_COOKIE, ""))


def signature() -> str:
    """The name a form is signed with; BadRequest where there is none."""
    name = _tidy(request.form.get("by", "")) or person()
    if not name:
        raise BadRequest(Message("Hãy cho biết tên của bạn: tên được ghi cùng điều bạn sửa."))
    return name


def remembered(response: Response) -> Response:
    """Keeps the name a form was signed with for the next one."""
    name = _tidy(request.form.get("by", ""))
    if name:
        response.set_cookie(_COOKIE, name, max_age=_YEAR, httponly=True, samesite="Lax")
    return response


def _tidy(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]
