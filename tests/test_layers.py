"""The house: who may import whom, and things that have one home.

The rules are functions over source text, so that each is also shown to catch
an offender.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("corpus", "ingest", "search", "compare", "web", "commands")
TOP = ("workspace", "filings", "shapes", "table_shapes", "manual", "terminal", "doichieu")

# What each room may import of ours, itself aside; "search.analysis" is one module of a room.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "corpus": (),
    "ingest": ("corpus",),
    "search": ("corpus",),
    "compare": ("corpus", "search.analysis"),
    "filings": ("corpus", "compare"),
    "workspace": ("corpus", "ingest", "search", "compare", "filings"),
    "shapes": ("corpus", "ingest"),
    "table_shapes": ("corpus",),
    "manual": ("corpus", "web.i18n"),
    "terminal": ("corpus", "ingest", "manual", "web.labels"),
    "web": ("workspace", "corpus", "shapes", "table_shapes"),
}
# The command line sits on top of everything.
MAY_IMPORT["commands"] = tuple(MAY_IMPORT)
MAY_IMPORT["doichieu"] = tuple(MAY_IMPORT)

# Libraries with one home: the files, or the folder, that may import them.
HOMES: dict[str, tuple[str, ...]] = {
    "sqlalchemy": (
        "corpus/store.py",
        "corpus/schema.py",
        "corpus/corrections.py",
        "corpus/passages.py",
        "corpus/saved.py",
        "corpus/soundness.py",
        "corpus/judgements.py",
        "corpus/baskets.py",
        "corpus/dump.py",
    ),
    "sqlite3": ("corpus/store.py", "corpus/schema.py", "corpus/dump.py"),
    "whoosh": ("search/index.py",),
    "underthesea": ("ingest/segment.py",),
    "flask": ("web/",),
    "flask_babel": ("web/",),
    "flask_wtf": ("web/",),
    "requests": ("ingest/polite.py",),
    "click": ("doichieu.py", "commands/", "manual.py", "terminal.py"),
}

# HTML is written in templates only; the extractor of pages reads it.
MARKUP_HOMES = ("ingest/extract/html.py", "ingest/extract/html_render.py")
_ELEMENTS = """
    a abbr article aside b blockquote body br button caption code dd del details div dl dt em
    footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label legend li
    link main mark meta nav ol option p pre script section select small span strong style sub
    summary sup table tbody td textarea tfoot th thead time title tr u ul video
"""
_TAG = re.compile(
    rf"(?<!\?P)</?(?:{'|'.join(_ELEMENTS.split())})(?:\s[^<>]*)?/?(?:>|$)", re.IGNORECASE
)


# --- The rules --------------------------------------------------------------


def imported(source: str) -> Iterator[str]:
    """Dotted names of all modules a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room(path: str) -> str:
    return path.partition("/")[0].removesuffix(".py")


def forbidden_arrows(path: str, source: str) -> list[str]:
    """Imports of ours that the room of `path` may not make."""
    here = room(path)
    allowed = (here, *MAY_IMPORT[here])
    return [
        f"{path} imports {name}"
        for name in imported(source)
        if name.startswith(".")
        or (
            name.partition(".")[0] in MAY_IMPORT
            and not any(name == a or name.startswith(f"{a}.") for a in allowed)
        )
    ]


def second_homes(path: str, source: str) -> list[str]:
    """Imports of a library outside its home."""
    return [
        f"{path} imports {name}"
        for name in imported(source)
        for library, homes in HOMES.items()
        if (name == library or name.startswith(f"{library}."))
        and not any(
            path == home or (home.endswith("/") and path.startswith(home)) for home in homes
        )
    ]


def markup(path: str, source: str) -> list[str]:
    """HTML written in Python."""
    if path in MARKUP_HOMES:
        return []
    return [
        f"{path}:{node.lineno} writes {found.group()}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for found in [_TAG.search(node.value)]
        if found
    ]


# --- The house keeps them ---------------------------------------------------


def sources() -> list[tuple[str, str]]:
    paths = [ROOT / f"{name}.py" for name in TOP]
    for folder in FOLDERS:
        paths += sorted((ROOT / folder).rglob("*.py"))
    return [(p.relative_to(ROOT).as_posix(), p.read_text(encoding="utf-8")) for p in paths]


@pytest.mark.parametrize("rule", [forbidden_arrows, second_homes, markup])
def test_the_house_keeps_the_rule(rule):
    assert [fault for path, source in sources() for fault in rule(path, source)] == []


def test_every_module_is_looked_at():
    looked_at = {path for path, _ in sources()}
    assert {"corpus/model.py", "web/app.py", "ingest/extract/__init__.py"} <= looked_at
    assert {room(path) for path in looked_at} == set(MAY_IMPORT)


def test_every_home_exists():
    homes = {home for homes in HOMES.values() for home in homes} | set(MARKUP_HOMES)
    assert [home for home in sorted(homes) if not (ROOT / home).exists()] == []


def test_modules_stay_small():
    assert [path for path, source in sources() if source.count("\n") > 400] == []


# --- The rules catch offenders ----------------------------------------------


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("corpus/store.py", "from search.index import SearchIndex"),
        ("corpus/store.py", "import ingest"),
        ("ingest/parse.py", "def f():\n    import compare.align"),
        ("ingest/extract/html.py", "from web import app"),
        ("search/engine.py", "from compare import align"),
        ("compare/align.py", "from search.index import SearchIndex"),
        ("compare/align.py", "from search import engine"),
        ("compare/align.py", "import search"),
        ("workspace.py", "from web.app import create_app"),
        ("workspace.py", "import doichieu"),
        ("web/app.py", "from search.engine import SearchEngine"),
        ("web/views/search.py", "from . import compare"),
        ("web/app.py", "import doichieu"),
        ("shapes.py", "if TYPE_CHECKING:\n    from workspace import Workspace"),
    ],
)
def test_a_forbidden_arrow_is_caught(path, source):
    assert len(forbidden_arrows(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("corpus/store.py", "from corpus.model import Document\nimport json"),
        ("compare/align.py", "from search.analysis import tokens"),
        ("compare/align.py", "from search import analysis"),
        ("workspace.py", "def f():\n    from ingest.pipeline import run"),
        ("web/app.py", "from workspace import Workspace\nfrom web import i18n"),
        ("doichieu.py", "from web.app import serve\nimport workspace"),
    ],
)
def test_a_free_arrow_is_not_caught(path, source):
    assert forbidden_arrows(path, source) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("search/engine.py", "import sqlite3"),
        ("corpus/frames.py", "from sqlalchemy import select"),
        ("search/engine.py", "from whoosh.index import open_dir"),
        ("ingest/structure.py", "def f():\n    from underthesea import word_tokenize"),
        ("workspace.py", "from flask import Flask"),
        ("corpus/model.py", "import flask_babel"),
        ("website/app.py", "import flask_wtf.csrf"),
        ("workspace.py", "import click"),
    ],
)
def test_a_second_home_is_caught(path, source):
    assert len(second_homes(path, source)) == 1


def test_a_home_is_not_caught():
    assert second_homes("web/views/search.py", "from flask import request") == []
    assert second_homes("search/index.py", "import whoosh.fields") == []


@pytest.mark.parametrize(
    "source",
    [
        "x = '<p>'",
        "x = f'<a href={y}>'",
        "def f():\n    return ['</TD>']",
        "x = 'before <br/> after'",
    ],
)
def test_markup_is_caught(source):
    assert len(markup("web/views/search.py", source)) == 1


@pytest.mark.parametrize("source", ["'`<document>#<eid>`'", "'a < b > c'", "r'(?P<label>x)'"])
def test_other_brackets_are_not_markup(source):
    assert markup("corpus/model.py", source) == []
    assert markup("ingest/extract/html.py", "x = '<p>'") == []
