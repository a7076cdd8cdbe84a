"""Infrastructure for applications written with the `eventsourcing` library (基础设施工厂): `PERSISTENCE_MODULE` names this.

Promise: the library's own factory test case passes. `LEDGER_DATABASE` holds the URL; originator ids are text. The
schema is migrated unless `CREATE_TABLE` is false. Checkpoints are not signed here: that is for `biaogan.ledger.log`.
"""

from eventsourcing.domain import datetime_now_with_tzinfo
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from biaogan.ledger.appender import Appender
from biaogan.ledger.database import Database, create_engine
from biaogan.ledger.migrations import migrate
from biaogan.ledger.recorder import LogProcessRecorder, LogRecorder, LogTrackingRecorder, SnapshotRecorder


class LedgerFactory(InfrastructureFactory[LogTrackingRecorder]):
    """Makes recorders over one log database (账本工厂). Raises OSError when `LEDGER_DATABASE` is not set."""

    LEDGER_DATABASE = "LEDGER_DATABASE"
    CREATE_TABLE = "CREATE_TABLE"

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        url = self.env.get(self.LEDGER_DATABASE)
        if not url:
            raise OSError(f"{self.LEDGER_DATABASE} must hold the URL of the log database")
        self.engine = create_engine(url)
        self.database = Database(self.engine)
        self.appender = Appender(self.database, datetime_now_with_tzinfo)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """The recorder of snapshots: aggregates themselves are in the log, see `application_recorder`."""
        self._migrate()
        return SnapshotRecorder(self.database)

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of the log."""
        self._migrate()
        return LogRecorder(self.appender)

    def tracking_recorder(
        self, tracking_recorder_class: type[LogTrackingRecorder] | None = None
    ) -> LogTrackingRecorder:
        """The recorder of consumers' positions, or a subclass given here or as `TRACKING_RECORDER_TOPIC`."""
        self._migrate()
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        chosen = tracking_recorder_class or (resolve_topic(topic) if topic else LogTrackingRecorder)
        recorder: LogTrackingRecorder = chosen(self.database)
        return recorder

    def process_recorder(self) -> ProcessRecorder:
        """The recorder of the log and of consumers' positions, in one transaction."""
        self._migrate()
        return LogProcessRecorder(self.appender)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()
        self.engine.dispose()

    def _migrate(self) -> None:
        if strtobool(self.env.get(self.CREATE_TABLE, "yes") or "yes"):
            migrate(self.engine)
