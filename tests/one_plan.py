"""One plan about an invented place, as every format has it: made here and by real programs.

In: nothing.  Out: the bytes of the same plan as .txt, .md and .docx (numbers typed,
or left to the program), from which LibreOffice makes the other formats, and a scan
of the PDF.  It has what offices print: a letterhead in two columns, headings that
wrap, lists at five depths, a table, a footnote, running heads on several pages.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator

import pypdfium2
from docx import Document as NewDocx
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw, ImageFilter

from tests.word_files import saved

SPACES = nsdecls("w")
ISSUER = "ỦY BAN NHÂN DÂN\nTỈNH RỪNG KHỘP"
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
NUMBER, DAY = "Số: 163/KH-UBND", "Rừng Khộp, ngày 18 tháng 9 năm 2025"
TITLE = (
    "KẾ HOẠCH",
    "Triển khai công tác bảo vệ, chăm sóc trẻ em và phòng, chống tai nạn, thương tích trẻ em "
    "trên địa bàn tỉnh giai đoạn 2025 - 2030",
)
RUNNING_HEAD = "Kế hoạch bảo vệ, chăm sóc trẻ em tỉnh Rừng Khộp"
NOTE = "Theo số liệu rà soát đến hết tháng 6 năm 2025 của các xã, phường."
TABLE = (
    ("Chỉ tiêu", "Đơn vị", "Năm 2025", "Năm 2030"),
    ("Trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế", "%", "98", "100"),
    ("Trường học có nước sạch", "%", "81", "97"),
    ("Xã có điểm vui chơi an toàn", "xã", "24", "61"),
)
# The first word says what the block is: P running text, T the table, else how deep a
# label it has.
BODY = """
P Thực hiện Chỉ thị số 99-CT/TW ngày 15/3/2024 của Ban Bí thư về bảo vệ, chăm sóc trẻ em, Ủy ban nhân dân tỉnh Rừng Khộp ban hành Kế hoạch triển khai trên địa bàn tỉnh như sau:
1 I. MỤC ĐÍCH, YÊU CẦU
2 1. Mục đích
P Nâng cao nhận thức và trách nhiệm của các cấp, các ngành, của gia đình và toàn xã hội trong công tác trẻ em; bảo đảm mọi trẻ em được sống trong môi trường an toàn, lành mạnh, được bảo vệ trước mọi nguy cơ bị xâm hại, bị bóc lột hoặc bị bỏ mặc.
2 2. Yêu cầu
5 - Việc triển khai phải kịp thời, tiết kiệm, phù hợp với điều kiện của từng xã, phường và gắn với các chương trình, đề án đang thực hiện.
5 - Phân công rõ người, rõ việc, rõ thời hạn; kiểm tra, đánh giá kết quả sáu tháng một lần.
1 II. CHỈ TIÊU PHẤN ĐẤU
P Đến năm 2030, tỉnh phấn đấu đạt các chỉ tiêu chủ yếu trong bảng dưới đây[1]:
T
P Các chỉ tiêu khác thực hiện theo chương trình phát triển kinh tế - xã hội hằng năm của tỉnh.
1 III. NHIỆM VỤ VÀ GIẢI PHÁP CHỦ YẾU NHẰM BẢO ĐẢM QUYỀN ĐƯỢC SỐNG AN TOÀN, ĐƯỢC CHĂM SÓC VÀ ĐƯỢC HỌC TẬP CỦA MỌI TRẺ EM TRÊN ĐỊA BÀN TỈNH
2 1. Tăng cường sự lãnh đạo, chỉ đạo của các cấp ủy đảng, chính quyền và nâng cao hiệu quả phối hợp giữa các ngành, đoàn thể trong công tác trẻ em từ tỉnh đến cơ sở
3 1.1. Đưa mục tiêu về trẻ em vào kế hoạch hằng năm
P Các sở, ban, ngành và địa phương đưa các mục tiêu, chỉ tiêu về trẻ em vào kế hoạch phát triển kinh tế - xã hội hằng năm, bố trí kinh phí và người làm công tác trẻ em ở từng thôn, tổ dân phố; người đứng đầu chịu trách nhiệm trước cấp trên về kết quả thực hiện ở nơi mình phụ trách.
3 1.2. Kiểm tra, giám sát
4 a) Ủy ban nhân dân các xã, phường tự kiểm tra mỗi quý một lần, báo cáo kết quả trước ngày 20 của tháng cuối quý;
4 b) Sở Y tế chủ trì kiểm tra liên ngành ít nhất mười xã, phường mỗi năm;
4 c) Kết quả kiểm tra được công khai trên trang thông tin của tỉnh.
2 2. Đẩy mạnh truyền thông, giáo dục kỹ năng
3 2.1. Truyền thông trong cộng đồng
5 - Mở chuyên mục hằng tuần trên sóng phát thanh, truyền hình tỉnh; phát lại trên hệ thống truyền thanh của xã, phường vào giờ phù hợp.
5 - Tổ chức tư vấn lưu động ở các buôn, làng xa trung tâm:
6 + Mỗi buôn, làng ít nhất hai buổi trong một năm;
6 + Có người phiên dịch tiếng dân tộc thiểu số.
3 2.2. Giáo dục trong nhà trường
P Trường học dạy kỹ năng phòng, chống đuối nước, phòng, chống xâm hại và kỹ năng sử dụng mạng an toàn cho học sinh từ lớp 1; mỗi trường có một giáo viên làm công tác tư vấn tâm lý học đường được bồi dưỡng nghiệp vụ.
2 3. Bảo đảm dịch vụ cho trẻ em
4 a) Nâng cấp phòng tiêm chủng ở 34 trạm y tế; duy trì tỷ lệ tiêm chủng đầy đủ cho trẻ em dưới 1 tuổi trên 96%.
4 b) Xây dựng nhà vệ sinh, công trình nước sạch cho các điểm trường còn thiếu; ưu tiên các điểm trường ở vùng biên giới, vùng đồng bào dân tộc thiểu số.
4 c) Lập đường dây nóng của tỉnh nối với Tổng đài điện thoại quốc gia bảo vệ trẻ em; mọi tin báo được xác minh trong vòng 24 giờ.
1 IV. KINH PHÍ THỰC HIỆN
P Kinh phí từ ngân sách nhà nước theo phân cấp hiện hành, lồng ghép trong các chương trình mục tiêu quốc gia, và từ nguồn vận động hợp pháp. Hằng năm, các cơ quan, đơn vị lập dự toán cùng thời điểm lập dự toán ngân sách gửi Sở Tài chính thẩm định, trình Ủy ban nhân dân tỉnh.
1 V. TỔ CHỨC THỰC HIỆN
2 1. Sở Y tế
5 - Chủ trì, hướng dẫn, đôn đốc các đơn vị thực hiện Kế hoạch; tổng hợp, báo cáo Ủy ban nhân dân tỉnh trước ngày 15 tháng 12 hằng năm.
5 - Tham mưu sơ kết vào năm 2027, tổng kết vào năm 2030.
2 2. Sở Giáo dục và Đào tạo
P Chỉ đạo các trường học thực hiện mục 2.2 phần III của Kế hoạch này; phối hợp với Công an tỉnh xây dựng trường học an toàn, phòng, chống bạo lực học đường.
2 3. Ủy ban nhân dân các xã, phường
P Xây dựng kế hoạch của địa phương trước ngày 31 tháng 10 năm 2025; bố trí người và kinh phí; rà soát, lập danh sách trẻ em có hoàn cảnh đặc biệt để trợ giúp kịp thời.
P Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn vị phản ánh về Sở Y tế để tổng hợp, báo cáo Ủy ban nhân dân tỉnh xem xét, quyết định./.
"""
RECIPIENTS = "Nơi nhận:\n- Bộ Y tế;\n- Các sở, ban, ngành;\n- Ủy ban nhân dân các xã, phường;\n- Lưu: VT, VX."
SIGNATURE = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nRơ Châm Giả Định"

_LEVELS = (
    ("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)"),
    ("bullet", "-"), ("bullet", "+"),
)  # fmt: skip


def blocks() -> Iterator[tuple[str, str, str]]:
    """(kind, label, words) of each block of the body."""
    for line in BODY.strip().splitlines():
        kind, _, text = line.partition(" ")
        label, _, rest = text.partition(" ") if kind.isdigit() else ("", "", text)
        yield kind, label, rest


def outline() -> list[tuple[str, str]]:
    """(label, heading or first words) of every labelled block: what a reader of the plan sees."""
    return [(label, words) for kind, label, words in blocks() if kind.isdigit()]


# --- Text -------------------------------------------------------------------


def as_text(*, wrapped: int = 0) -> bytes:
    """Plain text, its lines wrapped at so many characters where that is asked for."""
    out = []
    for one, two in zip(ISSUER.split("\n"), MOTTO.split("\n"), strict=True):
        out.append(f"{one:^36}{two:>44}")
    out += [f"{NUMBER:^36}{DAY:>44}", "", *TITLE, ""]
    for kind, label, words in blocks():
        if kind == "T":
            out += ["\t".join(row) for row in TABLE] + [""]
        else:
            out += [*_wrapped(f"{label} {words}".strip(), wrapped), ""]
    out += [RECIPIENTS, "", SIGNATURE, "", f"[1] {NOTE}"]
    return "\n".join(out).encode()


def _wrapped(text: str, width: int) -> list[str]:
    if not width:
        return [text]
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def as_markdown() -> bytes:
    """Markdown as converters of office files write it: bold for headings, wrapped lines."""
    rows = [*zip(ISSUER.split("\n"), MOTTO.split("\n"), strict=True), (NUMBER, DAY)]
    out = ["|  |  |", "| --- | --- |", *(f"| **{a}** | {b} |" for a, b in rows), ""]
    out += [f"**{TITLE[0]}**", "", *(f"**{line}**" for line in _wrapped(TITLE[1], 70)), ""]
    for kind, label, words in blocks():
        text = f"{label} {words}".strip().replace("[1]", "[^1]")
        if kind == "T":
            head, *rest = TABLE
            rule = "| " + " | ".join("---" for _ in head) + " |"
            out += [_row(head), rule, *map(_row, rest), ""]
        elif kind in "123" and not text.endswith((".", ";")):
            out += ["\n".join(_wrapped(f"**{text}**", 78)), ""]
        else:
            out += ["\n".join(_wrapped(text, 78)), ""]
    out += [RECIPIENTS, "", SIGNATURE.replace("\n", "\n\n"), "", f"[^1]: {NOTE}"]
    return "\n".join(out).encode()


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


# --- Word -------------------------------------------------------------------


def as_docx(*, automatic: bool) -> bytes:
    """A .docx as an office sets it, its numbers typed or counted by the program."""
    made = NewDocx()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    section.header.add_paragraph(RUNNING_HEAD).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Liberation Serif", Pt(14)
    style.paragraph_format.space_after = Pt(6)
    _columns(made, ((ISSUER, MOTTO), (NUMBER, DAY)))
    for line in ("", *TITLE):
        title = made.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(line).bold = True
    if automatic:
        _add_list(made)
    for kind, label, words in blocks():
        if kind == "T":
            _ruled(made)
        else:
            _block(made, kind, label, words, automatic=automatic)
    _columns(made, ((RECIPIENTS, SIGNATURE),))
    _add_note(made)
    return saved(made)


def _block(made: Docx, kind: str, label: str, words: str, *, automatic: bool) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Cm(1)
    if kind.isdigit() and automatic:
        level = int(kind) - 1
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {SPACES}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
        )
    else:
        words = f"{label} {words}".strip()
    bold = kind in "123" and not words.endswith((".", ";"))
    before, mark, after = words.partition("[1]")
    paragraph.add_run(before).bold = bold
    if mark:
        run = paragraph.add_run()
        run._r.append(parse_xml(f'<w:footnoteReference {SPACES} w:id="2"/>'))
        run.font.superscript = True
        paragraph.add_run(after)


def _columns(made: Docx, rows: tuple[tuple[str, str], ...]) -> None:
    """A table without lines, its words centred."""
    table = made.add_table(len(rows), 2)
    table.autofit = False
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, (Cm(6), Cm(10)), strict=True):
            cell.width = width
            for number, line in enumerate(text.split("\n")):
                paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
                if text != RECIPIENTS:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                run = paragraph.add_run(line)
                run.font.size = Pt(11 if text == RECIPIENTS else 12)
                run.bold = line.isupper()


def _ruled(made: Docx) -> None:
    table = made.add_table(0, len(TABLE[0]), style="Table Grid")
    for texts in TABLE:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {SPACES}/>"))
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(12)
    made.add_paragraph()


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("", "2"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(parse_xml(f'<w:fldChar {SPACES} w:fldCharType="{kind}"/>'))
        elif text.strip().isdigit():
            run.text = text
        else:
            run._r.append(parse_xml(f"<w:instrText {SPACES}>{text}</w:instrText>"))


def _add_list(made: Docx) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(_LEVELS)
    )
    root = made.part.numbering_part.element
    root.insert(
        0, parse_xml(f'<w:abstractNum {SPACES} w:abstractNumId="77">{levels}</w:abstractNum>')
    )
    root.append(parse_xml(f'<w:num {SPACES} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def _add_note(made: Docx) -> None:
    """The one footnote, whose part python-docx does not make."""
    small = '<w:rPr><w:sz w:val="20"/></w:rPr>'
    words = (
        f'<w:r><w:rPr><w:vertAlign w:val="superscript"/><w:sz w:val="20"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r>{small}<w:t xml:space="preserve"> {NOTE}</w:t></w:r>'
    )
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for n, kind in enumerate(("separator", "continuationSeparator"))
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        f'<w:footnotes {SPACES}>{rules}<w:footnote w:id="2"><w:p>{words}</w:p></w:footnote>'
        "</w:footnotes>".encode(),
        made.part.package,
    )
    made.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


# --- Scan -------------------------------------------------------------------


def as_scan(pdf: bytes, *, dots: int = 200, seed: int = 1, quality: int = 60) -> bytes:
    """The pages of a PDF as an office's scanner makes them: a little askew, specked, grey;
    one PDF of pictures."""
    dice = random.Random(seed)
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        image = page.render(scale=dots / 72).to_pil().convert("L")
        image = image.rotate(dice.uniform(-0.4, 0.4), Image.Resampling.BICUBIC, fillcolor=255)
        image = image.filter(ImageFilter.GaussianBlur(0.6)).point(lambda v: min(250, 18 + v))
        draw = ImageDraw.Draw(image)
        for _ in range(400):
            x, y = dice.randrange(image.width), dice.randrange(image.height)
            draw.point((x, y), dice.choice((60, 120, 160)))
        pages.append(image)
    out = io.BytesIO()
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], resolution=dots, quality=quality
    )
    return re.sub(rb"D:\d{14}", b"D:20260101000000", out.getvalue())
