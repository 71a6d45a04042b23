"""Position keys: where sequences of terms stand, and what stands next to what.

In come postings with position keys (`document << POSITION_BITS | position`, sorted),
out come keys again. A term's neighbour on the right is the key plus one, so phrases
are intersections; nothing here knows about weights or engines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from search.inversion import POSITION_BITS, Ints

KeysOf = Callable[[str], Ints]
EMPTY: Ints = np.empty(0, np.int64)


@dataclass(frozen=True)
class Occurrences:
    """Each place where something stands: its first and its last key, in order."""

    starts: Ints
    ends: Ints


def of_lists(lists: Sequence[Ints]) -> Ints:
    """The last keys of where a key of each list follows one of the list before it."""
    rarest, *others = sorted(range(len(lists)), key=lambda at: len(lists[at]))
    found = lists[rarest]
    for other in others:
        away = other - rarest
        found = found[isin(found + away, lists[other])]
    return found + (len(lists) - 1 - rarest)


def of_sequence(terms: Sequence[str], keys_of: KeysOf) -> Occurrences:
    """Where these terms stand one right after the other."""
    ends = of_lists([keys_of(term) for term in terms])
    return Occurrences(ends - (len(terms) - 1), ends)


def isin(keys: Ints, others: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """For each of the sorted keys whether it is among the others (sorted)."""
    if not len(others) or not len(keys):
        return np.zeros(len(keys), np.bool_)
    if len(keys) > 4 * len(others):
        found = np.zeros(len(keys), np.bool_)
        places = keys.searchsorted(others)
        if places[-1] == len(keys):
            places = np.minimum(places, len(keys) - 1)
        found[places[keys.take(places) == others]] = True
        return found
    places = others.searchsorted(keys)
    if places[-1] == len(others):
        places = np.minimum(places, len(others) - 1)
    result: np.ndarray[tuple[int], np.dtype[np.bool_]] = others.take(places) == keys
    return result


def following(ends: Ints, found: Occurrences, slop: int) -> Occurrences:
    """Those that begin right after one of `ends`, or with up to `slop` places between."""
    if slop == 0:
        shorter = len(found.starts) < len(ends)
        keep = isin(found.starts - 1, ends) if shorter else isin(found.starts, ends + 1)
    else:
        places = np.searchsorted(ends, found.starts) - 1
        nearest = ends[np.maximum(places, 0)] if len(ends) else EMPTY
        if not len(nearest):
            return Occurrences(EMPTY, EMPTY)
        near = found.starts - nearest <= slop + 1
        same = found.starts >> POSITION_BITS == nearest >> POSITION_BITS
        keep = (places >= 0) & near & same
    return Occurrences(found.starts[keep], found.ends[keep])


def union(parts: Sequence[Ints]) -> Ints:
    """All keys, each once, in order."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return EMPTY
    keys = np.sort(np.concatenate(parts))
    new = np.ones(len(keys), np.bool_)
    new[1:] = keys[1:] != keys[:-1]
    found: Ints = keys[new]
    return found


def pooled(parts: Sequence[Occurrences]) -> Occurrences:
    """All of them, in the order of their starts."""
    if len(parts) == 1:
        return parts[0]
    starts = np.concatenate([one.starts for one in parts])
    order = np.argsort(starts, kind="stable")
    return Occurrences(starts[order], np.concatenate([one.ends for one in parts])[order])


def documents(keys: Ints) -> Ints:
    """The documents of sorted keys, each once."""
    docs = keys >> POSITION_BITS
    found: Ints = docs[firsts(docs)]
    return found


def firsts(values: Ints) -> Ints:
    """The places of sorted values that differ from the one before."""
    new = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new.nonzero()[0]
