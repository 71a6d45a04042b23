"""Citations that disagree, and which documents of the corpus a citation means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.cited import held, mentions
from corpus.conflicts import Conflict, Matter, conflicts
from corpus.model import Document
from tests import fake_workspace as fake
from tests.documents import parsed, parsed_file
from web import related

ABOUT = " về tăng cường phòng, chống đuối nước cho trẻ em ở vùng cao."


def corpus(*texts: str) -> list[Document]:
    return [replace(parsed(text), id=f"doc-{at}") for at, text in enumerate(texts, start=1)]


def told(*texts: str) -> list[tuple[str, str, list[str]]]:
    return summary(of(corpus(*texts)))


def of(documents: list[Document]) -> tuple[Conflict, ...]:
    return conflicts(m for document in documents for m in mentions(document))


def summary(found: tuple[Conflict, ...]) -> list[tuple[str, str, list[str]]]:
    return [(c.matter.value, c.number, [r.value for r in c.readings]) for c in found]


# --- Dates ------------------------------------------------------------------


def test_the_same_directive_with_two_dates():
    found = of(
        corpus(
            "Chỉ thị số 91-CT/TW, ngày 5/11/2012 của Bộ Chính trị đã nêu rõ.",
            "Thực hiện Chỉ thị số 91-CT/TW ngày 05/11/2012.",
            "Mười năm thực hiện Chỉ thị số 91-CT/TW ngày 05/12/2012 của Bộ Chính trị.",
        )
    )
    assert summary(found) == [("date", "91-CT/TW", ["2012-11-05", "2012-12-05"])]
    (conflict,) = found
    first, second = conflict.readings
    assert [m.document for m in first.mentions] == ["doc-1", "doc-2"]
    assert [(m.document, m.eid) for m in second.mentions] == [("doc-3", "para_1")]
    assert [conflict.involves(f"doc-{n}") for n in (1, 3, 4)] == [True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ("91-CT/TW ngày 1/3/2011", "91-CT/TW ngày 1/3/2015", True),  # one term
        ("91-CT/TW ngày 1/3/2010", "91-CT/TW ngày 1/3/2011", False),  # a congress between
        ("91/CT-TTg ngày 1/3/2011", "91/CT-TTg ngày 1/4/2011", True),
        ("91/CT-TTg ngày 1/3/2011", "91/CT-TTg ngày 1/3/2012", False),
        ("91/2011/QĐ-TTg ngày 1/3/2011", "91/2011/QĐ-TTg ngày 1/3/2012", True),
        ("91/CT-TTg ngày 1/3/2011", "91-CT/TW ngày 1/4/2011", False),
        ("91/CT-TTg ngày 1/3/2011", "92/CT-TTg ngày 1/4/2011", False),
        ("91/CT-TTg ngày 1/3/2011", "91/CT-TTg", False),
        ("91-CT/TU ngày 1/3/2011 của Tỉnh ủy Lai Châu",
         "91-CT/TU ngày 1/4/2011 của Tỉnh ủy Lào Cai", False),
        ("91-CT/TU ngày 1/3/2011 của Tỉnh ủy Lai Châu",
         "91-CT/TU ngày 1/4/2011 của Tỉnh ủy Lai Châu", True),
        ("91-CT/TU ngày 1/3/2011 của Tỉnh ủy Lai Châu",
         "91-CT/TU ngày 1/3/2012 của Tỉnh ủy Lai Châu", False),
        ("91-CT/TU ngày 1/3/2011", "91-CT/TU ngày 1/4/2011", False),  # of where?
    ],
)  # fmt: skip
def test_two_dates_disagree_only_where_one_document_is_meant(one, other, disagree):
    assert bool(told(f"Theo văn bản số {one}.", f"Theo văn bản số {other}.")) is disagree


def test_nearly_the_same_title_is_the_same_document_across_years():
    one = f"Chỉ thị số 91/CT-TTg ngày 1/3/2011{ABOUT}"
    other = f"Chỉ thị số 91/CT-TTg ngày 1/3/2013{ABOUT.replace('vùng cao', 'miền núi')}"
    assert told(one, other) == [("date", "91/CT-TTg", ["2011-03-01", "2013-03-01"])]
    elsewhere = "Chỉ thị số 91/CT-TTg ngày 1/3/2013 về quản lý đất đai và khoáng sản ở đô thị."
    assert told(one, elsewhere) == []


def test_a_document_that_disagrees_with_itself():
    text = "Chỉ thị số 91/CT-TTg ngày 15/8/2024 đã nêu. Theo Chỉ thị 91/CT-TTg ngày 15/7/2024."
    assert told(text) == [("date", "91/CT-TTg", ["2024-07-15", "2024-08-15"])]


# --- Spellings --------------------------------------------------------------


def test_spellings_of_one_document_are_told_whatever_their_spaces_case_and_zeros():
    found = told(
        "Chỉ thị số 091-CT/TW ngày 5/11/2012.",
        "Thực hiện CHỈ THỊ SỐ 91-ct/tw NGÀY 5/11/2012.",
        "Chỉ thị số 91- CT/TW ngày 5/11/2012.",
        "Chỉ thị số 91/CT-TƯ ngày 5/11/2012. Chỉ thị 91/CT-TƯ nêu rõ.",
    )
    assert found == [("spelling", "91-CT/TW", ["91-CT/TW", "91/CT-TƯ"])]


def test_a_spelling_that_may_be_of_another_document_is_none_of_ours():
    assert told("Chỉ thị số 91-CT/TW ngày 5/11/2012.", "Chỉ thị số 91/CT-TƯ nêu rõ.") == []
    one, other = f"Chỉ thị số 91-CT/TW ngày 5/11/2012{ABOUT}", f"Chỉ thị số 91/CT-TƯ{ABOUT}"
    assert told(one, other) == [("spelling", "91-CT/TW", ["91-CT/TW", "91/CT-TƯ"])]


@pytest.mark.real
def test_real_documents_disagree_on_the_directive_of_2012(shared):
    files = sorted((shared / "corpus" / "seeds").glob("*.txt"))
    found = {(c.matter, c.number): c for c in of([parsed_file(file) for file in files])}
    dates = found[Matter.DATE, "20-CT/TW"]
    assert [r.value for r in dates.readings] == ["2012-11-05", "2012-12-05"]
    assert [len({m.document for m in r.mentions}) for r in dates.readings] == [2, 1]
    spellings = found[Matter.SPELLING, "20-CT/TW"]
    assert [r.value for r in spellings.readings] == ["20-CT/TW", "20/CT-TƯ"]


# --- Which are meant --------------------------------------------------------


def meant(citation: str, *kept: tuple[str, str | None, date | None, str | None]) -> list[str]:
    """The ids among `kept` (id, number, date, province) that a plan of Lai Châu can mean."""
    citing = corpus(f"Theo Kế hoạch số {citation}.")[0]
    citing = replace(citing, metadata=replace(citing.metadata, province="Lai Châu"))
    line = fake.workspace().documents()[0]
    lines = [
        replace(line, id=name, number=number, date=day, province=province)
        for name, number, day, province in kept
    ]
    return list(held(citing.references[0], citing, lines))


MINE = ("mine", "12/KH-UBND", date(2024, 2, 1), "Lai Châu")
LAST_YEAR = ("last-year", "012/KH-UBND", date(2023, 5, 1), "Lai Châu")
THEIRS = ("theirs", "12/KH-UBND", date(2024, 2, 1), "Lào Cai")
UNKNOWN = ("unknown", "12/KH-UBND", None, None)


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("12/KH-UBND ngày 01/02/2024", ["mine"]),
        ("12/KH-UBND ngày 02/02/2024", ["mine", "unknown"]),
        ("12/KH-UBND ngày 01/5/2023", ["last-year"]),
        ("12/KH-UBND", ["last-year", "mine", "unknown"]),
        ("12/KH-UBND ngày 01/02/2024 của Ủy ban nhân dân tỉnh Lào Cai", ["theirs"]),
        ("13/KH-UBND", []),
    ],
)
def test_a_citation_means_what_number_year_and_place_allow(citation, expected):
    assert meant(citation, MINE, LAST_YEAR, THEIRS, UNKNOWN) == expected


# --- On the page ------------------------------------------------------------


def test_the_reader_shows_both_readings_and_their_places():
    one, other = corpus(
        "Chỉ thị số 91-CT/TW ngày 5/11/2012 đã nêu rõ.",
        "Theo Chỉ thị số 91-CT/TW ngày 05/12/2012.",
    )
    (tied,) = related.of(other, [], of([one, other])).disagreements
    mine, theirs = tied.sides
    assert (mine.day, mine.own, theirs.own) == (date(2012, 12, 5), True, False)
    assert [(p.document, p.eid, p.count) for p in theirs.places] == [("doc-1", "para_1", 1)]

    held_ = fake.FakeWorkspace({d.id: d for d in (one, other)})
    from web.app import create_app

    page = create_app(held_).test_client().get("/documents/doc-2").get_data(as_text=True)
    assert "Viện dẫn không khớp" in page and "05/11/2012" in page
    assert 'href="/documents/doc-1/para_1#para_1"' in page
    alone = fake.FakeWorkspace({one.id: one})
    page = create_app(alone).test_client().get("/documents/doc-1").get_data(as_text=True)
    assert "Viện dẫn không khớp" not in page


def test_several_documents_that_may_be_meant_are_all_named():
    citing = corpus("Theo Kế hoạch số 12/KH-UBND đã ban hành.")[0]
    line = fake.workspace().documents()[0]
    lines = [replace(line, id=name, number="12/KH-UBND", province=None) for name in ("a", "b")]
    (cited,) = related.of(citing, lines).cited
    assert (cited.document, cited.candidates) == (None, ("a", "b"))
    (cited,) = related.of(citing, lines[:1]).cited
    assert (cited.document, cited.candidates) == ("a", ())
