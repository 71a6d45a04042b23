"""The names of indicators: what stands before a value, or behind it, cut to a name.

In: the words between two values of a clause.  Out: "tỷ lệ trẻ em đến lớp" without
what leads to it ("Phấn đấu đến năm 2030") or on from it ("đạt", "trong đó").
"""

from __future__ import annotations

import re

from ingest.cues import YEAR_UNNAMED

# What an indicator's name begins with, wherever it stands in the clause.
HEAD = re.compile(
    r"(?<!\w)(?:(?:tổng\s+)?(?:tỷ|tỉ)\s+(?:lệ|suất|số|trọng)|tốc\s+độ|tổng\s+(?:số|mức|sản|thu|chi|giá|kim|diện|vốn)|"
    r"diện\s+tích|sản\s+lượng|tăng\s+trưởng(?!\s+(?:xanh|bền|nhanh|cao))|kim\s+ngạch|thu\s+nhập|chỉ\s+số|mức\s+(?:giảm|tăng)|doanh\s+thu|lãi|lợi\s+nhuận|năng\s+suất|số\s+(?:lượng|người|hộ|vụ|"
    r"trẻ|cặp|ca|giường|giờ|trường|xã|nhóm|lớp|cơ\s+sở|lao\s+động|nạn\s+nhân)|quy\s+mô|GRDP|tuổi\s+thọ|mật\s+độ)(?!\w)",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"^\s*so\s+(?:với\s+)?[^,;]*?(?=,|\s+và\s|$)", re.IGNORECASE)
_MARK = re.compile(r"\s*\[\d+\]")
_LEADS_ON = re.compile(
    r"(?:đặt|đề|xác\s+định|đưa)\s+(?:ra\s+)?(?:các\s+|một\s+số\s+)?(?:mục|chỉ)\s+tiêu\s|(?<!\w)phấn\s+đấu\s|"
    r",\s*(?:dự\s+báo|phấn\s+đấu|trong\s+đó|nâng|đưa|giảm|tăng|bảo\s+đảm|đảm\s+bảo|góp\s+phần|thu\s+hút)\s",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:[\s,.:;()–-]|\(\d+\)|(?:chỉ\s+tiêu|mục\s+tiêu)\s+\d+(?:\.\d+)*\s*[:.]|"
    r"(?:và|trong\s+đó|cụ\s+thể|gồm|phấn\s+đấu|tiếp\s+tục|bảo\s+đảm|đảm\s+bảo|duy\s+trì|nâng|giảm|tăng(?!\s+trưởng)|"
    r"hạ|đưa|thêm|hoàn\s+thành|đến\s+nay|hiện\s+nay|hiện|hằng\s+năm|hàng\s+năm|mỗi\s+năm|bình\s+quân(?=\s+mỗi)|trong\s+\d+\s+năm|tỉnh|chỉ(?!\s+(?:tiêu|số))|chỉ\s+tiêu|được|riêng|đang)(?=[\s,:]|$)|"
    rf"{YEAR_UNNAMED}(?!\w)|(?:trong\s+)?giai\s+đoạn\s+20\d\d\s*[-–]\s*(?:năm\s+)?20\d\d)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?:[\s,.:;(]|(?<!\w)(?:và|trong\s+đó|{YEAR_UNNAMED}|phấn\s+đấu|giảm|tăng|đạt|ít\s+nhất|ước(?:\s+tính)?|cả\s+năm|(?:6|9)\s+tháng(?:\s+đầu\s+năm)?|khoảng|là|được|chỉ|đang|hàng\s+năm|hằng\s+năm|giai\s+đoạn\s+20\d\d\s*[-–]\s*20\d\d|so\s+với\s+(?:cùng\s+kỳ|đầu\s+năm|năm\s+trước|kế\s+hoạch)))+$",
    re.IGNORECASE,
)
_STOP = re.compile(
    rf"\s*[,(]?\s*(?:{YEAR_UNNAMED}(?!\w)|so\s+(?:với|cùng)|\((?:cụ\s+thể|trong\s+đó|gồm|bao\s+gồm)(?!\w)|,\s*duy\s+trì|và\s+duy\s+trì)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*và\s", re.IGNORECASE)
_ANOTHER = re.compile(
    r"(?:,|\s+và)\s+(?:(?:giảm|tăng|nâng|hạ|đưa|duy\s+trì|bảo\s+đảm|đảm\s+bảo)\s+)?$", re.IGNORECASE
)
# "xuất khẩu lao động 250 người, giảm 64%": a count that was not read by itself.
_COUNT = (
    r"\d[\d.,]*\s+(?:triệu\s+|nghìn\s+|tỷ\s+)?"
    r"(?:người|hộ|trẻ|em|lao\s+động|thành\s+viên|đồng|ha|tấn|dự\s+án|USD)"
)
_SKIPPED = re.compile(rf"(?<!dưới)(?<!trên)(?<!đủ)\s+{_COUNT}(?:\s*/\s*{_COUNT})?$", re.IGNORECASE)
# "còn khá nhỏ (GRDP khoảng 7 tỷ USD": the name begins in the bracket.
_OPENED = re.compile(r"\((?=[^()]*$)")
_LONGEST_TAIL = 160  # characters looked at from the end
_LONGEST_NAME = 20  # words that can be one name without a word such as "tỷ lệ" to begin it
_BRACKETED = re.compile(r"\s*\([^()]*\)?\s*$")


def named_before(text: str) -> str:
    """The name at the end of the words before a value, without what leads to it; it
    keeps the colon of a label ("Tại địa bàn đô thị: 100% …")."""
    text = _MARK.sub("", _AGAINST.sub("", text))
    text = text[max((m.end() for m in _LEADS_ON.finditer(text)), default=0) :]
    opened = _OPENED.search(text)
    if opened and HEAD.search(text, opened.end()):
        text = text[opened.end() :]
    colon = text.rstrip().endswith(":")
    text = text.rstrip(" :")
    label = text.rfind(":") + 1
    head = HEAD.search(text, label) or HEAD.search(text)
    text = text[head.start() if head else label :]
    if not head and len(text.split()) > _LONGEST_NAME:
        text = text[text.rfind(",") + 1 :]
    text = _SKIPPED.sub("", _tailed(_LEAD_IN.sub("", text)).strip())
    return f"{text}:" if colon and text and not head else text


def named_behind(text: str) -> tuple[str, int]:
    """The name at the beginning of the words behind a value, and where it ends."""
    if _GOES_ON.match(text):
        return "", 0
    stop = _STOP.search(text)
    end = stop.start() if stop else len(text)
    head = HEAD.search(text, 2, end)
    another = _ANOTHER.search(text, 0, head.start()) if head else None
    if another:
        end = another.start()
    name = _tailed(_BRACKETED.sub("", text[:end].rstrip(" .,:")))
    return name.strip(" ,.;:"), end


def _tailed(text: str) -> str:
    """Without the words at the end that lead on to something else."""
    return text[:-_LONGEST_TAIL] + _TAIL.sub("", text[-_LONGEST_TAIL:])


def completed(named: str, above: str | None) -> str:
    """The part that "tỷ lệ hộ nghèo còn 2% và hộ cận nghèo còn 3%" leaves unsaid."""
    first = named.split(" ", 1)[0]
    same = re.search(rf"(?<!\w){re.escape(first)}(?!\w)", above or "") if first else None
    return f"{above[: same.start()]}{named}" if above and same and same.start() else named
