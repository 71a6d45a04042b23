"""Document numbers: every spelling is one value, and nothing else is taken for one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbers import TYPES, DocumentNumber, find, parse

# printed → (canonical, type)
PRINTED = {
    "28-CT/TW": ("28-CT/TW", "Chỉ thị"),
    "61-CTr/TU": ("61-CTr/TU", "Chương trình"),
    "69-CTHĐ/TU": ("69-CTHĐ/TU", "Chương trình hành động"),
    "34/2014/QĐ-TTg": ("34/2014/QĐ-TTg", "Quyết định"),
    "123/KH-UBND": ("123/KH-UBND", "Kế hoạch"),
    "0125/KH-UBND": ("125/KH-UBND", "Kế hoạch"),
    "163/2024/QH15": ("163/2024/QH15", None),
    "60/2024/UBTVQH15": ("60/2024/UBTVQH15", None),
    "1663/NQ-UBTVQH15": ("1663/NQ-UBTVQH15", "Nghị quyết"),
    "102/2025/QĐ-UBND": ("102/2025/QĐ-UBND", "Quyết định"),
    "144/2025/QĐ-CTUBND": ("144/2025/QĐ-CTUBND", "Quyết định"),
    "4255/QĐ-BNN-KHCN": ("4255/QĐ-BNN-KHCN", "Quyết định"),
    "552/TB-VPCP": ("552/TB-VPCP", "Thông báo"),
    "24/2018/TT-BNNPTNT": ("24/2018/TT-BNNPTNT", "Thông tư"),
    "02-TT/TU": ("2-TT/TU", "Thông tri"),
    "178-QĐ/TW": ("178-QĐ/TW", None),
    "8935/BNV-CTTN&BĐG": ("8935/BNV-CTTN&BĐG", None),
    "574/UBND-NC": ("574/UBND-NC", None),
    "1804/TTr-SDTTG": ("1804/TTr-SDTTG", "Tờ trình"),
    "49/QCPH-UBND-UBMT-HCTĐ": ("49/QCPH-UBND-UBMT-HCTĐ", "Quy chế phối hợp"),
    "20/CT-TƯ": ("20-CT/TW", "Chỉ thị"),
    "27/CTTg": ("27/CT-TTg", "Chỉ thị"),
    "27/CT-TTG": ("27/CT-TTg", "Chỉ thị"),
    "27/NQ- TW": ("27-NQ/TW", "Nghị quyết"),
    "71/NQ -CP": ("71/NQ-CP", "Nghị quyết"),
    "223/KH- UBND": ("223/KH-UBND", "Kế hoạch"),
    "102 /2025 /QĐ-CTUBND": ("102/2025/QĐ-CTUBND", "Quyết định"),
    "12a/KH-UBND": ("12a/KH-UBND", "Kế hoạch"),
    "5/HD-BTGTW": ("5-HD/BTGTW", "Hướng dẫn"),
    "15/TT-B\u0422\u0421": ("15/TT-BTC", "Thông tư"),  # Cyrillic letters
    "7/KH-BCSĐ": ("7-KH/BCSĐ", "Kế hoạch"),
}


@pytest.mark.parametrize(("printed", "expected"), PRINTED.items())
def test_canonical_form_and_type(printed: str, expected: tuple[str, str | None]) -> None:
    number = parse(printed)
    assert (str(number), number.type_name) == expected
    assert parse(str(number)) == number


@pytest.mark.parametrize(
    "spelling",
    [
        *("28/CT-TW", "28-CT-TW", "28 CT TW", "28 ct tw", "28-ct/tw", "028-CT/TW", "28 – CT/TW"),
        *("28−CT/TW", "28/CT-TƯ", "Số: 28-CT/TW", "số 28-CT/TW", " 28-CT/TW ", "28-CT\n/TW"),
        *("28-C\u200bT/TW", "28/CTTW"),
    ],
)
def test_spellings_are_equal(spelling: str) -> None:
    number = parse(spelling)
    assert number == parse("28-CT/TW")
    assert hash(number) == hash(parse("28-CT/TW"))
    assert str(number) == "28-CT/TW"


def test_unicode_forms_and_the_icelandic_letter_are_equal() -> None:
    expected = parse("34/2014/QĐ-TTg")
    assert parse(unicodedata.normalize("NFD", "34/2014/QĐ-TTg")) == expected
    assert parse("34/2014/Q\u00d0-TTg") == expected
    assert parse("34/2014/qd-ttg") == parse("34-2014-qd-ttg") == expected
    assert parse(unicodedata.normalize("NFD", "20/CT-TƯ")) == parse("20-CT/TW")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("20-CT/TU", "20-CT/TW"),
        ("20/CT-TU", "20/CT-TƯ"),
        ("34/2014/QĐ-TTg", "34/QĐ-TTg"),
        ("34/2014/QĐ-TTg", "34/2015/QĐ-TTg"),
        ("12a/KH-UBND", "12/KH-UBND"),
        ("28-CT/TW", "28/CT-TTg"),
        ("10/CT-UBND", "1/CT-UBND"),
    ],
)
def test_different_numbers_differ(one: str, other: str) -> None:
    assert parse(one) != parse(other)


def test_ambiguous_codes_name_their_readings() -> None:
    assert parse("178-QĐ/TW").type_names == ("Quyết định", "Quy định")
    assert parse("163/2024/QH15").type_names == ("Luật", "Nghị quyết")
    assert parse("574/UBND-NC").type_names == ()


def test_fields() -> None:
    number = parse("034/2014/QĐ-TTg")
    assert (number.serial, number.serial_text, number.year, number.symbol) == (
        *(34, "34", 2014),
        "QĐ-TTg",
    )
    assert (number.code, number.issuer, number.party) == ("QĐ", "TTg", False)
    assert (parse("28-CT/TW").issuer, parse("28-CT/TW").party) == ("TW", True)
    assert parse("574/UBND-NC").issuer == "UBND-NC"


def test_unknown_issuer_keeps_its_printed_style_but_not_its_identity() -> None:
    assert str(parse("9-KH/ABC")) == "9-KH/ABC"
    assert str(parse("9/KH-ABC")) == "9/KH-ABC"
    assert parse("9-KH/ABC") == parse("9/KH-ABC")


NOT_NUMBERS = [
    "25/12/2023",
    "77/108",
    "9/9",
    "2021-2030",
    "giai đoạn 2021-2025/KH",
    "Sở Lao động-TB&XH",
    "12-TB&XH",
    "đến năm 2030 - UBND tỉnh",
    "năm 2021-UBND",
    "tỷ lệ 12/KH - Sở Y tế",
    "có 28 trẻ em",
    "5 mg/l",
    "500 kg/ha",
    "12/12 xã",
    "4.0/CMCN",
    "https://example.vn/van-ban/28-ct-tw.html",
    "https://example.vn/28-CT/TW",
    "https://example.vn/?q=28-CT/TW&n=12/KH-UBND",
    "chi-thi-28-ct-tw",
    "a28-CT/TW",
    "",
]


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_find_leaves_other_things_alone(text: str) -> None:
    assert list(find(text)) == []


@pytest.mark.parametrize("text", [*NOT_NUMBERS, "28", "28-", "28-CT", "Chỉ thị", "28-CT/TW và"])
def test_parse_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a document number"):
        parse(text)


def test_find_gives_spans_of_the_text_as_it_is() -> None:
    text = unicodedata.normalize(
        "NFD",
        "Chỉ thị số\n48-CTr/TU, Nghị quyết 71/NQ -CP ngày 22/8/2025 (28-CT/TW), "
        "các Quyết định: số 36/QĐ-TTg; số1569/QĐ-\nTTg, **48/NQ-CP** – Kế hoạch",
    )
    found = [(span.of(text), str(number)) for span, number in find(text)]
    assert [number for _, number in found] == [
        *("48-CTr/TU", "71/NQ-CP", "28-CT/TW", "36/QĐ-TTg", "1569/QĐ-TTg", "48/NQ-CP"),
    ]
    assert found[1][0] == "71/NQ -CP"
    assert unicodedata.normalize("NFC", found[4][0]) == "1569/QĐ-\nTTg"


@pytest.mark.parametrize("printed", PRINTED)
def test_find_finds_what_parse_reads(printed: str) -> None:
    text = f"theo văn bản số {printed} ngày 01/02/2024, nhằm"
    ((span, number),) = find(text)
    assert span.of(text) == printed
    assert number == parse(printed)


def test_a_number_ends_where_emphasis_marks_begin() -> None:
    found = [str(number) for _, number in find("**0125/KH-UBND** và 48/NQ-CP__")]
    assert found == ["125/KH-UBND", "48/NQ-CP"]


numbers = st.builds(
    lambda serial, year, code, body, party: (
        f"{serial}-{code}/{body}" if party else f"{serial}{year}/{code}-{body}"
    ),
    st.integers(1, 99999),
    st.sampled_from(["", "/2014", "/1999", "/2025"]),
    st.sampled_from(sorted(TYPES)),
    st.sampled_from(["TTg", "UBND", "TW", "TU", "HĐND", "BNN-KHCN", "BTGTU", "XYZ"]),
    st.booleans(),
)


@given(numbers, st.sampled_from([str.upper, str.lower, lambda s: unicodedata.normalize("NFD", s)]))
def test_case_and_unicode_never_change_identity(printed: str, respell) -> None:
    number = parse(printed)
    assert parse(str(number)) == number
    if number.code != "L":  # a single small letter is too little to know a code by
        assert parse(respell(printed)) == number
        assert parse(printed.replace("/", " / ").replace("-", "- ", 1)) == number


@given(st.text(alphabet="0123456789-/ \nCTWQHĐBtgaư&.", max_size=60))
def test_find_is_total_and_orderly(text: str) -> None:
    at = 0
    for span, number in find(text):
        assert at <= span.start < span.end <= len(text)
        assert isinstance(number, DocumentNumber)
        assert parse(span.of(text)) == number
        at = span.end


@pytest.mark.real
def test_real_documents_carry_the_number_of_their_file_name(shared) -> None:
    for path in sorted((shared / "corpus" / "plans").glob("*.md")):
        stem = path.stem.partition("_")[0]
        found = {number.key for _, number in find(path.read_text(encoding="utf-8"))}
        if stem.startswith("102-2025"):  # printed with emphasis marks inside the number
            continue
        assert parse(stem).key in found, path.name
