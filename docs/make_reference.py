"""Writes the reference of commands and of the API, in both languages.

    python docs/make_reference.py

Both come from what the program itself says: the help of each command, and the table
of operations of the API. A test holds the files against this.
"""

from __future__ import annotations

import os
from pathlib import Path

from click.testing import CliRunner

import doichieu
from tests.catalogs import compile_catalogs
from web.api.operations import OPERATIONS, Operation
from web.api.routes import PREFIX
from web.i18n import translator

ROOT = Path(__file__).resolve().parents[1]

LANGUAGES = ("vi", "en")
_WORDS = {
    "vi": {
        "commands": "Các lệnh",
        "commands_about": "Trang này do `python docs/make_reference.py` viết ra từ chính các lệnh.",
        "api_about": (
            f"Mọi câu hỏi là GET dưới `{PREFIX}`, trả lời JSON và không thay đổi gì. Mô tả cho máy:"
            f" `{PREFIX}/openapi.json` (OpenAPI 3.1); trang đọc được: `{PREFIX}/`. Lỗi trả về"
            " `application/problem+json`, câu báo bằng cả hai ngôn ngữ. Danh sách có `limit`,"
            " `offset` và địa chỉ trang kế ở `next`; trả lời có `ETag`. Trang này do"
            " `python docs/make_reference.py` viết ra."
        ),
        "parameter": "Tham số",
        "meaning": "Ý nghĩa",
        "many": "nêu được nhiều lần",
        "needed": "cần có",
        "answer": "Trả lời",
    },
    "en": {
        "commands": "Commands",
        "commands_about": "This page is written by `python docs/make_reference.py` from the commands.",
        "api_about": (
            f"Every question is a GET below `{PREFIX}`, answers are JSON, and nothing is changed. For"
            f" programs it is described at `{PREFIX}/openapi.json` (OpenAPI 3.1), for people at"
            f" `{PREFIX}/`. Failures are `application/problem+json`, with their sentence in both"
            " languages. Lists have `limit`, `offset` and the address of the next page in `next`;"
            " answers have an `ETag`. This page is written by `python docs/make_reference.py`."
        ),
        "parameter": "Parameter",
        "meaning": "Meaning",
        "many": "may be given several times",
        "needed": "required",
        "answer": "Answer",
    },
}


def pages() -> dict[Path, str]:
    """What each file of the reference should say."""
    compile_catalogs()
    made = {}
    for language in LANGUAGES:
        made[ROOT / "docs" / language / "commands.md"] = _commands(language)
        made[ROOT / "docs" / language / "api.md"] = _api(language)
    return made


def _commands(language: str) -> str:
    words = _WORDS[language]
    parts = [f"# {words['commands']}", words["commands_about"], _help(language)]
    names = sorted(_names(doichieu.main, ()))
    for name in names:
        parts += [f"## {' '.join(('doichieu', *name))}", _help(language, *name)]
    return "\n\n".join(parts) + "\n"


def _names(group: object, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    found = []
    for name, command in getattr(group, "commands", {}).items():
        path = (*above, name)
        found += _names(command, path) if hasattr(command, "commands") else [path]
    return found


def _help(language: str, *names: str) -> str:
    environment = {"DOICHIEU_LANG": language, "COLUMNS": "92", "TERMINAL_WIDTH": "92"}
    done = CliRunner().invoke(
        doichieu.main, [*names, "--help"], prog_name="doichieu", env=os.environ | environment,
        terminal_width=92,
    )  # fmt: skip
    return f"```text\n{done.output.strip()}\n```"


def _api(language: str) -> str:
    parts = ["# API", _WORDS[language]["api_about"]]
    parts += [_operation(one, language) for one in OPERATIONS]
    return "\n\n".join(parts) + "\n"


def _operation(one: Operation, language: str) -> str:
    say, words = translator(language), _WORDS[language]
    lines = [f"## `GET {PREFIX}{one.path}`", "", say(one.about)]
    if one.arguments:
        lines += ["", f"| {words['parameter']} | {words['meaning']} |", "|---|---|"]
    for argument in one.arguments:
        notes = [say(argument.about)]
        notes += [words["needed"]] if argument.in_path or argument.needed else []
        notes += [words["many"]] if argument.many else []
        notes += [" / ".join(f"`{v}`" for v in argument.schema.get("enum", ()))]
        lines.append(f"| `{argument.name}` | {'; '.join(filter(None, notes))} |")
    answer = f"`{one.schema}`" if one.schema else ", ".join(f"`{m}`" for m in one.media)
    return "\n".join([*lines, "", f"{words['answer']}: {answer}."])


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
