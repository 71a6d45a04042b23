"""One data folder opened: the rooms wired together, and what lies between them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import workspace as module
from corpus.model import Ambiguous, BadRequest, NotFound, Span
from ingest import pipeline
from workspace import Workspace

ROOT = Path(module.__file__).parent
SAMPLES = ROOT / "corpus" / "samples"
PLAN = """KẾ HOẠCH
Thực hiện Chỉ thị số 28-CT/TW ngày 25/12/2023 của Ban Bí thư về trẻ em

I. NHIỆM VỤ
1. Tăng cường lãnh đạo, chỉ đạo của cấp ủy đối với công tác trẻ em.
Cấp ủy các cấp quán triệt, cụ thể hóa Chỉ thị thành chương trình, kế hoạch.
2. Bố trí nguồn lực, kinh phí cho công tác trẻ em.
Ưu tiên ngân sách, huy động nguồn lực xã hội chăm sóc trẻ em.
"""
OTHER = """KẾ HOẠCH
Phát triển giao thông nông thôn

I. NHIỆM VỤ
1. Tăng cường lãnh đạo, chỉ đạo của cấp ủy đối với giao thông nông thôn.
2. Bố trí nguồn lực, kinh phí làm cầu Bến Lở.
"""


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("samples") / "data")
    assert made.ingest([SAMPLES]).failed == ()
    return made


@pytest.fixture
def plans(tmp_path) -> Workspace:
    """A plan that cites the curated directive, and one that has nothing to do with it."""
    write(tmp_path / "in", "plan.txt", PLAN)
    write(tmp_path / "in", "other.txt", OTHER)
    made = Workspace(tmp_path / "data")
    assert made.ingest([tmp_path / "in"]).failed == ()
    return made


def named(workspace: Workspace, start: str) -> str:
    return next(s.id for s in workspace.documents() if s.id.startswith(start))


# --- The index follows the store --------------------------------------------


def test_what_is_ingested_is_found(plans):
    assert plans.search("Bến Lở").total == 1


def test_another_process_sees_what_this_one_ingests(plans, tmp_path):
    other = Workspace(plans.folder)
    assert other.search("rừng ngập mặn").total == 0
    path = write(tmp_path / "in", "new.txt", OTHER.replace("cầu Bến Lở", "rừng ngập mặn"))
    plans.ingest([path])
    assert other.search("rừng ngập mặn").total == 1


def test_a_new_version_replaces_the_old_one_in_search(plans, tmp_path):
    path = write(tmp_path / "in", "other.txt", OTHER.replace("Bến Lở", "Vàm Xáng"))
    assert len(plans.ingest([path]).updated) == 1
    assert (plans.search("Bến Lở").total, plans.search("Vàm Xáng").total) == (0, 1)
    assert plans.check() == []


def test_an_ingest_that_ended_before_the_index_is_made_good(plans, tmp_path, monkeypatch):
    path = write(tmp_path / "in", "new.txt", OTHER.replace("cầu Bến Lở", "rừng ngập mặn"))
    monkeypatch.setattr(plans.engine, "catch_up", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        plans.ingest([path])
    assert Workspace(plans.folder).search("rừng ngập mặn").total == 1


HOLD = """
import sys
from pathlib import Path
from corpus.store import Store
with Store(Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_reading_goes_on_while_another_process_writes(plans):
    Workspace(plans.folder).index.clear()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(plans.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    reader = Workspace(plans.folder)
    try:
        assert holder.stdout.readline() == "held\n"
        assert reader.search("Bến Lở").total == 0
    finally:
        holder.communicate("")
    assert reader.search("Bến Lở").total == 1


# --- Filing under frames ----------------------------------------------------


def test_only_what_cites_the_directive_is_filed_under_its_frame(plans):
    filed = plans.store.groups("28-ct-tw")
    documents = {p.document_id for p in plans.store.passages(list(filed))}
    assert documents == {named(plans, "plan")}
    assert plans.store.grouped_versions("28-ct-tw") == set(plans.store.current_versions())
    counts = {v.value: v.count for v in plans.search("", {}).facets["group"]}
    assert counts.get("1")


def test_any_document_can_give_the_rows(plans):
    frame = plans.frame(named(plans, "plan"))
    key = frame.groups[0].key
    found = plans.search("cấp ủy", {"group": [key]}, frame.id)
    assert found.total


def test_rows_of_a_document_follow_its_new_version(plans, tmp_path):
    name = named(plans, "plan")
    plans.search("cấp ủy", {}, name)
    path = write(tmp_path / "in", "plan.txt", PLAN.replace("1. Tăng", "1. Thường xuyên tăng"))
    assert plans.ingest([path]).updated == (name,)
    frame = plans.frame(name)
    assert plans.search("cấp ủy", {"group": [frame.groups[0].key]}, name).total


def test_frames_are_the_curated_ones_and_those_of_documents(samples):
    ids = [frame.id for frame in samples.frames()]
    grouped = {s.id for s in samples.documents() if s.groups}
    assert ids[0] == "28-ct-tw" and set(ids[1:]) == grouped and grouped


def test_frames_follow_the_store(plans, tmp_path):
    before = {frame.id for frame in plans.frames()}
    path = write(tmp_path / "in", "new.txt", PLAN.replace("trẻ em", "thanh niên"))
    (added,) = plans.ingest([path]).added
    assert {frame.id for frame in plans.frames()} == before | {added}


@pytest.mark.parametrize("name", ["28-ct-tw", "28-CT/TW", "28/CT-TW", "28 CT TW"])
def test_a_curated_frame_goes_by_id_or_number(plans, name):
    assert plans.frame(name).id == "28-ct-tw"


def test_an_unknown_frame_names_the_known_ones(plans):
    with pytest.raises(NotFound, match="28-ct-tw"):
        plans.frame("không-có")


# --- Comparison and citation ------------------------------------------------


def test_comparison_keeps_the_order_of_the_names(samples):
    names = [s.id for s in samples.documents() if s.groups][:2]
    assert samples.compare(names[::-1], "28-ct-tw").documents == tuple(names[::-1])
    assert samples.compare(names).frame is None


def test_a_document_is_not_compared_with_itself(samples):
    name = samples.documents()[0].id
    with pytest.raises(BadRequest, match=name):
        samples.compare([name, name], None)


def test_parents_are_found_by_number_and_never_guessed(samples, plans):
    district = samples.document(named(samples, "112"))
    found = [parent.metadata.number for parent in samples.parents(district)]
    assert sorted(found) == ["35-CTr/TU", "99-CT/TW"]
    line = [document.metadata.number for document in samples.lineage(district.id)]
    assert line == ["99-CT/TW", "35-CTr/TU", "112-KH/HU"]
    plan = plans.document(named(plans, "plan"))
    assert "28-CT/TW" in plan.metadata.implements and plans.parents(plan) == ()
    assert plans.origins(plan.id).missing == ("28-CT/TW",)


def test_a_parent_that_may_be_two_documents_is_missing(plans, tmp_path):
    letterhead = (
        "BAN BÍ THƯ\n*\nSố 28-CT/TW\nHà Nội, ngày 25 tháng 12 năm 2023\n\nCHỈ THỊ\n{}\n\n{}"
    )
    for name in ("về chăm sóc trẻ em", "về bảo vệ trẻ em"):
        text = letterhead.format(name, "1. Các cấp ủy quán triệt Chỉ thị.")
        plans.ingest([write(tmp_path / name, "chi-thi.txt", text)])
    with pytest.raises(Ambiguous):
        plans.document("28-CT/TW")
    plan = plans.document(named(plans, "plan"))
    assert plans.parents(plan) == ()


def test_what_was_compared_is_compared_anew_when_the_store_changes(plans, tmp_path):
    names = [named(plans, "plan"), named(plans, "other")]
    before = plans.compare(names)
    assert plans.compare(names) is before
    write(tmp_path / "in", "other.txt", PLAN + "Thêm một ý về trẻ em.\n")
    plans.ingest([tmp_path / "in"])
    after = plans.compare(names)
    assert after is not before and len(after.links) > len(before.links)


def test_passages_are_set_beside_each_other_with_their_words(samples):
    made = samples.compare([named(samples, "35"), named(samples, "112")])
    link = made.links[0]
    left, right = (samples.clause(name).text for name in (link.left[0], link.right[0]))
    runs = samples.diff(link.left[0], link.right[0])
    assert "".join(run.left.of(left) for run in runs) == left
    assert "".join(run.right.of(right) for run in runs) == right
    assert len(samples.pairs(made)) == len(made.links)


def test_citing_a_passage_and_a_part_of_it(samples):
    document = samples.document(samples.documents()[0].id)
    passage = document.passages[0]
    text = document.passage_text(passage)
    name = document.passage_id(passage.eid)
    assert samples.cite(name).exact == text
    assert samples.cite(name, Span(2, 9)).exact == text[2:9]
    assert text[:20].split()[0] in samples.citation_text(name)
    assert samples.permalink(name).startswith(f"/documents/{document.id}/{passage.eid}?h=")
    assert "span=2-9" in samples.permalink(name, Span(2, 9))


def test_citing_needs_a_passage(samples):
    name = samples.documents()[0].id
    with pytest.raises(BadRequest):
        samples.cite(name)
    with pytest.raises(NotFound):
        samples.cite(f"{name}#không_có")


# --- Checking ---------------------------------------------------------------


def test_check_finds_what_the_index_lacks_and_repair_brings_it(plans):
    assert plans.check() == []
    plans.index.clear()
    found = [str(message) for message in plans.check()]
    assert len(found) == 2 and any(named(plans, "plan") in message for message in found)
    assert plans.check(repair=True) == []


def test_check_finds_what_the_store_no_longer_has(plans):
    plans.store.remove(named(plans, "other"))
    assert len(plans.check()) == 1
    assert plans.reindex() == 1
    assert plans.check() == []


def test_check_finds_a_changed_source(plans):
    source = next(p for p in (plans.folder / "sources").rglob("*") if p.is_file())
    source.write_bytes(b"changed")
    assert len(plans.check(repair=True)) == 1


@pytest.mark.real
def test_the_real_documents_all_come_in_and_are_read_once(shared, tmp_path, monkeypatch):
    made = Workspace(tmp_path / "data")
    first = made.ingest([shared / "corpus"])
    assert first.failed == () and len(first.added) == 23
    monkeypatch.setattr(pipeline, "parse_file", None)
    monkeypatch.setattr(pipeline, "Workers", None)
    again = made.ingest([shared / "corpus"])
    assert set(again.unchanged) == set(first.added) and again.failed == ()
    assert made.check() == []
    assert made.search("đuối nước").total > 10
