"""Frames: the curated files, faults in them, and frames made of documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.frames import curated, frame_of, read, row_provisions
from corpus.model import (
    BadRequest,
    Document,
    Genre,
    Metadata,
    Passage,
    Provision,
    Source,
    Span,
)

GOOD = """
id = "9-ct-tw"
number = "9-CT/TW"
title = "Một khung"
title_en = "A frame"
[[groups]]
key = "1"
title = "Nhóm một"
title_en = "Group one"
text = "Lãnh đạo, chỉ đạo."
cues = ["cấp ủy"]
[[groups]]
key = "2"
title = "Nhóm hai"
title_en = "Group two"
text = "Tuyên truyền."
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "x.toml"
    path.write_text(text, encoding="utf-8")
    return path


def document(text: str, provisions: list[tuple[str, str | None, str, str]], **more) -> Document:
    """Provisions (eid, parent, level, heading), each heading followed in the text by
    a line that is its passage."""
    units, passages = [], []
    for eid, parent, level, heading in provisions:
        start = text.index(heading)
        line_end = text.index("\n", start)
        end = text.index("\n", line_end + 1)
        head = (Span(start, line_end),)
        units.append(Provision(eid, parent, level, eid[-1], Span(start, end), head, ()))
        if end > line_end + 1:
            passages.append(Passage(f"{eid}__para_1", eid, (Span(line_end + 1, end),), ()))
    source = Source("0" * 64, "text/plain", "x.txt", "/x.txt", len(text))
    meta = Metadata(Genre.OFFICIAL, "Kế hoạch thử", number="7/KH-UBND")
    return Document("x", source, text, meta, tuple(units), tuple(passages), **more)


def test_the_directive_has_six_groups_in_its_order():
    frame = curated()["28-ct-tw"]
    assert frame.number == "28-CT/TW"
    assert [group.key for group in frame.groups] == ["1", "2", "3", "4", "5", "6"]
    assert all(group.title and group.title_en for group in frame.groups)
    assert all(len(group.text.splitlines()) >= 8 for group in frame.groups)


def test_no_cue_stands_under_two_groups():
    """A phrase that speaks for two groups speaks for neither."""
    seen: dict[str, str] = {}
    for group in curated()["28-ct-tw"].groups:
        for line in group.text.splitlines():
            assert line.strip() and seen.setdefault(line, group.key) == group.key


def test_text_and_cues_make_the_words_of_a_group(tmp_path):
    frame = read(written(tmp_path, GOOD))
    assert frame.groups[0].text == "Lãnh đạo, chỉ đạo.\ncấp ủy"
    assert frame.groups[1].text == "Tuyên truyền."
    assert frame.document is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('id = "9-ct-tw"', "", "thiếu “id”"),
        ('number = "9-CT/TW"', "number = 9", "thiếu “number”"),
        ('title_en = "Group two"', "", "nhóm thứ 2: thiếu “title_en”"),
        ('key = "2"', 'key = "1"', "khóa “1” dùng cho hai nhóm"),
        ('key = "2"', "key = 2", "nhóm thứ 2: thiếu “key”"),
        ('cues = ["cấp ủy"]', 'cues = "cấp ủy"', "nhóm thứ 1: “cues”"),
        ("[[groups]]", "[[rows]]", "không có nhóm nào"),
        ("id =", "id ", "không đọc được"),
    ],
)
def test_a_fault_names_file_and_place(tmp_path, before, after, said):
    with pytest.raises(BadRequest) as caught:
        read(written(tmp_path, GOOD.replace(before, after)))
    assert "x.toml" in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_file_is_a_fault(tmp_path):
    with pytest.raises(BadRequest, match=r"x\.toml"):
        read(tmp_path / "x.toml")


PLAN = "NHIỆM VỤ\n\nTruyền thông\nMở chuyên mục. Dạy kỹ năng.\nNguồn lực\nBố trí đất.\n"
PLAN_UNITS = [
    ("part_I", None, "part", "NHIỆM VỤ"),
    ("part_I__sec_1", "part_I", "section", "Truyền thông"),
    ("part_I__sec_2", "part_I", "section", "Nguồn lực"),
]


def test_task_groups_are_the_rows():
    plan = document(PLAN, PLAN_UNITS, task_groups=("part_I__sec_1", "part_I__sec_2"))
    frame = frame_of(plan)
    assert frame.id == frame.document == "x"
    assert frame.number == "7/KH-UBND"
    assert [(g.key, g.title) for g in frame.groups] == [
        ("part_I__sec_1", "Truyền thông"),
        ("part_I__sec_2", "Nguồn lực"),
    ]
    assert frame.groups[0].text == "Mở chuyên mục. Dạy kỹ năng."


def test_without_task_groups_a_lone_part_is_looked_through():
    assert [p.eid for p in row_provisions(document(PLAN, PLAN_UNITS))] == [
        "part_I__sec_1",
        "part_I__sec_2",
    ]


def test_a_decision_offers_its_articles_and_those_of_its_attachment():
    text = "Điều một\nBan hành.\nQUY CHẾ\n\nĐiều hai\nPhạm vi.\nĐiều ba\nHiệu lực.\n"
    decision = document(
        text,
        [
            ("art_1", None, "article", "Điều một"),
            ("att_1", None, "attachment", "QUY CHẾ"),
            ("att_1__art_1", "att_1", "article", "Điều hai"),
            ("att_1__art_2", "att_1", "article", "Điều ba"),
        ],
    )
    assert [g.key for g in frame_of(decision).groups] == ["art_1", "att_1__art_1", "att_1__art_2"]


def test_a_group_without_a_heading_goes_by_its_first_sentence():
    plan = document(PLAN, PLAN_UNITS, task_groups=("part_I__sec_1",))
    bare = [Provision(p.eid, p.parent, p.level, p.label, p.span, (), ()) for p in plan.provisions]
    plan = Document(
        plan.id, plan.source, plan.text, plan.metadata, tuple(bare), plan.passages, plan.task_groups
    )
    assert frame_of(plan).groups[0].title == "Mở chuyên mục"


def test_a_document_without_an_outline_makes_no_frame():
    with pytest.raises(BadRequest, match="x"):
        frame_of(document("Không có mục nào.\n", []))
