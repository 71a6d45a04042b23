"""The styles of a .docx: what a paragraph or a run looks like by its style alone.

In: the styles part.  Out: a `Look` for each style, with what it takes over from
the styles it is based on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from xml.etree.ElementTree import Element

from ingest.extract.numbering import number_of

_OFF = {"0", "false", "off", "none"}
_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"toc (?:\d|heading)$", re.IGNORECASE)
_BODY_LEVEL = 9
_SWITCHES = ("w.b", "w.caps", "w.vanish")


@dataclass(frozen=True, slots=True)
class Look:
    """None is "not said". `list_id` "0" is "in no list"; `list_style` the style
    that names the list."""

    bold: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    list_id: str | None = None
    list_style: str | None = None
    list_level: int | None = None
    outline: int | None = None
    contents: bool | None = None

    def over(self, other: Look) -> Look:
        """This look where it says something, else the other."""
        if self == _PLAIN or other == _PLAIN:
            return other if self == _PLAIN else self
        chosen = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(Look))
        return Look(*(mine if mine is not None else theirs for mine, theirs in chosen))

    @property
    def heading(self) -> bool:
        return self.outline is not None and self.outline < _BODY_LEVEL


_PLAIN = Look()


def paragraph_look(properties: Element | None, style: str | None = None) -> Look:
    """What a w:pPr says itself; `style` is the style it defines, if it does."""
    if properties is None:
        return _PLAIN
    outline = properties.find("w.outlineLvl")
    listed = properties.find("w.numPr")
    list_id = listed.find("w.numId") if listed is not None else None
    level = listed.find("w.ilvl") if listed is not None else None
    return Look(
        list_id=list_id.get("w.val") if list_id is not None else None,
        list_style=style if list_id is not None else None,
        list_level=number_of(level.get("w.val"), 0) if level is not None else None,
        outline=number_of(outline.get("w.val"), _BODY_LEVEL) if outline is not None else None,
    )


def run_look(properties: Element | None) -> Look:
    """What a w:rPr says itself."""
    if properties is None:
        return _PLAIN
    bold, capitals, hidden = (_switch(properties, name) for name in _SWITCHES)
    if bold is capitals is hidden is None:
        return _PLAIN
    return Look(bold, capitals, hidden)


def _switch(properties: Element, name: str) -> bool | None:
    element = properties.find(name)
    return None if element is None else element.get("w.val", "1") not in _OFF


class Styles:
    """The styles of one document."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default: str | None = None
        self._looks: dict[str, Look] = {}
        for style in root.iterfind("w.style") if root is not None else ():
            name = style.get("w.styleId") or ""
            self._elements[name] = style
            if style.get("w.type") == "paragraph" and style.get("w.default", "0") not in _OFF:
                self._default = name

    def paragraph(self, properties: Element | None) -> Look:
        """A paragraph's look: its own properties over its style's."""
        style = properties.find("w.pStyle") if properties is not None else None
        name = style.get("w.val") if style is not None else None
        by_style = self.look(name if name in self._elements else self._default)
        return paragraph_look(properties).over(by_style)

    def run(self, properties: Element | None, paragraph: Look) -> Look:
        """A run's look in a paragraph."""
        style = properties.find("w.rStyle") if properties is not None else None
        by_style = self.look(style.get("w.val")) if style is not None else _PLAIN
        return run_look(properties).over(by_style.over(paragraph))

    @cached_property
    def lists(self) -> Mapping[str, str]:
        """For each style that names a list, the list's id."""
        named = {name: self.look(name).list_id for name in self._elements}
        return {name: list_id for name, list_id in named.items() if list_id}

    def look(self, name: str | None) -> Look:
        """A style's look, with what it is based on."""
        chain: list[str] = []
        while name in self._elements and name not in chain and name not in self._looks:
            chain.append(name)
            base = self._elements[name].find("w.basedOn")
            name = base.get("w.val") if base is not None else None
        look = self._looks.get(name or "", _PLAIN)
        for style in reversed(chain):
            look = self._looks[style] = self._own(style).over(look)
        return look

    def _own(self, style: str) -> Look:
        element = self._elements[style]
        named = element.find("w.name")
        name = (named.get("w.val") or "") if named is not None else ""
        heading = _HEADING.match(name)
        says = Look(
            outline=int(heading[1]) - 1 if heading else None,
            contents=True if _CONTENTS.match(name) else None,
        )
        paragraph = paragraph_look(element.find("w.pPr"), style)
        return run_look(element.find("w.rPr")).over(paragraph).over(says)
