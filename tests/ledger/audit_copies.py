"""Copies of one small log, each to be damaged by one test: `copies` is a fixture over both kinds of database.

Import it into a test file (`from audit_copies import copies`); building the log takes longer than copying it.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from log_samples import ORIGIN, VKEY
from signed_log import close_log, small_log
from vandal import Vandal, vandal

from biaogan.ledger.audit import AuditReport, audit
from biaogan.ledger.audit_sql import source_of


@dataclass
class Copies:
    """A small log and as many copies of it as wanted; `guard` is its guard file."""

    kind: str
    base: str
    guard: Path
    folder: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)
    made: list[str] = field(default_factory=list)

    def make(self) -> str:
        """The URL of a new copy."""
        number = next(self.numbers)
        if self.kind == "sqlite":
            path = self.folder / f"copy{number}.db"
            shutil.copy(self.base.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        name = f"audit_copy_{number}"
        self.run(f"CREATE DATABASE {name} TEMPLATE audit_base")
        self.made.append(name)
        return self.base.replace("/audit_base?", f"/{name}?")

    def run(self, sql: str) -> None:
        url = self.base.replace("/audit_base?", "/postgres?").replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql)

    def after(self, change: Callable[[Vandal], object], **options: Any) -> AuditReport:
        """The report on a copy after `change` was done to it."""
        url = self.make()
        with vandal(url) as hands:
            change(hands)
        return audited(url, **options)


def audited(url: str, **options: Any) -> AuditReport:
    return audit(source_of(url), ORIGIN, [str(VKEY)], **{"workers": 1, **options})


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def copies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    folder = tmp_path_factory.mktemp("audit")
    base = f"sqlite:///{folder / 'base.db'}"
    found = Copies(request.param, base, folder / "guard", folder)
    if request.param == "postgres":
        server = request.getfixturevalue("pg_server")
        found.base = server.replace("/postgres?", "/audit_base?").replace("postgresql://", "postgresql+psycopg://")
        found.run("CREATE DATABASE audit_base TEMPLATE template0")
    made = small_log(found.base, found.guard)
    close_log(made.log)
    yield found
    for name in found.made:
        found.run(f"DROP DATABASE {name} WITH (FORCE)")
    if request.param == "postgres":
        found.run("DROP DATABASE audit_base WITH (FORCE)")
