"""Tables across documents on a terminal: the ledger of figures, and who is to do what.

In come the values of the core, out come lines in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from corpus.model import Message, split_passage_id
from corpus.tabulated import COMPARATORS, KINDS, OTHER, DutyMatrix, Ledger, LedgerRow
from manual import language, voice
from terminal import cut, one_line, table

_ROOM = 100
_FIGURE_HEADS = (
    Message("Văn bản"),
    Message("Loại số"),
    Message("Giá trị"),
    Message("Năm"),
    Message("Nguyên văn"),
)
_OTHER = Message("Ngoài các nhóm của khung")


def ledger(made: Ledger) -> Iterator[str]:
    """Indicators that several documents speak of come first."""
    rows = sorted(made.rows, key=lambda row: -len(row.cells))
    if not rows:
        yield voice()(Message("Không thấy chỉ tiêu nào."))
    for at, row in enumerate(rows):
        if at:
            yield ""
        yield from _indicator(row)


def _indicator(row: LedgerRow) -> Iterator[str]:
    say = voice()
    unit = f" ({row.unit})" if row.unit else ""
    yield click.style(cut(row.name, _ROOM) + unit, bold=True)
    lines = []
    for figure in row.figures:
        target = figure.target
        value = f"{target.value} {target.unit}".strip()
        said = say(Message(COMPARATORS[target.comparator].template, value=value))
        lines.append(
            (figure.passage, say(KINDS[target.kind]), said, str(target.year or ""), figure.printed)
        )
    yield from ("  " + line for line in table([say(head) for head in _FIGURE_HEADS], lines))
    for flag in row.flags:
        yield f"  ! {say(flag.sentence)} {say(flag.reason)}"


def duties(made: DutyMatrix) -> Iterator[str]:
    """Row by row, each agency with the sign of its part and its passages."""
    say = voice()
    if not made.rows:
        yield say(Message("Không thấy nhiệm vụ nào được giao."))
    for at, row in enumerate(made.rows):
        if at:
            yield ""
        title = row.group.title_en if language() == "en" and row.group.title_en else row.group.title
        yield click.style(
            cut(one_line(say(_OTHER) if row.group.key == OTHER else title), _ROOM), bold=True
        )
        for agency, mark in sorted(row.marks.items(), key=lambda pair: not pair[1].lead):
            where = ", ".join(
                split_passage_id(p)[1] if len(made.documents) == 1 else p for p in mark.passages
            )
            yield f"  {'●' if mark.lead else '○'} {agency}: {where}"
