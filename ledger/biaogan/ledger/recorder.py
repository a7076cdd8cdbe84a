"""The contracts of the `eventsourcing` library over the log (记录器): events, notifications, tracking, snapshots.

Promise: the recorder test cases of that library pass. An event's notification id is its position + 1, which is the size
of the tree that first includes it; ids are gapless. `StoredEvent.state` is the JWS, opaque here. Originator ids are
text. A subscription wakes at each commit of this process, and finds those of other processes by asking for the size.
"""

from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    IntegrityError,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)
from sqlalchemy.engine.interfaces import DBAPICursor

from biaogan.ledger.append import Append, Appended, NewRecord, Outcome
from biaogan.ledger.appender import Appender
from biaogan.ledger.database import Database
from biaogan.ledger.schema import ledger_head, record, snapshot, tracking

POLL_SECONDS = 0.05
"""How long a subscription waits before it asks whether another process has appended."""

_PAGE = 500


def _select_events(
    columns: Sequence[sa.ColumnElement[Any]],
    originator_id: UUID | str,
    gt: int | None,
    lte: int | None,
    desc: bool,
    limit: int | None,
) -> sa.Select[Any]:
    stream, version = columns[0], columns[1]
    query = sa.select(*columns).where(stream == str(originator_id)).limit(limit)
    if gt is not None:
        query = query.where(version > gt)
    if lte is not None:
        query = query.where(version <= lte)
    return query.order_by(version.desc() if desc else version)


class _Events:
    """Reading events of one stream from a table with stream, version, type and state."""

    _columns: Sequence[sa.ColumnElement[Any]]

    def __init__(self, database: Database) -> None:
        self.database = database

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of a stream with versions in (gt, lte], in their order or the reverse."""
        with self.database.core() as connection:
            rows = connection.execute(_select_events(self._columns, originator_id, gt, lte, desc, limit))
            return [StoredEvent(*row) for row in rows]


class SnapshotRecorder(_Events, AggregateRecorder):
    """Snapshots (快照): a cache beside the log, in no tree, under no signature; it may be emptied at any time."""

    _columns = (snapshot.c.stream, snapshot.c.version, snapshot.c.type, snapshot.c.state)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store snapshots; IntegrityError when one of that version exists. Returns None: they have no positions."""
        insert = self.database.sql("INSERT INTO snapshot (stream, version, type, state) VALUES (?, ?, ?, ?)")
        rows = [(str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events]
        if rows:
            with self.database.writing() as cursor:
                cursor.executemany(insert, rows)
        return None


class LogRecorder(_Events, ApplicationRecorder):
    """Events as records of the log (日志记录器). Each insertion is one append, with its leaves."""

    _columns = (record.c.stream, record.c.version, record.c.type, record.c.jws)

    def __init__(self, appender: Appender) -> None:
        super().__init__(appender.database)
        self.appender = appender

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append events together; IntegrityError when a version exists or leaves a gap. Returns notification ids.

        A keyword `tracking` is honoured by LogProcessRecorder only.
        """
        return self._append(stored_events, None)

    def _append(self, stored_events: Sequence[StoredEvent], tracked: Tracking | None) -> Sequence[int]:
        records = tuple(NewRecord(str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events)
        if not records:
            return []

        def finish(cursor: DBAPICursor, outcomes: Sequence[Outcome]) -> None:
            if not isinstance(outcomes[0], Appended):
                raise IntegrityError(f"not appended: {outcomes[0]}")
            if tracked is not None:
                _insert_tracking(self.database, cursor, tracked)

        (outcome,) = self.appender.append_many([Append(records, {})], first=(0, 1), finish=finish)
        return [position + 1 for position in outcome.positions] if isinstance(outcome, Appended) else []

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """At most `limit` events with ids from `start` (included or not) to `stop` (included), of `topics` if given."""
        query = sa.select(*self._columns, record.c.position + 1).order_by(record.c.position).limit(limit)
        if start is not None:
            query = query.where(record.c.position >= (start - 1 if inclusive_of_start else start))
        if stop is not None:
            query = query.where(record.c.position < stop)
        if topics:
            query = query.where(record.c.type.in_(topics))
        with self.database.core() as connection:
            return [Notification(*row) for row in connection.execute(query)]

    def max_notification_id(self) -> int | None:
        """The id of the last event, which is the size of the log; None when it is empty."""
        with self.database.core() as connection:
            return connection.scalar(sa.select(ledger_head.c.size)) or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "LogSubscription":
        """An endless iterator over the events after id `gt` (订阅), from whatever process they come."""
        return LogSubscription(self, gt, topics)


class LogSubscription(Subscription[LogRecorder]):
    """Iterates events and waits for more (订阅); `stop()` from any thread ends it."""

    _found: deque[Notification]

    def __next__(self) -> Notification:
        if not hasattr(self, "_found"):
            self._found = deque()
        while not self._has_been_stopped:
            if self._found:
                return self._found.popleft()
            self._pull()
        raise StopIteration

    def stop(self) -> None:
        """End the iteration, at once if it is waiting."""
        super().stop()
        committed = self._recorder.appender.committed
        with committed:
            committed.notify_all()

    def _pull(self) -> None:
        last = self._last_notification_id or 0
        end = self._recorder.max_notification_id() or 0
        if end > last:
            page = self._recorder.select_notifications(last, _PAGE, end, self._topics, inclusive_of_start=False)
            self._found.extend(page)
            self._last_notification_id = page[-1].id if len(page) == _PAGE else end
        else:
            appender = self._recorder.appender
            with appender.committed:
                appender.committed.wait_for(lambda: self._has_been_stopped or appender.size > last, POLL_SECONDS)


def _insert_tracking(database: Database, cursor: DBAPICursor, tracked: Tracking) -> None:
    cursor.execute(
        database.sql(
            "INSERT INTO tracking (application_name, notification_id) VALUES (?, ?) ON CONFLICT (application_name) "
            "DO UPDATE SET notification_id = excluded.notification_id "
            "WHERE tracking.notification_id < excluded.notification_id RETURNING notification_id"
        ),
        (tracked.application_name, tracked.notification_id),
    )
    if cursor.fetchone() is None:
        raise IntegrityError(f"{tracked.application_name} is at {tracked.notification_id} or beyond already")


class LogTrackingRecorder(TrackingRecorder):
    """How far each consumer of events got (消费进度): one row each, which only moves forward."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move a consumer forward; IntegrityError when it is there or beyond already."""
        with self.database.writing() as cursor:
            _insert_tracking(self.database, cursor, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """The last notification id a consumer has processed, or None."""
        query = sa.select(tracking.c.notification_id).where(tracking.c.application_name == application_name)
        with self.database.core() as connection:
            return connection.scalar(query)


class LogProcessRecorder(LogRecorder, LogTrackingRecorder, ProcessRecorder):
    """Events and tracking in one transaction (处理记录器): what was processed and what came of it, together."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append events and record `tracking`, if given, together or not at all."""
        tracked: Tracking | None = kwargs.get("tracking")
        if tracked is not None and not stored_events:
            self.insert_tracking(tracked)
        return self._append(stored_events, tracked)
