"""The command line. Data goes to stdout, progress and messages to stderr.

Exit 0 done, 1 some files failed, 2 wrong use, 130 interrupted.  Nothing imports this
module; the commands themselves import what is heavy only when they run.
"""

from __future__ import annotations

from pathlib import Path

import click

from commands import archive, asking, correcting, documents, folder, judging, serving
from corpus.model import Message
from manual import LANGUAGE_VARIABLE, LANGUAGES, Program, option


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


for one in (
    documents.ingest,
    documents.fetch,
    documents.documents,
    documents.show,
    documents.text,
    documents.cite,
    documents.export,
    correcting.correct,
    asking.search,
    asking.related,
    asking.compare,
    asking.targets,
    asking.ledger,
    asking.duties,
    judging.decisions,
    folder.check,
    folder.reindex,
    archive.archive,
    serving.serve,
    serving.demo,
):
    main.add_command(one)


if __name__ == "__main__":
    main()
