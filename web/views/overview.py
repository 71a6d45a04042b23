"""What the corpus holds: by place, type, year and genre, and what in it needs a look."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, render_template, request

from corpus.model import BadRequest, Message, Tier
from corpus.places import CHANGE, canonical_province, find_province, successors
from corpus.text import sort_key
from web.tilemap import PLACES, Tile, tiles

if TYPE_CHECKING:
    from corpus.records import Summary

pages = Blueprint("overview", __name__)

UNITS = {
    "after": Message("34 tỉnh, thành phố (từ 1/7/2025)"),
    "before": Message("63 tỉnh, thành phố (trước 1/7/2025)"),
}
_BARS = ("type", "year", "genre")
_TROUBLED, _FAMILIES = 12, 24
_LAST_DAY = CHANGE - datetime.timedelta(days=1)  # of the 63


@dataclass(frozen=True, slots=True)
class Map:
    """The tiles, the names each tile's documents carry, and what no tile stands for."""

    tiles: Sequence[Tile]
    names: dict[str, list[str]]
    elsewhere: Sequence[tuple[str, int]]  # provinces that no table knows
    central: int
    unplaced: int
    later: int  # of units that the map of former units does not have


@pages.app_context_processor
def _families() -> dict[str, object]:
    workspace = current_app.extensions["workspace"]
    return {
        "families": lambda: workspace.families()[:_FAMILIES],
        "frame_ids": lambda: {frame.id for frame in workspace.frames()},
    }


@pages.get("/overview")
def overview() -> str:
    summaries = current_app.extensions["workspace"].documents()
    units = request.args.get("units", "after")
    if units not in UNITS:
        raise BadRequest(Message("Không có bản đồ “{name}”.", name=units))
    troubled = sorted((s for s in summaries if s.problems), key=lambda s: (-s.problems, s.id))
    return render_template(
        "overview.html",
        documents=len(summaries),
        passages=sum(s.passages for s in summaries),
        provinces=len({s.province for s in summaries if s.province}),
        with_groups=sum(bool(s.groups) for s in summaries),
        map=_map(summaries, units),
        units=units,
        all_units=UNITS,
        bars={name: _bars(summaries, name) for name in _BARS},
        troubled=troubled[:_TROUBLED],
        all_troubled=len(troubled),
    )


def _map(summaries: Iterable[Summary], units: str) -> Map:
    counts: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    names: dict[str, set[str]] = {}
    central = unplaced = later = 0
    for summary in summaries:
        if summary.province is None:
            central += summary.level is Tier.CENTRAL
            unplaced += summary.level is not Tier.CENTRAL
            continue
        places = _units_of(summary.province, _day(summary), units)
        if places is None:
            elsewhere[summary.province] += 1
        later += places == ()
        for place in places or ():
            counts[place] += 1
            names.setdefault(place, set()).add(summary.province)
    return Map(
        tiles(units, counts),
        {place: sorted(found, key=sort_key) for place, found in names.items()},
        sorted(elsewhere.items(), key=lambda pair: (-pair[1], sort_key(pair[0]))),
        central,
        unplaced,
        later,
    )


def _units_of(province: str, day: datetime.date | None, units: str) -> Sequence[str] | None:
    """Where a document's province stands on a map: nowhere where the map has no such
    unit, None where the name is no province's."""
    name = canonical_province(province)
    if name is None:
        return None
    place = find_province(name, day)
    if units == "after":
        names = [name] if place and place.exists(CHANGE) else successors(name)
    else:
        names = ["Huế" if name == "Thừa Thiên Huế" else name]
        if day and day >= CHANGE and not (place and place.exists(_LAST_DAY)):
            return ()
    return [one for one in names if one in PLACES[units]]


def _day(summary: Summary) -> datetime.date | None:
    if summary.date or summary.published:
        return summary.date or summary.published
    return datetime.date(summary.year, 1, 1) if summary.year else None


def _bars(summaries: Sequence[Summary], name: str) -> list[tuple[str, int]]:
    """Value and count: years in their order, the rest the most frequent first."""
    counts = Counter(str(getattr(s, name) or "") for s in summaries)
    if name == "year":
        return sorted(counts.items(), key=lambda pair: (not pair[0], pair[0]))
    return sorted(counts.items(), key=lambda pair: (-pair[1], sort_key(pair[0])))
