"""The pages, asked without a browser: what they say, link to and refuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document, Genre, Region, RegionKind, Span, joined
from tests import fake_workspace as fake
from tests.catalogs import compile_catalogs
from web import address, reading, related
from web.app import create_app
from web.excerpt import excerpt, parts
from web.labels import GAPS, strength, whole_numbers
from workspace import Workspace

PLAN, PRESS, REPORT = "12-kh-ubnd-2025-song-may", "05-ctr-tu-doi-sim", "bao-cao-suoi-lac"
SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"
SENTENCE = "part_II__clause_1__para_1__sent_2"


@pytest.fixture(scope="module", autouse=True)
def catalogs() -> None:
    compile_catalogs()


@pytest.fixture
def client() -> FlaskClient:
    return create_app(fake.workspace()).test_client()


@pytest.fixture
def empty() -> FlaskClient:
    return create_app(fake.FakeWorkspace()).test_client()


def page(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, response.text[:500]
    return BeautifulSoup(response.text, "lxml")


def words(tag: Tag | BeautifulSoup | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text().split())


def table(soup: BeautifulSoup) -> list[list[str]]:
    return [
        [words(cell) for cell in row.select("th, td")] for row in soup.select(".matrix tbody tr")
    ]


# --- Every page -------------------------------------------------------------

ADDRESSES = (
    "/",
    "/search?q=trẻ em",
    "/search?q=khônghềcó&genre=article",
    "/documents",
    f"/documents/{PLAN}",
    f"/documents/{PLAN}/{SENTENCE}",
    "/compare",
    f"/compare?docs={PLAN}&docs={PRESS}",
    f"/compare?docs={PLAN}&docs={PRESS}&frame=none",
    f"/compare/row?docs={PLAN}&docs={PRESS}&key=2",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_are_whole_and_keep_their_language(
    client: FlaskClient, address: str, language: str
) -> None:
    soup = page(client, f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert soup.html is not None and soup.html["lang"] == language
    assert len(soup.select("main")) == len(soup.select("h1")) == 1
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert not soup.select("[style], style, script:not([src]), [onclick]")
    for link in soup.select("a[href^='/']"):
        if link.get("hreflang") or link["href"].startswith("/static"):
            continue
        assert ("lang=en" in link["href"]) == (language == "en"), link
    for name in {link["href"][1:].split("#")[0] for link in soup.select("a[href^='#']")}:
        assert soup.find(id=name), name


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_within_the_site_lead_somewhere(client: FlaskClient, address: str) -> None:
    for link in page(client, address).select("a[href^='/']"):
        assert client.get(link["href"]).status_code == 200, link["href"]


def test_language_is_remembered_and_can_be_taken_back(client: FlaskClient) -> None:
    assert words(page(client, "/documents?lang=en").h1) == "Documents"
    assert words(page(client, "/documents").h1) == "Documents"
    assert words(page(client, "/documents?lang=vi").h1) == "Văn bản"
    assert words(page(client, "/documents?lang=xx").h1) == "Văn bản"


def test_document_text_is_marked_vietnamese_on_english_pages(client: FlaskClient) -> None:
    text = page(client, f"/documents/{PLAN}?lang=en").select_one(".text")
    assert text is not None and text["lang"] == "vi"


def test_theme_comes_from_the_cookie(client: FlaskClient) -> None:
    client.set_cookie("theme", "dark")
    assert page(client, "/").html["data-theme"] == "dark"
    client.set_cookie("theme", "x' onload='")
    assert "data-theme" not in page(client, "/").html.attrs


def test_headers_forbid_what_we_never_do(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_static_files_are_named_by_their_contents(client: FlaskClient) -> None:
    sheet = page(client, "/").select_one("link[rel=stylesheet]")
    assert sheet is not None
    response = client.get(sheet["href"])
    assert "immutable" in response.headers["Cache-Control"]
    again = client.get(sheet["href"], headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert "immutable" not in client.get("/static/style.css").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nope", 404),
        ("/documents/nope", 404),
        ("/sources/nope", 404),
        ("/static/nope.css", 404),
        ("/search?q=a&page=0", 400),
        ("/search?q=a&page=x", 400),
        ("/search?q=a&sort=x", 400),
        ("/documents?sort=x", 400),
        (f"/documents/{PLAN}/para_1?span=9-3", 400),
        (f"/documents/{PLAN}/para_1?span=90000-90001", 400),
        (f"/compare?docs={PLAN}&frame=nope", 404),
        ("/search?q=a&frame=nope", 404),
        (f"/compare/row?docs={PLAN}&key=nope", 404),
        ("/compare/row?key=1", 400),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_failures_are_pages(client: FlaskClient, address: str, status: int, language: str) -> None:
    soup = page(client, f"{address}{'&' if '?' in address else '?'}lang={language}", status)
    assert soup.html is not None and soup.html["lang"] == language
    assert words(soup.select_one(".notice-page .lead"))


def test_a_crash_is_a_page_that_tells_nothing_of_the_inside() -> None:
    class Broken(fake.FakeWorkspace):
        def document(self, name: str) -> Document:
            raise RuntimeError("bí mật của máy chủ")

    soup = page(create_app(Broken(fake.workspace().held)).test_client(), f"/documents/{PLAN}", 500)
    assert "Dữ liệu không bị thay đổi" in words(soup.main)
    assert "bí mật" not in soup.get_text()


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert client.post("/search").status_code == 405


# --- Search -----------------------------------------------------------------


def test_results_show_passage_place_and_document(client: FlaskClient) -> None:
    soup = page(client, "/search?q=tuyên truyền")
    hit = soup.select_one(".hit")
    assert hit is not None
    assert [words(mark) for mark in hit.select("mark")] == ["tuyên", "truyền"]
    assert (
        words(hit.select_one(".heading-path")) == "II. NHIỆM VỤ, GIẢI PHÁP2. Đẩy mạnh tuyên truyền"
    )
    line = words(hit.select_one(".document-line"))
    for part in ("văn bản chính thức", "Kế hoạch", "12/KH-UBND", "14/02/2025", "Sông Mây"):
        assert part in line
    assert hit.select_one(".actions a")["href"].startswith(f"/documents/{PLAN}/part_II__clause_2")


def test_totals_say_how_many_have_all_words(client: FlaskClient) -> None:
    assert words(page(client, "/search?q=trẻ em kinh phí").select_one(".total")) == (
        "6 đoạn khớp, trong đó 1 đoạn có đủ mọi từ"
    )
    assert words(page(client, "/search?q=trẻ em kinh phí&lang=en").select_one(".total")) == (
        "6 passages match, 1 of them with all the words"
    )


def test_filters_are_links_that_go_in_and_out(client: FlaskClient) -> None:
    soup = page(client, "/search?q=tuyên truyền&page=1")
    link = next(a for a in soup.select(".facet a") if "Đồi Sim" in words(a))
    chosen = page(client, link["href"])
    assert words(chosen.select_one(".chips")) == "Bỏ lọc: Tỉnh, thành phố: Đồi Sim"
    assert {words(h) for h in chosen.select(".hit h2")} == {"Đồi Sim chăm lo cho trẻ em"}
    both = next(
        a
        for a in page(client, "/search?q=trẻ em&genre=report&genre=article").select(".chips a")
        if "báo cáo" in words(a)
    )
    assert both["href"] == "/search?q=tr%E1%BA%BB+em&genre=article"


def test_a_query_that_cannot_be_read_shows_where(client: FlaskClient) -> None:
    soup = page(client, '/search?q=trẻ "em', 400)
    assert "Thiếu dấu nháy đóng." in words(soup.select_one(".query-error"))
    assert words(soup.select_one(".fault")) == '"'
    assert soup.select_one("#q")["value"] == 'trẻ "em'


def test_no_hits_offer_looser_searches(client: FlaskClient) -> None:
    soup = page(client, "/search?q=kinh phí&province=Đồi Sim")
    variant = soup.select_one(".variants a")
    assert variant is not None
    assert words(variant) == "Bỏ mọi bộ lọc"
    assert len(page(client, variant["href"]).select(".hit")) == 1


def test_suggestion_is_a_link(client: FlaskClient) -> None:
    assert words(page(client, "/search?q=trẻ em e").select_one(".suggestion")) == "Ý bạn là trẻ em?"


def test_what_was_searched_instead_is_said_with_a_way_back(client: FlaskClient) -> None:
    said = page(client, "/search?q=treer em").select_one(".suggestion")
    assert words(said) == "Đã tìm: trẻ em. Tìm đúng như đã gõ"
    assert said.a["href"] == "/search?q=treer+em&exact=1"
    exact = page(client, said.a["href"]).select(".suggestion")
    assert any("Đang tìm đúng từng chữ" in words(one) for one in exact)


def test_near_words_are_named_and_can_be_left_out(client: FlaskClient) -> None:
    said = page(client, "/search?q=kinh phí").select_one(".suggestion")
    assert "từ gần nghĩa: ngân sách" in words(said)
    assert not any(
        "gần nghĩa" in words(one) for one in page(client, said.a["href"]).select(".suggestion")
    )


def test_other_places_are_offered(client: FlaskClient) -> None:
    said = page(client, "/search?q=trẻ em&province=Sông Mây").select_one(".suggestion")
    assert words(said) == "Nay gồm cả Đồi Sim. Tìm cả ở đó"
    chips = page(client, said.a["href"]).select_one(".chips")
    assert "Sông Mây" in words(chips)
    assert "Đồi Sim" in words(chips)


def test_copies_are_counted_and_listed(client: FlaskClient) -> None:
    soup = page(client, "/search?q=trẻ em giống")
    copies = soup.select(".copies")
    assert len(copies) == 1
    assert words(copies[0].summary) == "xuất hiện trong 2 văn bản"
    assert page(client, copies[0].select_one("a")["href"])


def test_results_by_document(client: FlaskClient) -> None:
    soup = page(client, "/search?q=trẻ em&by=document")
    titles = [words(one) for one in soup.select(".hit h2")]
    assert len(titles) == len(set(titles)) > 1
    assert soup.select(".of-document .passage-text")
    assert "văn bản" in words(soup.select_one(".total"))
    assert soup.select_one("input[name=by]")["value"] == "document"


def test_passages_like_one(client: FlaskClient) -> None:
    action = page(client, "/search?q=tuyên truyền").select(".hit .actions a")[-1]
    assert words(action) == "Đoạn tương tự"
    soup = page(client, action["href"])
    assert soup.select_one(".like .passage-text")
    assert soup.select(".hit")
    assert client.get("/search?like=không%23có").status_code == 404


def test_completions_are_json(client: FlaskClient) -> None:
    assert client.get("/search/complete?q=tr").json == [{"text": "trẻ em", "kind": "phrase"}]
    assert client.get("/search/complete?q=").json == []
    assert page(client, "/search?q=a").select_one("#q")["data-complete"] == "/search/complete"


def test_the_page_after_the_last_is_not_a_dead_end(client: FlaskClient) -> None:
    assert "Về trang đầu" in words(page(client, "/search?q=trẻ em&page=9").main)


def test_filters_nobody_has_are_shown_as_typed(client: FlaskClient) -> None:
    for name in ("province", "type", "year", "genre", "group"):
        chips = page(client, f"/search?q=trẻ em&{name}=<lạ>").select_one(".chips")
        assert "<lạ>" in words(chips)


def test_what_is_typed_is_shown_not_run(client: FlaskClient) -> None:
    text = client.get("/search?q=<script>alert(1)</script>").text
    assert "<script>alert" not in text


def test_an_empty_corpus_says_what_to_do(empty: FlaskClient) -> None:
    soup = page(empty, "/")
    assert "doichieu ingest" in words(soup.main)
    assert "doichieu demo" in words(soup.main)
    assert not soup.select("input[type=search]")
    for other in ("/documents", "/compare", "/search?q=a"):
        assert page(empty, other)


# --- Documents --------------------------------------------------------------


def test_list_filters_and_sorts(client: FlaskClient) -> None:
    def titles(address: str) -> list[str]:
        return [words(a) for a in page(client, address).select(".documents tbody th > a")]

    assert titles("/documents?province=Sông Mây&genre=report") == [
        "Báo cáo 5 năm công tác trẻ em huyện Suối Lạc"
    ]
    assert titles("/documents?sort=title")[0].startswith("Báo cáo")
    assert titles("/documents")[0].startswith("Kế hoạch")
    assert not titles("/documents?type=Luật")


def test_reader_shows_the_whole_text(client: FlaskClient) -> None:
    text = page(client, f"/documents/{PLAN}").select_one(".text")
    assert text is not None
    for extra in text.select(".pilcrow, summary"):
        extra.decompose()
    document = fake.plan()
    assert "".join(text.get_text().split()) == "".join(document.text.split())


def test_reader_tells_what_is_known_and_what_is_not(client: FlaskClient) -> None:
    facts = page(client, f"/documents/{REPORT}").select_one(".facts")
    pairs = {words(d.dt): words(d.dd) for d in facts.select("dl > div")}
    assert pairs["Số, ký hiệu"] == "không rõ"
    assert pairs["Địa phương"] == "Suối Lạc, Sông Mây"
    press = page(client, f"/documents/{PRESS}").select_one(".facts")
    assert words(press.h2) == "Văn bản được thuật lại"
    assert "Ngày đăng 21/10/2024" in words(press).replace("Ngày đăng21", "Ngày đăng 21")


def test_problems_are_told_and_lead_to_their_place(client: FlaskClient) -> None:
    soup = page(client, f"/documents/{PLAN}")
    problem = soup.select_one(".problems li")
    assert "Đánh số nhảy từ I sang II." in words(problem)
    assert "dưới 12%" in words(soup.find(id=problem.a["href"][1:]))


def test_boilerplate_is_folded(client: FlaskClient) -> None:
    folds = page(client, f"/documents/{PRESS}").select("details.boilerplate")
    assert ["Lượt xem" in words(f) for f in folds] == [True, False]
    assert all("open" not in f.attrs for f in folds)


def test_an_addressed_sentence_is_marked_and_cited(client: FlaskClient) -> None:
    soup = page(client, f"/documents/{PLAN}/{SENTENCE}")
    sentence = "Người đứng đầu chịu trách nhiệm về công tác trẻ em ở địa phương."
    assert [words(m) for m in soup.select("mark.cited")] == [sentence]
    assert words(soup.select_one("#citation-text")).startswith(f"“{sentence}”")
    link = soup.select_one("#permalink")["value"]
    assert re.fullmatch(rf"http://localhost/documents/{PLAN}/{SENTENCE}\?h=\w+", link)
    assert not page(client, link.removeprefix("http://localhost")).select(".citation .warn")


def test_a_changed_passage_says_so(client: FlaskClient) -> None:
    soup = page(client, f"/documents/{PLAN}/{SENTENCE}?h=000")
    assert "đã khác lúc được trích dẫn" in words(soup.select_one(".citation .warn"))


def test_a_span_of_a_passage_is_marked(client: FlaskClient) -> None:
    soup = page(client, f"/documents/{PLAN}/para_1?span=0-9")
    assert [words(m) for m in soup.select("mark.cited")] == ["Thực hiện"]


def test_a_lost_passage_still_shows_its_document(client: FlaskClient) -> None:
    soup = page(client, f"/documents/{PLAN}/para_99", 404)
    assert "para_99" in words(soup.select_one(".notice"))
    assert soup.select(".text .passage")


def test_source_comes_as_it_was(client: FlaskClient) -> None:
    response = client.get(f"/sources/{PLAN}")
    assert response.data == fake.plan().text.encode()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "sandbox"


def test_cited_documents_are_gathered_by_number() -> None:
    tied = related.of(fake.plan(), fake.workspace().documents())
    assert [(c.printed, c.count, c.document) for c in tied.cited] == [("Chỉ thị 28-CT/TW", 3, None)]
    assert tied.implements == (("28-CT/TW", None),)


# --- Reading ----------------------------------------------------------------


def block_texts(document: Document) -> str:
    return "".join(b.text for s in reading.lay_out(document) for b in s.blocks)


@pytest.mark.parametrize("make", [fake.plan, fake.press, fake.report])
def test_blocks_put_together_are_the_text(make: Callable[[], Document]) -> None:
    document = make()
    assert block_texts(document) == document.text


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_spans_can_lose_text(data: st.DataObject) -> None:
    """Whatever regions and cuts a document has, every character appears once, in order."""
    document = fake.plan()
    length = len(document.text)
    edges = data.draw(st.lists(st.integers(0, length), min_size=2, max_size=8))
    regions = tuple(
        Region(data.draw(st.sampled_from(list(RegionKind))), Span(min(a, b), max(a, b)))
        for a, b in pairwise(edges)
    )
    dropped = data.draw(st.sets(st.sampled_from(range(len(document.passages)))))
    passages = tuple(p for i, p in enumerate(document.passages) if i not in dropped)
    changed = replace(document, regions=regions, passages=passages)
    assert block_texts(changed) == document.text
    anchors = [b.anchor for s in reading.lay_out(changed) for b in s.blocks]
    assert len(anchors) == len(set(anchors))


def test_labels_strays_and_marks_have_their_ink() -> None:
    found = {
        piece.ink: piece.text.strip()
        for section in reading.lay_out(fake.plan())
        for block in section.blocks
        for piece in block.pieces
        if piece.ink in (reading.Ink.LABEL, reading.Ink.STRAY)
    }
    assert found == {reading.Ink.LABEL: "b)", reading.Ink.STRAY: "7"}
    letterhead = reading.lay_out(fake.plan())[0].blocks[0]
    shown = "".join(p.text for p in letterhead.pieces if p.ink is not reading.Ink.MARKUP)
    assert "*" not in shown and "|" not in shown and "---" not in shown


def test_anchor_of_an_offset_is_its_block() -> None:
    document = fake.plan()
    at = reading.Layout(document).anchor_at
    assert at(document.text.index("Mở rộng dịch vụ")) == "part_II__clause_3__para_1"


def test_a_provision_can_be_addressed_and_its_heading_cited() -> None:
    document = fake.plan()
    found = address.find(document, "part_II", Span(0, 4))
    assert found is not None and found.citable
    assert joined(document.text, found.spans) == document.text[found.spans[0].start :][:4]
    assert address.find(fake.plan(), "para_1__sent_9", None) is None


# --- Excerpts and labels ----------------------------------------------------


@given(
    st.text(max_size=80), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=6)
)
def test_parts_put_together_are_the_text(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = tuple(Span(min(p), max(p)) for p in pairs)
    assert "".join(part.text for part in parts(text, spans)) == text


def test_long_passages_are_cut_around_their_highlights() -> None:
    text = "chữ " * 400 + "đuối nước " + "chữ " * 400
    at = text.index("đuối")
    shown = excerpt(text, (Span(at, at + 9),))
    assert shown.cut_before and shown.cut_after
    assert [p.text for p in shown.parts if p.marked] == ["đuối nước"]
    assert sum(len(p.text) for p in shown.parts) <= 430
    assert shown.parts[0].text.startswith("chữ")


def test_strength_is_a_word_and_bars() -> None:
    assert [strength(s).bars for s in (1.0, 0.6, 0.4, 0.1, 0.0)] == [3, 3, 2, 1, 1]


def test_every_genre_has_its_way_of_saying_nothing_was_found() -> None:
    assert GAPS.keys() == set(Genre)
    assert "thiếu" not in " ".join(str(gap) for gap in GAPS.values())


def test_numbers_in_titles_stay_whole() -> None:
    assert whole_numbers("Theo 28-CT/TW ngày 1") == [
        ("Theo ", False),
        ("28-CT/TW", True),
        (" ngày 1", False),
    ]


# --- Compare ----------------------------------------------------------------


def test_matrix_has_a_row_for_every_group_and_a_column_for_every_plan(client: FlaskClient) -> None:
    soup = page(client, f"/compare?docs={PLAN}&docs={PRESS}&docs={REPORT}")
    rows = table(soup)
    assert [len(row) for row in rows] == [4] * 4
    assert rows[0][1].startswith("1. Tăng cường lãnh đạo, chỉ đạo khớp rõ")
    assert rows[2][2].startswith("∅ không thấy nêu trong bản tóm tắt thêm đoạn")
    assert all(one.startswith("∅ không có mục tương ứng thêm") for one in (rows[2][3], rows[3][1]))
    assert len(soup.select("thead th[scope=col]")) == 4
    assert len(soup.select("tbody th[scope=row]")) == 4


def test_row_sets_passages_side_by_side(client: FlaskClient) -> None:
    soup = page(client, f"/compare/row?docs={PLAN}&docs={PRESS}&key=2&lang=en")
    assert words(soup.h1) == "Communication"
    plans = soup.select(".plan")
    assert [len(p.select(".clause")) for p in plans] == [1, 2]
    link = plans[1].select_one(".clause a")
    assert "Đẩy mạnh tuyên truyền" in words(page(client, link["href"]).select_one(".addressed"))


def test_pairs_show_relation_and_reasons(client: FlaskClient) -> None:
    soup = page(client, f"/compare?docs={PLAN}&docs={PRESS}&frame=none")
    cell = soup.select_one(".relation-cell")
    assert words(cell).startswith("◐ điều chỉnh 0,55cùng nói về Chỉ thị")
    assert page(client, cell.a["href"]).select(".two .change")
    assert len(soup.select(".only-in")) == 2


def test_one_plan_without_a_frame_is_asked_for_another(client: FlaskClient) -> None:
    assert "ít nhất hai" in words(page(client, f"/compare?docs={PLAN}&frame=none").main)


def test_the_same_plan_twice_is_one_column(client: FlaskClient) -> None:
    assert len(page(client, f"/compare?docs={PLAN}&docs={PLAN}").select("thead th")) == 2


def test_a_clause_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    page(client, f"/compare/diff?left={PLAN}%23nope&right={PRESS}%23para_1", 404)


# --- Over a real workspace --------------------------------------------------


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("web") / "data")
    report = workspace.ingest([SAMPLES], jobs=1)
    assert report.added and not report.failed
    return workspace


def test_sample_documents_are_read_whole(samples: Workspace) -> None:
    client = create_app(samples).test_client()
    for summary in samples.documents():
        document = samples.document(summary.id)
        assert block_texts(document) == document.text
        text = page(client, f"/documents/{summary.id}").select_one(".text")
        assert text is not None
        for extra in text.select(".pilcrow, summary"):
            extra.decompose()
        assert "".join(text.get_text().split()) == "".join(document.text.split())


def test_from_a_sample_hit_to_a_citation_that_holds(samples: Workspace) -> None:
    client = create_app(samples).test_client()
    hit = page(client, "/search?q=trẻ em").select_one(".hit")
    assert hit is not None
    cited = page(client, hit.select(".actions a")[1]["href"])
    link = cited.select_one("#permalink")["value"].removeprefix("http://localhost")
    assert not page(client, link).select(".citation .warn")
    assert page(client, link.split("?")[0] + "?h=" + "0" * 8).select(".citation .warn")


def test_samples_compare_under_a_frame(samples: Workspace) -> None:
    client = create_app(samples).test_client()
    names = "&".join(f"docs={s.id}" for s in samples.documents() if s.groups)
    for frame in samples.frames():
        soup = page(client, f"/compare?frame={frame.id}&{names}")
        assert len(soup.select(".matrix tbody tr")) == len(frame.groups)
    row = soup.select_one(".matrix tbody th a")
    assert row is not None
    assert page(client, row["href"]).select(".clause")


def test_a_hit_is_shown_in_its_surroundings(client):
    soup = page(client, "/search?q=trẻ em")
    link = soup.select_one("[data-preview]")
    assert link is not None
    shown = page(client, str(link["data-preview"]))
    (here,) = shown.select(".here")
    marked = [words(mark) for mark in here.select("mark")]
    assert marked and marked == [words(mark) for mark in link.find_parent("li").select("mark")]
    assert page(client, f"/search/preview?passage={PLAN}%23para_99", 404)
    assert page(client, f"/search/preview?passage={PLAN}%23para_1&marks=9-1,x,5-999999")
