"""Whatever is handed in: a coded, bilingual refusal or a coded 4xx, never a 500, and nothing recorded that should not be."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from test_app_pipeline import COMPANY, applicant
from town import Town

from biaogan.app.client import RECORD, Client, RequestFailed
from biaogan.app.demo.cast import credit_code
from biaogan.domain.ids import organisation_id
from biaogan.ledger.statement import compose, parse, sign

WRONG: tuple[Any, ...] = (None, 7, -1, True, "", "x" * 300, [], {}, [[]], {"x": 1}, "\u0000", "𝄞", 2**60)


def handed_in(town: Town, text: str) -> dict[str, Any]:
    """The outcome of a text nobody is signed in for."""
    return Client(town.url, http=town.registrar.http).record(text)


def altered(text: str) -> str:
    """The text with one character of its payload changed."""
    place = text.index(".") + 40
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


def restated(person: Client, text: str, **changes: Any) -> str:
    """The same statement with other claims, signed again by the same person."""
    assert person.key is not None
    claims = {name: value for name, value in parse(text).claims.items() if name not in ("_sd_alg", "body", "v")}
    return sign(compose(**{**claims, "kid": person.kid, "body": parse(text).body, **changes}), person.key)  # type: ignore[arg-type]


def test_no_bad_statement_is_recorded_and_each_says_why_in_both_languages(service: Town) -> None:
    person = applicant(service)
    other = service.story.enrol("other", [])
    text = person.draft("registerOrganisation", **COMPANY).text
    now = int(service.clock().timestamp())
    assert other.key is not None
    cases = {
        "not a statement": "hello",
        "empty": "",
        "JSON": '{"a": 1}',
        "altered by one byte": altered(text),
        "cut": text[: len(text) // 2],
        "one disclosure missing": text[: text.rindex("~", 0, -1) + 1],
        "one disclosure twice": text + text.split("~")[1] + "~",
        "another log's": restated(person, text, log="other.example.invalid/log"),
        "expired": restated(person, text, iat=now - 900, exp=now - 300),
        "from the future": restated(person, text, iat=now + 400, exp=now + 800),
        "another's name": restated(person, text, iss=other.person),
        "another's key": sign(
            compose(**{**{k: v for k, v in parse(text).claims.items() if k not in ("_sd_alg", "body", "v")},
                       "kid": other.kid, "body": parse(text).body}), other.key),  # type: ignore[arg-type]
        "basis that has not come": restated(person, text, basis=10**9),
        "unknown act": restated(person, text, type="gift_given/1"),
        "a consequence": restated(person, text, type="case_moved/1"),
        "unknown field": restated(person, text, body={**parse(text).body, "bribe": "yes"}),
        "field missing": restated(person, text, body={"full_name": "x"}),
    }  # fmt: skip
    before = service.biaogan.log.size()
    for what, bad in cases.items():
        outcome = handed_in(service, bad)
        assert outcome["__typename"] in ("InvalidStatement", "NotPermitted"), (what, outcome)
        assert outcome["code"], what
        assert outcome["message"]["zh"], what
        assert outcome["message"]["en"], what
        assert "Traceback" not in json.dumps(outcome)
        if outcome["__typename"] == "InvalidStatement":
            assert service.biaogan.log.size() == before, what
        before = service.biaogan.log.size()
    assert handed_in(service, text)["__typename"] == "Recorded"


def test_a_wrong_type_in_any_field_of_a_body_is_refused_and_named(small: Town) -> None:
    code = credit_code(9100)
    person = small.story.enrol("fuzzed", [("applicant_editor", organisation_id(code))])
    text = person.draft("registerOrganisation", **{**COMPANY, "creditCode": code}).text
    body = parse(text).body
    before = small.biaogan.log.size()
    for field, good in body.items():
        for wrong in WRONG:
            if type(wrong) is type(good):
                continue
            outcome = handed_in(small, restated(person, text, body={**body, field: wrong}))
            assert (outcome["__typename"], outcome["code"]) == ("InvalidStatement", "body_invalid"), (field, wrong)
            assert outcome["field"].startswith(f"body.{field}"), (field, wrong)
    assert small.biaogan.log.size() == before


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"5", "application/json"),
        (b'"x"', "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 50_000, "application/json"),
        (b'{"query": "{ledger{size}}", "variables": {"n": ' + b"9" * 5000 + b"}}", "application/json"),
        (b"\x1f\x8b\x08\x00", "application/json"),
        (b"{}", "text/x-application/json"),
        (b'{"query": "{ a: }"}', "application/json"),
        (b'{"query": "{ nothing }"}', "application/json"),
        (b'{"query": "query A {ledger{size}} query B {ledger{size}}"}', "application/json"),
        (b"x" * 20_000_000, "application/json"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_no_body_whatever_makes_a_500(small: Town, body: bytes, content_type: str) -> None:
    try:
        answer = httpx.post(f"{small.url}/graphql", content=body, headers={"content-type": content_type}, timeout=20)
    except httpx.WriteError:
        return  # the server has stopped reading: that is a refusal too
    assert answer.status_code < 500
    assert "errors" in answer.json()
    assert all(error["extensions"]["code"] for error in answer.json()["errors"])


def test_twenty_megabytes_of_statement_are_refused_before_they_are_read(small: Town) -> None:
    try:
        answer = small.registrar.http.post(
            f"{small.url}/graphql", json={"query": RECORD, "variables": {"statement": "x" * 20_000_000}}
        )
    except httpx.WriteError:
        return
    assert answer.status_code == 413


def test_a_bad_token_is_refused_before_anything_is_parsed(small: Town) -> None:
    for header in ("DPoP nonsense", "Bearer nonsense", "Basic abc", "DPoP", ""):
        answer = httpx.post(f"{small.url}/graphql", content=b"not json", headers={"authorization": header})
        assert answer.status_code == 401, header
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_session_ends_when_its_time_is_over_and_when_signed_out(small: Town) -> None:
    person = small.story.enrol("expert", [("expert", "")])
    person.sign_in()
    assert person.query("{ viewer { person } }")["viewer"]["person"] == person.person
    assert person.query("mutation { signOut }") == {"signOut": True}
    with pytest.raises(RequestFailed, match="UNAUTHENTICATED"):
        person.query("{ledger{size}}")
    person.sign_in()
    small.clock.jump(small.clock() + timedelta(minutes=31))
    with pytest.raises(RequestFailed, match="UNAUTHENTICATED"):
        person.query("{ledger{size}}")


def test_a_challenge_is_answered_once_and_by_its_own_key_only(small: Town) -> None:
    from biaogan.app.client import CHALLENGE, SIGN_IN
    from biaogan.ledger.statement import Draft, attach

    person, other = small.story.enrol("one", []), small.story.enrol("two", [])
    assert person.key is not None
    assert other.key is not None
    text = person.query(CHALLENGE, {"kid": person.kid})["challenge"]["text"]
    stolen = attach(Draft(text, ()), other.key.sign(text.encode()))
    assert person.query(SIGN_IN, {"statement": stolen})["signIn"]["code"] == "sign_in_refused"
    good = attach(Draft(text, ()), person.key.sign(text.encode()))
    assert person.query(SIGN_IN, {"statement": good})["signIn"]["__typename"] == "SignedIn"
    assert person.query(SIGN_IN, {"statement": good})["signIn"]["code"] == "challenge_unknown"
    assert handed_in(small, good)["__typename"] == "InvalidStatement"
