"""The evaluation against two oracles: Whoosh's own matchers for what is found and
counted, a slow plain scorer for the order."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.index import open_dir
from whoosh.searching import Searcher

from corpus.model import Span
from search.evaluate import Evaluation, Found
from search.index import TEXT, SearchIndex, Snapshot
from search.lattice import ABBREVIATION, EXACT, READING, SPELLING, UNLIKELY, Lattice, build
from search.lexicon import Lexicon, edit_distance
from search.matching import Matching, Stretches
from search.query import And, Filter, Not, Or, Phrase, Prefix, Query, Term, Words
from search.readings import most_likely, neighbour_counts
from search.scoring import K1, PAIR, SYLLABLE, TRIPLE, B, Scorer
from tests.search_corpus import document

HERE = Span(0, 0)
# With diacritics and without other spellings, so that a term stands for itself alone.
VOCABULARY = ["trẻ", "đuối", "nước", "bảo", "vệ", "gái", "xã", "hội"]


def term(word: str) -> Term:
    return Term(word, HERE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven segments of random passages, some documents deleted."""
    rng = random.Random(3)
    made = tmp_path_factory.mktemp("index")
    index = SearchIndex(made)
    key = 0
    for version in range(7):
        count = 40 + 30 * version
        texts = [" ".join(rng.choices(VOCABULARY, k=rng.randint(1, 12))) for _ in range(count)]
        index.update([(version, document(f"d{version}", *texts), range(key, key + count))])
        key += count
    index.update(remove=[1, 3])
    return made


@pytest.fixture(scope="module")
def scorer(folder: Path) -> Scorer:
    snapshot = SearchIndex(folder).snapshot()
    assert not snapshot.live.all()
    assert snapshot.segments > 1
    return Scorer(snapshot)


@pytest.fixture(scope="module")
def searcher(folder: Path) -> Searcher:
    (made,) = folder.iterdir()
    return open_dir(str(made)).searcher()


def evaluate(
    scorer: Scorer, query: Query, filtered: Callable[[Filter], np.ndarray] | None = None
) -> Found:
    found = Evaluation(scorer, query, filtered or (lambda one: np.ones(0, np.bool_))).found()
    live = Matching(scorer.snapshot.size, mask=scorer.snapshot.live)
    return Found(found.matching & live, found.full & live, found.scores)


def scores_of(found: Found) -> np.ndarray:
    return found.scores.at(np.arange(found.matching.among))


# --- What is found -------------------------------------------------------------


def theirs(node: Query) -> whoosh_query.Query:
    """The same tree in Whoosh's own classes."""
    match node:
        case Term():
            return whoosh_query.Term(TEXT, node.term)
        case Phrase():
            return whoosh_query.Phrase(TEXT, [w.term for w in node.words], slop=node.slop + 1)
        case Words():
            kind = whoosh_query.Or if node.loose else whoosh_query.And
            return kind([theirs(item) for item in node.items])
        case And():
            return whoosh_query.And([theirs(child) for child in node.children])
        case Or():
            return whoosh_query.Or([theirs(child) for child in node.children])
        case Not():
            return whoosh_query.Not(theirs(node.child))
    raise AssertionError(node)


_terms = st.sampled_from([*VOCABULARY, "lạ"]).map(term)
_several = st.lists(_terms, min_size=2, max_size=4).map(tuple)
_phrases = st.builds(Phrase, _several, st.integers(0, 3), st.just(HERE))
_leaves = st.one_of(
    _terms, _phrases, st.builds(Words, _several, st.booleans(), st.just(HERE))
)  # fmt: skip


def _nodes(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several, st.just(HERE)),
        st.builds(Or, several, st.just(HERE)),
        st.builds(lambda a, b: And((a, Not(b, HERE)), HERE), inner, inner),
    )


@settings(deadline=None, max_examples=300)
@given(query=st.recursive(_leaves, _nodes, max_leaves=6))
def test_hits_agree_with_whoosh(scorer: Scorer, searcher: Searcher, query: Query) -> None:
    ours = set(evaluate(scorer, query).matching.docs.tolist())
    expected = set(searcher.docs_for_query(theirs(query)))
    assert ours == expected


@settings(deadline=None, max_examples=60)
@given(words=_several)
def test_full_matches_agree_with_whoosh(
    scorer: Scorer, searcher: Searcher, words: tuple[Term, ...]
) -> None:
    found = evaluate(scorer, Words(words, True, HERE))
    every = whoosh_query.And([theirs(word) for word in words])
    assert set(found.full.docs) == set(searcher.docs_for_query(every))


def test_prefixes_agree_with_whoosh(scorer: Scorer, searcher: Searcher) -> None:
    for prefix in ("đ", "b", "n", "nướ", "x", "zz"):
        found = evaluate(scorer, Prefix(prefix, HERE))
        expected = set(searcher.docs_for_query(whoosh_query.Prefix(TEXT, prefix)))
        assert set(found.matching.docs) == expected


def test_filters_are_masks(scorer: Scorer) -> None:
    mask = np.arange(scorer.snapshot.size) % 3 == 0
    query = And((term("trẻ"), Filter("year", ("2024",), HERE)), HERE)
    found = evaluate(scorer, query, lambda one: mask)
    assert set(found.matching.docs) == set(
        np.flatnonzero(evaluate(scorer, term("trẻ")).matching.mask & mask)
    )
    either = Or((term("trẻ"), Filter("year", ("2024",), HERE)), HERE)
    assert (
        evaluate(scorer, either, lambda one: mask).matching.mask.sum()
        == ((evaluate(scorer, term("trẻ")).matching.mask | mask) & scorer.snapshot.live).sum()
    )


# --- In which order --------------------------------------------------------------


def texts(snapshot: Snapshot) -> dict[int, list[str]]:
    """The syllables of every live document, read back from the postings."""
    places: dict[int, dict[int, str]] = {int(d): {} for d in np.flatnonzero(snapshot.live)}
    for word in snapshot.lexicon:
        for key in snapshot.keys(word).tolist():
            places[key >> 24][key & 0xFFFFFF] = word
    return {doc: [at[p] for p in sorted(at)] for doc, at in places.items()}


def plain_scores(snapshot: Snapshot, query: Sequence[str]) -> dict[int, float]:
    """Syllables, pairs and triples by BM25, written as one would explain it."""
    passages = texts(snapshot)
    average = sum(map(len, passages.values())) / len(passages)
    scores = dict.fromkeys(passages, 0.0)
    for size, weight in ((1, SYLLABLE), (2, PAIR), (3, TRIPLE)):
        for at in range(len(query) - size + 1):
            wanted = list(query[at : at + size])
            counts = {
                doc: sum(words[i : i + size] == wanted for i in range(len(words)))
                for doc, words in passages.items()
            }
            having = sum(count > 0 for count in counts.values())
            rarity = math.log(1 + (len(passages) - having + 0.5) / (having + 0.5))
            for doc, count in counts.items():
                norm = K1 * (1 - B + B * len(passages[doc]) / average)
                scores[doc] += weight * rarity * count * (K1 + 1) / (count + norm)
    return scores


@pytest.mark.parametrize(
    "query", [["trẻ"], ["đuối", "nước"], ["bảo", "vệ", "trẻ", "gái"], ["xã", "xã", "hội"]]
)
def test_scores_agree_with_a_plain_scorer(scorer: Scorer, query: list[str]) -> None:
    found = evaluate(scorer, Words(tuple(map(term, query)), True, HERE))
    for doc, score in plain_scores(scorer.snapshot, query).items():
        assert scores_of(found)[doc] == pytest.approx(score, rel=1e-4)
    assert scores_of(found).max() <= found.scores.most


def test_a_pair_counts_more_than_its_words_apart(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    own = document("d", "trẻ đuối trẻ nước trẻ", "trẻ trẻ trẻ đuối nước", "khác", "hẳn")
    index.update([(1, own, range(4))])
    found = evaluate(Scorer(index.snapshot()), Words((term("đuối"), term("nước")), True, HERE))
    scores = scores_of(found)
    assert scores[1] > scores[0] > scores[2] == 0


# --- What a word may look like -----------------------------------------------------


def lattice(words: str, counts: dict[str, int], *, bare: bool = True) -> Lattice:
    def last_of_each(candidates: Sequence[Sequence[str]]) -> list[str]:
        return [forms[-1] for forms in candidates]

    return build(tuple(map(term, words.split())), Lexicon(counts), last_of_each, bare)


def forms(made: Lattice) -> set[tuple[str, float]]:
    return {(" ".join(edge.terms), edge.weight) for edge in made.edges}


def test_readings_of_a_bare_word() -> None:
    counts = {"tre": 1, "trẻ": 50, "trè": 2, "em": 90}
    assert forms(lattice("tre em", counts)) == {
        ("tre", EXACT), ("trẻ", UNLIKELY), ("trè", READING), ("em", EXACT),
    }  # fmt: skip
    assert ("trẻ", UNLIKELY) in forms(lattice("tre", counts, bare=False))  # 1 against 50
    assert forms(lattice("tre", {**counts, "tre": 10}, bare=False)) == {("tre", EXACT)}


def test_other_spellings_and_abbreviations() -> None:
    assert forms(lattice("kỹ", {"kĩ": 1})) == {("kỹ", EXACT), ("kĩ", SPELLING)}
    made = lattice("hội đồng nhân dân", {"hđnd": 1})
    assert ("hđnd", ABBREVIATION) in forms(made)
    (short,) = [edge for edge in made.edges if edge.terms == ("hđnd",)]
    assert (short.start, short.end) == (0, 4)
    assert short in made.covering(2)


def test_the_corpus_decides_what_a_bare_query_means() -> None:
    keys = {
        "đuối": [1, 11, 21], "dưới": [31, 41, 51, 61, 71, 81],
        "nước": [2, 12, 22, 32, 90], "nuốc": [100],
    }  # fmt: skip

    def keys_of(word: str) -> np.ndarray:
        return np.array(keys.get(word, []), np.int64)

    assert neighbour_counts(["đuối", "dưới"], ["nước"], keys_of).tolist() == [[3], [1]]
    read = most_likely([["duoi", "dưới", "đuối"], ["nuoc", "nước", "nuốc"]], keys_of)
    assert read == ["đuối", "nước"]
    assert most_likely([["dưới", "đuối"]], keys_of) == ["dưới"]


def test_near_words_and_beginnings() -> None:
    lexicon = Lexicon({"nước": 9, "nướng": 2, "nưới": 1, "trẻ": 3, "tre": 1, "tré": 1, "28": 5})
    assert lexicon.near("nướt", 1) == [("nước", 1), ("nưới", 1)]
    assert lexicon.beginning("tre") == ["trẻ", "tre", "tré"]
    assert lexicon.beginning("trẻ") == ["trẻ"]
    assert lexicon.accented("tre") == ["trẻ", "tré"]


@settings(deadline=None)
@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_edit_distance_is_a_bounded_metric(one: str, two: str, limit: int) -> None:
    away = edit_distance(one, two, limit)
    assert away == edit_distance(two, one, limit)
    assert (away == 0) == (one == two)
    assert away <= limit + 1
    if away > limit:
        assert edit_distance(one, two, limit + 1) > limit


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=300), st.sets(st.integers(1, 299), max_size=20))
def test_stretches_are_tallied(mask: list[bool], cuts: set[int]) -> None:
    starts = [0, *sorted(cut for cut in cuts if cut < len(mask))] if mask else []
    matching = Matching(len(mask), mask=np.array(mask, np.bool_))
    found = matching.tally(Stretches(np.array(starts, np.int64), len(mask)))
    ends = [*starts[1:], len(mask)]
    assert found.tolist() == [sum(mask[a:b]) for a, b in zip(starts, ends, strict=False)]
