"""What a document is, in the words of the field: the glossary of the project.

A document is bytes we never change, text we never change, and spans over that
text.  Every type here is frozen.  All offsets are code points of the canonical
text (`Document.text`), half-open, except highlights, which index the text of
their passage.  Standard library only; the small types of `corpus.spans`, `messages`,
`sources`, `figures` and `results` are named from here as well.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from corpus.figures import Duty as Duty
from corpus.figures import Target as Target
from corpus.messages import Ambiguous as Ambiguous
from corpus.messages import BadRequest as BadRequest
from corpus.messages import Busy as Busy
from corpus.messages import DoichieuError as DoichieuError
from corpus.messages import Message as Message
from corpus.messages import NotFound as NotFound
from corpus.messages import QueryError as QueryError
from corpus.messages import Rejected as Rejected
from corpus.messages import StoreError as StoreError
from corpus.results import DocumentHits as DocumentHits
from corpus.results import FacetValue as FacetValue
from corpus.results import Hit as Hit
from corpus.results import Offer as Offer
from corpus.results import Results as Results
from corpus.sources import Declared as Declared
from corpus.sources import Source as Source
from corpus.spans import Span as Span
from corpus.spans import SpanArray as SpanArray
from corpus.spans import SpanMap as SpanMap
from corpus.spans import Spans as Spans
from corpus.spans import hull as hull
from corpus.spans import joined as joined

# --- Documents --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in the data, kept with the document instead of stopping it."""

    stage: str
    message: Message
    span: Span | None = None


class Genre(StrEnum):
    OFFICIAL = "official_document"
    REPORT = "report"
    NEWS_SUMMARY = "news_summary"
    ARTICLE = "article"


class Tier(StrEnum):
    """Level of the issuing body, highest first."""

    CENTRAL = "trung ương"
    PROVINCE = "tỉnh"
    DISTRICT = "huyện"
    COMMUNE = "xã"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where in the text a metadata field was read."""

    field: str
    span: Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document; None where its text does not say.

    For a press text (`about == "reported"`) type, number, date and issuer are
    those of the plan it reports, and `published` is the article's own date.
    Place names are written without their unit word ("Lai Châu", not "tỉnh Lai
    Châu"), as of the document's date.
    """

    genre: Genre
    title: str
    type: str | None = None
    number: str | None = None
    date: datetime.date | None = None
    issuer: str | None = None
    level: Tier | None = None
    province: str | None = None
    district: str | None = None
    commune: str | None = None
    signer: str | None = None
    effective: datetime.date | None = None
    replaces: tuple[str, ...] = ()
    status: str = "issued"
    implements: tuple[str, ...] = ()
    about: str = "document"
    published: datetime.date | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def year(self) -> int | None:
        """The year a reader would file it under: its own date, else the article's."""
        day = self.date or self.published
        return day.year if day else None


@dataclass(frozen=True, slots=True)
class Provision:
    """One unit of the outline, at an Akoma Ntoso level (part, chapter, section,
    subsection, article, clause, point, indent, item, attachment).

    `span` reaches from the label to the end of the last descendant; `heading`
    and `body` are the unit's own words, several spans where a line mark, page
    number or other artefact interrupts them. `certainty` is 0…1.
    """

    eid: str
    parent: str | None
    level: str
    label: str
    span: Span
    heading: Spans
    body: Spans
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage that has two or more; eid `…__sent_1`."""

    eid: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Passage:
    """What search indexes: a paragraph, list item or table row.

    `provision` is the eid of its outline unit (None above the first);
    `heading_path` the headings above it, outermost first, labels included.
    """

    eid: str
    provision: str | None
    spans: Spans
    heading_path: tuple[str, ...]
    sentences: tuple[Sentence, ...] = ()


class RegionKind(StrEnum):
    """What a stretch of the text is for, where it is not running text."""

    BOILERPLATE = "boilerplate"
    LETTERHEAD = "letterhead"
    TITLE = "title"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    BYLINE = "byline"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    ARTEFACT = "artefact"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Region:
    kind: RegionKind
    span: Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation of another document, as printed and as read."""

    span: Span
    printed: str
    type: str | None = None
    number: str | None = None
    date: datetime.date | None = None
    issuer: str | None = None


@dataclass(frozen=True)
class Document:
    """One version of one document: source, text, and everything found in it.

    `task_groups` are eids of provisions; `page_starts` the offsets of its pages,
    empty where it has none; `words` those of all passages, in reading order.
    """

    id: str
    source: Source
    text: str
    metadata: Metadata
    provisions: tuple[Provision, ...] = ()
    passages: tuple[Passage, ...] = ()
    task_groups: tuple[str, ...] = ()
    words: SpanArray = field(default_factory=SpanArray)
    regions: tuple[Region, ...] = ()
    references: tuple[Reference, ...] = ()
    targets: tuple[Target, ...] = ()
    duties: tuple[Duty, ...] = ()
    problems: tuple[Problem, ...] = ()
    page_starts: tuple[int, ...] = ()

    @cached_property
    def _provisions(self) -> Mapping[str, Provision]:
        return {p.eid: p for p in self.provisions}

    @cached_property
    def _passages(self) -> Mapping[str, Passage]:
        return {p.eid: p for p in self.passages}

    def provision(self, eid: str) -> Provision | None:
        return self._provisions.get(eid)

    def passage(self, eid: str) -> Passage | None:
        return self._passages.get(eid)

    def passage_id(self, eid: str) -> str:
        return f"{self.id}#{eid}"

    def passage_text(self, passage: Passage) -> str:
        return joined(self.text, passage.spans)

    def heading_text(self, provision: Provision) -> str:
        return " ".join(joined(self.text, provision.heading).split())

    def ancestors(self, eid: str | None) -> Iterator[Provision]:
        """The provision itself and those above it, innermost first."""
        here = self._provisions.get(eid) if eid else None
        while here is not None:
            yield here
            here = self._provisions.get(here.parent) if here.parent else None

    def page(self, offset: int) -> int | None:
        """The page (from 1) on which an offset lies, None without pages."""
        return bisect_right(self.page_starts, offset) or None if self.page_starts else None

    @property
    def boilerplate(self) -> Spans:
        return tuple(r.span for r in self.regions if r.kind is RegionKind.BOILERPLATE)


def split_passage_id(name: str) -> tuple[str, str]:
    """`document#eid` → (document, eid); eid is empty where there is no `#`."""
    document, _, eid = name.partition("#")
    return document, eid


# --- Comparison -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FrameGroup:
    """One row of a comparison. `text` are the words by which it is recognised."""

    key: str
    title: str
    title_en: str
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The rows of a comparison: a directive's task groups, or any document's.

    `number` is the document the frame stands for, `document` the id of the
    document whose own groups it is made of; a curated frame has only the first.
    """

    id: str
    title: str
    title_en: str
    groups: tuple[FrameGroup, ...]
    number: str | None = None
    document: str | None = None


class Relation(StrEnum):
    SAME = "same"
    ADAPTED = "adapted"
    BROADER = "broader"
    NARROWER = "narrower"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Decided:
    """That a person said so, and when (UTC)."""

    by: str
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A correspondence between clauses of two documents, many to many: passage
    or sentence ids on either side, an empty side being a gap."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    relation: Relation
    score: float
    reasons: Sequence[Message] = ()
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class KeyScore:
    """A row of the frame and how sure we are of it, 0…1."""

    key: str
    score: float
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class GroupLinks:
    """One task group of one document and the frame groups it answers to, best first."""

    document: str
    eid: str
    links: tuple[KeyScore, ...]


@dataclass(frozen=True, slots=True)
class ClauseLink:
    """A clause (passage or sentence id) filed under a row of the frame."""

    passage: str
    key: str
    score: float
    decided: Decided | None = None


@dataclass(frozen=True)
class Comparison:
    """Documents against a frame (None: only against each other)."""

    documents: tuple[str, ...]
    frame: Frame | None
    groups: tuple[GroupLinks, ...]
    clauses: tuple[ClauseLink, ...]
    links: tuple[Link, ...]
    only_in: Mapping[str, tuple[str, ...]]


# --- Citation ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and where it stands (Web Annotation: TextQuote and TextPosition)."""

    passage: str
    spans: Spans
    exact: str
    prefix: str
    suffix: str
    text_sha256: str
    page: int | None
