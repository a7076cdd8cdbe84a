"""A place to measure on (测量场地): new deployments on SQLite files or on new databases of a PostgreSQL, removed afterwards."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app import keyring, wiring
from biaogan.app.bench.hand import Hand
from biaogan.app.settings import Settings

ORIGIN = "bench.biaogan.invalid/log"


@dataclass
class Ground:
    """Where deployments of a run lie. ``server`` is the URL of a PostgreSQL whose user may create databases, or ""."""

    folder: Path
    server: str = ""
    _numbers: Iterator[int] = field(default_factory=count)
    _made: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Kind of database measured."""
        return "PostgreSQL" if self.server else "SQLite"

    def directory(self) -> Path:
        """A new empty directory."""
        made = self.folder / str(next(self._numbers))
        made.mkdir(parents=True)
        return made

    def database(self) -> str:
        """The URL of a new empty database; "" for the SQLite file of a deployment's own directory."""
        if not self.server:
            return ""
        name = f"biaogan_bench_{os.getpid()}_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE template0')
        self._made.append(name)
        url = sa.make_url(self.server).set(database=name, drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)

    def url(self) -> str:
        """As `database`, but always a whole URL."""
        return self.database() or f"sqlite:///{self.directory() / 'log.db'}"

    def deployment(self) -> tuple[Settings, Hand]:
        """A new deployment with its genesis, and its first registrar."""
        settings = Settings(data=self.directory(), database=self.database())
        keyring.create(settings.keys, ORIGIN)
        key = Ed25519PrivateKey.generate()
        return settings, Hand.of(wiring.initialise(settings, key), key, ORIGIN)

    def remove(self) -> None:
        """Leave nothing behind."""
        for name in self._made:
            self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, statement: str) -> None:
        plain = sa.make_url(self.server).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def ground(data: Path, server: str) -> Iterator[Ground]:
    """A ground below ``data``, on the disk that matters, cleared at the end."""
    data.mkdir(parents=True, exist_ok=True)
    made = Ground(Path(mkdtemp(prefix="bench-", dir=data)), server)
    try:
        yield made
    finally:
        made.remove()
