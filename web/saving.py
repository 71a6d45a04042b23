"""The words of exported files: a language in, what `compare` needs to say it out."""

from __future__ import annotations

from corpus.compared import Words
from web import labels
from web.i18n import Titled, translator

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "json": "application/json",
}


def words(language: str, base: str) -> Words:
    """How a comparison is said in a language; `base` is the address of the server."""

    def title_of(thing: Titled) -> str:
        return thing.title_en if language == "en" and thing.title_en else thing.title

    return Words(
        translator(language),
        title_of,
        labels.RELATIONS,
        labels.ALONE,
        labels.ORIGINS,
        labels.GENRES,
        labels.GAPS,
        base,
    )
