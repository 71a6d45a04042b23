"""Exported comparisons, opened again: the same rows, in words, with links that hold."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

import corpus
from compare.align import compare
from compare.export import FORMS, Material
from compare.origin import origins
from corpus.citation import HASH_LENGTH, citation_text, text_hash
from corpus.frames import frame_of
from corpus.model import Document
from tests.catalogs import compile_catalogs
from tests.documents import parsed_file
from web.saving import MEDIA_TYPES, words

FOLDER = Path(corpus.__file__).with_name("samples")
BASE = "http://reading.room:8080/"


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    compile_catalogs()
    found = [
        parsed_file(p) for p in sorted(FOLDER.iterdir()) if p.suffix in (".html", ".txt", ".md")
    ]
    return {d.id: d for d in found}


def material(documents: dict[str, Document], framed: bool = True, language: str = "vi") -> Material:
    by_number = {d.metadata.number: d for d in documents.values()}
    frame = frame_of(by_number["99-CT/TW"]) if framed else None
    plans = [d for d in documents.values() if d.metadata.number != "99-CT/TW"]
    parents = [by_number["99-CT/TW"], by_number["35-CTr/TU"]]
    return Material(
        compare(plans, frame),
        {d.id: d for d in plans},
        {d.id: origins(d, [p for p in parents if p.metadata.number in d.metadata.implements])
         for d in plans},
        words(language, BASE),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(documents) -> Material:
    return material(documents)


@pytest.fixture(scope="module")
def book(made) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"](made)))


def assert_leads_to(url: str, made: Material) -> None:
    """The address names a passage that is there, and the hash of its text."""
    assert url.startswith(BASE)
    parts = urlsplit(url)
    _, name, eid = unquote(parts.path).lstrip("/").split("/")
    digest = re.fullmatch(r"h=([0-9a-f]+)", parts.query)[1]
    assert text_hash(made.documents[name], eid)[:HASH_LENGTH] == digest


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_every_form_has_its_media_type():
    assert FORMS.keys() == MEDIA_TYPES.keys()


# --- Workbooks --------------------------------------------------------------


def test_the_matrix_has_the_rows_and_columns_of_the_screen(made, book):
    assert book.sheetnames == ["Ma trận", "Các đoạn", "Các chỗ nối", "Chỉ thấy ở một nơi"]
    sheet = book["Ma trận"]
    assert sheet.max_row == 1 + len(made.rows)
    assert sheet.max_column == 1 + len(made.documents)
    assert [sheet.cell(at + 2, 1).value for at in range(len(made.rows))] == [
        row.group.title for row in made.rows
    ]
    for at, row in enumerate(made.rows, start=2):
        for column, cell in enumerate(row.cells, start=2):
            shown = sheet.cell(at, column)
            if cell.empty:
                assert shown.value.startswith("∅ ") and shown.hyperlink is None
            else:
                assert all(group.heading in shown.value for group in cell.groups)
                assert_leads_to(shown.hyperlink.target, made)


def test_heads_are_frozen_and_filtered(book):
    for sheet in book:
        assert sheet.freeze_panes in ("A2", "B2")
        assert sheet.auto_filter.ref.startswith("A1:")
    assert book["Ma trận"].freeze_panes == "B2"


def test_colours_never_speak_alone(book):
    column = book["Các đoạn"]["G"][1:]
    coloured = [cell for cell in column if cell.fill.fgColor.rgb not in ("00000000", None)]
    assert coloured and all(re.match(r"[●◐◧◨○∅] \w", cell.value) for cell in coloured)
    assert len({cell.fill.fgColor.rgb for cell in coloured}) > 2


def test_every_clause_stands_with_its_citation_and_address(made, book):
    sheet = book["Các đoạn"]
    expected = [one for row in made.rows for cell in row.cells for one in cell.in_order]
    assert sheet.max_row == 1 + len(expected)
    for line, one in zip(sheet.iter_rows(min_row=2), expected, strict=True):
        assert line[4].value == one_line(one.text)
        assert_leads_to(line[4].hyperlink.target, made)
        assert line[5].value == one.score
        document = made.document_of(one.passage)
        assert line[10].value == citation_text(document, one.passage.partition("#")[2])
    assert {line[8].value for line in sheet.iter_rows(min_row=2)} >= {"⇣ kế thừa", "◆ riêng"}


def test_links_and_what_stands_alone_are_all_there(made, book):
    assert book["Các chỗ nối"].max_row == 1 + len(made.links)
    assert book["Chỉ thấy ở một nơi"].max_row == 1 + sum(map(len, made.comparison.only_in.values()))
    for line in book["Các chỗ nối"].iter_rows(min_row=2):
        assert_leads_to(line[1].hyperlink.target, made)
        assert_leads_to(line[5].hyperlink.target, made)


def test_the_words_are_those_of_the_reader(documents):
    english = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"](material(documents, True, "en"))))
    assert english.sheetnames == ["Matrix", "Passages", "Links", "Only in one"]
    assert {line[8].value for line in english["Passages"].iter_rows(min_row=2)} >= {"⇣ inherited"}


def test_without_a_frame_there_is_no_matrix(documents):
    pairs = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"](material(documents, False))))
    assert pairs.sheetnames == ["Các chỗ nối", "Chỉ thấy ở một nơi"]


def test_words_that_look_like_a_formula_stay_words(documents):
    def armed(document: Document) -> Document:
        from dataclasses import replace

        return replace(document, metadata=replace(document.metadata, number="=1+1", type=None))

    docs = {name: armed(d) if d.metadata.number == "208/KH-UBND" else d
            for name, d in documents.items()}  # fmt: skip
    made = material(docs)
    sheet = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"](made)))["Các đoạn"]
    cells = [line[2] for line in sheet.iter_rows(min_row=2) if line[2].value == "=1+1"]
    assert cells and all(cell.data_type != "f" for cell in cells)
    assert "'=1+1" in {line[3] for line in csv.reader(io.StringIO(FORMS["csv"](made).decode()))}


# --- Word -------------------------------------------------------------------


@pytest.fixture(scope="module")
def report(made) -> docx.document.Document:
    return docx.Document(io.BytesIO(FORMS["docx"](made)))


def test_a_table_for_every_row_with_the_plans_side_by_side(made, report):
    titles = [p.text for p in report.paragraphs if p.style.name == "Heading 2"]
    assert titles == [row.group.title for row in made.rows]
    assert len(report.tables) == len(made.rows)
    for table, row in zip(report.tables, made.rows, strict=True):
        assert len(table.columns) == len(row.cells)
        for shown, cell in zip(table.rows[1].cells, row.cells, strict=True):
            text = shown.text
            if cell.empty:
                assert text.startswith("∅ ")
            assert all(one_line(one.text) in text for one in cell.clauses)


def test_every_passage_has_a_footnote_with_its_place_and_address(made, report):
    related = [r for r in report.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.FOOTNOTES]
    (part,) = [r.target_part for r in related]
    notes = {
        note.get(qn("w:id")): "".join(note.itertext())
        for note in etree.fromstring(part.blob)
        if note.get(qn("w:type")) is None
    }
    marks = [e.get(qn("w:id")) for e in report.element.iter(qn("w:footnoteReference"))]
    assert marks == list(notes) and len(set(marks)) == len(marks)
    expected = [one for row in made.rows for cell in row.cells for one in cell.in_order]
    assert len(marks) == len(expected)
    for text, one in zip(notes.values(), expected, strict=True):
        assert made.source(one.passage) in text and text.endswith("Mở đoạn")
        assert one_line(one.text) not in text or len(one.text) < 20
    urls = {r.target_ref for r in part.rels.values()}
    assert urls == {made.url(one.passage) for one in expected}


def test_pairs_as_a_word_document(documents):
    made = material(documents, False)
    (table,) = docx.Document(io.BytesIO(FORMS["docx"](made))).tables
    assert len(table.rows) == 1 + len(made.links)
    assert table.rows[0].cells[1].text == "Quan hệ"


# --- CSV and JSON -----------------------------------------------------------


def test_a_line_a_clause_and_one_a_gap(made):
    lines = list(csv.DictReader(io.StringIO(FORMS["csv"](made).decode("utf-8-sig"))))
    clauses = sum(len(cell.clauses) for row in made.rows for cell in row.cells)
    bare = sum(len(cell.groups) or 1 for row in made.rows for cell in row.cells if not cell.clauses)
    assert len(lines) == clauses + bare
    for line in lines:
        if line["Địa chỉ"]:
            assert_leads_to(line["Địa chỉ"], made)
        else:
            assert line["Đoạn"].startswith("∅ ")


def test_links_as_csv(documents):
    made = material(documents, False)
    lines = list(csv.DictReader(io.StringIO(FORMS["csv"](made).decode("utf-8-sig"))))
    assert len(lines) == len(made.links)
    assert lines[0]["Đoạn bên trái"] == one_line(made.links[0].left[0].text)


def test_json_has_the_rows(made):
    found = json.loads(FORMS["json"](made))
    assert [row["key"] for row in found["rows"]] == [row.group.key for row in made.rows]
    for row, shown in zip(made.rows, found["rows"], strict=True):
        for cell, given in zip(row.cells, shown["cells"], strict=True):
            assert bool(given["gap"]) == cell.empty
            assert [c["passage"] for c in given["clauses"]] == [c.passage for c in cell.in_order]
            for one in given["clauses"]:
                assert_leads_to(one["url"], made)
                assert one["origin"] in ("inherited", "own", "unknown")
