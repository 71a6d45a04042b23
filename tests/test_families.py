"""Families of documents: those of one parent, those of nearly the same words."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from compare.candidates import link_near, neighbours
from compare.clauses import outline
from compare.evidence import Side
from compare.families import SAME_WORDS, Kin, families, near_duplicates
from compare.pairs import link_clauses
from corpus.model import Document
from tests.documents import parsed

WORDS = [
    "truyền",
    "thông",
    "ngân",
    "sách",
    "thôn",
    "bản",
    "trường",
    "học",
    "bể",
    "bơi",
    "giáo",
    "viên",
    "bác",
    "sĩ",
    "tiêm",
    "chủng",
    "thư",
    "viện",
    "đường",
    "điện",
    "nước",
    "sạch",
    "rừng",
    "biển",
    "chợ",
    "phiên",
    "lễ",
    "hội",
    "nghề",
    "rèn",
    "cầu",
    "cống",
    "kênh",
    "mương",
    "vườn",
    "ươm",
]


def plan(name: str, seed: int, lines: int = 30, **metadata: object) -> Document:
    """A document of lines of words drawn by a seed."""
    chance = random.Random(seed)
    text = "\n\n".join(" ".join(chance.choices(WORDS, k=14)) + "." for _ in range(lines))
    document = parsed(f"KẾ HOẠCH\n\nI. NHIỆM VỤ\n\n1. Chung\n\n{text}")
    return replace(document, id=name, metadata=replace(document.metadata, **metadata))  # type: ignore[arg-type]


def copied(document: Document, name: str, share: float) -> Document:
    """A document with so much of another's lines, the rest its own."""
    lines = [document.passage_text(p) for p in document.passages]
    keep = int(len(lines) * share)
    other = plan("x", 99, len(lines) - keep)
    text = "\n\n".join([*lines[:keep], *(other.passage_text(p) for p in other.passages)])
    return replace(parsed(f"KẾ HOẠCH\n\nI. NHIỆM VỤ\n\n1. Chung\n\n{text}"), id=name)


def test_documents_that_carry_out_one_are_a_family():
    parent = plan("chi-thi", 1, number="99-CT/TW")
    children = [plan(name, n, implements=("99-ct/tw",)) for n, name in enumerate("ba", 2)]
    (family,) = families([parent, *children, plan("khac", 9)])
    assert family.kin is Kin.PARENT
    assert family.members == ("a", "b") and family.head == "chi-thi"
    assert "99-ct/tw" in str(family.reason)


def test_a_parent_that_is_not_at_hand_still_joins():
    children = [plan(name, n, implements=("99-CT/TW",)) for n, name in enumerate("ab")]
    (family,) = families(children)
    assert family.head is None
    assert families(children[:1]) == ()


def test_numbers_of_two_provinces_are_not_one_document():
    here = plan("a", 1, implements=("48-CTr/TU",), province="Lai Châu")
    there = plan("b", 2, implements=("48-CTr/TU",), province="Cà Mau")
    assert families([here, there]) == ()
    (family,) = families([here, replace(there, metadata=here.metadata)])
    assert family.members == ("a", "b")


def test_nearly_the_same_words_are_found_and_others_are_not():
    first = plan("a", 1)
    near = copied(first, "b", 0.8)
    (pair,) = near_duplicates([first, near, plan("c", 3), plan("d", 4)])
    assert (pair.left, pair.right) == ("a", "b")
    assert SAME_WORDS <= pair.share < 1
    (family,) = families([first, near, plan("c", 3)])
    assert family.kin is Kin.WORDING and family.members == ("a", "b")
    assert family.share == pair.share


def test_the_same_document_twice_is_all_the_same():
    first = plan("a", 1)
    (pair,) = near_duplicates([first, replace(first, id="b")])
    assert pair.share == 1.0


def test_little_in_common_is_no_family():
    first = plan("a", 1)
    assert near_duplicates([first, copied(first, "b", 0.2)]) == ()


def test_short_texts_are_near_none():
    assert near_duplicates([parsed("Một dòng ngắn."), parsed("Một dòng ngắn.")]) == ()


def test_chains_of_near_texts_are_one_family():
    first = plan("a", 1)
    second, third = copied(first, "b", 0.8), copied(first, "c", 0.7)
    (family,) = families([third, first, second])
    assert family.members == ("a", "b", "c")
    assert family.share == pytest.approx(
        min(n.share for n in near_duplicates([first, second, third]))
    )


# --- Candidates -------------------------------------------------------------


def test_neighbours_are_those_that_share_most():
    first = plan("a", 1)
    documents = [first, plan("c", 3), copied(first, "b", 0.8), plan("d", 4)]
    sides = [Side(outline(document)) for document in documents]
    assert neighbours(sides, many=1)[0] == (2,)
    assert neighbours(sides, many=1)[2] == (0,)


def test_links_with_neighbours_are_those_of_the_pair_alone():
    first = plan("a", 1)
    documents = [first, plan("c", 3), copied(first, "b", 0.8)]
    sides = [Side(outline(document)) for document in documents]
    alone = link_clauses(sides[0], sides[2])
    among = [link for link in link_near(sides, many=1) if link.right[0].startswith("b#")
             and link.left[0].startswith("a#")]  # fmt: skip
    assert alone
    assert [(k.left, k.right, k.relation, k.score) for k in among] == [
        (k.left, k.right, k.relation, k.score) for k in alone
    ]
