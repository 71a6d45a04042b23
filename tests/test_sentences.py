"""Sentences of administrative prose."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sentences import ABBREVIATIONS, sentences


def shown(text: str) -> list[str]:
    return [" ".join(span.of(text).split()) for span in sentences(text)]


def check(text: str) -> None:
    found = sentences(text)
    covered = bytearray(len(text))
    for left, right in pairwise(found):
        assert left.end <= right.start
    for span in found:
        body = span.of(text)
        assert body and body == body.strip()
        covered[span.start : span.end] = b"\x01" * len(span)
    assert all(covered[i] for i, char in enumerate(text) if not char.isspace())


# One case a line: "|" stands where the text is to be cut.
CASES = """
Quán triệt Chỉ thị số 28-CT/TW.| Các sở, ban, ngành phối hợp thực hiện.
Hoàn thành trong năm 2025.| Các xã báo cáo kết quả.
Hoàn thành trong quý IV.| Các xã báo cáo kết quả.
Hoàn thành trong Quý I.| Các xã báo cáo kết quả.
Kinh phí 1.234,5 triệu đồng.| Tỷ lệ đạt 97,2%.| 100% xã có trường học.
1. Mục đích.| Nâng cao nhận thức.
II. NHIỆM VỤ, GIẢI PHÁP
Điều 1. Ban hành kèm theo Quyết định này.| Điều 2. Quyết định có hiệu lực.
a) Rà soát văn bản.| b) Xây dựng kế hoạch.
Nội dung cụ thể như sau: 1. Tăng cường lãnh đạo.| 2. Nâng cao nhận thức.
Theo đề nghị của PGS.TS. Nguyễn Văn An và ThS. Trần Bình.| Hội đồng thống nhất.
Xây dựng TP. Cần Thơ, Q. Ninh Kiều, TX. Ngã Năm an toàn.
Đ/c. Nguyễn V. An chủ trì.| Đ/c Bình phối hợp.
Tổ chức trò chơi, văn nghệ, v.v. Các em cùng tham gia.
Quyết định này có hiệu lực./.| Nơi nhận: Như trên.
Theo hướng dẫn (xem Phụ lục. Trang 5) của sở.| Báo cáo gửi về tỉnh.
Phát động phong trào “Vì trẻ em. Vì tương lai” trên toàn tỉnh.
Các em nói: “Chúng em rất vui.”| Sau đó chương trình kết thúc.
Vì sao trẻ em bị đuối nước?| Cần làm gì!| Sau đây là giải pháp…| Một là, dạy bơi.
Tài khoản abc.def@tinh.gov.vn của sở. viết thường thì không tách.
Rà soát, bổ sung quy hoạch đất dành cho trẻ em;| xây dựng, sửa chữa các điểm vui chơi.
Phòng ngừa bạo lực; xâm hại; đuối nước; tai nạn giao thông.
Rà soát, bổ sung quy hoạch đất (gồm đất của các xã; đất của các phường mới) dành cho trẻ em.
**1.** Tăng cường lãnh đạo.| **2.** Nâng cao nhận thức.
Hoàn thành nhiệm vụ được giao.| - Các sở báo cáo.| • Các xã tổng hợp.
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_cuts(case: str) -> None:
    parts = [part.strip() for part in case.split("|")]
    assert shown(" ".join(parts)) == parts


def test_line_breaks_mean_nothing() -> None:
    text = "Tăng cường công tác\r\nlãnh đạo. Nâng cao\nnhận thức.\n\nHết."
    assert len(sentences(text)) == 3


@pytest.mark.parametrize("short", sorted(ABBREVIATIONS.split()))
def test_no_cut_after_an_abbreviation(short: str) -> None:
    assert len(sentences(f"Thực hiện theo {short.upper()}. An Bình về việc này")) == 1


def test_a_long_quotation_is_cut() -> None:
    text = "“" + "Trẻ em hôm nay là thế giới ngày mai. " * 20 + "”"
    assert len(sentences(text)) > 10


@pytest.mark.parametrize("text", ["", "  \n ", "\u00a0"])
def test_no_sentences(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize(
    "text",
    ["." * 50_000, ". " * 20_000, "A. " * 10_000, "(" * 20_000 + ". A", "; " * 20_000,
     "“" * 20_000 + ". A" * 1_000, '" ' * 20_000, ".)" * 20_000, ". " + " " * 50_000],
)  # fmt: skip
def test_hostile_text(text: str) -> None:
    check(text)


ATOMS = [
    "Trẻ em",
    "đuối nước",
    ".",
    ";",
    " ",
    "\n",
    "(",
    ")",
    "“",
    "”",
    '"',
    "1",
    "II",
    "v.v",
    "A",
    "…",
]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=100), st.lists(st.sampled_from(ATOMS), max_size=60).map("".join)))
def test_promises_on_any_text(text: str) -> None:
    check(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(CASES.replace("|", "").strip().splitlines()), max_size=5))
def test_decomposed_text_is_cut_alike(lines: list[str]) -> None:
    text = "\n".join(lines)
    decomposed = unicodedata.normalize("NFD", text)
    there = [unicodedata.normalize("NFC", s.of(decomposed)) for s in sentences(decomposed)]
    assert there == [s.of(text) for s in sentences(text)]


@pytest.mark.real
def test_promises_on_the_real_documents(shared: Path) -> None:
    for path in sorted((shared / "corpus").glob("*/*")):
        for paragraph in re.split(r"\n\s*\n", path.read_text("utf-8")):
            check(paragraph)
