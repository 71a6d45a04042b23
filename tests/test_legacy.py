"""Old encodings: every letter comes through, and clean text is never touched."""

from __future__ import annotations

import unicodedata

import pytest

from corpus.model import Rejected
from ingest.extract import legacy
from ingest.extract.decode import decode
from ingest.extract.syllables import is_syllable, reading
from tests.documents import PLAN, outline, parsed, parsed_bytes

# Every vowel with every tone, each in a syllable, and running text around them.
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
LETTERS = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES]
ALL = "đ " + " ".join(f"m{letter}" for letter in LETTERS)
TEXT = (
    "Thực hiện Chương trình số 12-CTr/TU ngày 20/02/2025 của Tỉnh ủy, Ủy ban nhân dân tỉnh ban "
    f"hành Kế hoạch như sau. {ALL}. Đẩy mạnh truyền thông về quyền trẻ em ở cơ sở."
)
# TCVN3 has no capitals with tones, so that texts in it begin otherwise.
SMALL = TEXT.replace("Ủy ban", "Uỷ ban")


def inverse(table: dict[int, str]) -> dict[str, str]:
    """Letter → how a Latin reader shows its place in the old encoding."""
    return {letter: chr(code) for code, letter in sorted(table.items(), reverse=True)
            if code < 0x100}  # fmt: skip


def to_tcvn3(text: str) -> str:
    table = inverse(legacy._FROM_TCVN3)
    return "".join(table.get(c, c) for c in text)


def to_viscii(text: str) -> bytes:
    table = inverse(legacy._FROM_VISCII) | {"Õ": "\xa0"}
    return "".join(table.get(c, c) for c in text).encode("latin-1")


def to_vni(text: str) -> str:
    pairs = {letter: old for old, letter in legacy._VNI.items()}
    pairs |= {letter.upper(): old.upper() for letter, old in pairs.items()}
    return "".join(pairs.get(c, c) for c in text)


def messages(decoded) -> str:
    return " ".join(str(p.message) for p in decoded.problems)


# --- Round trips ------------------------------------------------------------


def test_tcvn3_bytes():
    decoded = decode(to_tcvn3(SMALL).encode("latin-1"))
    assert decoded.text == SMALL
    assert decoded.encoding == "TCVN3" and "TCVN3" in messages(decoded)


def test_tcvn3_letters_kept_in_unicode():
    decoded = decode(to_tcvn3(SMALL).encode("utf-8"))
    assert (decoded.text, decoded.encoding) == (SMALL, "TCVN3")


def test_vni_bytes_and_unicode():
    for data in (to_vni(TEXT).encode("latin-1"), to_vni(TEXT).encode("utf-8")):
        decoded = decode(data)
        assert (decoded.text, decoded.encoding) == (TEXT, "VNI")


def test_viscii_bytes_with_every_capital():
    text = TEXT + " " + TEXT.upper()
    decoded = decode(to_viscii(text))
    assert (decoded.text, decoded.encoding) == (text, "VISCII")


def test_well_known_words_of_each_encoding():
    assert legacy._from_tcvn3("KÕ ho¹ch thùc hiÖn ChØ thÞ, ®Èy m¹nh, ph­¬ng") == (
        "Kế hoạch thực hiện Chỉ thị, đẩy mạnh, phương"
    )
    assert legacy._from_vni("Keá hoaïch thöïc hieän Chæ thò, ñaåy maïnh, phöông") == (
        "Kế hoạch thực hiện Chỉ thị, đẩy mạnh, phương"
    )


@pytest.mark.parametrize("codec", ["latin-1", "sloppy-windows-1252"])
def test_utf8_that_was_read_as_latin(codec):
    broken = TEXT.encode("utf-8").decode(codec)
    decoded = decode(broken.encode("utf-8"))
    assert (decoded.text, decoded.encoding) == (TEXT, "mojibake")
    assert "UTF-8" in messages(decoded)


def test_capitals_of_tcvn3_are_told_by_their_neighbours():
    body = to_tcvn3("thực hiện chương trình của tỉnh về chăm sóc và bảo vệ trẻ em ở cơ sở")
    heading = "Uû BAN NH¢N D¢N TØNH S¤NG M¥\nSè: 5/KH-UBND\n"
    decoded = decode((heading + body).encode("latin-1"))
    assert decoded.text.startswith("UỶ BAN NHÂN DÂN TỈNH SÔNG MƠ\nSố: 5/KH-UBND\nthực")


def test_signs_that_pdfs_put_for_letters():
    assert legacy._from_tcvn3("nh\u03bc n\u2212íc, 5 \u2212 3") == "nhà nước, 5 \u2212 3"


def test_eighty_characters_are_enough():
    text = "Đẩy mạnh truyền thông về quyền trẻ em ở cơ sở, phân công rõ người, rõ việc"
    assert decode(to_vni(text).encode("latin-1")).text == text


def test_a_plan_in_an_old_encoding_is_the_same_plan():
    document = parsed_bytes(to_vni(parsed(PLAN).text).encode("latin-1"), "ke-hoach.txt")
    plain = parsed(PLAN)
    assert outline(document) == outline(plain)
    assert document.metadata == plain.metadata
    assert [p.stage for p in document.problems] == ["extract"]


def test_the_rest_of_a_damaged_file_is_still_read():
    decoded = decode((to_tcvn3(SMALL) + " \ufffd").encode("utf-8"))
    assert decoded.text == SMALL + " \ufffd"
    assert decoded.problems[-1].span.of(decoded.text) == "\ufffd"


# --- Clean texts ------------------------------------------------------------

CLEAN = {
    "vietnamese": TEXT,
    "capitals": TEXT.upper(),
    "decomposed": unicodedata.normalize("NFD", TEXT),
    "signs": "© 2025 ® ™ § 5 °C ± 3 µm « à » ¹ ² ³ ½ × ÷ " * 20,
    "english": "The plan – “children first” – cost £5, naïve café. " * 20,
    "french": "Le président a été élu à l'unanimité; les élèves étaient là, très âgés, à côté. "
    * 20,
    "german": "Übergrößen für Mädchen, Straße, Füße und Äpfel; schön wäre das. " * 20,
    "spanish": "Mañana el niño comió piña; ¿qué más? Así será la canción de España. " * 20,
    "portuguese": "A educação não é opção: são ações e decisões até amanhã, você está aí. " * 20,
    "numbers": "\n".join(f"{n}\t{n * 3},5%\t±{n}\t{n}°\t– {n}" for n in range(200)),
    "no marks": "Thuc hien Chuong trinh hanh dong cua tinh " * 20,
    "mixed": f"{TEXT} Le président a été élu à l'unanimité. © ® «{TEXT}»",
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=list(CLEAN))
def test_clean_text_is_left_alone(text):
    decoded = decode(text.encode("utf-8"))
    assert (decoded.text, decoded.encoding, decoded.problems) == (text, "utf-8", ())


@pytest.mark.parametrize("name", ["french", "german", "spanish", "portuguese", "signs"])
def test_latin_bytes_are_not_made_vietnamese(name):
    try:
        decoded = decode(CLEAN[name].encode("cp1252", "ignore"))
    except Rejected:
        return
    assert decoded.encoding not in {"TCVN3", "VNI", "VISCII", "mojibake"}


def test_windows_1258_is_still_read():
    text = "Thực hiện kế hoạch của tỉnh về trẻ em, đẩy mạnh tuyên truyền"
    marked = unicodedata.normalize("NFD", text)
    for whole, parts in (("ê", "e\u0302"), ("ă", "a\u0306"), ("ơ", "o\u031b"), ("ư", "u\u031b"),
                         ("â", "a\u0302"), ("ô", "o\u0302")):  # fmt: skip
        marked = marked.replace(parts, whole)
    marked = marked.replace("a\u0323\u0302", "â\u0323").replace("e\u0323\u0302", "ê\u0323")
    decoded = decode(marked.encode("cp1258"))
    assert decoded.encoding == "windows-1258"
    assert unicodedata.normalize("NFC", decoded.text) == text


@pytest.mark.real
def test_real_documents_are_left_alone(shared):
    for path in sorted((shared / "corpus").glob("*/*.*")):
        text = path.read_bytes().decode("utf-8")
        assert legacy.respelling(text) is None, path.name
        assert reading(text).soundness > 0.95, path.name


@pytest.mark.real
def test_real_documents_come_through_every_encoding(shared):
    path = next((shared / "corpus" / "seeds").glob("002*"))
    text = unicodedata.normalize("NFC", path.read_text("utf-8"))
    text = "".join(c for c in text if c.isascii() or c.lower() in legacy._FROM_VISCII.values())
    assert decode(to_viscii(text)).text == text
    assert decode(to_vni(text).encode("latin-1")).text == text
    assert decode(to_tcvn3(text.lower()).encode("latin-1")).text.lower() == text.lower()


# --- Syllables --------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "quyền",
        "giếng",
        "gì",
        "Quỳnh",
        "hoà",
        "hòa",
        "uỷ",
        "ủy",
        "yêu",
        "khuya",
        "Đắk",
        "rượu",
    ],
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["thùc", "hiÖn", "été", "niño", "für", "càc", "đạtt", "mãnh́"])
def test_no_syllables(word):
    assert not is_syllable(word)
