"""The best of what was found.

In come scores and which documents count, out come the best few in order. Where those
that match in full suffice, only they are scored. The many others are never sorted nor
listed: the maxima of groups of documents bound what the last of the best can be.
"""

from __future__ import annotations

import numpy as np

from search.evidence import LEADING, Floats, Scores
from search.inversion import Ints
from search.matching import Matching
from search.occurrences import union

_GROUP = 64
# So few documents are scored one by one, and also one in `_MANY` of all.
_FEW = 2_048
_MANY = 10
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
    docs, own = _candidates(scores, matching, count)
    if 0 < count < len(docs):
        least = np.partition(own, len(docs) - count)[len(docs) - count]
        keep = own >= least
        docs, own = docs[keep], own[keep]
    found: Ints = docs[np.lexsort((ties[docs], -own))][:count]
    return found


def _candidates(scores: Scores, matching: Matching, count: int) -> Candidates:
    """Documents in order, the best `count` of `matching` among them, and their scores."""
    docs = matching.docs if len(matching) <= max(_FEW, 2 * _GROUP * count) else None
    if len(scores.parts) == 1 and scores.parts[0].evidence.matching is matching:
        if count <= LEADING:
            docs = scores.parts[0].evidence.leading
    elif docs is None and count:
        found = _bearers(scores, matching, count)
        if found is not None:
            return found
        if len(matching) * _MANY > matching.among:
            docs = _promising(scores, matching, count)
    if docs is None:
        docs = matching.docs
    return docs, scores.at(docs)


def _bearers(scores: Scores, matching: Matching, count: int) -> Candidates | None:
    """The documents that have any of the rarer evidence, where the rest of it cannot lift
    others as high as the last of the best `count`; None where that is not so."""
    rarest = sorted(scores.parts, key=lambda part: len(part.evidence.docs))
    left, listed = sum(part.evidence.peak for part in rarest), 0
    tried = 0
    for taken, part in enumerate(rarest, 1):
        left -= part.evidence.peak
        listed += len(part.evidence.docs)
        if listed * _MANY > matching.among:
            return None
        if listed < tried or taken == len(rarest) or listed < 4 * count:
            continue
        tried = 2 * listed
        docs = union([one.evidence.docs for one in rarest[:taken]])
        docs = docs[matching.has(docs)]
        if len(docs) < count:
            continue
        own = scores.at(docs)
        if np.partition(own, len(docs) - count)[len(docs) - count] > left * _ROUNDING:
            return docs, own
    return None


def _promising(scores: Scores, matching: Matching, count: int) -> Ints | None:
    """Every document that scores at least as high as the last of the best `count`; None
    where too many score nothing. Documents so many apart form a group."""
    own = scores.dense if scores.within() is matching else scores.dense * matching.mask
    apart = len(own) // _GROUP
    whole = own[: apart * _GROUP].reshape(_GROUP, apart)
    most = whole.max(axis=0)
    least = np.partition(most, apart - count)[apart - count]
    if least <= 0:
        return None
    groups = np.flatnonzero(most >= least)
    rows, columns = np.nonzero(whole[:, groups] >= least)
    tail = np.flatnonzero(own[apart * _GROUP :] >= least) + apart * _GROUP
    found: Ints = np.sort(np.concatenate([rows * apart + groups[columns], tail]))
    return found
