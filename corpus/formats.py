"""Cited passages written out: as text, Markdown, for bibliographies, as annotations.

In come `Quoted` passages, each of one version of a document, with what someone
noted about it; out comes the text of a file in the format asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus.annotation import annotation, annotation_page
from corpus.bibliography import bibtex, csl_json, entry, ris
from corpus.citation import citation_text, permalink, quotation, stands_at, text_hash
from corpus.model import Document, Message, NotFound, Span
from corpus.records import VersionInfo


@dataclass(frozen=True, slots=True)
class Quoted:
    """A unit of a document, or `span` of its text, as it is cited; `document` is the one
    of `version`."""

    document: Document
    version: VersionInfo
    eid: str
    span: Span | None = None
    note: str = ""

    @property
    def passage(self) -> str:
        return self.document.passage_id(self.eid)

    @property
    def digest(self) -> str:
        """The hash of the unit's text."""
        return text_hash(self.document, self.eid)

    @property
    def sentence(self) -> str:
        """The whole citation as one sentence."""
        return citation_text(self.document, self.eid, self.span)

    @property
    def quotation(self) -> str:
        return quotation(self.document, self.eid, self.span)

    @property
    def stands_at(self) -> str:
        return stands_at(self.document, self.eid, self.span)

    def link(self, base: str) -> str:
        return base.rstrip("/") + permalink(self.document, self.eid, self.span)


@dataclass(frozen=True, slots=True)
class Taken:
    """Words as they are taken along in a document of one's own; `warning` says what became
    of them where they no longer stand."""

    quotation: str
    stands_at: str
    link: str
    note: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is called in a file system and on the web."""

    ending: str
    media_type: str


def _text(quotes: Sequence[Quoted], base: str) -> str:
    if len(quotes) == 1 and not quotes[0].note:
        return quotes[0].sentence + "\n"
    return "\n".join(
        "\n".join(
            filter(None, [f"{n}. {one.sentence}", _indented(one.note), f"   {one.link(base)}"])
        )
        + "\n"
        for n, one in enumerate(quotes, 1)
    )


def _indented(note: str) -> str:
    return "\n".join(f"   {line}" for line in note.splitlines())


def _markdown(quotes: Sequence[Quoted], base: str) -> str:
    return "\n".join(
        f"> {_plain(one.quotation)}\n>\n> — [{_plain(one.stands_at)}](<{one.link(base)}>)\n"
        + (f"\n{one.note.strip()}\n" if one.note.strip() else "")
        for one in quotes
    )


def _plain(text: str) -> str:
    """Words in which Markdown is to see no marks of its own."""
    return "".join(f"\\{sign}" if sign in r"\`*_[]<>#|~&" else sign for sign in text)


def _entries(
    write: Callable[..., str],
) -> Callable[[Sequence[Quoted], str], str]:
    def written(quotes: Sequence[Quoted], base: str) -> str:
        return write([entry(q.document, q.eid, q.span, base, q.note) for q in quotes])

    return written


def _annotations(quotes: Sequence[Quoted], base: str) -> str:
    return annotation_page(
        [annotation(q.document, q.version, q.eid, q.span, base, q.note) for q in quotes]
    )


FORMATS: Mapping[str, Format] = {
    "text": Format("txt", "text/plain"),
    "markdown": Format("md", "text/markdown"),
    "bibtex": Format("bib", "application/x-bibtex"),
    "ris": Format("ris", "application/x-research-info-systems"),
    "csl-json": Format("json", "application/vnd.citationstyles.csl+json"),
    "annotation": Format(
        "jsonld", 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    ),
}
_WRITERS: Mapping[str, Callable[[Sequence[Quoted], str], str]] = {
    "text": _text,
    "markdown": _markdown,
    "bibtex": _entries(bibtex),
    "ris": _entries(ris),
    "csl-json": _entries(csl_json),
    "annotation": _annotations,
}


def written(quotes: Sequence[Quoted], form: str, base: str = "") -> str:
    """The passages in a format; `base` is the address under which their links lead to them."""
    if form not in _WRITERS:
        raise NotFound(Message("Không có dạng trích dẫn “{form}”.", form=form))
    return _WRITERS[form](quotes, base)
