"""代为办理 through the API: who helps reads what the person helped reads, nothing sealed, and both are on record (case 32)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from fakes import World, answer, code, world
from graphql_scene import CASE_A, CYCLE, DESK, EXPERT, ORG_A, PEOPLE, FakeViews, at, scene

from biaogan.graphql.viewer import Relation, Subject, Viewer
from biaogan.graphql.visibility import TABLE, can_see, visible
from biaogan.projections.support import SupportRow

HELPER, HELPED = "person_helper", "person_applicant"
MINE = "query($c: ID!) { case(id: $c) { id title endorsed availableActions { name } } viewer { person behalf roles { role } } }"
SHEETS = "query($r: ID!) { round(id: $r) { sheets { total comment } assignments { expertId } } }"


def helping(person: str = HELPED, *, expires: int = 150, agreed_by: str = "person_director") -> FakeViews:
    views = scene()
    views.add(SupportRow(person, HELPER, "协助填报", at(expires), at(10), agreed_by, 10))
    return views


def ask(one: World, query: str, behalf: Any, person: str | None = HELPER, **variables: Any) -> Any:
    body = {"query": query, "variables": variables, "extensions": {"behalf": behalf}}
    return one.send(body, person)


def test_who_helps_reads_the_case_of_the_person_helped() -> None:
    one = world(helping())
    found = answer(ask(one, MINE, HELPED, c=CASE_A))["data"]
    own = one.data(MINE, HELPED, c=CASE_A)
    assert found["case"] == own["case"]
    assert found["viewer"] == {"person": HELPER, "behalf": HELPED, "roles": []}
    assert own["viewer"]["behalf"] is None
    assert found["case"]["endorsed"] is not None
    assert one.data(MINE, HELPER, c=CASE_A)["case"]["endorsed"] is None, "in the own name it is what the public sees"


def test_both_persons_stand_in_the_record_of_every_read() -> None:
    one = world(helping())
    ask(one, MINE, HELPED, c=CASE_A)
    (reads,) = one.disclosures.reads
    assert (reads.session.person, reads.behalf, reads.purpose) == (HELPER, HELPED, "support")
    one.data(MINE, HELPED, c=CASE_A)
    assert one.disclosures.reads[-1].behalf == ""


@pytest.mark.parametrize(
    "views",
    [scene(), helping(agreed_by=""), helping(expires=100), helping("person_unit")],
    ids=["never asked", "not agreed", "over", "another person's"],
)
def test_nobody_reads_for_another_who_may_not(views: FakeViews) -> None:
    refused = ask(world(views), MINE, HELPED, c=CASE_A)
    if any(isinstance(row, SupportRow) and row.person == HELPED and row.expires == at(100) for row, _, _ in views.rows):
        assert "errors" not in answer(refused), "the clock of the scene stands a minute before that end"
        views.rows = [
            (replace(row, expires=at(99)) if isinstance(row, SupportRow) else row, a, b) for row, a, b in views.rows
        ]
        refused = ask(world(views), MINE, HELPED, c=CASE_A)
    assert code(refused) == "FORBIDDEN"
    assert "data" not in answer(refused)
    assert answer(refused)["errors"][0]["extensions"]["reason"] == "act_as_not_granted"


def test_the_public_and_a_third_help_nobody() -> None:
    assert code(ask(world(helping()), MINE, HELPED, None, c=CASE_A)) == "FORBIDDEN"
    assert code(ask(world(helping()), MINE, HELPED, "person_office", c=CASE_A)) == "FORBIDDEN"


@pytest.mark.parametrize("given", [1, "", "nobody", ["person_x"]])
def test_a_name_that_is_no_person_is_refused(given: Any) -> None:
    assert code(ask(world(helping()), MINE, given, c=CASE_A)) == "BAD_USER_INPUT"


@pytest.mark.parametrize("person", [EXPERT, "person_office", "person_director", "person_auditor", "person_chair"])
def test_case_32_who_helps_sees_no_sheet_and_no_panel_whomever_they_help(person: str) -> None:
    one = world(helping(person))
    found = answer(ask(one, SHEETS, person, r=DESK))["data"]["round"]
    assert found is None or (found["sheets"], found["assignments"]) == ([], [])
    assert not {shown.klass for shown in one.disclosures.seen} & {"sheet", "sheet.expert", "round.panels", "ranking"}


def test_case_32_nothing_above_k1_is_open_to_who_helps_unless_it_is_to_the_public() -> None:
    facts = {"organisation": ORG_A, "unit": "hebei-01", "case": CASE_A, "round": DESK, "owner": "me", "cycle": CYCLE}
    for roles in (*PEOPLE.values(),):
        helper = Viewer("me", frozenset({roles}), supporter="she")
        for flags in ({}, {"closed": True}, {"closed": True, "provincial": True}, {"listed": True, "on_list": True}):
            subject = Subject(**facts, **flags)
            opened: Mapping[str, bool] = visible(helper, frozenset(TABLE), subject)
            for klass in opened:
                sealed = not TABLE[klass].level.startswith(("K0", "K1"))
                assert not sealed or can_see(Viewer(), klass, subject), (roles, klass)
            assert all(can_see(helper, klass, subject) == (klass in opened) for klass in TABLE)


def test_who_helps_the_applicant_has_the_applicants_rights_in_what_is_not_sealed() -> None:
    own = Viewer("me", frozenset({("applicant_editor", ORG_A)}))
    subject = Subject(organisation=ORG_A, case=CASE_A)
    assert Relation.APPLICANT in own.relations(subject)
    kept = {klass for klass in visible(own, frozenset(TABLE), subject) if TABLE[klass].level.startswith(("K0", "K1"))}
    assert kept == set(visible(replace(own, supporter="she"), frozenset(TABLE), subject))
    assert "case.content" in kept
