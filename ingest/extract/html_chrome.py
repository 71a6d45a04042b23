"""A rendered page in, a verdict on each of its lines out: content or chrome.

Evidence, in the order it is used: what elements say they are (tag, role, class,
id); where most of the running text lies, and what beside it is no list of links;
rows of links; wordings that only portals use; lines repeated.  No hint counts
for an element that holds much of the page's running text, since class names are
given carelessly.  Nothing is removed here: a flagged line stays in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from itertools import pairwise

from bs4 import Tag

from corpus.text import key
from ingest.extract.html_render import Line, Rendered

TAGS = "nav footer aside select button textarea dialog"
ROLES = """
    navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar
    tablist
"""
# Words of class names and ids, with hyphens and capitals undone ("tin-lienQuan").
WORDS = """
    nav navbar navigation menu topmenu mainmenu submenu menubar breadcrumb breadcrumbs sidebar
    aside footer share sharing social socials addthis related relate lienquan tinlienquan tinkhac
    cungchuyenmuc othernews morenews tinmoi hotnews docnhieu xemnhieu mostread comment comments
    binhluan rating ratings vote danhgia star stars like likes counter visitor visitors truycap
    thongke luotxem viewcount pager pagination paging phantrang banner banners ads advert quangcao
    tags toolbar login dangnhap search timkiem searchbox copyright cookie cookies popup modal
    newsletter weblink weblinks lienket skiplink clock discussion thaoluan gopy feedback widget
"""
_TAGS, _ROLES, _WORDS = (frozenset(table.split()) for table in (TAGS, ROLES, WORDS))
_NEGATIONS = frozenset({"no", "not", "has", "with", "without", "hide", "is"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

# Whole lines that only the frame of a page says.
_PHRASES = re.compile(
    r"""\W*(?:
        (?:tổng\ )?(?:số\ )?(?:lượt\ |lần\ |đã\ )(?:xem|truy\ cập|đọc)\W*[\d.,]+
      | [\d.,]+\ lượt\ (?:xem|truy\ cập|đọc)
      | đánh\ giá(?:\ cho)?(?:\ bài\ viết)? | \d+\ điểm\W*\d+\ đánh\ giá
      | thống\ kê\ truy\ cập | (?:tin\ |bài\ )?(?:đọc|xem)\ nhiều(?:\ nhất)? | quảng\ cáo
      | (?:cỡ\ chữ|a\ ?[+-])(?:\W+a\ ?[+-]?)*
      | đang\ (?:online|truy\ cập)\W*[\d.,]+ | (?:hôm\ nay|trong\ tuần|tất\ cả)\W*[\d.,]+
      | (?:chia\ sẻ|in)(?:\ (?:trang|bài|tin|bài\ viết|facebook|zalo))* | gửi\ (?:email|bình\ luận)
      | (?:ý\ kiến\ )?bình\ luận(?:\W*\d+\W*)? | ý\ kiến\ bạn\ đọc | xem\ thêm | xem\ tiếp
      | quay\ lại | trở\ về | về\ (?:đầu\ )?trang(?:\ (?:trước|chủ))? | (?:lên\ )?đầu\ trang
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN = re.compile(r"\s*[|•·]\s*")  # the tools of a page, side by side
# Where a site says whose it is, at the foot of its pages.
_IMPRINT = re.compile(
    r"\W*(?:©|copyright\b|bản quyền (?:thuộc|©|của)|giấy phép (?:số|hoạt động|thiết lập)|cơ quan chủ quản\s*:"
    r"|tổng biên tập\s*:|tòa soạn\s*:|(?:ghi|đề nghị ghi) rõ nguồn)",
    re.IGNORECASE,
)
_LONGEST_IMPRINT = 300
_RELATED = re.compile(
    r"\W*(?:các |những )?(?:tin(?: tức)?|bài(?: viết)?|văn bản)"
    r"(?: liên quan| khác| cùng chuyên mục| mới(?: hơn| nhất)?| cũ hơn| đã đưa| nổi bật)\W*",
    re.IGNORECASE,
)
_DATES = re.compile(r"[\W\d]*(?:(?:giây|phút|giờ|ngày|tuần|tháng|năm) trước)?[\W\d]*")

_ASIDE = re.compile(r"\(?\d{1,4}(?:[/.:-]\d{1,4}){1,4}\)?|^[^\w\s]\s|\s[|>»›•·/-]+\s")
_LONGEST_LINK = 300
_TRAIL = re.compile(r"\W*(?:trang (?:chủ|nhất)|home)\s*[|>»›/]", re.IGNORECASE)

_RUNNING = 40  # unlinked characters from which a line is running text
_MOST = 0.85  # of the running text: what holds so much is the main part
_MUCH = 0.4  # of the running text: no hint holds for what has so much
_MINOR = 0.25  # of the running text: at most so much is a box within the main part
_CLEAN = 0.3  # share of chrome up to which what stands beside the main part joins it
_LINKED = 0.8  # share of a line's characters that makes it a link


def chrome_lines(page: Rendered, titles: Collection[str]) -> list[bool]:
    """For each line whether it is chrome; `titles` are keys of what the page is called."""
    if not page.lines:
        return []
    return _Judge(page, titles).verdict()


class _Judge:
    def __init__(self, page: Rendered, titles: Collection[str]) -> None:
        self._page = page
        self._titles = titles
        self._texts = [line.span.of(page.text) for line in page.lines]
        running = [_running(line) for line in page.lines]
        self._score = self._rolled_up(running)
        hinted = self._hinted(self._score)
        self._flag_imprint(hinted)
        self._score = self._rolled_up([0 if h else r for h, r in zip(hinted, running, strict=True)])
        self._links = [_is_link(line, text) for line, text in self._pairs()]
        self._chrome = [
            h or (not line.cell and (_is_phrase(text) or _is_trail(line, text)))
            for h, (line, text) in zip(hinted, self._pairs(), strict=True)
        ]

    def _hinted(self, score: list[int]) -> list[bool]:
        """For each line whether an element around it says that it is chrome."""
        nodes = self._page.nodes
        titled = {n for n in self._page.headings if nodes[n].element.name == "h1"}
        for number in range(len(nodes) - 1, 0, -1):
            if number in titled:
                titled.add(nodes[number].parent)
        hinted = [False] * len(nodes)
        content = [False] * len(nodes)  # within an <article>, whose <header> is its own
        for number, node in enumerate(nodes):
            if node.parent >= 0:
                hinted[number] = hinted[node.parent]
                content[number] = content[node.parent]
            content[number] |= node.element.name in ("article", "main")
            banner = node.element.name == "header" and not content[number] and number not in titled
            if score[number] <= _MUCH * score[0] and (banner or is_hinted(node.element)):
                hinted[number] = True
        return [hinted[line.node] for line in self._page.lines]

    def _flag_imprint(self, hinted: list[bool]) -> None:
        """The box around the lines that say whose the site is."""
        for line, text in self._pairs():
            if not line.cell and len(text) < _LONGEST_IMPRINT and _IMPRINT.match(text):
                box = self._box(line.node)
                for number, other in enumerate(self._page.lines):
                    hinted[number] |= self._holds(box, other.node)

    def _pairs(self) -> list[tuple[Line, str]]:
        return list(zip(self._page.lines, self._texts, strict=True))

    def _rolled_up(self, of_lines: list[int]) -> list[int]:
        """Sums over the lines of each element with all its descendants."""
        sums = [0] * len(self._page.nodes)
        for line, value in zip(self._page.lines, of_lines, strict=True):
            sums[line.node] += value
        for number in range(len(sums) - 1, 0, -1):
            sums[self._page.nodes[number].parent] += sums[number]
        return sums

    def verdict(self) -> list[bool]:
        low, high = self._extent(self._main())
        self._flag_link_rows()
        self._flag_related()
        self._flag_repeated()
        flags = [chrome or not low <= number < high for number, chrome in enumerate(self._chrome)]
        return [False] * len(flags) if all(flags) else flags

    def _main(self) -> int:
        """The element that holds the running text and what belongs beside it."""
        total = self._score[0]
        if not total:
            return 0
        main = max(n for n, score in enumerate(self._score) if score >= _MOST * total)
        sizes = self._rolled_up([len(text) for text in self._texts])
        chrome = self._rolled_up(
            [
                len(t) if c else line.linked
                for c, (line, t) in zip(self._chrome, self._pairs(), strict=True)
            ]
        )
        while (parent := self._page.nodes[main].parent) >= 0:
            if chrome[parent] - chrome[main] > _CLEAN * (sizes[parent] - sizes[main]):
                break
            main = parent
        for number, node in enumerate(self._page.nodes):
            said = node.element.name in ("main", "article") or node.element.get("role") == "main"
            if said and self._score[number] >= _MOST * total and self._holds(main, number):
                return number
        return main

    def _holds(self, outer: int, inner: int) -> bool:
        return outer <= inner <= self._page.nodes[outer].last

    def _extent(self, main: int) -> tuple[int, int]:
        """The lines of the main part, with the title above it and plain lines around it."""
        inside = [n for n, line in enumerate(self._page.lines) if self._holds(main, line.node)]
        low, high = inside[0], inside[-1] + 1
        counts = self._rolled_up([1] * len(self._page.lines))
        around = main
        while around > 0 and counts[around] == counts[main]:
            around = self._page.nodes[around].parent
        title = self._title_above(low)
        if title is not None:
            low = title
        else:
            while low > 0 and self._is_plain(low - 1, around):
                low -= 1
        while high < len(self._page.lines) and self._is_plain(high, around):
            if self._heads_links(high):
                break
            high += 1
        return low, high

    def _heads_links(self, number: int) -> bool:
        """Whether a short line stands over a box of links."""
        text = self._texts[number]
        below = number + 1
        return (
            len(text) <= 60
            and text[-1] not in ".;:!?"
            and below < len(self._links)
            and self._links[below]
            and not self._chrome[below]
        )

    def _title_above(self, low: int) -> int | None:
        """The line above the main part that repeats the page's title."""
        found = [
            n
            for n in range(low)
            if len(self._texts[n]) < 500 and key(self._texts[n]) in self._titles
        ]
        free = [n for n in found if not self._chrome[n]]
        return free[-1] if free else None

    def _is_plain(self, number: int, around: int) -> bool:
        line = self._page.lines[number]
        return not (
            self._chrome[number]
            or line.linked
            or _is_related(self._texts[number])
            or not self._holds(around, line.node)
        )

    def _flag_link_rows(self) -> None:
        """Two or more lines of links in a row, with dates between them."""
        row: list[int] = []
        for number in range(len(self._texts) + 1):
            goes_on = number < len(self._texts) and (
                self._links[number] or (row and _is_dates(self._texts[number]))
            )
            if goes_on:
                row.append(number)
                continue
            if sum(self._links[n] for n in row) > 1:
                for n in row:
                    self._chrome[n] = True
            row = []

    def _flag_related(self) -> None:
        """From "Tin liên quan" to the end of its box, or of the links below it."""
        box: int | None = None
        for number, (line, text) in enumerate(self._pairs()):
            if not line.cell and _is_related(text):
                box = self._box(line.node)
            elif box is None:
                continue
            elif not (
                self._links[number]
                or self._chrome[number]
                or _is_dates(text)
                or self._holds(box, line.node)
            ):
                box = None
                continue
            self._chrome[number] = True

    def _box(self, node: int) -> int:
        """The largest element around a node that holds little of the running text."""
        limit = _MINOR * self._score[0]
        while limit and node > 0 and self._score[self._page.nodes[node].parent] <= limit:
            node = self._page.nodes[node].parent
        return node

    def _flag_repeated(self) -> None:
        """Linked lines met three times: buttons and teasers."""
        short = [n for n, (line, t) in enumerate(self._pairs()) if line.linked and len(t) < 80]
        counts = Counter(self._texts[n] for n in short)
        for number in short:
            if counts[self._texts[number]] > 2 and not self._page.lines[number].cell:
                self._chrome[number] = True


def _running(line: Line) -> int:
    """How much of a line is running text: its unlinked characters, if they are many."""
    unlinked = len(line.span) - line.linked
    return unlinked if unlinked >= _RUNNING and unlinked > line.linked else 0


def _is_phrase(text: str) -> bool:
    """Wordings that only the frame of a page has, alone or side by side."""
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    return len(text) < 80 and all(_PHRASES.fullmatch(piece) for piece in pieces)


def _is_related(text: str) -> bool:
    return len(text) <= 60 and bool(_RELATED.fullmatch(text))


def _is_dates(text: str) -> bool:
    """Nothing but figures, as between the items of a list of links."""
    return len(text) <= 60 and bool(_DATES.fullmatch(text))


def _is_link(line: Line, text: str) -> bool:
    """A line that is a link, dates and signs aside, and no clause of a text with links."""
    if line.cell or not line.linked or text[-1] in ".;:,":
        return False
    words = len(_ASIDE.sub("", text)) if len(text) <= _LONGEST_LINK else len(text)
    return line.linked >= _LINKED * words


def _is_trail(line: Line, text: str) -> bool:
    """The way from the first page of a site to this one."""
    return len(text) <= _LONGEST_LINK and 2 * line.linked > len(text) and bool(_TRAIL.match(text))


def is_hinted(element: Tag) -> bool:
    """Whether an element says of itself that it is not content, or not shown."""
    if element.name in _TAGS or str(element.get("role") or "").lower() in _ROLES:
        return True
    if element.has_attr("hidden") or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(str(element.get("style") or "")):
        return True
    return any(_is_chrome_name(name) for name in names_of(element))


def names_of(element: Tag) -> list[str]:
    """The class names and the id of an element."""
    classes = element.get("class") or []
    names = classes.split() if isinstance(classes, str) else list(classes)
    return [*names, str(element.get("id") or "")]


def _is_chrome_name(name: str) -> bool:
    words = [word.lower() for word in _NAME.findall(name[:100])]
    if name.lower() in _WORDS:
        return True
    before = ["", *words]
    return any(w in _WORDS and b not in _NEGATIONS for b, w in pairwise(before)) or any(
        a + b in _WORDS for a, b in pairwise(words)
    )
