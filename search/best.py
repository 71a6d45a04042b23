"""The best of what was found.

In come scores and which documents count, out come the best few in order. Where those
that match in full suffice, only they are scored. The many others are never sorted nor
listed: the rarer evidence is added up, and where the rest of it cannot lift others as
high as the last of the best, it is looked at for a few only. Where it can, the maxima
of groups of documents tell which few those are.
"""

from __future__ import annotations

import numpy as np

from search.evidence import LEADING, Floats, Scores
from search.inversion import Ints
from search.matching import Matching

_GROUP = 64
# So few documents are scored without a look at which of them may be among the best.
_FEW = 1_024
# Where more than one in so many match, scores are made for all.
_MANY = 5
_ROUNDING = 1.0001

Candidates = tuple[Ints, Floats]


def best(scores: Scores, full: Matching, matching: Matching, ties: Ints, count: int) -> Ints:
    """The best `count` documents of `matching`: those in `full`, a part of it, first,
    then by score, equal ones in the order of `ties`."""
    if full is matching or len(full) >= count:
        return _best(scores, full, ties, count)
    # So few are full matches: the best of the others are among the best of all.
    docs = _best(scores, matching, ties, count)
    if not len(full):
        return docs
    first = _best(scores, full, ties, count)
    seen = set(first.tolist())
    others = [document for document in docs.tolist() if document not in seen]
    return np.array([*first.tolist(), *others][:count], np.int64)


def _best(scores: Scores, matching: Matching, ties: Ints, count: int) -> Ints:
    if len(matching) < 2:
        return matching.docs[:count]
    docs, own = _candidates(scores, matching, count)
    if 0 < count < len(docs) - _GROUP:
        least = np.partition(own, len(docs) - count)[len(docs) - count]
        keep = (own >= least).nonzero()[0]
        docs, own = docs.take(keep), own.take(keep)
    found: Ints = docs.take(np.lexsort((ties.take(docs), -own))[:count])
    return found


def _candidates(scores: Scores, matching: Matching, count: int) -> Candidates:
    """Documents in order, the best `count` of `matching` among them, and their scores."""
    if len(matching) <= max(_FEW, 2 * count) or not count:
        return matching.docs, scores.at(matching.docs)
    parts = scores.parts
    if len(parts) == 1 and parts[0].matching is matching and count <= LEADING:
        docs = parts[0].leading
        return docs, scores.at(docs)
    rare = scores.rare()
    promising = _promising(scores, rare, matching, count)
    if promising is not None:
        return promising, scores.more(promising, rare.take(promising))
    if len(matching) * _MANY < matching.among:
        return matching.docs, scores.more(matching.docs, rare.take(matching.docs))
    for part in scores.common:
        part.add_to(rare)
    highest = _highest(rare if scores.within() is matching else rare * matching.mask, count)
    docs = matching.docs if highest is None else highest
    return docs, rare.take(docs)


def _promising(scores: Scores, rare: Floats, matching: Matching, count: int) -> Ints | None:
    """Every document that may be among the best `count` of `matching` for what the short
    lists add to it (`rare`); None where the rest may put others among them."""
    left = sum(part.peak for part in scores.common) * _ROUNDING
    everywhere = scores.within() is matching
    lists: list[Ints] = []
    listed = 0
    for own in scores.shortest:
        lists.append(own.docs)
        listed += own.count
        # A document is on at most as many lists as there are: so often may it count.
        if listed >= count * len(lists) + _GROUP:
            break
    place = listed - count * len(lists)
    if not lists or place < 0:
        return None
    docs = np.concatenate(lists)
    own_scores = rare.take(docs)
    if not everywhere:
        own_scores *= matching.mask.take(docs)
    least = float(np.partition(own_scores, place)[place]) / _ROUNDING - left
    if least <= 0:
        return None
    docs = (rare >= least).nonzero()[0]
    return docs if everywhere else docs[matching.mask.take(docs)]


def _highest(scores: Floats, count: int) -> Ints | None:
    """Every document that scores at least as high as the last of the best `count`; None
    where too many score nothing. Documents so many apart form a group."""
    apart = len(scores) // _GROUP
    if apart < count:
        return None
    whole = scores[: apart * _GROUP].reshape(_GROUP, apart)
    most = whole.max(axis=0)
    least = np.partition(most, apart - count)[apart - count]
    if least <= 0:
        return None
    groups = np.flatnonzero(most >= least)
    rows, columns = np.nonzero(whole[:, groups] >= least)
    tail = np.flatnonzero(scores[apart * _GROUP :] >= least) + apart * _GROUP
    found: Ints = np.sort(np.concatenate([rows * apart + groups[columns], tail]))
    return found
