"""Places: the right unit for a name and a day, in any spelling."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from corpus import places
from corpus.model import Tier
from corpus.places import (
    CHANGE,
    canonical_province,
    find_place,
    find_province,
    predecessors,
    provinces,
    successors,
)
from corpus.text import sort_key

BEFORE, AFTER = date(2024, 4, 1), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("day", "count"),
    [(BEFORE, 63), (date(2025, 1, 1), 63), (date(2025, 6, 30), 63), (CHANGE, 34), (AFTER, 34)],
)
def test_the_number_of_provinces_on_a_day(day: date, count: int) -> None:
    found = provinces(day)
    assert len(found) == len({place.name for place in found}) == count
    assert [p.name for p in found] == sorted((p.name for p in found), key=sort_key)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Sóc Trăng", "Sóc Trăng"),
        ("tỉnh Sóc Trăng", "Sóc Trăng"),
        ("TỈNH SÓC TRĂNG", "Sóc Trăng"),
        ("soc trang", "Sóc Trăng"),
        (unicodedata.normalize("NFD", "Sóc Trăng"), "Sóc Trăng"),
        ("Hoà Bình", "Hòa Bình"),
        ("Khánh Hoà", "Khánh Hòa"),
        ("Đăk Lăk", "Đắk Lắk"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Dak Lak", "Đắk Lắk"),
        ("\u00d0ắk Nông", "Đắk Nông"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("Thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh"),
        ("thanh pho Can Tho", "Cần Thơ"),
        ("Thừa Thiên - Huế", "Thừa Thiên Huế"),
        ("Thừa Thiên-Huế", "Thừa Thiên Huế"),
        ("TT. Huế", "Thừa Thiên Huế"),
        ("Huế", "Huế"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Bắc Cạn", "Bắc Kạn"),
        ("Kontum", "Kon Tum"),
    ],
)
def test_names_in_any_spelling(spelling: str, name: str) -> None:
    assert canonical_province(spelling) == name


@pytest.mark.parametrize("name", ["", "tỉnh", "Hà Giáng", "huyện Cà Mau", "Kế Sách", "Trung ương"])
def test_what_is_no_province(name: str) -> None:
    assert canonical_province(name) is None
    assert successors(name) == []
    assert predecessors(name) == []


def test_every_province_is_found_by_its_own_names() -> None:
    for place in provinces():
        day = place.valid_to or place.valid_from
        for spelling in (place.name, place.full_name, place.full_name.upper()):
            assert find_province(spelling, day) == place


def test_one_name_two_places() -> None:
    """Cần Thơ before the merger is not Cần Thơ after it."""
    old, new = find_province("Cần Thơ", BEFORE), find_province("Cần Thơ", AFTER)
    assert old and new and old != new
    assert old.valid_to == date(2025, 6, 30)
    assert new.valid_from == date(2025, 7, 1)
    assert find_province("Cần Thơ", old.valid_to) == old
    assert find_province("Cần Thơ", new.valid_from) == new
    assert find_province("Cần Thơ") == new
    unchanged = find_province("Lai Châu")
    assert unchanged == find_province("Lai Châu", BEFORE) == find_province("Lai Châu", AFTER)


def test_hue_by_date() -> None:
    assert find_province("Huế", date(2024, 12, 31)) is None
    assert find_province("Huế", date(2025, 1, 1)) is not None
    old = find_province("Thừa Thiên Huế", date(2024, 12, 31))
    assert old and old.kind == "tỉnh"
    assert find_province("Thừa Thiên Huế", date(2025, 1, 1)) is None


def test_what_became_of_a_province() -> None:
    assert successors("Sóc Trăng") == ["Cần Thơ"]
    assert successors("tỉnh Hậu Giang") == ["Cần Thơ"]
    assert successors("Cần Thơ") == ["Cần Thơ"]
    assert successors("Lai Châu") == ["Lai Châu"]
    assert successors("Thừa Thiên Huế") == ["Huế"]
    assert predecessors("Cần Thơ") == ["Cần Thơ", "Hậu Giang", "Sóc Trăng"]
    assert predecessors("Lai Châu") == ["Lai Châu"]
    assert predecessors("Huế") == ["Huế", "Thừa Thiên Huế"]
    assert predecessors("Sóc Trăng") == []


def test_successors_and_predecessors_agree() -> None:
    today = {place.name for place in provinces(AFTER)}
    olds = [old for name in sorted(today) for old in predecessors(name)]
    assert sorted(olds) == sorted({*(p.name for p in provinces(BEFORE)), "Huế"})
    for name in today:
        for old in predecessors(name):
            assert successors(old) == [name]


def test_districts_end_with_june_2025() -> None:
    (district,) = find_place("huyện Kế Sách", on=BEFORE)
    assert (district.level, district.valid_to) == (Tier.DISTRICT, date(2025, 6, 30))
    assert district.parent == find_province("Sóc Trăng", BEFORE)
    assert find_place("huyện Kế Sách", on=AFTER) == []
    assert find_place("Kế Sách", "huyện") == [district]


def test_places_of_one_name_come_highest_first() -> None:
    found = find_place("Sóc Trăng")
    assert [p.level for p in found] == [Tier.PROVINCE, Tier.DISTRICT, Tier.COMMUNE]
    assert find_place("Sóc Trăng", "TP.") == [found[1]] == find_place("Sóc Trăng", "thành phố")
    assert find_place("Sóc Trăng", level=Tier.COMMUNE, on=AFTER) == [found[2]]
    assert found[2].parent == find_province("Cần Thơ", AFTER)


def test_numbered_units() -> None:
    (district,) = find_place("Quận 1")
    assert (district.name, district.full_name) == ("1", "quận 1")
    assert district.parent and district.parent.name == "Hồ Chí Minh"


def test_a_commune_and_what_it_became() -> None:
    found = find_place("phường An Bình", on=BEFORE)
    (here,) = [p for p in found if p.parent and p.parent.name == "Ninh Kiều"]
    assert here.merged_into == ("An Bình",)
    assert all(p.parent and p.parent.level is Tier.DISTRICT for p in found)
    divided = [p for p in places._local() if len(p.merged_into) > 1]
    assert 400 < len(divided) < 1033
    assert all(p.valid_to == date(2025, 6, 30) for p in divided)


def test_the_table_is_whole_and_says_where_it_is_from() -> None:
    path = Path(places.__file__).with_name("places.json")
    assert path.stat().st_size < 1_000_000
    table = json.loads(path.read_text(encoding="utf-8"))
    assert "MIT License" in table["about"]["licence"]
    assert "Copyright" in table["about"]["licence"]
    counts = {name: len(rows) for name, rows in table.items() if name != "about"}
    assert counts == {
        "provinces_before": 63,
        "districts": 696,
        "communes_before": 10035,
        "provinces_after": 34,
        "communes_after": 3321,
    }
    codes = {name: {row[0] for row in rows} for name, rows in table.items() if name != "about"}
    for _, _, _, district, became in table["communes_before"]:
        assert district in codes["districts"]
        assert became
        assert set(became) <= codes["communes_after"]
    assert {row[3] for row in table["districts"]} == codes["provinces_before"]
    assert {row[3] for row in table["communes_after"]} == codes["provinces_after"]


def test_importing_reads_no_table_and_no_segmenter() -> None:
    code = (
        "import sys; from corpus import places; "
        "assert places._table.cache_info().currsize == 0; "
        "places.find_place('x'); assert 'underthesea' not in sys.modules"
    )
    root = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
