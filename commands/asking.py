"""Questions to the corpus: search, comparison, figures, duties."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

import table_shapes
import terminal
from commands import tables
from commands.opening import SERVED_AT, as_json, open_workspace
from corpus.model import BadRequest, Message, QueryError
from manual import (
    Words,
    command,
    language,
    option,
    print_json,
    print_lines,
    tell,
    voice,
    with_files,
    with_filters,
    with_limit,
    with_tables,
)

if TYPE_CHECKING:
    from corpus.tabulated import DutyMatrix, Ledger
    from workspace import Workspace


@command(
    "search",
    Message(
        "Tìm trong các đoạn. Viết như nói; “trong ngoặc kép” là nguyên cụm; AND, OR, NOT;"
        " chăm* là phần đầu của từ; gõ không dấu cũng được."
    ),
    "doichieu search 'đuối nước'",
    "doichieu search '\"bạo lực\" OR \"xâm hại\"' --province 'Lai Châu' --year 2024..2025",
    "doichieu search 'tre em' --group 3 --limit 5 --json",
)
@click.argument("query", metavar="QUERY", type=Words())
@with_limit
@with_filters
@option(
    "--frame",
    type=Words(),
    metavar="F",
    about=Message("Khung mà --group nói tới: mã khung hoặc một văn bản (mặc định 28-ct-tw)."),
)
@as_json
@with_tables
def search(
    query: str,
    limit: int,
    frame: str | None,
    as_json: bool,
    csv: Path | None,
    xlsx: Path | None,
    **filters: tuple[str, ...],
) -> None:
    import shapes
    from corpus import found as rows_of
    from corpus.tables import csv_table, xlsx_table
    from workspace import DEFAULT_FRAME

    workspace = open_workspace()
    chosen = {name: values for name, values in filters.items() if values}
    try:
        found = workspace.search(query, chosen, frame or DEFAULT_FRAME, limit)
    except QueryError as error:
        for line in terminal.pointed_at(query, error.position):
            click.echo(line, err=True)
        raise
    rows = rows_of.rows(found, workspace.document, SERVED_AT) if csv or xlsx else []
    if csv:
        csv.write_bytes(csv_table(rows, rows_of.KEYS))
    if xlsx:
        xlsx.write_bytes(xlsx_table(rows, rows_of.KEYS, query))
    for file in filter(None, (csv, xlsx)):
        tell(Message("Đã ghi {count} dòng vào {file}.", count=len(rows), file=file))
    if as_json:
        print_json(shapes.results(found))
    elif not (csv or xlsx):
        print_lines(terminal.results(found))


@command(
    "related",
    Message("Những đoạn cùng nói về điều mà một đoạn nói. PASSAGE là mã đoạn, dạng DOC#ĐOẠN."),
    "doichieu related '61-CTr/TU#para_2' --limit 5",
)
@click.argument("passage", metavar="PASSAGE", type=Words())
@with_limit
@as_json
def related(passage: str, limit: int, as_json: bool) -> None:
    import shapes

    found = open_workspace().related(passage, limit)
    if as_json:
        print_json(shapes.results(found))
    else:
        print_lines(terminal.results(found))


@command(
    "compare",
    Message(
        "Đặt các văn bản cạnh nhau: theo các nhóm nhiệm vụ của một khung, hoặc, không có khung,"
        " từng cặp với nhau theo thứ tự đã nêu."
    ),
    "doichieu compare 61-CTr/TU 123/KH-UBND --frame 28-CT/TW",
    "doichieu compare soc-trang ninh-binh --frame 28-CT/TW --xlsx doi-chieu.xlsx",
    "doichieu compare soc-trang ninh-binh --json",
)
@click.argument("names", metavar="DOC DOC...", nargs=-1, required=True, type=Words())
@option(
    "--frame",
    type=Words(),
    metavar="F",
    about=Message(
        "Khung cho các hàng: mã khung, số của chỉ thị, một văn bản, hoặc induced: rút ra từ chính"
        " các văn bản được so."
    ),
)
@option(
    "--who",
    type=click.Choice(["both", "machine", "people"]),
    default="both",
    about=Message("Theo máy và người (mặc định; người quyết thì theo người), hoặc chỉ một bên."),
)
@as_json
@with_files
def compare(
    names: tuple[str, ...], frame: str | None, who: str, as_json: bool, **files: Path | None
) -> None:
    import shapes
    from web.saving import words

    workspace = open_workspace()
    made = workspace.judged(workspace.compare(names, frame), who)
    for form, file in files.items():
        if file:
            file.write_bytes(workspace.export(made, form, words(language(), SERVED_AT)))
            tell(Message("Đã ghi {file}.", file=file))
    if as_json:
        print_json(shapes.comparison(made))
    elif not any(files.values()):
        print_lines(terminal.comparison(made, {n: workspace.document(n) for n in made.documents}))


@command(
    "targets",
    Message(
        "Liệt kê chỉ tiêu trong các văn bản: mỗi giá trị của mỗi năm một dòng, kèm mốc xuất phát"
        " và kết quả đã đạt."
    ),
    "doichieu targets 61-CTr/TU",
    "doichieu targets soc-trang ninh-binh --csv chi-tieu.csv",
    "doichieu targets soc-trang ninh-binh --xlsx chi-tieu.xlsx",
)
@click.argument("names", metavar="DOC...", nargs=-1, required=True, type=Words())
@as_json
@with_tables
def targets(names: tuple[str, ...], as_json: bool, csv: Path | None, xlsx: Path | None) -> None:
    import shapes
    from corpus.tables import xlsx_table

    workspace = open_workspace()
    documents = [workspace.document(name) for name in names]
    rows = [row for document in documents for row in shapes.targets(document)]
    if csv:
        shapes.write_csv(csv, rows, shapes.TARGET_KEYS)
        tell(Message("Đã ghi {count} dòng vào {file}.", count=len(rows), file=csv))
    if xlsx:
        lines = [dict(zip(shapes.TARGET_KEYS, shapes.plain(row), strict=True)) for row in rows]
        _write(xlsx, xlsx_table(lines, shapes.TARGET_KEYS, voice()(Message("Chỉ tiêu"))))
    if as_json:
        print_json(rows)
    elif not (csv or xlsx):
        print_lines(terminal.targets(documents))


@command(
    "ledger",
    Message(
        "Xếp chỉ tiêu của nhiều văn bản vào một bảng: cùng một chỉ tiêu, dù viết khác, ở một hàng;"
        " kèm mốc xuất phát, kết quả và những chỗ cần xem lại."
    ),
    "doichieu ledger soc-trang tam-duong",
    "doichieu ledger soc-trang tam-duong --xlsx chi-tieu.xlsx",
    "doichieu ledger 61-CTr/TU --json",
)
@click.argument("names", metavar="DOC...", nargs=-1, required=True, type=Words())
@as_json
@with_tables
def ledger(names: tuple[str, ...], as_json: bool, **files: Path | None) -> None:
    workspace = open_workspace()
    made = workspace.ledger(names)
    _save(workspace, made, files)
    if as_json:
        print_json(table_shapes.ledger(made))
    elif not any(files.values()):
        print_lines(tables.ledger(made))


@command(
    "duties",
    Message(
        "Cho biết cơ quan nào làm việc gì: ● chủ trì, ○ phối hợp; theo từng việc, hoặc theo các"
        " nhóm nhiệm vụ của một khung."
    ),
    "doichieu duties 165/KH-UBND",
    "doichieu duties soc-trang ninh-binh --frame 28-CT/TW",
    "doichieu duties 165/KH-UBND --xlsx phan-cong.xlsx",
)
@click.argument("names", metavar="DOC...", nargs=-1, required=True, type=Words())
@option(
    "--frame",
    type=Words(),
    metavar="F",
    about=Message("Khung cho các hàng: mã khung, số của chỉ thị, hoặc một văn bản."),
)
@as_json
@with_tables
def duties(names: tuple[str, ...], frame: str | None, as_json: bool, **files: Path | None) -> None:
    workspace = open_workspace()
    made = workspace.duties(names, frame)
    _save(workspace, made, files)
    if as_json:
        print_json(table_shapes.duties(made))
    elif not any(files.values()):
        print_lines(tables.duties(made))


def _save(
    workspace: Workspace, made: Ledger | DutyMatrix, files: Mapping[str, Path | None]
) -> None:
    from web.saving import words

    for form, file in files.items():
        if file:
            _write(file, workspace.tabulated(made, form, words(language(), SERVED_AT)))


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise BadRequest(
            Message("Không ghi được tệp {file}: {reason}", file=file, reason=error.strerror)
        ) from error
    tell(Message("Đã ghi {file}.", file=file))
