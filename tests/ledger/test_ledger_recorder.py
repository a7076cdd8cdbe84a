"""The library's own recorder cases, run against ours: on SQLite and on PostgreSQL."""

import threading
from collections.abc import Iterator
from threading import Thread
from time import monotonic
from uuid import uuid4

import library_cases
import pytest
from eventsourcing.domain import datetime_now_with_tzinfo
from eventsourcing.persistence import IntegrityError, StoredEvent, TrackingRecorder
from eventsourcing.utils import Environment

from biaogan.ledger.appender import Appender
from biaogan.ledger.database import Database, create_engine
from biaogan.ledger.factory import LedgerFactory
from biaogan.ledger.migrations import migrate
from biaogan.ledger.recorder import LogProcessRecorder, LogRecorder, LogTrackingRecorder, SnapshotRecorder


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    engine = create_engine(database_url)
    migrate(engine)
    database = Database(engine)
    yield database
    database.close()
    engine.dispose()


class OnSqlite:
    url: str

    @pytest.fixture(autouse=True)
    def _on_sqlite(self, sqlite_url: str) -> None:
        self.url = sqlite_url


class OnPostgres:
    url: str

    @pytest.fixture(autouse=True)
    def _on_postgres(self, pg_url: str) -> None:
        self.url = pg_url


class Recorders:
    """Makes recorders over a migrated database, and closes it."""

    url: str

    def new_originator_id(self) -> str:
        return str(uuid4())

    def open(self) -> Database:
        engine = create_engine(self.url)
        migrate(engine)
        self.database = Database(engine)
        return self.database

    def appender(self) -> Appender:
        return Appender(self.open(), datetime_now_with_tzinfo)

    def tearDown(self) -> None:
        for thread in threading.enumerate():  # the library's reading threads are told to stop, but not waited for
            if thread is not threading.main_thread() and not thread.daemon:
                thread.join()
        if hasattr(self, "database"):
            self.database.close()
            self.database.engine.dispose()


class SnapshotCases(Recorders):
    def create_recorder(self) -> SnapshotRecorder:
        return SnapshotRecorder(self.open())


class ApplicationCases(Recorders):
    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.appender())

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()  # type: ignore[attr-defined]


class TrackingCases(Recorders):
    def create_recorder(self) -> LogTrackingRecorder:
        return LogTrackingRecorder(self.open())


class ProcessCases(Recorders):
    def create_recorder(self) -> LogProcessRecorder:
        return LogProcessRecorder(self.appender())


class InterleavingCases(Recorders):
    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.appender())


class TestSnapshotRecorderOnSqlite(OnSqlite, SnapshotCases, library_cases.AggregateRecorderTestCase):
    pass


class TestSnapshotRecorderOnPostgres(OnPostgres, SnapshotCases, library_cases.AggregateRecorderTestCase):
    pass


class TestLogRecorderOnSqlite(OnSqlite, ApplicationCases, library_cases.ApplicationRecorderTestCase[LogRecorder]):
    pass


class TestLogRecorderOnPostgres(OnPostgres, ApplicationCases, library_cases.ApplicationRecorderTestCase[LogRecorder]):
    pass


class TestTrackingRecorderOnSqlite(OnSqlite, TrackingCases, library_cases.TrackingRecorderTestCase):
    pass


class TestTrackingRecorderOnPostgres(OnPostgres, TrackingCases, library_cases.TrackingRecorderTestCase):
    pass


class TestProcessRecorderOnSqlite(OnSqlite, ProcessCases, library_cases.ProcessRecorderTestCase):
    pass


class TestProcessRecorderOnPostgres(OnPostgres, ProcessCases, library_cases.ProcessRecorderTestCase):
    pass


class TestInterleavingOnSqlite(OnSqlite, InterleavingCases, library_cases.NonInterleavingNotificationIDsBaseCase):
    pass


class TestInterleavingOnPostgres(OnPostgres, InterleavingCases, library_cases.NonInterleavingNotificationIDsBaseCase):
    pass


class TestFactoryOnSqlite(OnSqlite, library_cases.InfrastructureFactoryTestCase[LedgerFactory]):
    def setUp(self) -> None:
        self.env = Environment("ledger")
        self.env["PERSISTENCE_MODULE"] = "biaogan.ledger.factory"
        self.env["LEDGER_DATABASE"] = self.url
        super().setUp()

    def expected_factory_class(self) -> type[LedgerFactory]:
        return LedgerFactory

    def expected_aggregate_recorder_class(self) -> type[SnapshotRecorder]:
        return SnapshotRecorder

    def expected_application_recorder_class(self) -> type[LogRecorder]:
        return LogRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return LogTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return OwnTracking

    def expected_process_recorder_class(self) -> type[LogProcessRecorder]:
        return LogProcessRecorder


class OwnTracking(LogTrackingRecorder):
    """A consumer's own tracking table would be a subclass like this."""


def event(stream: str, version: int, topic: str = "scored") -> StoredEvent:
    return StoredEvent(stream, version, topic, b"jws")


def test_a_factory_without_a_database_says_so() -> None:
    with pytest.raises(OSError, match="LEDGER_DATABASE"):
        LedgerFactory({})


def test_a_gap_in_a_stream_is_refused(database: Database) -> None:
    recorder = LogRecorder(Appender(database, datetime_now_with_tzinfo))
    recorder.insert_events([event("case_1", 1)])
    with pytest.raises(IntegrityError, match="Conflict"):
        recorder.insert_events([event("case_1", 3)])


def test_events_of_another_process_reach_a_subscription(database: Database) -> None:
    recorder = LogRecorder(Appender(database, datetime_now_with_tzinfo))
    other = LogRecorder(Appender(database, datetime_now_with_tzinfo))  # its commits do not wake ours
    with recorder.subscribe() as subscription:
        writer = Thread(target=other.insert_events, args=([event("case_1", 1)],))
        writer.start()
        assert next(subscription).originator_id == "case_1"
        writer.join()


def test_stopping_a_subscription_from_another_thread_ends_the_wait(database: Database) -> None:
    recorder = LogRecorder(Appender(database, datetime_now_with_tzinfo))
    subscription = recorder.subscribe()
    Thread(target=subscription.stop).start()
    started = monotonic()
    assert list(subscription) == []
    assert monotonic() - started < 5


def test_a_subscription_to_a_rare_topic_does_not_read_the_log_again_and_again(database: Database) -> None:
    recorder = LogRecorder(Appender(database, datetime_now_with_tzinfo))
    recorder.insert_events([event("case_1", version) for version in range(1, 1201)])
    recorder.insert_events([event("case_2", 1, "decided")])
    with recorder.subscribe(topics=["decided"]) as subscription:
        assert next(subscription).id == 1201
        assert subscription._last_notification_id == 1201
