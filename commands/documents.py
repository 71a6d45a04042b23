"""Documents in, and what was read from them out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import terminal
from commands.opening import SERVED_AT, as_json, one_document, open_workspace
from corpus.model import Message, Span
from manual import (
    SOME_FAILED,
    Words,
    command,
    option,
    print_json,
    print_lines,
    tell,
    voice,
    with_downloads,
)

CITED_AS = ("text", "html", "markdown", "bibtex", "ris", "csl-json", "annotation")


@command(
    "ingest",
    Message(
        "Nạp tệp, thư mục và danh mục (.csv, .toml) vào kho. Tệp không đổi thì bỏ qua; tệp đã sửa thành phiên bản mới"
        " của cùng văn bản; tệp hỏng được nêu lý do, các tệp khác vẫn được nạp."
    ),
    "doichieu ingest ke-hoach/",
    "doichieu ingest 61-ctr-tu.html bao-cao.txt --jobs 2 --json",
    "doichieu ingest danh-muc.csv",
)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    about=Message("Số tiến trình đọc cùng lúc (mặc định: theo số nhân của máy)."),
)
@as_json
def ingest(paths: tuple[Path, ...], jobs: int | None, as_json: bool) -> None:
    import shapes

    report = open_workspace().ingest(paths, jobs, terminal.progress())
    if as_json:
        print_json(shapes.report(report, voice()))
    else:
        print_lines(terminal.report(report))
    if report.failed:
        click.get_current_context().exit(SOME_FAILED)


@command(
    "fetch",
    Message(
        "Tải các văn bản mà một danh mục nêu địa chỉ, rồi nạp vào kho. Tôn trọng robots.txt; tệp"
        " không đổi thì không tải lại; mục nào không tải được thì nêu lý do."
    ),
    "doichieu fetch danh-muc.csv",
    "doichieu fetch danh-muc.toml --into tai-ve/ --delay 5 --json",
)
@click.argument("manifest", metavar="MANIFEST", type=click.Path(path_type=Path))
@with_downloads
@as_json
def fetch(manifest: Path, into: Path | None, delay: float, as_json: bool) -> None:
    import shapes

    fetched, report = open_workspace().fetch(manifest, into, delay, terminal.progress())
    if as_json:
        print_json(shapes.fetched(fetched, report, voice()))
    else:
        print_lines((*terminal.fetched(fetched), *terminal.report(report)))
    if report.failed:
        click.get_current_context().exit(SOME_FAILED)


@command(
    "documents",
    Message("Liệt kê các văn bản trong kho."),
    "doichieu documents",
    "doichieu documents --json",
)
@as_json
def documents(as_json: bool) -> None:
    import shapes

    found = open_workspace().documents()
    if as_json:
        print_json([shapes.summary(line) for line in found])
    elif found:
        print_lines(terminal.documents(found))
    else:
        tell(Message("Kho chưa có văn bản nào. Hãy nạp: doichieu ingest PATH..."))


@command(
    "show",
    Message("Cho xem những gì đọc được từ một văn bản: thuộc tính, mục lục, đoạn, viện dẫn."),
    "doichieu show 61-CTr/TU",
    "doichieu show 61-ctr-tu-2024 --json",
)
@one_document
@as_json
def show(name: str, as_json: bool) -> None:
    import shapes

    workspace = open_workspace()
    document = workspace.document(name)
    if as_json:
        print_json(shapes.document(document, workspace.conflicts(document.id)))
    else:
        print_lines(terminal.document(document))


@command(
    "text",
    Message("In nguyên văn của văn bản, không thêm bớt: mọi vị trí ký tự đều tính trên đó."),
    "doichieu text 61-CTr/TU",
    "doichieu text 61-ctr-tu-2024 > van-ban.txt",
)
@one_document
def text(name: str) -> None:
    click.echo(open_workspace().text(name).encode("utf-8", "surrogatepass"), nl=False)


class Stretch(click.ParamType):
    """`A-B`: characters of a passage's own text, from 0, B not included."""

    name = "A-B"

    def convert(self, value: Any, param: Any, ctx: Any) -> Span:
        start, _, end = str(value).partition("-")
        if not (start.isdecimal() and end.isdecimal() and int(start) < int(end)):
            self.fail(
                voice()(Message("“{span}” không phải là một khoảng ký tự.", span=value)), param, ctx
            )
        return Span(int(start), int(end))


@command(
    "cite",
    Message(
        "Trích dẫn một đoạn, hoặc đúng những chữ đã chọn trong đoạn: một câu, hay một dạng cho phần"
        " mềm quản lý trích dẫn. PASSAGE là mã đoạn, dạng DOC#ĐOẠN."
    ),
    "doichieu cite '61-ctr-tu-2024#part_II__sec_1__para_1'",
    "doichieu cite '61-CTr/TU#para_2' --format bibtex",
    "doichieu cite '61-CTr/TU#para_2' --span 0-42 --format annotation",
)
@click.argument("passage", metavar="PASSAGE", type=Words())
@option(
    "--format",
    "form",
    type=click.Choice(CITED_AS),
    default="text",
    about=Message("Dạng trích dẫn."),
)
@option(
    "--span",
    type=Stretch(),
    metavar="A-B",
    about=Message("Chỉ các ký tự từ A đến trước B của đoạn, đếm từ 0."),
)
def cite(passage: str, form: str, span: Span | None) -> None:
    from web.quoting import written

    quoted = open_workspace().quoted(passage, span)
    click.echo(written([quoted], form, SERVED_AT).encode("utf-8", "surrogatepass"), nl=False)


@command(
    "export",
    Message(
        "Xuất một văn bản cho phần mềm khác: JSON (nguyên văn và mọi vị trí trên đó) hoặc Akoma"
        " Ntoso (XML theo chuẩn OASIS)."
    ),
    "doichieu export 61-CTr/TU > van-ban.json",
    "doichieu export 61-ctr-tu-2024 --format akn > van-ban.xml",
)
@one_document
@option(
    "--format",
    "form",
    type=click.Choice(["json", "akn"]),
    default="json",
    about=Message("Dạng tệp (mặc định json)."),
)
def export(name: str, form: str) -> None:
    from web.exporting import exported

    workspace = open_workspace()
    document = workspace.document(name)
    version = next(v for v in workspace.store.versions(document.id) if v.current)
    click.echo(exported(document, version, form, workspace.conflicts(document.id)), nl=False)
