"""Attributes of a document put right by hand, as on its page."""

from __future__ import annotations

import click

from commands.opening import as_json, one_document, open_workspace, signature, signed
from corpus.model import BadRequest, Message
from manual import Words, command, option, print_json, print_lines, tell, voice


@command(
    "correct",
    Message(
        "Sửa tay một thuộc tính của văn bản; điều máy đọc được vẫn còn bên cạnh. Không nêu FIELD thì"
        " liệt kê các lần đã sửa. FIELD: {fields}.",
        fields="title, type, number, date, issuer, level, province, district, commune, signer,"
        " effective, genre, status, replaces, implements",
    ),
    "doichieu correct 61-CTr/TU date 21/10/2024",
    "doichieu correct 61-CTr/TU province 'Sóc Trăng' --by Lan",
    "doichieu correct 61-CTr/TU date --withdraw",
)
@one_document
@click.argument("field", metavar="[FIELD]", required=False, type=Words())
@click.argument("value", metavar="[VALUE]", required=False, type=Words())
@signed
@option("--withdraw", is_flag=True, about=Message("Bỏ điều đã sửa, lấy lại điều máy đọc được."))
@as_json
def correct(
    name: str, field: str | None, value: str | None, by: str | None, withdraw: bool, as_json: bool
) -> None:
    workspace = open_workspace()
    document = workspace.document(name).id
    store = workspace.store
    if field is not None:
        if (value is None) is not withdraw:
            raise BadRequest(Message("Hãy nêu giá trị mới, hoặc --withdraw."))
        latest = [entry.key for entry in store.corrections(document) if entry.field == field]
        who = signature(by)
        store.correct(document, field, value, who, latest[-1] if latest else 0)
        if not as_json:
            tell(Message("Đã ghi. Văn bản: {name}.", name=document))
    entries = store.corrections(document)
    if as_json:
        print_json(
            [
                {"field": e.field, "value": e.value, "was": e.was, "by": e.by, "at": e.at}
                for e in entries
            ]
        )
    elif field is None:
        back = voice()(Message("lấy lại điều máy đọc"))
        print_lines(
            f"{e.at}  {e.by}  {e.field}: {e.was} → {back if e.value is None else e.value}"
            for e in entries
        )
