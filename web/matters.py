"""What a form of decisions says: which matters, what stands instead, where it came from.

In come the fields of a request, those of a page's one form together with what the small
button says that was pressed; out come matters of the documents as they are now.
Nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl, quote, urlsplit

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from corpus.deciding import Decisions
from corpus.decisions import Action, Matter
from corpus.model import BadRequest, Message, split_passage_id
from web.links import url

Value = TypeVar("Value", bound=StrEnum)

_MOST = 1_000  # fields
_DIGITS = 18  # of a position in the log
_INCOMPLETE = Message("Trang gửi yêu cầu này không đầy đủ; xin mở lại trang.")


def decisions() -> Decisions:
    found: Decisions = current_app.extensions["workspace"].decisions
    return found


# --- The form ---------------------------------------------------------------


def sent() -> list[tuple[str, str]]:
    """The form as it came, to be sent again."""
    return [(n, v) for n, v in request.form.items(multi=True) if n not in ("csrf_token", "by")]


def sent_form() -> MultiDict[str, str]:
    """What was sent; where one button of many was pressed, with what that button says."""
    found = MultiDict(request.form)
    try:
        said = parse_qsl(found.pop("do", ""), max_num_fields=_MOST)
    except ValueError as error:
        raise BadRequest(_INCOMPLETE) from error
    for name, value in said:
        found.add(name, value)
    return found


def back() -> str:
    """Where the form was."""
    form = sent_form()
    address = _local(form.get("back", ""))
    return _at(address, form.get("at", "")) if address else url("judging.listing")


def _local(address: str) -> str:
    """An address, if it is a path of ours; else nothing."""
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if ours and address.isprintable() else ""


def came_from() -> str:
    """Where a page of one matter leads back to: what its address says, else the page of a
    comparison that its reader comes from."""
    address = _local(request.args.get("back", ""))
    came = urlsplit(request.referrer or "")
    if address or came.netloc != request.host or not came.path.startswith("/compare"):
        return address
    return _at(f"{came.path}?{came.query}", request.args.get("at", ""))


def _at(address: str, fragment: str) -> str:
    return f"{address}#{quote(fragment)}" if fragment and "#" not in address else address


def position(text: str) -> int:
    """A position in the log, as a page carries it."""
    if not text.isdecimal() or len(text) > _DIGITS:
        raise BadRequest(_INCOMPLETE)
    return int(text)


def one_of(kind: type[Value], text: str) -> Value:
    try:
        return kind(text)
    except ValueError:
        raise BadRequest(Message("Không có giá trị “{text}”.", text=text[:80])) from None


# --- Which matters a form means ---------------------------------------------

Matters = tuple[list[Matter], list[Matter]]


def asked(values: Mapping[str, str] | None = None) -> list[Matter]:
    """The matter a form or an address names, with the clauses that go with a group."""
    given = sent_form() if request.method == "POST" else request.args
    make = decisions()
    unit, key = given.get("unit", ""), (values or given).get("key", "")
    if unit:
        frame = given.get("frame", "")
        matters = [make.filing(unit, frame, key, bool(given.get("group")))]
        return matters + [make.filing(one, frame, key) for one in given.getlist("clauses")]
    left, right = given.getlist("left"), given.getlist("right")
    if not left or not right:
        raise BadRequest(Message("Mục được quyết định phải có hai vế."))
    return [make.link(left, right)]


def _this() -> Matters:
    return asked()[:1], []


def _all() -> Matters:
    return asked(), []


def _elsewhere() -> Matters:
    """To another row, or to another clause of either document."""
    about = asked()
    if about[0].row is not None:
        return about, asked({"key": sent_form().get("to", "")})
    ((left, right), to) = _sides(), sent_form().get("to", "")
    changed = (left, [to]) if _of_document(to, right) else ([to], right)
    return about, [decisions().link(*changed)]


def _apart() -> Matters:
    """A filing under a second row, or a link of several clauses pair by pair."""
    about = asked()[:1]
    if about[0].row is not None:
        return about, about + asked({"key": sent_form().get("to", "")})[:1]
    left, right = ([anchor.id for anchor in side] for side in (about[0].left, about[0].right))
    if len(left) == len(right) == 1:
        raise BadRequest(Message("Chỗ nối này chỉ có một đoạn ở mỗi vế, không tách được."))
    return about, [decisions().link([a], [b]) for a in left for b in right]


def _together() -> Matters:
    """Further clauses on either side; their own links with the other side end in this one."""
    make, about = decisions(), asked()
    left, right = (list(side) for side in _sides())
    absorbed = []
    for to in sent_form().getlist("to"):
        other = left if _of_document(to, right) else right
        (right if other is left else left).append(to)
        absorbed += [make.link(*([one], [to])) for one in other]
    return about + absorbed, [make.link(left, right)]


def _sides() -> tuple[list[str], list[str]]:
    form = sent_form()
    return form.getlist("left"), form.getlist("right")


def _of_document(name: str, side: list[str]) -> bool:
    return split_passage_id(name)[0] == split_passage_id(side[0])[0]


def meant(action: Action) -> Matters:
    """What an action is about, and what stands instead."""
    return _MATTERS[action]()


_MATTERS: Mapping[Action, Callable[[], Matters]] = {
    Action.ACCEPT: _this,
    Action.REJECT: _all,
    Action.RELINK: _elsewhere,
    Action.SPLIT: _apart,
    Action.MERGE: _together,
    Action.COMMENT: _this,
}
