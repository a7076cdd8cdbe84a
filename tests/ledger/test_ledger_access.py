"""Reads on record (edge case 62): gapless, durable or refused, committed to by the log, provable one by one."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from access_samples import CIPHER, access, records
from audit_helper import assert_clean
from eventsourcing.persistence import OperationalError
from local_cipher import LocalCipher
from log_samples import VKEY, Clock
from signed_log import SERVICE, key_of

from biaogan.ledger.access import Accesses
from biaogan.ledger.access_proof import verify
from biaogan.ledger.access_row import LIMIT, content_of, parse_batch, place_of
from biaogan.ledger.database import LedgerBusy
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.keys import public_jwk
from biaogan.ledger.log import Appended
from biaogan.ledger.tree import IntegrityAlarm


def test_rows_are_numbered_without_gaps_and_each_group_is_told_its_first(database_url: str) -> None:
    with records(database_url) as (_, accesses, _):
        assert accesses.record([[access(0), access(1)], [access(2)]]) == [0, 2]
        assert accesses.record([[access(3)]]) == [3]
        rows = accesses.rows(0, 10)
        assert [row.id for row in rows] == [0, 1, 2, 3]
        assert all(row.rehash() == row.hash for row in rows)
        assert sorted(row.at for row in rows) == [row.at for row in rows]
        assert [row.id for row in accesses.of_stream("case_0", 1, 10)] == [2]
        assert [row.id for row in accesses.of_person("person_0", 0, 1)] == [0]
        assert accesses.size() == 4


def test_who_has_nothing_to_record_writes_nothing(database_url: str) -> None:
    with records(database_url) as (_, accesses, _):
        assert accesses.record([]) == []
        assert accesses.record([[]]) == [0]
        assert accesses.record([[access(0)], [], [access(1)]]) == [0, 1, 1]
        assert accesses.size() == 2


def test_processes_that_record_at_once_leave_no_gap(database_url: str) -> None:
    with records(database_url) as (made, _, batches):
        books = [Accesses(made.log.database.engine, CIPHER, Clock(), wait=15) for _ in range(3)]
        with ThreadPoolExecutor(6) as pool:
            firsts = list(pool.map(lambda n: books[n % 3].record([[access(n), access(n)]])[0], range(60)))
        assert sorted(firsts) == list(range(0, 120, 2))
        assert batches.commit() == 1
        for book in books:
            book.close()
        assert_clean(made.log)


def test_the_confidential_part_is_sealed_for_its_place_and_committed_to(sqlite_url: str) -> None:
    with records(sqlite_url) as (_, accesses, _):
        accesses.record([[access(7, content="目的: 复核".encode())] * 2])
        one, two = accesses.rows(0, 2)
        assert "目的".encode() not in one.sealed
        assert one.commitment != two.commitment, "equal reads do not look equal"
        opened = accesses.opened(one)
        assert opened is not None
        assert content_of(opened).decode() == "目的: 复核"
        with pytest.raises(ValueError):
            CIPHER.open(place_of(1), one.sealed)
        with pytest.raises(ValueError):
            LocalCipher(bytes(32)).open(place_of(0), one.sealed)


def test_batches_follow_each_other_and_hold_a_thousand_rows_at_most(sqlite_url: str) -> None:
    with records(sqlite_url) as (made, accesses, batches):
        accesses.record([[access(n) for n in range(2 * LIMIT + 5)]])
        assert batches.commit() == 3
        assert batches.commit() == 0, "nothing has gathered"
        accesses.record([[access(1)]])
        assert batches.commit() == 1
        found = [batches.holding(id_) for id_ in (0, LIMIT, 2 * LIMIT + 4, 2 * LIMIT + 5)]
        assert [held and (held[1].first, held[1].count) for held in found] == [
            (0, 1000),
            (1000, 1000),
            (2000, 5),
            (2005, 1),
        ]
        assert batches.holding(2 * LIMIT + 6) is None
        assert_clean(made.log)


def test_a_batch_another_process_made_first_is_not_made_twice(sqlite_url: str) -> None:
    with records(sqlite_url) as (made, accesses, batches):
        accesses.record([[access(0)]])
        sign = batches._sign

        def beaten(*told: Any) -> Any:
            batches._sign = sign
            assert batches.commit() == 1
            return sign(*told)

        batches._sign = beaten
        assert batches.commit() == 0
        assert made.log.size() == 2
        assert_clean(made.log)


def test_a_row_that_was_changed_before_it_was_committed_to_is_found_by_the_audit(sqlite_url: str) -> None:
    with records(sqlite_url) as (made, accesses, batches):
        accesses.record([[access(0), access(1)]])
        with made.log.database.writing() as cursor:
            cursor.execute("DROP TRIGGER access_record_no_update")
            cursor.execute("UPDATE access_record SET person = 'person_9' WHERE id = 1")
        assert batches.commit() == 1
        with pytest.raises(AssertionError, match="access_record @ 1"):
            assert_clean(made.log)


def test_a_row_that_was_taken_out_is_never_passed_over(sqlite_url: str) -> None:
    with records(sqlite_url) as (made, accesses, batches):
        accesses.record([[access(0), access(1), access(2)]])
        with made.log.database.writing() as cursor:
            cursor.execute("DROP TRIGGER access_record_no_delete")
            cursor.execute("DELETE FROM access_record WHERE id = 1")
        with pytest.raises(IntegrityAlarm, match="access rows from 0"):
            batches.commit()
        assert made.log.size() == 1


def test_a_turn_that_does_not_come_is_an_error_and_nothing_is_written(database_url: str) -> None:
    with records(database_url, wait=0.2) as (made, accesses, _):
        accesses.record([[access(0)]])
        with made.log.database.writing() as cursor:
            if made.log.database.is_postgres:
                cursor.execute("LOCK TABLE access_record IN ACCESS EXCLUSIVE MODE")
                cursor.execute("SELECT 1")
                assert cursor.fetchone() == (1,)  # a pipeline has waited for the lock now
            with pytest.raises(LedgerBusy):
                accesses.record([[access(1)]])
        assert accesses.record([[access(2)]]) == [1]


def test_a_table_that_is_gone_is_an_error(database_url: str) -> None:
    with records(database_url) as (made, accesses, _):
        with made.log.database.writing() as cursor:
            cursor.execute("DROP TABLE access_record")
        with pytest.raises(OperationalError if not made.log.database.is_postgres else Exception, match="access_record"):
            accesses.record([[access(1)]])


# --- proofs ---

JWK = public_jwk(key_of(SERVICE))


def proof_of(url: str, id_: int, *, content: bool = True) -> str:
    with records(url) as (_, accesses, batches):
        accesses.record([[access(n) for n in range(7)]])
        assert batches.prove(id_) is None, "no batch holds it yet"
        batches.commit()
        text = batches.prove(id_, content=content)
    assert text is not None
    return text


@pytest.mark.parametrize("id_", [0, 3, 6])
def test_a_read_is_proven_with_the_public_keys_alone(database_url: str, id_: int) -> None:
    proven = verify(proof_of(database_url, id_), [str(VKEY)], JWK)
    assert (proven.row["id"], proven.row["person"], proven.row["allowed"]) == (id_, f"person_{id_ % 3}", 1)
    assert proven.content == f"内容 {id_}".encode()
    assert (proven.batch.first, proven.batch.last, proven.record.position) == (0, 6, 1)


def test_a_read_is_proven_without_its_content_too(sqlite_url: str) -> None:
    proven = verify(proof_of(sqlite_url, 2, content=False), [str(VKEY)], JWK)
    assert proven.content is None
    assert proven.row["stream"] == "case_0"


def test_no_other_proof_is_believed(sqlite_url: str) -> None:
    text = proof_of(sqlite_url, 3)
    held = json.loads(text)
    lies = [
        {"row": held["row"].replace("person_0", "person_1")},
        {"row": held["row"].replace('"id":3', '"id":4')},
        {"row": "[]"},
        {"row": "{"},
        {"path": held["path"][:-1]},
        {"path": ["zz"]},
        {"path": [1]},
        {"opened": "AAAA"},
        {"opened": "A"},
        {"opened": 1},
        {"receipt": held["receipt"].replace("tlog", "glot")},
        {"statement": held["statement"][:-3] + "A~"},
    ]
    for lie in lies:
        with pytest.raises(VerificationError):
            verify(json.dumps({**held, **lie}), [str(VKEY)], JWK)
    for nonsense in ("", "[]", "{}", "[" * 100_000):
        with pytest.raises(VerificationError):
            verify(nonsense, [str(VKEY)], JWK)
    with pytest.raises(VerificationError):
        verify(text, [str(VKEY)], public_jwk(key_of("another")))


def test_a_statement_that_is_no_batch_proves_no_read(sqlite_url: str) -> None:
    held = json.loads(proof_of(sqlite_url, 0))
    with records(sqlite_url.replace("test.db", "other.db")) as (made, _, _):
        record = made.statement(SERVICE, "case_00000000-0000-5000-8000-000000000000", "access_batch/1", {}, kind="a")
        assert isinstance(made.log.append_many([_alone(record)])[0], Appended)
        held["statement"] = record.jws.decode() + "~"
    with pytest.raises(VerificationError, match="no batch"):
        verify(json.dumps(held), [str(VKEY)], JWK)


def _alone(record: Any) -> Any:
    from biaogan.ledger.append import Append

    return Append((record,), {})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"count": 1, "first": 0, "last": 0},
        {"count": 2, "first": 0, "last": 0, "root": "00" * 32},
        {"count": 1, "first": -1, "last": -1, "root": "00" * 32},
        {"count": 0, "first": 1, "last": 0, "root": "00" * 32},
        {"count": 1, "first": 0, "last": 0, "root": "00" * 31},
        {"count": 1, "first": 0, "last": 0, "root": "0G" * 32},
        {"count": True, "first": 0, "last": 0, "root": "00" * 32},
        {"count": 1001, "first": 0, "last": 1000, "root": "00" * 32},
        {"count": 1, "first": "0", "last": "0", "root": "00" * 32},
        {"count": 1, "first": 0, "last": 0, "root": "00" * 32, "more": 1},
    ],
)
def test_what_is_no_batch_is_not_taken_for_one(body: dict[str, Any]) -> None:
    with pytest.raises(VerificationError, match="not a batch"):
        parse_batch(body)
