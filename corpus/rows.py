"""Documents as rows of the store, and rows as documents and answers.  No SQL here.

`version_row` and `passage_row` take a document apart into columns; `document`
puts it together again, equal to what was put in.  Rows are read by the names of
their columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from corpus import codec, numbers
from corpus.model import (
    Document,
    Genre,
    Metadata,
    Passage,
    Problem,
    Provision,
    Sentence,
    Source,
    Span,
    Tier,
)
from corpus.records import Attributes, StoredPassage, Summary

# Fields of a document that have columns or rows of their own; the others go into
# the column `structure`.
_OWN_COLUMNS = frozenset({"id", "source", "text", "passages", "words", "problems"})


def number_key(number: str) -> str:
    """What all spellings of a number share; for a text that is no number, itself."""
    try:
        return numbers.parse(number).key
    except ValueError:
        return number.casefold()


# --- In ---------------------------------------------------------------------


def version_row(document: Document, metadata: Metadata) -> dict[str, object]:
    """The columns of `versions` that come from the document itself; `metadata` is its
    own with what people put right."""
    return attribute_columns(metadata) | {
        "sha256": document.source.sha256,
        "source": codec.dumps(codec.plain(document.source)),
        "text": document.text,
        "structure": codec.packed(codec.plain(document, without=_OWN_COLUMNS)),
        "word_starts": codec.column(document.words.starts),
        "word_ends": codec.column(document.words.ends),
        "problems": codec.dumps(codec.plain(document.problems)),
        "passage_count": len(document.passages),
        "group_count": len(document.task_groups),
        "problem_count": len(document.problems),
        "word_count": len(document.words),
    }


def attribute_columns(meta: Metadata) -> dict[str, object]:
    """The columns by which documents are found, listed and filtered."""
    return {
        "title": meta.title,
        "symbol": meta.number,
        "symbol_key": number_key(meta.number) if meta.number else None,
        "type": meta.type,
        "genre": meta.genre.value,
        "date": meta.date.isoformat() if meta.date else None,
        "published": meta.published.isoformat() if meta.published else None,
        "year": meta.year,
        "province": meta.province,
        "district": meta.district,
        "level": meta.level.value if meta.level else None,
    }


def passage_row(document: Document, passage: Passage) -> dict[str, object]:
    return {
        "eid": passage.eid,
        "provision": passage.provision,
        "text": document.passage_text(passage),
        "spans": codec.dumps(codec.flat(passage.spans)),
        "heading_path": codec.dumps(passage.heading_path),
        "sentences": codec.dumps(codec.plain(passage.sentences)),
    }


# --- Out --------------------------------------------------------------------


def document(row: Any, passage_rows: Iterable[Any]) -> Document:
    """The document of a version's row and the rows of its passages, in their order."""
    return codec.read(
        Document,
        codec.unpacked(row.structure),
        id=row.id,
        source=source(row),
        text=row.text,
        passages=tuple(map(_passage, passage_rows)),
        words=codec.words_of(row.word_starts, row.word_ends),
        problems=problems(row.problems),
    )


def _passage(row: Any) -> Passage:
    return Passage(
        eid=row.eid,
        provision=row.provision,
        spans=codec.spans_of(codec.loads(row.spans)),
        heading_path=tuple(codec.loads(row.heading_path)),
        sentences=codec.read_all(Sentence, codec.loads(row.sentences)),
    )


def source(row: Any) -> Source:
    return codec.read(Source, codec.loads(row.source))


def is_known(row: Any, given: Source, parser: str) -> bool:
    """Whether a version was made by this parser from these bytes; of the same file, also
    what is said of where it comes from must be the same."""
    known = source(row)
    same = (row.sha256, row.parser) == (given.sha256, parser)
    return same and (known.origin != given.origin or known.comes_like(given))


def problems(data: str) -> tuple[Problem, ...]:
    return codec.read_all(Problem, codec.loads(data))


def stored_passage(row: Any) -> StoredPassage:
    return StoredPassage(
        key=row.key,
        document_id=row.id,
        version=row.version,
        eid=row.eid,
        text=row.text,
        spans=codec.spans_of(codec.loads(row.spans)),
        heading_path=tuple(codec.loads(row.heading_path)),
    )


def summary(row: Any) -> Summary:
    return Summary(
        id=row.id,
        title=row.title,
        number=row.symbol,
        type=row.type,
        genre=Genre(row.genre),
        date=_date(row.date),
        published=_date(row.published),
        year=row.year,
        province=row.province,
        district=row.district,
        level=_tier(row.level),
        version=row.key,
        passages=row.passage_count,
        groups=row.group_count,
        problems=row.problem_count,
        words=row.word_count,
        issuer=row.issuer,
    )


def attributes(row: Any) -> Attributes:
    return Attributes(
        document_id=row.id,
        province=row.province,
        type=row.type,
        year=row.year,
        genre=Genre(row.genre),
        level=_tier(row.level),
        district=row.district,
        number=row.symbol,
        title=row.title,
        date=_date(row.date),
        issuer=row.issuer,
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _tier(text: str | None) -> Tier | None:
    return Tier(text) if text else None


# --- Sanity -----------------------------------------------------------------


def fault(document: Document, texts: Sequence[str]) -> str | None:
    """What is wrong with a document, given the texts kept of its passages: a template."""
    if any(span.end > len(document.text) for span in _spans(document)):
        return "“{name}” (bản {number}) có vị trí nằm ngoài văn bản."
    if list(texts) != [document.passage_text(passage) for passage in document.passages]:
        return "Các đoạn của “{name}” (bản {number}) không khớp với văn bản."
    return None


def _spans(document: Document) -> Iterable[Span]:
    for passage in document.passages:
        yield from passage.spans
        for sentence in passage.sentences:
            yield from sentence.spans
    for provision in document.provisions:
        yield from _of_provision(provision)
    yield from (region.span for region in document.regions)
    yield from (reference.span for reference in document.references)
    yield from (evidence.span for evidence in document.metadata.evidence)
    yield from (problem.span for problem in document.problems if problem.span)
    yield from document.words


def _of_provision(provision: Provision) -> Iterable[Span]:
    yield provision.span
    yield from provision.heading
    yield from provision.body
