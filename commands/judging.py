"""What people decided on comparisons: listed, taken elsewhere, brought in, added to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import terminal
from commands.opening import as_json, open_workspace, signature, signed
from corpus.model import BadRequest, Message
from manual import Command, Group, Words, option, print_json, print_lines, tell, voice

if TYPE_CHECKING:
    from corpus.rulings import Entry
    from workspace import Workspace

_HEADS = (
    Message("Mã"),
    Message("Người"),
    Message("Lúc"),
    Message("Việc"),
    Message("Tình trạng"),
    Message("Về"),
)
_STATES = ("in_force", "replaced", "undone", "stale", "moved")
_SHORT = 12  # digits of an id that are shown, and enough to name an entry


@click.group(
    "decisions",
    cls=Group,
    about=Message(
        "Điều mọi người đã nhận, bác, nối lại, tách, gộp hay ghi chú khi đối chiếu."
        " Nhật ký chỉ thêm, không xóa."
    ),
    examples=(
        "doichieu decisions list --state stale",
        "doichieu decisions export --output quyet-dinh.json",
        "doichieu decisions import quyet-dinh.json",
    ),
)
def decisions() -> None:
    pass


def _command(name: str, about: Message, *examples: str) -> Any:
    return decisions.command(name, cls=Command, about=about, examples=examples)


@_command(
    "list",
    Message("Liệt kê các quyết định, cũ trước mới sau."),
    "doichieu decisions list",
    "doichieu decisions list --by Lan --state in_force --json",
)
@option("--by", type=Words(), metavar="NAME", about=Message("Chỉ của người này."))
@option("--document", type=Words(), metavar="DOC", about=Message("Chỉ về văn bản này."))
@option(
    "--state",
    type=click.Choice(_STATES),
    about=Message("Chỉ những quyết định ở tình trạng này (stale: không còn khớp)."),
)
@as_json
def list_(by: str | None, document: str | None, state: str | None, as_json: bool) -> None:
    workspace = open_workspace()
    name = workspace.store.resolve(document) if document else None
    found = [
        entry
        for entry in workspace.decisions.rulings().entries
        if (by is None or entry.decision.by == by)
        and (name is None or name in entry.documents)
        and (state is None or entry.state == state or (state == "moved" and entry.moved))
    ]
    if as_json:
        print_json([_shape(entry) for entry in found])
    elif found:
        say = voice()
        print_lines(terminal.table([say(head) for head in _HEADS], [_row(e) for e in found]))
    else:
        tell(Message("Không có quyết định nào như vậy."))


def _shape(entry: Entry) -> dict[str, Any]:
    from corpus.decision_files import plain

    undone = entry.undone_by
    return plain(entry.decision) | {
        "state": entry.state.value,
        "moved": entry.moved,
        "undone_by": undone.by if undone else None,
        "now": [
            place
            and {"left": list(place.left), "right": list(place.right), "key": place.row or None}
            for place in entry.places
        ],
    }


def _row(entry: Entry) -> list[str]:
    from web.judging import ACTIONS, STATES

    one, say = entry.decision, voice()
    sign, word = ACTIONS[one.action]
    state = say(STATES[entry.state]) + (f" ({say(Message('đã dời'))})" if entry.moved else "")
    about = [
        " + ".join(a.id for a in matter.left)
        + (" ↔ " + " + ".join(a.id for a in matter.right) if matter.right else "")
        + (f" → {matter.row.key}" if matter.row else "")
        for matter in one.about
    ]
    words = "; ".join([*about, *([one.comment] if one.comment else []), one.undoes or ""])
    when = f"{one.at.astimezone():%d/%m/%Y %H:%M}"
    return [one.id[:_SHORT], one.by, when, f"{sign} {say(word)}", state, words.strip("; ")]


@_command(
    "export",
    Message("In ra mọi quyết định thành JSON, hoặc thành bộ chuẩn để đo việc nối đoạn."),
    "doichieu decisions export > quyet-dinh.json",
    "doichieu decisions export --gold --output chuan.json",
)
@option(
    "--gold",
    is_flag=True,
    about=Message("Chỉ các cặp đã nhận và đã bác, bằng mã và vị trí, không kèm lời văn."),
)
@option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    about=Message("Ghi vào tệp thay vì in ra."),
)
def export(gold: bool, output: Path | None) -> None:
    workspace = open_workspace()
    made: Any = workspace.gold() if gold else workspace.decisions.exported()
    if output is None:
        print_json(made)
        return
    output.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    tell(Message("Đã ghi {file}.", file=output))


@_command(
    "import",
    Message(
        "Nhận quyết định từ tệp JSON của một máy khác: mục nào chưa có thì thêm,"
        " mục đã có thì giữ nguyên."
    ),
    "doichieu decisions import quyet-dinh.json",
)
@click.argument(
    "file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True)
)
@as_json
def import_(file: Path, as_json: bool) -> None:
    from corpus.decision_files import LARGEST

    with file.open("rb") as data:
        done = open_workspace().decisions.take_in(data.read(LARGEST + 1))
    if as_json:
        print_json({"added": done.added, "known": done.known, "differing": done.differing})
        return
    tell(
        Message(
            "Thêm {added} mục, {known} mục đã có, {differing} mục trùng mã nhưng khác nội dung"
            " (giữ bản ở đây).",
            added=done.added,
            known=done.known,
            differing=done.differing,
        )
    )


@_command(
    "add",
    Message(
        "Nhận hay bác một chỗ nối giữa hai đoạn, hoặc một đoạn ở một hàng của khung"
        " (WITH là mã đoạn, hoặc mã hàng khi có --frame)."
    ),
    "doichieu decisions add accept '61-ctr#part_II__sec_1' '123-kh#part_II__sec_2' --by Lan",
    "doichieu decisions add reject '61-ctr#part_II__sec_1' 3 --frame 28-CT/TW",
)
@click.argument("action", metavar="accept|reject", type=click.Choice(["accept", "reject"]))
@click.argument("passage", metavar="PASSAGE", type=Words())
@click.argument("counterpart", metavar="WITH", type=Words())
@option("--frame", type=Words(), metavar="F", about=Message("Khung mà WITH là một hàng."))
@option(
    "--relation",
    type=click.Choice(["same", "adapted", "broader", "narrower", "related"]),
    about=Message("PASSAGE là gì so với WITH."),
)
@option("--comment", type=Words(), default="", metavar="TEXT", about=Message("Ghi chú kèm theo."))
@signed
def add(
    action: str,
    passage: str,
    counterpart: str,
    frame: str | None,
    relation: str | None,
    comment: str,
    by: str | None,
) -> None:
    from corpus.decisions import Action
    from corpus.model import Relation

    workspace = open_workspace()
    make, name = workspace.decisions, _full(workspace, passage)
    if frame:
        matter = make.filing(name, workspace.frame(frame).id, counterpart)
    else:
        matter = make.link([name], [_full(workspace, counterpart)])
    done = make.decide(
        signature(by),
        Action(action),
        [matter],
        (),
        Relation(relation) if relation else None,
        comment,
    )
    print_lines([done.id[:_SHORT]])


def _full(workspace: Workspace, passage: str) -> str:
    """The id of a passage whose document is named as people name documents."""
    document, mark, eid = passage.partition("#")
    return f"{workspace.store.resolve(document)}{mark}{eid}"


@_command(
    "undo",
    Message("Hoàn tác một quyết định; điều đã có trước nó lại có hiệu lực."),
    "doichieu decisions undo 3f2a9c0d17be --by Lan",
)
@click.argument("decision", metavar="ID", type=Words())
@signed
def undo(decision: str, by: str | None) -> None:
    make = open_workspace().decisions
    known = [entry.decision.id for entry in make.rulings().entries]
    meant = [one for one in known if one.startswith(decision)]
    if len(meant) > 1:
        raise BadRequest(Message("“{id}” là phần đầu của nhiều mã quyết định.", id=decision))
    print_lines([make.undo(signature(by), meant[0] if meant else decision).id[:_SHORT]])
