"""Answers as plain text for people: lines, lists and tables.

In come values of the core, out come lines in the reader's language, as wide as
the terminal; into a pipe, nothing is cut.
"""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from corpus.model import Comparison, Document, Hit, Message, Results, joined, split_passage_id
from corpus.tabulated import COMPARATORS, KINDS
from manual import Say, language, voice

if TYPE_CHECKING:
    from corpus.records import Summary
    from ingest.fetch import Fetched
    from ingest.pipeline import Progress, Report

_HEADS = (
    Message("Mã"),
    Message("Số, ký hiệu"),
    Message("Ngày"),
    Message("Địa phương"),
    Message("Thể loại"),
    Message("Tên"),
)
_TARGET_HEADS = (
    Message("Văn bản"),
    Message("Loại số"),
    Message("Giá trị"),
    Message("Từ mức"),
    Message("Năm"),
    Message("Chỉ tiêu"),
)
_STRONGEST = 15

STAGES = {
    "fetching": Message("đang tải"),
    "fetched": Message("đã tải"),
    "local": Message("tệp có sẵn"),
    "parse": Message("đang đọc"),
    "added": Message("đã thêm"),
    "updated": Message("đã cập nhật"),
    "unchanged": Message("không đổi"),
    "failed": Message("không nạp được"),
}

_BEGINNINGS = {"fetching", "parse"}

# --- Progress ---------------------------------------------------------------


def progress_line(at: Progress, say: Say) -> str:
    width = len(str(at.total))
    return f"[{at.done:>{width}}/{at.total}] {say(STAGES[at.stage])}: {at.file}"


def progress() -> Callable[[Progress], None]:
    """Shows progress on stderr: one line that changes on a terminal, else a line a file."""
    alive = sys.stderr.isatty()

    def show(at: Progress) -> None:
        line = progress_line(at, voice())
        if not alive:
            if at.stage not in _BEGINNINGS:
                click.echo(line, err=True)
            return
        room = shutil.get_terminal_size().columns - 1
        end = "\n" if at.done == at.total else ""
        click.echo(f"\r\x1b[2K{cut(line, room)}{end}", nl=False, err=True)

    return show


# --- Answers ----------------------------------------------------------------


def report(done: Report) -> Iterator[str]:
    say = voice()
    for failure in done.failed:
        yield say(
            Message("Không nạp được {file}: {reason}", file=failure.file, reason=failure.reason)
        )
    yield say(
        Message(
            "Thêm {added}, cập nhật {updated}, không đổi {unchanged}, không nạp được {failed}"
            " ({seconds} giây).",
            added=len(done.added),
            updated=len(done.updated),
            unchanged=len(done.unchanged),
            failed=len(done.failed),
            seconds=f"{done.seconds:.1f}",
        )
    )


def fetched(done: Fetched) -> Iterator[str]:
    counts = Counter(entry.fate.value for entry in done.entries)
    names = ("fetched", "unchanged", "local", "failed")
    yield voice()(
        Message(
            "Tải về {fetched}, không đổi {unchanged}, có sẵn {local}, không tải được {failed}.",
            **{name: counts[name] for name in names},
        )
    )


def documents(lines: Sequence[Summary]) -> Iterator[str]:
    from web.labels import genre

    say = voice()
    yield from table(
        [say(head) for head in _HEADS],
        [
            (
                line.id,
                line.number or "",
                _day(line.date, say),
                line.province or "",
                say(genre(line.genre.value)),
                line.title,
            )
            for line in lines
        ],
    )


def document(one: Document) -> Iterator[str]:
    from web.labels import genre

    say, meta = voice(), one.metadata
    yield click.style(one_line(meta.title), bold=True)
    place = ", ".join(name for name in (meta.commune, meta.district, meta.province) if name)
    facts = (
        (Message("Mã"), one.id),
        (Message("Thể loại"), say(genre(meta.genre.value))),
        (Message("Loại văn bản"), meta.type),
        (Message("Số, ký hiệu"), meta.number),
        (Message("Ngày"), _day(meta.date, say)),
        (Message("Ngày đăng"), _day(meta.published, say)),
        (Message("Cơ quan ban hành"), meta.issuer),
        (Message("Địa phương"), place),
        (Message("Người ký"), meta.signer),
        (Message("Thực hiện"), ", ".join(meta.implements)),
    )
    for name, value in facts:
        if value:
            yield f"  {say(name)}: {one_line(value)}"
    yield ""
    groups = set(one.task_groups)
    for provision in one.provisions:
        depth = sum(1 for _ in one.ancestors(provision.eid)) - 1
        mark = "*" if provision.eid in groups else " "
        heading = one.heading_text(provision) or one_line(joined(one.text, provision.body))
        label = provision.label if not heading.startswith(provision.label) else ""
        words = " ".join(part for part in (label, heading) if part)
        yield cut(f"{mark} {'  ' * depth}{words}", _width())
    for problem in one.problems:
        yield "! " + say(problem.message)


def targets(documents: Sequence[Document]) -> Iterator[str]:
    say = voice()
    rows = []
    for one in documents:
        for target in one.targets:
            value = f"{target.value} {target.unit}".strip()
            template = COMPARATORS[target.comparator].template
            rows.append(
                (
                    one.id,
                    say(KINDS[target.kind]),
                    say(Message(template, value=value)),
                    target.baseline or "",
                    str(target.year or ""),
                    target.indicator,
                )
            )
    yield from (
        table([say(head) for head in _TARGET_HEADS], rows)
        if rows
        else (say(Message("Không thấy chỉ tiêu nào.")),)
    )


def results(found: Results) -> Iterator[str]:
    say = voice()
    counts = {"total": found.total, "full": found.full}
    yield say(Message("{total} đoạn, {full} đoạn có đủ các từ.", **counts))
    if found.searched:
        yield say(
            Message("Đã tìm: {query} (đặt dấu = ở đầu để tìm đúng như đã gõ)", query=found.searched)
        )
    if found.suggestion:
        yield say(Message("Có phải ý bạn là: {query}", query=found.suggestion))
    yield from (say(offer.reason) for offer in found.offers)
    for hit in found.hits:
        yield ""
        yield click.style(hit.passage, fg="cyan")
        if hit.heading_path:
            yield "  " + cut(" › ".join(map(one_line, hit.heading_path)), _width() - 2)
        yield "  " + one_line(marked(hit))


def pointed_at(query: str, position: int) -> Iterator[str]:
    """A query, and under it a mark at the place that cannot be read."""
    yield "  " + "".join(" " if letter.isspace() else letter for letter in query)
    yield f"  {'':{position}}^"


def marked(hit: Hit) -> str:
    """The text of a hit with its highlights in bold."""
    pieces, at = [], 0
    for span in hit.highlights:
        pieces += [hit.text[at : span.start], click.style(span.of(hit.text), bold=True)]
        at = span.end
    return "".join([*pieces, hit.text[at:]])


def comparison(made: Comparison, documents: Mapping[str, Document]) -> Iterator[str]:
    yield from _rows(made, documents) if made.frame else _pairs(made, documents)
    say = voice()
    yield ""
    for name, passages in made.only_in.items():
        yield say(
            Message("Chỉ có trong {document}: {count} ý.", document=name, count=len(passages))
        )


def _rows(made: Comparison, documents: Mapping[str, Document]) -> Iterator[str]:
    from web.labels import GAPS

    assert made.frame is not None
    say = voice()
    filed = Counter((split_passage_id(c.passage)[0], c.key) for c in made.clauses)
    for at, row in enumerate(made.frame.groups):
        if at:
            yield ""
        title = row.title_en if language() == "en" else row.title
        yield click.style(f"{row.key}  {one_line(title)}", bold=True)
        for name in made.documents:
            one = documents[name]
            count = filed[name, row.key]
            gap = GAPS[one.metadata.genre]
            ideas = say(Message("{count} ý", count=count)) if count else say(gap)
            yield f"  {'●' if count else '∅'} {name}: {ideas}"
            for group in made.groups:
                provision = one.provision(group.eid) if group.document == name else None
                keys = [link.key for link in group.links]
                if provision and row.key in keys:
                    yield cut(f"      {one.heading_text(provision)}", _width())


def _pairs(made: Comparison, documents: Mapping[str, Document]) -> Iterator[str]:
    from web.labels import RELATIONS

    say = voice()
    links = sorted(made.links, key=lambda link: -link.score)
    for at, link in enumerate(links[:_STRONGEST]):
        sign, word = RELATIONS[link.relation]
        if at:
            yield ""
        yield f"{sign} {say(word)} {link.decided.by if link.decided else f'{link.score:.2f}'}"
        for passage_id in (*link.left, *link.right):
            words = one_line(passage_text(documents, passage_id))
            yield cut(f"  {passage_id}: {words}", 2 * _width())
    if len(links) > _STRONGEST:
        left = len(links) - _STRONGEST
        yield ""
        yield say(Message("… và {count} liên kết nữa (xem --json).", count=left))


def passage_text(documents: Mapping[str, Document], passage_id: str) -> str:
    """The words of a passage or of one of its sentences."""
    name, eid = split_passage_id(passage_id)
    one = documents[name]
    passage = one.passage(eid) or one.passage(eid.partition("__sent_")[0])
    if passage is None:
        return ""
    spans = next((s.spans for s in passage.sentences if s.eid == eid), passage.spans)
    return joined(one.text, spans)


# --- Plain text -------------------------------------------------------------


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as they need; the last takes what the terminal has left."""
    cells = [[one_line(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)][:-1]
    room = max(20, _width() - sum(widths) - 2 * len(widths))
    for at, row in enumerate(cells):
        fixed = "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False))
        line = (fixed + cut(row[-1], room)).rstrip()
        yield click.style(line, bold=True) if at == 0 else line


def one_line(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def _width() -> int:
    """Of the terminal; where there is none, nothing is cut."""
    return shutil.get_terminal_size((10_000, 24)).columns


def _day(day: date | None, say: Say) -> str:
    return say(Message("{day}", day=day)) if day else ""
