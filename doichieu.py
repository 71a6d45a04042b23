"""The command line: one call of the workspace for each command, then print it.

Data goes to stdout, progress and messages to stderr.  Exit 0 done, 1 some files
failed, 2 wrong use, 130 interrupted.  Nothing imports this module, and it imports
what is heavy only in the command that needs it.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import platformdirs

import terminal
from corpus.model import BadRequest, Message
from manual import (
    LANGUAGE_VARIABLE,
    LANGUAGES,
    SOME_FAILED,
    Command,
    Program,
    Words,
    option,
    voice,
)

if TYPE_CHECKING:
    from ingest.pipeline import Report
    from workspace import Workspace

SAMPLES = Path(__file__).with_name("corpus") / "samples"
_PORTS_TRIED = 20


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


def _print(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False) + "\n"
    click.echo(text.encode("utf-8"), nl=False)


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _tell(message: Message) -> None:
    click.echo(voice()(message), err=True)


# --- Documents --------------------------------------------------------------


@command(
    "ingest",
    Message(
        "Nạp tệp và thư mục vào kho. Tệp không đổi thì bỏ qua; tệp đã sửa thành phiên bản mới"
        " của cùng văn bản; tệp hỏng được nêu lý do, các tệp khác vẫn được nạp."
    ),
    "doichieu ingest ke-hoach/",
    "doichieu ingest 61-ctr-tu.html bao-cao.txt --jobs 2 --json",
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
        _print(shapes.report(report))
    else:
        _lines(terminal.report(report))
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
        _print([shapes.summary(line) for line in found])
    elif found:
        _lines(terminal.documents(found))
    else:
        _tell(Message("Kho chưa có văn bản nào. Hãy nạp: doichieu ingest PATH..."))


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

    document = _open().document(name)
    if as_json:
        _print(shapes.document(document))
    else:
        _lines(terminal.document(document))


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

_FILTERS = (
    ("province", "P", Message("Chỉ văn bản của tỉnh, thành phố này.")),
    ("type", "T", Message("Chỉ loại văn bản này, ví dụ: Kế hoạch.")),
    ("year", "A..B", Message("Chỉ văn bản của năm này, hoặc từ năm A đến năm B.")),
    ("group", "K", Message("Chỉ đoạn thuộc nhóm nhiệm vụ này của khung.")),
)


def _with_filters(function: Callable[..., None]) -> Callable[..., None]:
    for name, metavar, about in reversed(_FILTERS):
        function = option(
            f"--{name}", name, type=Words(), multiple=True, metavar=metavar, about=about
        )(function)
    return function


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
@_with_filters
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
        _print(shapes.results(found))
    else:
        _lines(terminal.results(found))


@command(
    "compare",
    Message(
        "Đặt các văn bản cạnh nhau: theo các nhóm nhiệm vụ của một khung, hoặc, không có khung,"
        " từng cặp với nhau theo thứ tự đã nêu."
    ),
    "doichieu compare 61-CTr/TU 123/KH-UBND --frame 28-CT/TW",
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
def compare(names: tuple[str, ...], frame: str | None, as_json: bool) -> None:
    import shapes

    workspace = _open()
    made = workspace.compare(names, frame)
    if as_json:
        _print(shapes.comparison(made))
    else:
        _lines(terminal.comparison(made, {n: workspace.document(n) for n in made.documents}))


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
    _lines(voice()(fault) for fault in faults)
    if faults:
        click.get_current_context().exit(SOME_FAILED)
    _tell(Message("Kho và chỉ mục khớp nhau."))


@command("reindex", Message("Lập lại toàn bộ chỉ mục từ kho."), "doichieu reindex")
def reindex() -> None:
    _tell(Message("Đã lập lại chỉ mục cho {count} văn bản.", count=_open().reindex()))


# --- Serving ----------------------------------------------------------------

_PORT = click.IntRange(1, 65535)
_with_port = option(
    "--port",
    type=_PORT,
    default=8000,
    metavar="N",
    about=Message("Cổng (mặc định 8000)."),
)


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
@_with_port
def serve(host: str, port: int) -> None:
    workspace = _open()
    _serve(workspace, host, free_port(host, port, 1))


@command(
    "demo",
    Message(
        "Nạp các văn bản mẫu vào một thư mục riêng rồi mở giao diện. Cổng bận thì dùng cổng kế."
    ),
    "doichieu demo",
    "doichieu demo --port 8080",
)
@_with_port
def demo(port: int) -> None:
    workspace = _open(lambda: platformdirs.user_cache_path("doichieu", False) / "demo")
    report = prepare_demo(workspace)
    host = "127.0.0.1"
    free = free_port(host, port, _PORTS_TRIED)
    count = len(workspace.documents())
    _tell(Message("Đã nạp {count} văn bản mẫu vào {folder}.", count=count, folder=workspace.folder))
    _lines(terminal.report(report) if report.failed else ())
    _serve(workspace, host, free)


def prepare_demo(workspace: Workspace) -> Report:
    """The samples that come with the program, ingested."""
    return workspace.ingest([SAMPLES])


def free_port(host: str, port: int, tries: int) -> int:
    """The first port from `port` on that can be listened to."""
    reason: object = None
    for candidate in range(port, min(port + tries, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError as error:
                reason = error.strerror or error
            else:
                return candidate
    raise BadRequest(
        Message(
            "Không mở được cổng {port} ở {host} ({reason}); hãy chọn cổng khác bằng --port.",
            port=port,
            host=host,
            reason=reason,
        )
    )


def _serve(workspace: Workspace, host: str, port: int) -> None:
    from web.app import serve as answer

    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    _tell(Message("Mở {address} trong trình duyệt; Ctrl-C để dừng.", address=address))
    answer(workspace, host, port)


if __name__ == "__main__":
    main()
