"""What to look at in a ledger: a sentence and a reason for each.

In come rows; out come the same rows with their flags. A flag never says that a
document is wrong, only what stands beside what: both are there with their passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from statistics import fmean, median

from corpus.figures import Comparator, FigureKind
from corpus.model import Document, Message, Span
from corpus.tabulated import Direction, Figure, Flag, FlagKind, LedgerRow

ENOUGH_PLACES = 5
_FAR = 3.5  # robust standard deviations from the median (Iglewicz and Hoaglin)
_MAD, _MEAN_AD = 1.4826, 1.2533  # what makes deviations standard ones of a normal sample
_NEAR = 0.1  # of the median: within it nothing is far
_SAME = 1e-9

_SENTENCES = {
    Direction.UP: Message("Chỉ tiêu “{target}” thấp hơn mức đã đạt “{result}”."),
    Direction.DOWN: Message("Chỉ tiêu “{target}” cao hơn mức hiện có “{result}”."),
}
_WISHES = {
    Direction.UP: Message(
        "Chỉ tiêu này càng cao càng tốt, nên chỉ tiêu thường không thấp hơn kết quả đã có."
    ),
    Direction.DOWN: Message(
        "Chỉ tiêu này càng thấp càng tốt, nên chỉ tiêu thường không cao hơn kết quả đã có."
    ),
}
_ORDER = list(FlagKind)


def flags(rows: Sequence[LedgerRow], documents: Sequence[Document]) -> Iterator[LedgerRow]:
    """The rows with their flags, the gravest first."""
    place_of = {document.id: place(document) for document in documents}
    for row in rows:
        found = [
            *row.flags,
            *_below_result(row, place_of),
            *_contradictions(row),
            *_outliers(row, place_of),
            *_other_units(row),
            *_without_year(row),
        ]
        once = {(flag.kind, str(flag.sentence)): flag for flag in reversed(found)}
        ordered = sorted(once.values(), key=lambda f: (_ORDER.index(f.kind), found.index(f)))
        yield replace(row, flags=tuple(ordered))


def place(document: Document) -> tuple[str, ...]:
    """The place a document speaks for; what names none speaks for itself."""
    meta = document.metadata
    named = tuple(name or "" for name in (meta.province, meta.district, meta.commune))
    return named if any(named) else (document.id,)


def _below_result(row: LedgerRow, place_of: Mapping[str, tuple[str, ...]]) -> Iterator[Flag]:
    if row.direction is None:
        return
    worse = -1 if row.direction is Direction.UP else 1
    for figure in _targets(row):
        known = [
            other
            for other in row.figures
            if other.kind is not FigureKind.TARGET
            and other.amount is not None
            and place_of[other.document] == place_of[figure.document]
            and (other.year or 0) <= (figure.year or 9999)
        ]
        if not known or figure.amount is None:
            continue
        latest = max(known, key=lambda f: (f.year or 9999, f.kind is FigureKind.RESULT))
        assert latest.amount is not None
        if worse * (figure.amount - latest.amount) > _SAME:
            said = _SENTENCES[row.direction]
            yield Flag(
                FlagKind.BELOW_RESULT,
                Message(said.template, target=figure.printed, result=latest.printed),
                _WISHES[row.direction],
                (figure, latest),
            )


def _targets(row: LedgerRow) -> list[Figure]:
    return [f for f in row.figures if f.kind is FigureKind.TARGET]


def _contradictions(row: LedgerRow) -> Iterator[Flag]:
    for cell in row.cells.values():
        alike: dict[tuple[FigureKind, int | None], dict[Span, list[Figure]]] = {}
        for figure in cell.figures:
            if figure.amount is not None and figure.target.comparator is not Comparator.MAINTAIN:
                said = alike.setdefault((figure.kind, figure.year), {})
                said.setdefault(figure.target.span, []).append(figure)
        for (_, year), statements in alike.items():
            for one, two in combinations(statements.values(), 2):
                if _amounts(one) != _amounts(two):
                    yield _contradiction(year, one[0], two[0])
                    break


def _amounts(statement: Sequence[Figure]) -> list[float]:
    """What one statement gives; a range gives two."""
    return sorted(round(f.amount, 6) for f in statement if f.amount is not None)


def _contradiction(year: int | None, one: Figure, two: Figure) -> Flag:
    if year:
        said = Message("Năm {year} có hai giá trị: “{one}” và “{two}”.",
                       year=str(year), one=one.printed, two=two.printed)  # fmt: skip
    else:
        said = Message("Có hai giá trị mà không nêu năm: “{one}” và “{two}”.",
                       one=one.printed, two=two.printed)  # fmt: skip
    reason = Message("Hai chỗ trong cùng một văn bản nêu khác nhau về cùng một chỉ tiêu.")
    return Flag(FlagKind.CONTRADICTION, said, reason, (one, two))


def _outliers(row: LedgerRow, place_of: Mapping[str, tuple[str, ...]]) -> Iterator[Flag]:
    by_year: dict[int | None, dict[tuple[str, ...], Figure]] = defaultdict(dict)
    for figure in _targets(row):
        if figure.amount is not None:
            by_year[figure.year].setdefault(place_of[figure.document], figure)
    for figures in by_year.values():
        if len(figures) < ENOUGH_PLACES:
            continue
        amounts = [f.amount for f in figures.values() if f.amount is not None]
        middle = median(amounts)
        spread = _MAD * median(abs(a - middle) for a in amounts)
        spread = spread or _MEAN_AD * fmean(abs(a - middle) for a in amounts)
        for figure in figures.values():
            assert figure.amount is not None
            away = abs(figure.amount - middle)
            if spread and away > _FAR * spread and away > _NEAR * abs(middle):
                yield Flag(
                    FlagKind.OUTLIER,
                    Message("“{value}” khác xa các nơi khác (ở giữa là {middle} {unit}).",
                            value=figure.printed, middle=f"{middle:g}", unit=row.unit),
                    Message("So với {count} nơi đặt chỉ tiêu này cho cùng năm, theo trung vị.",
                            count=len(figures)),
                    (figure,),
                )  # fmt: skip


def _other_units(row: LedgerRow) -> Iterator[Flag]:
    for cell in row.cells.values():
        odd = tuple(f for f in cell.figures if f.amount is None)
        if odd:
            unit = " ".join(odd[0].target.unit.split())
            yield Flag(
                FlagKind.OTHER_UNIT,
                Message("Tính bằng “{unit}”, nơi khác tính bằng “{usual}”.",
                        unit=unit, usual=row.unit),
                Message("Hai đơn vị không quy đổi được nên không so sánh."),
                odd,
            )  # fmt: skip


def _without_year(row: LedgerRow) -> Iterator[Flag]:
    for cell in row.cells.values():
        undated = tuple(
            f
            for f in cell.targets
            if f.year is None and f.target.comparator is not Comparator.MAINTAIN
        )
        if undated:
            yield Flag(
                FlagKind.NO_YEAR,
                Message("Không nêu năm phải đạt: “{value}”.", value=undated[0].printed),
                Message("Trong câu và các đề mục phía trên không có năm nào."),
                undated,
            )
