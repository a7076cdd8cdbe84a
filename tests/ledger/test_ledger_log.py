"""The log: gapless under any concurrency, each append judged by itself, found again by stream, id, position and time."""

import itertools
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import log_samples
import pytest
from eventsourcing.persistence import OperationalError
from log_samples import START, Clock, another_log, append, close_log, jws, new, open_log

from biaogan.ledger import merkle
from biaogan.ledger.database import Database, LedgerBusy, create_engine
from biaogan.ledger.log import Append, Appended, ClockBehind, Conflict, IntegrityAlarm, Log


@pytest.fixture
def log(database_url: str) -> Iterator[Log]:
    log = open_log(database_url)
    yield log
    close_log(log)


def positions(outcome: object) -> tuple[int, ...]:
    assert isinstance(outcome, Appended), outcome
    return outcome.positions


def test_positions_begin_at_zero_and_have_no_gaps(log: Log) -> None:
    assert positions(log.append(append("case_1", 1))) == (0,)
    assert positions(log.append(Append((new("case_2", 1), new("case_2", 2), new("case_1", 2)), {}))) == (1, 2, 3)
    assert [record.position for record in log.read_from(0, 10)] == [0, 1, 2, 3]


def test_a_record_is_read_back_as_it_was_admitted(log: Log) -> None:
    log.append(append("case_1", 1, jti="abc"))
    [record] = log.read("case_1")
    assert (record.stream, record.version, record.type, record.kind) == ("case_1", 1, "score_signed/1", "e")
    assert (record.jws, record.disclosures, record.jti) == (jws("case_1", 1), b"disclosed~case_1", "abc")
    assert record.admitted_at == START + timedelta(seconds=1)
    assert len(record.opening) == 32
    assert log.by_jti("abc") == record
    assert log.by_jti("unknown") is None


def test_many_streams_are_read_in_one_query_each_in_its_order(log: Log) -> None:
    log.append_many([append("case_1", 1), append("case_2", 1), append("case_1", 2)])
    found = log.read_many(["case_2", "case_1", "case_3"])
    assert {stream: [record.version for record in records] for stream, records in found.items()} == {
        "case_2": [1],
        "case_1": [1, 2],
        "case_3": [],
    }
    assert log.read_many([]) == {}


def test_nothing_follows_a_closed_round_however_many_try_at_once(log: Log) -> None:
    log.append(append("round_1", 1))
    barrier = threading.Barrier(8)
    outcomes: list[object] = []

    def act(name: str) -> None:
        barrier.wait()
        outcomes.append(log.append(Append((new(name, 1), new("round_1", 2)), {"round_1": 1})))

    threads = [threading.Thread(target=act, args=(f"sheet_{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(outcome, Appended) for outcome in outcomes) == 1
    assert outcomes.count(Conflict("round_1", 1, 2)) == 7


def test_eight_threads_and_two_other_processes_leave_no_gap_and_no_fork(database_url: str, log: Log) -> None:
    program = [sys.executable, "-W", "error", log_samples.__file__, database_url]
    others = [subprocess.Popen([*program, f"other{n}", "150"]) for n in range(2)]

    def act(name: str) -> None:
        for version in range(1, 101):
            positions(log.append(append(name, version)))
            if version % 25 == 0:
                log.publish()

    threads = [threading.Thread(target=act, args=(f"case_{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait(60) for other in others] == [0, 0]
    checkpoint = log.publish()
    records = log.read_from(0, 2000)
    assert [record.position for record in records] == list(range(1100))
    assert checkpoint.root == merkle.root([record.leaf_data() for record in records])
    assert all(a.admitted_at <= b.admitted_at for a, b in itertools.pairwise(records))


def test_case_6_a_clock_that_goes_back_does_not_take_the_log_back(database_url: str) -> None:
    clock = Clock()
    log = open_log(database_url, clock=clock)
    first = log.append(append("case_1", 1))
    clock.now -= timedelta(hours=3)
    second = log.append(append("case_1", 2))
    assert isinstance(first, Appended)
    assert isinstance(second, Appended)
    assert second.admitted_at == first.admitted_at
    close_log(log)
    with another_log(
        database_url
    ) as again:  # a new process learns the last instant from the log, its clock is behind too
        third = again.append(append("case_1", 3))
        assert isinstance(third, Appended)
        assert third.admitted_at == first.admitted_at


def test_an_instant_decided_for_is_kept_or_refused_when_the_log_is_past_it(log: Log) -> None:
    later = START + timedelta(hours=1)
    [outcome] = log.append_many([append("case_1", 1)], at=later)
    assert isinstance(outcome, Appended)
    assert outcome.admitted_at == later
    with pytest.raises(ClockBehind) as refusal:
        log.append_many([append("case_2", 1)], at=START)
    assert refusal.value.latest == later
    assert log.size() == 1


def test_a_time_leads_to_the_last_position_admitted_by_then(log: Log) -> None:
    assert log.time_to_position(START) is None
    for number in range(1, 8):
        log.append(append(f"case_{number}", 1))  # admitted at START + number seconds
    assert log.time_to_position(START) is None
    assert log.time_to_position(START + timedelta(seconds=1)) == 0
    assert log.time_to_position(START + timedelta(seconds=3.5)) == 2
    assert log.time_to_position(START + timedelta(days=1)) == 6


def test_the_key_directory_is_read_without_the_rest(log: Log) -> None:
    key = log_samples.NewRecord("person_1", 1, "key_enrolled/1", b"jws", kind="d")
    log.append_many([append("case_1", 1), Append((key,), {}), append("case_2", 1)])
    assert [record.position for record in log.read_directory(0, 10)] == [1]
    assert log.read_directory(2, 10) == []


def test_an_append_onto_a_head_that_is_not_that_of_the_records_is_refused(database_url: str, log: Log) -> None:
    log.append_many([append("case_1", 1), append("case_2", 1)])
    log_samples.tamper(log, "UPDATE ledger_head SET size = 1")
    with another_log(database_url) as other, pytest.raises(IntegrityAlarm, match="head"):
        other.append(append("case_3", 1))


def test_a_writer_that_never_gets_its_turn_is_told_so_by_code(database_url: str, log: Log) -> None:
    engine = create_engine(database_url, lock_timeout=0.2)
    other = Database(engine, lock_timeout=0.2)
    locked = "SELECT size FROM ledger_head FOR UPDATE" if other.is_postgres else "SELECT 1"
    with log.database.writing() as holding:
        holding.execute(locked)
        holding.fetchall()
        with pytest.raises(LedgerBusy) as refusal:
            _lock(other, locked)
        assert refusal.value.code == "LEDGER_BUSY"
        assert isinstance(refusal.value, OperationalError)
        with pytest.raises(LedgerBusy):
            _impatient(log.database)
    other.close()
    engine.dispose()
    assert positions(log.append(append(str(uuid4()), 1))) == (0,)


def _lock(database: Database, statement: str) -> None:
    with database.writing() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def _impatient(database: Database) -> None:
    twin = Database(database.engine, lock_timeout=0.1)
    twin._turn = database._turn
    with twin.writing():
        raise AssertionError("two writers at once")


def test_a_failed_append_leaves_nothing_and_the_next_one_succeeds(log: Log) -> None:
    def finish(*_: object) -> None:
        raise RuntimeError("no")

    log.append(append("case_1", 1))
    with pytest.raises(RuntimeError):
        log.append_many([append("case_2", 1)], finish=finish)
    assert log.read("case_2") == []
    assert positions(log.append(append("case_2", 1))) == (1,)
    log.publish()


def test_what_no_record_can_be_is_refused_before_it_is_gathered() -> None:
    for stream, version, type_ in [("", 1, "t/1"), ("case 案", 1, "t/1"), ("case_1", 1, ""), ("case_1", -1, "t/1")]:
        with pytest.raises(ValueError):
            log_samples.NewRecord(stream, version, type_, b"")
    with pytest.raises(ValueError):
        log_samples.NewRecord("case_1", 1, "t/1", b"", kind="x")
    with pytest.raises(ValueError):
        Append((new("case_1", 1, "same"), new("case_2", 1, "same")), {})


def test_a_log_can_be_closed_twice(tmp_path: Path) -> None:
    log = open_log(f"sqlite:///{tmp_path / 'log.db'}")
    log.append(append("case_1", 1))
    log.close()
    close_log(log)
