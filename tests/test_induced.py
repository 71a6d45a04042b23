"""Frames drawn from plans: which rows come together, under what name, in what order."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

import corpus
from compare.align import compare
from compare.induced import ID, induce
from corpus.model import BadRequest, Document
from tests.documents import parsed, parsed_file

FOLDER = Path(corpus.__file__).with_name("samples")
FILES = (
    "35-ctr-tu-song-lam-thuong.txt",
    "112-kh-hu-ban-may.md",
    "208-kh-ubnd-cua-gio.txt",
    "bai-nga-tin-tuc.html",
)


@pytest.fixture(scope="module")
def plans() -> list[Document]:
    return [parsed_file(FOLDER / name) for name in FILES]


def group_with(frame, heading: str) -> str:
    """The key of the group that knows a heading."""
    (key,) = [g.key for g in frame.groups if heading in g.text.splitlines()]
    return key


def test_rows_of_one_matter_make_one_group(plans):
    frame = induce(plans)
    front = [
        "Phát huy vai trò của Mặt trận Tổ quốc, các đoàn thể và cộng đồng",
        "Vai trò của Mặt trận Tổ quốc, đoàn thể và già làng, trưởng bản",
    ]
    assert len({group_with(frame, heading) for heading in front}) == 1
    assert group_with(frame, "Thanh tra, kiểm tra, xử lý vi phạm") != group_with(frame, front[0])
    assert frame.id == ID and frame.document is None
    assert [group.key for group in frame.groups] == [str(n + 1) for n in range(len(frame.groups))]


def test_every_row_is_in_a_group_and_a_name_is_a_heading_of_the_group(plans):
    frame = induce(plans)
    for document in plans:
        for eid in document.task_groups:
            provision = document.provision(eid)
            assert provision is not None
            group_with(frame, document.heading_text(provision))
    for group in frame.groups:
        lines = [line.lower() for line in group.text.splitlines()]
        assert group.title.lower() in lines and group.title[0].isupper()


def test_the_order_of_documents_changes_nothing(plans):
    straight = induce(plans)
    shuffled = list(plans)
    random.Random(3).shuffle(shuffled)
    assert induce(shuffled) == straight


def test_groups_follow_the_order_of_the_plans(plans):
    keys = [int(group_with(induce(plans), h)) for h in (
        "Nâng cao trách nhiệm lãnh đạo, chỉ đạo của cấp ủy và người đứng đầu",
        "Nâng cao chất lượng dịch vụ y tế, giáo dục, bảo vệ trẻ em",
        "Phát huy vai trò của Mặt trận Tổ quốc, các đoàn thể và cộng đồng",
    )]  # fmt: skip
    assert keys == sorted(keys)


def test_a_plan_is_filed_under_the_frame_it_helped_to_make(plans):
    frame = induce(plans)
    result = compare(plans, frame)
    for group in result.groups:
        document = next(d for d in plans if d.id == group.document)
        provision = document.provision(group.eid)
        assert provision is not None
        assert group.links[0].key == group_with(frame, document.heading_text(provision))


def test_documents_without_rows_make_no_frame():
    with pytest.raises(BadRequest):
        induce([parsed("Chỉ có một dòng.")])
    with pytest.raises(BadRequest):
        induce([])


@pytest.mark.real
def test_real_plans_give_the_directive_s_groups(shared):
    """Rows of one group of the directive meet, and rows of two never do."""
    main = {"000": "123456", "001": "13536", "002": "124356"}
    plans = [
        replace(parsed_file(next((shared / "corpus/seeds").glob(f"{name}_*"))), id=name)
        for name in main
    ]
    frame = induce(plans)
    assert 6 <= len(frame.groups) <= 9
    found = []
    for plan in plans:
        for eid, label in zip(plan.task_groups, main[plan.id], strict=True):
            provision = plan.provision(eid)
            assert provision is not None
            found.append((label, group_with(frame, plan.heading_text(provision))))
    for (label, key), (other_label, other) in combinations(found, 2):
        if key == other:
            assert label == other_label
    together = sum(k == o for (a, k), (b, o) in combinations(found, 2) if a == b)
    assert together >= 10
