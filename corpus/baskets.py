"""Baskets: passages people collect, in their order, with what they note about them.

A basket is known by the random name its browser keeps.  It holds the words as they
were when they were put in, so that it can say later that a document changed.  It
is no part of what is searched or compared: a change of it changes no generation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, delete, func, insert, select, update

from corpus.citation import HASH_LENGTH
from corpus.formats import Quoted
from corpus.model import BadRequest, Message, NotFound, Span, split_passage_id
from corpus.schema import Database, baskets

MOST_ITEMS, LONGEST_NOTE = 500, 4000


@dataclass(frozen=True, slots=True)
class Item:
    """Words in a basket: `key` names the item, `digest` is the beginning of the hash of
    the unit's text, as permalinks carry it."""

    key: int
    passage: str
    span: Span | None
    digest: str
    exact: str
    stands_at: str
    note: str

    @property
    def link(self) -> str:
        """The permalink as it was when the words were put in."""
        tail = f"&span={self.span.start}-{self.span.end}" if self.span else ""
        document, eid = split_passage_id(self.passage)
        return f"{quote(f'/documents/{document}/{eid}')}?h={self.digest}{tail}"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Baskets:
    """All baskets of a data folder. Threads may share them."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = Database(folder.absolute() / "store.sqlite")
        self._now = now

    def items(self, basket: str) -> tuple[Item, ...]:
        query = select(baskets).where(baskets.c.basket == basket).order_by(baskets.c.ordinal)
        with self._database.read() as connection:
            found = connection.execute(query).all()
        return tuple(
            Item(
                row.key,
                row.passage,
                None if row.start is None else Span(row.start, row.end),
                row.digest,
                row.exact,
                row.stands_at,
                row.note,
            )
            for row in found
        )

    def count(self, basket: str) -> int:
        with self._database.read() as connection:
            return _count(connection, basket)

    def add(self, basket: str, quoted: Quoted) -> int:
        """Put words in at the end, and give their key; words that are in already stay where
        they are."""
        start, end = (quoted.span.start, quoted.span.end) if quoted.span else (None, None)
        b = baskets.c
        same = (b.basket == basket, b.passage == quoted.passage, b.start.is_(start), b.end.is_(end),
                b.digest == quoted.digest[:HASH_LENGTH])  # fmt: skip
        with self._database.write() as connection:
            there = connection.scalar(select(b.key).where(*same))
            if there is not None:
                return int(there)
            if _count(connection, basket) >= MOST_ITEMS:
                raise BadRequest(Message("Giỏ đã đầy: {limit} trích dẫn.", limit=MOST_ITEMS))
            last = select(func.coalesce(func.max(b.ordinal), 0)).where(b.basket == basket)
            row = {
                "basket": basket,
                "ordinal": int(connection.execute(last).scalar_one()) + 1,
                "passage": quoted.passage,
                "start": start,
                "end": end,
                "digest": quoted.digest[:HASH_LENGTH],
                "exact": quoted.quotation,
                "stands_at": quoted.stands_at,
                "note": "",
                "added_at": self._now().isoformat(timespec="seconds"),
            }
            made = connection.execute(insert(baskets), row).inserted_primary_key
            assert made is not None
            return int(made[0])

    def note(self, basket: str, key: int, text: str) -> None:
        text = "\n".join(line.rstrip() for line in text.strip().splitlines())
        if len(text) > LONGEST_NOTE:
            raise BadRequest(
                Message("Ghi chú dài {length} ký tự; tối đa {limit}.",
                        length=len(text), limit=LONGEST_NOTE)
            )  # fmt: skip
        with self._database.write() as connection:
            _ordinal(connection, basket, key)
            connection.execute(update(baskets).where(baskets.c.key == key).values(note=text))

    def move(self, basket: str, key: int, by: int) -> None:
        """One place up (-1) or down (1); at the end of the list nothing happens."""
        b = baskets.c
        with self._database.write() as connection:
            here = _ordinal(connection, basket, key)
            beyond = b.ordinal < here if by < 0 else b.ordinal > here
            order = b.ordinal.desc() if by < 0 else b.ordinal
            query = select(b.key, b.ordinal).where(b.basket == basket, beyond).order_by(order)
            other = connection.execute(query.limit(1)).first()
            if other is not None:
                for which, place in ((key, other.ordinal), (other.key, here)):
                    connection.execute(update(baskets).where(b.key == which).values(ordinal=place))

    def remove(self, basket: str, key: int) -> None:
        with self._database.write() as connection:
            _ordinal(connection, basket, key)
            connection.execute(delete(baskets).where(baskets.c.key == key))

    def clear(self, basket: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(baskets).where(baskets.c.basket == basket))


def _count(connection: Connection, basket: str) -> int:
    query = select(func.count()).select_from(baskets).where(baskets.c.basket == basket)
    return int(connection.execute(query).scalar_one())


def _ordinal(connection: Connection, basket: str, key: int) -> int:
    """The place of an item; no one reaches into another's basket."""
    query = select(baskets.c.ordinal).where(baskets.c.basket == basket, baskets.c.key == key)
    found = connection.scalar(query)
    if found is None:
        raise NotFound(Message("Giỏ không có mục này; có thể nó đã được bỏ ra."))
    return int(found)
