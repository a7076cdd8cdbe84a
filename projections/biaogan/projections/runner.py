"""The worker that brings the views up to date (投影进程).

Promises: a batch of records and the tracked position change in one transaction, so a worker killed at any moment leaves
the views at some position, complete; several workers may run, one applies; no position is skipped and none is applied
twice; the rows are the same however the records were cut into batches.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Event, Lock
from time import monotonic
from typing import Any, Protocol

from eventsourcing.persistence import Tracking
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from biaogan.domain.act import Recorded
from biaogan.projections import database, tracking
from biaogan.projections.cipher import Cipher
from biaogan.projections.database import named
from biaogan.projections.registry import VIEWS
from biaogan.projections.store import Tables
from biaogan.projections.switching import Rebuilding, beside
from biaogan.projections.versioned import Store, View

BATCH = 1000
"""Most records in one transaction."""
POLL_SECONDS = 0.02
"""How often the position is read while waiting for another process to move it."""
IDLE_SECONDS = 0.2
"""How long one wait for a new record lasts; then the worker looks whether it is to stop."""
PACE = 4.0
"""How many times as long as a batch took the worker then rests: under load batches grow, and acts are not held up."""
LONGEST_REST_SECONDS = 0.25
"""Nobody waits for it in this process: who asks for a position ends the rest."""
RETRY_SECONDS = 1.0
"""Pause after the database could not be reached."""

log = logging.getLogger(__name__)


class Gap(Exception):
    """The source skipped a position: nothing is applied, because a skipped record would be missing for ever."""


@dataclass(frozen=True, slots=True)
class NoEvent:
    """A leaf of the log that is no event of the procedure, such as an access batch: tracked, and nothing more."""

    position: int


class Source(Protocol):
    """The log as the views read it."""

    def read_from(self, position: int, limit: int) -> Sequence[Recorded | NoEvent]:
        """At most ``limit`` leaves from ``position`` on, gapless and in order; empty if there is none yet."""

    def wait(self, position: int, timeout: float) -> None:
        """Returns when a leaf at ``position`` may be there, or after ``timeout`` seconds."""


class Runner:
    """Applies records from ``source`` to ``views``. One instance is driven by one thread at a time."""

    def __init__(
        self, engine: Engine, cipher: Cipher, source: Source, views: Iterable[View] = VIEWS, *, batch: int = BATCH
    ) -> None:
        self._engine = engine
        self._cipher = cipher
        self._source = source
        self._batch = batch
        self._views = views = tuple(views)
        self._folds: dict[type, list[Callable[[Store, Recorded, Any], None]]] = {}
        for view in views:
            for event, fold in view.folds.items():
                self._folds.setdefault(event, []).append(fold)
        self._tables = Tables([table for view in views for table in view.tables], named(engine.dialect), cipher)
        self._remembered: tuple[int, int] | None = None  # generation and position of the rows that self._tables knows
        self._applying = Lock()
        self._moved = Condition()
        self._known = -1
        self._stopping = Event()
        self._wanted = Event()
        self._work: Future[None] | None = None

    def position(self) -> int:
        """Position of the last applied record, whoever applied it; -1 if there is none."""
        with self._engine.connect() as connection:
            return self._note(tracking.applied(connection))

    def run_once(self) -> int:
        """Applies one batch. Answers by how many records the views moved on; 0 if none is new or another worker is busy.

        Raises :class:`Gap`, ``OperationalError`` if the database cannot be reached, and what a fold raises: a fault
        in the code, after which the views stay where they are.
        """
        return self._once() or 0

    def _once(self) -> int | None:
        """As :meth:`run_once`; ``None`` if nothing is new."""
        with self._applying:
            before = self.position()
            records = self._source.read_from(before + 1, self._batch)
            if not records:
                return None
            for expected, record in enumerate(records, before + 1):
                if record.position != expected:
                    raise Gap(f"the source gave position {record.position}, not {expected}")
            try:
                after = self._apply(before, records)
            except BaseException:
                self._remembered = None
                raise
            return self._note(after) - before

    def _apply(self, before: int, records: Sequence[Recorded | NoEvent]) -> int:
        with database.exclusive(self._engine) as connection:
            if connection is None:
                return before
            found = tracking.applied(connection)
            if found != before:  # another worker was faster
                return found
            generation = tracking.generation(connection)
            if self._remembered != (generation, before):
                self._tables.forget(empty=before == -1)
            self._tables.begin(connection, records[0].position)
            for record in records:
                if isinstance(record, Recorded):
                    for fold in self._folds.get(type(record.event), ()):
                        fold(self._tables, record, record.event)
            self._tables.flush()
            last = records[-1].position
            tracking.advance(connection, before, Tracking(tracking.SOURCE, last + 1))
        self._remembered = generation, last
        return last

    def _note(self, position: int) -> int:
        with self._moved:
            self._known = position
            self._moved.notify_all()
        return position

    def wait_for(self, position: int, timeout: float) -> bool:
        """Waits until the record at ``position`` is applied, by whomever; ``False`` if that takes over ``timeout`` s.

        Raises what stopped the worker of this process, if it was stopped by a fault.
        """
        deadline = monotonic() + timeout
        while self._known < position and self.position() < position:
            if self._work is not None and self._work.done():
                self._work.result()
            remaining = deadline - monotonic()
            if remaining <= 0:
                return False
            self._wanted.set()
            with self._moved:
                if self._known < position:
                    self._moved.wait(min(remaining, POLL_SECONDS))
        return True

    def start(self) -> None:
        """Runs in a thread of its own until :meth:`stop`."""
        if self._work is not None:
            raise RuntimeError("the runner is running")
        self._stopping.clear()
        pool = ThreadPoolExecutor(1, thread_name_prefix="biaogan-views")
        self._work = pool.submit(self._loop)
        pool.shutdown(wait=False)

    def stop(self) -> None:
        """Ends the thread after the batch it is at; raises what stopped it before, if anything did."""
        self._stopping.set()
        self._wanted.set()
        work, self._work = self._work, None
        if work is not None:
            work.result()

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                started = monotonic()
                moved = self._once()
                if moved:
                    self._rest(min(PACE * (monotonic() - started), LONGEST_REST_SECONDS))
                elif moved is None:
                    self._source.wait(self._known + 1, IDLE_SECONDS)
                else:
                    self._stopping.wait(POLL_SECONDS)
            except OperationalError as error:
                log.warning("views wait for the database: %s", error)
                self._stopping.wait(RETRY_SECONDS)

    def _rest(self, seconds: float) -> None:
        self._wanted.wait(seconds)
        self._wanted.clear()

    def catch_up(self, progress: Callable[[int], None] | None = None) -> int:
        """Applies everything the source has now, and answers the position reached. ``progress`` gets each position."""
        while (moved := self._once()) is not None:
            if moved == 0:
                self._stopping.wait(POLL_SECONDS)
            elif progress is not None:
                progress(self._known)
        return self._known

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Builds the views anew beside the live ones, then puts them in their place at once (重建); the position reached.

        Meanwhile the old ones are read and kept up to date. Raises :class:`switching.Rebuilding`, and then nothing
        has changed.
        """
        with beside(self._engine) as place:
            place.prepare()
            builder = Runner(place.engine, self._cipher, self._source, self._views, batch=self._batch)
            builder.catch_up(progress)
            place.complete()
            with self._applying, self._patiently() as connection:
                before = tracking.generation(connection)
                reached = builder.catch_up(progress)
                place.replace(connection)
                tracking.renew(connection, before + 1)
        return self._note(reached)

    @contextmanager
    def _patiently(self) -> Iterator[Connection]:
        """A transaction in which no other worker changes the views: a batch of another one is waited for."""
        deadline = monotonic() + database.BUSY_SECONDS
        while True:
            with database.exclusive(self._engine) as connection:
                if connection is not None:
                    yield connection
                    return
            if monotonic() > deadline:
                raise Rebuilding("another worker is changing the views")
            self._stopping.wait(POLL_SECONDS)
