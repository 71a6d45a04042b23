"""Abbreviations of administrative Vietnamese and spellings of one syllable: tables.

In comes a stretch of a query's terms, out come the other ways to write it. The
index holds what the text says; a query asks for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from corpus.text import fold
from search.analysis import terms

Terms = tuple[str, ...]

# Only abbreviations that have one reading in these texts; TU, HU, KH, CT do not.
ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    "ANTT": ("an ninh trật tự", "an ninh, trật tự"),
    "ATGT": ("an toàn giao thông",),
    "ATTP": ("an toàn thực phẩm",),
    "BCĐ": ("Ban Chỉ đạo",),
    "BCH": ("Ban Chấp hành",),
    "BHTN": ("bảo hiểm thất nghiệp",),
    "BHXH": ("bảo hiểm xã hội",),
    "BHYT": ("bảo hiểm y tế",),
    "BTV": ("Ban Thường vụ",),
    "BVCSTE": ("bảo vệ, chăm sóc trẻ em",),
    "CAND": ("công an nhân dân",),
    "CBCC": ("cán bộ, công chức",),
    "CBCCVC": ("cán bộ, công chức, viên chức",),
    "CCHC": ("cải cách hành chính",),
    "CĐS": ("chuyển đổi số",),
    "CLB": ("câu lạc bộ",),
    "CNTT": ("công nghệ thông tin",),
    "CSDL": ("cơ sở dữ liệu",),
    "CSVC": ("cơ sở vật chất",),
    "DTTS": ("dân tộc thiểu số",),
    "ĐBQH": ("đại biểu Quốc hội",),
    "ĐBSCL": ("đồng bằng sông Cửu Long",),
    "GD&ĐT": ("giáo dục và đào tạo",),
    "GDĐT": ("giáo dục và đào tạo",),
    "GDMN": ("giáo dục mầm non",),
    "GTVT": ("giao thông vận tải",),
    "HĐND": ("Hội đồng nhân dân",),
    "HTX": ("hợp tác xã",),
    "KH&CN": ("khoa học và công nghệ",),
    "KHCN": ("khoa học và công nghệ", "khoa học công nghệ"),
    "KH&ĐT": ("kế hoạch và đầu tư",),
    "KHHGĐ": ("kế hoạch hóa gia đình",),
    "KT-XH": ("kinh tế - xã hội", "kinh tế xã hội"),
    "LĐTBXH": ("lao động - thương binh và xã hội",),
    "LĐTB&XH": ("lao động - thương binh và xã hội",),
    "LĐ-TB&XH": ("lao động - thương binh và xã hội",),
    "LHPN": ("liên hiệp phụ nữ",),
    "LLVT": ("lực lượng vũ trang",),
    "MTQG": ("mục tiêu quốc gia",),
    "MTTQ": ("Mặt trận Tổ quốc",),
    "MTTQVN": ("Mặt trận Tổ quốc Việt Nam",),
    "NN&MT": ("nông nghiệp và môi trường",),
    "NN&PTNT": ("nông nghiệp và phát triển nông thôn",),
    "NSĐP": ("ngân sách địa phương",),
    "NSNN": ("ngân sách nhà nước",),
    "NSTW": ("ngân sách trung ương",),
    "NTM": ("nông thôn mới",),
    "NTTS": ("nuôi trồng thủy sản",),
    "PCCC": ("phòng cháy, chữa cháy", "phòng cháy và chữa cháy"),
    "PTNT": ("phát triển nông thôn",),
    "QLNN": ("quản lý nhà nước",),
    "SDD": ("suy dinh dưỡng",),
    "SXKD": ("sản xuất kinh doanh", "sản xuất, kinh doanh"),
    "TAND": ("tòa án nhân dân",),
    "TDTT": ("thể dục, thể thao", "thể dục thể thao"),
    "THCS": ("trung học cơ sở",),
    "THPT": ("trung học phổ thông",),
    "TN&MT": ("tài nguyên và môi trường",),
    "TNCS": ("thanh niên cộng sản",),
    "TNTT": ("tai nạn thương tích",),
    "TP": ("thành phố",),
    "TPHCM": ("thành phố Hồ Chí Minh",),
    "TT&TT": ("thông tin và truyền thông",),
    "TTATXH": ("trật tự an toàn xã hội", "trật tự, an toàn xã hội"),
    "TTHC": ("thủ tục hành chính",),
    "TƯ": ("Trung ương",),
    "TW": ("Trung ương",),
    "UBMTTQ": ("Ủy ban Mặt trận Tổ quốc",),
    "UBND": ("Ủy ban nhân dân",),
    "VHTT&DL": ("văn hóa, thể thao và du lịch",),
    "VHTTDL": ("văn hóa, thể thao và du lịch",),
    "VKSND": ("viện kiểm sát nhân dân",),
    "XDCB": ("xây dựng cơ bản",),
    "XHTE": ("xâm hại trẻ em",),
}

# kỹ = kĩ, lý = lí: after these onsets a lone i or y is one sound (after q it comes as "uy").
_I_OR_Y = re.compile(r"(h|k|l|m|s|t|v|qu)([iìíỉĩịyỳýỷỹỵ])")
_SWAP = str.maketrans("iìíỉĩịyỳýỷỹỵ", "yỳýỷỹỵiìíỉĩị")


def spellings(term: str) -> tuple[str, ...]:
    """Other spellings of a syllable: kỹ → kĩ."""
    match = _I_OR_Y.fullmatch(term)
    return (match[1] + match[2].translate(_SWAP),) if match else ()


def _sequence(text: str) -> Terms:
    return tuple(term for term, _ in terms(text))


@lru_cache(maxsize=1)
def _table() -> Mapping[Terms, tuple[Terms, ...]]:
    """Each form, short or long, and the forms that stand for it; the same without diacritics."""
    table: dict[Terms, list[Terms]] = {}
    for short, long_forms in ABBREVIATIONS.items():
        forms = [_sequence(short), *map(_sequence, long_forms)]
        for form in forms:
            others = [other for other in forms if other != form]
            for written in {form, tuple(map(fold, form))}:
                entry = table.setdefault(written, [])
                entry += (other for other in others if other not in entry)
    return {form: tuple(others) for form, others in table.items()}


def alternatives(query: Sequence[str]) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, other form) for every stretch of a query that has another form."""
    table = _table()
    longest = max(map(len, table))
    for start in range(len(query)):
        for end in range(start + 1, min(len(query), start + longest) + 1):
            for other in table.get(tuple(query[start:end]), ()):
                yield start, end, other
