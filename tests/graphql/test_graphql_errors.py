"""Errors: masked with a trace id, at most five, without suggestions to those who may not introspect (defect 8)."""

import logging
from typing import Any

import pytest
from fakes import answer, world

from biaogan.graphql.faults import without_suggestion

SECRET = "password=hunter2 at /srv/biaogan/app.py"


def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError(SECRET)


def test_an_internal_fault_is_masked_and_logged_under_its_trace_id(caplog: pytest.LogCaptureFixture) -> None:
    one = world(trace_id=lambda: "abc123")
    one.views.cycles = broken  # type: ignore[method-assign]
    with caplog.at_level(logging.ERROR, "biaogan.graphql"):
        response = one.send({"query": "{ ledger { size } cycles { id } }"})
    assert response.status == 200
    error = answer(response)["errors"][0]
    told = {"zh": "内部故障；请报告追踪编号 abc123", "en": "internal fault; quote trace id abc123"}
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", **told, "traceId": "abc123"}
    assert error["path"] == ["cycles"]
    assert SECRET not in response.body.decode()
    assert "abc123" in caplog.text
    assert SECRET in caplog.text


def test_a_value_that_cannot_be_shown_is_masked_too() -> None:
    one = world()
    one.ledger.checkpoint = lambda: {"secret": SECRET}  # type: ignore[assignment, method-assign, return-value]
    body = one.send({"query": "{ ledger { checkpoint } }"}).body.decode()
    assert "INTERNAL_SERVER_ERROR" in body
    assert SECRET not in body


@pytest.mark.parametrize("port", ["head", "basis"])
def test_a_fault_outside_every_field_is_masked_too(port: str) -> None:
    one = world()
    setattr(one.ledger, port, broken)
    response = one.send({"query": "{ __typename }"}, accept="application/graphql-response+json")
    assert response.status == 500
    assert answer(response)["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert SECRET not in response.body.decode()


def test_an_office_that_fails_is_masked_too() -> None:
    one = world()
    one.office.outcome = RuntimeError(SECRET)
    body = one.send({"query": 'mutation { record(statement: "s") { __typename } }'}).body.decode()
    assert "INTERNAL_SERVER_ERROR" in body
    assert SECRET not in body


def test_at_most_five_errors_leave() -> None:
    wrong = "{ " + " ".join(f"nope{n}" for n in range(9)) + " }"
    assert len(world().ask(wrong)["errors"]) == 5
    one = world()
    one.views.cycles = broken  # type: ignore[method-assign]
    many = "{ " + " ".join(f"c{n}: cycles {{ id }}" for n in range(9)) + " }"
    assert len(one.ask(many)["errors"]) <= 5
    names = ", ".join(f"$v{n}: ID!" for n in range(9))
    uses = " ".join(f"v{n}: node(id: $v{n}) {{ id }}" for n in range(9))
    body = world().ask(f"query({names}) {{ {uses} }}")
    assert len(body["errors"]) <= 5
    assert {error["extensions"]["code"] for error in body["errors"]} == {"BAD_USER_INPUT"}


SLIPS = [
    "{ cyclez { id } }",
    "{ case(idd: 1) { id } }",
    "query($a: CaseFilte) { cases(first: 1, filter: $a) { nodes { id } } }",
    "{ cases(first: 1, orderBy: TITEL) { nodes { id } } }",
    "{ cases(first: 1, filter: {unitt: 1}) { nodes { id } } }",
    "{ ledger @includ(if: true) { size } }",
    "{ node(id: 1) { ... on Cas { id } } }",
    'mutation { record(statement: "s") { ... on Recorded { recipt } } }',
    "mutation { draft(action: {submitCas: {}}) { seq } }",
]
BY_VARIABLE: list[tuple[str, dict[str, Any]]] = [
    ("query($o: CaseOrder!) { cases(first: 1, orderBy: $o) { nodes { id } } }", {"o": "TITEL"}),
    ("query($f: CaseFilter!) { cases(first: 1, filter: $f) { nodes { id } } }", {"f": {"unitt": "a"}}),
    ("mutation($a: ActionInput!) { draft(action: $a) { seq } }", {"a": {"submitCas": {}}}),
]


@pytest.mark.parametrize(("query", "variables"), [*((slip, {}) for slip in SLIPS), *BY_VARIABLE])
def test_no_suggestion_reaches_those_who_may_not_introspect(query: str, variables: dict[str, Any]) -> None:
    silent = world(may_introspect=lambda session: session is not None)
    told = silent.ask(query, **variables)["errors"]
    assert told
    assert "Did you mean" not in str(told)
    helped = silent.ask(query, "person_office", **variables)["errors"]
    assert any("Did you mean" in error["message"] for error in helped) or "@includ" in query, "others are helped"


def test_a_suggestion_is_taken_out_whole() -> None:
    assert without_suggestion("Cannot query field 'a' on type 'B'. Did you mean 'c' or 'd'?") == (
        "Cannot query field 'a' on type 'B'."
    )


@pytest.mark.parametrize(
    "query", ["{ __schema { types { name } } }", '{ ledger { __typename } __type(name: "Case") { name } }']
)
def test_introspection_is_a_permission(query: str) -> None:
    one = world(may_introspect=lambda session: session is not None)
    body = one.ask(query)
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert "data" not in body
    assert "errors" not in one.ask(query, "person_office")
    assert "errors" not in one.ask("{ __typename }")


def test_signing_out_without_a_session_is_an_authentication_error() -> None:
    body = world().ask("mutation { signOut }")
    assert body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
