"""A document's attributes put right by hand, beside what was read from its text."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from corpus.corrections import FIELDS, Correction, Overtaken, written
from corpus.messages import BadRequest
from corpus.model import Genre, Message, Tier
from web import people
from web.labels import GENRES, TIERS, TYPES
from web.links import url

pages = Blueprint("correcting", __name__)
pages.after_request(people.remembered)

NAMES = {
    "title": Message("Tên, trích yếu"),
    "type": Message("Loại văn bản"),
    "number": Message("Số, ký hiệu"),
    "date": Message("Ngày ban hành"),
    "issuer": Message("Cơ quan ban hành"),
    "level": Message("Cấp"),
    "province": Message("Tỉnh, thành phố"),
    "district": Message("Huyện"),
    "commune": Message("Xã"),
    "signer": Message("Người ký"),
    "effective": Message("Ngày hiệu lực"),
    "genre": Message("Thể loại"),
    "status": Message("Tình trạng"),
    "replaces": Message("Thay thế văn bản"),
    "implements": Message("Thực hiện văn bản"),
}
STATUSES = {"issued": Message("đã ban hành"), "draft": Message("dự thảo")}
HINTS = {
    "date": Message("như 25/12/2023"),
    "effective": Message("như 25/12/2023"),
    "number": Message("như 28-CT/TW"),
    "replaces": Message("các số, ký hiệu, cách nhau bằng dấu chấm phẩy"),
    "implements": Message("các số, ký hiệu, cách nhau bằng dấu chấm phẩy"),
}
_CHOICES: dict[str, dict[str, Message]] = {
    "level": {str(tier.value): TIERS[tier] for tier in Tier},
    "genre": {str(genre.value): GENRES[genre] for genre in Genre},
    "status": STATUSES,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute: what was read, and what people said of it, the last of it standing."""

    name: str
    read: str
    now: str
    given: tuple[Correction, ...]

    @property
    def seen(self) -> int:
        return self.given[-1].key if self.given else 0

    @property
    def standing(self) -> Correction | None:
        return self.given[-1] if self.given and self.given[-1].value is not None else None


@pages.get("/documents/<document_id>/attributes")
def attributes(document_id: str) -> str:
    return _page(document_id)


@pages.post("/documents/<document_id>/attributes")
def correct(document_id: str) -> Response | tuple[str, int]:
    workspace = current_app.extensions["workspace"]
    name, value = request.form.get("field", ""), request.form.get("value", "")
    seen = request.form.get("seen", "0")
    try:
        workspace.store.correct(
            document_id,
            name,
            None if "withdraw" in request.form else value,
            people.signature(),
            int(seen) if seen.isdecimal() else 0,
        )
    except Overtaken as error:
        return _page(document_id, name, value, error.message), 409
    except BadRequest as error:
        return _page(document_id, name, value, error.message), 400
    here = url("correcting.attributes", document_id=document_id, _anchor=f"field-{name}")
    return redirect(here, 303)


def _page(document_id: str, wrong: str = "", typed: str = "", fault: Message | None = None) -> str:
    workspace = current_app.extensions["workspace"]
    document = workspace.document(document_id)
    given = workspace.store.corrections(document.id)
    machine = workspace.store.metadata_as_read(document.id)
    fields = [
        Field(
            name,
            written(getattr(machine, name)),
            written(getattr(document.metadata, name)),
            tuple(entry for entry in given if entry.field == name),
        )
        for name in FIELDS
    ]
    return render_template(
        "attributes.html",
        document=document,
        fields=fields,
        names=NAMES,
        hints=HINTS,
        choices=_CHOICES,
        known_types=sorted(TYPES),
        wrong=wrong,
        typed=typed,
        fault=fault,
    )
