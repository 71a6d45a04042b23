"""Who is to do what: agencies in headings, labels and sentences."""

from __future__ import annotations

import pytest

import shapes
from bench import quality_figures
from ingest.agencies import agencies, spelling
from tests.documents import PLAN, parsed

HEAD = """
ỦY BAN NHÂN DÂN
TỈNH SÔNG MƠ
Số: 45/KH-UBND
Sông Mơ, ngày 05 tháng 3 năm 2025

KẾ HOẠCH
Chăm sóc trẻ em

"""


def duties(text: str, heading: str = "I. TỔ CHỨC THỰC HIỆN") -> list[tuple[str, bool]]:
    body = "\n\n".join(line.strip() for line in text.strip().splitlines())
    document = parsed(f"{HEAD}{heading}\n\n{body}\n")
    for duty in document.duties:
        assert document.passage(duty.passage) is not None
        assert spelling(duty.span.of(document.text)) == duty.agency
    return [(d.agency, d.lead) for d in document.duties]


def test_a_heading_that_is_an_agency_leads_every_passage_below():
    document = parsed(
        HEAD
        + """I. TỔ CHỨC THỰC HIỆN

1. Sở Y tế

a) Chủ trì, phối hợp với Sở Giáo dục và Đào tạo, Công an tỉnh triển khai Kế hoạch.

b) Tổng hợp, báo cáo Ủy ban nhân dân tỉnh.

2. Sở Nội vụ

a) Phối hợp với Sở Y tế kiểm tra việc thực hiện.
"""
    )
    found = [(d.agency, d.lead, d.passage.rsplit("__", 2)[-2:]) for d in document.duties]
    assert found == [
        ("Sở Y tế", True, ["sec_1", "point_a"]),
        ("Sở Giáo dục và Đào tạo", False, ["sec_1", "point_a"]),
        ("Công an tỉnh", False, ["sec_1", "point_a"]),
        ("Sở Y tế", True, ["sec_1", "point_b"]),
        ("Sở Nội vụ", False, ["sec_2", "point_a"]),
        ("Sở Y tế", False, ["sec_2", "point_a"]),
    ]
    assert document.duties[0].span.of(document.text) == "Sở Y tế"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Sở Y tế chủ trì, phối hợp với Sở Văn hóa, Thể thao và Du lịch, Sở Nội vụ tổ chức hội thi.",
            [
                ("Sở Y tế", True),
                ("Sở Văn hóa, Thể thao và Du lịch", False),
                ("Sở Nội vụ", False),
            ],
        ),
        (
            "UBND tỉnh yêu cầu Sở Y tế là cơ quan thường trực, chủ trì các chương trình.",
            [("Sở Y tế", True)],
        ),
        (
            "Sở Tư pháp, Sở Nội vụ và các đơn vị liên quan triển khai nhiệm vụ được giao.",
            [("Sở Tư pháp", True), ("Sở Nội vụ", True)],
        ),
        (
            "Giao Công an tỉnh chủ trì, phối hợp với Văn phòng UBND tỉnh theo dõi Kế hoạch.",
            [("Công an tỉnh", True), ("Văn phòng UBND tỉnh", False)],
        ),
        ("UBND các xã, phường: Phối hợp với Sở Y tế rà soát.",
         [("UBND các xã, phường", False), ("Sở Y tế", False)]),
        ("Đơn vị chủ trì: Sở Khoa học và Công nghệ.", [("Sở Khoa học và Công nghệ", True)]),
        (
            "Đơn vị phối hợp: Các Sở, ban, ngành, UBND xã, phường.",
            [("Các sở, ban, ngành", False), ("UBND xã, phường", False)],
        ),
        (
            "Cơ quan thực hiện: Sở Nội vụ chủ trì, phối hợp với Ủy ban nhân dân các xã, phường.",
            [("Sở Nội vụ", True), ("UBND các xã, phường", False)],
        ),
        (
            "Sở Y tế; Sở Nội vụ có trách nhiệm tạo điều kiện cho trẻ em.",
            [("Sở Y tế", True), ("Sở Nội vụ", True)],
        ),
        (
            "Đơn vị chủ trì tham mưu thực hiện: Sở Tư pháp.",
            [("Sở Tư pháp", True)],
        ),
        (
            "Đơn vị phối hợp thực hiện: Sở Tư pháp; các cơ quan liên quan.",
            [("Sở Tư pháp", False)],
        ),
        (
            "Căn cứ Kế hoạch này, Giám đốc các Sở, UBND các xã, phường xây dựng kế hoạch cụ thể.",
            [("Giám đốc các sở", True), ("UBND các xã, phường", True)],
        ),
        (
            "Mở tài khoản: Ủy ban nhân dân xã, phường phối hợp với Công an tỉnh lập danh sách.",
            [("UBND xã, phường", False), ("Công an tỉnh", False)],
        ),
        (
            "Các cơ quan liên quan và UBND cấp xã căn cứ nhiệm vụ được giao tổ chức thực hiện.",
            [("UBND cấp xã", True)],
        ),
        (
            "Chủ trì, phối hợp với các cơ quan có liên quan và UBND cấp xã rà soát.",
            [("UBND cấp xã", False)],
        ),
        (
            "Giao Sở LĐTB&XH chủ trì, phối hợp với các sở, ngành; UBND các huyện triển khai.",
            [
                ("Sở Lao động - Thương binh và Xã hội", True),
                ("Các sở, ngành", False),
                ("UBND các huyện", False),
            ],
        ),
        (
            "Đề nghị Văn phòng Tỉnh ủy, Hội Khuyến học tỉnh, Kiểm toán nhà nước khu vực II tăng cường.",
            [("Văn phòng Tỉnh ủy", True), ("Kiểm toán nhà nước khu vực II", True)],
        ),
        (
            "Chánh Văn phòng Ủy ban nhân dân tỉnh; Giám đốc các Sở: Nội vụ, Tư pháp; Chủ tịch UBND"
            " các xã thuộc vùng cao; Thủ trưởng các đơn vị chịu trách nhiệm thi hành Quyết định này.",
            [
                ("Chánh Văn phòng UBND tỉnh", True),
                ("Giám đốc các sở", True),
                ("Chủ tịch UBND các xã", True),
            ],
        ),
        (
            "Sở Nội vụ kiện toàn đội ngũ công chức làm công tác trẻ em.",
            [("Sở Nội vụ", True)],
        ),
    ],
)  # fmt: skip
def test_sentences(text, found):
    assert duties(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Báo cáo Sở Y tế trước ngày 15 tháng 12.",
        "Sở Y tế đã tổ chức 5 lớp tập huấn.",
        "Thực hiện Kế hoạch số 9/KH-UBND ngày 01/02/2024 của Ủy ban nhân dân tỉnh.",
        "Hướng dẫn các sở, ban, ngành lập dự toán.",
        "Trong quá trình thực hiện, nếu có vướng mắc đề nghị Sở Y tế phản ánh.",
        "Tổng hợp, báo cáo Ban Chỉ đạo và các Sở, ngành chủ trì các dự án.",
        "Quy chế phối hợp giữa Sở Y tế và Công an tỉnh vẫn còn hiệu lực.",
        "Kinh phí do Sở Tài chính chủ trì thẩm định.",
        "Ban Thường vụ Tỉnh ủy đưa ra 6 nhóm nhiệm vụ.",
    ],
)
def test_a_mention_is_no_duty(text):
    assert duties(text) == []


def test_what_has_been_achieved_is_no_duty():
    assert duties("Sở Y tế tổ chức 5 lớp tập huấn.", "I. KẾT QUẢ THỰC HIỆN") == []


def test_a_heading_asks_a_body():
    text = """
    1. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh

    Vận động Nhân dân chăm sóc trẻ em.
    """
    assert duties(text) == [("Ủy ban MTTQ Việt Nam tỉnh", True)]


def test_a_sentence_before_a_list_names_who_is_to_act():
    text = """
    1. Sở Y tế chỉ đạo các đơn vị thực hiện các nội dung sau:

    - Lập dự toán kinh phí.

    - Phối hợp với Công an tỉnh kiểm tra.
    """
    assert duties(text) == [
        ("Sở Y tế", True), ("Sở Y tế", True), ("Sở Y tế", False), ("Công an tỉnh", False)
    ]  # fmt: skip


def test_an_agency_counts_once_for_a_passage():
    text = "Sở Y tế chủ trì, phối hợp với Sở Nội vụ rà soát. Sở Y tế tổng hợp, báo cáo."
    assert duties(text) == [("Sở Y tế", True), ("Sở Nội vụ", False)]


def test_the_shape_that_other_programs_read():
    document = parsed(PLAN)
    shown = shapes.document(document)["duties"]
    assert shown[1] == {
        "agency": "Sở Y tế",
        "lead": True,
        "passage": document.passage_id("part_III__sec_1"),
    }
    assert [d["lead"] for d in shown] == [d.lead for d in document.duties]


def test_a_whole_plan():
    document = parsed(PLAN)
    assert [(d.agency, d.lead) for d in document.duties] == [
        ("Các cấp ủy", True),
        ("Sở Y tế", True),
        ("Công an tỉnh", False),
    ]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Ủy ban nhân dân các xã,\nphường", "UBND các xã, phường"),
        ("Uỷ ban nhân dân tỉnh", "UBND tỉnh"),
        ("Hội đồng nhân dân huyện", "HĐND huyện"),
        ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
        ("Sở LĐTB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở Văn hóa Thể thao và Du lịch", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Ủy ban MTTQ Việt Nam tỉnh"),
        ("Ban Tuyên giáo Huyện uỷ", "Ban Tuyên giáo Huyện ủy"),
        ("Sở Lao động – TB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở Lao động- Thương binh và Xã hội", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở Lao động, Thương binh và Xã hội", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở NN và PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("các Sở, ban, ngành", "Các sở, ban, ngành"),
    ],
)
def test_spelling(printed, name):
    assert spelling(printed) == name


def test_names_end_where_the_sentence_goes_on():
    text = "phối hợp với Sở Nông nghiệp và Môi trường và Công an tỉnh Sông Mơ tổ chức"
    assert [span.of(text) for span in agencies(text)] == [
        "Sở Nông nghiệp và Môi trường",
        "Công an tỉnh Sông Mơ",
    ]


@pytest.mark.real
def test_real_duties_keep_their_quality(shared):
    documents = list(quality_figures.judged("duties"))
    for part, floor in (("seen", 0.97), ("untouched", 0.97), ("fresh", 0.97)):
        some = [d for d in documents if d.part == part]
        score, named = quality_figures.total(some)
        assert score.f1 >= floor, [m for d in some for m in d.misses]
        assert named.right / named.found >= 0.9
