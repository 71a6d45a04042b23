"""The postings of one segment of the index as arrays.

In come the inverted fields of a segment and its columns, out come arrays to keep
beside the segment in one file, and from that file a view that answers: where is this
term, where do these two stand side by side. Documents count from the segment's first;
deleted ones are still in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.inversion import ANNOUNCED, NO_KEYS, POSITION_BITS, Ints, Inverted, neighbours
from search.mapped import Arrays
from search.occurrences import of_lists

TEXT, WORDS, HEADINGS = "text", "words", "headings"
FIELDS = (HEADINGS, TEXT, WORDS)  # in the order in which they are written
COLUMNS = ("passage", "version", "length", "back")

# Pairs of terms that both occur at least so often are kept; others are quickly met.
_COMMON = 256
_MOST = 8_192
_Any = npt.NDArray[Any]


@dataclass(frozen=True)
class Raw:
    """A term in a segment: documents in order, how often in each, and where (position
    keys; empty for a field without positions)."""

    docs: Ints
    counts: _Any
    keys: Ints


NOTHING = Raw(NO_KEYS, NO_KEYS, NO_KEYS)


def arrays_of(fields: Mapping[str, Inverted], columns: Mapping[str, Ints]) -> dict[str, _Any]:
    """What the file of a segment holds."""
    found: dict[str, _Any] = {name: columns[name] for name in COLUMNS}
    for name in FIELDS:
        field = fields[name]
        found[f"{name}.names"] = np.frombuffer(b"\n".join(field.names), np.uint8)
        found[f"{name}.bounds"] = field.bounds
        found[f"{name}.docs"] = field.docs.astype(np.int32)
        found[f"{name}.counts"] = np.minimum(field.counts, 0xFFFF).astype(np.uint16)
    text = fields[TEXT]
    found["text.keys"] = text.keys
    found["text.key_bounds"] = text.key_bounds
    allowed = _common(text.key_bounds)
    codes, ends = neighbours(text.ranks, text.keys, allowed)
    first = np.flatnonzero(np.diff(codes, prepend=-1))
    found["pairs.allowed"] = allowed
    found["pairs.codes"] = codes[first]
    found["pairs.bounds"] = np.append(first, len(codes))
    found["pairs.keys"] = ends
    return found


def _common(key_bounds: Ints) -> Ints:
    """The ranks of the terms that pairs are kept of."""
    counts = np.diff(key_bounds)
    often = np.flatnonzero(counts >= _COMMON)
    if len(often) > _MOST:
        least = np.sort(counts[often])[-_MOST]
        often = often[counts[often] > least]
    return often


class Segment:
    """One segment's arrays, to read."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._ranks: dict[str, dict[str, int]] = {}

    @property
    def size(self) -> int:
        return len(self._arrays["passage"])

    def column(self, name: str) -> Ints:
        return self._arrays[name]

    def names(self, field: str) -> list[str]:
        """The terms of a field, in byte order."""
        blob = self._arrays[f"{field}.names"].tobytes().decode()
        return blob.split("\n") if blob else []

    def counts(self) -> list[int]:
        """How often each of the names of the texts occurs."""
        found: list[int] = np.diff(self._arrays["text.key_bounds"]).tolist()
        return found

    def postings(self, field: str, term: str) -> Raw:
        rank = self._rank(field, term)
        if rank is None:
            return NOTHING
        low, high = self._arrays[f"{field}.bounds"][rank : rank + 2].tolist()
        docs = self._arrays[f"{field}.docs"][low:high]
        keys = self._keys(rank) if field == TEXT else NO_KEYS
        return Raw(docs, self._arrays[f"{field}.counts"][low:high], keys)

    def pair(self, first: str, second: str) -> Ints:
        """The keys of `second` right after `first`."""
        one, two = self._rank(TEXT, first), self._rank(TEXT, second)
        if one is None or two is None:
            return NO_KEYS
        place, other = self._allowed.get(one), self._allowed.get(two)
        if place is None or other is None:
            return of_lists([self._keys(one), self._keys(two)])
        code, codes = place * len(self._allowed) + other, self._arrays["pairs.codes"]
        at = int(np.searchsorted(codes, code))
        if at == len(codes) or codes[at] != code:
            return NO_KEYS
        low, high = self._arrays["pairs.bounds"][at : at + 2].tolist()
        found: Ints = self._arrays["pairs.keys"][low:high]
        return found

    @cached_property
    def headings(self) -> tuple[Ints, Ints]:
        """Where the headings begin that passages answer for (keys), and how many places
        each has."""
        keys = self._arrays["text.keys"]
        places = np.unique(keys[keys & ANNOUNCED > 0])
        first = np.flatnonzero(np.diff(places, prepend=-2) > 1)
        return places[first], np.diff(first, append=len(places))

    def bags(self) -> tuple[Ints, Ints]:
        """The terms in the texts of passages, headings left out: (document, rank of a
        term) of each, one after the other."""
        keys, bounds = self._arrays["text.keys"], self._arrays["text.key_bounds"]
        own = np.flatnonzero(keys & ANNOUNCED == 0)
        ranks = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        return keys[own] >> POSITION_BITS, ranks[own]

    @cached_property
    def _allowed(self) -> dict[int, int]:
        return {rank: place for place, rank in enumerate(self._arrays["pairs.allowed"].tolist())}

    def _keys(self, rank: int) -> Ints:
        low, high = self._arrays["text.key_bounds"][rank : rank + 2].tolist()
        found: Ints = self._arrays["text.keys"][low:high]
        return found

    def _rank(self, field: str, term: str) -> int | None:
        ranks = self._ranks.get(field)
        if ranks is None:
            names = self.names(field)
            ranks = self._ranks[field] = dict(zip(names, range(len(names)), strict=True))
        return ranks.get(term)
