"""The figures of many documents in one table, the same indicator in one row.

In come documents, and what people decided: pairs of figures that are of one indicator
or are not. Out comes a `Ledger`. Rows are grown from the surest likeness on, and two
rows become one only where they are alike on the whole, so that a chain of small
differences never joins what differs. Documents decide nothing about one another's
figures: adding one changes the rows it has a part in, not how alike others are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import combinations

from compare.flags import flags
from compare.indicator_words import UNWANTED, WANTED
from compare.indicators import NAMED, SURE, SURE_WITHIN, Indicator, against, likeness, read
from compare.measures import CHANGE, COUNT, UNKNOWN, Measure, measure
from corpus.figures import Comparator, FigureKind
from corpus.model import Document, Message, Target
from corpus.tabulated import (
    Direction,
    Figure,
    Flag,
    FlagKind,
    Ledger,
    LedgerCell,
    LedgerRow,
    figure_id,
)
from corpus.text import key

Decided = Mapping[tuple[str, str], bool]
_LONGEST_NAME = 200
_UP = {Comparator.MORE, Comparator.AT_LEAST, Comparator.INCREASE}
_DOWN = {Comparator.LESS, Comparator.AT_MOST, Comparator.DECREASE}
_KINDS = list(FigureKind)


@dataclass(slots=True)
class _Wording:
    """One document's figures under one name; what is sorted into rows."""

    document: str
    order: tuple[int, int]
    indicator: Indicator
    targets: list[Target] = field(default_factory=list)


def build(documents: Sequence[Document], decided: Decided | None = None) -> Ledger:
    """The ledger of these documents; `decided` are pairs of figure ids with whether they
    are of one indicator."""
    groups = _grouped(_wordings(documents), decided or {})
    texts = {document.id: document.text for document in documents}
    rows = _with_kin(groups, [_row(group, texts) for group in groups])
    return Ledger(tuple(documents), tuple(flags(rows, documents)))


def together(documents: Sequence[Document]) -> list[list[tuple[str, Target]]]:
    """The figures of each row, as (document, figure)."""
    return [
        [(wording.document, target) for wording in group for target in wording.targets]
        for group in _grouped(_wordings(documents), {})
    ]


def _wordings(documents: Sequence[Document]) -> list[_Wording]:
    found: dict[tuple[str, str, Measure, frozenset[tuple[str, str]]], _Wording] = {}
    for at, document in enumerate(documents):
        above: Indicator | None = None
        passage = ""
        for number, target in enumerate(document.targets):
            if target.passage != passage:
                passage, above = target.passage, None
            what = measure(target.unit, target.comparator, target.indicator)
            said = target.span.of(document.text)
            one = against(read(target.indicator, what, target.unit, above), said)
            above = one if one.whom else above
            named = key(target.indicator) if one.weight >= NAMED else str(number)
            same = (document.id, named, what, one.guard)
            wording = found.setdefault(same, _Wording(document.id, (at, number), one))
            wording.targets.append(target)
    return list(found.values())


def _grouped(wordings: Sequence[_Wording], decided: Decided) -> list[list[_Wording]]:
    """Rows of wordings, in the order of their first figure."""
    atoms, apart = _decided(wordings, decided)
    likely = _likeness(wordings, atoms)
    row_of = {at: [at] for at in set(atoms)}
    for (one, two), _ in sorted(likely.items(), key=lambda pair: (-pair[1], pair[0])):
        left, right = row_of[one], row_of[two]
        if left is right or not _alike(left, right, likely, apart):
            continue
        left += right
        for at in right:
            row_of[at] = left
    rows: dict[int, list[int]] = defaultdict(list)
    for at, atom in enumerate(atoms):
        rows[min(row_of[atom])].append(at)
    return [[wordings[at] for at in row] for row in sorted(rows.values())]


def _alike(
    left: Sequence[int],
    right: Sequence[int],
    likely: Mapping[tuple[int, int], float],
    apart: Set[tuple[int, int]],
) -> bool:
    """Whether two rows are one: no pair of theirs is kept apart, and on the whole they
    are alike enough."""
    pairs = [(min(a, b), max(a, b)) for a in left for b in right]
    scores = [likely.get(pair, 0.0) for pair in pairs]
    return min(scores) > 0 and sum(scores) >= SURE * len(scores) and apart.isdisjoint(pairs)


def _decided(
    wordings: Sequence[_Wording], decided: Decided
) -> tuple[list[int], set[tuple[int, int]]]:
    """For each wording the first of those people put together with it, and the pairs of
    such that they keep apart."""
    home = {figure_id(w.document, t): at for at, w in enumerate(wordings) for t in w.targets}
    atoms = list(range(len(wordings)))
    known = {
        (home[left], home[right]): same
        for (left, right), same in decided.items()
        if left in home and right in home
    }
    for (one, two), same in known.items():
        if same:
            first, second = sorted((atoms[one], atoms[two]))
            atoms = [first if atom == second else atom for atom in atoms]
    apart = {
        (min(atoms[one], atoms[two]), max(atoms[one], atoms[two]))
        for (one, two), same in known.items()
        if not same
    }
    return atoms, apart


def _likeness(wordings: Sequence[_Wording], atoms: Sequence[int]) -> dict[tuple[int, int], float]:
    """How alike two wordings are, for those that can be one at all."""
    blocks: dict[object, list[int]] = defaultdict(list)
    for at, wording in enumerate(wordings):
        blocks[wording.indicator.block].append(at)
    found: dict[tuple[int, int], float] = {}
    for block in blocks.values():
        for one, two in combinations(block, 2):
            first, second = sorted((atoms[one], atoms[two]))
            if first == second:
                continue
            score = likeness(wordings[one].indicator, wordings[two].indicator)
            if score < SURE_WITHIN and _both_set(wordings[one], wordings[two]):
                continue
            if score > found.get((first, second), 0.0):
                found[first, second] = score
    return found


def _both_set(one: _Wording, two: _Wording) -> bool:
    """Whether one document gives both wordings a value of the same kind and year: it
    would not say a thing twice in other words."""
    if one.document != two.document:
        return False
    mine = {(t.kind, t.year) for t in one.targets}
    theirs = {(t.kind, t.year) for t in two.targets}
    return bool(mine & theirs) and {t.value for t in one.targets} != {t.value for t in two.targets}


# --- Rows ---------------------------------------------------------------------


def _row(group: Sequence[_Wording], texts: Mapping[str, str]) -> LedgerRow:
    names = Counter(_name(t.indicator) for wording in group for t in wording.targets)
    named = max(names, key=lambda name: (len(name) <= _LONGEST_NAME, names[name], len(name)))
    units = Counter(" ".join(t.unit.split()) for wording in group for t in wording.targets)
    unit = max(units, key=lambda one: (units[one], one))
    base = next(
        w.indicator.measure for w in group for t in w.targets if " ".join(t.unit.split()) == unit
    )
    cells: dict[str, list[Figure]] = {}
    for wording in group:
        for target in wording.targets:
            amount = _amount(target, wording.indicator.measure, base)
            printed = " ".join(target.span.of(texts[wording.document]).split()).rstrip(" |")
            cells.setdefault(wording.document, []).append(
                Figure(wording.document, target, printed, amount)
            )
    first = group[0].targets[0]
    return LedgerRow(
        key=f"{group[0].document}-{first.span.start}",
        name=named,
        names=tuple(names),
        unit=unit,
        direction=_direction(group),
        cells={
            document: LedgerCell(document, tuple(sorted(figures, key=_by_kind_and_year)))
            for document, figures in cells.items()
        },
    )


def _with_kin(groups: Sequence[Sequence[_Wording]], rows: Sequence[LedgerRow]) -> list[LedgerRow]:
    """The rows, each told of the rows that measure the same in another dimension: how
    many households are poor beside what share of them."""
    by_guard: dict[object, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        if group[0].indicator.measure.dimension not in (CHANGE, UNKNOWN):
            by_guard[group[0].indicator.guard].append(at)
    told = list(rows)
    for block in by_guard.values():
        for one, two in combinations(block, 2):
            mine, theirs = groups[one][0].indicator, groups[two][0].indicator
            apart = mine.measure.dimension != theirs.measure.dimension
            apart = apart and rows[one].cells.keys() != rows[two].cells.keys()
            if apart and likeness(mine, replace(theirs, measure=mine.measure)) >= SURE:
                told[one] = _told(told[one], rows[two])
                told[two] = _told(told[two], rows[one])
    return told


def _told(row: LedgerRow, other: LedgerRow) -> LedgerRow:
    flag = Flag(
        FlagKind.OTHER_UNIT,
        Message("Cùng nội dung này còn có số liệu tính bằng “{unit}”.", unit=other.unit),
        Message("Ở hàng khác, vì hai cách tính không so sánh thẳng với nhau được."),
        other.figures,
    )
    return replace(row, flags=(*row.flags, flag))


def _name(indicator: str) -> str:
    """As shown: without the sign of a list, on one line, with a capital."""
    name = " ".join(indicator.split()).lstrip("-–+*• ").rstrip(":,; ")
    return name[:1].upper() + name[1:]


def _amount(target: Target, mine: Measure, base: Measure) -> float | None:
    """The value in the unit of the row."""
    if mine.unit != base.unit and mine.dimension != COUNT:
        return None
    try:
        return float(target.value) * mine.factor / abs(base.factor)
    except ValueError:
        return None


def _by_kind_and_year(figure: Figure) -> tuple[int, int, int]:
    return _KINDS.index(figure.kind), figure.year or 9999, figure.target.span.start


def _direction(group: Sequence[_Wording]) -> Direction | None:
    """Which way the indicator is meant to go: by how its values are meant, else by its
    words; None where neither says."""
    signs = Counter(
        t.comparator for wording in group for t in wording.targets if t.kind is FigureKind.TARGET
    )
    up = sum(count for sign, count in signs.items() if sign in _UP)
    down = sum(count for sign, count in signs.items() if sign in _DOWN)
    if up != down:
        return Direction.UP if up > down else Direction.DOWN
    votes = Counter(filter(None, (_wished(w.indicator.name) for w in group)))
    return votes.most_common(1)[0][0] if votes else None


def _wished(name: str) -> Direction | None:
    """What the words say: an evil that something is done about is not one."""
    plain = f" {key(name)} "
    evil = max((plain.find(f" {word} ") for word in UNWANTED), default=-1)
    good = max((plain.rfind(f" {word} ") for word in WANTED), default=-1)
    if evil < 0 and good < 0:
        return None
    return Direction.UP if good > evil else Direction.DOWN
