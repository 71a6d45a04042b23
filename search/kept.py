"""What was computed once and is worth keeping, within a bound.

In comes a name and how to compute it, out comes the value; the values that were not
asked for longest go first. Any number of threads may ask; two of them may compute the
same value at the same time, and one of the two is then kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

OVERHEAD = 512  # bytes of a name and its entry


class Sized(Protocol):
    """Anything that knows how many bytes it holds."""

    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=Sized)


class Kept(Generic[T]):
    """A bounded cache of one kind of values."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def peek(self, name: Hashable) -> T | None:
        """The value of a name, if it is at hand."""
        found = self._values.get(name)
        if found is not None:
            try:  # faster than a lock and than suppress()
                self._values.move_to_end(name)
            except KeyError:  # forgotten by another thread this very moment
                return found
        return found

    def get(self, name: Hashable, compute: Callable[[], T]) -> T:
        """The value of a name, computed where it is not at hand."""
        found = self.peek(name)
        if found is not None:
            return found
        found = compute()
        self.put(name, found)
        return found

    def put(self, name: Hashable, value: T) -> None:
        """Keeps a value; those that were not asked for longest go."""
        size = value.size + OVERHEAD
        with self._lock:
            before = self._values.pop(name, None)
            if before is not None:
                self.held -= before.size + OVERHEAD
            self._values[name] = value
            self.held += size
            while self.held > self.limit and len(self._values) > 1:
                self.held -= self._values.popitem(last=False)[1].size + OVERHEAD
