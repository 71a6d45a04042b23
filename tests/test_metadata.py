"""Metadata: what a document says of itself, and nothing more."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.model import Genre, Rejected, Span, Tier
from ingest.blocks import block_of
from ingest.issuers import issuer_name, tier_of
from ingest.titles import title_of
from tests.documents import PLAN, parsed


def test_an_official_plan():
    meta = parsed(PLAN).metadata
    assert (meta.genre, meta.type, meta.number) == (Genre.OFFICIAL, "Kế hoạch", "45/KH-UBND")
    assert (meta.date, meta.level) == (date(2025, 3, 5), Tier.PROVINCE)
    assert meta.issuer == "Ủy ban nhân dân tỉnh Sông Mơ"
    assert meta.province == "Sông Mơ"
    assert meta.signer == "Nguyễn Văn Mơ"
    assert meta.implements == ("99-CT/TW", "12-CTr/TU")
    assert meta.replaces == ("30/KH-UBND",)
    assert meta.title.startswith("Thực hiện Chỉ thị số 99-CT/TW")


def test_each_value_shows_where_it_was_read():
    document = parsed(PLAN)
    found = {e.field: e.span.of(document.text) for e in document.metadata.evidence}
    assert found["number"] == "045/KH-UBND"
    assert found["date"] == "ngày 05 tháng 3 năm 2025"
    assert "TỈNH SÔNG MƠ" in found["issuer"]
    assert found["signer"] == "Nguyễn Văn Mơ"


def test_the_id_carries_number_year_and_place():
    assert parsed(PLAN).id == "45-kh-ubnd-2025-song-mo"
    assert parsed("Một đoạn văn ngắn không có gì khác.", "Ghi chú A.txt").id == "ghi-chu-a"


def test_a_plan_without_a_letterhead_has_no_number_and_no_date():
    meta = parsed(
        """
        KẾ HOẠCH

        Thực hiện Chỉ thị số 99-CT/TW, ngày 01/02/2025 của Ban Bí thư

        Ban Thường vụ Huyện ủy Đồi Mơ xây dựng kế hoạch thực hiện như sau:

        I. MỤC TIÊU

        Mọi trẻ em được đến trường.
        """
    ).metadata
    assert (meta.number, meta.date) == (None, None)
    assert (meta.issuer, meta.level) == ("Ban Thường vụ Huyện ủy Đồi Mơ", Tier.DISTRICT)
    assert meta.district == "Đồi Mơ"


def test_the_posting_date_is_below_the_title_and_the_clock_above_it():
    meta = parsed(
        """
        Thứ Ba, 13/01/2026

        Trang tin điện tử tỉnh Sông Mơ.

        Sông Mơ ban hành Kế hoạch chăm sóc trẻ em trong tình hình mới

        Thứ Sáu, 28/11/2025 Đã xem: 36

        UBND tỉnh đã đề ra 3 nhóm nhiệm vụ, giải pháp để thực hiện Chỉ thị số 99-CT/TW ngày 01/02/2025 của Ban Bí thư:

        1. Tăng cường lãnh đạo công tác trẻ em ở các cấp.

        2. Đẩy mạnh tuyên truyền về công tác trẻ em.

        3. Bố trí kinh phí cho công tác trẻ em.
        """
    ).metadata
    assert meta.published == date(2025, 11, 28)
    assert (meta.genre, meta.about) == (Genre.NEWS_SUMMARY, "reported")
    assert (meta.type, meta.number, meta.date) == ("Kế hoạch", None, None)
    assert meta.implements == ("99-CT/TW",)
    assert meta.title.startswith("Sông Mơ ban hành")


def test_of_two_documents_a_press_text_tells_of_the_plan_is_meant():
    meta = parsed(
        """
        Lượt xem: 5

        Tăng cường công tác chăm sóc trẻ em ở tỉnh Sông Mơ

        Ngày 01/02/2025, Ban Bí thư ban hành Chỉ thị số 99-CT/TW về trẻ em. Ban Thường vụ Tỉnh ủy Sông Mơ ban hành Chương trình số 61-CTr/TU, ngày 21/3/2025 thực hiện Chỉ thị.

        Ban Thường vụ Tỉnh ủy đưa ra 3 nhóm nhiệm vụ, giải pháp.

        Thứ nhất, tăng cường lãnh đạo.

        Quán triệt chỉ thị tới mọi chi bộ trong tỉnh.

        Thứ hai, đẩy mạnh tuyên truyền.

        Mở chuyên mục trên báo tỉnh.

        Thứ ba, bố trí nguồn lực.

        Ưu tiên vùng khó khăn.
        """
    ).metadata
    assert (meta.type, meta.number, meta.date) == ("Chương trình", "61-CTr/TU", date(2025, 3, 21))
    assert meta.issuer == "Ban Thường vụ Tỉnh ủy Sông Mơ"
    assert meta.implements == ("99-CT/TW",)
    assert meta.published is None


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "**TUYỆT MẬT**", "Độ mật: TỐI MẬT"])
def test_a_secret_document_is_refused(stamp):
    with pytest.raises(Rejected) as refused:
        parsed(f"{stamp}\n\n{PLAN}")
    assert "MẬT" in str(refused.value)


@pytest.mark.parametrize(
    "head",
    ["| MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |", "TỐI MẬT          Độc lập - Tự do - Hạnh phúc",
     "Độ mật: Tuyệt mật", "|\nTỈNH SÔNG MƠ\n|\n**MẬT**\n|"],
)  # fmt: skip
def test_a_stamp_in_a_cell_or_column_of_the_letterhead_counts(head):
    with pytest.raises(Rejected, match="MẬT"):
        parsed(f"{head}\n\n{PLAN}", "a.md")


def test_a_title_that_breaks_at_the_word_is_no_stamp():
    document = parsed(
        "KẾ HOẠCH\n\nTĂNG CƯỜNG BẢO VỆ BÍ\nMẬT\n\nMọi cơ quan thực hiện kế hoạch này."
    )
    assert document.metadata.type == "Kế hoạch"


def test_what_an_act_ends_may_be_listed_below_a_sentence():
    meta = parsed(
        """
        QUYẾT ĐỊNH

        Ban hành Quy chế phối hợp

        Điều 2. Hiệu lực

        1. Quyết định này có hiệu lực kể từ ngày 01 tháng 12 năm 2025.

        2. Các quyết định sau hết hiệu
        lực kể từ ngày Quyết định này có hiệu lực:

        a) Quyết định số 06/2021/QĐ-UBND ngày 22/01/2021 ban hành Quy chế cũ;

        b) Quyết định số 25/2021/QĐ-UBND ngày 13/12/2021 ban hành Quy chế khác.

        3. Việc khác thực hiện theo Nghị định số 30/2020/NĐ-CP.
        """,
        "a.md",
    ).metadata
    assert meta.replaces == ("6/2021/QĐ-UBND", "25/2021/QĐ-UBND")


def test_a_party_resolution_names_its_body_in_the_title_and_its_place_in_the_letterhead():
    meta = parsed(
        """
        TỈNH ỦY SÔNG LAM THƯỢNG
        *
        Số 15-NQ/TU

        ĐẢNG CỘNG SẢN VIỆT NAM
        Sông Lam Thượng, ngày 12 tháng 8 năm 2025

        NGHỊ QUYẾT
        của Ban Chấp hành Đảng bộ tỉnh về phát triển giáo dục mầm non

        I. Tình hình

        Mạng lưới trường lớp còn phân tán.

        T/M BAN CHẤP HÀNH
        BÍ THƯ

        Trần Văn Thượng
        """
    ).metadata
    assert (meta.type, meta.number) == ("Nghị quyết", "15-NQ/TU")
    assert meta.issuer == "Ban Chấp hành Đảng bộ tỉnh"
    assert (meta.level, meta.province) == (Tier.PROVINCE, "Sông Lam Thượng")
    assert meta.title == "Về phát triển giáo dục mầm non"
    assert meta.signer == "Trần Văn Thượng"


def test_talk_of_secrets_is_not_a_stamp():
    assert parsed("Bảo vệ bí mật nhà nước là nhiệm vụ của mọi cơ quan.\n\nMật ong là đặc sản.")


@pytest.mark.parametrize(
    ("printed", "name", "tier"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK", "Ủy ban nhân dân tỉnh Đắk Lắk", Tier.PROVINCE),
        ("UBND huyện Đồi Mơ", "Ủy ban nhân dân huyện Đồi Mơ", Tier.DISTRICT),
        ("HUYỆN ỦY TAM ĐƯỜNG", "Huyện ủy Tam Đường", Tier.DISTRICT),
        ("Bộ Chính trị", "Bộ Chính trị", Tier.CENTRAL),
        ("UBND XÃ ĐỒI MƠ", "Ủy ban nhân dân xã Đồi Mơ", Tier.COMMUNE),
        ("Uỷ ban nhân dân thành phố Cần Thơ", "Ủy ban nhân dân thành phố Cần Thơ", Tier.PROVINCE),
    ],
)
def test_issuers(printed, name, tier):
    assert issuer_name(printed) == name
    assert tier_of(name) is tier


def test_a_title_in_capitals_is_spelled_as_the_body_spells_it():
    text = "QUẢN LÝ ĐÊ TỈNH SÔNG MƠ SỐ 12-CT/TW\nVới tỉnh Sông Mơ, việc quản lý đê là việc lớn."
    title = block_of(text, (Span(0, text.index("\n")),))
    body = block_of(text, (Span(text.index("\n") + 1, len(text)),))
    assert title_of(text, [title], [title, body]) == "Quản lý đê tỉnh Sông Mơ số 12-CT/TW"


def letterhead(body: str, number: str = "Số: 12/QĐ-ABC") -> str:
    return (
        f"| {body} {number} | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "Hà Nội, ngày 20 tháng 11 năm 2025 |\n\n"
    )


@pytest.mark.parametrize(
    ("printed", "issuer", "level"),
    [
        ("BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "Bộ Nông nghiệp và Môi trường", Tier.CENTRAL),
        ("BỘ TÀI CHÍNH CỤC THUẾ", "Cục Thuế", Tier.CENTRAL),
        ("UBND THÀNH PHỐ CẦN THƠ TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
         "Trung tâm Phục vụ hành chính công", Tier.PROVINCE),
    ],
)  # fmt: skip
def test_a_letterhead_in_capitals_is_spelled_as_the_text_spells_the_body(printed, issuer, level):
    meta = parsed(
        letterhead(printed)
        + "QUYẾT ĐỊNH\n\nBan hành quy tắc ứng xử\n\nĐiều 1. Việc này giao Bộ Nông nghiệp và Môi trường, "
        "Cục Thuế, Trung tâm Phục vụ hành chính công.",
        "a.md",
    ).metadata
    assert (meta.issuer, meta.level) == (issuer, level)
    assert meta.number is not None


def test_a_law_prints_its_number_after_its_type():
    meta = parsed(
        letterhead("QUỐC HỘI", "Luật số: 60/2024/QH15") + "LUẬT\n\nDỮ LIỆU\n\nĐiều 1. Phạm vi",
        "a.md",
    ).metadata
    assert (meta.type, meta.number, meta.issuer) == ("Luật", "60/2024/QH15", "Quốc hội")


@pytest.mark.parametrize(
    ("sentence", "effective"),
    [
        ("Nghị quyết có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2026.", date(2026, 1, 1)),
        ("Quyết định này có hiệu lực thi hành kể từ ngày ký ban hành.", date(2025, 11, 20)),
        ("Giấy phép có hiệu lực từ ngày 01 tháng 01 năm 2026.", None),
    ],
)
def test_when_an_act_takes_effect(sentence, effective):
    meta = parsed(
        letterhead("UBND TỈNH CÀ MAU")
        + f"QUYẾT ĐỊNH\n\nBan hành Quy chế\n\nĐiều 3. {sentence}\n\nHết.",
        "a.md",
    ).metadata
    assert meta.effective == effective


def test_without_a_title_the_preamble_says_the_subject():
    meta = parsed(
        letterhead("BỘ XÂY DỰNG") + "THÔNG TƯ\n\n*Căn cứ Luật Đường bộ số 35/2024/QH15;*\n\n"
        "*Bộ trưởng Bộ Xây dựng ban hành Thông tư sửa đổi một số định mức xây dựng.*\n\nĐiều 1. Sửa đổi",
        "a.md",
    ).metadata
    assert meta.title == "Sửa đổi một số định mức xây dựng"
