"""What README and docs show is what happens: commands are run, outputs compared.

In a `console` block a line after `$` is a command, the lines below it are what it
prints; an … stands for anything. The blocks of a page are one session, in a data folder
of their own. Commands that install or serve are only looked for.

After a change of output, `python tests/test_readme.py` writes the new ones into the pages,
and `python docs/make_reference.py` writes the reference anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.browsing import served
from web.app import create_app
from workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TOLD = ("tutorial", "howto", "query", "explanation")
PAGES = [README, *sorted(p for p in ROOT.glob("docs/*/*.md") if p.stem in TOLD)]
EVERYTHING = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
NOT_RUN = ("make ", "doichieu serve", "doichieu demo")
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_MARK = "@@ command @@"


def commands(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with the output shown below it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


def session(lines: list[str], folder: Path) -> list[str]:
    """What each command prints; they share one shell."""
    script = "\n".join(f"echo '{_MARK}'\n{line} || echo \"exit $?\"" for line in lines)
    binaries = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "DOICHIEU_DATA": str(folder),
        "COLUMNS": "92",
        "TMPDIR": str(folder.parent),
    }
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    return [part.removeprefix("\n") for part in done.stdout.split(_MARK)[1:]]


def runnable(text: str) -> list[tuple[str, str]]:
    found = [pair for block in _BLOCK.findall(text) for pair in commands(block)]
    return [pair for pair in found if not pair[0].startswith(NOT_RUN)]


def as_pattern(shown: str) -> str:
    """The … of a timing matches any."""
    return re.escape(shown).replace(r"\(…\ ", r"\([\d.]+\ ")


@pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(ROOT)) for p in PAGES])
def test_the_commands_print_what_is_shown(tmp_path, page):
    pairs = runnable(page.read_text(encoding="utf-8"))
    assert page != README or sum(command.startswith("doichieu ") for command, _ in pairs) >= 6
    printed = session([command for command, _ in pairs], tmp_path / "data")
    for (command, shown), output in zip(pairs, printed, strict=True):
        assert re.fullmatch(as_pattern(shown), output), f"{command}\n{output}"


def test_a_different_output_is_noticed():
    assert not re.fullmatch(as_pattern("Added 5 (… seconds).\n"), "Added 4 (1.2 seconds).\n")
    assert not re.fullmatch(as_pattern(""), "exit 2\n")


def test_the_first_two_commands():
    text = README.read_text(encoding="utf-8")
    first = [command.split(" #")[0].strip() for command, _ in commands(_BLOCK.findall(text)[0])]
    assert first == ["make demo", "make test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{command.split()[1]}:" in makefile for command in first)


def test_what_it_points_to_exists():
    text = README.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http|#)([^)]+)\)", text) + re.findall(r"`([\w/]+(?:/|\.py))`", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


def heading_anchors(page: Path) -> set[str]:
    """The anchors GitHub gives to the headings of a page."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", EVERYTHING, ids=[str(p.relative_to(ROOT)) for p in EVERYTHING])
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, anchor = target.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), target
        assert not anchor or anchor in heading_anchors(there), target


def test_the_reference_is_what_the_program_says():
    from docs.make_reference import pages

    stale = [path.name for path, text in pages().items() if path.read_text("utf-8") != text]
    assert stale == [], "python docs/make_reference.py"


def test_the_example_of_a_client_works(tmp_path, capsys):
    text = (ROOT / "docs" / "en" / "howto.md").read_text(encoding="utf-8")
    code = re.findall(r"(?<=^```python\n).*?(?=^```$)", text, re.MULTILINE | re.DOTALL)
    workspace = Workspace(tmp_path / "data")
    workspace.ingest([ROOT / "corpus" / "samples" / "35-ctr-tu-song-lam-thuong.txt"], jobs=1)
    with served(create_app(workspace)) as address:
        exec(compile("\n".join(code), "howto.md", "exec"), {"BASE": address})
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) >= 4 and "?h=" in printed[1] and "35-CTr/TU" in printed[0]


def renew() -> None:
    """Writes what the commands print now into the pages; timings become an …"""
    for page in PAGES:
        _renew(page)


def _renew(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        pairs = runnable(text)
        printed = session([command for command, _ in pairs], Path(folder) / "data")
    at = 0  # the same command may stand twice on a page
    for (command, shown), output in zip(pairs, printed, strict=True):
        output = re.sub(r"\(\d+\.\d (?=seconds|giây)", "(… ", output)
        at = text.index(f"$ {command}\n{shown}", at)
        made = f"$ {command}\n{output}"
        text = text[:at] + made + text[at + len(f"$ {command}\n{shown}") :]
        at += len(made)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew()
