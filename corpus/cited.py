"""Citations as evidence of the documents they name: who is meant, and which we hold.

In: a document with its references.  Out: a `Mention` for each citation by number,
with what it says of the cited document; and, for a reference, the documents of the
corpus it can mean.  State numbers restart each year and Party numbers each term, and
every province has its own: a number alone names nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from corpus import numbers, places
from corpus.model import Document, Reference, Span
from corpus.numbers import DocumentNumber
from corpus.text import key, normalise

if TYPE_CHECKING:
    from corpus.records import Summary
    from corpus.store import Store

# First days of the congresses from which the Party's central bodies count anew.
_TERMS = tuple(
    map(date.fromisoformat, ("1986-12-15", "1991-06-24", "1996-06-28", "2001-04-19", "2006-04-18",
                             "2011-01-12", "2016-01-20", "2021-01-25", "2026-01-19"))
)  # fmt: skip
_CENTRAL = re.compile(
    r"TW|TTg|CP|CTN|HĐBT|UBTVQH\d*|QH\d*|NHNN|TTCP|UBDT|TANDTC|VKSNDTC|HĐTP|VP(?:CP|QH|TW)"
    r"|B[A-ZĐ]{1,7}|B[A-ZĐ]*TW"
)
_PROVINCE = re.compile(r"\b(?:tỉnh(?: ủy)?|thành phố|thành ủy|tp\.?)\s+(\w.*)", re.IGNORECASE)
_LOWER = re.compile(r"\b(?:huyện|quận|thị xã|thị ủy|xã|phường|thị trấn|đặc khu)\b")
_ABOUT = re.compile(r"[\s,“”\"(]*(?:về(?:\s+việc)?|v/v)\s+([^.;“”\"()]{15,240})", re.IGNORECASE)
_WORDS_OF_TITLE = 24
_FEWEST, _ALIKE = 5, 0.6  # of the words of two titles


@dataclass(frozen=True, slots=True)
class Mention:
    """One citation where it stands: `eid` is that of the passage, else of the heading it is
    in (None in a title), `body` who issued what it cites (None where that is not told),
    `about` the words of its title."""

    document: str
    eid: str | None
    span: Span
    printed: str
    number: str
    spelling: str
    date: date | None
    body: str | None
    about: frozenset[str]


def mentions(document: Document) -> tuple[Mention, ...]:
    """The citations of a document, in reading order."""
    return tuple(_mentions(document))


def _mentions(document: Document) -> Iterator[Mention]:
    for reference in document.references:
        number = parsed(reference.number)
        if number is None:
            continue
        yield Mention(
            document.id,
            _eid_at(document, reference.span.start),
            reference.span,
            reference.printed,
            str(number),
            _spelling(reference.printed),
            reference.date,
            body_of(number, reference.issuer, document.metadata.province),
            _about(document.text[reference.span.end : reference.span.end + 300]),
        )


class Mentions:
    """The mentions of a store's current versions, each document read once. Threads may
    share it: what is known is replaced, never changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[int, tuple[Mention, ...]] = {}

    def all(self) -> Iterator[Mention]:
        known = self._known
        self._known = {
            version: known[version]
            if version in known
            else mentions(self._store.document(name, version))
            for version, name in self._store.current_versions().items()
        }
        return chain.from_iterable(self._known.values())


def _eid_at(document: Document, offset: int) -> str | None:
    """The innermost unit there: a passage, else the provision whose heading it is."""
    for passage in document.passages:
        if any(span.start <= offset < span.end for span in passage.spans):
            return passage.eid
    inside = [p.eid for p in document.provisions if p.span.start <= offset < p.span.end]
    return inside[-1] if inside else None


@lru_cache(maxsize=4096)
def parsed(number: str | None) -> DocumentNumber | None:
    try:
        return numbers.parse(number) if number else None
    except ValueError:
        return None


def body_of(number: DocumentNumber, issuer: str | None, at: str | None) -> str | None:
    """Who issues under this number: its abbreviation, with the place of a local body: the
    one named, else that of the citing document (`at`). None where no place is known."""
    if _CENTRAL.fullmatch(number.issuer.partition("-")[0]):
        return number.issuer
    named = normalise(issuer or "")
    province = _province_in(named) or (places.canonical_province(at) or at if at else None)
    if province is None:
        return None
    below = key(named) if _LOWER.search(named.casefold()) else ""
    return "/".join(filter(None, (number.issuer, province, below)))


def _province_in(issuer: str) -> str | None:
    match = _PROVINCE.search(issuer)
    words = match[1].split() if match else []
    names = (" ".join(words[:count]) for count in range(min(5, len(words)), 0, -1))
    return next((p for name in names if (p := places.canonical_province(name))), None)


def _spelling(printed: str) -> str:
    """The number as printed, but for white space, case and leading zeros."""
    found = next(numbers.find(printed), None)
    return "".join(found[0].of(normalise(printed)).split()).lstrip("0") if found else printed


def _about(after: str) -> frozenset[str]:
    match = _ABOUT.match(after)
    return frozenset(key(match[1]).split()[:_WORDS_OF_TITLE]) if match else frozenset()


# --- One document or two ----------------------------------------------------


def same_period(number: DocumentNumber, one: date, other: date) -> bool:
    """Whether no number was given twice between two days: the same year, or for the
    Party's central bodies the same term."""
    if number.year is not None or one.year == other.year:
        return True
    central = number.party and _CENTRAL.fullmatch(number.issuer.partition("-")[0])
    return bool(central) and bisect_right(_TERMS, one) == bisect_right(_TERMS, other)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two titles are nearly the same."""
    if min(len(one), len(other)) < _FEWEST:
        return False
    return len(one & other) >= _ALIKE * len(one | other)


# --- Which we hold ----------------------------------------------------------


def held(reference: Reference, citing: Document, corpus: Iterable[Summary]) -> tuple[str, ...]:
    """The documents of the corpus a reference can mean, more than one where it does not tell."""
    number = parsed(reference.number)
    if number is None:
        return ()
    able = [s for s in corpus if s.id != citing.id and parsed(s.number) == number]
    body = body_of(number, reference.issuer, citing.metadata.province)
    if body is not None:
        able = [s for s in able if body_of(number, None, s.province) in (None, _at_province(body))]
    day = reference.date
    if day is not None:
        able = [s for s in able if s.date is None or same_period(number, s.date, day)]
        able = [s for s in able if s.date == day] or able
    return tuple(sorted(s.id for s in able))


def _at_province(body: str) -> str:
    """A body without what lies below its province: summaries name no more."""
    return "/".join(body.split("/")[:2])
