"""The ledger as the screen shows it: which rows in which order, how a value is written,
and the plot of an indicator.

In: the rows a workspace makes, and what the address asks for.  Out: the rows to show,
and the places of dots in a drawing that the template makes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from corpus.figures import FigureKind
from corpus.model import Document, Message, SpanMap
from corpus.tabulated import (
    COMPARATORS,
    KINDS,
    Direction,
    Figure,
    Flag,
    FlagKind,
    Ledger,
    LedgerRow,
)
from corpus.text import sort_key
from web import i18n

FLAGS = {
    FlagKind.BELOW_RESULT: Message("kém kết quả đã có"),
    FlagKind.CONTRADICTION: Message("không thống nhất"),
    FlagKind.OUTLIER: Message("khác xa nơi khác"),
    FlagKind.OTHER_UNIT: Message("khác đơn vị"),
    FlagKind.NO_YEAR: Message("không nêu năm"),
}
DIRECTIONS = {
    Direction.UP: ("↑", Message("càng cao càng tốt")),
    Direction.DOWN: ("↓", Message("càng thấp càng tốt")),
}


def grave(row: LedgerRow) -> list[Flag]:
    """The flags that stand with the row; a year left out is said beside its value."""
    return [flag for flag in row.flags if flag.kind is not FlagKind.NO_YEAR]


def _has(kind: FlagKind) -> Callable[[LedgerRow], bool]:
    return lambda row: any(flag.kind is kind for flag in row.flags)


FILTERS: Mapping[str, tuple[Message, Callable[[LedgerRow], bool]]] = {
    "all": (Message("mọi chỉ tiêu"), lambda row: True),
    "shared": (Message("có ở từ hai văn bản"), lambda row: len(row.cells) > 1),
    "flagged": (Message("cần xem lại"), lambda row: bool(grave(row))),
    "undated": (Message("không nêu năm"), _has(FlagKind.NO_YEAR)),
}
SORTS: Mapping[str, tuple[Message, Callable[[LedgerRow], Any]]] = {
    "shared": (Message("nhiều văn bản trước"), lambda row: -len(row.cells)),
    "given": (Message("theo thứ tự trong văn bản"), lambda row: 0),
    "name": (Message("theo tên"), lambda row: sort_key(row.name)),
    "flags": (Message("cần xem lại trước"), lambda row: -len(grave(row))),
}


def chosen(ledger: Ledger, show: str, sort: str) -> Ledger:
    """The rows to show, in their order, and the documents that speak in one of them."""
    keeps, order = FILTERS[show][1], SORTS[sort][1]
    rows = sorted(filter(keeps, ledger.rows), key=order)
    heard = {name for row in rows for name in row.cells}
    documents = tuple(document for document in ledger.documents if document.id in heard)
    return Ledger(documents, tuple(rows))


def number(text: str) -> str:
    """A decimal string in the reader's language, with all its digits."""
    return str(format_decimal(text, format="#,##0.######", locale=i18n.language()))


def value(figure: Figure) -> str:
    """A figure with its sign and a short unit: "≥ 98%"."""
    target = figure.target
    unit = " ".join(target.unit.split())
    shown = number(target.value) + (unit if unit in ("%", "‰") else f" {unit}" if unit else "")
    return i18n.translate(Message(COMPARATORS[target.comparator].template, value=shown))


def words_of(figure: Figure, documents: Mapping[str, Document]) -> str | None:
    """Where the words of a value stand in the text of their passage, as `a-b`."""
    document = documents[figure.document]
    passage = document.passage(figure.target.passage)
    found = SpanMap(passage.spans).to_joined(figure.target.span) if passage else None
    return f"{found.start}-{found.end}" if found else None


# --- The plot -----------------------------------------------------------------

_WIDTH, _LEFT, _RIGHT = 320, 96, 14  # of the drawing, and of what is beside the axis
_LINE, _TOP, _FOOT = 20, 6, 20
_MOST_PLACES = 12
_LONGEST_NAME = 14
_CLOSE = 22.0  # years nearer than this to one before are left to the words


@dataclass(frozen=True, slots=True)
class Dot:
    kind: FigureKind
    x: float
    year: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The dots of one document, on one line, from `low` to `high`."""

    name: str
    y: float
    dots: tuple[Dot, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Plot:
    """`said` is the drawing in words."""

    width: int
    height: int
    left: int
    right: int
    axis: float
    low: str
    high: str
    strips: tuple[Strip, ...]
    said: str


def plot(row: LedgerRow, names: Mapping[str, str]) -> Plot | None:
    """A line for each document; None where there is nothing to see: fewer than two
    values, or more places than can be told apart."""
    cells = {
        name: [f for f in row.cells[name].figures if f.amount is not None]
        for name in names
        if name in row.cells
    }
    cells = {name: figures for name, figures in cells.items() if figures}
    amounts = [f.amount for figures in cells.values() for f in figures if f.amount is not None]
    if len(set(amounts)) < 2 or len(cells) > _MOST_PLACES:
        return None
    low, high = min(amounts), max(amounts)
    room = _WIDTH - _LEFT - _RIGHT

    def x(amount: float) -> float:
        return round(_LEFT + room * (amount - low) / (high - low), 1)

    strips = []
    for at, (name, figures) in enumerate(cells.items()):
        places = [(f, x(f.amount)) for f in figures if f.amount is not None]
        strips.append(
            Strip(
                _short(names[name]),
                _TOP + _LINE * at + _LINE / 2,
                _dots(places),
                min(place for _, place in places),
                max(place for _, place in places),
            )
        )
    axis = _TOP + _LINE * len(strips) + 4
    return Plot(
        _WIDTH, int(axis + _FOOT), _LEFT, _WIDTH - _RIGHT, axis, number(f"{low:.12g}"),
        number(f"{high:.12g}"), tuple(strips), _said(row, cells, names),
    )  # fmt: skip


def _dots(places: Sequence[tuple[Figure, float]]) -> tuple[Dot, ...]:
    """From left to right, with the year where there is room for it."""
    dots: list[Dot] = []
    last = -_CLOSE
    for figure, place in sorted(places, key=lambda pair: pair[1]):
        year = str(figure.year or "") if place - last >= _CLOSE else ""
        last = place if year else last
        dots.append(Dot(figure.kind, place, year))
    return tuple(dots)


def _said(row: LedgerRow, cells: Mapping[str, Sequence[Figure]], names: Mapping[str, str]) -> str:
    parts = []
    for name, figures in cells.items():
        values = ", ".join(
            f"{i18n.translate(KINDS[f.kind])} {value(f)}" + (f" ({f.year})" if f.year else "")
            for f in figures
        )
        parts.append(f"{names[name]}: {values}")
    return f"{row.name}. {'; '.join(parts)}."


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def place_name(document: Document) -> str:
    """What a document is called where there is little room: its place, else its number."""
    meta = document.metadata
    named = meta.commune or meta.district or meta.province or meta.number
    return named or " ".join(meta.title.split())


def column_names(documents: Sequence[Document]) -> dict[str, str]:
    """Short names by id; two documents of one place carry their numbers."""
    names = {document.id: place_name(document) for document in documents}
    return {
        one.id: f"{names[one.id]} {one.metadata.number}"
        if list(names.values()).count(names[one.id]) > 1
        and one.metadata.number
        and names[one.id] != one.metadata.number
        else names[one.id]
        for one in documents
    }
