"""Group commit (成组提交): one worker takes whatever has gathered and processes it together.

Promise: items are processed in the order they were submitted; each caller gets its own result; a fault of `process`
fails the callers of that batch and no other; nothing is lost or processed twice.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from biaogan.ledger.errors import LedgerError

T = TypeVar("T")
R = TypeVar("R")

LIMIT = 256
"""Items of one batch at most, so that nobody waits for an endless transaction."""


class Closed(LedgerError):
    """The gatherer was closed; the item was not processed (已关闭)."""


class Gatherer(Generic[T, R]):
    """Gathers items from any number of threads for one worker thread (汇集器)."""

    def __init__(self, process: Callable[[list[T]], list[R]], *, limit: int = LIMIT, name: str = "gatherer") -> None:
        """`process` returns one result per item, in their order. The worker starts with the first item."""
        self._process = process
        self._limit = limit
        self._name = name
        self._pending: deque[tuple[T, Future[R]]] = deque()
        self._changed = threading.Condition()
        self._worker: threading.Thread | None = None
        self._closed = False

    def submit(self, item: T) -> Future[R]:
        """Hand in an item (提交); the future holds its result, or the fault of its batch. Raises Closed after `close()`."""
        future: Future[R] = Future()
        with self._changed:
            if self._closed:
                raise Closed(f"{self._name} is closed")
            self._pending.append((item, future))
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._worker.start()
            self._changed.notify()
        return future

    def close(self) -> None:
        """Process what was submitted, then stop. Safe to call twice."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._worker is not None:
            self._worker.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._pending:
                    if self._closed:
                        return
                    self._changed.wait()
                batch = [self._pending.popleft() for _ in range(min(self._limit, len(self._pending)))]
            self._run([(item, future) for item, future in batch if future.set_running_or_notify_cancel()])

    def _run(self, batch: list[tuple[T, "Future[R]"]]) -> None:
        if not batch:
            return
        try:
            results = self._process([item for item, _ in batch])
            if len(results) != len(batch):
                raise LedgerError(f"{self._name}: {len(batch)} items, {len(results)} results")
        except BaseException as fault:  # noqa: BLE001  (the fault belongs to the waiting callers, who raise it)
            for _, future in batch:
                future.set_exception(fault)
            return
        for (_, future), result in zip(batch, results, strict=True):
            future.set_result(result)
