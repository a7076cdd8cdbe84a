"""Verifying a log that is a file needs neither the service nor a database library: it stays small, and so does its trust."""

import subprocess
import sys
from pathlib import Path

import pytest

from biaogan.app.checking import _source
from biaogan.ledger.audit_source import SqliteSource
from biaogan.ledger.audit_sql import ServerSource

SCRIPT = """
import sys
from pathlib import Path
for name in ("sqlalchemy", "psycopg", "pydantic", "eventsourcing", "strawberry", "starlette"):
    sys.modules[name] = None
from biaogan.app import checking
from biaogan.app.settings import Settings
report = checking.audit(Settings(data=Path(sys.argv[1])), lambda done, total: None)
print(report.verdict, report.size)
"""


def test_a_file_is_verified_without_any_database_library(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from biaogan.app import keyring, wiring
    from biaogan.app.settings import Settings

    settings = Settings(data=tmp_path)
    keyring.create(settings.keys, "lean.biaogan.invalid/log")
    wiring.initialise(settings, Ed25519PrivateKey.generate())
    told = subprocess.run([sys.executable, "-c", SCRIPT, tmp_path], capture_output=True, text=True, check=False)
    assert (told.stdout.split(), told.stderr) == (["ok", "3"], "")


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("sqlite:////var/log.db", SqliteSource("/var/log.db")),
        ("sqlite:////var/a%20b.db", SqliteSource("/var/a%20b.db")),
        ("sqlite:////var/log.db?timeout=3", SqliteSource("/var/log.db")),
        ("postgresql+psycopg://me:word@host/db", ServerSource("postgresql+psycopg://me:word@host/db")),
    ],
)
def test_a_url_names_the_same_log_with_and_without_a_library(url: str, source: object) -> None:
    assert _source(url) == source
