"""Documents and results for other programs: JSON, Akoma Ntoso, tables."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from lxml import etree

import doichieu
from corpus.tables import csv_table, xlsx_table
from tests.catalogs import compile_catalogs
from tests.documents import PLAN
from web.app import create_app
from workspace import Workspace

EID = "part_I__sec_2__point_a"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compile_catalogs()
    folder = tmp_path_factory.mktemp("exporting")
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    Workspace(folder / "data").ingest([folder / "plan.txt"])
    return folder / "data"


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(doichieu.main, ["--data", str(data), *args])


def test_json_has_the_text_and_every_place_in_it(data: Path) -> None:
    made = json.loads(run(data, "export", "45/KH-UBND").stdout)
    assert hashlib.sha256(made["text"].encode()).hexdigest() == made["text_sha256"]
    assert made["version"] == 1
    for passage in made["passages"]:
        text = "".join(made["text"][start:end] for start, end in passage["spans"])
        assert text == passage["text"]


def test_command_line_and_page_write_the_same_files(data: Path) -> None:
    client = create_app(Workspace(data)).test_client()
    name = Workspace(data).documents()[0].id
    for form in ("json", "akn"):
        answer = client.get(f"/export/{name}.{form}")
        assert answer.status_code == 200
        assert answer.data == run(data, "export", name, "--format", form).stdout_bytes
    etree.fromstring(client.get(f"/export/{name}.akn").data)
    assert client.get(f"/export/{name}.pdf").status_code == 404


@pytest.mark.parametrize(
    "form", ["text", "html", "markdown", "bibtex", "ris", "csl-json", "annotation"]
)
def test_every_format_of_a_citation_on_the_command_line(data: Path, form: str) -> None:
    result = run(data, "cite", f"45/KH-UBND#{EID}", "--format", form, "--span", "0-9")
    assert result.exit_code == 0
    assert "Phân công" in result.stdout


@pytest.mark.parametrize("span", ["9-0", "a-b", "5", "0-99999", "-1-4"])
def test_a_span_that_is_none_is_refused(data: Path, span: str) -> None:
    assert run(data, "cite", f"45/KH-UBND#{EID}", f"--span={span}").exit_code == 2


def test_results_are_tables_with_citations(data: Path, tmp_path: Path) -> None:
    files = (tmp_path / "a.csv", tmp_path / "a.xlsx")
    result = run(data, "search", "trẻ em", "--csv", str(files[0]), "--xlsx", str(files[1]))
    assert (result.exit_code, result.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO(files[0].read_text("utf-8-sig"))))
    sheet = openpyxl.load_workbook(files[1]).active
    lines = list(sheet.iter_rows(values_only=True))
    assert [line[0] for line in lines[1:]] == [row["passage"] for row in rows] != []
    assert all("số 045/KH-UBND ngày 05/03/2025" in row["citation"] for row in rows)
    client = create_app(Workspace(data)).test_client()
    found = {kind: client.get(f"/found.{kind}?q=trẻ em") for kind in ("csv", "xlsx", "json")}
    assert [one["passage"] for one in found["json"].json] == [row["passage"] for row in rows]
    assert found["csv"].data.startswith(b"\xef\xbb\xbfpassage,document")
    assert found["xlsx"].headers["Content-Disposition"].endswith("ket-qua-tim.xlsx")
    assert client.get("/found.exe?q=a").status_code == 404
    assert client.get('/found.csv?q="trẻ').status_code == 400


def test_words_of_a_document_are_never_a_formula() -> None:
    rows = [{"a": '=HYPERLINK("x")', "b": 1.5}, {"a": "-1+2", "b": None}, {"a": "@x", "b": 2}]
    text = csv_table(rows, ("a", "b")).decode("utf-8-sig")
    assert [line[0] for line in csv.reader(io.StringIO(text))] == [
        "a", "'=HYPERLINK(\"x\")", "'-1+2", "'@x",
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_table(rows, ("a", "b"), "Tên: [a]/b*?"))).active
    cells = [sheet.cell(row, 1) for row in (2, 3, 4)]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert [cell.value for cell in cells] == [row["a"] for row in rows]
