"""Documents brought in on a page: files and addresses, progress, the report of each run."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from web import i18n, people
from web.intake import Intake, Run
from web.links import url

pages = Blueprint("intake", __name__)
pages.after_request(people.remembered)

LARGEST_REQUEST = 1024 * 1024 * 1024


def intake() -> Intake:
    found: Intake = current_app.extensions["intake"]
    return found


@pages.get("/intake")
def runs() -> str:
    return render_template("intake.html", runs=intake().runs())


@pages.post("/intake")
def begin() -> Response:
    request.max_content_length = LARGEST_REQUEST
    by, language = people.signature(), i18n.language()
    files = [file for file in request.files.getlist("files") if file.filename]
    if files or "addresses" not in request.form:
        streams = [(file.filename or "", file.stream) for file in files]
        name = intake().files(streams, by, language)
    else:
        name = intake().addresses(request.form["addresses"], by, language)
    return redirect(url("intake.run", name=name), 303)


@pages.get("/intake/<name>")
def run(name: str) -> str | tuple[str, int, dict[str, str]]:
    found = intake().run(name)
    page = render_template("intake_run.html", run=found, outcomes=_outcomes(found))
    # Without scripts the page asks again by itself while there is something to wait for.
    return (page, 200, {"Refresh": "2"}) if found.busy else page


@pages.post("/intake/<name>/again")
def again(name: str) -> Response:
    intake().again(name)
    return redirect(url("intake.run", name=name), 303)


def _outcomes(run: Run) -> dict[str, object]:
    """The report in the terms of the page: documents by what became of them, failures."""
    if run.report is None:
        return {}
    ingest = run.report.get("ingest", run.report)
    titles = {s.id: s.title for s in current_app.extensions["workspace"].documents()}
    documents = {
        kind: [(name, titles.get(name)) for name in ingest[kind]]
        for kind in ("added", "updated", "unchanged")
    }
    lost = [e for e in run.report.get("entries", ()) if e["state"] == "failed"]
    seen = {e["url"] for e in lost}
    failed = [(e["url"], e["reason"]) for e in lost] + [
        (f["file"].rpartition("/")[2], f["reason"])
        for f in ingest["failed"]
        if f["file"] not in seen
    ]
    return {"documents": documents, "failed": failed, "seconds": ingest["seconds"]}
