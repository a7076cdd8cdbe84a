"""评审组: who scores what, in which round, and who must stand aside (R-10, R-64, R-68, D-05, D-23)."""

from dataclasses import replace

import pytest
import world as w
from journey import ROUND, case_in, panel, reached, round_opened, score
from spec import Answer, given
from world import EXPERTS, Scene, Who, on, person

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.event import field_classes
from biaogan.domain.round import sheet_stream
from biaogan.domain.status import Status

NOW = on("2022-07-05")
CLOSES = on("2022-07-20", "00:00:00")
KIND, STREAM = "provincial", ROUND["provincial"]


def opening(scene: Scene, body: ev.ReviewRoundOpened, who: Who = w.PROVINCE, at=NOW) -> Answer:
    return given(scene).when(body, ROUND.get(body.kind, "round_x"), who, at)


def sound(cases: list[str], **changes: object) -> ev.ReviewRoundOpened:
    return replace(round_opened(cases, KIND, "2022-07-20T00:00:00+08:00"), **changes)


def open_round() -> tuple[Scene, list[str]]:
    """A provincial round over three cases, no sheet yet."""
    scene, cases = reached(Status.PROV_IN_REVIEW)
    scene.play(sound(cases), STREAM, w.PROVINCE, NOW)
    return scene, cases


def test_a_round_opens_and_each_case_knows_it():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    after = opening(scene, sound(cases)).then(
        *((case, ev.CaseEnteredRound(STREAM, KIND)) for case in sorted(cases)),
    )
    assert after.world[cases[0]].round_of(KIND) == STREAM


def test_each_tier_opens_and_closes_its_own_rounds():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    opening(scene, sound(cases), w.OFFICER).then_rejected("role_not_held", allowed=["t2_officer"])
    desk = round_opened(cases, "desk", "2022-08-20T00:00:00+08:00")
    opening(scene, desk, w.PROVINCE).then_rejected("role_not_held", allowed=["office_officer"])
    opening(scene, sound(cases, kind="defence")).then_rejected("unknown_reference", field="kind")
    scene.play(sound(cases), STREAM, w.PROVINCE, NOW)
    score(scene, cases, KIND, "2022-07-10")
    given(scene).when(ev.ReviewRoundClosed(), STREAM, w.OFFICER, CLOSES).then_rejected("role_not_held")


@pytest.mark.parametrize("salt", ["", "5a" * 15, "5a" * 33, "5A" * 16, "5z" * 16])
def test_a_round_brings_random_bytes_that_its_sheets_are_derived_with(salt):
    scene, cases = reached(Status.PROV_IN_REVIEW)
    opening(scene, sound(cases, salt=salt)).then_rejected("salt_malformed", "D-10", length=len(salt))
    opening(scene, sound(cases, salt="0f" * 32)).accepted()


def test_who_knows_round_case_and_expert_cannot_name_the_sheet():
    scene, cases = open_round()
    expert = w.EXPERTS[0].actor
    ours = sheet_stream(scene.world, STREAM, cases[0], expert)
    assert ours == w.sheet_id(STREAM, cases[0], expert)
    assert ours != ids.sheet_id(STREAM, cases[0], expert, "")
    assert field_classes(ev.ReviewRoundOpened)["salt"] == "K3"


@pytest.mark.parametrize(("closes", "ahead"), [("2022-07-05T10:00:00.000001+08:00", True), (NOW.isoformat(), False)])
def test_a_round_ends_in_the_future(closes, ahead):
    scene, cases = reached(Status.PROV_IN_REVIEW)
    answer = opening(scene, sound(cases, closes=closes))
    if ahead:
        answer.accepted()
    else:
        answer.then_rejected("round_ends_in_the_past", closes=closes)
    opening(scene, sound(cases, closes="2022-07-20")).then_rejected("instant_malformed", field="closes")


def test_only_cases_that_passed_the_formal_check_are_scored_and_once():
    scene, cases = open_round()
    accepted = case_in(scene, Status.T1_ACCEPTED, 7)
    early = given(scene).when(sound([accepted]), "round_again", w.PROVINCE, NOW)
    early.then_rejected("case_in_wrong_state", "R-68", case=accepted, status="T1_ACCEPTED")
    again = given(scene).when(sound(cases[:1]), "round_again", w.PROVINCE, NOW)
    again.then_rejected("case_in_another_round", "D-05", case=cases[0], round=STREAM)
    given(scene).when(sound([]), "round_again", w.PROVINCE, NOW).then_rejected("text_missing", field="panels")
    given(scene).when(sound(["case_none"]), "round_again", w.PROVINCE, NOW).then_rejected(
        "unknown_reference", field="panels", value="case_none"
    )


def test_a_case_of_another_cycle_is_not_of_this_round():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    other = scene.publish({**w.DOCUMENT, "cycle": {**w.DOCUMENT["cycle"], "id": "nqb-other"}})
    opening(scene, sound(cases, cycle=other)).then_rejected("unknown_reference", field="panels")


@pytest.mark.parametrize("size", [0, 1, 2, 4])
def test_a_panel_has_exactly_its_number_of_experts(size):
    scene, cases = reached(Status.PROV_IN_REVIEW)
    experts = [expert.actor for expert in EXPERTS[:size]]
    panels = panel(cases, KIND) | {cases[0]: experts}
    opening(scene, sound(cases, panels=panels)).then_rejected("panel_size", "D-05", wanted=3, given=size)


def test_nobody_is_twice_on_a_panel():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    twice = [EXPERTS[0].actor, EXPERTS[1].actor, EXPERTS[0].actor]
    opening(scene, sound(cases[:1], panels={cases[0]: twice})).then_rejected("panel_size", given=2)


def with_member(role: str, scope: str) -> tuple[Scene, list[str], Who]:
    """A panel whose first expert also holds another role."""
    scene, cases = reached(Status.PROV_IN_REVIEW)
    scene.people(Who(EXPERTS[0].actor, role, scope.replace("ORG", scene.world[cases[0]].organisation)))
    return scene, cases, EXPERTS[0]


def test_a_member_who_is_no_expert_is_refused():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    experts = [w.CHAIR.actor, EXPERTS[0].actor, EXPERTS[1].actor]
    opening(scene, sound(cases[:1], panels={cases[0]: experts})).then_rejected("not_an_expert", "R-10")
    experts[0] = person("unknown")
    opening(scene, sound(cases[:1], panels={cases[0]: experts})).then_rejected("unknown_reference")


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("applicant_editor", "ORG"),
        ("applicant_signatory", "ORG"),
        ("t1_officer", w.SHIJIAZHUANG),
        ("t1_approver", w.SHIJIAZHUANG),
        ("t2_officer", ""),
        ("t2_approver", ""),
        ("caq_approver", ""),
        ("investigator", ""),
        ("integrity_auditor", ""),
    ],
)
def test_an_expert_with_a_stake_in_the_case_is_refused(role, scope):
    scene, cases, expert = with_member(role, scope)
    opening(scene, sound(cases)).then_rejected("conflict_of_interest", "D-23", person=expert.actor, role=role)


@pytest.mark.parametrize(
    ("role", "scope"), [("applicant_editor", ids.organisation_id(w.code_of(99))), ("t1_officer", w.METALLURGY)]
)
def test_a_stake_in_other_cases_does_not_matter(role, scope):
    scene, cases, _ = with_member(role, scope)
    assert opening(scene, sound(cases)).accepted()
