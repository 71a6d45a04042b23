"""Which documents a table is about: what the address names, or all there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import current_app, request

from corpus.model import BadRequest, Message
from corpus.text import sort_key

if TYPE_CHECKING:
    from corpus.records import Summary

EVERYTHING = "all"
MOST = 60  # documents side by side; more is a table nobody can read


def wanted() -> list[str]:
    """The documents of `docs=…`, each once, or all of them where the address says `all`."""
    names = list(dict.fromkeys(request.args.getlist("docs")))
    if EVERYTHING in request.args:
        names = [summary.id for summary in choices()]
    if len(names) > MOST:
        raise BadRequest(
            Message("Bảng chứa được {most} văn bản; bạn chọn {count}.", most=MOST, count=len(names))
        )
    return names


def choices() -> list[Summary]:
    """All documents, those of one place together."""
    summaries = current_app.extensions["workspace"].documents()
    return sorted(summaries, key=lambda s: (not s.province, sort_key(s.province or ""), s.id))


def one_of(known: Iterable[str], asked: str | None) -> str:
    """What was asked for, else the first of the known ones."""
    names = list(known)
    return asked if asked in names else names[0]
