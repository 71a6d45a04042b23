"""How pages travel: compressed, and not sent again where the reader still has them.

A page goes by the hash of what it shows. The tokens of its forms differ on every
answer and do not count; the secret of the visit, which they are made of, does: who
comes with a new visit gets a page whose forms can be sent.
"""

from __future__ import annotations

import hashlib

from flask import Flask, Response, g, request, session
from flask_compress import Compress

_TOKEN = "csrf_token"


def install(app: Flask) -> None:
    """To be called before other handlers of answers are added: these run last."""
    app.config.update(
        COMPRESS_MIN_SIZE=1_000,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
    )
    Compress(app)
    app.after_request(_known_by_contents)


def _known_by_contents(response: Response) -> Response:
    is_page = response.mimetype == "text/html" and response.status_code == 200
    if request.method not in ("GET", "HEAD") or not is_page or response.is_streamed:
        return response
    body = response.get_data()
    token = g.get(_TOKEN)
    if token:
        body = body.replace(token.encode(), str(session.get(_TOKEN)).encode())
    response.set_etag(hashlib.blake2b(body, digest_size=16).hexdigest(), weak=True)
    return response.make_conditional(request)
