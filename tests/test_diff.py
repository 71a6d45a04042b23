"""Two passages word by word: what any difference must hold, and what people see."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compare.align import compare
from compare.clauses import words_under
from compare.diff import diff, mirrored
from compare.matching import matching
from corpus.citation import locate
from corpus.compared import Change, Run
from corpus.model import Relation, Span, joined, split_passage_id
from search.analysis import tokens
from tests.documents import parsed_file

WORDS = st.sampled_from(
    ["trẻ", "em", "hoà", "hòa", "Uỷ", "ủy", "ban", "và", "của", "12", "97,2%", "28-CT/TW",
     "5/12/2012", "đuối", "nước", "đạt", "số", "thị", ",", ";", ".", "“", "”", "(", "-", "\n"]
)  # fmt: skip
PASSAGES = st.lists(WORDS, max_size=30).map(" ".join)
ANY = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)


def changes(left: str, right: str, *words: list[Span]) -> list[tuple[str, str, str]]:
    """What is not equal: (change, left words, right words)."""
    return [
        (str(run.change), run.left.of(left).strip(), run.right.of(right).strip())
        for run in diff(left, right, *words)
        if run.change is not Change.EQUAL
    ]


def words_of(text: str, *words: str) -> list[Span]:
    found, at = [], 0
    for word in words:
        at = text.index(word, at)
        found.append(Span(at, at + len(word)))
        at += len(word)
    return found


# --- What holds for any two texts -------------------------------------------


def assert_covers(runs: tuple[Run, ...], left: str, right: str) -> None:
    assert "".join(run.left.of(left) for run in runs) == left
    assert "".join(run.right.of(right) for run in runs) == right
    for side, text in (("left", left), ("right", right)):
        spans = [getattr(run, side) for run in runs]
        assert all(a.end == b.start for a, b in pairwise(spans))
        cuts = {span.start for span in spans} | {span.end for span in spans}
        for token in tokens(text):
            assert not any(token.span.start < cut < token.span.end for cut in cuts)


@settings(max_examples=300)
@given(PASSAGES, PASSAGES)
@example("", "trẻ em")
@example("trẻ em .", ". trẻ em")
def test_runs_cover_both_texts_once_and_in_order(left, right):
    runs = diff(left, right)
    assert_covers(runs, left, right)
    assert all(run.left or run.right for run in runs)
    for run in runs:
        gone, come = not run.right, not run.left
        assert (run.change is Change.INSERT) <= come
        assert (run.change is Change.DELETE) <= gone
        assert (run.change is Change.REPLACE) <= (not gone and not come)
        assert (run.change is Change.MOVED) == (run.move is not None)


@given(ANY, ANY)
def test_any_two_texts_are_covered(left, right):
    assert_covers(diff(left, right), left, right)


@given(st.one_of(PASSAGES, ANY))
def test_a_text_is_equal_to_itself(text):
    assert all(run.change is Change.EQUAL for run in diff(text, text))
    assert len(diff(text, text)) <= 1


@settings(max_examples=300)
@given(PASSAGES, PASSAGES)
def test_the_difference_mirrors_itself(left, right):
    assert diff(right, left) == tuple(mirrored(run) for run in diff(left, right))


@given(PASSAGES, PASSAGES, st.randoms())
def test_whole_words_are_marked(left, right, chance):
    def words(text: str) -> list[Span]:
        found = tokens(text)
        spans, at = [], 0
        while at < len(found):
            last = min(len(found) - 1, at + chance.randint(0, 2))
            spans.append(Span(found[at].span.start, found[last].span.end))
            at = last + 1
        return spans

    mine, theirs = words(left), words(right)
    runs = diff(left, right, mine, theirs)
    assert_covers(runs, left, right)
    for side, spans in (("left", mine), ("right", theirs)):
        kept = [r for r in runs if r.change in (Change.EQUAL, Change.QUIET) and getattr(r, side)]
        lost = [r for r in runs if r not in kept and getattr(r, side)]
        for word in spans:
            over = [any(getattr(r, side).overlaps(word) for r in some) for some in (kept, lost)]
            assert not all(over)


@given(st.lists(WORDS, max_size=40), st.lists(WORDS, max_size=40))
def test_matches_are_equal_and_rise(left, right):
    pairs = list(matching(left, right))
    assert all(left[i] == right[j] for i, j in pairs)
    assert all(i < k and j < n for (i, j), (k, n) in pairwise(pairs))


def test_long_texts_are_cut_at_what_both_have_once():
    left = [f"w{n}" for n in range(3000)]
    right = ["x", *left[:1000], *["y"] * 900, *left[1500:], "z"]
    pairs = list(matching(left, right))
    assert len(pairs) > 2400
    assert all(left[i] == right[j] for i, j in pairs)


def test_long_texts_without_anything_to_cut_at_are_rewritten():
    left, right = "a b " * 1000, "b b a " * 700
    assert_covers(diff(left, right), left, right)


# --- What people see --------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "seen"),
    [
        ("đạt 97,2% trẻ em", "đạt 95% trẻ em", [("number", "97,2%", "95%")]),
        ("giảm xuống dưới 21", "giảm còn 20", [("replace", "xuống dưới", "còn"), ("number", "21", "20")]),
        ("ít nhất 90 trẻ em", "trẻ em", [("delete", "ít nhất", ""), ("number", "90", "")]),
        ("theo Chỉ thị 28-CT/TW", "theo Chỉ thị 20-CT/TW", [("number", "28-CT/TW", "20-CT/TW")]),
        ("trước 30/9/2024", "trước 31/8/2024", [("number", "30/9/2024", "31/8/2024")]),
        ("97,2 % trẻ", "97.2% trẻ", [("quiet", "97,2 %", "97.2%")]),
        ("Uỷ ban hoà giải", "ủy ban hòa giải", [("quiet", "Uỷ", "ủy"), ("quiet", "hoà", "hòa")]),
        ("trẻ em, người già", "trẻ em người già", [("quiet", ",", "")]),
        ("xây bể bơi ở xã", "xây ở xã", [("delete", "bể bơi", "")]),
        ("xây ở xã", "xây bể bơi ở xã", [("insert", "", "bể bơi")]),
        ("dòng\nnày", "dòng này", []),
        ("ab và cd", "ef và gh", [("replace", "ab và cd", "ef và gh")]),
    ],
)  # fmt: skip
def test_what_is_seen(left, right, seen):
    assert changes(left, right) == seen


def test_decomposed_letters_are_no_change():
    assert changes("trẻ em", unicodedata.normalize("NFD", "trẻ em")) == []


def test_a_word_changes_as_a_whole_where_words_are_known():
    left, right = "nâng cao giáo dục trẻ", "nâng cao giáo viên trẻ"
    assert changes(left, right) == [("replace", "dục", "viên")]
    a, b = words_of(left, "nâng cao", "giáo dục"), words_of(right, "nâng cao", "giáo viên")
    assert changes(left, right, a, b) == [("replace", "giáo dục", "giáo viên")]


def test_the_same_words_cut_otherwise_are_the_same():
    text = "công tác chăm sóc trẻ em"
    one, other = words_of(text, "công tác", "chăm sóc"), words_of(text, "tác chăm", "sóc trẻ")
    assert changes(text, text, one, other) == []


def test_a_part_that_moved_is_told_from_what_is_new():
    left = "Xử lý nghiêm hành vi xâm hại. Bố trí phòng tư vấn tâm lý ở trường học, mở lớp dạy bơi."
    right = "Bố trí phòng tư vấn tâm lý ở trường học. Xử lý nghiêm hành vi xâm hại."
    runs = diff(left, right)
    moved = [run for run in runs if run.change is Change.MOVED]
    assert [run.move for run in moved] == [0, 0]
    assert "".join(r.left.of(left) for r in moved).strip() == "Xử lý nghiêm hành vi xâm hại."
    assert "".join(r.right.of(right) for r in moved).strip() == "Xử lý nghiêm hành vi xâm hại."
    assert ("delete", "mở lớp dạy bơi.", "") in changes(left, right)


# --- Real documents ---------------------------------------------------------


@pytest.mark.real
def test_what_real_plans_copy_is_mostly_equal(shared):
    seeds = [parsed_file(p) for p in sorted((shared / "corpus" / "seeds").glob("00[01]_*.txt"))]
    seeds = [replace(document, id=name) for name, document in zip("ab", seeds, strict=True)]
    made = compare(seeds, None)
    documents = {document.id: document for document in seeds}
    shares = {relation: [] for relation in Relation}
    for link in made.links:
        sides = []
        for name in (link.left[0], link.right[0]):
            document = documents[split_passage_id(name)[0]]
            spans = locate(document, split_passage_id(name)[1])
            sides.append((joined(document.text, spans), words_under(document, spans)))
        (left, mine), (right, theirs) = sides
        runs = diff(left, right, mine, theirs)
        assert_covers(runs, left, right)
        kept = sum(len(r.left) for r in runs if r.change in (Change.EQUAL, Change.QUIET))
        shares[link.relation].append(kept / len(left))
    assert min(shares[Relation.SAME]) > 0.7
    adapted, related = shares[Relation.ADAPTED], shares[Relation.RELATED]
    assert sum(adapted) / len(adapted) > sum(related) / len(related) + 0.2
