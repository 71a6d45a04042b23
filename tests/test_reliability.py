"""Short forms of the long runs: killed writers, busy neighbours, hostile queries."""

from __future__ import annotations

from pathlib import Path

from bench import kill, soak
from bench.fuzz_query import Hostile
from corpus.model import QueryError
from search.engine import SearchEngine
from tests.search_corpus import document, engine_of
from workspace import Workspace


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    assert kill.run(10, tmp_path, seed=3) == []


def test_readers_and_a_writer_side_by_side(tmp_path: Path) -> None:
    done = soak.run(3.0, 2, tmp_path)
    assert soak.errors(done) == []
    assert done["searches"] and done["added"]


def _engine(folder: Path) -> tuple[SearchEngine, list[str]]:
    words = [
        f"{onset}{rhyme}"
        for onset in ("t", "th", "ng", "b", "đ")
        for rhyme in ("ẻ", "em", "uối", "ước", "ạo")
    ]
    texts = [" ".join(words[at:] + words[:at]) for at in range(len(words))]
    engine, _ = engine_of(folder, document("d", *texts, title="kế hoạch"))
    return engine, words


def test_hostile_queries_are_answered_or_refused_with_a_sentence(tmp_path: Path) -> None:
    engine, words = _engine(tmp_path)
    hostile = Hostile(words, seed=5)
    refused = 0
    for _ in range(300):
        try:
            results = engine.search(hostile.query(), limit=3)
        except QueryError as error:
            refused += 1
            assert str(error)
        else:
            assert results.full <= results.total
    assert 0 < refused < 200


def test_the_check_tells_of_what_is_lost(tmp_path: Path) -> None:
    """The short run of kills can fail: an index without a document is not level."""
    source = tmp_path / "plan.txt"
    source.write_text("Kế hoạch về trẻ em.\n\nBảo vệ trẻ em gái ở nông thôn.", "utf-8")
    workspace = Workspace(tmp_path / "data")
    workspace.ingest([source], jobs=1)
    assert workspace.check() == []
    workspace.index.clear()
    assert len(workspace.check()) == 1
