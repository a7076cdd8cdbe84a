"""Checkpoints: what was committed is signed once and in order, after a crash too; what was changed is never signed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from log_samples import (
    ORIGIN,
    SIGNER,
    VKEY,
    Clock,
    another_log,
    append,
    close_log,
    jws,
    open_log,
    opened,
)

from biaogan.ledger import merkle
from biaogan.ledger.checkpoint import Checkpoint, open_checkpoint
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.guard import Guard
from biaogan.ledger.log import IntegrityAlarm, Log
from biaogan.ledger.note import generate_signer, sign_note


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


def test_an_empty_log_has_a_signed_checkpoint_too(log: Log) -> None:
    assert log.publish() == Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT)
    assert open_checkpoint(log.note(), [VKEY], ORIGIN) == log.checkpoint()


def test_a_checkpoint_covers_everything_committed_before_the_call(log: Log) -> None:
    fill(log, 300)
    checkpoint = log.publish()
    assert checkpoint.size == 300
    assert checkpoint.root == merkle.root([record.leaf_data() for record in log.read_from(0, 300)])


def test_publishing_again_without_news_signs_nothing_new(log: Log) -> None:
    fill(log, 3)
    log.publish()
    log.publish()
    assert checkpoints(log) == [(-1, 3)]


def test_each_checkpoint_names_the_one_before(log: Log) -> None:
    for count in range(1, 4):
        fill(log, count, f"case{count}")
        log.publish()
    assert checkpoints(log) == [(-1, 1), (1, 3), (3, 6)]


def test_the_guard_holds_the_last_note_byte_for_byte(log: Log, guard: Path) -> None:
    fill(log, 3)
    log.publish()
    assert guard.read_bytes() == log.note()


def test_a_crash_between_commit_and_publication_is_healed_at_the_next_start(
    database_url: str, log: Log, guard: Path
) -> None:
    fill(log, 300)
    log.publish()
    fill(log, 20, "late")  # committed; then the process dies
    with another_log(database_url, guard) as restarted:
        assert restarted.publish().size == 320
        opened(restarted.receipts([319])[0], jws("late_19", 1))


def test_a_crash_before_the_guard_was_advanced_is_healed_too(log: Log, guard: Path) -> None:
    fill(log, 3)
    log.publish()
    guard.unlink()
    log.publish()
    assert guard.read_bytes() == log.note()


def test_a_restart_at_any_size_continues_the_same_tree(database_url: str, log: Log, guard: Path) -> None:
    fill(log, 255)
    for step in range(4):
        with another_log(database_url, guard) as restarted:
            restarted.append(append(f"step_{step}", 1))
            checkpoint = restarted.publish()
            assert checkpoint.root == merkle.root([record.leaf_data() for record in restarted.read_from(0, 300)])


def test_a_database_older_than_its_guard_is_refused_with_an_explanation(
    database_url: str, log: Log, guard: Path
) -> None:
    fill(log, 10)
    root = log.publish().root
    guard.write_bytes(sign_note(Checkpoint(ORIGIN, 12, root).text(), [SIGNER]))
    with another_log(database_url, guard) as restarted, pytest.raises(IntegrityAlarm, match="older copy") as alarm:
        restarted.publish()
    assert (alarm.value.code, alarm.value.position) == ("guard", 10)


def test_a_database_that_grew_again_after_a_restore_is_refused(database_url: str, log: Log, guard: Path) -> None:
    fill(log, 10)
    log.publish()
    guard.write_bytes(sign_note(Checkpoint(ORIGIN, 12, bytes(32)).text(), [SIGNER]))
    fill(log, 10, "other")  # as many records as the guard has seen and more, but not the same ones
    with another_log(database_url, guard) as restarted, pytest.raises(IntegrityAlarm, match="does not continue"):
        restarted.publish()


def test_a_guard_of_another_log_is_not_believed(log: Log, guard: Path) -> None:
    guard.write_bytes(sign_note(Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT).text(), [generate_signer(ORIGIN)]))
    with pytest.raises(VerificationError, match="no known key"):
        log.publish()


def test_publishers_of_several_processes_sign_one_chain(database_url: str, log: Log, guard: Path) -> None:
    with another_log(database_url, guard) as other:
        stop = threading.Event()

        def publish(which: Log) -> list[Checkpoint]:
            seen = []
            while not stop.is_set():
                seen.append(which.publish())
            return seen

        with ThreadPoolExecutor(4) as pool:
            publishing = [pool.submit(publish, which) for which in (log, other, log, other)]
            for number in range(40):
                (log, other)[number % 2].append(append(f"case_{number}", 1))
            stop.set()
            signed = [checkpoint for future in publishing for checkpoint in future.result()]
        final = log.publish()
        assert final.size == 40
        for checkpoint in signed:
            assert log.root_at(checkpoint.size) == checkpoint.root
    chain = checkpoints(log)
    assert [prev for prev, _ in chain[1:]] == [size for _, size in chain[:-1]]
    assert open_checkpoint(guard.read_bytes(), [VKEY], ORIGIN) == final


def test_the_guard_never_goes_back(guard: Path) -> None:
    notes = {size: Checkpoint(ORIGIN, size, bytes(31) + bytes([size])) for size in (5, 9)}
    keeper = Guard(guard, ORIGIN, VKEY)
    assert keeper.read() is None
    for size in (9, 5, 9):
        keeper.advance(notes[size], sign_note(notes[size].text(), [SIGNER]))
    assert Guard(guard, ORIGIN, VKEY).read() == notes[9]


def test_two_roots_signed_for_one_size_are_called_a_split_view(guard: Path) -> None:
    keeper = Guard(guard, ORIGIN, VKEY)
    for root in (bytes(32), bytes(31) + b"x"):
        checkpoint = Checkpoint(ORIGIN, 5, root)
        note = sign_note(checkpoint.text(), [SIGNER])
        if root == bytes(32):
            keeper.advance(checkpoint, note)
        else:
            with pytest.raises(IntegrityAlarm, match="split view"):
                keeper.advance(checkpoint, note)


def test_a_log_without_a_guard_publishes_too(database_url: str) -> None:
    log = open_log(database_url, clock=Clock())
    fill(log, 2)
    assert log.publish().size == 2
    close_log(log)
