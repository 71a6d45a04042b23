"""How well documents are laid side by side: against gold that a person annotated by reading.

    python -m bench.alignment [--held-out | --tuned] [--verbose]
    python -m bench.alignment --check     exit 1 where a figure lies below its floor
    python -m bench.alignment --raise     lift the floors to the figures reached
    python -m bench.alignment --fit       fit the weights of the evidence anew and print them

The gold (`bench/gold/alignment.json`) holds offsets and labels for real documents that lie
beside the repository (`../shared/corpus`), `alignment_samples.json` those for the samples
that come with it; both are refused where a text has changed.  Part of it is held out: no
weight and no rule is fitted to that part.  The row "left out" says what the fitted weights
do for pairs of which they saw neither document, and the table of scores how often a link of
a given score is right.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from bench import alignment_fit as fit
from bench import floors
from bench.alignment_gold import (
    CORPUS,
    GOLD,
    SAMPLES,
    Filed,
    Gold,
    GoldPair,
    Tally,
    judge_filing,
    judge_pair,
    read_gold,
)
from bench.scoring import Count, GoldError
from compare.align import compare
from compare.calibration import FITTED, Calibration
from compare.evidence import side_of
from compare.pairs import link_clauses
from corpus.frames import curated
from corpus.model import Comparison

FLOORS = Path(__file__).resolve().parent / "alignment_floors.json"
_ROOM = 1.5  # hundredths between a figure and its floor
HALVES = ("tuned", "held-out")
MEASURES = ("groups", "labels", "clauses", "links", "only in")


@lru_cache(maxsize=2)
def gold(samples_only: bool = False) -> Gold:
    """All the gold there is, or that of the documents that come with the repository."""
    own = read_gold(SAMPLES)
    if samples_only:
        return own
    if not CORPUS.is_dir():
        raise GoldError(f"{CORPUS} is not here")
    real = read_gold(GOLD)
    return Gold(real.frame, real.documents + own.documents, real.pairs + own.pairs)


def half(held_out: bool) -> str:
    return "held-out" if held_out else "tuned"


def filed(known: Gold, name: str) -> Filed:
    """The documents of one half filed under the frame."""
    frame = curated()[known.frame]
    found = Filed()
    for one in known.documents:
        if one.groups and half(one.held_out) == name:
            found += judge_filing(one, compare([one.document], frame))
    return found


def linked(pair: GoldPair, by: Calibration = FITTED) -> Tally:
    """The links between the two documents of a pair, judged."""
    outlines = pair.left.outline, pair.right.outline
    links = link_clauses(*map(side_of, outlines), by)
    names = {name for link in links for name in (*link.left, *link.right)}
    only = {o.document.id: tuple(c.id for c in o.clauses if c.id not in names) for o in outlines}
    return judge_pair(pair, Comparison((), None, (), (), tuple(links), only))


def together(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total += tally
    return total


def left_out(pairs: Sequence[GoldPair]) -> Tally:
    """All pairs, each linked by weights that saw neither of its documents."""
    by = fit.left_out(pairs)
    return together(linked(pair, by[pair.name]) for pair in pairs)


def figures(known: Gold, halves: Iterable[str]) -> floors.Figures:
    """The figures that have floors, by half."""
    found: floors.Figures = {}
    for name in halves:
        row: dict[str, float] = {}
        rows = filed(known, name)
        if rows.main.gold:
            row |= {"groups": rows.main.recall, "labels": rows.labels.f1}
            row["clauses"] = rows.clauses.recall
        links = together(linked(pair) for pair in known.pairs if half(pair.held_out) == name)
        row |= {"links": links.links.f1, "only in": links.only_in.f1, "alike": -links.alike}
        found[name] = row
    return found


# Printing


def report(known: Gold, halves: Iterable[str], verbose: bool) -> str:
    lines: list[str] = []
    for name in halves:
        lines += [f"== {name}", *_filing(known, name, verbose), *_links(known, name, verbose), ""]
    return "\n".join(lines)


def _filing(known: Gold, name: str, verbose: bool) -> list[str]:
    rows = filed(known, name)
    lines = [
        f"rows of {known.frame}: main group {rows.main.right} of {rows.main.gold}; "
        f"all labels P {rows.labels.precision:.3f} R {rows.labels.recall:.3f} "
        f"F1 {rows.labels.f1:.3f}; clauses {rows.clauses.right} of {rows.clauses.gold} "
        f"({rows.clauses.recall:.3f}), {rows.lenient.recall:.3f} where two rows would do"
    ]
    return lines + [f"    {fault}" for fault in rows.faults] * verbose


def _links(known: Gold, name: str, verbose: bool) -> list[str]:
    lines = [f"{'links':66}{'P':>6}{'R':>7}{'F1':>7}{'only in':>9}{'related':>9}{'alike':>7}"]
    pairs = [pair for pair in known.pairs if half(pair.held_out) == name]
    tallies = []
    for pair in pairs:
        tally = linked(pair)
        tallies.append(tally)
        lines.append(_row(pair.name, tally))
        lines += [f"    {fault}" for fault in tally.faults] * verbose
    lines.append(_row(f"all of {name}", together(tallies)))
    return lines


def _row(name: str, tally: Tally) -> str:
    def cell(count: Count, figure: Callable[[Count], float]) -> str:
        return f"{figure(count):.3f}" if count.gold + count.found else "–"

    links = tally.links
    return (
        f"{name[:64]:66}{cell(links, lambda c: c.precision):>6}{cell(links, lambda c: c.recall):>7}"
        f"{cell(links, lambda c: c.f1):>7}{cell(tally.only_in, lambda c: c.f1):>9}"
        f"{cell(tally.related, lambda c: c.recall):>9}{tally.alike:>7}"
    )


def scores(title: str, tally: Tally) -> str:
    """How often a link of a given score is one task, with the interval of 95 %."""
    lines = [f"{title}: {len(tally.seen)} links", f"  {'score':12}{'links':>7}{'right':>8}"]
    for low, high, many, share, spread in fit.reliability(tally.seen):
        lines.append(f"  {low:.2f}–{high:.2f}   {many:>7}{share:>8.2f} ± {spread:.2f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--held-out", action="store_true", help="only what nothing was fitted to")
    only.add_argument("--tuned", action="store_true", help="only the rest")
    parser.add_argument("--verbose", action="store_true", help="list each miss and extra")
    parser.add_argument("--check", action="store_true", help="fail below a floor")
    parser.add_argument("--raise", action="store_true", dest="lift", help="lift the floors")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew and print them")
    chosen = parser.parse_args(arguments)
    halves = ("held-out",) if chosen.held_out else ("tuned",) if chosen.tuned else HALVES
    try:
        known = gold()
    except GoldError as error:
        raise SystemExit(str(error)) from error
    tuned = [pair for pair in known.pairs if not pair.held_out]
    if chosen.fit:
        print(fit.shown(fit.fitted(map(fit.examples, tuned))))
        return 0
    print(report(known, halves, chosen.verbose))
    if "tuned" in halves:
        out = left_out(tuned)
        print(_row("left out: weights that saw neither document", out))
        print(scores("left out", out))
    if "held-out" in halves:
        held = together(linked(pair) for pair in known.pairs if pair.held_out)
        print(scores("held out", held))
    reached = figures(known, halves)
    if chosen.lift:
        floors.lift(FLOORS, reached, _ROOM)
    faults = floors.below(reached, floors.read(FLOORS)) if chosen.check else []
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
