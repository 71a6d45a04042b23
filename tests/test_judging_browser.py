"""Deciding in a real browser: by keys, with the place kept, and what becomes of it later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from corpus.decisions import Action
from corpus.rulings import State
from tests.browsing import served
from tests.catalogs import compile_catalogs
from tests.judged_plans import PLAN, clause, plans, put, same_words_only
from tests.test_decisions import FRAME, LEADERS, MINE, PARTY, THEIRS, between, moved_on
from web.app import create_app
from workspace import Workspace

pytestmark = pytest.mark.browser

DOCS = f"docs={MINE}&docs={THEIRS}"
ROW = f"/compare/row?frame={FRAME}&{DOCS}&key=item_1"


@dataclass
class Site:
    workspace: Workspace
    address: str
    errors: list[str] = field(default_factory=list)

    def open(self, browser: Browser, at: str, name: str = "Lan", **settings: object) -> Page:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, **settings)
        if name:
            context.add_cookies([{"name": "name", "value": name, "url": self.address}])
        page = context.new_page()
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.set_default_timeout(8000)
        page.goto(self.address + at)
        return page


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    compile_catalogs()
    monkeypatch.setattr("compare.align.compare", same_words_only)
    workspace = plans(tmp_path / "data")
    with served(create_app(workspace)) as address:
        site = Site(workspace, address)
        yield site
    refused = [e for e in site.errors if "409" not in e]  # a browser logs every refusal
    assert not refused


def quick(page: Page, name: str):
    """What can be decided on a clause in this row."""
    return page.locator(f'[data-decide][id^="row~{name.replace("#", ":")}~"]')


def test_a_decision_made_by_key_survives_what_comes_after(browser, site, tmp_path):
    name = clause(site.workspace, MINE, LEADERS)
    page = site.open(browser, ROW, name="")
    page.keyboard.press("j")
    quick(page, name).locator("button").first.focus()
    page.keyboard.press("r")
    page.get_by_label("Tên của bạn").fill("Lan")
    page.keyboard.press("Enter")
    expect(page.locator(".ruled-out .verdict")).to_contain_text("Lan · ")
    put(site.workspace, moved_on(PLAN), "song-mo.txt")
    site.workspace.reindex()
    page.reload()
    page.locator(".ruled-out summary").click()
    expect(page.locator(".ruled-out .moved")).to_contain_text("đã dời")
    expect(page.locator(".ruled-out .quoted")).to_contain_text(LEADERS)
    with page.expect_download() as file:
        page.goto(f"{site.address}/decisions")
        page.get_by_role("link", name="JSON", exact=True).click()
    saved = tmp_path / "saved.json"
    file.value.save_as(saved)
    assert len(json.loads(saved.read_text())["decisions"]) == 1
    other = plans(tmp_path / "other")
    other.decisions.take_in(saved.read_bytes())
    assert [e.state for e in other.decisions.rulings().entries] == [State.IN_FORCE]
    put(site.workspace, PLAN.replace("chịu trách nhiệm", "chịu mọi trách nhiệm"), "song-mo.txt")
    page.goto(f"{site.address}/decisions?state=stale")
    expect(page.locator(".entry")).to_contain_text("không còn khớp")
    page.context.close()


def test_keys_decide_and_the_place_is_kept(browser, site):
    name = clause(site.workspace, MINE, PARTY)
    page = site.open(browser, f"{ROW}&lang=en")
    page.evaluate("window.stays = true")
    form = quick(page, name)
    form.locator("button").first.focus()
    page.keyboard.press("a")
    expect(form.locator(".verdict")).to_contain_text("Lan · ")
    expect(form.locator("button")).to_be_focused()
    page.keyboard.press("u")
    expect(form.locator(".verdict")).to_have_count(0)
    expect(form.locator("button").first).to_be_focused()
    page.keyboard.press("j")
    expect(form.locator("button").first).not_to_be_focused()
    page.keyboard.press("k")
    expect(form.locator("button").first).to_be_focused()
    assert page.evaluate("window.stays") and page.url.endswith("lang=en")
    page.keyboard.press("e")
    expect(page.locator("h1")).to_have_text("A passage and its row")
    page.context.close()


def test_a_stale_page_shows_both_in_place(browser, site):
    name = clause(site.workspace, MINE, PARTY)
    page = site.open(browser, ROW, name="Minh")
    make = site.workspace.decisions
    make.decide("Lan", Action.ACCEPT, [make.filing(name, FRAME, "item_1")])
    quick(page, name).locator("button").nth(1).click()
    expect(page.locator("h1")).to_have_text("Hai quyết định về cùng một việc")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("button", name="Vẫn ghi quyết định của tôi").click()
    expect(page.locator(".ruled-out .verdict")).to_contain_text("Minh")
    page.context.close()


def test_without_scripts_all_of_it_works(browser, site):
    name = clause(site.workspace, MINE, PARTY)
    page = site.open(browser, ROW, java_script_enabled=False)
    quick(page, name).locator("button").first.click()
    expect(quick(page, name).locator(".verdict")).to_contain_text("Lan · ")
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_never_scrolls_sideways(browser, site, theme):
    make, party = site.workspace.decisions, clause(site.workspace, MINE, PARTY)
    make.decide("Lan " + "rất dài " * 8, Action.REJECT, [make.filing(party, FRAME, "item_1")])
    same = between(site.workspace, LEADERS, LEADERS)
    make.decide("Lan", Action.ACCEPT, [same], comment="chữ" * 200)
    link = urlencode({"left": same.left[0].id, "right": same.right[0].id})
    unit = urlencode({"unit": party, "frame": FRAME, "key": "item_1"})
    addresses = (
        ROW, f"/compare?frame={FRAME}&{DOCS}", f"/compare?frame=none&{DOCS}", "/decisions?lang=en",
        f"/decisions/matter?{link}", f"/decisions/matter?{unit}&lang=en",
        f"/decisions/add?{urlencode({'unit': party})}&{DOCS}",
        f"/decisions/add?docs={MINE}&frame={FRAME}&key=item_2",
    )  # fmt: skip
    page = site.open(browser, "/decisions", color_scheme=theme, reduced_motion="reduce")
    for address in addresses:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(site.address + address)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        found = Axe().run(page)
        assert found.violations_count == 0, address + found.generate_report()
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.context.close()
