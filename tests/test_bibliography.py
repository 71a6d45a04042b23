"""Bibliographies, read back by programs that are not ours."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import rispy
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from corpus.bibliography import Entry, bibtex, csl_json, entry, meta_tags, one_line, ris
from corpus.citation import permalink
from corpus.model import Document, Span
from tests.documents import PLAN, parsed

EID = "part_I__sec_2__point_a"
WORDS = "Phân công rõ người, rõ việc trong từng cơ quan, đơn vị."
BASE = "https://doi-chieu.example/"
PRESS = """
Lượt xem: 2

Sông Mơ ban hành Kế hoạch chăm sóc trẻ em trong tình hình mới

Thứ Sáu, 28/11/2025 Đã xem: 36

UBND tỉnh đã đề ra 3 nhóm nhiệm vụ, giải pháp:

1. Tăng cường lãnh đạo công tác trẻ em ở các cấp.

2. Đẩy mạnh tuyên truyền về công tác trẻ em.

3. Bố trí kinh phí cho công tác trẻ em.
"""


@pytest.fixture(scope="module")
def plan() -> Document:
    return parsed(PLAN)


@pytest.fixture(scope="module")
def press() -> Document:
    document = parsed(PRESS)
    source = replace(document.source, url="https://bao.example/tin/1?a=b&c=d")
    return replace(document, source=source)


def _signs(text: str) -> str:
    """What TeX prints for what stands in a field."""
    for written, printed in (
        (r"\textbraceleft{}", "\x01"), (r"\textbraceright{}", "\x02"),
        (r"\textasciitilde{}", "~"), (r"\textasciicircum{}", "^"),
        *((f"\\{sign}", sign) for sign in "&%$#_"),
        (r"\textbackslash{}", "\\"), ("{", ""), ("}", ""), ("\x01", "{"), ("\x02", "}"),
    ):  # fmt: skip
        text = text.replace(written, printed)
    return text


def read_bibtex(text: str) -> list[tuple[str, dict[str, str]]]:
    found = parse_string(text, "bibtex").entries.values()
    return [(one.type, dict(one.fields)) for one in found]


def test_bibtex_of_a_plan_is_read_by_pybtex(plan: Document) -> None:
    one = entry(plan, EID, base=BASE)
    text = bibtex([one])
    ((kind, fields),) = read_bibtex(text)
    assert kind == "techreport"
    assert fields["institution"] == "Ủy ban nhân dân tỉnh Sông Mơ"
    assert (fields["type"], fields["number"]) == ("Kế hoạch", r"045/KH-UBND")
    assert (fields["year"], fields["month"], fields["date"]) == ("2025", "March", "2025-03-05")
    assert fields["note"] == f"điểm a khoản 2 mục I; “{WORDS}”"
    assert fields["url"] == BASE.rstrip("/") + permalink(plan, EID)
    (person,) = parse_string(text, "bibtex").entries[one.key].persons["author"]
    assert _signs(str(person)) == "Ủy ban nhân dân tỉnh Sông Mơ"


def test_ris_of_a_plan_is_read_by_rispy(plan: Document) -> None:
    (found,) = rispy.loads(ris([entry(plan, EID, base=BASE)]))
    assert found["type_of_reference"] == "RPRT"
    assert found["authors"] == ["Ủy ban nhân dân tỉnh Sông Mơ"]
    assert found["title"] == plan.metadata.title
    assert (found["year"], found["date"]) == ("2025", "2025/03/05")
    assert found["urls"] == [BASE.rstrip("/") + permalink(plan, EID)]
    assert found["notes"] == [f"điểm a khoản 2 mục I; “{WORDS}”"]


def rendered(text: str) -> str:
    """One entry as the Harvard style that comes with citeproc-py prints it."""
    items = json.loads(text)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    made.register(Cited([CitationItem(items[0]["id"])]))
    (line,) = made.bibliography()
    return str(line)


def test_csl_json_is_rendered_by_citeproc(plan: Document) -> None:
    printed = rendered(csl_json([entry(plan, EID, base=BASE)]))
    assert "Ủy ban nhân dân tỉnh Sông Mơ" in printed
    assert "2025" in printed
    assert " ".join(plan.metadata.title.split())[:40] in printed
    assert "doi-chieu.example" in printed


def test_a_press_text_is_an_article_that_reports_the_plan(press: Document) -> None:
    one = entry(press, press.passages[-1].eid, base=BASE)
    ((kind, fields),) = read_bibtex(bibtex([one]))
    (found,) = rispy.loads(ris([one]))
    (csl,) = json.loads(csl_json([one]))
    assert (kind, found["type_of_reference"], csl["type"]) == ("misc", "ELEC", "webpage")
    assert "Sông Mơ ban hành Kế hoạch" in fields["title"]
    assert fields["howpublished"] == csl["container-title"] == "bao.example"
    assert fields["year"] == "2025"
    assert csl["issued"] == {"date-parts": [[2025, 11, 28]]}
    for note in (fields["note"], found["notes"][0], csl["note"]):
        assert "phản ánh Kế hoạch" in note
    assert "author" not in csl  # the body that issued the plan did not write the article
    # the article where everyone finds it, and the way to the very words
    assert fields["url"] == csl["URL"] == "https://bao.example/tin/1?a=b&c=d"
    assert BASE in _signs(fields["note"])


def test_several_passages_make_one_bibliography_each_once(plan: Document) -> None:
    entries = [entry(plan, EID), entry(plan, EID, Span(0, 9)), entry(plan, EID)]
    assert len(read_bibtex(bibtex(entries))) == 2
    assert len(rispy.loads(ris(entries))) == 2
    assert [one["id"] for one in json.loads(csl_json(entries))] == [e.key for e in entries[:2]]


def test_two_passages_never_share_a_key(plan: Document) -> None:
    one, other = entry(plan, EID), entry(plan, "part_I__sec_2__point_b")
    alike = [one, replace(other, key=one.key), one]
    assert [e["id"] for e in json.loads(csl_json(alike))] == [one.key, f"{one.key}-2"]
    assert len(read_bibtex(bibtex(alike))) == 2


def test_a_rule_is_entered_as_legislation(plan: Document) -> None:
    meta = replace(plan.metadata, type="Quyết định", number="9/2025/QĐ-UBND", evidence=())
    one = entry(replace(plan, metadata=meta), EID)
    assert ris([one]).startswith("TY  - STAT")
    assert json.loads(csl_json([one]))[0]["type"] == "legislation"


AWKWARD = st.text(
    st.one_of(st.sampled_from('{}\\%&$#_~^"@,= \n\r\t-ĐđỦ'), st.characters(codec="utf-8")),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(AWKWARD, AWKWARD)
def test_whatever_a_text_says_the_files_can_be_read(title: str, words: str) -> None:
    one = Entry(
        key="a", press=False, rule=False, title=one_line(title) or "x", issuer="Ủy ban", type=None,
        number=None, day=date(2025, 1, 2), place=None, site=None, unit=one_line(words), page=3,
        about=None, quotation=one_line(words), comment=one_line(title), link="http://x/", origin=None,
    )  # fmt: skip
    ((_, fields),) = read_bibtex(bibtex([one]))
    assert _signs(fields["title"]).split() == one.title.split()
    (found,) = rispy.loads(ris([one]))
    assert found["title"].split() == one.title.split()
    assert json.loads(csl_json([one]))[0]["title"] == one.title


def test_pages_tell_reference_managers_what_they_show(plan: Document, press: Document) -> None:
    tags = dict(meta_tags(plan))
    assert tags["citation_title"] == tags["DC.title"] == " ".join(plan.metadata.title.split())
    assert tags["citation_author"] == "Ủy ban nhân dân tỉnh Sông Mơ"
    assert tags["citation_publication_date"] == "2025/03/05"
    assert tags["citation_technical_report_number"] == "045/KH-UBND"
    reported = dict(meta_tags(press))
    assert "citation_author" not in reported
    assert reported["DC.description"].startswith("Phản ánh: Kế hoạch")
    assert reported["DC.source"] == "https://bao.example/tin/1?a=b&c=d"
