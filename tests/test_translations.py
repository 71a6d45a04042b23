"""Every sentence for people has its English, with the same places to fill in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from corpus.model import Message
from tests.catalogs import CATALOGS, compile_catalogs
from web import i18n

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {**DEFAULT_KEYWORDS, "Message": None}
PLACES = re.compile(r"%\(\w+\)s|(?<!\{)\{\w+[^{}]*\}(?!\})|<br>")


@pytest.fixture(scope="module", autouse=True)
def catalogs() -> None:
    compile_catalogs()


def extracted() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    with (ROOT / "web" / "babel.cfg").open() as config:
        methods, options = parse_mapping_cfg(config)
    found = extract_from_dir(str(ROOT), method_map=methods, options_map=options, keywords=KEYWORDS)
    for name, line, message, _comments, _context in found:
        yield f"{name}:{line}", message


def english() -> Catalog:
    with (CATALOGS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def test_every_sentence_has_its_english() -> None:
    catalog = english()
    missing = {}
    for where, message in extracted():
        first = message if isinstance(message, str) else message[0]
        known = catalog.get(first)
        words = known.string if known else ""
        if not all([words] if isinstance(words, str) else words) or (known and known.fuzzy):
            missing[first] = where
    lines = "".join(f"\n{where}: {first}" for first, where in missing.items())
    assert not missing, f"{len(missing)} sentences lack their English:{lines}"


def test_translations_fill_in_the_same_places() -> None:
    for message in english():
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else message.id
        words = [message.string] if isinstance(message.string, str) else message.string
        for text in words:
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(ids[0])), ids[0]


def test_no_english_is_left_over() -> None:
    used = {m if isinstance(m, str) else m[0] for _, m in extracted()}
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in english() if m.id}
    assert not kept - used


def test_plain_translator_fills_messages() -> None:
    vietnamese, english_ = i18n.translator("vi"), i18n.translator("en")
    assert vietnamese("không rõ") == "không rõ"
    assert english_("không rõ") == "unknown"
    inner = Message("không rõ")
    assert english_(Message("{value}", value=inner)) == "unknown"
    day = date(2024, 10, 21)
    assert vietnamese(Message("{value}", value=day)) == "21/10/2024"
    assert english_(Message("{value}", value=day)) == "21 Oct 2024"
    assert english_("Câu không có trong danh mục.") == "Câu không có trong danh mục."
    assert vietnamese("") == english_("") == ""


def test_an_unknown_language_is_vietnamese() -> None:
    assert i18n.translator("xx")("không rõ") == "không rõ"


def test_the_catalog_is_readable_text() -> None:
    source = (CATALOGS / "en" / "LC_MESSAGES" / "messages.po").read_bytes()
    assert read_po(io.BytesIO(source)).locale is not None
