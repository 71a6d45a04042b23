"""Words that say little: what every plan repeats, and how much of it to believe.

Tables only. `EMPTY` are syllables that carry no matter of their own. `FORMULAE`
are phrases whose words say nothing where they stand in the phrase, though they
may elsewhere ("giáo dục" in the formula of the theme against "giáo dục mầm
non"): each has the share of its weight that is kept. `VERSION` changes with the
tables, since scores change with them.
"""

from __future__ import annotations

from collections.abc import Mapping

VERSION = "2"

_EMPTY = """
    và của các về trong cho với theo để là có được những này trên tại từ đến khi ra vào bằng do bị
    một hai ba bốn năm mỗi mọi cùng như cũng đã đang sẽ phải không hoặc hay thì mà ở nhằm đối qua
    sau trước giữa nhất việc sự tới nêu khác gồm còn nói chung riêng rõ tốt hơn lại nên đó ngày
    tháng
"""
EMPTY: frozenset[str] = frozenset(_EMPTY.split())

THEME = 0.08
STOCK = 0.3

FORMULAE: Mapping[str, float] = {
    # the theme, in all its orders
    "chăm sóc giáo dục và bảo vệ trẻ em": THEME,
    "chăm sóc giáo dục bảo vệ trẻ em": THEME,
    "chăm sóc và giáo dục trẻ em": THEME,
    "bảo vệ chăm sóc và giáo dục trẻ em": THEME,
    "bảo vệ chăm sóc giáo dục trẻ em": THEME,
    "giáo dục chăm sóc và bảo vệ trẻ em": THEME,
    "giáo dục chăm sóc bảo vệ trẻ em": THEME,
    "bảo vệ và chăm sóc trẻ em": THEME,
    "chăm sóc và bảo vệ trẻ em": THEME,
    "chăm sóc bảo vệ trẻ em": THEME,
    "bảo vệ chăm sóc trẻ em": THEME,
    "chăm sóc giáo dục và bảo vệ": THEME,
    "chăm sóc giáo dục bảo vệ": THEME,
    "đáp ứng yêu cầu phát triển đất nước phồn vinh hạnh phúc": THEME,
    "đáp ứng yêu cầu xây dựng đất nước phồn vinh hạnh phúc": THEME,
    "trong tình hình mới": THEME,
    "công tác trẻ em": THEME,
    "trẻ em": THEME,
    # who is addressed, by name only
    "chủ trương của đảng chính sách pháp luật của nhà nước": STOCK,
    "chủ trương đường lối của đảng chính sách pháp luật của nhà nước": STOCK,
    "cán bộ đảng viên công chức viên chức": STOCK,
    "cơ quan đơn vị địa phương": STOCK,
    "ban thường vụ tỉnh ủy": STOCK,
    "ban thường vụ huyện ủy": STOCK,
    "ủy ban nhân dân": STOCK,
    "chủ tịch ủy ban nhân dân": STOCK,
    "của bộ chính trị": STOCK,
    "sở ban ngành": STOCK,
    "các sở ngành địa phương": STOCK,
    "cơ quan tổ chức cá nhân": STOCK,
    "cơ quan đơn vị có liên quan": STOCK,
    "cơ quan đơn vị liên quan": STOCK,
    "ban chỉ đạo": STOCK,
    # how things are always done
    "chủ trì phối hợp với": STOCK,
    "cơ quan chủ trì": STOCK,
    "đơn vị chủ trì": STOCK,
    "đơn vị phối hợp": STOCK,
    "cơ quan thực hiện": STOCK,
    "thời gian thực hiện": STOCK,
    "chức năng nhiệm vụ": STOCK,
    "theo thẩm quyền": STOCK,
    "tình hình thực tế": STOCK,
    "tình hình thực tiễn": STOCK,
    "giải quyết các vấn đề": STOCK,
    "những vấn đề": STOCK,
    "phát triển toàn diện": STOCK,
    "trên địa bàn tỉnh": STOCK,
    "trên địa bàn huyện": STOCK,
    "trên địa bàn": STOCK,
    "có hiệu quả": STOCK,
    "nâng cao hiệu quả": STOCK,
    "nâng cao chất lượng": STOCK,
    "tổ chức thực hiện": STOCK,
    "triển khai thực hiện": STOCK,
    "thực hiện hiệu quả": STOCK,
    "thực hiện tốt": STOCK,
    "tập trung": STOCK,
    "tiếp tục": STOCK,
    "tăng cường": STOCK,
    "đẩy mạnh": STOCK,
    "thường xuyên": STOCK,
    "chủ động": STOCK,
    "kịp thời": STOCK,
    "quan tâm": STOCK,
    "góp phần": STOCK,
    "bảo đảm": STOCK,
    "đảm bảo": STOCK,
    "phù hợp với": STOCK,
    "có liên quan": STOCK,
    "liên quan đến": STOCK,
    "theo quy định": STOCK,
    "căn cứ chức năng nhiệm vụ": STOCK,
    "nhiệm vụ giải pháp": STOCK,
    "kinh tế xã hội": STOCK,
}
