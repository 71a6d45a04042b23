"""Sorted postings → the index's own files, a block of postings at a time.

In come the inverted fields of a segment and the writer of its terms, out comes what
Whoosh would write for the same postings one by one: its blocks are filled from arrays
and written by its own code, so the format stays its business. (The buffers of its
posting writer are private, hence the exact pin of the package and the tests that
compare with a plainly made index.)
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable
from struct import Struct
from typing import Any

import numpy as np

from search.inversion import MAX_POSITION, Ints, Inverted
from search.segment import TEXT

# Postings so few are written one by one: it takes longer to make arrays of them.
_SHORT = 16

_count = Struct("!I").pack


class _Counted(dict[int, bytes]):
    """A count as `whoosh.formats.Frequency` encodes it."""

    def __missing__(self, count: int) -> bytes:
        found = self[count] = _count(count)
        return found


class _Placed(dict[int, bytes]):
    """A single position as `whoosh.formats.Positions` encodes it."""

    def __missing__(self, position: int) -> bytes:
        found = encoded([position])
        if len(self) < 65_536:
            self[position] = found
        return found


def encoded(steps: list[int]) -> bytes:
    """Positions as `whoosh.formats.Positions` encodes them: the first, then the steps."""
    return _count(len(steps)) + pickle.dumps(steps, 2)


def decoded(value: bytes) -> list[int]:
    """The positions of an encoded posting."""
    pickled = value[4:]
    steps = pickle.loads(pickled if pickled.endswith(b".") else pickled + b".")
    found: list[int] = np.cumsum(steps).tolist()
    return found


def write_field(writer: Any, name: str, field_type: Any, field: Inverted, lengths: Ints) -> None:
    """Writes all terms of a field; `lengths` are those of the field in each document."""
    if not field.names:
        return
    values = _positions if name == TEXT else _frequencies
    writer.start_field(name, field_type)
    lengths_of = lengths.tolist()
    writer._postwriter._compression = 0  # takes longer than all the rest
    for rank, term in enumerate(field.names):
        low, high = field.bounds[rank : rank + 2].tolist()
        writer.start_term(term)
        if high - low > _SHORT:
            _write_postings(writer._postwriter, field, low, high, values, lengths)
        else:
            own = zip(
                field.docs[low:high].tolist(),
                field.counts[low:high].tolist(),
                values(field, low, high),
                strict=True,
            )
            for document, count, value in own:
                writer.add(document, float(count), value, lengths_of[document])
        writer.finish_term()
    writer.finish_field()


_Values = Callable[[Inverted, int, int], list[bytes]]


def _write_postings(
    blocks: Any, field: Inverted, low: int, high: int, values: _Values, lengths: Ints
) -> None:
    docs, counts = field.docs[low:high], field.counts[low:high]
    starts = np.arange(0, high - low, blocks._blocklimit)
    own = lengths[docs]
    shortest = np.minimum.reduceat(own, starts).tolist()
    longest = np.maximum.reduceat(own, starts).tolist()
    heaviest = np.maximum.reduceat(counts, starts).tolist()
    encoded_values = values(field, low, high)
    numbers, weights = docs.astype(np.uint32), counts.astype(np.float32)
    for block, start in enumerate(starts.tolist()):
        if block:
            blocks._write_block()
        end = start + blocks._blocklimit
        blocks._ids = array("I", numbers[start:end].tobytes())
        blocks._weights = array("f", weights[start:end].tobytes())
        blocks._values = encoded_values[start:end]
        blocks._minlength, blocks._maxlength = shortest[block], longest[block]
        blocks._maxweight = float(heaviest[block])


_PLACED, _COUNTED = _Placed(), _Counted()


def _frequencies(field: Inverted, low: int, high: int) -> list[bytes]:
    return [_COUNTED[count] for count in field.counts[low:high].tolist()]


def _positions(field: Inverted, low: int, high: int) -> list[bytes]:
    start = int(field.firsts[low]) if high > low else 0
    counts = field.counts[low:high]
    positions = field.keys[start : start + int(counts.sum())] & MAX_POSITION
    if len(positions) == len(counts):
        return [_PLACED[position] for position in positions.tolist()]
    steps = np.diff(positions, prepend=0)
    ends = np.cumsum(counts)
    steps[ends[:-1]] = positions[ends[:-1]]
    all_steps, found, at = steps.tolist(), [], 0
    for count in counts.tolist():
        if count == 1:
            found.append(_PLACED[all_steps[at]])
        else:
            found.append(encoded(all_steps[at : at + count]))
        at += count
    return found
