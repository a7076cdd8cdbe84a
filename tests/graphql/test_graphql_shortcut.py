"""The short way for ``record`` (直达): byte for byte what graphql-core would have answered, or not taken at all."""

from dataclasses import replace
from typing import Any

import pytest
from fakes import FakeOffice, World, world
from graphql import OperationDefinitionNode, parse
from graphql_scene import CASE_A

from biaogan.app.bench.load import MUTATION
from biaogan.app.client import RECORD
from biaogan.graphql import ports
from biaogan.graphql.documents import Prepared
from biaogan.graphql.faults import Fault
from biaogan.graphql.schema import inner_schema
from biaogan.graphql.shortcut import shortcut

OUTCOMES = [
    ports.Recorded("proof", 60, CASE_A, duplicate=True),
    ports.Refused(
        "quota_exhausted", "R-15", "名额用完", "no place", {"quota": 3, "of": ["甲", None]}, "proof", "text~"
    ),
    ports.Stale(CASE_A, 4, 3, 4),
    ports.Duplicate("jti_reused", "重复", "again", 7),
    ports.InvalidStatement("bad_signature", None, "签名无效", "wrong signature"),
    ports.InvalidStatement("body_invalid", "body.title", "无效", "wrong"),
    ports.NotPermitted("role_not_held", "R-13", "无权", "not yours", "proof", "text~"),
]
SHORT = [
    RECORD,
    MUTATION,
    "mutation A($s: String!) { record(statement: $s) { __typename } }",
    "mutation($s: String!) { done: record(statement: $s) { kind: __typename ... on Stale { now: head } } }",
    "mutation($s: String!) { record(statement: $s) { ... { __typename } ... on Refused { message { zh __typename } } } }",
]
LONG = [
    "mutation($s: String!) { record(statement: $s) { ... on RecordOutcome { __typename } } }",
    "mutation($s: String!) { record(statement: $s) { ... on Recorded { case { id } } } }",
    "mutation($s: String!) { record(statement: $s) @include(if: true) { __typename } }",
    "mutation($s: String!) { record(statement: $s) { __typename @skip(if: false) } }",
    "mutation($s: String!) { record(statement: $s) { ...F } } fragment F on Stale { head }",
    "mutation($s: String!, $d: [String!]) { record(statement: $s, disclosures: $d) { __typename } }",
    'mutation($s: String! = "x") { record(statement: $s) { __typename } }',
    'mutation { record(statement: "x") { __typename } }',
    "mutation($s: String!) { record(statement: $s) { ... on Stale { head } ... on Stale { head } } }",
    "mutation($s: String!) { record(statement: $s) { ... on Refused { message { zh } message { en } } } }",
    "mutation($s: [String!]!) { recordAll(statements: $s) { __typename } }",
    "mutation { signOut }",
]


def operation(text: str) -> OperationDefinitionNode:
    """The first operation of a document."""
    found = parse(text).definitions[0]
    assert isinstance(found, OperationDefinitionNode)
    return found


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> tuple[World, World]:
    """A world that takes the short way, and one that never does; faults get the same trace id in both."""
    short, long = world(trace_id=lambda: "trace"), world(trace_id=lambda: "trace")
    prepare = long.transport.documents.prepare

    def prepared(text: str, suggest: bool) -> Prepared:
        found = prepare(text, suggest)
        return replace(found, operations=tuple(replace(each, shortcut=None) for each in found.operations))

    monkeypatch.setattr(long.transport.documents, "prepare", prepared)
    return short, long


@pytest.mark.parametrize("text", SHORT)
def test_a_document_of_plain_fields_goes_the_short_way(text: str) -> None:
    assert shortcut(inner_schema(), operation(text)) is not None


@pytest.mark.parametrize("text", LONG)
def test_anything_else_goes_the_long_way(text: str) -> None:
    assert shortcut(inner_schema(), operation(text)) is None


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: type(outcome).__name__)
@pytest.mark.parametrize("text", SHORT + LONG[:6])
def test_both_ways_answer_the_same_bytes(both: tuple[World, World], text: str, outcome: Any) -> None:
    bodies = []
    name = "statement" if "$statement" in text else "s"
    for one in both:
        one.office = FakeOffice(outcome)
        bodies.append(one.send({"query": text, "variables": {name: "jws~"}}, "person_office").body)
    assert bodies[0] == bodies[1]
    assert b"errors" not in bodies[0]


@pytest.mark.parametrize("variables", [{}, {"s": None}, {"s": 5}, {"s": ["x"]}, {"s": {"a": 1}}, {"S": "x"}])
def test_a_variable_that_is_no_text_is_refused_alike(both: tuple[World, World], variables: dict[str, Any]) -> None:
    bodies = [one.send({"query": SHORT[2], "variables": variables}).body for one in both]
    assert bodies[0] == bodies[1]
    assert b"BAD_USER_INPUT" in bodies[0]


@pytest.mark.parametrize("fault", [Fault("LEDGER_BUSY", "繁忙", "busy"), RuntimeError("nobody foresaw this")])
def test_a_fault_of_the_office_is_told_alike(both: tuple[World, World], fault: Exception) -> None:
    class Failing(FakeOffice):
        async def record(self, *_: Any) -> ports.Outcome:
            raise fault

    bodies = []
    for one in both:
        one.office = Failing()
        bodies.append(one.send({"query": SHORT[2], "variables": {"s": "x"}}).body)
    assert bodies[0] == bodies[1]
    assert b'"data":null' in bodies[0]
