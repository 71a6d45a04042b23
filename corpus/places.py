"""Administrative units of Viet Nam, as of a date: what a place name means, and when.

On 1 July 2025 the 63 provinces became 34, the districts ended, and 10,035 communes
became 3,321.  "Cần Thơ" of 2024 and of 2026 are therefore two places.  The table
(places.json, facts with their source in its header) knows the units as they stood
in the first half of 2025 and after; of earlier changes it knows only that Huế was
Thừa Thiên Huế.  Names are without their unit word ("Lai Châu"), and are found in
any case and tone placement, without diacritics, and in common abbreviations.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from corpus.model import Tier
from corpus.text import fold, key, sort_key

CHANGE = datetime.date(2025, 7, 1)
_BEFORE_CHANGE = datetime.date(2025, 6, 30)
_HUE = datetime.date(2025, 1, 1)
_BEFORE_HUE = datetime.date(2024, 12, 31)

_KINDS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "đặc khu", "phường", "xã")
_UNIT_WORDS = {kind: kind for kind in _KINDS}
_UNIT_WORDS |= {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn"}
_UNIT_WORDS |= {fold(word): kind for word, kind in _UNIT_WORDS.items()}
_UNIT = re.compile(rf"({'|'.join(sorted(_UNIT_WORDS, key=len, reverse=True))})\b\s+(?=\w)")

# Other ways to write the names of provinces, as keys.
_ALIASES = {
    "hcm": "hồ chí minh",
    "tphcm": "hồ chí minh",
    "sài gòn": "hồ chí minh",
    "brvt": "bà rịa vũng tàu",
    "br vt": "bà rịa vũng tàu",
    "tt huế": "thừa thiên huế",
    "bắc cạn": "bắc kạn",
    "kontum": "kon tum",
    "dak lac": "đắk lắk",
    "daklak": "đắk lắk",
    "dak nong": "đắk nông",
}
_SYLLABLES = dict.fromkeys(("đăk", "đắc", "đăc", "đak"), "đắk") | dict.fromkeys(
    ("lăk", "lắc", "lăc"), "lắk"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit while it kept its name and borders: from `valid_from` to `valid_to`, both
    included, None where the table knows no limit. `merged_into` are the names of what
    it became; several where it was divided, none where it still is or simply ended."""

    kind: str
    name: str
    code: str
    level: Tier
    parent: Place | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    merged_into: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"

    def exists(self, on: datetime.date | None) -> bool:
        """Whether it is a unit on that day; without a day, whether it ever was."""
        if on is None:
            return True
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


# --- Provinces --------------------------------------------------------------


def provinces(on: datetime.date | None = None) -> list[Place]:
    """The provinces of a day by name; without a day every one there was, the latest first
    among those of one name."""
    return [place for place in _provinces().all if place.exists(on)]


def find_province(name: str, on: datetime.date | None = None) -> Place | None:
    """The province of that name on a day; without a day, the latest of that name."""
    found = _province_names().get(_province_key(name), ())
    return next((place for place in found if place.exists(on)), None)


def canonical_province(name: str) -> str | None:
    """The usual spelling of a province's name, past or present, without its unit word."""
    place = find_province(name)
    return place.name if place else None


def successors(province_name: str) -> list[str]:
    """Today's province for an old or present name; empty for a name that is none."""
    place = find_province(province_name)
    if place is None:
        return []
    return sorted(place.merged_into, key=sort_key) or [place.name]


def predecessors(province_name: str) -> list[str]:
    """The provinces that today's became of, itself included where its name is older."""
    name = canonical_province(province_name)
    found = {
        place.name
        for place in _provinces().all
        if place.valid_from != CHANGE and name in (place.merged_into or (place.name,))
    }
    return sorted(found, key=sort_key)


# --- All units --------------------------------------------------------------


def find_place(
    name: str,
    kind: str | None = None,
    on: datetime.date | None = None,
    level: Tier | None = None,
) -> list[Place]:
    """The units of that name, highest level first. A unit word in the name ("huyện Kế
    Sách") is the kind where none is given."""
    word, bare = _split(_plain(name))
    wanted = _plain(kind) if kind else word
    wanted = _UNIT_WORDS.get(wanted, wanted) if wanted else None
    found = [*_province_names().get(_province_key(name), ()), *_local_names().get(bare, ())]
    return [
        place
        for place in found
        if place.exists(on)
        and (wanted is None or place.kind == wanted)
        and (level is None or place.level is level)
    ]


# --- Names ------------------------------------------------------------------


def bare_name(name: str) -> str:
    """A unit's name without its unit word, the same for every spelling."""
    return _province_key(name) or _split(_plain(name))[1]


def _plain(name: str) -> str:
    """The key of a name, punctuation counted as white space."""
    return " ".join(re.sub(r"[^\w\s]", " ", key(name)).split())


def _split(plain: str) -> tuple[str | None, str]:
    """Unit word and bare name of a plain name."""
    match = _UNIT.match(plain)
    if match is None:
        return None, plain
    return _UNIT_WORDS[match[1]], plain[match.end() :]


def _province_key(name: str) -> str:
    """The key under which a province is filed, whatever the spelling."""
    plain = _plain(name)
    if plain in _ALIASES:
        return _ALIASES[plain]
    word, bare = _split(plain)
    if word not in (None, "tỉnh", "thành phố"):
        return ""
    bare = " ".join(_SYLLABLES.get(syllable, syllable) for syllable in bare.split())
    return _ALIASES.get(bare, bare)


def _names(places: Iterable[Place], spelled: Callable[[str], str]) -> dict[str, tuple[Place, ...]]:
    """Places by name; a name without diacritics that is nobody's stands for all it may mean."""
    exact: defaultdict[str, list[Place]] = defaultdict(list)
    folded: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        name = spelled(place.name)
        exact[name].append(place)
        folded[fold(name)].append(place)
    return {name: tuple(found) for name, found in (folded | exact).items()}


@lru_cache(maxsize=1)
def _province_names() -> dict[str, tuple[Place, ...]]:
    return _names(_provinces().all, _province_key)


@lru_cache(maxsize=1)
def _local_names() -> dict[str, tuple[Place, ...]]:
    return _names(_local(), lambda name: _split(_plain(name))[1])


# --- The table --------------------------------------------------------------


@lru_cache(maxsize=1)
def _table() -> Any:
    return json.loads(files("corpus").joinpath("places.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Provinces:
    """All provinces by name, the latest first, and by their codes before and after."""

    all: tuple[Place, ...]
    before: dict[str, Place]
    after: dict[str, Place]


@lru_cache(maxsize=1)
def _provinces() -> _Provinces:
    table, level = _table(), Tier.PROVINCE
    after = {code: Place(kind, name, code, level) for code, kind, name in table["provinces_after"]}
    parts = Counter(new for *_, new in table["provinces_before"])
    before = {}
    for code, kind, name, new in table["provinces_before"]:
        if parts[new] > 1:
            into = (after[new].name,)
            before[code] = Place(kind, name, code, level, valid_to=_BEFORE_CHANGE, merged_into=into)
        else:
            after[new] = before[code] = replace(
                after[new], valid_from=_HUE if name == "Huế" else None
            )
    after |= {
        code: replace(place, valid_from=CHANGE) for code, place in after.items() if parts[code] > 1
    }
    hue = Place(
        *("tỉnh", "Thừa Thiên Huế", "46", level), valid_to=_BEFORE_HUE, merged_into=("Huế",)
    )
    distinct = {*before.values(), *after.values(), hue}
    ordered = sorted(distinct, key=lambda p: p.valid_from or datetime.date.min, reverse=True)
    ordered.sort(key=lambda place: sort_key(place.name))
    return _Provinces(tuple(ordered), before, after)


@lru_cache(maxsize=1)
def _local() -> tuple[Place, ...]:
    """Every district, then every commune, those of today first."""
    table, known = _table(), _provinces()
    after = {
        code: Place(kind, name, code, Tier.COMMUNE, known.after[province], valid_from=CHANGE)
        for code, kind, name, province in table["communes_after"]
    }
    districts = {
        code: Place(
            *(kind, name, code, Tier.DISTRICT, known.before[province]),
            valid_to=_BEFORE_CHANGE,
        )
        for code, kind, name, province in table["districts"]
    }
    before = [
        Place(
            *(kind, name, code, Tier.COMMUNE, districts[district]),
            valid_to=_BEFORE_CHANGE,
            merged_into=tuple(after[new].name for new in became),
        )
        for code, kind, name, district, became in table["communes_before"]
    ]
    return (*districts.values(), *after.values(), *before)
