"""The many ways in which plans and reports word their figures, and what is none."""

from __future__ import annotations

import pytest

from tests.documents import parsed

PLAN = "ỦY BAN NHÂN DÂN\nTỈNH SÔNG MƠ\nSố: 45/KH-UBND\nSông Mơ, ngày 05 tháng 3 năm 2025\n\nKẾ HOẠCH\nChăm sóc trẻ em\n\n"
KINDS = {"target": "t", "result": "r", "baseline": "b"}


def figures(text: str, heading: str) -> list[str]:
    """One line a figure: kind, year, comparator, value, unit, what it starts from."""
    document = parsed(f"{PLAN}{heading}\n\n{text}\n", "ke-hoach.md")
    lines = []
    for t in document.targets:
        line = f"{KINDS[t.kind.value]} {t.year or '-'} {t.comparator.value} {t.value} {t.unit}"
        lines.append(line + (f" from {t.baseline}" if t.baseline else ""))
    return lines


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # several years, each with its value
        ("Phấn đấu đến năm 2026 có ít nhất 90% trẻ dưới 6 tuổi có thẻ, đến năm 2030 đạt 95%.",
         ["t 2026 >= 90 %", "t 2030 = 95 %"]),
        ("Đến năm 2026 đạt 60% và đến năm 2030 đạt 75% số xã có sân chơi.",
         ["t 2026 = 60 %", "t 2030 = 75 %"]),
        ("Mục tiêu đến năm 2026, tỷ lệ bỏ học giảm xuống dưới 4,5%, năm 2030 con số này còn dưới 4%.",
         ["t 2026 < 4.5 %", "t 2030 < 4 %"]),
        ("Tỷ lệ hộ có nhà tiêu hợp vệ sinh đạt 92% (năm 2025), 96% (năm 2028) và 99% (năm 2030).",
         ["t 2025 = 92 %", "t 2028 = 96 %", "t 2030 = 99 %"]),
        ("Đến năm 2027, 60% số xã và đến năm 2030, 80% số xã có điểm vui chơi.",
         ["t 2027 = 60 %", "t 2030 = 80 %"]),
        # a year said once for a whole sentence
        ("Chương trình có vốn 75.000 tỷ đồng, với mục tiêu đến năm 2028 là giảm số hộ nghèo; tỷ lệ trẻ đi học đạt 90%.",
         ["t 2028 = 90 %"]),
        ("Đến năm 2028, tỷ suất tử vong dưới 16/100.000 trẻ. Trong đó, đuối nước giảm ít nhất 10% và tai nạn giao thông giảm từ 5–10% so với năm 2020.",
         ["t 2028 < 16 /100.000 trẻ", "t 2028 decrease 10 %", "t 2028 decrease 5 %", "t 2028 decrease 10 %"]),
        ("Mục tiêu năm 2026\n\n- Giảm tỷ lệ hộ nghèo từ 5% trở lên so với năm 2024.\n\n- Ổn định tỷ lệ che phủ rừng: 67%.\n\n- Mỗi năm giải quyết việc làm cho ít nhất 1.000 lao động.",
         ["t 2026 decrease 5 %", "t 2026 maintain 67 %", "t 2026 >= 1000 lao động"]),
        ("Tỉnh phấn đấu đến năm 2028 giảm tỷ lệ hộ nghèo xuống còn 2%; 80% thôn có sân chơi.",
         ["t 2028 = 2 %", "t 2028 = 80 %"]),
        ("Theo đó đến năm 2028, 50% thôn có sân chơi; hơn 80% xã có thư viện.",
         ["t 2028 = 50 %", "t 2028 > 80 %"]),
        ("Trong giai đoạn 2026 - 2030, 70% trẻ được học bơi.", ["t 2030 = 70 %"]),
        ("Tỷ lệ xã đạt chuẩn năm 2028 đạt 50%, trong đó: Tỷ lệ xã nâng cao 6,25%; tỷ lệ thôn mẫu 1,8%.",
         ["t 2028 = 50 %", "t 2028 = 6.25 %", "t 2028 = 1.8 %"]),
        # bounds, ranges, changes
        ("85–90% thôn có cộng tác viên.", ["t - >= 85 %", "t - <= 90 %"]),
        ("Không quá 3% trẻ sơ sinh nhẹ dưới 2.500 gram; tối thiểu 90% bà mẹ được khám ít nhất 4 lần.",
         ["t - <= 3 %", "t - >= 90 %"]),
        ("Tỷ lệ khai sinh đúng hạn tăng thêm 2 điểm % so với năm 2020.", ["t - increase 2 điểm %"]),
        ("Mỗi năm giảm bình quân 0,5% số hộ nghèo có trẻ em.", ["t - decrease 0.5 %"]),
        ("Tỷ lệ hộ nghèo giảm hàng năm 1%-1,5%.", ["t - decrease 1 %", "t - decrease 1.5 %"]),
        ("Giảm tỷ lệ trẻ thấp còi so với năm trước: 0,1%.", ["t - decrease 0.1 %"]),
        ("Giảm 10% số vụ đuối nước vào năm 2027 và 20% vào năm 2030.",
         ["t 2027 decrease 10 %", "t 2030 decrease 20 %"]),
        ("Các xã có tỷ lệ hộ nghèo trên 25% giảm từ 4% trở lên.", ["t - decrease 4 %"]),
        ("Nâng tỷ lệ trường có bếp ăn từ 70% lên 85% vào năm 2028.",
         ["b - = 70 %", "t 2028 = 85 % from 70"]),
        ("Duy trì 100% xã đạt chuẩn phổ cập cho trẻ 5 tuổi.", ["t - maintain 100 %"]),
        ("100% trường an toàn vào năm 2026 và duy trì đến năm 2030.",
         ["t 2026 = 100 %", "t 2030 maintain 100 %"]),
        ("Phấn đấu tỷ lệ trẻ đã tiêm đủ liều đạt 95%.", ["t - = 95 %"]),
        # rates and measures
        ("Tỷ suất tử vong trẻ em giảm xuống còn 15‰ vào năm 2030.", ["t 2030 = 15 ‰"]),
        ("Tỷ suất tai nạn còn 500/100.000 trẻ vào năm 2026 và 400/100.000 vào năm 2030.",
         ["t 2026 = 500 /100.000 trẻ", "t 2030 = 400 /100.000"]),
        ("Đạt 34 giường bệnh/vạn dân; 14,5 bác sĩ/vạn dân.",
         ["t - = 34 giường bệnh/vạn dân", "t - = 14.5 bác sĩ/vạn dân"]),
        ("Tuổi thọ bình quân đạt 75 tuổi.", ["t - = 75 tuổi"]),
        ("Thu ngân sách nhà nước: 12.800 tỷ đồng.", ["t - = 12800 tỷ đồng"]),
        ("Thu nhập bình quân đạt 80 triệu đồng/người/năm.", ["t - = 80 triệu đồng/người/năm"]),
        # counts
        ("72 xã đạt chuẩn nông thôn mới.", ["t - = 72 xã"]),
        ("Dạy bơi cho trên 1.200 em; mỗi huyện có ít nhất 02 bể bơi.",
         ["t - > 1200 em", "t - >= 2 bể"]),
        ("Giải quyết việc làm cho khoảng 59.000 người.", ["t - = 59000 người"]),
        ("Quy mô dân số đến năm 2030 khoảng 1,2 triệu người.", ["t 2030 = 1200000 người"]),
    ],
)  # fmt: skip
def test_aims(text, found):
    assert figures(text, "II. MỤC TIÊU") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tỷ lệ tiêm chủng đã đạt 98,7%, tăng 1,2% so với cùng kỳ năm 2023; vượt 0,7% so với kế hoạch.",
         ["r 2024 = 98.7 %", "r 2024 increase 1.2 %", "r 2024 increase 0.7 %"]),
        ("Tỷ lệ tham gia bảo hiểm đạt 95%, vượt mục tiêu đề ra; số bác sĩ đạt 15 bác sĩ/10.000 dân.",
         ["r 2024 = 95 %", "r 2024 = 15 bác sĩ/10.000 dân"]),
        ("Tỉnh đạt và vượt hầu hết các chỉ tiêu; trong đó tỷ lệ hộ nghèo còn 2%.", ["r 2024 = 2 %"]),
        ("Công tác duy trì sĩ số đảm bảo: bậc tiểu học đạt 99%.", ["r 2024 = 99 %"]),
        ("Tỷ lệ giải quyết hồ sơ, kết quả giải quyết thủ tục đúng hạn đạt 97%.", ["r 2024 = 97 %"]),
        ("Toàn tỉnh có 617 hợp tác xã; đã thành lập mới 50 hợp tác xã.",
         ["r 2024 = 617 hợp tác xã", "r 2024 = 50 hợp tác xã"]),
        ("Sản lượng thủy sản ước đạt 368.000 tấn, đạt 100% kế hoạch.",
         ["r 2024 = 368000 tấn", "r 2024 = 100 %"]),
        ("Tính đến ngày 30/9/2023, tỷ lệ đến lớp đạt 96%.", ["r 2023 = 96 %"]),
    ],
)  # fmt: skip
def test_what_was_reached(text, found):
    assert figures(text, "I. KẾT QUẢ THỰC HIỆN NĂM 2024") == found


@pytest.mark.parametrize(
    "text",
    [
        "Tổ chức 05 lớp tập huấn cho 250 cán bộ trong 02 ngày; in 1.000 tờ rơi trước ngày 15/11/2025.",
        "Trẻ từ đủ 6 tuổi đến dưới 16 tuổi; hộ có từ 03 con; thời gian 24 tháng, mỗi tháng 02 buổi.",
        "Theo khoản 2 Điều 12 Nghị định số 56/2017/NĐ-CP, mức trợ cấp bằng 1,5 lần mức chuẩn.",
        "Quy hoạch chung đến năm 2050, tỷ lệ 1/10.000, định hướng phát triển như sau.",
        "Phạt tiền từ 5.000.000 đồng đến 10.000.000 đồng đối với hành vi nêu tại Điều 9.",
        "Kinh phí thực hiện năm 2024 là 500 triệu đồng từ ngân sách tỉnh.",
        "Trường hợp dưới 50% thành viên có mặt thì cuộc họp được hoãn.",
        "Bảo tồn các dân tộc có dưới 10 nghìn người.",
        "Xã đạt 19 tiêu chí nông thôn mới; trường thuộc hạng 2, lớp 9.",
    ],
)
def test_no_figure(text):
    assert figures(text, "III. NHIỆM VỤ") == []


def test_who_has_a_name_behind_the_last_of_two_values():
    document = parsed(
        PLAN + "II. MỤC TIÊU\n\nNăm 2026 đạt 60% và năm 2030 đạt 75% số xã có sân chơi.\n"
    )
    assert [t.indicator for t in document.targets] == ["số xã có sân chơi"] * 2


@pytest.mark.parametrize(
    ("table", "found"),
    [
        # cells of the head that stand over two columns
        ("""| TT | Chỉ tiêu | ĐVT | Năm 2025 | Năm 2026 | Năm 2027 |
|---|---|---|---|---|---|
| Kế hoạch | Ước thực hiện |
| 1 | 2 | 3 | 4 | 5 | 6 | 7 |
| 1 | Trẻ học bơi | % | 40 | 42,5 | 60 | 70 |
| | - Ở nông thôn | % | 30 | 32 | 50 | 60 |""",
         ["t 2025 = 40 %", "r 2025 = 42.5 %", "t 2026 = 60 %", "t 2027 = 70 %",
          "t 2025 = 30 %", "r 2025 = 32 %", "t 2026 = 50 %", "t 2027 = 60 %"]),
        ("""| TT | Chỉ tiêu | ĐVT | Năm 2025 | Kế hoạch |
|---|---|---|---|---|
| Giao | Thực hiện | Năm 2026 | Năm 2027 |
| 1 | Trẻ học bơi | % | 40 | 42 | trên 60 | 70-75 |""",
         ["t 2025 = 40 %", "r 2025 = 42 %", "t 2026 > 60 %", "t 2027 >= 70 %", "t 2027 <= 75 %"]),
        # periods, and one year only
        ("""| TT | Chỉ tiêu | Đơn vị tính | Giai đoạn 2021 - 2025 | Giai đoạn 2026 - 2030 |
|---|---|---|---|---|
| 1 | Trẻ có thẻ | Người | 1.000 | 1.500 |""",
         ["t 2025 = 1000 Người", "t 2030 = 1500 Người"]),
        ("""| TT | Chỉ tiêu | ĐVT | Mục tiêu năm 2030 |
|---|---|---|---|
| 1 | Trẻ có thẻ | % | ≥ 95 |""", ["t 2030 >= 95 %"]),
        # an empty cell, and heads that fit in more ways than one
        ("""| TT | Chỉ tiêu | ĐVT | Năm 2025 | Năm 2026 |
|---|---|---|---|---|
| 1 | Trẻ có thẻ | % | | 95 |""", []),
        ("""| TT | Chỉ tiêu | ĐVT | Năm 2026 | Năm 2027 |
|---|---|---|---|---|
| Tỉnh giao | Huyện giao |
| 1 | Trẻ có thẻ | % | 90 | 92 | 95 |""", []),
    ],
)  # fmt: skip
def test_tables(table, found):
    assert figures(table, "II. MỤC TIÊU") == found
