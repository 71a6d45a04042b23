"""Whether a query finds the same in every way it may be typed.

    python -m bench.variants [--seed 1] [--show]

A seeded generator writes each of 40 queries in other ways: without diacritics in all or
in one word, with the other tone placement, decomposed, in capitals, with abbreviations
for long forms and back, numbers and dates in their other spellings, and with one key
slipped on a Telex keyboard. Counted is how often the first passage is the one that the
clean form finds first, over the real documents in `../shared/corpus`.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.retrieval import SHARED, judged
from corpus.text import fold, is_folded
from search.abbreviations import ABBREVIATIONS
from search.keyboard import write

# Besides the judged queries: numbers, dates and long forms.
QUERIES = (
    "Chỉ thị số 28-CT/TW",
    "Chương trình 61-CTr/TU trẻ em",
    "Nghị định số 68/2024/NĐ-CP",
    "Nghị quyết 214/NQ-CP dữ liệu",
    "ngày 25/12/2023 Bộ Chính trị",
    "Quyết định 34/2014/QĐ-TTg",
    "Ủy ban nhân dân các xã hòa giải",
    "Mặt trận Tổ quốc giám sát và phản biện xã hội",
    "bảo hiểm y tế cho trẻ em dưới 6 tuổi",
    "Hội đồng nhân dân huyện tăng cường giám sát",
)
SLIPS = 3  # of each query

# What stands beside each key.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: "".join(
        row[at]
        for row in _ROWS
        for at in range(len(row))
        if key in row and abs(row.index(key) - at) == 1
    )
    for key in "".join(_ROWS)
}
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_MARKS = {"\u0302": None, "\u031b": "w", "\u0306": "w"}
_OLD_TONES = {
    "óa": "oá", "òa": "oà", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "óe": "oé", "òe": "oè",
    "úy": "uý", "ùy": "uỳ", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip


@dataclass(frozen=True)
class Variant:
    kind: str
    clean: str
    typed: str


def queries() -> list[str]:
    return [*(query for query, _ in judged()), *QUERIES]


def variants(query: str, rng: random.Random) -> Iterator[Variant]:
    """Other ways to type a query."""

    def made(kind: str, typed: str) -> Iterator[Variant]:
        if typed != query:
            yield Variant(kind, query, typed)

    yield from made("bare", fold(query))
    words = query.split()
    marked = [at for at, word in enumerate(words) if not is_folded(word)]
    if marked:
        at = rng.choice(marked)
        yield from made("one word bare", " ".join([*words[:at], fold(words[at]), *words[at + 1 :]]))
    yield from made("tone placement", _old_tones(query))
    yield from made("decomposed", unicodedata.normalize("NFD", query))
    yield from made("capitals", query.upper())
    yield from made("title case", query.title())
    for typed in _other_forms(query):
        yield from made("abbreviation", typed)
    for typed in _other_numbers(query):
        yield from made("number", typed)
    for _ in range(SLIPS):
        yield from made("slip", slipped(query, rng))


def _old_tones(text: str) -> str:
    return re.sub(
        "|".join(f"{one}(?!\\w)" for one in _OLD_TONES),
        lambda found: _OLD_TONES[found[0].lower()] if found[0].islower() else found[0],
        text,
    )


def _other_forms(query: str) -> Iterator[str]:
    for short, long_forms in ABBREVIATIONS.items():
        for form in long_forms:
            pattern = rf"(?<!\w){re.escape(form)}(?!\w)"
            if re.search(pattern, query, re.IGNORECASE):
                yield re.sub(pattern, short, query, flags=re.IGNORECASE)
        if re.search(rf"(?<![\w/-]){re.escape(short)}(?![\w/-])", query):
            yield re.sub(rf"(?<![\w/-]){re.escape(short)}(?![\w/-])", long_forms[0], query)


def _other_numbers(query: str) -> Iterator[str]:
    """28-CT/TW as 28/CT-TW, 28 CT TW, 28 - CT / TW; 25/12/2023 in words and with points."""
    for number in re.findall(r"\b\d+(?:/\d{4})?[-/][A-ZĐ][\w-]*(?:[-/][A-ZĐ]\w*)+\b", query):
        yield query.replace(number, number.lower())
        yield query.replace(number, number.replace("/", " / ").replace("-", " - "))
        serial, *symbols = re.split("[-/]", number)
        if not symbols[0].isdigit():
            yield query.replace(number, " ".join([serial, *symbols]))
            yield query.replace(number, "/".join([serial, "-".join(symbols)]))
    for date in re.findall(r"\b\d{1,2}/\d{1,2}/\d{4}\b", query):
        day, month, year = date.split("/")
        for other in (f"{day}.{month}.{year}", f"{day}-{month}-{year}",
                      f"{day} tháng {month} năm {year}"):  # fmt: skip
            yield query.replace(date, other)


def keys_of(word: str) -> str:
    """The keys of a word on a Telex keyboard, the tone last."""
    keys, tone = "", ""
    for char in word:
        if char in "đĐ":
            keys += "dd"
            continue
        base, *marks = unicodedata.normalize("NFD", char)
        keys += base.lower()
        for mark in marks:
            if mark in _TONES:
                tone = _TONES[mark]
            else:
                keys += _MARKS.get(mark) or base.lower()
    return keys + tone


def slipped(query: str, rng: random.Random) -> str:
    """The query with one key of one word left out, doubled, swapped or missed."""
    words = query.split()
    able = [at for at, word in enumerate(words) if word.isalpha() and len(word) > 1]
    if not able:
        return query
    at = rng.choice(able)
    keys = keys_of(words[at])
    place = rng.randrange(len(keys))
    key = keys[place]
    before, after = keys[:place], keys[place + 1 :]
    slips: list[Callable[[], str]] = [
        lambda: before + after,
        lambda: before + key + key + after,
        lambda: before + rng.choice(_BESIDE.get(key) or key) + after,
        lambda: before + after[:1] + key + after[1:],
    ]
    words[at] = write(rng.choice(slips)()) or words[at]
    return " ".join(words)


def all_variants(asked: list[str], seed: int) -> list[Variant]:
    rng = random.Random(seed)
    return [one for query in asked for one in variants(query, rng)]


def scored(
    first_of: Callable[[str], str | None], made: list[Variant]
) -> dict[str, tuple[int, int, list[Variant]]]:
    """By kind: how many find the same first passage, of how many, and those that do not."""
    clean: dict[str, str | None] = {}
    found: dict[str, tuple[int, int, list[Variant]]] = {}
    for one in made:
        if one.clean not in clean:
            clean[one.clean] = first_of(one.clean)
        same = first_of(one.typed) == clean[one.clean]
        good, count, missed = found.get(one.kind, (0, 0, []))
        found[one.kind] = (good + same, count + 1, missed if same else [*missed, one])
    return found


def main() -> None:
    from workspace import Workspace

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        workspace.ingest([SHARED / "corpus"])

        def first_of(query: str) -> str | None:
            hits = workspace.search(query, limit=1).hits
            return hits[0].passage if hits else None

        found = scored(first_of, all_variants(queries(), given.seed))
    print("| kind | same first passage | of | |\n|---|---:|---:|---:|")
    for kind, (good, count, _) in found.items():
        print(f"| {kind} | {good} | {count} | {good / count:.3f} |")
    others = [one for kind, one in found.items() if kind != "slip"]
    good, count = sum(one[0] for one in others), sum(one[1] for one in others)
    print(f"| all but slips | {good} | {count} | {good / count:.3f} |")
    if given.show:
        for kind, (_, _, missed) in found.items():
            for one in missed:
                print(f"{kind}: {one.clean} ← {one.typed}")


if __name__ == "__main__":
    main()
