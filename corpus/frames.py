"""Frames: the rows of a comparison.

In come the curated files beside this module (`frames/*.toml`) or a document;
out come `Frame`s. A curated file says in its own words how plans speak of each
group: those words, one sentence or phrase a line, are the group's `text`. A
document's frame is made of its own task groups, or, where it has none, of its
top provisions, with the words under them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from corpus.model import BadRequest, Document, Frame, FrameGroup, Message, Provision

FOLDER = Path(__file__).with_name("frames")

_FRAME_WORDS = ("id", "title", "title_en")
_GROUP_WORDS = ("key", "title", "title_en", "text")


def curated() -> Mapping[str, Frame]:
    """The frames that come with the program, by id."""
    return _curated(FOLDER)


@lru_cache(maxsize=8)
def _curated(folder: Path) -> Mapping[str, Frame]:
    frames: dict[str, Frame] = {}
    for path in sorted(folder.glob("*.toml")):
        frame = read(path)
        if frame.id in frames:
            raise _fault(path, Message("mã khung “{id}” đã có ở tệp khác", id=frame.id))
        frames[frame.id] = frame
    return MappingProxyType(frames)


def read(path: Path) -> Frame:
    """The frame a file describes; `BadRequest` says what is wrong with the file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _fault(path, Message("không đọc được ({error})", error=error)) from error
    words = {name: _word(path, data, name, Message("khung")) for name in _FRAME_WORDS}
    number = _word(path, data, "number", Message("khung")) if "number" in data else None
    rows = data.get("groups")
    if not isinstance(rows, list) or not rows:
        raise _fault(path, Message("khung không có nhóm nào"))
    groups = tuple(_group(path, row, at) for at, row in enumerate(rows, start=1))
    for at, group in enumerate(groups):
        if any(group.key == other.key for other in groups[:at]):
            raise _fault(path, Message("khóa “{key}” dùng cho hai nhóm", key=group.key))
    return Frame(words["id"], words["title"], words["title_en"], groups, number=number)


def _group(path: Path, row: object, at: int) -> FrameGroup:
    where = Message("nhóm thứ {at}", at=at)
    if not isinstance(row, dict):
        raise _fault(path, Message("{where}: không phải là bảng", where=where))
    words = {name: _word(path, row, name, where) for name in _GROUP_WORDS}
    cues = row.get("cues", [])
    if not isinstance(cues, list) or not all(isinstance(cue, str) and cue.strip() for cue in cues):
        raise _fault(path, Message("{where}: “cues” phải là danh sách cụm từ", where=where))
    text = "\n".join([words["text"], *(cue.strip() for cue in cues)])
    return FrameGroup(words["key"], words["title"], words["title_en"], text)


def _word(path: Path, table: Mapping[str, object], name: str, where: Message) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _fault(path, Message("{where}: thiếu “{name}”", where=where, name=name))
    return value.strip()


def _fault(path: Path, reason: Message) -> BadRequest:
    return BadRequest(Message("Khung {file}: {reason}.", file=path.name, reason=reason))


def row_provisions(document: Document) -> tuple[Provision, ...]:
    """The rows a document offers: its task groups, else its chương, điều or parts.

    A lone top provision and an attachment are looked through: what they hold
    is the outline a reader would compare by.
    """
    named = tuple(p for eid in document.task_groups if (p := document.provision(eid)))
    if named:
        return named
    children: dict[str | None, list[Provision]] = {}
    for provision in document.provisions:
        children.setdefault(provision.parent, []).append(provision)
    top = children.get(None, [])
    while len(top) == 1 and children.get(top[0].eid):
        top = children[top[0].eid]
    return tuple(
        row
        for provision in top
        for row in (
            children.get(provision.eid, [provision])
            if provision.level == "attachment"
            else [provision]
        )
    )


def frame_of(document: Document) -> Frame:
    """The frame a document's own groups make; keys are the eids of its provisions."""
    rows = row_provisions(document)
    if not rows:
        raise BadRequest(
            Message("Văn bản {document} không có mục nào để làm khung.", document=document.id)
        )
    texts: dict[str, list[str]] = {row.eid: [] for row in rows}
    for passage in document.passages:
        for above in document.ancestors(passage.provision):
            if above.eid in texts:
                texts[above.eid].append(" ".join(document.passage_text(passage).split()))
                break
    groups = tuple(_group_of(document, row, texts[row.eid]) for row in rows)
    title = document.metadata.title
    return Frame(
        document.id, title, title, groups, number=document.metadata.number, document=document.id
    )


def _group_of(document: Document, row: Provision, texts: list[str]) -> FrameGroup:
    opening = texts[0].partition(". ")[0].rstrip(".;: ") if texts else ""
    title = document.heading_text(row) or opening or row.label
    return FrameGroup(row.eid, title, title, "\n".join(texts) or title)
