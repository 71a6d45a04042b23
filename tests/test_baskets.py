"""Baskets in the store: order, notes, limits, and that a change of one is no change of the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import baskets as module
from corpus.baskets import Baskets
from corpus.formats import Quoted
from corpus.model import BadRequest, Document, NotFound, Span
from corpus.records import VersionInfo
from corpus.store import Store
from tests.documents import PLAN, parsed

EID = "part_I__sec_2__point_a"
ONE, OTHER = "a" * 22, "b" * 22


@pytest.fixture(scope="module")
def plan() -> Document:
    return parsed(PLAN)


@pytest.fixture
def baskets(tmp_path: Path) -> Baskets:
    return Baskets(tmp_path)


def quoted(plan: Document, start: int, end: int) -> Quoted:
    version = VersionInfo(1, 1, plan.source.sha256, "1", "2026-11-25T03:00:00+00:00", True)
    return Quoted(plan, version, EID, Span(start, end))


def words(baskets: Baskets, basket: str = ONE) -> list[str]:
    return [item.exact for item in baskets.items(basket)]


def test_items_keep_their_order_whatever_is_taken_out(baskets: Baskets, plan: Document) -> None:
    keys = [baskets.add(ONE, quoted(plan, 0, end)) for end in (4, 9, 12)]
    baskets.remove(ONE, keys[1])
    last = baskets.add(ONE, quoted(plan, 0, 18))
    baskets.move(ONE, last, -1)
    assert words(baskets) == ["Phân", "Phân công rõ người", "Phân công rõ"]
    baskets.move(ONE, last, 1)
    baskets.move(ONE, last, 1)  # the last stays the last
    assert words(baskets) == ["Phân", "Phân công rõ", "Phân công rõ người"]


def test_the_same_words_are_in_once(baskets: Baskets, plan: Document) -> None:
    key = baskets.add(ONE, quoted(plan, 0, 4))
    assert baskets.add(ONE, quoted(plan, 0, 4)) == key
    assert baskets.add(OTHER, quoted(plan, 0, 4)) != key
    assert (baskets.count(ONE), baskets.count(OTHER)) == (1, 1)


def test_no_one_reaches_into_anothers_basket(baskets: Baskets, plan: Document) -> None:
    key = baskets.add(ONE, quoted(plan, 0, 4))
    for act in (
        lambda: baskets.remove(OTHER, key),
        lambda: baskets.note(OTHER, key, "x"),
        lambda: baskets.move(OTHER, key, 1),
    ):
        with pytest.raises(NotFound):
            act()
    baskets.clear(OTHER)
    assert words(baskets) == ["Phân"]


def test_too_much_is_refused_in_a_sentence(
    baskets: Baskets, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ITEMS", 1)
    key = baskets.add(ONE, quoted(plan, 0, 4))
    with pytest.raises(BadRequest, match="Giỏ đã đầy: 1"):
        baskets.add(ONE, quoted(plan, 0, 9))
    with pytest.raises(BadRequest, match="tối đa 4000"):
        baskets.note(ONE, key, "x" * 4001)
    assert baskets.items(ONE)[0].note == ""


def test_an_item_knows_the_permalink_it_was_put_in_with(baskets: Baskets, plan: Document) -> None:
    one = quoted(plan, 0, 4)
    baskets.add(ONE, one)
    assert baskets.items(ONE)[0].link == one.link("")


def test_a_basket_is_no_change_of_the_corpus(tmp_path: Path, plan: Document) -> None:
    store = Store(tmp_path)
    before = store.generation()
    baskets = Baskets(tmp_path)
    baskets.note(ONE, baskets.add(ONE, quoted(plan, 0, 4)), "Ghi lại.")
    assert store.generation() == before
    assert Baskets(tmp_path).items(ONE)[0].note == "Ghi lại."
