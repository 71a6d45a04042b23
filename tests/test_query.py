"""The query language: what is typed, the tree it means, and what cannot be read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.model import QueryError
from search.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    And,
    Everything,
    Filter,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Words,
    parse,
)


def shape(node: Query) -> object:
    """A tree without its places."""
    match node:
        case Term():
            return node.term
        case Prefix():
            return f"{node.term}*"
        case Fuzzy():
            return f"{node.term}~{node.distance}"
        case Phrase():
            words = " ".join(word.term for word in node.words)
            return f'"{words}"' + (f"~{node.slop}" if node.slop else "")
        case Words():
            return ("loose" if node.loose else "strict", *map(shape, node.items))
        case And():
            return ("and", *map(shape, node.children))
        case Or():
            return ("or", *map(shape, node.children))
        case Not():
            return ("not", shape(node.child))
        case Filter():
            return f"{node.name}={'|'.join(node.values)}"
        case Everything():
            return "everything"


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", "everything"),
        ("  \n", "everything"),
        ("trẻ", "trẻ"),
        ("Trẻ em", ("loose", "trẻ", "em")),
        ('"Trẻ em"', '"trẻ em"'),
        ("“trẻ em”", '"trẻ em"'),
        ('"trẻ em"~5', '"trẻ em"~5'),
        ('"trẻ"', "trẻ"),
        ('bảo vệ "trẻ em"', ("loose", "bảo", "vệ", '"trẻ em"')),
        ("trẻ AND em", ("and", "trẻ", "em")),
        ("trẻ VÀ em", ("and", "trẻ", "em")),
        ("trẻ và em", ("loose", "trẻ", "và", "em")),
        ("trẻ em OR cha mẹ", ("or", ("strict", "trẻ", "em"), ("strict", "cha", "mẹ"))),
        ("a OR b AND c", ("or", "a", ("and", "b", "c"))),
        ("a HOẶC b", ("or", "a", "b")),
        ("(a OR b) c", ("and", "c", ("or", "a", "b"))),
        ("trẻ em -đuối", ("and", ("loose", "trẻ", "em"), ("not", "đuối"))),
        ("trẻ -(a OR b)", ("and", "trẻ", ("not", ("or", "a", "b")))),
        ("trẻ KHÔNG bạo lực", ("and", "trẻ", ("not", ("strict", "bạo", "lực")))),
        ("trẻ NOT NOT em", ("and", "trẻ", "em")),
        ("trẻ -28-CT/TW", ("and", "trẻ", ("not", "28-ct-tw"))),
        ("trẻ em - đuối nước", ("loose", "trẻ", "em", "đuối", "nước")),
        ("chăm*", "chăm*"),
        ("chăm* sóc", ("loose", "chăm*", "sóc")),
        ("nuớc~ đuối~2", ("loose", "nuớc~1", "đuối~2")),
        ("Chỉ thị số 28-CT/TW", ("loose", "chỉ", "thị", "28-ct-tw")),
        ("chỉ thị 28 CT TW", ("loose", "chỉ", "thị", "28-ct-tw")),
        ('tỉnh:"Lai Châu"', "province=Lai Châu"),
        ("tinh:“Lai Châu” trẻ", ("and", "trẻ", "province=Lai Châu")),
        ("PROVINCE:Huế", "province=Huế"),
        ("tỉnh:A tỉnh:B", "province=A|B"),
        ("tỉnh:A AND tỉnh:B", ("and", "province=A", "province=B")),
        ("năm:2024..2025", "year=2024..2025"),
        ("year:2024", "year=2024"),
        ("số:28-CT/TW", "number=28-CT/TW"),
        ("nhóm:3", "group=3"),
        ("thể loại:report", "genre=report"),
        ("thể_loại:report", "genre=report"),
        ('loại:"Kế hoạch"', "type=Kế hoạch"),
        ("-tỉnh:A trẻ", ("and", "trẻ", ("not", "province=A"))),
        ("tỉnh:A -trẻ", ("and", "province=A", ("not", "trẻ"))),
        ("Điều 5: trẻ em", ("loose", "điều", "5", "trẻ", "em")),
        ("http://a.vn", ("loose", "http", "a", "vn")),
        ("CHĂM SÓC VÀ BẢO VỆ", ("loose", "chăm", "sóc", "và", "bảo", "vệ")),
        ("AND_OR", ("loose", "and", "or")),
    ],
)
def test_what_is_typed_and_what_it_means(typed: str, tree: object) -> None:
    assert shape(parse(typed)) == tree


def test_decomposed_letters_mean_the_same() -> None:
    typed = 'tỉnh:"Lai Châu" hoà bình VÀ "trẻ em" HOẶC thuỷ*'
    assert shape(parse(unicodedata.normalize("NFD", typed))) == shape(parse(typed))


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ('trẻ "em', 4),
        ("(trẻ em", 0),
        ("trẻ) em", 3),
        (")", 0),
        ("()", 1),
        ("trẻ AND", 7),
        ("AND trẻ", 0),
        ("trẻ OR OR em", 7),
        ("trẻ AND )", 8),
        ("-trẻ", 0),
        ("NOT trẻ", 0),
        ("-trẻ -em", 0),
        ("(-trẻ)", 1),
        ("trẻ OR -em", 7),
        ("trẻ NOT", 7),
        ("tỉnh:", 0),
        ("trẻ tỉnh: Huế", 4),
        ('tỉnh:""', 0),
        ('tỉnh:"Huế', 5),
        ("năm:abc", 4),
        ("năm:..", 0),
        ("!!!", 0),
        ('""', 0),
        ('trẻ "..."', 4),
    ],
)
def test_what_cannot_be_read_says_where(typed: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    assert caught.value.position == position
    assert str(caught.value)


@pytest.mark.parametrize(
    "typed",
    [
        "a" * (MAX_LENGTH + 1),
        "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1),
        "a " * 200,
        "a* " * 9,
    ],
)
def test_queries_are_bounded(typed: str) -> None:
    with pytest.raises(QueryError):
        parse(typed)


def test_every_node_knows_its_place() -> None:
    typed = 'trẻ  "em gái" tỉnh:Huế'
    tree = parse(typed)
    assert isinstance(tree, And)
    words, place = tree.children
    assert isinstance(words, Words)
    assert [item.span.of(typed) for item in words.items] == ["trẻ", '"em gái"']
    assert place.span.of(typed) == "tỉnh:Huế"


_PIECES = st.sampled_from(
    [
        "trẻ",
        "em",
        '"',
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "VÀ",
        "HOẶC",
        "KHÔNG",
        "-",
        "*",
        "~",
        "~2",
        ":",
        "tỉnh:",
        "năm:",
        "năm:2024",
        "số:",
        "thể loại:",
        '"a b"~3',
        "28-CT/TW",
        "…",
        "́",
        "\u200b",
        "\x00",
        "�",
        "~99999999999",
        "²",
        "\n",
        "가",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map(" ".join),
                 st.lists(_PIECES, max_size=14).map("".join)))  # fmt: skip
@example("-" * 500 + "a")
@example("NOT " * 400 + "a")
def test_nothing_typed_raises_anything_else(typed: str) -> None:
    try:
        parse(typed)
    except QueryError as error:
        assert 0 <= error.position <= len(typed)
        assert str(error)
