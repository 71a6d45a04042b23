"""Damaged and hostile files, a short form of `python -m bench.fuzz_ingest`.

What a file does to its own parser is that parser's affair; here nothing may stop
the others, take for ever, or go missing.
"""

from __future__ import annotations

import random
import sys

import pytest

from bench import fuzz_files, fuzz_ingest
from bench.fuzz_ingest import Cost, Finding, Outcome, fuzz

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


@pytest.fixture
def few(monkeypatch):
    """Formats that are read by slow programs are for the long form."""
    quick = [
        f for f in fuzz_files.whole_files() if not f[0].endswith((".doc", ".png", ".jpg", ".tif"))
    ]
    monkeypatch.setattr(fuzz_files, "whole_files", lambda: quick)
    slow = {"lines.txt", "line.txt", "labels.txt", "words.rtf", "links.html", "rules.md", "tables.html",
            "flood.pdf", "marks.txt", "thousand.pdf", "many.zip"}  # fmt: skip
    kept = [f for f in fuzz_files.hostile_files() if f[0] not in slow]
    monkeypatch.setattr(fuzz_files, "hostile_files", lambda: kept)


@needs_proc
def test_ingest_withstands_damaged_and_hostile_files(few, tmp_path):
    outcome = fuzz(150, 7, tmp_path / "fuzz")
    assert outcome.findings == ()
    assert sum(sum(counts.values()) for counts in outcome.table.values()) >= 150
    assert {".docx", ".pdf", ".zip", ".html", ".txt"} <= outcome.table.keys()
    assert sum(counts["read"] for counts in outcome.table.values()) >= 40


def test_the_same_seed_gives_the_same_files(few):
    first, again, other = (list(fuzz_files.files(60, seed)) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_a_package_changed_inside_still_opens():
    dice = random.Random(1)
    changed = [fuzz_files.inside(fuzz_files.docx("<w:p/>"), dice) for _ in range(5)]
    assert len(set(changed)) == 5
    assert all(data.startswith(b"PK") for data in changed)


@needs_proc
def test_what_breaks_a_promise_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz_ingest, "files", lambda count, seed: [("a.txt", b"Mot doan van.")])
    monkeypatch.setattr(fuzz_ingest, "MEGABYTES", 1)
    monkeypatch.setattr(fuzz_ingest, "SECONDS", 30.0)
    outcome = fuzz(1, 1, tmp_path / "fuzz")
    (finding,) = outcome.findings
    assert finding.fatal and finding.what.endswith(" MB")
    assert not outcome.held
    assert Outcome({}, {".txt": Cost(1, 1)}, (Finding("a", "crashed", False),)).held
