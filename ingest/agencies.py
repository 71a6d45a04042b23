"""Names of agencies in running text: where they stand, and one spelling for each.

In: a stretch of text whose white space is spaces only.  Out: spans of agency names
("Sở Y tế", "UBND các xã, phường") and of groups of agencies ("các sở, ban, ngành"),
and the spelling they are filed under.  Bodies that are merely "concerned" ("các
đơn vị liên quan") are none: no one can be asked about them.
"""

from __future__ import annotations

import re

from corpus.spans import Span
from corpus.text import key, normalise, regex

# A name goes on with capitalised words, joined by what stands inside names.
_CAPITAL = r"[\p{Lu}][\p{Ll}\p{Lu}&]*(?:[-–][\p{Lu}][^\W\d_&]*)*"
_UNIT = (
    r"(?:các\s+|của\s+|\d+\s+)?(?:tỉnh|thành\s+phố|Thành\s+phố|Tỉnh|huyện|Huyện|quận|thị\s+xã|xã|phường|thị\s+trấn|đặc\s+khu|"
    r"TP|Trung\s+ương|cấp\s+(?:tỉnh|huyện|xã|thành\s+phố|cơ\s+sở))"
)
_UNITS = rf"(?:{_UNIT}(?:(?:,\s*|\s+và\s+|/|;\s*){_UNIT})*(?:\s+[\p{{Lu}}][\p{{Ll}}]+(?:\s+[\p{{Lu}}][\p{{Ll}}]+){{0,3}})?)"
_PEOPLES = r"(?:Ủy|Uỷ|ủy|uỷ)\s+ban\s+(?:nhân\s+dân|Nhân\s+dân)|UBND"
_COUNCIL = r"Hội\s+đồng\s+(?:nhân\s+dân|Nhân\s+dân)|HĐND"
_FRONT = r"(?:(?:Ủy|Uỷ)\s+ban\s+)?(?:Mặt\s+trận\s+Tổ\s+quốc|MTTQ)(?:\s+Việt\s+Nam)?|UBMTTQ(?:VN|\s+Việt\s+Nam)?"

# What departments and ministries are named after.
_DEPARTMENTS = (
    "Y tế", "Giáo dục và Đào tạo", "Giáo dục - Đào tạo", "Giáo dục-Đào tạo", "GD&ĐT", "GDĐT", "Nội vụ", "Tài chính",
    "Tư pháp", "Công Thương", "Công thương", "Xây dựng", "Ngoại vụ", "Du lịch", "Dân tộc và Tôn giáo",
    "Khoa học và Công nghệ", "Khoa học, Công nghệ", "KH&CN", "Văn hóa, Thể thao và Du lịch",
    "Văn hoá, Thể thao và Du lịch", "Văn hóa và Thể thao", "Văn hoá và Thể thao", "VHTTDL", "VH,TT&DL", "VHTT&DL",
    "Nông nghiệp và Môi trường", "Nông nghiệp và Phát triển nông thôn", "NN&PTNT", "NN&MT",
    "Tài nguyên và Môi trường", "TN&MT", "Lao động - Thương binh và Xã hội", "Lao động – Thương binh và Xã hội",
    "Lao động, Thương binh và Xã hội", "Lao động-TB&XH", "Lao động - TB&XH", "Lao động – TB&XH", "LĐ-TB&XH", "LĐTBXH",
    "LĐTB&XH", "LĐTB-XH", "LĐ-TBXH", "LĐ,TB&XH", "LĐ, TB và XH", "GD-ĐT", "GD và ĐT", "VH,TT và DL", "VHTT và DL", "VHTT",
    "NN và PTNT", "NN-PTNT", "NN và MT", "KH và CN", "KHCN", "TN và MT", "TNMT", "TT và TT", "KH và ĐT", "Thông tin và Truyền thông", "TT&TT", "TTTT", "Kế hoạch và Đầu tư", "KH&ĐT", "KHĐT",
    "Giao thông vận tải", "Giao thông Vận tải", "GTVT", "Quy hoạch - Kiến trúc", "An toàn thực phẩm", "Công an", "Quốc phòng",
    "Ngoại giao", "Dân tộc", "Kinh tế", "Văn hóa - Xã hội", "Văn hoá - Xã hội", "Kinh tế, Hạ tầng và Đô thị",
)  # fmt: skip
_LONG = {
    "gd&đt": "Giáo dục và Đào tạo", "gdđt": "Giáo dục và Đào tạo", "giáo dục - đào tạo": "Giáo dục và Đào tạo",
    "giáo dục-đào tạo": "Giáo dục và Đào tạo", "kh&cn": "Khoa học và Công nghệ",
    "vhttdl": "Văn hóa, Thể thao và Du lịch", "vh,tt&dl": "Văn hóa, Thể thao và Du lịch",
    "vhtt&dl": "Văn hóa, Thể thao và Du lịch", "nn&ptnt": "Nông nghiệp và Phát triển nông thôn",
    "nn&mt": "Nông nghiệp và Môi trường", "tn&mt": "Tài nguyên và Môi trường",
    "lao động, thương binh và xã hội": "Lao động - Thương binh và Xã hội",
    "lao động-tb&xh": "Lao động - Thương binh và Xã hội", "lao động - tb&xh": "Lao động - Thương binh và Xã hội",
    "lđ-tb&xh": "Lao động - Thương binh và Xã hội", "lđtbxh": "Lao động - Thương binh và Xã hội",
    "lđtb&xh": "Lao động - Thương binh và Xã hội", "tt&tt": "Thông tin và Truyền thông",
    "tttt": "Thông tin và Truyền thông", "kh&đt": "Kế hoạch và Đầu tư", "khđt": "Kế hoạch và Đầu tư",
    "gtvt": "Giao thông vận tải", "lđtb-xh": "Lao động - Thương binh và Xã hội",
    "lđ-tbxh": "Lao động - Thương binh và Xã hội", "lđ tb và xh": "Lao động - Thương binh và Xã hội", "gd-đt": "Giáo dục và Đào tạo",
    "gd và đt": "Giáo dục và Đào tạo", "vhtt và dl": "Văn hóa, Thể thao và Du lịch",
    "vhtt": "Văn hóa và Thể thao", "nn và ptnt": "Nông nghiệp và Phát triển nông thôn",
    "nn-ptnt": "Nông nghiệp và Phát triển nông thôn", "nn và mt": "Nông nghiệp và Môi trường",
    "kh và cn": "Khoa học và Công nghệ", "khcn": "Khoa học và Công nghệ",
    "tn và mt": "Tài nguyên và Môi trường", "tnmt": "Tài nguyên và Môi trường",
    "tt và tt": "Thông tin và Truyền thông", "kh và đt": "Kế hoạch và Đầu tư",
}  # fmt: skip


def _spaced(words: str) -> str:
    words = re.escape(words).replace(",", ",?").replace(r"\ \-\ ", r"\s*[-–]\s*")
    return words.replace("\\ –\\ ", r"\s*[-–]\s*").replace(r"\ ", r"\s+")


_FIELDS = "|".join(_spaced(d) for d in sorted(_DEPARTMENTS, key=len, reverse=True))
_PARTY = r"(?:Tỉnh|Thành|Huyện|Thị|Quận|Đảng|tỉnh|thành|huyện|đảng)\s+(?:ủy|uỷ)"
_OF_PARTY = rf"(?:\s+{_PARTY}(?:\s+(?:các\s+)?(?:xã|phường|thị\s+trấn|đặc\s+khu|tỉnh)(?:(?:,\s*|\s+và\s+)(?:xã|phường|thị\s+trấn|đặc\s+khu))*)?)?"
_REGION = r"(?:\s+(?:chi\s+nhánh\s+)?(?:K|k)hu\s+vực\s+(?:[IVX]+|\d+)(?!\w))?"
_WHO = r"(?:(?:Giám\s+đốc|Thủ\s+trưởng|Chủ\s+tịch|Trưởng|Chánh|Người\s+đứng\s+đầu|người\s+đứng\s+đầu|Hiệu\s+trưởng)\s+)?"
_GROUPED = r"(?:sở|Sở|ban\s+ngành|ban|Ban|ngành|Ngành|đoàn\s+thể|địa\s+phương|cơ\s+quan|đơn\s+vị|tổ\s+chức|hội|phòng|bộ|Bộ)"
_SCOPE = (
    r"(?:\s+(?:cấp\s+)?(?:Trung\s+ương|tỉnh|thành\s+phố|Thành\s+phố|huyện|xã)(?!\w)|\s+của\s+(?:tỉnh|thành\s+phố|Thành\s+phố|huyện)(?!\w))?"
    r"(?:\s+(?:có\s+)?liên\s+quan)?"
)
_KINDS: tuple[str, ...] = (
    # bodies of the state
    rf"{_WHO}(?:{_PEOPLES})(?:\s+{_UNITS})?",
    rf"(?:{_COUNCIL})(?:\s+{_UNITS})?",
    rf"{_WHO}(?:Sở|Bộ|Phòng|phòng)\s+(?i:{_FIELDS})(?!\w)(?:\s+(?:tỉnh|huyện|thành\s+phố|Thành\s+phố)(?!\w))?",
    rf"(?:Công\s+an|Thanh\s+tra(?=\s+(?:tỉnh|thành|Thành|Chính|Bộ|Sở|huyện))|Bộ\s+Chỉ\s+huy\s+(?:Quân\s+sự|quân\s+sự|Bộ\s+đội\s+Biên\s+phòng)|Ban\s+Chỉ\s+huy\s+(?:Quân\s+sự|quân\s+sự)|"
    rf"Bộ\s+đội\s+Biên\s+phòng|(?:Kho\s+bạc|Ngân\s+hàng|Kiểm\s+toán)\s+(?:N|n)hà\s+nước(?:\s+Việt\s+Nam|\s+chi\s+nhánh(?=\s+tỉnh))?|(?:Cục\s+|Chi\s+cục\s+)?(?:Thống\s+kê|Thuế)(?=\s+(?:tỉnh|thành|Thành|cơ\s+sở))|"
    rf"Bảo\s+hiểm\s+(?:xã\s+hội|Xã\s+hội)|Tòa\s+án\s+nhân\s+dân|Viện\s+Kiểm\s+sát\s+nhân\s+dân|Viện\s+kiểm\s+sát\s+nhân\s+dân)"
    rf"(?:\s+{_UNITS}|{_REGION})?",
    rf"{_WHO}Văn\s+phòng\s+Đoàn\s+(?:(?:Đ|đ)ại\s+biểu\s+Quốc\s+hội|ĐBQH)\s+và\s+(?:{_COUNCIL})(?:\s+{_UNITS})?",
    r"Văn\s+phòng\s+(?:Chính\s+phủ|Quốc\s+hội|Chủ\s+tịch\s+nước|Trung\s+ương\s+Đảng)",
    rf"{_WHO}Văn\s+phòng\s+(?:{_PARTY}|{_PEOPLES}|{_COUNCIL})(?:\s+{_UNITS})?",
    # of the Party and the Front
    rf"Ban\s+(?:Q|q)uản\s+lý\s+(?:các\s+|Các\s+)?(?:K|k)hu\s+(?:kinh\s+tế|Kinh\s+tế|công\s+nghiệp|công\s+nghệ\s+cao)"
    rf"(?:(?:,\s*|\s+và\s+)(?:khu\s+)?(?:công\s+nghiệp|kinh\s+tế|chế\s+xuất))*(?:\s+{_UNITS})?",
    rf"Ban\s+(?:Tuyên\s+giáo(?:\s+và\s+Dân\s+vận)?|Tổ\s+chức|Dân\s+vận|Nội\s+chính|Thường\s+vụ|Chỉ\s+đạo|Quản\s+lý|Dân\s+tộc|Kinh\s+tế)"
    rf"(?:\s+{_CAPITAL}(?:\s+[\p{{Ll}}]+){{0,1}}(?=\s+{_PARTY}))?(?:\s+Trung\s+ương|{_OF_PARTY})",
    rf"(?:(?:C|c)ác\s+)?(?:B|b)an\s+(?:X|x)ây\s+dựng\s+(?:Đ|đ)ảng{_OF_PARTY}",
    rf"(?:Ủy|Uỷ)\s+ban\s+Kiểm\s+tra{_OF_PARTY}",
    rf"(?:Đảng|đảng)\s+(?:ủy|uỷ)\s+(?:các\s+)?{_UNITS}",
    rf"{_PARTY}(?=\s+(?:các|lãnh|chỉ|xây|tổ|tăng|chủ))",
    rf"(?:{_FRONT})(?:\s+{_UNITS})?",
    rf"(?:Tỉnh\s+đoàn|Thành\s+đoàn|Huyện\s+đoàn|Đoàn\s+Thanh\s+niên|Đoàn\s+TNCS|Liên\s+đoàn\s+Lao\s+động|Hội\s+Liên\s+hiệp(?:\s+Phụ\s+nữ)?|"
    rf"Hội\s+LHPN|Hội\s+Phụ\s+nữ|Hội\s+Nông\s+dân|Hội\s+Cựu\s+chiến\s+binh|Hội\s+Chữ\s+thập\s+đỏ|Hội\s+Bảo\s+vệ\s+quyền\s+trẻ\s+em)"
    rf"(?:\s+(?:Cộng\s+sản\s+)?Hồ\s+Chí\s+Minh)?(?:\s+Việt\s+Nam)?(?:\s+{_UNITS})?",
    # of the press and of service
    rf"(?:Báo|Đài|Cổng)(?:\s+(?:và\s+|[-–]\s+)?(?:{_CAPITAL}|thông\s+tin\s+điện\s+tử|tin\s+điện\s+tử|thanh|truyền\s+hình|hình|phát\s+thanh)(?:,(?=\s+(?:Truyền|Phát)))?)+"
    rf"(?:\s+{_UNITS})?",
    rf"(?:Trung\s+tâm|Quỹ|Bệnh\s+viện|Trường|Chi\s+cục|Cục|Liên\s+minh|Ban\s+quản\s+lý|Tổng\s+cục|Văn\s+phòng\s+Điều\s+phối|Tổ\s+công\s+tác)"
    rf"(?:\s+(?:và\s+|-\s+|–\s+|cấp\s+)?(?:Trẻ\s+em|{_CAPITAL})(?:\s+[\p{{Ll}}]+(?=\s+(?:(?:[-–]|và)\s+)?(?:[\p{{Lu}}]|huyện|tỉnh|khu\s+vực))(?<!và))?)+(?:\s+(?:tỉnh|huyện|thành\s+phố|Thành\s+phố)(?!\w)|{_REGION})?",
    rf"(?:Công\s+ty|Tập\s+đoàn|Liên\s+hiệp)(?:\s+{_CAPITAL}(?:\s+lực)?)+",
    # groups of them
    r"(?:Các\s+|các\s+)?(?:Chi|chi),\s*đảng\s+bộ\s+cơ\s+sở|(?:Các|các)\s+ban\s+đảng",
    r"(?:Các|các)\s+cấp\s+(?:ủy|uỷ)(?:\s+(?:đảng|Đảng))?(?:,\s*chính\s+quyền(?:\s+các\s+cấp)?)?",
    rf"(?:Các|các)\s+(?:tổ\s+chức|đoàn\s+thể)\s+chính\s+trị\s*[-–]\s*xã\s+hội(?:\s+{_UNIT})?",
    rf"(?:Các|các)\s+(?:Đ|đ)oàn\s+thể(?:,\s*(?:tổ\s+chức|hội))*(?:\s+{_UNIT}(?!\w))?",
    rf"(?:Các|các)\s+hội(?:,\s*(?:{_GROUPED})(?!\w))+{_SCOPE}",
    rf"{_WHO}(?:Các|các)\s+(?:N|n)gành(?:,\s*(?:{_GROUPED})(?!\w))+{_SCOPE}",
    rf"{_WHO}(?:Các\s+|các\s+)?(?:cơ\s+quan,\s*)?(?:sở|Sở|ban|Ban|bộ|Bộ)(?:,\s*(?:{_GROUPED})(?!\w))+(?:\s+và\s+địa\s+phương)?{_SCOPE}",
    rf"{_WHO}(?:Các|các)\s+(?:sở|Sở)(?!\w)",
)  # fmt: skip
AGENCY = regex(rf"(?<![\w-])(?:{'|'.join(f'(?:{kind})' for kind in _KINDS)})(?!\w)")

_SHORT = (
    (r"(?:Ủy|ủy)\s+ban\s+nhân\s+dân", "UBND"),
    (r"Hội\s+đồng\s+nhân\s+dân", "HĐND"),
    (r"UBMTTQ(?:VN)?(?:\s+Việt\s+Nam)?", "Ủy ban MTTQ Việt Nam"),
    (r"Mặt\s+trận\s+Tổ\s+quốc", "MTTQ"),
    (r"Hội\s+LHPN", "Hội Liên hiệp Phụ nữ"),
)


_SPELLED = {
    key(d).replace(",", ""): d.replace("–", "-")
    for d in sorted(_DEPARTMENTS, key=lambda d: "hoá" not in d)
} | {known.replace(",", ""): long for known, long in _LONG.items()}


def _field(printed: str) -> str:
    """What a department is named after, as it is written out in full."""
    printed = printed.replace("Văn hoá", "Văn hóa").replace("–", "-")
    printed = re.sub(r"(?<=[^\W\d_A-Z])\s*-\s*(?=Thương|TB)", " - ", printed)
    plain = key(printed).replace(",", "")
    for known in sorted(_SPELLED, key=len, reverse=True):
        if plain == known or plain.startswith(known + " "):
            rest = printed.split()[len(known.split()) :]
            return " ".join([_SPELLED[known], *rest])
    return printed


def agencies(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Where agencies are named, in order."""
    stop = len(text) if end is None else end
    return [Span(m.start(), m.end()) for m in AGENCY.finditer(text, start, stop)]


def spelling(printed: str) -> str:
    """The one name of an agency: abbreviations of councils and committees, fields of
    departments written out, one placement of tones, a capital at the beginning."""
    name = " ".join(normalise(printed).split()).strip(" ,.;:")
    for long, short in _SHORT:
        name = re.sub(long, short, name, flags=re.IGNORECASE if short in ("UBND", "HĐND") else 0)
    kind, _, field = name.partition(" ")
    if kind in ("Sở", "Bộ", "Phòng", "phòng"):
        name = f"{kind[:1].upper()}{kind[1:]} {_field(field)}"
    name = re.sub(r"(?<=[Cc]ác )Sở(?=,|$| )", "sở", name[:1].upper() + name[1:])
    return name
