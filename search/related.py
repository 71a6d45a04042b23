"""Passages that speak of the same as a given one.

In comes a passage's text, out come the passages that share its telling words and their
neighbourhoods, scored against what the passage itself would score. Words that every
tenth passage has tell nothing and are left out.
"""

from __future__ import annotations

import numpy as np

from corpus.model import Span
from search.analysis import tokens
from search.evaluate import Evaluation, Found
from search.highlight import Wanted
from search.matching import Matching
from search.query import Term, Words
from search.scoring import Scorer

# A word in more than one passage of so many is no subject.
_COMMON = 10
# So many of the rarest words stand for a long passage.
_MOST = 40
# Of what the passage itself scores.
LEAST = 0.15


def related(text: str, key: int, scorer: Scorer) -> tuple[Found, list[Wanted]]:
    """What is related to the passage with this key and text, and what to mark in it."""
    snapshot = scorer.snapshot
    words = _telling(text, scorer)
    size = snapshot.size
    nothing = Matching(size, docs=np.empty(0, np.int64))
    here = np.flatnonzero((snapshot.passages == key) & snapshot.live)
    tree = Words(words, True, Span(0, len(text)))
    evaluation = Evaluation(scorer, tree, lambda one: snapshot.live, exact=True)
    found = evaluation.found()
    if not words or not len(here):
        return Found(nothing, nothing, found.scores), []
    docs = found.matching.docs
    scores = found.scores.at(docs)
    own = float(found.scores.at(here[:1])[0])
    docs = docs[(scores >= LEAST * own) & (docs != here[0])]
    matching = Matching(size, docs=docs)
    return Found(matching, nothing, found.scores), [Wanted(evaluation.lattice(words))]


def _telling(text: str, scorer: Scorer) -> tuple[Term, ...]:
    """The words of a text that say what it is about, in its order."""
    few = max(scorer.snapshot.count / _COMMON, 2)
    found = [
        (len(scorer.snapshot.postings("text", token.term).docs), place, token)
        for place, token in enumerate(tokens(text))
    ]
    rare = sorted(one for one in found if one[0] <= few)[:_MOST]
    return tuple(
        Term(token.term, token.span) for _, _, token in sorted(rare, key=lambda one: one[1])
    )
