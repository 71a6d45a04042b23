"""Documents that belong together: those that carry out the same one, and those with
nearly the same words.

In come documents, one after the other; out come `Family`s with the reason for each.
Of every document only what it cites and a sketch of its wording is kept, so that
thousands fit in little memory; wording is compared in full only where sketches agree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from compare.terms import RUN
from corpus import numbers
from corpus.model import Document, Message
from search.analysis import terms

SAME_WORDS = 0.5  # share of the shorter text's wording that the other has, to be near it

_HASHES = 128
_BAND = 2  # values of a sketch that must agree for two texts to be looked at
_SHINGLE = RUN + 1  # neighbouring syllables
_LEAST = 50  # a text with fewer shingles is near none
_MOST = 200  # texts that agree in one band; beyond it the band tells nothing
_PRIME = (1 << 61) - 1
# Issuers in the symbol of a number that every province has.
_LOCAL = frozenset({"UBND", "CTUBND", "HĐND", "TU", "HU", "ĐU", "QU", "ThU"})

Hashes = NDArray[np.uint64]


class Kin(StrEnum):
    """What makes documents a family."""

    PARENT = "parent"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Family:
    """Documents that belong together, by id in their order. `head` is the id of the one
    they carry out, None where it is not at hand; `share` the least part of wording that
    joins a family of near texts."""

    kin: Kin
    members: tuple[str, ...]
    reason: Message
    head: str | None = None
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Near:
    """Two documents with nearly the same words: what share of the shorter one's wording
    the other has."""

    left: str
    right: str
    share: float


def families(documents: Iterable[Document]) -> tuple[Family, ...]:
    """The families among some documents, those of a parent first."""
    cards = [_card(document) for document in documents]
    return (*_by_parent(cards), *_by_wording(cards))


def near_duplicates(documents: Iterable[Document]) -> tuple[Near, ...]:
    """Pairs of documents with nearly the same words, the nearest first."""
    return _near([_card(document) for document in documents])


@dataclass(frozen=True)
class _Card:
    """What is kept of a document."""

    id: str
    number: str | None
    province: str | None
    parents: tuple[str, ...]
    shingles: Hashes
    sketch: Hashes


def _card(document: Document) -> _Card:
    metadata = document.metadata
    shingles = _shingles(document)
    return _Card(
        document.id,
        metadata.number,
        metadata.province,
        metadata.implements,
        shingles,
        _sketch(shingles),
    )


def _shingles(document: Document) -> Hashes:
    """The stretches of neighbouring syllables of a document's passages, as sorted hashes."""
    found = set()
    for passage in document.passages:
        words = [term for term, _ in terms(document.passage_text(passage))]
        for at in range(len(words) - _SHINGLE + 1):
            found.add(crc32(" ".join(words[at : at + _SHINGLE]).encode()))
    return np.array(sorted(found), np.uint64)


@lru_cache(maxsize=1)
def _seeds() -> tuple[Hashes, Hashes]:
    chance = np.random.default_rng(28)
    return (
        chance.integers(1, 1 << 31, _HASHES, dtype=np.uint64),
        chance.integers(0, _PRIME, _HASHES, dtype=np.uint64),
    )


def _sketch(shingles: Hashes) -> Hashes:
    """The least value of each of several hashes: two texts agree in one as often as they
    share wording."""
    if not shingles.size:
        return np.zeros(0, np.uint64)
    factors, offsets = _seeds()
    least = [
        ((shingles * factor + offset) % np.uint64(_PRIME)).min()
        for factor, offset in zip(factors, offsets, strict=True)
    ]
    return np.array(least, np.uint64)


def _near(cards: Sequence[_Card]) -> tuple[Near, ...]:
    bands: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
    for at, card in enumerate(cards):
        if card.shingles.size >= _LEAST:
            for band in range(0, _HASHES, _BAND):
                bands[band, card.sketch[band : band + _BAND].tobytes()].append(at)
    pairs = {
        (i, j)
        for alike in bands.values()
        if 1 < len(alike) <= _MOST
        for at, i in enumerate(alike)
        for j in alike[at + 1 :]
    }
    found = []
    for i, j in sorted(pairs):
        a, b = cards[i].shingles, cards[j].shingles
        both = np.intersect1d(a, b, assume_unique=True).size
        share = both / min(a.size, b.size)
        if share >= SAME_WORDS:
            found.append(Near(cards[i].id, cards[j].id, round(share, 4)))
    return tuple(sorted(found, key=lambda one: (-one.share, one.left, one.right)))


def _by_parent(cards: Sequence[_Card]) -> list[Family]:
    """Documents that carry out the same one; the parent itself is their head."""
    held = {_key(card.number, card.province): card.id for card in cards if card.number}
    printed: dict[object, str] = {}
    children: defaultdict[object, list[str]] = defaultdict(list)
    for card in cards:
        parents = {_key(number, card.province): number for number in card.parents}
        for parent, number in parents.items():
            printed.setdefault(parent, number)
            if held.get(parent) != card.id:
                children[parent].append(card.id)
    found = []
    for parent, members in children.items():
        head = held.get(parent)
        if len(members) + (head is not None) > 1:
            number = printed[parent]
            reason = Message("cùng thực hiện {number}", number=number)
            if len(members) == 1:
                reason = Message("thực hiện {number}", number=number)
            found.append(Family(Kin.PARENT, tuple(sorted(members)), reason, head))
    return sorted(found, key=lambda one: (-len(one.members), one.members))


def _key(number: str | None, province: str | None) -> object:
    """Equal for the spellings of a number; each province counts its own documents."""
    try:
        read = numbers.parse(number or "")
    except ValueError:
        return number, province
    own = not _LOCAL.isdisjoint(re.split(r"\W", read.symbol))
    return read, province if own else None


def _by_wording(cards: Sequence[_Card]) -> list[Family]:
    """Documents joined by chains of near texts."""
    near = _near(cards)
    root: dict[str, str] = {}

    def top(name: str) -> str:
        while (above := root.get(name, name)) != name:
            name = above
        return name

    for one in near:
        a, b = sorted((top(one.left), top(one.right)))
        root[b] = a
        root.setdefault(a, a)
    members: defaultdict[str, set[str]] = defaultdict(set)
    share: dict[str, float] = {}
    for one in near:
        name = top(one.left)
        members[name] |= {one.left, one.right}
        share[name] = min(share.get(name, 1.0), one.share)
    return [
        Family(
            Kin.WORDING,
            tuple(sorted(ids)),
            Message("trùng ít nhất {share} phần trăm câu chữ", share=int(share[name] * 100)),
            share=share[name],
        )
        for name, ids in sorted(members.items(), key=lambda one: (-len(one[1]), one[0]))
    ]
