"""Which status of HTTP a failed request has, on pages and in the API alike."""

from __future__ import annotations

from corpus.model import (
    Ambiguous,
    BadRequest,
    Busy,
    DoichieuError,
    NotFound,
    Rejected,
)

_STATUS: dict[type[DoichieuError], int] = {
    NotFound: 404,
    Ambiguous: 409,
    BadRequest: 400,
    Rejected: 422,
    Busy: 503,
    DoichieuError: 500,
}
BUSY = _STATUS[Busy]


def status_of(error: DoichieuError) -> int:
    """That of the nearest kind which has one."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def is_ours(status: int) -> bool:
    """Whether it is a fault of the program, to be written into the log of the server."""
    return status >= 500 and status != BUSY
