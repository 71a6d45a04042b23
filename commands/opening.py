"""What commands share: the data folder that `--data` names, and how a document is named."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import platformdirs

from corpus.model import BadRequest, Message
from manual import Words, option

if TYPE_CHECKING:
    from workspace import Workspace

SERVED_AT = "http://127.0.0.1:8000"  # where links in files lead: what `serve` says

as_json = option("--json", "as_json", is_flag=True, about=Message("In ra một giá trị JSON."))
one_document = click.argument("name", metavar="DOC", type=Words())


def open_workspace(default: Callable[[], Path] | None = None) -> Workspace:
    from workspace import Workspace  # heavy: help pages come without it

    folder = click.get_current_context().find_root().params["data"]
    if folder is None:
        folder = default() if default else platformdirs.user_data_path("doichieu", False)
    return Workspace(folder)


signed = option(
    "--by",
    type=Words(),
    metavar="NAME",
    about=Message("Tên người quyết định (mặc định: tên người dùng của máy)."),
)


def signature(by: str | None) -> str:
    """Who signs what a command writes down."""
    try:
        return by or getpass.getuser()
    except (OSError, KeyError) as error:
        raise BadRequest(Message("Hãy cho biết tên bằng --by.")) from error
