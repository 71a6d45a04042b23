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


def units(text: str, name: str = "van-ban.txt") -> list[tuple[str, str]]:
    return outline(parsed(text, name))


def test_dotted_numbers_lie_below_the_number_they_begin_with():
    assert [eid for eid, _ in units(
        """
        I. NỘI DUNG

        1. Quan trắc

        1.1. Thường xuyên

        1.1.1. Vùng nuôi tôm

        Lấy mẫu hằng tháng.

        1.1.2. Vùng nuôi cá

        Lấy mẫu hằng quý.

        1.2. Đột xuất

        Khi có sự cố.

        2. Báo cáo

        Mỗi năm một lần.
        """
    )] == [
        "part_I",
        "part_I__sec_1",
        "part_I__sec_1__subsec_1-1",
        "part_I__sec_1__subsec_1-1__subsec_1-1-1",
        "part_I__sec_1__subsec_1-1__subsec_1-1-2",
        "part_I__sec_1__subsec_1-2",
        "part_I__sec_2",
    ]  # fmt: skip


def test_dotted_roman_numbers_are_sections_of_their_part():
    document = parsed(
        """
        KẾ HOẠCH

        Công tác trẻ em của xã Bản Mây

        II. Nội dung thực hiện

        II.1. Truyền thông

        Phát thanh hằng tuần.

        II.2. Chăm sóc sức khỏe

        II.2.1. Tiêm chủng

        Mỗi tháng một ngày.
        """
    )
    assert [(p.eid, p.level) for p in document.provisions] == [
        ("part_II", "part"),
        ("part_II__sec_II-1", "section"),
        ("part_II__sec_II-2", "section"),
        ("part_II__sec_II-2__subsec_II-2-1", "subsection"),
    ]
    assert document.task_groups == ("part_II__sec_II-1", "part_II__sec_II-2")


@pytest.mark.parametrize("name", ["van-ban.txt", "van-ban.md"])
def test_a_star_is_a_bullet_where_it_marks_no_emphasis(name):
    document = parsed(
        """
        I. THU NGÂN SÁCH

        a) Nguyên nhân tăng, giảm thu

        * Thuận lợi

        - Kinh tế phát triển.

        - Thuế được quản lý tốt.

        * Khó khăn

        Tình hình còn một số hạn chế sau:

        - Thị trường trầm lắng.

        *Ghi chú in nghiêng của bảng trên.*
        """,
        name,
    )
    point = "part_I__point_a"
    assert [eid for eid, _ in outline(document)] == [
        "part_I", point,
        f"{point}__indent_1", f"{point}__indent_1__indent_1", f"{point}__indent_1__indent_2",
        f"{point}__indent_2", f"{point}__indent_2__indent_1",
    ]  # fmt: skip
    assert document.passage(f"{point}__indent_2__para_1") is not None
    assert document.passage_text(document.passages[-1]).startswith("Ghi chú in nghiêng")


def test_a_star_in_italics_keeps_one_star_as_its_bullet():
    document = parsed("**I. BÌNH XÉT**\n\n** Lưu ý khi bình\nxét:*\n\n- Đúng người.", "a.md")
    assert [p.label for p in document.provisions] == ["I", "*", "-"]
    note = document.provisions[1]
    assert document.text[note.span.start] == "*"
    assert document.provisions[2].parent == note.eid


def test_a_note_below_a_finished_point_is_about_the_whole_list():
    document = parsed(
        """
        4. Cách thức xếp hạng

        a) Xếp theo điểm từ cao xuống thấp.

        b) Cộng điểm cho nơi có sáng kiến.

        * Lưu ý khi bình xét:

        - Điểm bằng nhau thì bỏ phiếu.
        """
    )
    parents = {p.label: p.parent for p in document.provisions}
    assert parents["*"] == document.provisions[0].eid


def test_bullets_of_another_sign_nest_below_a_colon():
    document = parsed(
        """
        I. NHIỆM VỤ

        • Tổ chức tuyên truyền, gồm:

        – Phát thanh;

        – Tờ rơi.

        • Kiểm tra hằng quý.
        """
    )
    assert [eid for eid, _ in outline(document)] == [
        "part_I",
        "part_I__indent_1",
        "part_I__indent_1__indent_1",
        "part_I__indent_1__indent_2",
        "part_I__indent_2",
    ]


def test_paragraphs_below_a_caption_stay_in_its_list():
    document = parsed(
        """
        1. Nội dung giám sát

        - Cơ quan chủ quản

        + Nội dung theo dõi

        Tình hình thực hiện chế độ báo cáo của các chủ chương trình.

        + Nội dung kiểm tra

        Việc quản lý chương trình của các chủ dự án thành phần.

        2. Nội dung đánh giá

        Kết quả đạt được so với kế hoạch.
        """
    )
    first = document.provisions[0].eid
    assert [(p.eid, p.provision) for p in document.passages] == [
        (f"{first}__indent_1", f"{first}__indent_1"),
        (f"{first}__indent_1__indent_1", f"{first}__indent_1__indent_1"),
        (f"{first}__indent_1__indent_1__para_1", f"{first}__indent_1__indent_1"),
        (f"{first}__indent_1__indent_2", f"{first}__indent_1__indent_2"),
        (f"{first}__indent_1__indent_2__para_1", f"{first}__indent_1__indent_2"),
        ("item_2__para_1", "item_2"),
    ]


def test_a_heading_in_bold_that_a_paragraph_break_tore_is_one():
    document = parsed(
        "**V. TỔ CHỨC THỰC HIỆN**\n\n**1. Đề nghị Mặt trận Tổ quốc tỉnh, Hội Liên hiệp**\n\n"
        "**Phụ nữ tỉnh và các tổ chức thành viên**\n\nVận động hội viên tham gia.\n\n"
        "**2. Sở Y tế **(Cơ quan thường trực):\n\n- Chủ trì thực hiện.",
        "a.md",
    )
    headings = [heading for _, heading in outline(document)]
    assert headings[1] == (
        "Đề nghị Mặt trận Tổ quốc tỉnh, Hội Liên hiệp Phụ nữ tỉnh và các tổ chức thành viên"
    )
    assert headings[2] == "Sở Y tế (Cơ quan thường trực)"


def test_a_lone_dash_goes_on_with_the_sentence_above_it():
    document = parsed(
        """
        1. Sở Khoa học theo dõi, đôn đốc các đơn vị; báo cáo kết quả về Cục Cảnh sát quản lý hành chính

        - Cơ quan thường trực Tổ công tác trước ngày 20 hằng tháng để tổng hợp.

        2. Các sở, ngành phối hợp thực hiện.
        """
    )
    assert [p.label for p in document.provisions] == ["1", "2"]
    assert "hành chính\n\n- Cơ quan" not in document.passage_text(document.passages[0])
    assert "hành chính\n- Cơ quan thường trực" in document.passage_text(document.passages[0])


def test_a_label_that_its_list_lacks_is_found_inside_the_paragraph_above():
    text = """
        1. Vùng nuôi tôm

        a. Thời gian: Từ tháng 3 đến tháng 11 b. Địa điểm lấy mẫu ở ba vùng nuôi.

        {third}. Thông số quan trắc theo quy định.
    """
    with_gap = parsed(text.format(third="c"))
    assert [p.label for p in with_gap.provisions] == ["1", "a", "b", "c"]
    without = parsed(text.format(third="b"))
    assert [p.label for p in without.provisions] == ["1", "a", "b"]


def test_groups_that_one_sentence_counts_off():
    text = """
        KẾ HOẠCH

        Phòng, chống đuối nước ở tỉnh Cửa Gió

        I. MỤC TIÊU

        Giảm số trẻ em bị đuối nước.

        II. NỘI DUNG

        UBND tỉnh đề ra 3 nhóm nhiệm vụ, giải pháp gồm: {list}

        III. TỔ CHỨC THỰC HIỆN

        Sở Y tế chủ trì.
    """
    for items, labels in (
        ("(1) Tăng cường lãnh đạo; (2) Đẩy mạnh truyền thông; (3) Dạy bơi.", ["1", "2", "3"]),
        ("một là, tăng cường lãnh đạo; hai là, đẩy mạnh truyền thông; ba là, dạy bơi.",
         ["một là", "hai là", "ba là"]),
    ):  # fmt: skip
        document = parsed(text.format(list=items))
        groups = [document.provision(eid) for eid in document.task_groups]
        assert [g.label for g in groups if g] == labels
    plain = parsed(text.format(list="(1) lãnh đạo; (3) truyền thông; (2) dạy bơi."))
    assert not any(p.level == "item" for p in plain.provisions)


def test_what_an_amending_act_quotes_is_no_unit_of_its_own():
    document = parsed(
        """
        NGHỊ QUYẾT

        Sửa đổi một số điều của Nghị quyết số 08/2023/NQ-HĐND

        Điều 1. Sửa đổi, bổ sung một số điều

        1. Sửa đổi Điều 2 như sau:

        “Điều 2. Đối tượng áp dụng

        1. Trẻ em mầm non.

        2. Giáo viên mầm non.”

        2. Bổ sung khoản 3 vào sau khoản 2 Điều 4 như sau:

        “3. Mức hỗ trợ ăn trưa theo quy định.”

        3. Bãi bỏ Điều 5.

        Điều 2. Tổ chức thực hiện

        Ủy ban nhân dân tỉnh tổ chức thực hiện.
        """
    )
    assert [eid for eid, _ in outline(document)] == [
        "art_1", "art_1__clause_1", "art_1__clause_2", "art_1__clause_3", "art_2",
    ]  # fmt: skip
    assert [p.eid for p in document.passages if p.provision == "art_1__clause_1"] == [
        "art_1__clause_1",
        "art_1__clause_1__para_1",
        "art_1__clause_1__para_2",
        "art_1__clause_1__para_3",
    ]


ISSUED_PLAN = """
    QUYẾT ĐỊNH

    Ban hành Kế hoạch chuyển đổi số của tỉnh Cửa Gió

    CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH

    Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;

    QUYẾT ĐỊNH:

    Điều 1. Ban hành kèm theo Quyết định này Kế hoạch chuyển đổi số.

    Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 15/QĐ-UBND ngày 04/01/2025.

    Nơi nhận:
    - Lưu: VT.

    CHỦ TỊCH
    Lê Thị Gió

    KẾ HOẠCH

    Chuyển đổi số của tỉnh Cửa Gió

    (Ban hành kèm theo Quyết định số 312/QĐ-UBND)

    I. MỤC TIÊU

    Phục vụ người dân tốt hơn.

    II. NHIỆM VỤ, GIẢI PHÁP

    1. Hoàn thiện thể chế

    Rà soát quy định.

    2. Phát triển hạ tầng

    Trang bị máy chủ.

    PHỤ LỤC

    DANH MỤC NHIỆM VỤ

    | STT | Nhiệm vụ |
    | 1 | Kho dữ liệu |
"""


def test_a_plan_that_a_decision_issues_has_the_groups_and_its_title():
    document = parsed(ISSUED_PLAN)
    assert document.task_groups == ("att_1__part_II__sec_1", "att_1__part_II__sec_2")
    headings = dict(outline(document))
    assert headings["att_1"] == "Chuyển đổi số của tỉnh Cửa Gió"
    assert headings["att_2"] == "DANH MỤC NHIỆM VỤ"
    assert document.metadata.title == "Ban hành Kế hoạch chuyển đổi số của tỉnh Cửa Gió"
    assert document.metadata.replaces == ("15/QĐ-UBND",)
    assert not any(document.passage_text(p) == "QUYẾT ĐỊNH:" for p in document.passages)


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [
        ("3. Dấu giáp lai: Trong môi trường điện tử không cần dấu.", "Dấu giáp lai"),
        ("3. Thuê bao: là cơ quan được cấp chứng thư chữ ký số.", "Thuê bao"),
        ("3. Địa chỉ thư: lienhe@cuagio.example", "Địa chỉ thư"),
        ("3. Sở Tư pháp: chủ trì theo dõi việc thực hiện.", "Sở Tư pháp"),
        ("3. Phụ lục kèm theo được thể hiện như sau:", ""),
        ("3. Các quyết định sau hết hiệu lực từ ngày ký:", ""),
        ("3. Các sở, ngành thực hiện các nội dung sau: Rà soát số liệu.", ""),
    ],
)
def test_what_stands_before_a_colon_is_a_heading_unless_it_leads_to_a_list(paragraph, heading):
    document = parsed(f"Điều 1. Thông tin\n\n{paragraph}\n\na) Điểm thứ nhất của khoản này.")
    assert outline(document)[1][1] == heading


def test_certainty_is_whole_where_labels_go_on_and_the_source_marks_headings():
    document = parsed(
        "**I. MỤC ĐÍCH**\n\n**1. Yêu cầu**\n\nKịp thời.\n\n**2. Nội dung**\n\nĐầy đủ.\n\n**II. NHIỆM VỤ**",
        "a.md",
    )
    assert [p.certainty for p in document.provisions] == [1.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "label", "low", "high"),
    [
        ("1. Một việc dài.\n\n2. Hai việc dài.\n\n5. Năm việc dài.", "5", 0.6, 0.75),  # a gap
        ("3. Ba việc dài.\n\n4. Bốn việc dài.", "3", 0.6, 0.75),  # begins elsewhere
        ("1. Một việc dài.\n\n2. Hai việc dài.\n\n2. Lại hai việc.", "2", 0.4, 0.6),  # goes back
        ("I. VIỆC\n\n2.3. LẺ LOI\n\nGiữa chừng.", "2.3", 0.4, 0.75),  # no "2"
        ("I. VIỆC\n\n- Chỉ có một gạch đầu dòng.", "-", 0.75, 0.85),  # a lone bullet
        ("I. VIỆC\n\n1. Truyền thông\n\nTrên đài.", "1", 0.85, 0.95),  # heading by its place
    ],
)
def test_certainty_falls_with_what_speaks_against_a_unit(text, label, low, high):
    found = [p.certainty for p in parsed(text).provisions if p.label == label]
    assert low <= min(found) <= high
    assert all(0 < p.certainty <= 1 for p in parsed(text).provisions)


def test_groups_by_announcement_alone_are_less_certain_and_headed_by_their_words():
    document = parsed(
        """
        BÁO CÁO

        Kết quả và phương hướng

        Tỉnh đề ra 3 nhóm nhiệm vụ, giải pháp sau đây.

        Thứ nhất, tăng cường lãnh đạo.

        Các cấp ủy quán triệt.

        Thứ hai, đẩy mạnh truyền thông.

        Mở chuyên mục.

        Thứ ba, bảo đảm nguồn lực.

        Bố trí kinh phí.
        """
    )
    groups = [document.provision(eid) for eid in document.task_groups]
    assert len(groups) == 3
    assert all(g and g.certainty < 0.8 for g in groups)
    assert all(g and document.heading_text(g) for g in groups)


def test_markdown_without_blank_lines_is_cut_by_labels_and_emphasis():
    lines = [
        "|", "**ỦY BAN NHÂN DÂN", "**", "TỈNH CỬA GIÓ", "|", "**CỘNG HÒA XÃ HỘI",
        "CHỦ NGHĨA VIỆT NAM**", "|", "|", "Số: 12/QĐ-UBND", "|", "*Cửa Gió, ngày 20", "tháng 11 năm 2025*", "|",
        "** **", "**QUYẾT ĐỊNH**", "VỀ", "VIỆC CÔNG BỐ DANH MỤC THỦ TỤC", "**CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH**",
        "*Căn cứ Luật Tổ chức chính", "quyền địa phương số 72/2025/QH15;*",
        "*Căn cứ Nghị định số 63/2010/NĐ-CP", "ngày 08/6/2010 của Chính phủ;*", "**QUYẾT ĐỊNH:**",
        "**Điều 1. **Công bố kèm theo", "Quyết định này Danh mục thủ tục.",
        "**Điều 2. **Giao Sở Y tế", "có trách nhiệm:", "1. Cung cấp đúng, đầy đủ nội",
        "dung thủ tục để niêm yết, công khai thực hiện.", "2. Rà soát quy trình nội bộ",
        "giải quyết thủ tục hành chính đã được phê duyệt.", "**Điều", "3. **Quyết định này", "có hiệu lực kể từ ngày ký.",
        "**Điều 4. **Các cơ quan chịu", "trách nhiệm thi hành Quyết định này./.",
    ]  # fmt: skip
    document = parsed("\n".join(lines), "a.md")
    assert [eid for eid, _ in outline(document)] == [
        "art_1", "art_2", "art_2__clause_1", "art_2__clause_2", "art_3", "art_4",
    ]  # fmt: skip
    assert document.metadata.type == "Quyết định"
    assert document.metadata.title.startswith("Về việc công bố Danh mục thủ tục")
    assert document.metadata.effective is not None


def test_where_results_are_received_is_no_list_of_recipients():
    document = parsed(
        """
        **II. THỦ TỤC**

        **1. Nộp hồ sơ**

        Nơi nhận kết quả: Trung tâm Phục vụ hành chính công.

        **2. Trả kết quả**

        Trong 5 ngày làm việc.
        """,
        "a.md",
    )
    assert [p.level for p in document.provisions] == ["part", "section", "section"]
