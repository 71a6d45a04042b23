"""Alignment: properties that hold for any documents, and what the real ones give."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.align import compare, file_under
from compare.clauses import outline
from compare.filing import Filing, profiles, weighed
from compare.pairs import Side, link_clauses, mirrored, named_programmes
from compare.terms import read, runs_of
from corpus.frames import curated, frame_of
from corpus.model import (
    BadRequest,
    Comparison,
    Document,
    Genre,
    Metadata,
    Passage,
    Provision,
    Reference,
    Region,
    RegionKind,
    Relation,
    Sentence,
    Source,
    Span,
    SpanArray,
)

FRAME = curated()["28-ct-tw"]

A = """
# Tăng cường lãnh đạo, chỉ đạo của cấp ủy đối với công tác trẻ em
Các cấp ủy quán triệt Chỉ thị đến từng chi bộ. Người đứng đầu chịu trách nhiệm trước cấp trên.
# Đẩy mạnh tuyên truyền, nâng cao nhận thức về trẻ em
Đổi mới hình thức tuyên truyền, phổ biến pháp luật về trẻ em trên báo chí và mạng xã hội.
# Thực hiện các chương trình, đề án
Thực hiện Chương trình phòng, chống đuối nước trẻ em; Chương trình hành động quốc gia vì trẻ em.
# Nâng cao hiệu lực quản lý nhà nước
Kiện toàn tổ chức bộ máy, đội ngũ cộng tác viên ở thôn, tổ dân phố. Xử lý nghiêm hành vi xâm hại.
"""
B = """
# Quản lý nhà nước về trẻ em
Kiện toàn tổ chức bộ máy; duy trì cộng tác viên ở 12 thôn, tổ dân phố. Thực hiện Chương trình
phòng, chống đuối nước trẻ em. Hoàn thiện cơ sở dữ liệu về trẻ em.
# Truyền thông và vận động xã hội
Đổi mới hình thức tuyên truyền trên báo chí. Đoàn Thanh niên vận động đoàn viên dạy bơi dịp hè.
"""
C = """
# Chính sách và nguồn lực cho trẻ em
Bố trí ngân sách xây dựng trường mầm non, điểm vui chơi. Cấp thẻ bảo hiểm y tế cho trẻ em nghèo.
# Vai trò của Mặt trận Tổ quốc và các đoàn thể
Vận động đoàn viên, hội viên nhận đỡ đầu trẻ em mồ côi. Giám sát, phản biện xã hội.
"""
SENTENCE = re.compile(r"[^.]+\.")


def plan(name: str, outline_text: str, order: Iterable[int] | None = None) -> Document:
    """A document of groups (`# heading`) with one passage a line that follows; `order`
    puts the groups in another order under the same eids."""
    parts = [part.strip() for part in outline_text.split("#") if part.strip()]
    text = ""
    provisions, passages = {}, []
    for at in range(len(parts)) if order is None else order:
        heading, _, body = parts[at].partition("\n")
        body = " ".join(body.split())
        eid, start = f"sec_{at + 1}", len(text)
        text += f"{heading}\n{body}\n"
        head = (Span(start, start + len(heading)),)
        provisions[at] = Provision(eid, None, "section", "", Span(start, len(text)), head, ())
        first = start + len(heading) + 1
        found = [
            Span(first + m.start() + (m.group()[0] == " "), first + m.end())
            for m in SENTENCE.finditer(body)
        ]
        inner = tuple(Sentence(f"{eid}__para_1__sent_{n}", (s,)) for n, s in enumerate(found, 1))
        passages.append(
            Passage(
                f"{eid}__para_1",
                eid,
                (Span(first, first + len(body)),),
                (heading,),
                inner if len(inner) > 1 else (),
            )
        )
    rows = tuple(provisions[at] for at in provisions)
    source = Source("0" * 64, "text/plain", f"{name}.txt", f"/{name}.txt", len(text))
    meta = Metadata(Genre.OFFICIAL, "Kế hoạch")
    groups = tuple(p.eid for p in rows)
    return Document(name, source, text, meta, rows, tuple(passages), groups)


def links_of(comparison: Comparison) -> set[tuple[object, ...]]:
    return {(link.left, link.right, link.relation, link.score) for link in comparison.links}


# --- Properties -------------------------------------------------------------


def test_a_comparison_mirrors_itself():
    one, other = (
        compare([plan("a", A), plan("b", B)], None),
        compare([plan("b", B), plan("a", A)], None),
    )
    assert one.links
    assert links_of(one) == {
        (link.right, link.left, mirrored(link.relation), link.score) for link in other.links
    }
    assert one.only_in == other.only_in


def test_a_document_is_the_same_as_itself():
    here = plan("a", A)
    result = compare([here, replace(here, id="b")], FRAME)
    own = [link for link in result.links if link.left[0][1:] == link.right[0][1:]]
    assert len(own) == len(outline(here).clauses)
    assert {link.relation for link in result.links} == {Relation.SAME}
    assert all(link.score == 1.0 for link in own)
    assert result.only_in == {"a": (), "b": ()}


def test_a_sentence_written_twice_is_linked_to_both():
    twice = plan("b", "# Một\nCấp thẻ bảo hiểm y tế.\n# Hai\nCấp thẻ bảo hiểm y tế.\n")
    once = plan("a", "# Một\nCấp thẻ bảo hiểm y tế.\n")
    assert len(compare([once, twice], None).links) == 2


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(4)), st.permutations(range(2)))
def test_the_order_of_groups_changes_nothing(left, right):
    straight = compare([plan("a", A), plan("b", B)], FRAME)
    shuffled = compare([plan("a", A, left), plan("b", B, right)], FRAME)
    assert links_of(straight) == links_of(shuffled)
    assert set(straight.groups) == set(shuffled.groups)
    assert set(straight.clauses) == set(shuffled.clauses)


@settings(max_examples=10, deadline=None)
@given(st.permutations("ABC"), st.sampled_from([None, FRAME]))
def test_another_plan_changes_no_score(order, frame):
    texts = {"A": A, "B": B, "C": C}
    docs = [plan(name, texts[name]) for name in order]
    two, three = compare(docs[:2], frame), compare(docs, frame)
    assert links_of(two) <= links_of(three)
    assert set(two.groups) <= set(three.groups)
    assert set(two.clauses) <= set(three.clauses)
    fresh = links_of(three) - links_of(two)
    assert all(docs[2].id in (f"{left[0]} {right[0]}").replace("#", " ").split()
               for left, right, _, _ in fresh)  # fmt: skip


def test_every_clause_is_linked_or_only_in_its_document():
    docs = [plan("a", A), plan("b", B), plan("c", C)]
    result = compare(docs, FRAME)
    linked = {name for link in result.links for name in (*link.left, *link.right)}
    for doc in docs:
        own = {clause.id for clause in outline(doc).clauses}
        assert set(result.only_in[doc.id]) == own - linked
    assert result.only_in["c"]


# --- Clauses ----------------------------------------------------------------


def test_sentences_or_their_passage_but_never_both():
    names = [clause.id for clause in outline(plan("a", A)).clauses]
    assert "a#sec_1__para_1__sent_1" in names
    assert "a#sec_1__para_1" not in names
    assert "a#sec_2__para_1" in names


def test_passages_outside_the_task_groups_do_not_count():
    here = replace(plan("a", A), task_groups=("sec_2",))
    assert [clause.row for clause in outline(here).clauses] == ["sec_2"]


def test_without_task_groups_all_running_text_counts():
    here = replace(plan("a", A), task_groups=())
    closing = Region(RegionKind.SIGNATURE, here.passages[-1].spans[0])
    assert len(outline(here).clauses) == 6
    assert len(outline(replace(here, regions=(closing,))).clauses) == 4
    assert {g.eid for g in compare([here], FRAME).groups} == {"sec_1", "sec_2", "sec_3", "sec_4"}


def test_words_are_read_in_the_offsets_of_their_clause():
    here = plan("a", "# Một\nHoàn thiện chính sách pháp luật.\n")
    start = here.text.index("chính sách")
    split = replace(here, words=SpanArray([Span(start, start + 10), Span(start + 11, start + 19)]))
    bag = outline(split).clauses[0].reading.bag
    assert bag["chính sách"] > bag["sách pháp"]
    assert outline(here).clauses[0].reading.bag["chính sách"] == pytest.approx(
        outline(here).clauses[0].reading.bag["sách pháp"]
    )


# --- Terms ------------------------------------------------------------------


def test_a_formula_says_little_and_its_words_elsewhere_much():
    formula = read("Tăng cường chăm sóc, giáo dục và bảo vệ trẻ em").bag
    elsewhere = read("Nâng chất giáo dục mầm non").bag
    assert formula["giáo dục"] < 0.2 < elsewhere["giáo dục"]


def test_wording_of_the_title_says_little():
    title = "Kế hoạch bảo đảm môi trường sống an toàn, thân thiện"
    text = "Thực hiện bảo đảm môi trường sống an toàn"
    assert read(text, runs=runs_of(title)).bag["môi trường"] < read(text).bag["môi trường"] / 4


def test_no_term_bridges_a_comma_and_figures_stand_alone():
    bag = read("trường mầm non, thư viện, đạt 97,2%").bag
    assert "non thư" not in bag
    assert "97,2%" in bag


@given(st.text(alphabet="trẻem đuối nước 12%,.;-\n", max_size=60))
def test_any_text_can_be_read(text):
    assert all(weight >= 0 for weight in read(text).bag.values())


# --- Relations and reasons --------------------------------------------------


def only_link(left: str, right: str):
    (link,) = compare([plan("a", f"# x\n{left}\n"), plan("b", f"# y\n{right}\n")], None).links
    return link


BASE = "Bố trí phòng tư vấn tâm lý ở 100% trường trung học cơ sở, dạy bơi cho học sinh tiểu học."


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        (BASE, BASE.upper(), Relation.SAME),
        (BASE, BASE.replace("100%", "80%"), Relation.ADAPTED),
        (BASE, BASE.replace("dạy bơi cho", "mở câu lạc bộ của"), Relation.ADAPTED),
        (BASE, "Dạy bơi cho học sinh tiểu học.", Relation.BROADER),
        ("Dạy bơi cho học sinh tiểu học.", BASE, Relation.NARROWER),
    ],
)
def test_relations(left, right, relation):
    assert only_link(left, right).relation is relation


def test_unlike_clauses_are_not_linked():
    docs = [plan("a", f"# x\n{BASE}\n"), plan("b", "# y\nXử lý nghiêm hành vi xâm hại trẻ em.\n")]
    assert compare(docs, None).links == ()


def test_reasons_name_what_is_shared():
    link = only_link(
        "Thực hiện Chương trình phòng, chống đuối nước trẻ em giai đoạn 2021 - 2030, cắm biển báo.",
        "Triển khai Chương trình phòng, chống đuối nước trẻ em, đóng rào chắn quanh ao.",
    )
    said = [str(reason) for reason in link.reasons]
    assert "cùng chương trình: Chương trình phòng, chống đuối nước trẻ em" in said
    assert any(reason.startswith("cùng nêu: ") and "đuối nước" in reason for reason in said)


def test_reasons_name_documents_cited_by_both():
    left, right = plan("a", f"# x\n{BASE}\n"), plan("b", f"# x\n{BASE} Bổ sung.\n")
    cited = [
        replace(d, references=(Reference(Span(10, 14), "x", number="28-CT/TW"),))
        for d in (left, right)
    ]
    (link,) = compare(cited, None).links
    assert "cùng viện dẫn: 28-CT/TW" in map(str, link.reasons)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("các chương trình, đề án, kế hoạch", []),
        (
            "Chương trình can thiệp giảm tử vong trẻ em dưới 5 tuổi đến năm 2030",
            ["Chương trình can thiệp giảm tử vong trẻ em dưới 5 tuổi"],
        ),
        ("chương trình hành động", []),
    ],
)
def test_named_programmes(text, names):
    assert named_programmes(text) == names


def test_a_document_without_clauses_links_nothing():
    empty = Side(outline(plan("a", "# Chỉ có tiêu đề\n")))
    assert link_clauses(empty, Side(outline(plan("b", B)))) == []


# --- Filing -----------------------------------------------------------------


def first_links(result: Comparison, document: str) -> list[str]:
    return [group.links[0].key for group in result.groups if group.document == document]


def test_groups_are_filed_whatever_their_order_and_merges():
    result = compare([plan("a", A), plan("b", B), plan("c", C)], FRAME)
    assert first_links(result, "a") == ["1", "2", "4", "5"]
    assert first_links(result, "c") == ["3", "6"]
    first, second = ({link.key for link in g.links} for g in result.groups if g.document == "b")
    assert first_links(result, "b")[0] == "5"
    assert first >= {"5", "4"}
    assert second >= {"2", "6"}


def test_a_clause_keeps_its_own_key_in_a_merged_group():
    keys = {clause.passage: clause.key for clause in compare([plan("b", B)], FRAME).clauses}
    assert keys["b#sec_1__para_1__sent_2"] == "4"
    assert keys["b#sec_2__para_1__sent_2"] == "6"


def test_what_has_nothing_to_do_with_the_frame_is_not_filed():
    alien = plan("a", "# Xuất khẩu tôm\nSản lượng tôm đông lạnh đạt 38 nghìn tấn.\n")
    assert compare([alien], FRAME).clauses == ()
    citing = replace(alien, metadata=replace(alien.metadata, implements=("28-CT/TW",)))
    assert file_under(citing, FRAME) == {}


def test_a_document_serves_as_frame():
    frame = frame_of(plan("a", A))
    result = compare([plan("a", A), plan("b", B)], frame)
    assert first_links(result, "a") == ["sec_1", "sec_2", "sec_3", "sec_4"]
    assert first_links(result, "b") == ["sec_4", "sec_2"]


def test_passages_are_filed_by_their_clauses():
    here = plan("a", A)
    here = replace(here, metadata=replace(here.metadata, implements=("28-CT/TW",)))
    assert file_under(here, FRAME) == {
        "sec_1__para_1": "1",
        "sec_2__para_1": "2",
        "sec_3__para_1": "4",
        "sec_4__para_1": "5",
    }


def test_only_a_document_of_the_frame_s_matter_is_filed_for_search():
    here = plan("a", A)
    assert file_under(here, FRAME) == {}
    cited = replace(here, references=(Reference(Span(0, 4), "x", number="28-CT/TW"),))
    of_matter = plan("a", A + "# Chung\nLàm tốt công tác chăm sóc, giáo dục và bảo vệ trẻ em.\n")
    assert file_under(cited, FRAME)
    assert file_under(of_matter, FRAME)
    assert file_under(here, frame_of(here))


def test_scores_are_shares():
    for filed in Filing(outline(plan("a", A)), profiles(FRAME)).clauses:
        assert 0 < sum(filed.scores) <= 1
    assert weighed([0.0, 0.0]) == (0.0, 0.0)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(BadRequest):
        compare([], FRAME)
    with pytest.raises(BadRequest):
        compare([plan("a", A)], None)
    assert compare([plan("a", A)], FRAME).only_in == {"a": ()}


# --- Real documents ---------------------------------------------------------

EXPECTED = {
    "000": ["1", "2", "3", "4", "5", "6"],
    "001": ["1", "3", "5", "3", "6"],
    "002": ["1", "2", "4", "3", "5", "6"],
}


@pytest.fixture(scope="session")
def seeds(shared) -> dict[str, Document]:
    from ingest.parse import parse

    found = {}
    for path in sorted((shared / "corpus" / "seeds").glob("00[012]_*.txt")):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        source = Source(digest, "text/plain", path.name, str(path), len(data))
        found[path.name[:3]] = replace(parse(data, source), id=path.name[:3])
    return found


def without_headings(document: Document) -> Document:
    return replace(document, provisions=tuple(replace(p, heading=()) for p in document.provisions))


def halved(document: Document, chance: random.Random) -> Document:
    """Without about half of the clauses of its groups."""
    kept = []
    for passage in document.passages:
        parts = passage.sentences or (Sentence(passage.eid, passage.spans),)
        left = [part for part in parts if chance.random() < 0.5]
        if left:
            spans = tuple(span for part in left for span in part.spans)
            kept.append(replace(passage, spans=spans, sentences=tuple(left) if left[1:] else ()))
    return replace(document, passages=tuple(kept))


@pytest.mark.real
@pytest.mark.parametrize("name", EXPECTED)
def test_every_group_of_a_real_plan_is_filed_right(seeds, name):
    result = compare([seeds[name]], FRAME)
    assert first_links(result, name) == EXPECTED[name]


@pytest.mark.real
def test_a_merged_group_is_linked_to_both(seeds):
    groups = compare([seeds["001"]], FRAME).groups
    assert {link.key for link in groups[2].links} >= {"5", "4"}


@pytest.mark.real
def test_communication_within_leadership_is_filed_by_itself(seeds):
    plan_001 = seeds["001"]
    group = plan_001.task_groups[0]
    keys = {clause.passage: clause.key for clause in compare([plan_001], FRAME).clauses}
    texts = {c.id: c.text for c in outline(plan_001).clauses if c.row == group}
    (task,) = [name for name, text in texts.items() if text.startswith("Đẩy mạnh công tác tuyên")]
    assert keys[task] == "2"
    assert "1" in {keys[name] for name in texts}


@pytest.mark.real
def test_groups_are_still_found_without_headings_and_with_half_the_clauses(seeds):
    chance = random.Random(7)
    right = whole = 0
    for _ in range(10):
        for name, document in seeds.items():
            for changed in (without_headings(document), halved(document, chance)):
                found = {g.eid: g.links[0].key for g in compare([changed], FRAME).groups}
                for eid, key in zip(document.task_groups, EXPECTED[name], strict=True):
                    if eid in found:
                        whole += 1
                        right += found[eid] == key
    assert whole > 300
    assert right / whole >= 0.97


@pytest.mark.real
def test_copied_sentences_are_found_again(seeds):
    result = compare([seeds["000"], seeds["001"]], None)
    relations = [link.relation for link in result.links]
    assert relations.count(Relation.SAME) >= 5
    assert relations.count(Relation.ADAPTED) >= 5
