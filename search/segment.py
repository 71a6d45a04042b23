"""The postings of one segment of the index as arrays.

In come the inverted fields of a segment and its columns, out come arrays to keep
beside the segment in one file, and from that file a view that answers: where is this
term, in which documents do these two or three stand side by side. Documents count from
the segment's first; deleted ones are still in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from search.inversion import ANNOUNCED, NO_KEYS, POSITION_BITS, Ints, Inverted, neighbours, threes
from search.mapped import Arrays
from search.occurrences import firsts, of_lists
from search.signatures import signatures

TEXT, WORDS, HEADINGS = "text", "words", "headings"
FIELDS = (HEADINGS, TEXT, WORDS)  # in the order in which they are written
COLUMNS = ("passage", "version", "length", "back")

# What an occurrence counts, and one in a heading that a passage answers for. More than
# fifty occurrences in one passage count as fifty-one.
UNIT, IN_HEADING, _MOST_WORTH = 5, 3, 255

# Pairs of terms that both occur at least so often are kept; others are quickly met.
_COMMON = 256
_MOST = 8_192
# So are triples of pairs that are this common.
_COMMON_PAIR = 128

_Any = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]


class Raw(NamedTuple):
    """Documents in order (int32), and what the occurrences in each of them count."""

    docs: _Any
    worth: Bytes


NOTHING = Raw(np.empty(0, np.int32), np.empty(0, np.uint8))


def arrays_of(fields: Mapping[str, Inverted], columns: Mapping[str, Ints]) -> dict[str, _Any]:
    """What the file of a segment holds."""
    found: dict[str, _Any] = {name: columns[name] for name in COLUMNS}
    for name in FIELDS:
        field = fields[name]
        found[f"{name}.names"] = np.frombuffer(b"\n".join(field.names), np.uint8)
        found[f"{name}.bounds"] = field.bounds
        found[f"{name}.docs"] = field.docs.astype(np.int32)
        found[f"{name}.worth"] = worth_of(field.keys, field.firsts)
    text = fields[TEXT]
    found["text.keys"] = text.keys
    found["text.key_bounds"] = text.key_bounds
    for name, values in signatures(text, len(columns[COLUMNS[0]])).items():
        found[f"alike.{name}"] = values
    return found | _neighbourhoods(text)


def worth_of(keys: Ints, first: Ints) -> Bytes:
    """What the occurrences from each of `first` to the next one count together."""
    if not len(first):
        return np.empty(0, np.uint8)
    own = np.where(keys & ANNOUNCED, np.int32(IN_HEADING), np.int32(UNIT))
    return np.minimum(np.add.reduceat(own, first), _MOST_WORTH).astype(np.uint8)


def _neighbourhoods(text: Inverted) -> dict[str, _Any]:
    """Pairs and triples of common terms: in which documents, and pairs also where."""
    allowed = _common(text.key_bounds)
    codes, ends = neighbours(text.ranks, text.keys, allowed)
    found = _listed("pairs", codes, ends)
    found["pairs.allowed"] = allowed
    found["pairs.key_bounds"] = _bounds(codes)
    found["pairs.keys"] = ends
    often = np.diff(found["pairs.key_bounds"].astype(np.int64)) >= _COMMON_PAIR
    return found | _listed("triples", *threes(codes, ends, len(allowed), often))


def _bounds(codes: Ints) -> _Any:
    """Where each of the sorted codes begins, and where the last one ends."""
    return np.append(np.flatnonzero(np.diff(codes, prepend=-1)), len(codes)).astype(np.uint32)


def _listed(name: str, codes: Ints, ends: Ints) -> dict[str, _Any]:
    """The documents of each code, given in order with the keys it ends at."""
    docs = ends >> POSITION_BITS
    new = (np.diff(codes, prepend=-1) != 0) | (np.diff(docs, prepend=-1) != 0)
    first = np.flatnonzero(new)
    own = codes[first]
    return {
        f"{name}.codes": own[np.diff(own, prepend=-1) != 0],
        f"{name}.bounds": _bounds(own),
        f"{name}.docs": docs[first].astype(np.int32),
        f"{name}.worth": worth_of(ends, first),
    }


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
        self._names: dict[str, list[str]] = {}
        self._ranks: dict[str, dict[str, int]] = {}

    @property
    def size(self) -> int:
        return len(self._arrays["passage"])

    def column(self, name: str) -> Ints:
        return self._arrays[name]

    def names(self, field: str) -> list[str]:
        """The terms of a field, in byte order."""
        found = self._names.get(field)
        if found is None:
            blob = self._arrays[f"{field}.names"].tobytes().decode()
            found = self._names[field] = blob.split("\n") if blob else []
        return found

    def counts(self) -> list[int]:
        """How often each of the names of the texts occurs."""
        found: list[int] = np.diff(self._arrays["text.key_bounds"]).tolist()
        return found

    def common(self, least: int) -> list[str]:
        """The terms of the texts that at least so many documents have."""
        often = np.flatnonzero(np.diff(self._arrays["text.bounds"]) >= least)
        names = self.names(TEXT) if len(often) else []
        return [names[rank] for rank in often.tolist()]

    def postings(self, field: str, term: str) -> Raw:
        rank = self._rank(field, term)
        return NOTHING if rank is None else self._listed(field, rank)

    def keys(self, term: str) -> Ints:
        """Where a term of the texts stands (position keys)."""
        rank = self._rank(TEXT, term)
        return NO_KEYS if rank is None else self._keys(rank)

    def sequence(self, terms: tuple[str, ...]) -> Raw:
        """The documents where terms stand one right after the other."""
        if len(terms) > 1 and all(map(self._places.__contains__, terms)):
            places = [self._places[term] for term in terms]
            found = (self._pair(*both) for both in pairwise(places))
            pairs = [pair for pair in found if pair is not None]
            if len(pairs) < len(terms) - 1:
                return NOTHING
            if len(pairs) == 1:
                return self._listed("pairs", pairs[0])
            ends = [self._pair_keys(pair) for pair in pairs]
            if len(pairs) == 2 and min(map(len, ends)) >= _COMMON_PAIR:
                code = pairs[0] * len(self._places) + places[2]
                at = _place(self._arrays["triples.codes"], code)
                return NOTHING if at is None else self._listed("triples", at)
            return at_keys(of_lists(ends))
        if len(terms) == 1:
            return self.postings(TEXT, terms[0])
        return at_keys(of_lists([self.keys(term) for term in terms]))

    def pair(self, first: str, second: str) -> Ints:
        """The keys of `second` right after `first`."""
        one, two = self._places.get(first), self._places.get(second)
        if one is None or two is None:
            return of_lists([self.keys(first), self.keys(second)])
        at = self._pair(one, two)
        return NO_KEYS if at is None else self._pair_keys(at)

    @cached_property
    def headings(self) -> tuple[Ints, Ints]:
        """Where the headings begin that passages answer for (keys), and how many places
        each has."""
        keys = self._arrays["text.keys"]
        places = np.unique(keys[keys & ANNOUNCED > 0])
        first = np.flatnonzero(np.diff(places, prepend=-2) > 1)
        return places[first], np.diff(first, append=len(places))

    def signature(self, name: str) -> _Any:
        """A column of `signatures`, a row for each hash function where there are several."""
        values = self._arrays[f"alike.{name}"]
        return values.reshape(-1, self.size) if name == "rows" else values

    def bags(self, wanted: _Any) -> tuple[Ints, Ints]:
        """The terms in the texts of wanted passages, headings left out: (document, rank of
        a term) of each, one after the other."""
        keys, bounds = self._arrays["text.keys"], self._arrays["text.key_bounds"]
        docs = keys >> POSITION_BITS
        own = np.flatnonzero(wanted[docs] & (keys & ANNOUNCED == 0))
        return docs[own], np.searchsorted(bounds, own, "right") - 1

    @cached_property
    def _places(self) -> dict[str, int]:
        """The terms that pairs are kept of, numbered."""
        names = self.names(TEXT)
        ranks = self._arrays["pairs.allowed"].tolist()
        return {names[rank]: place for place, rank in enumerate(ranks)}

    def _pair(self, one: int, two: int) -> int | None:
        return _place(self._arrays["pairs.codes"], one * len(self._places) + two)

    def _pair_keys(self, pair: int) -> Ints:
        low, high = self._arrays["pairs.key_bounds"][pair : pair + 2].tolist()
        found: Ints = self._arrays["pairs.keys"][low:high]
        return found

    def _keys(self, rank: int) -> Ints:
        low, high = self._arrays["text.key_bounds"][rank : rank + 2].tolist()
        found: Ints = self._arrays["text.keys"][low:high]
        return found

    def _listed(self, name: str, place: int) -> Raw:
        low, high = self._arrays[f"{name}.bounds"][place : place + 2].tolist()
        return Raw(self._arrays[f"{name}.docs"][low:high], self._arrays[f"{name}.worth"][low:high])

    def _rank(self, field: str, term: str) -> int | None:
        ranks = self._ranks.get(field)
        if ranks is None:
            names = self.names(field)
            ranks = self._ranks[field] = dict(zip(names, range(len(names)), strict=True))
        return ranks.get(term)


def _place(codes: Ints, code: int) -> int | None:
    at = int(codes.searchsorted(code))
    return at if at < len(codes) and codes[at] == code else None


def at_keys(keys: Ints) -> Raw:
    """The documents of keys that were just met."""
    docs = keys >> POSITION_BITS
    first = firsts(docs)
    return Raw(docs[first].astype(np.int32), worth_of(keys, first))
