"""Citations as Web Annotations: valid by the model, and they select the very words."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from corpus.annotation import annotation, annotation_page
from corpus.citation import cite
from corpus.formats import FORMATS, Quoted, written
from corpus.model import Document, NotFound, Span
from corpus.records import VersionInfo
from tests.documents import PLAN, parsed
from tests.web_annotation import ANNOTATION, PAGE

EID = "part_I__sec_2__point_a"
BASE = "https://doi-chieu.example"


def first(document: Document) -> VersionInfo:
    return VersionInfo(7, 1, document.source.sha256, "1", "2026-11-25T03:00:00+00:00", True)


@pytest.fixture(scope="module")
def plan() -> Document:
    return parsed(PLAN.replace("rõ người", "rõ 𝐧gười"))  # a letter outside the basic plane


def valid(made: object, schema: dict[str, object] = ANNOTATION) -> None:
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(made)


def selected(document: Document, made: dict) -> str:
    """What a reader of annotations that knows only the canonical text would light."""
    targets = made["target"] if isinstance(made["target"], list) else [made["target"]]
    words = []
    for target in targets:
        quote, place = target["selector"]
        by_place = document.text[place["start"] : place["end"]]
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        by_quote = document.text.index(around) + len(quote["prefix"])
        assert by_place == quote["exact"]
        assert by_quote == place["start"] or document.text.count(around) > 1
        words.append(by_place)
    return "".join(words)


def test_an_annotation_is_valid_and_selects_its_words(plan: Document) -> None:
    made = annotation(plan, first(plan), EID, Span(0, 20), BASE)
    valid(made)
    assert selected(plan, made) == cite(plan, EID, Span(0, 20)).exact == "Phân công rõ 𝐧gười, "
    state = made["target"]["state"]
    assert state["textSha256"] == sha256(plan.text.encode()).hexdigest()
    assert (state["version"], state["sourceDate"]) == (1, "2026-11-25T03:00:00Z")
    assert made["id"].startswith(f"{BASE}/documents/{plan.id}/{EID}?h=")
    assert made["id"].endswith("&span=0-20")


def test_words_that_an_artefact_interrupts_are_several_targets(plan: Document) -> None:
    passage = plan.passage(EID)
    assert passage is not None
    (whole,) = passage.spans
    broken = (Span(whole.start, whole.start + 10), Span(whole.start + 14, whole.end))
    passages = tuple(replace(p, spans=broken) if p.eid == EID else p for p in plan.passages)
    torn = replace(plan, passages=passages)
    made = annotation(torn, first(plan), EID, None, BASE)
    valid(made)
    assert len(made["target"]) == 2
    assert selected(torn, made) == cite(torn, EID).exact


def test_a_note_is_the_body(plan: Document) -> None:
    made = annotation(plan, first(plan), EID, None, BASE, "Xem lại với Sở Y tế.")
    valid(made)
    assert made["motivation"] == "commenting"
    assert made["body"]["value"] == "Xem lại với Sở Y tế."


def test_several_annotations_are_a_page(plan: Document) -> None:
    quotes = [Quoted(plan, first(plan), EID, span) for span in (None, Span(0, 9))]
    valid(json.loads(written(quotes, "annotation", BASE)), PAGE)
    valid(json.loads(written(quotes[:1], "annotation", BASE)))


def test_the_schema_refuses_what_the_model_refuses(plan: Document) -> None:
    made = annotation(plan, first(plan), EID, None, BASE)
    for spoilt in (
        {**made, "@context": "http://example.org/"},
        {k: v for k, v in made.items() if k != "target"},
        {**made, "target": {**made["target"], "selector": [{"type": "TextQuoteSelector"}]}},
        {**made, "target": {**made["target"], "state": {"type": "TimeState", "sourceDate": "now"}}},
    ):
        with pytest.raises(ValidationError):
            valid(spoilt)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_span_of_every_passage_is_selected(plan: Document, data: st.DataObject) -> None:
    passage = data.draw(st.sampled_from(plan.passages))
    length = len(plan.passage_text(passage))
    start = data.draw(st.integers(0, length - 1))
    span = Span(start, data.draw(st.integers(start + 1, length)))
    made = json.loads(annotation_page([annotation(plan, first(plan), passage.eid, span, BASE)]))
    valid(made)
    assert selected(plan, made) == plan.passage_text(passage)[span.start : span.end]


def test_an_unknown_format_is_refused(plan: Document) -> None:
    with pytest.raises(NotFound, match="marc"):
        written([Quoted(plan, first(plan), EID)], "marc")
    assert {"text", "bibtex", "ris", "csl-json", "annotation", "markdown"} == set(FORMATS)


def test_markdown_shows_the_words_as_they_are(plan: Document) -> None:
    title = "Kế hoạch *số* [1] <b>"
    odd = replace(plan, metadata=replace(plan.metadata, title=title, number=None))
    text = written([Quoted(odd, first(plan), EID, Span(0, 9), "Ghi chú.")], "markdown", BASE)
    assert text.startswith("> Phân công\n")
    assert r"Kế hoạch \*số\* \[1\] \<b\>" in text
    assert text.rstrip().endswith("Ghi chú.")


def test_text_of_several_is_numbered_with_notes_and_links(plan: Document) -> None:
    quotes = [
        Quoted(plan, first(plan), EID, Span(0, 9), "Hai\ndòng"),
        Quoted(plan, first(plan), EID),
    ]
    text = written(quotes, "text", BASE)
    assert text.startswith("1. “Phân công” (điểm a")
    assert "   Hai\n   dòng\n   https://" in text
    assert "\n2. “" in text
