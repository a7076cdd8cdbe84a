"""What each object shows: rosters, the national list, the worklist, rounds; seen by those they are meant for."""

from typing import Any

import pytest
from fakes import world
from graphql_scene import CASE_A, CYCLE, DESK, EXPERT, OPEN, PEER, ROSTER, scene


@pytest.mark.parametrize(
    ("person", "sees"),
    [("person_unit", True), ("person_other_unit", False), ("person_province", True), ("person_applicant", False)],
)
def test_a_roster_is_for_its_unit_and_those_above(person: str, sees: bool) -> None:
    query = """query($r: ID!, $y: ID!) { rosters(cycle: $y) { id }
      roster(id: $r) { unit quota free status entries { rank opinion case { title } } places { id } availableActions { name } } }"""
    data = world().data(query, person, r=ROSTER, y=CYCLE)
    assert data["rosters"] == ([{"id": ROSTER}] if sees else [])
    if not sees:
        assert data["roster"] is None
        return
    assert [data["roster"][name] for name in ("unit", "quota", "free", "status")] == ["hebei-01", 3, 2, "SIGNED"]
    assert data["roster"]["entries"] == [{"rank": 1, "opinion": "推荐", "case": {"title": "经验a"}}]
    assert data["roster"]["places"] == [{"id": CASE_A}]
    assert data["roster"]["availableActions"]


def test_the_later_stages_see_the_list_with_its_steps() -> None:
    query = """query($y: ID!) { nationalList(cycle: $y) { status digest minutesDigest roundId adoptedAt consultationReply
      entries { rank caseId } availableActions { name } } }"""
    for person in ("person_publisher", "person_approver", "person_ministry", "person_chair"):
        found = world().data(query, person, y=CYCLE)["nationalList"]
        assert (found["status"], found["digest"], found["roundId"]) == ("NOTICE", "digest", DESK)
        assert found["entries"] == [{"rank": 1, "caseId": CASE_A}]
        assert found["availableActions"]
    public = world().data(query, y=CYCLE)["nationalList"]
    assert public == {
        "status": "NOTICE", "digest": None, "minutesDigest": None, "roundId": None, "adoptedAt": None,
        "consultationReply": None, "entries": None, "availableActions": [],
    }  # fmt: skip


def worklist(person: str | None, views: Any = None) -> list[dict[str, Any]]:
    query = "{ viewer { person worklist { role acts roundId case { title status } } } }"
    found: list[dict[str, Any]] = world(views).data(query, person)["viewer"]["worklist"]
    return found


def test_the_worklist_names_what_the_state_allows_in_the_roles_held() -> None:
    assert worklist("person_office") == [], "nothing waits for the office here"
    assert worklist("person_applicant") == []
    assert worklist(None) == []
    views = scene()
    views.rows = [row for row in views.rows if getattr(row[0], "expert", "") != EXPERT or not hasattr(row[0], "total")]
    (task,) = worklist(EXPERT, views)
    assert task == {
        "role": "expert", "acts": ["lockScoreSheet"], "roundId": OPEN, "case": {"title": "经验a", "status": "NOTICE"},
    }  # fmt: skip
    assert worklist(PEER) == []


def test_a_draft_waits_for_its_applicant() -> None:
    views = scene()
    role = views.roles("person_applicant", 99)[0]
    for name in ("applicant_editor", "applicant_signatory"):
        views.add(type(role)("person_c", name, "org_00000000-0000-4000-8000-00000000000c", None, "", "", 1))
    tasks = worklist("person_c", views)
    assert [(task["role"], task["acts"]) for task in tasks] == [
        ("applicant_editor", ["saveDeclaration", "saveFormSection", "describeExperience", "indexEvidence"]),
        ("applicant_signatory", ["submitCase"]),
    ]
    assert {task["case"]["title"] for task in tasks} == {"经验c"}


def test_a_round_shows_its_window_to_its_experts_and_its_size_to_the_office() -> None:
    query = """query($r: ID!, $y: ID!) { rounds(cycle: $y) { id } round(id: $r) { kind status closes cases assigned
      cycle { code } availableActions { permitted } assignments { round { id } case { id } } } }"""
    expert = world().data(query, EXPERT, r=OPEN, y=CYCLE)
    assert (expert["round"]["kind"], expert["round"]["status"]) == ("DESK", "OPEN")
    assert (expert["round"]["cases"], expert["round"]["assigned"]) == (None, None)
    assert expert["round"]["assignments"] == [{"round": {"id": OPEN}, "case": {"id": CASE_A}}]
    assert len(expert["rounds"]) == 3
    office = world().data(query, "person_office", r=OPEN, y=CYCLE)["round"]
    assert (office["cases"], office["assigned"], office["cycle"]) == (2, 4, {"code": "nqb-2022"})
    assert len(world().data(query, "person_province", r=OPEN, y=CYCLE)["rounds"]) == 1, "the province's own"
    assert world().data(query, r=OPEN, y=CYCLE)["rounds"] == []


def test_a_cycle_shows_its_published_configuration_to_everybody() -> None:
    query = "{ cycles { code name { zh en } year digest config deadlines { name closes } units { code name { zh } quota } } }"
    (cycle,) = world().data(query)["cycles"]
    assert cycle["units"] == [{"code": "hebei-01", "name": {"zh": "石家庄"}, "quota": 3}]
    assert cycle["deadlines"] == [{"name": "t1_delivery", "closes": "2022-07-01T00:00:00+08:00"}]
    assert (cycle["code"], cycle["year"], cycle["digest"]) == ("nqb-2022", 2022, "digest")


@pytest.mark.parametrize("given", [-1, 1.5, "1", True, 2**60])
def test_a_position_in_a_variable_is_a_whole_number_from_nought_on(given: Any) -> None:
    body = world().ask("query($p: Position!) { at(position: $p) { ledger { size } } }", p=given)
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
