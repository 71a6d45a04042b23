"""What is not the document: chrome, captions, page numbers, emphasis marks."""

from __future__ import annotations

from corpus.model import RegionKind
from tests.documents import parsed

PRESS = """
Lượt xem: 534

Chăm sóc trẻ em là việc của toàn xã hội trong tình hình mới

Trong nhiều năm qua, các cấp ủy và chính quyền đã quan tâm lãnh đạo công tác chăm sóc trẻ em trên địa bàn, đạt nhiều kết quả được nhân dân ghi nhận và đồng tình ủng hộ.

Giờ học vẽ của các em. Ảnh minh họa

Tuy nhiên, một số nơi còn thiếu cán bộ làm công tác trẻ em, việc phối hợp giữa các ngành chưa chặt chẽ, nguồn lực dành cho cơ sở còn hạn chế so với yêu cầu đặt ra hiện nay.

te2

Hồng Mơ

Phim tư liệu
  • Một đoạn phim về lễ hội
1 2 3 4 5 ...
Thống kê truy cập
  • Đang online: 44
"""


def of_kind(document, kind):
    return [r.span.of(document.text).strip() for r in document.regions if r.kind is kind]


def test_chrome_of_a_portal_is_flagged_and_not_read():
    document = parsed(PRESS)
    chrome = of_kind(document, RegionKind.BOILERPLATE)
    assert "Lượt xem: 534" in chrome
    assert "• Đang online: 44" in chrome
    assert "Phim tư liệu" in chrome
    assert of_kind(document, RegionKind.BYLINE) == ["Hồng Mơ"]
    assert of_kind(document, RegionKind.CAPTION) == ["Giờ học vẽ của các em. Ảnh minh họa"]
    assert of_kind(document, RegionKind.ARTEFACT) == ["te2"]
    read = " ".join(document.passage_text(p) for p in document.passages)
    assert not any(word in read for word in ("Phim", "online", "te2", "minh họa", "Lượt xem"))
    assert len(document.passages) == 2


def test_a_page_number_inside_a_sentence_is_cut_out():
    filler = "Các cơ quan, đơn vị phối hợp chặt chẽ trong thực hiện nhiệm vụ được giao. " * 30
    document = parsed(
        f"{filler}Phù hợp với từng nhóm và đặc điểm, 3 điều kiện của địa phương. {filler}"
        f"Các ngành thường 4 xuyên tổ chức các lớp bồi dưỡng cho cán bộ ở cơ sở."
    )
    text = document.passage_text(document.passages[0])
    assert "thường xuyên tổ chức các lớp" in text
    assert "đặc điểm, điều kiện" in text
    assert of_kind(document, RegionKind.ARTEFACT) == ["3", "4"]


def test_numbers_that_count_something_stay():
    text = (
        "Mỗi xã có ít nhất 2 cán bộ, mở 3 lớp bồi dưỡng, hỗ trợ trẻ 5 tuổi đến trường, đạt 4 tiêu "
        "chí và giảm còn 6 trường hợp tai nạn thương tích trong năm học này trên toàn tỉnh."
    )
    document = parsed(text)
    assert document.passage_text(document.passages[0]) == text


def test_a_sentence_torn_by_a_page_break_is_one_passage():
    document = parsed(
        """
        Trọng tâm là Chỉ thị của Ban Bí thư và Chương trình hành động số

        48-CTr/TU của Ban Thường vụ Tỉnh ủy nhằm nâng cao nhận thức, đạo

        đức của đội ngũ cán bộ.
        """
    )
    assert len(document.passages) == 1
    assert document.references[0].number == "48-CTr/TU"


def test_emphasis_marks_are_not_read():
    document = parsed("**1. **100% cơ sở có *cán bộ chuyên trách* về trẻ em.", "a.md")
    assert document.passage_text(document.passages[0]) == (
        "100% cơ sở có cán bộ chuyên trách về trẻ em."
    )


def test_a_date_in_an_official_letterhead_is_not_chrome():
    document = parsed(
        """
        |
        Số: 12/KH-UBND
        |
        *Sông Mơ, ngày
        18 tháng 11 năm 2025*
        |

        **KẾ HOẠCH**

        VỀ VIỆC KIỂM TRA

        Các đơn vị thực hiện theo kế hoạch.
        """,
        "a.md",
    )
    assert document.boilerplate == ()
    assert str(document.metadata.date) == "2025-11-18"
