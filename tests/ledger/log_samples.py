"""Builders for the tests of the log: a clock that obeys, appends by stream, receipts opened as their holder would.

Run as a program (`log_samples.py URL NAME COUNT`) it is another process that appends.
"""

import base64
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from biaogan.ledger.checkpoint import Checkpoint
from biaogan.ledger.database import create_engine
from biaogan.ledger.log import Append, Log, NewRecord
from biaogan.ledger.migrations import migrate
from biaogan.ledger.note import generate_signer, parse_vkey
from biaogan.ledger.proof import parse, verify
from biaogan.ledger.record import leaf_data

ORIGIN = "log.example/2022"
SIGNER = generate_signer(ORIGIN)
VKEY = parse_vkey(SIGNER.vkey())
START = datetime(2022, 6, 20, 2, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that moves by a second each time it is read, and can be set."""

    now: datetime = START
    step: timedelta = field(default=timedelta(seconds=1))

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


def open_log(url: str, guard: Path | None = None, clock: Clock | None = None) -> Log:
    """A log over a database that is migrated first."""
    engine = create_engine(url)
    migrate(engine)
    return Log(engine, ORIGIN, SIGNER, clock or Clock(), guard)


def close_log(log: Log) -> None:
    log.close()
    log.database.engine.dispose()


@contextmanager
def another_log(url: str, guard: Path | None = None) -> Iterator[Log]:
    """A log of the same database with connections and memory of its own, as another process has."""
    log = open_log(url, guard)
    try:
        yield log
    finally:
        close_log(log)


def jws(stream: str, version: int) -> bytes:
    return f"header.{stream}-{version}.signature".encode()


def new(stream: str, version: int, jti: str | None = None) -> NewRecord:
    return NewRecord(stream, version, "score_signed/1", jws(stream, version), b"disclosed~" + stream.encode(), jti)


def append(stream: str, version: int, jti: str | None = None, **expects: int) -> Append:
    """One record, which expects its stream to be one version behind."""
    return Append((new(stream, version, jti),), {stream: version - 1, **expects})


def opened(receipt: str, jws: bytes) -> Checkpoint:
    """The checkpoint a receipt proves its record under, for a holder who has nothing but the JWS and the log's key."""
    proof = parse(receipt)
    assert proof.extra is not None
    extra = json.loads(proof.extra)
    header = json.dumps(extra["header"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert extra["header"]["position"] == proof.index
    return verify(proof, leaf_data(base64.b64decode(extra["opening"]), header, jws), [VKEY], ORIGIN)


def tamper(log: Log, *statements: str) -> None:
    """What the owner of the database can do: drop the triggers and change what is stored. BYTES stands for some."""
    some = "'other'" if log.database.is_postgres else "x'6f74686572'"
    with log.database.engine.connect() as connection, connection.begin():
        if log.database.is_postgres:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            for name in connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement.replace("BYTES", some))


def main(url: str, name: str, count: int) -> None:
    engine = create_engine(url)
    log = Log(engine, ORIGIN, SIGNER, Clock())
    for number in range(count):
        log.append(append(f"{name}_{number}", 1))
    close_log(log)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
