"""Word's .docx: order, numbers, changes, boxes, notes, tables, and hostile files."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx import Document as NewDocx
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import RegionKind, Rejected
from ingest.extract import EXTRACTORS, Extracted
from ingest.extract.numerals import letters, repeated_letters, roman
from tests.documents import PLAN, parsed_bytes
from tests.word_files import as_docx, docx, saved, zipped


def read(body: str, **parts: str) -> Extracted:
    return EXTRACTORS[".docx"](docx(body, **parts))


def p(text: str, properties: str = "", run: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def r(text: str, run: str = "") -> str:
    return f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def item(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def lvl(n: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def num(name: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def lines(found: Extracted) -> list[str]:
    return [line for line in found.text.splitlines() if line]


# --- Words ------------------------------------------------------------------


def test_paragraphs_and_tables_stand_in_order():
    found = read(p("Trước") + table((p("a"), p("b")), (p("c"), p("d"))) + p("Sau"))
    assert found.text == "Trước\n\n| a | b |\n| c | d |\n\nSau\n"
    (region,) = found.regions
    assert (region.kind, region.span.of(found.text)) == (
        RegionKind.TABLE,
        "| a | b |\n| c | d |",
    )


def test_tabs_breaks_hyphens_and_symbols():
    run = (
        "<w:p><w:r><w:t>Điều</w:t><w:tab/><w:t>5;</w:t><w:br/><w:t>A</w:t><w:noBreakHyphen/>"
        '<w:t>B</w:t><w:softHyphen/><w:t>C </w:t><w:sym w:font="Wingdings" w:char="F0E0"/></w:r></w:p>'
    )
    assert read(run).text == "Điều\t5;\nA-BC →\n"


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("I. MỤC ĐÍCH,", "YÊU CẦU", True),
        ("II. NHIỆM VỤ", "TRỌNG TÂM", True),
        ("Chăm sóc trẻ em trong giai đoạn", "2025 - 2030", True),
        ("Nội dung thứ nhất;", "nội dung thứ hai", False),
        ("Các sở thực hiện", "- Rà soát", False),
        ("KẾ HOẠCH", "về chăm sóc trẻ em", False),
    ],
)
def test_a_line_break_parts_or_only_folds(above, below, joined):
    found = read(f"<w:p><w:r><w:t>{above}</w:t><w:br/><w:t>{below}</w:t></w:r></w:p>")
    assert found.text == f"{above}{' ' if joined else chr(10)}{below}\n"


def test_capitals_by_format_are_capitals_and_hidden_words_are_not_there():
    found = read(p("Kế hoạch", run="<w:caps/>") + p("ẩn", run="<w:vanish/>") + p("Hết"))
    assert lines(found) == ["KẾ HOẠCH", "Hết"]


def test_bold_of_runs_and_of_styles():
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:b w:val="0"/></w:rPr></w:style>'
    )
    body = f"<w:p>{r('1. Mục đích', '<w:b/>')}{r(' của kế hoạch')}</w:p>" + (
        f'<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr>{r("Đậm")}'
        f"{r(' thường', '<w:rStyle w:val=' + chr(34) + 'C' + chr(34) + '/>')}</w:p>"
    )
    found = read(body, styles=styles)
    assert [span.of(found.text) for span in found.bold] == ["1. Mục đích", "Đậm"]


def test_fonts_older_than_unicode_are_read_as_what_they_print():
    body = f"<w:p>{r('Uû ban nh', '<w:b/>')}{r('©n d©n', '<w:b/>')}{r(' tØnh ban hµnh')}</w:p>"
    found = read(body + table((p("KÕ ho¹ch"), p("vÒ c«ng t¸c trÎ em"))))
    assert lines(found) == ["Uỷ ban nhân dân tỉnh ban hành", "| Kế hoạch | về công tác trẻ em |"]
    assert [s.of(found.text).strip() for s in found.bold] == ["Uỷ ban nhân dân"]
    assert ["TCVN3" in str(problem.message) for problem in found.problems] == [True]


def test_heading_styles_are_headings():
    document = NewDocx()
    document.add_heading("Mục tiêu", 1)
    document.add_paragraph("Bảo đảm mọi trẻ em được đến trường.")
    found = EXTRACTORS[".docx"](saved(document))
    assert [span.of(found.text) for span in found.headings] == ["Mục tiêu"]


def test_tracked_changes_are_taken_as_accepted():
    body = (
        f"<w:p>{r('Giữ ')}<w:ins>{r('thêm ')}</w:ins><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>"
        f"<w:moveTo>{r('tới')}</w:moveTo><w:moveFrom>{r('đi')}</w:moveFrom></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('Đầu ')}</w:p>{p('đuôi')}"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("hàng bỏ") + "</w:tc></w:tr></w:tbl>"
    )
    assert lines(read(body)) == ["Giữ thêm tới", "Đầu đuôi"]


def test_a_deleted_paragraph_does_not_count():
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        "<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del></w:p>"
    )
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0)
    found = read(item("Một") + gone + item("Hai"), numbering=numbering)
    assert lines(found) == ["1. Một", "2. Hai"]


def test_a_text_box_is_read_once():
    box = (
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{p('Trong khung')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox><w:txbxContent>{p('Trong khung')}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent>"
    )
    found = read(f"<w:p>{r('Quanh ')}<w:r>{box}</w:r>{r('khung')}</w:p>{p('Sau')}")
    assert lines(found) == ["Quanh khung", "Trong khung", "Sau"]


def test_fields_show_their_result():
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{more}'
        for kind, more in (
            ("begin", "<w:r><w:instrText>REF x</w:instrText></w:r>" + r("ẩn")),
            ("separate", r("28-CT/TW")),
            ("end", ""),
        )
    )
    assert lines(read(f"<w:p>{r('Chỉ thị ')}{field}{r(' ấy')}</w:p>")) == ["Chỉ thị 28-CT/TW ấy"]


def test_content_controls_links_and_formulas_are_read():
    inner = f"<w:sdt><w:sdtContent>{p('Trong ô điền')}</w:sdtContent></w:sdt>"
    link = f"<w:p><w:hyperlink>{r('liên kết')}</w:hyperlink></w:p>"
    formula = "<w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>"
    assert lines(read(inner + link + formula)) == ["Trong ô điền", "liên kết", "x=1"]


def test_notes_stand_at_the_end_with_their_marks():
    body = (
        '<w:p><w:r><w:t>Theo luật</w:t><w:footnoteReference w:id="7"/><w:t>.</w:t></w:r></w:p>'
        + p("Hết.")
    )
    notes = (
        f'<w:footnote w:id="-1" w:type="separator">{p("")}</w:footnote>'
        f'<w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r>{r(" Luật Trẻ em")}</w:p>{p("năm 2016.")}'
        "</w:footnote>"
    )
    found = read(body, footnotes=notes)
    assert lines(found) == ["Theo luật[1].", "Hết.", "[1] Luật Trẻ em năm 2016."]


def test_what_stands_in_the_margins_is_kept_apart_and_once():
    section = '<w:sectPr><w:headerReference w:type="{}" r:id="header{}"/></w:sectPr>'
    body = p("Nội dung.") + section.format("default", 1) + section.format("first", 2)
    found = read(body, header1=p("Dự thảo lần 2"), header2=p("Dự thảo lần 2"))
    assert lines(found) == ["Nội dung.", "Dự thảo lần 2"]
    (region,) = found.regions
    assert (region.kind, region.span.of(found.text)) == (RegionKind.BOILERPLATE, "Dự thảo lần 2")


def test_a_margin_does_not_make_a_text_a_press_text():
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    body = p("I. MỤC TIÊU") + p("Bảo đảm mọi trẻ em được chăm sóc, giáo dục.") + section
    document = parsed_bytes(docx(body, header1=p("Tài liệu họp")), "a.docx")
    assert document.metadata.about == "document"
    assert document.provisions[0].eid == "part_I"
    assert not any("Tài liệu" in document.passage_text(q) for q in document.passages)


def test_a_table_of_contents_is_not_the_document():
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{p('I. MỤC TIÊU 1')}</w:sdtContent></w:sdt>"
    )
    found = read(contents + p("I. MỤC TIÊU"))
    assert [(x.kind, x.span.of(found.text)) for x in found.regions] == [
        (RegionKind.BOILERPLATE, "I. MỤC TIÊU 1")
    ]


@pytest.mark.parametrize(("counted", "pages"), [(2, (0, 7)), (3, ())])
def test_pages_are_told_where_word_itself_counted_as_many(counted, pages):
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    body = p("Trước") + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Sau</w:t></w:r></w:p>"
    data = docx(body)
    with zipfile.ZipFile(whole := BytesIO(data), "a") as package:
        package.writestr(
            "docProps/app.xml", f'<Properties xmlns="{space}"><Pages>{counted}</Pages></Properties>'
        )
    assert EXTRACTORS[".docx"](whole.getvalue()).page_starts == pages


# --- Tables -----------------------------------------------------------------


def test_cells_of_several_paragraphs_keep_their_lines():
    found = read(table((p("Nơi nhận:") + p("- Tỉnh ủy;"), p("CHỦ TỊCH"))) + p("Sau"))
    assert found.text == "|\nNơi nhận:\n- Tỉnh ủy;\n|\nCHỦ TỊCH\n|\n\nSau\n"


def test_merged_cells_are_not_repeated():
    down = "<w:tcPr><w:vMerge{}/></w:tcPr>"
    first, below = down.format(' w:val="restart"') + p("Gộp"), down.format("") + p("")
    found = read(table((first, p("1")), (below, p("2"))))
    assert found.text == "| Gộp | 1 |\n|  | 2 |\n"


def test_a_table_of_one_column_and_one_around_tables_are_paragraphs():
    inner = table((p("x"), p("y")))
    assert read(table((p("Một ô"),))).text == "Một ô\n"
    assert lines(read(table((p("Trái") + inner, p("Phải"))))) == ["Trái", "| x | y |", "Phải"]


@pytest.mark.parametrize("rows", [1, 2])
def test_the_letterhead_is_read_from_a_table(rows):
    head = (
        p("ỦY BAN NHÂN DÂN") + p("TỈNH SÔNG MƠ") + p("-------"),
        p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Độc lập - Tự do - Hạnh phúc"),
    )
    below = (p("Số: 12/KH-UBND"), p("Sông Mơ, ngày 05 tháng 3 năm 2025"))
    body = table(head, below) if rows == 2 else table((head[0] + below[0], head[1] + below[1]))
    body += p("KẾ HOẠCH") + p("Chăm sóc trẻ em") + p("Nội dung của kế hoạch này như sau.")
    meta = parsed_bytes(docx(body), "a.docx").metadata
    assert (meta.number, str(meta.date)) == ("12/KH-UBND", "2025-03-05")
    assert meta.issuer == "Ủy ban nhân dân tỉnh Sông Mơ"


@pytest.mark.parametrize("where", ["cell", "box", "nested"])
def test_a_stamp_of_secrecy_in_a_letterhead_is_seen(where):
    stamp = p("MẬT")
    if where == "box":
        stamp = f"<w:p><w:r><w:pict><w:txbxContent>{stamp}</w:txbxContent></w:pict></w:r></w:p>"
    if where == "nested":
        stamp = table((stamp,))
    body = table((p("ỦY BAN NHÂN DÂN") + stamp, p("CỘNG HÒA XÃ HỘI"))) + p("Nội dung mật.")
    with pytest.raises(Rejected, match="MẬT"):
        parsed_bytes(docx(body), "a.docx")


# --- Numbers of lists -------------------------------------------------------

OUTLINE = abstract(
    0,
    lvl(0, "upperRoman", "%1."),
    lvl(1, "decimal", "%2."),
    lvl(2, "lowerLetter", "%3)"),
    lvl(3, "bullet", "-"),
)


def test_levels_count_and_begin_again():
    body = (
        item("a") + item("b", 1) + item("c", 1) + item("d", 2) + item("e", 3) + item("f", 2)
        + item("g") + item("h", 1) + item("i", 2)
    )  # fmt: skip
    assert lines(read(body, numbering=OUTLINE + num(1, 0))) == [
        "I. a", "1. b", "2. c", "a) d", "- e", "b) f", "II. g", "1. h", "a) i",
    ]  # fmt: skip


def test_a_bold_paragraph_has_a_bold_number():
    body = p(
        "Mục đích",
        '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>',
        "<w:b/>",
    )
    found = read(body, numbering=OUTLINE + num(1, 0))
    assert [s.of(found.text) for s in found.bold] == ["1. Mục đích"]
    assert [s.of(found.text) for s in found.list_items] == ["1. Mục đích"]


def test_numbers_of_higher_levels_are_printed_too():
    numbering = abstract(0, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%1.%2.")) + num(1, 0)
    legal = numbering.replace(
        '<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="decimal"/><w:isLgl/>'
    )
    body = item("a") + item("b") + item("c", 1)
    assert lines(read(body, numbering=numbering))[2] == "II.1. c"
    assert lines(read(body, numbering=legal))[2] == "2.1. c"


def test_lists_of_one_kind_count_on_unless_one_begins_afresh():
    afresh = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, afresh)
    body = item("a") + item("b", number=2) + item("c", number=3) + item("d", number=3)
    body += item("e")
    assert [line[:2] for line in lines(read(body, numbering=numbering))] == [
        "1.", "2.", "5.", "6.", "7.",
    ]  # fmt: skip


def test_a_level_may_never_restart():
    numbering = abstract(
        0, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
    )
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert lines(read(body, numbering=numbering + num(1, 0)))[3] == "2. d"


def test_a_level_left_out_counts_as_begun():
    numbering = abstract(0, lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2.")) + num(1, 0)
    found = read(item("a", 1) + item("b") + item("c", 1), numbering=numbering)
    assert lines(found) == ["1.1. a", "2. b", "2.1. c"]


def test_text_boxes_count_on_their_own():
    box = f"<w:p><w:r><w:pict><w:txbxContent>{item('b')}</w:txbxContent></w:pict></w:r></w:p>"
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0)
    found = read(item("a") + box + item("c"), numbering=numbering)
    assert lines(found) == ["1. a", "1. b", "2. c"]


def test_a_list_may_come_from_the_style():
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = abstract(
        0,
        lvl(0, "upperRoman", "%1.", '<w:pStyle w:val="H1"/>'),
        lvl(1, "decimal", "%2.", '<w:pStyle w:val="H2"/>'),
    ) + num(1, 0)
    none = '<w:pStyle w:val="H2"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("Một", '<w:pStyle w:val="H1"/>') + p("Hai", '<w:pStyle w:val="H2"/>') + p("Ba", none)
    found = read(body, numbering=numbering, styles=styles)
    assert lines(found) == ["I. Một", "1. Hai", "Ba"]
    assert [s.of(found.text) for s in found.headings] == ["I. Một", "1. Hai", "Ba"]


def test_a_list_may_be_linked_to_a_list_style():
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    numbering = (
        abstract(0, lvl(0, "decimal", "%1)"))
        + abstract(1, '<w:numStyleLink w:val="L"/>')
        + num(1, 0)
        + num(2, 1)
    )
    assert lines(read(item("a", number=2), numbering=numbering, styles=styles)) == ["1) a"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [("-", "- a"), ("\uf0b7", "• a"), ("\uf0d8", "➢ a"), ("o", "◦ a"), ("§", "▪ a"), ("", "a")],
)
def test_bullets_are_printed_as_they_look(text, printed):
    numbering = abstract(0, lvl(0, "bullet", text)) + num(1, 0)
    assert lines(read(item("a"), numbering=numbering)) == [printed]


def test_a_list_that_is_not_there_prints_nothing():
    assert lines(read(item("a", number=9))) == ["a"]
    assert lines(read(item("a", level=7), numbering=OUTLINE + num(1, 0))) == ["a"]


def test_numerals():
    assert [roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1999, 0)] == [
        "i", "iv", "ix", "xiv", "xl", "xc", "cd", "mcmxcix", "0",
    ]  # fmt: skip
    assert [letters(n) for n in (1, 26, 27, 28, 703)] == ["a", "z", "aa", "ab", "aaa"]
    assert [repeated_letters(n) for n in (1, 26, 27, 28, 53)] == ["a", "z", "aa", "bb", "aaa"]


# --- Hostile files ----------------------------------------------------------


def refusal(data: bytes) -> str:
    with pytest.raises(Rejected) as caught:
        EXTRACTORS[".docx"](data)
    assert caught.value.stage == "extract"
    assert str(caught.value).endswith(".")
    return str(caught.value)


def part(xml: str) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


def test_a_cut_off_file():
    data = as_docx(PLAN)
    assert "chưa tải xong" in refusal(data[: len(data) // 2])


def test_a_package_that_is_no_document():
    assert "không chứa văn bản" in refusal(zipped({"a.txt": "trẻ em"}))
    assert "word/document.xml" in refusal(zipped({"[Content_Types].xml": "<Types/>"}))
    assert "không có chữ" in refusal(docx("<w:p/>"))


@pytest.mark.parametrize("xml", ["", "<w:document", "\x00\x01", "<a></b>"])
def test_broken_markup(xml):
    assert "hỏng" in refusal(part(xml))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>',
    ],
)
def test_entities_are_not_expanded(declared):
    assert "khai báo kiểu" in refusal(part(declared))


def test_a_bomb_is_not_unpacked():
    assert "bung ra" in refusal(part("<a>" + " " * 20_000_000 + "</a>"))


def test_deep_and_endless_markup():
    assert "phức tạp" in refusal(part("<a>" * 5000 + "</a>" * 5000))


def test_a_lesser_part_that_is_broken_is_a_problem():
    whole = docx(p("Nội dung"), styles="")
    with zipfile.ZipFile(BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    found = EXTRACTORS[".docx"](zipped(parts | {"word/styles.xml": b"<w:styles"}))
    assert found.text == "Nội dung\n"
    assert ["word/styles.xml" in str(problem.message) for problem in found.problems] == [True]


def test_a_locked_file_is_named_as_one():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    assert "mật khẩu" in refusal(ole + "EncryptedPackage".encode("utf-16-le"))


def test_styles_in_a_circle_end():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("AB", "BA")
    )
    assert read(p("a1", '<w:pStyle w:val="A"/>'), styles=styles).text == "a1\n"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_rejected(data):
    """A byte changed, in the package or in the markup of its body."""
    whole = as_docx(PLAN) if data.draw(st.booleans()) else docx(p("Trẻ em") + item("x"))
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    else:
        with zipfile.ZipFile(BytesIO(whole)) as package:
            xml = package.read("word/document.xml")
        at = data.draw(st.integers(0, len(xml) - 1))
        whole = part((xml[:at] + b"<w:p>" + xml[at:]).decode("utf-8", "replace"))
    try:
        found = EXTRACTORS[".docx"](whole)
    except Rejected:
        return
    for span in (*found.bold, *found.headings, *found.list_items, *(x.span for x in found.regions)):
        assert 0 <= span.start < span.end <= len(found.text)
