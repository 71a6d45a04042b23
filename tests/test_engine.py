"""Searching as a whole: what is found, in which order, counted how, marked where."""

from __future__ import annotations

import random
import threading
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import BadRequest, FacetValue, Genre, QueryError, Results
from corpus.text import fold
from search import bag
from search import filters as attribute
from search.analysis import tokens
from search.engine import SearchEngine
from search.index import SearchIndex
from search.lattice import Edge
from tests.search_corpus import MemoryStore, day, document, engine_of

LAI_CHAU = document(
    "48-ctr-tu-2024-lai-chau",
    "Thực hiện Chỉ thị số 28-CT/TW, ngày 25/12/2023 của Bộ Chính trị về trẻ em.",
    "Phòng, chống tai nạn thương tích, đuối nước cho trẻ em; giảm đuối nước.",
    "UBND các xã, phường bố trí ngân sách; tỷ lệ trẻ em dưới 6 tuổi có thẻ đạt 97,2 %.",
    "Tập huấn kỹ năng bơi; 28 lớp dạy bơi ở vùng nước sâu.",
    title="Chương trình hành động thực hiện Chỉ thị 28-CT/TW",
    number="48-CTr/TU", type="Chương trình", province="Lai Châu", date=day("2024-04-17"),
)  # fmt: skip
SOC_TRANG = document(
    "61-ctr-tu-2024-soc-trang",
    "Ủy ban nhân dân các cấp hoà giải, bảo vệ trẻ em gái.",
    "Trẻ ăn dưới nước, cây tre và em bé.",
    "Quyết định số 34/2014/QĐ-TTg và Nghị quyết 71/NQ -CP về trẻ em.",
    title="Chương trình bảo vệ trẻ em",
    number="61-CTr/TU", type="Chương trình", province="Sóc Trăng", date=day("2024-02-01"),
    genre=Genre.NEWS_SUMMARY,
)  # fmt: skip
CAM_LO = document(
    "bc-cam-lo-2022",
    "Báo cáo năm năm thực hiện; tỷ lệ 97 đạt 2 %.",
    "Hòa giải ở cơ sở, chăm lo người cao tuổi.",
    title="Báo cáo", number="12/BC-UBND", type="Báo cáo", province="Quảng Trị",
    date=day("2022-12-30"), genre=Genre.REPORT,
)  # fmt: skip


WORDS = ["trẻ", "em", "nước", "bơi", "lội"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    made, store = engine_of(tmp_path_factory.mktemp("index"), LAI_CHAU, SOC_TRANG, CAM_LO)
    store.file("28-ct-tw", {f"{LAI_CHAU.id}#para_2": "3", f"{SOC_TRANG.id}#para_1": "2"})
    return made


def found(results: Results) -> list[str]:
    """Hits as "first letters of the document + paragraph"."""
    return [f"{hit.document[:2]}{hit.passage[-1]}" for hit in results.hits]


def lit(results: Results, place: int = 0) -> list[str]:
    hit = results.hits[place]
    return [span.of(hit.text) for span in hit.highlights]


# --- What is alike is found alike -------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["Chỉ thị 28", "Chỉ thị số 28", "28-CT/TW", "28/CT-TW", "28 CT TW", "chi thi so 28-ct/tw",
     '"Chỉ thị 28"', '"Chỉ thị số 28-CT/TW"', "28-CT"],
)  # fmt: skip
def test_a_directive_by_any_of_its_names(engine: SearchEngine, query: str) -> None:
    results = engine.search(query)
    assert found(results)[0] == "481"
    assert "28-CT/TW" in "".join(lit(results))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("34/2014/QĐ-TTg", "613"),
        ("34/2014", "613"),
        ("34/qđ-ttg", "613"),
        ("71/NQ-CP", "613"),
        ("nghị quyết số 71", "613"),
        ("61-CTr/TU", "611"),
        ('"Chương trình số 61-CTr/TU"', "611"),
        ("97,2%", "483"),
        ("97.2 %", "483"),
        ("25/12/2023", "481"),
        ("uỷ ban nhân dân", "611"),
        ("UBND", "483"),
        ("ubnd các cấp", "611"),
        ("kĩ năng", "484"),
        ("tre em gai", "611"),
        ("duoi nuoc", "482"),
        ('"duoi nuoc"', "482"),
        ("DUOI NUOC", "482"),
        ("nguoi cao tuoi", "bc2"),
        ("phòng chống đuối nước", "482"),
        ("bao cao", "bc1"),
    ],
)
def test_the_right_passage_comes_first(engine: SearchEngine, query: str, first: str) -> None:
    assert found(engine.search(query))[0] == first


def test_long_and_short_forms_find_each_other(engine: SearchEngine) -> None:
    assert set(found(engine.search("UBND"))) == {"483", "611"}
    assert set(found(engine.search("ủy ban nhân dân"))) == {"483", "611"}
    assert found(engine.search("ủy ban nhân dân"))[0] == "611"
    assert set(found(engine.search('"ủy ban nhân dân các"'))) == {"483", "611"}
    assert lit(engine.search('"ủy ban nhân dân các xã"')) == ["UBND các xã"]


def test_tone_placement(engine: SearchEngine) -> None:
    for query in ("hoà giải", "hòa giải", "HOÀ GIẢI", unicodedata.normalize("NFD", "hoà giải")):
        assert set(found(engine.search(query))) == {"611", "bc2"}
    assert lit(engine.search('"hòa giải" gái')) == ["hoà giải", "gái"]


def test_a_word_typed_bare_means_its_accented_forms_and_itself_first(tmp_path: Path) -> None:
    engine, _ = engine_of(tmp_path, document("d", "trẻ em ăn", "tre em an", "trẻ con"))
    results = engine.search("tre em")
    assert [hit.text for hit in results.hits] == ["tre em an", "trẻ em ăn", "trẻ con"]
    assert results.full == 2
    assert engine.search("trẻ em").full == 1


def test_among_accented_words_a_bare_one_is_meant_as_typed(engine: SearchEngine) -> None:
    assert found(engine.search('"cây tre"')) == ["612"]
    assert found(engine.search("duoi nước"))[0] == "482"


# --- Order and counts --------------------------------------------------------


def test_all_words_first_and_both_counts_true(engine: SearchEngine) -> None:
    results = engine.search("trẻ em gái")
    assert found(results)[0] == "611"
    assert results.full == 1
    assert results.total == 6  # every passage with one of the words
    assert all(hit.score < 1 for hit in results.hits[1:])
    assert results.hits[0].score >= 1
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)


def test_a_quotation_is_required_the_words_beside_it_are_not(engine: SearchEngine) -> None:
    results = engine.search('"đuối nước" gái')
    assert found(results) == ["482"]
    assert (results.total, results.full) == (1, 0)


def test_pages_add_up_to_the_whole(engine: SearchEngine) -> None:
    everything = found(engine.search("trẻ em nước báo cáo", limit=100))
    paged = [found(engine.search("trẻ em nước báo cáo", limit=2, offset=at))
             for at in range(0, 12, 2)]  # fmt: skip
    assert [one for page in paged for one in page] == everything
    assert engine.search("trẻ em", limit=0).hits == ()
    assert engine.search("trẻ em", offset=10_000).total == 6


def test_sorting_by_date(engine: SearchEngine) -> None:
    newest = [hit.document for hit in engine.search("tỷ lệ trẻ", sort="newest").hits]
    assert newest == sorted(newest, key=[LAI_CHAU.id, SOC_TRANG.id, CAM_LO.id].index)
    oldest = [hit.document for hit in engine.search("tỷ lệ trẻ", sort="oldest").hits]
    assert oldest == sorted(oldest, key=[CAM_LO.id, SOC_TRANG.id, LAI_CHAU.id].index)


# --- Filters and facets -------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "documents"),
    [
        ('tỉnh:"Lai Châu"', {LAI_CHAU.id}),
        ("tinh:'lai' trẻ", set()),
        ('tinh:"lai chau"', {LAI_CHAU.id}),
        ('province:"tỉnh Lai Châu"', {LAI_CHAU.id}),
        ('tinh:"lai chau" tinh:"soc trang"', {LAI_CHAU.id, SOC_TRANG.id}),
        ('loại:"bao cao"', {CAM_LO.id}),
        ("năm:2023..2024", {LAI_CHAU.id, SOC_TRANG.id}),
        ("năm:..2023", {CAM_LO.id}),
        ("year:2022", {CAM_LO.id}),
        ("số:61-CTr/TU", {SOC_TRANG.id}),
        ("số:61/CTr-TU", {SOC_TRANG.id}),
        ("số:12", {CAM_LO.id}),
        ("nhóm:3", {LAI_CHAU.id}),
        ("thể loại:report", {CAM_LO.id}),
        ('thể loại:"báo cáo"', {CAM_LO.id}),
        ('"trẻ em" -tỉnh:"Lai Châu"', {SOC_TRANG.id}),
        ("tỉnh:Huế OR năm:2022", {CAM_LO.id}),
    ],
)
def test_filters_in_the_query(engine: SearchEngine, query: str, documents: set[str]) -> None:
    assert {hit.document for hit in engine.search(query).hits} == documents


def test_filters_beside_the_query(engine: SearchEngine) -> None:
    results = engine.search("", {"province": ["lai châu", "Quảng Trị"], "year": ["2024"]})
    assert {hit.document for hit in results.hits} == {LAI_CHAU.id}
    assert (results.total, results.full) == (4, 4)
    assert engine.search("", {"province": ["Atlantis"]}).total == 0
    assert engine.search("", {"province": []}).total == 9
    assert engine.search("", {"group": ["3"]}, frame="another").total == 0
    assert engine.search("", {"group": ["3"]}).total == 1


def test_a_facet_is_counted_without_its_own_filter(engine: SearchEngine) -> None:
    results = engine.search('tỉnh:"Lai Châu"', {"year": ["2024"]})
    assert results.total == 4
    assert results.facets["province"] == (FacetValue("Lai Châu", 4), FacetValue("Sóc Trăng", 3))
    assert results.facets["year"] == (FacetValue("2024", 4),)
    assert results.facets["genre"] == (FacetValue("official_document", 4),)
    assert results.facets["group"] == (FacetValue("3", 1),)


@pytest.mark.parametrize(
    "request_",
    [
        {"filters": {"colour": ["red"]}},
        {"filters": {"year": ["soon"]}},
        {"limit": -1},
        {"offset": -1},
        {"sort": "random"},
    ],
)
def test_bad_requests(engine: SearchEngine, request_: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        engine.search("trẻ", **request_)  # type: ignore[arg-type]


def test_facets_and_totals_agree_with_plain_counting(tmp_path: Path) -> None:
    rng = random.Random(7)
    provinces, kinds = ["Lai Châu", "Huế", None], ["Kế hoạch", "Báo cáo"]
    documents, rows = [], []
    for number in range(40):
        province, kind = rng.choice(provinces), rng.choice(kinds)
        year = rng.choice([2023, 2024, 2025])
        paragraphs = [" ".join(rng.choices(WORDS, k=4)) for _ in range(5)]
        documents.append(
            document(f"d{number:02}", *paragraphs, province=province, type=kind,
                     date=day(f"{year}-01-01"))
        )  # fmt: skip
        rows += [(province, kind, str(year), set(text.split())) for text in paragraphs]
    engine, _ = engine_of(tmp_path, *documents)
    for _ in range(30):
        wanted = {"province": rng.sample(["Lai Châu", "Huế"], rng.randint(0, 2)),
                  "year": rng.sample(["2023", "2024", "2025"], rng.randint(0, 2))}  # fmt: skip
        words = set(rng.sample(WORDS, 2))
        results = engine.search(" ".join(words), wanted)

        def kept(row: tuple[str | None, str, str, set[str]], but: str = "",
                 words: set[str] = words, wanted: dict[str, list[str]] = wanted) -> bool:  # fmt: skip
            return (
                bool(row[3] & words)
                and (but == "province" or not wanted["province"] or row[0] in wanted["province"])
                and (but == "year" or not wanted["year"] or row[2] in wanted["year"])
            )

        assert results.total == sum(map(kept, rows))
        assert results.full == sum(kept(row) and words <= row[3] for row in rows)
        for name, column in (("province", 0), ("type", 1), ("year", 2)):
            plain = Counter(row[column] for row in rows if row[column] and kept(row, name))
            assert {one.value: one.count for one in results.facets[name]} == dict(plain)


# --- Marks --------------------------------------------------------------------


def test_words_are_lit_and_neighbours_run_together(engine: SearchEngine) -> None:
    assert lit(engine.search("đuối nước trẻ")) == ["đuối nước", "trẻ", "đuối nước"]
    assert lit(engine.search("nước AND đuối"))[:2] == ["đuối", "nước"]


def test_only_whole_phrases_are_lit(engine: SearchEngine) -> None:
    assert lit(engine.search('"tai nạn thương tích, đuối nước"')) == [
        "tai nạn thương tích, đuối nước"
    ]
    assert lit(engine.search('"chống đuối"~4')) == ["chống", "đuối"]
    assert lit(engine.search('"trẻ em" gái'), 0) == ["trẻ em", "gái"]
    assert lit(engine.search('"em" -"đuối nước" chỉ thị')) == ["Chỉ thị", "em"]


def test_marks_index_the_text_as_it_is(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", "Uỷ ban hoà\u00adgiải: phòng\u00a0chống")
    engine, _ = engine_of(tmp_path, document("d", text))
    assert [unicodedata.normalize("NFC", one) for one in lit(engine.search("ủy ban phòng"))] == [
        "Uỷ ban", "phòng",
    ]  # fmt: skip


def test_bare_words_light_what_they_mean(engine: SearchEngine) -> None:
    assert "đuối nước" in lit(engine.search("duoi nuoc"))


def test_prefixes_and_near_words(engine: SearchEngine) -> None:
    assert found(engine.search("chă*")) == ["bc2"]
    assert "đuối" in lit(engine.search("đuốj~"))
    assert engine.search("đuốj", exact=True).total == 0


# --- Suggestions ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("duoi nuoc", "đuối nước"),
        ("Duoi nuoc", "Đuối nước"),
        ("DUOI nuoc", "ĐUỐI nước"),
        ("trẻ em", None),
        ("UBND", None),
        ("", None),
        ("xyzxyzxyz", None),
    ],
)
def test_suggestions(engine: SearchEngine, query: str, suggestion: str | None) -> None:
    assert engine.search(query).suggestion == suggestion


@pytest.mark.parametrize(
    ("query", "searched"),
    [
        ("đuối nướt", "đuối nước"),
        ("dduoosi nuowcs", "đuối nước"),
        ("d9uo61i nu7o71c", "đuối nước"),
        ("treer em gái", "trẻ em gái"),
        ('tỉnh:"Sóc Trăng" hòa giair', 'tỉnh:"Sóc Trăng" hòa giải'),
        ("đuối nước", None),
        ("duoi nuoc", None),
        ("xyzxyzxyz", None),
        ("61-CTr/TU", None),
    ],
)
def test_words_the_corpus_lacks_are_mended_and_it_is_said(
    engine: SearchEngine, query: str, searched: str | None
) -> None:
    results = engine.search(query)
    assert results.searched == searched
    if searched:
        assert results.suggestion is None
        assert found(results) == found(engine.search(searched))


def test_to_the_letter(engine: SearchEngine) -> None:
    assert engine.search("UBND", exact=True).total == 1
    assert found(engine.search("=UBND")) == ["483"]
    assert engine.search("=UBND").exact
    assert not engine.search("UBND").exact
    assert engine.search("= duoi nuoc").total == 0
    assert engine.search("=đuối nướt").searched is None
    assert engine.search("=chă*").total == 1


# --- Keeping level ----------------------------------------------------------------


def test_catching_up(tmp_path: Path) -> None:
    engine, store = engine_of(tmp_path, LAI_CHAU, SOC_TRANG)
    assert engine.catch_up() == 0
    store.put(document(LAI_CHAU.id, "Văn bản mới về trẻ em"), document("rỗng"))
    store.remove(SOC_TRANG.id)
    assert engine.catch_up() == 4
    assert engine.catch_up() == 0
    assert found(engine.search("trẻ em")) == ["481"]
    assert engine.search("đuối").total == 0


def test_a_search_catches_up_unless_another_process_writes(tmp_path: Path) -> None:
    engine, store = engine_of(tmp_path, LAI_CHAU)
    store.busy = True
    store.put(SOC_TRANG)
    store.put(document(LAI_CHAU.id, "không còn gì"))
    assert engine.search("trẻ em").total == 0  # outdated passages are not shown
    store.busy = False
    store.changes += 1
    assert {hit.document for hit in engine.search("trẻ em").hits} == {SOC_TRANG.id}


def test_what_another_process_indexed_is_seen(tmp_path: Path) -> None:
    engine, store = engine_of(tmp_path, LAI_CHAU)
    assert engine.search("gái").total == 0
    store.put(SOC_TRANG)
    other = SearchEngine(SearchIndex(tmp_path), store)  # type: ignore[arg-type]
    assert other.catch_up() == 1
    store.busy = True
    assert engine.search("gái").total == 1


def test_an_empty_corpus(tmp_path: Path) -> None:
    engine, _ = engine_of(tmp_path)
    for query in ("", "trẻ em", "tre*", "tre~", '"trẻ em"', "trẻ -em", 'tỉnh:"Lai Châu"'):
        results = engine.search(query)
        assert (results.total, results.full, results.hits) == (0, 0, ())
        assert set(results.facets) == {"province", "type", "year", "genre", "group"}


def test_many_threads_one_engine(tmp_path: Path) -> None:
    engine, store = engine_of(tmp_path, LAI_CHAU, SOC_TRANG)
    failures: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(15):
                assert engine.search("trẻ em đuối nước").total >= 5
        except BaseException as error:
            failures.append(error)

    def change() -> None:
        for number in range(10):
            store.put(document(f"d{number}", "trẻ em"))

    threads = [threading.Thread(target=search) for _ in range(4)]
    threads.append(threading.Thread(target=change))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert engine.search('"trẻ em"').total == 5 + 10


_HOSTILE = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            ["trẻ", "em", "tre", '"trẻ em"', '"đuối nước"~9', "(", ")", "AND", "OR", "-", "t*", "em~2",
             "UBND", "28-CT/TW", "năm:2024", "nhóm:3", "số:28", "tỉnh:x", "\x00", "\u0301", "²"]
        ),
        max_size=8,
    ).map(" ".join),
)  # fmt: skip


@settings(deadline=None)
@given(query=_HOSTILE)
def test_whatever_is_typed(engine: SearchEngine, query: str) -> None:
    try:
        results = engine.search(query)
    except QueryError:
        return
    assert results.full <= results.total
    for hit in results.hits:
        ends = 0
        for span in hit.highlights:
            assert ends <= span.start < span.end <= len(hit.text)
            ends = span.end


def test_a_store_without_documents_of_the_index(tmp_path: Path) -> None:
    engine_of(tmp_path, LAI_CHAU)
    engine = SearchEngine(SearchIndex(tmp_path), MemoryStore())  # type: ignore[arg-type]
    assert engine.search("trẻ em").total == 0


# --- Real documents ---------------------------------------------------------------


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchEngine, list[str]]:
    paths = sorted([*shared.glob("corpus/seeds/*.txt"), *shared.glob("corpus/plans/*.md")])
    documents = [
        document(
            path.stem, *[text for text in path.read_text("utf-8").split("\n\n") if text.strip()]
        )
        for path in paths
    ]
    made, _ = engine_of(tmp_path_factory.mktemp("real"), *documents)
    return made, [one.passage_text(p) for one in documents for p in one.passages]


@pytest.mark.real
def test_every_pair_of_neighbours_finds_its_passage(real: tuple[SearchEngine, list[str]]) -> None:
    """Recall of syllable phrases is 1.0, with and without their diacritics."""
    engine, passages = real
    rng = random.Random(11)
    for passage in rng.sample(passages, 60):
        stream = [token for token in tokens(passage) if token.term.isalpha()]
        if len(stream) < 2:
            continue
        at = rng.randrange(len(stream) - 1)
        first, second = stream[at : at + 2]
        between = passage[first.span.end : second.span.start]
        if any(char.isalnum() for char in between):
            continue
        phrase = f"{first.term} {second.term}"
        for query in (f'"{phrase}"', f'"{fold(phrase)}"'):
            assert passage in {hit.text for hit in engine.search(query, limit=5_000).hits}


@pytest.mark.real
@pytest.mark.parametrize(
    "query", ["Chỉ thị 28", "Chỉ thị số 28-CT/TW", "28/CT-TW", "28 CT TW", "chi thi 28"]
)
def test_the_directive_in_real_documents(real: tuple[SearchEngine, list[str]], query: str) -> None:
    engine, _ = real
    assert all("28-CT/TW" in hit.text for hit in engine.search(query, limit=5).hits)


@pytest.mark.real
def test_drowning_in_real_documents(real: tuple[SearchEngine, list[str]]) -> None:
    engine, passages = real
    exact = engine.search('"đuối nước"', limit=1_000)
    assert exact.total == sum("đuối nước" in " ".join(text.lower().split()) for text in passages)
    assert "đuối nước" in engine.search("duoi nuoc").hits[0].text
    assert engine.search("duoi nuoc").suggestion == "đuối nước"


def test_warming_changes_no_answer(tmp_path: Path) -> None:
    engine, _ = engine_of(tmp_path, LAI_CHAU, SOC_TRANG, CAM_LO)
    cold = engine.search("tre em duoi nuoc", fold=True)
    warmed = SearchEngine(engine._index, engine._store)
    warmed.warm().join()
    assert warmed.search("tre em duoi nuoc", fold=True) == cold


@pytest.mark.parametrize(
    "query",
    ["kỹ năng bơi", '"kĩ năng"', "UBND các xã", '"ủy ban nhân dân các xã"', "tre em duoi nuoc",
     '"duoi nuoc"', "hội đồng nhân dân", '"Chỉ thị 28-CT/TW" trẻ em', "ủy ban nhân dân các cấp"],
)  # fmt: skip
def test_forms_met_one_by_one_and_all_at_once_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(bag, "_FEW_WAYS", 100)
    one_by_one = engine_of(tmp_path, LAI_CHAU, SOC_TRANG, CAM_LO)[0].search(query)
    monkeypatch.setattr(bag, "_FEW_WAYS", 0)
    at_once = engine_of(tmp_path, LAI_CHAU, SOC_TRANG, CAM_LO)[0].search(query)
    assert one_by_one.total
    assert found(at_once) == found(one_by_one)
    assert (at_once.total, at_once.full) == (one_by_one.total, one_by_one.full)
    for mine, other in zip(at_once.hits, one_by_one.hits, strict=True):
        assert mine.score == pytest.approx(other.score, abs=1e-3)


def test_facets_counted_by_stretches_and_one_by_one_agree(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for few in (0, 10_000):
        monkeypatch.setattr(attribute, "_FEW", few)
        results = engine.search("trẻ em")
        assert results.facets["year"] == (FacetValue("2024", 6),)
        assert sum(one.count for one in results.facets["province"]) == results.total


def test_words_of_many_forms_are_not_met_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two prefixes of a hundred words each have ten thousand ways of being neighbours."""
    words = [f"{start}ẻ{end}" for start in "bc" for end in map(chr, range(0x3B1, 0x3B1 + 24))]
    engine, _ = engine_of(tmp_path, document("d", " ".join(words), " ".join(reversed(words))))
    made: list[Edge] = []

    def counted(*parts: object) -> Edge:
        made.append(Edge(*parts))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(bag, "Edge", counted)
    assert engine.search("bẻ* cẻ* bẻ*").full == 2
    assert len(made) < 100
