"""The outline: labelled paragraphs in, a tree of provisions and their passages out.

A document's units are found from the labels its paragraphs begin with
(`ingest.labels`) and placed among those open above them (`ingest.placing`).
Every span of a unit lies in its parent's.  eids follow the Akoma Ntoso Naming
Convention: `part_II__sec_1__point_a`, `art_5__clause_2`, `att_1__para_3`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from corpus.model import Passage, Provision, RegionKind, Span, SpanMap, Spans
from ingest import certainty
from ingest.blocks import Block, with_gap
from ingest.headings import find_heading
from ingest.labels import Label, read_label
from ingest.parts import ATTACHMENT, Parts
from ingest.passages import finished
from ingest.placing import BULLETS, LISTS, OpenUnits, Unit, sign
from ingest.quoted import quoted_blocks

_PREFIX = {
    "book": "book", "part": "part", "title": "title", "chapter": "chp", "section": "sec",
    "subsection": "subsec", "article": "art", "clause": "clause", "point": "point",
    "indent": "indent", "item": "item", "attachment": "att",
}  # fmt: skip
_CAPTION = 12  # words; a bullet with no more and no full stop heads what is below it
_TITLE = 400  # characters
_AHEAD = 80  # blocks to look for what a list goes on with
_WORDED = {"phần", "thứ", "là", "nhóm"}  # kinds numbered in words: "Thứ nhất"


@dataclass(frozen=True)
class Outline:
    provisions: tuple[Provision, ...]
    passages: tuple[Passage, ...]


def build_outline(text: str, parts: Parts) -> Outline:
    return _Builder(text, parts).build()


class _Builder:
    def __init__(self, text: str, parts: Parts) -> None:
        self.text = text
        self.blocks = parts.blocks
        self.attachments = set(parts.attachments)
        self.open = OpenUnits(len(text))
        self.units: list[Unit] = []
        self.passages: list[Passage] = []
        self.eids: dict[str, int] = {}
        self.footnotes = 0
        quoted = quoted_blocks(self.blocks)
        self.labels = [
            None if b.region is not None or b.row or number in quoted else read_label(b.text)
            for number, b in enumerate(self.blocks)
        ]
        self.quoted = quoted
        self.pending: Unit | None = None  # an attachment still waiting for its title

    def build(self) -> Outline:
        for number, block in enumerate(self.blocks):
            if number in self.attachments:
                self._attachment(block)
            elif block.region is RegionKind.FOOTNOTE:
                self.footnotes += 1
                self._passage(f"fn_{self.footnotes}", None, block.spans)
            elif block.region is RegionKind.TABLE:
                self._row(block)
            elif block.region is None:
                self._running(number, block)
        bullets = Counter((id(u.parent), sign(u.label)) for u in self.units if u.kind in BULLETS)
        for unit in self.units:
            if unit.kind in BULLETS:
                fellows = bullets[id(unit.parent), sign(unit.label)] - 1
                unit.certainty *= certainty.of_bullet(fellows)
        provisions = tuple(self._provision(unit) for unit in self.units)
        return Outline(provisions, tuple(finished(self.text, provisions, self.passages)))

    # Units

    def _attachment(self, block: Block) -> None:
        del self.open.units[1:]
        count = len(self.open.root.kin.get("attachment", ())) + 1
        unit = self._open(
            "attachment", "attachment", 5, count, "", str(count), block, self.open.root
        )
        match = ATTACHMENT.match(block.text)
        named = match is not None or (block.capitals and len(block.flat) < 60)
        if not named and (block.capitals or block.all_bold) and len(block.flat) < _TITLE:
            unit.heading = block.spans
            self._extend(unit, block.span.end)
            self.pending = unit
            return
        if not named:
            unit.certainty = certainty.UNNAMED_ATTACHMENT
            self._body(unit, block)
            return
        cut = match.end() if match else len(block.text)
        unit.label = " ".join(block.text[:cut].split())
        rest = block.text[cut:].lstrip(" .:\n")
        if rest:
            unit.heading = self._sub(block, len(block.text) - len(rest), len(block.text))
        else:
            self.pending = unit
        self._extend(unit, block.span.end)

    def _running(self, number: int, block: Block) -> None:
        label = self.labels[number]
        if number in self.quoted:
            self._body(self.open.top, block)
            return
        if self.pending is not None:
            unit, self.pending = self.pending, None
            if label is None and self._titles(unit, block):
                unit.heading = (
                    with_gap(self.text, unit.heading, block.spans) if unit.heading else block.spans
                )
                self._extend(unit, block.span.end)
                self.pending = unit
                return
        if label is not None and self._plausible(label, block):
            self._labelled(number, label, block)
        elif not self._wants_heading(block):
            self._paragraph(number, block)

    def _titles(self, unit: Unit, block: Block) -> bool:
        """Whether a block below an attachment's name is its title: set apart by its
        letters, or the first line below, where it is no sentence."""
        if block.capitals or block.all_bold:
            return len(block.flat) < _TITLE
        first = not unit.heading and not block.flat.startswith("(")
        return first and len(block.flat) < 250 and not block.flat.endswith((".", ";", ":", ","))

    def _wants_heading(self, block: Block) -> bool:
        """A chapter's title stands on the line below its label."""
        top = self.open.top
        bare = top.level in {"chapter", "book", "section"} and top.kind in {"chương", "phần", "mục"}
        if not bare or top.heading or top.body or not (block.capitals or block.all_bold):
            return False
        top.heading = block.spans
        self._extend(top, block.span.end)
        return True

    def _plausible(self, label: Label, block: Block) -> bool:
        """Whether a label-like beginning really opens a unit here."""
        kind, value = label.marker.kind, label.value
        open_values = [u.value for u in self.open.units if u.kind == kind]
        goes_on = value == 1 or value - 1 in open_values
        looks = block.capitals or block.bold > label.end or block.hint
        if kind == "điều":
            last = self.open.act().article
            return value == 1 or last < value <= last + 3 or looks
        if kind == "chữ hoa":
            return goes_on and (looks or len(block.flat) < 120)
        if kind == "la mã":
            return goes_on or looks or len(block.flat) < 120
        if kind in {"số chấm", "la mã số"}:
            prefix = label.number.rsplit(".", 1)[0]
            values = {name for u in self.open.units for name in (str(u.value), u.label)}
            return prefix in values or looks or value - 1 in open_values
        return kind != "số" or value <= 30 or goes_on

    def _labelled(self, number: int, label: Label, block: Block) -> None:
        parent, rank = self.open.place(label)
        level = self.open.level(label, parent)
        unit = self._open(label.marker.kind, level, rank, label.value, label.printed, label.number,
                          block, parent)  # fmt: skip
        elders = parent.kin[unit.kind][-2:-1]
        found = find_heading(
            block,
            label,
            level,
            self._follower(number),
            among_headings=bool(elders) and bool(elders[-1].heading) and not elders[-1].inline,
            among_paragraphs=bool(elders) and elders[-1].inline and not elders[-1].heading,
        )
        unit.certainty *= certainty.of_heading(found.sign) * certainty.of_parent(
            label, parent.label
        )
        body, length = block.text[label.end :], found.length
        flat = " ".join(body.split())
        unit.leads = flat.endswith(":")
        unit.caption = len(flat.split()) <= _CAPTION and not flat.endswith((".", ";", ","))
        if length:
            heading = body[:length].rstrip(" .:;\n\r\t") or body[:length]
            unit.heading = self._sub(block, label.end, label.end + len(heading))
        if length < len(body.rstrip()):
            unit.inline = True
            spans = self._sub(block, label.end, len(block.text))
            unit.body.extend(spans)
            self._passage(unit.eid, unit, spans)
        self._extend(unit, block.span.end)
        self.open.units.append(unit)

    def _open(self, kind: str, level: str, rank: int, value: int, label: str, number: str,
              block: Block, parent: Unit) -> Unit:  # fmt: skip
        if kind in BULLETS:
            parent.indents += 1
            number = str(parent.indents)
        elif kind in _WORDED:
            number = str(value)
        number = number.replace("đ", "dd").replace(".", "-")
        stem = f"{_PREFIX[level]}_{number}"
        eid = self._unique(f"{parent.eid}__{stem}" if parent.eid else stem)
        start = block.span.start
        unit = Unit(eid, parent if parent is not self.open.root else None, kind, level, rank, value,
                     label, start, start)  # fmt: skip
        last = self.open.act().article if kind == "điều" else _last(parent, kind)
        if kind not in BULLETS:
            unit.certainty = certainty.of_place(kind, value, last)
        self.units.append(unit)
        parent.kin.setdefault(kind, []).append(unit)
        if kind == "điều":
            self.open.act().article = value
        if level == "attachment":
            self.open.units.append(unit)
        return unit

    def _unique(self, eid: str) -> str:
        name, count = eid, self.eids.get(eid, 0)  # how often it was asked for
        while name in self.eids:
            count += 1
            name = f"{eid}-{count}"
        self.eids[eid] = count or 1
        self.eids.setdefault(name, 1)
        return name

    # Paragraphs

    def _paragraph(self, number: int, block: Block) -> None:
        top = self.open.top
        if top.kind in BULLETS and self._held(number, top):
            self._body(top, block)
            return
        top = self.open.close(LISTS)
        if len(self.open.units) > 1 and self._ended(number, top):
            self.open.units.pop()
        self._body(self.open.top, block)

    def _held(self, number: int, bullet: Unit) -> bool:
        """Whether an unlabelled paragraph belongs to the bullet above it: one that is a
        caption, or whose list, nested in another, goes on below the paragraph."""
        if bullet.caption and bullet.kind == "sao":
            return True
        coming = (b for b in self.labels[number + 1 : number + _AHEAD] if b is not None)
        below = next(coming, None)
        if below is None or below.marker.kind not in BULLETS:
            elders = (bullet.parent or self.open.root).kin[bullet.kind][:-1]
            return bullet.caption and any(u.paragraphs for u in elders)
        goes_on = sign(below.printed) == sign(bullet.label)
        nested = bullet.parent is not None and bullet.parent.kind in BULLETS
        return bullet.caption or (goes_on and nested)

    def _ended(self, number: int, unit: Unit) -> bool:
        """Whether a list whose items are single paragraphs is over: then an
        unlabelled paragraph belongs to what holds the list."""
        if not unit.inline or unit.paragraphs or unit.kind in {"điều", "thứ", "là"}:
            return False
        earlier = (unit.parent or self.open.root).kin[unit.kind][-4:-1]
        if len(earlier) < 2 or any(u.paragraphs for u in earlier):
            return False
        for later in self.labels[number + 1 : number + 80]:
            if later is None:
                continue
            if later.marker.kind == unit.kind and later.value == unit.value + 1:
                return False
            if later.marker.rank < unit.rank:
                break
        return True

    def _body(self, unit: Unit, block: Block) -> None:
        unit.paragraphs += 1
        unit.body.extend(block.spans)
        stem = f"para_{unit.paragraphs}"
        eid = self._unique(f"{unit.eid}__{stem}" if unit.eid else stem)
        self._passage(eid, unit if unit is not self.open.root else None, block.spans)
        self._extend(unit, block.span.end)

    def _row(self, block: Block) -> None:
        unit = self.open.top
        unit.rows += 1
        stem = f"row_{unit.rows}"
        eid = self._unique(f"{unit.eid}__{stem}" if unit.eid else stem)
        self._passage(eid, unit if unit is not self.open.root else None, block.spans)
        self._extend(unit, block.span.end)

    def _passage(self, eid: str, unit: Unit | None, spans: Spans) -> None:
        self.passages.append(Passage(eid, unit.eid if unit else None, spans, ()))

    # Help

    def _follower(self, number: int) -> tuple[Block, Label | None] | None:
        """The next block of running text with its label."""
        for later in range(number + 1, len(self.blocks)):
            block = self.blocks[later]
            if later in self.attachments:
                return None
            if block.region is None or block.region is RegionKind.TABLE:
                return block, self.labels[later]
        return None

    def _extend(self, unit: Unit, end: int) -> None:
        for above in self.open.line(unit):
            above.end = max(above.end, end)

    def _sub(self, block: Block, start: int, end: int) -> Spans:
        piece = block.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        return SpanMap(block.spans).to_canonical(start, end)

    def _provision(self, unit: Unit) -> Provision:
        return Provision(unit.eid, unit.parent.eid if unit.parent else None, unit.level, unit.label,
                         Span(unit.start, unit.end), unit.heading, tuple(unit.body),
                         unit.certainty)  # fmt: skip


def _last(parent: Unit, kind: str) -> int:
    """The number that the last unit of a kind below `parent` bears; 0 before the first."""
    kin = parent.kin.get(kind)
    return kin[-1].value if kin else 0
