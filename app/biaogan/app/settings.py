"""Where things are and how long they last. Command-line options win over ``BIAOGAN_*`` variables over the defaults.

Stores, and whether they are trusted (architecture 4): the log database and the views are NOT trusted; the keys in
``DIR/keys`` are; the guard in ``DIR/guard`` shows a database that was set back.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

HEARTBEAT = "worker.heartbeat"
"""File in the data directory that the worker touches every second."""
STALE_SECONDS = 15.0
"""A worker silent for longer is taken for dead."""


def _environment(name: str, default: str) -> str:
    return os.environ.get(f"BIAOGAN_{name}", default)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a service. Documented in docs/settings.md; a test compares the two."""

    data: Path
    """Directory of keys, guard and, unless ``database`` says otherwise, the databases (``BIAOGAN_DATA``)."""
    database: str = ""
    """SQLAlchemy URL of the log database (``BIAOGAN_DATABASE``); default SQLite in ``data``."""
    views: str = ""
    """SQLAlchemy URL of the read models (``BIAOGAN_VIEWS``); default: SQLite in ``data``, else the log's database."""
    host: str = "127.0.0.1"
    """Address to listen on (``BIAOGAN_HOST``)."""
    port: int = 8000
    """Port to listen on (``BIAOGAN_PORT``)."""
    project: bool = True
    """Whether this process also keeps the read models (``BIAOGAN_PROJECT``); off beside a ``biaogan work``."""
    session_life: timedelta = field(default=timedelta(minutes=30))
    """How long a sign-in lasts (``BIAOGAN_SESSION_MINUTES``)."""

    @property
    def log_url(self) -> str:
        """Where the log lies."""
        return self.database or f"sqlite:///{self.data / 'log.db'}"

    @property
    def views_url(self) -> str:
        """Where the read models lie."""
        return self.views or self.database or f"sqlite:///{self.data / 'views.db'}"

    @property
    def keys(self) -> Path:
        """The directory of the log's and the service's private keys (trusted)."""
        return self.data / "keys"

    @property
    def guard(self) -> Path:
        """The copy of the last checkpoint outside the database."""
        return self.data / "guard" / "checkpoint"


def load(
    data: Path | None = None,
    database: str | None = None,
    *,
    host: str | None = None,
    port: int | None = None,
    project: bool | None = None,
) -> Settings:
    """Settings from options, environment and defaults, in this order."""
    return Settings(
        data=data or Path(_environment("DATA", "var/biaogan")),
        database=database or _environment("DATABASE", ""),
        views=_environment("VIEWS", ""),
        host=host or _environment("HOST", "127.0.0.1"),
        port=port if port is not None else int(_environment("PORT", "8000")),
        project=project if project is not None else _environment("PROJECT", "1") != "0",
        session_life=timedelta(minutes=int(_environment("SESSION_MINUTES", "30"))),
    )
