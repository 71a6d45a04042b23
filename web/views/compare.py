"""The comparison: plans side by side, against the rows of a frame."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request

from corpus.compared import Clause, Row
from corpus.model import BadRequest, Comparison, Document, Message, NotFound, split_passage_id
from web import i18n, judging, matrix, wording
from web.choosing import choices, one_of
from web.saving import MEDIA_TYPES, words

pages = Blueprint("compare", __name__)

NO_FRAME = "none"
_DEFAULT_FRAME = "28-ct-tw"


@pages.context_processor
def _tables() -> dict[str, object]:
    """What the templates of these pages look up."""
    return {
        "bar": matrix.bar,
        "underlined": wording.underlined,
        "CHANGES": wording.CHANGES,
        "FILTERS": matrix.FILTERS,
        "SORTS": matrix.SORTS,
    }


@pages.get("/compare")
def compare() -> str:
    names = _names()
    frame = request.args.get("frame", _DEFAULT_FRAME)
    page: dict[str, object] = {
        "names": names,
        "frame_id": frame,
        "frames": current_app.extensions["workspace"].frames(),
        "choices": choices(),
    }
    if not names or (frame == NO_FRAME and len(names) < 2):
        return render_template("compare_choose.html", too_few=bool(names), **page)
    comparison, documents = _compared(names, frame)
    page |= {"names": list(comparison.documents), "documents": documents, **_people(comparison)}
    if comparison.frame is None:
        return render_template("compare_pairs.html", **(page | _pairs(comparison, documents)))
    return render_template("compare.html", **(page | _matrix(comparison)))


def _pairs(comparison: Comparison, documents: dict[str, Document]) -> dict[str, object]:
    workspace = current_app.extensions["workspace"]
    return {
        "pairs": workspace.pairs(comparison),
        "only_in": {
            name: [workspace.clause(passage) for passage in passages]
            for name, passages in comparison.only_in.items()
        },
    }


def _matrix(comparison: Comparison) -> dict[str, object]:
    workspace = current_app.extensions["workspace"]
    rows = workspace.rows(comparison)
    show = one_of(matrix.FILTERS, request.args.get("show"))
    sort = one_of(matrix.SORTS, request.args.get("sort"))
    names = list(comparison.documents)
    if sort == matrix.BY_COVERAGE:
        names = matrix.by_coverage(names, rows)
        rows = matrix.in_order(rows, names)
    asked = request.args.get("plan", "")
    return {
        "names": names,
        "frame": comparison.frame,
        "rows": matrix.filtered(rows, show),
        "counts": {name: sum(map(one.keeps, rows)) for name, one in matrix.FILTERS.items()},
        "show": show,
        "sort": sort,
        "plan": asked if asked in names else names[0],  # narrow screens show one at a time
        "origins": {name: workspace.origins(name) for name in names},
        "lineages": _lineages(names),
    }


@pages.get("/compare/row")
def row() -> str:
    names = _names()
    key = request.args.get("key", "")
    frame = request.args.get("frame", _DEFAULT_FRAME)
    if not names or frame == NO_FRAME:
        raise BadRequest(Message("Xin chọn khung và ít nhất một văn bản để xem một hàng."))
    comparison, documents = _compared(names, frame)
    workspace = current_app.extensions["workspace"]
    rows = workspace.rows(comparison)
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
        origins={name: workspace.origins(name) for name in comparison.documents},
        beside=_asked_difference(rows[here], documents),
        **_people(comparison),
    )


@pages.get("/compare/diff")
def diff() -> str:
    left, right = request.args.get("left", ""), request.args.get("right", "")
    workspace = current_app.extensions["workspace"]
    documents = {}
    for name in (left, right):
        document = workspace.document(split_passage_id(name)[0])
        documents[document.id] = document
    return render_template(
        "compare_diff.html", beside=_beside(left, right), documents=documents, related=()
    )


@pages.get("/compare/tiers")
def tiers() -> str:
    """A plan below what it carries out: the directive's groups, tier by tier."""
    workspace = current_app.extensions["workspace"]
    line = workspace.lineage(request.args.get("doc", ""))
    if len(line) < 2:
        raise BadRequest(
            Message("Trong kho không có văn bản nào mà “{name}” thực hiện.", name=line[0].id)
        )
    names = [document.id for document in line]
    comparison, documents = _compared(names, names[0])
    return render_template(
        "compare_tiers.html",
        frame=comparison.frame,
        rows=workspace.rows(comparison),
        documents=documents,
        names=names,
        origins={name: workspace.origins(name) for name in names},
        **_people(comparison),
    )


@pages.get("/compare/export.<kind>")
def export(kind: str) -> Response:
    """What is on the screen as a file."""
    names = _names()
    frame = request.args.get("frame", _DEFAULT_FRAME)
    if not names:
        raise BadRequest(Message("Xin chọn ít nhất một văn bản để tải về."))
    comparison, _ = _compared(names, frame)
    workspace = current_app.extensions["workspace"]
    data = workspace.export(comparison, kind, words(i18n.language(), request.url_root))
    name = f"doi-chieu-{comparison.frame.id if comparison.frame else 'tung-cap'}.{kind}"
    return Response(
        data,
        mimetype=MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _asked_difference(row: Row, documents: dict[str, Document]) -> dict[str, object] | None:
    """The clause of `?diff=` beside the one of `?against=`, else its nearest counterpart."""
    asked = request.args.get("diff")
    if not asked:
        return None
    clauses: dict[str, Clause] = {c.passage: c for cell in row.cells for c in cell.clauses}
    if asked not in clauses:
        raise NotFound(Message("Hàng này không có đoạn “{passage}”.", passage=asked))
    related = clauses[asked].counterparts
    against = request.args.get("against") or (related[0].passage if related else None)
    if against is None:
        return {"left": clauses[asked], "right": None, "related": (), "difference": None}
    if split_passage_id(against)[0] not in documents:
        raise NotFound(Message("Hàng này không có đoạn “{passage}”.", passage=against))
    return _beside(asked, against) | {"related": related}


def _beside(left: str, right: str) -> dict[str, object]:
    workspace = current_app.extensions["workspace"]
    mine, theirs = workspace.clause(left), workspace.clause(right)
    runs = workspace.diff(left, right)
    return {
        "left": mine,
        "right": theirs,
        "difference": wording.difference(runs, mine.text, theirs.text),
        "related": (),
    }


def _names() -> list[str]:
    return list(dict.fromkeys(request.args.getlist("docs")))


def _compared(names: list[str], frame: str) -> tuple[Comparison, dict[str, Document]]:
    workspace = current_app.extensions["workspace"]
    comparison = workspace.compare(names, None if frame == NO_FRAME else frame)
    comparison = workspace.judged(comparison, _who())
    return comparison, {name: workspace.document(name) for name in comparison.documents}


def _who() -> str:
    """Whose word is shown: the machine's, people's, or both."""
    return one_of(judging.WHO, request.args.get("who"))


def _people(comparison: Comparison) -> dict[str, object]:
    """What the pages show of people's decisions."""
    rulings = current_app.extensions["workspace"].decisions.rulings()
    frame = comparison.frame.id if comparison.frame else ""
    who = _who()
    return {
        "who": who,
        "asked_who": None if who == judging.BOTH else who,  # what addresses carry
        "judging": judging.Judged(rulings, frame) if who != judging.MACHINE else None,
        "stale": rulings.stale(comparison.documents),
    }


def _lineages(names: list[str]) -> list[tuple[Document, ...]]:
    """The lines of descent, from the directive down, that end in one of the plans."""
    workspace = current_app.extensions["workspace"]
    lines = (workspace.lineage(name) for name in names)
    longest = sorted((line for line in lines if len(line) > 1), key=len, reverse=True)
    kept: list[tuple[Document, ...]] = []
    for line in longest:  # what is part of a longer line is shown by that one
        if not any(line == other[: len(line)] for other in kept):
            kept.append(line)
    return kept
