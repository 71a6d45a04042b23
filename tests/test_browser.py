"""The pages in a real browser: the walks people take, and what axe finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import fake_workspace as fake
from tests.browsing import served
from tests.catalogs import compile_catalogs
from tests.fake_workspace import SECOND
from web.app import create_app

pytestmark = pytest.mark.browser

PLAN, PRESS, REPORT = "12-kh-ubnd-2025-song-may", "05-ctr-tu-doi-sim", "bao-cao-suoi-lac"
ALL = f"docs={PLAN}&docs={PRESS}&docs={REPORT}"
SENTENCE = f"/documents/{PLAN}/part_II__clause_1__para_1__sent_2"
ADDRESSES = {
    "home": "/",
    "search": "/search?q=trẻ em&province=Sông Mây",
    "no hits": "/search?q=kinh phí&province=Đồi Sim",
    "query error": '/search?q="trẻ',
    "documents": "/documents",
    "reader": SENTENCE,
    "press": f"/documents/{PRESS}",
    "choose": "/compare",
    "matrix": f"/compare?{ALL}",
    "row": f"/compare/row?{ALL}&key=2",
    "row word by word": f"/compare/row?{ALL}&key=2&diff={quote(SECOND[0], safe='')}",
    "word by word": "/compare/diff?" + urlencode(dict(zip(("left", "right"), SECOND, strict=True))),
    "pairs": f"/compare?docs={PLAN}&docs={PRESS}&frame=none",
    "not found": "/nope",
}
WORDS = {
    "vi": {
        "search": "Tìm kiếm",
        "find": "Tìm",
        "cite": "Trích dẫn",
        "copy": "Chép trích dẫn",
        "copied": "Đã chép",
        "compare": "Đối chiếu",
        "documents": "Văn bản",
        "chosen": "Đối chiếu các văn bản đã chọn",
        "row": "Tuyên truyền",
        "gap": "không thấy nêu trong bản tóm tắt",
        "open": "Mở tại đoạn này",
    },
    "en": {
        "search": "Search",
        "find": "Search",
        "cite": "Citation",
        "copy": "Copy citation",
        "copied": "Copied",
        "compare": "Compare",
        "documents": "Documents",
        "chosen": "Compare the chosen documents",
        "row": "Communication",
        "gap": "not shown in the summary",
        "open": "Open at this passage",
    },
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    compile_catalogs()
    with served(create_app(fake.workspace())) as address:
        yield address


@dataclass
class Visit:
    """A page, and what went wrong on it: console errors and requests to elsewhere."""

    page: Page
    site: str
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if urlsplit(url).hostname != "127.0.0.1":
            self.elsewhere.append(url)

    def go(self, address: str) -> Page:
        self.page.goto(self.site + address)
        return self.page


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    visit = Visit(context.new_page(), site)
    yield visit
    context.close()
    assert not visit.errors
    assert not visit.elsewhere


@pytest.mark.parametrize("language", WORDS)
def test_from_words_to_a_citation(visit: Visit, language: str) -> None:
    words = WORDS[language]
    page = visit.go(f"/?lang={language}")
    page.locator("#q").fill("lãnh đạo")
    page.get_by_role("button", name=words["find"], exact=True).click()
    expect(page.locator(".hit mark").first).to_have_text("lãnh")
    page.get_by_role("link", name=words["cite"], exact=True).first.click()
    expect(page.locator(".text .addressed")).to_be_in_viewport()
    expect(page.locator("#citation-text")).to_contain_text("Các cấp ủy")
    page.get_by_role("button", name=words["copy"]).click()
    expect(page.get_by_role("button", name=words["copied"])).to_be_visible()
    assert "Các cấp ủy" in page.evaluate("navigator.clipboard.readText()")
    page.goto(page.locator("#permalink").input_value())
    expect(page.locator(".text .addressed")).to_be_in_viewport()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", WORDS)
def test_from_plans_to_passages_side_by_side(visit: Visit, language: str) -> None:
    words = WORDS[language]
    page = visit.go(f"/?lang={language}")
    page.get_by_role("link", name=words["documents"], exact=True).click()
    page.locator(f"#pick-{PLAN}").check()
    page.locator(f"#pick-{PRESS}").check()
    page.get_by_role("button", name=words["chosen"]).click()
    expect(page.locator(".matrix thead th")).to_have_count(3)
    expect(page.locator(".gap-cell").first).to_contain_text(words["gap"])
    page.get_by_role("link", name=words["row"], exact=True).click()
    expect(page.locator(".plan")).to_have_count(2)
    page.locator(".plan").nth(1).get_by_role("link", name=words["open"]).first.click()
    expect(page.locator(".text .addressed")).to_contain_text("Đẩy mạnh tuyên truyền")
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_keys_walk_the_results(visit: Visit) -> None:
    page = visit.go("/search?q=trẻ em")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.locator("[data-open]").nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j")
    expect(page.locator("#q")).to_have_value("j")


def test_completions_are_chosen_by_keyboard(visit: Visit) -> None:
    page = visit.go("/search?q=a")
    box = page.locator("#q")
    box.fill("")
    box.press_sequentially("tr")
    expect(page.get_by_role("option")).to_have_text(["trẻ em"])
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    box.press_sequentially("ẻ")
    expect(page.get_by_role("option")).to_have_text(["trẻ em"])
    box.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_text("trẻ em")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"q=tr%E1%BA%BB"))


def test_theme_is_kept(visit: Visit) -> None:
    page = visit.go("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("[data-theme-toggle]").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_outline_tells_where_the_reader_is(visit: Visit) -> None:
    page = visit.go(f"/documents/{PLAN}#part_II__clause_3")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    current = page.locator(".outline [aria-current=location]")
    expect(current).to_have_count(1)
    expect(current).to_contain_text(re.compile("Dịch vụ|tuyên truyền"))


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, name: str, theme: str) -> None:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(site + ADDRESSES[name])
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    found = Axe().run(page)
    report = found.generate_report()
    context.close()
    assert found.violations_count == 0, report


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_phone_never_scrolls_sideways(browser: Browser, site: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site + ADDRESSES[name])
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 390


@pytest.mark.parametrize("address", ["/search?q=trẻ em", SENTENCE, f"/compare?{ALL}"])
def test_pages_are_complete_without_scripts(browser: Browser, site: str, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + address)
    assert page.locator("[data-copy]:visible, [data-theme-toggle]:visible").count() == 0
    assert page.locator("main a:visible").count() > 3
    context.close()
