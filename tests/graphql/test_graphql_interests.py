"""利益关系 through the API: who has an interest in an organisation sees of it what the public sees, and no more."""

import pytest
from fakes import world
from graphql_scene import CASE_A, CASE_B, CASE_C, DESK, EXPERT, ORG_A, ORG_B, FakeViews, at, scene

from biaogan.projections.interests import InterestRow

WHOLE = """query($a: ID!, $b: ID!, $r: ID!) {
  cases(first: 9) { nodes { id } } a: case(id: $a) { version organisationId sheets { total } } b: case(id: $b) { id }
  node(id: $b) { id } round(id: $r) { sheets { caseId } } ranking(round: $r) { entries { caseId } }
}"""


def interested(person: str, organisation: str, until: str = "") -> FakeViews:
    views = scene()
    views.add(InterestRow(person, organisation, until, at(7), 7))
    return views


@pytest.mark.parametrize("person", ["person_office", "person_director", "person_chair", "person_auditor"])
def test_no_role_opens_anything_of_an_organisation_the_viewer_has_an_interest_in(person: str) -> None:
    found = world(interested(person, ORG_B)).data(WHOLE, person, a=CASE_A, b=CASE_B, r=DESK)
    assert {node["id"] for node in found["cases"]["nodes"]} == {CASE_A, CASE_C}
    assert (found["b"], found["node"]) == (None, None)
    assert {sheet["caseId"] for sheet in found["round"]["sheets"]} == {CASE_A}
    assert {entry["caseId"] for entry in found["ranking"]["entries"]} == {CASE_A}
    assert found["a"]["version"] == 3


def test_of_a_listed_case_the_interested_see_what_the_public_sees() -> None:
    found = world(interested("person_office", ORG_A)).data(WHOLE, "person_office", a=CASE_A, b=CASE_B, r=DESK)
    assert found["a"] == {"version": None, "organisationId": None, "sheets": []}


def test_an_interest_ends_after_its_last_day() -> None:
    for until, open_ in (("2022-06-15", False), ("2022-06-14", True)):
        views = interested("person_office", ORG_B, until)
        assert (world(views).data(WHOLE, "person_office", a=CASE_A, b=CASE_B, r=DESK)["b"] is not None) is open_


def test_somebody_elses_interest_bars_nobody() -> None:
    views = interested("person_director", ORG_B)
    assert world(views).data(WHOLE, "person_office", a=CASE_A, b=CASE_B, r=DESK)["b"] == {"id": CASE_B}


def test_an_interest_takes_nobody_what_is_their_own() -> None:
    """Who files for the organisation still sees its case, and an expert the own sheet."""
    views = interested("person_other_applicant", ORG_B)
    found = world(views).data(WHOLE, "person_other_applicant", a=CASE_A, b=CASE_B, r=DESK)
    assert ({node["id"] for node in found["cases"]["nodes"]}, found["b"]) == ({CASE_B}, {"id": CASE_B})
    own = "query($r: ID!) { round(id: $r) { sheets { total } } }"
    views = interested(EXPERT, ORG_A)
    assert [sheet["total"] for sheet in world(views).data(own, EXPERT, r=DESK)["round"]["sheets"]] == [80]
    content = world(views).data("query($c: ID!) { case(id: $c) { version } }", EXPERT, c=CASE_A)["case"]
    assert content == {"version": None}
