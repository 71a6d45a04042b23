"""The words and signs of the interface that stand for values of the model.

Tables only: a value of `corpus.model` in, a `Message` (and a sign) out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask

from corpus import numbers
from corpus.compared import Origin
from corpus.model import Genre, Message, Relation, Tier

UNKNOWN = Message("không rõ")

GENRES: Mapping[str, Message] = {
    Genre.OFFICIAL: Message("văn bản chính thức"),
    Genre.REPORT: Message("báo cáo"),
    Genre.NEWS_SUMMARY: Message("bản tóm tắt trên báo"),
    Genre.ARTICLE: Message("bài báo"),
}

GENRE_NOTES = {
    Genre.OFFICIAL: Message("Nguyên văn văn bản do cơ quan có thẩm quyền ban hành."),
    Genre.REPORT: Message(
        "Báo cáo tình hình, kết quả thực hiện; không phải văn bản giao nhiệm vụ."
    ),
    Genre.NEWS_SUMMARY: Message(
        "Bài báo thuật lại nội dung một văn bản; có thể không nêu hết nội dung của văn bản ấy."
    ),
    Genre.ARTICLE: Message("Bài viết; không thuật lại riêng một văn bản nào."),
}

# Of a press text we can only say what it does not show, never what a plan lacks.
_NOT_SHOWN = Message("không thấy nêu trong bản tóm tắt")
_NO_COUNTERPART = Message("không có mục tương ứng")
GAPS = {
    Genre.OFFICIAL: _NO_COUNTERPART,
    Genre.REPORT: _NO_COUNTERPART,
    Genre.NEWS_SUMMARY: _NOT_SHOWN,
    Genre.ARTICLE: Message("không thấy nêu trong bài báo"),
}

TIERS = {
    Tier.CENTRAL: Message("trung ương"),
    Tier.PROVINCE: Message("cấp tỉnh"),
    Tier.DISTRICT: Message("cấp huyện"),
    Tier.COMMUNE: Message("cấp xã"),
}

FACETS = {
    "province": Message("Tỉnh, thành phố"),
    "type": Message("Loại văn bản"),
    "year": Message("Năm"),
    "genre": Message("Thể loại"),
    "group": Message("Nhóm nhiệm vụ"),
}

TYPES = {
    "Báo cáo": Message("Báo cáo"),
    "Chỉ thị": Message("Chỉ thị"),
    "Chương trình": Message("Chương trình"),
    "Công điện": Message("Công điện"),
    "Công văn": Message("Công văn"),
    "Đề án": Message("Đề án"),
    "Hướng dẫn": Message("Hướng dẫn"),
    "Kế hoạch": Message("Kế hoạch"),
    "Kết luận": Message("Kết luận"),
    "Luật": Message("Luật"),
    "Nghị định": Message("Nghị định"),
    "Nghị quyết": Message("Nghị quyết"),
    "Quy định": Message("Quy định"),
    "Quyết định": Message("Quyết định"),
    "Thông báo": Message("Thông báo"),
    "Thông tri": Message("Thông tri"),
    "Thông tư": Message("Thông tư"),
    "Tờ trình": Message("Tờ trình"),
}

RELATIONS = {
    Relation.SAME: ("●", Message("tương đồng")),
    Relation.ADAPTED: ("◐", Message("điều chỉnh")),
    Relation.BROADER: ("◧", Message("rộng hơn")),
    Relation.NARROWER: ("◨", Message("hẹp hơn")),
    Relation.RELATED: ("○", Message("liên quan")),
}
ALONE = ("∅", Message("không thấy ở văn bản khác"))
NOT_LINKED = Message("không thấy đoạn tương ứng ở văn bản khác")

ORIGINS = {
    Origin.INHERITED: ("⇣", Message("kế thừa")),
    Origin.OWN: ("◆", Message("riêng")),
    Origin.UNKNOWN: ("?", Message("chưa rõ nguồn")),
}


@dataclass(frozen=True, slots=True)
class Strength:
    """How sure a link is, as bars (1 to 3) and a word."""

    floor: float
    bars: int
    word: Message


STRENGTHS = (
    Strength(0.6, 3, Message("khớp rõ")),
    Strength(0.35, 2, Message("khớp vừa")),
    Strength(0.0, 1, Message("khớp yếu, nên xem lại")),
)


def strength(score: float) -> Strength:
    return next((s for s in STRENGTHS if score >= s.floor), STRENGTHS[-1])


def genre(value: str) -> Message:
    return GENRES[value]


def facet_value(name: str, value: str) -> Message:
    """What a value of a facet is called; places, years and groups name themselves."""
    if value == "":
        return UNKNOWN
    tables: Mapping[str, Mapping[str, Message]] = {"genre": GENRES, "type": TYPES}
    return tables.get(name, {}).get(value) or Message(value)


def whole_numbers(text: str) -> list[tuple[str, bool]]:
    """A title in parts: its document numbers (True), which lines must not break, and the rest."""
    parts, at = [], 0
    for span, _ in numbers.find(text):
        parts += [(text[at : span.start], False), (span.of(text), True)]
        at = span.end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        UNKNOWN=UNKNOWN,
        GENRE_NOTES=GENRE_NOTES,
        whole_numbers=whole_numbers,
        gap_word=_NO_COUNTERPART,
        TIERS=TIERS,
        FACETS=FACETS,
        RELATIONS=RELATIONS,
        ALONE=ALONE,
        NOT_LINKED=NOT_LINKED,
        ORIGINS=ORIGINS,
        GAPS=GAPS,
        strength=strength,
        genre=genre,
        facet_value=facet_value,
    )
