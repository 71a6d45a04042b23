"""Stretches of text in addresses: `a-b`, characters from a up to before b."""

from __future__ import annotations

from corpus.model import BadRequest, Message, Span

_DIGITS = 9


def span_of(text: str | None) -> Span | None:
    """The stretch an address names, None where it names none."""
    if text is None:
        return None
    start, _, end = text.partition("-")
    plain = all(
        part.isascii() and part.isdecimal() and len(part) <= _DIGITS for part in (start, end)
    )
    if not plain or int(start) >= int(end):
        raise BadRequest(Message("“{span}” không phải là một khoảng ký tự.", span=text))
    return Span(int(start), int(end))
