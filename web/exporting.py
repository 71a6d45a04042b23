"""Whole documents as files for other programs: JSON and Akoma Ntoso.

Needs no request, so that the command line writes the same files as the pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

import shapes
from corpus.akoma import akoma_ntoso
from corpus.conflicts import Conflict
from corpus.formats import Format
from corpus.model import Document, Message, NotFound
from corpus.records import VersionInfo

FORMATS: Mapping[str, Format] = {
    "json": Format("json", "application/json"),
    "akn": Format("xml", "application/akn+xml"),
}


def exported(
    document: Document, version: VersionInfo, form: str, disagreeing: Iterable[Conflict] = ()
) -> bytes:
    """A version of a document in a format; all spans index its canonical text."""
    if form == "akn":
        return akoma_ntoso(document, version)
    if form != "json":
        raise NotFound(Message("Không có dạng tệp “{form}”.", form=form))
    text = document.text.encode("utf-8", "surrogatepass")
    shape = {
        **shapes.document(document, disagreeing),
        "version": version.number,
        "ingested_at": version.ingested_at,
        "text": document.text,
        "text_sha256": sha256(text).hexdigest(),
        "targets": shapes.targets(document),
    }
    made = json.dumps(shape, ensure_ascii=False, indent=1) + "\n"
    return made.encode("utf-8", "surrogatepass")
