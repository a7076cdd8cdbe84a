"""Keys, time and causes as an audit judges them: tampered, unverifiable and contested are three different things."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from audit_helper import assert_clean, audited
from log_samples import close_log, open_log
from signed_log import SERVICE, SignedLog, key_of, name

from biaogan.ledger.append import Append, Appended
from biaogan.ledger.encoding import to_base64
from biaogan.ledger.keys import public_jwk


@pytest.fixture
def signed(database_url: str) -> Iterator[SignedLog]:
    made = SignedLog(open_log(database_url))
    made.found()
    yield made
    close_log(made.log)


def findings(signed: SignedLog) -> list[tuple[int, str, str, int | None]]:
    return [(item.check, item.code, item.kind.value, item.position) for item in audited(signed.log).findings]


def test_acts_before_and_after_a_rotation_verify(signed: SignedLog) -> None:
    actor = signed.enrol("张三")
    signed.append(signed.act(actor, 1))
    signed.rotate(actor)
    signed.append(signed.act(actor, 1))
    signed.publish()
    assert_clean(signed.log)


def test_a_key_that_was_rotated_away_signs_no_more(signed: SignedLog) -> None:
    actor = signed.enrol("张三")
    old = signed.rotate(actor)
    (position,) = signed.append(signed.act(actor, 1, key=old))
    assert findings(signed) == [(7, "key_ended", "tampered", position)]


def test_a_key_that_is_enrolled_only_later_signed_nothing_before(signed: SignedLog) -> None:
    actor = name("person", "李四")
    signed.keys[actor] = key_of("李四")
    (position,) = signed.append(signed.act(actor, 1))
    signed.enrol("李四")
    assert findings(signed) == [(7, "key_not_yet_valid", "tampered", position)]


def test_an_unknown_key_is_unverifiable_and_not_tampering(signed: SignedLog) -> None:
    stranger = name("person", "无名")
    signed.keys[stranger] = key_of("无名")
    (position,) = signed.append(signed.act(stranger, 1))
    report = audited(signed.log)
    assert findings(signed) == [(7, "key_unknown", "unverifiable", position)]
    assert report.verdict == "unverifiable"
    assert not report.ok


def test_acts_under_a_key_reported_stolen_are_contested_and_those_before_stand(signed: SignedLog) -> None:
    actor = signed.enrol("张三")
    (before,) = signed.append(signed.act(actor, 1))
    (after,) = signed.append(signed.act(actor, 1))
    signed.revoke(actor, since=after)
    assert before < after
    assert findings(signed) == [(7, "key_contested", "contested", after)]
    report = audited(signed.log)
    assert report.verdict == "contested"
    assert report.ok  # the log is sound; what the acts are worth is for an officer to say


def test_nobody_signs_in_the_name_of_somebody_else(signed: SignedLog) -> None:
    one, two = signed.enrol("张三"), signed.enrol("李四")
    (position,) = signed.append(signed.act(one, 1, iss=two))
    assert findings(signed) == [(7, "issuer_false", "tampered", position)]


def test_a_statement_for_another_log_does_not_count_here(signed: SignedLog) -> None:
    (position,) = signed.append(signed.act(signed.enrol("张三"), 1, log="another.example/log"))
    assert findings(signed) == [(7, "foreign_log", "tampered", position)]


def test_a_key_record_that_proves_nothing_is_named_and_enrols_nobody(signed: SignedLog) -> None:
    actor, key = name("person", "王五"), key_of("王五")
    body = {"actor": actor, "jwk": public_jwk(key), "custody": "person", "nonce": "n", "proof": "A" * 86}
    signed.keys[actor] = key
    (record,) = signed.append(signed.statement(SERVICE, actor, "key_enrolled/1", body, kind="d"))
    (act,) = signed.append(signed.act(actor, 1))
    assert findings(signed) == [
        (7, "key_record_false", "tampered", record),
        (7, "key_unknown", "unverifiable", act),
    ]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"iat": 1_655_680_000, "exp": 1_655_680_300}, (9, "out_of_time")),
        ({"iat": 1_655_700_000, "exp": 1_655_700_300}, (9, "out_of_time")),
        ({"basis": 1 << 40}, (12, "future_view")),
        ({"seen": {"size": 99, "root": to_base64(bytes(32))}}, (12, "future_view")),
        ({"seen": {"size": 2, "root": to_base64(bytes(32))}}, (12, "split_view")),
        ({"extra": {"cause": "ab" * 32}}, (9, "cause_forbidden")),
    ],
)
def test_what_a_statement_claims_must_fit_the_log(
    signed: SignedLog, claims: dict[str, Any], expected: tuple[int, str]
) -> None:
    (position,) = signed.append(signed.act(signed.enrol("张三"), 1, **claims))
    assert findings(signed) == [(*expected, "tampered", position)]


def test_a_stream_does_not_begin_in_the_middle(signed: SignedLog) -> None:
    made = signed.act(signed.enrol("张三"), 1, prev="ab" * 32, seq=2)
    (outcome,) = signed.log.append_many([Append((made,), {})], at=signed.clock.now, first=(2,))
    assert isinstance(outcome, Appended)
    assert findings(signed) == [(8, "stream_gap", "tampered", outcome.positions[0])]


def test_a_consequence_stands_in_the_append_of_its_cause(signed: SignedLog) -> None:
    actor = signed.enrol("张三")
    act = signed.act(actor, 1)
    signed.append(act, signed.consequence(act, 1))
    assert_clean(signed.log)
    signed.clock.now += timedelta(seconds=1)
    (late,) = signed.append(signed.consequence(act, 1))
    assert findings(signed) == [(9, "cause_missing", "tampered", late)]


def test_a_statement_names_the_one_before_it_in_its_stream(signed: SignedLog) -> None:
    actor = signed.enrol("张三")
    signed.append(signed.act(actor, 1))
    (position,) = signed.append(signed.act(actor, 1, prev=sha256(b"another").hexdigest()))
    assert findings(signed) == [(8, "stream_broken", "tampered", position)]


def test_a_refusal_uses_up_the_id_of_what_it_refuses(signed: SignedLog) -> None:
    actor = signed.enrol("张三")
    refused = signed.act(actor, 1)
    signed.heads.clear()
    signed.append(signed.refusal(refused))
    assert_clean(signed.log)
    signed.heads.clear()
    again = replace(signed.act(actor, 2, jti=refused.jti), jti="AAAAAAAAAAAAAAAAAAAAAA")
    (position,) = signed.append(again)
    assert findings(signed) == [(4, "column_altered", "tampered", position), (10, "replayed", "tampered", position)]
