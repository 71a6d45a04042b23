"""Viet Nam as tiles: where a province stands on a map of equal squares.

Two tables of places, before and after 1 July 2025, roughly north above south and west
left of east; in come counts by province, out come tiles.  A map of equal squares shows
what a corpus holds of each province, which a true map hides behind its small provinces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# One line is a row of the map, one cell a column; "·" is nothing.
_BEFORE = """
· | · | · | Hà Giang | Cao Bằng | · | ·
Lai Châu | Lào Cai | Yên Bái | Tuyên Quang | Bắc Kạn | Lạng Sơn | ·
Điện Biên | Sơn La | Phú Thọ | Vĩnh Phúc | Thái Nguyên | Bắc Giang | Quảng Ninh
· | · | Hòa Bình | Hà Nội | Bắc Ninh | Hải Dương | Hải Phòng
· | · | · | Hà Nam | Hưng Yên | Thái Bình | ·
· | · | Thanh Hóa | Ninh Bình | Nam Định | · | ·
· | · | Nghệ An | Hà Tĩnh | · | · | ·
· | · | · | Quảng Bình | Quảng Trị | · | ·
· | · | · | · | Huế | Đà Nẵng | ·
· | · | · | · | Quảng Nam | Quảng Ngãi | ·
· | · | · | · | Kon Tum | Bình Định | ·
· | · | · | · | Gia Lai | Phú Yên | ·
· | · | · | Đắk Nông | Đắk Lắk | Khánh Hòa | ·
· | Tây Ninh | Bình Phước | Bình Dương | Lâm Đồng | Ninh Thuận | ·
· | Long An | Hồ Chí Minh | Đồng Nai | Bình Thuận | · | ·
An Giang | Đồng Tháp | Tiền Giang | Bà Rịa - Vũng Tàu | · | · | ·
Kiên Giang | Cần Thơ | Vĩnh Long | Bến Tre | · | · | ·
· | Hậu Giang | Sóc Trăng | Trà Vinh | · | · | ·
Cà Mau | Bạc Liêu | · | · | · | · | ·
"""
_AFTER = """
· | Lai Châu | Lào Cai | Tuyên Quang | Cao Bằng | · | ·
Điện Biên | Sơn La | Phú Thọ | Thái Nguyên | Bắc Ninh | Lạng Sơn | ·
· | · | · | Hà Nội | Hưng Yên | Hải Phòng | Quảng Ninh
· | · | Thanh Hóa | Ninh Bình | · | · | ·
· | · | Nghệ An | Hà Tĩnh | · | · | ·
· | · | · | · | Quảng Trị | · | ·
· | · | · | · | Huế | Đà Nẵng | ·
· | · | · | · | · | Quảng Ngãi | ·
· | · | · | · | · | Gia Lai | ·
· | · | · | · | · | Đắk Lắk | ·
· | · | Tây Ninh | Đồng Nai | Lâm Đồng | Khánh Hòa | ·
· | Đồng Tháp | · | Hồ Chí Minh | · | · | ·
An Giang | Cần Thơ | Vĩnh Long | · | · | · | ·
Cà Mau | · | · | · | · | · | ·
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map: column and row from 0, and how many documents it has."""

    name: str
    column: int
    row: int
    count: int
    strength: int  # 0 none, then 1 to 4 by count against the largest


def _placed(drawn: str) -> dict[str, tuple[int, int]]:
    return {
        name: (column, row)
        for row, line in enumerate(drawn.strip().splitlines())
        for column, name in enumerate(cell.strip() for cell in line.split("|"))
        if name != "·"
    }


PLACES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "before": _placed(_BEFORE),
    "after": _placed(_AFTER),
}


def tiles(units: str, counts: Mapping[str, int]) -> list[Tile]:
    """The map of "before" or "after", in reading order."""
    most = max(counts.values(), default=0)
    return [
        Tile(name, column, row, n, -(-4 * n // most) if n else 0)
        for name, (column, row) in PLACES[units].items()
        for n in (counts.get(name, 0),)
    ]
