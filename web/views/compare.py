"""The comparison: plans side by side, against the rows of a frame."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from corpus.model import BadRequest, Comparison, Document, Message
from corpus.text import sort_key
from web import matrix

pages = Blueprint("compare", __name__)

NO_FRAME = "none"
_DEFAULT_FRAME = "28-ct-tw"


@pages.get("/compare")
def compare() -> str:
    names = list(dict.fromkeys(request.args.getlist("docs")))
    frame = request.args.get("frame", _DEFAULT_FRAME)
    page: dict[str, object] = {
        "names": names,
        "frame_id": frame,
        "frames": current_app.extensions["workspace"].frames(),
        "choices": _choices(),
    }
    if not names or (frame == NO_FRAME and len(names) < 2):
        return render_template("compare_choose.html", too_few=bool(names), **page)
    comparison, documents = _compared(names, frame)
    page["names"] = list(comparison.documents)
    page["documents"] = documents
    if comparison.frame is None:
        return render_template(
            "compare_pairs.html",
            pairs=matrix.pairs(comparison.links, documents),
            only_in={
                name: [matrix.clause(documents[name], p, 0.0) for p in passages]
                for name, passages in comparison.only_in.items()
            },
            **page,
        )
    return render_template(
        "compare.html",
        frame=comparison.frame,
        rows=matrix.rows(comparison, documents),
        plan=_plan(comparison),
        **page,
    )


@pages.get("/compare/row")
def row() -> str:
    names = list(dict.fromkeys(request.args.getlist("docs")))
    key = request.args.get("key", "")
    frame = request.args.get("frame", _DEFAULT_FRAME)
    if not names or frame == NO_FRAME:
        raise BadRequest(Message("Xin chọn khung và ít nhất một văn bản để xem một hàng."))
    comparison, documents = _compared(names, frame)
    rows = matrix.rows(comparison, documents)
    here = matrix.find(rows, key)
    return render_template(
        "compare_row.html",
        row=rows[here],
        before=rows[here - 1].group.key if here else None,
        after=rows[here + 1].group.key if here + 1 < len(rows) else None,
        frame=comparison.frame,
        documents=documents,
        names=list(comparison.documents),
        frame_id=frame,
    )


def _compared(names: list[str], frame: str) -> tuple[Comparison, dict[str, Document]]:
    workspace = current_app.extensions["workspace"]
    comparison = workspace.compare(names, None if frame == NO_FRAME else frame)
    return comparison, {name: workspace.document(name) for name in comparison.documents}


def _plan(comparison: Comparison) -> str:
    """The plan that narrow screens show, one at a time."""
    asked = request.args.get("plan", "")
    return asked if asked in comparison.documents else comparison.documents[0]


def _choices() -> list[object]:
    """All documents, those of one place together."""
    summaries = current_app.extensions["workspace"].documents()
    return sorted(summaries, key=lambda s: (not s.province, sort_key(s.province or ""), s.id))
