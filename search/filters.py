"""Attributes of documents as columns: filters and facets.

In come the store's attributes by version and the groups of passages, joined to the
index's documents by version and passage key; out come boolean masks and counts.
Nothing here is in the index, so an edited attribute needs no reindexing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.model import FacetValue
from corpus.places import canonical_province
from corpus.text import fold, is_folded, key, sort_key
from search.abbreviations import OURS
from search.analysis import tokens
from search.matching import Matching, Stretches
from search.occurrences import firsts

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

FACETS = ("province", "type", "year", "genre", "group")
FILTERS = (*FACETS, "number", "issuer", "title")

_KEPT_MASKS = 128
# Where no more than one in so many match, they are counted one by one.
_FEW = 50

_YEARS = re.compile(r"(\d{4})?\s*(\.\.+|-|…)\s*(\d{4})?|(\d{4})")
_UNIT = re.compile(r"(?:tinh|thanh pho|t ?p)\.? ")

# What people call the genres.
GENRE_NAMES: Mapping[str, str] = {
    "van ban": "official_document",
    "van ban chinh thuc": "official_document",
    "bao cao": "report",
    "tin": "news_summary",
    "tin tom tat": "news_summary",
    "tom tat": "news_summary",
    "bai": "article",
    "bai viet": "article",
    "bai bao": "article",
}


class AttributesLike(Protocol):
    """What filters ask of a document version."""

    @property
    def province(self) -> str | None: ...
    @property
    def type(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def genre(self) -> str: ...
    @property
    def number(self) -> str | None: ...
    @property
    def date(self) -> date | str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def issuer(self) -> str | None: ...


def year_range(value: str) -> tuple[int, int] | None:
    """2024 → (2024, 2024), 2024..2025, 2024.., ..2025; None where it is no year."""
    match = _YEARS.fullmatch(value.strip())
    if match is None:
        return None
    first, _, last, single = match.groups()
    if single:
        return int(single), int(single)
    if not first and not last:
        return None
    return int(first or 0), int(last or 9999)


def _folded(value: str) -> str:
    return fold(key(value))


def place_key(value: str) -> str:
    """Equal for every spelling of a province's name."""
    name = canonical_province(value) or value
    return _UNIT.sub("", _folded(name) + " ", count=1).strip()


def _contains(wanted: str, own: str) -> bool:
    """Whether the words are in a title or a name, in this order, short or long; without
    diacritics only where they are typed so."""
    bare = is_folded(wanted)
    words, text = _names(wanted), _names(own)
    forms = [words]
    for start, end, other in OURS.alternatives(words):
        forms.append([*words[:start], *other, *words[end:]])
    if bare:
        text = [fold(word) for word in text]
        forms = [[fold(word) for word in form] for form in forms]
    line = f" {' '.join(text)} "
    return any(form and f" {' '.join(form)} " in line for form in forms)


def _names(value: str) -> list[str]:
    return [token.term for token in tokens(value)]


def _genre(value: str) -> str:
    return GENRE_NAMES.get(_folded(value).replace("_", " "), _folded(value).replace(" ", "_"))


def _number_names(value: str) -> set[str]:
    found = tokens(value)
    return {found[0].term, *found[0].also} if len(found) == 1 else set()


def _same_number(wanted: str, own: str) -> bool:
    """Whether a number is the one asked for; a serial alone asks for all that bear it."""
    found = tokens(wanted)
    return len(found) == 1 and found[0].term in _number_names(own)


def _same_year(wanted: str, own: str) -> bool:
    span = year_range(wanted)
    return span is not None and span[0] <= int(own) <= span[1]


_SAME: Mapping[str, Callable[[str, str], bool]] = {
    "province": lambda wanted, own: place_key(wanted) == place_key(own),
    "type": lambda wanted, own: _folded(wanted) == _folded(own),
    "year": _same_year,
    "genre": lambda wanted, own: _genre(wanted) == own,
    "group": lambda wanted, own: _folded(wanted) == _folded(own),
    "number": _same_number,
    "issuer": _contains,
    "title": _contains,
}


@dataclass(frozen=True)
class Column:
    """A value for each document of the index: `codes` point into `values`, which are in
    the order they are shown in, -1 for none. `stretches`: of documents with one value, where
    they are known."""

    name: str
    codes: Codes
    values: tuple[str, ...]
    stretches: Stretches | None = None
    _masks: dict[tuple[str, ...], Mask] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _places(self) -> Ints:
        """For each document the place of its value counted from 1, 0 for none."""
        return self.codes.astype(np.int64) + 1

    def mask(self, wanted: Sequence[str]) -> Mask:
        """The documents that have any of the wanted values; not to be written to."""
        found = self._masks.get(tuple(wanted))
        if found is None:
            same = _SAME[self.name]
            allowed = np.zeros(len(self.values) + 1, dtype=np.bool_)  # the first one is "none"
            for place, value in enumerate(self.values, 1):
                allowed[place] = any(same(one, value) for one in wanted)
            if len(self._masks) >= _KEPT_MASKS:
                self._masks.clear()
            found = self._masks[tuple(wanted)] = allowed[self._places]
        return found

    @cached_property
    def _places_by_stretch(self) -> Ints:
        assert self.stretches is not None
        found: Ints = self._places[self.stretches.starts]
        return found

    def counts(self, matching: Matching) -> tuple[FacetValue, ...]:
        """How many documents have each value, most first."""
        if self.stretches is None or len(matching) * _FEW < matching.among:
            counted = np.bincount(self._places.take(matching.docs), minlength=len(self.values) + 1)
        else:
            counted = np.bincount(
                self._places_by_stretch, matching.tally(self.stretches), len(self.values) + 1
            ).astype(np.int64)
        counted = counted[1:]
        order = np.argsort(-counted, kind="stable")  # the values are in order already
        return tuple(
            FacetValue(self.values[place], count)
            for place, count in zip(order.tolist(), counted[order].tolist(), strict=True)
            if count
        )


def column_of(
    name: str, rows: Ints, own: Sequence[str | None], stretches: Stretches | None = None
) -> Column:
    """A column from the values of versions; `rows` says which version a document is of."""
    values = tuple(sorted({value for value in own if value}, key=sort_key))
    places = {value: place for place, value in enumerate(values)}
    by_row = np.array([places[value] if value else -1 for value in own] + [-1], dtype=np.int32)
    return Column(name, by_row[rows], values, stretches)


class Columns:
    """The documents of one state of the index under one state of the store."""

    def __init__(
        self, passages: Ints, versions: Ints, attributes: Mapping[int, AttributesLike]
    ) -> None:
        self._passages = passages
        known = np.array(sorted(attributes), dtype=np.int64)
        rows = np.searchsorted(known, versions)
        rows = np.minimum(rows, max(len(known) - 1, 0))
        here = known[rows] == versions if len(known) else np.zeros(len(versions), np.bool_)
        self.current: Mask = here
        self._rows: Ints = np.where(here, rows, len(known)).astype(np.int64)
        # The passages of a version stand together.
        self._stretches = Stretches(firsts(self._rows), len(self._rows))
        self._own = [attributes[int(version)] for version in known]
        self._columns: dict[str, Column] = {}

    def column(self, name: str) -> Column:
        """Any filter's column but the groups', which depend on the frame."""
        found = self._columns.get(name)
        if found is None:
            own = [_text(getattr(one, name)) for one in self._own]
            found = self._columns[name] = column_of(name, self._rows, own, self._stretches)
        return found

    def group_column(self, groups: Mapping[int, str]) -> Column:
        """The column of a frame's groups, given by passage key."""
        keys = np.array(sorted(groups), dtype=np.int64)
        rows = np.searchsorted(keys, self._passages)
        rows = np.minimum(rows, max(len(keys) - 1, 0))
        here = keys[rows] == self._passages if len(keys) else np.zeros(len(rows), np.bool_)
        rows = np.where(here, rows, len(keys)).astype(np.int64)
        return column_of("group", rows, [groups[int(one)] for one in keys])

    def places(self) -> Ints:
        """For each document the rank of its province, those without one last."""
        names = sorted({one.province for one in self._own if one.province}, key=sort_key)
        ranks = {name: rank for rank, name in enumerate(names)}
        own = [ranks.get(one.province or "", len(ranks)) for one in self._own]
        return np.array([*own, len(ranks)], dtype=np.int64)[self._rows]

    def dates(self) -> Ints:
        """For each document the rank of its date, 0 for none: what sorting by date needs."""
        own = [str(one.date or "") for one in self._own]
        ranks = {day: rank for rank, day in enumerate(sorted({"", *own}))}
        return np.array([*(ranks[day] for day in own), 0], dtype=np.int64)[self._rows]


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
