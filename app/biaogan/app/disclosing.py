"""Putting reads on record (查阅留痕): the API's port over the ledger's access rows, and the batches over those.

What is asked in one turn of an event loop, and what gathers while a commit is on its way to the disk or during the short
rest after it, shares the next commit: thirty-two clients that read at once wait for one write. Who reads one by one never
waits for a rest. The rows are written by a scribe, which may be a process of its own (`biaogan.app.scribe`).
"""

import asyncio
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from eventsourcing.persistence import PersistenceError

from biaogan.app.clock import Clock
from biaogan.app.scribe import Here, Scribe
from biaogan.app.service import Service
from biaogan.graphql.disclosure import Reads, Unavailable
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_batches import Batches
from biaogan.ledger.access_row import TOPIC
from biaogan.ledger.log import Log, NewRecord
from biaogan.ledger.unwraps import Work, begin

PACE = 10.0
"""How many times as long as a commit took comes before the next one, while several people read, or one in several ways."""
LONGEST_REST_SECONDS = 0.05
Waiting = list[tuple[Reads, "asyncio.Future[int]"]]


class Disclosing:
    """`biaogan.graphql.disclosure.DisclosurePort`. For any number of event loops."""

    def __init__(self, accesses: Accesses) -> None:
        self._accesses = accesses
        self.scribe: Scribe = Here(accesses)
        self._worker = ThreadPoolExecutor(1, "disclosures", begin, (Work.RECORDING,))
        self._waiting: dict[asyncio.AbstractEventLoop, Waiting] = {}
        self._last: set[str] = set()

    async def disclose(self, reads: Reads) -> int:
        """Durable when it returns. Raises `Unavailable`."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        waiting = self._waiting.get(loop)
        if waiting is None:
            waiting = self._waiting[loop] = []
            loop.call_soon(self._next, loop)
        waiting.append((reads, future))
        return await future

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand over what waits in this loop; afterwards, what has gathered meanwhile."""
        batch = self._waiting[loop]
        if not batch:
            del self._waiting[loop]
            return
        self._waiting[loop] = []
        started = loop.time()
        done = loop.run_in_executor(self._worker, self.scribe.record, [reads for reads, _ in batch])
        done.add_done_callback(lambda done: self._told(loop, batch, done, started))

    def _told(
        self, loop: asyncio.AbstractEventLoop, batch: Waiting, done: "asyncio.Future[list[int]]", started: float
    ) -> None:
        fault = done.exception()
        for index, (_, future) in enumerate(batch):
            if future.done():  # whoever asked has gone
                continue
            if fault is None:
                future.set_result(done.result()[index])
            elif isinstance(fault, PersistenceError):
                future.set_exception(Unavailable(str(fault)))
            else:
                future.set_exception(fault)
        sessions = {reads.session.id for reads, _ in batch}
        several, self._last = sessions | self._last, sessions
        rest = PACE * (loop.time() - started) if len(several) > 1 or len(batch) > 1 else 0.0
        loop.call_later(min(rest, LONGEST_REST_SECONDS), self._next, loop)

    def forget(self, names: Collection[str]) -> None:
        """These keys were destroyed: whoever seals rows is told at once, and does not wait here."""
        self.scribe.forget(names)
        self.beat()  # what cannot be told now is told with the next batch

    def beat(self) -> None:
        """Once a second, and does not wait: let the scribe do what is not to be done within a read."""
        self._worker.submit(self.scribe.record, [])

    def close(self) -> None:
        """Finish what is waiting."""
        self.beat()
        self._worker.shutdown()
        self.scribe.close()
        self._accesses.close()


def batches(log: Log, accesses: Accesses, service: Service, clock: Clock) -> Batches:
    """What commits to the rows in the log, by statements of the service."""

    def sign(stream: str, seq: int, prev: str | None, body: Mapping[str, Any], at: datetime) -> NewRecord:
        return service.statement(TOPIC, body, stream=stream, seq=seq, prev=prev, at=at)

    return Batches(log, accesses, sign, clock)
