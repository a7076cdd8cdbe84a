"""The measure of all things here (基准): bare `eventsourcing` saving one-event aggregates from one thread."""

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class Registration(Aggregate):
    """An aggregate of one event, about as much as an organisation's registration says."""

    @event("Registered")
    def __init__(self, name: str, code: str, address: str) -> None:
        self.name = name
        self.code = code
        self.address = address


class Saves:
    """An application of the library on its own recorder. `close` when done."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._application: Application[UUID] = Application(env=dict(environment))
        self._number = 0

    @classmethod
    def on_sqlite(cls, folder: Path) -> "Saves":
        """On a SQLite file, as the library opens it."""
        return cls({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "saves.db")})

    @classmethod
    def on_postgres(cls, database: str) -> "Saves":
        """In a PostgreSQL database."""
        url = sa.make_url(database)
        host = url.host or url.query.get("host", "")
        return cls(
            {
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": url.database or "",
                "POSTGRES_HOST": host if isinstance(host, str) else host[0],
                "POSTGRES_PORT": str(url.port or 5432),
                "POSTGRES_USER": url.username or "",
                "POSTGRES_PASSWORD": url.password or "",
            }
        )

    def rate(self, seconds: float) -> float:
        """Saves in a second."""
        saved, started = 0, perf_counter()
        while (elapsed := perf_counter() - started) < seconds:
            self._number += 1
            name = f"河北示例{self._number:06d}制造有限公司"
            self._application.save(Registration(name, f"91130000{self._number:010d}", "河北省（合成地址）"))
            saved += 1
        return saved / elapsed

    def close(self) -> None:
        """Let go of the database."""
        self._application.close()
