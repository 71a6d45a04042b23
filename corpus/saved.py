"""Searches people keep, and up to which version of the corpus they have looked.

A saved search belongs to the random name its browser keeps.  What is new in it are
passages of versions that came in after the last look: keys of versions only grow.
The SQL here is that of its table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, func, insert, select, update

from corpus.messages import BadRequest, Message, NotFound
from corpus.schema import Database, saved, versions

MOST, LONGEST = 100, 4000


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """`address` are the arguments of the search as an address has them; `seen` the last
    version that was there when its owner looked."""

    key: int
    address: str
    name: str
    seen: int


class SavedSearches:
    """All saved searches of a data folder. Threads may share them."""

    def __init__(
        self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = Database(folder.absolute() / "store.sqlite")
        self._now = now

    def of(self, owner: str) -> tuple[SavedSearch, ...]:
        """The latest first."""
        s = saved.c
        query = select(s.key, s.address, s.name, s.seen).where(s.owner == owner)
        with self._database.read() as connection:
            return tuple(SavedSearch(*row) for row in connection.execute(query.order_by(-s.key)))

    def keep(self, owner: str, address: str, name: str) -> None:
        """Keeps a search; one that is kept already counts as looked at."""
        if len(address) > LONGEST:
            raise BadRequest(Message("Câu tìm này quá dài để lưu."))
        s = saved.c
        with self._database.write() as connection:
            now = connection.execute(_LATEST).scalar_one()
            same = (s.owner == owner, s.address == address)
            if connection.execute(update(saved).where(*same).values(seen=now)).rowcount:
                return
            count = select(func.count()).where(s.owner == owner)
            if connection.execute(count).scalar_one() >= MOST:
                raise BadRequest(Message("Đã lưu {limit} câu tìm; hãy bỏ bớt.", limit=MOST))
            row = {"owner": owner, "address": address, "name": name, "seen": now}
            at = self._now().isoformat(timespec="seconds")
            connection.execute(insert(saved), [row | {"saved_at": at}])

    def looked(self, owner: str, address: str) -> None:
        """The owner has this search before them now."""
        s = saved.c
        with self._database.read() as connection:
            same = (s.owner == owner, s.address == address)
            seen = connection.scalar(select(s.seen).where(*same))
            now = connection.execute(_LATEST).scalar_one()
        if seen is not None and seen < now:
            with self._database.write() as connection:
                connection.execute(update(saved).where(*same).values(seen=now))

    def forget(self, owner: str, key: int) -> None:
        with self._database.write() as connection:
            gone = delete(saved).where(saved.c.owner == owner, saved.c.key == key)
            if not connection.execute(gone).rowcount:
                raise NotFound(Message("Không có câu tìm đã lưu này."))


_LATEST = select(func.coalesce(func.max(versions.c.key), 0))
