"""Cited passages in every format: those of `corpus.formats`, and HTML from its template.

Needs no request, so that the command line writes the same HTML as the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus import formats
from corpus.formats import Format, Quoted

HTML = "html"
FORMATS: Mapping[str, Format] = {
    "text": formats.FORMATS["text"],
    HTML: Format("html", "text/html"),
    **formats.FORMATS,
}
_TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def written(quotes: Sequence[Quoted], form: str, base: str) -> str:
    """The text of a file that holds these passages; links in it begin with `base`."""
    if form == HTML:
        return _environment().get_template("quotations.html").render(quotes=quotes, base=base)
    return formats.written(quotes, form, base)
