"""The reader's language: sentences, dates and numbers in it.

In: a `Message` (Vietnamese template and values) or a Vietnamese string, and a
language.  Out: the sentence in that language.  `translator` needs no Flask, so
the command line speaks through it too; the rest reads the language of the
request: `?lang=`, else the cookie, else Vietnamese.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, request
from flask_babel import Babel
from markupsafe import Markup

from corpus.model import Frame, FrameGroup, Message

DEFAULT = "vi"
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FOLDER = Path(__file__).parent / "translations"
_DATE_FORMATS = {"vi": "dd/MM/yyyy", "en": "d MMM y"}
# Frames carry their own English titles; everything else is in the catalog.
Titled = Frame | FrameGroup
_COOKIE = "lang"
_YEAR = 365 * 24 * 3600


@lru_cache(maxsize=len(LANGUAGES))
def _catalog(language: str) -> NullTranslations:
    return Translations.load(str(FOLDER), [language])


def local_date(day: date, language: str) -> str:
    return format_date(day, _DATE_FORMATS[language], locale=language)


def translator(language: str) -> Callable[[Message | str], str]:
    """What says a sentence in a language; sentences it lacks stay Vietnamese."""
    catalog = _catalog(language if language in LANGUAGES else DEFAULT)

    def value(thing: object) -> object:
        if isinstance(thing, Message):
            return say(thing)
        return local_date(thing, language) if isinstance(thing, date) else thing

    def say(thing: Message | str) -> str:
        if isinstance(thing, str):
            return catalog.gettext(thing) if thing else ""
        template: str = catalog.gettext(thing.template)
        if not thing.values:
            return template
        return template.format(**{name: value(v) for name, v in thing.values.items()})

    return say


# --- In a request -----------------------------------------------------------


def language() -> str:
    """The language of the request being answered."""
    if "language" not in g:
        asked = request.args.get("lang") or request.cookies.get(_COOKIE)
        g.language = asked if asked in LANGUAGES else DEFAULT
    return str(g.language)


def translate(thing: Message | str) -> str:
    return translator(language())(thing)


def show_date(day: date) -> str:
    return local_date(day, language())


def show_moment(moment: str) -> str:
    """A moment of UTC, in the time of this machine."""
    here = datetime.fromisoformat(moment).astimezone()
    return f"{local_date(here.date(), language())} {here:%H:%M}"


def show_iso_day(day: str) -> str:
    """A day as people type it here, in either language."""
    return f"{date.fromisoformat(day):%d/%m/%Y}"


def show_number(number: float) -> str:
    return format_decimal(number, locale=language())


def show_score(score: float) -> str:
    return format_decimal(score, format="0.00", locale=language())


def title_of(thing: Titled) -> str:
    """The title of a frame or of its group, in English where it has one."""
    return thing.title_en if language() == "en" and thing.title_en else thing.title


def in_vietnamese() -> Markup:
    """The attribute that marks document text on a page of another language."""
    return Markup("") if language() == DEFAULT else Markup(' lang="vi"')


def _remember(response: Response) -> Response:
    asked = request.args.get("lang")
    if request.blueprint != "api" and asked in LANGUAGES and request.cookies.get(_COOKIE) != asked:
        response.set_cookie(_COOKIE, asked, max_age=_YEAR, samesite="Lax", httponly=True)
    return response


def install(app: Flask) -> None:
    """Gives an application its languages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(app, default_locale=DEFAULT, locale_selector=language)
    app.after_request(_remember)
    app.jinja_env.globals.update(languages=LANGUAGES, language=language, vi=in_vietnamese)
    app.jinja_env.filters.update(
        say=translate,
        day=show_date,
        moment=show_moment,
        iso_day=show_iso_day,
        number=show_number,
        score=show_score,
        title_of=title_of,
    )
