"""What other programs read: the JSON shapes of our answers, in one place.

In come the values of the core, out come plain dicts and lists with the keys the
command line promises (and the web's interface with it).  Keys are added, never
renamed or taken away.  Dates are ISO strings, spans `[start, end]`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.model import (
    BadRequest,
    Comparison,
    Declared,
    Document,
    Message,
    Metadata,
    Passage,
    Reference,
    Results,
    Source,
    Span,
    Spans,
    joined,
)
from corpus.text import key

if TYPE_CHECKING:
    from corpus.conflicts import Conflict
    from corpus.records import Summary
    from ingest.fetch import Fetched
    from ingest.pipeline import Report

Shape = dict[str, Any]


def report(done: Report, say: Callable[[Message], str] = str) -> Shape:
    """What became of the files; reasons are said by `say`, else in Vietnamese."""
    return {
        "added": list(done.added),
        "updated": list(done.updated),
        "unchanged": list(done.unchanged),
        "failed": [
            {"file": f.file, "stage": f.stage, "reason": say(f.reason)} for f in done.failed
        ],
        "seconds": done.seconds,
    }


def fetched(done: Fetched, ingested: Report, say: Callable[[Message], str] = str) -> Shape:
    return {
        "entries": [
            {
                "line": entry.line,
                "url": entry.url,
                "state": entry.fate.value,
                "file": entry.file,
                "reason": say(entry.reason) if entry.reason else None,
            }
            for entry in done.entries
        ],
        "ingest": report(ingested, say),
    }


def summary(line: Summary) -> Shape:
    return {
        "id": line.id,
        "title": line.title,
        "number": line.number,
        "genre": line.genre.value,
        "province": line.province,
        "date": _day(line.date),
    }


def document(one: Document, disagreeing: Iterable[Conflict] = ()) -> Shape:
    """A document as read; `disagreeing` are the conflicts its citations take part in."""
    return {
        "id": one.id,
        "genre": one.metadata.genre.value,
        "meta": _metadata(one.metadata),
        "outline": [
            {
                "eid": provision.eid,
                "level": provision.level,
                "label": provision.label,
                "heading": one.heading_text(provision),
                "parent": provision.parent,
                "start": provision.span.start,
                "end": provision.span.end,
                "certainty": round(provision.certainty, 3),
            }
            for provision in one.provisions
        ],
        "task_groups": list(one.task_groups),
        "passages": [_passage(one, passage) for passage in one.passages],
        "references": _references(one.references),
        "duties": [
            {"agency": duty.agency, "lead": duty.lead, "passage": one.passage_id(duty.passage)}
            for duty in one.duties
        ],
        "conflicts": [conflict(other) for other in disagreeing],
        "boilerplate": _spans(one.boilerplate),
        "source": _source(one.source),
        "problems": [
            {
                "stage": problem.stage,
                "message": str(problem.message),
                "span": _span(problem.span) if problem.span else None,
            }
            for problem in one.problems
        ],
    }


def conflict(one: Conflict) -> Shape:
    return {
        "matter": one.matter.value,
        "number": one.number,
        "readings": [
            {
                "value": reading.value,
                "mentions": [
                    {
                        "document": mention.document,
                        "eid": mention.eid,
                        "printed": mention.printed,
                        "span": _span(mention.span),
                    }
                    for mention in reading.mentions
                ],
            }
            for reading in one.readings
        ],
    }


def _source(source: Source) -> Shape:
    """Where the file came from; what a list of documents declares is not what was read."""
    declared = source.declared or Declared()
    return {
        "file": source.file_name,
        "sha256": source.sha256,
        "url": source.url,
        "fetched_at": source.fetched_at,
        "licence": source.licence,
        "declared": {
            "title": declared.title,
            "number": declared.number,
            "place": declared.place,
        },
    }


def _metadata(meta: Metadata) -> Shape:
    return {
        "type": meta.type,
        "number": meta.number,
        "date": _day(meta.date),
        "issuer": meta.issuer,
        "level": meta.level.value if meta.level else None,
        "province": meta.province,
        "district": meta.district,
        "commune": meta.commune,
        "title": meta.title,
        "signer": meta.signer,
        "effective": _day(meta.effective),
        "replaces": list(meta.replaces),
        "status": meta.status,
        "implements": list(meta.implements),
        "about": meta.about,
        "published": _day(meta.published),
    }


def _passage(one: Document, passage: Passage) -> Shape:
    return {
        "id": one.passage_id(passage.eid),
        "eid": passage.eid,
        "text": one.passage_text(passage),
        "spans": _spans(passage.spans),
        "page": one.page(passage.spans[0].start),
        "sentences": [
            {
                "id": one.passage_id(sentence.eid),
                "text": joined(one.text, sentence.spans),
                "spans": _spans(sentence.spans),
            }
            for sentence in passage.sentences
        ],
    }


def _references(references: Iterable[Reference]) -> list[Shape]:
    """Each document cited once, in the order of first mention, as it is mostly read."""
    cited: dict[str, list[Reference]] = {}
    for reference in references:
        cited.setdefault(reference.number or key(reference.printed), []).append(reference)
    return [
        {
            "printed": same[0].printed,
            "type": _mostly(r.type for r in same),
            "number": same[0].number,
            "date": _day(_mostly(r.date for r in same)),
            "issuer": _mostly(r.issuer for r in same),
            "count": len(same),
        }
        for same in cited.values()
    ]


TARGET_KEYS = (
    "document", "passage", "indicator", "kind", "comparator", "value", "unit", "baseline", "year",
    "span",
)  # fmt: skip


def targets(one: Document) -> list[Shape]:
    return [
        {
            "document": one.id,
            "passage": one.passage_id(target.passage),
            "indicator": target.indicator,
            "kind": target.kind.value,
            "comparator": target.comparator.value,
            "value": target.value,
            "unit": target.unit,
            "baseline": target.baseline,
            "year": target.year,
            "span": _span(target.span),
        }
        for target in one.targets
    ]


def write_csv(file: Path, rows: Iterable[Shape], keys: Sequence[str]) -> None:
    """A table for spreadsheets: UTF-8 with its mark, spans as `start-end`."""
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            table = csv.writer(out)
            table.writerow(keys)
            table.writerows(map(_safe, plain(row, keys)) for row in rows)
    except OSError as error:
        raise BadRequest(
            Message("Không ghi được tệp {file}: {reason}", file=file, reason=error.strerror)
        ) from error


def plain(row: Shape, keys: Sequence[str] = TARGET_KEYS) -> list[str]:
    """The values of a row as text, spans as `start-end`."""
    return [
        "-".join(map(str, value))
        if isinstance(value, list)
        else ""
        if value is None
        else str(value)
        for value in (row[name] for name in keys)
    ]


def _safe(text: str) -> str:
    # Words of a document that a spreadsheet would take for a formula.
    return f"'{text}" if len(text) > 1 and text[0] in "=+@" else text


def results(found: Results) -> Shape:
    return {
        "total": found.total,
        "hits": [
            {
                "passage": hit.passage,
                "document": hit.document,
                "score": round(hit.score, 4),
                "text": hit.text,
                "highlights": _spans(hit.highlights),
                "heading_path": list(hit.heading_path),
            }
            for hit in found.hits
        ],
        "facets": {
            name: [{"value": value.value, "count": value.count} for value in values]
            for name, values in found.facets.items()
        },
        "suggestion": found.searched or found.suggestion,
    }


def comparison(made: Comparison) -> Shape:
    frame = made.frame
    return {
        "frame": frame
        and {"id": frame.id, "groups": [{"key": g.key, "title": g.title} for g in frame.groups]},
        "groups": [
            {
                "document": group.document,
                "eid": group.eid,
                "links": [{"key": link.key, "score": link.score} for link in group.links],
            }
            for group in made.groups
        ],
        "clauses": [
            {"passage": clause.passage, "key": clause.key, "score": clause.score}
            for clause in made.clauses
        ],
        "links": [
            {
                "left": list(link.left),
                "right": list(link.right),
                "relation": link.relation.value,
                "score": link.score,
                "decided_by": link.decided.by if link.decided else None,
            }
            for link in made.links
        ],
        "only_in": {name: list(passages) for name, passages in made.only_in.items()},
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _spans(spans: Spans) -> list[list[int]]:
    return [_span(span) for span in spans]


def _mostly(values: Iterable[Any]) -> Any:
    """The value given most often, None where none is given."""
    common = Counter(value for value in values if value is not None).most_common(1)
    return common[0][0] if common else None
