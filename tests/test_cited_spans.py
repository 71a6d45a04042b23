"""Random words of the real documents: cited, opened, and opened again after a change."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from corpus.citation import unit_name
from corpus.model import Span, SpanArray
from corpus.standing import Hold
from ingest.parse import parse
from web import address
from web.app import create_app
from workspace import Workspace

pytestmark = pytest.mark.real

COUNT, EVERY = 200, 10  # every tenth is opened as a page as well


@dataclass(frozen=True)
class Cited:
    passage: str
    span: Span
    words: str
    link: str


def some_spans(workspace: Workspace, chance: random.Random) -> Iterator[Cited]:
    """Words from one letter to a whole passage, of every document in turn."""
    names = [line.id for line in workspace.documents()]
    assert len(names) == 23
    for at in range(COUNT):
        document = workspace.document(names[at % len(names)])
        passage = chance.choice(document.passages)
        text = document.passage_text(passage)
        start = chance.randrange(len(text))
        end = chance.randint(start + 1, min(len(text), start + chance.choice((3, 30, 3000))))
        if not text[start:end].strip():
            start, end = 0, len(text)
        name, span = document.passage_id(passage.eid), Span(start, end)
        yield Cited(name, span, text[start:end], workspace.permalink(name, span))


def lit(client: FlaskClient, link: str) -> tuple[str, list[str]]:
    """The words a page lights, and the notices it gives."""
    page = html.fromstring(client.get(link).text)
    marks = "".join(mark.text_content() for mark in page.iterfind(".//mark[@class='cited']"))
    return marks, [n.text_content() for n in page.iterfind(".//p[@class='notice warn']")]


@pytest.fixture(scope="module")
def workspace(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the real store, to change."""
    folder = tmp_path_factory.mktemp("cited") / "data"
    shutil.copytree(real_data, folder, ignore=shutil.ignore_patterns("index", "*.lock"))
    return Workspace(folder)


@pytest.fixture(scope="module")
def cited(workspace: Workspace) -> list[Cited]:
    return sorted(some_spans(workspace, random.Random(20)), key=lambda one: one.passage)


def test_a_link_lights_exactly_the_words_that_were_cited(
    workspace: Workspace, cited: list[Cited]
) -> None:
    client = create_app(workspace).test_client()
    for at, one in enumerate(cited):
        quoted = workspace.quoted(one.passage, one.span)
        assert quoted.link("") == one.link
        assert quoted.quotation == " ".join(one.words.split())
        found = address.find(quoted.document, quoted.eid, one.span)
        assert found is not None
        assert "".join(span.of(quoted.document.text) for span in found.spans) == one.words
        if at % EVERY == 0:
            assert lit(client, one.link) == (one.words, []), one


def changed(text: str, chance: random.Random) -> str:
    """Lines gone, lines doubled, words put otherwise, paragraphs put in."""
    made = []
    for line in text.splitlines(keepends=True):
        fate = chance.random()
        if line.strip() and len(line.split()) < 5:  # labels and rules keep the text's shape
            made.append(line)
            continue
        if fate < 0.03 and line.strip():
            continue
        if fate < 0.05:
            made += [line, line]
        elif fate < 0.12:
            made.append(line.replace(" các ", " mọi ").replace("thực hiện", "triển khai", 1))
        elif fate < 0.15:
            made.append(line.replace(" ", "  ", 2))
        elif fate < 0.17 and not line.strip():
            made += [line, "Đoạn này được thêm khi văn bản được nạp lại.\n", "\n"]
        else:
            made.append(line)
    return "".join(made)


def test_after_a_change_every_citation_is_exact_or_said_to_have_changed(
    workspace: Workspace, cited: list[Cited], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.parse._words", lambda *_: SpanArray())  # slow, and not needed
    chance = random.Random(7)
    for line in workspace.documents():
        document = workspace.document(line.id)
        data = changed(document.text, chance).encode()
        source = replace(document.source, sha256=sha256(data).hexdigest(), size=len(data))
        workspace.store.add_source(source, data)
        assert workspace.store.put(parse(data, source), "changed").outcome == "updated"
    client = create_app(workspace).test_client()
    fates: Counter[str] = Counter()
    for at, one in enumerate(cited):
        document_id, _, eid = one.passage.partition("#")
        document = workspace.document(document_id)
        digest = one.link.partition("?h=")[2].partition("&")[0]
        held = workspace.standing(one.passage, digest)
        place = address.opened(document, eid, one.span, held)
        fate = "astray" if place.astray else held.hold.value
        fates[fate] += 1
        exact = fate in (Hold.SAME, Hold.MOVED)
        if exact:
            found = address.find(document, place.eid, place.span)
            assert found is not None
            assert "".join(span.of(document.text) for span in found.spans) == one.words
        else:
            assert place.span is None
            assert held.quoted is not None
            assert "".join(p.text for p in place.was if p.marked) == one.words
        if at % EVERY == 0:
            marks, notices = lit(client, one.link)
            assert marks == (one.words if exact else "")
            assert bool(notices) == (fate != Hold.SAME)
    assert fates[Hold.SAME] > COUNT / 4, fates
    assert fates[Hold.CHANGED] + fates[Hold.LOST] > COUNT / 20, fates


def test_every_passage_has_a_name_of_its_own(real_data: Path) -> None:
    workspace = Workspace(real_data)
    for line in workspace.documents():
        document = workspace.document(line.id)
        names = Counter(unit_name(document, passage.eid) for passage in document.passages)
        assert [name for name, count in names.items() if count > 1] == []
