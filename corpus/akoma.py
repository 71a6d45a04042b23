"""A document as Akoma Ntoso 3.0 (OASIS LegalDocML): one version in, XML out.

Units of the outline become elements of the same names and passages their paragraphs,
under the eids we use; a level the standard lacks becomes an `hcontainer` of that name.
Texts that make rules are an `act`, all others a `doc`.  Every paragraph and heading
says in attributes of ours where in the canonical text it stands (code points), so
that nothing is lost but control characters, which XML has no place for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from xml.etree import ElementTree as xml

from corpus.bibliography import RULES
from corpus.citation import printed_number
from corpus.model import Document, Passage, Provision, RegionKind, Spans, joined
from corpus.records import VersionInfo
from corpus.text import fold

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "urn:doichieu:akn"
_LEVELS = frozenset(
    {"part", "title", "chapter", "section", "subsection", "article", "clause", "point", "indent"}
)
_AGENT = "doichieu"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w")
_CLOSING = (RegionKind.RECIPIENTS, RegionKind.SIGNATURE)

_LINES = {f"{{{NAMESPACE}}}{name}" for name in ("p", "heading", "num")}

xml.register_namespace("", NAMESPACE)
xml.register_namespace("dc", OWN)


def akoma_ntoso(document: Document, version: VersionInfo) -> bytes:
    """The XML of a document, in UTF-8."""
    root = xml.Element(_name("akomaNtoso"))
    rules = document.metadata.type in RULES
    kind = _slug(document.metadata.type or document.metadata.genre.value)
    whole = _add(root, "act" if rules else "doc", name=kind, contains="originalVersion")
    whole.append(_meta(document, version, "act" if rules else "doc", kind))
    _preface(document, whole)
    body = _Body(document)
    opening, units = body.opening(), list(body.units())
    if rules and opening:  # an act holds nothing but units in its body
        preamble = _add(whole, "preamble")
        preamble.extend(body.paragraph(one) for one in opening)
    main = _add(whole, "body" if rules else "mainBody")
    if not rules:
        main.extend(body.paragraph(one) for one in opening)
    main.extend(units)
    if not len(main):
        main.append(_empty("para_0") if rules else xml.Element(_name("p")))
    _conclusions(document, whole)
    _set_apart(root)
    made: bytes = xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


# --- The outline ------------------------------------------------------------


class _Body:
    """The units of a document, and the passages each holds itself."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._children: dict[str | None, list[Provision]] = {}
        for provision in document.provisions:
            self._children.setdefault(provision.parent, []).append(provision)
        self._own: dict[str | None, list[Passage]] = {}
        for passage in document.passages:
            self._own.setdefault(passage.provision, []).append(passage)

    def opening(self) -> list[Passage]:
        """What stands before the first unit."""
        tops = self._children.get(None, [])
        first = min((p.span.start for p in tops), default=len(self._document.text) + 1)
        return [p for p in self._own.get(None, []) if p.spans[0].start < first]

    def units(self) -> Iterator[xml.Element]:
        opening = set(map(id, self.opening()))
        later = [p for p in self._own.get(None, []) if id(p) not in opening]
        for one in _in_order(self._children.get(None, []), later):
            yield self._unit(one) if isinstance(one, Provision) else self._loose(one)

    def _unit(self, provision: Provision) -> xml.Element:
        document, eid = self._document, provision.eid
        known = provision.level in _LEVELS
        made = xml.Element(_name(provision.level if known else "hcontainer"), {"eId": eid})
        if not known:
            made.set("name", provision.level)
        own = self._own.get(eid, [])
        if provision.label:
            _add(made, "num").text = _clean(provision.label)
        if provision.heading and not _held_by(provision.heading, own):
            heading = _add(made, "heading")
            heading.text = _clean(document.heading_text(provision))
            _place(heading, provision.heading)
        children = self._children.get(eid, [])
        if not children:
            if own:
                content = _add(made, "content", eId=f"{eid}__content")
                content.extend(self.paragraph(one) for one in own)
            return made
        first = min(child.span.start for child in children)
        last = max(child.span.start for child in children)
        before = [p for p in own if p.spans[0].start < first]
        after = [p for p in own if p.spans[0].start > last]
        if before:
            _add(made, "intro", eId=f"{eid}__intro").extend(map(self.paragraph, before))
        between = [p for p in own if p not in before and p not in after]
        for one in _in_order(children, between):
            made.append(self._unit(one) if isinstance(one, Provision) else self._loose(one))
        if after:
            _add(made, "wrapUp", eId=f"{eid}__wrapup").extend(map(self.paragraph, after))
        return made

    def _loose(self, passage: Passage) -> xml.Element:
        """A passage between units, where only units may stand."""
        made = xml.Element(_name("hcontainer"), {"eId": f"{passage.eid}__loose", "name": "passage"})
        content = _add(made, "content", eId=f"{passage.eid}__loose__content")
        content.append(self.paragraph(passage))
        return made

    def paragraph(self, passage: Passage) -> xml.Element:
        """A passage under its eid, unless its unit bears it; sentences are spans of it."""
        document = self._document
        made = xml.Element(_name("p"))
        if document.provision(passage.eid) is None:
            made.set("eId", passage.eid)
        else:
            made.set("eId", f"{passage.eid}__p")
        _place(made, passage.spans)
        if not passage.sentences:
            made.text = _clean(joined(document.text, passage.spans))
        for sentence in passage.sentences:
            span = _add(made, "span", eId=sentence.eid)
            span.text = _clean(joined(document.text, sentence.spans))
            span.tail = " "
            _place(span, sentence.spans)
        return made


def _in_order(
    provisions: Iterable[Provision], passages: Iterable[Passage]
) -> list[Provision | Passage]:
    placed: list[tuple[int, Provision | Passage]] = [(p.span.start, p) for p in provisions]
    placed += [(p.spans[0].start, p) for p in passages]
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


def _held_by(heading: Spans, passages: Sequence[Passage]) -> bool:
    """Whether a heading is run into a passage, which shows it already."""
    spans = [span for passage in passages for span in passage.spans]
    return any(span.overlaps(part) for part in heading for span in spans)


def _empty(eid: str) -> xml.Element:
    made = xml.Element(_name("hcontainer"), {"eId": eid, "name": "passage"})
    _add(_add(made, "content", eId=f"{eid}__content"), "p")
    return made


# --- What stands around it --------------------------------------------------


def _meta(document: Document, version: VersionInfo, root: str, kind: str) -> xml.Element:
    meta = document.metadata
    day = meta.date or meta.published
    named = "issued" if meta.date else "published" if day else "ingested"
    when = day.isoformat() if day else version.ingested_at[:10]
    work = f"/akn/vn/{root}/{kind}/{when}/{_slug(meta.number or document.id)}"
    expression, author = f"{work}/vie@", "#issuer" if meta.issuer else "#unknown"
    made = xml.Element(_name("meta"))
    identity = _add(made, "identification", source=f"#{_AGENT}")
    for level, uri, dated, on, by in (
        ("FRBRWork", work, named, when, author),
        ("FRBRExpression", expression, named, when, author),
        ("FRBRManifestation", f"{expression}.akn", "ingested", version.ingested_at[:10], f"#{_AGENT}"),
    ):  # fmt: skip
        part = _add(identity, level)
        _add(part, "FRBRthis", value=f"{uri}/!main" if level != "FRBRManifestation" else uri)
        _add(part, "FRBRuri", value=uri)
        if level == "FRBRWork":
            _add(part, "FRBRalias", name="title", value=_line(meta.title))
        _add(part, "FRBRdate", date=on, name=dated)
        _add(part, "FRBRauthor", href=by)
        if level == "FRBRWork":
            _add(part, "FRBRcountry", value="vn")
            if meta.number:
                _add(part, "FRBRnumber", value=_line(meta.number))
        elif level == "FRBRExpression":
            _add(part, "FRBRlanguage", language="vie")
        else:
            _add(part, "FRBRformat", value="application/akn+xml")
    _references(document, made)
    own = _add(made, "proprietary", source=f"#{_AGENT}")
    facts = {
        "document": document.id,
        "version": str(version.number),
        "sourceSha256": document.source.sha256,
        "textSha256": sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "genre": meta.genre.value,
        "about": meta.about,
    }
    xml.SubElement(own, f"{{{OWN}}}source", facts)
    return made


def _references(document: Document, meta: xml.Element) -> None:
    made = _add(meta, "references", source=f"#{_AGENT}")
    issuer = document.metadata.issuer
    _organization(made, _AGENT, "Đối Chiếu")
    _organization(made, "issuer" if issuer else "unknown", issuer or "không rõ")
    cited = {
        reference.number: reference.printed for reference in document.references if reference.number
    }
    for at, (number, printed) in enumerate(cited.items(), 1):
        _add(made, "TLCReference", eId=f"cited_{at}", name="cites", showAs=_line(printed),
             href=f"/ontology/reference/vn/{_slug(number)}")  # fmt: skip


def _organization(references: xml.Element, eid: str, name: str) -> None:
    href = f"/ontology/organization/vn/{_slug(name)}"
    _add(references, "TLCOrganization", eId=eid, href=href, showAs=_line(name))


def _preface(document: Document, whole: xml.Element) -> None:
    """What heads the text, as it was read, not as it was laid out."""
    meta = document.metadata
    preface = _add(whole, "preface")
    if meta.issuer:
        _add(_add(preface, "p"), "docAuthority").text = _clean(meta.issuer)
    line = xml.Element(_name("p"))
    if meta.type:
        _add(line, "docType").text = _clean(meta.type)
    if meta.number:
        _add(line, "docNumber").text = _clean(printed_number(document))
    if meta.date:
        _add(line, "docDate", date=meta.date.isoformat()).text = f"{meta.date:%d/%m/%Y}"
    if len(line):
        preface.append(line)
    _add(_add(preface, "p"), "docTitle").text = _line(meta.title)


def _conclusions(document: Document, whole: xml.Element) -> None:
    """Recipients and signature, line by line."""
    closing = [r.span for r in document.regions if r.kind in _CLOSING]
    lines = [line for span in closing for line in span.of(document.text).splitlines()]
    said = [_line(line) for line in lines if _WORD.search(line)]
    if said:
        made = _add(whole, "conclusions")
        for line in said:
            _add(made, "p").text = line


# --- Small parts ------------------------------------------------------------


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _add(parent: xml.Element, local: str, **attributes: str) -> xml.Element:
    return xml.SubElement(parent, _name(local), attributes)


def _set_apart(element: xml.Element) -> None:
    """Line breaks between blocks, none within a line of text."""
    if element.tag in _LINES or not len(element):
        return
    element.text = "\n"
    for child in element:
        child.tail = "\n"
        _set_apart(child)


def _place(element: xml.Element, spans: Spans) -> None:
    element.set(f"{{{OWN}}}spans", " ".join(f"{s.start}-{s.end}" for s in spans))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _slug(text: str) -> str:
    """The part of an IRI that a name makes: letters of ASCII, digits, hyphens."""
    return _NOT_IN_A_NAME.sub("-", fold(text).casefold()).strip("-") or "x"
