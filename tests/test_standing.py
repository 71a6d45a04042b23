"""Citations opened after their document changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.citation import text_hash
from corpus.standing import Hold, standing
from tests.documents import PLAN, parsed
from workspace import Workspace

EID = "part_I__sec_2__point_a"


@pytest.fixture(scope="module")
def plan():
    return parsed(PLAN)


def held(plan, text):
    return standing(parsed(text), [plan], EID, text_hash(plan, EID)[:12])


def test_an_unchanged_text_holds(plan):
    assert standing(plan, [], EID, text_hash(plan, EID)[:12]).hold is Hold.SAME


def test_a_change_elsewhere_and_another_tone_placement_do_not_matter(plan):
    assert held(plan, PLAN.replace("hằng năm", "hằng quý")).hold is Hold.SAME
    other = PLAN.replace("cơ quan, đơn vị.", "cơ quan,  đơn vị.")
    assert held(plan, other).hold is Hold.SAME


def test_words_that_moved_are_followed_and_said_to_have_moved(plan):
    text = PLAN.replace(
        "a) Phân công rõ", "a) Việc mới được thêm ở đây.\n\nb) Phân công rõ"
    ).replace("b) Kiểm tra", "c) Kiểm tra")
    found = held(plan, text)
    assert (found.hold, found.eid) == (Hold.MOVED, "part_I__sec_2__point_b")


def test_changed_words_are_never_taken_for_the_cited_ones(plan):
    found = held(plan, PLAN.replace("rõ người, rõ việc", "rõ người, rõ trách nhiệm"))
    assert (found.hold, found.eid) == (Hold.CHANGED, EID)
    assert found.quoted is not None and "rõ việc" in found.quoted


def test_words_that_stand_twice_are_not_followed(plan):
    sentence = "Phân công rõ người, rõ việc trong từng cơ quan, đơn vị."
    text = PLAN.replace(f"a) {sentence}", "a) Việc mới.").replace(
        "- Mở chuyên mục trên sóng phát thanh.", f"- {sentence}\n\n- {sentence}"
    )
    assert held(plan, text).hold is Hold.CHANGED


def test_a_unit_that_is_gone_is_lost(plan):
    text = (
        PLAN.replace("2. Yêu cầu", "2. Phạm vi")
        .replace("a) Phân", "Phân")
        .replace("rõ người, rõ việc", "rõ người")
        .replace("b) Kiểm", "Kiểm")
    )
    found = held(plan, text)
    assert (found.hold, found.eid) == (Hold.LOST, None)


def test_an_unknown_hash_says_changed_without_inventing_a_text(plan):
    found = standing(plan, [], EID, "0" * 12)
    assert (found.hold, found.quoted) == (Hold.CHANGED, None)


def test_the_web_shows_both_readings_after_reingestion(tmp_path: Path):
    from web.app import create_app

    file = tmp_path / "ke-hoach.txt"
    file.write_text(PLAN, encoding="utf-8")
    workspace = Workspace(tmp_path / "data")
    (name,) = workspace.ingest([file]).added
    link = workspace.permalink(f"{name}#{EID}")
    file.write_text(PLAN.replace("rõ người, rõ việc", "rõ người, rõ trách nhiệm"), encoding="utf-8")
    assert workspace.ingest([file]).updated == (name,)
    page = create_app(workspace).test_client().get(link).get_data(as_text=True)
    assert "rõ người, rõ việc" in page
    assert "rõ người, rõ trách nhiệm" in page
    assert "đã khác lúc được trích dẫn" in page
