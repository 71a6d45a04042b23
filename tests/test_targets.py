"""Indicators read from sentences, lists, headings and tables."""

from __future__ import annotations

import csv
import json
import unicodedata

import pytest
from click.testing import CliRunner

import doichieu
from bench import quality_figures
from corpus.model import Target
from ingest.vietnamese_numbers import decimal, misprints
from tests.documents import parsed, parsed_file

HEAD = """
ỦY BAN NHÂN DÂN
TỈNH SÔNG MƠ
Số: 45/KH-UBND
Sông Mơ, ngày 05 tháng 3 năm 2025

KẾ HOẠCH
Chăm sóc trẻ em

"""


def targets(text: str, heading: str = "I. MỤC TIÊU") -> list[Target]:
    body = "\n\n".join(line.strip() for line in text.strip().splitlines())
    document = parsed(f"{HEAD}{heading}\n\n{body}\n")
    for target in document.targets:
        passage = document.passage(target.passage)
        assert passage is not None
        assert any(span.overlaps(target.span) for span in passage.spans)
    return list(document.targets)


def rows(text: str, heading: str = "I. MỤC TIÊU") -> list[tuple[object, ...]]:
    """(comparator, value, unit, year, indicator) of each value."""
    return [
        (t.comparator.value, t.value, t.unit, t.year, t.indicator) for t in targets(text, heading)
    ]


def test_one_row_for_each_value_and_year():
    name = "Tỷ lệ xã có điểm vui chơi"
    assert rows("Tỷ lệ xã có điểm vui chơi đạt 60% vào năm 2026 và 95% vào năm 2030.") == [
        ("=", "60", "%", 2026, name),
        ("=", "95", "%", 2030, name),
    ]


def test_what_is_kept_up_in_later_years_is_a_row_of_its_own():
    name = "Tỷ lệ trẻ đi học mẫu giáo"
    assert rows(
        "Tỷ lệ trẻ đi học mẫu giáo đạt trên 99,9% vào năm 2026 và duy trì vào những năm tiếp theo."
    ) == [(">", "99.9", "%", 2026, name), ("maintain", "99.9", "%", None, name)]


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        (
            "100% xã, phường phù hợp với trẻ em vào năm 2026.",
            ("=", "100", "%", 2026, "xã, phường phù hợp với trẻ em"),
        ),
        (
            "Giảm tỷ lệ trẻ em dưới 5 tuổi thấp còi xuống dưới 15% vào năm 2030.",
            ("<", "15", "%", 2030, "tỷ lệ trẻ em dưới 5 tuổi thấp còi"),
        ),
        (
            "Phấn đấu ít nhất 55% phường có trường mầm non mới.",
            (">=", "55", "%", None, "phường có trường mầm non mới"),
        ),
        (
            "Tỷ lệ trẻ bỏ học không quá 0,5%.",
            ("<=", "0.5", "%", None, "Tỷ lệ trẻ bỏ học"),
        ),
        (
            "Tỷ lệ cử tri đi bầu đạt từ 98% trở lên.",
            (">=", "98", "%", None, "Tỷ lệ cử tri đi bầu"),
        ),
        (
            "Phấn đấu tăng thêm ít nhất 20% số nhóm trẻ so với năm 2020.",
            ("increase", "20", "%", None, "số nhóm trẻ"),
        ),
        (
            "Mỗi năm giảm 50% số vụ đuối nước.",
            ("decrease", "50", "%", None, "số vụ đuối nước"),
        ),
        (
            "Phấn đấu tổng tỷ suất sinh đạt 2,1 con/phụ nữ.",
            ("=", "2.1", "con/phụ nữ", None, "tổng tỷ suất sinh"),
        ),
        (
            "Tỷ lệ tử vong mẹ dưới 4/100.000 trẻ sinh ra còn sống vào năm 2030.",
            ("<", "4", "/100.000 trẻ sinh ra còn sống", 2030, "Tỷ lệ tử vong mẹ"),
        ),
        (
            "Đến năm 2030, diện tích cây xanh đạt 1.700 ha.",
            ("=", "1700", "ha", 2030, "diện tích cây xanh"),
        ),
        (
            "Có ít nhất một cơ sở y tế dành cho trẻ sơ sinh vào năm 2026.",
            (">=", "1", "cơ sở y tế", 2026, "cơ sở y tế dành cho trẻ sơ sinh"),
        ),
        (
            "Thu nhập bình quân đầu người đạt 90 triệu đồng vào năm 2030.",
            ("=", "90", "triệu đồng", 2030, "Thu nhập bình quân đầu người"),
        ),
        (
            "Phấn đấu 6 nghìn trẻ em được học bơi vào năm 2027.",
            ("=", "6000", "trẻ em", 2027, "trẻ em được học bơi"),
        ),
        (
            "Trong giai đoạn 2026 - 2030 phấn đấu có ít nhất 10% cán bộ nữ.",
            (">=", "10", "%", 2030, "cán bộ nữ"),
        ),
    ],
)
def test_forms(sentence, row):
    assert rows(sentence) == [row]


def test_both_halves_of_a_sentence_share_its_year():
    assert rows("100% trường có nước sạch và 100% lớp có tủ sách vào năm 2026.") == [
        ("=", "100", "%", 2026, "trường có nước sạch"),
        ("=", "100", "%", 2026, "lớp có tủ sách"),
    ]


def test_from_one_level_to_another():
    start, end = targets("Tỷ lệ hộ nghèo giảm từ 12% năm 2020 xuống còn 8% vào năm 2030.")
    assert (start.kind, start.value, start.year) == ("baseline", "12", 2020)
    assert (end.kind, end.comparator, end.value, end.year) == ("target", "=", "8", 2030)
    assert end.baseline == "12" and start.baseline is None
    assert start.indicator == end.indicator == "Tỷ lệ hộ nghèo"


def test_a_range_is_its_two_ends():
    assert rows("Tốc độ tăng trưởng đạt từ 10 - 10,5%/năm.") == [
        (">=", "10", "%/năm", None, "Tốc độ tăng trưởng"),
        ("<=", "10.5", "%/năm", None, "Tốc độ tăng trưởng"),
    ]


def test_an_enumeration_inside_a_sentence():
    found = rows(
        "Mục tiêu gồm: (1) Tỷ lệ xã đạt chuẩn đạt 97,2%; (2) Phấn đấu tỷ lệ trẻ bỏ học giảm còn dưới"
        " 6%; tỷ lệ trẻ thấp còi giảm còn dưới 12%."
    )
    assert [(r[0], r[1], r[4]) for r in found] == [
        ("=", "97.2", "Tỷ lệ xã đạt chuẩn"),
        ("<", "6", "tỷ lệ trẻ bỏ học"),
        ("<", "12", "tỷ lệ trẻ thấp còi"),
    ]


def test_the_year_comes_from_the_line_above_or_the_heading():
    text = """
    Đến năm 2027:

    - 80% trẻ em được học bơi;

    - 90% trẻ em có thẻ thư viện.
    """
    assert [r[3] for r in rows(text)] == [2027, 2027]
    assert [r[3] for r in rows("- 80% trẻ em học bơi.", "I. MỤC TIÊU ĐẾN NĂM 2028")] == [2028]


def test_what_is_reached_and_what_is_aimed_at():
    reached = targets(
        "Đến nay, toàn tỉnh có 77/108 xã đạt chuẩn, đạt 71,3%; tỷ lệ trẻ thấp còi giảm còn 19,6%.",
        "I. TÌNH HÌNH",
    )
    assert [(t.kind, t.value, t.unit) for t in reached] == [
        ("result", "71.3", "%"),
        ("result", "19.6", "%"),
    ]
    assert reached[0].indicator == "xã đạt chuẩn"
    past, future = targets(
        "Năm 2023 tỷ lệ trẻ đến trường là 90%. Đến năm 2030 tỷ lệ trẻ đến trường là 99%."
    )
    assert (past.kind, future.kind) == ("result", "target")


def test_counts_of_what_there_is():
    (count,) = targets("Hiện nay có 353 trẻ em đang hưởng trợ cấp.", "I. KẾT QUẢ")
    assert (count.kind, count.value, count.unit) == ("result", "353", "trẻ em")
    assert count.indicator == "trẻ em đang hưởng trợ cấp"


@pytest.mark.parametrize(
    "sentence",
    [
        "Thực hiện Kế hoạch số 45/KH-UBND ngày 05/3/2025 về trẻ em dưới 5 tuổi.",
        "Đề ra 6 nhóm nhiệm vụ trong 5 năm, báo cáo 02 lần/năm trước ngày 15 tháng 12.",
        "Trao quà 5 suất, mỗi suất 1.200.000 đồng cho học sinh.",
        "Mức hỗ trợ bằng 50% lương cơ sở.",
        "Thực hiện Đề án “Xây 100% trường mới” của tỉnh.",
        "Quan tâm trẻ em từ 06 tháng đến 36 tháng tuổi.",
    ],
)
def test_a_number_alone_is_no_indicator(sentence):
    assert rows(sentence, "I. NHIỆM VỤ") == []


def test_numbers_inside_an_indicator_are_part_of_it():
    (row,) = rows("70% phụ nữ mang thai được tầm soát ít nhất 4 loại bệnh.")
    assert row[1] == "70" and row[4].endswith("ít nhất 4 loại bệnh")


def test_a_table_with_years():
    document = parsed(
        HEAD
        + """I. MỤC TIÊU

| TT | Chỉ tiêu | ĐVT | Thực hiện 2024 | 2026 | 2030 |
|---|---|---|---|---|---|
| 1 | Trẻ em học bơi | % | 40,5 | 60 | 90 |
| 2 | Trẻ em có thẻ | % | 70 | | 90 |
""",
        "ke-hoach.md",
    )
    assert [(t.indicator, t.kind, t.value, t.unit, t.year) for t in document.targets] == [
        ("Trẻ em học bơi", "result", "40.5", "%", 2024),
        ("Trẻ em học bơi", "target", "60", "%", 2026),
        ("Trẻ em học bơi", "target", "90", "%", 2030),
    ]
    assert document.targets[0].span.of(document.text).strip() == "40,5"


def test_a_number_that_cannot_be_read_is_shown_and_not_guessed():
    document = parsed(HEAD + "I. KẾT QUẢ\n\nHỗ trợ 7 em, số tiền: 23.0000.000 đồng.\n")
    (problem,) = [p for p in document.problems if p.stage == "targets"]
    assert problem.span is not None and problem.span.of(document.text) == "23.0000.000"
    assert "23.0000.000" in str(problem.message)
    assert document.targets == ()


@pytest.mark.parametrize(
    ("printed", "value"),
    [("97,2", "97.2"), ("3.667.005.000", "3667005000"), ("08", "8"), ("97.5", "97.5"), ("một", "1"),
     ("10,00", "10"), ("1.234,50", "1234.5")],
)  # fmt: skip
def test_decimals(printed, value):
    assert decimal(printed) == value


def test_powers():
    assert decimal("6", "nghìn") == "6000"
    assert decimal("1,5", "Triệu") == "1500000"


@pytest.mark.parametrize(
    "fine", ["1.1.2", "12.05.2024", "024.3773.8668", "1.000.000", "192.168.1.1"]
)
def test_dots_that_are_no_misprint(fine):
    assert list(misprints(f"Xem {fine}, rồi thôi.")) == []


def test_a_clause_without_a_name_takes_the_one_before():
    found = rows("14/16 xã đạt tiêu chuẩn vào năm 2026; 100% vào năm 2030.")
    assert [(r[1], r[3], r[4]) for r in found] == [
        ("14", 2026, "xã đạt tiêu chuẩn"),
        ("100", 2030, "xã đạt tiêu chuẩn"),
    ]


def test_a_date_gives_no_year():
    text = """
    Thực hiện Chỉ thị ngày 15 tháng 8 năm 2024, cụ thể như sau:

    - Tỷ lệ trẻ đến lớp đạt 99%.
    """
    assert [r[3] for r in rows(text)] == [None]


def test_long_data_takes_no_long_time():
    from ingest.statements import statements

    assert len(statements("5% " * 2000)) == 2000
    assert statements("1 " * 20000) == []


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("targets")
    plan = folder / "ke-hoach.txt"
    plan.write_text(HEAD + "I. MỤC TIÊU\n\nTỷ lệ trẻ đến lớp đạt 99,5% vào năm 2030.\n", "utf-8")
    run(folder / "data", "ingest", str(plan))
    return folder / "data"


def run(data, *args: str):
    result = CliRunner().invoke(doichieu.main, ["--data", str(data), *args])
    assert result.exit_code == 0, result.stderr
    return result


def test_the_command_prints_the_promised_shape(data):
    (row,) = json.loads(run(data, "targets", "45/KH-UBND", "--json").stdout)
    document = row["document"]
    text = run(data, "text", document).stdout_bytes.decode()
    span = row.pop("span")
    assert text[span[0] : span[1]] == "đạt 99,5% vào năm 2030"
    assert row == {
        "document": document,
        "passage": f"{document}#part_I__para_1",
        "indicator": "Tỷ lệ trẻ đến lớp",
        "kind": "target",
        "comparator": "=",
        "value": "99.5",
        "unit": "%",
        "baseline": None,
        "year": 2030,
    }


def test_the_command_writes_a_table(data, tmp_path):
    file = tmp_path / "bang.csv"
    result = run(data, "targets", "45/KH-UBND", "--csv", str(file))
    assert result.stdout == "" and str(file) in result.stderr
    with file.open(encoding="utf-8-sig", newline="") as table:
        (row,) = csv.DictReader(table)
    assert (row["indicator"], row["value"], row["baseline"]) == ("Tỷ lệ trẻ đến lớp", "99.5", "")
    bad = CliRunner().invoke(
        doichieu.main, ["--data", str(data), "targets", "45", "--csv", str(tmp_path / "no" / "x")]
    )
    assert bad.exit_code == 2 and "x" in bad.stderr


def test_the_command_shows_people_a_table(data):
    lines = run(data, "targets", "45/KH-UBND").stdout.splitlines()
    assert len(lines) == 2 and "99.5 %" in lines[1] and "2030" in lines[1]


def test_offsets_survive_decomposed_text():
    text = unicodedata.normalize("NFD", HEAD + "I. MỤC TIÊU\n\nTỷ lệ trẻ đến lớp đạt 99%.\n")
    document = parsed(text)
    (target,) = document.targets
    assert unicodedata.normalize("NFC", target.span.of(document.text)) == "đạt 99%"


@pytest.mark.real
def test_real_targets_keep_their_quality(shared):
    documents = list(quality_figures.judged("targets"))
    for part, floor, names in (
        ("seen", 0.97, 0.9),
        ("untouched", 0.97, 0.9),
        ("fresh", 0.97, 0.85),
    ):
        some = [d for d in documents if d.part == part]
        score, named = quality_figures.total(some)
        assert score.f1 >= floor, [m for d in some for m in d.misses]
        assert named.right / named.found >= names


@pytest.mark.real
def test_the_misprint_of_a_real_report(shared):
    document = parsed_file(shared / "corpus" / "seeds" / "003_0def265712daff1f.txt")
    printed = [
        p.span.of(document.text) for p in document.problems if p.stage == "targets" and p.span
    ]
    assert printed == ["23.0000.000"]
