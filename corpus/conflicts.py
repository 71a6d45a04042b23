"""Citations that disagree: the same document cited with different dates or spellings.

In: the mentions of a corpus.  Out: conflicts, each with its readings and the places
of all.  Two citations are of one document only where number and issuer agree and the
year, the Party's term, or nearly the title does too; what may be two documents is no
conflict.  Nothing is decided: which reading is right is for the reader to see.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.cited import Mention, alike, parsed, same_period

_TITLES_COMPARED = 12  # of one day; more say nothing new


class Matter(StrEnum):
    """What citations disagree in."""

    DATE = "date"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the readings (an ISO date, or the number as spelled) and who has it."""

    value: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cited document with two or more readings, the most frequent first."""

    matter: Matter
    number: str
    readings: tuple[Reading, ...]

    def involves(self, document: str) -> bool:
        return any(m.document == document for r in self.readings for m in r.mentions)


def conflicts(mentions: Iterable[Mention]) -> tuple[Conflict, ...]:
    """All disagreements, by number."""
    named: defaultdict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.body is not None:
            named[mention.number, mention.body].append(mention)
    found = [
        conflict
        for _, same in sorted(named.items())
        for one in _documents(same)
        for conflict in (_over(Matter.DATE, one, _day), _over(Matter.SPELLING, one, _spelled))
        if conflict is not None
    ]
    return tuple(found)


def _over(
    matter: Matter, mentions: Sequence[Mention], read: Callable[[Mention], str | None]
) -> Conflict | None:
    readings: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        value = read(mention)
        if value is not None:
            readings[value].append(mention)
    if len(readings) < 2:
        return None
    sides = [
        Reading(_printed(same) if matter is Matter.SPELLING else value, tuple(same))
        for value, same in readings.items()
    ]
    sides.sort(
        key=lambda side: (
            -len({m.document for m in side.mentions}),
            -len(side.mentions),
            side.value,
        )
    )
    return Conflict(matter, mentions[0].number, tuple(sides))


def _printed(mentions: Sequence[Mention]) -> str:
    """The spelling used most, case and all."""
    return Counter(mention.spelling for mention in mentions).most_common(1)[0][0]


def _day(mention: Mention) -> str | None:
    return mention.date.isoformat() if mention.date else None


def _spelled(mention: Mention) -> str:
    return mention.spelling.casefold()


# --- Which mentions are of one document -------------------------------------


def _documents(mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Mentions of one number and body, sorted into the documents they are of; those that
    do not tell which are left out."""
    days = _days(mentions)
    number = parsed(mentions[0].number)
    assert number is not None
    if number.year is not None:  # the number alone is enough
        yield list(mentions)
        return
    left = sorted(day for day in days if day is not None)
    while left:
        together = [left.pop(0)]
        for day in together:  # grows as it goes
            near = [
                other
                for other in left
                if same_period(number, day, other) or _title_shared(days[day], days[other])
            ]
            together += near
            left = [other for other in left if other not in near]
        yield [mention for day in together for mention in days[day]]


def _days(mentions: Sequence[Mention]) -> dict[date | None, list[Mention]]:
    """By the day of the cited document; one without a day has that of the same citation
    elsewhere in its document, where that has one only, or of a like title."""
    own: defaultdict[str, set[date]] = defaultdict(set)
    for mention in mentions:
        if mention.date:
            own[mention.document].add(mention.date)
    days: defaultdict[date | None, list[Mention]] = defaultdict(list)
    undated = []
    for mention in mentions:
        known = own[mention.document]
        if mention.date or len(known) == 1:
            days[mention.date or next(iter(known))].append(mention)
        else:
            undated.append(mention)
    for mention in undated:
        like = [day for day, same in days.items() if _title_shared(same, [mention])]
        days[like[0] if len(like) == 1 else None].append(mention)
    return days


def _title_shared(some: Sequence[Mention], others: Sequence[Mention]) -> bool:
    return any(alike(a, b) for a in _titles(some) for b in _titles(others))


def _titles(mentions: Sequence[Mention]) -> list[frozenset[str]]:
    return list(dict.fromkeys(m.about for m in mentions if m.about))[:_TITLES_COMPARED]
