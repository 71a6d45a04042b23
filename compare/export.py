"""A comparison as a file: the same rows as on the screen, in the reader's language.

In comes the `Material`; out come the bytes of a file. `FORMS` names the kinds.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from compare.material import Material as Material
from compare.material import line
from compare.report import report
from compare.workbook import workbook
from corpus.compared import Clause
from corpus.model import BadRequest, Decided, Message

_ROW_HEADS = (
    Message("Mã nhóm"),
    Message("Nhóm nhiệm vụ của khung"),
    Message("Mã văn bản"),
    Message("Văn bản"),
    Message("Địa phương"),
    Message("Đoạn"),
    Message("Điểm"),
    Message("Quan hệ gần nhất"),
    Message("Nguồn lời văn"),
    Message("Phần kế thừa"),
    Message("Địa chỉ"),
    Message("Người quyết định"),
)
_LINK_HEADS = (
    Message("Văn bản bên trái"),
    Message("Đoạn bên trái"),
    Message("Quan hệ"),
    Message("Điểm"),
    Message("Văn bản bên phải"),
    Message("Đoạn bên phải"),
    Message("Lý do"),
    Message("Địa chỉ bên trái"),
    Message("Địa chỉ bên phải"),
    Message("Người quyết định"),
)


def as_csv(material: Material) -> bytes:
    """One line a clause under a frame, gaps included, or one line a link without."""
    framed = material.comparison.frame is not None
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow([material.say(head) for head in (_ROW_HEADS if framed else _LINK_HEADS)])
    for values in _row_lines(material) if framed else _link_lines(material):
        table.writerow([_plain(value) for value in values])
    return out.getvalue().encode("utf-8-sig")


def _row_lines(material: Material) -> Iterator[list[object]]:
    for row in material.rows:
        for cell in row.cells:
            start = [row.group.key, material.words.title_of(row.group), cell.document.id]
            start += [material.name(cell.document), material.place(cell.document)]
            for one in cell.in_order:
                origin, share, _ = material.origin_of(one.passage)
                yield [*start, line(one.text), one.score, material.relation_of(one), origin, share,
                       material.url(one.passage), material.decided(one.decided)]  # fmt: skip
            if cell.empty:
                yield [*start, material.gap(cell), "", "", "", "", "", ""]
            elif not cell.clauses:
                for group in cell.groups:
                    yield [
                        *start,
                        group.heading,
                        group.score,
                        "",
                        "",
                        "",
                        material.url(group.passage),
                        material.decided(group.decided),
                    ]


def _link_lines(material: Material) -> Iterator[list[object]]:
    for pair in material.links:
        left, right = pair.left[0].passage, pair.right[0].passage
        yield [
            material.name(material.document_of(left)),
            "\n".join(line(one.text) for one in pair.left),
            material.relation(pair.link.relation),
            pair.link.score,
            material.name(material.document_of(right)),
            "\n".join(line(one.text) for one in pair.right),
            "; ".join(material.say(reason) for reason in pair.link.reasons),
            material.url(left),
            material.url(right),
            material.decided(pair.link.decided),
        ]


def _plain(value: object) -> str:
    text = str(value)
    # Words of a document that a spreadsheet would take for a formula.
    return f"'{text}" if len(text) > 1 and text[0] in "=+-@" and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def as_json(material: Material) -> bytes:
    frame = material.comparison.frame
    shape = {
        "title": material.title,
        "frame": frame and {"id": frame.id, "title": material.words.title_of(frame)},
        "documents": [_document(material, name) for name in material.comparison.documents],
        "rows": [
            {
                "key": row.group.key,
                "title": material.words.title_of(row.group),
                "cells": [
                    {
                        "document": cell.document.id,
                        "gap": material.gap(cell) if cell.empty else None,
                        "groups": [
                            {
                                "passage": g.passage,
                                "heading": g.heading,
                                "score": g.score,
                                **_decided(g.decided),
                            }
                            for g in cell.groups
                        ],
                        "clauses": [_clause(material, one) for one in cell.in_order],
                    }
                    for cell in row.cells
                ],
            }
            for row in material.rows
        ],
        "links": [
            {
                "left": list(pair.link.left),
                "right": list(pair.link.right),
                "relation": pair.link.relation.value,
                "score": pair.link.score,
                "reasons": [material.say(reason) for reason in pair.link.reasons],
                **_decided(pair.link.decided),
            }
            for pair in material.links
        ],
        "only_in": {n: list(names) for n, names in material.comparison.only_in.items()},
    }
    return json.dumps(shape, ensure_ascii=False, indent=1).encode()


def _document(material: Material, name: str) -> dict[str, Any]:
    document = material.documents[name]
    origins = material.origins[name]
    return {
        "id": name,
        "name": material.name(document),
        "place": material.place(document),
        "genre": document.metadata.genre.value,
        "parents": list(origins.parents),
        "missing_parents": list(origins.missing),
    }


def _clause(material: Material, one: Clause) -> dict[str, Any]:
    document = material.document_of(one.passage)
    origin = material.origins[document.id].clauses.get(one.passage)
    return {
        "passage": one.passage,
        "text": line(one.text),
        "score": one.score,
        "url": material.url(one.passage),
        "relation": one.relation.value if one.relation else None,
        "alone": one.alone,
        "origin": origin.origin.value if origin else None,
        "share": origin.share if origin else None,
        "parent": origin.parent if origin else None,
        "counterparts": [
            {"passage": c.passage, "relation": c.relation.value, "score": c.score,
             **_decided(c.decided)}
            for c in one.counterparts
        ],
        **_decided(one.decided),
    }  # fmt: skip


def _decided(one: Decided | None) -> dict[str, str | None]:
    return {
        "decided_by": one.by if one else None,
        "decided_at": one.at.isoformat() if one else None,
    }


FORMS: Mapping[str, Callable[[Material], bytes]] = {
    "xlsx": workbook,
    "docx": report,
    "csv": as_csv,
    "json": as_json,
}


def export(material: Material, form: str) -> bytes:
    """The file of that kind."""
    if form not in FORMS:
        known = ", ".join(FORMS)
        raise BadRequest(
            Message("Không có dạng tệp “{form}”; có: {known}.", form=form, known=known)
        )
    return FORMS[form](material)
