"""Two sequences of terms: which stretches are the same, in order and out of it.

In come the terms of two texts; out come pairs of equal places. Long texts are cut
at stretches that both have exactly once, so that the time stays bounded whatever
is asked; where nothing cuts a stretch that is too long, it counts as rewritten.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

from compare.formulae import EMPTY

_ROOM = 250_000  # so many comparisons at most for one stretch
_ANCHOR = 4  # terms of a stretch by which a place is known again
_MOVED = 4  # fewer terms are not said to have moved
_MOVES = 30


def matching(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of equal places, rising on both sides."""
    start, end_a, end_b = 0, len(a), len(b)
    while start < min(end_a, end_b) and a[start] == b[start]:
        yield start, start
        start += 1
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    yield from _between(a, b, (start, end_a), (start, end_b))
    for back in range(len(a) - end_a):
        yield end_a + back, end_b + back


def _between(
    a: Sequence[str], b: Sequence[str], left: tuple[int, int], right: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    size = (left[1] - left[0]) * (right[1] - right[0])
    if size > _ROOM:
        at, by = left[0], right[0]
        for i, j in [*_anchors(a, b, left, right), (left[1], right[1])]:
            if (i - at) * (j - by) <= _ROOM:
                yield from _between(a, b, (at, i), (by, j))
            if i < left[1]:
                yield i, j
            at, by = i + 1, j + 1
    elif size:
        matcher = SequenceMatcher(None, a[slice(*left)], b[slice(*right)], autojunk=False)
        for i, j, many in matcher.get_matching_blocks():
            for step in range(many):
                yield left[0] + i + step, right[0] + j + step


def _anchors(
    a: Sequence[str], b: Sequence[str], left: tuple[int, int], right: tuple[int, int]
) -> list[tuple[int, int]]:
    """Places known on both sides by a stretch that each has once, rising on both."""
    once_a, once_b = _once(a, left), _once(b, right)
    shared = sorted((once_a[stretch], once_b[stretch]) for stretch in once_a.keys() & once_b.keys())
    tails: list[int] = []  # the least right place a rising chain of each length ends in
    chain: list[tuple[int, int]] = []  # for each shared place, (length of its chain, itself)
    for at, (_, j) in enumerate(shared):
        length = bisect_left(tails, j)
        tails[length : length + 1] = [j]
        chain.append((length, at))
    rising: list[tuple[int, int]] = []
    wanted, limit = len(tails) - 1, len(b)
    for length, at in reversed(chain):
        if length == wanted and shared[at][1] < limit:
            rising.append(shared[at])
            wanted, limit = wanted - 1, shared[at][1]
    return rising[::-1]


def _once(terms: Sequence[str], within: tuple[int, int]) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    twice = set()
    for at in range(within[0], within[1] - _ANCHOR + 1):
        stretch = tuple(terms[at : at + _ANCHOR])
        if stretch in found:
            twice.add(stretch)
        found[stretch] = at
    return {stretch: at for stretch, at in found.items() if stretch not in twice}


def moves(
    a: Sequence[str | None],
    b: Sequence[str | None],
    trim: Callable[[int, int, int], tuple[int, int, int]],
) -> list[tuple[int, int, int]]:
    """Stretches (left place, right place, size) both have, in any order, the longest
    first. None stands for what is taken; `trim` may shorten what is found."""
    free = sum(term is not None for term in a) * sum(term is not None for term in b)
    if not free or free > _ROOM:
        return []
    # What is taken never equals anything: each gets a mark of its own.
    left: list[object] = [at if term is None else term for at, term in enumerate(a)]
    right: list[object] = [-1 - at if term is None else term for at, term in enumerate(b)]
    found: list[tuple[int, int, int]] = []
    for _ in range(_MOVES):
        block = SequenceMatcher(None, left, right, autojunk=False).find_longest_match()
        if block.size < _MOVED:
            break
        i, j, size = trim(*block)
        if size >= _MOVED and sum(a[at] not in EMPTY for at in range(i, i + size)) >= _MOVED // 2:
            found.append((i, j, size))
        else:
            i, j, size = block
        left[i : i + size] = range(i, i + size)
        right[j : j + size] = range(-1 - j, -1 - j - size, -1)
    return found
