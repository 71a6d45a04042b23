"""The command line: one call of the workspace for each command, then print it.

Data goes to stdout, progress and messages to stderr.  Exit 0 done, 1 some files
failed, 2 wrong use, 130 interrupted.  Nothing imports this module, and it imports
what is heavy only in the command that needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import platformdirs

import terminal
from corpus.model import Message
from manual import (
    LANGUAGE_VARIABLE,
    LANGUAGES,
    SOME_FAILED,
    Command,
    Program,
    Words,
    language,
    option,
    print_json,
    print_lines,
    tell,
    voice,
    with_csv,
    with_downloads,
    with_files,
    with_filters,
    with_port,
)

if TYPE_CHECKING:
    from workspace import Workspace

SAMPLES = Path(__file__).with_name("corpus") / "samples"
_PORTS_TRIED = 20
_SERVED_AT = "http://127.0.0.1:8000"  # where links in files lead: what `serve` says


@click.group(
    cls=Program,
    about=Message(
        "Đối Chiếu: nạp, tìm, đối chiếu và trích dẫn văn bản chính sách."
        " DOC là mã văn bản, phần đầu của mã, hoặc số, ký hiệu."
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="DOICHIEU_DATA",
    metavar="DIR",
    about=Message("Thư mục dữ liệu (hoặc biến DOICHIEU_DATA; mặc định: của người dùng)."),
)
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    envvar=LANGUAGE_VARIABLE,
    is_eager=True,
    about=Message("Ngôn ngữ của thông báo (hoặc biến DOICHIEU_LANG; mặc định: vi)."),
)
@click.version_option(package_name="doichieu", message="%(version)s")
def main(data: Path | None, lang: str | None) -> None:
    pass


def command(name: str, about: Message, *examples: str) -> Callable[..., Any]:
    return main.command(name, cls=Command, about=about, examples=examples)


as_json = option("--json", "as_json", is_flag=True, about=Message("In ra một giá trị JSON."))
one_document = click.argument("name", metavar="DOC", type=Words())


def _open(default: Callable[[], Path] | None = None) -> Workspace:
    from workspace import Workspace

    folder = click.get_current_context().find_root().params["data"]
    if folder is None:
        folder = default() if default else platformdirs.user_data_path("doichieu", False)
    return Workspace(folder)


# --- Documents --------------------------------------------------------------


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

    report = _open().ingest(paths, jobs, terminal.progress())
    if as_json:
        print_json(shapes.report(report))
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

    fetched, report = _open().fetch(manifest, into, delay, terminal.progress())
    if as_json:
        print_json(shapes.fetched(fetched, report))
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

    found = _open().documents()
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

    workspace = _open()
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
    click.echo(_open().text(name).encode("utf-8", "surrogatepass"), nl=False)


@command(
    "cite",
    Message("Trích dẫn một đoạn: lời văn, văn bản, vị trí. PASSAGE là mã đoạn, dạng DOC#ĐOẠN."),
    "doichieu cite '61-ctr-tu-2024#part_II__sec_1__para_1'",
    "doichieu cite '61-CTr/TU#para_2' --format text",
)
@click.argument("passage", metavar="PASSAGE", type=Words())
@option(
    "--format",
    "form",
    type=click.Choice(["text"]),
    default="text",
    about=Message("Dạng trích dẫn."),
)
def cite(passage: str, form: str) -> None:
    click.echo(_open().citation_text(passage))


# --- Search and comparison --------------------------------------------------


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
    found = _open().search(query, chosen, frame or DEFAULT_FRAME, limit)
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

    workspace = _open()
    made = workspace.compare(names, frame)
    for form, file in files.items():
        if file:
            file.write_bytes(workspace.export(made, form, words(language(), _SERVED_AT)))
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

    workspace = _open()
    documents = [workspace.document(name) for name in names]
    rows = [row for document in documents for row in shapes.targets(document)]
    if csv:
        shapes.write_csv(csv, rows, shapes.TARGET_KEYS)
        tell(Message("Đã ghi {count} dòng vào {file}.", count=len(rows), file=csv))
    if as_json:
        print_json(rows)
    elif not csv:
        print_lines(terminal.targets(documents))


# --- The data folder --------------------------------------------------------


@command(
    "check",
    Message("Soát kho: tệp nguồn, văn bản và chỉ mục có khớp nhau không."),
    "doichieu check",
    "doichieu check --repair",
)
@option(
    "--repair",
    is_flag=True,
    about=Message("Lập lại chỉ mục trước khi soát; không đụng tới tệp nguồn và văn bản."),
)
def check(repair: bool) -> None:
    faults = _open().check(repair)
    print_lines(voice()(fault) for fault in faults)
    if faults:
        click.get_current_context().exit(SOME_FAILED)
    tell(Message("Kho và chỉ mục khớp nhau."))


@command("reindex", Message("Lập lại toàn bộ chỉ mục từ kho."), "doichieu reindex")
def reindex() -> None:
    tell(Message("Đã lập lại chỉ mục cho {count} văn bản.", count=_open().reindex()))


# --- Serving ----------------------------------------------------------------


@command(
    "serve",
    Message("Mở giao diện trên trình duyệt; Ctrl-C để dừng."),
    "doichieu serve",
    "doichieu serve --host 0.0.0.0 --port 8080",
)
@option(
    "--host",
    default="127.0.0.1",
    metavar="HOST",
    about=Message("Địa chỉ để nghe (mặc định 127.0.0.1, chỉ máy này)."),
)
@with_port
def serve(host: str, port: int) -> None:
    _serve(_open(), host, port, 1)


@command(
    "demo",
    Message(
        "Nạp các văn bản mẫu vào một thư mục riêng rồi mở giao diện. Cổng bận thì dùng cổng kế."
    ),
    "doichieu demo",
    "doichieu demo --port 8080",
)
@with_port
def demo(port: int) -> None:
    workspace = _open(lambda: platformdirs.user_cache_path("doichieu", False) / "demo")
    report = workspace.ingest([SAMPLES])
    count = len(workspace.documents())
    tell(Message("Đã nạp {count} văn bản mẫu vào {folder}.", count=count, folder=workspace.folder))
    print_lines(terminal.report(report) if report.failed else ())
    _serve(workspace, "127.0.0.1", port, _PORTS_TRIED)


def _serve(workspace: Workspace, host: str, first: int, ports: int) -> None:
    from web.app import serve as answer
    from web.ports import free_port

    port = free_port(host, first, ports)
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    tell(Message("Mở {address} trong trình duyệt; Ctrl-C để dừng.", address=address))
    answer(workspace, host, port)


if __name__ == "__main__":
    main()
