"""Whole walks of a researcher, an officer and an editor, at a desk and on a phone.

One server over a few of the samples serves all of them. The pages they pass, and those
no other test opens in a browser, are held against axe in light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from corpus.model import Link
from tests.browsing import served
from tests.catalogs import compile_catalogs
from tests.documents import PLAN
from web import parts
from web.app import create_app
from workspace import Workspace

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"
MINE, THEIRS = "35-ctr-tu-2024-song-lam-thuong", "208-kh-ubnd-2024-cua-gio"
PLANS = f"docs={MINE}&docs={THEIRS}"
LONG = "9-kh-ubnd-2025-song-mo"
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
WORDS = {
    "vi": {
        "find": "Tìm",
        "cite": "Trích dẫn",
        "collect": "Thêm vào giỏ",
        "save": "Lưu câu tìm này",
        "saved": "Đã lưu câu tìm này",
        "compare": "Đối chiếu các văn bản đã chọn",
        "accept": "Nhận",
        "add": "Nạp các tệp này",
        "correct": "Sửa thuộc tính",
        "store": "Ghi",
        "documents": "Văn bản",
        "next": "Phần sau",
        "whole": "Cả văn bản trên một trang",
    },
    "en": {
        "find": "Search",
        "cite": "Citation",
        "collect": "Add to basket",
        "save": "Save this search",
        "saved": "This search is saved",
        "compare": "Compare the chosen documents",
        "accept": "Accept",
        "add": "Add these files",
        "correct": "Correct the details",
        "store": "Save",
        "documents": "Documents",
        "next": "Next part",
        "whole": "The whole document on one page",
    },
}
everywhere = pytest.mark.parametrize("language", WORDS)
at_every_size = pytest.mark.parametrize("size", WIDTHS)


def long_plan() -> str:
    """A plan of several parts, with a citation and a heading far down in it."""
    head, _, tail = PLAN.partition("I. MỤC ĐÍCH, YÊU CẦU")
    head = head.replace("045/KH", "9/KH")
    clause = "Bảo đảm mọi trẻ em được chăm sóc, được đến trường và được sống an toàn. " * 12
    middle = [
        f"{n}. Nhiệm vụ thứ {n}\n\n" + "".join(f"{a}) {clause}\n\n" for a in "abcde")
        for n in range(1, 46)
    ]
    return head + "I. NHIỆM VỤ\n\n" + "".join(middle) + "II. MỤC ĐÍCH, YÊU CẦU" + tail


@dataclass
class Site:
    """A server, and what went wrong on its pages: console errors, requests to elsewhere."""

    address: str
    links: tuple[Link, ...]
    errors: list[str] = field(default_factory=list)

    def visit(self, browser: Browser, size: str, **settings: object) -> Page:
        width, height = WIDTHS[size]
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        page = context.new_page()
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "request",
            lambda r: self.errors.append(r.url) if not r.url.startswith(self.address) else None,
        )
        return page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    compile_catalogs()
    folder = tmp_path_factory.mktemp("stories")
    (folder / "dai.txt").write_text(long_plan(), encoding="utf-8")
    workspace = Workspace(folder / "data")
    files = [path for path in SAMPLES.iterdir() if path.is_file()]
    workspace.ingest([*files, folder / "dai.txt"])
    links = workspace.compare((MINE, THEIRS), None).links
    with served(create_app(workspace)) as address:
        yield Site(address, links)


@pytest.fixture
def walk(browser: Browser, site: Site, size: str) -> Iterator[Page]:
    page = site.visit(browser, size)
    yield page
    page.context.close()
    errors, site.errors = site.errors, []
    assert not errors


def clean(page: Page) -> None:
    """Axe finds nothing, and nothing is wider than the window."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def choose_words(page: Page, block: str, low: int, high: int) -> str:
    """Words chosen in a block as a hand would, and what they are."""
    chosen: str = page.evaluate(
        """([block, low, high]) => {
          const element = document.getElementById(block);
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          let node = walker.nextNode();
          while (node.length < high) node = walker.nextNode();
          getSelection().setBaseAndExtent(node, low, node, high);
          return node.data.slice(low, high);
        }""",
        [block, low, high],
    )
    return chosen


# --- A researcher ------------------------------------------------------------


@everywhere
@at_every_size
def test_a_researcher_finds_reads_cites_collects_and_keeps(
    walk: Page, site: Site, language: str, size: str
) -> None:
    words, page = WORDS[language], walk
    page.goto(f"{site.address}/?lang={language}")
    page.locator("#q").fill("đuối nước")
    page.get_by_role("button", name=words["find"], exact=True).click()
    if size == "desk":
        page.locator("[data-open]").nth(1).focus()
        expect(page.locator(".preview .here")).to_contain_text("đuối nước")
    clean(page)
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_text(words["saved"])).to_be_visible()
    page.locator(".hit h2 a", has_text="99-CT/TW").first.click()
    expect(page.locator(".text .addressed")).to_be_in_viewport()
    eid = page.locator(".text .addressed").first.get_attribute("id") or ""
    chosen = choose_words(page, eid, 2, 20)
    bar = page.locator(".selection-bar")
    expect(bar).to_be_visible()
    bar.get_by_role("link", name=words["cite"]).click()
    expect(page.locator("#citation blockquote").first).to_contain_text(chosen.strip())
    clean(page)
    button = page.locator("#citation .to-basket button").first
    button.click()
    expect(page.locator("[data-basket-count]")).to_have_text("1")
    page.locator(".basket-link").click()
    expect(page.locator(".collected li")).to_contain_text(chosen.strip())
    clean(page)
    page.goto(f"{site.address}/?lang={language}")
    expect(page.locator(".saved li")).to_contain_text("đuối nước")


@everywhere
@at_every_size
def test_reading_and_citing_need_no_scripts(
    browser: Browser, site: Site, language: str, size: str
) -> None:
    words = WORDS[language]
    page = site.visit(browser, size, java_script_enabled=False)
    page.goto(f"{site.address}/search?q=đuối nước&lang={language}")
    page.get_by_role("link", name=words["cite"], exact=True).first.click()
    quoted = page.locator("#citation blockquote").first.inner_text()
    page.locator("#citation .to-basket button").first.click()
    page.goto(f"{site.address}/basket?lang={language}")
    assert quoted[1:30] in page.locator(".collected li").first.inner_text()
    page.goto(f"{site.address}/search?q=đuối nước&lang={language}")
    page.get_by_role("button", name=words["save"]).click()
    assert page.get_by_text(words["saved"]).count() == 1
    page.context.close()


# --- A long document -----------------------------------------------------------


@at_every_size
@pytest.mark.parametrize("scripts", [True, False])
def test_every_part_of_a_long_document_is_reached(
    browser: Browser, site: Site, size: str, scripts: bool
) -> None:
    page = site.visit(browser, size, java_script_enabled=scripts)
    page.goto(f"{site.address}/documents/{LONG}")
    last = page.locator("[data-outline] a").last
    assert "part=" in (last.get_attribute("href") or "")
    heading = last.inner_text() if not scripts or size == "desk" else None
    page.goto(site.address + (last.get_attribute("href") or ""))
    target = page.locator(f"[id='{page.url.partition('#')[2]}']")
    expect(target).to_be_in_viewport()
    assert heading is None or heading[:6] in target.inner_text()
    page.goto(f"{site.address}/documents/{LONG}")
    if scripts:
        page.keyboard.press("Control+f")
        expect(page.locator("[data-part]")).to_have_count(0, timeout=10_000)
        href = page.locator("[data-outline] a").last.get_attribute("href") or ""
        assert href.startswith("#")
    else:
        page.get_by_role("link", name=WORDS["vi"]["next"]).click()
        assert "part=2" in page.url
        page.get_by_role("link", name=WORDS["vi"]["whole"]).first.click()
    starts = page.eval_on_selector_all(
        ".text [data-start]", "all => all.map(one => Number(one.dataset.start))"
    )
    assert starts == sorted(set(starts)) and starts[-1] > 2 * parts.WISHED
    page.context.close()


def test_a_passage_far_down_opens_in_its_part(browser: Browser, site: Site) -> None:
    page = site.visit(browser, "desk")
    page.goto(f"{site.address}/documents/{LONG}/part_I__sec_44__point_c")
    expect(page.locator(".text .addressed")).to_be_in_viewport()
    page.wait_for_function("document.querySelectorAll('[data-part=before]').length <= 1")
    expect(page.locator(".text .addressed")).to_be_in_viewport()
    page.context.close()


# --- An officer ------------------------------------------------------------------


@everywhere
@at_every_size
def test_an_officer_compares_and_corrects_a_link(
    walk: Page, site: Site, language: str, size: str
) -> None:
    words, page = WORDS[language], walk
    link = site.links[2 * list(WORDS).index(language) + list(WIDTHS).index(size)]
    page.goto(f"{site.address}/documents?lang={language}")
    for plan in (MINE, THEIRS):
        page.locator(f"#pick-{plan}").check()
    page.get_by_role("button", name=words["compare"]).click()
    expect(page.locator(".matrix thead th").nth(1)).to_be_visible()
    clean(page)
    page.goto(f"{site.address}/compare?frame=none&{PLANS}&lang={language}")
    clean(page)
    row = page.locator(".links tr", has=page.locator(f"a[href*='{quote(link.left[0], safe='')}']"))
    box = row.locator("[data-decide]").first
    box.get_by_role("button", name=words["accept"]).click()
    page.get_by_label(re.compile("Tên của bạn|Your name")).first.fill("Lan")
    page.keyboard.press("Enter")
    expect(box.locator(".verdict")).to_contain_text("Lan")
    page.reload()
    expect(box.locator(".verdict")).to_contain_text("Lan")
    page.locator(".colophon a").first.click()
    expect(page.locator(".entry").first).to_contain_text("Lan")
    clean(page)


# --- An editor -------------------------------------------------------------------


@everywhere
@at_every_size
def test_an_editor_brings_a_file_in_and_puts_it_right(
    walk: Page, site: Site, language: str, size: str
) -> None:
    words, page = WORDS[language], walk
    number = f"{600 + 2 * list(WORDS).index(language) + list(WIDTHS).index(size)}/KH-UBND"
    text = PLAN.replace("045/KH-UBND", number)
    page.goto(f"{site.address}/intake?lang={language}")
    file = {"name": f"{number[:3]}.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("#files").set_input_files([file])
    page.locator("#by-files").fill("Lan")
    page.get_by_role("button", name=words["add"]).click()
    page.locator("#added + ul a").click(timeout=60_000)
    page.get_by_role("link", name=words["correct"]).click()
    clean(page)
    field = page.locator("#field-title")
    field.locator("textarea").fill(f"Kế hoạch nước sạch {number}")
    field.locator("[name=by]").fill("Lan")
    field.get_by_role("button", name=words["store"], exact=True).click()
    expect(field).to_contain_text(f"Kế hoạch nước sạch {number}")
    page.get_by_role("link", name=words["documents"], exact=True).first.click()
    expect(page.locator("main")).to_contain_text(f"Kế hoạch nước sạch {number}")


# --- The other screens --------------------------------------------------------------

SCREENS = {
    "tiers": "/compare/tiers?doc=112-kh-hu-2024-ban-may",
    "targets": f"/targets?{PLANS}",
    "targets, choosing": "/targets",
    "duties": f"/duties?{PLANS}",
    "duties, choosing": "/duties",
    "overview": "/overview",
    "intake": "/intake",
    "attributes": f"/documents/{MINE}/attributes",
    "cite": f"/cite/{MINE}/part_II__sec_2__indent_4",
    "empty basket": "/basket",
    "decisions": "/decisions",
    "description of the API": "/api/v1/",
    "part of a long document": f"/documents/{LONG}?part=2",
    "dead end": "/documents?province=Nowhere",
    "one letter": "/search?q=a",
    "a name of 200 letters": "/search?q=" + "ế" * 200,
    "unknown document": "/documents/khong-co",
}


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing_in_light_and_dark(browser: Browser, site: Site, name: str) -> None:
    page = site.visit(browser, "desk", reduced_motion="reduce")
    page.goto(site.address + SCREENS[name])
    clean(page)
    page.emulate_media(color_scheme="dark")
    clean(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()
    site.errors.clear()  # a browser logs every 404
