"""The outline of small documents that each show one thing real ones do."""

from __future__ import annotations

import pytest

from corpus.model import RegionKind
from ingest.labels import read_label, roman
from tests.documents import PLAN, outline, parsed


def test_a_plan_becomes_a_tree():
    document = parsed(PLAN)
    assert outline(document) == [
        ("part_I", "MỤC ĐÍCH, YÊU CẦU"),
        ("part_I__sec_1", "Mục đích"),
        ("part_I__sec_2", "Yêu cầu"),
        ("part_I__sec_2__point_a", ""),
        ("part_I__sec_2__point_b", ""),
        ("part_II", "NHIỆM VỤ, GIẢI PHÁP"),
        ("part_II__sec_1", "Tăng cường lãnh đạo, chỉ đạo"),
        ("part_II__sec_2", "Đẩy mạnh truyền thông"),
        ("part_II__sec_2__indent_1", ""),
        ("part_II__sec_2__indent_2", ""),
        ("part_II__sec_2__indent_2__indent_1", ""),
        ("part_II__sec_2__indent_2__indent_2", ""),
        ("part_II__sec_3", "Bảo đảm nguồn lực"),
        ("part_III", "TỔ CHỨC THỰC HIỆN"),
        ("part_III__sec_1", "Sở Y tế"),
        ("part_III__sec_2", "Công an tỉnh"),
    ]
    assert document.task_groups == ("part_II__sec_1", "part_II__sec_2", "part_II__sec_3")
    regions = {r.kind for r in document.regions}
    assert {RegionKind.LETTERHEAD, RegionKind.RECIPIENTS, RegionKind.SIGNATURE} <= regions


def test_passages_know_their_headings_and_sentences():
    document = parsed(PLAN)
    passage = document.passage("part_I__sec_1__para_1")
    assert passage is not None
    assert passage.heading_path == ("I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích")
    assert [s.eid for s in passage.sentences] == [
        "part_I__sec_1__para_1__sent_1",
        "part_I__sec_1__para_1__sent_2",
    ]
    point = document.passage("part_I__sec_2__point_a")
    assert point is not None
    assert document.passage_text(point).startswith("Phân công")
    assert point.heading_path[-1] == "a)"


def test_wrapped_and_unwrapped_lines_give_the_same_outline():
    wrapped = """
        **I. MỤC
        ĐÍCH**

        **1**. **Yêu
        cầu chung**

        Trong giai đoạn 2026
        - 2030, từ Quý
        IV năm 2025, mọi đơn vị báo cáo theo quy định
        1. lần mỗi năm.

        **II. NHIỆM
        VỤ**

        a) Việc thứ nhất của kế hoạch
        này là truyền thông.
    """
    document = parsed(wrapped, "ke-hoach.md")
    assert outline(document) == [
        ("part_I", "MỤC ĐÍCH"),
        ("part_I__sec_1", "Yêu cầu chung"),
        ("part_II", "NHIỆM VỤ"),
        ("part_II__point_a", ""),
    ]
    first = document.passage("part_I__sec_1__para_1")
    assert first is not None
    assert "2026\n- 2030" in document.passage_text(first)


def test_articles_clauses_and_an_attachment_that_starts_again():
    document = parsed(
        """
        ỦY BAN NHÂN DÂN TỈNH SÔNG MƠ

        QUYẾT ĐỊNH

        Ban hành Quy chế làm việc

        Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc của tỉnh.

        Điều 2. Quyết định này có hiệu lực kể từ ngày 01 tháng 6 năm 2025.

        TM. ỦY BAN NHÂN DÂN
        CHỦ TỊCH
        Nguyễn Văn Mơ

        QUY CHẾ

        LÀM VIỆC CỦA TỈNH

        Chương I

        QUY ĐỊNH CHUNG

        Điều 1. Phạm vi điều chỉnh

        1. Quy chế này quy định việc họp và báo cáo.

        2. Quy chế này không quy định việc khác:

        a) Việc của trung ương;

        đ) Việc của xã.
        """
    )
    assert [eid for eid, _ in outline(document)] == [
        "art_1",
        "art_2",
        "att_1",
        "att_1__chp_I",
        "att_1__chp_I__art_1",
        "att_1__chp_I__art_1__clause_1",
        "att_1__chp_I__art_1__clause_2",
        "att_1__chp_I__art_1__clause_2__point_a",
        "att_1__chp_I__art_1__clause_2__point_dd",
    ]
    assert ("att_1", "LÀM VIỆC CỦA TỈNH") in outline(document)
    assert ("att_1__chp_I", "QUY ĐỊNH CHUNG") in outline(document)
    assert document.metadata.effective is not None
    assert document.metadata.effective.isoformat() == "2025-06-01"


def test_numbers_that_restart_skip_and_repeat():
    document = parsed(
        """
        BÁO CÁO

        Kết quả công tác năm

        I. KẾT QUẢ

        1. Truyền thông
        Đã tổ chức nhiều buổi nói chuyện ở các thôn bản xa trung tâm xã.
        4. Chăm sóc
        Đã khám sức khỏe cho trẻ em ở tất cả các trường trong năm qua.
        2. Hạn chế
        Một số nơi còn chậm báo cáo kết quả về cơ quan thường trực cấp trên.

        II. NHIỆM VỤ
        1. Tiếp tục
        Duy trì các hoạt động đã có.
        """
    )
    assert [eid for eid, _ in outline(document)] == [
        "part_I", "part_I__sec_1", "part_I__sec_4", "part_I__sec_2", "part_II", "part_II__sec_1",
    ]  # fmt: skip


def test_a_list_of_single_paragraphs_lets_go_of_what_follows_it():
    document = parsed(
        """
        III. TỔ CHỨC THỰC HIỆN

        1. Sở Y tế chủ trì, phối hợp với các cơ quan liên quan theo dõi việc thực hiện kế hoạch này hằng năm.

        2. Sở Giáo dục và Đào tạo chỉ đạo các trường học thực hiện nội dung liên quan trong năm học tới đây.

        3. Công an tỉnh tăng cường phòng ngừa, đấu tranh với các hành vi xâm hại trẻ em trên địa bàn toàn tỉnh.

        Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị báo cáo về cơ quan thường trực để xem xét.
        """
    )
    last = document.passages[-1]
    assert (last.eid, last.provision) == ("part_III__para_1", "part_III")


def test_spoken_ordinals_and_an_announced_count():
    document = parsed(
        """
        Lượt xem: 12

        Tỉnh Sông Mơ triển khai chương trình chăm sóc trẻ em năm nay

        Tỉnh ủy đề ra 4 nhóm nhiệm vụ, giải pháp trọng tâm.

        Thứ nhất, tăng cường lãnh đạo công tác trẻ em.

        Các cấp ủy quán triệt chỉ thị tới từng chi bộ trong quý đầu năm.

        Thứ hai, đẩy mạnh tuyên truyền trong nhân dân.

        Mở chuyên mục trên báo tỉnh và trên các trang thông tin điện tử.

        Thứ ba, bảo đảm nguồn lực cho cơ sở.

        Bố trí kinh phí theo khả năng của ngân sách từng cấp hằng năm.
        """
    )
    assert document.task_groups == ("item_1", "item_2", "item_3")
    assert any("nêu 4 nhóm" in str(p.message) for p in document.problems)


def test_first_sentence_is_the_heading_of_a_press_item():
    document = parsed(
        """
        Đã xem: 3

        Tỉnh Sông Mơ ban hành Kế hoạch bảo vệ trẻ em trong tình hình mới

        UBND tỉnh đã đề ra các nhiệm vụ, giải pháp sau:

        1. Tăng cường lãnh đạo đối với công tác trẻ em. Các sở, ngành tham mưu ban hành văn bản, bố trí kinh phí, kiểm tra việc thực hiện ở cơ sở và báo cáo kết quả về cơ quan thường trực trước ngày 15 tháng 12 hằng năm.

        2. Nâng cao nhận thức của toàn xã hội. Tổ chức truyền thông bằng nhiều hình thức phù hợp với từng nhóm đối tượng, từng địa bàn, nhất là vùng khó khăn, vùng đồng bào dân tộc thiểu số, vùng biên giới của tỉnh.

        3. Hoàn thiện bộ máy làm công tác trẻ em. Mỗi xã có ít nhất một người làm công tác trẻ em được tập huấn hằng năm, có phụ cấp theo quy định và được trang bị công cụ theo dõi, báo cáo số liệu về trẻ em trên địa bàn.

        UBND tỉnh giao Sở Y tế theo dõi, đôn đốc, tổng hợp kết quả, báo cáo UBND tỉnh theo quy định.
        """
    )
    headings = dict(outline(document))
    assert headings["item_1"] == "Tăng cường lãnh đạo đối với công tác trẻ em"
    assert document.task_groups == ("item_1", "item_2", "item_3")
    assert document.passages[-1].provision is None


def test_tables_become_rows():
    document = parsed(
        """
        **PHỤ LỤC I**

        |
        STT
        |
        Nội dung
        |
        |
        1
        |
        Khám sức khỏe cho
        trẻ em
        |

        Ghi chú ở dưới bảng này là của đơn vị lập biểu.
        """,
        "phu-luc.md",
    )
    rows = [document.passage_text(p).split() for p in document.passages if "row" in p.eid]
    assert rows == [["STT", "Nội", "dung"], ["1", "Khám", "sức", "khỏe", "cho", "trẻ", "em"]]


@pytest.mark.parametrize(
    ("text", "kind", "value", "rest"),
    [
        ("I. MỤC ĐÍCH", "la mã", 1, "MỤC ĐÍCH"),
        ("IV TỔ CHỨC", "la mã", 4, "TỔ CHỨC"),
        ("1.2. Mục tiêu", "số chấm", 2, "Mục tiêu"),
        ("đ) Việc khác", "điểm", 5, "Việc khác"),
        ("Thứ tư, tiếp tục", "thứ", 4, "tiếp tục"),
        ("Điều\n12. Hiệu lực", "điều", 12, "Hiệu lực"),
        ("(3) Tỷ lệ", "ngoặc", 3, "Tỷ lệ"),
    ],
)
def test_labels(text, kind, value, rest):
    label = read_label(text)
    assert label is not None
    assert (label.marker.kind, label.value, text[label.end :]) == (kind, value, rest)


@pytest.mark.parametrize(
    "text",
    ["140.000 tấn", "1.364.329.243 đồng", "IV năm 2025", "V/V hỗ trợ", "100% xã", "Điều 3 của Luật",
     "12.375,3/10.200", "2025. Năm", "1/6 là ngày"],
)  # fmt: skip
def test_what_only_looks_like_a_label(text):
    assert read_label(text) is None


def test_roman_numerals_are_spelled_right():
    assert [roman(t) for t in ("I", "IV", "IX", "XIV", "IIII", "VX", "M", "")] == [
        1, 4, 9, 14, 0, 0, 0, 0,
    ]  # fmt: skip


def test_many_units_of_one_label_keep_their_order_of_names():
    document = parsed(
        "I. NHIỆM VỤ\n\n" + "1. Tổ chức dạy bơi cho trẻ em ở các xã vùng cao.\n\n" * 6
    )
    eids = [p.eid for p in document.provisions if p.label.startswith("1")]
    assert len(eids) == len(set(eids)) == 6
    assert eids[1:] == [f"{eids[0]}-{n}" for n in range(2, 7)]
