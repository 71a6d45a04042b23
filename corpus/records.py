"""What the store answers with: small rows, none of which needs a document decoded."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from corpus.model import Genre, Spans, Tier

Outcome = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a document handed to the store; `version` is the key of its version."""

    document_id: str
    outcome: Outcome
    version: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A line of the list of documents. `version` is the key of the current version."""

    id: str
    title: str
    number: str | None
    type: str | None
    genre: Genre
    date: datetime.date | None
    published: datetime.date | None
    year: int | None
    province: str | None
    district: str | None
    level: Tier | None
    version: int
    passages: int
    groups: int
    problems: int
    words: int
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a document's passages are filtered and counted by."""

    document_id: str
    province: str | None
    type: str | None
    year: int | None
    genre: Genre
    level: Tier | None
    district: str | None
    number: str | None
    title: str
    date: datetime.date | None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One version of a document: `version` is its key in the store, `number` counts from 1."""

    version: int
    number: int
    sha256: str
    parser: str
    ingested_at: str
    current: bool


@dataclass(frozen=True, slots=True, eq=False)
class PassageColumns:
    """All passages of current versions, as two columns of the same length, by key."""

    keys: npt.NDArray[np.int64]
    versions: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it is shown; `spans` index the text of its document."""

    key: int
    document_id: str
    version: int
    eid: str
    text: str
    spans: Spans
    heading_path: tuple[str, ...]
