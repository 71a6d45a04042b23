"""Floors under figures that were reached, by set and measure: kept in a file, never lowered."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

Figures = dict[str, dict[str, float]]
Reached = Mapping[str, Mapping[str, float]]


def read(path: Path) -> Figures:
    floors: Figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return floors


def below(reached: Reached, floors: Reached) -> list[str]:
    """What lies below its floor, in words; a measure without a floor is one."""
    faults = []
    for name, row in reached.items():
        for measure, value in row.items():
            floor = floors.get(name, {}).get(measure)
            if floor is None:
                faults.append(f"{name} {measure}: no floor is set")
            elif value < floor:
                faults.append(f"{name} {measure}: {value:.3f} lies below {floor:.3f}")
    return faults


def raised(reached: Reached, floors: Reached, room: float) -> Figures:
    """The floors, lifted to `room` hundredths below the figures reached (whole ones, such
    as counts below zero, to the figures themselves)."""
    return {
        name: {
            measure: max(
                value
                if value == int(value) and value <= 0
                else math.floor(value * 100 - room) / 100,
                floors.get(name, {}).get(measure, -math.inf),
            )
            for measure, value in row.items()
        }
        for name, row in reached.items()
    }


def lift(path: Path, reached: Reached, room: float) -> None:
    floors = read(path)
    lifted = floors | raised(reached, floors, room)
    path.write_text(json.dumps(lifted, indent=2) + "\n", encoding="utf-8")
