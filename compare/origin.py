"""Where the wording of a plan comes from: its parents, or itself.

In come a document and those of its parents that are at hand; out come the origins
of its clauses. What counts is wording, not matter: stretches of neighbouring
syllables that stand in the parent too, with formulae and the wording of the
title discounted, since everyone writes those. How near a clause is to its
counterparts is another question, and answered elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from compare.clauses import Clause, outline
from compare.formulae import EMPTY
from compare.terms import RUN, believed, runs_of
from corpus import numbers
from corpus.compared import ClauseOrigin, Origin, Origins
from corpus.model import Document, Tier
from corpus.spans import Span, Spans
from search.analysis import Token, tokens

INHERITED = 0.5  # from this share of its wording on a clause is its parent's
_EMPTY_WEIGHT = 0.2
_DIGITS = 4

Runs = frozenset[tuple[str, ...]]


def origins(document: Document, parents: Sequence[Document]) -> Origins:
    """The origin of each clause. What no parent at hand says is the plan's own only
    where all its parents are at hand; a central document needs none."""
    missing = _missing(document, parents)
    rootless = not document.metadata.implements and document.metadata.level is not Tier.CENTRAL
    unsaid = Origin.UNKNOWN if missing or rootless else Origin.OWN
    title = runs_of(document.metadata.title)
    said = [(parent.id, _wording(_text(parent))) for parent in parents]
    clauses = {}
    for clause in outline(document).clauses:
        best = max(
            (_taken(clause, name, runs, title) for name, runs in said),
            key=lambda one: one.share,
            default=ClauseOrigin(unsaid, 0.0),
        )
        if best.share < INHERITED:
            best = ClauseOrigin(unsaid, best.share, best.parent, best.spans)
        clauses[clause.id] = best
    return Origins(document.id, _names(parents), missing, clauses)


def lineage(
    document: Document,
    parents: Callable[[Document], Sequence[Document]],
    below: tuple[str, ...] = (),
) -> tuple[Document, ...]:
    """The longest line from the top of what a document carries out down to itself."""
    here = (*below, document.id)
    lines = [lineage(p, parents, here) for p in parents(document) if p.id not in here]
    return (*max(lines, key=len, default=()), document)


def _names(parents: Sequence[Document]) -> dict[str, str]:
    return {parent.id: parent.metadata.number or parent.metadata.title for parent in parents}


def _missing(document: Document, parents: Sequence[Document]) -> tuple[str, ...]:
    held = {_key(parent.metadata.number) for parent in parents if parent.metadata.number}
    return tuple(n for n in document.metadata.implements if _key(n) not in held)


def _key(number: str) -> object:
    """Equal for all spellings of a number; other text is its own key."""
    try:
        return numbers.parse(number)
    except ValueError:
        return number


def _text(document: Document) -> str:
    return "\n".join(document.passage_text(passage) for passage in document.passages)


@lru_cache(maxsize=64)
def _wording(text: str) -> Runs:
    return runs_of(text)


def _taken(clause: Clause, parent: str, said: Runs, title: Runs) -> ClauseOrigin:
    """How much of a clause is in the words of a parent, and which words."""
    found = tokens(clause.text)
    terms = [token.term for token in found]
    theirs = [False] * len(terms)
    for at in range(len(terms) - RUN + 1):
        if tuple(terms[at : at + RUN]) in said:
            theirs[at : at + RUN] = [True] * RUN
    weights = [
        share * (_EMPTY_WEIGHT if term in EMPTY else 1.0)
        for term, share in zip(terms, believed(terms, title), strict=True)
    ]
    whole = math.fsum(weights)
    part = math.fsum(w for w, taken in zip(weights, theirs, strict=True) if taken)
    share = round(part / whole, _DIGITS) if whole else 0.0
    return ClauseOrigin(Origin.INHERITED, share, parent, _stretches(found, theirs))


def _stretches(found: Sequence[Token], marked: Sequence[bool]) -> Spans:
    spans: list[Span] = []
    for at, token in enumerate(found):
        if not marked[at]:
            continue
        if at and marked[at - 1]:
            spans[-1] = Span(spans[-1].start, token.span.end)
        else:
            spans.append(token.span)
    return tuple(spans)
