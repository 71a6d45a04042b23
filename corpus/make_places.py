"""Makes places.json, the table of administrative units, once, out of the unit tables of
the package vietnamadminunits (MIT): `python -m corpus.make_places FOLDER`, where FOLDER
is its unpacked wheel.

Only facts are taken: names, kinds, codes, which unit lay in which, and which became
which on 1 July 2025.  Units are lists in the order given in the file's own header.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SOURCE = {
    "what": "Administrative units of Viet Nam before and after 1 July 2025: names, kinds, codes",
    "source": "vietnamadminunits 1.0.4, https://github.com/tranngocminhhieu/vietnamadminunits",
    "columns": {
        "provinces_before": "code, kind, name, code of the province after",
        "districts": "code, kind, name, code of its province before",
        "communes_before": "code, kind, name, code of its district, codes of the communes after",
        "provinces_after": "code, kind, name",
        "communes_after": "code, kind, name, code of its province after",
    },
}
_KINDS = ("thành phố", "thị trấn", "thị xã", "đặc khu", "tỉnh", "quận", "huyện", "phường", "xã")


def main(folder: Path) -> None:
    (licence,) = folder.glob("*.dist-info/licenses/LICENSE")
    names = ("parser_legacy", "parser_from_2025", "converter_2025")
    paths = [folder / "vietnamadminunits/data" / f"{name}.json" for name in names]
    old, new, converter = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
    codes = {key: unit["provinceCode"] for key, unit in new["DICT_PROVINCE"].items()}
    into = {old: codes[new] for new, olds in converter["DICT_PROVINCE"].items() for old in olds}
    after = {(p, w): unit for p, w, unit in _pairs(new, "DICT_PROVINCE_WARD")}
    became = _became(converter, {key: unit["wardCode"] for key, unit in after.items()})
    province = {key: unit["provinceCode"] for key, unit in old["DICT_PROVINCE"].items()}
    districts = {(p, d): unit for p, d, unit in _pairs(old, "DICT_PROVINCE_DISTRICT", ("",))}
    table = {
        "provinces_before": (
            [unit["provinceCode"], *_split(unit["province"]), into[key]]
            for key, unit in old["DICT_PROVINCE"].items()
        ),
        "districts": (
            [unit["districtCode"], *_split(unit["district"]), province[p]]
            for (p, _), unit in districts.items()
        ),
        "communes_before": (
            [
                *(unit["wardCode"], *_split(unit["ward"]), districts[p, d]["districtCode"]),
                sorted(became[f"{p}_{d}_{w}"]),
            ]
            for p, d, wards in _pairs(old, "DICT_PROVINCE_DISTRICT_WARD")
            for w, unit in wards.items()
            if isinstance(unit["ward"], str)  # islands have districts without communes
        ),
        "provinces_after": (
            [unit["provinceCode"], *_split(unit["province"])]
            for unit in new["DICT_PROVINCE"].values()
        ),
        "communes_after": (
            [unit["wardCode"], *_split(unit["ward"]), codes[p]] for (p, _), unit in after.items()
        ),
    }
    about = SOURCE | {"licence": licence.read_text(encoding="utf-8")}
    lines = [f'"about":{_compact(about)}']
    lines += [f'"{name}":{_compact(_unique(rows))}' for name, rows in table.items()]
    target = Path(__file__).with_name("places.json")
    target.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


def _pairs(
    tables: dict[str, Any], name: str, parts: tuple[str, ...] = ("_NO_ACCENTED", "_ACCENTED")
) -> Iterator[tuple[str, str, Any]]:
    """The rows of a table of tables; those whose keys differ in accents only stand apart."""
    for part in parts:
        for outer, inner in tables[name + part].items():
            for key, value in inner.items():
                yield outer, key, value


def _became(converter: dict[str, Any], codes: dict[tuple[str, str], str]) -> dict[str, set[str]]:
    """Key of an old commune → codes of the communes it went into."""
    found: dict[str, set[str]] = {}
    for province, new, olds in _pairs(converter, "DICT_PROVINCE_WARD_NO_DIVIDED", ("",)):
        for old in olds:
            found.setdefault(old, set()).add(codes[province, new])
    for province, old, parts in _pairs(converter, "DICT_PROVINCE_WARD_DIVIDED", ("",)):
        found.setdefault(old, set()).update(codes[province, p["newWardKey"]] for p in parts)
    return found


def _split(full: str) -> tuple[str, str]:
    """Kind and name: "Quận Ba Đình" → ("quận", "Ba Đình")."""
    kind = next(kind for kind in _KINDS if full.lower().startswith(f"{kind} "))
    return kind, full[len(kind) + 1 :].strip()


def _unique(rows: Iterable[list[Any]]) -> list[list[Any]]:
    return sorted({row[0]: row for row in rows}.values())


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
