"""A signed act goes in, a receipt comes out: the office at its contract, over HTTP, on both databases."""

import json
import tomllib
from base64 import b64decode
from dataclasses import asdict
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from town import ORIGIN, Town

from biaogan.app.calendars import calendar_year
from biaogan.app.client import Client
from biaogan.app.cycles import cycle_file
from biaogan.app.demo.cast import credit_code
from biaogan.app.demo.script import at
from biaogan.domain.config import digest as config_digest
from biaogan.domain.ids import organisation_id
from biaogan.ledger.audit_receipt import verify_receipt
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.keys import proof_of_possession, public_jwk
from biaogan.ledger.note import parse_vkey
from biaogan.ledger.proof import parse as parse_proof
from biaogan.ledger.proof import verify as verify_proof
from biaogan.ledger.record import leaf_data
from biaogan.ledger.statement import compose, parse, sign, verify

CODE = credit_code(9001)
COMPANY = {
    "fullName": "河北测试示例有限公司",
    "creditCode": CODE,
    "enterpriseType": "有限责任公司",
    "industry": "C34",
    "address": "河北省",
    "synthetic": True,
}


def applicant(service: Town, code: str = CODE) -> Client:
    organisation = organisation_id(code)
    return service.story.enrol(f"applicant {code}", [("applicant_editor", organisation)])


def proven(service: Town, receipt: str, statement: str) -> int:
    """The position a receipt proves for a statement, by the ledger's pure functions alone."""
    proof = parse_proof(receipt)
    held = json.loads(proof.extra or b"")
    header = json.dumps(held["header"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    leaf = leaf_data(b64decode(held["opening"]), header, statement.partition("~")[0].encode())
    verify_proof(proof, leaf, [parse_vkey(service.vkey)], ORIGIN)
    assert held["header"]["position"] == proof.index
    return proof.index


def test_a_signed_act_is_recorded_and_its_receipt_proves_it(service: Town) -> None:
    person = applicant(service)
    signed = person.draft("registerOrganisation", **COMPANY)
    outcome = person.record(signed.text)
    assert outcome["__typename"] == "Recorded"
    assert outcome["stream"] == organisation_id(CODE)
    assert proven(service, outcome["receipt"], signed.text) == outcome["position"]
    checked = verify_receipt(outcome["receipt"], signed.text, [service.vkey], ORIGIN)
    assert (checked.position, checked.stream, checked.version) == (outcome["position"], outcome["stream"], 1)
    with pytest.raises(VerificationError):
        verify_receipt(outcome["receipt"], person.draft("registerOrganisation", **COMPANY).text, [service.vkey])
    [stored] = service.biaogan.log.read(organisation_id(CODE))
    assert stored.jws.decode() == signed.text.partition("~")[0]
    assert verify(signed.text, public_jwk(person.key.public_key())).body["full_name"] == COMPANY["fullName"]  # type: ignore[union-attr]


def test_a_draft_says_what_it_means_in_both_languages_and_changes_nothing(small: Town) -> None:
    person = applicant(small)
    before = small.biaogan.log.size()
    signed = person.draft("registerOrganisation", **COMPANY)
    assert CODE in signed.summary["zh"]
    assert CODE in signed.summary["en"]
    assert signed.why_not is None
    assert small.biaogan.log.size() == before


def test_the_same_statement_twice_gets_the_original_receipt(service: Town) -> None:
    person = applicant(service)
    signed = person.draft("registerOrganisation", **COMPANY)
    first, second = person.record(signed.text), person.record(signed.text)
    assert (first["duplicate"], second["duplicate"]) == (False, True)
    assert first["position"] == second["position"]
    assert proven(service, second["receipt"], signed.text) == first["position"]


def test_a_refused_act_is_on_record_with_its_rule_and_the_same_receipt_when_sent_again(service: Town) -> None:
    person = applicant(service)
    bad = {**COMPANY, "creditCode": CODE[:-1] + ("A" if CODE[-1] != "A" else "B")}
    person = service.story.enrol("another", [("applicant_editor", organisation_id(bad["creditCode"]))])
    signed = person.draft("registerOrganisation", **bad)
    assert signed.why_not is not None
    before = service.biaogan.log.size()
    outcome = person.record(signed.text)
    assert (outcome["__typename"], outcome["code"], outcome["rule"]) == (
        "Refused",
        "credit_code_check_character",
        "R-24",
    )
    assert CODE[:-1] in outcome["message"]["zh"]
    [record] = service.biaogan.log.read_from(before, 10)
    refusal = parse(record.jws.decode() + "~" + record.disclosures.decode() + "~")
    assert refusal.body["statement"] == sha256(signed.text.partition("~")[0].encode()).hexdigest()
    assert outcome["refusal"] == refusal.text
    assert proven(service, outcome["receipt"], outcome["refusal"]) == record.position
    assert verify_receipt(outcome["receipt"], outcome["refusal"], [service.vkey]).position == record.position
    again = person.record(signed.text)
    assert (again["__typename"], again["code"]) == ("Refused", outcome["code"])
    assert service.biaogan.log.size() == before + 1


def test_who_does_not_hold_the_role_is_told_so_and_it_is_on_record(service: Town) -> None:
    person = service.story.enrol("nobody", [])
    outcome = person.act("registerOrganisation", **COMPANY)
    assert (outcome["__typename"], outcome["code"]) == ("NotPermitted", "role_not_held")
    assert outcome["receipt"]


def test_a_statement_on_a_stream_that_moved_on_is_stale(service: Town) -> None:
    officer = service.story.enrol("director", [("office_director", "")])
    document = tomllib.loads(cycle_file("nqb-2022").read_text(encoding="utf-8"))
    person = applicant(service)
    first = person.draft("registerOrganisation", **COMPANY)
    second = person.draft("registerOrganisation", **{**COMPANY, "address": "别处"})
    assert person.record(first.text)["__typename"] == "Recorded"
    outcome = person.record(second.text)
    assert (outcome["__typename"], outcome["expected"], outcome["actual"]) == ("Stale", 2, 1)
    assert officer.act("publishCycle", config=document, digest=config_digest(document))["__typename"] == "Recorded"


def test_another_statement_with_a_used_id_is_called_a_duplicate(small: Town) -> None:
    person = applicant(small)
    signed = person.draft("registerOrganisation", **COMPANY)
    assert person.record(signed.text)["__typename"] == "Recorded"
    claims = dict(parse(signed.text).claims)
    body = {**parse(signed.text).body, "address": "别处"}
    for name in ("_sd_alg", "body", "v"):
        claims.pop(name)
    assert person.key is not None
    other = sign(compose(**claims, kid=person.kid, body=body), person.key)  # type: ignore[arg-type]
    outcome = person.record(other)
    assert (outcome["__typename"], outcome["code"]) == ("Duplicate", "jti_reused")


def test_an_atomic_batch_is_admitted_whole_or_not_at_all(service: Town) -> None:
    one, two = applicant(service, credit_code(9002)), applicant(service, credit_code(9003))
    texts = [
        one.draft("registerOrganisation", **{**COMPANY, "creditCode": credit_code(9002)}).text,
        two.draft("registerOrganisation", **{**COMPANY, "creditCode": credit_code(9003)}).text,
    ]
    spoiled = texts[1][:-12] + ("A" if texts[1][-12] != "A" else "B") + texts[1][-11:]
    mutation = """mutation($s: [String!]!) { recordAll(statements: $s) { __typename
      ... on Recorded { position } ... on InvalidStatement { code } } }"""
    before = service.biaogan.log.size()
    public = Client(service.url, http=service.registrar.http)
    refused = public.query(mutation, {"s": [texts[0], spoiled]})["recordAll"]
    assert [outcome["__typename"] for outcome in refused] == ["InvalidStatement", "InvalidStatement"]
    assert refused[0]["code"] == "batch_not_admitted"
    assert service.biaogan.log.size() == before
    taken = public.query(mutation, {"s": texts})["recordAll"]
    assert [outcome["position"] for outcome in taken] == [before, before + 1]


def test_a_revoked_key_signs_nothing_any_more_and_a_rotated_one_is_replaced(service: Town) -> None:
    person = applicant(service)
    signed = person.draft("registerOrganisation", **COMPANY)
    new = Ed25519PrivateKey.generate()
    proof = proof_of_possession(new, ORIGIN, person.person, "n", old_kid=person.kid)
    rotated = person.act(
        "rotateKey",
        on=person.person,
        actor=person.person,
        oldKid=person.kid,
        jwk=public_jwk(new),
        nonce="n",
        proof=proof,
    )
    assert rotated["__typename"] == "Recorded"
    assert person.record(signed.text)["code"] == "key_revoked"
    renewed = Client(service.url, person.person, new, person.http)
    assert renewed.act("registerOrganisation", **COMPANY)["__typename"] == "Recorded"
    revoked = service.registrar.act("revokeKey", on=person.person, kid=renewed.kid, reason="lost")
    assert revoked["__typename"] == "Recorded"
    assert renewed.record(signed.text)["__typename"] == "InvalidStatement"


def test_the_service_cannot_be_made_to_sign_a_person_s_act_and_nobody_can_state_a_consequence(small: Town) -> None:
    officer = small.story.enrol("officer", [("office_officer", "")])
    assert officer.act("loadCalendarYear", **asdict(calendar_year(2022)))["__typename"] == "Recorded"
    with pytest.raises(Exception, match=r"GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT"):
        officer.act("caseMoved", to="TITLED")


def test_time_of_admission_is_the_time_of_the_decision_and_never_falls(service: Town) -> None:
    applicant(service)
    service.clock.jump(at("2022-06-20 09:00"))
    applicant(service, credit_code(9004))
    records = service.biaogan.log.read_from(0, 1000)
    times = [record.admitted_at for record in records]
    assert times == sorted(times)
    assert times[-1] >= at("2022-06-20 09:00")
