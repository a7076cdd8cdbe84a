"""What an operation really resolved of confidential things is on record before it is answered (edge cases 62, 63)."""

import json

import pytest
from fakes import World, answer, world
from graphql_scene import CASE_A, CYCLE, DESK, EXPERT, HEAD

from biaogan.graphql.disclosure import Disclosed


def seen(one: World) -> dict[tuple[str, str], frozenset[str]]:
    return {(found.stream, found.klass): found.fields for found in one.disclosures.seen}


@pytest.mark.parametrize(
    "query",
    [
        "{ case(id: $) { title t1Rank } }",
        "{ x: case(id: $) { y: title z: t1Rank } }",
        "{ case(id: $) { ...F } } fragment F on Case { ... on Case { title ...G } } fragment G on Case { t1Rank }",
        "{ at(position: 70) { at(position: 80) { node(id: $) { ... on Case { title t1Rank } } } } }",
        "{ a: case(id: $) { title } b: case(id: $) { t1Rank } c: nodes(ids: [$, $]) { ... on Case { title } } }",
        "{ cases(first: 5) { edges { node { title t1Rank } } } }",
    ],
)
def test_every_disclosed_field_is_named_however_it_is_asked_for(query: str) -> None:
    one = world()
    one.data(query.replace("$", json.dumps(CASE_A)), "person_unit")
    assert seen(one) == {(CASE_A, "case.recommendation"): frozenset({"t1_rank"})}, "title is public by now"


def test_what_was_not_yet_public_then_is_disclosed_now() -> None:
    one = world()
    one.data(f'{{ at(position: 20) {{ case(id: "{CASE_A}") {{ title }} }} }}', "person_unit")
    assert seen(one) == {(CASE_A, "case.listed"): frozenset({"title"})}


def test_a_score_that_is_shown_is_recorded_and_one_that_is_withheld_is_not() -> None:
    query = f'{{ round(id: "{DESK}") {{ sheets {{ total comment }} ranking {{ entries {{ score }} }} }} }}'
    one = world()
    one.data(query, "person_office")
    assert {klass for _, klass in seen(one)} == {"sheet", "ranking"}
    assert all(fields == {"total", "comment"} for (_, klass), fields in seen(one).items() if klass == "sheet")
    applicant = world()
    applicant.data(query, "person_applicant")
    assert seen(applicant) == {}


def test_what_is_public_or_skipped_or_introspected_or_wrong_discloses_nothing() -> None:
    one = world()
    one.data(
        f'{{ cycles {{ config }} notice(cycle: "{CYCLE}") {{ listed {{ title }} }} cases(first: 5) {{ nodes {{ title }} }} }}'
    )
    one.data(f'query($n: Boolean = false) {{ case(id: "{CASE_A}") {{ id t1Rank @include(if: $n) }} }}', "person_unit")
    one.data('{ __type(name: "Case") { fields { name } } }', "person_office")
    one.ask(f'{{ case(id: "{CASE_A}") {{ t1Rank nope }} }}', "person_office")
    assert seen(one) == {}


def test_without_a_record_there_is_no_data() -> None:
    one = world()
    one.disclosures.broken = True
    query = {"query": f'{{ case(id: "{CASE_A}") {{ t1Rank }} }}'}
    response = one.send(query, "person_unit")
    assert answer(response)["errors"][0]["extensions"]["code"] == "DISCLOSURE_UNAVAILABLE"
    assert "data" not in answer(response)
    assert one.send(query, "person_unit", accept="application/graphql-response+json").status == 503
    assert answer(one.send({"query": "{ cycles { id } }"}))["data"]["cycles"], "what is public is answered"


def test_nothing_is_remembered_from_one_request_to_the_next() -> None:
    """Rights and loaders live for one request (defect 10, edge case 63)."""
    one = world()
    query = f'{{ case(id: "{CASE_A}") {{ version sheets {{ total }} }} }}'
    assert one.data(query, EXPERT)["case"]["sheets"]
    assert one.data(query)["case"] == {"version": None, "sheets": []}
    one.views.rows = [
        (row, since, until) for row, since, until in one.views.rows if getattr(row, "person", "") != EXPERT
    ]
    assert one.data(query, EXPERT)["case"] == {"version": None, "sheets": one.data(query, EXPERT)["case"]["sheets"]}


def test_within_a_request_a_row_is_read_once() -> None:
    one = world()
    one.data(f'{{ a: case(id: "{CASE_A}") {{ title }} b: case(id: "{CASE_A}") {{ status }} }}', "person_office")
    assert one.views.calls.count("CaseRow") == 1


def test_what_belongs_to_a_page_is_read_at_once() -> None:
    one = world()
    query = "{ cases(first: 50) { nodes { organisation { fullName } sheets { total } cycle { code } } } }"
    nodes = one.data(query, "person_office")["cases"]["nodes"]
    assert len(nodes) == 3
    assert [node["organisation"]["fullName"] for node in nodes] == ["单位a", "单位b", "单位c"]
    assert [len(node["sheets"]) for node in nodes] == [4, 2, 0]
    assert [one.views.calls.count(kind) for kind in ("OrganisationRow", "ScoreSheetRow", "CycleRow")] == [1, 1, 1]


def test_a_disclosure_names_its_parts_in_a_fixed_order() -> None:
    one = world()
    one.data("{ viewer { roles { role scope } } cases(first: 9) { nodes { t1Rank } } }", "person_office")
    streams = [found.stream for found in one.disclosures.seen]
    assert streams == sorted(streams)
    assert all(isinstance(found, Disclosed) for found in one.disclosures.seen)
    assert one.ledger.at_head == HEAD
