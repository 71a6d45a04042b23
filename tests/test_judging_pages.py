"""The pages on which people decide: plain forms, two editors, hostile input, both languages."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.decisions import LONGEST_COMMENT, Action
from tests import fake_workspace as fake
from tests.catalogs import compile_catalogs
from tests.judged_plans import PLAN, clause, plans, put, same_words_only
from tests.test_decisions import CHECK, FRAME, LEADERS, MINE, PARTY, RAIN, THEIRS, between
from web.app import create_app
from workspace import Workspace

DOCS = f"docs={MINE}&docs={THEIRS}"
ROW = f"/compare/row?frame={FRAME}&{DOCS}&key=item_1"


@pytest.fixture(scope="module", autouse=True)
def catalogs() -> None:
    compile_catalogs()


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compare.align.compare", same_words_only)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return plans(tmp_path / "data")


@pytest.fixture
def client(workspace: Workspace) -> FlaskClient:
    return named(workspace, "Lan")


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """For what must store nothing."""
    return plans(tmp_path_factory.mktemp("quiet") / "data")


@pytest.fixture(scope="module")
def visitor(quiet: Workspace) -> FlaskClient:
    return named(quiet, "Lan")


def named(workspace: Workspace, name: str) -> FlaskClient:
    client = create_app(workspace).test_client()
    if name:
        client.set_cookie("name", quote(name))
    return client


def page(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, response.text[:600]
    return BeautifulSoup(response.text, "lxml")


def words(tag) -> str:
    return " ".join(tag.get_text().split())


def fields(form) -> list[tuple[str, str]]:
    found = [(one["name"], one.get("value", "")) for one in form.select("input[name]")
             if one["type"] not in ("checkbox", "radio") or one.has_attr("checked")]  # fmt: skip
    for one in form.select("select[name]"):
        chosen = one.select_one("option[selected]") or one.select_one("option")
        found.append((one["name"], chosen["value"]))
    return found


def send(client: FlaskClient, form, action: str, status: int = 303, **more: str):
    """Sends a form of a page, or presses a small button beside a matter."""
    if form.name != "form":
        buttons = [dict(parse_qsl(one["value"])) for one in form.select("button")]
        at = [one["action"] for one in buttons].index(action)
        page = form.find_parent("main").select_one("#deciding")
        pairs = [*fields(page), ("do", form.select("button")[at]["value"]), *more.items()]
        form = page
    else:
        pairs = [(n, v) for n, v in fields(form) if n not in more] + [("action", action)]
        pairs += list(more.items())
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    response = client.post(form["action"], data=data)
    assert response.status_code == status, response.text[:600]
    return response


def quick(soup: BeautifulSoup, *parts: str):
    """What can be decided beside a matter with these values."""
    return next(
        place
        for place in soup.select("[data-decide]")
        if set(parts) <= set(matter_at(place).values())
        or set(parts) <= {v for _, v in parse_qsl(urlsplit(place.a["href"]).query)}
    )


def matter_at(place) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(place.a["href"]).query))


def test_a_name_is_asked_for_once(workspace):
    client = named(workspace, "")
    name = clause(workspace, MINE, LEADERS)
    asked = send(client, quick(page(client, ROW), name, "item_1"), "reject", 200)
    form = BeautifulSoup(asked.text, "lxml").select_one("main form")
    assert not workspace.decisions.rulings().entries
    done = client.post(form["action"], data=dict(fields(form)) | {"by": " Trần  Lan "})
    assert done.status_code == 303 and done.location.startswith("/compare/row?")
    soup = page(client, done.location.partition("#")[0])
    assert "Trần Lan" in words(soup.select_one(".ruled-out .verdict"))
    assert name not in [a["href"] for a in soup.select(".clause a")]
    send(client, quick(soup, clause(workspace, MINE, PARTY)), "accept")
    assert [e.decision.by for e in workspace.decisions.rulings().entries] == ["Trần Lan"] * 2
    change = page(client, "/decisions").select_one("form.naming")
    client.post(change["action"], data=dict(fields(change)) | {"by": "Minh"})
    assert page(client, "/decisions").select_one("#by-name")["value"] == "Minh"


def test_each_screen_can_show_machine_people_or_both(workspace, client):
    workspace.decisions.decide("Lan", Action.REJECT, [between(workspace, LEADERS, LEADERS)])
    workspace.decisions.decide("Lan", Action.ACCEPT, [between(workspace, RAIN, CHECK)])
    make, rain = workspace.decisions, clause(workspace, MINE, RAIN)
    make.decide("Lan", Action.ACCEPT, [make.filing(rain, FRAME, "item_1")])
    shown = {}
    for who in ("both", "machine", "people"):
        pairs = page(client, f"/compare?frame=none&{DOCS}&who={who}")
        shown[who] = len(pairs.select(".links tbody tr"))
        assert words(pairs.select_one("[aria-label='Ai quyết định'] [aria-current]"))
        row = page(client, f"{ROW}&who={who}")
        assert bool(row.select("[data-decide]")) == (who != "machine")
        matrix = page(client, f"/compare?frame={FRAME}&{DOCS}&who={who}")
        assert bool(matrix.select("td .verdict")) == (who != "machine")
        assert page(client, f"/compare/tiers?doc={MINE}&who={who}").select(".tier-row")
        (link,) = [a["href"] for a in matrix.select(".saving a") if words(a) == "JSON"]
        links = client.get(link).json["links"]
        assert len(links) == shown[who]
        assert [one["decided_by"] for one in links].count("Lan") == (who != "machine")
    assert shown["people"] == 1 and shown["both"] == shown["machine"] == 2
    people = page(client, f"/compare?frame={FRAME}&{DOCS}&who=people&lang=en")
    assert "nobody has decided yet" in words(people.select_one(".gap-cell"))
    assert re.search(r"Lan · \d{2} \w{3} \d{4}", words(people.select_one("td .verdict")))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_two_editors_are_shown_both_decisions(workspace, lang):
    lan, minh = named(workspace, "Lan"), named(workspace, "Minh")
    name = clause(workspace, MINE, LEADERS)
    mine, theirs = (quick(page(c, f"{ROW}&lang={lang}"), name, "item_1") for c in (minh, lan))
    send(lan, theirs, "accept")
    soup = BeautifulSoup(send(minh, mine, "reject", 409).text, "lxml")
    assert words(soup.h1) == {"vi": "Hai quyết định về cùng một việc", "en": "Two decisions on the same matter"}[lang]  # fmt: skip
    assert all(one in words(soup.main) for one in ("Lan", "Minh", "Người đứng đầu"))
    assert len(workspace.decisions.rulings().entries) == 1
    kept = soup.select_one(".contested a.button")["href"]
    assert page(minh, kept.partition("#")[0]).select(".verdict")
    send(minh, soup.select_one(".contested form"), "reject")
    assert [e.decision.by for e in workspace.decisions.rulings().entries] == ["Lan", "Minh"]


def test_a_link_is_decided_on_its_own_page(workspace, client):
    soup = page(client, f"/compare?frame=none&{DOCS}")
    left, right = clause(workspace, MINE, LEADERS), clause(workspace, THEIRS, LEADERS)
    more = quick(soup, left, right).select_one("a[data-key=e]")["href"]

    def forms(address: str) -> dict[str, object]:
        found = page(client, address).select("main form")
        return {form.button["value"]: form for form in reversed(found)}

    party = clause(workspace, THEIRS, PARTY)
    came = client.get(more, headers={"Referer": f"http://localhost/compare?frame=none&{DOCS}"})
    assert f"/compare?frame=none&{DOCS}#pair" in came.text.replace("&amp;", "&")
    away = client.get(more, headers={"Referer": f"http://example.org/compare?frame=none&{DOCS}"})
    assert "example.org" not in away.text
    form = next(f for f in BeautifulSoup(came.text, "lxml").select("main form")
                if f.button["value"] == "relink")  # fmt: skip
    back = send(client, form, "relink", to=party).location
    assert back.startswith("/compare?frame=none")
    entry = workspace.decisions.rulings().entries[-1]
    assert entry.places[1].right == (party,) and entry.decision.relation
    merge = send(client, forms(more)["merge"], "merge", to=party)
    assert merge.status_code == 303
    wide = [r for r in workspace.decisions.rulings() if len(r.subject.names) == 3 and r.holds]
    assert set(wide[0].subject.right) == {right, party}
    merged = quick(page(client, f"/compare?frame=none&{DOCS}"), left, right, party)
    alone = forms(merged.select_one("a[data-key=e]")["href"])
    assert "split" in alone and "split" not in forms(more)
    send(client, alone["split"], "split")
    assert all(workspace.decisions.rulings().covering(left, one).holds for one in (right, party))
    said = send(client, forms(more)["comment"], "comment", comment="Xem <b>lại</b>.")
    soup = page(client, said.location.partition("#")[0])
    assert words(soup.select_one(".remark")).startswith("Xem <b>lại</b>.")
    assert len(soup.select(".log li")) >= 3


def test_a_clause_is_moved_and_filed_twice(workspace, client):
    party = clause(workspace, MINE, PARTY)
    at = f"/decisions/matter?{urlencode({'unit': party, 'frame': FRAME, 'key': 'item_1', 'back': ROW})}"

    def form(action: str):
        found = page(client, at).select("main form")
        return next(f for f in found if f.button["value"] == action)

    send(client, form("split"), "split", to="item_2")
    held = {r.subject.row for r in workspace.decisions.rulings() if r.holds}
    assert held == {"item_1", "item_2"}
    send(client, form("relink"), "relink", to="item_2")
    held = {r.subject.row for r in workspace.decisions.rulings() if r.holds}
    assert held == {"item_2"}
    send(client, form("undo"), "undo")
    assert len([r for r in workspace.decisions.rulings() if r.holds]) == 2


def test_a_group_takes_the_clauses_below_it_along(workspace, client):
    soup = page(client, ROW)
    more = quick(soup, f"{MINE}#part_I__sec_1", "1").select_one("a[data-key=e]")["href"]
    found = page(client, more).select("main form")
    form = next(f for f in found if f.button["value"] == "reject")
    assert len(form.select("input[name=clauses]")) == 2
    send(client, form, "reject")
    row = page(client, ROW)
    first = row.select(".plan")[0]
    assert "gap-cell" in first["class"] and "3 mục đã bỏ" in words(first)
    send(client, first.select_one(".ruled-out [data-decide]"), "undo")
    assert "gap-cell" not in page(client, ROW).select(".plan")[0]["class"]


def test_gaps_are_filled_from_a_list(workspace, client):
    rain = clause(workspace, MINE, RAIN)
    links = [
        a["href"] for a in page(client, ROW).select(".plan a") if "/decisions/add" in a["href"]
    ]
    (missing,) = [a for a in links if f"docs={MINE}&" in a and "key=" in a]
    form = page(client, missing).select_one("form.picking")
    assert rain in [one["value"] for one in form.select("[name=unit]")]
    send(client, form, "accept", unit=rain)
    assert "Huy động" in words(page(client, ROW).select(".plan")[0])
    pairs = page(client, f"/compare?frame=none&{DOCS}")
    (lone,) = [a["href"] for a in pairs.select(".only-in a") if quote(rain, safe="") in a["href"]
               and "/decisions/add" in a["href"]]  # fmt: skip
    form = page(client, lone).select_one("form.picking")
    send(client, form, "accept", right=clause(workspace, THEIRS, CHECK), relation="narrower")
    assert workspace.decisions.rulings().covering(rain, clause(workspace, THEIRS, CHECK)).holds


def test_all_decisions_are_listed_filtered_and_taken_away(workspace, client, tmp_path):
    make = workspace.decisions
    make.decide("Lan", Action.REJECT, [between(workspace, LEADERS, LEADERS)])
    one = make.decide("Minh", Action.ACCEPT, [between(workspace, RAIN, CHECK)], comment="Chắc.")
    make.undo("Lan", one.id)
    assert len(page(client, "/decisions").select(".entry")) == 3
    assert len(page(client, "/decisions?by=Minh").select(".entry")) == 1
    assert len(page(client, f"/decisions?document={MINE}").select(".entry")) == 2
    assert len(page(client, "/decisions?state=undone").select(".entry")) == 1
    assert page(client, "/decisions?state=nope&page=x").select(".empty")
    put(workspace, PLAN.replace("chịu trách nhiệm về", "chịu trách nhiệm chính về"), "song-mo.txt")
    (stale,) = page(client, "/decisions?state=stale").select(".entry")
    assert "không còn khớp" in words(stale) and not stale.select(".quoted > a")
    assert "1 quyết định không còn khớp" in words(page(client, ROW).select_one(".notice"))
    for link in page(client, "/decisions").select(".entry a"):
        if not link["href"].startswith("#"):
            page(client, link["href"].partition("#")[0])
    data = client.get("/decisions/decisions.json")
    assert data.json["format"] == "doichieu-decisions" and len(data.json["decisions"]) == 3
    assert client.get("/decisions/gold.json").json["links"] == []
    other = named(plans(tmp_path / "other"), "Hà")
    form = page(other, "/decisions").select_one("[enctype]")
    upload = dict(fields(form)) | {"file": (io.BytesIO(data.data), "d.json")}
    taken = other.post(form["action"], data=upload)
    assert taken.status_code == 303
    assert "3 mục mới" in words(page(other, taken.location).select_one(".notice"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"action": "destroy"}, 400),
        ({"action": "relink"}, 404),
        ({"action": "undo", "decision": "nope"}, 404),
        ({"unit": "nope#x"}, 404),
        ({"unit": f"{MINE}#nope"}, 404),
        ({"unit": MINE}, 404),
        ({"unit": ""}, 400),
        ({"frame": "nope"}, 404),
        ({"key": "nope"}, 404),
        ({"seen": "x"}, 400),
        ({"seen": "9" * 40}, 400),
        ({"seen": ""}, 400),
        ({"do": "&".join(["a=b"] * 2_000)}, 400),
        ({"relation": "enemy"}, 400),
        ({"comment": "x" * (LONGEST_COMMENT + 1)}, 400),
        ({"csrf_token": "forged"}, 400),
    ],
)
def test_hostile_forms_are_refused_in_a_sentence(quiet, visitor, lang, changes, status):
    soup = page(visitor, f"{ROW}&lang={lang}")
    matter = {"unit": clause(quiet, MINE, LEADERS), "frame": FRAME, "key": "item_1"}
    form = soup.select_one("#deciding")
    data = dict(fields(form)) | matter | {"action": "accept"} | changes
    response = visitor.post(form["action"], data=data)
    assert response.status_code == status
    soup = BeautifulSoup(response.text, "lxml")
    assert soup.html["lang"] == lang and words(soup.main) and "Traceback" not in response.text
    assert not quiet.decisions.rulings().entries


@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", ""]
)
def test_no_form_leads_away_from_the_site(workspace, client, back):
    matter = {"unit": clause(workspace, MINE, LEADERS), "frame": FRAME, "key": "item_1"}
    form = page(client, ROW).select_one("#deciding")
    data = dict(fields(form)) | matter | {"action": "accept", "back": back}
    assert client.post(form["action"], data=data).location == "/decisions"
    soup = page(client, f"/decisions/matter?{urlencode(matter)}&back={quote(back)}")
    assert not [a for a in soup.select("a") if back and a["href"] == back]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", json.dumps({"format": "doichieu-decisions"}).encode()]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_bad_file_is_refused_on_the_page(visitor, data, lang):
    form = page(visitor, f"/decisions?lang={lang}").select_one("[enctype]")
    upload = dict(fields(form)) | {"file": (io.BytesIO(data), "d.json")}
    response = visitor.post(form["action"], data=upload)
    assert response.status_code == 400
    assert BeautifulSoup(response.text, "lxml").html["lang"] == lang
    assert visitor.post(form["action"], data=dict(fields(form))).status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/decisions/matter", 400),
        ("/decisions/matter?left=a&right=b", 404),
        ("/decisions/matter?unit=a%23b&frame=x&key=1", 404),
        ("/decisions/add", 404),
        (f"/decisions/add?docs={MINE}&frame={FRAME}&key=nope", 404),
        (f"/decisions/add?docs={MINE}&unit={MINE}%23part_I__sec_1__point_a", 400),
        ("/decisions/add?unit=nope%23x&docs=nope", 404),
        ("/decisions/nope.json", 404),
    ],
)
def test_addresses_of_nothing(visitor, address, status):
    page(visitor, address, status)


def test_an_empty_log_says_what_to_do():
    client = create_app(fake.workspace()).test_client()
    assert page(client, "/decisions?lang=en").select_one(".empty a[href^='/compare']")
