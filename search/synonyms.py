"""Words of this field that say nearly the same: a table, and queries with one of them
in the place of another.

In comes a query tree, out come trees in which one stretch of neighbouring words is
replaced. What they find ranks behind everything that has the words as typed; words in
quotation marks stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.text import fold
from search.analysis import terms
from search.query import And, Not, Or, Phrase, Query, Term, Words

Terms = tuple[str, ...]

# Each line may stand for each other in plans and programmes, more or less.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("xâm hại", "bạo lực", "bạo hành", "ngược đãi"),
    ("kinh phí", "ngân sách", "nguồn vốn"),
    ("tuyên truyền", "truyền thông", "phổ biến"),
    ("trẻ em", "trẻ nhỏ", "thiếu nhi"),
    ("mồ côi", "không nơi nương tựa"),
    ("khuyết tật", "tàn tật"),
    ("suy dinh dưỡng", "thấp còi"),
    ("chăm lo", "chăm sóc"),
    ("trợ giúp", "hỗ trợ", "giúp đỡ"),
    ("trợ cấp", "phụ cấp"),
    ("bảo trợ", "trợ giúp xã hội"),
    ("tập huấn", "bồi dưỡng", "đào tạo"),
    ("kiểm tra", "giám sát", "thanh tra"),
    ("sơ kết", "tổng kết"),
    ("khen thưởng", "biểu dương", "tuyên dương"),
    ("thi đua", "phong trào"),
    ("chỉ tiêu", "mục tiêu"),
    ("hạn chế", "tồn tại", "yếu kém"),
    ("chủ trì", "đầu mối"),
    ("phân công", "giao nhiệm vụ"),
    ("cha mẹ", "bố mẹ", "phụ huynh"),
    ("nhà trường", "trường học", "cơ sở giáo dục"),
    ("giáo viên", "nhà giáo", "thầy cô"),
    ("mẫu giáo", "mầm non"),
    ("bệnh viện", "cơ sở y tế", "trạm y tế"),
    ("đuối nước", "chết đuối"),
    ("ma túy", "chất gây nghiện"),
    ("lao động trẻ em", "bóc lột trẻ em"),
    ("tảo hôn", "kết hôn sớm"),
    ("thiên tai", "bão lũ", "lũ lụt", "mưa lũ"),
    ("lương thực", "gạo"),
    ("nghèo", "khó khăn"),
    ("người dân", "nhân dân", "quần chúng"),
    ("chuyển đổi số", "số hóa"),
    ("mạng xã hội", "không gian mạng", "môi trường mạng"),
    ("đất đai", "quỹ đất"),
    ("khu công nghiệp", "khu chế xuất"),
    ("vui chơi", "giải trí"),
    ("tư vấn", "tham vấn"),
    ("phòng chống", "phòng ngừa", "ngăn chặn"),
)
# So many other wordings of a query are searched.
MOST = 6
# A longer sentence is no set of words that a passage could have all of.
LONGEST = 10


@dataclass(frozen=True, slots=True)
class Variant:
    """The query in other words, and the words that are in it."""

    tree: Query
    words: str


@lru_cache(maxsize=1)
def _table() -> dict[Terms, tuple[tuple[str, Terms], ...]]:
    """Each stretch of terms, also without diacritics, and what may stand for it."""
    found: dict[Terms, list[tuple[str, Terms]]] = {}
    for group in GROUPS:
        forms = [(words, tuple(term for term, _ in terms(words))) for words in group]
        for words, form in forms:
            for written in {form, tuple(map(fold, form))}:
                entry = found.setdefault(written, [])
                entry += [other for other in forms if other[0] != words and other not in entry]
    return {form: tuple(others) for form, others in found.items()}


def variants(tree: Query) -> list[Variant]:
    """The query in other words, at most `MOST` times."""
    return [one for one, _ in zip(_variants(tree), range(MOST), strict=False)]


def _variants(tree: Query) -> Iterator[Variant]:
    match tree:
        case Words():
            yield from _in_words(tree)
        case And() | Or():
            for place, child in enumerate(tree.children):
                if not isinstance(child, Not):
                    for one in _variants(child):
                        children = (*tree.children[:place], one.tree, *tree.children[place + 1 :])
                        yield Variant(replace(tree, children=children), one.words)
        case _:
            return


def _in_words(tree: Words) -> Iterator[Variant]:
    table = _table()
    longest = max(map(len, table))
    items = tree.items
    at = 0 if len(items) <= LONGEST else len(items)
    while at < len(items):
        for end in range(min(len(items), at + longest), at, -1):
            stretch = items[at:end]
            form = tuple(one.term if isinstance(one, Term) else "" for one in stretch)
            if form not in table:
                continue
            first, last = stretch[0].span, stretch[-1].span
            span = replace(first, end=last.end)
            for words, other in table[form]:
                put = tuple(Term(term, span) for term in other)
                whole = put[0] if len(put) == 1 else Phrase(put, 0, span)
                yield Variant(replace(tree, items=(*items[:at], whole, *items[end:])), words)
            at = end - 1
            break
        at += 1
