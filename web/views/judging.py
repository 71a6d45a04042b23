"""What people decide on comparisons: made, looked at, taken back, carried elsewhere."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from flask import Blueprint, Response, current_app, render_template, request
from flask import redirect as redirect_to
from werkzeug.wrappers import Response as BaseResponse

from corpus.compared import Clause
from corpus.decision_files import LARGEST
from corpus.decisions import LONGEST_COMMENT, Action, Contested
from corpus.model import (
    BadRequest,
    Link,
    Message,
    NotFound,
    Relation,
    split_passage_id,
)
from corpus.rulings import Entry, Subject
from web import judging, matters, people
from web.links import url
from web.matters import decisions

pages = Blueprint("judging", __name__)
pages.after_request(people.remembered)

_ON_PAGE = 50


@pages.app_context_processor
def _tables() -> dict[str, object]:
    return {
        "ACTIONS": judging.ACTIONS,
        "STATES": judging.STATES,
        "WHO": judging.WHO,
        "NOT_DECIDED": judging.NOT_DECIDED,
        "LONGEST_COMMENT": LONGEST_COMMENT,
        "fields_of": judging.fields,
        "sides_of": judging.sides_of,
        "headed": judging.headed,
        "words_now": words_now,
        "told": judging.told,
        "matter_url": matter_url,
        "anchor_of": judging.anchor_of,
        "local_day": judging.local_day,
        "local_time": judging.local_time,
    }


def words_now(name: str) -> str:
    """What a unit says, by its id."""
    text: str = current_app.extensions["workspace"].clause(name).text
    return text


def matter_url(subject: Subject, back: str = "", at: str = "") -> str:
    """The page of a matter, which leads back: to `back`, or to `at` on the page that asked."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in judging.fields(subject):
        values[name].append(value)
    return url("judging.matter", back=back or None, at=at or None, **values)


# --- Deciding ---------------------------------------------------------------


@pages.post("/decisions")
def decide() -> str | tuple[str, int] | BaseResponse:
    form = matters.sent_form()
    if not (people.person() or form.get("by", "").strip()):
        return render_template("judging_name.html", sent=matters.sent())
    by, seen = people.signature(), matters.position(form.get("seen", ""))
    action = matters.one_of(Action, form.get("action", ""))
    try:
        if action is Action.UNDO:
            decisions().undo(by, form.get("decision", ""), seen)
        else:
            about, instead = matters.meant(action)
            relation = form.get("relation", "")
            decisions().decide(
                by,
                action,
                about,
                instead,
                matters.one_of(Relation, relation) if relation else None,
                form.get("comment", ""),
                seen,
            )
    except Contested as error:
        return _contested(error), 409
    return redirect_to(matters.back(), 303)


def _contested(error: Contested) -> str:
    rulings = decisions().rulings()
    target = rulings.entry(error.ours.undoes) if error.ours.undoes else None
    return render_template(
        "judging_contested.html",
        ours=error.ours,
        theirs=error.theirs,
        target=target.decision if target else None,
        sent=[(name, value) for name, value in matters.sent() if name != "seen"],
        seen=rulings.position,
        back=matters.back(),
    )


# --- Pages ------------------------------------------------------------------


@pages.get("/decisions/matter")
def matter() -> str:
    """One link or filing: both sides, what machine and people say, all that can be done."""
    workspace, make = current_app.extensions["workspace"], decisions()
    asked = matters.asked()[0]
    subject = make.place(asked)
    if subject is None:
        raise NotFound(Message("Không định được vị trí của đoạn này trong văn bản."))
    rulings = make.rulings()
    names = sorted(subject.documents)
    page: dict[str, object] = {
        "subject": subject,
        "ruling": rulings.of(subject),
        "comments": rulings.comments(subject),
        "history_entries": list(reversed(rulings.about(subject))),
        "seen": rulings.position,
        "documents": {name: workspace.document(name) for name in names},
        "back": matters.came_from(),
        "clauses": {name: workspace.clauses(name) for name in names},
    }
    if subject.is_link:
        page |= {
            "sides": [
                [workspace.clause(n) for n in side] for side in (subject.left, subject.right)
            ],
            "machine": _link(subject, judging.MACHINE),
            "standing": _link(subject, judging.BOTH),
        }
        return render_template("judging_link.html", **page)
    frame = make.frame(subject.frame)
    made = workspace.compare(names, subject.frame)
    (row,) = [one for one in workspace.rows(made) if one.group.key == subject.row]
    return render_template(
        "judging_filing.html",
        frame=frame,
        row=row,
        unit=asked.left[0],
        below=_below(subject, row.cells[0].clauses),
        **page,
    )


def _link(subject: Subject, who: str) -> Link | None:
    """What machine or people say of a link, its left being ours."""
    workspace = current_app.extensions["workspace"]
    names = [split_passage_id(side[0])[0] for side in (subject.left, subject.right)]
    links = workspace.judged(workspace.compare(names, None), who).links
    return next((one for one in links if Subject(one.left, one.right).key == subject.key), None)


def _below(subject: Subject, clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses of a row that stand under a group."""
    if not subject.is_group:
        return []
    document = current_app.extensions["workspace"].document(next(iter(subject.documents)))
    eid = split_passage_id(subject.left[0])[1]
    found = []
    for clause in sorted(clauses, key=lambda one: one.order):
        passage = document.passage(clause.eid) or document.passage(
            clause.eid.rpartition("__sent_")[0]
        )
        if passage and any(p.eid == eid for p in document.ancestors(passage.provision)):
            found.append(clause)
    return found


@pages.get("/decisions/add")
def add() -> str:
    """What is missing: a clause for a row, or a counterpart for a clause."""
    workspace, make = current_app.extensions["workspace"], decisions()
    names = list(dict.fromkeys(request.args.getlist("docs")))
    unit = request.args.get("unit", "")
    page: dict[str, object] = {
        "seen": make.rulings().position,
        "back": matters.came_from(),
        "documents": {name: workspace.document(name) for name in names},
    }
    if unit:
        clause, own = workspace.clause(unit), split_passage_id(unit)[0]
        others = [name for name in names if name != own]
        if not others:
            raise BadRequest(Message("Cần ít nhất một văn bản khác để nối với đoạn này."))
        asked = request.args.get("to", "")
        return render_template(
            "judging_counterpart.html",
            clause=clause,
            others=others,
            other=asked if asked in others else others[0],
            clauses=workspace.clauses(asked if asked in others else others[0]),
            **page,
        )
    frame = make.frame(request.args.get("frame", ""))
    key = request.args.get("key", "")
    group = next((one for one in frame.groups if one.key == key), None)
    if group is None or len(names) != 1:
        raise NotFound(Message("Khung này không có nhóm “{key}”.", key=key))
    comparison = workspace.judged(workspace.compare(names, frame.id))
    here = {one.passage for one in comparison.clauses if one.key == key}
    elsewhere = {one.passage: one.key for one in comparison.clauses}
    return render_template(
        "judging_missing.html",
        frame=frame,
        group=group,
        titles={one.key: one for one in frame.groups},
        elsewhere=elsewhere,
        clauses=[one for one in workspace.clauses(names[0]) if one.passage not in here],
        **page,
    )


@pages.get("/decisions")
def listing() -> str:
    make, args = decisions(), request.args
    rulings = make.rulings()
    by, document, state = (args.get(name, "") for name in ("by", "document", "state"))

    def is_asked(entry: Entry) -> bool:
        return (
            (not by or entry.decision.by == by)
            and (not document or document in entry.documents)
            and (not state or entry.state == state or (state == judging.MOVED and entry.moved))
        )

    newest = list(reversed(rulings.entries))
    found = [entry for entry in newest if is_asked(entry)]
    last = max(1, -(-len(found) // _ON_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    return render_template(
        "judging_list.html",
        entries=found[_ON_PAGE * (page - 1) : _ON_PAGE * page],
        targets={e.decision.id: e.decision for e in newest},
        total=len(found),
        page=page,
        last=last,
        names=sorted({entry.decision.by for entry in newest}),
        mentioned=sorted({name for entry in newest for name in entry.documents}),
        known={one.id: one for one in current_app.extensions["workspace"].documents()},
        chosen={"by": by, "document": document, "state": state},
        LISTED=judging.LISTED,
        seen=rulings.position,
        everything=len(newest),
    )


@pages.get("/decisions/<kind>.json")
def download(kind: str) -> Response:
    """All decisions, or what they say as gold."""
    makers: Mapping[str, Callable[[], object]] = {
        "decisions": decisions().exported,
        "gold": current_app.extensions["workspace"].gold,
    }
    if kind not in makers:
        raise NotFound(Message("Không có tệp nào như vậy."))
    return Response(
        json.dumps(makers[kind](), ensure_ascii=False, indent=1),
        mimetype="application/json",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(kind)}.json"},
    )


@pages.post("/decisions/import")
def take_in() -> str | BaseResponse:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadRequest(Message("Hãy chọn một tệp quyết định."))
    done = decisions().take_in(file.stream.read(LARGEST + 1))
    return redirect_to(
        url("judging.listing", added=done.added, same=done.known, differing=done.differing), 303
    )


@pages.post("/decisions/name")
def name() -> BaseResponse:
    """A name is kept by `people.remembered`; a page of ours is shown again."""
    people.signature()
    return redirect_to(matters.back(), 303)
