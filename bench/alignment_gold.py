"""What a person found by reading two documents side by side, and counting against it.

In come the gold of `bench/gold/alignment.json` (offsets and labels, refused where a
text has changed), parsed documents and a `Comparison`; out come counts.  A clause
of the machine stands for the annotated one it overlaps most.

A link of the gold is either the same task (same, adapted, broader, narrower) or
only related.  The figure `links` is about the first; related pairs are scored
apart and are neither right nor wrong there, since how far a subject reaches is a
matter of taste.  `alike` are pairs with the same formula and another task: any
link between them is a fault, and so is any between documents of unrelated matter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.scoring import Count, GoldError
from compare.clauses import Outline, outline
from corpus.model import Comparison, Document, Relation, Source
from ingest.parse import parse

_HERE = Path(__file__).resolve().parent
GOLD = _HERE / "gold" / "alignment.json"
SAMPLES = _HERE / "gold" / "alignment_samples.json"  # of the documents that come with us
CORPUS = _HERE.parents[1] / "shared" / "corpus"
OWN = _HERE.parent / "corpus" / "samples"
_OVERLAP = 0.5  # of both together, for two stretches to be the same clause

Place = tuple[int, int]
Places = tuple[Place, Place]


@dataclass(frozen=True)
class GoldDocument:
    """One annotated document: `groups` are the rows' offsets with their labels, the
    main one first, `clauses` those of its clauses; empty where it has none."""

    file: str
    held_out: bool
    document: Document
    groups: tuple[tuple[int, tuple[str, ...]], ...]
    clauses: Mapping[Place, tuple[str, ...]]

    @cached_property
    def outline(self) -> Outline:
        return outline(self.document)

    def places(self, known: Iterable[Place]) -> dict[str, Place]:
        """The annotated stretch each clause of the machine stands for, by clause id."""
        found = {}
        stretches = sorted(set(known))
        for clause in self.outline.clauses:
            here = clause.spans[0].start, clause.spans[-1].end
            best = max(stretches, key=lambda one: _shared(here, one), default=(0, 0))
            if _shared(here, best) >= _OVERLAP:
                found[clause.id] = best
        return found


@dataclass(frozen=True)
class GoldPair:
    """Two documents read side by side. `links` give the relation of the left clause to
    the right one; `open` are clauses on either side that are not judged."""

    left: GoldDocument
    right: GoldDocument
    held_out: bool
    unrelated: bool
    links: Mapping[Places, Relation]
    alike: frozenset[Places]
    open: tuple[frozenset[Place], frozenset[Place]]
    only_in: tuple[frozenset[Place], frozenset[Place]]

    @property
    def name(self) -> str:
        return f"{_short(self.left.file)} | {_short(self.right.file)}"

    @cached_property
    def places(self) -> tuple[dict[str, Place], dict[str, Place]]:
        known: tuple[set[Place], set[Place]] = set(), set()
        for pair in (*self.links, *self.alike):
            for side, place in zip(known, pair, strict=True):
                side.add(place)
        return (
            self.left.places(known[0] | self.open[0] | self.only_in[0]),
            self.right.places(known[1] | self.open[1] | self.only_in[1]),
        )


@dataclass(frozen=True)
class Gold:
    frame: str
    documents: tuple[GoldDocument, ...]
    pairs: tuple[GoldPair, ...]


@dataclass
class Tally:
    """What was counted, by measure; `seen` are (score, right?) of links judged."""

    links: Count = field(default_factory=Count)
    related: Count = field(default_factory=Count)
    only_in: Count = field(default_factory=Count)
    relations: Counter[tuple[Relation, Relation]] = field(default_factory=Counter)
    alike: int = 0
    seen: list[tuple[float, bool]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.links + other.links,
            self.related + other.related,
            self.only_in + other.only_in,
            self.relations + other.relations,
            self.alike + other.alike,
            self.seen + other.seen,
            self.faults + other.faults,
        )


def read_gold(path: Path = GOLD) -> Gold:
    """The gold and the documents it speaks of, which must be as they were."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    documents = {row["file"]: _document(row) for row in raw["documents"]}
    pairs = tuple(_pair(documents, row) for row in raw["pairs"])
    return Gold(raw["frame"], tuple(documents.values()), pairs)


def _document(row: Mapping[str, Any]) -> GoldDocument:
    folders = (OWN, CORPUS / "seeds", CORPUS / "plans")
    files = [folder / row["file"] for folder in folders if (folder / row["file"]).is_file()]
    if not files:
        raise GoldError(f"{row['file']} is not below {CORPUS}")
    data = files[0].read_bytes()
    source = Source(sha256(data).hexdigest(), "", files[0].name, str(files[0]), len(data))
    document = parse(data, source)
    if sha256(document.text.encode()).hexdigest() != row["sha256"]:
        raise GoldError(f"{row['file']} is not the text that was annotated")
    groups = tuple((at, tuple(labels)) for at, labels in row.get("groups", ()))
    clauses = {(a, b): tuple(labels) for a, b, labels in row.get("clauses", ())}
    return GoldDocument(row["file"], row.get("held_out", False), document, groups, clauses)


def _pair(documents: Mapping[str, GoldDocument], row: Mapping[str, Any]) -> GoldPair:
    def side(name: str, at: int) -> frozenset[Place]:
        return frozenset((a, b) for a, b in row.get(name, ((), ()))[at])

    return GoldPair(
        documents[row["left"]],
        documents[row["right"]],
        row["held_out"],
        row.get("unrelated", False),
        {((a, b), (c, d)): Relation(kind) for (a, b), (c, d), kind in row.get("links", ())},
        frozenset(((a, b), (c, d)) for (a, b), (c, d) in row.get("alike", ())),
        (side("open", 0), side("open", 1)),
        (side("only_in", 0), side("only_in", 1)),
    )


def _shared(one: Place, other: Place) -> float:
    both = min(one[1], other[1]) - max(one[0], other[0])
    return both / (max(one[1], other[1]) - min(one[0], other[0])) if both > 0 else 0.0


def _short(file: str) -> str:
    return file.partition("_")[0] if file[:3].isdigit() else file


# Clauses of two documents


def judge_pair(pair: GoldPair, comparison: Comparison) -> Tally:
    """The links of a comparison of the two documents against the gold."""
    tally = Tally()
    left, right = pair.places
    made: dict[Places, tuple[Relation, float]] = {}
    for link in comparison.links:
        for a in link.left:
            for b in link.right:
                if pair.unrelated:
                    tally.alike += 1
                    tally.seen.append((link.score, False))
                    tally.faults.append(_fault("unrelated", a, b))
                elif a in left and b in right:
                    here = left[a], right[b]
                    if made.get(here, (link.relation, -1.0))[1] < link.score:
                        made[here] = link.relation, link.score
    if not pair.unrelated:
        _judge_links(pair, made, tally)
        _judge_gaps(pair, comparison, tally)
    return tally


def _judge_links(
    pair: GoldPair, made: Mapping[Places, tuple[Relation, float]], tally: Tally
) -> None:
    named = [{place: name for name, place in side.items()} for side in pair.places]

    def said(here: Places) -> tuple[str | None, str | None]:
        return named[0].get(here[0]), named[1].get(here[1])

    for here, (relation, score) in made.items():
        if here[0] in pair.open[0] or here[1] in pair.open[1]:
            continue
        wanted = pair.links.get(here)
        firm = relation is not Relation.RELATED
        if here in pair.alike:
            tally.alike += 1
            tally.faults.append(_fault("alike", *said(here)))
        if wanted is not Relation.RELATED:
            tally.seen.append((score, wanted is not None))
        if wanted is Relation.RELATED:
            tally.related += Count(1, 1, 1)
        elif wanted is not None:
            tally.links += Count(right=int(firm), gold=1, found=int(firm))
            if firm:
                tally.relations[wanted, relation] += 1
            else:
                tally.faults.append(_fault("only related", *said(here)))
        elif firm:
            tally.links += Count(found=1)
            tally.faults.append(_fault("extra", *said(here)))
        else:
            tally.related += Count(found=1)
    for here, wanted in pair.links.items():
        if here not in made:
            if wanted is Relation.RELATED:
                tally.related += Count(gold=1)
            else:
                tally.links += Count(gold=1)
                tally.faults.append(_fault("missed", *said(here)))


def _judge_gaps(pair: GoldPair, comparison: Comparison, tally: Tally) -> None:
    for at, side in enumerate((pair.left, pair.right)):
        judged = pair.only_in[at] | {
            here[at] for here, kind in pair.links.items() if kind is not Relation.RELATED
        }
        judged -= pair.open[at]
        places = pair.places[at]
        alone = {places[n] for n in comparison.only_in[side.document.id] if n in places} & judged
        wanted = pair.only_in[at]
        tally.only_in += Count(len(alone & wanted), len(wanted), len(alone))
        back = {place: name for name, place in places.items()}
        for place in alone ^ wanted:
            kind = "gap missed" if place in wanted else "no gap"
            tally.faults.append(_fault(kind, back.get(place), ""))


def _fault(kind: str, left: str | None, right: str | None) -> str:
    return f"{kind}: {left or 'no such clause'} {right if right is not None else 'no such clause'}"


# Rows of a frame


@dataclass
class Filed:
    """How the groups and clauses of one document were filed."""

    main: Count = field(default_factory=Count)
    labels: Count = field(default_factory=Count)
    clauses: Count = field(default_factory=Count)
    lenient: Count = field(default_factory=Count)
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Filed) -> Filed:
        return Filed(
            self.main + other.main,
            self.labels + other.labels,
            self.clauses + other.clauses,
            self.lenient + other.lenient,
            self.faults + other.faults,
        )


def judge_filing(gold: GoldDocument, comparison: Comparison) -> Filed:
    """Groups and clauses of one document under the frame, against the gold."""
    found = Filed()
    made = {group.eid: [link.key for link in group.links] for group in comparison.groups}
    rows = {row.span.start: row.eid for row in gold.outline.rows}
    for at, labels in gold.groups:
        keys = made.get(rows.get(at, ""), [])
        found.main += Count(int(keys[:1] == [labels[0]]), 1, int(bool(keys)))
        found.labels += Count(len(set(labels) & set(keys)), len(labels), len(keys))
        if set(labels) != set(keys) or keys[:1] != [labels[0]]:
            found.faults.append(f"group {rows.get(at)}: {'/'.join(labels)} read {'/'.join(keys)}")
    keyed = {clause.passage: clause.key for clause in comparison.clauses}
    names = {place: name for name, place in gold.places(gold.clauses).items()}
    for place, labels in gold.clauses.items():
        key = keyed.get(names.get(place, ""))
        found.clauses += Count(int(key == labels[0]), 1, int(key is not None))
        found.lenient += Count(int(key in labels), 1, int(key is not None))
        if key != labels[0]:
            found.faults.append(f"clause {names.get(place)}: {'/'.join(labels)} read {key}")
    return found
