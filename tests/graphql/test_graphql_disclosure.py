"""What an operation really resolved of confidential things is on record before it is answered (edge cases 62, 63)."""

import hashlib
import json
from typing import Any

import pytest
from fakes import World, answer, code, world
from graphql_scene import CASE_A, CASE_B, CASE_C, CYCLE, DESK, EXPERT, HEAD, ORG_A, ORG_B, ROSTER

from biaogan.graphql.disclosure import Denied, Disclosed


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
    [error] = answer(response)["errors"]
    assert error["extensions"]["code"] == "DISCLOSURE_UNAVAILABLE"
    assert error["message"] == f"{error['extensions']['zh']} / {error['extensions']['en']}"
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


def test_the_answer_tells_where_its_reads_are_on_record() -> None:
    one = world()
    body = one.ask(f'{{ case(id: "{CASE_A}") {{ t1Rank finalRank version }} }}', "person_office")
    assert body["extensions"]["disclosed"] == {"records": 3, "first": 7}
    assert "disclosed" not in one.ask("{ cycles { id } }", "person_office")["extensions"]


def test_a_read_is_recorded_with_its_purpose_its_document_and_its_basis() -> None:
    one, query = world(), f'query Q {{ case(id: "{CASE_A}") {{ t1Rank }} }}'
    one.send({"query": query, "operationName": "Q"}, "person_unit")
    one.send({"query": query, "extensions": {"purpose": "核对推荐顺序"}}, "person_unit")
    [named, unnamed] = one.disclosures.reads
    assert (named.purpose, unnamed.purpose) == ("case work", "核对推荐顺序")
    assert (named.session.person, named.basis) == ("person_unit", HEAD)
    assert named.operation == hashlib.sha256(f"{query}\0Q".encode()).hexdigest() != unnamed.operation


@pytest.mark.parametrize("purpose", ["", "  ", "目" * 201, 5, True, ["x"]])
def test_a_purpose_is_said_in_a_few_words(purpose: object) -> None:
    response = world().send({"query": "{ cycles { id } }", "extensions": {"purpose": purpose}}, "person_unit")
    assert (response.status, code(response)) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize("person", ["person_auditor", "person_investigator"])
def test_an_auditor_and_an_investigator_have_to_say_what_for(person: str) -> None:
    one = world()
    asked = {"query": f'{{ case(id: "{CASE_A}") {{ t1Rank }} }}'}
    refused = answer(one.send(asked, person))
    assert refused["errors"][0]["extensions"]["code"] == "PURPOSE_REQUIRED"
    assert {"zh", "en"} < refused["errors"][0]["extensions"].keys()
    assert "data" not in refused
    assert one.disclosures.reads == []
    assert answer(one.send({**asked, "extensions": {"purpose": "抽查"}}, person))["data"]["case"] == {"t1Rank": 1}
    own = {"query": "{ viewer { roles { role name } } }"}
    assert answer(one.send(own, person))["data"]["viewer"]["roles"], "the own things need no purpose"
    assert answer(one.send({"query": "{ cycles { id } }"}, person))["data"]["cycles"], "nor does what is public"


def test_what_is_asked_for_and_not_open_is_recorded_as_denied() -> None:
    one = world()
    one.data(f'{{ case(id: "{CASE_A}") {{ title x: finalRank finalRank sheets {{ total }} }} }}', "person_applicant")
    assert one.disclosures.denied == [Denied(CASE_A, "case.outcome", "1.12/K2", frozenset({"final_rank"}))]
    assert one.disclosures.seen == [], "the title is public, the rest was not shown"


def test_a_foreign_object_and_a_missing_one_leave_the_same_record() -> None:
    missing = CASE_C.replace("c", "d").replace("dase", "case")
    told = []
    for id_ in (CASE_C, missing):
        one = world()
        body = one.ask(
            f'{{ case(id: "{id_}") {{ title }} node(id: "{id_}") {{ id }} nodes(ids: ["{id_}", ""]) {{ id }} }}',
            "person_unit",
        )
        told.append((body, [(denied.klass, denied.rule, denied.fields) for denied in one.disclosures.denied]))
        assert [denied.stream for denied in one.disclosures.denied] == [id_]
    assert told[0] == told[1]


def test_of_the_public_nothing_is_recorded() -> None:
    one = world()
    one.data(f'{{ case(id: "{CASE_A}") {{ title t1Rank }} other: case(id: "{CASE_C}") {{ title }} }}')
    assert one.disclosures.reads == []


def test_an_answer_that_shows_nothing_confidential_does_not_wait_for_its_denials() -> None:
    one = world()
    one.disclosures.broken = True
    assert one.data(f'{{ case(id: "{CASE_A}") {{ title finalRank }} }}', "person_applicant")["case"]["title"]


FILTERED = "query($f: CaseFilter, $o: CaseOrder! = ID) { cases(first: 5, filter: $f, orderBy: $o) { nodes { id } } }"


@pytest.mark.parametrize(
    ("which", "order", "told"),
    [
        ({}, "FINAL_RANK", [(CASE_A, "case.outcome", {"final_rank"})]),
        ({}, "T1_RANK", [(id_, "case.recommendation", {"t1_rank"}) for id_ in (CASE_A, CASE_B, CASE_C)]),
        ({"ids": [CASE_B]}, "NEWEST", [(CASE_B, "case.content", {"drafted_at"})]),
        ({"ids": [CASE_A, CASE_B]}, "TITLE", [(CASE_B, "case.listed", {"title"})]),
        ({"status": ["DESK_REVIEW"]}, "ID", [(CASE_B, "case.content", {"status"})]),
        (
            {"organisation": ORG_B, "unit": "hebei-02"},
            "ID",
            [(CASE_B, "case.content", {"organisation_id"}), (CASE_B, "case.listed", {"unit"})],
        ),
        ({"cycle": CYCLE, "ids": [CASE_A, CASE_B]}, "ID", [(CASE_B, "case.listed", {"cycle_id"})]),
        ({"ids": [CASE_A, CASE_B]}, "ID", []),
    ],
)
def test_an_order_and_a_filter_are_reads_of_what_they_tell(which: Any, order: str, told: list[Any]) -> None:
    for person in ("person_office", "person_auditor"):
        one = world()
        one.data(FILTERED, person, f=which, o=order)
        assert [(found.stream, found.klass, set(found.fields)) for found in one.disclosures.seen] == told
    body = {"query": FILTERED, "variables": {"f": which, "o": order}}
    assert (world().send(body, "person_auditor").body.find(b"PURPOSE_REQUIRED") > 0) is bool(told)


def test_of_a_filter_by_what_is_before_the_public_nothing_is_recorded() -> None:
    one = world()
    found = one.data(FILTERED, "person_idle_expert", f={"status": ["NOTICE"], "organisation": ORG_A}, o="TITLE")
    assert found["cases"]["nodes"] == [{"id": CASE_A}]
    assert one.disclosures.seen == []


def test_the_cases_of_a_ranking_in_their_order_and_of_a_roster_are_reads_of_it() -> None:
    one = world()
    one.data(f'{{ ranking(round: "{DESK}") {{ entries {{ case {{ id }} }} }} }}', "person_office")
    one.data(f'{{ roster(id: "{ROSTER}") {{ places {{ id }} }} }}', "person_office")
    assert [(found.stream, found.klass, found.rows) for found in one.disclosures.seen] == [
        (DESK, "ranking", 2),
        (ROSTER, "roster", 1),
    ]
    body = {"query": f'{{ ranking(round: "{DESK}") {{ entries {{ case {{ id }} }} }} }}'}
    assert code(one.send(body, "person_auditor")) == "PURPOSE_REQUIRED"


def test_the_rows_behind_a_class_are_counted_once_each() -> None:
    one = world()
    one.data(f'{{ round(id: "{DESK}") {{ ranking {{ entries {{ a: rank b: rank score }} }} }} }}', "person_office")
    assert [(found.klass, found.rows) for found in one.disclosures.seen] == [("ranking", 2)]
