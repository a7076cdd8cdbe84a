"""The commitment: byte for byte what the specification says, and nothing of the record left out of it."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.ledger.merkle import leaf_hash
from biaogan.ledger.record import (
    RecordHeader,
    StoredRecord,
    commitment,
    from_microseconds,
    leaf_data,
    rfc3339,
    to_microseconds,
)

RECORD = StoredRecord(
    position=7,
    stream="case_1",
    version=3,
    type="score_signed/1",
    jws=b"header.payload.signature",
    disclosures=b"salted~",
    admitted_at=datetime(2022, 6, 20, 2, 0, 0, 5, tzinfo=UTC),
    opening=bytes(range(32)),
    kind="e",
    jti="id",
)


def test_the_leaf_is_the_one_of_the_specification() -> None:
    header = b'{"admitted_at":"2022-06-20T02:00:00.000005Z","position":7,"stream":"case_1","type":"score_signed/1","version":3}'
    digest = sha256(b"biaogan/leaf/v1\0" + RECORD.opening + header + RECORD.jws).digest()
    leaf = b'{"c":"' + base64.b64encode(digest) + b'","k":"e","v":1}'
    assert RECORD.header().canonical() == header
    assert commitment(RECORD.opening, header, RECORD.jws) == digest
    assert RECORD.leaf_data() == leaf_data(RECORD.opening, header, RECORD.jws) == leaf
    assert RECORD.rehash() == leaf_hash(leaf)
    assert json.loads(leaf) == {"c": base64.b64encode(digest).decode(), "k": "e", "v": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"position": 8},
        {"stream": "case_2"},
        {"version": 4},
        {"type": "score_signed/2"},
        {"jws": b"header.payload.signaturf"},
        {"admitted_at": RECORD.admitted_at + timedelta(microseconds=1)},
        {"opening": bytes(32)},
        {"kind": "d"},
    ],
    ids=str,
)
def test_no_part_of_a_record_can_change_without_its_leaf(change: dict[str, object]) -> None:
    assert RECORD._replace(**change).rehash() != RECORD.rehash()  # type: ignore[arg-type]


def test_erasing_the_disclosures_leaves_the_leaf_alone() -> None:
    assert RECORD._replace(disclosures=b"").rehash() == RECORD.rehash()


@given(st.integers(0, 2**53), st.integers(0, 2**63 - 1), st.text(), st.text(), st.integers(1, 2**63 - 1))
def test_a_header_is_canonical_whatever_it_holds(at: int, position: int, stream: str, type_: str, version: int) -> None:
    header = RecordHeader(at, position, stream, type_, version).canonical()
    whole = {"admitted_at": rfc3339(at), "position": position, "stream": stream, "type": type_, "version": version}
    assert header == json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_are_exact_to_the_microsecond(at: datetime) -> None:
    micros = to_microseconds(at)
    assert from_microseconds(micros) == at
    assert datetime.fromisoformat(rfc3339(micros)) == at
    assert len(rfc3339(micros)) == len("2022-06-20T02:00:00.000005Z")


def test_an_instant_is_the_same_in_whatever_zone_it_was_given() -> None:
    beijing = datetime(2022, 6, 20, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    assert rfc3339(to_microseconds(beijing)) == "2022-06-20T02:00:00.000000Z"
