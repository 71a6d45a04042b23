"""The care of a data folder."""

from __future__ import annotations

import click

from commands.opening import open_workspace
from corpus.model import Message
from manual import SOME_FAILED, command, option, print_lines, tell, voice


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
    faults = open_workspace().check(repair)
    print_lines(voice()(fault) for fault in faults)
    if faults:
        click.get_current_context().exit(SOME_FAILED)
    tell(Message("Kho và chỉ mục khớp nhau."))


@command("reindex", Message("Lập lại toàn bộ chỉ mục từ kho."), "doichieu reindex")
def reindex() -> None:
    tell(Message("Đã lập lại chỉ mục cho {count} văn bản.", count=open_workspace().reindex()))
