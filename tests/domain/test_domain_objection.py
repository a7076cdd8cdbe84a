"""异议: who may object to what, until when, and what becomes of it before anybody investigates (R-75, D-15..D-18)."""

from dataclasses import replace

import objection_journey as j
import pytest
import world as w
from objection_journey import (
    CLOSES,
    DUE,
    FILED,
    OBJECTOR,
    RIVAL,
    admitted,
    filed,
    noticed,
    objection,
    objection_id,
    under,
)
from spec import Answer, given
from world import DIGEST, Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain.forms_objection import Argument
from biaogan.domain.matter import Matter
from biaogan.domain.objection import ObjectionStatus, facts_digest
from biaogan.domain.rules.objection import open_objections
from biaogan.domain.status import Status

LETTER = {"received_at": "2022-10-13T15:00:00+08:00"}


def filing(event: ev.ObjectionFiled, who: Who = OBJECTOR, day: str = FILED, clock: str = "10:00:00") -> Answer:
    scene, _ = noticed()
    return given(scene).when(event, objection_id(), who, on(day, clock))


def on_objection(scene: Scene, event: ev.Event, who: Who = w.OFFICER, day: str = "2022-09-29") -> Answer:
    return given(scene).when(event, objection_id(), who, on(day))


def test_an_objection_is_received_with_its_service_levels_and_keeps_the_case_from_being_cleared():
    """D-18: receipt in 2, admissibility in 5, decision in 30 working days; the National Day week is none."""
    _, cases = noticed()
    event = objection(cases[0])
    docketed = ev.ObjectionDocketed("2022-10-01T00:00:00+08:00", "2022-10-11T00:00:00+08:00", DUE)
    after = filing(event).then(
        (objection_id(), docketed), (cases[0], ev.ObjectionReceived(objection_id(), facts_digest(event)))
    )
    assert after.world[cases[0]].status == Status.NOTICE
    assert open_objections(_matter(after), cases[0]) == (objection_id(),)
    j.expire(after)
    assert [after.world[case].status for case in cases] == ["NOTICE", "NOTICE_CLEARED", "NOTICE_CLEARED"]


def _matter(scene: Scene) -> Matter:
    return Matter(scene.world, "", "", "", on(FILED), None, w.CYCLE)


def test_open_objections_of_what_is_no_case_are_none():
    assert open_objections(_matter(noticed()[0]), "case_none") == ()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"subject": "weather"}, "unknown_reference", "subject"),
        ({"ground": "envy"}, "unknown_reference", "ground"),
        ({"remedy": "punish"}, "unknown_reference", "remedy"),
        ({"arguments": []}, "text_missing", "arguments"),
        ({"arguments": [Argument(" ", [DIGEST])]}, "text_missing", "text"),
        ({"arguments": [Argument("无证据", [])]}, "text_missing", "evidence"),
        ({"arguments": [Argument("证据", ["x"])]}, "digest_malformed", "evidence"),
        ({"objector": {**j.NAMED, "kind": "crowd"}}, "unknown_reference", "kind"),
    ],
)
def test_an_objection_says_what_why_and_on_what_evidence(changes, code, field):
    _, cases = noticed()
    filing(objection(cases[0], **changes)).then_rejected(code, field=field)


def test_an_objector_has_a_name_and_a_unit_a_seal():
    _, cases = noticed()
    filing(objection(cases[0], objector={"name": " "})).then_rejected(
        "objector_unnamed", "D-18", missing=["name", "contact", "kind"]
    )
    unit = {**j.NAMED, "kind": "unit"}
    filing(objection(cases[0], objector=unit)).then_rejected("objector_unnamed", missing=["seal_digest"])
    filing(objection(cases[0], objector={**unit, "seal_digest": "x"})).then_rejected("digest_malformed")
    assert filing(objection(cases[0], objector={**unit, "seal_digest": DIGEST})).accepted()


@pytest.mark.parametrize(
    ("day", "clock", "late"), [("2022-10-13", "23:59:59.999999", False), ("2022-10-14", "00:00:00", True)]
)
def test_case_43_an_objection_at_the_last_second_is_taken_and_at_the_end_it_is_late(day, clock, late):
    _, cases = noticed()
    answer = filing(objection(cases[0]), day=day, clock=clock)
    if late:
        answer.then_rejected("period_ended", "R-75", closes=CLOSES, received=CLOSES)
    else:
        answer.accepted()


def test_case_43_what_comes_late_may_be_kept_as_information_without_holding_anything():
    scene, cases = noticed()
    j.expire(scene)
    late = objection(cases[0], as_information=True)
    answer = given(scene).when(late, objection_id(), OBJECTOR, on("2022-10-14", "00:00:01"))
    after = answer.accepted()
    assert after.world[cases[0]].notice.open == ()
    assert after.world[cases[0]].status == Status.NOTICE_CLEARED
    on_objection(after, ev.ObjectionAdmitted(DUE)).then_rejected("objection_is_information", "D-16")
    kept = on_objection(after, ev.LeadRecorded("late", "留待核查")).then()
    assert kept.world[objection_id()].status == ObjectionStatus.LEAD
    strict = under(scene, ["objection", "late"], "refuse")
    given(strict).when(late, objection_id(), OBJECTOR, on("2022-10-14"), rules=None).then_rejected("period_ended")


def test_a_letter_counts_by_the_instant_it_arrived_and_only_an_officer_says_so():
    _, cases = noticed()
    letter = objection(cases[0], **LETTER)
    assert filing(letter, w.OFFICER, "2022-10-14").accepted()
    late = objection(cases[0], received_at=CLOSES)
    filing(late, w.OFFICER, "2022-10-15").then_rejected("period_ended", received=CLOSES)
    filing(letter, OBJECTOR, "2022-10-14").then_rejected("received_at_wrong", given=LETTER["received_at"])
    filing(letter, w.OFFICER, "2022-10-13").then_rejected("received_at_wrong")
    filing(objection(cases[0], received_at="today"), w.OFFICER).then_rejected("instant_malformed")


def test_nobody_objects_before_the_notice_or_twice_on_one_stream():
    scene, cases = j.reached(Status.CLEARED_FOR_NOTICE)
    scene.people(OBJECTOR)
    given(scene).when(objection(cases[0]), objection_id(), OBJECTOR, on("2022-09-21")).then_rejected("notice_not_open")
    scene, cases = filed()
    given(scene).when(objection(cases[0]), objection_id(), OBJECTOR, on(FILED)).then_rejected("already_filed")
    given(scene).when(objection("case_none"), objection_id(2), OBJECTOR, on(FILED)).then_rejected("unknown_reference")


def test_an_objection_to_one_case_needs_the_role_of_an_objector():
    _, cases = noticed()
    filing(objection(cases[0]), w.PUBLISHER).then_rejected("role_not_held", "R-04")


def test_case_46_the_same_facts_are_not_examined_twice_whoever_brings_them():
    scene, cases = filed()
    again = objection(cases[0], arguments=[Argument("换一种说法", [DIGEST, DIGEST])])
    refused = given(scene).when(again, objection_id(2), RIVAL, on("2022-09-30"))
    refused.then_rejected("already_exists", "R-75", facts=facts_digest(again))
    for other in (objection(cases[0], "cd" * 32), objection(cases[0], ground="authorship"), objection(cases[1])):
        assert given(scene).when(other, objection_id(2), RIVAL, on("2022-09-30")).accepted()
    gone = on_objection(scene, ev.ObjectionWithdrawn("误会"), OBJECTOR).accepted()
    assert given(gone).when(again, objection_id(2), RIVAL, on("2022-09-30")).accepted()


def test_an_admitted_objection_holds_its_case_and_no_other():
    scene, cases = filed()
    after = on_objection(scene, ev.ObjectionAdmitted(DUE)).then((cases[0], ev.CaseHeldForObjection(objection_id())))
    assert [after.world[case].status for case in cases] == ["NOTICE_HELD", "NOTICE", "NOTICE"]
    assert after.world[objection_id()].decide_by == DUE
    on_objection(scene, ev.ObjectionAdmitted(CLOSES)).then_rejected("due_wrong", "D-18", expected=DUE)
    on_objection(after, ev.ObjectionAdmitted(DUE)).then_rejected("wrong_state", status="ADMITTED")


def test_an_objection_is_received_without_next_years_calendar_but_not_admitted():
    """G4: no date is guessed, and nobody loses an objection because a table is missing."""
    scene, cases = noticed()
    long = under(scene, ["objection", "sla", "decision"], 80)
    after = given(long).when(objection(cases[0]), objection_id(), OBJECTOR, on(FILED)).accepted()
    assert after.world[objection_id()].decide_by == ""
    assert after.world[objection_id()].admissibility_by
    on_objection(after, ev.ObjectionAdmitted(DUE)).then_rejected("calendar_year_missing", "D-14", year=2023)


def test_missed_service_levels_are_seen_and_stop_nothing():
    scene, _ = filed()
    state = scene.world[objection_id()]
    assert state.overdue(on("2022-10-10", "23:59:59")) == ()
    assert state.overdue(on("2022-10-11", "00:00:00")) == ("admissibility",)
    late = on_objection(scene, ev.ObjectionAdmitted(DUE), day="2022-10-13").accepted()
    state = late.world[objection_id()]
    assert state.overdue(on("2022-11-14", "23:59:59")) == ("admissibility",)
    assert state.overdue(on("2022-11-15", "00:00:00")) == ("admissibility", "decision")


def test_d15_an_anonymous_objection_is_a_lead_that_holds_no_case():
    scene, cases = filed(anonymous=True, objector={})
    assert scene.world[cases[0]].notice.open == ()
    on_objection(scene, ev.ObjectionAdmitted(DUE)).then_rejected("objection_anonymous", "D-15")
    kept = on_objection(scene, ev.LeadRecorded("anonymous", "线索具体，依职权核查")).then()
    assert kept.world[objection_id()].status == ObjectionStatus.LEAD


@pytest.mark.parametrize(("policy", "taken", "holds"), [("refuse", False, False), ("accept", True, True)])
def test_d15_a_cycle_may_refuse_or_accept_anonymous_objections(policy, taken, holds):
    scene, cases = noticed()
    event = objection(cases[0], anonymous=True, objector={})
    scene = under(scene, ["objection", "anonymous"], policy)
    answer = given(scene).when(event, objection_id(), OBJECTOR, on(FILED))
    if not taken:
        answer.then_rejected("objection_anonymous", "D-15")
        return
    after = on_objection(answer.accepted(), ev.ObjectionAdmitted(DUE)).accepted()
    assert bool(after.world[cases[0]].notice.held) == holds


def test_case_45_a_mere_disagreement_with_the_own_score_is_refused_with_a_coded_reason():
    """A listed applicant about its own score; D-17."""
    scene, cases = filed(ground="score", subject="review", remedy="rescore")
    on_objection(scene, ev.ObjectionAdmitted(DUE)).then_rejected("ground_inadmissible", "D-17", ground="score")
    refusal = ev.ObjectionRefused("inadmissible_ground", "仅不同意评分")
    after = on_objection(scene, refusal).then((cases[0], ev.ObjectionSettled(objection_id(), "NOTICE")))
    assert (after.world[cases[0]].status, after.world[cases[0]].notice.open) == (Status.NOTICE, ())
    on_objection(scene, replace(refusal, reason="dislike")).then_rejected("unknown_reference", field="reason")
    on_objection(scene, replace(refusal, text="")).then_rejected("text_missing", field="text")


def test_case_45_a_rejected_applicant_objects_to_its_own_case_that_is_not_on_notice():
    scene, cases = noticed()
    scene.record(ev.CaseMoved("NOT_RECOMMENDED"), cases[2], w.SERVICE, on("2022-09-26"))
    scene.play(objection(cases[2], ground="procedure", subject="review"), objection_id(), OBJECTOR, on(FILED))
    on_objection(scene, ev.ObjectionAdmitted(DUE)).then_rejected("case_in_wrong_state", status="NOT_RECOMMENDED")
    after = on_objection(scene, ev.ObjectionRefused("not_under_notice", "不在公示名单上")).accepted()
    assert after.world[cases[2]].status == Status.NOT_RECOMMENDED


def test_case_45_a_competitor_objects_like_anybody_else():
    scene, cases = noticed()
    rival = Who(w.signatory(scene.world[cases[1]].organisation).actor, "objector")
    scene.people(rival)
    scene.play(objection(cases[0]), objection_id(), rival, on(FILED))
    assert on_objection(scene, ev.ObjectionAdmitted(DUE)).accepted().world[cases[0]].status == Status.NOTICE_HELD


def test_case_45_an_expert_who_scored_the_case_is_no_objector_but_may_give_a_lead():
    scene, cases = noticed()
    for n, code in ((3, "objector_scored_the_case"), (9, None)):
        expert = Who(w.EXPERTS[n].actor, "objector")
        there = scene.copy().people(expert)
        there.play(objection(cases[0]), objection_id(), expert, on(FILED))
        answer = on_objection(there, ev.ObjectionAdmitted(DUE))
        if code is None:
            answer.accepted()
        else:
            answer.then_rejected(code, "D-23", case=cases[0])
            lead = on_objection(there, ev.LeadRecorded("scorer", "转为线索")).accepted()
            assert lead.world[cases[0]].notice.open == ()


def test_an_officer_of_the_organisation_has_no_part_in_its_objection():
    scene, cases = filed()
    scene.people(Who(w.OFFICER.actor, "applicant_editor", scene.world[cases[0]].organisation))
    for event in (ev.ObjectionAdmitted(DUE), ev.ObjectionRefused("not_concrete", "空泛")):
        on_objection(scene, event).then_rejected("own_organisation", "D-23")


def test_only_the_objector_withdraws_and_once():
    scene, cases = filed()
    withdrawal = ev.ObjectionWithdrawn("误会")
    on_objection(scene, withdrawal, RIVAL).then_rejected("not_the_objector", "D-18")
    on_objection(scene, withdrawal, w.OFFICER).then_rejected("not_the_objector")
    after = on_objection(scene, withdrawal, OBJECTOR).then((cases[0], ev.ObjectionSettled(objection_id(), "NOTICE")))
    assert after.world[objection_id()].status == ObjectionStatus.RETRACTED
    scene, cases = noticed()
    scene.play(objection(cases[0], **LETTER), objection_id(), w.OFFICER, on("2022-10-14"))
    assert on_objection(scene, withdrawal, w.OFFICER, "2022-10-14").accepted()


def test_case_46_the_investigation_goes_on_after_the_objector_withdrew():
    scene, cases = admitted()
    after = on_objection(scene, ev.ObjectionWithdrawn("不再追究"), OBJECTOR).then()
    assert (after.world[objection_id()].status, after.world[cases[0]].status) == ("ADMITTED", "NOTICE_HELD")
    on_objection(after, ev.ObjectionWithdrawn("再次"), OBJECTOR).then_rejected("objection_already_withdrawn")
    j.report(after)
    assert after.world[cases[0]].status == Status.DELIBERATION


def test_case_46_only_a_withdrawn_objection_is_discontinued_with_reasons():
    scene, cases = admitted()
    ended = ev.InvestigationDiscontinued("事实不严重")
    on_objection(scene, ended, w.DIRECTOR).then_rejected("objection_not_withdrawn", "R-75")
    scene.play(ev.ObjectionWithdrawn("不再追究"), objection_id(), OBJECTOR, on("2022-09-29"))
    on_objection(scene, ev.InvestigationDiscontinued(" "), w.DIRECTOR).then_rejected("text_missing", field="reasons")
    after = on_objection(scene, ended, w.DIRECTOR).then((cases[0], ev.ObjectionSettled(objection_id(), "NOTICE")))
    assert after.world[objection_id()].status == ObjectionStatus.RETRACTED


def test_case_47_the_objection_to_a_case_that_leaves_is_not_silently_cancelled():
    scene, cases = filed()
    scene.play(
        ev.CaseWithdrawn("企业重组"), cases[0], w.signatory(scene.world[cases[0]].organisation), on("2022-09-28")
    )
    assert open_objections(_matter(scene), cases[0]) == (objection_id(),)
    j.admit(scene)
    j.report(scene)
    assert scene.world[cases[0]].status == Status.WITHDRAWN
    after = on_objection(scene, j.decision(), w.CHAIR, "2022-10-12").then(
        (cases[0], ev.ObjectionSettled(objection_id(), ""))
    )
    assert after.world[objection_id()].status == ObjectionStatus.DECIDED
    assert after.world[cases[0]].status == Status.WITHDRAWN


def test_the_objector_is_told_once_what_became_of_it():
    scene, _ = filed()
    told = ev.ObjectorInformed(DIGEST)
    on_objection(scene, told).then_rejected("wrong_state", status="FILED")
    scene.play(ev.ObjectionRefused("not_concrete", "空泛"), objection_id(), w.OFFICER, on("2022-09-29"))
    on_objection(scene, ev.ObjectorInformed("x")).then_rejected("digest_malformed")
    after = on_objection(scene, told).then()
    assert after.world[objection_id()].objector_informed
    on_objection(after, told).then_rejected("already_informed", who="objector")


def test_an_objection_pending_at_the_end_is_answered_and_the_case_then_cleared():
    scene, cases = filed()
    j.expire(scene)
    after = on_objection(scene, ev.ObjectionRefused("not_concrete", "空泛"), day="2022-10-14").then(
        (cases[0], ev.ObjectionSettled(objection_id(), "NOTICE_CLEARED"))
    )
    assert after.world[cases[0]].status == Status.NOTICE_CLEARED
