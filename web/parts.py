"""A long document in parts: the drafts of its blocks in, where its pages begin out.

A part ends before a heading near the wished length, the highest there; where no
heading comes in time, between two blocks.  Documents that are not long are one part.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Provision
from web.cutting import Draft, Kind

# Characters: about thirty printed pages, and how far from there an end may be looked for.
WISHED = 60_000
LEEWAY = 20_000


def cut(drafts: Sequence[Draft]) -> tuple[int, ...]:
    """The places, in the drafts, of the first draft of every part."""
    firsts = [0]
    while (first := _next(drafts, firsts[-1])) is not None:
        firsts.append(first)
    return tuple(firsts)


def _next(drafts: Sequence[Draft], first: int) -> int | None:
    if not drafts or drafts[-1].end - drafts[first].start <= WISHED + LEEWAY:
        return None
    middle = drafts[first].start + WISHED
    near = [
        n
        for n in range(first + 1, len(drafts))
        if abs(drafts[n].start - middle) <= LEEWAY and drafts[n].kind is Kind.HEADING
    ]
    if near:
        return min(near, key=lambda n: (_depth(drafts[n]), abs(drafts[n].start - middle)))
    return next((n for n in range(first + 1, len(drafts)) if drafts[n].start >= middle), None)


def _depth(draft: Draft) -> int:
    return draft.owner.eid.count("__") if isinstance(draft.owner, Provision) else 0
