"""What holds of every document: spans nest, passages are their spans, nothing is lost."""

from __future__ import annotations

import textwrap
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Document, Rejected, Span, hull, joined
from tests.documents import PLAN, outline, parsed, parsed_bytes, parsed_file


def check(document: Document) -> None:
    whole = Span(0, len(document.text))
    provisions = {p.eid: p for p in document.provisions}
    assert len(provisions) == len(document.provisions)
    for provision in document.provisions:
        parent = provisions[provision.parent].span if provision.parent else whole
        assert parent.contains(provision.span), provision.eid
        for part in (*provision.heading, *provision.body):
            assert provision.span.contains(part), provision.eid
    eids = [p.eid for p in document.passages]
    assert len(set(eids)) == len(eids)
    previous = 0
    for passage in document.passages:
        text = document.passage_text(passage)
        assert text == "".join(document.text[s.start : s.end] for s in passage.spans)
        assert text == text.strip() != ""
        assert all(one.end <= two.start for one, two in pairwise(passage.spans))
        assert passage.spans[0].start >= previous
        previous = passage.spans[0].start
        for one, two in pairwise(passage.spans):
            edges = document.text[one.end - 1] + document.text[two.start]
            if any(c.isspace() for c in document.text[one.end : two.start]):
                assert not edges.isalnum(), f"{passage.eid}: two words run together"
        if passage.provision is not None:
            assert provisions[passage.provision].span.contains(hull(passage.spans))
        place = hull(passage.spans)
        for sentence in passage.sentences:
            assert all(place.contains(s) for s in sentence.spans)
        if passage.sentences:
            together = "".join(joined(document.text, s.spans) for s in passage.sentences)
            assert "".join(together.split()) == "".join(text.split())
    for span in (*document.words, *(r.span for r in document.regions),
                 *(r.span for r in document.references)):  # fmt: skip
        assert whole.contains(span)
    assert set(document.task_groups) <= set(provisions)


LINES = st.sampled_from(
    [
        "I. MỤC ĐÍCH", "II. NHIỆM VỤ, GIẢI PHÁP", "IV. TỔ CHỨC", "1. Mục đích", "2. Yêu cầu cụ thể",
        "7. Sở Y tế: Chủ trì thực hiện.", "1.1. Chỉ tiêu", "2.3 Lẻ loi", "a) Điểm a", "đ) Điểm đ",
        "- Gạch đầu dòng", "+ Cộng", "Điều 1. Phạm vi", "Điều 4.", "Chương II", "QUY ĐỊNH CHUNG",
        "Thứ nhất, lãnh đạo.", "Thứ ba, nguồn lực.", "(1) Một", "PHỤ LỤC II", "Nơi nhận:",
        "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Mơ", "KẾ HOẠCH", "|", "| a | b |",
        "**Đậm** và *nghiêng*", "***", "Lượt xem: 5", "12", "", "", "Căn cứ Luật số 1/2020/QH14;",
        "Các cơ quan, đơn vị phối hợp chặt chẽ. Bảo đảm đúng tiến độ; báo cáo kết quả hằng quý.",
        "* Lưu ý:", "** Lưu ý khi *đậm*", "1.1.1. Sâu hơn", "II.1. Mục số", "Một là, quán triệt.",
        "3 nhóm nhiệm vụ: (1) một; (2) hai; (3) ba.", "Sửa đổi Điều 2 như sau:", "“Điều 2. Trích",
        "1. Trích dẫn.”", "a) Một b) Hai", "c) Ba", "**Tiêu đề bị**", "**đứt làm đôi**",
        "một dòng bị ngắt giữa câu vì trang giấy hết chỗ và còn chữ", "[1] Chú thích cuối trang.",
        "Thứ Sáu, 28/11/2025 Đã xem: 36", "\u200bký tự ẩn\ufeff", "tổ chức thực hiện./.", "…", "IV",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, min_size=1, max_size=30), st.sampled_from(["\n", "\r\n", "\n\n"]),
       st.sampled_from(["a.txt", "a.md"]))  # fmt: skip
def test_any_order_of_lines_gives_a_valid_document(lines, newline, name):
    try:
        document = parsed_bytes(newline.join(lines).encode(), name)
    except Rejected:
        return
    check(document)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_a_valid_document_or_a_reason(text):
    try:
        document = parsed_bytes(text.encode("utf-8", "surrogatepass"), "a.txt")
    except Rejected as reason:
        assert str(reason)
        return
    check(document)


def test_line_ends_and_unicode_form_do_not_change_the_outline():
    plain = parsed(PLAN)
    windows = parsed_bytes(plain.text.replace("\n", "\r\n").encode(), "van-ban.txt")
    composed = unicodedata.normalize("NFD", plain.text)
    apart = parsed_bytes(composed.encode(), "van-ban.txt")
    assert outline(windows) == outline(plain)
    assert [e for e, _ in outline(apart)] == [e for e, _ in outline(plain)]
    assert apart.task_groups == plain.task_groups
    assert apart.metadata.number == plain.metadata.number


def reading(document: Document) -> dict[str, object]:
    """All that is read, in words: what another spelling of the same text must give again."""
    meta = document.metadata
    return {
        "outline": [
            (p.eid, p.level, p.label, plain(document.heading_text(p)), p.certainty)
            for p in document.provisions
        ],
        "passages": [
            (p.eid, p.provision, plain(document.passage_text(p))) for p in document.passages
        ],
        "groups": document.task_groups,
        "metadata": (meta.number, meta.date, meta.issuer, meta.title, meta.implements,
                     meta.replaces, meta.effective, meta.signer),
        "references": [
            (r.type, r.number, r.date, plain(r.issuer or "")) for r in document.references
        ],
    }  # fmt: skip


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def unwrapped(text: str) -> str:
    """Markdown with each paragraph on one line; the bars of tables as they are."""
    lines: list[str] = []
    held: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip() and line.strip() != "|":
            held.append(line.strip())
            continue
        if held:
            lines.append(" ".join(held))
        held = []
        lines.append(line)
    return "\n".join(lines)


def wrapped(text: str, width: int = 90) -> str:
    return "\n".join(
        "\n".join(textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False))
        if len(line) > width else line
        for line in text.split("\n")
    )  # fmt: skip


@pytest.mark.real
def test_every_real_document_is_whole_and_read_alike_in_other_spellings(shared):
    """NFC and NFD, CRLF and LF, wrapped at another column or not at all."""
    files = sorted((shared / "corpus").glob("*/*.*"))
    assert len(files) == 23
    for number, path in enumerate(files):
        document = parsed_file(path)
        check(document)
        text = path.read_bytes().decode("utf-8")
        assert document.text == text
        if path.suffix == ".md":
            text = unwrapped(text) if number % 2 else wrapped(unwrapped(text))
        other = unicodedata.normalize("NFD", text).replace("\n", "\r\n")
        again = parsed_bytes(other.encode(), path.name)
        assert reading(again) == reading(document), path.name
