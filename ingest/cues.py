"""Words around the numbers of a plan: reaching, bounding, changing, and years.

Tables of wordings, and the patterns made of them; `ingest.statements` and
`ingest.indicators` read by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.figures import Comparator

# What may stand right before a number: verbs of reaching, bounds, approximations.
REACHED = (
    "giảm xuống còn", "giảm xuống", "giảm còn", "xuống còn", "xuống", "còn", "tăng lên", "nâng lên",
    "lên tới", "lên đến", "lên", "đạt được", "đạt tỷ lệ", "đạt tỉ lệ", "ước đạt", "đạt mức", "đạt",
    "ở mức", "bằng mức", "chiếm tỷ lệ", "chiếm", "tỷ lệ", "tỉ lệ",
    "đạt và vượt", "bằng",
)  # fmt: skip
CHANGED = {
    "tăng": Comparator.INCREASE, "tăng thêm": Comparator.INCREASE, "tăng bình quân": Comparator.INCREASE,
    "giảm": Comparator.DECREASE, "giảm bớt": Comparator.DECREASE, "giảm thêm": Comparator.DECREASE,
    "giảm bình quân": Comparator.DECREASE, "giảm hằng năm": Comparator.DECREASE,
    "giảm hàng năm": Comparator.DECREASE, "tăng hằng năm": Comparator.INCREASE,
    "tăng hàng năm": Comparator.INCREASE, "vượt": Comparator.INCREASE,
}  # fmt: skip
BOUNDS = {
    "không vượt quá": Comparator.AT_MOST, "không quá": Comparator.AT_MOST, "tối đa": Comparator.AT_MOST,
    "nhiều nhất": Comparator.AT_MOST, "ít nhất": Comparator.AT_LEAST, "tối thiểu": Comparator.AT_LEAST,
    "không dưới": Comparator.AT_LEAST, "không thấp hơn": Comparator.AT_LEAST, "dưới": Comparator.LESS,
    "thấp hơn": Comparator.LESS, "nhỏ hơn": Comparator.LESS, "trên": Comparator.MORE,
    "cao hơn": Comparator.MORE, "hơn": Comparator.MORE,
}  # fmt: skip
FILLERS = (
    "phấn đấu", "duy trì", "bảo đảm", "đảm bảo", "hoàn thành", "khoảng", "gần", "xấp xỉ", "bình quân",
    "ước tính", "ước", "là", "có", "từ", "thực hiện", "mức", "thêm", "được",
)  # fmt: skip

_A_YEAR = r"(?:(?:và|vào|đến|tới|trước|trong|từ|hết|cuối|kể)\s+){0,3}(?:hết\s+|cuối\s+)?năm\s+(?P<year>(?:19|20)\d\d)(?:\s+trở\s+đi)?"


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(word.replace(" ", r"\s+") for word in longest)


CUE_WORD = either([*REACHED, *CHANGED, *BOUNDS, *FILLERS]).replace("|lên|", r"|(?<!trở\s)lên|")
YEAR_UNNAMED = _A_YEAR.replace("?P<year>", "?:")
YEAR = re.compile(
    rf"(?<!so\svới\s)(?<!so\ssánh\s)(?<!so\s)(?<!tháng\s\d\s)(?<!tháng\s\d\d\s)(?<!\w){_A_YEAR}(?![-/\w])",
    re.IGNORECASE,
)
