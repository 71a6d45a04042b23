"""Files in, canonical text out: encodings, plain text, Markdown, HTML."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import RegionKind, Rejected, Span
from ingest.extract import EXTRACTORS, Extracted
from ingest.extract.decode import decode
from tests.documents import parsed_bytes

TEXT = "Ủy ban nhân dân tỉnh An Hòa ban hành Kế hoạch về công tác trẻ em. “Đ/c Bí thư”"
LONG = (
    "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành và địa phương tăng cường công tác chăm sóc, "
    "giáo dục và bảo vệ trẻ em trên địa bàn tỉnh trong tình hình mới."
)


def html(markup: str) -> Extracted:
    return EXTRACTORS[".html"](markup.encode())


def windows_1258(text: str) -> bytes:
    """As old Vietnamese files are: base letters, tones as marks of their own."""
    out = b""
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tone))
        out += char.encode("cp1258") if not tone else (base + tone).encode("cp1258")
    return out


# --- Encodings --------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_unicode_files(encoding: str) -> None:
    decoded = decode(TEXT.encode(encoding))
    assert decoded.text == TEXT
    assert not decoded.problems


def test_windows_1258_keeps_its_marks_and_is_reported() -> None:
    decoded = decode(windows_1258(TEXT))
    assert decoded.encoding == "windows-1258"
    assert decoded.text != TEXT
    assert unicodedata.normalize("NFC", decoded.text) == TEXT
    assert "windows-1258" in str(decoded.problems[0].message)


@pytest.mark.parametrize(
    "text", ["Đ\u00d0 ho\u00e0 \u1ee7y\r\nu\u0309y\u00a0ban\u200b", "a\rb\r\nc"]
)
def test_code_points_are_kept_as_they_are(text: str) -> None:
    assert EXTRACTORS[".txt"](text.encode()).text == text


def test_a_few_bad_bytes_are_replaced_and_reported() -> None:
    decoded = decode(TEXT.encode() + b"\xff xong \xfe" + TEXT.encode())
    (problem,) = decoded.problems
    assert decoded.text.count("\ufffd") == 2
    assert problem.span == Span(len(TEXT), len(TEXT) + 1)
    assert "2 chỗ" in str(problem.message)


def test_a_truncated_file_is_read() -> None:
    decoded = decode(TEXT.encode()[:-1])
    assert decoded.text[:-1] == TEXT[:-1]
    assert len(decoded.problems) == 1


def test_an_unknown_encoding_is_pointed_out() -> None:
    tcvn3 = "Uû ban nh©n d©n tØnh ban hµnh KÕ ho¹ch vÒ c«ng t¸c trÎ em".encode("latin-1")
    assert any("TCVN3" in str(p.message) for p in decode(tcvn3).problems)


@pytest.mark.parametrize(
    "data",
    [b"", b" \r\n\t", "\ufeff \u00a0\u200b".encode(), b"---", b"\x00" * 40, b"\x89PNG\r\n\x1a\n\x00\x00IHDR",
     b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 8, bytes(range(128, 256)) * 20,
     b"a\x00b", b"%PDF-1.7\n\x01\x02\x03\x04\x05\x06\x07\x08"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_what_is_no_text_is_rejected_with_a_sentence(data: bytes, suffix: str) -> None:
    with pytest.raises(Rejected) as caught:
        EXTRACTORS[suffix](data)
    assert caught.value.stage == "extract"
    assert str(caught.value).endswith(".")


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)))
def test_any_bytes_are_read_or_rejected(data: bytes) -> None:
    for suffix in (".txt", ".md", ".html"):
        try:
            found = EXTRACTORS[suffix](data)
        except Rejected:
            continue
        found.text.encode()  # no lone surrogates
        for span in [*found.headings, *found.list_items, *(r.span for r in found.regions)]:
            assert 0 <= span.start < span.end <= len(found.text)


def test_a_long_line_passes() -> None:
    line = "trẻ em " * 1_000_000
    assert EXTRACTORS[".txt"](line.encode()).text == line


# --- Plain text and Markdown ------------------------------------------------


def test_suffixes() -> None:
    assert set(EXTRACTORS) >= {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"}


def test_markdown_keeps_its_marks_and_points_at_its_headings() -> None:
    text = "# Kế hoạch #\r\n\r\nĐoạn **đậm**.\n  ## Mục tiêu\n#không phải\n# \n"
    found = EXTRACTORS[".md"](text.encode())
    assert found.text == text
    assert found.markdown
    assert [s.of(text) for s in found.headings] == ["Kế hoạch", "Mục tiêu"]
    assert found.title == "Kế hoạch"


def test_plain_text_has_no_markdown() -> None:
    found = EXTRACTORS[".txt"](b"# a\n- b")
    assert (found.markdown, found.headings, found.title) == (False, (), None)


@pytest.mark.real
def test_the_real_documents_are_read_without_problems(shared: Path) -> None:
    for path in sorted((shared / "corpus").glob("*/*")):
        found = EXTRACTORS[path.suffix](path.read_bytes())
        assert found.text == path.read_bytes().decode()
        assert not found.problems


# --- HTML: rendering --------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Trẻ  em\n  hôm<b> nay</b> </p><p>ngày mai</p>", "Trẻ em hôm nay\nngày mai"),
        ("<div>a<p>b</p>c<br>d<div><div>e</div></div></div>", "a\nb\nc\nd\ne"),
        ("m<sup>2</sup> &amp; &lt;x&gt; &#7912; &nbsp;&hellip;", "m2 & <x> Ứ \u00a0…"),
        ("<script>x()</script><style>p{}</style><noscript>n</noscript><template>t</template>a<!-- c -->", "a"),
        ("<head><title>không in</title></head><body>in</body>", "in"),
        ("<ul><li>một</li><li><p>hai</p><ul><li>ba</li></ul></li></ul>", "• một\n• hai\n• ba"),
        ("<ul><li>- một</li><li><b>a)</b> hai</li></ul>", "- một\na) hai"),
        ("<ol start=3><li>ba<li value=7>bảy<li>tám</ol>", "3. ba\n7. bảy\n8. tám"),
        ("<ol type=a><li>x<li>y</ol><ol type=I start=4><li>z</ol>", "a. x\nb. y\nIV. z"),
        ("<ol reversed><li>x<li>y</ol>", "2. x\n1. y"),
        ("<ol type=A start=27><li>x</ol><ol start=bậy><li>y</ol>", "AA. x\n1. y"),
        ("<pre>một\n  hai\n\nba</pre>", "một\nhai\nba"),
        ("<table><tr><td>a<td>b<tr><td>c<td></table>", "| a | b |\n| c |  |"),
        ("<table><tr><td><p>a</p><p>b<br>c</p></td><td>d</td></tr></table>", "| a b c | d |"),
        ("<table><tr><th>a<th>b<tr><td colspan=2>c<tr><td>&nbsp;<td> </table>", "| a | b |\nc"),
        ("<table><tr><td>một cột</td></tr><tr><td>nữa</td></tr></table>", "một cột\nnữa"),
        ("<table><tr><td>x<td><table><tr><td>a<td>b</table></table>", "x\n| a | b |"),
        ("<td>ngoài bảng</td>", "ngoài bảng"),
        ("<p>a<span>b</span><i>c</i></p>", "abc"),
    ],
)  # fmt: skip
def test_rendering(markup: str, text: str) -> None:
    assert html(markup).text.strip("\n") == text


def test_spans_of_headings_items_and_tables() -> None:
    found = html(
        "<h1> Kế  hoạch </h1><p>đoạn</p><h3>Mục <i>tiêu</i></h3><ul><li>một<ul><li>hai</ul></ul>"
        "<table><tr><td>a<td>b<tr><td>c<td>d</table><figure><figcaption>Ảnh</figcaption></figure>"
    )
    text = found.text
    assert [s.of(text) for s in found.headings] == ["Kế hoạch", "Mục tiêu"]
    assert [s.of(text) for s in found.list_items] == ["• một\n• hai", "• hai"]
    regions = {r.kind: r.span.of(text) for r in found.regions}
    assert regions[RegionKind.TABLE] == "| a | b |\n| c | d |"
    assert regions[RegionKind.CAPTION] == "Ảnh"


@pytest.mark.parametrize(
    "data",
    [
        '<meta charset="iso-8859-1"><p>Trẻ em</p>'.encode(),
        '<?xml version="1.0" encoding="windows-1252"?><html><p>Trẻ em</p></html>'.encode(),
        b'<meta charset="utf-8"><p>' + windows_1258("Trẻ em") + b"</p>",
        b'<meta charset="windows-1252"><p>' + windows_1258("Trẻ em được chăm sóc") + b"</p>",
        '<meta charset="utf-16"><p>Trẻ em</p>'.encode("utf-8-sig"),
        '<meta charset="utf-8"><p>Trẻ em</p>'.encode("utf-16"),
        b'<meta charset="khong-co"><p>Tr&#7867; em</p>',
    ],
)
def test_wrong_declarations_of_the_encoding(data: bytes) -> None:
    text = EXTRACTORS[".html"](data).text
    assert unicodedata.normalize("NFC", text).startswith("Trẻ em")


def test_damage_is_placed_in_the_text() -> None:
    found = EXTRACTORS[".html"](f"<p>{TEXT}</p><p>Sở Y t".encode() + b"\xff</p>")
    (problem,) = found.problems
    assert problem.span is not None
    assert problem.span.of(found.text) == "\ufffd"


@pytest.mark.parametrize(
    "markup", ["<p></p>", "<script>var a = 1</script>", "<img src=a>", "<!-- a -->"]
)
def test_a_page_without_words_is_rejected(markup: str) -> None:
    with pytest.raises(Rejected):
        html(markup)


def test_too_many_tags_are_rejected() -> None:
    with pytest.raises(Rejected):
        html("<p>a" + "<" * 500_001)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<div>" * 5_000 + "trong" + "</div>" * 5_000 + "<p>sau</p>", ["trong", "sau"]),
        ("<table><tr><td>" * 1_000 + "trong", ["trong"]),
        ("<ul><li>" * 2_000 + "trong", ["• trong"]),
        ("<b><i>a" * 2_000, ["a"]),
        ("<p class='" + "menu " * 50_000 + "'>trong", ["trong"]),
        ("<li><a href=x>Tin khác</a>" * 5_000, ["Tin khác"]),
        ("<p>" + "&nbsp;1" * 20_000 + "a", ["1a"]),
    ],
)
def test_hostile_pages(markup: str, words: list[str]) -> None:
    assert all(word in html(markup).text for word in words)


# --- HTML: the page around the document -------------------------------------

PORTAL = f"""<!DOCTYPE html><html><head><meta charset=utf-8>
<title>Tỉnh An Hòa tăng cường bảo vệ trẻ em - Cổng thông tin điện tử tỉnh An Hòa</title>
<script type="application/ld+json">{{"datePublished": "2025-11-27T18:30:00Z"}}</script></head>
<body class="has-sidebar"><form id="aspnetForm">
<div id="header"><div>CỔNG THÔNG TIN ĐIỆN TỬ</div><time datetime="2026-01-13">Thứ Ba, 13/01/2026</time></div>
<div class="mainMenu"><ul><li><a href="/">Trang chủ</a><li><a href="/t">Tin tức</a></ul></div>
<div class="row"><div class="col-3"><div>Văn bản mới</div><ul>
<li><a href=1>Quyết định ban hành quy chế làm việc của Ủy ban nhân dân tỉnh</a><li><a href=2>Kế hoạch</a></ul></div>
<div class="col-6"><div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/t">Tin tức</a></div>
<h1>Tỉnh An Hòa tăng cường bảo vệ trẻ em</h1><div>28/11/2025 01:30</div><div>Đã xem: 36</div>
<div class="rating"><ul><li>Đánh giá cho bài viết:<li>0 điểm ( 0 đánh giá )</ul></div>
<div class="sapo"><b>Tỉnh đề ra 6 nhóm nhiệm vụ.</b></div>
<div class="noi-dung"><p>{LONG}</p><p>1. {LONG}</p>
<figure><img alt=x><figcaption>Giờ ra chơi</figcaption></figure>
<p>2. {LONG}<br>Xem <a href=x>Chỉ thị số 28-CT/TW</a> của Bộ Chính trị.</p>
<ul><li>Sở Y tế<li>Sở Nội vụ</ul></div>
<p>Thanh Bình</p>
<div class="share">Chia sẻ <a href=f>Facebook</a> <a href=z>Zalo</a></div>
<div><h3>Tin liên quan</h3><ul><li><a href=3>Quyền trẻ em ở vùng cao</a> (12/10/2025)
<li><a href=4>Hội nghị tổng kết</a> (11/10/2025)</ul></div>
<div class="commentBox"><h3>Ý kiến</h3><textarea>Viết ở đây</textarea><button>Gửi đi</button></div></div>
<div class="col-3"><div>Phim tư liệu</div><ul><li><a href=5>Trailer cuộc thi</a><li><a href=6>Vươn mình</a></ul>
<div class="thong-ke"><b>Thống kê truy cập</b><ul><li>Đang online: 44<li>Hôm nay: 4408</ul></div></div></div>
<div id="footer"><p>Bản quyền thuộc Cổng thông tin điện tử tỉnh An Hòa, địa chỉ: số 1 đường Lê Lợi.</p></div>
</form></body></html>"""

CONTENT = [
    "Tỉnh An Hòa tăng cường bảo vệ trẻ em", "28/11/2025 01:30", "Tỉnh đề ra 6 nhóm nhiệm vụ.", LONG,
    f"1. {LONG}", "Giờ ra chơi", f"2. {LONG}", "Xem Chỉ thị số 28-CT/TW của Bộ Chính trị.", "• Sở Y tế",
    "• Sở Nội vụ", "Thanh Bình",
]  # fmt: skip
CHROME = [
    "CỔNG THÔNG TIN ĐIỆN TỬ", "Thứ Ba, 13/01/2026", "• Trang chủ", "• Tin tức", "Văn bản mới", "• Kế hoạch",
    "Trang chủ » Tin tức", "Đã xem: 36", "• 0 điểm ( 0 đánh giá )", "Chia sẻ Facebook Zalo",
    "Tin liên quan", "• Quyền trẻ em ở vùng cao (12/10/2025)", "Ý kiến", "Viết ở đây", "Gửi đi",
    "Phim tư liệu", "• Trailer cuộc thi", "Thống kê truy cập", "• Đang online: 44",
]  # fmt: skip


def lines(found: Extracted) -> tuple[list[str], list[str]]:
    """The lines that are content, and those flagged as boilerplate."""
    flagged = [r.span for r in found.regions if r.kind is RegionKind.BOILERPLATE]
    content, chrome = [], []
    at = 0
    for line in found.text.splitlines():
        span = Span(at, at + len(line))
        (chrome if any(f.contains(span) for f in flagged) else content).append(line)
        at = span.end + 1
    return content, chrome


def test_portal_page() -> None:
    found = html(PORTAL)
    content, chrome = lines(found)
    assert content == CONTENT
    assert set(CHROME) <= set(chrome)
    assert found.title == CONTENT[0]
    assert found.published == date(2025, 11, 28)
    assert [s.of(found.text) for s in found.headings] == [CONTENT[0]]
    assert [s.of(found.text) for s in found.list_items] == ["• Sở Y tế", "• Sở Nội vụ"]


def test_portal_page_without_any_names() -> None:
    """Where class names tell nothing, links and the place of the text still do."""
    bare = PORTAL
    for name in (
        "header",
        "mainMenu",
        "breadcrumb",
        "rating",
        "share",
        "commentBox",
        "thong-ke",
        "footer",
    ):
        bare = bare.replace(f'"{name}"', '"x"')
    content, chrome = lines(html(bare))
    assert content[: len(CONTENT)] == CONTENT
    assert {"• Tin tức", "Văn bản mới", "Tin liên quan", "• Trailer cuộc thi"} <= set(chrome)


def test_portal_page_laid_out_by_tables() -> None:
    old = PORTAL.replace('<div class="row"><div class="col-3">', "<table><tr><td>")
    old = old.replace('<div class="col-6">', "<td>").replace('</div>\n<div class="col-3">', "<td>")
    old = old.replace('</div></div></div>\n<div id="footer">', '</div></table><div id="footer">')
    assert "<table>" in old
    content, chrome = lines(html(old))
    assert content == CONTENT
    assert set(CHROME) <= set(chrome)


OFFICIAL = f"""<html><head><title>Cơ sở dữ liệu văn bản</title></head><body><div><div>
<table border=0><tr><td><p><b>ỦY BAN NHÂN DÂN</b></p><p>TỈNH AN HÒA<br>-------</p></td>
<td><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p><p>Độc lập - Tự do - Hạnh phúc</p></td></tr>
<tr><td>Số: 15/KH-UBND</td><td><i>An Hòa, ngày 18 tháng 11 năm 2025</i></td></tr></table>
<p align=center><b>KẾ HOẠCH</b></p><p align=center><b>Triển khai công tác trẻ em<br>năm 2026</b></p>
<div><div><p>Căn cứ <a href=a>Luật Trẻ em số 102/2016/QH13;</a></p><p><a href=b>Căn cứ Chỉ thị số 28-CT/TW;</a></p></div></div>
<p><b>I. MỤC ĐÍCH</b></p><p>1. {LONG}</p><p>2. {LONG}</p>
<p><b>II. NHIỆM VỤ</b></p><div><span>a) </span><span>{LONG}</span></div>
<table border=1><tr><th>TT<th>Nhiệm vụ<th>Cơ quan</tr><tr><td>1<td>Rà soát<td>Sở Y tế</tr></table>
</div><table><tr><td><p><b>Nơi nhận:</b></p><p>- Như trên;</p><p>- Lưu: VT.</p></td>
<td><b>TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH</b><p>Nguyễn Văn A</p></td></tr></table></div></body></html>"""


def test_official_document_comes_out_with_one_block_a_line() -> None:
    found = html(OFFICIAL)
    content, chrome = lines(found)
    assert not chrome
    assert content == [
        "| ỦY BAN NHÂN DÂN TỈNH AN HÒA ------- | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc |",
        "| Số: 15/KH-UBND | An Hòa, ngày 18 tháng 11 năm 2025 |",
        "KẾ HOẠCH",
        "Triển khai công tác trẻ em",
        "năm 2026",
        "Căn cứ Luật Trẻ em số 102/2016/QH13;",
        "Căn cứ Chỉ thị số 28-CT/TW;",
        "I. MỤC ĐÍCH",
        f"1. {LONG}",
        f"2. {LONG}",
        "II. NHIỆM VỤ",
        f"a) {LONG}",
        "| TT | Nhiệm vụ | Cơ quan |",
        "| 1 | Rà soát | Sở Y tế |",
        "| Nơi nhận: - Như trên; - Lưu: VT. | TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Nguyễn Văn A |",
    ]  # fmt: skip
    assert len([r for r in found.regions if r.kind is RegionKind.TABLE]) == 3
    assert found.published is None


def test_official_document_in_a_portal() -> None:
    body = OFFICIAL.partition("<body>")[2].partition("</body>")[0]
    found = html(
        f"<body><nav><a href=1>Trang chủ</a></nav><ul class=tabs><li><a href=2>Toàn văn</a>"
        f"<li><a href=3>Thuộc tính</a><li><a href=4>Văn bản liên quan</a></ul><main>{body}</main>"
        "<aside><p>Tra cứu</p></aside><footer>Liên hệ: 1900 0000</footer></body>"
    )
    content, chrome = lines(found)
    assert content == lines(html(OFFICIAL))[0]
    assert len(chrome) == 6


@pytest.mark.parametrize("name", ["sidebar", "menu-content", "share related", "comment"])
def test_a_careless_name_does_not_hide_the_document(name: str) -> None:
    content, chrome = lines(
        html(f'<body><div class="{name}"><p>{LONG}</p><p>{LONG}</p></div></body>')
    )
    assert content == [LONG, LONG]
    assert not chrome


def test_what_is_hidden_is_flagged_and_kept() -> None:
    content, chrome = lines(
        html(f"<p>{LONG}</p><p style='display: none'>ẩn</p><p hidden>kín</p><p>{LONG}</p>")
    )
    assert content == [LONG, LONG]
    assert chrome == ["ẩn", "kín"]


def test_a_page_of_links_is_not_all_chrome() -> None:
    content, _ = lines(html("<ul><li><a href=1>Kế hoạch</a><li><a href=2>Chỉ thị</a></ul>"))
    assert content


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="Bảo vệ  trẻ em"><title>Khác</title>', "Bảo vệ trẻ em"),
        ("<title>Bảo vệ trẻ em | Cổng thông tin</title>", "Bảo vệ trẻ em"),
        ("<title>Trang tin</title>", "Bảo vệ trẻ em"),
        ("", "Bảo vệ trẻ em"),
    ],
)
def test_title(head: str, title: str) -> None:
    assert (
        html(f"<head>{head}</head><body><h1>Bảo vệ trẻ em</h1><p>{LONG}</p></body>").title == title
    )


def test_title_that_is_only_declared() -> None:
    assert html(f"<title>Bảo vệ trẻ em</title><p>{LONG}</p>").title == "Bảo vệ trẻ em"
    assert html(f"<p>{LONG}</p>").title is None


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        ('<meta property="article:published_time" content="2025-11-28T06:00:00+07:00">', date(2025, 11, 28)),
        ('<meta property="article:published_time" content="2025-11-28T20:00:00Z">', date(2025, 11, 29)),
        ('<meta itemprop="datePublished" content="28/11/2025 06:00">', date(2025, 11, 28)),
        ('<meta name="DC.date.issued" content="2025-11-28">', date(2025, 11, 28)),
        ('<p><span itemprop="datePublished">Ngày 28-11-2025</span></p>', date(2025, 11, 28)),
        ('<p><time datetime="2025-11-28">hôm qua</time></p>', date(2025, 11, 28)),
        ('<header><time datetime="2026-01-01">nay</time></header><nav><a href=x>a</a></nav>', None),
        ('<nav><time datetime="2026-01-01">nay</time></nav>', None),
        ('<meta itemprop="datePublished" content="31/02/2025">', None),
        ('<p><time itemprop="dateModified" datetime="2025-11-28">sửa</time></p>', None),
        ("<p>Thứ Ba, 13/01/2026</p>", None),
    ],
)  # fmt: skip
def test_published(markup: str, day: date | None) -> None:
    assert html(f"{markup}<p>{LONG}</p><p>{LONG}</p>").published == day


def test_more_lines_than_any_book_are_refused():
    with pytest.raises(Rejected, match="600000 dòng"):
        parsed_bytes(b"\n" * 600_000 + b"a", "a.txt")
