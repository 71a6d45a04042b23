"""What each operation answers: arguments in, plain values out, by one call of the core."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, request, send_file

import shapes
import table_shapes
from corpus.model import BadRequest, Frame, Message, joined, split_passage_id
from web.api.arguments import span_of
from web.quoting import FORMATS, written

if TYPE_CHECKING:
    from corpus.records import Summary
    from workspace import Workspace

Values = dict[str, Any]
FILTERS = ("province", "type", "year", "genre", "group")
_LISTED_BY = ("province", "type", "year", "genre")
MOST_DOCUMENTS = 60


# --- Documents --------------------------------------------------------------


def documents(workspace: Workspace, given: Values) -> Values:
    found = [
        line
        for line in workspace.documents()
        if all(not given[n] or str(getattr(line, n) or "") in given[n] for n in _LISTED_BY)
    ]
    some = found[given["offset"] : given["offset"] + given["limit"]]
    return _page(given, len(found)) | {"items": [summary(line) for line in some]}


def summary(line: Summary) -> Values:
    return shapes.summary(line) | {
        "type": line.type,
        "year": line.year,
        "published": line.published.isoformat() if line.published else None,
        "passages": line.passages,
        "task_groups": line.groups,
        "problems": line.problems,
    }


def document(workspace: Workspace, given: Values) -> Values:
    one = workspace.document(given["document"])
    return shapes.document(one, workspace.conflicts(one.id))


def text(workspace: Workspace, given: Values) -> Response:
    body = workspace.text(given["document"]).encode("utf-8", "surrogatepass")
    return Response(body, content_type="text/plain; charset=utf-8")


def source(workspace: Workspace, given: Values) -> Response:
    import io

    kept = workspace.document(given["document"]).source
    data = io.BytesIO(workspace.store.source_bytes(kept.sha256))
    return send_file(
        data,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.file_name,
        etag=False,
    )


def versions(workspace: Workspace, given: Values) -> list[Values]:
    name = workspace.document(given["document"]).id
    return [
        {
            "number": one.number,
            "sha256": one.sha256,
            "parser": one.parser,
            "ingested_at": one.ingested_at,
            "current": bool(one.current),
        }
        for one in workspace.store.versions(name)
    ]


def corrections(workspace: Workspace, given: Values) -> list[Values]:
    name = workspace.document(given["document"]).id
    return [
        {"field": one.field, "value": one.value, "was": one.was, "by": one.by, "at": one.at}
        for one in workspace.store.corrections(name)
    ]


def lineage(workspace: Workspace, given: Values) -> list[Values]:
    known = {line.id: line for line in workspace.documents()}
    return [summary(known[one.id]) for one in workspace.lineage(given["document"])]


def conflicts(workspace: Workspace, given: Values) -> list[Values]:
    return [shapes.conflict(one) for one in workspace.conflicts(given["document"])]


# --- Passages ---------------------------------------------------------------


def passage(workspace: Workspace, given: Values) -> Values:
    name = _passage(given)
    cited = workspace.cite(name, span_of(given["span"]))
    one = workspace.document(given["document"])
    unit = one.passage(given["eid"].partition("__sent_")[0])
    return {
        "id": cited.passage,
        "document": one.id,
        "eid": given["eid"],
        "text": joined(one.text, workspace.cite(name).spans),
        "heading_path": list(unit.heading_path) if unit else [],
        "page": cited.page,
        "citation": workspace.citation_text(name, span_of(given["span"])),
        "permalink": request.host_url.rstrip("/")
        + workspace.permalink(name, span_of(given["span"])),
        "text_sha256": cited.text_sha256,
        "prefix": cited.prefix,
        "suffix": cited.suffix,
        "exact": cited.exact,
    }


def citation(workspace: Workspace, given: Values) -> Response:
    quoted = workspace.quoted(_passage(given), span_of(given["span"]))
    form = given["format"]
    body = written([quoted], form, request.host_url).encode("utf-8", "surrogatepass")
    return Response(body, content_type=f"{FORMATS[form].media_type}; charset=utf-8")


def related(workspace: Workspace, given: Values) -> Values:
    found = workspace.related(_passage(given), given["limit"], given["offset"])
    return shapes.results(found) | {"full": found.full} | _page(given, found.total)


def standing(workspace: Workspace, given: Values) -> Values:
    held = workspace.standing(_passage(given), given["h"])
    return {"hold": held.hold.value, "eid": held.eid, "quoted": held.quoted}


def _passage(given: Values) -> str:
    return f"{given['document']}#{given['eid']}"


# --- Search -----------------------------------------------------------------


def search(workspace: Workspace, given: Values) -> Values:
    filters = {name: given[name] for name in FILTERS if given[name]}
    how = {name: given[name] for name in ("exact", "fold")}
    found = workspace.search(
        given["q"], filters, given["frame"], given["limit"], given["offset"], given["sort"], **how
    )
    return shapes.results(found) | {"full": found.full} | _page(given, found.shown or found.total)


def complete(workspace: Workspace, given: Values) -> list[Values]:
    return [
        {"text": one.text, "kind": one.kind}
        for one in workspace.complete(given["q"], given["limit"])
    ]


# --- Comparison -------------------------------------------------------------


def frames(workspace: Workspace, given: Values) -> list[Values]:
    return [_frame(one) for one in workspace.frames()]


def frame(workspace: Workspace, given: Values) -> Values:
    return _frame(workspace.frame(given["frame"]))


def _frame(one: Frame) -> Values:
    return {
        "id": one.id,
        "title": one.title,
        "number": one.number,
        "document": one.document,
        "groups": [{"key": group.key, "title": group.title} for group in one.groups],
    }


def compare(workspace: Workspace, given: Values) -> Values:
    made = workspace.compare(_documents(given), given["frame"] or None)
    return shapes.comparison(workspace.judged(made, given["who"]))


def difference(workspace: Workspace, given: Values) -> Values:
    texts = [_text_of(workspace, given[side]) for side in ("left", "right")]
    return {
        "left": texts[0],
        "right": texts[1],
        "runs": [
            {
                "change": run.change.value,
                "left": [run.left.start, run.left.end],
                "right": [run.right.start, run.right.end],
                "move": run.move,
            }
            for run in workspace.diff(given["left"], given["right"])
        ],
    }


def targets(workspace: Workspace, given: Values) -> list[Values]:
    return [row for name in _documents(given) for row in shapes.targets(workspace.document(name))]


def ledger(workspace: Workspace, given: Values) -> Values:
    return table_shapes.ledger(workspace.ledger(_documents(given)))


def duties(workspace: Workspace, given: Values) -> Values:
    return table_shapes.duties(workspace.duties(_documents(given), given["frame"] or None))


def decisions(workspace: Workspace, given: Values) -> Values:
    return workspace.decisions.exported()


def _text_of(workspace: Workspace, passage_id: str) -> str:
    spans = workspace.cite(passage_id).spans
    return joined(workspace.document(split_passage_id(passage_id)[0]).text, spans)


def _documents(given: Values) -> Sequence[str]:
    names: Sequence[str] = given["docs"]
    if len(names) > MOST_DOCUMENTS:
        raise BadRequest(
            Message("Mỗi lần đối chiếu được tối đa {limit} văn bản.", limit=MOST_DOCUMENTS)
        )
    if not names:
        raise BadRequest(Message("Thiếu tham số “{name}”.", name="docs"))
    return names


# --- Pages of a list --------------------------------------------------------


def _page(given: Values, entries: int) -> Values:
    """Where a page of a list stands, and the address of the next one."""
    limit, offset = given["limit"], given["offset"]
    following = offset + limit
    address = None
    if limit and following < entries:
        kept = [(n, v) for n, v in request.args.items(multi=True) if n != "offset"]
        address = f"{request.base_url}?{urlencode([*kept, ('offset', following)])}"
    return {"total": entries, "limit": limit, "offset": offset, "next": address}
