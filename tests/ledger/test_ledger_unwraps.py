"""The journal of unwraps: what was unwrapped is on record once, with what for, and proven like reads."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from access_samples import records
from audit_helper import assert_clean
from log_samples import ORIGIN, SIGNER, Clock
from signed_log import SERVICE, key_of

from biaogan.ledger.access import Accesses
from biaogan.ledger.access_proof import verify
from biaogan.ledger.access_row import content_of
from biaogan.ledger.database import create_engine
from biaogan.ledger.kek import Kek, new_ring
from biaogan.ledger.keys import public_jwk
from biaogan.ledger.log import Log
from biaogan.ledger.migrations import migrate
from biaogan.ledger.sealed import ID_SIZE
from biaogan.ledger.sealing import Nothing
from biaogan.ledger.unwraps import Work, begun, told_by, working

RING = new_ring()
PLACE = b"table.column row"


@contextmanager
def process(url: str, command: str = "serve", kek: Kek = RING) -> Iterator[Log]:
    """One more process on the log of a database."""
    engine = create_engine(url)
    migrate(engine)
    log = Log(engine, ORIGIN, SIGNER, Clock(), kek=kek, command=command)
    yield log
    log.close()
    engine.dispose()


def sealed(url: str, *names: str) -> dict[str, bytes]:
    """A value under each of these keys, which another process has made."""
    with process(url) as log:
        return {name: log.keys.seal_value(name, PLACE, b"zhimi") for name in names}


def journal(url: str) -> list[dict[str, Any]]:
    """Every row, with its content."""
    engine = create_engine(url)
    book = Accesses(engine, Nothing(), Clock())
    found = []
    for row in book.rows(0, 1000):
        opened = book.opened(row)
        assert opened is not None
        ids = told_by(row.stream, opened).keys
        found.append({**json.loads(row.header()), **json.loads(content_of(opened)), "ids": ids})
    book.close()
    engine.dispose()
    return found


def test_a_key_is_noted_once_for_each_process_and_work_and_one_that_was_made_here_is_not(database_url: str) -> None:
    values = sealed(database_url, "case_1", "case_1+P")
    assert journal(database_url) == [], "who makes a key unwraps none"
    with process(database_url) as one, process(database_url, "") as other:
        for _ in range(3):
            with working(Work.ANSWERING):
                assert one.keys.open_value(PLACE, values["case_1"]) == b"zhimi"
        one.keys.open_value(PLACE, values["case_1+P"])
        other.keys.open_value(PLACE, values["case_1"])
        assert (one.record_unwraps(), one.record_unwraps()) == (2, 0)
        processes = one.keys.unwraps.process, other.keys.unwraps.process
    found = journal(database_url)
    assert [(row["person"], row["stream"], row["work"], row["command"], row["count"]) for row in found] == [
        (processes[0], "key:case_1", "answering", "serve", 1),
        (processes[0], "key:case_1+P", "", "serve", 1),
        (processes[1], "key:case_1", "", "", 1),
    ], "what is left is recorded when the log is closed"
    assert {row["class"] for row in found} == {"key.unwrapped"}
    assert "zhimi" not in str(found)
    assert processes[0] != processes[1]
    assert 0 < begun(processes[0]) < begun(processes[0]) + 1
    assert found[0]["key"] == values["case_1"][:16].hex()


def test_what_cannot_be_written_is_kept_told_aloud_and_written_later(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    values = sealed(database_url, "case_1", "case_2")
    with process(database_url) as log:
        log.keys.open_value(PLACE, values["case_1"])
        with log.database.writing() as cursor:
            cursor.execute("ALTER TABLE access_record RENAME TO access_elsewhere")
        assert log.record_unwraps() == 0
        assert "1 unwraps of keys cannot be put on record" in caplog.text
        log.keys.open_value(PLACE, values["case_2"])
        with log.database.writing() as cursor:
            cursor.execute("ALTER TABLE access_elsewhere RENAME TO access_record")
        assert log.record_unwraps() == 2
    assert [row["stream"] for row in journal(database_url)] == ["key:case_1", "key:case_2"]


def test_what_does_not_fit_into_memory_is_counted(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values = sealed(sqlite_url, *(f"case_{n}" for n in range(5)))
    monkeypatch.setattr("biaogan.ledger.unwraps.CAPACITY", 3)
    with process(sqlite_url) as log:
        for value in values.values():
            log.keys.open_value(PLACE, value)
    assert [row.get("dropped", 0) for row in journal(sqlite_url)] == [2, 0, 0]


def test_a_destroyed_key_is_unwrapped_by_nobody(sqlite_url: str) -> None:
    values = sealed(sqlite_url, "case_1")
    with process(sqlite_url) as log:
        log.keys.destroy(["case_1"])
        assert log.keys.open_value(PLACE, values["case_1"]) is None
    assert journal(sqlite_url) == []


def test_a_rotation_is_on_record_for_every_key(sqlite_url: str) -> None:
    sealed(sqlite_url, "case_1", "case_2")
    with process(sqlite_url, "rotate") as log:
        assert log.keys.rotate(RING.grown("kek-2"), lambda _: None) == 2
    assert [(row["stream"], row["command"]) for row in journal(sqlite_url)] == [
        ("key:case_1", "rotate"),
        ("key:case_2", "rotate"),
    ]


def test_unwraps_are_committed_to_and_proven_like_reads(database_url: str) -> None:
    with records(database_url) as (made, accesses, batches):
        values = sealed(database_url, "case_1")
        with process(database_url) as log:
            log.keys.open_value(PLACE, values["case_1"])
        assert batches.commit() == 1
        proof = batches.prove(0)
        assert proof is not None
        proven = verify(proof, [made.log.vkey], public_jwk(key_of(SERVICE).public_key()))
        assert (proven.row["class"], proven.row["stream"]) == ("key.unwrapped", "key:case_1")
        assert proven.content is not None
        assert json.loads(proven.content)["command"] == "serve"
        assert_clean(made.log)
        [row] = accesses.rows(0, 1)
        lie = row.sealed.replace(b'"command":"serve"', b'"command":"replay"')
        assert lie != row.sealed
        with pytest.raises(ValueError, match="was changed"):
            accesses.opened(replace(row, sealed=lie))
        assert replace(row, sealed=lie).rehash() != row.hash, "which check 14 finds"


def test_a_command_that_opens_everything_tells_of_its_keys_in_one_row(sqlite_url: str) -> None:
    names = [f"case_{number}" for number in range(3)]
    values = sealed(sqlite_url, *names)
    with process(sqlite_url, "rebuild") as log:
        for value in values.values():
            assert log.keys.open_value(PLACE, value) == b"zhimi"
        assert log.record_unwraps() == 1
        log.publish()
        assert_clean(log)
    [row] = journal(sqlite_url)
    assert (row["stream"], row["command"], row["count"]) == ("key:*", "rebuild", 3)
    assert row["ids"] == sorted(value[:ID_SIZE].hex() for value in values.values())
