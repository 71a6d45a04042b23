"""The overview: the map before and after July 2025, counts, and what needs a look."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup

from compare.families import Family, Kin
from corpus.model import Frame, Genre, Message, Tier
from corpus.places import CHANGE, provinces
from corpus.records import Summary
from tests.catalogs import compile_catalogs
from web.app import create_app
from web.tilemap import PLACES, tiles


@dataclass
class Listing:
    """A workspace that only lists documents."""

    summaries: list[Summary]
    kin: tuple[Family, ...] = ()

    def documents(self) -> list[Summary]:
        return self.summaries

    def families(self) -> tuple[Family, ...]:
        return self.kin

    def frames(self) -> list[Frame]:
        return []


def summary(province: str | None, day: str | None, **other: object) -> Summary:
    values: dict = {
        "id": f"{province}-{day}-{len(other)}", "title": "Kế hoạch", "number": None,
        "type": "Kế hoạch", "genre": Genre.OFFICIAL, "published": None, "district": None,
        "level": Tier.PROVINCE, "version": 1, "passages": 3, "groups": 0, "problems": 0, "words": 9,
    }  # fmt: skip
    on = datetime.date.fromisoformat(day) if day else None
    values |= {"province": province, "date": on, "year": on.year if on else None}
    return Summary(**values | other)


def shown(summaries: list[Summary], address: str = "/overview") -> BeautifulSoup:
    compile_catalogs()
    response = create_app(Listing(summaries)).test_client().get(address)
    assert response.status_code == 200, response.text[:400]
    return BeautifulSoup(response.text, "lxml")


def counted(soup: BeautifulSoup) -> dict[str, int]:
    return {link.span.get_text(): int(link.b.get_text()) for link in soup.select(".tile a")}


@pytest.mark.parametrize(
    ("units", "day"), [("before", CHANGE - datetime.timedelta(days=1)), ("after", CHANGE)]
)
def test_each_map_has_each_province_once(units, day):
    assert sorted(PLACES[units]) == sorted({place.name for place in provinces(day)})
    assert len(set(PLACES[units].values())) == len(PLACES[units])


PLANS = [
    summary("Sóc Trăng", "2024-05-01"),
    summary("Cần Thơ", "2024-06-01"),
    summary("Cần Thơ", "2026-02-01"),
    summary("Hà Nội", "2026-03-01"),
    summary("Sông Mây", "2026-03-01"),
    summary(None, "2023-12-25", level=Tier.CENTRAL),
    summary(None, None),
]


def test_documents_of_former_provinces_stand_on_the_tile_of_todays():
    soup = shown(PLANS)
    assert counted(soup) == {"Cần Thơ": 3, "Hà Nội": 1}
    link = soup.select_one(".tile a[href*='S%C3%B3c']")
    assert link and "C%E1%BA%A7n" in link["href"]


def test_the_former_map_has_what_was_issued_under_it_and_units_that_did_not_change():
    soup = shown(PLANS, "/overview?units=before")
    assert counted(soup) == {"Sóc Trăng": 1, "Cần Thơ": 1, "Hà Nội": 1}
    notes = soup.select_one(".elsewhere").get_text()
    assert "1 văn bản của đơn vị lập từ 1/7/2025" in notes


def test_what_no_tile_stands_for_is_said():
    notes = shown(PLANS).select_one(".elsewhere").get_text()
    assert "1 văn bản của trung ương" in notes
    assert "1 văn bản chưa rõ địa phương" in notes
    assert "Sông Mây" in notes


def test_years_come_in_their_order_and_types_by_count():
    plans = [*PLANS, summary("Huế", "2025-01-05", type="Quyết định")]
    soup = shown(plans)
    years = [row.get_text() for row in soup.select("[aria-labelledby=by-year] th a")]
    assert years == ["2023", "2024", "2025", "2026", "không rõ"]
    types = [row.get_text() for row in soup.select("[aria-labelledby=by-type] th a")]
    assert types == ["Kế hoạch", "Quyết định"]


def test_documents_with_problems_are_led_to():
    soup = shown([summary("Huế", "2025-01-05", id="hue", problems=2), *PLANS])
    (link,) = soup.select(".troubled a")
    assert link["href"] == "/documents/hue#problems"


def test_an_empty_corpus_and_a_map_that_is_not():
    assert "Kho còn trống" in shown([]).get_text()
    answer = create_app(Listing(PLANS)).test_client().get("/overview?units=x")
    assert answer.status_code == 400


def test_tiles_grow_stronger_with_their_count():
    strengths = {t.name: t.strength for t in tiles("after", {"Huế": 1, "Hà Nội": 8})}
    assert (strengths["Huế"], strengths["Hà Nội"], strengths["Cà Mau"]) == (1, 4, 0)


def test_families_lead_to_their_comparison():
    kin = Family(Kin.PARENT, ("a", "b"), Message("cùng thực hiện {number}", number="1-CT/TW"))
    compile_catalogs()
    page = create_app(Listing(PLANS, (kin,))).test_client().get("/overview").text
    (link,) = BeautifulSoup(page, "lxml").select(".families a")
    assert link["href"] == "/compare?docs=a&docs=b" and "1-CT/TW" in link.get_text()
