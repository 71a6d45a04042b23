"""What the README shows is what happens: its commands are run, its outputs compared.

In a `console` block a line after `$` is a command, the lines below it are what it
prints; an … stands for anything. All blocks are one session, in a data folder of
their own. Commands that install or serve are only looked for.

After a change of output, `python tests/test_readme.py` writes the new one into the README.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
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


def test_the_commands_print_what_is_shown(tmp_path):
    pairs = runnable(README.read_text(encoding="utf-8"))
    assert sum(command.startswith("doichieu ") for command, _ in pairs) >= 6
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


def renew() -> None:
    """Writes what the commands print now into the README; timings become an …"""
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        pairs = runnable(text)
        printed = session([command for command, _ in pairs], Path(folder) / "data")
    for (command, shown), output in zip(pairs, printed, strict=True):
        output = re.sub(r"\(\d+\.\d (?=seconds|giây)", "(… ", output)
        text = text.replace(f"$ {command}\n{shown}", f"$ {command}\n{output}", 1)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew()
