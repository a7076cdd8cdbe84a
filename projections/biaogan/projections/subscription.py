"""Driving the views from an ``eventsourcing`` subscription: notifications decoded one by one, handed on in batches."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event
from typing import Any

from eventsourcing.persistence import Notification, Subscription

from biaogan.domain.act import Recorded
from biaogan.projections.runner import NoEvent

READY = 2000
"""Most decoded records held ready in the queue."""
BLINK_SECONDS = 0.05


class SubscriptionSource:
    """A :class:`biaogan.projections.runner.Source` over an application recorder's subscription.

    ``subscribe`` opens one for the notifications after an id, such as ``lambda gt: recorder.subscribe(gt=gt)``;
    ``decode`` reads a notification (id = position + 1) as its record, or as :class:`NoEvent`. To be closed.
    """

    def __init__(
        self,
        subscribe: Callable[[int], Subscription[Any]],
        decode: Callable[[Notification], Recorded | NoEvent],
    ) -> None:
        self._subscribe = subscribe
        self._decode = decode
        self._held: deque[Recorded | NoEvent] = deque()
        self._pull: _Pull | None = None
        self._from = 0

    def read_from(self, position: int, limit: int) -> Sequence[Recorded | NoEvent]:
        """What has arrived, at most ``limit`` records from ``position`` on. Raises what ended the subscription."""
        pull = self._at(position)
        while len(self._held) < limit and (item := pull.next(0)) is not None:
            self._hold(item, position)
        return list(self._held)[:limit]

    def wait(self, position: int, timeout: float) -> None:
        """Returns when the record at ``position`` has arrived, or after ``timeout`` seconds."""
        pull = self._at(position)
        if not self._held and (item := pull.next(timeout)) is not None:
            self._hold(item, position)

    def close(self) -> None:
        """Ends the subscription and its thread."""
        pull, self._pull = self._pull, None
        if pull is not None:
            pull.stop()

    def _at(self, position: int) -> "_Pull":
        if self._pull is None or position < self._from:  # the beginning, or a rebuild
            self.close()
            self._held.clear()
            self._pull = _Pull(self._subscribe(position), self._decode)
        self._from = position
        while self._held and self._held[0].position < position:
            self._held.popleft()
        return self._pull

    def _hold(self, item: Recorded | NoEvent, position: int) -> None:
        if item.position >= position:
            self._held.append(item)


class _Pull:
    """One subscription, read by a thread into a bounded queue."""

    def __init__(self, subscription: Subscription[Any], decode: Callable[[Notification], Recorded | NoEvent]) -> None:
        self._subscription = subscription
        self._decode = decode
        self._queue: Queue[Recorded | NoEvent] = Queue(READY)
        self._stopped = Event()
        pool = ThreadPoolExecutor(1, thread_name_prefix="biaogan-subscription")
        self._work: Future[None] = pool.submit(self._run)
        pool.shutdown(wait=False)

    def _run(self) -> None:
        with self._subscription:
            for notification in self._subscription:
                self._put(self._decode(notification))
                if self._stopped.is_set():
                    return

    def _put(self, item: Recorded | NoEvent) -> None:
        while not self._stopped.is_set():
            with suppress(Full):
                self._queue.put(item, timeout=BLINK_SECONDS)
                break

    def next(self, timeout: float) -> Recorded | NoEvent | None:
        """The next record, or ``None`` if none arrives in time."""
        try:
            return self._queue.get(timeout=timeout) if timeout else self._queue.get_nowait()
        except Empty:
            if self._work.done():
                self._work.result()
            return None

    def stop(self) -> None:
        """Ends the thread; what it had not handed on is read again by the next subscription."""
        self._stopped.set()
        self._subscription.stop()
        self._work.result()
