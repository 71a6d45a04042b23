"""The API: described as it answers, every failure a problem, pages that lead on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.catalogs import compile_catalogs
from web.api.operations import OPERATIONS
from web.api.schemas import SCHEMAS
from web.app import create_app
from workspace import Workspace

# A query has a grammar that no schema tells: what breaks it is refused in a sentence.
GRAMMAR = [positive_data_acceptance]
SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    compile_catalogs()
    workspace = Workspace(tmp_path_factory.mktemp("api") / "data")
    workspace.ingest([path for path in SAMPLES.iterdir() if path.is_file()], jobs=1)
    return create_app(workspace)


@pytest.fixture(scope="module")
def client(app) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def ids(client) -> list[str]:
    return [line["id"] for line in client.get("/api/v1/documents").json["items"]]


@pytest.fixture(scope="module")
def passage(client, ids) -> str:
    """The address of a passage below `/documents`."""
    first = client.get(f"/api/v1/documents/{ids[0]}").json["passages"][0]
    return f"{ids[0]}/passages/{first['eid']}"


def addresses(ids: list[str], passage: str) -> dict[str, str]:
    """One address for each operation."""
    one, two = ids[:2]
    at = passage.replace("/passages/", "%23")
    return {
        "documents": "/documents?limit=2",
        "document": f"/documents/{one}",
        "text": f"/documents/{one}/text",
        "source": f"/documents/{one}/source",
        "versions": f"/documents/{one}/versions",
        "corrections": f"/documents/{one}/corrections",
        "lineage": f"/documents/{one}/lineage",
        "conflicts": f"/documents/{one}/conflicts",
        "passage": f"/documents/{passage}?span=0-5",
        "citation": f"/documents/{passage}/citation?format=bibtex",
        "related": f"/documents/{passage}/related?limit=3",
        "standing": f"/documents/{passage}/standing?h=0123abcd",
        "search": "/search?q=trẻ em&limit=2&fold=true",
        "complete": "/complete?q=trẻ",
        "frames": "/frames",
        "frame": "/frames/28-ct-tw",
        "compare": f"/compare?docs={one}&docs={two}",
        "difference": f"/difference?left={at}&right={at}",
        "targets": f"/targets?docs={one}",
        "ledger": f"/ledger?docs={one}&docs={two}",
        "duties": f"/duties?docs={one}",
        "decisions": "/decisions",
    }


# --- The description ---------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_description_is_openapi(client, lang):
    described = client.get(f"/api/v1/openapi.json?lang={lang}").json
    assert described["openapi"].startswith("3.1")
    validate(described)
    assert len(described["paths"]) == len(OPERATIONS)


def test_every_operation_answers_as_described(client, ids, passage):
    asked = addresses(ids, passage)
    assert set(asked) >= {one.name for one in OPERATIONS}
    for one in OPERATIONS:
        answer = client.get(f"/api/v1{asked[one.name]}")
        assert answer.status_code == 200, (one.name, answer.text[:300])
        assert answer.mimetype in one.media, one.name
        if one.schema:
            schema = {
                "$ref": f"#/components/schemas/{one.schema}",
                "components": {"schemas": SCHEMAS},
            }
            faults = [f.message for f in Draft202012Validator(schema).iter_errors(answer.json)]
            assert faults == [], one.name


def test_people_can_read_it_without_a_network(client):
    page = client.get("/api/v1/").text
    assert all(f"/api/v1{one.path}" in page for one in OPERATIONS)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


@pytest.fixture(scope="module")
def described(app):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize("path", [one.path for one in OPERATIONS])
def test_anything_asked_is_answered_as_described(described, path):
    @given(case=described[path]["get"].as_strategy())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(case):
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"},  # the client here unpacks nothing
            excluded_checks=GRAMMAR if path == "/search" else [],
        )

    holds()


@given(query=st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_query_gives_an_answer_or_a_sentence(client, query):
    answer = client.get("/api/v1/search", query_string={"q": query})
    assert answer.status_code in (200, 400)
    assert answer.json["total"] >= 0 if answer.status_code == 200 else answer.json["detail"]


# --- Pages and names ---------------------------------------------------------


def test_pages_lead_through_everything(client, ids):
    address, seen = "/api/v1/documents?limit=2", []
    while address:
        page = client.get(address).json
        seen += [line["id"] for line in page["items"]]
        address = page["next"]
    assert len(seen) > 4 and seen == ids[: len(seen)] and len(seen) == page["total"]


def test_pages_of_hits(client):
    whole = client.get("/api/v1/search?q=trẻ em&limit=200").json
    first = client.get("/api/v1/search?q=trẻ em&limit=3").json
    second = client.get(first["next"]).json
    assert [h["passage"] for h in first["hits"] + second["hits"]] == [
        h["passage"] for h in whole["hits"][:6]
    ]
    assert whole["next"] is None


def test_the_text_is_what_offsets_index(client, ids):
    text = client.get(f"/api/v1/documents/{ids[0]}/text").text
    for one in client.get(f"/api/v1/documents/{ids[0]}").json["passages"]:
        assert "".join(text[a:b] for a, b in one["spans"]) == one["text"]


def test_what_did_not_change_is_not_sent_again(client, ids):
    first = client.get(f"/api/v1/documents/{ids[0]}")
    again = client.get(
        f"/api/v1/documents/{ids[0]}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_letters_are_sent_as_they_are(client):
    assert "trẻ em" in client.get("/api/v1/search?q=trẻ em&limit=1").text


# --- Failures ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/documents/khong-co", 404, "“khong-co”"),
        ("/khong/co", 404, "/api/v1/"),
        ("/search?limit=x", 400, "“limit”"),
        ("/search?limit=201", 400, "“limit”"),
        ("/search?q=a&q=b", 400, "“q”"),
        ("/search?sort=x", 400, "“sort”"),
        ("/search?fold=1", 400, "“fold”"),
        ("/search?tinh=x", 400, "“tinh”"),
        ("/search?q=(", 400, "ngoặc"),
        ("/complete", 400, "“q”"),
        ("/compare", 400, "“docs”"),
        ("/frames/khong-co", 404, "“khong-co”"),
    ],
)
def test_failures_are_problems_in_both_languages(client, address, status, told):
    answer = client.get(f"/api/v1{address}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    problem = answer.json
    assert problem["status"] == status and told in problem["detail"]
    assert problem["messages"]["vi"] == problem["detail"]
    english = client.get(f"/api/v1{address}{'&' if '?' in address else '?'}lang=en").json
    assert english["detail"] == problem["messages"]["en"] != problem["detail"]


def test_only_get(client):
    answer = client.post("/api/v1/search?q=a")
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
    assert json.loads(answer.text)["status"] == 405


def test_a_fault_of_ours_tells_nothing_of_the_inside(app, monkeypatch):
    def fails(*_):
        raise RuntimeError("bí mật")

    monkeypatch.setattr(type(app.extensions["workspace"]), "documents", fails)
    answer = app.test_client().get("/api/v1/documents")
    assert answer.status_code == 500 and "bí mật" not in answer.text
