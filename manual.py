"""How the commands speak: the reader's language, help pages, failures in a sentence.

The classes of click with two habits of ours: help is a `Message`, said in the
language of the moment, with examples; and a failed request ends in its sentence
and an exit code, never in a traceback.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Callable, Sequence
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


class Words(click.types.StringParamType):
    """Text as people type it, in composed form; what is not UTF-8 is refused."""

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        text = str(super().convert(value, param, ctx))
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            self.fail(voice()(Message("Chữ nhập vào không phải là UTF-8.")), param, ctx)
        return unicodedata.normalize("NFC", text)


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
