"""Whether what a store holds is whole: the database, its sources, every version.

In come the database and the means to read a source and a version, out come faults as
sentences.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

from sqlalchemy import Connection, select

from corpus import rows
from corpus.messages import Message
from corpus.model import Document
from corpus.schema import Database, documents, passages, versions

_LOST_SOURCE = "Tệp nguồn của “{name}” (bản {number}) bị mất hoặc đã bị sửa."
_UNREADABLE = "Không đọc lại được “{name}” (bản {number})."


def faults(
    database: Database,
    intact: Callable[[str], bool],
    decode: Callable[[Connection, int], Document],
) -> list[Message]:
    """What is wrong; nothing, if all is well. `intact` tells of a source by its hash."""
    damage = database.damage()
    found = [Message("Kho dữ liệu bị hỏng: {fault}.", fault=fault) for fault in damage]
    query = select(versions.c.key, documents.c.id, versions.c.number, versions.c.sha256)
    query = query.select_from(versions.join(documents))
    with database.read() as connection:
        stored = connection.execute(query.order_by(documents.c.id, versions.c.number)).all()
    for key, name, number, sha256 in stored:
        if not intact(sha256):
            found.append(Message(_LOST_SOURCE, name=name, number=number))
        fault = _of_version(database, decode, key)
        if fault:
            found.append(Message(fault, name=name, number=number))
    return found


def _of_version(
    database: Database, decode: Callable[[Connection, int], Document], version: int
) -> str | None:
    query = select(passages.c.text).where(passages.c.version == version)
    with database.read() as connection:
        try:
            document = decode(connection, version)
        except (ValueError, TypeError, KeyError, zlib.error):
            return _UNREADABLE
        texts = connection.scalars(query.order_by(passages.c.ordinal)).all()
    return rows.fault(document, texts)
