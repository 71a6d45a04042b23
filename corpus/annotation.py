"""Citations as W3C Web Annotations: the words, where they stand, in which text.

A citation becomes an annotation in JSON-LD whose target is the canonical text of
the document's version: TextQuoteSelector for the words, TextPositionSelector for
their place (code points of that text), and a TimeState that says which version it
was, with its hashes.  Words that an artefact interrupts are several targets.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from corpus.citation import CONTEXT, cite, permalink
from corpus.model import Document, Span
from corpus.records import VersionInfo

# Terms of ours beside those of the standard.
_OWN = {
    "doichieu": "urn:doichieu:terms:",
    "passage": "doichieu:passage",
    "version": "doichieu:version",
    "textSha256": "doichieu:textSha256",
    "sourceSha256": "doichieu:sourceSha256",
    "unitSha256": "doichieu:unitSha256",
}
CONTEXTS = ["http://www.w3.org/ns/anno.jsonld", _OWN]


def annotation(
    document: Document,
    version: VersionInfo,
    eid: str,
    span: Span | None = None,
    base: str = "",
    note: str = "",
) -> dict[str, Any]:
    """The annotation of a passage, or of words of it; `note` is what someone says of it."""
    base = base.rstrip("/")
    citation = cite(document, eid, span)
    source = f"{base}/texts/{document.id}?version={version.number}"
    state = {
        "type": "TimeState",
        "sourceDate": _instant(version.ingested_at),
        "cached": source,
        "version": version.number,
        "textSha256": sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "sourceSha256": document.source.sha256,
        "unitSha256": citation.text_sha256,
    }
    targets = [
        {
            "type": "SpecificResource",
            "source": source,
            "selector": [_quote(document, one), _position(one)],
            "state": state,
        }
        for one in citation.spans
    ]
    made: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": base + permalink(document, eid, span),
        "type": "Annotation",
        "motivation": "commenting" if note else "highlighting",
        "passage": citation.passage,
        "target": targets[0] if len(targets) == 1 else targets,
    }
    if note:
        made["body"] = {
            "type": "TextualBody", "value": note, "format": "text/plain", "purpose": "commenting",
        }  # fmt: skip
    return made


def annotation_page(made: Sequence[dict[str, Any]]) -> str:
    """One annotation as it is, several as a page of annotations; the text of a file."""
    if len(made) == 1:
        return _text(made[0])
    items = [{k: v for k, v in one.items() if k != "@context"} for one in made]
    return _text({"@context": CONTEXTS, "type": "AnnotationPage", "items": items})


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _quote(document: Document, span: Span) -> dict[str, str]:
    text = document.text
    return {
        "type": "TextQuoteSelector",
        "exact": span.of(text),
        "prefix": text[max(0, span.start - CONTEXT) : span.start],
        "suffix": text[span.end : span.end + CONTEXT],
    }


def _position(span: Span) -> dict[str, str | int]:
    return {"type": "TextPositionSelector", "start": span.start, "end": span.end}


def _instant(stored: str) -> str:
    """A moment as xsd:dateTime in UTC."""
    return stored.replace("+00:00", "Z")
