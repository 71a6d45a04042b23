"""How the commands speak: the reader's language, help pages, failures in a sentence.

The classes of click with two habits of ours: help is a `Message`, said in the
language of the moment, with examples; and a failed request ends in its sentence
and an exit code, never in a traceback.
"""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from corpus.model import DoichieuError, Message

LANGUAGES = ("vi", "en")
LANGUAGE_VARIABLE = "DOICHIEU_LANG"
SOME_FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130

Say = Callable[[Message | str], str]


def language() -> str:
    """The language of the running command: of `--lang`, else of the environment."""
    context = click.get_current_context(silent=True)
    given = context.find_root().params.get("lang") if context else None
    asked = given or os.environ.get(LANGUAGE_VARIABLE)
    return asked if asked in LANGUAGES else LANGUAGES[0]


def voice() -> Say:
    """What says a sentence in that language."""
    from web.i18n import translator

    return translator(language())


def print_json(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False) + "\n"
    click.echo(text.encode("utf-8"), nl=False)


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def tell(message: Message) -> None:
    """A sentence beside the data, on stderr."""
    click.echo(voice()(message), err=True)


class Option(click.Option):
    """An option whose help is a sentence of the interface."""

    def __init__(self, *args: Any, about: Message, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.about = about

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = voice()(self.about)
        return super().get_help_record(ctx)


def option(*names: str, about: Message, **settings: Any) -> Callable[[Any], Any]:
    return click.option(*names, cls=Option, about=about, **settings)


def options(*table: tuple[str, str, Message], **settings: Any) -> Callable[[Any], Any]:
    """Several options of one kind, each by its name, what it takes, and its help."""

    def with_all(function: Any) -> Any:
        for name, metavar, about in reversed(table):
            function = option(f"--{name}", name, metavar=metavar, about=about, **settings)(function)
        return function

    return with_all


class Command(click.Command):
    """A command that says what it does, and shows it by example."""

    def __init__(
        self, *args: Any, about: Message, examples: Sequence[str], **settings: Any
    ) -> None:
        super().__init__(*args, **settings)
        self.about, self.examples = about, examples

    def get_short_help_str(self, limit: int = 45) -> str:
        return voice()(self.about).partition(". ")[0].rstrip(".")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        say = voice()
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(self.about))
        with formatter.section(say(Message("Ví dụ"))):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


class Group(Command, click.Group):
    """Several commands about one thing."""


def command(name: str, about: Message, *examples: str) -> Callable[..., Any]:
    return click.command(name, cls=Command, about=about, examples=examples)


class Words(click.types.StringParamType):
    """Text as people type it, in composed form; what is not UTF-8 is refused."""

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        text = str(super().convert(value, param, ctx))
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            self.fail(voice()(Message("Chữ nhập vào không phải là UTF-8.")), param, ctx)
        return unicodedata.normalize("NFC", text)


with_filters = options(
    ("province", "P", Message("Chỉ văn bản của tỉnh, thành phố này.")),
    ("type", "T", Message("Chỉ loại văn bản này, ví dụ: Kế hoạch.")),
    ("year", "A..B", Message("Chỉ văn bản của năm này, hoặc từ năm A đến năm B.")),
    ("group", "K", Message("Chỉ đoạn thuộc nhóm nhiệm vụ này của khung.")),
    type=Words(),
    multiple=True,
)
with_limit = option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    metavar="N",
    about=Message("Số đoạn hiện ra (mặc định 20)."),
)
_FILE = click.Path(path_type=Path, dir_okay=False)
_CSV = ("csv", "FILE", Message("Ghi bảng vào tệp CSV (UTF-8, mở được bằng Excel)."))
_XLSX = ("xlsx", "FILE", Message("Ghi thành sổ tính Excel."))
with_tables = options(_XLSX, _CSV, type=_FILE)
with_files = options(
    _XLSX,
    ("docx", "FILE", Message("Ghi thành tài liệu Word, các văn bản đặt cạnh nhau.")),
    _CSV,
    type=_FILE,
)
with_port = option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    metavar="N",
    about=Message("Cổng (mặc định 8000)."),
)
_with_delay = option(
    "--delay",
    type=click.FloatRange(0, 3600),
    default=2.0,
    metavar="S",
    about=Message("Số giây giữa hai lần hỏi cùng một máy chủ (mặc định 2)."),
)


def with_downloads(function: Any) -> Any:
    """Where fetched files go, and how fast."""
    into = ("into", "DIR", Message("Thư mục chứa tệp tải về (mặc định: trong thư mục dữ liệu)."))
    folder = click.Path(path_type=Path, file_okay=False)
    return options(into, type=folder)(_with_delay(function))


class Program(click.Group):
    """All commands; what fails is said in a sentence."""

    def __init__(self, *args: Any, about: Message, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.about = about

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(voice()(self.about))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> None:
        for stream in (sys.stdout, sys.stderr):  # letters a terminal lacks stop nothing
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        message: Message | None = None
        try:
            super().invoke(ctx)
            sys.stdout.flush()
            return
        except BrokenPipeError:  # the reader has seen enough
            _discard_stdout()
            code = 0
        except DoichieuError as error:
            code, message = WRONG_USE, error.message
        except OSError as error:
            code, message = WRONG_USE, Message("Lỗi hệ thống: {error}.", error=error)
        except KeyboardInterrupt:
            code, message = INTERRUPTED, Message("Đã dừng. Những gì đã lưu vẫn còn nguyên.")
        if message:
            click.echo(voice()(message), err=True)
        ctx.exit(code)


def _discard_stdout() -> None:
    """Lets nothing be written to the closed pipe when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
