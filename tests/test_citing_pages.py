"""Citing in the browser and without: formats, chosen words, the basket."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
import rispy
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, expect
from pybtex.database import parse_string

from corpus.citation import text_hash
from tests.browsing import served
from tests.catalogs import compile_catalogs
from tests.documents import PLAN
from web.app import create_app
from workspace import Workspace

EID = "part_I__sec_2__point_a"
SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"
WORDS = "Phân công rõ người, rõ việc trong từng cơ quan, đơn vị."


@pytest.fixture(scope="module", autouse=True)
def catalogs() -> None:
    compile_catalogs()


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, str]:
    """A workspace with one plan, whose lines end as Windows ends them; and the id of the plan."""
    folder = tmp_path_factory.mktemp("citing")
    file = folder / "ke-hoach.txt"
    file.write_bytes(PLAN.replace("\n", "\r\n").encode())
    workspace = Workspace(folder / "data")
    (name,) = workspace.ingest([file]).added
    return workspace, name


@pytest.fixture
def client(held: tuple[Workspace, str]) -> FlaskClient:
    return create_app(held[0]).test_client()


def soup(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:400]
    return BeautifulSoup(answer.text, "lxml")


# --- Formats ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "kind", "ending"),
    [
        ("text", "text/plain", "txt"),
        ("html", "text/html", "html"),
        ("markdown", "text/markdown", "md"),
        ("bibtex", "application/x-bibtex", "bib"),
        ("ris", "application/x-research-info-systems", "ris"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "json"),
        ("annotation", 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', "jsonld"),
    ],
)
def test_every_format_is_a_file_with_the_chosen_words(
    client: FlaskClient, held: tuple[Workspace, str], form: str, kind: str, ending: str
) -> None:
    answer = client.get(f"/cite/{held[1]}/{EID}?format={form}&span=0-9")
    assert answer.content_type == f"{kind}; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith(f".{ending}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Phân công" in answer.text
    assert "rõ người" not in answer.text.split('"suffix"')[0]


def test_the_panel_has_what_the_files_have(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    page = soup(client, f"/documents/{held[1]}/{EID}")
    shown = {tag["id"]: tag.get_text() for tag in page.select(".citation code[id]")}
    for form in ("bibtex", "ris", "csl-json", "annotation"):
        file = client.get(f"/cite/{held[1]}/{EID}?format={form}").text
        assert shown[f"citation-{form}-text"].split() == file.split()
    assert parse_string(shown["citation-bibtex-text"], "bibtex").entries
    (link,) = page.select("link[rel=alternate]")
    assert rispy.loads(client.get(link["href"]).text)[0]["title"].startswith("Thực hiện Chỉ thị")


def test_the_page_tells_reference_managers_what_it_is(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    page = soup(client, f"/documents/{held[1]}")
    tags = {tag["name"]: tag["content"] for tag in page.select("meta[name]")}
    assert tags["citation_technical_report_number"] == "045/KH-UBND"
    assert tags["DC.date"] == "2025-03-05"


def test_without_scripts_a_passage_offers_its_sentences(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    page = soup(client, f"/documents/{held[1]}/part_I__sec_1__para_1")
    links = [a["href"] for a in page.select(".sentences a")]
    assert len(links) == 3
    sentence = soup(client, links[2])
    assert (
        "“Bảo đảm mọi trẻ em được đến trường.”" in sentence.select_one("#citation-text").get_text()
    )


def test_the_canonical_text_is_served_as_it_is(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    workspace, name = held
    answer = client.get(f"/texts/{name}?version=1")
    assert answer.data == workspace.text(name).encode()
    annotation = json.loads(client.get(f"/cite/{name}/{EID}?format=annotation").text)
    path = annotation["target"]["source"].removeprefix("http://localhost")
    start, end = (annotation["target"]["selector"][1][key] for key in ("start", "end"))
    assert client.get(path).data.decode()[start:end] == WORDS
    assert client.get(f"/texts/{name}?version=2").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/cite/{name}", 400),
        ("/cite/{name}?chars=5-5", 400),
        ("/cite/{name}?chars=0-99999999", 400),
        ("/cite/{name}?chars=٣-٩", 400),
        ("/cite/{name}?chars=1-9&t=000000000000", 400),
        ("/cite/{name}/part_IX", 404),
        ("/cite/{name}/{eid}?span=0-9999", 400),
        ("/cite/{name}/{eid}?format=marc", 404),
        ("/cite/{name}/{eid}?h=000000000000", 404),
        ("/cite/không-có/para_1", 404),
    ],
)
def test_what_cannot_be_cited_is_refused(
    client: FlaskClient, held: tuple[Workspace, str], address: str, status: int
) -> None:
    assert client.get(address.format(name=held[1], eid=EID)).status_code == status


# --- Chosen words -----------------------------------------------------------


def test_chosen_characters_become_the_units_they_lie_in(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    workspace, name = held
    text = workspace.text(name)
    start = text.index("rõ việc trong")
    end = text.index("Kiểm tra thường") + len("Kiểm tra")
    page = soup(client, f"/cite/{name}?chars={start}-{end}")
    quoted = [tag.get_text() for tag in page.select("blockquote")]
    assert [q.split("”")[0] for q in quoted] == [
        "“rõ việc trong từng cơ quan, đơn vị.",
        "“Kiểm tra",
    ]
    links = [tag["value"] for tag in page.select("input[readonly]")]
    assert all("&span=" in link for link in links)
    lit = soup(client, links[1].removeprefix("http://localhost"))
    assert [m.get_text() for m in lit.select("mark.cited")] == ["Kiểm tra"]


def test_a_chosen_heading_is_cited_as_a_unit(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    workspace, name = held
    start = workspace.text(name).index("NHIỆM VỤ, GIẢI PHÁP")
    answer = client.get(f"/cite/{name}?chars={start}-{start + 8}&format=text")
    assert answer.text.startswith("“NHIỆM VỤ” (mục II Kế hoạch số 045/KH-UBND")


def test_words_outside_all_units_are_refused(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    start = held[0].text(held[1]).index("CỘNG HÒA")
    answer = client.get(f"/cite/{held[1]}?chars={start}-{start + 8}")
    assert answer.status_code == 400
    assert "không thuộc đoạn nào" in answer.text


def letters(page: html.HtmlElement) -> list[tuple[int, str]]:
    """The blocks of a page: where the text of each begins, and its letters as scripts see them."""
    found = []
    for block in page.findall(".//*[@data-start]"):
        for added in block.findall(".//a[@class='pilcrow']"):
            added.getparent().remove(added)
        cells = block.findall("./span[@class='cell']")
        parts = cells if "row" in block.get("class", "").split() else [block]
        found.append((int(block.get("data-start")), "".join(p.text_content() for p in parts)))
    return found


def test_what_scripts_count_on_the_page_are_the_characters_of_the_text(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "data")
    (tmp_path / "plan.txt").write_bytes(PLAN.replace("\n", "\r\n").encode())
    workspace.ingest([SAMPLES, tmp_path / "plan.txt"])
    client = create_app(workspace).test_client()
    for line in workspace.documents():
        text = workspace.text(line.id)
        blocks = letters(html.fromstring(client.get(f"/documents/{line.id}").text))
        for start, shown in blocks:
            assert text[start:].startswith(shown)
        assert "".join(shown for _, shown in blocks) == text


# --- After a change ---------------------------------------------------------


def changed(tmp_path: Path, text: str) -> tuple[FlaskClient, str, str]:
    """A plan ingested, cited (the words "rõ người"), and ingested anew as `text`."""
    file = tmp_path / "ke-hoach.txt"
    file.write_text(PLAN, encoding="utf-8")
    workspace = Workspace(tmp_path / "data")
    (name,) = workspace.ingest([file]).added
    at = WORDS.index("rõ người")
    digest = text_hash(workspace.document(name), EID)[:12]
    client = create_app(workspace).test_client()
    add(client, f"{name}#{EID}", f"{at}-{at + 8}")
    file.write_text(text, encoding="utf-8")
    assert workspace.ingest([file]).updated == (name,)
    return client, name, f"/documents/{name}/{EID}?h={digest}&span={at}-{at + 8}"


def test_a_citation_of_changed_words_shows_both_readings(tmp_path: Path) -> None:
    client, _, link = changed(tmp_path, PLAN.replace("Phân công rõ", "Nay phân công rõ"))
    page = soup(client, link)
    assert not page.select("mark.cited")
    assert "đã khác lúc được trích dẫn" in page.select_one(".notice.warn").get_text()
    assert [m.get_text() for m in page.select(".quoted mark")] == ["rõ người"]
    assert "Nay phân công rõ người" in page.select_one(".addressed").get_text()
    basket = soup(client, "/basket")
    assert "Văn bản đã khác lúc trích" in basket.select_one(".notice.warn").get_text()
    assert "“rõ người”" in basket.select_one("blockquote").get_text()
    assert client.get("/basket/export?format=bibtex").status_code == 400
    assert client.get("/basket/export?format=docx").status_code == 200


def test_words_in_a_text_that_is_only_spelt_otherwise_are_lit_where_they_are(
    tmp_path: Path,
) -> None:
    client, _, link = changed(tmp_path, PLAN.replace("Phân công rõ", "Phân  công  rõ"))
    assert [m.get_text() for m in soup(client, link).select("mark.cited")] == ["rõ người"]


def test_words_that_are_spelt_otherwise_are_never_lit_by_their_old_offsets(tmp_path: Path) -> None:
    client, _, link = changed(tmp_path, PLAN.replace("công rõ người", "công  rõ  người"))
    page = soup(client, link)
    assert not page.select("mark.cited")
    assert "không còn chỉ được đúng những chữ ấy" in page.select_one(".notice.warn").get_text()


# --- The basket -------------------------------------------------------------


def token(client: FlaskClient) -> str:
    return soup(client, "/search?q=trẻ em").select_one("input[name=csrf_token]")["value"]


def add(client: FlaskClient, passage: str, span: str = "", status: int = 303) -> None:
    form = {"passage": passage, "csrf_token": token(client)} | ({"span": span} if span else {})
    answer = client.post("/basket/add", data=form)
    assert answer.status_code == status, answer.text[:400]


def items(client: FlaskClient) -> list[str]:
    return [q.get_text().strip("“”") for q in soup(client, "/basket").select("blockquote")]


def act(client: FlaskClient, which: int, what: str, **fields: str) -> None:
    keys = [li["id"].removeprefix("item-") for li in soup(client, "/basket").select("li[id]")]
    form = fields | {"csrf_token": token(client)}
    assert client.post(f"/basket/{keys[which]}/{what}", data=form).status_code == 303


def test_passages_are_collected_ordered_noted_and_taken_out(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    name = held[1]
    add(client, f"{name}#{EID}", "0-9")
    add(client, f"{name}#part_II__sec_1__para_1")
    add(client, f"{name}#{EID}", "0-9")  # once is enough
    assert [i[:9] for i in items(client)] == ["Phân công", "Các cấp ủ"]
    act(client, 1, "move", by="up")
    act(client, 0, "move", by="up")  # the first stays the first
    assert [i[:9] for i in items(client)] == ["Các cấp ủ", "Phân công"]
    act(client, 0, "note", note="  Xem lại.\r\nHỏi Sở Y tế.  ")
    page = soup(client, "/basket")
    assert page.select_one("textarea").get_text().strip() == "Xem lại.\nHỏi Sở Y tế."
    assert page.select_one("[data-basket-count]").get_text() == "2"
    act(client, 0, "remove")
    assert items(client) == ["Phân công"]
    assert client.post("/basket/clear", data={"csrf_token": token(client)}).status_code == 303
    assert items(client) == []


def test_a_basket_survives_a_restart_and_is_no_one_elses(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    add(client, f"{held[1]}#{EID}")
    cookie = client.get_cookie("basket")
    assert cookie is not None and cookie.http_only and len(cookie.value) == 22
    later = create_app(Workspace(held[0].folder)).test_client()
    assert items(later) == []
    later.set_cookie("basket", cookie.value)
    assert items(later) == [WORDS]
    (item,) = soup(later, "/basket").select("li[id]")
    stranger = create_app(held[0]).test_client()
    form = {"csrf_token": token(stranger)}
    stranger.set_cookie("basket", "x" * 22)
    address = f"/basket/{item['id'].removeprefix('item-')}/remove"
    assert stranger.post(address, data=form).status_code == 404
    assert items(later) == [WORDS]


def test_a_form_may_be_sent_after_a_restart(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    form = {"passage": f"{held[1]}#{EID}", "csrf_token": token(client)}
    later = create_app(Workspace(held[0].folder)).test_client()
    cookie = client.get_cookie("form")
    assert cookie is not None and cookie.http_only
    later.set_cookie("form", cookie.value)
    assert later.post("/basket/add", data=form).status_code == 303
    secret = held[0].folder / "secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_bytes()) == 32


@pytest.mark.parametrize("sent", [{}, {"csrf_token": "made-up"}])
def test_forms_from_elsewhere_change_nothing(
    client: FlaskClient, held: tuple[Workspace, str], sent: dict[str, str]
) -> None:
    answer = client.post("/basket/add", data={"passage": f"{held[1]}#{EID}", **sent})
    assert answer.status_code == 400
    assert items(client) == []


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/x", "//elsewhere.example/x", "javascript:x"]
)
def test_a_form_never_leads_away(
    client: FlaskClient, held: tuple[Workspace, str], back: str
) -> None:
    form = {"passage": f"{held[1]}#{EID}", "csrf_token": token(client), "back": back}
    assert client.post("/basket/add", data=form).headers["Location"] == "/basket"


def test_chosen_words_are_collected_as_they_were_chosen(
    client: FlaskClient, held: tuple[Workspace, str]
) -> None:
    workspace, name = held
    at = workspace.text(name).index("rõ việc")
    form = {"document": name, "chars": f"{at}-{at + 7}", "csrf_token": token(client)}
    answer = client.post("/basket/add", data=form, headers={"Accept": "application/json"})
    assert answer.json == {"count": 1}
    assert items(client) == ["rõ việc"]


def test_the_whole_basket_is_one_file(client: FlaskClient, held: tuple[Workspace, str]) -> None:
    name = held[1]
    add(client, f"{name}#{EID}", "0-9")
    add(client, f"{name}#part_II__sec_1__para_1")
    act(client, 0, "note", note="Để dùng ở phần hai.")
    get = lambda form: client.get(f"/basket/export?format={form}")  # noqa: E731
    assert len(parse_string(get("bibtex").text, "bibtex").entries) == 2
    assert len(rispy.loads(get("ris").text)) == 2
    assert len(json.loads(get("csl-json").text)) == 2
    assert json.loads(get("annotation").text)["items"][0]["body"]["value"] == "Để dùng ở phần hai."
    assert get("markdown").text.count("\n> — ") == 2
    data = get("docx").data
    written = [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]
    assert written[1:3] == ["“Phân công”", "Để dùng ở phần hai."]
    notes = zipfile.ZipFile(io.BytesIO(data)).read("word/footnotes.xml").decode()
    assert "điểm a khoản 2 mục I Kế hoạch số 045/KH-UBND" in notes


# --- In a browser -----------------------------------------------------------


@pytest.fixture(scope="module")
def site(held: tuple[Workspace, str]) -> Iterator[str]:
    with served(create_app(held[0])) as address:
        yield address


SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector(".text"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + words.length); return; }
  }
}"""


@pytest.mark.browser
def test_words_chosen_with_the_pointer_are_cited_exactly(
    browser: Browser, site: str, held: tuple[Workspace, str]
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site}/documents/{held[1]}")
    page.evaluate(SELECT, "trên sóng phát thanh")
    page.locator(".selection-bar a").click()
    cited = page.locator("#citation-text")
    expect(cited).to_contain_text("“trên sóng phát thanh” (gạch đầu dòng 1")
    link = page.locator("#permalink").input_value()
    page.locator(".citation .to-basket button").click()
    expect(page.locator("[data-basket-count]")).to_have_text("1")
    page.goto(link)
    expect(page.locator("mark.cited")).to_have_text("trên sóng phát thanh")
    page.goto(f"{site}/basket")
    expect(page.locator("blockquote")).to_have_text("“trên sóng phát thanh”")
    context.close()
    assert not errors


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "theme", "language"), [(1440, "light", "vi"), (390, "dark", "en")]
)
def test_axe_finds_nothing_where_one_cites(
    browser: Browser, site: str, held: tuple[Workspace, str], width: int, theme: str, language: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    name = held[1]
    page.goto(f"{site}/search?q=trẻ em&lang={language}")
    page.locator(".to-basket button").first.click()
    expect(page.locator("[data-basket-count]")).to_have_text("1")
    for address in ("/basket", f"/cite/{name}/part_I__sec_1__para_1", f"/documents/{name}/{EID}"):
        page.goto(f"{site}{address}?lang={language}")
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.browser
def test_without_scripts_citing_and_collecting_work(
    browser: Browser, site: str, held: tuple[Workspace, str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/documents/{held[1]}/part_I__sec_1__para_1")
    page.locator(".citation .to-basket button").click()
    expect(page.locator("[data-basket-count]")).to_have_text("1")
    assert f"/documents/{held[1]}/part_I" in page.url
    page.locator(".basket-link").click()
    page.locator("textarea").fill("Ghi lại.")
    page.locator(".noting button").click()
    expect(page.locator("textarea")).to_have_value("Ghi lại.")
    page.locator(".moving button").first.click()
    expect(page.locator("#empty")).to_be_visible()
    assert page.locator("[data-copy]:visible").count() == 0
    context.close()
