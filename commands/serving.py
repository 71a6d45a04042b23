"""The interface in the browser, over a data folder or over the bundled samples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

import terminal
from commands.opening import open_workspace
from corpus.model import Message
from manual import command, option, print_lines, tell, with_port

if TYPE_CHECKING:
    from workspace import Workspace

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"
EXTERNAL = SAMPLES.with_name("external_samples")  # whose formats need a program to be read
_PORTS_TRIED = 20


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
    _serve(open_workspace(), host, port, 1)


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
    from ingest.extract.programs import readable

    workspace = open_workspace(lambda: platformdirs.user_cache_path("doichieu", False) / "demo")
    more, lacking = readable(EXTERNAL)
    report = workspace.ingest([SAMPLES, *more])
    count = len(workspace.documents())
    tell(Message("Đã nạp {count} văn bản mẫu vào {folder}.", count=count, folder=workspace.folder))
    for message in lacking:
        tell(message)
    print_lines(terminal.report(report) if report.failed else ())
    _serve(workspace, "127.0.0.1", port, _PORTS_TRIED)


def _serve(workspace: Workspace, host: str, first: int, ports: int) -> None:
    from web.app import serve as answer
    from web.ports import free_port

    port = free_port(host, first, ports)
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    tell(Message("Mở {address} trong trình duyệt; Ctrl-C để dừng.", address=address))
    answer(workspace, host, port)
