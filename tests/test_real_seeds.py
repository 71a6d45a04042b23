"""The five seeds and the eighteen plans come out as a reader reads them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.model import Document, Genre, RegionKind, Tier
from tests.documents import parsed_file

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def seed(shared):
    read: dict[str, Document] = {}

    def get(number: str) -> Document:
        if number not in read:
            (path,) = (shared / "corpus" / "seeds").glob(f"{number}_*.txt")
            read[number] = parsed_file(path)
        return read[number]

    return get


def test_soc_trang_is_a_press_text_about_a_programme(seed):
    document = seed("000")
    meta = document.metadata
    assert (meta.genre, meta.about) == (Genre.NEWS_SUMMARY, "reported")
    assert (meta.type, meta.number, meta.date) == ("Chương trình", "61-CTr/TU", date(2024, 10, 21))
    assert meta.issuer == "Ban Thường vụ Tỉnh ủy Sóc Trăng"
    assert (meta.province, meta.level, meta.published) == ("Sóc Trăng", Tier.PROVINCE, None)
    assert document.task_groups == tuple(f"item_{n}" for n in range(1, 7))
    assert document.id == "61-ctr-tu-2024-soc-trang"


def test_tam_duong_is_a_district_plan_without_number_and_date(seed):
    document = seed("001")
    meta = document.metadata
    assert (meta.genre, meta.level) == (Genre.OFFICIAL, Tier.DISTRICT)
    assert (meta.province, meta.district) == ("Lai Châu", "Tam Đường")
    assert meta.implements == ("28-CT/TW", "48-CTr/TU")
    assert (meta.number, meta.date) == (None, None)
    assert document.task_groups == tuple(f"part_III__sec_{n}" for n in range(1, 6))
    assert meta.signer == "Cao Trang Trọng"
    torn = document.passage("part_III__sec_3__para_2")
    assert torn is not None
    assert " ".join(document.passage_text(torn).split()).count("đạo đức, trách nhiệm") == 1


def test_ninh_binh_has_six_groups_and_its_own_date_of_posting(seed):
    document = seed("002")
    meta = document.metadata
    assert (meta.genre, meta.published) == (Genre.NEWS_SUMMARY, date(2025, 11, 28))
    assert (meta.number, meta.date) == (None, None)
    assert document.task_groups == tuple(f"item_{n}" for n in range(1, 7))
    fifth = document.passage("item_5")
    assert fifth is not None
    assert "thường xuyên tổ chức các lớp" in document.passage_text(fifth)
    after = [p for p in document.passages if p.provision is None][-1]
    assert document.passage_text(after).startswith("UBND các xã, phường")


def test_cam_lo_is_a_report(seed):
    meta = seed("003").metadata
    assert (meta.genre, meta.type) == (Genre.REPORT, "Báo cáo")
    assert meta.implements == ("20-CT/TW",)
    assert (meta.province, meta.district, meta.level) == ("Quảng Trị", "Cam Lộ", Tier.DISTRICT)
    levels = [
        p.eid for p in seed("003").provisions if p.eid.count("__") <= 1 and "indent" not in p.eid
    ]
    assert levels == [
        "part_I", "part_II", "part_II__sec_1", "part_II__sec_2", "part_II__sec_3", "part_II__sec_4",
        "part_II__sec_6", "part_II__sec_2-2", "part_III", "part_III__sec_1", "part_III__sec_2", "part_IV",
    ]  # fmt: skip


def test_the_fifth_is_an_article_without_groups(seed):
    document = seed("004")
    assert (document.metadata.genre, document.metadata.published) == (
        Genre.ARTICLE,
        date(2023, 1, 22),
    )
    assert document.task_groups == ()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("000", ["Lượt xem", "Trailer", "No title", "Đang online", "16,380,810"]),
        ("002", ["Đã xem", "Đánh giá cho bài viết", "0 điểm", "13/01/2026"]),
        ("004", ["Gia Lai năm 2023", "1 năm trước", "căn cước", "05:57"]),
    ],
)
def test_chrome_is_boilerplate_and_in_no_passage(seed, number, words):
    document = seed(number)
    chrome = " ".join(s.of(document.text) for s in document.boilerplate)
    read = " ".join(document.passage_text(p) for p in document.passages)
    for word in words:
        assert word in chrome
        assert word not in read


def test_the_same_directive_is_cited_with_two_dates(seed):
    dates = {
        r.date for n in ("000", "003", "004") for r in seed(n).references if r.number == "20-CT/TW"
    }
    assert {date(2012, 11, 5), date(2012, 12, 5)} <= dates


@pytest.fixture(scope="module")
def plans(shared) -> dict[str, Document]:
    files: list[Path] = sorted((shared / "corpus" / "plans").glob("*.md"))
    return {path.stem: parsed_file(path) for path in files}


def test_each_plan_says_what_its_file_is_called(plans):
    """The files are named number_place; number, type and province are read, not named."""
    assert len(plans) == 18
    for stem, document in plans.items():
        meta = document.metadata
        printed = (meta.number or "").lower().replace("/", "-").replace("đ", "d")
        assert stem.split("_")[0].lstrip("0") == printed, stem
        assert meta.type == ("Quyết định" if "qd" in stem else "Kế hoạch"), stem
        assert meta.date is not None and meta.date.year == 2025, stem
        assert meta.level is Tier.PROVINCE and meta.province, stem
        assert meta.signer, stem
        assert document.passages[0].eid.startswith("para_"), stem
        kinds = {r.kind for r in document.regions}
        assert {RegionKind.LETTERHEAD, RegionKind.SIGNATURE, RegionKind.RECIPIENTS} <= kinds, stem


def test_parts_of_plans_follow_one_another(plans):
    """Roman parts count up from I in every plan, but for the one printed with two IV."""
    for stem, document in plans.items():
        parts = [p.label for p in document.provisions if p.level == "part" and not p.parent]
        expected = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"][: len(parts)]
        if stem.startswith("0129"):
            expected = ["I", "II", "III", "IV", "IV"]
        if parts:
            assert parts == expected, stem


def test_normative_decisions_attach_a_regulation_that_starts_again(plans):
    for stem in ("102-2025-qd-ubnd_phu-tho", "165-2025-qd-ubnd_ninh-binh",
                 "26-2025-qd-ubnd_thai-nguyen", "144-2025-qd-ctubnd_dong-thap"):  # fmt: skip
        document = plans[stem]
        articles = [p.eid for p in document.provisions if p.level == "article"]
        assert articles[:4] == ["art_1", "art_2", "art_3", articles[3]]
        assert articles[3].startswith("att_1__") and articles[3].endswith("__art_1")
        numbers = [int(p.label.split()[1]) for p in document.provisions
                   if p.level == "article" and p.eid.startswith("att_1")]  # fmt: skip
        assert numbers == list(range(1, len(numbers) + 1)), stem
