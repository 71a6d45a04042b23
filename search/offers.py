"""Places before and after July 2025: what else a filter by province may have meant.

In come the provinces asked for and those the corpus has, out come offers: the units a
province was made of, or the one it became part of, where the corpus has their
documents. The filter itself stays what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.model import Message, Offer
from corpus.places import canonical_province, predecessors, successors
from search.filters import place_key


def offers(wanted: Sequence[str], known: Iterable[str]) -> Iterator[Offer]:
    """Further provinces worth looking at beside the wanted ones."""
    spelled = {place_key(name): name for name in known}
    asked = {place_key(name) for name in wanted}

    def here(names: Iterable[str]) -> tuple[str, ...]:
        found = (place_key(name) for name in names)
        return tuple(spelled[one] for one in found if one in spelled and one not in asked)

    for name in wanted:
        place = canonical_province(name)
        if place is None:
            continue
        before = here(predecessors(place))
        if before:
            yield Offer("province", before, Message(
                "Từ 1/7/2025 {place} gồm cả {names}; văn bản ban hành trước đó nằm ở tên cũ.",
                place=place, names=", ".join(before),
            ))  # fmt: skip
        after = here(successors(place))
        if after:
            yield Offer("province", after, Message(
                "Từ 1/7/2025 {place} thuộc {names}.", place=place, names=", ".join(after),
            ))  # fmt: skip
