"""Abbreviations of administrative Vietnamese and spellings of one syllable: tables.

In comes a stretch of a query's terms, out come the other ways to write it. The
index holds what the text says; a query asks for both. A person may add to the table, in
a file of their own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from corpus.model import BadRequest, Message
from corpus.text import fold
from search.analysis import terms

Terms = tuple[str, ...]

# Only abbreviations that have one reading in these texts; TU, HU, KH, CT do not.
ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    "ANQP": ("an ninh, quốc phòng",),
    "ANTT": ("an ninh trật tự", "an ninh, trật tự"),
    "ASXH": ("an sinh xã hội",),
    "ATGT": ("an toàn giao thông",),
    "ATTP": ("an toàn thực phẩm",),
    "BBT": ("Ban Bí thư",),
    "BCĐ": ("Ban Chỉ đạo",),
    "BCH": ("Ban Chấp hành",),
    "BCHTW": ("Ban Chấp hành Trung ương",),
    "BCT": ("Bộ Chính trị",),
    "BHTN": ("bảo hiểm thất nghiệp",),
    "BHTNLĐ": ("bảo hiểm tai nạn lao động",),
    "BHXH": ("bảo hiểm xã hội",),
    "BHYT": ("bảo hiểm y tế",),
    "BTGDV": ("ban tuyên giáo và dân vận",),
    "BTV": ("Ban Thường vụ",),
    "BTVTU": ("Ban Thường vụ Tỉnh ủy",),
    "BTXH": ("bảo trợ xã hội",),
    "BVCSTE": ("bảo vệ, chăm sóc trẻ em",),
    "BVTE": ("bảo vệ trẻ em",),
    "CAND": ("công an nhân dân",),
    "CBCC": ("cán bộ, công chức",),
    "CBCCVC": ("cán bộ, công chức, viên chức",),
    "CBQL": ("cán bộ quản lý",),
    "CCHC": ("cải cách hành chính",),
    "CCVC": ("công chức, viên chức",),
    "CĐS": ("chuyển đổi số",),
    "CLB": ("câu lạc bộ",),
    "CNH-HĐH": ("công nghiệp hóa, hiện đại hóa",),
    "CNTT": ("công nghệ thông tin",),
    "CNXH": ("chủ nghĩa xã hội",),
    "CSDL": ("cơ sở dữ liệu",),
    "CSVC": ("cơ sở vật chất",),
    "CTMTQG": ("chương trình mục tiêu quốc gia",),
    "DTTS": ("dân tộc thiểu số",),
    "DVC": ("dịch vụ công",),
    "DVCTT": ("dịch vụ công trực tuyến",),
    "ĐBQH": ("đại biểu Quốc hội",),
    "ĐBSCL": ("đồng bằng sông Cửu Long",),
    "ĐVHC": ("đơn vị hành chính",),
    "GD&ĐT": ("giáo dục và đào tạo",),
    "GDĐT": ("giáo dục và đào tạo",),
    "GDMN": ("giáo dục mầm non",),
    "GDNN": ("giáo dục nghề nghiệp",),
    "GDPT": ("giáo dục phổ thông",),
    "GDTX": ("giáo dục thường xuyên",),
    "GNBV": ("giảm nghèo bền vững",),
    "GTVT": ("giao thông vận tải",),
    "HCĐB": ("hoàn cảnh đặc biệt",),
    "HĐND": ("Hội đồng nhân dân",),
    "HTX": ("hợp tác xã",),
    "KH&CN": ("khoa học và công nghệ",),
    "KH&ĐT": ("kế hoạch và đầu tư",),
    "KHCN": ("khoa học và công nghệ", "khoa học công nghệ"),
    "KHHGĐ": ("kế hoạch hóa gia đình",),
    "KT-XH": ("kinh tế - xã hội", "kinh tế xã hội"),
    "LĐ-TB&XH": ("lao động - thương binh và xã hội",),
    "LĐLĐ": ("liên đoàn lao động",),
    "LĐTB&XH": ("lao động - thương binh và xã hội",),
    "LĐTBXH": ("lao động - thương binh và xã hội",),
    "LHPN": ("liên hiệp phụ nữ",),
    "LLVT": ("lực lượng vũ trang",),
    "MTQG": ("mục tiêu quốc gia",),
    "MTTQ": ("Mặt trận Tổ quốc",),
    "MTTQVN": ("Mặt trận Tổ quốc Việt Nam",),
    "NCT": ("người cao tuổi",),
    "NKT": ("người khuyết tật",),
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
    "QP-AN": ("quốc phòng, an ninh", "quốc phòng - an ninh"),
    "QPAN": ("quốc phòng, an ninh", "quốc phòng - an ninh"),
    "SDD": ("suy dinh dưỡng",),
    "SXKD": ("sản xuất kinh doanh", "sản xuất, kinh doanh"),
    "TAND": ("tòa án nhân dân",),
    "TCCSĐ": ("tổ chức cơ sở đảng",),
    "TDTT": ("thể dục, thể thao", "thể dục thể thao"),
    "TGXH": ("trợ giúp xã hội",),
    "THCS": ("trung học cơ sở",),
    "THPT": ("trung học phổ thông",),
    "TN&MT": ("tài nguyên và môi trường",),
    "TNCS": ("thanh niên cộng sản",),
    "TNTT": ("tai nạn thương tích",),
    "TP": ("thành phố",),
    "TPHCM": ("thành phố Hồ Chí Minh",),
    "TT&TT": ("thông tin và truyền thông",),
    "TTATXH": ("trật tự an toàn xã hội", "trật tự, an toàn xã hội"),
    "TTg": ("Thủ tướng Chính phủ",),
    "TTHC": ("thủ tục hành chính",),
    "TƯ": ("Trung ương",),
    "TW": ("Trung ương",),
    "UBKT": ("ủy ban kiểm tra",),
    "UBMTTQ": ("Ủy ban Mặt trận Tổ quốc",),
    "UBND": ("Ủy ban nhân dân",),
    "VBQPPL": ("văn bản quy phạm pháp luật",),
    "VHTT&DL": ("văn hóa, thể thao và du lịch",),
    "VHTTDL": ("văn hóa, thể thao và du lịch",),
    "VHXH": ("văn hóa, xã hội", "văn hóa - xã hội"),
    "VKSND": ("viện kiểm sát nhân dân",),
    "VPCP": ("Văn phòng Chính phủ",),
    "XDCB": ("xây dựng cơ bản",),
    "XĐGN": ("xóa đói, giảm nghèo", "xóa đói giảm nghèo"),
    "XHCN": ("xã hội chủ nghĩa",),
    "XHTE": ("xâm hại trẻ em",),
    "XKLĐ": ("xuất khẩu lao động",),
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


class Abbreviations:
    """Each form, short or long, and the forms that stand for it; the same without diacritics."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._table: dict[Terms, list[Terms]] = {}
        for short, long_forms in table.items():
            forms = [_sequence(short), *map(_sequence, long_forms)]
            for form in filter(None, forms):
                others = [other for other in forms if other and other != form]
                for written in {form, tuple(map(fold, form))}:
                    entry = self._table.setdefault(written, [])
                    entry += (other for other in others if other not in entry)
        self._longest = max(map(len, self._table), default=0)

    def alternatives(self, query: Sequence[str]) -> Iterator[tuple[int, int, Terms]]:
        """(start, end, other form) for every stretch of a query that has another form."""
        for start in range(len(query)):
            for end in range(start + 1, min(len(query), start + self._longest) + 1):
                for other in self._table.get(tuple(query[start:end]), ()):
                    yield start, end, other


OURS = Abbreviations(ABBREVIATIONS)


def read(path: Path) -> Mapping[str, Sequence[str]]:
    """Our table with a person's own file over it: a short form with its long ones, or
    with none to forget ours. `BadRequest` says what is wrong with the file.

        CTTE = "công tác trẻ em"
        PCCC = ["phòng cháy, chữa cháy", "phòng cháy và chữa cháy"]
        TP = []
    """
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ABBREVIATIONS
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _fault(path, Message("không đọc được ({error})", error=error)) from error
    merged: dict[str, Sequence[str]] = dict(ABBREVIATIONS)
    for short, value in own.items():
        forms = [value] if isinstance(value, str) else value
        if not isinstance(forms, list) or not all(isinstance(one, str) and one for one in forms):
            raise _fault(path, Message("“{short}” phải là một hay nhiều dạng đầy đủ", short=short))
        merged[short] = forms
    return merged


def _fault(path: Path, reason: Message) -> BadRequest:
    return BadRequest(Message("Bảng viết tắt {file}: {reason}.", file=path.name, reason=reason))
