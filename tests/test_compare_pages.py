"""The pages of comparison: filters, order, bars, word by word, tiers, files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import quote

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.model import Relation
from tests import fake_workspace as fake
from tests.catalogs import compile_catalogs
from tests.fake_workspace import SECOND
from web import matrix, wording
from web.app import create_app
from workspace import Workspace

PLAN, PRESS, REPORT = "12-kh-ubnd-2025-song-may", "05-ctr-tu-doi-sim", "bao-cao-suoi-lac"
ALL = f"docs={PLAN}&docs={PRESS}&docs={REPORT}"
SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"


@pytest.fixture(scope="module", autouse=True)
def catalogs() -> None:
    compile_catalogs()


@pytest.fixture
def client() -> FlaskClient:
    return create_app(fake.workspace()).test_client()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("compare") / "data")
    assert not made.ingest([SAMPLES], jobs=1).failed
    return made


def page(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, response.text[:500]
    return BeautifulSoup(response.text, "lxml")


def words(tag) -> str:
    return " ".join(tag.get_text().split())


def rows_of(soup: BeautifulSoup) -> list[str]:
    return [words(th.a) for th in soup.select(".matrix tbody th")]


def columns_of(soup: BeautifulSoup) -> list[str]:
    return [a["href"].split("/")[-1] for a in soup.select(".matrix thead .column-name")]


def named(workspace: Workspace, start: str) -> str:
    return next(s.id for s in workspace.documents() if s.id.startswith(start))


# --- The matrix -------------------------------------------------------------


def test_filters_keep_rows_and_say_how_many(client):
    every = page(client, f"/compare?{ALL}")
    assert len(rows_of(every)) == 4
    filters = every.select("[aria-label='Lọc hàng'] a")
    assert [words(a).split()[-1] for a in filters] == ["4", "4", "4"]
    two = f"docs={PLAN}&docs={PRESS}"
    gaps = page(client, f"/compare?{two}&show=gaps")
    assert rows_of(gaps) == ["Dịch vụ và phúc lợi", "Kinh phí"]
    assert words(gaps.select_one(".sorting [aria-current]")).startswith("chỉ nội dung chưa thấy 2")
    (link,) = [a for a in gaps.select(".sorting a") if words(a).startswith("mọi nội dung")]
    assert len(rows_of(page(client, link["href"]))) == 4


def test_an_unknown_filter_shows_everything(client):
    assert len(rows_of(page(client, f"/compare?{ALL}&show=nope&sort=nope"))) == 4


def test_differences_name_first_what_is_unlike():
    workspace = fake.workspace()
    rows = workspace.rows(workspace.compare([PLAN, PRESS], "28-ct-tw"))
    kept = matrix.filtered(rows, "differences")
    assert [row.group.key for row in kept] == [
        r.group.key for r in rows if matrix.has_difference(r)
    ]
    assert {c.passage for r in kept for cell in r.cells for c in cell.clauses} == {
        c.passage for r in kept for cell in rows[int(r.group.key) - 1].cells for c in cell.clauses
    }


def test_a_filter_that_keeps_nothing_says_so(samples):
    client = create_app(samples).test_client()
    frame, plan = named(samples, "99-ct"), named(samples, "35-ctr")
    soup = page(client, f"/compare?frame={frame}&docs={plan}&show=gaps")
    assert not soup.select(".matrix") and soup.select_one(".empty a")


def test_plans_are_ordered_by_coverage(client):
    given = f"docs={REPORT}&docs={PRESS}&docs={PLAN}"
    assert columns_of(page(client, f"/compare?{given}")) == [REPORT, PRESS, PLAN]
    sorted_ = page(client, f"/compare?{given}&sort=coverage")
    assert columns_of(sorted_)[-1] == REPORT
    heads = columns_of(sorted_)
    for row in sorted_.select(".matrix tbody tr"):
        for at, cell in enumerate(row.select("td")):
            assert all(f"/documents/{heads[at]}" in a["href"] for a in cell.select(".best a"))


def test_a_bar_has_its_relations_in_order_with_counts(client):
    soup = page(client, f"/compare?docs={PLAN}&docs={PRESS}")
    bars = [words(ul) for ul in soup.select(".coverage ul")]
    assert "◐ 1 điều chỉnh∅ 1 không thấy ở văn bản khác" in bars
    for coverage in soup.select(".coverage"):
        assert len(coverage.select("rect")) == len(coverage.select("li"))
        widths = [float(rect["width"]) for rect in coverage.select("rect")]
        assert sum(widths) == pytest.approx(100, abs=0.01)


def test_bars_follow_the_order_of_relations(samples):
    names = [named(samples, start) for start in ("35-ctr", "208", "112", "77")]
    rows = samples.rows(samples.compare(names, named(samples, "99-ct")))
    order = [*Relation, None]
    bars = [[s.relation for s in matrix.bar(cell)] for row in rows for cell in row.cells]
    assert any(len(bar) > 2 for bar in bars)
    assert all(bar == sorted(bar, key=order.index) for bar in bars)


def test_plans_say_where_their_wording_comes_from(samples):
    client = create_app(samples).test_client()
    frame, plan = named(samples, "99-ct"), named(samples, "35-ctr")
    soup = page(client, f"/compare?frame={frame}&docs={plan}")
    said = words(soup.select_one("thead .origins"))
    assert "⇣ kế thừa" in said and "◆ riêng" in said


# --- Word by word -----------------------------------------------------------


def test_row_opens_two_passages_word_by_word(client):
    row = page(client, f"/compare/row?docs={PLAN}&docs={PRESS}&key=2")
    link = row.select_one(".counterparts a")
    assert words(link).startswith("so từng chữ")
    soup = page(client, link["href"].split("#")[0])
    left, right = soup.select(".two > section")
    assert "Đa dạng hình thức" in words(left) and "Đẩy mạnh" in words(right)
    assert left.select("del.change") and right.select("ins.change")
    assert all(words(mark).startswith("[") for mark in soup.select("del.change, ins.change"))
    assert not page(client, soup.select_one(".diff-head a")["href"]).select(".two")


def test_the_nearest_counterpart_is_taken_where_none_is_named(client):
    address = f"/compare/row?docs={PLAN}&docs={PRESS}&key=2&diff={quote(SECOND[1], safe='')}"
    right = page(client, address).select(".two > section")[1]
    assert "Đa dạng hình thức" in words(right)


def test_a_passage_without_a_counterpart_says_so(client):
    name = quote(f"{PRESS}#item_Thứhai__para_1__sent_2", safe="")
    soup = page(client, f"/compare/row?docs={PLAN}&docs={PRESS}&key=2&diff={name}&lang=en")
    assert "no corresponding passage" in words(soup.select_one(".two"))


@pytest.mark.parametrize("asked", ["nope", f"{PLAN}%23para_1", f"{REPORT}%23part_I__para_1"])
def test_a_passage_of_another_row_is_not_found(client, asked):
    page(client, f"/compare/row?docs={PLAN}&docs={PRESS}&key=2&diff={asked}", 404)


def test_a_counterpart_must_be_of_the_documents_compared(client):
    first = quote(SECOND[0], safe="")
    row = f"/compare/row?docs={PLAN}&docs={PRESS}&key=2&diff={first}"
    page(client, f"{row}&against={REPORT}%23part_I__para_1", 404)


def test_two_passages_have_an_address_of_their_own(client):
    left, right = (quote(name, safe="") for name in SECOND)
    soup = page(client, f"/compare/diff?left={left}&right={right}&lang=en")
    assert words(soup.h1) == "Word by word"
    back = page(client, soup.select_one(".page-head a")["href"])
    assert "Đẩy mạnh" in words(back.select(".two > section")[0])
    same = page(client, f"/compare/diff?left={left}&right={left}&lang=vi")
    assert "giống hệt nhau" in words(same.select_one(".change-counts"))


@pytest.mark.parametrize(
    "asked", ["", "left=&right=", "left=nope&right=nope", f"left={PLAN}&right={PLAN}"]
)
def test_what_is_no_passage_is_refused(client, asked):
    assert client.get(f"/compare/diff?{asked}").status_code in (400, 404)


def test_numbers_are_listed_and_marked_strongest(samples):
    from compare.diff import diff

    left, right = "đạt 97,2% trẻ em ở 14 xã.", "đạt 95% trẻ em ở xã, phường."
    found = wording.difference(diff(left, right), left, right)
    assert [(f.left, f.right) for f in found.figures] == [("97,2%", "95%"), ("14", "")]
    assert next(iter(found.counts))[0].value == "number"
    assert "".join(piece.text for piece in found.left) == left
    assert "".join(piece.text for piece in found.right) == right


# --- Tiers ------------------------------------------------------------------


def test_three_tiers_stand_side_by_side(samples):
    client = create_app(samples).test_client()
    soup = page(client, f"/compare/tiers?doc={named(samples, '112')}")
    assert [words(a) for a in soup.select(".line-of-descent a")] == [
        "99-CT/TW", "35-CTr/TU", "112-KH/HU",
    ]  # fmt: skip
    assert len(soup.select(".tier-row")) == 6
    assert all(len(row.select(".plan")) == 3 for row in soup.select(".tier-row"))
    assert soup.select(".inherited") and soup.select(".origin-inherited")
    link = next(a for a in soup.select(".clause a") if words(a).startswith("so từng chữ"))
    assert page(client, link["href"]).select(".two")


def test_tiers_are_offered_where_there_are_any(samples):
    client = create_app(samples).test_client()
    frame, plan = named(samples, "99-ct"), named(samples, "112")
    soup = page(client, f"/compare?frame={frame}&docs={plan}")
    (link,) = soup.select("[aria-label='Theo cấp ban hành'] a")
    assert page(client, link["href"]).select(".tier-row")


def test_a_document_without_parents_has_no_tiers(client, samples):
    page(client, f"/compare/tiers?doc={PLAN}", 400)
    page(client, "/compare/tiers?doc=nope", 404)
    assert page(client, f"/compare/tiers?doc={PLAN}", 400).main


# --- Files ------------------------------------------------------------------


def test_what_is_on_the_screen_can_be_taken_away(client):
    soup = page(client, f"/compare?{ALL}&lang=en")
    links = {words(a): a["href"] for a in soup.select(".saving a")}
    assert list(links) == ["XLSX", "DOCX", "CSV", "JSON"]
    made = {name: client.get(href) for name, href in links.items()}
    assert all(response.status_code == 200 for response in made.values())
    assert all("attachment" in r.headers["Content-Disposition"] for r in made.values())
    book = openpyxl.load_workbook(io.BytesIO(made["XLSX"].data))
    assert [row[0].value for row in book["Matrix"].iter_rows(min_row=2)] == rows_of(soup)
    gaps = [c for row in book["Matrix"].iter_rows(min_row=2) for c in row if c.hyperlink is None]
    assert any(cell.value == "∅ not shown in the summary" for cell in gaps) or gaps
    linked = [c.hyperlink.target for row in book["Passages"].iter_rows(min_row=2) for c in row
              if c.hyperlink]  # fmt: skip
    assert linked
    for target in linked:
        assert target.startswith("http://localhost/documents/")
        assert page(client, target.removeprefix("http://localhost")).select(".addressed")
    assert len(docx.Document(io.BytesIO(made["DOCX"].data)).tables) == 4
    assert made["CSV"].data.startswith(b"\xef\xbb\xbf")
    assert len(json.loads(made["JSON"].data)["rows"]) == 4


def test_pairs_can_be_taken_away(client):
    soup = page(client, f"/compare?docs={PLAN}&docs={PRESS}&frame=none")
    for link in soup.select(".saving a"):
        assert client.get(link["href"]).status_code == 200


def test_a_file_of_no_documents_or_of_no_kind_is_refused(client):
    page(client, "/compare/export.xlsx", 400)
    page(client, f"/compare/export.pdf?{ALL}", 400)
