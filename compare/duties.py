"""Who is to do what across plans: agencies by task, lead or supporting.

In come documents and a frame (or none); out comes a `DutyMatrix`. Rows are the groups
of the frame under which each passage with a duty is filed, then what no group answers;
without a frame each passage is a task of its own. Agencies that differ only in which
place they are of, or in how their list of communes is spelled, share a column.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from compare.align import file_under
from corpus.model import Document, Duty, Frame, FrameGroup
from corpus.tabulated import OTHER, DutyMatrix, DutyRow, Mark
from corpus.text import key

_HEAD_OF = re.compile(
    r"^(?:chủ tịch|giám đốc|thủ trưởng|trưởng|chánh|người đứng đầu)\s+(?:các\s+)?"
)
_PLACES = r"(?:xã|phường|thị trấn|đặc khu)"
# What is one column, whatever it is called: the first that fits names it.
_ONE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (rf"^ubnd (?:các )?(?:cấp xã|{_PLACES})(?!\w)", "UBND cấp xã"),
        (r"^ubnd (?:các )?(?:cấp huyện|huyện|quận|thị xã)(?!\w)", "UBND cấp huyện"),
        (r"^ubnd (?:tỉnh|thành phố)(?!\w)", "UBND tỉnh, thành phố"),
        (r"(?:mttq|mặt trận tổ quốc)(?!\w)", "MTTQ Việt Nam"),
        (r"^(?:các )?(?:tổ chức|đoàn thể) chính trị\s*-\s*xã hội", "Các tổ chức chính trị - xã hội"),
        (r"^(?:các )?(?:cơ quan, )?(?:sở|ban)(?:,| ban| ngành|$)", "Các sở, ban, ngành"),
        (rf"^đảng ủy (?:các )?{_PLACES}", "Đảng ủy cấp xã"),
        (r"^(?:các )?cấp ủy", "Các cấp ủy đảng"),
    )
)  # fmt: skip
_OF_PLACE = re.compile(r"\s+(?:tỉnh|thành phố|huyện)$")


def column(agency: str) -> str:
    """What agencies of one column have in common."""
    plain = _HEAD_OF.sub("", key(agency))
    for pattern, name in _ONE:
        if pattern.search(plain):
            return name
    return _OF_PLACE.sub("", plain)


def matrix(documents: Sequence[Document], frame: Frame | None = None) -> DutyMatrix:
    """The duties of these documents; the busiest agencies come first, those in the lead
    before those that help."""
    names = _names(documents)
    rows = _under(documents, frame, names) if frame else _tasks(documents, names)
    kept = tuple(row for row in rows if row.marks)
    lead: Counter[str] = Counter()
    any_: Counter[str] = Counter()
    for row in kept:
        for agency, mark in row.marks.items():
            lead[agency] += len(mark.leads)
            any_[agency] += len(mark.passages)
    agencies = sorted(any_, key=lambda agency: (-any_[agency], -lead[agency], agency))
    return DutyMatrix(tuple(documents), frame, tuple(agencies), kept)


def _names(documents: Sequence[Document]) -> Mapping[str, str]:
    """How each column is headed: by its given name, else by its usual spelling."""
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for duty in document.duties:
            spelled[column(duty.agency)][duty.agency] += 1
    given = {name for _, name in _ONE}
    return {
        one: one if one in given else max(counts, key=lambda name: (counts[name], name))
        for one, counts in spelled.items()
    }


def _under(
    documents: Sequence[Document], frame: Frame, names: Mapping[str, str]
) -> Iterator[DutyRow]:
    found: dict[str, list[tuple[Document, Duty]]] = {group.key: [] for group in frame.groups}
    found[OTHER] = []
    for document in documents:
        filed = file_under(document, frame)
        for duty in document.duties:
            found[filed.get(duty.passage, OTHER)].append((document, duty))
    rows = (*frame.groups, FrameGroup(OTHER, "", "", ""))
    for group in rows:
        yield DutyRow(group, _marks(found[group.key], names))


def _tasks(documents: Sequence[Document], names: Mapping[str, str]) -> Iterator[DutyRow]:
    for document in documents:
        given: defaultdict[str, list[tuple[Document, Duty]]] = defaultdict(list)
        for duty in document.duties:
            given[duty.passage].append((document, duty))
        for eid, duties in given.items():
            passage = document.passage(eid)
            text = " ".join(document.passage_text(passage).split()) if passage else eid
            name = document.passage_id(eid)
            yield DutyRow(FrameGroup(name, text, "", ""), _marks(duties, names), name)


def _marks(duties: Sequence[tuple[Document, Duty]], names: Mapping[str, str]) -> Mapping[str, Mark]:
    leads: defaultdict[str, dict[str, None]] = defaultdict(dict)
    helps: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for document, duty in duties:
        agency = names[column(duty.agency)]
        (leads if duty.lead else helps)[agency][document.passage_id(duty.passage)] = None
    return {
        agency: Mark(
            tuple(leads[agency]), tuple(p for p in helps[agency] if p not in leads[agency])
        )
        for agency in dict.fromkeys((*leads, *helps))
    }
