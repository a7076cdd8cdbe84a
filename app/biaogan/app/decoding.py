"""The log read ahead by other processes (并行解码), for who reads all of it: opening and parsing are most of the work.

Promises: the same events as `biaogan.app.reading.Events` gives, in the same order; whatever is not read ahead is read the
plain way, so a log that grows, or is short, or whose reading processes die, is read to its end. Who waits for another
process takes on a part itself.
"""

import gc
import logging
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from marshal import loads
from queue import SimpleQueue

from biaogan.app import parsing
from biaogan.app.beside import Beside, Died
from biaogan.app.parsing import FINISH, STREAM, Parsed, parsed
from biaogan.app.reading import Events
from biaogan.app.settings import Settings
from biaogan.domain.act import Recorded
from biaogan.ledger.datakeys import KeyRow
from biaogan.ledger.log import Log
from biaogan.projections.runner import NoEvent

LOG = logging.getLogger(__name__)
SHORT = 10_000
"""Fewer records than this are read before another process has begun to."""
WINDOW = 6
"""Pages that are asked for ahead, for each process."""
SELDOM = (100_000, 20, 100)
"""Thresholds of Python's collector while a log is read as a whole."""
SWITCH_SECONDS = 0.001
"""How long a thread may keep Python's lock from the one that has an answer of another process, and the next question."""

Page = Callable[[int, int], bytes]


class Ahead:
    """`biaogan.projections.runner.Source` over a log, pages of which are read by ``pool`` with ``page``."""

    def __init__(self, log: Log, events: Events, pool: ThreadPoolExecutor, page: Page, workers: int) -> None:
        self._log = log
        self._events = events
        self._pool = pool
        self._page = page
        self._window = WINDOW * workers
        self._asked: dict[int, Future[bytes | list[Parsed]]] = {}
        self._size = 0

    def read_from(self, position: int, limit: int) -> Sequence[Recorded | NoEvent]:
        """As `Events.read_from`."""
        if position not in self._asked:
            self._drop()
            self._size = self._log.size()
            if self._size - position < max(SHORT, limit):
                return self._events.read_from(position, limit)
        self._ask(position, limit)
        while not self._asked[position].done() and self._take_on(limit):
            pass
        try:
            found = self._asked.pop(position).result()
        except Died:  # somebody killed it
            return self._events.read_from(position, limit)
        records, lent = loads(found) if isinstance(found, bytes) else (found, [])  # noqa: S302 - our own process's
        keys = self._log.keys.cache
        keys.borrow((KeyRow(*row), secret) for row, secret in lent)
        keys.find({str(one[STREAM]) for one in records})
        events = self._events.typed(records)
        if self._log.keys.unwraps.pressing:
            self._log.record_unwraps()
        return events

    def wait(self, position: int, timeout: float) -> None:
        """As `Events.wait`."""
        self._events.wait(position, timeout)

    def _ask(self, position: int, limit: int) -> None:
        """Pages are asked for only where they are whole, so that none ends in the middle of a growing log."""
        for start in range(position, position + self._window * limit, limit):
            if start not in self._asked and start + limit <= self._size:
                self._asked[start] = self._pool.submit(self._page, start, limit)

    def _take_on(self, limit: int) -> bool:
        """Read the last page that nobody has begun with; whether there was one."""
        for start in reversed(self._asked):
            if self._asked[start].cancel():
                self._asked[start] = Future()
                self._asked[start].set_result(parsed(self._log.said_from(start, limit)))
                return True
        return False

    def _drop(self) -> None:
        for asked in self._asked.values():
            asked.cancel()
        self._asked.clear()


@contextmanager
def ahead(settings: Settings, log: Log) -> Iterator[Ahead]:
    """A source that uses every core; its processes end with the block."""
    workers = max((os.cpu_count() or 1) - 1, 1)
    command = log.keys.unwraps.command
    free: SimpleQueue[Beside] = SimpleQueue()

    def page(start: int, limit: int) -> bytes:
        process = free.get()
        try:
            return process.ask(b"%d %d" % (start, limit))
        finally:
            free.put(process)

    with ExitStack() as stack:
        stack.enter_context(_at_work())
        for _ in range(workers):
            process = stack.enter_context(closing(Beside(parsing.__name__, pickle.dumps((settings, command)))))
            stack.callback(_finish, process)
            free.put(process)
        pool = stack.enter_context(ThreadPoolExecutor(workers, "decoding"))
        source = Ahead(log, Events(log), pool, page, workers)
        stack.callback(pool.shutdown, cancel_futures=True)
        yield source


def _finish(process: Beside) -> None:
    """It records which keys it has unwrapped."""
    if process.pid is None:
        return
    try:
        process.ask(FINISH)
    except Died as died:
        LOG.warning("a process that reads the log is gone (%s): which keys it has unwrapped is not recorded", died)


@contextmanager
def _at_work() -> Iterator[None]:
    """Rows by the hundred thousand are no garbage: to look through them again and again takes an eighth of the time."""
    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(interval)
        gc.unfreeze()
