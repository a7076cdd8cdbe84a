"""Receipts and tiles: they prove what was published to whoever holds a statement, and nothing beyond it."""

from collections.abc import Iterator

import log_samples
import pytest
from log_samples import another_log, append, close_log, jws, open_log, opened

from biaogan.ledger import merkle
from biaogan.ledger.log import Log, NotInLog
from biaogan.ledger.tilefile import ENTRIES, path
from biaogan.ledger.tiles import TileClient, parse_path


@pytest.fixture
def log(database_url: str) -> Iterator[Log]:
    log = open_log(database_url)
    yield log
    close_log(log)


def test_receipts_verify_for_whoever_holds_the_statement(log: Log) -> None:
    for group in range(3):
        log.append_many([append(f"case_{group}_{n}", 1) for n in range(120)])
    receipts = log.receipts([0, 1, 255, 256, 300, 359])
    held = {record.position: record.jws for record in log.read_from(0, 400)}
    for position, receipt in zip([0, 1, 255, 256, 300, 359], receipts, strict=True):
        checkpoint = opened(receipt, held[position])
        assert (checkpoint.size, checkpoint.root) == (360, log.root_at(360))


def test_receipts_hold_for_what_another_process_appended_and_published(database_url: str, log: Log) -> None:
    log.append(append("case_1", 1))
    log.publish()
    with another_log(database_url) as other:
        other.append_many([append(f"case_{n}", 1) for n in range(2, 300)])
        other.publish()
        other.append(append("case_300", 1))
    assert log.checkpoint().size >= 299
    for position in (0, 100, 299):
        opened(log.receipts([position])[0], jws(f"case_{position + 1}", 1))


def test_a_receipt_of_a_record_long_gone_from_memory_verifies(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("biaogan.ledger.publisher.KEPT_OPENINGS", 10)
    log.append_many([append(f"case_{n}", 1) for n in range(1100)])
    for position in (3, 300, 700, 1099):
        opened(log.receipts([position])[0], jws(f"case_{position}", 1))


def test_there_is_no_receipt_for_a_record_that_is_not_there(log: Log) -> None:
    log.append(append("case_1", 1))
    assert log.receipts([]) == []
    for position in (1, -1, 2**62):
        with pytest.raises(NotInLog):
            log.receipts([position])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_a_stranger_reads_the_whole_log_from_its_tiles(log: Log, size: int) -> None:
    log.append_many([append(f"case_{n}", 1) for n in range(size)])
    log.publish()

    def fetch(name: str) -> bytes:
        if name == "checkpoint":
            return log.note()
        level, index, width = parse_path(name)
        return log.entries(index, width) if level == ENTRIES else log.tile(level, index, width)

    client = TileClient(fetch)
    checkpoint = client.checkpoint([log_samples.VKEY], log_samples.ORIGIN)
    assert checkpoint.size == size
    assert list(client.entries(checkpoint)) == [record.leaf_data() for record in log.read_from(0, size)]
    assert merkle.inclusion_proof(log, size - 1, size) == client.inclusion(size - 1, checkpoint)


def test_tiles_end_where_the_published_log_ends(log: Log) -> None:
    log.append_many([append(f"case_{n}", 1) for n in range(260)])
    log.publish()
    assert len(log.tile(0, 0)) == 8192
    assert log.tile(0, 0, 3) == log.tile(0, 0)[:96]
    assert len(log.tile(0, 1, 4)) == 128
    assert log.tile(1, 0, 1) == merkle.range_root(log, 0, 256)
    for level, index, width in [
        (0, 1, 5),
        (0, 2, 1),
        (1, 0, 2),
        (0, 0, 0),
        (0, 0, 257),
        (-1, 0, 1),
        (64, 0, 1),
        (0, -1, 1),
    ]:
        with pytest.raises(NotInLog):
            log.tile(level, index, width)
    with pytest.raises(NotInLog):
        log.entries(1, 5)
    with pytest.raises(NotInLog):
        log.root_at(261)
    assert path(0, 1, 4) == "tile/0/001.p/4"


def test_old_roots_are_found_again_and_know_their_size(log: Log) -> None:
    log.append_many([append(f"case_{n}", 1) for n in range(300)])
    old = log.publish()
    log.append_many([append(f"case_{n}", 2) for n in range(300)])
    log.publish()
    assert log.root_at(300) == old.root
    assert log.size_of_root(old.root) == 300
    assert log.size_of_root(bytes(32)) is None
    assert log.root_at(0) == merkle.EMPTY_ROOT
