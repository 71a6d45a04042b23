"""The files of word processors: read as what they are, whatever they are called.

Half of the .doc files of a portal are web pages or rich text inside, and a .docx
may be a .doc renamed.  In: the bytes.  Out: what the right extractor makes of
them.
"""

from __future__ import annotations

import email
import email.policy
import re

from corpus.model import Message, Rejected
from ingest.extract import doc, rtf
from ingest.extract.decode import STAGE
from ingest.extract.docx import extract_docx
from ingest.extract.html import extract_html
from ingest.extract.model import Extracted, Extractor
from ingest.extract.odt import extract_odt
from ingest.extract.package import Package
from ingest.extract.plain import extract_text

_ZIP = b"PK"
_HEAD = 4096
_XML = b"<?xml"
_ARCHIVE = re.compile(rb"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?MIME-Version:", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<body[\s>]", re.IGNORECASE)


def extract_word(data: bytes) -> Extracted:
    """A .docx, .doc, .rtf or .odt file."""
    return _extractor(data)(data)


def _extractor(data: bytes) -> Extractor:
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(doc.SIGNATURE):
        return doc.extract_doc
    if data.startswith(_ZIP):
        return _zipped(data)
    if head.startswith(rtf.SIGNATURE):
        return rtf.extract_rtf
    if _ARCHIVE.match(head):
        return _extract_archive
    if _PAGE.search(data[:_HEAD].replace(b"\x00", b"")):
        return extract_html
    if head.startswith(_XML):
        raise Rejected(
            STAGE, Message("Tệp là XML; hãy mở bằng Word hoặc LibreOffice và lưu lại thành .docx.")
        )
    return extract_text


def _zipped(data: bytes) -> Extractor:
    package = Package(data)
    if "content.xml" in package:
        return extract_odt
    if "[Content_Types].xml" in package:
        return extract_docx
    raise Rejected(STAGE, Message("Tệp nén này không chứa văn bản Word hay OpenDocument."))


def _extract_archive(data: bytes) -> Extracted:
    """A page with its pictures in one file, as Word saves it for the web."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return extract_html(bytes(part.get_payload(decode=True)))
    raise Rejected(STAGE, Message("Tệp lưu trang này không chứa văn bản nào."))
