"""Makes the samples of office formats: `python -m tests.make_format_samples`.

Short documents about invented places, each written with python-docx and, but for
the first, carried to its own format by LibreOffice; the scan is its pages seen by a
worn scanner.  The results are committed, so that reading them needs none of this;
what needs a program to be read at all (.doc, scans) lies in a folder of its own.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

import corpus
from tests.one_plan import as_scan

FOLDER = Path(corpus.__file__).with_name("samples") / "formats"
EXTERNAL = Path(corpus.__file__).with_name("external_samples")
SAID = "(Văn bản minh họa cho phần mềm Đối Chiếu, địa danh và số liệu là hư cấu.)"
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"

PLAN = (
    "12/KH-UBND", "ỦY BAN NHÂN DÂN\nXÃ ĐỒI SIM", "Đồi Sim, ngày 14 tháng 10 năm 2025", "KẾ HOẠCH",
    "Tổ chức bữa ăn bán trú và nước sạch cho trẻ em mầm non năm học 2025 - 2026",
    """Thực hiện Chương trình số 35-CTr/TU ngày 20/5/2024 của Tỉnh ủy Sông Lam Thượng, Ủy ban nhân dân xã ban hành Kế hoạch như sau:
H I. MỤC TIÊU
P Đến hết năm học, 95% trẻ em mầm non ở các điểm trường được ăn bán trú; 100% điểm trường có nước sạch hợp vệ sinh.
H II. NHIỆM VỤ, GIẢI PHÁP
N Bảo đảm bữa ăn
P Mỗi điểm trường có bếp hoặc hợp đồng suất ăn với bếp của trường chính; thực đơn theo tuần được niêm yết cho cha mẹ biết.
N Bảo đảm nước sạch
P Sửa chữa ba bể chứa và đường ống ở các bản Khe Tơ, Bãi Vầu, Nà Lĩnh trước mùa khô.
N Vận động cộng đồng
P Hội Liên hiệp Phụ nữ xã vận động hội viên góp rau xanh, củi và ngày công.
H III. TỔ CHỨC THỰC HIỆN
B Trạm Y tế xã kiểm tra an toàn thực phẩm mỗi tháng một lần.
B Trường Mầm non Đồi Sim chủ trì, báo cáo kết quả trước ngày 05 hằng tháng.""",
    "CHỦ TỊCH", "Vi Thị Giả Sử",
)  # fmt: skip
REPORT = (
    "31/BC-UBND", "ỦY BAN NHÂN DÂN\nTỈNH CỬA GIÓ", "Cửa Gió, ngày 20 tháng 12 năm 2025", "BÁO CÁO",
    "Kết quả phòng, chống đuối nước trẻ em năm 2025",
    """Thực hiện Kế hoạch số 208/KH-UBND ngày 10/6/2024, Ủy ban nhân dân tỉnh báo cáo kết quả năm 2025 như sau:
H I. KẾT QUẢ
P Toàn tỉnh mở 214 lớp dạy bơi cho 6.320 trẻ em; tỷ lệ học sinh tiểu học biết bơi đạt 58,4%. Số trẻ em tử vong do đuối nước giảm từ 19 em năm 2023 xuống còn 11 em.
H II. HẠN CHẾ
B Hai mươi ba xã chưa có điểm dạy bơi an toàn.
B Biển cảnh báo ở bến sông, ao hồ còn thiếu.
H III. NHIỆM VỤ NĂM 2026
N Duy trì lớp dạy bơi trong dịp hè ở mọi xã ven sông, ven biển.
N Lắp biển cảnh báo ở tất cả các điểm nước sâu đã rà soát.""",
    "PHÓ CHỦ TỊCH", "Trần Thử Nghiệm",
)  # fmt: skip
RESOLUTION = (
    "09/NQ-HĐND", "HỘI ĐỒNG NHÂN DÂN\nTỈNH BÃI NGÀ", "Bãi Ngà, ngày 05 tháng 12 năm 2025", "NGHỊ QUYẾT",
    "Về mức hỗ trợ người làm công tác trẻ em ở thôn, tổ dân phố",
    """Căn cứ Kế hoạch số 77/KH-UBND ngày 28/6/2024 của Ủy ban nhân dân tỉnh;
H Điều 1. Mức hỗ trợ
P Người làm công tác trẻ em ở thôn, tổ dân phố được hỗ trợ 450.000 đồng mỗi tháng.
H Điều 2. Nguồn kinh phí
P Ngân sách tỉnh bảo đảm 70%, ngân sách xã bảo đảm 30%.
H Điều 3. Hiệu lực thi hành
P Nghị quyết này có hiệu lực kể từ ngày 01 tháng 01 năm 2026.""",
    "CHỦ TỊCH", "Hoàng Văn Minh Họa",
)  # fmt: skip
NOTICE = (
    "44/TB-UBND", "ỦY BAN NHÂN DÂN\nXÃ BẾN LAU", "Bến Lau, ngày 02 tháng 11 năm 2025", "THÔNG BÁO",
    "Về việc đăng ký trẻ em cần trợ giúp trong mùa mưa lũ",
    """Ủy ban nhân dân xã thông báo tới các thôn những việc sau:
N Trưởng thôn lập danh sách trẻ em mồ côi, trẻ em khuyết tật, trẻ em sống cùng ông bà, gửi về Ủy ban nhân dân xã trước ngày 10/11/2025.
N Gia đình có trẻ em dưới 6 tuổi ở vùng trũng đăng ký nơi sơ tán tại nhà văn hóa thôn.
N Công an xã trực điện thoại cả ngày và đêm để nhận tin báo về trẻ em gặp nguy hiểm.""",
    "CHỦ TỊCH", "Lường Thị Ví Dụ",
)  # fmt: skip
COMMUNE_PLAN = (
    "57/KH-UBND", "ỦY BAN NHÂN DÂN\nXÃ TRUNG LĨNH", "Trung Lĩnh, ngày 21 tháng 8 năm 2025", "KẾ HOẠCH",
    "Thực hiện công tác trẻ em trên địa bàn xã giai đoạn 2025 - 2030",
    """Thực hiện Chỉ thị số 99-CT/TW ngày 15/3/2024 của Ban Bí thư về bảo vệ, chăm sóc trẻ em, Ủy ban nhân dân xã ban hành Kế hoạch như sau:
H I. MỤC TIÊU
B Đến năm 2030, 98% trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế; 85% học sinh tiểu học biết bơi.
B Không còn trẻ em bỏ học vì hoàn cảnh khó khăn.
H II. NHIỆM VỤ, GIẢI PHÁP
N Tăng cường lãnh đạo, chỉ đạo công tác trẻ em
P Đưa mục tiêu về trẻ em vào kế hoạch phát triển kinh tế - xã hội hằng năm của xã; phân công một Phó Chủ tịch phụ trách.
N Truyền thông, giáo dục kỹ năng cho trẻ em và gia đình
P Phát thanh hai buổi mỗi tuần; mỗi thôn có một câu lạc bộ cha mẹ.
N Phòng, chống tai nạn, đuối nước và xâm hại trẻ em
P Rào chắn các hố công trình, ao sâu; dựng 24 biển cảnh báo; công khai số điện thoại tiếp nhận tin báo ở nhà văn hóa thôn.
N Bố trí kinh phí và người làm công tác trẻ em
P Ngân sách xã bố trí 60 triệu đồng mỗi năm; vận động thêm từ doanh nghiệp và người dân.
H III. TỔ CHỨC THỰC HIỆN
B Trạm Y tế xã chủ trì, theo dõi và báo cáo kết quả trước ngày 30 tháng 11 hằng năm.
B Các trường học, các thôn phối hợp thực hiện./.""",
    "CHỦ TỊCH", "Hà Văn Giả Định",
)  # fmt: skip
WARD_PLAN = (
    "61/KH-UBND", "ỦY BAN NHÂN DÂN\nPHƯỜNG GÒ SẬY", "Gò Sậy, ngày 09 tháng 9 năm 2025", "KẾ HOẠCH",
    "Phòng, chống tai nạn, thương tích trẻ em năm học 2025 - 2026",
    """Thực hiện Kế hoạch số 208/KH-UBND ngày 10/6/2024 của Ủy ban nhân dân tỉnh Cửa Gió, Ủy ban nhân dân phường ban hành Kế hoạch như sau:
H I. MỤC TIÊU
P Giảm 20% số trẻ em bị tai nạn, thương tích so với năm học trước; không để trẻ em tử vong do đuối nước trên địa bàn phường.
H II. NHIỆM VỤ, GIẢI PHÁP
N Rà soát, cảnh báo nơi nguy hiểm
P Kiểm tra bến sông, hố ga, lan can trường học; sửa chữa xong trước ngày 30 tháng 9 năm 2025.
N Dạy bơi và kỹ năng an toàn
P Mở bốn lớp dạy bơi miễn phí cho 120 học sinh tiểu học; tổ chức buổi ngoại khóa về an toàn giao thông ở ba trường.
N Huy động cộng đồng
P Mỗi tổ dân phố có một tổ tuần tra bến sông trong mùa nước nổi.
H III. TỔ CHỨC THỰC HIỆN
B Công an phường, Đoàn Thanh niên phối hợp tuần tra.
B Trạm Y tế phường tổng hợp, báo cáo hằng quý./.""",
    "PHÓ CHỦ TỊCH", "Kim Thị Thử Nghiệm",
)  # fmt: skip
SAMPLES = {
    "12-kh-ubnd-doi-sim.docx": PLAN,
    "31-bc-ubnd-cua-gio.pdf": REPORT,
    "09-nq-hdnd-bai-nga.odt": RESOLUTION,
    "44-tb-ubnd-ben-lau.rtf": NOTICE,
}
DOC, SCAN = "57-kh-ubnd-trung-linh.doc", "61-kh-ubnd-go-say.pdf"


def as_set(parts: tuple[str, ...]) -> Docx:
    """A document as an office sets it: letterhead and titles on the middle."""
    made = written(parts)
    head, end = made.tables
    _, _, _, kind, title, *_ = parts
    inside = [p for cell in (*head._cells, end._cells[1]) for p in cell.paragraphs]
    titles = [p for p in made.paragraphs if p.text in (kind, title)]
    for paragraph in (*inside, *titles):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph()  # a table that ends a document is lost on the way to .doc
    return made


def written(parts: tuple[str, ...]) -> Docx:
    number, issuer, day, kind, title, body, office, signer = parts
    made = Document()
    head = made.add_table(rows=2, cols=2)
    for cell, text in zip(head._cells, (issuer, MOTTO, f"Số: {number}", day), strict=True):
        cell.text = text
    made.add_paragraph().add_run(kind).bold = True
    made.add_paragraph().add_run(title).bold = True
    count = 0
    for line in body.splitlines():
        mark, _, text = line.partition(" ")
        if mark == "H":
            made.add_paragraph().add_run(text).bold = True
            count = 0
        elif mark == "N":
            count += 1
            made.add_paragraph(f"{count}. {text}")
        elif mark == "B":
            made.add_paragraph(f"- {text}")
        else:
            made.add_paragraph(text if mark == "P" else line)
    made.add_paragraph(SAID)
    end = made.add_table(rows=1, cols=2)
    end._cells[0].text = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    end._cells[1].text = f"TM. {issuer.splitlines()[0]}\n{office}\n{signer}"
    return made


def converted(made: Docx, target: str, folder: Path) -> Path:
    """A document carried to the format of the file `target`."""
    source = folder / f"{Path(target).stem}.docx"
    made.save(str(source))
    suffix = Path(target).suffix
    if suffix != ".docx":
        subprocess.run(
            ["soffice", "--headless", "--convert-to", suffix[1:], "--outdir", folder, source],
            check=True, capture_output=True,
        )  # fmt: skip
    return source.with_suffix(suffix)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for target, parts in SAMPLES.items():
            put(converted(written(parts), target, folder).read_bytes(), FOLDER / target)
        put(converted(as_set(COMMUNE_PLAN), DOC, folder).read_bytes(), EXTERNAL / "doc" / DOC)
        printed = converted(as_set(WARD_PLAN), SCAN, folder).read_bytes()
        put(as_scan(printed, dots=170, quality=45), EXTERNAL / "scan" / SCAN)


def put(data: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


if __name__ == "__main__":
    main()
