"""The measure of alignment: its counting, its refusals, its floors, and what it fits."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from bench import alignment, alignment_fit, floors
from bench.alignment_gold import (
    SAMPLES,
    GoldDocument,
    GoldPair,
    judge_filing,
    judge_pair,
    read_gold,
)
from bench.scoring import Count, GoldError
from compare.align import compare
from compare.calibration import EVIDENCE, FITTED, chance
from corpus.frames import frame_of
from corpus.model import Comparison, Link, Relation
from tests.documents import parsed

LEFT = """
KẾ HOẠCH

I. NHIỆM VỤ, GIẢI PHÁP

1. Truyền thông

Mở chuyên mục trên sóng phát thanh.

2. Nguồn lực

Bố trí ngân sách hằng năm.
"""


@pytest.fixture(scope="module")
def own():
    return alignment.gold(samples_only=True)


@pytest.fixture(scope="module")
def pair() -> GoldPair:
    """Two documents of two clauses each: the first are one task, the second look alike."""
    left = replace(parsed(LEFT), id="a")
    right = replace(parsed(LEFT.replace("ngân sách", "thiết bị")), id="b")
    sides = []
    for document in (left, right):
        gold = GoldDocument("x", False, document, (), {})
        places = [(c.spans[0].start, c.spans[-1].end) for c in gold.outline.clauses]
        sides.append((gold, places))
    (a, (one, two)), (b, (three, four)) = sides
    only = frozenset({two}), frozenset({four})
    links = {(one, three): Relation.SAME}
    empty: frozenset[tuple[int, int]] = frozenset()
    return GoldPair(a, b, False, False, links, frozenset({(two, four)}), (empty, empty), only)


def comparison(pair: GoldPair, *links: tuple[int, int, Relation]) -> Comparison:
    a, b = (side.outline.clauses for side in (pair.left, pair.right))
    made = tuple(Link((a[i].id,), (b[j].id,), relation, 0.9) for i, j, relation in links)
    used = {name for link in made for name in (*link.left, *link.right)}
    only = {
        side.outline.document.id: tuple(c.id for c in side.outline.clauses if c.id not in used)
        for side in (pair.left, pair.right)
    }
    return Comparison((), None, (), (), made, only)


# --- Counting ---------------------------------------------------------------


def test_links_as_the_reader_made_them_have_no_faults(pair):
    tally = judge_pair(pair, comparison(pair, (0, 0, Relation.SAME)))
    assert tally.links == Count(1, 1, 1) and tally.only_in == Count(2, 2, 2)
    assert tally.alike == 0 and tally.faults == []
    assert tally.seen == [(0.9, True)]


def test_a_look_alike_counts_against_links_gaps_and_by_itself(pair):
    tally = judge_pair(pair, comparison(pair, (0, 0, Relation.SAME), (1, 1, Relation.ADAPTED)))
    assert tally.links == Count(right=1, gold=1, found=2)
    assert tally.only_in == Count(right=0, gold=2, found=0)
    assert tally.alike == 1


def test_a_task_only_called_related_is_missed_and_a_related_pair_is_not_judged(pair):
    tally = judge_pair(pair, comparison(pair, (0, 0, Relation.RELATED)))
    assert tally.links == Count(right=0, gold=1, found=0)
    here = next(iter(pair.links))
    related = replace(pair, links={here: Relation.RELATED})
    tally = judge_pair(related, comparison(pair, (0, 0, Relation.ADAPTED)))
    assert tally.links == Count() and tally.related == Count(1, 1, 1) and tally.seen == []


def test_what_is_missed_is_named(pair):
    tally = judge_pair(pair, comparison(pair))
    assert tally.links == Count(gold=1)
    assert any(fault.startswith("missed: a#") for fault in tally.faults)


def test_any_link_between_unrelated_documents_is_a_fault(pair):
    tally = judge_pair(replace(pair, unrelated=True), comparison(pair, (0, 0, Relation.SAME)))
    assert tally.alike == 1 and tally.links == Count()


def test_rows_are_counted_by_main_label_and_by_all(pair):
    document = pair.left.document
    frame = frame_of(document)
    keys = [group.key for group in frame.groups]
    rows = pair.left.outline.rows
    clauses = {place: (key,) for place, key in zip(_places(pair.left), keys, strict=True)}
    gold = GoldDocument(
        "x",
        False,
        document,
        tuple(
            (row.span.start, (key, *extra))
            for row, key, extra in zip(rows, keys, ([], ["z"]), strict=True)
        ),
        clauses,
    )
    found = judge_filing(gold, compare([document], frame))
    assert found.main == Count(2, 2, 2) and found.clauses == Count(2, 2, 2)
    assert found.labels.gold == 3 and found.labels.recall == pytest.approx(2 / 3)


def _places(gold: GoldDocument) -> list[tuple[int, int]]:
    return [(c.spans[0].start, c.spans[-1].end) for c in gold.outline.clauses]


def test_a_changed_text_is_refused(tmp_path):
    raw = json.loads(SAMPLES.read_text(encoding="utf-8"))
    raw["documents"][0]["sha256"] = "0" * 64
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(GoldError, match="not the text"):
        read_gold(path)
    raw["documents"][0]["file"] = "không có.txt"
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(GoldError, match="không có"):
        read_gold(path)


# --- Floors -----------------------------------------------------------------


def test_floors_only_rise():
    reached = {"tuned": {"links": 0.9, "alike": -1.0}}
    assert floors.raised(reached, {}, 1.5) == {"tuned": {"links": 0.88, "alike": -1.0}}
    high = {"tuned": {"links": 0.95, "alike": 0.0}}
    assert floors.raised(reached, high, 1.5) == high
    assert len(floors.below(reached, high)) == 2
    assert floors.below(reached, {}) != []


def test_the_samples_are_aligned_as_people_read_them(own):
    """What runs wherever the repository is: the samples' own gold."""
    total = alignment.together(alignment.linked(pair) for pair in own.pairs)
    assert total.links.f1 >= 0.88
    assert total.only_in.f1 >= 0.85
    assert total.alike == 0


@pytest.mark.real
def test_real_documents_stay_above_their_floors(shared):
    reached = alignment.figures(alignment.gold(), alignment.HALVES)
    assert floors.below(reached, floors.read(alignment.FLOORS)) == []


# --- Fitting and calibration ------------------------------------------------


def test_wording_speaks_for_a_link_and_a_crowd_against_it(own):
    """More wording in common, likelier; a crowd of others, less likely."""
    weights = dict(zip(EVIDENCE, FITTED.weights, strict=True))
    assert weights["wording"] > 0 > weights["crowd"]
    again = alignment_fit.fitted([alignment_fit.examples(pair) for pair in own.pairs])
    refitted = dict(zip(EVIDENCE, again.weights, strict=True))
    assert refitted["wording"] > 0 > refitted["crowd"]
    assert "wording" in alignment_fit.shown(again)


def test_what_is_left_out_is_not_fitted_to(own):
    """Two pairs that share a document are never in each other's weights."""
    by = alignment_fit.left_out([*own.pairs[:1], replace(own.pairs[3])])
    assert set(by) == {own.pairs[0].name, own.pairs[3].name}
    assert by[own.pairs[0].name].weights != by[own.pairs[3].name].weights


def test_odds_become_chances_and_keep_their_order():
    odds = np.array([-20.0, -1.0, 0.0, 3.0, 20.0])
    found = chance(odds)
    assert found[2] == 0.5 and list(found) == sorted(found)
    assert 0 < found[0] < 0.001 and 0.999 < found[-1] <= 1


def test_the_table_of_scores_has_shares_and_intervals():
    seen = [(0.95, True)] * 9 + [(0.95, False)] + [(0.6, False)]
    first, last = alignment_fit.reliability(seen)
    assert (first[2], first[3]) == (1, 0.0)
    assert (last[2], last[3]) == (10, 0.9)
    assert 0.1 < last[4] < 0.3
