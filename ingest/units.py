"""Units of figures: what is counted or measured, read from the words behind a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.vietnamese_numbers import NUMBER, POWERS

# Things plans count. A number before one of these may be a figure; before any other
# word it must be said to be reached ("đạt 1.700 ha").
_PLACES = "xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thôn|bản|khu phố"
_KNOWN = (
    "trẻ em", "trẻ sơ sinh", "trẻ", "em", "học sinh", "sinh viên", "học viên", "người", "lượt người",
    "lượt khách", "hộ gia đình", "hộ nghèo", "hộ", "phụ nữ", "lao động", "cán bộ", "cộng tác viên",
    "bác sĩ", "giáo viên", "trường học", "trường", "lớp", "nhóm trẻ", "cơ sở y tế", "cơ sở giáo dục",
    "cơ sở", "bệnh viện", "trạm y tế", "giường bệnh", "giường", "doanh nghiệp", "hợp tác xã", "mô hình",
    "câu lạc bộ", "thẻ", "ca", "vụ", "vùng", "công trình", "căn hộ", "ha", "héc-ta", "km2", "km²", "km", "m2", "m²",
    "lượt", "ngôi nhà", "tấn", "kWh", "lần", "tuổi thọ", "dự án", "HTX", "đảng viên", "hội viên", "đoàn viên", "sản phẩm OCOP",
)  # fmt: skip
_MONEY = r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)\s+)*(?:đồng|USD|đ)(?!\w)"
_LIST = rf"(?:{_PLACES})(?:(?:,|\s+và)\s*(?:{_PLACES}))*"
# Ages, durations, points, steps: numbers that measure no result.
_NEVER = re.compile(
    r"(?:tuổi|tháng|ngày|giờ|phút|năm|tuần|quý|điểm|bước|nội dung|nhiệm vụ|nhóm nhiệm vụ|nhóm|giải pháp|"
    r"lĩnh vực|mục tiêu|chỉ tiêu|loại|bệnh|bản|bộ phận|lần/|tin, bài|tin|trong|kỳ|đợt|phiên|cuộc|trang|tiêu chí|tiêu chuẩn|trường hợp|phương án|và|hoặc|đến|của)(?!\w)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s*((?:điểm\s*)?(?:%|‰|phần\s+trăm))(?:\s*/\s*năm)?", re.IGNORECASE)
_POWER = re.compile(rf"\s+({'|'.join(POWERS)})(?!\w)(?!\s+(?:đồng|USD|đ)(?!\w))", re.IGNORECASE)
_WORD = r"[^\W\d_]+"
# "ca sinh/1.000 phụ nữ", "/100.000 trẻ sinh ra còn sống": up to the word that goes on.
_GOES_ON = r"(?:vào|trong|đến|tới|năm|xuống|lên|và|so|đạt|giảm|tăng|từ|bình|ở|là|còn(?!\s+sống))"
_MANY = r"(?:100|1\.?000|10\.?000|100\.?000|1\.?000\.?000|(?:1\s+)?(?:vạn|nghìn|triệu))"
_RATE = re.compile(
    rf"\s*(?:{_WORD}(?:\s+{_WORD}){{0,3}})?\s*/\s*(?:{_MANY}\s+)?(?!năm|tháng|quý|tuần|ngày|lần)"
    rf"(?!{_GOES_ON}\s){_WORD}(?:\s+(?!{_GOES_ON}(?!\w)){_WORD}){{0,6}}",
    re.IGNORECASE,
)
_OVER_MANY = re.compile(rf"\s*/\s*{_MANY}\s+[^\W\d_]", re.IGNORECASE)
_FREQUENCY = re.compile(
    r"\s*[^\W\d_]+(?:\s+[^\W\d_]+){0,2}\s*/\s*(?:năm|tháng|quý|tuần|ngày|lần|ao|vùng)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\s*({_MONEY}(?:\s*/\s*(?:{_WORD}\s+){{0,2}}{_WORD}(?=\s*[/,.;)]|\s*$|\s+{_GOES_ON}(?!\w))|\s*/\s*{_WORD})*|{_LIST}|{'|'.join(sorted(_KNOWN, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
_ANY = re.compile(rf"\s+({_WORD})")
_MEASURES = {
    "ha",
    "héc-ta",
    "km2",
    "km²",
    "km",
    "m2",
    "m²",
    "tấn",
    "kwh",
    "lần",
    "lượt",
    "tuổi thọ",
}
_THINGS = {unit.casefold() for unit in _KNOWN} - _MEASURES
_LISTED = re.compile(_LIST, re.IGNORECASE)

# Ages measure only how long people live.
_AGED = re.compile(r"tuổi\s+(?:thọ|kỳ\s+vọng)[^;.]*$", re.IGNORECASE)
_YEARS = re.compile(r"\s*(tuổi)(?!\w)")
_BARE_RATE = re.compile(
    rf"\s*/\s*{_MANY}(?!\.?\d)(?=\s*[,;.)]|\s*$|\s+{_GOES_ON}(?!\w))", re.IGNORECASE
)
_OF_MANY = re.compile(rf"\s*/\s*(?:{NUMBER})")


@dataclass(frozen=True, slots=True)
class Unit:
    """`ratio`: a percentage; `rate`: so many of so many, `bare` where it is not said of
    whom; `frequency`: times in a time."""

    name: str
    end: int
    power: str | None = None
    ratio: bool = False
    rate: bool = False
    known: bool = False
    frequency: bool = False
    bare: bool = False


def read(clause: str, at: int, fraction: bool) -> Unit | None:
    """The unit of the number that ends at `at`; None where it counts nothing we read."""
    percent = _PERCENT.match(clause, at)
    if percent:
        name = "%/năm" if "/" in percent.group() else percent.group(1)
        name = re.sub(r"phần\s+trăm", "%", name, flags=re.IGNORECASE)
        return Unit(_single(re.sub(r"(?=[%‰])", " ", name)), percent.end(), ratio=True)
    if _OVER_MANY.match(clause, at) or not fraction:
        rate = _rate(clause, at)
        if rate:
            return rate
    bare = _BARE_RATE.match(clause, at) if fraction else None
    if bare:
        return Unit(_single(bare.group()), bare.end(), rate=True, bare=True)
    if fraction:
        whole = _OF_MANY.match(clause, at)
        at = whole.end() if whole else at
    if _AGED.search(clause, max(0, at - 90), at) and (years := _YEARS.match(clause, at)):
        return Unit(years.group(1), years.end(), known=True)
    power = _POWER.match(clause, at)
    end = power.end() if power else at
    named = _NAMED.match(clause, end)
    word = power.group(1) if power else None
    if named and not _NEVER.match(named.group(1)):
        frequency = _FREQUENCY.match(clause, end) is not None and "đồng" not in named.group(1)
        return Unit(_single(named.group(1)), named.end(), word, known=True, frequency=frequency)
    other = _ANY.match(clause, end)
    if other is None or _NEVER.match(other.group(1)) or _NEVER.match(clause[end:].lstrip()):
        return None
    return Unit(
        other.group(1), other.end(), word, frequency=_FREQUENCY.match(clause, end) is not None
    )


def _rate(clause: str, at: int) -> Unit | None:
    if _NEVER.match(clause[at:].lstrip()):
        return None
    rate = _RATE.match(clause, at)
    if rate is None or re.match(rf"\s*{_MONEY}", clause[at:]):
        return None
    many = re.search(r"\d|/\s*(?:vạn|nghìn|triệu)\s", rate.group()) is not None
    if not many and not re.match(r"\s*con\s*/\s*phụ", rate.group(), re.IGNORECASE):
        return None
    return Unit(_single(rate.group()), rate.end(), rate=True)


def is_money(unit: str) -> bool:
    return re.search(r"(?<!\w)(?:đồng|USD|đ)(?!\w)", unit) is not None


def is_thing(unit: str) -> bool:
    """Whether a unit is what is counted, and not a measure or money."""
    return unit.casefold() in _THINGS or _LISTED.fullmatch(unit) is not None


def led(unit: str, behind: str) -> str:
    """An indicator that begins with what is counted ("02 cơ sở y tế có …"), unless it
    says so again ("69 em là học sinh nghèo")."""
    if unit[:1] in "%‰" or "/" in unit or not behind:
        return behind
    return behind[3:] if behind.startswith("là ") else f"{unit} {behind}"


def _single(text: str) -> str:
    return " ".join(text.split())
