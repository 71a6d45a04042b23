"""What a search answers with: passages, counts, and what else it has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.messages import Message
from corpus.spans import Spans


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query; highlights index `text`. `copies` are the other
    passages with nearly the same words, `documents` how many documents have one of them."""

    passage: str
    document: str
    score: float
    text: str
    highlights: Spans
    heading_path: tuple[str, ...]
    copies: tuple[str, ...] = ()
    documents: int = 1


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class DocumentHits:
    """A document among the results: how many of its passages match, and the best of them."""

    document: str
    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Another search worth a click: a filter's further values, and why."""

    filter: str
    values: tuple[str, ...]
    reason: Message


@dataclass(frozen=True, slots=True)
class Results:
    """`total` passages match at least in part, `full` of them all the words.

    `searched` is the query that was searched instead of the one typed, `exact` whether
    it was taken to the letter, `also` are words that were searched besides those typed.
    `shown` is how many entries there are to page through: passages, fewer than `total`
    where copies are folded, or documents, which `documents` then lists.
    """

    total: int
    full: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    suggestion: str | None = None
    searched: str | None = None
    exact: bool = False
    also: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    documents: tuple[DocumentHits, ...] = ()
    shown: int | None = None
