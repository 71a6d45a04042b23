"""Workers: answers in order, and only the item that kills its process is lost.

Items are calls of library functions, since the work of a process must be found
by name there: `operator.call` runs them.
"""

from __future__ import annotations

import operator
import os
import time
from functools import partial

import pytest

from ingest.workers import Lost, Workers


def answers(count, items, seconds=60.0):
    begun = []
    found = list(Workers(count, operator.call, seconds=seconds).answers(items, begun.append))
    assert begun == list(items)
    return found


@pytest.mark.parametrize("count", [1, 2])
def test_answers_come_in_the_order_of_the_items(count):
    slow_first = [partial(time.sleep, 0.2), *(partial(len, "x" * n) for n in range(30))]
    assert answers(count, slow_first) == [None, *range(30)]


def test_no_items_start_no_process():
    assert answers(2, []) == []


def test_a_process_that_dies_loses_only_its_item():
    items = [partial(len, "a"), partial(os._exit, 3), partial(len, "ab"), partial(len, "abc")]
    assert answers(2, items) == [1, Lost(overran=False), 2, 3]
    assert answers(1, items) == [1, Lost(overran=False), 2, 3]


def test_an_item_that_overruns_is_stopped():
    items = [partial(time.sleep, 3600), partial(len, "ab")]
    assert answers(1, items, seconds=0.5) == [Lost(overran=True), 2]


def test_leaving_early_leaves_no_process_behind():
    workers = Workers(2, operator.call, seconds=60.0)
    running = workers.answers([partial(os.getpid), partial(time.sleep, 3600)], lambda _: None)
    pid = next(running)
    running.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_item_beyond_the_memory_is_lost_alone():
    items = [partial(bytearray, 1024**3), partial(len, "ab")]
    limited = Workers(1, operator.call, seconds=60, memory=512 * 1024**2)
    assert list(limited.answers(items, lambda item: None)) == [Lost(overran=False), 2]


def test_a_process_grown_fat_is_replaced_and_its_answer_is_kept():
    items = [os.getpid, partial(eval, "len('x' * 600 * 1024**2)"), os.getpid, os.getpid]
    first, grown, second, third = answers(1, items)
    assert grown == 600 * 1024**2
    assert first != second == third
