"""Who is to do what, and the two pages across documents: figures and duties."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from compare.duties import column, matrix
from corpus.tabulated import OTHER
from doichieu import main
from tests.browsing import served
from tests.catalogs import compile_catalogs
from tests.documents import PLAN, parsed
from web.app import create_app
from workspace import Workspace

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"
PROGRAMME, DISTRICT, PROVINCE = (
    "35-ctr-tu-2024-song-lam-thuong",
    "112-kh-hu-2024-ban-may",
    "208-kh-ubnd-2024-cua-gio",
)
DOCS = f"docs={PROGRAMME}&docs={DISTRICT}&docs={PROVINCE}"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    compile_catalogs()
    made = Workspace(tmp_path_factory.mktemp("tables") / "data")
    files = [p for p in SAMPLES.iterdir() if p.is_file() and p.suffix != ".toml"]
    assert not made.ingest(files, jobs=1).failed
    return made


@pytest.fixture(scope="module")
def client(samples: Workspace) -> FlaskClient:
    return create_app(samples).test_client()


def page(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, response.text[:500]
    return BeautifulSoup(response.text, "lxml")


# --- The matrix ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("UBND các xã, phường", "UBND phường, xã, đặc khu"),
        ("Ủy ban MTTQ Việt Nam tỉnh", "MTTQ"),
        ("Công an tỉnh", "Công an thành phố"),
        ("Giám đốc Sở Y tế", "Sở Y tế"),
        ("Các sở, ban, ngành", "Sở, ngành"),
        ("Các tổ chức chính trị - xã hội", "Các đoàn thể chính trị - xã hội"),
    ],
)
def test_one_column_whatever_it_is_called(one, two):
    assert column(one) == column(two)


def test_agencies_of_different_levels_keep_their_columns():
    names = ("UBND cấp xã", "UBND huyện", "UBND tỉnh", "Sở Y tế", "Phòng Y tế", "Sở Nội vụ")
    assert len({column(name) for name in names}) == len(names)


def test_without_a_frame_each_passage_is_a_task():
    document = parsed(PLAN)
    made = matrix([document])
    assert made.frame is None
    assert all(row.passage == row.group.key for row in made.rows)
    by_agency = {agency: mark.lead for row in made.rows for agency, mark in row.marks.items()}
    assert by_agency["Sở Y tế"] is True
    assert by_agency["Công an tỉnh"] is False
    assert set(by_agency) == set(made.agencies)


def test_under_a_frame_every_duty_stands_somewhere(samples: Workspace) -> None:
    made = samples.duties([PROGRAMME, DISTRICT], "99-CT/TW")
    assert made.frame is not None
    keys = [row.group.key for row in made.rows]
    assert keys == sorted(keys, key=[*(g.key for g in made.frame.groups), OTHER].index)
    found = {p for row in made.rows for mark in row.marks.values() for p in mark.passages}
    stated = {
        d.passage_id(duty.passage)
        for d in (samples.document(PROGRAMME), samples.document(DISTRICT))
        for duty in d.duties
    }
    assert found == stated


def test_to_lead_outweighs_to_help():
    made = matrix([parsed(PLAN)])
    for row in made.rows:
        for mark in row.marks.values():
            assert not set(mark.leads) & set(mark.supports)
            assert mark.lead is bool(mark.leads)


# --- The pages ----------------------------------------------------------------


def test_what_to_choose_comes_first(client: FlaskClient) -> None:
    for address in ("/targets", "/duties"):
        soup = page(client, address)
        assert len(soup.select("input[name=docs]")) == 5
        assert soup.select_one("nav a[aria-current=page]")["href"] == address


def test_every_value_opens_its_words(client: FlaskClient) -> None:
    soup = page(client, f"/targets?{DOCS}")
    links = [a["href"] for a in soup.select(".ledger td a")]
    assert len(links) > 15
    assert all(re.search(r"^/documents/[^?]+\?span=\d+-\d+#", link) for link in links)
    weight = next(th for th in soup.select(".ledger tbody th") if "thấp còi" in th.get_text())
    reader = page(client, weight.parent.select_one("td .aim a")["href"])
    assert "17%" in reader.select_one("mark, .cited, .addressed").get_text()


def test_shared_indicators_come_first_and_filters_keep_rows(client: FlaskClient) -> None:
    every = page(client, f"/targets?{DOCS}").select(".ledger tbody tr")
    counts = [len(row.select("td:not(.gap-cell)")) for row in every]
    assert counts == sorted(counts, reverse=True) and counts[0] > 1
    shared = page(client, f"/targets?{DOCS}&show=shared").select(".ledger tbody tr")
    assert len(shared) == sum(count > 1 for count in counts)
    named = page(client, f"/targets?{DOCS}&sort=name").select(".indicator")
    assert len(named) == len(every)


def test_a_plot_says_in_words_what_it_shows(client: FlaskClient) -> None:
    plots = page(client, f"/targets?{DOCS}&lang=en").select("svg.plot")
    assert plots and all(svg["role"] == "img" for svg in plots)
    label = next(svg["aria-label"] for svg in plots if "thấp còi" in svg["aria-label"])
    assert "baseline 24.5% (2023)" in label and "< 17% (2030)" in label
    assert not page(client, f"/targets?{DOCS}").select("[style]")


def test_files_have_the_rows_on_the_screen(client: FlaskClient) -> None:
    shared = page(client, f"/targets?{DOCS}&show=shared").select(".ledger tbody tr")
    data = client.get(f"/targets/export.xlsx?{DOCS}&show=shared").data
    wide = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert wide.max_row == len(shared) + 1
    text = client.get(f"/targets/export.csv?{DOCS}&show=shared").data.decode("utf-8-sig")
    assert "/documents/" in text and "thấp còi" in text
    assert client.get(f"/targets/export.docx?{DOCS}").status_code == 400


def test_marks_open_passages_and_agencies_filter(client: FlaskClient) -> None:
    soup = page(client, f"/duties?{DOCS}")
    links = [a["href"] for a in soup.select(".duties td a")]
    assert links and all(link.startswith("/documents/") for link in links)
    page(client, links[0])
    agency = soup.select_one(".agencies a")
    filtered = page(client, agency["href"])
    assert len(filtered.select(".duties thead th")) == 2
    assert 0 < len(filtered.select(".duties tbody tr")) < len(soup.select(".duties tbody tr"))
    data = client.get(f"/duties/export.xlsx?{DOCS}").data
    wide = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert {"●", "○"} & {cell.value for row in wide.iter_rows(min_row=2) for cell in row}


def test_duties_under_a_frame(client: FlaskClient) -> None:
    soup = page(client, f"/duties?{DOCS}&frame=99-ct-tw-2024")
    assert soup.select(".duties tbody th .indicator")


def test_too_few_and_too_many(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page(client, "/targets/export.csv", 400)
    page(client, "/duties?docs=khong-co", 404)
    assert page(client, "/targets?all=1").select(".ledger")
    monkeypatch.setattr("web.choosing.MOST", 2)
    page(client, f"/targets?{DOCS}", 400)


# --- The command line ---------------------------------------------------------


def run(samples: Workspace, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["--data", str(samples.folder), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_commands_print_tables_and_json(samples: Workspace, tmp_path: Path) -> None:
    ledger = json.loads(run(samples, "ledger", PROGRAMME, DISTRICT, "--json"))
    figures = [figure for row in ledger["rows"] for figure in row["figures"]]
    assert all(figure["passage"].split("#")[0] == figure["document"] for figure in figures)
    duties = json.loads(run(samples, "duties", DISTRICT, "--frame", "99-CT/TW", "--json"))
    assert duties["frame"] == "99-ct-tw-2024" and duties["agencies"]
    assert "● " in run(samples, "duties", DISTRICT)
    assert "đặt ra" in run(samples, "ledger", DISTRICT)
    for command in ("ledger", "duties", "targets"):
        file = tmp_path / f"{command}.xlsx"
        run(samples, command, DISTRICT, "--xlsx", str(file))
        assert openpyxl.load_workbook(file).worksheets[0].max_row > 1


# --- In a browser -------------------------------------------------------------


@pytest.fixture(scope="module")
def site(samples: Workspace) -> Iterator[str]:
    with served(create_app(samples)) as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/targets", f"/targets?{DOCS}", f"/duties?{DOCS}&lang=en"])
def test_axe_finds_nothing_and_a_phone_fits(
    browser: Browser, site: str, address: str, theme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme=theme, reduced_motion="reduce"
    )
    seen = context.new_page()
    errors: list[str] = []
    seen.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    seen.goto(site + address)
    seen.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    found = Axe().run(seen)
    seen.set_viewport_size({"width": 390, "height": 844})
    width = seen.evaluate("document.documentElement.scrollWidth")
    report = found.generate_report()
    context.close()
    assert found.violations_count == 0, report
    assert width <= 390 and not errors


@pytest.mark.browser
def test_from_a_value_to_its_words_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    seen = context.new_page()
    seen.goto(f"{site}/targets?{DOCS}")
    seen.locator(".aim a").first.click()
    expect(seen.locator(".text .addressed").first).to_be_visible()
    context.close()
