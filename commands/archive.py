"""A whole corpus as one file, to keep or to hand on."""

from __future__ import annotations

from pathlib import Path

import click
import platformdirs

from commands.opening import open_workspace
from corpus.model import Message
from manual import Group, command, tell

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(
    "archive",
    cls=Group,
    about=Message(
        "Cả kho thành một tệp .zip để lưu hoặc chuyển đi: tệp nguồn, mọi phiên bản, quyết định và"
        " giỏ trích dẫn; không có chỉ mục. Kho trống nhập vào thì mọi mã và địa chỉ vẫn như cũ."
    ),
    examples=("doichieu archive export kho.zip", "doichieu --data moi/ archive import kho.zip"),
)
def archive() -> None:
    pass


@command(
    "export",
    Message("Xuất cả kho ra một tệp .zip."),
    "doichieu archive export kho.zip",
)
@click.argument("file", metavar="FILE", type=_FILE)
def export(file: Path) -> None:
    from corpus.archive import write

    made = write(open_workspace().store, file)
    tell(
        Message(
            "Đã xuất {documents} văn bản ({versions} phiên bản, {sources} tệp nguồn) vào {file}.",
            documents=made.documents,
            versions=made.versions,
            sources=made.sources,
            file=file,
        )
    )


@command(
    "import",
    Message("Nhập một kho đã xuất vào một kho còn trống, rồi lập chỉ mục."),
    "doichieu --data moi/ archive import kho.zip",
)
@click.argument("file", metavar="FILE", type=_FILE)
def take_in(file: Path) -> None:
    from corpus.archive import read

    folder = click.get_current_context().find_root().params["data"]
    made = read(file, folder or platformdirs.user_data_path("doichieu", False))
    open_workspace().reindex()
    tell(
        Message(
            "Đã nhập {documents} văn bản ({versions} phiên bản, {sources} tệp nguồn).",
            documents=made.documents,
            versions=made.versions,
            sources=made.sources,
        )
    )


archive.add_command(export)
archive.add_command(take_in)
