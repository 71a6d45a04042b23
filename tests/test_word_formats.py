"""One plan in every word processor's format is one document; .doc, .rtf and .odt by themselves."""

from __future__ import annotations

import random
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document, RegionKind, Rejected
from ingest.extract import EXTRACTORS, Extracted
from ingest.extract import doc as old_word
from tests.documents import PLAN, outline, parsed, parsed_bytes
from tests.word_files import as_docx, converted, listed_docx, odt, zipped

SUFFIXES = (".docx", ".doc", ".rtf", ".odt")
ARCHIVE = b"""From: Word\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r
\r\n--x\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r
\r\n<html><p>Tr=E1=BA=BB em</p></html>\r\n--x--\r\n"""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], bytes]:
    """The plan in each format, its numbers typed (False) or left to the program (True)."""
    made = {}
    for automatic in (False, True):
        made[".docx", automatic] = as_docx(PLAN, automatic=automatic)
        for suffix in ("doc", "rtf", "odt") if shutil.which("soffice") else ():
            folder = tmp_path_factory.mktemp(suffix)
            made[f".{suffix}", automatic] = converted(made[".docx", automatic], suffix, folder)
    return made


def of(files: dict[tuple[str, bool], bytes], suffix: str, automatic: bool = False) -> bytes:
    if (suffix, automatic) not in files:
        pytest.skip("LibreOffice (soffice), which makes these files, is not on this machine")
    return files[suffix, automatic]


def read(data: bytes, suffix: str = ".docx") -> Extracted:
    return EXTRACTORS[suffix](data)


def lines(found: Extracted) -> list[str]:
    return [line for line in found.text.splitlines() if line]


def refusal(data: bytes, suffix: str) -> str:
    with pytest.raises(Rejected) as caught:
        EXTRACTORS[suffix](data)
    assert caught.value.stage == "extract"
    assert str(caught.value).endswith(".")
    return str(caught.value)


# --- One plan ---------------------------------------------------------------


@pytest.fixture(scope="module")
def plain() -> Document:
    return parsed(PLAN)


@pytest.mark.parametrize("automatic", [False, True], ids=["typed", "automatic"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_plan_is_the_same_document(files, plain, suffix, automatic):
    document = parsed_bytes(of(files, suffix, automatic), f"van-ban{suffix}")
    assert outline(document) == outline(plain)
    assert document.task_groups == plain.task_groups
    assert replace(document.metadata, evidence=()) == replace(plain.metadata, evidence=())
    assert document.id == plain.id
    assert [(q.eid, document.passage_text(q)) for q in document.passages] == [
        (q.eid, plain.passage_text(q)) for q in plain.passages
    ]
    kinds = {region.kind for region in document.regions}
    assert {RegionKind.LETTERHEAD, RegionKind.RECIPIENTS, RegionKind.SIGNATURE} <= kinds


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_bold_and_tables_come_over(files, suffix):
    found = read(of(files, suffix, True))
    assert "2. Yêu cầu" in [span.of(found.text) for span in found.bold]
    assert [r.kind for r in found.regions] == [RegionKind.TABLE, RegionKind.TABLE]


def test_a_plan_by_antiword(files, plain, monkeypatch):
    if shutil.which("antiword") is None:
        pytest.skip("antiword is not on this machine")
    data = of(files, ".doc")
    monkeypatch.setattr(shutil, "which", only("antiword"))
    document = parsed_bytes(data, "van-ban.doc")
    assert outline(document) == outline(plain)
    assert replace(document.metadata, evidence=()) == replace(plain.metadata, evidence=())
    assert not document.problems


def test_antiword_says_that_it_loses_the_numbers_of_lists(files, monkeypatch):
    if shutil.which("antiword") is None:
        pytest.skip("antiword is not on this machine")
    data = of(files, ".doc", True)
    monkeypatch.setattr(shutil, "which", only("antiword"))
    assert ["LibreOffice" in str(problem.message) for problem in read(data).problems] == [True]


def only(*names: str):
    """A `shutil.which` that finds nothing else."""
    real = shutil.which
    return lambda name: real(name) if name in names else None


# --- Called one thing, being another ----------------------------------------


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("called", SUFFIXES)
def test_a_file_is_read_as_what_it_is(files, suffix, called):
    data = of(files, suffix)
    assert read(data, called).media_type == read(data, suffix).media_type


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"{\\rtf1 Trang}", "application/rtf"),
        (b"\xef\xbb\xbf<html><body><p>Trang</p></body></html>", "text/html"),
        ("<HTML><p>Trang</p></HTML>".encode("utf-16"), "text/html"),
        (ARCHIVE, "text/html"),
        ("Kế hoạch".encode(), "text/plain"),
    ],
)
def test_a_doc_may_be_rich_text_a_page_or_plain(data, media_type):
    assert read(data, ".doc").media_type == media_type


def test_a_saved_page_is_unpacked():
    assert read(ARCHIVE, ".doc").text == "Trẻ em\n"


def test_bare_markup_is_no_document():
    assert "XML" in refusal(b"<?xml version='1.0'?><w:wordDocument/>", ".doc")


def test_the_second_program_reads_what_the_first_cannot(files, monkeypatch):
    if shutil.which("antiword") is None:
        pytest.skip("antiword is not on this machine")
    data = of(files, ".doc")
    found = {"soffice": "/bin/false", "antiword": shutil.which("antiword")}
    monkeypatch.setattr(shutil, "which", found.get)
    assert "KẾ HOẠCH" in lines(read(data, ".doc"))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "data", [b"", bytes(range(256)) * 9, b"PK\x03\x04" + b"\1" * 99, b"\x00" * 9]
)
def test_what_is_no_document_is_refused(data, suffix):
    assert refusal(data, suffix)


# --- .doc -------------------------------------------------------------------


def test_without_a_program_the_refusal_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", only())
    said = refusal(OLE + "WordDocument".encode("utf-16-le"), ".doc")
    assert "LibreOffice" in said
    assert "antiword" in said


def test_a_compound_file_of_another_kind_is_refused():
    assert "không phải văn bản Word" in refusal(OLE + "Workbook".encode("utf-16-le"), ".doc")


def test_a_locked_doc_is_named_as_one():
    header = b"\xec\xa5" + b"\0" * 8 + b"\x00\x01" + b"\0" * 500
    assert "mật khẩu" in refusal(OLE + header + "WordDocument".encode("utf-16-le"), ".doc")


@pytest.mark.parametrize("program", ["soffice", "antiword"])
def test_a_broken_doc_is_refused(files, monkeypatch, program):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not on this machine")
    monkeypatch.setattr(shutil, "which", only(program))
    data = of(files, ".doc")
    assert "đọc được" in refusal(
        data[:512] + b"\7" * 3000 + "WordDocument".encode("utf-16-le"), ".doc"
    )


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path):
    with pytest.raises(Rejected, match="đã dừng"):
        old_word.run_bounded(["sh", "-c", "sleep 600 & echo $! > child; wait"], tmp_path, seconds=1)
    state = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    for _ in range(1000):
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.01)
    pytest.fail("the child lives on")


def test_what_a_program_writes_is_bounded_by_its_folder(tmp_path):
    said = old_word.run_bounded(
        [sys.executable, "-c", "import os; print(os.getcwd(), os.environ['HOME'])"], tmp_path
    )
    assert said.decode().split() == [str(tmp_path), str(tmp_path)]


# --- .rtf -------------------------------------------------------------------


def rtf(body: str, head: str = "") -> Extracted:
    return read(f"{{\\rtf1\\ansi\\ansicpg1252{head} {body}}}".encode("cp1258"), ".rtf")


def test_rtf_characters():
    body = r"\u7910?y ban \'d0\'f4ng \endash{} \u272?i\u7873\'3fu\~5 \uc2\u7879\'3f\'3f \{x\}"
    assert rtf(body).text == "Ủy ban Ðông – Điều\xa05 ệ {x}\n"


def test_rtf_pairs_of_unicode():
    assert rtf(r"a\u-10179?\u-8704?b\u-10179?").text == "a\U0001f600b\n"
    assert rtf(r"a\u-8704?b").text == "a\ufffdb\n"


def test_rtf_in_the_old_vietnamese_code_page():
    fonts = r"{\fonttbl{\f0\fcharset163 Arial;}{\f1\fcharset0 Times;}}"
    found = rtf(r"\f0 tr\'ec\'f0 em \'d0\'f5\par\f1 \'d0", fonts)
    assert lines(found) == ["tr\u0301đ em ĐƠ".replace("Ơ", "ơ"), "Ð"]


def test_rtf_bold_capitals_and_hidden_words():
    found = rtf(r"{\b M\u7909?c} {\v x}{\caps kh\'f4ng}{\deleted bo}\par")
    assert found.text == "Mục KHÔNG\n"
    assert [s.of(found.text).strip() for s in found.bold] == ["Mục"]


def test_rtf_passes_over_what_is_no_text():
    body = (
        r"{\info{\title x}}{\*\generator y;}{\pict\pngblip 00ff}{\field{\*\fldinst HYPERLINK}"
        r"{\fldrslt chu}}{\colortbl;\red1;}"
    )
    assert rtf(body).text == "chu\n"
    data = b"{\\rtf1 a{\\pict\\bin6 }}}{{{}b}"
    assert read(data, ".rtf").text == "ab\n"


def test_rtf_tables_nested_ones_and_lists():
    row = r"\trowd\pard\intbl a\cell b\par c\cell\row\pard "
    assert rtf(row + r"x\par").text == "|\na\n|\nb\nc\n|\n\nx\n"
    nested = (
        r"\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\nestrow}{\nonesttables\par}"
        r"\pard\intbl ngo\'e0i\cell sau\cell\row\pard x\par"
    )
    assert lines(rtf(nested)) == ["| a | b |", "ngoài", "sau", "x"]
    assert lines(rtf(r"{\listtext 1.\tab}Một\par".replace("ộ", r"\u7897?"))) == ["1. Một"]


def test_rtf_notes_margins_boxes_and_headings():
    styles = r"{\stylesheet{\s0 Normal;}{\s3 heading 1;}}"
    found = rtf(
        r"{\header D\u7921? th\u7843?o\par}\pard\s3 M\u7909?c ti\'eau\par\pard N\u7897?i"
        r"{\super\chftn{\footnote\pard{\chftn} Ghi ch\'fa}} dung.\par"
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Khung\par}}{\shprslt{\do x}}}Sau\par",
        styles,
    )
    assert lines(found) == ["Mục tiêu", "Nội[1] dung.", "Khung", "Sau", "[1] Ghi chú", "Dự thảo"]
    assert [s.of(found.text) for s in found.headings] == ["Mục tiêu"]
    assert [(r.kind, r.span.of(found.text)) for r in found.regions] == [
        (RegionKind.BOILERPLATE, "Dự thảo")
    ]


def test_rtf_without_end_and_without_bottom():
    assert rtf(r"{\b a{{{").text == "a\n"
    assert "phức tạp" in refusal(b"{\\rtf1" + b"{" * 5000, ".rtf")
    assert "không có chữ" in refusal(b"{\\rtf1 }", ".rtf")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([
    "{", "}", r"\cell ", r"\row ", r"\nestcell ", r"\nestrow ", r"\itap3 ", r"\itap-1 ", r"\intbl ",
    r"\pard ", r"\par ", r"\'e1", r"\u7879?", r"\u-10179 ", r"\b ", r"\*", r"\footnote ", r"\shptxt ",
    r"\header ", r"\listtext ", r"\bin9 ", r"\uc9 ", r"\f-1 ", r"\ansicpg9 ", "chữ", r"\stylesheet ",
    r"\fonttbl ", r"\s1 ", r"\deleted ", "\\",
]), max_size=60))  # fmt: skip
def test_any_rich_text_is_read_or_rejected(tokens):
    try:
        found = read(("{\\rtf1 " + "".join(tokens)).encode(), ".rtf")
    except Rejected:
        return
    found.text.encode()
    for span in (*found.bold, *found.headings, *found.list_items, *(r.span for r in found.regions)):
        assert 0 <= span.start < span.end <= len(found.text)


# --- .odt -------------------------------------------------------------------

LISTS = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="I" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="."'
    ' text:display-levels="2"/>'
    '<text:list-level-style-number text:level="3" style:num-format="a" style:num-suffix=")"/>'
    '<text:list-level-style-bullet text:level="4" text:bullet-char="-"/>'
    "</text:list-style>"
)


def t(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def listed(*items: str, more: str = 'text:style-name="L"') -> str:
    inner = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f"<text:list {more}>{inner}</text:list>"


def test_odt_words():
    body = (
        t('Điều<text:s text:c="2"/>5<text:tab/>a\n  b;<text:line-break/>C')
        + t("x<office:annotation><text:p>nhận xét</text:p></office:annotation>y")
        + "<text:tracked-changes><text:changed-region><text:deletion><text:p>bỏ</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        + t("<text:a>liên <text:span>kết</text:span></text:a><text:change-start/> mới")
    )
    assert lines(read(odt(body))) == ["Điều  5\ta b;", "C", "xy", "liên kết mới"]


def test_odt_looks():
    styles = (
        '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/>'
        '</style:style><style:style style:name="P" style:family="paragraph" '
        'style:parent-style-name="Q"/><style:style style:name="H" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    common = (
        '<style:style style:name="Q" style:family="paragraph"><style:text-properties '
        'fo:text-transform="uppercase"/></style:style>'
    )
    body = (
        t('<text:span text:style-name="B">Đậm</text:span> thường')
        + t("hoa", "P")
        + t('a<text:span text:style-name="H">ẩn</text:span>')
        + '<text:h text:outline-level="1">Mục</text:h>'
    )
    found = read(odt(body, styles, common))
    assert lines(found) == ["Đậm thường", "HOA", "a", "Mục"]
    assert [s.of(found.text).strip() for s in found.bold] == ["Đậm"]
    assert [s.of(found.text) for s in found.headings] == ["Mục"]


def test_odt_lists_count_on_only_where_they_say_so():
    first = listed(t("a"), t("b") + t("tiếp") + listed(t("c") + listed(t("d"), more=""), more=""))
    on = 'text:style-name="L" text:continue-numbering="true"'
    body = first + t("giữa") + listed(t("e"), more=on) + listed(t("f"))
    assert lines(read(odt(body, LISTS))) == [
        "I. a", "II. b", "tiếp", "II.1. c", "a) d", "giữa", "III. e", "I. f",
    ]  # fmt: skip


def test_odt_lists_in_turn_and_starts_of_their_own():
    named = 'text:style-name="L" xml:id="x"'
    body = (
        listed(t("a"), more=named)
        + listed(t("b"))
        + listed(t("c"), more='text:style-name="L" text:continue-list="x"')
        + '<text:list text:style-name="L"><text:list-header>' + t("d") + "</text:list-header>"
        '<text:list-item text:start-value="7">' + t("e") + "</text:list-item></text:list>"
    )  # fmt: skip
    assert lines(read(odt(body, LISTS))) == ["I. a", "I. b", "II. c", "d", "VII. e"]


def test_odt_numbered_headings():
    outline_style = (
        "<text:outline-style><text:outline-level-style text:level='1' style:num-format='1' "
        "style:num-suffix='.'/></text:outline-style>"
    )
    body = "".join(f'<text:h text:outline-level="1">{word}</text:h>' for word in ("Một", "Hai"))
    assert lines(read(odt(body, common=outline_style))) == ["1. Một", "2. Hai"]


def test_odt_tables_boxes_notes_and_margins():
    cells = "".join(f"<table:table-cell>{t(x)}</table:table-cell>" for x in "ab")
    table = (
        f"<table:table><table:table-header-rows><table:table-row>{cells}</table:table-row>"
        f"</table:table-header-rows><table:table-row><table:table-cell>{t('c')}</table:table-cell>"
        "<table:covered-table-cell/></table:table-row></table:table>"
    )
    box = f"<draw:frame><draw:text-box>{t('Khung')}</draw:text-box></draw:frame>"
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        f"{t('Ghi chú')}</text:note-body></text:note>"
    )
    common = f"<style:master-page><style:footer>{t('Lưu hành nội bộ')}</style:footer></style:master-page>"
    found = read(odt(table + t(f"Nội{box} dung{note}."), common=common))
    assert lines(found) == [
        "| a | b |", "| c |  |", "Nội dung[1].", "Khung", "[1] Ghi chú", "Lưu hành nội bộ",
    ]  # fmt: skip
    assert [r.kind for r in found.regions] == [RegionKind.TABLE, RegionKind.BOILERPLATE]


def test_odt_that_is_locked_or_no_text():
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    manifest = (
        f"<manifest:manifest {space}><manifest:file-entry><manifest:encryption-data/>"
        "</manifest:file-entry></manifest:manifest>"
    )
    locked = zipped({"content.xml": "\x01\x02", "META-INF/manifest.xml": manifest})
    assert "mật khẩu" in refusal(locked, ".odt")
    assert "không phải văn bản" in refusal(zipped({"content.xml": "<a/>"}), ".odt")


# --- Word's numbers as another program counts them --------------------------

_FORMS = ("decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter")


@pytest.mark.parametrize("seed", range(4))
def test_numbers_agree_with_libreoffice(tmp_path: Path, seed: int):
    """Two instances of one list, one of them beginning afresh, walked at random."""
    data = _random_lists(random.Random(seed))
    text = converted(data, "txt", tmp_path, way=":Text (encoded):UTF8").decode("utf-8-sig")
    theirs = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    assert lines(read(data)) == theirs


def _random_lists(chance: random.Random) -> bytes:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{chance.choice([1, 1, 3])}"/>'
        f'<w:numFmt w:val="{chance.choice(_FORMS)}"/>'
        f'<w:lvlText w:val="{chance.choice([f"%{n + 1}.", f"%{n + 1})", f"%1.%{n + 1}" if n else "%1"])}"/></w:lvl>'
        for n in range(4)
    )
    afresh = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    items, depth = [], 0
    for number in range(40):
        depth = chance.choice([0, depth, depth, min(3, depth + chance.choice([1, 1, 2]))])
        items.append((f"mục {number}", depth, "98" if number > 25 else "99"))
    return listed_docx(items, levels, ("99", ""), ("98", afresh))
