"""Forms that change something: only pages of ours may send them.

A form carries a token that is signed with a secret of the data folder, so that it
still holds after a restart and in every server process.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from corpus.files import file_errors

_SECRET = "secret"


def install(app: Flask, folder: Path | None) -> None:
    """Guards every form of an application; without a data folder tokens end with the process."""
    app.config.update(
        SECRET_KEY=_secret(folder) if folder else secrets.token_bytes(32),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="form",
        WTF_CSRF_TIME_LIMIT=None,  # a text may be read for days before a form is sent
    )
    CSRFProtect(app)


def _secret(folder: Path) -> bytes:
    """The secret of a data folder, made where it has none: whole, by whichever process is first."""
    path = folder / _SECRET
    with file_errors(path):
        if not path.exists():
            descriptor, name = tempfile.mkstemp(dir=folder, prefix=".")  # for its owner alone
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(secrets.token_bytes(32))
                with suppress(FileExistsError):
                    os.link(name, path)
            finally:
                Path(name).unlink()
        return path.read_bytes()
