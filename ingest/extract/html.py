"""HTML: the canonical text is the page as a reader sees it, one block a line.

Everything visible is in the text; what is not the document (menus, sidebars,
related items, counters, what is hidden) is flagged as boilerplate.  The title
and the date of publication come from what the page declares of itself, never
from its clock.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import islice

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from corpus.model import Message, Problem, Region, RegionKind, Rejected, Span
from corpus.text import key
from ingest.extract.bounds import refuse_endless_markup
from ingest.extract.decode import STAGE, decode
from ingest.extract.html_chrome import chrome_lines, names_of
from ingest.extract.html_render import Rendered, render
from ingest.extract.model import Extracted

_MOST_TAGS = 500_000  # what has more is no page, and would take gigabytes as a tree
_HEAD = 4096
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml[^>]*\?>")
_CAPTIONS = frozenset({"caption", "chuthich", "imagecaption", "wp-caption-text", "image-caption"})
_LONGEST_CAPTION = 400

_LONGEST_TITLE = 500
_MOST_CUTS = 8
_SITE = re.compile(r"\s[-–—|:]+\s")  # between a page's title and the name of its site

# Where a page says when it was published, best first.
_PUBLISHED = tuple(
    (attribute, re.compile(pattern, re.IGNORECASE))
    for attribute, pattern in (
        ("property", r"article:published_time"),
        ("itemprop", r"datePublished"),
        ("name", r"pubdate|publish-?date|article:published_time"),
        ("name", r"dc(?:terms)?\.(?:date\.)?(?:issued|created)"),
    )
)
_JSON_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_VIETNAM = timezone(timedelta(hours=7))


def extract_html(data: bytes) -> Extracted:
    """A .html file."""
    declared = _DECLARED.search(data[:_HEAD])
    decoded = decode(data, declared[1].decode("ascii") if declared else None)
    markup = _XML.sub("", decoded.text, count=1)
    refuse_endless_markup(markup)
    tags = markup.count("<")
    if tags > _MOST_TAGS:
        raise Rejected(STAGE, Message("Trang HTML quá lớn để đọc ({count} thẻ).", count=tags))
    soup = _parsed(markup)
    page = render(soup)
    if not any(char.isalnum() for char in page.text):
        raise Rejected(STAGE, Message("Trang HTML không có chữ nào để đọc."))
    titles = _titles(soup)
    hidden = _merged(page, chrome_lines(page, {key(title) for title in titles}))
    return Extracted(
        page.text,
        "text/html",
        regions=tuple(sorted(_regions(page, hidden), key=lambda r: r.span)),
        headings=_outside(page, page.headings, hidden),
        list_items=_outside(page, page.items, hidden),
        title=_title(page, titles, hidden),
        published=_published(soup, page, hidden),
        problems=_anchored(decoded.problems, page.text),
    )


def _parsed(markup: str) -> BeautifulSoup:
    """The tree of a page; the parser's guesses that it might be no HTML are not wanted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(markup, "lxml")


def _merged(page: Rendered, flags: Sequence[bool]) -> list[Span]:
    """Spans over flagged lines, those in a row as one."""
    spans: list[Span] = []
    before = False
    for line, flag in zip(page.lines, flags, strict=True):
        if flag:
            start = spans.pop().start if before else line.span.start
            spans.append(Span(start, line.span.end))
        before = flag
    return spans


def _inside(spans: Sequence[Span], offset: int) -> bool:
    which = bisect_right(spans, offset, key=lambda s: s.start) - 1
    return which >= 0 and offset < spans[which].end


def _outside(page: Rendered, nodes: Sequence[int], hidden: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of elements that have text and are not chrome."""
    spans = (page.span(node) for node in nodes)
    return tuple(span for span in spans if span and not _inside(hidden, span.start))


def _regions(page: Rendered, hidden: Sequence[Span]) -> Iterator[Region]:
    for span in hidden:
        yield Region(RegionKind.BOILERPLATE, span)
    for span in _outside(page, page.tables, hidden):
        yield Region(RegionKind.TABLE, span)
    captions = [n for n, node in enumerate(page.nodes) if _is_caption(node.element)]
    end = 0
    for span in _outside(page, captions, hidden):
        if len(span) <= _LONGEST_CAPTION and span.start >= end:
            yield Region(RegionKind.CAPTION, span)
            end = span.end


def _is_caption(element: Tag) -> bool:
    if element.name == "figcaption":
        return True
    return any(name.lower() in _CAPTIONS for name in names_of(element))


def _anchored(problems: Sequence[Problem], text: str) -> tuple[Problem, ...]:
    """The problems of decoding, placed in the text instead of the markup."""
    first = text.find("\ufffd")
    span = Span(first, first + 1) if first >= 0 else None
    return tuple(replace(problem, span=problem.span and span) for problem in problems)


# --- What the page declares of itself ---------------------------------------


def _titles(soup: BeautifulSoup) -> list[str]:
    """What the page calls itself, best first: og:title, its title with and without
    the site's name, its only h1."""
    metas = soup.find_all("meta", attrs={"property": "og:title"}, limit=1)
    named = [str(meta.get("content") or "") for meta in metas]
    if soup.title:
        whole = soup.title.get_text()
        cuts = list(islice(_SITE.finditer(whole), _MOST_CUTS))
        parts = [part for cut in cuts for part in (whole[: cut.start()], whole[cut.end() :])]
        named += [whole, *sorted(parts, key=len, reverse=True)]
    ones = soup.find_all("h1", limit=2)
    if len(ones) == 1:
        named.append(ones[0].get_text())
    flat = (" ".join(name.split()) for name in named)
    return [name for name in flat if any(c.isalnum() for c in name)]


def _title(page: Rendered, titles: Sequence[str], hidden: Sequence[Span]) -> str | None:
    """The title as the page prints it; else its first h1; else as it declares it."""
    shown: dict[str, str] = {}
    for line in page.lines:
        if len(line.span) <= _LONGEST_TITLE and not _inside(hidden, line.span.start):
            text = line.span.of(page.text)
            shown.setdefault(key(text), text)
    printed = next((shown[k] for k in map(key, titles) if k in shown), None)
    if printed:
        return printed
    for node in page.headings:
        span = page.span(node)
        if page.nodes[node].element.name == "h1" and span and not _inside(hidden, span.start):
            return " ".join(span.of(page.text).split())
    return titles[0] if titles else None


def _published(soup: BeautifulSoup, page: Rendered, hidden: Sequence[Span]) -> date | None:
    return next((day for said in _dates(soup, page, hidden) if (day := _day(said))), None)


def _dates(soup: BeautifulSoup, page: Rendered, hidden: Sequence[Span]) -> Iterator[str]:
    """What the page declares to be its date of publication, best first."""
    metas = soup.find_all("meta")
    for attribute, value in _PUBLISHED:
        for meta in metas:
            if value.fullmatch(str(meta.get(attribute) or "")):
                yield str(meta.get("content") or "")
    for script in soup.find_all("script", type="application/ld+json"):
        yield from _JSON_PUBLISHED.findall(script.get_text())
    for node in page.nodes:
        element = node.element
        if element.get("itemprop") == "datePublished":
            yield str(element.get("content") or element.get("datetime") or element.get_text())
    for node in page.nodes:
        element = node.element
        stamped = element.name == "time" and element.get("itemprop") != "dateModified"
        if stamped and not _inside(hidden, node.start):
            yield str(element.get("datetime") or "")


def _day(said: str) -> date | None:
    """The day in Vietnam that an ISO or local date says, None where it says none."""
    try:
        moment = datetime.fromisoformat(said.strip())
        return (moment.astimezone(_VIETNAM) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        pass
    iso, local = _ISO.match(said), _LOCAL.search(said)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(local[3]), int(local[2]), int(local[1])) if local else None
    except ValueError:
        return None
