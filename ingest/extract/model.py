"""What an extractor hands on: canonical text, and spans over it.

In: the bytes of one file.  Out: an `Extracted`, whose text is what every later
offset indexes, with whatever the format itself says of it (headings, list
items, tables, page starts).  An extractor loses nothing a reader could see: it
flags chrome as a region and leaves it in the text.  Faults it can live with are
problems; where no text can be had it raises `Rejected`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corpus.model import Problem, Region, Span


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file and what its format says about it.

    `headings` are the words of marked headings without their marks, `list_items`
    whole list items with the bullet or ordinal they are printed with, `bold` what
    is set in bold.  `markdown` says that the text still holds Markdown's own marks,
    `laid_out` that its lines are those of print, a blank one between paragraphs.
    """

    text: str
    media_type: str
    regions: tuple[Region, ...] = ()
    headings: tuple[Span, ...] = ()
    list_items: tuple[Span, ...] = ()
    bold: tuple[Span, ...] = ()
    page_starts: tuple[int, ...] = ()
    title: str | None = None
    published: date | None = None
    problems: tuple[Problem, ...] = ()
    markdown: bool = False
    laid_out: bool = False


Extractor = Callable[[bytes], Extracted]
