"""Chỉ tiêu: the figures of documents in one table, an indicator a row."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request

from corpus.model import BadRequest, Message
from corpus.tabulated import FlagKind, Ledger
from web import i18n, ledger
from web.choosing import EVERYTHING, choices, one_of, wanted
from web.saving import MEDIA_TYPES, words

pages = Blueprint("figures", __name__)


@pages.context_processor
def _tables() -> dict[str, object]:
    """What the templates of these pages look up."""
    return {
        "FLAGS": ledger.FLAGS,
        "DIRECTIONS": ledger.DIRECTIONS,
        "FILTERS": ledger.FILTERS,
        "SORTS": ledger.SORTS,
        "NO_YEAR": FlagKind.NO_YEAR,
        "grave": ledger.grave,
        "value": ledger.value,
        "plot": ledger.plot,
        "words_of": ledger.words_of,
    }


@pages.get("/targets")
def targets() -> str:
    names = wanted()
    if not names:
        return render_template("ledger_choose.html", choices=choices(), names=names)
    made, show, sort = _asked(names)
    shown = ledger.chosen(made, show, sort)
    documents = {document.id: document for document in shown.documents}
    asked = request.args.get("plan", "")
    return render_template(
        "ledger.html",
        choices=choices(),
        everything=EVERYTHING in request.args,
        names=[document.id for document in made.documents],
        documents=documents,
        silent=[document for document in made.documents if document.id not in documents],
        called=ledger.column_names(made.documents),
        rows=shown.rows,
        counts={name: sum(map(keeps, made.rows)) for name, (_, keeps) in ledger.FILTERS.items()},
        show=show,
        sort=sort,
        plan=asked if asked in documents else next(iter(documents), ""),
    )


@pages.get("/targets/export.<kind>")
def export(kind: str) -> Response:
    """The rows on the screen as a file."""
    names = wanted()
    if not names:
        raise BadRequest(Message("Xin chọn ít nhất một văn bản để tải về."))
    made, show, sort = _asked(names)
    rows = ledger.chosen(made, show, sort)
    said = words(i18n.language(), request.url_root)
    data = current_app.extensions["workspace"].tabulated(rows, kind, said)
    return Response(
        data,
        mimetype=MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="chi-tieu.{kind}"'},
    )


def _asked(names: list[str]) -> tuple[Ledger, str, str]:
    made = current_app.extensions["workspace"].ledger(names)
    show = one_of(ledger.FILTERS, request.args.get("show"))
    return made, show, one_of(ledger.SORTS, request.args.get("sort"))
