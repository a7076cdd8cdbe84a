"""Who helped with a case for its applicant (代办) judges and handles that case no more, however the help ended (case 32)."""

from dataclasses import replace

import pytest
import world as w
from access_journey import AUDITOR, approval, proposal
from access_journey import NOW as LATER
from access_journey import scene as noticed
from journey import PROVINCIAL_PASSED, ROUND, reached, round_opened
from objection_journey import INVESTIGATORS, admitted, appointment, objection_id
from spec import Answer, given
from world import Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain.rules.conflict import conflict_with
from biaogan.domain.states import fold
from biaogan.domain.status import Status

NOW = on("2022-07-05")
HELPER = w.EXPERTS[0]
SAVED = ev.DeclarationSaved(w.declaration(1), w.CONTACT)


def after_help(scene: Scene, case: str, who: Who = HELPER) -> Scene:
    """``who`` once saved a form of the case for its editor; they may long have become an expert since."""
    org = scene.world[case].organisation
    scene.record(SAVED, case, Who(who.actor, "applicant_editor", org, w.editor(org).actor), scene.records[-1].at)
    return scene


def opening(scene: Scene, cases: list[str]) -> Answer:
    body = round_opened(cases, "provincial", "2022-07-20T00:00:00+08:00")
    return given(scene).when(body, ROUND["provincial"], w.PROVINCE, NOW)


def test_whoever_signed_a_form_for_the_applicant_is_on_no_panel_of_the_case():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    opening(scene, cases).accepted()
    refused = opening(after_help(scene, cases[0]), cases)
    refused.then_rejected("conflict_of_interest", "D-23", person=HELPER.actor, case=cases[0], role="supporter")


def test_they_are_on_the_panel_of_every_other_case():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    opening(after_help(scene, cases[0]), cases[1:]).accepted()


def test_whoever_might_have_signed_and_did_not_is_free():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    editor = w.editor(scene.world[cases[0]].organisation).actor
    asked = ev.ActAsGranted(HELPER.actor, "协助填报", "2022-07-10T10:00:00+08:00")
    scene.record(asked, editor, Who(editor, "self"), NOW)
    opening(scene, cases).accepted()


def test_the_bar_outlives_the_help():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    editor = w.editor(scene.world[cases[0]].organisation).actor
    after_help(scene, cases[0])
    scene.record(ev.ActAsRevoked(HELPER.actor, "已填报完毕"), editor, Who(editor, "self"), NOW)
    opening(scene, cases).then_rejected("conflict_of_interest", role="supporter")


def test_an_expert_whose_help_came_to_light_in_the_round_locks_no_sheet():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    scene.play(round_opened(cases, "provincial", "2022-07-20T00:00:00+08:00"), ROUND["provincial"], w.PROVINCE, NOW)
    sheet = ev.ScoreSheetLocked(ROUND["provincial"], cases[0], w.rows(), w.COMMENT, recommend=True)
    stream = w.sheet_id(ROUND["provincial"], cases[0], HELPER.actor)
    given(scene.copy()).when(sheet, stream, HELPER, on("2022-07-06")).accepted()
    after_help(scene, cases[0])
    given(scene).when(sheet, stream, HELPER, on("2022-07-06")).then_rejected("conflict_of_interest", role="supporter")


def test_an_officer_who_helped_does_not_examine_the_case():
    scene, cases = reached(Status.PROV_RECEIVED)
    after_help(scene, cases[0], w.PROVINCE)
    given(scene).when(PROVINCIAL_PASSED, cases[0], w.PROVINCE, NOW).then_rejected("own_organisation", "D-23")
    given(scene).when(PROVINCIAL_PASSED, cases[1], w.PROVINCE, NOW).accepted()


def test_who_helped_is_not_let_into_what_is_sealed_of_the_case():
    scene, cases = noticed()
    body = proposal(cases[0])
    given(scene.copy()).when(body, GRANT, w.DIRECTOR, LATER).accepted()
    after_help(scene, cases[0], Who(body.grantee, ""))
    given(scene).when(body, GRANT, w.DIRECTOR, LATER).then_rejected("grantee_has_a_part", stream=cases[0])


GRANT = "grant_00000000-0000-4000-8000-0000000000aa"


@pytest.mark.parametrize("whole", [False, True], ids=["of one case", "of the whole cycle"])
def test_a_director_with_an_interest_lets_nobody_into_the_case(whole):
    scene, cases = noticed()
    interest = ev.InterestDeclared(scene.world[cases[0]].organisation, "配偶任职")
    for who in (w.DIRECTOR, AUDITOR):
        found = scene.copy()
        body = proposal(w.CYCLE if whole else cases[0])
        if who is AUDITOR:
            found.play(body, GRANT, w.DIRECTOR, LATER)
        act = approval(body) if who is AUDITOR else body
        given(found.copy()).when(act, GRANT, who, LATER).accepted()
        found.play(interest, who.actor, Who(who.actor, "self"), LATER)
        given(found).when(act, GRANT, who, LATER).then_rejected("own_organisation", "D-23", person=who.actor)


def test_a_director_with_an_interest_elsewhere_proposes_as_before():
    scene, cases = noticed()
    interest = ev.InterestDeclared(scene.world[cases[1]].organisation, "配偶任职")
    scene.play(interest, w.DIRECTOR.actor, Who(w.DIRECTOR.actor, "self"), LATER)
    given(scene).when(proposal(cases[0]), GRANT, w.DIRECTOR, LATER).accepted()


def test_who_helped_is_folded_from_the_records_alone_and_stays_when_the_form_is_erased():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    after_help(scene, cases[0])
    records = [record for record in scene.records if record.stream == cases[0]]
    erased = [replace(r, event=ev.DeclarationSaved(None, None)) if r.behalf else r for r in records]  # type: ignore[arg-type]
    for told in (records, erased):
        assert fold(told).helped_by == {HELPER.actor}
    assert fold(records[:-1]).helped_by == frozenset()
    assert conflict_with(HELPER.actor, fold(erased), None) == "supporter"  # type: ignore[arg-type]


def test_who_helped_does_not_investigate_an_objection_to_the_case():
    scene, cases = admitted()
    helper = INVESTIGATORS[1]
    body = appointment(persons=[who.actor for who in INVESTIGATORS[:2]])
    given(scene.copy()).when(body, objection_id(), w.DIRECTOR, on("2022-10-11")).accepted()
    after_help(scene, cases[0], helper)
    refused = given(scene).when(body, objection_id(), w.DIRECTOR, on("2022-10-11"))
    refused.then_rejected("own_organisation", "D-19", person=helper.actor, case=cases[0])
