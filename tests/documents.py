"""Documents written for tests: text in, parsed document out."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from textwrap import dedent

from corpus.model import Document, Source
from ingest.parse import parse


def parsed(text: str, name: str = "van-ban.txt") -> Document:
    """The document a file of this text becomes."""
    return parsed_bytes(dedent(text).strip("\n").encode(), name)


def parsed_bytes(data: bytes, name: str) -> Document:
    source = Source(sha256(data).hexdigest(), "text/plain", name, f"/tmp/{name}", len(data))
    return parse(data, source)


def parsed_file(path: Path) -> Document:
    data = path.read_bytes()
    return parse(data, Source(sha256(data).hexdigest(), "", path.name, str(path), len(data)))


def outline(document: Document) -> list[tuple[str, str]]:
    """(eid, heading) of all provisions."""
    return [(p.eid, document.heading_text(p)) for p in document.provisions]


PLAN = """
ỦY BAN NHÂN DÂN                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH SÔNG MƠ
Số: 045/KH-UBND
Sông Mơ, ngày 05 tháng 3 năm 2025

KẾ HOẠCH

Thực hiện Chỉ thị số 99-CT/TW ngày 01/02/2025 của Ban Bí thư về chăm sóc trẻ em

Thực hiện Chương trình số 12-CTr/TU ngày 20/02/2025 của Tỉnh ủy, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU

1. Mục đích

Bảo đảm mọi trẻ em được chăm sóc. Bảo đảm mọi trẻ em được đến trường.

2. Yêu cầu

a) Phân công rõ người, rõ việc trong từng cơ quan, đơn vị.

b) Kiểm tra thường xuyên việc thực hiện ở cơ sở.

II. NHIỆM VỤ, GIẢI PHÁP

1. Tăng cường lãnh đạo, chỉ đạo

Các cấp ủy đưa mục tiêu về trẻ em vào nghị quyết hằng năm.

2. Đẩy mạnh truyền thông

- Mở chuyên mục trên sóng phát thanh.

- Tổ chức hội thi ở trường học:

+ Cấp tiểu học mỗi năm một lần;

+ Cấp trung học mỗi năm hai lần.

3. Bảo đảm nguồn lực

Bố trí ngân sách cho công tác trẻ em.

III. TỔ CHỨC THỰC HIỆN

1. Sở Y tế: Chủ trì theo dõi, tổng hợp kết quả thực hiện.

2. Công an tỉnh: Phối hợp phòng, chống xâm hại trẻ em.

Kế hoạch này thay thế Kế hoạch số 30/KH-UBND ngày 02/01/2020 về cùng nội dung./.

Nơi nhận:
- Tỉnh ủy;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn Mơ
"""
