"""What a plan measures itself by, and who is to do it: targets and duties.

Both are read from the running text and keep the place where they stand.
Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.spans import Span


class Comparator(StrEnum):
    """How a value is meant; increase and decrease are amounts of change."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"


class FigureKind(StrEnum):
    TARGET = "target"
    BASELINE = "baseline"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Target:
    """One value of an indicator, for one year: aimed at, started from or reached.

    `value` and `baseline` are decimal strings ("97.2"); `unit` is as printed ("%",
    "tỷ đồng", "trẻ em"); `year` is None where neither the words nor the headings
    above name one; `span` covers the words that state the value, and `passage` is
    the eid of the passage they stand in.
    """

    indicator: str
    kind: FigureKind
    comparator: Comparator
    value: str
    unit: str
    span: Span
    passage: str
    baseline: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """An agency and a passage that gives it something to do.

    `lead` tells the agency in charge from one that works with it; `span` are the
    words that name the agency, in the passage or in the heading above it.
    """

    agency: str
    lead: bool
    passage: str
    span: Span
