"""What the answers look like: JSON schemas by name, as OpenAPI 3.1 has them.

They describe the shapes of `shapes` and of `web.api.answers`; the tests hold every
answer against its schema.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
SPAN: Schema = {
    "type": "array",
    "items": {"type": "integer", "minimum": 0},
    "minItems": 2,
    "maxItems": 2,
    "description": "[start, end): code points",
}


def maybe(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**properties: Schema) -> Schema:
    """An object with all of these keys; later versions may add others."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def table(schema: Schema) -> Schema:
    """An object whose keys are data."""
    return {"type": "object", "additionalProperties": schema}


def page(name: str) -> Schema:
    """A page of a list."""
    return thing(total=WHOLE, limit=WHOLE, offset=WHOLE, next=maybe(TEXT), items=many(ref(name)))


_SENTENCE = thing(id=TEXT, text=TEXT, spans=many(SPAN))
_HIT = thing(
    passage=TEXT,
    document=TEXT,
    score=NUMBER,
    text=TEXT,
    highlights=many(SPAN),
    heading_path=many(TEXT),
)
_CITED = thing(
    value=TEXT, mentions=many(thing(document=TEXT, eid=maybe(TEXT), printed=TEXT, span=SPAN))
)

SCHEMAS: dict[str, Schema] = {
    "Problem": {
        **thing(type=TEXT, title=TEXT, status=WHOLE, detail=TEXT, messages=thing(vi=TEXT, en=TEXT)),
        "description": "RFC 9457; `messages` has the sentence in both languages.",
    },
    "Summary": thing(
        id=TEXT,
        title=TEXT,
        number=maybe(TEXT),
        genre=TEXT,
        province=maybe(TEXT),
        date=maybe(DAY),
        type=maybe(TEXT),
        year=maybe(WHOLE),
        published=maybe(DAY),
        passages=WHOLE,
        task_groups=WHOLE,
        problems=WHOLE,
    ),
    "Summaries": page("Summary"),
    "Metadata": thing(
        type=maybe(TEXT),
        number=maybe(TEXT),
        date=maybe(DAY),
        issuer=maybe(TEXT),
        level=maybe(TEXT),
        province=maybe(TEXT),
        district=maybe(TEXT),
        commune=maybe(TEXT),
        title=TEXT,
        signer=maybe(TEXT),
        effective=maybe(DAY),
        replaces=many(TEXT),
        status=TEXT,
        implements=many(TEXT),
        about={"type": "string", "enum": ["document", "reported"]},
        published=maybe(DAY),
    ),
    "Provision": thing(
        eid=TEXT,
        level=TEXT,
        label=maybe(TEXT),
        heading=TEXT,
        parent=maybe(TEXT),
        start=WHOLE,
        end=WHOLE,
        certainty=NUMBER,
    ),
    "Passage": thing(
        id=TEXT, eid=TEXT, text=TEXT, spans=many(SPAN), page=maybe(WHOLE), sentences=many(_SENTENCE)
    ),
    "Conflict": thing(matter=TEXT, number=TEXT, readings=many(_CITED)),
    "Conflicts": many(ref("Conflict")),
    "Document": thing(
        id=TEXT,
        genre=TEXT,
        meta=ref("Metadata"),
        outline=many(ref("Provision")),
        task_groups=many(TEXT),
        passages=many(ref("Passage")),
        references=many(
            thing(
                printed=TEXT,
                type=maybe(TEXT),
                number=maybe(TEXT),
                date=maybe(DAY),
                issuer=maybe(TEXT),
                count=WHOLE,
            )
        ),
        duties=many(thing(agency=TEXT, lead=TRUTH, passage=TEXT)),
        conflicts=many(ref("Conflict")),
        boilerplate=many(SPAN),
        source=thing(
            file=TEXT,
            sha256=TEXT,
            url=maybe(TEXT),
            fetched_at=maybe(TEXT),
            licence=maybe(TEXT),
            declared=thing(title=maybe(TEXT), number=maybe(TEXT), place=maybe(TEXT)),
        ),
        problems=many(thing(stage=TEXT, message=TEXT, span=maybe(SPAN))),
    ),
    "Versions": many(
        thing(number=WHOLE, sha256=TEXT, parser=TEXT, ingested_at=MOMENT, current=TRUTH)
    ),
    "Corrections": many(thing(field=TEXT, value=maybe(TEXT), was=TEXT, by=TEXT, at=MOMENT)),
    "Targets": many(
        thing(
            document=TEXT,
            passage=TEXT,
            indicator=TEXT,
            kind={"type": "string", "enum": ["target", "baseline", "result"]},
            comparator=TEXT,
            value={"type": "string", "description": "a decimal number"},
            unit=maybe(TEXT),
            baseline=maybe(TEXT),
            year=maybe(WHOLE),
            span=SPAN,
        )
    ),
    "CitedPassage": thing(
        id=TEXT,
        document=TEXT,
        eid=TEXT,
        text=TEXT,
        heading_path=many(TEXT),
        page=maybe(WHOLE),
        citation=TEXT,
        permalink=TEXT,
        text_sha256=TEXT,
        prefix=TEXT,
        suffix=TEXT,
        exact=TEXT,
    ),
    "Standing": thing(
        hold={"type": "string", "enum": ["same", "moved", "changed", "lost"]},
        eid=maybe(TEXT),
        quoted=maybe(TEXT),
    ),
    "Results": thing(
        total=WHOLE,
        full=WHOLE,
        limit=WHOLE,
        offset=WHOLE,
        next=maybe(TEXT),
        hits=many(_HIT),
        facets=table(many(thing(value=TEXT, count=WHOLE))),
        suggestion=maybe(TEXT),
    ),
    "Completions": many(thing(text=TEXT, kind=TEXT)),
    "Frame": thing(
        id=TEXT, title=TEXT, number=maybe(TEXT), document=maybe(TEXT),
        groups=many(thing(key=TEXT, title=TEXT)),
    ),
    "Frames": many(ref("Frame")),
    "Comparison": thing(
        frame=maybe(thing(id=TEXT, groups=many(thing(key=TEXT, title=TEXT)))),
        groups=many(
            thing(document=TEXT, eid=TEXT, links=many(thing(key=TEXT, score=NUMBER)))
        ),
        clauses=many(thing(passage=TEXT, key=maybe(TEXT), score=NUMBER)),
        links=many(
            thing(
                left=many(TEXT),
                right=many(TEXT),
                relation=TEXT,
                score=NUMBER,
                decided_by=maybe(TEXT),
            )
        ),
        only_in=table(many(TEXT)),
    ),
    "Difference": thing(
        left=TEXT,
        right=TEXT,
        runs=many(thing(change=TEXT, left=SPAN, right=SPAN, move=maybe(WHOLE))),
    ),
    "Line": many(ref("Summary")),
    "Ledger": thing(
        documents=many(TEXT),
        rows=many(
            thing(
                key=TEXT,
                indicator=TEXT,
                names=many(TEXT),
                unit=maybe(TEXT),
                direction=maybe(TEXT),
                figures=many(
                    thing(
                        id=TEXT,
                        document=TEXT,
                        passage=TEXT,
                        kind=TEXT,
                        comparator=TEXT,
                        value=TEXT,
                        unit=maybe(TEXT),
                        amount=maybe(NUMBER),
                        year=maybe(WHOLE),
                        printed=TEXT,
                        span=SPAN,
                    )
                ),
                flags=many(thing(kind=TEXT, sentence=TEXT, reason=TEXT, figures=many(TEXT))),
            )
        ),
    ),
    "Duties": thing(
        documents=many(TEXT),
        frame=maybe(TEXT),
        agencies=many(TEXT),
        rows=many(
            thing(
                key=TEXT,
                title=TEXT,
                passage=maybe(TEXT),
                marks=many(thing(agency=TEXT, leads=many(TEXT), supports=many(TEXT))),
            )
        ),
    ),
    "Decisions": thing(format=TEXT, version=WHOLE, decisions=many({"type": "object"})),
}  # fmt: skip
