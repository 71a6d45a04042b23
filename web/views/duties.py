"""Phân công: who is to do what, agencies by task."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, current_app, render_template, request

from corpus.model import BadRequest, Message
from corpus.tabulated import DutyMatrix
from web import i18n, ledger
from web.choosing import EVERYTHING, choices, wanted
from web.saving import MEDIA_TYPES, words

pages = Blueprint("duties", __name__)

NO_FRAME = "none"


@pages.get("/duties")
def duties() -> str:
    names = wanted()
    workspace = current_app.extensions["workspace"]
    frame = request.args.get("frame", NO_FRAME)
    page = {"choices": choices(), "names": names, "frame_id": frame, "frames": workspace.frames()}
    if not names:
        return render_template("duties_choose.html", **page)
    whole = _made(names, frame)
    made = _filtered(whole)
    documents = {document.id: document for document in made.documents}
    asked = request.args.get("plan", "")
    page |= {
        "names": list(documents),
        "everything": EVERYTHING in request.args,
        "documents": documents,
        "called": ledger.column_names(made.documents),
        "matrix": made,
        "counts": {
            agency: sum(agency in row.marks for row in whole.rows) for agency in whole.agencies
        },
        "chosen": [a for a in whole.agencies if a in request.args.getlist("agency")],
        "plan": asked if asked in made.agencies else next(iter(made.agencies), ""),
    }
    return render_template("duties.html", **page)


@pages.get("/duties/export.<kind>")
def export(kind: str) -> Response:
    """The rows on the screen as a file."""
    names = wanted()
    if not names:
        raise BadRequest(Message("Xin chọn ít nhất một văn bản để tải về."))
    made = _filtered(_made(names, request.args.get("frame", NO_FRAME)))
    said = words(i18n.language(), request.url_root)
    data = current_app.extensions["workspace"].tabulated(made, kind, said)
    return Response(
        data,
        mimetype=MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="phan-cong.{kind}"'},
    )


def _made(names: list[str], frame: str) -> DutyMatrix:
    matrix: DutyMatrix = current_app.extensions["workspace"].duties(
        names, None if frame == NO_FRAME else frame
    )
    return matrix


def _filtered(matrix: DutyMatrix) -> DutyMatrix:
    """The columns of the agencies asked for, and the rows that concern them."""
    asked = request.args.getlist("agency")
    kept = tuple(agency for agency in matrix.agencies if agency in asked)
    if not kept:
        return matrix
    rows = tuple(row for row in matrix.rows if any(agency in row.marks for agency in kept))
    return replace(matrix, agencies=kept, rows=rows)
