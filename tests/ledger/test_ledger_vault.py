"""The vault: what is sealed opens at its own place with its own key, and with nothing else."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_samples import ORIGIN, SIGNER, Clock

from biaogan.ledger.append import Append, Appended, Conflict, NewRecord
from biaogan.ledger.audit import audit
from biaogan.ledger.audit_sealed import OpenedSource
from biaogan.ledger.audit_sql import source_of
from biaogan.ledger.database import create_engine
from biaogan.ledger.kek import KekError, Ring, new_ring, read_ring
from biaogan.ledger.kekfile import load_ring, save_ring
from biaogan.ledger.log import Log
from biaogan.ledger.migrations import migrate
from biaogan.ledger.sealed import Group, SealBroken, by_name, clear_part, joined, pack, unpack
from biaogan.ledger.shares import combine, split
from biaogan.ledger.vault import KeyDestroyed, Vault

RING = new_ring()
TEXTS = b"WyJhIl0~WyJiIl0~WyJjIl0"
CASE, PERSON = "case_1", "case_1+P"


Opening = Callable[..., Log]


@pytest.fixture
def opened(database_url: str) -> Iterator[Opening]:
    """Opens the log as one more process would, by default with RING."""
    made: list[Log] = []

    def open_(kek: Ring | None = RING) -> Log:
        engine = create_engine(database_url)
        migrate(engine)
        made.append(Log(engine, ORIGIN, SIGNER, Clock(), kek=kek))
        made[-1].publish()
        return made[-1]

    yield open_
    for log in made:
        log.close()
        log.database.engine.dispose()


@pytest.fixture
def log(opened: Opening) -> Log:
    """A log whose vault is closed with RING."""
    return opened()


def record(version: int = 1, keys: tuple[str, ...] = ("", CASE, PERSON), **changes: object) -> NewRecord:
    values = {"stream": CASE, "version": version, "type": "t/1", "jws": b"a.b.c", "disclosures": TEXTS, "keys": keys}
    return NewRecord(**{**values, **changes})  # type: ignore[arg-type]


def added(log: Log, *records: NewRecord) -> None:
    [outcome] = log.append_many([Append(records, {})])
    assert isinstance(outcome, Appended)


def stored(log: Log) -> list[bytes]:
    with log.database.reading() as cursor:
        cursor.execute("SELECT data FROM disclosure ORDER BY position")
        return [bytes(data) for (data,) in cursor.fetchall()]


def test_what_is_stored_holds_nothing_but_what_is_clear_and_is_read_back_as_it_was(log: Log) -> None:
    added(log, record())
    [data] = stored(log)
    assert b"WyJhIl0" in data
    assert b"WyJiIl0" not in data
    assert b"WyJjIl0" not in data
    assert log.read(CASE)[0].disclosures == TEXTS
    assert clear_part(data) == b"WyJhIl0"


def test_without_the_key_encryption_key_only_what_is_clear_is_read(log: Log, opened: Opening) -> None:
    added(log, record())
    blind = opened(None)
    assert blind.read(CASE)[0].disclosures == b"WyJhIl0"


def test_another_process_reads_what_this_one_sealed_and_seals_under_the_same_key(log: Log, opened: Opening) -> None:
    added(log, record())
    other = opened()
    added(other, record(2))
    assert [found.disclosures for found in log.read(CASE)] == [TEXTS, TEXTS]
    assert log.keys.names("case_") == [CASE, PERSON]


def test_a_destroyed_key_opens_nothing_in_any_process_and_takes_nothing_new(log: Log, opened: Opening) -> None:
    other = opened()
    added(log, record())
    assert other.read(CASE)[0].disclosures == TEXTS
    assert log.keys.destroy([PERSON]) == 1
    assert log.read(CASE)[0].disclosures == b"WyJhIl0~WyJiIl0"
    other.keys.forget([PERSON])
    assert other.read(CASE)[0].disclosures == b"WyJhIl0~WyJiIl0"
    for process in (log, other):
        with pytest.raises(KeyDestroyed):
            process.append_many([Append((record(2),), {})])
    added(log, record(2, keys=("", CASE, CASE)))


def test_who_was_told_that_a_key_will_be_destroyed_seals_nothing_more_before_it_is(log: Log, opened: Opening) -> None:
    other = opened()
    added(log, record())
    other.keys.forget([PERSON])
    assert other.keys.living([PERSON]) == [PERSON]
    assert [other.keys.seal_value(PERSON, b"", b"") for _ in range(2)] == [b"", b""]
    assert other.keys.seal_value(CASE, b"", b"")


def test_what_was_sealed_for_one_place_opens_at_no_other(log: Log) -> None:
    added(log, record())
    [data] = stored(log)
    for stream, version in (("case_2", 1), (CASE, 2)):
        with pytest.raises(SealBroken):
            log.keys.open([(stream, version, data)])
    changed = data[:-1] + bytes([data[-1] ^ 1])
    with pytest.raises(SealBroken):
        log.keys.open([(CASE, 1, changed)])


def test_of_two_appends_that_contend_for_a_place_the_one_admitted_is_stored(log: Log) -> None:
    one, other = record(), record(disclosures=b"WyJ4Il0~WyJ5Il0~WyJ6Il0")
    outcomes = log.append_many([Append((one,), {CASE: 0}), Append((other,), {CASE: 0})])
    assert [type(outcome) for outcome in outcomes] == [Appended, Conflict]
    assert log.read(CASE)[0].disclosures == TEXTS


def test_what_a_round_sealed_opens_from_the_record_on_that_releases_its_key(log: Log, opened: Opening) -> None:
    other = opened()
    name = f"seal:{log.keys.make_round_key(lambda public: 'seal:' + public.hex(), held=True)[0].hex()}"
    added(log, record(keys=("", CASE, name)))
    for process in (log, other):
        assert process.read(CASE)[0].disclosures == b"WyJhIl0~WyJiIl0"
    added(log, record(2, keys=(), releases=name))
    for process in (log, other):
        found = process.read(CASE)[0]
        assert (found.disclosures, found.before) == (TEXTS, b"WyJhIl0~WyJiIl0")


def test_a_key_that_custodians_keep_is_released_by_it_alone(log: Log) -> None:
    name = "seal:round"
    _, secret = log.keys.make_round_key(lambda _: name, held=False)
    added(log, record(keys=("", CASE, name)))
    with pytest.raises(SealBroken):
        log.append_many([Append((record(2, keys=(), releases=name),), {})])
    with pytest.raises(SealBroken):
        log.append_many([Append((record(2, keys=(), releases=name, private=os.urandom(32)),), {})])
    log.keys.unlock(name, secret)
    assert log.read(CASE)[0].disclosures == TEXTS
    log.keys.lock(name)
    assert log.read(CASE)[0].disclosures == b"WyJhIl0~WyJiIl0"
    assert log.size() == 1
    added(log, record(2, keys=(), releases=name, private=secret))
    assert log.read(CASE)[0].disclosures == TEXTS


def test_a_refused_release_opens_nothing(log: Log) -> None:
    name = "seal:round"
    log.keys.make_round_key(lambda _: name, held=True)
    added(log, record(keys=("", CASE, name)))
    [outcome] = log.append_many([Append((record(2, keys=(), releases=name),), {CASE: 7})])
    assert isinstance(outcome, Conflict)
    assert log.read(CASE)[0].disclosures == b"WyJhIl0~WyJiIl0"


def test_after_a_rotation_only_the_new_key_opens_and_everything_still_does(log: Log, opened: Opening) -> None:
    added(log, record())
    grown = RING.grown("kek-2")
    seen: list[int] = []
    assert log.keys.rotate(grown, seen.append) == 2
    assert seen[-1] == 2
    fresh = opened(grown.only("kek-2"))
    assert fresh.read(CASE)[0].disclosures == TEXTS
    assert fresh.keys.rotate(grown.only("kek-2"), seen.append) == 0
    stale = opened()
    with pytest.raises(KekError):
        stale.read(CASE)


def test_a_value_of_a_read_model_is_sealed_the_same_way_every_time_and_opens_in_its_place_alone(log: Log) -> None:
    place, plain = "视图 1".encode(), "机密".encode()
    sealed = log.keys.seal_value(CASE, place, plain)
    assert sealed == log.keys.seal_value(CASE, place, plain)
    assert plain not in sealed
    assert log.keys.open_value(place, sealed) == plain
    with pytest.raises(SealBroken):
        log.keys.open_value(b"elsewhere", sealed)
    log.keys.destroy([CASE])
    assert log.keys.open_value(place, sealed) is None
    assert log.keys.seal_value(CASE, place, plain) == b""
    assert log.keys.open_value(place, b"") is None


def test_the_audit_reads_sealed_records_with_the_key_and_without(log: Log, database_url: str) -> None:
    added(log, record(), record(2))
    log.publish()
    source = source_of(database_url)
    for found in (source, OpenedSource(source, RING)):
        report = audit(found, ORIGIN, [log.vkey], statements=False, workers=1)
        assert report.ok, report.findings


def test_the_key_ring_is_kept_in_a_file_and_with_a_passphrase_nobody_else_reads_it(tmp_path) -> None:
    path = tmp_path / "kek"
    ring = RING.grown("kek-2")
    save_ring(path, ring)
    assert load_ring(path) == ring
    assert path.stat().st_mode & 0o077 == 0
    save_ring(path, ring, "geheim")
    assert load_ring(path, "geheim") == ring
    assert all(name not in path.read_text() for name in ("kek-1", "kek-2"))
    for passphrase, code in (("", "passphrase_needed"), ("falsch", "wrong_passphrase")):
        with pytest.raises(KekError) as caught:
            load_ring(path, passphrase)
        assert caught.value.code == code
    path.write_text('{"protection": 5}')
    with pytest.raises(KekError, match="not a file"):
        load_ring(path, "geheim")


@pytest.mark.parametrize("text", ["", "kek", "kek:AAAA", "kek:!!!!", ":" + "A" * 44])
def test_what_is_no_key_ring_is_refused(text: str) -> None:
    with pytest.raises(KekError) as caught:
        read_ring(text)
    assert caught.value.code == "kek_malformed"


def test_a_ring_says_which_keys_it_has_and_never_what_they_are() -> None:
    assert repr(RING) == "Ring(kek-1; kek-1)"
    assert read_ring(RING.grown("kek-2").text().replace("\n", ",")).current == "kek-2"


@given(st.binary(max_size=64), st.integers(1, 6), st.integers(0, 4), st.randoms(use_true_random=False))
def test_any_threshold_of_shares_give_the_secret_back(secret: bytes, threshold: int, more: int, random) -> None:
    shares = split(secret, threshold, threshold + more)
    assert combine(random.sample(shares, threshold)) == secret
    assert combine(shares) == secret


def test_one_share_less_gives_something_else_and_what_is_no_set_of_shares_is_refused() -> None:
    secret = os.urandom(32)
    shares = split(secret, 3, 5)
    assert combine(shares[:2]) != secret
    for wrong in ([], [shares[0], shares[0]], [shares[0], shares[1][:-1]], [b"\0" + secret]):
        with pytest.raises(ValueError, match="not different shares"):
            combine(wrong)
    for threshold, count in ((0, 1), (3, 2), (1, 256)):
        with pytest.raises(ValueError, match="threshold"):
            split(secret, threshold, count)


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail_with_anything_but_its_own_error(data: bytes) -> None:
    try:
        groups = unpack(b"\x01" + data)
    except SealBroken:
        return
    assert unpack(pack(groups)) == groups


def test_groups_come_back_in_the_order_of_the_statement() -> None:
    groups = by_name(b"a~b~c~d", ("x", "", "x", "y"))
    assert groups == {"x": (b"\x00\x02", b"a~c"), "": (b"\x01", b"b"), "y": (b"\x03", b"d")}
    made = [(Group(b"c", bytes(16), places, plain), plain) for places, plain in groups.values()]
    assert joined(made) == b"a~b~c~d"
    with pytest.raises(ValueError, match="a key is named for each"):
        by_name(b"a~b", ("x",))
    with pytest.raises(SealBroken):
        joined([(Group(b"c", bytes(16), b"\0\1", b"a"), b"a")])


def test_a_vault_needs_nothing_but_a_database_a_key_and_a_clock(log: Log) -> None:
    vault = Vault(log.database, RING, lambda: datetime(2022, 6, 1, tzinfo=UTC))
    assert vault.seal([]).data == {}
    assert vault.open([]) == []
