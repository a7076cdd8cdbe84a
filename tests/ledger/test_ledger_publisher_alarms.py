"""What was changed in the database is never signed, and the alarm names the place and what differs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from log_samples import (
    another_log,
    append,
    close_log,
    jws,
    open_log,
    opened,
    tamper,
)

from biaogan.ledger import merkle
from biaogan.ledger.log import IntegrityAlarm, Log


@pytest.fixture
def guard(tmp_path: Path) -> Path:
    return tmp_path / "guard"


@pytest.fixture
def log(database_url: str, guard: Path) -> Iterator[Log]:
    log = open_log(database_url, guard)
    yield log
    close_log(log)


def fill(log: Log, count: int, name: str = "case") -> None:
    log.append_many([append(f"{name}_{n}", 1) for n in range(count)])


def checkpoints(log: Log) -> list[tuple[int, int]]:
    with log.database.reading() as cursor:
        cursor.execute("SELECT prev, size FROM checkpoint ORDER BY size")
        return [(prev, size) for prev, size in cursor.fetchall()]


TAMPERING = {
    "the words of a record": ("leaf", 7, "UPDATE record SET jws = BYTES WHERE position = 7"),
    "the type of a record": ("leaf", 7, "UPDATE record SET type = 'other/1' WHERE position = 7"),
    "the instant of a record": ("leaf", 7, "UPDATE record SET admitted_at = admitted_at - 1 WHERE position = 7"),
    "the instant of a record, to one no calendar has": (
        "leaf",
        7,
        "UPDATE record SET admitted_at = 9000000000000000000 WHERE position = 7",
    ),
    "the kind of a record": ("leaf", 7, "UPDATE record SET kind = 'g' WHERE position = 7"),
    "the leaf of a record": ("leaf", 7, "UPDATE record SET leaf = BYTES WHERE position = 7"),
    "a record in the middle": ("gap", 7, "DELETE FROM record WHERE position = 7"),
    "the last record": ("gap", 299, "DELETE FROM record WHERE position = 299"),
    "a tile": ("tile", 0, "UPDATE tile SET data = BYTES WHERE idx = 0"),
    "a tile, by removing it": ("tile", 0, "DELETE FROM tile"),
    "the frontier": ("head", 300, "UPDATE ledger_head SET frontier = BYTES"),
    "two records, swapped": (
        "leaf",
        7,
        "UPDATE record SET position = -1 WHERE position = 7",
        "UPDATE record SET position = 7 WHERE position = 8",
        "UPDATE record SET position = 8 WHERE position = -1",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_what_was_changed_before_it_was_signed_is_never_signed(log: Log, what: str) -> None:
    code, position, *statements = TAMPERING[what]
    log.publish()
    fill(log, 300)
    tamper(log, *(str(statement) for statement in statements))
    for _ in range(2):  # and it stays refused
        with pytest.raises(IntegrityAlarm) as alarm:
            log.publish()
        assert (alarm.value.code, alarm.value.position) == (code, position)
    assert checkpoints(log) == [(-1, 0)]


def test_a_record_and_its_leaf_changed_together_do_not_fit_the_head(log: Log) -> None:
    fill(log, 10)
    [seventh] = log.read_from(7, 1)
    forged = merkle.leaf_hash(seventh.leaf_data()).hex()  # the leaf that the eighth record would need
    literal = f"'\\x{forged}'" if log.database.is_postgres else f"x'{forged}'"
    tamper(
        log,
        "UPDATE record SET jws = BYTES WHERE position = 8",
        f"UPDATE record SET leaf = {literal} WHERE position = 8",
    )
    with pytest.raises(IntegrityAlarm):
        log.publish()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE checkpoint SET root = BYTES", "checkpoint"),
        ("UPDATE checkpoint SET note = BYTES", "checkpoint"),
        ("DELETE FROM record WHERE position = 258", "tile"),
        ("UPDATE record SET leaf = BYTES WHERE position = 258", "tile"),
        ("UPDATE tile SET data = BYTES", "tile"),
        ("DELETE FROM tile", "tile"),
        ("UPDATE record SET leaf = opening WHERE position = 258", "root"),
        ("UPDATE ledger_head SET size = 200", "head"),
    ],
)
def test_what_was_changed_after_it_was_signed_stops_the_next_start(
    database_url: str, log: Log, guard: Path, statement: str, code: str
) -> None:
    fill(log, 260)
    log.publish()
    tamper(log, statement)
    with another_log(database_url, guard) as restarted:
        with pytest.raises(IntegrityAlarm) as alarm:
            restarted.publish()
        assert alarm.value.code == code


def test_checkpoints_that_vanish_under_a_running_process_are_missed(log: Log) -> None:
    fill(log, 3)
    log.publish()
    fill(log, 3, "more")
    log.publish()
    tamper(log, "DELETE FROM checkpoint WHERE size = 6")
    with pytest.raises(IntegrityAlarm, match="vanished"):
        log.publish()


def test_a_tile_changed_long_after_it_was_signed_proves_nothing(database_url: str, log: Log, guard: Path) -> None:
    fill(log, 600)
    log.publish()
    zeros = "decode(repeat('00', 8192), 'hex')" if log.database.is_postgres else "zeroblob(8192)"
    with another_log(database_url, guard) as restarted:
        restarted.publish()
        tamper(log, f"UPDATE tile SET data = {zeros} WHERE idx = 0")
        with pytest.raises(IntegrityAlarm, match="tile 0 of level 0"):
            restarted.receipts([3])
        opened(restarted.receipts([580])[0], jws("case_580", 1))
