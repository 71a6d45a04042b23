"""The outline: labelled paragraphs in, a tree of provisions and their passages out.

A document's units are found from the labels its paragraphs begin with
(`ingest.labels`), placed by kind, by value and by what is open above them, so
that restarting, skipping and repeated numbers do not break the tree.  Every
span of a unit lies in its parent's.  eids follow the Akoma Ntoso Naming
Convention: `part_II__sec_1__point_a`, `art_5__clause_2`, `att_1__para_3`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.model import Passage, Provision, RegionKind, Sentence, Span, SpanMap, Spans, joined
from ingest.blocks import Block
from ingest.headings import heading_length
from ingest.labels import Label, read_label
from ingest.parts import ATTACHMENT, Parts
from ingest.sentences import sentences

_PREFIX = {
    "book": "book", "part": "part", "title": "title", "chapter": "chp", "section": "sec",
    "subsection": "subsec", "article": "art", "clause": "clause", "point": "point",
    "indent": "indent", "item": "item", "attachment": "att",
}  # fmt: skip
_NESTED = 5  # how much deeper a list nested in its own kind ranks
_FLOATING = {"thứ", "nhóm", "ngoặc"}  # kinds that hang under whatever is open
_BULLETS = {"gạch", "cộng"}
_WORDED = {"phần", "thứ", "nhóm"}  # kinds numbered in words: "Thứ nhất"


@dataclass
class _Unit:
    """A provision while it is being built."""

    eid: str
    parent: _Unit | None
    kind: str
    level: str
    rank: int
    value: int
    label: str
    start: int
    end: int
    heading: Spans = ()
    body: list[Span] = field(default_factory=list)
    certainty: float = 1.0
    paragraphs: int = 0
    rows: int = 0
    indents: int = 0
    inline: bool = False
    kin: dict[str, list[_Unit]] = field(default_factory=dict)  # children by kind
    article: int = 0  # the last article of an act


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
        self.root = _Unit("", None, "", "", 0, 0, "", 0, len(text))
        self.stack = [self.root]
        self.units: list[_Unit] = []
        self.passages: list[Passage] = []
        self.eids: dict[str, int] = {}
        self.footnotes = 0
        self.labels = [
            None if b.region is not None or b.row else read_label(b.text) for b in self.blocks
        ]
        self.pending: _Unit | None = None  # an attachment still waiting for its title

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
        provisions = tuple(self._provision(unit) for unit in self.units)
        return Outline(provisions, tuple(self._finished(provisions)))

    # Units

    def _attachment(self, block: Block) -> None:
        del self.stack[1:]
        count = len(self.root.kin.get("attachment", ())) + 1
        unit = self._open("attachment", "attachment", 5, count, "", str(count), block, self.root)
        match = ATTACHMENT.match(block.text)
        named = match is not None or (block.capitals and len(block.flat) < 60)
        if not named:
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
        if self.pending is not None:
            unit, self.pending = self.pending, None
            if label is None and (block.capitals or block.all_bold) and len(block.flat) < 400:
                unit.heading = (*unit.heading, *block.spans)
                self._extend(unit, block.span.end)
                self.pending = unit
                return
        if label is not None and self._plausible(label, block):
            self._labelled(number, label, block)
        elif not self._wants_heading(block):
            self._paragraph(number, block)

    def _wants_heading(self, block: Block) -> bool:
        """A chapter's title stands on the line below its label."""
        top = self.stack[-1]
        bare = top.level in {"chapter", "book", "section"} and top.kind in {"chương", "phần", "mục"}
        if not bare or top.heading or top.body or not (block.capitals or block.all_bold):
            return False
        top.heading = block.spans
        self._extend(top, block.span.end)
        return True

    def _plausible(self, label: Label, block: Block) -> bool:
        """Whether a label-like beginning really opens a unit here."""
        kind, value = label.marker.kind, label.value
        open_values = [u.value for u in self.stack if u.kind == kind]
        goes_on = value == 1 or value - 1 in open_values
        looks = block.capitals or block.bold > label.end or block.hint
        if kind == "điều":
            last = self._act().article
            return value == 1 or last < value <= last + 3 or looks
        if kind == "chữ hoa":
            return goes_on and (looks or len(block.flat) < 120)
        if kind == "la mã":
            return goes_on or looks or len(block.flat) < 120
        if kind == "số chấm":
            prefix = label.number.rsplit(".", 1)[0]
            values = {str(u.value) for u in self.stack} | {
                u.label for u in self.stack if u.kind == kind
            }
            return prefix in values or looks or value - 1 in open_values
        return kind != "số" or value <= 30 or goes_on

    def _act(self) -> _Unit:
        """The text whose articles are being counted: an attachment, or the document."""
        return next((u for u in self.stack if u.level == "attachment"), self.root)

    def _labelled(self, number: int, label: Label, block: Block) -> None:
        parent, rank = self._place(label)
        level = self._level(label, parent)
        unit = self._open(label.marker.kind, level, rank, label.value, label.printed, label.number,
                          block, parent)  # fmt: skip
        elders = parent.kin[unit.kind][-2:-1]
        length = heading_length(
            block,
            label,
            level,
            self._follower(number),
            among_headings=bool(elders) and bool(elders[-1].heading) and not elders[-1].inline,
            among_paragraphs=bool(elders) and elders[-1].inline and not elders[-1].heading,
        )
        body = block.text[label.end :]
        if length:
            heading = body[:length].rstrip(" .:;\n\r\t") or body[:length]
            unit.heading = self._sub(block, label.end, label.end + len(heading))
        if length < len(body.rstrip()):
            unit.inline = True
            spans = self._sub(block, label.end, len(block.text))
            unit.body.extend(spans)
            self._passage(unit.eid, unit, spans)
        self._extend(unit, block.span.end)
        self.stack.append(unit)

    def _place(self, label: Label) -> tuple[_Unit, int]:
        """The unit a label hangs under, and its rank there; closes what it ends."""
        kind, rank, value = label.marker.kind, label.marker.rank, label.value
        if kind in _BULLETS:
            return self._close(rank), rank
        same = [u for u in self.stack if u.kind == kind]
        if same:
            before = next((u for u in reversed(same) if u.value == value - 1), None)
            if before is None and value == 1 and kind == "số" and same[-1].heading:
                parent = self._close(90)
                return parent, max(rank, parent.rank) + _NESTED
            sibling = before or next((u for u in reversed(same) if u.value < value), same[0])
            while self.stack[-1] is not sibling:
                self.stack.pop()
            self.stack.pop()
            return self.stack[-1], sibling.rank
        if kind in _FLOATING:
            parent = self._close(90)
            return parent, max(rank, parent.rank + 1)
        return self._close(rank), rank

    def _close(self, rank: int) -> _Unit:
        while len(self.stack) > 1 and self.stack[-1].rank >= rank:
            self.stack.pop()
        return self.stack[-1]

    def _level(self, label: Label, parent: _Unit) -> str:
        kind, level = label.marker.kind, label.marker.level
        above = {u.level for u in self._line(parent)}
        if kind == "số":
            if any(u.kind == "số" for u in self._line(parent)):
                return "item"
            if "article" in above:
                return "clause"
            return "section" if above - {"attachment"} or "attachment" in above else "item"
        if level == "part" and above & {"part", "book", "title"}:
            return "title"
        return level

    def _open(self, kind: str, level: str, rank: int, value: int, label: str, number: str,
              block: Block, parent: _Unit) -> _Unit:  # fmt: skip
        if kind in _BULLETS:
            parent.indents += 1
            number = str(parent.indents)
        elif kind in _WORDED:
            number = str(value)
        number = number.replace("đ", "dd").replace(".", "-")
        stem = f"{_PREFIX[level]}_{number}"
        eid = self._unique(f"{parent.eid}__{stem}" if parent.eid else stem)
        start = block.span.start
        unit = _Unit(eid, parent if parent is not self.root else None, kind, level, rank, value,
                     label, start, start)  # fmt: skip
        if kind not in _BULLETS and value > 1 and eid.endswith(f"_{number}-2"):
            unit.certainty = 0.6
        self.units.append(unit)
        parent.kin.setdefault(kind, []).append(unit)
        if kind == "điều":
            self._act().article = value
        if level == "attachment":
            self.stack.append(unit)
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
        self._close(90)
        top = self.stack[-1]
        if len(self.stack) > 1 and self._ended(number, top):
            self.stack.pop()
        self._body(self.stack[-1], block)

    def _ended(self, number: int, unit: _Unit) -> bool:
        """Whether a list whose items are single paragraphs is over: then an
        unlabelled paragraph belongs to what holds the list."""
        if not unit.inline or unit.paragraphs or unit.kind in {"điều", "thứ"}:
            return False
        earlier = (unit.parent or self.root).kin[unit.kind][-4:-1]
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

    def _body(self, unit: _Unit, block: Block) -> None:
        unit.paragraphs += 1
        unit.body.extend(block.spans)
        stem = f"para_{unit.paragraphs}"
        eid = self._unique(f"{unit.eid}__{stem}" if unit.eid else stem)
        self._passage(eid, unit if unit is not self.root else None, block.spans)
        self._extend(unit, block.span.end)

    def _row(self, block: Block) -> None:
        unit = self.stack[-1]
        unit.rows += 1
        stem = f"row_{unit.rows}"
        eid = self._unique(f"{unit.eid}__{stem}" if unit.eid else stem)
        self._passage(eid, unit if unit is not self.root else None, block.spans)
        self._extend(unit, block.span.end)

    def _passage(self, eid: str, unit: _Unit | None, spans: Spans) -> None:
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

    def _line(self, unit: _Unit) -> Iterator[_Unit]:
        here: _Unit | None = unit
        while here is not None and here is not self.root:
            yield here
            here = here.parent

    def _extend(self, unit: _Unit, end: int) -> None:
        for above in self._line(unit):
            above.end = max(above.end, end)

    def _sub(self, block: Block, start: int, end: int) -> Spans:
        piece = block.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        return SpanMap(block.spans).to_canonical(start, end)

    def _provision(self, unit: _Unit) -> Provision:
        return Provision(unit.eid, unit.parent.eid if unit.parent else None, unit.level, unit.label,
                         Span(unit.start, unit.end), unit.heading, tuple(unit.body),
                         unit.certainty)  # fmt: skip

    def _finished(self, provisions: Sequence[Provision]) -> Iterator[Passage]:
        """Passages with heading paths and sentences; headings with nothing below
        them become passages of their own, so that nothing written is unfindable."""
        by_eid = {p.eid: p for p in provisions}
        filled = {p.provision for p in self.passages} | {p.parent for p in provisions}
        found = list(self.passages)
        found += [Passage(p.eid, p.eid, p.heading, ()) for p in provisions
                  if p.heading and p.eid not in filled]  # fmt: skip
        for passage in sorted(found, key=lambda p: (p.spans[0].start, p.eid)):
            spans = _trimmed(self.text, passage.spans)
            yield Passage(passage.eid, passage.provision, spans,
                          self._heading_path(by_eid, passage), self._sentences(passage.eid, spans))  # fmt: skip

    def _heading_path(self, by_eid: dict[str, Provision], passage: Passage) -> tuple[str, ...]:
        path = []
        here = by_eid.get(passage.provision) if passage.provision else None
        while here is not None:
            heading = " ".join(joined(self.text, here.heading).split())
            own = here.eid == passage.eid
            if here.level != "indent" and (here.label or heading):
                path.append(title_line(here, "" if own else heading))
            here = by_eid.get(here.parent) if here.parent else None
        return tuple(reversed(path))

    def _sentences(self, eid: str, spans: Spans) -> tuple[Sentence, ...]:
        found = sentences(joined(self.text, spans))
        if len(found) < 2:
            return ()
        where = SpanMap(spans)
        return tuple(
            Sentence(f"{eid}__sent_{number}", where.to_canonical(s.start, s.end))
            for number, s in enumerate(found, 1)
        )


_CLOSING_MARK = {"point": ")", "item": ".", "indent": ""}


def title_line(provision: Provision, heading: str) -> str:
    """A unit's label and heading as one line: "III. Nhiệm vụ", "a) Đối với …"."""
    label = provision.label
    if label and not re.match(r"^[-+–•●▪■◦*]$", label):
        label += _CLOSING_MARK.get(provision.level, ".")
    return f"{label} {heading}".strip()


def _trimmed(text: str, spans: Spans) -> Spans:
    """Without white space at either end of the whole."""
    result = list(spans)
    while result and not result[0].of(text).strip():
        result.pop(0)
    while result and not result[-1].of(text).strip():
        result.pop()
    if result:
        first = result[0].of(text)
        result[0] = Span(result[0].start + len(first) - len(first.lstrip()), result[0].end)
        last = result[-1].of(text)
        result[-1] = Span(result[-1].start, result[-1].end - len(last) + len(last.rstrip()))
    return tuple(result)
