"""Small measures over bags of terms: unit bags, wording in common, means.

In come bags and readings; out come numbers and phrases. Nothing here knows of
documents.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from compare.formulae import EMPTY
from compare.terms import Bag, Reading

_WORTH_NAMING = 0.1  # share of the heaviest common phrase below which one is not named


def normal(bag: Bag) -> Bag:
    """The same direction, length one; an empty bag stays empty."""
    length = math.sqrt(math.fsum(weight * weight for weight in bag.values()))
    return {term: weight / length for term, weight in bag.items()} if length else {}


def shared_phrases(left: Reading, right: Reading, weights: Bag, many: int) -> list[str]:
    """The longest wordings two readings have in common, the most telling first.

    `weights` say how telling a bigram is. A phrase holds no punctuation and
    neither begins nor ends with an empty syllable.
    """
    joint = left.bag.keys() & right.bag.keys()
    places = defaultdict(list)
    for at, pair in enumerate(pairwise(right.syllables)):
        places[pair].append(at)
    runs: dict[tuple[str, ...], float] = {}
    a, b = left.syllables, right.syllables
    for i, pair in enumerate(pairwise(a)):
        for j in places[pair]:
            if i and j and a[i - 1] == b[j - 1] and f"{a[i - 1]} {a[i]}" in joint:
                continue  # not where this run begins
            run = _run(a[i:], b[j:], joint)
            while run and run[0] in EMPTY:
                run = run[1:]
            while run and run[-1] in EMPTY:
                run = run[:-1]
            if len(run) > 1:
                runs[run] = math.fsum(weights.get(f"{x} {y}", 0.0) for x, y in pairwise(run))
    least = _WORTH_NAMING * max(runs.values(), default=0.0)
    chosen: list[str] = []
    for run in sorted(runs, key=lambda one: (-runs[one], one)):
        phrase = " ".join(run)
        if len(chosen) < many and runs[run] > least and not any(phrase in c for c in chosen):
            chosen.append(phrase)
    return chosen


def _run(left: Sequence[str], right: Sequence[str], joint: AbstractSet[str]) -> tuple[str, ...]:
    """The syllables both begin with, as far as each neighbouring two are a joint term."""
    end = 1 if left[0] == right[0] else 0
    while (
        0 < end < min(len(left), len(right))
        and left[end] == right[end]
        and f"{left[end - 1]} {left[end]}" in joint
    ):
        end += 1
    return tuple(left[:end])


def mean(values: Sequence[float], lengths: Sequence[float]) -> float:
    """The mean of values, each counting by the length of what it speaks for."""
    whole = math.fsum(lengths)
    return math.fsum(v * n for v, n in zip(values, lengths, strict=True)) / whole if whole else 0.0
