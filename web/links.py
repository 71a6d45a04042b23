"""Addresses of our pages: the state of every page is its address.

`url` keeps the language; `with_args` and `toggled` give the address of the
page on the screen with parts of its query changed, which is how filters,
pages and sorting are linked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for

from corpus.model import split_passage_id
from web import i18n

_PAGE = "page"


def _language(values: dict[str, Any]) -> dict[str, Any]:
    if "lang" not in values and i18n.language() != i18n.DEFAULT:
        values["lang"] = i18n.language()
    return values


def url(endpoint: str, **values: object) -> str:
    """The address of a page in the language of the reader."""
    return url_for(endpoint, **_language(values))


def passage_url(name: str, **values: object) -> str:
    """The address of a passage or sentence in its document, scrolled to."""
    document, eid = split_passage_id(name)
    return url("documents.reader", document_id=document, eid=eid, _anchor=eid, **values)


def _address(pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode([(name, value) for name, value in pairs if value != ""])
    return f"{request.path}?{query}" if query else request.path


def with_args(**changes: object) -> str:
    """This page with query arguments replaced; None takes one away.

    A change of anything but the page starts again at the first page.
    """
    drop = set(changes) if _PAGE in changes else {*changes, _PAGE}
    pairs = [(n, v) for n, v in request.args.items(multi=True) if n not in drop]
    for name, value in changes.items():
        many = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(name, str(one)) for one in many if one is not None]
    return _address(pairs)


def toggled(name: str, value: str) -> str:
    """This page with one value of a repeated argument put in or taken out."""
    values = request.args.getlist(name)
    kept = [v for v in values if v != value]
    return with_args(**{name: kept if len(kept) < len(values) else [*values, value]})


def without(names: Iterable[str]) -> str:
    """This page with whole arguments taken away."""
    return with_args(**dict.fromkeys(names))


def in_language(language: str) -> str:
    """This page in another language; said outright, so that a cookie gives way."""
    pairs = [(n, v) for n, v in request.args.items(multi=True) if n != "lang"]
    return _address([*pairs, ("lang", language)])


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        url=url,
        passage_url=passage_url,
        with_args=with_args,
        toggled=toggled,
        without=without,
        in_language=in_language,
    )
