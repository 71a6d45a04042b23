"""Citations for programs that keep bibliographies: BibTeX, RIS and CSL-JSON.

In come a document, a unit of it and perhaps a span; out comes an `Entry`, which
knows no format, and from entries the text of a file.  An official text is entered
under the body that issued it; a press text under its own title, as an article
that reports a plan.  Field names are those of the formats; words are Vietnamese,
as the documents are.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from corpus.citation import PRESS, cite, permalink, printed_number, reported_name, unit_name
from corpus.model import Document, Metadata, Span

# Kinds of text that make rules; what else the state and the Party issue is entered as a report.
RULES = frozenset(
    {"Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Lệnh", "Nghị định", "Nghị quyết", "Quyết định",
     "Thông tư", "Thông tư liên tịch", "Chỉ thị", "Quy định"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One cited passage, in no format. `unit` says where it stands ("điểm a khoản 1 mục
    II"), `about` what a press text reports, `link` leads to the very words."""

    key: str
    press: bool
    rule: bool
    title: str
    issuer: str | None
    type: str | None
    number: str | None
    day: date | None
    place: str | None
    site: str | None
    unit: str
    page: int | None
    about: str | None
    quotation: str
    comment: str
    link: str
    origin: str | None

    @property
    def url(self) -> str:
        """Where everyone can read the text, else the passage here."""
        return self.origin or self.link


def entry(
    document: Document, eid: str, span: Span | None = None, base: str = "", comment: str = ""
) -> Entry:
    """The entry of a passage; `base` is the address under which links lead to it, `comment`
    what someone says of it."""
    meta = document.metadata
    press = meta.genre in PRESS
    citation = cite(document, eid, span)
    return Entry(
        key=_key(document.id, eid, span),
        press=press,
        rule=not press and meta.type in RULES,
        title=one_line(meta.title),
        issuer=None if press else meta.issuer,
        type=None if press else meta.type,
        number=None if press else printed_number(document) or None,
        day=(meta.published if press else meta.date),
        place=_place(meta),
        site=urlsplit(document.source.url).hostname if document.source.url else None,
        unit=unit_name(document, eid),
        page=citation.page,
        about=reported_name(document) or None,
        quotation=one_line(citation.exact),
        comment=one_line(comment),
        link=base.rstrip("/") + permalink(document, eid, span),
        origin=document.source.url,
    )


def _place(meta: Metadata) -> str | None:
    return ", ".join(filter(None, [meta.commune, meta.district, meta.province])) or None


def one_line(text: str) -> str:
    """In composed form on one line, without the characters that no such file may hold."""
    kept = (c if c.isspace() or unicodedata.category(c)[0] != "C" else "" for c in text)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def _key(name: str, eid: str, span: Span | None) -> str:
    """A key that all programs take: letters of ASCII, digits, hyphens."""
    whole = f"{name}-{eid}" + (f"-{span.start}-{span.end}" if span else "")
    plain = unicodedata.normalize("NFD", whole.replace("Đ", "D").replace("đ", "d"))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")


def _note(one: Entry) -> str:
    """What no field is for: the place within the text, what is reported, the words."""
    parts = [one.unit, f"phản ánh {one.about}" if one.about else "", f"“{one.quotation}”"]
    if one.comment:
        parts.append(f"ghi chú: {one.comment}")
    if one.origin:
        parts.append(f"đường dẫn đến đúng lời này: {one.link}")
    return "; ".join(filter(None, parts))


# --- BibTeX -----------------------------------------------------------------

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def bibtex(entries: Sequence[Entry]) -> str:
    return "\n".join(map(_bibtex, _distinct(entries)))


def _bibtex(one: Entry) -> str:
    kind = "misc" if one.press else "techreport"
    fields = {
        "author": _braced(one.issuer),
        "title": _braced(one.title),
        "institution": _tex(one.issuer),
        "type": _tex(one.type),
        "number": _tex(one.number),
        "howpublished": _tex(one.site) if one.press else "",
        "address": _tex(one.place),
        "year": str(one.day.year) if one.day else "",
        "month": _MONTHS[one.day.month - 1] if one.day else "",
        "date": one.day.isoformat() if one.day else "",
        "pages": str(one.page) if one.page else "",
        "url": _tex_url(one.url),
        "language": "vietnamese",
        "langid": "vietnamese",
        "note": _tex(_note(one)),
    }
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{kind}{{{one.key},", *lines, "}", ""])


def _tex(text: str | None) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text or "")


def _braced(text: str | None) -> str:
    """A name or title that no style may take apart or set in small letters."""
    return f"{{{_tex(text)}}}" if text else ""


def _tex_url(url: str) -> str:
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


# --- RIS --------------------------------------------------------------------


def ris(entries: Sequence[Entry]) -> str:
    return "\r\n".join(map(_ris, _distinct(entries)))


def _ris(one: Entry) -> str:
    tags = [
        ("TY", "ELEC" if one.press else "STAT" if one.rule else "RPRT"),
        ("ID", one.key),
        ("AU", one.issuer),
        ("TI", one.title),
        ("M3", one.type),
        ("SN", one.number),
        ("PB", one.issuer or one.site),
        ("CY", one.place),
        ("PY", str(one.day.year) if one.day else None),
        ("DA", f"{one.day:%Y/%m/%d}" if one.day else None),
        ("SE", one.unit),
        ("SP", str(one.page) if one.page else None),
        ("LA", "vi"),
        ("UR", one.url),
        ("L2", one.link if one.origin else None),
        ("N1", _note(one)),
    ]
    return "\r\n".join([*(f"{tag}  - {value}" for tag, value in tags if value), "ER  - ", ""])


# --- CSL-JSON ---------------------------------------------------------------


def csl_json(entries: Sequence[Entry]) -> str:
    made = [_csl(one) for one in _distinct(entries)]
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _csl(one: Entry) -> dict[str, Any]:
    day = one.day
    fields = {
        "id": one.key,
        "type": "webpage" if one.press else "legislation" if one.rule else "report",
        "language": "vi",
        "title": one.title,
        "author": [{"literal": one.issuer}] if one.issuer else None,
        "publisher": one.issuer,
        "publisher-place": one.place,
        "container-title": one.site if one.press else None,
        "genre": one.type,
        "number": one.number,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "section": one.unit,
        "page": str(one.page) if one.page else None,
        "URL": one.url,
        "note": _note(one),
    }
    return {name: value for name, value in fields.items() if value}


def _distinct(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Each entry once, under a key of its own."""
    keys: dict[str, str] = {}  # key → what it stands for
    for one in entries:
        if one.link in keys.values():
            continue
        key, which = one.key, 2
        while key in keys:
            key, which = f"{one.key}-{which}", which + 1
        keys[key] = one.link
        yield replace(one, key=key)


# --- Pages ------------------------------------------------------------------


def meta_tags(document: Document) -> list[tuple[str, str]]:
    """What reference managers read from the head of a document's page (Highwire, Dublin Core)."""
    meta = document.metadata
    press = meta.genre in PRESS
    day = meta.published if press else meta.date
    number = None if press else printed_number(document)
    issuer = None if press else meta.issuer
    reported = reported_name(document)
    title, kind = one_line(meta.title), None if press else meta.type
    tags = [
        ("citation_title", title),
        ("citation_author", issuer),
        ("citation_publication_date", f"{day:%Y/%m/%d}" if day else None),
        ("citation_technical_report_institution", issuer),
        ("citation_technical_report_number", number),
        ("citation_language", "vi"),
        ("DC.title", title),
        ("DC.creator", issuer),
        ("DC.publisher", issuer),
        ("DC.date", day.isoformat() if day else None),
        ("DC.identifier", number),
        ("DC.type", kind),
        ("DC.language", "vi"),
        ("DC.source", document.source.url),
        ("DC.description", f"Phản ánh: {reported}" if reported else None),
    ]
    return [(name, value) for name, value in tags if value]
