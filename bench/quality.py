"""How well documents are read: against gold that a person annotated by reading.

    python -m bench.quality [--held-out | --tuned] [--verbose]
    python -m bench.quality --check       exit 1 where a figure lies below its floor
    python -m bench.quality --raise       lift the floors to the figures reached

The gold (`bench/gold/*.json`) holds offsets and short values for real documents
that lie beside the repository (`../shared/corpus`) and is refused where a text
has changed.  Half of it is held out: the parser is not to be fitted to that
half.  Some of it was annotated before any parser had read the document, and
keeps the figures of that first reading: they say what to expect of documents
nobody has looked at.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from bench import floors
from bench.scoring import FIELDS, MEASURES, Count, Deviation, Gold, GoldError, Score, read_gold
from bench.scoring import score as compare
from corpus.model import Document, Source
from ingest.certainty import DOUBTFUL
from ingest.parse import parse

GOLD = Path(__file__).resolve().parent / "gold"
FLOORS = Path(__file__).resolve().parent / "floors.json"
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
HALVES = ("tuned", "held-out")
_ROOM = 0.5  # hundredths between a figure and its floor

Results = Sequence[tuple[Gold, Score]]


def measured(corpus: Path = CORPUS, halves: Iterable[str] = HALVES) -> Results:
    """Each annotated document of the chosen halves, parsed and compared."""
    results = []
    for path in sorted(GOLD.glob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        if "outline" not in raw:  # gold of another measurement
            continue
        name = raw["file"]
        files = [f for folder in ("seeds", "plans") for f in corpus.glob(f"{folder}/{name}")]
        if not files:
            raise GoldError(f"{name} is not below {corpus}")
        data = files[0].read_bytes()
        gold = read_gold(path, data)
        if _half(gold) in halves:
            results.append((gold, compare(gold, _parsed(files[0], data))))
    return results


def _parsed(path: Path, data: bytes) -> Document:
    return parse(data, Source(sha256(data).hexdigest(), "", path.name, str(path), len(data)))


def _half(gold: Gold) -> str:
    return "held-out" if gold.held_out else "tuned"


def totals(results: Results) -> dict[str, dict[str, Count]]:
    """The counts of each half by measure."""
    table: dict[str, dict[str, Count]] = {}
    for gold, score in results:
        row = table.setdefault(_half(gold), dict.fromkeys(MEASURES, Count()))
        for name in MEASURES:
            row[name] += score.counts[name]
    return table


# Printing

_WIDTH = 12


def report(results: Results) -> str:
    """One table: F1 of every document, then precision, recall and F1 of each half."""
    lines = ["".join([f"{'':34}", *(f"{m:>{_WIDTH}}" for m in MEASURES)])]
    sums = totals(results)
    for half in (h for h in HALVES if h in sums):
        for gold, score in results:
            if _half(gold) == half:
                lines.append(_row(gold.file[:33], score.counts, lambda c: c.f1))
        lines.append(_row(f"{half}: precision", sums[half], lambda c: c.precision))
        lines.append(_row(f"{half}: recall", sums[half], lambda c: c.recall))
        lines.append(_row(f"{half}: F1", sums[half], lambda c: c.f1))
        lines.append("")
    return "\n".join([*lines, *_fields(results), *_certainty(results), *_first_runs(results)])


def _row(name: str, counts: dict[str, Count], figure: Callable[[Count], float]) -> str:
    cells = (
        f"{figure(c):.3f}" if c.gold + c.found else "–" for c in map(counts.get, MEASURES) if c
    )
    return "".join([f"{name:34}", *(f"{cell:>{_WIDTH}}" for cell in cells)])


def _fields(results: Results) -> list[str]:
    lines = [f"{'metadata by field':20}{'right':>8}{'stated':>8}{'made':>8}"]
    for name in FIELDS:
        count = sum((score.fields[name] for _, score in results), Count())
        if count.gold + count.found:
            lines.append(f"{name:20}{count.right:>8}{count.gold:>8}{count.found:>8}")
    return lines


_BANDS = (1.0, 0.9, DOUBTFUL, 0.0)


def _certainty(results: Results) -> list[str]:
    """Of the units with so much certainty, how many are right: label, parent and heading."""
    lines = ["", f"{'units by certainty':20}{'right':>8}{'units':>8}{'share':>8}"]
    units = [pair for _, score in results for pair in score.sure]
    for high, low in zip((2.0, *_BANDS), _BANDS, strict=False):
        band = [right for sure, right in units if low <= sure < high]
        if band:
            share = f"{sum(band) / len(band):.3f}"
            lines.append(f"from {low:<15.2f}{sum(band):>8}{len(band):>8}{share:>8}")
    return lines


def _first_runs(results: Results) -> list[str]:
    """F1 at the first reading of documents that were annotated before any was made."""
    rows = [(gold.file, gold.first_run) for gold, _ in results if gold.first_run]
    if not rows:
        return []
    lines = ["", "".join([f"{'at the first reading':34}", *(f"{m:>{_WIDTH}}" for m in MEASURES)])]
    for name, figures in rows:
        cells = (f"{figures[m]:.3f}" if m in figures else "–" for m in MEASURES)
        lines.append("".join([f"{name[:33]:34}", *(f"{cell:>{_WIDTH}}" for cell in cells)]))
    return lines


def deviations(results: Results) -> str:
    """Each miss (-) and each extra (+), with its measure, line, offset and words."""
    lines = []
    for gold, score in results:
        lines.append(f"== {gold.file} ({_half(gold)})")
        for deviation in sorted(score.deviations, key=lambda d: (d.place, d.measure)):
            lines.append(_deviation(gold.text, deviation))
    return "\n".join(lines)


def _deviation(text: str, deviation: Deviation) -> str:
    line = text.count("\n", 0, deviation.place) + 1
    sign = "-" if deviation.missed else "+"
    place = "" if deviation.measure == "metadata" else f"line {line}, at {deviation.place}: "
    return f"  {sign} {deviation.measure:12} {place}{deviation.what}"


def figures(sums: dict[str, dict[str, Count]]) -> floors.Figures:
    """The figures that have floors, by half."""
    return {half: {name: count.f1 for name, count in row.items()} for half, row in sums.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--held-out", action="store_true", help="only the half not fitted to")
    only.add_argument("--tuned", action="store_true", help="only the other half")
    parser.add_argument("--verbose", action="store_true", help="list each miss and extra")
    parser.add_argument("--check", action="store_true", help="fail below a floor")
    parser.add_argument("--raise", action="store_true", dest="lift", help="lift the floors")
    chosen = parser.parse_args(arguments)
    halves = ("held-out",) if chosen.held_out else ("tuned",) if chosen.tuned else HALVES
    try:
        results = measured(halves=halves)
    except GoldError as error:
        raise SystemExit(str(error)) from error
    print(report(results))
    if chosen.verbose:
        print(deviations(results))
    reached = figures(totals(results))
    if chosen.lift:
        floors.lift(FLOORS, reached, _ROOM)
    faults = floors.below(reached, floors.read(FLOORS)) if chosen.check else []
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
