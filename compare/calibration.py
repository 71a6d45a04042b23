"""From evidence to a chance: how likely two clauses are to ask for the same task.

In come the values of `EVIDENCE` for pairs of clauses; out comes the logarithm of the
odds, and the chance from it (0…1). The weights are fitted on pairs of documents that
people have read side by side (`python -m bench.alignment --fit`), which also says how
often a chance of so much is right. Nothing here looks at text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

VERSION = "1"

# The names of the evidence, in the order of its columns.
EVIDENCE = (
    "wording",  # cosine of the weighted terms
    "syllables",  # cosine of their syllables, in whatever order
    "crowd",  # how near either is to others of the other document
    "headings",  # cosine of the headings above them
    "other sources",  # both cite documents, and none in common
    "subject",  # how far the two documents speak of the same
)
_SUBJECT = (0.25, 0.5)  # below and above which documents differ no more by subject


@dataclass(frozen=True)
class Calibration:
    """Weights of the evidence, and where links begin.

    A pair is linked as one task from odds of `task` on, and as related from `related`
    on. Of a clause's counterparts in a document only those within `near` of its best
    one count, from its own side or from the other's, and within `far` from both.
    """

    bias: float
    weights: tuple[float, ...]
    task: float = 0.2
    related: float = 0.0
    near: float = 0.0
    far: float = 6.0

    def odds(self, values: Floats) -> Floats:
        """The logarithm of the odds for rows of evidence."""
        total = np.full(len(values), self.bias)
        for at, weight in enumerate(self.weights):
            total += weight * values[:, at]
        return total


FITTED = Calibration(
    -10.79,
    (
        7.26,  # wording
        10.78,  # syllables
        -12.78,  # crowd
        4.18,  # headings
        -3.59,  # other sources
        14.47,  # subject
    ),
)


def subject(cosine: Floats) -> Floats:
    """What the cosine of two documents says of their subjects: nothing beyond a point."""
    return np.clip(cosine, *_SUBJECT)


def chance(odds: Floats) -> Floats:
    """The chance behind logarithmic odds."""
    return 1.0 / (1.0 + np.exp(-odds))
