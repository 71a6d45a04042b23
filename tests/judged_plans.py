"""Two plans about invented places under a small directive, for the tests of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from compare.align import compare
from compare.clauses import outline
from corpus.model import Comparison, Document, Frame, Link, Relation
from corpus.text import key
from tests.documents import parsed
from workspace import Workspace

DIRECTIVE = """
BAN BÍ THƯ
Số: 77-CT/TW
Hà Nội, ngày 02 tháng 3 năm 2024

CHỈ THỊ
về bảo đảm nước sạch cho trường học

1. Tăng cường lãnh đạo, chỉ đạo công tác nước sạch trường học.

2. Bố trí kinh phí, ngân sách cho công trình cấp nước.
"""

PLAN = """
ỦY BAN NHÂN DÂN                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH SÔNG MƠ
Số: 45/KH-UBND
Sông Mơ, ngày 05 tháng 3 năm 2025

KẾ HOẠCH

Thực hiện Chỉ thị số 77-CT/TW ngày 02/3/2024 của Ban Bí thư về bảo đảm nước sạch cho trường học

I. NHIỆM VỤ, GIẢI PHÁP

1. Tăng cường lãnh đạo, chỉ đạo

a) Các cấp ủy đưa mục tiêu nước sạch trường học vào nghị quyết hằng năm.

b) Người đứng đầu chịu trách nhiệm về nước sạch ở trường học trên địa bàn.

2. Bố trí kinh phí

a) Ngân sách tỉnh bố trí kinh phí cho công trình cấp nước ở trường học vùng cao.

b) Huy động doanh nghiệp tham gia xây dựng bể chứa nước mưa.

Nơi nhận:
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn Mơ
"""

OTHER = (
    PLAN.replace("TỈNH SÔNG MƠ", "TỈNH ĐỒI GIÓ")
    .replace("Sông Mơ, ngày", "Đồi Gió, ngày")
    .replace("Số: 45/KH-UBND", "Số: 9/KH-UBND")
    .replace("vào nghị quyết hằng năm", "vào nghị quyết, chương trình công tác hằng năm")
    .replace("Huy động doanh nghiệp tham gia xây dựng bể chứa nước mưa", "Kiểm tra chất lượng nước mỗi quý một lần")
    .replace("Nguyễn Văn Mơ", "Trần Thị Gió")
)  # fmt: skip


_read = lru_cache(maxsize=32)(parsed)


def put(workspace: Workspace, text: str, name: str) -> Document:
    """A file of this text comes, or comes again, from the same place."""
    done = workspace.store.put(_read(text, name), "1")
    return workspace.document(done.document_id)


def plans(folder: Path) -> Workspace:
    workspace = Workspace(folder)
    put(workspace, DIRECTIVE, "chi-thi.txt")
    put(workspace, PLAN, "song-mo.txt")
    put(workspace, OTHER, "doi-gio.txt")
    return workspace


def clause(workspace: Workspace, document: str, words: str) -> str:
    """The id of the clause that begins with these words."""
    (found,) = [c.passage for c in workspace.clauses(document) if c.text.startswith(words)]
    return found


def same_words_only(documents: Sequence[Document], frame: Frame | None) -> Comparison:
    """A machine that links what is worded alike and nothing else: what the real one
    makes of two short plans is not what these tests are about."""
    made = compare(documents, frame)
    names = [[c.id for c in outline(one).clauses] for one in documents]
    texts = {c.id: key(c.text) for one in documents for c in outline(one).clauses}
    links = tuple(
        Link((a,), (b,), Relation.SAME, 0.99)
        for at, left in enumerate(names)
        for right in names[at + 1 :]
        for a in left
        for b in right
        if texts[a] == texts[b]
    )
    linked = {name for link in links for name in (*link.left, *link.right)}
    only_in = {
        one.id: tuple(name for name in own if name not in linked)
        for one, own in zip(documents, names, strict=True)
    }
    return replace(made, links=links, only_in=only_in)
