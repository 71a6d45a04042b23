"""Weights of the evidence, fitted on the gold of alignment and tried on what was left out.

In come annotated pairs; out come calibrations: one from all pairs that are not held
out, and for each pair one that has seen nothing of either of its documents. Also the
table of how often a link of a given score is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bench.alignment_gold import GoldPair
from compare.calibration import EVIDENCE, FITTED, Calibration
from compare.evidence import Room, Side
from corpus.model import Relation

_LEAST = 0.08  # cosine below which a pair that is not linked teaches nothing
_STRENGTH = 3.0  # how far the weights may go to please the gold
_BINS = (0.25, 0.5, 0.75, 0.9, 1.0)

Floats = NDArray[np.float64]


def examples(pair: GoldPair) -> tuple[Floats, Floats]:
    """Evidence for pairs of clauses a person judged, and whether they are one task."""
    cells = Room([Side(pair.left.outline), Side(pair.right.outline)]).against_later(0)
    left, right = pair.places
    a = [left.get(clause.id) for clause in pair.left.outline.clauses]
    b = [right.get(clause.id) for clause in pair.right.outline.clauses]
    chosen, right_ones = [], []
    for at, (i, j) in enumerate(zip(cells.left, cells.right, strict=True)):
        mine, theirs = a[i], b[j]
        read = mine is not None and theirs is not None
        wanted = pair.links.get((mine, theirs)) if read else None
        task = wanted not in (None, Relation.RELATED)
        judged = pair.unrelated or (
            read and mine not in pair.open[0] and theirs not in pair.open[1]
        )
        judged &= wanted is not Relation.RELATED and not cells.equal[at]
        if judged and (task or cells.cosine[at] >= _LEAST):
            chosen.append(at)
            right_ones.append(float(task))
    return cells.values[chosen], np.array(right_ones)


def fitted(known: Iterable[tuple[Floats, Floats]], like: Calibration = FITTED) -> Calibration:
    """A calibration from examples; where links begin stays as it is in `like`."""
    values, right = (np.concatenate(parts) for parts in zip(*known, strict=True))
    scale = StandardScaler().fit(values)
    model = LogisticRegression(C=_STRENGTH, max_iter=2000).fit(scale.transform(values), right)
    weights = model.coef_[0] / scale.scale_
    bias = float(model.intercept_[0] - (weights * scale.mean_).sum())
    return replace(like, bias=round(bias, 2), weights=tuple(round(float(w), 2) for w in weights))


def left_out(pairs: Sequence[GoldPair], like: Calibration = FITTED) -> dict[str, Calibration]:
    """For each pair a calibration fitted without it and without what shares a document."""
    known = {pair.name: examples(pair) for pair in pairs}
    found = {}
    for pair in pairs:
        files = {pair.left.file, pair.right.file}
        others = [p for p in pairs if not files & {p.left.file, p.right.file}]
        found[pair.name] = fitted((known[p.name] for p in others), like)
    return found


def shown(calibration: Calibration) -> str:
    """A calibration as it is written in `compare/calibration.py`."""
    weights = "".join(
        f"\n        {weight},  # {name}"
        for name, weight in zip(EVIDENCE, calibration.weights, strict=True)
    )
    return f"FITTED = Calibration(\n    {calibration.bias},\n    ({weights}\n    ),\n)"


def reliability(seen: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int, float, float]]:
    """For each range of scores (from, to): how many links, the share that is right, and
    the half-width of its interval of 95 % (Wilson)."""
    table = []
    low = 0.0
    for high in _BINS:
        inside = [right for score, right in seen if low < score <= high]
        if inside:
            n, share = len(inside), sum(inside) / len(inside)
            half = 1.96 * math.sqrt(share * (1 - share) / n + 0.96 / n / n) / (1 + 3.84 / n)
            table.append((low, high, n, share, half))
        low = high
    return table
