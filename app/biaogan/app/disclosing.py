"""Putting reads on record (查阅留痕): the API's port over the ledger's access rows, and the batches over those.

What is asked in one turn of an event loop, and what gathers while a commit is on its way to the disk or during the short
rest after it, shares the next commit: thirty-two clients that read at once wait for one write. Who reads alone never
waits for a rest.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Any

from eventsourcing.persistence import PersistenceError

from biaogan.app.clock import Clock
from biaogan.app.service import Service
from biaogan.graphql.disclosure import Denied, Disclosed, Reads, Unavailable
from biaogan.graphql.visibility import TABLE
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_batches import Batches
from biaogan.ledger.access_row import TOPIC, Access
from biaogan.ledger.log import Log, NewRecord
from biaogan.ledger.unwraps import Work, begin

PACE = 10.0
"""How many times as long as a commit took comes before the next one, while several people read."""
LONGEST_REST_SECONDS = 0.05
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Waiting = list[tuple[Reads, "asyncio.Future[int]"]]


class Disclosing:
    """`biaogan.graphql.disclosure.DisclosurePort`. For any number of event loops."""

    def __init__(self, accesses: Accesses) -> None:
        self._accesses = accesses
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
        done = loop.run_in_executor(self._worker, self._record, [reads for reads, _ in batch])
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
        rest = PACE * (loop.time() - started) if len(several) > 1 else 0.0
        loop.call_later(min(rest, LONGEST_REST_SECONDS), self._next, loop)

    def _record(self, batch: Sequence[Reads]) -> list[int]:
        return self._accesses.record([accesses(reads) for reads in batch])

    def close(self) -> None:
        """Finish what is waiting."""
        self._worker.shutdown()
        self._accesses.close()


def accesses(reads: Reads) -> list[Access]:
    """The rows of an operation: what it showed, then what it denied."""
    session, basis = reads.session, reads.basis
    shared = {"kid": session.kid, "session": session.id, "purpose": reads.purpose, "operation": reads.operation}
    if reads.behalf:
        shared["behalf"] = reads.behalf
    if reads.process:
        shared["process"] = reads.process
    head = _json(shared)[:-1]

    @cache  # of a page of cases, all are asked for the same fields
    def content_of(fields: frozenset[str], **more: Any) -> bytes:
        rest = _json({"fields": sorted(fields), **{name: _listed(value) for name, value in more.items()}})[1:]
        return f"{head},{rest}".encode()

    def row(one: Disclosed | Denied, *, allowed: bool, **more: Any) -> Access:
        content = content_of(one.fields, **more)
        key = key_of(one.stream, one.klass) if one.fields else session.person  # else it may not even be there
        return Access(session.person, one.stream, one.klass, basis, allowed, content, key)

    return [
        *(row(one, allowed=True, rows=one.rows, files=one.files) for one in reads.seen),
        *(row(one, allowed=False, rule=one.rule) for one in reads.denied),
    ]


def _listed(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def key_of(stream: str, klass: str) -> str:
    """Whose key seals a row: the object's, for personal data the one that can be destroyed by itself."""
    known = TABLE.get(klass)
    return f"{stream}+P" if known is not None and known.level.endswith("+P") else stream


def batches(log: Log, accesses: Accesses, service: Service, clock: Clock) -> Batches:
    """What commits to the rows in the log, by statements of the service."""

    def sign(stream: str, seq: int, prev: str | None, body: Mapping[str, Any], at: datetime) -> NewRecord:
        return service.statement(TOPIC, body, stream=stream, seq=seq, prev=prev, at=at)

    return Batches(log, accesses, sign, clock)
