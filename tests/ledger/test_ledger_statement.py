"""Statements that are as they should be: composed, signed, read, redacted, stored, verified."""

import json
import subprocess
import sys
from base64 import urlsafe_b64decode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from statement_samples import BODY, CLAIMS, JWK, KEY, KID, SCRIPT, b64, draft, forge, payload, salts, signed

from biaogan.ledger.errors import StatementError, VerificationError
from biaogan.ledger.jwk import KeyRefused, public_jwk
from biaogan.ledger.statement import attach, check_signature, compose, parse, parse_stored, sign, verify
from biaogan.ledger.wire import MAX_BYTES, MAX_INTEGER

OTHER = Ed25519PrivateKey.generate()


def code(function, *arguments, **named):
    with pytest.raises(VerificationError) as refusal:
        function(*arguments, **named)
    return refusal.value.code


def test_a_signed_statement_says_what_was_composed():
    statement = verify(signed(), JWK)
    assert statement.body == BODY
    assert statement.header == {"alg": "Ed25519", "typ": "biaogan+sd-jwt", "kid": KID}
    assert {name: getattr(statement, name) for name in CLAIMS if name != "log"} == {
        name: value for name, value in CLAIMS.items() if name != "log"
    }
    assert statement.claims["log"] == CLAIMS["log"]
    assert statement.claims["v"] == 1
    assert statement.withheld == frozenset()


def test_text_and_bytes_are_read_alike_and_equal():
    assert parse(signed()) == parse(signed().encode())
    assert hash(parse(signed())) == hash(parse(signed().encode()))
    assert parse(signed()) != parse(parse(signed()).without("title"))


def test_the_digest_names_the_jws_and_not_its_disclosures():
    statement = parse(signed())
    assert statement.digest == sha256(statement.jws.encode()).hexdigest()
    assert parse(statement.without("title")).digest == statement.digest


def test_the_payload_shows_sorted_digests_and_no_field():
    shown = json.loads(urlsafe_b64decode(draft().signing_input.split(".")[1] + "=="))
    assert list(shown["body"]) == ["_sd"]
    assert shown["body"]["_sd"] == sorted(shown["body"]["_sd"])
    assert len(shown["body"]["_sd"]) == len(BODY)
    assert shown == payload(shown["body"]["_sd"])


def test_every_field_is_one_disclosure_in_the_order_of_the_body():
    statement = parse(signed())
    found = [json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4))) for text in statement.disclosures]
    assert [(name, value) for _, name, value in found] == list(BODY.items())
    assert "~".join((statement.jws, *statement.disclosures, "")) == statement.text == signed()


def test_fresh_salts_hide_equal_fields_from_each_other():
    arguments = {**CLAIMS, "kid": KID, "body": {"a": 1, "b": 1}}
    first, second = compose(**arguments), compose(**arguments)
    assert len({*first.disclosures, *second.disclosures}) == 4


def test_withheld_fields_leave_signature_and_other_fields_standing():
    left = verify(parse(signed()).without("title", "points"), JWK)
    assert left.body == {name: value for name, value in BODY.items() if name not in ("title", "points")}
    assert len(left.withheld) == 2
    assert left.withheld < set(left.claims["body"]["_sd"])


def test_withholding_what_is_not_there_changes_nothing():
    assert parse(signed()).without("no such field") == signed()


def test_a_statement_may_withhold_everything_or_have_no_field_at_all():
    bare = verify(parse(signed()).without(*BODY), JWK)
    assert (bare.body, len(bare.withheld)) == ({}, len(BODY))
    empty = verify(signed({}), JWK)
    assert (empty.body, empty.withheld, empty.disclosures) == ({}, frozenset(), ())


def test_a_stored_statement_is_read_from_its_two_parts():
    statement = parse(signed())
    jws, disclosures = statement.jws.encode(), "~".join(statement.disclosures).encode()
    assert parse_stored(jws, disclosures) == statement
    assert parse_stored(jws, b"").body == {}
    check_signature(parse_stored(jws, b""), KEY.public_key())


def test_a_stored_statement_outlives_stricter_claim_formats_but_not_unknown_claims():
    old = forge(claims=payload(role="Role of 2019", exp=CLAIMS["iat"] + 86_400))
    assert code(parse, old) == "bad_claim"
    assert parse_stored(old[:-1].encode(), b"").role == "Role of 2019"
    assert code(parse_stored, forge(claims=payload(extra=1))[:-1].encode(), b"") == "unknown_claim"
    assert code(parse_stored, forge(claims=payload(jti=...))[:-1].encode(), b"") == "missing_claim"


def test_stored_disclosures_must_be_the_signed_ones():
    statement = parse(signed())
    foreign = parse(signed({"title": "另一经验"})).disclosures[0].encode()
    assert code(parse_stored, statement.jws.encode(), foreign) == "unreferenced_disclosure"


def test_another_key_does_not_verify():
    assert code(verify, signed(), OTHER.public_key()) == "bad_signature"
    assert code(verify, signed(), public_jwk(OTHER)) == "kid_mismatch"
    assert code(verify, sign(draft(), OTHER), JWK) == "bad_signature"


def test_a_key_object_or_a_parsed_statement_is_taken_too():
    statement = parse(signed())
    assert verify(statement, JWK) is statement
    assert verify(statement, KEY.public_key()) is statement


def test_a_weak_key_verifies_nothing():
    with pytest.raises(KeyRefused):
        verify(signed(), {**JWK, "x": b64(bytes(32))})


def test_a_signature_made_elsewhere_is_attached():
    made = draft()
    assert attach(made, KEY.sign(made.signing_input.encode())) == signed()
    assert code(attach, made, b"short") == "bad_signature"


def test_a_statement_signed_for_somebody_else_names_both():
    statement = verify(signed(extra={"behalf": "person_helped"}), JWK)
    assert (statement.iss, statement.behalf) == (statement.claims["iss"], "person_helped")
    assert verify(signed(), JWK).behalf == ""


def test_a_service_statement_names_its_cause():
    statement = verify(signed(extra={"cause": "ef" * 32}), JWK)
    assert statement.claims["cause"] == "ef" * 32


@pytest.mark.parametrize("name", ["log", "note", "_sd"])
def test_nothing_but_a_cause_can_be_added(name):
    assert code(draft, extra={name: "ef" * 32}) == "unknown_claim"


def test_the_first_statement_of_an_empty_log_points_at_nothing():
    first = parse(signed(seq=1, prev=None, basis=None, seen=None, rules=None))
    assert (first.prev, first.basis, first.seen, first.rules) == (None, None, None, None)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"a": 0.5}, "float_refused"),
        ({"a": [{"b": float("nan")}]}, "float_refused"),
        ({"a": float("inf")}, "float_refused"),
        ({"a": MAX_INTEGER + 1}, "integer_too_large"),
        ({"a": -MAX_INTEGER - 1}, "integer_too_large"),
        ({"a": 10**400}, "integer_too_large"),
        ({"a": "\ud800"}, "lone_surrogate"),
        ({"\udfff": 1}, "lone_surrogate"),
        ({"a": {1, 2}}, "not_json"),
        ({"a": b"bytes"}, "not_json"),
        ({"a": {"_sd": []}}, "nested_disclosure"),
        ({"a": [{"...": "x"}]}, "nested_disclosure"),
        ({"a": {"_sd_alg": "sha-256"}}, "nested_disclosure"),
        ({"_sd": 1}, "reserved_name"),
        ({"": 1}, "bad_disclosure"),
        ({"n" * 129: 1}, "bad_disclosure"),
        ({1: 1}, "bad_disclosure"),
    ],
)
def test_a_body_that_no_reader_may_take_is_not_composed(body, refusal):
    assert code(draft, body) == refusal


def test_a_body_nested_too_deep_is_not_composed():
    deep = shallow = "x"
    for _ in range(31):
        shallow = [shallow]
    for _ in range(32):
        deep = [deep]
    assert parse(signed({"a": shallow})).body == {"a": shallow}
    assert code(draft, {"a": deep}) == "too_deep"
    for _ in range(100_000):
        deep = [deep]
    assert code(draft, {"a": deep}) == "not_json"


def test_salts_must_be_long_and_each_its_own():
    assert code(draft, salt=lambda: "short") == "weak_salt"
    assert code(draft, salt=lambda: "A" * 22) == "salt_reused"


def test_a_claim_or_key_id_that_parse_would_refuse_is_not_composed():
    assert code(draft, role="T1 Officer") == "bad_claim"
    assert code(draft, exp=CLAIMS["iat"] + 601) == "lifetime_too_long"
    assert code(draft, kid="not a thumbprint") == "bad_kid"
    for name in ("v", "seq", "basis"):
        assert parse(signed(**{name: MAX_INTEGER})).claims[name] == MAX_INTEGER
        assert code(draft, **{name: MAX_INTEGER + 1}) == "bad_claim"
    assert code(draft, seen={**CLAIMS["seen"], "size": MAX_INTEGER + 1}) == "bad_claim"


def test_an_oversize_statement_is_neither_made_nor_read():
    made = draft({"text": "质" * 70_000})
    assert code(sign, made, KEY) == "oversize"
    assert code(parse, "A" * (MAX_BYTES + 1)) == "oversize"
    assert code(parse, signed(), max_bytes=100) == "oversize"


def test_the_cap_on_depth_can_be_lowered_by_the_reader():
    assert code(parse, signed(), max_depth=2) == "too_deep"
    assert parse(signed(), max_depth=3).body == BODY


def test_an_error_says_code_reason_and_field_in_one_line():
    with pytest.raises(StatementError) as refusal:
        draft(role="T1 Officer")
    assert refusal.value.field == "role"
    assert refusal.value.diagnostics().startswith("bad_claim: ")
    assert refusal.value.diagnostics().endswith("(field role)")


def test_the_independent_reader_runs_by_itself(tmp_path):
    (tmp_path / "s.txt").write_text(signed(salt=salts()))
    (tmp_path / "k.json").write_text(json.dumps(JWK))
    command = [sys.executable, "-I", str(SCRIPT), "s.txt", "k.json"]
    good = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8")
    assert json.loads(good.stdout)["body"] == BODY
    (tmp_path / "s.txt").write_text(signed().replace("~", "A~", 1))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1
