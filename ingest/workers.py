"""Work done in processes of their own: a callable and its items in, answers out in order.

The only place that starts processes.  An item whose process dies, or overruns its
time, is answered with `Lost` and costs nobody else anything: the process is
replaced and the others go on.  Workers come from a clean server process, never by
a fork of the caller, who may hold threads, locks and open databases.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# How many items may be under way for each worker: enough that a slow one idles
# nobody, few enough that the answers waiting for their turn fit in memory.
_AHEAD = 4
# Kilobytes at which a worker is replaced: what one large item took, a process keeps.
_FAT = 512 * 1024


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer: the process died, or was stopped because it `overran` its time."""

    overran: bool


_OVERRAN = Lost(overran=True), True


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    index: int = -1
    deadline: float = 0.0

    def stop(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection, work: Callable[[Item], Answer], memory: int | None) -> None:
    """Runs in the worker until its owner hangs up; Ctrl-C is the owner's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        least = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (least, hard))
    with suppress(EOFError, OSError):
        while True:
            answer = work(pipe.recv())
            pipe.send((answer, _grown() > _FAT))


def _grown() -> int:
    """The most memory this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Workers(Generic[Item, Answer]):
    """Up to `count` processes that answer items with `work`, a module-level callable
    that raises nothing, each item within `seconds`; beyond `memory` bytes of data a
    worker, and what it starts, gets a MemoryError or dies."""

    def __init__(
        self,
        count: int,
        work: Callable[[Item], Answer],
        *,
        seconds: float,
        memory: int | None = None,
        preload: Sequence[str] = (),
    ) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._count, self._work, self._seconds = count, work, seconds
        self._memory = memory
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []

    def answers(
        self, items: Iterable[Item], begun: Callable[[Item], None]
    ) -> Iterator[Answer | Lost]:
        """One answer for each item, in the order of the items; `begun` is told of each
        item that goes to a worker."""
        numbered = enumerate(items)
        ready: dict[int, Answer | Lost] = {}
        given = 0
        try:
            while True:
                room = min(self._count, _AHEAD * self._count - len(ready)) - len(self._busy)
                for index, item in islice(numbered, max(0, room)):
                    self._begin(index, item)
                    begun(item)
                if not self._busy:
                    return
                ready.update(self._collect())
                while given in ready:
                    yield ready.pop(given)
                    given += 1
        finally:
            for worker in self._busy + self._idle:
                worker.stop()
            self._busy, self._idle = [], []

    def _begin(self, index: int, item: Item) -> None:
        worker = self._idle.pop() if self._idle else self._start()
        worker.index, worker.deadline = index, time.monotonic() + self._seconds
        self._busy.append(worker)
        with suppress(OSError):  # a worker already dead is noticed when it is awaited
            worker.pipe.send(item)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        given = (theirs, self._work, self._memory)
        process = self._context.Process(target=_serve, args=given, daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _collect(self) -> dict[int, Answer | Lost]:
        """Waits until a worker answers, dies or overruns; what is known since."""
        nearest = min(worker.deadline for worker in self._busy)
        spoken = set(wait([w.pipe for w in self._busy], max(0.0, nearest - time.monotonic())))
        now = time.monotonic()
        found: dict[int, Answer | Lost] = {}
        for worker in [w for w in self._busy if w.pipe in spoken or w.deadline <= now]:
            self._busy.remove(worker)
            answer, spent = self._answer(worker) if worker.pipe in spoken else _OVERRAN
            found[worker.index] = answer
            if spent:
                worker.stop()
            else:
                self._idle.append(worker)
        return found

    @staticmethod
    def _answer(worker: _Worker) -> tuple[Answer | Lost, bool]:
        """What a worker says, and whether it has to be replaced."""
        try:
            answer: Answer | Lost
            answer, fat = worker.pipe.recv()
        except (EOFError, OSError):
            return Lost(overran=False), True
        return answer, fat
