"""Where wording comes from: parents at hand, parents missing, and the line of descent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import corpus
from compare.clauses import outline
from compare.origin import INHERITED, lineage, origins
from corpus.compared import Origin
from corpus.model import Document, Tier
from tests.documents import PLAN, parsed, parsed_file

FOLDER = Path(corpus.__file__).with_name("samples")
PARENT = """
CHỈ THỊ

Số: 99-CT/TW

1. Tăng cường lãnh đạo

Các cấp ủy đưa mục tiêu về trẻ em vào nghị quyết hằng năm của đảng bộ.

2. Bảo đảm môi trường

Xóa bỏ mọi hố nước, giếng hoang nguy hiểm quanh nơi ở của học sinh vùng cao.
"""


def numbered(document: Document, number: str, *implements: str) -> Document:
    metadata = replace(document.metadata, number=number, implements=implements, level=None)
    return replace(document, id=number.lower().replace("/", "-"), metadata=metadata)


@pytest.fixture(scope="module")
def directive() -> Document:
    return numbered(parsed(PARENT), "99-CT/TW")


@pytest.fixture(scope="module")
def plan() -> Document:
    return numbered(parsed(PLAN), "45/KH-UBND", "99-CT/TW")


@pytest.fixture(scope="module")
def chain() -> dict[str, Document]:
    found = (parsed_file(p) for p in FOLDER.iterdir() if p.suffix in (".html", ".txt", ".md"))
    return {str(d.metadata.number): d for d in found}


def of(document: Document, words: str, *parents: Document):
    (name,) = [c.id for c in outline(document).clauses if words in " ".join(c.text.split())]
    return origins(document, parents).clauses[name]


def test_wording_of_the_parent_is_inherited_and_shown(plan, directive):
    found = of(plan, "đưa mục tiêu về trẻ em", directive)
    assert found.origin is Origin.INHERITED and found.parent == directive.id
    assert found.share > 0.9
    (clause,) = [c for c in outline(plan).clauses if "đưa mục tiêu" in c.text]
    assert [" ".join(span.of(clause.text).split()) for span in found.spans] == [
        "Các cấp ủy đưa mục tiêu về trẻ em vào nghị quyết hằng năm"
    ]


def test_other_words_are_the_plan_s_own(plan, directive):
    found = of(plan, "Bố trí ngân sách", directive)
    assert found.origin is Origin.OWN and found.share < INHERITED


def test_without_its_parent_nothing_is_known(plan):
    found = origins(plan, ())
    assert {one.origin for one in found.clauses.values()} == {Origin.UNKNOWN}
    assert found.missing == ("99-CT/TW",) and found.parents == {}


def test_what_a_missing_parent_may_say_is_not_called_own(plan, directive):
    of_two = numbered(plan, "45/KH-UBND", "99-CT/TW", "12-CTr/TU")
    assert of(of_two, "Bố trí ngân sách", directive).origin is Origin.UNKNOWN
    assert of(of_two, "đưa mục tiêu về trẻ em", directive).origin is Origin.INHERITED
    assert origins(of_two, (directive,)).missing == ("12-CTr/TU",)


def test_a_formula_is_nobody_s(plan):
    formula = (
        "1. Chung\n\nLàm tốt công tác chăm sóc, giáo dục và bảo vệ trẻ em trong tình hình mới."
    )
    parent = numbered(parsed(formula), "99-CT/TW")
    text = PLAN.replace(
        "Bố trí ngân sách cho công tác trẻ em.",
        "Xây cầu Bến Lở cho công tác chăm sóc, giáo dục và bảo vệ trẻ em vùng lũ.",
    )
    child = numbered(parsed(text), "45/KH-UBND", "99-CT/TW")
    assert of(child, "Xây cầu Bến Lở", parent).origin is Origin.OWN


def test_the_top_of_all_is_its_own_and_a_plan_without_a_parent_is_not(directive, plan):
    central = replace(directive, metadata=replace(directive.metadata, level=Tier.CENTRAL))
    assert {o.origin for o in origins(central, ()).clauses.values()} == {Origin.OWN}
    loose = numbered(plan, "45/KH-UBND")
    assert {o.origin for o in origins(loose, ()).clauses.values()} == {Origin.UNKNOWN}


def test_every_clause_has_one_origin_and_counts_add_up(plan, directive):
    found = origins(plan, (directive,))
    assert set(found.clauses) == {clause.id for clause in outline(plan).clauses}
    assert sum(found.count(origin) for origin in Origin) == len(found.clauses)
    for clause in outline(plan).clauses:
        one = found.clauses[clause.id]
        assert 0 <= one.share <= 1
        assert all(0 <= s.start < s.end <= len(clause.text) for s in one.spans)


def test_the_samples_have_three_tiers(chain):
    def parents(document: Document) -> list[Document]:
        return [chain[n] for n in document.metadata.implements if n in chain]

    line = lineage(chain["112-KH/HU"], parents)
    assert [d.metadata.number for d in line] == ["99-CT/TW", "35-CTr/TU", "112-KH/HU"]
    assert [d.metadata.level for d in line] == [Tier.CENTRAL, Tier.PROVINCE, Tier.DISTRICT]
    district = origins(line[2], parents(line[2]))
    assert set(district.parents) == {line[0].id, line[1].id} and not district.missing
    assert district.count(Origin.INHERITED) and district.count(Origin.OWN)


def test_a_circle_of_documents_ends(plan, directive):
    about = replace(directive, metadata=replace(directive.metadata, implements=("45/KH-UBND",)))
    both = {"45/KH-UBND": plan, "99-CT/TW": about}
    line = lineage(plan, lambda d: [both[n] for n in d.metadata.implements])
    assert line == (about, plan)
