"""File formats: one module each, and the table that says which suffix is whose.

A new format is a function from bytes to `Extracted`, and a row here.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.extract.html import extract_html
from ingest.extract.model import Extracted, Extractor
from ingest.extract.pdf import extract_pdf
from ingest.extract.plain import extract_markdown, extract_text
from ingest.extract.scan import extract_picture
from ingest.extract.word import extract_word

EXTRACTORS: Mapping[str, Extractor] = {
    ".txt": extract_text,
    ".text": extract_text,
    ".md": extract_markdown,
    ".markdown": extract_markdown,
    ".html": extract_html,
    ".htm": extract_html,
    ".xhtml": extract_html,
    ".docx": extract_word,
    ".docm": extract_word,
    ".doc": extract_word,
    ".rtf": extract_word,
    ".odt": extract_word,
    ".pdf": extract_pdf,
    ".png": extract_picture,
    ".jpg": extract_picture,
    ".jpeg": extract_picture,
    ".tif": extract_picture,
    ".tiff": extract_picture,
}

# Read by native code, which hostile bytes may crash: never in the caller's process.
CRASHABLE = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"})

__all__ = ["CRASHABLE", "EXTRACTORS", "Extracted", "Extractor"]
