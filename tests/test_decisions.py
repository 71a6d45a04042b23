"""People's decisions: made, contested, taken back, held on to, carried elsewhere, applied."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import doichieu
from corpus.decision_files import exported, plain, read_entry, read_file
from corpus.decisions import (
    LONGEST_COMMENT,
    Action,
    Anchor,
    Contested,
    Decision,
    FrameRow,
    Matter,
    Units,
)
from corpus.model import BadRequest, Link, NotFound, Relation
from corpus.rulings import Rulings, State, Subject
from corpus.standing import units
from tests.catalogs import compile_catalogs
from tests.documents import parsed, parsed_file
from tests.judged_plans import DIRECTIVE, OTHER, PLAN, clause, plans, put, same_words_only
from web.i18n import translator
from workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "corpus" / "samples"
FRAME, MINE, THEIRS = "77-ct-tw-2024", "45-kh-ubnd-2025-song-mo", "9-kh-ubnd-2025-doi-gio"
LEADERS, PARTY, MONEY = "Người đứng đầu", "Các cấp ủy", "Ngân sách tỉnh"
RAIN, CHECK = "Huy động doanh nghiệp", "Kiểm tra chất lượng"


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compare.align.compare", same_words_only)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return plans(tmp_path / "data")


def between(workspace: Workspace, left: str, right: str) -> Matter:
    """The link of two clauses by their first words."""
    return workspace.decisions.link(
        [clause(workspace, MINE, left)], [clause(workspace, THEIRS, right)]
    )


def linked(workspace: Workspace, who: str = "both") -> dict[tuple[str, ...], Link]:
    """The links of the two plans by the first words of their clauses."""
    made = workspace.judged(workspace.compare([MINE, THEIRS]), who)

    def words(names: tuple[str, ...]) -> str:
        return "+".join(" ".join(workspace.clause(n).text.split()[:3]) for n in names)

    return {(words(link.left), words(link.right)): link for link in made.links}


def filed(workspace: Workspace, row: str, who: str = "both") -> list[str]:
    made = workspace.judged(workspace.compare([MINE, THEIRS], FRAME), who)
    return [c.passage for c in made.clauses if c.key == row]


SAME = ("Người đứng đầu", "Người đứng đầu")
NEW = ("Huy động doanh", "Kiểm tra chất")


# --- Decided ----------------------------------------------------------------


def test_people_win_over_the_machine(workspace):
    make = workspace.decisions
    machine = linked(workspace, "machine")
    assert SAME in machine and NEW not in machine
    make.decide("Lan", Action.REJECT, [between(workspace, LEADERS, LEADERS)])
    make.decide("Minh", Action.ACCEPT, [between(workspace, RAIN, CHECK)], (), Relation.BROADER)
    both, people = linked(workspace), linked(workspace, "people")
    assert SAME not in both and set(people) == {NEW}
    assert both[NEW].decided.by == "Minh" and both[NEW].relation is Relation.BROADER
    assert set(machine) - {SAME} <= set(both) and linked(workspace, "machine") == machine


def test_what_stands_alone_follows_the_decisions(workspace):
    left, right = clause(workspace, MINE, RAIN), clause(workspace, THEIRS, CHECK)
    same = between(workspace, LEADERS, LEADERS)
    assert left in workspace.compare([MINE, THEIRS]).only_in[MINE]
    workspace.decisions.decide("Lan", Action.ACCEPT, [between(workspace, RAIN, CHECK)])
    workspace.decisions.decide("Lan", Action.REJECT, [same])
    only_in = workspace.judged(workspace.compare([MINE, THEIRS])).only_in
    assert left not in only_in[MINE] and right not in only_in[THEIRS]
    assert same.left[0].id in only_in[MINE] and same.right[0].id in only_in[THEIRS]
    order = [c.passage for c in workspace.clauses(MINE)]
    assert list(only_in[MINE]) == sorted(only_in[MINE], key=order.index)


def test_a_relation_is_read_from_either_side(workspace):
    matter = between(workspace, RAIN, CHECK)
    workspace.decisions.decide("Lan", Action.ACCEPT, [matter], (), Relation.BROADER)
    turned = workspace.judged(workspace.compare([THEIRS, MINE]))
    (link,) = [one for one in turned.links if one.decided]
    assert (link.left, link.relation) == ((matter.right[0].id,), Relation.NARROWER)
    again = workspace.decisions.link([matter.right[0].id], [matter.left[0].id])
    workspace.decisions.decide("Lan", Action.REJECT, [again])
    assert NEW not in linked(workspace)


def test_relink_split_and_merge(workspace):
    make = workspace.decisions
    old, new = between(workspace, LEADERS, LEADERS), between(workspace, LEADERS, PARTY)
    make.decide("Lan", Action.RELINK, [old], [new], Relation.RELATED)
    assert SAME not in linked(workspace)
    assert linked(workspace)["Người đứng đầu", "Các cấp ủy"].decided.by == "Lan"
    ids = [clause(workspace, MINE, words) for words in (LEADERS, PARTY)]
    merged = make.link(ids, [clause(workspace, THEIRS, LEADERS)])
    make.decide("Lan", Action.MERGE, [old, between(workspace, PARTY, LEADERS)], [merged])
    assert linked(workspace)["Người đứng đầu+Các cấp ủy", "Người đứng đầu"].decided
    pairs = [make.link([one], [merged.right[0].id]) for one in ids]
    make.decide("Minh", Action.SPLIT, [merged], pairs)
    assert linked(workspace)[SAME].decided.by == "Minh"
    assert ("Người đứng đầu+Các cấp ủy", "Người đứng đầu") not in linked(workspace)


def test_a_link_of_several_clauses_falls_apart_where_one_pair_is_ruled_out(workspace):
    from compare.judged import judged

    made = workspace.compare([MINE, THEIRS])
    ids = tuple(clause(workspace, MINE, words) for words in (LEADERS, PARTY))
    right = clause(workspace, THEIRS, LEADERS)
    made = replace(made, links=(Link(ids, (right,), Relation.ADAPTED, 0.7),))
    workspace.decisions.decide("Lan", Action.REJECT, [workspace.decisions.link([ids[1]], [right])])
    documents = {name: workspace.document(name) for name in made.documents}
    (left,) = judged(made, documents, workspace.decisions.rulings()).links
    assert (left.left, left.right, left.decided) == ((ids[0],), (right,), None)


def test_a_gap_that_is_none(workspace):
    """A clause that the machine left out of a row, and one it put where it does not belong."""
    make, rain = workspace.decisions, clause(workspace, MINE, RAIN)
    before = filed(workspace, "item_1")
    assert rain not in before
    make.decide("Lan", Action.ACCEPT, [make.filing(rain, FRAME, "item_1")])
    assert set(filed(workspace, "item_1")) == {*before, rain}
    assert filed(workspace, "item_1", "people") == [rain]
    party = make.filing(clause(workspace, MINE, PARTY), FRAME, "item_1")
    moved = make.filing(party.left[0].id, FRAME, "item_2")
    make.decide("Lan", Action.RELINK, [party], [moved])
    assert party.left[0].id not in filed(workspace, "item_1")
    assert party.left[0].id in filed(workspace, "item_2")
    rows = workspace.rows(workspace.judged(workspace.compare([MINE, THEIRS], FRAME)))
    assert rows[0].cells[0].decided.by == "Lan" and rows[1].cells[1].decided is None


def test_a_group_moves_with_the_clauses_under_it(workspace):
    make, group = workspace.decisions, f"{MINE}#part_I__sec_1"
    names = [clause(workspace, MINE, words) for words in (PARTY, LEADERS)]
    about, instead = (
        [make.filing(group, FRAME, row, True), *(make.filing(n, FRAME, row) for n in names)]
        for row in ("item_1", "item_2")
    )
    make.decide("Lan", Action.RELINK, about, instead)
    made = workspace.judged(workspace.compare([MINE, THEIRS], FRAME))
    keys = {g.eid: [k.key for k in g.links] for g in made.groups if g.document == MINE}
    assert keys["part_I__sec_1"] == ["item_2"]
    assert not set(names) & set(filed(workspace, "item_1"))
    assert set(names) <= set(filed(workspace, "item_2"))


def test_undo_brings_back_what_stood_before(workspace):
    make, matter = workspace.decisions, between(workspace, LEADERS, LEADERS)
    first = make.decide("Lan", Action.ACCEPT, [matter])
    second = make.decide("Minh", Action.REJECT, [matter])
    states = [entry.state for entry in make.rulings().entries]
    assert states == [State.REPLACED, State.IN_FORCE]
    undo = make.undo("Lan", second.id)
    assert linked(workspace)[SAME].decided.by == "Lan"
    assert make.undo("Minh", second.id) == undo  # once is enough
    make.undo("Minh", undo.id)  # a taking back taken back
    assert SAME not in linked(workspace)
    make.undo("Lan", second.id)
    make.undo("Lan", first.id)
    assert linked(workspace)[SAME].decided is None
    assert len(make.rulings().entries) == 6  # nothing ever leaves the log


def test_comments_say_something_and_decide_nothing(workspace):
    make, matter = workspace.decisions, between(workspace, LEADERS, LEADERS)
    make.decide("Lan", Action.COMMENT, [matter], comment="  Xem lại\nkhi có bản gốc.  ")
    assert linked(workspace)[SAME].decided is None
    (said,) = make.rulings().comments(make.place(matter))
    assert said.comment == "Xem lại\nkhi có bản gốc."


@pytest.mark.parametrize(
    ("about", "error"),
    [
        (lambda m: m.link([f"{MINE}#nope"], [f"{THEIRS}#nope"]), NotFound),
        (lambda m: m.link(["nope#x"], [f"{THEIRS}#x"]), NotFound),
        (lambda m: m.link(["45-kh#part_I__sec_1__point_a"], ["9-kh#x"]), NotFound),
        (lambda m: m.filing(f"{MINE}#part_I__sec_1__point_a", FRAME, "item_9"), NotFound),
        (lambda m: m.filing(f"{MINE}#part_I__sec_1__point_a", "nope", "1"), NotFound),
        (lambda m: m.filing(f"{MINE}#part_I__sec_1__point_a", FRAME, "item_1", True), None),
    ],
)
def test_matters_that_are_not_there(workspace, about, error):
    if error is None:  # a point is a unit of the outline too
        assert about(workspace.decisions).left[0].is_group
        return
    with pytest.raises(error):
        about(workspace.decisions)


def test_what_is_badly_formed_is_refused(workspace):
    make, matter = workspace.decisions, between(workspace, LEADERS, LEADERS)
    own = Matter(matter.left, matter.left)
    twice = Matter((*matter.left, *matter.left), matter.right)
    for by, about, comment in [
        ("", [matter], ""),
        ("L" * 81, [matter], ""),
        ("Lan", [], ""),
        ("Lan", [own], ""),
        ("Lan", [twice], ""),
        ("Lan", [Matter(matter.left)], ""),
        ("Lan", [matter], "x" * (LONGEST_COMMENT + 1)),
    ]:
        with pytest.raises(BadRequest):
            make.decide(by, Action.ACCEPT, about, (), None, comment)
    with pytest.raises(BadRequest):
        make.decide("Lan", Action.COMMENT, [matter])
    with pytest.raises(NotFound):
        make.undo("Lan", "nope")
    assert make.rulings().entries == ()


# --- Two people at once -----------------------------------------------------


def test_a_stale_edit_is_refused_and_shows_both(workspace):
    make, matter = workspace.decisions, between(workspace, LEADERS, LEADERS)
    seen = make.rulings().position
    theirs = make.decide("Lan", Action.ACCEPT, [matter], seen=seen)
    make.decide("Minh", Action.COMMENT, [matter], comment="Chưa chắc.", seen=seen)
    make.decide("Minh", Action.ACCEPT, [between(workspace, RAIN, CHECK)], seen=seen)
    with pytest.raises(Contested) as caught:
        make.decide("Minh", Action.REJECT, [matter], seen=seen)
    assert caught.value.theirs == theirs and caught.value.ours.by == "Minh"
    assert len(make.rulings().entries) == 3
    make.decide("Minh", Action.REJECT, [matter], seen=make.rulings().position)
    with pytest.raises(Contested):
        make.undo("Lan", theirs.id, seen=seen)


def test_the_same_decision_sent_twice_is_stored_once(workspace):
    make, matter = workspace.decisions, between(workspace, LEADERS, LEADERS)
    first = make.decide("Lan", Action.ACCEPT, [matter], seen=0)
    assert make.decide("Lan", Action.ACCEPT, [matter], seen=0) == first
    assert len(make.rulings().entries) == 1


def test_of_many_at_once_one_is_first(workspace):
    """Every one in a store of its own, as processes are."""
    others = [Workspace(workspace.folder) for _ in range(6)]
    matter, outcomes = between(workspace, LEADERS, LEADERS), []
    actions = (Action.ACCEPT, Action.REJECT)

    def decide(at: int, one: Workspace) -> None:
        try:
            outcomes.append(one.decisions.decide(f"N{at}", actions[at % 2], [matter], seen=0))
        except Contested as error:
            outcomes.append(error)

    threads = [threading.Thread(target=decide, args=pair) for pair in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = [one for one in outcomes if isinstance(one, Decision)]
    assert len(outcomes) == 6 and len(stored) == 1
    assert [e.decision for e in workspace.decisions.rulings().entries] == stored


_DECIDER = """
import sys
from pathlib import Path
from corpus.decisions import Action
from workspace import Workspace
make = Workspace(Path(sys.argv[1])).decisions
matter = make.link([sys.argv[2]], [sys.argv[3]])
while True:
    print(make.decide("Lan", Action.COMMENT, [matter], comment="x").id, flush=True)
"""


def test_what_was_acknowledged_survives_kill_9(workspace):
    names = clause(workspace, MINE, LEADERS), clause(workspace, THEIRS, LEADERS)
    command = [sys.executable, "-c", _DECIDER, str(workspace.folder), *names]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(20)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += process.stdout.read().split()
    kept = [e.decision.id for e in Workspace(workspace.folder).decisions.rulings().entries]
    whole = [one for one in acknowledged if len(one) == 32]
    assert len(whole) >= 20 and set(whole) <= set(kept)


# --- Holding on -------------------------------------------------------------

ADDED = "a) Các cấp ủy học tập, quán triệt Chỉ thị.\n\nb) Các cấp ủy đưa"


def moved_on(text: str) -> str:
    """A new first point: what was a) is b) now, what was b) is c)."""
    return text.replace("b) Người đứng đầu", "c) Người đứng đầu").replace(
        "a) Các cấp ủy đưa", ADDED
    )


def test_decisions_move_with_their_words(workspace):
    matter = between(workspace, LEADERS, LEADERS)
    workspace.decisions.decide("Lan", Action.REJECT, [matter])
    put(workspace, moved_on(PLAN), "song-mo.txt")
    (entry,) = workspace.decisions.rulings().entries
    assert entry.state is State.IN_FORCE and entry.moved
    assert entry.places[0].left == (clause(workspace, MINE, LEADERS),) != (matter.left[0].id,)
    assert SAME not in linked(workspace)
    put(workspace, PLAN, "song-mo.txt")
    assert not workspace.decisions.rulings().entries[0].moved


def test_decisions_hold_where_only_spelling_changed(workspace):
    workspace.decisions.decide("Lan", Action.REJECT, [between(workspace, PARTY, PARTY)])
    put(workspace, PLAN.replace("cấp ủy đưa mục", "cấp  uỷ đưa mục"), "song-mo.txt")
    (entry,) = workspace.decisions.rulings().entries
    assert (entry.state, entry.moved) == (State.IN_FORCE, False)


@pytest.mark.parametrize(
    "changed",
    [
        PLAN.replace("chịu trách nhiệm về nước sạch", "chịu trách nhiệm chính về nước sạch"),
        PLAN.replace("b) Người đứng đầu chịu trách nhiệm về nước sạch ở trường học trên địa bàn.\n\n", ""),
        # the words are there twice, neither where they stood between what stood around them
        moved_on(PLAN).replace(
            "b) Huy động",
            "b) Người đứng đầu chịu trách nhiệm về nước sạch ở trường học trên địa bàn.\n\nc) Huy động",
        ),
    ],
    ids=["changed", "gone", "twice"],
)  # fmt: skip
def test_what_no_longer_matches_is_shown_and_never_guessed(workspace, changed):
    workspace.decisions.decide("Lan", Action.REJECT, [between(workspace, LEADERS, LEADERS)])
    put(workspace, changed, "song-mo.txt")
    rulings = workspace.decisions.rulings()
    assert [entry.state for entry in rulings.entries] == [State.STALE]
    assert rulings.stale([MINE]) == rulings.stale([THEIRS]) == 1 and not list(rulings)
    put(workspace, PLAN, "song-mo.txt")  # the old words come back, and with them what was said
    assert [e.state for e in workspace.decisions.rulings().entries] == [State.IN_FORCE]


def test_equal_words_are_told_apart_by_what_stands_around_them():
    text = (
        "I. NHIỆM VỤ\n\n1. Y tế\n\na) Tiếp tục thực hiện.\n\n2. Giáo dục\n\na) Tiếp tục thực hiện."
    )
    document = parsed(text, "hai-lan.txt")
    units = Units(document)
    first, second = [p.eid for p in document.passages if "Tiếp tục" in document.passage_text(p)]
    anchors = [units.anchor(eid) for eid in (first, second)]
    assert [units.place(a).id for a in anchors] == [document.passage_id(e) for e in (first, second)]
    later = Units(parsed(text.replace("1. Y tế", "1. Y tế cơ sở"), "hai-lan.txt"))
    assert later.place(anchors[0]) is None and later.place(anchors[1]) is not None
    lone = Units(parsed(text.partition("\n\n2.")[0], "hai-lan.txt"))
    assert lone.place(anchors[1]).moved


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_every_unit_of_a_document_is_found_again_where_it_is(path):
    document = parsed_file(path)
    found = Units(document)
    names = [(eid, False) for eid, _ in units(document)]
    names += [(provision.eid, True) for provision in document.provisions]
    for eid, is_group in names:
        place = found.place(found.anchor(eid, is_group))
        assert place is not None and (place.id, place.moved) == (document.passage_id(eid), False)


def test_decisions_outlive_reindex_removal_and_restart(workspace):
    workspace.decisions.decide("Lan", Action.REJECT, [between(workspace, LEADERS, LEADERS)])
    workspace.reindex()
    assert SAME not in linked(Workspace(workspace.folder))
    workspace.store.remove(THEIRS)
    assert [e.state for e in workspace.decisions.rulings().entries] == [State.STALE]
    put(workspace, OTHER, "doi-gio.txt")
    assert SAME not in linked(workspace)


def test_a_row_is_held_by_its_title(workspace):
    make, rain = workspace.decisions, clause(workspace, MINE, RAIN)
    make.decide("Lan", Action.ACCEPT, [make.filing(rain, FRAME, "item_1")])
    second = DIRECTIVE.replace("1. Tăng", "2. Tăng").replace("2. Bố trí", "3. Bố trí")
    put(workspace, second.replace("2. Tăng", "1. Xã hội hóa.\n\n2. Tăng"), "chi-thi.txt")
    (entry,) = make.rulings().entries
    assert entry.moved and entry.places[0].row == "item_2" and rain in filed(workspace, "item_2")
    put(workspace, DIRECTIVE.replace("Tăng cường lãnh đạo", "Thôi lãnh đạo"), "chi-thi.txt")
    assert [e.state for e in make.rulings().entries] == [State.STALE]


# --- Carried elsewhere ------------------------------------------------------


def file_of(workspace: Workspace) -> bytes:
    return json.dumps(workspace.decisions.exported()).encode()


def test_two_installations_come_to_the_same(workspace, tmp_path):
    other = plans(tmp_path / "other")
    matter = between(workspace, LEADERS, LEADERS)
    workspace.decisions.decide("Lan", Action.REJECT, [matter])
    other.decisions.decide("Minh", Action.ACCEPT, [matter])
    taken = workspace.decisions.decide("Lan", Action.ACCEPT, [between(workspace, RAIN, CHECK)])
    workspace.decisions.undo("Lan", taken.id)
    assert other.decisions.take_in(file_of(workspace)).added == 3
    assert workspace.decisions.take_in(file_of(other)).added == 1
    assert workspace.decisions.take_in(file_of(other)).known == 4
    mine, theirs = (
        [(e.decision, e.state) for e in one.decisions.rulings().entries]
        for one in (workspace, other)
    )
    assert mine == theirs and linked(workspace)[SAME].decided.by == "Minh"


def test_decisions_wait_for_documents_that_are_not_there_yet(workspace, tmp_path):
    workspace.decisions.decide("Lan", Action.REJECT, [between(workspace, LEADERS, LEADERS)])
    bare = Workspace(tmp_path / "bare")
    bare.decisions.take_in(file_of(workspace))
    assert [e.state for e in bare.decisions.rulings().entries] == [State.STALE]
    for text, name in ((PLAN, "song-mo.txt"), (OTHER, "doi-gio.txt")):
        put(bare, text, name)
    assert SAME not in linked(bare)


def test_what_is_known_is_never_written_over(workspace):
    one = workspace.decisions.decide("Lan", Action.ACCEPT, [between(workspace, LEADERS, LEADERS)])
    shape = workspace.decisions.exported()
    shape["decisions"][0]["by"] = "Kẻ khác"
    done = workspace.decisions.take_in(json.dumps(shape).encode())
    assert (done.added, done.known, done.differing) == (0, 0, 1)
    assert workspace.decisions.rulings().entries[0].decision == one


def broken(**changes: object):
    def change(shape: dict) -> dict:
        for name, value in changes.items():
            *path, last = name.split("__")
            inner = shape["decisions"][0]
            for step in path:
                inner = inner[int(step)] if step.isdigit() else inner[step]
            inner[last] = value
        return shape

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: b"\xff\xfe", "JSON"),
        (lambda _: b"{", "JSON"),
        (lambda _: b"[" * 100_000, "JSON"),
        (lambda _: b"[]", "Đối Chiếu"),
        (lambda shape: {"decisions": []}, "Đối Chiếu"),
        (lambda shape: shape | {"version": 99}, "version"),
        (lambda shape: shape | {"decisions": {}}, "decisions"),
        (lambda shape: shape | {"decisions": [7]}, "decisions number 1"),
        (lambda shape: shape | {"decisions": shape["decisions"] * 2}, "same id"),
        (broken(by=None), "by"),
        (broken(by="Lan\u202ea"), "name"),
        (broken(by="\ud800"), "by"),
        (broken(at="hôm qua"), "at"),
        (broken(at="2026-11-25T00:00:00"), "at"),
        (broken(at="9999-01-01T00:00:00+00:00"), "future"),
        (broken(action="destroy"), "action"),
        (broken(action="undo"), "matters"),
        (broken(undoes="x"), "undo"),
        (broken(relation="enemy"), "relation"),
        (broken(comment="x" * (LONGEST_COMMENT + 1)), "characters"),
        (broken(comment=["x"]), "comment"),
        (broken(about=[]), "matters"),
        (broken(about="left"), "list"),
        (broken(about__0__right=[]), "sides"),
        (broken(about__0__left__0__exact="Điều không ai nói."), "hash"),
        (broken(about__0__left__0__unit="planet"), "unit"),
        (broken(about__0__left__0__document=""), "document"),
    ],
)
def test_a_bad_file_is_refused_whole_in_one_sentence(workspace, change, words):
    compile_catalogs()
    workspace.decisions.decide("Lan", Action.ACCEPT, [between(workspace, LEADERS, LEADERS)])
    shape = change(workspace.decisions.exported())
    data = shape if isinstance(shape, bytes) else json.dumps(shape).encode()
    with pytest.raises(BadRequest) as caught:
        workspace.decisions.take_in(data)
    english = translator("en")(caught.value.message)
    assert words in english and "\n" not in english and len(english) < 300
    assert translator("vi")(caught.value.message) != english
    assert len(workspace.decisions.rulings().entries) == 1


text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
anchors = st.builds(
    Anchor, text, text, text, st.text(max_size=4), st.text(max_size=4), st.booleans()
)
matters = st.one_of(
    st.builds(lambda a, b: Matter((replace(a, document="a"),), (replace(b, document="b"),)), anchors, anchors),
    st.builds(lambda a, f, k, t: Matter((a,), (), FrameRow(f, k, t)), anchors, text, text, text),
)  # fmt: skip
moments = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)).map(
    lambda t: t.replace(tzinfo=UTC)
)
decisions = st.builds(
    lambda about, **more: Decision(about=(about,), action=Action.ACCEPT, **more),
    matters,
    id=st.uuids().map(lambda one: one.hex),
    by=st.sampled_from(["Lan", "Trần Minh"]),
    at=moments,
    relation=st.none() | st.sampled_from(Relation),
    comment=st.text(st.characters(codec="utf-8"), max_size=20),
)


@given(decisions)
@settings(max_examples=60, deadline=None)
def test_what_goes_into_a_file_comes_out(one):
    assert read_entry(json.dumps(plain(one))) == one
    data = json.dumps(exported([one], [], datetime(2026, 1, 1, tzinfo=UTC))).encode()
    assert read_file(data, datetime(2026, 1, 2, tzinfo=UTC)) == [one]


def at(minute: int) -> datetime:
    return datetime(2026, 11, 25, 8, tzinfo=UTC) + timedelta(minutes=minute)


@given(st.permutations(range(6)))
@settings(max_examples=30, deadline=None)
def test_the_order_of_arrival_does_not_matter(order):
    matter = Matter((Anchor("a", "x", "một"),), (Anchor("b", "y", "hai"),))
    log = [
        Decision("1", "Lan", at(1), Action.ACCEPT, (matter,)),
        Decision("2", "Lan", at(2), Action.REJECT, (matter,)),
        Decision("3", "Lan", at(3), Action.UNDO, undoes="2"),
        Decision("4", "Lan", at(4), Action.REJECT, (matter,)),
        Decision("5", "Lan", at(5), Action.UNDO, undoes="4"),
        Decision("6", "Lan", at(6), Action.UNDO, undoes="3"),
    ]
    subject = Subject(("a#x",), ("b#y",))
    made = Rulings([(n, log[i]) for n, i in enumerate(order, 1)], lambda _: subject)
    ruling = made.of(subject)
    assert ruling is not None and (ruling.decision.id, ruling.holds) == ("2", False)


def test_undos_that_undo_each_other_end(workspace):
    """No such log can be made here; a file could hold one."""
    loop = [
        Decision("1", "Lan", at(1), Action.UNDO, undoes="2"),
        Decision("2", "Lan", at(2), Action.UNDO, undoes="1"),
    ]
    made = Rulings(list(enumerate(loop, 1)), workspace.decisions.place)
    assert made.since(0, [Subject(("a#x",), ("b#y",))]) is None


# --- As gold ----------------------------------------------------------------


def test_gold_has_ids_and_offsets_and_no_words(workspace):
    make = workspace.decisions
    same, new = between(workspace, LEADERS, LEADERS), between(workspace, RAIN, CHECK)
    make.decide("Lan", Action.ACCEPT, [same], (), Relation.SAME)
    make.decide("Lan", Action.REJECT, [new])
    ids = [clause(workspace, MINE, words) for words in (PARTY, MONEY)]
    merged = make.link(ids, [clause(workspace, THEIRS, MONEY)])
    make.decide("Lan", Action.MERGE, [between(workspace, MONEY, MONEY)], [merged])
    make.decide("Lan", Action.ACCEPT, [make.filing(ids[0], FRAME, "item_1")])
    made = workspace.gold()
    texts = {one["id"]: workspace.text(one["id"]) for one in made["documents"]}
    assert all(
        one["sha256"] == workspace.document(one["id"]).source.sha256 for one in made["documents"]
    )

    def words(side: dict) -> str:
        return texts[side["document"]][side["start"] : side["end"]]

    found = [(words(p["left"])[:14], words(p["right"])[:14], p["relation"]) for p in made["links"]]
    assert found[0] == ("Người đứng đầu", "Người đứng đầu", "same") and len(found) == 3
    assert [words(p["left"])[:8] for p in made["rejected"]] == ["Huy động"]
    assert [(words(r["unit"])[:10], r["key"]) for r in made["rows"]] == [(PARTY, "item_1")]


# --- By command -------------------------------------------------------------


def cli(workspace: Workspace, *args: str):
    return CliRunner().invoke(doichieu.main, ["--data", str(workspace.folder), *args])


def test_decisions_by_command(workspace, tmp_path, monkeypatch):
    left, right = clause(workspace, MINE, RAIN), clause(workspace, THEIRS, CHECK)
    monkeypatch.setenv("LOGNAME", "nguoi-dung")
    done = cli(workspace, "decisions", "add", "accept", left.replace(MINE, "45/KH-UBND"), right,
               "--relation", "broader")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    cli(workspace, "decisions", "add", "reject", clause(workspace, MINE, PARTY), "item_1",
        "--frame", FRAME, "--by", "Lan")  # fmt: skip
    listed = json.loads(cli(workspace, "decisions", "list", "--json").stdout)
    assert [(one["by"], one["action"], one["state"]) for one in listed] == [
        ("nguoi-dung", "accept", "in_force"), ("Lan", "reject", "in_force"),
    ]  # fmt: skip
    assert listed[0]["now"][0]["left"] == [left]
    assert len(cli(workspace, "decisions", "list", "--by", "Lan").stdout.splitlines()) == 2
    made = json.loads(cli(workspace, "compare", MINE, THEIRS, "--json").stdout)
    assert [one["decided_by"] for one in made["links"] if one["decided_by"]] == ["nguoi-dung"]
    machine = cli(workspace, "compare", MINE, THEIRS, "--who", "machine", "--json").stdout
    assert all(one["decided_by"] is None for one in json.loads(machine)["links"])
    file, other = tmp_path / "d.json", plans(tmp_path / "other")
    assert cli(workspace, "decisions", "export", "--output", str(file)).exit_code == 0
    taken = cli(other, "decisions", "import", str(file), "--json")
    assert json.loads(taken.stdout) == {"added": 2, "known": 0, "differing": 0}
    gold = json.loads(cli(other, "decisions", "export", "--gold").stdout)
    assert len(gold["links"]) == 1 and len(gold["rejected_rows"]) == 1
    assert cli(other, "decisions", "undo", listed[0]["id"][:12], "--by", "Minh").exit_code == 0
    file.write_text("[]")
    refused = cli(other, "--lang", "en", "decisions", "import", str(file))
    assert refused.exit_code == 2 and "not a file of decisions" in refused.stderr
    assert cli(other, "decisions", "undo", "nope").exit_code == 2


@pytest.mark.parametrize("name", ["list", "export", "import", "add", "undo"])
def test_every_command_has_help(workspace, name):
    for lang, word in (("vi", "Ví dụ"), ("en", "Example")):
        shown = cli(workspace, "--lang", lang, "decisions", name, "--help").stdout
        assert word in shown and f"  doichieu decisions {name}" in shown


def test_who_decided_is_in_the_files(workspace, tmp_path):
    make = workspace.decisions
    make.decide("Trần Lan", Action.ACCEPT, [between(workspace, RAIN, CHECK)])
    make.decide("Trần Lan", Action.ACCEPT,
                [make.filing(clause(workspace, MINE, RAIN), FRAME, "item_1")])  # fmt: skip
    for args in (["--frame", FRAME], []):
        names = {form: tmp_path / f"{len(args)}.{form}" for form in ("csv", "xlsx", "docx")}
        files = [part for form, name in names.items() for part in (f"--{form}", str(name))]
        assert cli(workspace, "compare", MINE, THEIRS, *args, *files).exit_code == 0
        assert "Trần Lan · " in names["csv"].read_text("utf-8-sig")
        import docx
        import openpyxl

        book = openpyxl.load_workbook(names["xlsx"])
        cells = [c.value for sheet in book for row in sheet for c in row if c.value]
        assert any("Trần Lan · " in str(value) for value in cells)
        tables = docx.Document(str(names["docx"])).tables
        assert any("Trần Lan · " in c.text for t in tables for row in t.rows for c in row.cells)
