"""Questions to the corpus: search, comparison, targets."""

from __future__ import annotations

from pathlib import Path

import click

import terminal
from commands.opening import SERVED_AT, as_json, open_workspace
from corpus.model import Message, QueryError
from manual import (
    Words,
    command,
    language,
    option,
    print_json,
    print_lines,
    tell,
    with_csv,
    with_files,
    with_filters,
)


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
@option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    metavar="N",
    about=Message("Số đoạn hiện ra (mặc định 20)."),
)
@with_filters
@option(
    "--frame",
    type=Words(),
    metavar="F",
    about=Message("Khung mà --group nói tới: mã khung hoặc một văn bản (mặc định 28-ct-tw)."),
)
@as_json
def search(
    query: str, limit: int, frame: str | None, as_json: bool, **filters: tuple[str, ...]
) -> None:
    import shapes
    from workspace import DEFAULT_FRAME

    chosen = {name: values for name, values in filters.items() if values}
    try:
        found = open_workspace().search(query, chosen, frame or DEFAULT_FRAME, limit)
    except QueryError as error:
        for line in terminal.pointed_at(query, error.position):
            click.echo(line, err=True)
        raise
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
    about=Message("Khung cho các hàng: mã khung, số của chỉ thị, hoặc một văn bản."),
)
@as_json
@with_files
def compare(names: tuple[str, ...], frame: str | None, as_json: bool, **files: Path | None) -> None:
    import shapes
    from web.saving import words

    workspace = open_workspace()
    made = workspace.compare(names, frame)
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
)
@click.argument("names", metavar="DOC...", nargs=-1, required=True, type=Words())
@as_json
@with_csv
def targets(names: tuple[str, ...], as_json: bool, csv: Path | None) -> None:
    import shapes

    workspace = open_workspace()
    documents = [workspace.document(name) for name in names]
    rows = [row for document in documents for row in shapes.targets(document)]
    if csv:
        shapes.write_csv(csv, rows, shapes.TARGET_KEYS)
        tell(Message("Đã ghi {count} dòng vào {file}.", count=len(rows), file=csv))
    if as_json:
        print_json(rows)
    elif not csv:
        print_lines(terminal.targets(documents))
