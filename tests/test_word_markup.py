"""What Microsoft Word writes, by hand: each of its ways to hold words, read once and in place."""

from __future__ import annotations

import pytest

from corpus.model import RegionKind
from ingest.extract import EXTRACTORS, Extracted
from tests.documents import outline, parsed_bytes
from tests.test_docx import abstract, item, lines, lvl, num, p, r, table
from tests.word_files import docx

LETTERHEAD = table(
    (p("ỦY BAN NHÂN DÂN") + p("XÃ NÀ LĨNH"), p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Độc lập - Tự do - Hạnh phúc")),
    (p("Số: 27/KH-UBND"), p("Nà Lĩnh, ngày 06 tháng 8 năm 2025")),
)  # fmt: skip
BODY = p("KẾ HOẠCH") + p("Chăm sóc trẻ em") + p("I. MỤC TIÊU") + p("Mọi trẻ em được đến trường.")


def read(body: str, **parts: str) -> Extracted:
    return EXTRACTORS[".docx"](docx(body, **parts))


def field(instruction: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def style(name: str, title: str, properties: str = "", based: str = "") -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title}"/>{base}'
        f"<w:pPr>{properties}</w:pPr></w:style>"
    )


def section(*references: str, first: bool = False) -> str:
    return f"<w:sectPr>{''.join(references)}{'<w:titlePg/>' if first else ''}</w:sectPr>"


def margin(side: str, kind: str, name: str) -> str:
    return f'<w:{side}Reference w:type="{kind}" r:id="{name}"/>'


# --- Numbers ----------------------------------------------------------------


def test_headings_numbered_by_their_styles():
    """Levels that name a style, styles that name the list: no paragraph says a number."""
    numbering = abstract(
        0,
        lvl(0, "upperRoman", "%1.", '<w:pStyle w:val="Heading1"/>'),
        lvl(1, "decimal", "%2.", '<w:pStyle w:val="Heading2"/>'),
        lvl(2, "lowerLetter", "%3)", '<w:pStyle w:val="Diem"/>'),
    ) + num(3, 0)
    listed = '<w:numPr><w:numId w:val="3"/></w:numPr>'
    styles = (
        style("Heading1", "heading 1", listed)
        + style("Heading2", "heading 2", listed)
        + style("Diem", "Điểm", listed)
        + style("DiemCon", "Điểm con", "", "Diem")
    )

    def of(name: str, text: str) -> str:
        return p(text, f'<w:pStyle w:val="{name}"/>')

    body = (
        of("Heading1", "MỤC TIÊU") + of("Heading2", "Mục tiêu chung") + p("Trẻ em được bảo vệ.")
        + of("Heading2", "Mục tiêu cụ thể") + of("Diem", "Mọi trẻ em có thẻ bảo hiểm y tế;")
        + of("DiemCon", "Mọi xã có điểm vui chơi.") + of("Heading1", "NHIỆM VỤ")
        + of("Heading2", "Truyền thông")
    )  # fmt: skip
    assert lines(read(body, numbering=numbering, styles=styles)) == [
        "I. MỤC TIÊU", "1. Mục tiêu chung", "Trẻ em được bảo vệ.", "2. Mục tiêu cụ thể",
        "a) Mọi trẻ em có thẻ bảo hiểm y tế;", "b) Mọi xã có điểm vui chơi.", "II. NHIỆM VỤ",
        "1. Truyền thông",
    ]  # fmt: skip


def test_overridden_levels_and_starts():
    """w:lvlOverride with a start, with a look of its own, and with both."""
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    from_five = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    other = f'<w:lvlOverride w:ilvl="0">{lvl(0, "upperLetter", "(%1)")}</w:lvlOverride>'
    numbering = (
        abstract(0, lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2."))
        + num(1, 0) + num(2, 0, again) + num(4, 0, from_five) + num(5, 0, other)
    )  # fmt: skip
    body = (
        item("một") + item("hai") + item("con", 1) + item("lại", 0, 2) + item("con", 1, 2)
        + item("nối", 0, 2) + item("năm", 0, 4) + item("chữ", 0, 5)
    )  # fmt: skip
    assert lines(read(body, numbering=numbering)) == [
        "1. một", "2. hai", "2.1. con", "1. lại", "1.1. con", "2. nối", "5. năm", "(A) chữ",
    ]  # fmt: skip


def test_a_paragraph_may_leave_the_list_of_its_style():
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0)
    styles = style("Khoan", "Khoản", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    named = '<w:pStyle w:val="Khoan"/>'
    out = f'{named}<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    body = p("Một", named) + p("không số", out) + p("Hai", named)
    assert lines(read(body, numbering=numbering, styles=styles)) == ["1. Một", "không số", "2. Hai"]


# --- Changes ----------------------------------------------------------------


def test_words_moved_and_changed_are_read_where_they_end():
    body = (
        '<w:p><w:moveFromRangeStart w:id="1" w:name="move1"/><w:moveFrom w:id="2">'
        f'{r("Đoạn chuyển đi.")}</w:moveFrom><w:moveFromRangeEnd w:id="1"/></w:p>'
        f'<w:p><w:ins w:id="3">{r("Thêm ")}<w:ins w:id="4">{r("nữa")}</w:ins></w:ins>'
        f'<w:del w:id="5"><w:r><w:delText>bỏ</w:delText></w:r>'
        f"<w:ins>{r('thêm rồi bỏ').replace('w:t', 'w:delText')}</w:ins></w:del>{r('.')}</w:p>"
        '<w:p><w:moveToRangeStart w:id="6" w:name="move1"/><w:moveTo w:id="7">'
        f'{r("Đoạn chuyển tới.")}</w:moveTo><w:moveToRangeEnd w:id="6"/></w:p>'
    )
    assert lines(read(body)) == ["Thêm nữa.", "Đoạn chuyển tới."]


# --- Boxes, controls, fields ------------------------------------------------


def box(words: str, fallback: str) -> str:
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{words}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox><w:txbxContent>{fallback}</w:txbxContent></v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_letterhead_in_boxes_is_read_once():
    left, right = (
        p("ỦY BAN NHÂN DÂN") + p("XÃ NÀ LĨNH") + p("Số: 27/KH-UBND"),
        p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Nà Lĩnh, ngày 06 tháng 8 năm 2025"),
    )
    body = f"<w:p>{box(left, left)}{box(right, right)}</w:p>" + BODY
    document = parsed_bytes(docx(body), "a.docx")
    assert document.text.count("27/KH-UBND") == 1
    meta = document.metadata
    assert (meta.number, str(meta.date)) == ("27/KH-UBND", "2025-08-06")
    assert meta.issuer == "Ủy ban nhân dân xã Nà Lĩnh"


def test_controls_tags_and_old_markup_around_words():
    body = (
        f"<w:p><w:smartTag w:element='place'><w:smartTag w:element='State'>{r('Lai ')}</w:smartTag>"
        f"{r('Châu')}</w:smartTag><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{r(' năm 2025')}"
        f"</w:sdtContent></w:sdt><w:customXml w:element='x'>{r('.')}</w:customXml></w:p>"
        f"<w:sdt><w:sdtContent>{p('Một')}<w:sdt><w:sdtContent>{p('Hai')}</w:sdtContent></w:sdt>"
        "</w:sdtContent></w:sdt>"
        f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{p('a')}</w:tc><w:sdt><w:sdtContent><w:tc>"
        f"{p('b')}</w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>"
    )
    assert lines(read(body)) == ["Lai Châu năm 2025.", "Một", "Hai", "| a | b |"]


def test_fields_print_their_results_alone():
    link = field(' HYPERLINK "http://a.b/c" \\o "chú" ', r("Chỉ thị 20"))
    nested = field(f"IF {field('PAGE', r('3'))} = 1", r("nếu"))
    body = (
        f"<w:p>{r('Theo ')}{link}{r(' và ')}{nested}{r('.')}</w:p>"
        f"<w:p><w:hyperlink r:id='rId9'>{r('Phụ lục')}</w:hyperlink>"
        f"<w:fldSimple w:instr='SEQ Bảng'>{r(' 2')}</w:fldSimple></w:p>"
    )
    assert lines(read(body)) == ["Theo Chỉ thị 20 và nếu.", "Phụ lục 2"]


def test_a_table_of_contents_in_a_field_is_not_the_document():
    """Its first entry begins the field, its last ends it, each a line with a page number."""
    styles = style("TOC1", "toc 1")
    entry = "<w:p><w:pPr><w:pStyle w:val='TOC1'/></w:pPr>{}</w:p>"
    start, end = field('TOC \\o "1-3"', "@@").split("@@")
    page = field("PAGEREF _Toc1", r("2"))
    body = (
        entry.format(start + r("I. MỤC TIÊU") + "<w:r><w:tab/></w:r>" + page)
        + entry.format(r("II. NHIỆM VỤ") + "<w:r><w:tab/></w:r>" + page + end)
        + p("I. MỤC TIÊU") + p("Mọi trẻ em được đến trường.") + p("II. NHIỆM VỤ") + p("Mở lớp.")
    )  # fmt: skip
    document = parsed_bytes(docx(body, styles=styles), "a.docx")
    assert [heading for _, heading in outline(document)] == ["MỤC TIÊU", "NHIỆM VỤ"]
    assert [s.of(document.text).split("\t")[0] for s in document.boilerplate] == [
        "I. MỤC TIÊU", "II. NHIỆM VỤ",
    ]  # fmt: skip


# --- Margins ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["first", "default"])
def test_a_letterhead_in_a_header_is_the_documents(kind):
    """Offices that keep their letterhead in a template put it into the first page's header."""
    body = BODY + section(
        margin("header", kind, "header1"), margin("header", "even", "header2"), first=True
    )
    data = docx(body, header1=LETTERHEAD, header2=p("Kế hoạch chăm sóc trẻ em"))
    document = parsed_bytes(data, "a.docx")
    assert document.text.index("27/KH-UBND") < document.text.index("KẾ HOẠCH")
    meta = document.metadata
    assert (meta.type, meta.number, str(meta.date)) == ("Kế hoạch", "27/KH-UBND", "2025-08-06")
    assert meta.issuer == "Ủy ban nhân dân xã Nà Lĩnh"
    assert [s.of(document.text) for s in document.boilerplate] == ["Kế hoạch chăm sóc trẻ em"]
    assert [q.eid for q in document.passages] == ["part_I__para_1"]


def test_recipients_in_a_footer_are_the_documents():
    closing = table((p("Nơi nhận:") + p("- Lưu: VT."), p("TM. ỦY BAN NHÂN DÂN") + p("CHỦ TỊCH") + p("Vi Thị Thử")))  # fmt: skip
    body = BODY + section(margin("footer", "first", "footer1"), first=True)
    document = parsed_bytes(docx(body, footer1=closing), "a.docx")
    assert document.metadata.signer == "Vi Thị Thử"
    assert {RegionKind.RECIPIENTS, RegionKind.SIGNATURE} <= {r.kind for r in document.regions}
    assert not document.boilerplate


def test_a_header_that_repeats_the_letterhead_is_read_once():
    body = LETTERHEAD + BODY + section(margin("header", "default", "header1"))
    document = parsed_bytes(docx(body, header1=LETTERHEAD), "a.docx")
    assert document.text.index("27/KH-UBND") < document.text.index("KẾ HOẠCH")
    assert len(document.boilerplate) >= 1


# --- Characters, notes, tables ----------------------------------------------


def test_signs_and_breaks():
    body = (
        f"<w:p>{r('Tỷ lệ ')}<w:r><w:sym w:font='Symbol' w:char='F0B3'/><w:t>95%</w:t></w:r></w:p>"
        f"<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>{r(' Đạt')}</w:p>"
        "<w:p><w:r><w:t>1.</w:t><w:tab/><w:t>Bảo</w:t><w:softHyphen/><w:t>\u00adđảm</w:t></w:r></w:p>"
        f"<w:p>{r('Hết trang.')}<w:r><w:br w:type='page'/></w:r>{r('Trang sau.')}</w:p>"
        "<w:p><w:r><w:t>20</w:t><w:noBreakHyphen/><w:t>CT/TW</w:t></w:r></w:p>"
    )
    found = read(body)
    assert lines(found)[0] == "Tỷ lệ ≥95%"
    assert lines(found)[1].endswith(" Đạt") and len(lines(found)[1]) == 5
    assert lines(found)[2].replace("\u00ad", "") == "1.\tBảođảm"
    assert lines(found)[3:] == ["Hết trang.", "Trang sau.", "20-CT/TW"]


def test_notes_of_both_kinds_count_in_their_order():
    body = (
        f'<w:p>{r("Một")}<w:r><w:footnoteReference w:id="2"/></w:r>{r(" hai")}'
        f'<w:r><w:endnoteReference w:id="2"/></w:r>{r(" ba")}<w:r><w:footnoteReference w:id="3"/></w:r></w:p>'
    )
    foot = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteRef/></w:r>{r(f" chân {n}")}</w:p></w:footnote>'
        for n in (2, 3)
    )
    end = f'<w:endnote w:id="2"><w:p><w:r><w:endnoteRef/></w:r>{r(" cuối")}</w:p></w:endnote>'
    assert lines(read(body, footnotes=foot, endnotes=end)) == [
        "Một[1] hai[2] ba[3]", "[1] chân 2", "[2] cuối", "[3] chân 3",
    ]  # fmt: skip


def test_merged_and_nested_cells():
    inner = table((p("x"), p("y")))
    body = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + p("Chung") + "</w:tc>"
        "<w:tc>" + p("Cuối") + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + p("Sở Y tế") + "</w:tc><w:tc>"
        + p("1") + "</w:tc><w:tc>" + p("2") + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" + p("") + "</w:tc><w:tc>" + p("3") + "</w:tc><w:tc>"
        + p("4") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    assert lines(read(body)) == ["| Chung | Cuối |", "| Sở Y tế | 1 | 2 |", "|  | 3 | 4 |"]
    found = read(table((p("Ngoài"), p("Trong") + inner), (p("a"), p("b"))))
    assert found.text.replace("|", " ").split() == ["Ngoài", "Trong", "x", "y", "a", "b"]  # fmt: skip
