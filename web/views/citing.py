"""Citations: of a passage, of the words chosen in it, in every format; and the canonical text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import Markup, escape

from corpus import found as found_rows
from corpus.citation import cite as cite_words
from corpus.formats import Format, Quoted
from corpus.model import BadRequest, Document, Message, NotFound, Span
from corpus.standing import Hold, Standing
from corpus.tables import Row, csv_table, xlsx_table
from web import exporting
from web.exporting import exported
from web.quoting import FORMATS, written
from web.saving import MEDIA_TYPES
from web.selection import chosen
from web.spans import span_of
from web.views.search import FILTERS, FRAME

pages = Blueprint("citing", __name__)

# What the formats are called; those of the standards keep their names.
NAMES = {
    "text": Message("Câu văn"),
    "html": Message("HTML"),
    "markdown": Message("Markdown"),
    "bibtex": Message("BibTeX"),
    "ris": Message("RIS (Zotero, EndNote)"),
    "csl-json": Message("CSL-JSON"),
    "annotation": Message("Web Annotation"),
}


MOST_ROWS = 1000


@dataclass(frozen=True)
class Table:
    """A kind of table: rows and the words searched for in, bytes out."""

    form: Format
    write: Callable[[Sequence[Row], str], bytes]


TABLES = {
    "csv": Table(
        Format("csv", MEDIA_TYPES["csv"]), lambda rows, _: csv_table(rows, found_rows.KEYS)
    ),
    "xlsx": Table(
        Format("xlsx", MEDIA_TYPES["xlsx"]),
        lambda rows, query: xlsx_table(rows, found_rows.KEYS, query),
    ),
    "json": Table(
        Format("json", MEDIA_TYPES["json"]),
        lambda rows, _: json.dumps(rows, ensure_ascii=False, indent=1).encode(),
    ),
}


@pages.app_context_processor
def _names() -> dict[str, object]:
    return {"CITED_AS": NAMES}


@pages.app_template_filter("exact")
def exact(text: str) -> Markup:
    """Text of a document whose every character reaches the page: browsers would make one
    line break of two."""
    return Markup(str(escape(text)).replace("\r", "&#13;"))


@dataclass(frozen=True)
class Shown:
    """A citation with what each format makes of it."""

    quoted: Quoted
    link: str
    forms: dict[str, str]

    @property
    def page(self) -> int | None:
        quoted = self.quoted
        return cite_words(quoted.document, quoted.eid, quoted.span).page


def shown(quoted: Quoted) -> Shown:
    base = request.host_url
    return Shown(quoted, quoted.link(base), {f: written([quoted], f, base) for f in NAMES})


@pages.get("/cite/<document_id>")
@pages.get("/cite/<document_id>/<path:eid>")
def cite(document_id: str, eid: str | None = None) -> str | Response:
    """One unit (`span=a-b` of its text), or what was chosen of the document (`chars=a-b`)."""
    workspace = current_app.extensions["workspace"]
    document = workspace.document(document_id)
    if eid is None:
        units = chosen_words(document, request.args.get("chars"), request.args.get("t"))
    else:
        _refuse_changed(document, eid)
        units = [(eid, span_of(request.args.get("span")))]
    quotes = [workspace.quoted(f"{document.id}#{one}", span) for one, span in units]
    form = request.args.get("format")
    if form is not None:
        return as_file(quotes, form, f"{document.id}-{units[0][0]}")
    page = {"document": document, "cited": [shown(one) for one in quotes]}
    if request.args.get("part") == "panel":  # what the reader shows beside the text
        return render_template("citing_panel.html", **page)
    return render_template("citing.html", sentences=_sentences(document, eid), **page)


def chosen_words(
    document: Document, asked: str | None, seen: str | None
) -> list[tuple[str, Span | None]]:
    """The units under characters of the text; `seen` is the hash of the text they were
    chosen in."""
    chars = span_of(asked)
    if chars is None:
        raise BadRequest(Message("Hãy chọn một đoạn để trích dẫn."))
    if seen and not text_digest(document).startswith(seen):
        raise BadRequest(
            Message(
                "Văn bản đã được nạp lại từ khi trang này mở ra; hãy tải lại trang rồi chọn lại."
            )
        )
    return chosen(document, chars)


def _refuse_changed(document: Document, eid: str) -> None:
    """An address that carries a hash is never answered with other words."""
    digest = request.args.get("h")
    if digest is None:
        return
    held: Standing = current_app.extensions["workspace"].standing(f"{document.id}#{eid}", digest)
    if held.hold is not Hold.SAME:
        raise NotFound(
            Message(
                "Lời văn ở địa chỉ này đã khác lúc được trích dẫn; hãy mở văn bản để so hai bản."
            )
        )


def _sentences(document: Document, eid: str | None) -> list[tuple[str, str]]:
    """(eid, text) of the sentences of a passage that has several."""
    passage = document.passage((eid or "").partition("__sent_")[0])
    if passage is None:
        return []
    workspace = current_app.extensions["workspace"]
    return [
        (one.eid, workspace.quoted(document.passage_id(one.eid)).quotation)
        for one in passage.sentences
    ]


def text_digest(document: Document) -> str:
    return sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()


def as_file(quotes: list[Quoted], form: str, name: str) -> Response:
    """Citations as a file to keep."""
    if form not in FORMATS:
        raise NotFound(Message("Không có dạng trích dẫn “{form}”.", form=form))
    body = written(quotes, form, request.host_url).encode("utf-8", "surrogatepass")
    return _download(body, FORMATS[form], name)


def _file_name(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)[:120]


@pages.get("/export/<document_id>.<kind>")
def export(document_id: str, kind: str) -> Response:
    """A document as a file for other programs: "json" or "akn"."""
    workspace = current_app.extensions["workspace"]
    document = workspace.document(document_id)
    if not document.passages:
        raise NotFound(Message("Văn bản “{name}” không có đoạn nào.", name=document.id))
    version = workspace.quoted(document.passage_id(document.passages[0].eid)).version
    data = exported(document, version, kind, workspace.conflicts(document.id))
    return _download(data, exporting.FORMATS[kind], document.id)


@pages.get("/found.<kind>")
def found(kind: str) -> Response:
    """The passages of a search as a table, as many as `MOST_ROWS`."""
    workspace = current_app.extensions["workspace"]
    if kind not in TABLES:
        raise NotFound(Message("Không có dạng tệp “{form}”.", form=kind))
    filters = {name: values for name in FILTERS if (values := request.args.getlist(name))}
    query, frame = request.args.get("q", "").strip(), request.args.get("frame", FRAME)
    sort, exact = request.args.get("sort", "relevance"), request.args.get("exact") == "1"
    results = workspace.search(query, filters, frame, MOST_ROWS, 0, sort, exact=exact)
    rows = found_rows.rows(results, workspace.document, request.host_url)
    return _download(TABLES[kind].write(rows, query), TABLES[kind].form, "ket-qua-tim")


def _download(data: bytes, form: Format, name: str) -> Response:
    response = Response(data, content_type=f"{form.media_type}; charset=utf-8")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{_file_name(name)}.{form.ending}"
    )
    return response


@pages.get("/texts/<document_id>")
def text(document_id: str) -> Response:
    """The canonical text of a version (`version=N`), which all offsets of citations index."""
    workspace = current_app.extensions["workspace"]
    document = workspace.document(document_id)
    number = request.args.get("version")
    if number is not None:
        document = _version(document.id, number)
    body = document.text.encode("utf-8", "surrogatepass")
    response = Response(body, content_type="text/plain; charset=utf-8")
    response.set_etag(sha256(body).hexdigest())
    return response


def _version(document_id: str, number: str) -> Document:
    store = current_app.extensions["workspace"].store
    for one in store.versions(document_id):
        if str(one.number) == number:
            found: Document = store.document(document_id, one.version)
            return found
    raise NotFound(
        Message("Văn bản “{name}” không có phiên bản {version}.", name=document_id, version=number)
    )
