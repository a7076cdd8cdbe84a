"""A receipt convinces whoever holds it and the statement, without the log; anything else about it convinces nobody."""

import json
from dataclasses import replace

import pytest
from audit_helper import assert_clean
from log_samples import ORIGIN, VKEY, close_log, open_log
from signed_log import SignedLog

from biaogan.ledger.audit_receipt import verify_receipt
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.note import generate_signer
from biaogan.ledger.proof import format as format_proof
from biaogan.ledger.proof import parse


@pytest.fixture
def held(sqlite_url: str) -> tuple[str, str, str]:
    """A receipt, the statement it is for, and another statement of the same log."""
    made = SignedLog(open_log(sqlite_url))
    made.found()
    actor = made.enrol("张三")
    one, two = made.act(actor, 1), made.act(actor, 1)
    positions = made.append(one, two)
    (receipt,) = made.log.receipts(positions[:1])
    assert_clean(made.log)
    close_log(made.log)
    texts = [f"{record.jws.decode()}~{record.disclosures.decode()}~" for record in (one, two)]
    return receipt, texts[0], texts[1]


def test_a_receipt_proves_where_and_when_a_statement_was_admitted(held: tuple[str, str, str]) -> None:
    receipt, statement, _ = held
    proven = verify_receipt(receipt, statement, [str(VKEY)], ORIGIN)
    assert (proven.position, proven.version, proven.admitted_at) == (2, 1, "2022-06-20T02:00:00.000000Z")
    assert proven.checkpoint.origin == ORIGIN
    withheld = statement.partition("~")[0] + "~"
    assert verify_receipt(receipt, withheld, [str(VKEY)]) == proven  # what is withheld was not hashed


def test_a_receipt_is_for_one_statement_and_one_log(held: tuple[str, str, str]) -> None:
    receipt, statement, another = held
    for given in (
        (receipt, another, [str(VKEY)], ORIGIN),
        (receipt, statement, [generate_signer(ORIGIN).vkey()], ORIGIN),
        (receipt, statement, [str(VKEY)], "another.example/log"),
        (receipt, statement, [], ORIGIN),
        ("", statement, [str(VKEY)], ORIGIN),
        (receipt, "", [str(VKEY)], ORIGIN),
    ):
        with pytest.raises(VerificationError):
            verify_receipt(*given)


def test_no_character_of_a_receipt_can_be_changed(held: tuple[str, str, str]) -> None:
    receipt, statement, _ = held
    for at in range(0, len(receipt), 5):
        changed = receipt[:at] + chr(ord(receipt[at]) ^ 1) + receipt[at + 1 :]
        with pytest.raises(VerificationError):
            verify_receipt(changed, statement, [str(VKEY)], ORIGIN)


@pytest.mark.parametrize(
    "header",
    [
        {"position": 3},
        {"version": True},
        {"stream": "another"},
        {"admitted_at": "2022-06-20T02:00:01.000000Z"},
        {"more": 1},
        {"type": 7},
    ],
)
def test_a_header_that_was_changed_proves_nothing(held: tuple[str, str, str], header: dict[str, object]) -> None:
    receipt, statement, _ = held
    proof = parse(receipt)
    assert proof.extra is not None
    extra = json.loads(proof.extra)
    extra["header"].update(header)
    short = json.dumps({**json.loads(proof.extra), "opening": "AAAA"}).encode()
    for data in (json.dumps(extra).encode(), short, b"[]", b"{", b'{"header":{},"opening":""}'):
        with pytest.raises(VerificationError):
            verify_receipt(format_proof(replace(proof, extra=data)), statement, [str(VKEY)], ORIGIN)
