"""Products of sparse rows: the same as dense ones, and the same to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.evidence import _others
from compare.similarity import normal
from compare.sparse import Shelf, rows

BAGS = st.lists(
    st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.01, 5.0), max_size=6).map(normal),
    min_size=1,
    max_size=6,
)


def dense(bag: dict[str, float]) -> np.ndarray:
    return np.array([bag.get(term, 0.0) for term in "abcdefgh"])


@settings(max_examples=60, deadline=None)
@given(BAGS, BAGS)
def test_products_are_those_of_dense_rows(left, right):
    parts = [rows(left), rows(right)]
    product, mine, theirs = Shelf(parts).overlaps(0, parts[0], len(left))
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            x, y = dense(a), dense(b)
            assert product[i, j] == pytest.approx(x @ y, abs=1e-5)
            assert mine[i, j] == pytest.approx((x * x)[y > 0].sum(), abs=1e-5)
            assert theirs[i, j] == pytest.approx((y * y)[x > 0].sum(), abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(BAGS, BAGS, BAGS)
def test_what_else_stands_on_the_shelf_changes_no_bit(left, right, more):
    parts = [rows(left), rows(right)]
    alone = Shelf(parts).overlaps(0, parts[0], len(left))
    parts = [rows(left), rows(more), rows(right)]
    after = len(left) + len(more)
    among = Shelf(parts).overlaps(0, parts[0], after)
    for one, other in zip(alone, among, strict=True):
        assert np.array_equal(one, other)
    swapped = [rows(right), rows(left)]
    back = Shelf(swapped).overlaps(0, swapped[0], len(right))
    assert np.array_equal(alone[0], back[0].T)
    assert np.array_equal(alone[1], back[2].T)


def test_nothing_gives_nothing():
    empty = rows([])
    product = Shelf([empty, rows([{"a": 1.0}])]).products(0, empty, 0)
    assert product.shape == (0, 1)
    assert Shelf([rows([{}])]).products(0, rows([{}]), 0).tolist() == [[0.0]]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.randoms(use_true_random=False))
def test_a_crowd_is_the_mean_of_the_nearest_others(high, wide, chance):
    table = np.array(
        [[chance.choice([0.0, 0.1, 0.4, 0.9]) for _ in range(wide)] for _ in range(high)]
    )
    found = _others(table, axis=1)
    for i in range(high):
        for j in range(wide):
            others = sorted(np.delete(table[i], j))[::-1][:4]
            assert found[i, j] == pytest.approx(sum(others) / len(others) if others else 0.0)
