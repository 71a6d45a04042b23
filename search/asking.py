"""A query asked of one snapshot: what it finds, and by which words.

In come a query's text, a snapshot's scorer and the filters' masks, out comes what was
found together with everything that was searched: the words as typed, or mended where
the corpus has no such word; behind them passages that say the same in other words. The
headings and titles that the query names are worth more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.model import BadRequest, Message, Span
from search.evaluate import Evaluation, Found, Mask, marked, words_of
from search.evidence import Evidence, Scores
from search.filters import FILTERS, year_range
from search.highlight import Wanted
from search.matching import Matching, union
from search.query import And, Everything, Filter, Phrase, Query, parse
from search.scoring import Scorer
from search.suggest import suggestion
from search.synonyms import variants
from search.titles import Titles

EXACT_MARK = "="


@dataclass
class Asked:
    """What was found, and what was searched for it."""

    found: Found
    filters: list[Filter]
    wanted: list[Wanted] = field(default_factory=list)
    suggestion: str | None = None
    searched: str | None = None
    exact: bool = False
    also: tuple[str, ...] = ()


def ask(
    text: str, scorer: Scorer, titles: Titles, filtered: Callable[[Filter], Mask], exact: bool
) -> Asked:
    """The answer to a query; filters that hold for all of it are left to the caller."""
    if text.lstrip().startswith(EXACT_MARK):
        text, exact = text.lstrip().removeprefix(EXACT_MARK), True
    tree, filters = split(parse(text))
    evaluation = Evaluation(scorer, tree, filtered, exact)
    if exact:
        return Asked(evaluation.found(), filters, list(_wanted(evaluation, tree)), exact=True)
    proposed = suggestion(text, tree, scorer.lexicon, scorer.keys, evaluation.lattice)
    searched = None
    if proposed is not None and proposed.mended:
        searched, proposed = proposed.text, None
        tree, _ = split(parse(searched))
        evaluation = Evaluation(scorer, tree, filtered)
    asked = Asked(
        evaluation.found(),
        filters,
        list(_wanted(evaluation, tree)),
        proposed.text if proposed else None,
        searched,
    )
    _name(asked, evaluation, tree, titles)
    _say_otherwise(asked, scorer, tree, filtered)
    return asked


def chosen(filters: Mapping[str, Sequence[str]]) -> list[Filter]:
    """Filters that were chosen beside the query, by name; BadRequest where there is no such."""
    wanted = []
    for name, values in filters.items():
        if name not in FILTERS:
            raise BadRequest(Message("Không có bộ lọc “{name}”.", name=name))
        for value in values:
            if name == "year" and year_range(value) is None:
                raise BadRequest(
                    Message(
                        "“{value}” không phải là năm; hãy viết như 2024 hoặc 2024..2025.",
                        value=value,
                    )
                )
        if values:
            wanted.append(Filter(name, tuple(values), Span(0, 0)))
    return wanted


def split(tree: Query) -> tuple[Query, list[Filter]]:
    """The words of a query, and the filters that hold for all of it."""
    if isinstance(tree, Filter):
        return Everything(), [tree]
    if not isinstance(tree, And):
        return tree, []
    wanted = [child for child in tree.children if isinstance(child, Filter)]
    others = tuple(child for child in tree.children if not isinstance(child, Filter))
    if not others:
        return Everything(), wanted
    return (others[0] if len(others) == 1 else And(others, tree.span)), wanted


def _wanted(evaluation: Evaluation, tree: Query) -> Iterator[Wanted]:
    """What is marked in the passages found."""
    for part in marked(tree):
        slop = part.slop if isinstance(part, Phrase) else None
        yield Wanted(evaluation.lattice(list(words_of(part))), slop)


def _name(asked: Asked, evaluation: Evaluation, tree: Query, titles: Titles) -> None:
    """Raises what stands under a heading or in a document that the query names."""
    words = [word for part in marked(tree) for word in words_of(part)]
    scores = asked.found.scores
    worth = titles.worth(evaluation.lattice(words), scores.most) if words else None
    if worth is not None:
        gained, most = worth
        docs = (gained > 0).nonzero()[0]
        part = Evidence(docs, gained[docs], most, scores.among)
        asked.found = _with_more(asked.found, [part])


def _say_otherwise(
    asked: Asked, scorer: Scorer, tree: Query, filtered: Callable[[Filter], Mask]
) -> None:
    """Adds what has all the words of the query said otherwise: after everything that has
    them as typed, before what has only some of them."""
    found, also = asked.found, []
    size, above = scorer.snapshot.size, found.scores.most
    tier = np.zeros(size, np.float32)
    for variant in variants(tree):
        evaluation = Evaluation(scorer, variant.tree, filtered)
        other = evaluation.found()
        docs = other.full.without(found.full).docs
        if len(docs):
            own = other.scores.at(docs) / np.float32(1 + other.scores.most)
            tier[docs] = np.maximum(tier[docs], own + np.float32(above))
            also.append(variant.words)
            asked.wanted += _wanted(evaluation, variant.tree)
    if also:
        docs = (tier > 0).nonzero()[0]
        matching = union([found.matching, Matching(size, docs=docs)], size)
        part = Evidence(docs, tier[docs], above + 1, size)
        asked.found = _with_more(Found(matching, found.full, found.scores), [part])
        asked.also = tuple(dict.fromkeys(also))


def _with_more(found: Found, parts: Sequence[Evidence]) -> Found:
    scores = found.scores
    return Found(found.matching, found.full, Scores([*scores.parts, *parts], scores.among))
