"""Figures of many documents in one table: which are one indicator, and what to look at."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from compare.indicators import SURE, likeness, read
from compare.ledger import build
from compare.measures import CHANGE, COUNT, MONEY, SHARE, measure
from compare.sheets import export
from corpus.figures import Comparator, FigureKind, Target
from corpus.model import BadRequest, Document, Genre, Metadata, Passage, Source, Span
from corpus.tabulated import Direction, FlagKind, LedgerRow
from tests.documents import parsed_file
from web.saving import words


def alike(left: str, right: str, unit: str = "%", other: str | None = None) -> bool:
    one = read(left, measure(unit, name=left), unit)
    two = read(right, measure(other or unit, name=right), other or unit)
    assert likeness(one, two) == likeness(two, one)
    return likeness(one, two) >= SURE


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("tỷ lệ hộ nghèo", "Tỷ lệ hộ nghèo của tỉnh năm 2025"),
        ("trẻ em khuyết tật được hỗ trợ", "tỷ lệ trẻ khuyết tật được trợ giúp"),
        ("người dân tham gia BHYT", "tỷ lệ bao phủ bảo hiểm y tế"),
        ("tỉ lệ trẻ em dưới 05 tuổi thấp còi", "trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi"),
        ("học sinh hoàn thành cấp tiểu học", "trẻ em hoàn thành chương trình tiểu học"),
    ],
)
def test_other_words_for_one_thing(left, right):
    assert alike(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("trẻ em suy dinh dưỡng thể cân nặng", "trẻ em suy dinh dưỡng thể chiều cao"),
        ("trẻ em dưới 1 tuổi được tiêm chủng", "trẻ em dưới 5 tuổi được tiêm chủng"),
        ("trẻ em dưới 6 tháng tuổi bú mẹ", "trẻ em dưới 6 tuổi bú mẹ"),
        ("tỷ lệ hộ nghèo", "tỷ lệ hộ cận nghèo"),
        ("trẻ em được khai sinh", "trẻ em chưa được khai sinh"),
        ("tỷ lệ xã đạt chuẩn nông thôn mới", "tỷ lệ xã đạt chuẩn nông thôn mới nâng cao"),
        ("trẻ em có hoàn cảnh đặc biệt", "trẻ em có hoàn cảnh đặc biệt được trợ giúp"),
        ("học sinh lớp 5 biết bơi", "học sinh lớp 9 biết bơi"),
    ],
)
def test_look_alikes_stay_apart(left, right):
    assert not alike(left, right)


def test_a_count_is_not_a_share_and_a_change_is_no_level():
    assert not alike("hộ nghèo", "hộ nghèo", "hộ", "%")
    assert measure("hộ").dimension == COUNT
    assert measure("%", Comparator.DECREASE).dimension == CHANGE
    assert measure("%", name="Tốc độ tăng trưởng GRDP").dimension == CHANGE
    assert measure("%", name="Tỷ lệ hộ nghèo").dimension == SHARE


def test_units_are_brought_to_one():
    assert measure("tỷ USD").factor / measure("triệu USD").factor == 1000
    assert measure("‰").factor == 0.1
    assert measure("ca sinh/1.000 phụ nữ").factor == 0.1
    assert measure("bé trai/100 bé gái").factor == 1
    assert measure("triệu đồng").unit != measure("triệu USD").unit
    assert measure("tỷ đồng").dimension == MONEY
    per_head = "thu nhập bình quân đầu người"
    assert measure("triệu đồng/người/năm", name=per_head) == measure("triệu đồng", name=per_head)
    assert measure("tỷ đồng/năm").unit != measure("tỷ đồng").unit


def test_what_a_value_is_held_against_is_part_of_the_indicator():
    rows = build([_document("a", _said("thu nội địa", "tăng 10% so với cùng kỳ", "10"),
                            _said("thu nội địa", "đạt 98% dự toán", "98"))]).rows  # fmt: skip
    assert [len(row.figures) for row in rows] == [1, 1]


# --- Rows ---------------------------------------------------------------------


def _said(
    indicator: str,
    printed: str,
    value: str,
    year: int | None = None,
    kind: FigureKind = FigureKind.TARGET,
    unit: str = "%",
    comparator: Comparator = Comparator.EQUAL,
) -> tuple[str, Target]:
    return printed, Target(
        indicator, kind, comparator, value, unit, Span(0, 0), "para_1", None, year
    )


def _document(name: str, *said: tuple[str, Target], province: str | None = None) -> Document:
    """A document whose only passage is what is said."""
    text, targets = "", []
    for printed, target in said:
        span = Span(len(text), len(text) + len(printed))
        text += printed + "; "
        targets.append(
            Target(
                target.indicator, target.kind, target.comparator, target.value, target.unit, span,
                target.passage, target.baseline, target.year,
            )
        )  # fmt: skip
    return Document(
        name,
        Source("0" * 64, "text/plain", f"{name}.txt", "", len(text)),
        text,
        Metadata(Genre.OFFICIAL, name, province=province or name),
        passages=(Passage("para_1", None, (Span(0, len(text)),), ()),),
        targets=tuple(targets),
    )


def _only(documents: list[Document]) -> LedgerRow:
    rows = build(documents).rows
    assert len(rows) == 1, [row.name for row in rows]
    return rows[0]


def test_documents_share_a_row():
    row = _only(
        [
            _document("a", _said("tỷ lệ hộ nghèo", "còn 2%", "2", 2025)),
            _document("b", _said("Tỷ lệ hộ nghèo của tỉnh", "dưới 3%", "3", 2030)),
        ]
    )
    assert list(row.cells) == ["a", "b"]
    assert row.direction is Direction.DOWN
    assert {f.passage for f in row.figures} == {"a#para_1", "b#para_1"}


def test_what_a_name_leaves_unsaid_is_that_of_the_one_above():
    document = _document(
        "a",
        _said("tỷ lệ trẻ em dân tộc thiểu số học hết tiểu học", "đạt 90%", "90"),
        _said("tỷ lệ hoàn thành cấp trung học cơ sở", "đạt 85%", "85"),
    )
    other = _document(
        "b", _said("tỷ lệ trẻ em hoàn thành chương trình trung học cơ sở", "đạt 99%", "99")
    )
    assert all(len(row.cells) == 1 for row in build([document, other]).rows)


def test_a_document_does_not_say_a_thing_twice_in_other_words():
    one = _said("cán bộ được tập huấn về chuyển đổi số cấp xã", "đạt 80%", "80", 2025)
    two = _said("cán bộ được bồi dưỡng chuyển đổi số ở xã, kỹ năng số", "đạt 60%", "60", 2025)
    assert len(build([_document("a", one, two)]).rows) == 2


def test_people_have_the_last_word():
    one = _document("a", _said("tỷ lệ hộ nghèo", "còn 2%", "2"))
    two = _document("b", _said("tỷ lệ hộ nghèo", "còn 3%", "3"))
    three = _document("c", _said("tỷ lệ hộ khó khăn về nhà ở", "còn 4%", "4"))
    first, second, third = (build([d]).rows[0].figures[0].id for d in (one, two, three))
    assert len(build([one, two, three]).rows) == 2
    assert len(build([one, two, three], {(first, second): False}).rows) == 3
    joined = build([one, two, three], {(third, first): True}).rows
    assert [sorted(row.cells) for row in joined] == [["a", "b", "c"]]


def test_a_further_document_changes_no_row_without_it():
    documents = [
        _document("a", _said("tỷ lệ hộ nghèo", "còn 2%", "2"), _said("tỷ lệ hộ cận nghèo", "4%", "4")),
        _document("b", _said("tỷ lệ hộ nghèo", "còn 3%", "3")),
    ]  # fmt: skip
    before = {row.key: row for row in build(documents).rows}
    more = _document("c", _said("tỷ lệ bao phủ BHYT", "đạt 95%", "95"))
    after = {row.key: row for row in build([*documents, more]).rows}
    assert before.items() <= after.items()


# --- Flags --------------------------------------------------------------------


def _kinds(row: LedgerRow) -> Counter[FlagKind]:
    return Counter(flag.kind for flag in row.flags)


@pytest.mark.parametrize(
    ("indicator", "target", "result", "flagged"),
    [
        ("tỷ lệ trẻ em hoàn thành tiểu học", "93", "98.7", True),
        ("tỷ lệ trẻ em hoàn thành tiểu học", "99", "98.7", False),
        ("tỷ lệ trẻ em bỏ học", "2", "1.5", True),
        ("tỷ lệ trẻ em bỏ học", "1", "1.5", False),
    ],
)
def test_a_target_behind_the_result(indicator, target, result, flagged):
    row = _only(
        [
            _document(
                "a",
                _said(indicator, f"{result}%", result, 2024, FigureKind.RESULT),
                _said(indicator, f"còn {target}%", target, 2030),
            )
        ]
    )
    assert (FlagKind.BELOW_RESULT in _kinds(row)) is flagged


def test_a_result_reached_later_is_no_reproach():
    row = _only(
        [
            _document(
                "a",
                _said("tỷ lệ bao phủ BHYT", "98%", "98", 2025, FigureKind.RESULT),
                _said("tỷ lệ bao phủ BHYT", "95%", "95", 2020),
            )
        ]
    )
    assert FlagKind.BELOW_RESULT not in _kinds(row)


def test_two_values_for_one_year():
    name = "tỷ lệ che phủ rừng"
    same = _document("a", _said(name, "42%", "42", 2025), _said(name, "43%", "43", 2025))
    assert _kinds(_only([same]))[FlagKind.CONTRADICTION] == 1
    years = _document("a", _said(name, "42%", "42", 2025), _said(name, "43%", "43", 2030))
    assert FlagKind.CONTRADICTION not in _kinds(_only([years]))


def test_a_range_does_not_contradict_itself():
    document = _document("a", _said("tỷ lệ che phủ rừng", "từ 42% đến 43%", "42", 2025))
    both = (*document.targets, Target("tỷ lệ che phủ rừng", FigureKind.TARGET, Comparator.AT_MOST,
            "43", "%", document.targets[0].span, "para_1", None, 2025))  # fmt: skip
    again = Document(
        "a", document.source, document.text, document.metadata,
        passages=document.passages, targets=both,
    )  # fmt: skip
    assert FlagKind.CONTRADICTION not in _kinds(_only([again]))


def test_no_year_is_said_of_targets_only():
    name = "tỷ lệ bao phủ BHYT"
    document = _document(
        "a", _said(name, "98%", "98", None, FigureKind.RESULT), _said(name, "99%", "99", 2030)
    )
    assert not _kinds(_only([document]))
    undated = _only([_document("a", _said(name, "99%", "99"))])
    assert _kinds(undated)[FlagKind.NO_YEAR] == 1


def test_units_that_cannot_be_converted():
    name = "thu nhập bình quân đầu người"
    row = _only(
        [
            _document("a", _said(name, "90 triệu đồng", "90", 2025, unit="triệu đồng")),
            _document("b", _said(name, "80 triệu đồng", "80", 2025, unit="triệu đồng/người")),
            _document("c", _said(name, "3.000 USD", "3000", 2025, unit="USD")),
        ]
    )
    assert _kinds(row)[FlagKind.OTHER_UNIT] == 1
    assert [f.amount for f in row.cells["c"].figures] == [None]


def test_a_count_points_to_the_share_elsewhere():
    rows = build(
        [
            _document("a", _said("tỷ lệ hộ nghèo", "còn 2%", "2", 2025)),
            _document("b", _said("số hộ nghèo", "còn 300 hộ", "300", 2025, unit="hộ")),
            _document("c", _said("số hộ cận nghèo", "còn 500 hộ", "500", 2025, unit="hộ")),
        ]
    ).rows
    assert [_kinds(row)[FlagKind.OTHER_UNIT] for row in rows] == [1, 1, 0]
    assert rows[0].flags[0].figures == rows[1].figures


def test_a_place_far_from_the_others():
    name = "tỷ lệ bao phủ BHYT"
    values = {"a": "95", "b": "94", "c": "96", "d": "95", "e": "40"}
    documents = [_document(n, _said(name, f"{v}%", v, 2025)) for n, v in values.items()]
    (flag,) = [f for f in _only(documents).flags if f.kind is FlagKind.OUTLIER]
    assert flag.figures[0].document == "e"
    assert FlagKind.OUTLIER not in _kinds(_only(documents[1:]))  # four places are too few
    even = [_document(n, _said(name, "95%", "95", 2025)) for n in values]
    assert FlagKind.OUTLIER not in _kinds(_only(even))


# --- Files --------------------------------------------------------------------


def _ledger():
    return build(
        [
            _document("a", _said("tỷ lệ hộ nghèo", "=2%", "2", 2025)),
            _document("b", _said("tỷ lệ hộ nghèo", "còn 3%", "3")),
        ]
    )


def test_a_workbook_leads_to_every_passage():
    book = openpyxl.load_workbook(io.BytesIO(export(_ledger(), "xlsx", words("vi", "http://here"))))
    wide, long = book.worksheets
    assert [cell.value for cell in wide[1]][:2] == ["Chỉ tiêu", "Đơn vị"]
    links = [cell.hyperlink.target for sheet in (wide, long) for row in sheet for cell in row
             if cell.hyperlink]  # fmt: skip
    assert len(links) == 4
    assert all(link.startswith("http://here/documents/") and "?h=" in link for link in links)
    assert all(cell.data_type != "f" for sheet in (wide, long) for row in sheet for cell in row)


def test_csv_has_a_line_a_figure_and_no_formula():
    lines = list(
        csv.DictReader(io.StringIO(export(_ledger(), "csv", words("en", "")).decode("utf-8-sig")))
    )
    assert [line["Value"] for line in lines] == ["2", "3"]
    assert lines[0]["As printed"] == "'=2%"
    assert any(value.startswith("No year") for value in lines[1].values())


def test_no_other_form():
    with pytest.raises(BadRequest):
        export(_ledger(), "docx", words("vi", ""))


# --- Real documents -----------------------------------------------------------


@pytest.fixture(scope="module")
def seeds(shared: Path) -> list[Document]:
    return [parsed_file(path) for path in sorted((shared / "corpus" / "seeds").iterdir())]


@pytest.mark.real
def test_targets_below_what_was_reached_are_flagged(seeds: list[Document]) -> None:
    flagged = {
        (flag.figures[0].target.value, flag.figures[1].target.value)
        for row in build(seeds).rows
        for flag in row.flags
        if flag.kind is FlagKind.BELOW_RESULT
    }
    assert flagged == {("93", "98.7"), ("99", "99.88")}


@pytest.mark.real
def test_a_district_and_a_province_meet_in_rows(seeds: list[Document]) -> None:
    shared_rows = [row for row in build(seeds).rows if len(row.cells) > 1]
    assert len(shared_rows) >= 6
    weight = next(row for row in shared_rows if "cân nặng" in row.name)
    assert not any("chiều cao" in name for name in weight.names)


@pytest.mark.real
def test_indicators_are_known_again_as_a_person_would(shared: Path) -> None:
    from bench.ledger import FLOOR, count, judge

    judged = judge(("rows", "wordings"))
    assert len(judged) > 120
    assert count(judged).f1 >= FLOOR
    assert count([j for j in judged if j.held_out]).f1 >= FLOOR


def test_the_gold_is_places_not_text() -> None:
    gold = json.loads(
        (Path(__file__).resolve().parents[1] / "bench" / "gold" / "ledger.json").read_text()
    )
    assert all(isinstance(value, int) for row in gold["rows"] for _, *at in row for value in at)
    assert len(gold["wordings"]) >= 100
