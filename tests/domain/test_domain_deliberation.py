"""征求意见的否定答复, 部分批准, 不予批准, 复核: D-35, R-75, R-76, D-21."""

from dataclasses import replace

import objection_journey as j
import pytest
import world as w
from journey import LIST, reached
from objection_journey import UPHELD, admitted, approval, ballots, decision, objection_id, reported, under
from spec import Answer, given
from world import DIGEST, Scene, Who, on, postings

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.forms import Reason
from biaogan.domain.national_list import list_digest
from biaogan.domain.objection import ObjectionStatus
from biaogan.domain.status import Phase, Status


def on_list(scene: Scene, event: ev.Event, who: Who, day: str = "2022-10-17") -> Answer:
    return given(scene).when(event, LIST, who, on(day))


# --- the ministry objects (D-35) --------------------------------------------------------------------------------------


def objected() -> tuple[Scene, list[str]]:
    """The ministry objects; the list is before the committee with the opinion."""
    scene, cases = reached(Status.CONSULTATION)
    scene.play(ev.MinistryConsultationClosed("objects", "第二名存在环保处罚"), LIST, w.MINISTRY, on("2022-09-20"))
    return scene, cases


def conclusion(scene: Scene, *struck: str, **changes: object) -> ev.DeliberationConcluded:
    state = scene.world[LIST]
    kept = [entry for entry in state.entries if entry.case not in struck]
    reasons = [Reason(case, "环保处罚属实") for case in struck]
    digest = list_digest(kept, state.minutes_digest)
    return replace(ev.DeliberationConcluded(digest, reasons, "审议意见", ballots(), DIGEST), **changes)


def concluding(event: ev.DeliberationConcluded, scene: Scene | None = None) -> Answer:
    return on_list(scene or objected()[0], event, w.CHAIR, "2022-09-22")


def test_case_50_a_name_struck_after_the_consultation_has_a_reason_and_the_order_stays():
    scene, cases = objected()
    after = concluding(conclusion(scene, cases[1])).then(
        (cases[1], ev.CaseMoved("REMOVED")),
        (cases[0], ev.CaseMoved("CLEARED_FOR_NOTICE")),
        (cases[2], ev.CaseMoved("CLEARED_FOR_NOTICE")),
    )
    state = after.world[LIST]
    assert (state.status, state.cases) == (Status.CLEARED_FOR_NOTICE, (cases[0], cases[2]))
    assert state.digest != scene.world[LIST].digest
    assert [entry.rank for entry in state.entries] == [1, 3]


def test_d35_the_committee_may_uphold_the_whole_list_under_its_old_digest():
    scene, cases = objected()
    after = concluding(conclusion(scene)).accepted()
    assert {after.world[case].status for case in cases} == {Status.CLEARED_FOR_NOTICE}
    assert after.world[LIST].digest == scene.world[LIST].digest


def test_a_conclusion_names_listed_cases_once_with_reasons_and_what_remains():
    scene, cases = objected()
    concluding(conclusion(scene, "case_none")).then_rejected("not_on_the_list", cases=["case_none"])
    twice = [Reason(cases[1], "甲"), Reason(cases[1], "乙")]
    concluding(conclusion(scene, cases[1], struck=twice)).then_rejected("not_on_the_list", cases=[cases[1]])
    concluding(conclusion(scene, cases[1], struck=[Reason(cases[1], " ")])).then_rejected(
        "text_missing", field="struck"
    )
    whole = scene.world[LIST].digest
    concluding(conclusion(scene, cases[1], list_digest=whole)).then_rejected("digest_mismatch", "D-35", given=whole)
    concluding(conclusion(scene, reasons="")).then_rejected("text_missing", field="reasons")
    concluding(conclusion(scene, minutes_digest="x")).then_rejected("digest_malformed")


def test_the_conclusion_is_voted_on_and_nobody_on_the_list_votes():
    scene, cases = objected()
    concluding(conclusion(scene, ballots=ballots("+--"))).then_rejected("majority_missing")
    unit = scene.world[cases[0]].unit
    scene.record(ev.RoleGranted("t1_officer", unit), w.EXPERTS[9].actor, w.REGISTRAR, on("2022-09-01"))
    concluding(conclusion(scene), scene).then_rejected("conflicted_member_votes", person=w.EXPERTS[9].actor)


# --- approval while a case is held (edge 44) --------------------------------------------------------------------------


def test_case_44_an_objection_on_one_case_does_not_block_the_others():
    scene, cases = reported()
    j.expire(scene)
    whole = approval(scene)
    on_list(scene, whole, w.CAQ).then_rejected("case_in_wrong_state", "R-75", case=cases[0], status="DELIBERATION")
    part = approval(scene, *cases[1:])
    after = on_list(scene, part, w.CAQ).then(*((case, ev.CaseMoved("APPROVED")) for case in cases[1:]))
    announced = ev.ResultAnnounced(postings("2022-10-18T09:00:00+08:00"), DIGEST)
    scene = on_list(after, announced, w.PUBLISHER, "2022-10-18").then(
        (cases[1], ev.TitleGranted("NQB-2022-001", 2022)), (cases[2], ev.TitleGranted("NQB-2022-002", 2022))
    )
    assert scene.world[cases[0]].status == Status.DELIBERATION
    scene.play(decision(), objection_id(), w.CHAIR, on("2022-10-20"))
    assert scene.world[cases[0]].status == Status.NOTICE_CLEARED
    late = approval(scene, number="中国质协字〔2022〕105号")
    scene = on_list(scene, late, w.CAQ, "2022-10-21").then((cases[0], ev.CaseMoved("APPROVED")))
    again = replace(announced, postings=postings("2022-10-22T09:00:00+08:00"))
    scene = on_list(scene, again, w.PUBLISHER, "2022-10-22").then((cases[0], ev.TitleGranted("NQB-2022-003", 2022)))
    assert {scene.world[case].status for case in cases} == {Status.TITLED}
    on_list(scene, late, w.CAQ, "2022-10-23").then_rejected("case_in_wrong_state", status="TITLED")


def test_no_approval_ever_names_a_case_with_an_open_objection():
    scene, cases = admitted()
    j.expire(scene)
    on_list(scene, approval(scene, *cases), w.CAQ).then_rejected("case_in_wrong_state", "R-75", case=cases[0])
    on_list(scene, approval(scene, cases[0]), w.CAQ).then_rejected("case_in_wrong_state", status="NOTICE_HELD")
    on_list(scene, approval(scene, "case_none"), w.CAQ).then_rejected("not_on_the_list", cases=["case_none"])
    there = scene.copy()
    there.record(ev.CaseMoved("NOTICE_CLEARED"), cases[0], w.SERVICE, on("2022-10-15"))
    on_list(there, approval(there), w.CAQ).then_rejected("objection_open", "R-75", case=cases[0], count=1)


def test_the_list_is_approved_without_the_case_that_was_removed():
    scene, cases = reported()
    scene.play(UPHELD, objection_id(), w.CHAIR, on("2022-10-12"))
    j.expire(scene)
    old = list_digest(reached(Status.NOTICE)[0].world[LIST].entries, DIGEST)
    on_list(scene, ev.ResultApproved(old, "文号"), w.CAQ).then_rejected("digest_mismatch", "R-76", given=old)
    assert on_list(scene, approval(scene), w.CAQ).then(*((case, ev.CaseMoved("APPROVED")) for case in cases[1:]))


def test_case_49_who_investigated_a_case_does_not_approve_it():
    scene, _ = reported()
    scene.play(decision(), objection_id(), w.CHAIR, on("2022-10-12"))
    j.expire(scene)
    both = Who(j.INVESTIGATORS[0].actor, "caq_approver")
    scene.record(ev.RoleGranted("caq_approver"), both.actor, w.REGISTRAR, on("2022-10-13"))
    on_list(scene, approval(scene), both).then_rejected("duties_not_separated", roles=["caq_approver", "investigator"])


# --- refusal and re-examination (D-21) --------------------------------------------------------------------------------


def cleared() -> tuple[Scene, list[str]]:
    return reached(Status.NOTICE_CLEARED)


def refusal(scene: Scene, *cases: str, **changes: object) -> ev.ResultRefused:
    named = [Reason(case, "申报组织涉重大事故") for case in cases]
    return replace(ev.ResultRefused(scene.world[LIST].digest, named, "中国质协字〔2022〕98号"), **changes)


def test_caq_refuses_single_cases_with_reasons_and_approves_the_others():
    scene, cases = cleared()
    after = on_list(scene, refusal(scene, cases[1]), w.CAQ).then(
        (cases[1], ev.CaseMoved("NOT_APPROVED")), (cases[1], ev.DecisionNotified("not_approved"))
    )
    assert after.world[cases[1]].status == Status.NOT_APPROVED
    rest = [(case, ev.CaseMoved("APPROVED")) for case in (cases[0], cases[2])]
    on_list(after, approval(after), w.CAQ).then(*rest)


def test_a_refusal_names_cleared_cases_of_the_list_once():
    scene, cases = cleared()
    for wrong in (refusal(scene), refusal(scene, cases[0], cases[0]), refusal(scene, "case_none")):
        on_list(scene, wrong, w.CAQ).then_rejected("not_on_the_list", "R-76")
    blank = refusal(scene, cases[0], cases=[Reason(cases[0], "")])
    on_list(scene, blank, w.CAQ).then_rejected("text_missing", field="cases")
    on_list(scene, refusal(scene, cases[0], document_no=""), w.CAQ).then_rejected("text_missing", field="document_no")
    on_list(scene, refusal(scene, cases[0], list_digest=DIGEST), w.CAQ).then_rejected("digest_mismatch")
    held, cases = admitted()
    j.expire(held)
    on_list(held, refusal(held, cases[0]), w.CAQ).then_rejected("case_in_wrong_state", status="NOTICE_HELD")


def request(case: str, **changes: object) -> ev.ReexaminationRequested:
    return replace(ev.ReexaminationRequested(case, "not_heard", "未听取本企业意见。", [DIGEST]), **changes)


def requesting(scene: Scene, event: ev.ReexaminationRequested, day: str = "2022-10-20", clock: str = "10:00") -> Answer:
    who = w.signatory(scene.world[event.case].organisation)
    return given(scene).when(event, ids.appeal_id(event.case), who, on(day, clock))


def refused() -> tuple[Scene, str]:
    """Refused on Monday 17 October; the fifth working day after is Monday the 24th."""
    scene, cases = cleared()
    scene.play(refusal(scene, cases[1]), LIST, w.CAQ, on("2022-10-17"))
    return scene, cases[1]


@pytest.mark.parametrize(
    ("day", "clock", "late"), [("2022-10-24", "23:59:59", False), ("2022-10-25", "00:00:00", True)]
)
def test_d21_a_re_examination_is_asked_for_within_five_working_days_of_the_notice(day, clock, late):
    scene, case = refused()
    answer = requesting(scene, request(case), day, clock)
    if late:
        answer.then_rejected("reexamination_late", "D-21", closes="2022-10-25T00:00:00+08:00")
    else:
        due = "2022-11-15T00:00:00+08:00"
        after = answer.then((ids.appeal_id(case), ev.ReexaminationDocketed(due)))
        assert after.world[ids.appeal_id(case)].decide_by == due


def test_d21_there_is_one_re_examination_about_the_procedure_only():
    scene, case = refused()
    requesting(scene, request(case, ground="score")).then_rejected("unknown_reference", field="ground")
    requesting(scene, request(case, text=" ")).then_rejected("text_missing", field="text")
    requesting(scene, request(case, evidence=["x"])).then_rejected("digest_malformed")
    after = requesting(scene, request(case)).accepted()
    requesting(after, request(case)).then_rejected("already_reexamined", "D-21")
    stranger = w.signatory(scene.organisation(3))
    asked = given(scene).when(request(case), ids.appeal_id(case), stranger, on("2022-10-20"))
    asked.then_rejected("role_not_held")
    other = given(scene).when(request(case), ids.appeal_id("case_1"), stranger, on("2022-10-20"))
    other.then_rejected("stream_mismatch")


def test_d21_nothing_is_re_examined_before_it_is_decided_and_notified():
    scene, cases = cleared()
    requesting(scene, request(cases[0])).then_rejected("case_in_wrong_state", "D-21", status="NOTICE_CLEARED")
    scene, cases = reported()
    scene.play(UPHELD, objection_id(), w.CHAIR, on("2022-10-12"))
    requesting(scene, request(cases[0])).then_rejected("reexamination_premature", case=cases[0])


def deciding(scene: Scene, case: str, outcome: str, **changes: object) -> Answer:
    body = replace(ev.ReexaminationDecided(outcome, "复核意见", DIGEST), **changes)
    return given(scene).when(body, ids.appeal_id(case), w.DIRECTOR, on("2022-10-28"))


def test_d21_a_re_examination_confirms_or_opens_the_approval_again():
    scene, case = refused()
    scene = requesting(scene, request(case)).accepted()
    assert deciding(scene, case, "confirmed").then().world[case].status == Status.NOT_APPROVED
    after = deciding(scene, case, "repeat").then((case, ev.CaseMoved("NOTICE_CLEARED")))
    assert after.world[ids.appeal_id(case)].status == Phase.CLOSED
    assert on_list(after, approval(after, case), w.CAQ, "2022-10-31").accepted()
    deciding(scene, case, "better_score").then_rejected("unknown_reference", field="outcome")
    deciding(scene, case, "repeat", reasons=" ").then_rejected("text_missing", field="reasons")
    deciding(scene, case, "repeat", letter_digest="x").then_rejected("digest_malformed")
    deciding(after, case, "repeat").then_rejected("wrong_state", status="CLOSED")


def test_d21_a_removal_to_be_repeated_is_before_the_committee_again_on_the_old_rank():
    scene, cases = reported()
    scene.play(j.objection(cases[0], "cd" * 32), objection_id(2), j.RIVAL, on("2022-10-11"))
    scene.play(ev.ObjectionRefused("not_concrete", "空泛"), objection_id(2), w.OFFICER, on("2022-10-11"))
    scene.play(UPHELD, objection_id(), w.CHAIR, on("2022-10-12"))
    scene.play(ev.ApplicantInformed(DIGEST), objection_id(), w.OFFICER, on("2022-10-13"))
    scene = requesting(scene, request(cases[0])).accepted()
    after = deciding(scene, cases[0], "repeat").then(
        (objection_id(), ev.ObjectionReopened("复核意见")),
        (cases[0], ev.CaseHeldForObjection(objection_id())),
        (LIST, ev.CaseAddedToList(cases[0], 1)),
        (cases[0], ev.CaseMoved("DELIBERATION")),
    )
    assert after.world[LIST].cases == tuple(cases)
    assert (after.world[objection_id()].status, after.world[cases[0]].status) == (
        ObjectionStatus.REPORTED,
        Status.DELIBERATION,
    )
    again = given(after).when(decision(), objection_id(), w.CHAIR, on("2022-10-31")).accepted()
    assert again.world[cases[0]].notice.open == ()


def test_nobody_re_examines_the_own_organisation_and_a_missing_calendar_loses_no_request():
    scene, case = refused()
    scene = under(scene, ["objection", "appeal", "answer"], 99)
    scene = requesting(scene, request(case)).then((ids.appeal_id(case), ev.ReexaminationDocketed("")))
    scene.record(
        ev.RoleGranted("applicant_editor", scene.world[case].organisation),
        w.DIRECTOR.actor,
        w.REGISTRAR,
        on("2022-10-01"),
    )
    deciding(scene, case, "confirmed").then_rejected("own_organisation", "D-23")


def test_case_47_a_listed_case_that_withdraws_stops_nobody_and_is_never_moved_again():
    scene, cases = reached(Status.NOTICE)
    scene.play(
        ev.CaseWithdrawn("企业重组"), cases[1], w.signatory(scene.world[cases[1]].organisation), on("2022-09-28")
    )
    j.expire(scene)
    after = on_list(scene, approval(scene), w.CAQ).then(
        (cases[0], ev.CaseMoved("APPROVED")), (cases[2], ev.CaseMoved("APPROVED"))
    )
    announced = ev.ResultAnnounced(postings("2022-10-18T09:00:00+08:00"), DIGEST)
    scene = on_list(after, announced, w.PUBLISHER, "2022-10-18").then(
        (cases[0], ev.TitleGranted("NQB-2022-001", 2022)), (cases[2], ev.TitleGranted("NQB-2022-002", 2022))
    )
    assert scene.world[cases[1]].status == Status.WITHDRAWN
    on_list(scene, approval(scene, cases[1]), w.CAQ, "2022-10-19").then_rejected("case_in_wrong_state")


def test_a_case_named_twice_is_approved_once_and_what_is_done_stays_done():
    scene, cases = reached(Status.NOTICE_CLEARED)
    part = approval(scene, cases[2], cases[0], cases[0])
    after = on_list(scene, part, w.CAQ).then((cases[0], ev.CaseMoved("APPROVED")), (cases[2], ev.CaseMoved("APPROVED")))
    on_list(after, part, w.CAQ).then_rejected("case_in_wrong_state", status="APPROVED")
    assert on_list(after, approval(after), w.CAQ).then((cases[1], ev.CaseMoved("APPROVED")))
