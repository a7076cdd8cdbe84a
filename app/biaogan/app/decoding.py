"""The log read ahead by other processes (并行解码), for who reads all of it: opening and parsing are most of the work.

Promises: the same events as `biaogan.app.reading.Events` gives, in the same order; whatever is not read ahead is read the
plain way, so a log that grows, or is short, is read to its end. A process that waits for another one takes on a part itself.
"""

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from biaogan.app.codec import typed, typed_partly
from biaogan.app.parsing import Parsed, begin, page, parsed
from biaogan.app.reading import Events
from biaogan.app.settings import Settings
from biaogan.domain.act import Recorded
from biaogan.ledger.log import Log
from biaogan.projections.runner import NoEvent

SHORT = 10_000
"""Fewer records than this are read before another process has begun to."""
WINDOW = 3
"""Pages that are asked for ahead, for each process."""


class Ahead:
    """`biaogan.projections.runner.Source` over a log that is read by ``pool``."""

    def __init__(self, log: Log, events: Events, pool: ProcessPoolExecutor, workers: int) -> None:
        self._log = log
        self._events = events
        self._pool = pool
        self._window = WINDOW * workers
        self._asked: dict[int, Future[list[Parsed | int]]] = {}
        self._size = 0

    def read_from(self, position: int, limit: int) -> Sequence[Recorded | NoEvent]:
        """As `Events.read_from`."""
        if position not in self._asked:
            self._drop()
            self._size = self._log.size()
            if self._size - position < max(SHORT, limit):
                return self._events.read_from(position, limit)
        try:
            self._ask(position, limit)
            while not self._asked[position].done() and self._take_on(limit):
                pass
            found = self._asked.pop(position).result()
        except BrokenExecutor:  # somebody killed them
            return self._events.read_from(position, limit)
        self._log.keys.expect({one.stream for one in found if isinstance(one, Parsed)})
        return [self._typed(one) for one in found]

    def wait(self, position: int, timeout: float) -> None:
        """As `Events.wait`."""
        self._events.wait(position, timeout)

    def _ask(self, position: int, limit: int) -> None:
        """Pages are asked for only where they are whole, so that none ends in the middle of a growing log."""
        for start in range(position, position + self._window * limit, limit):
            if start not in self._asked and start + limit <= self._size:
                self._asked[start] = self._pool.submit(page, start, limit)

    def _take_on(self, limit: int) -> bool:
        """Read the last page that nobody has begun with; whether there was one."""
        for start in reversed(self._asked):
            if self._asked[start].cancel():
                self._asked[start] = Future()
                self._asked[start].set_result([parsed(record) for record in self._log.read_from(start, limit)])
                return True
        return False

    def _drop(self) -> None:
        for asked in self._asked.values():
            asked.cancel()
        self._asked.clear()

    def _typed(self, one: Parsed | int) -> Recorded | NoEvent:
        if isinstance(one, int):
            return NoEvent(one)
        event = typed(one.topic, one.body) if one.whole else typed_partly(one.topic, json.loads(one.body))
        found = Recorded(event, one.stream, one.version, one.position, one.actor, one.role, one.at, behalf=one.behalf)
        return self._events.revealing(found)


@contextmanager
def ahead(settings: Settings, log: Log) -> Iterator[Ahead]:
    """A source that uses every core; its processes end with the block."""
    workers = max((os.cpu_count() or 1) - 1, 1)
    with ProcessPoolExecutor(workers, get_context("spawn"), begin, (settings, log.keys.unwraps.command)) as pool:
        source = Ahead(log, Events(log), pool, workers)
        try:
            yield source
        finally:
            pool.shutdown(cancel_futures=True)
