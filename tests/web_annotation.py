"""A JSON Schema of the parts of the Web Annotation Data Model that we use, written from the
W3C Recommendation of 23 February 2017; the numbers name its sections."""

from __future__ import annotations

from typing import Any

_IRI = {"type": "string", "format": "uri-reference", "minLength": 1}
_INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}


def _typed(name: str, required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", *required],
        "properties": {"type": {"const": name}, **properties},
    }


def _one_or_more(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


_SELECTOR = {
    "oneOf": [
        # 4.2.4: exactly one exact; at most one prefix and suffix
        _typed("TextQuoteSelector", ["exact"], exact={"type": "string", "minLength": 1},
               prefix={"type": "string"}, suffix={"type": "string"}),
        # 4.2.5: exactly one start and end, non-negative integers
        _typed("TextPositionSelector", ["start", "end"], start={"type": "integer", "minimum": 0},
               end={"type": "integer", "minimum": 1}),
    ]
}  # fmt: skip
# 4.3.1: a TimeState has sourceDate or a range, in UTC; cached is an IRI
_STATE = _typed("TimeState", [], sourceDate=_one_or_more(_INSTANT), cached=_one_or_more(_IRI))
# 4: exactly one source; selectors that are alternatives of each other; states
_TARGET = _typed(
    "SpecificResource", ["source"], source=_IRI, selector=_one_or_more(_SELECTOR),
    state=_one_or_more(_STATE),
)  # fmt: skip
# 3.2.4: a TextualBody has exactly one value
_BODY = _typed(
    "TextualBody", ["value"], value={"type": "string"}, format={"type": "string"},
    purpose={"enum": ["commenting", "describing", "tagging"]},
)  # fmt: skip
_MEMBERS = {
    "id": _IRI,
    "type": {"const": "Annotation"},
    "motivation": {"enum": ["highlighting", "commenting", "bookmarking", "linking"]},
    "body": _one_or_more(_BODY),
    "target": _one_or_more(_TARGET),
}
_CONTEXT = {
    "anyOf": [
        {"const": "http://www.w3.org/ns/anno.jsonld"},
        {"type": "array", "contains": {"const": "http://www.w3.org/ns/anno.jsonld"}},
    ]
}
# 3.1: one or more @context, exactly one id, type Annotation, one or more targets
ANNOTATION = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["@context", "id", "type", "target"],
    "properties": {"@context": _CONTEXT, **_MEMBERS},
}
# 5.2: a page has its items embedded
PAGE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["@context", "type", "items"],
    "properties": {
        "@context": _CONTEXT,
        "type": {"const": "AnnotationPage"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "target"],
                "properties": _MEMBERS,
            },
        },
    },
}
