"""File formats: one module each, and the table that says which suffix is whose.

A new format is a function from bytes to `Extracted`, and a row here.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.extract.html import extract_html
from ingest.extract.model import Extracted, Extractor
from ingest.extract.plain import extract_markdown, extract_text

EXTRACTORS: Mapping[str, Extractor] = {
    ".txt": extract_text,
    ".text": extract_text,
    ".md": extract_markdown,
    ".markdown": extract_markdown,
    ".html": extract_html,
    ".htm": extract_html,
    ".xhtml": extract_html,
}

__all__ = ["EXTRACTORS", "Extracted", "Extractor"]
