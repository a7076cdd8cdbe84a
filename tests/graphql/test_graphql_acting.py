"""Drafting and recording: one typed input per act, exactly one at a time, and every outcome as data."""

from typing import Any

import pytest
from fakes import FakeOffice, world
from graphql_scene import CASE_A, EXPERT, T0

from biaogan.graphql import ports
from biaogan.graphql.schema import inner_schema

DRAFT = """mutation($a: ActionInput!) { draft(action: $a) {
  statement { signingInput disclosures } summary { zh en } differences { field before after } stream seq expires
  whyNot { code rule zh en } } }"""
RECORD = """mutation($s: String!, $d: [String!]) { record(statement: $s, disclosures: $d) { __typename
  ... on Recorded { receipt position stream duplicate case { id status } }
  ... on Refused { code rule message { zh en } details receipt }
  ... on Stale { stream expected actual head }
  ... on Duplicate { code message { en } position }
  ... on InvalidStatement { code field message { en } }
  ... on NotPermitted { code rule message { en } receipt } } }"""

SUBMIT = {
    "on": CASE_A,
    "manifest": [{"kind": "form", "name": "申报表.docx", "size": 5, "sha256": "00"}],
    "commitments": [1, 2, 3, 4, 5],
    "attestations": {
        "independentLegalPerson": True,
        "profitableThreeYears": True,
        "integrityClean": True,
        "qualityClean": True,
        "safetyClean": True,
        "environmentClean": True,
        "methodMature": True,
        "willShare": True,
        "noStateSecret": True,
    },
    "signer": "张三",
    "signedOn": "2022-06-20",
}


def drafted_as(action: dict[str, Any], person: str = "person_office") -> tuple[str, str | None, dict[str, Any]]:
    one = world()
    one.data(DRAFT, person, a=action)
    (found,) = one.office.drafted
    return found


def test_the_act_reaches_the_office_in_the_domains_own_names() -> None:
    act, on, body = drafted_as({"submitCase": SUBMIT}, "person_applicant")
    assert (act, on) == ("submit_case", CASE_A)
    assert list(body) == ["manifest", "commitments", "attestations", "signer", "signed_on"]
    assert body["manifest"] == [{"kind": "form", "name": "申报表.docx", "size": 5, "sha256": "00"}]
    assert body["attestations"]["independent_legal_person"] is True


def test_maps_pass_as_json_and_defaults_are_the_domains() -> None:
    panels = {CASE_A: [EXPERT, "person_peer"]}
    opening = {"cycle": "cycle_x", "kind": "desk", "panels": panels, "closes": "2022-09-01T00:00:00+08:00"}
    act, on, body = drafted_as({"openReviewRound": opening})
    assert (act, on, body["panels"]) == ("open_review_round", None, panels)
    _, _, body = drafted_as({"grantRole": {"on": "person_x", "role": "expert"}})
    assert body == {"role": "expert", "scope": "", "name": ""}


def test_a_draft_says_what_it_means_and_what_stands_against_it() -> None:
    one = world()
    why = ports.WhyNot("wrong_state", "R-61", "状态不符", "wrong state")
    change = ports.Difference("status", "DRAFT", "T1_SUBMITTED")
    one.office.draft_result = ports.Drafted("h.p", ("d",), CASE_A, 4, "提交", "submits", T0, (change,), why)
    draft = one.data(DRAFT, "person_applicant", a={"submitCase": SUBMIT})["draft"]
    assert draft == {
        "statement": {"signingInput": "h.p", "disclosures": ["d"]},
        "summary": {"zh": "提交", "en": "submits"},
        "differences": [{"field": "status", "before": "DRAFT", "after": "T1_SUBMITTED"}],
        "stream": CASE_A,
        "seq": 4,
        "expires": "2022-06-15T00:00:00.000000Z",
        "whyNot": {"code": "wrong_state", "rule": "R-61", "zh": "状态不符", "en": "wrong state"},
    }


def test_what_cannot_be_composed_is_bad_input_with_the_field() -> None:
    one = world()
    one.office.draft_result = ports.InvalidDraft("body_invalid", "signed_on", "日期有误", "not a date")
    (error,) = one.ask(DRAFT, "person_applicant", a={"submitCase": SUBMIT})["errors"]
    assert error["message"] == "not a date"
    assert error["extensions"] == {
        "code": "BAD_USER_INPUT", "reason": "body_invalid", "field": "signed_on", "zh": "日期有误", "en": "not a date",
    }  # fmt: skip


def test_the_public_drafts_nothing() -> None:
    (error,) = world().ask(DRAFT, a={"submitCase": SUBMIT})["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


RETURN = {"on": CASE_A, "reasons": []}


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"submitCase": SUBMIT, "returnCase": RETURN},
        {"submitCase": None},
        {"submitCase": SUBMIT, "returnCase": None},
        {"submitCase": {}},
        {"submitCase": {**SUBMIT, "extra": 1}},
        {"submitCase": {**SUBMIT, "commitments": ["1"]}},
        {"submitCase": {**SUBMIT, "signer": 5}},
        {"returnCase": {"reasons": []}},
        {"expireNotice": {"closes": "x"}},
        {"case_drafted": {}},
    ],
)
def test_an_action_is_exactly_one_well_formed_act(action: dict[str, Any]) -> None:
    one = world()
    body = one.ask(DRAFT, "person_office", a=action)
    assert {error["extensions"]["code"] for error in body["errors"]} == {"BAD_USER_INPUT"}
    assert "data" not in body
    assert one.office.drafted == []


@pytest.mark.parametrize(
    "literal",
    [
        "{}",
        '{returnCase: {on: "a", reasons: []}, endorseCase: {on: "a", opinion: "o"}}',
        "{returnCase: null}",
        '{returnCase: {on: "a", reasons: []}, endorseCase: null}',
    ],
)
def test_one_of_holds_in_the_document_too(literal: str) -> None:
    one = world()
    body = one.ask("mutation { draft(action: %s) { seq } }" % literal, "person_office")  # noqa: UP031
    assert body["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert one.office.drafted == []


def test_one_of_holds_for_a_variable_inside_the_document() -> None:
    query = "mutation($r: ReturnCaseInput) { draft(action: {returnCase: $r}) { seq } }"
    assert "errors" in world().ask(query, "person_office", r=None)
    required = "mutation($r: ReturnCaseInput!) { draft(action: {returnCase: $r}) { seq } }"
    assert world().data(required, "person_office", r=RETURN)


OUTCOMES: list[tuple[Any, dict[str, Any]]] = [
    (
        ports.Recorded("proof", 60, CASE_A, duplicate=True),
        {"receipt": "proof", "position": 60, "stream": CASE_A, "duplicate": True, "case": None},
    ),
    (
        ports.Refused("quota_exhausted", "R-15", "名额用完", "no place", {"quota": 3}, "proof", "refusal~"),
        {"code": "quota_exhausted", "rule": "R-15", "message": {"zh": "名额用完", "en": "no place"},
         "details": {"quota": 3}, "receipt": "proof"},
    ),
    (ports.Stale(CASE_A, 4, 3, 4), {"stream": CASE_A, "expected": 4, "actual": 3, "head": 4}),
    (ports.Duplicate("jti_reused", "重复", "again", 7), {"code": "jti_reused", "message": {"en": "again"}, "position": 7}),
    (
        ports.InvalidStatement("signature", None, "签名无效", "wrong signature"),
        {"code": "signature", "field": None, "message": {"en": "wrong signature"}},
    ),
    (
        ports.NotPermitted("role_not_held", "R-13", "无权", "not yours", "proof", "refusal~"),
        {"code": "role_not_held", "rule": "R-13", "message": {"en": "not yours"}, "receipt": "proof"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("given", "shown"), OUTCOMES)
def test_every_outcome_is_data(given: Any, shown: dict[str, Any]) -> None:
    one = world()
    one.office = FakeOffice(given)
    found = one.data(RECORD, "person_registrar", s="jws~d", d=["d"])["record"]
    if "case" in shown:
        shown = {**shown, "case": {"id": CASE_A, "status": "NOTICE"}}
    assert found == {"__typename": type(given).__name__, **shown}


def test_the_case_of_a_record_is_the_one_after_it() -> None:
    one = world(wait_seconds=0.05)
    one.office.outcome = ports.Recorded("proof", 60, CASE_A)
    assert one.data(RECORD, "person_office", s="x")["record"]["case"] == {"id": CASE_A, "status": "NOTICE"}
    one.office.outcome = ports.Recorded("proof", 60, "roster_x")
    assert one.data(RECORD, "person_office", s="x")["record"]["case"] is None


def test_a_batch_answers_in_its_order() -> None:
    query = "mutation($s: [String!]!) { recordAll(statements: $s) { __typename } }"
    assert world().data(query, s=["a", "b"])["recordAll"] == [{"__typename": "Recorded"}] * 2
    for wrong in ([], ["x"] * 101):
        assert world().ask(query, s=wrong)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_signing_in_and_out() -> None:
    one = world()
    asked = one.data('mutation { challenge(kid: "k") { text nonce expires } }')["challenge"]
    assert asked == {"text": "sign for k", "nonce": "nonce", "expires": "2022-06-15T00:00:00.000000Z"}
    query = """mutation($s: String!) { signIn(statement: $s) { __typename
      ... on SignedIn { token person } ... on InvalidStatement { code message { zh } } } }"""
    assert one.data(query, s="good")["signIn"] == {
        "__typename": "SignedIn",
        "token": "token",
        "person": "person_office",
    }
    assert one.data(query, s="bad")["signIn"]["code"] == "bad_signature"
    assert one.data("mutation { signOut }", "person_office") == {"signOut": True}
    assert one.data('mutation { signOut(session: "session_missing") }', "person_office") == {"signOut": False}
    assert one.data("mutation { signOutEverywhere }", "person_office") == {"signOutEverywhere": True}
    assert one.office.ended == ["session_1", "session_missing", "all"]
    for mutation in ("signOut", "signOutEverywhere"):
        refused = one.ask(f"mutation {{ {mutation} }}")
        assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_viewer_s_sessions_are_told_to_them_alone_and_never_a_token_or_a_key() -> None:
    query = "{ viewer { sessions { id method created used expires current } } }"
    when = "2022-06-15T00:00:00.000000Z"
    common = {"created": when, "used": when, "expires": when}
    assert world().data(query, "person_office")["viewer"]["sessions"] == [
        {"id": "session_1", "method": "KEY", "current": True, **common},
        {"id": "session_2", "method": "OIDC", "current": False, **common},
    ]
    assert world().data(query)["viewer"]["sessions"] == []
    fields = inner_schema().type_map["Session"].fields  # type: ignore[attr-defined]
    assert not {name for name in fields if "token" in name.lower() or "kid" in name.lower()}


def test_available_actions_say_what_is_open_and_which_rule_closes_the_rest() -> None:
    query = "query($c: ID!) { case(id: $c) { availableActions { name title titleEn permitted whyNot { rule code } } } }"
    assert world().data(query, "person_unit", c=CASE_A)["case"]["availableActions"] == [
        {"name": "returnCase", "title": "退回补正", "titleEn": "Return the case", "permitted": True, "whyNot": None},
        {"name": "xY", "title": "甲", "titleEn": "X", "permitted": False,
         "whyNot": {"rule": "R-13", "code": "role_not_held"}},
    ]  # fmt: skip
    assert world().data(query, c=CASE_A)["case"]["availableActions"] == []


def test_why_a_round_cannot_be_closed_yet_is_told_without_counting_the_sheets() -> None:
    one = world()
    why = ports.WhyNot("sheets_missing", "D-05", "已锁定 2 份评分表，需 5 份", "2 locked; 5 are required")
    one.office.draft_result = ports.Drafted("h.p", (), "round_x", 4, "", "", T0, (), why)
    action = {"closeReviewRound": {"on": "round_x"}}
    told = one.data(DRAFT, "person_office", a=action)["draft"]["whyNot"]
    assert told == {
        "code": "sheets_missing",
        "rule": "D-05",
        "zh": "尚有评分表未锁定",
        "en": "score sheets are still missing",
    }
