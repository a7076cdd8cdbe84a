"""Leaving the procedure: withdrawal and its reversal, disqualification, a title given back (D-11, R-42)."""

import copy

import pytest
import world as w
from journey import (
    LIST,
    OPINION,
    PROVINCIAL_PASSED,
    ROUND,
    SELECTION,
    case_id,
    case_in,
    draft,
    endorse,
    endorsed,
    letter,
    lock,
    reached,
    recommend,
    round_opened,
    score,
    the_list,
)
from objection_journey import UPHELD, admitted, approval, expire, objection_id, report
from spec import given
from world import CHENGDE, CYCLE, DIGEST, SHIJIAZHUANG, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.decide import available
from biaogan.domain.status import Status

ROSTER = ids.roster_id(CYCLE, SHIJIAZHUANG)
WITHDRAWN = ev.CaseWithdrawn("经营情况变化，撤回申报")
DEADLINE = on("2022-07-01", "00:00:00")
LAST_MOMENT = on("2022-06-30", "23:59:59.999999")
FRAUD = ev.CaseDisqualified("falsification", "审计报告系伪造", DIGEST)


def signer(scene, case):
    return w.signatory(scene.world[case].organisation)


def back_to(status):
    return ev.CaseReinstated(status, "撤回有误，申请恢复")


def withdraw(scene, case, at):
    scene.play(WITHDRAWN, case, signer(scene, case), at)


def set_to(scene, **changes):
    """A copy of the cycle with other terms of withdrawal; answers its stream."""
    document = copy.deepcopy(w.DOCUMENT)
    document["cycle"]["id"] = "nqb-2022-b"
    document["withdraw"].update(changes)
    return scene.publish(document)


# --- withdrawal (撤回) --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.DRAFT, Status.T1_SUBMITTED, Status.T1_RETURNED, Status.T1_ACCEPTED])
def test_a_case_withdraws_from_any_state_before_the_letter(status):
    scene = opened()
    case = case_in(scene, status)
    after = given(scene).when(WITHDRAWN, case, signer(scene, case), on("2022-06-25")).then()
    assert (after.world[case].status, after.world[case].left_from) == (Status.WITHDRAWN, status)


@pytest.mark.parametrize(
    "status",
    [
        Status.T1_RECOMMENDED, Status.PROV_RECEIVED, Status.PROV_SELECTED, Status.NAT_SUBMITTED, Status.RECOMMENDED,
        Status.CONSULTATION, Status.CLEARED_FOR_NOTICE, Status.NOTICE, Status.NOTICE_CLEARED,
    ],
)  # fmt: skip
def test_a_case_withdraws_from_any_later_state_before_the_approval(status):
    scene, cases = reached(status)
    after = given(scene).when(WITHDRAWN, cases[0], signer(scene, cases[0]), on("2022-10-15")).accepted()
    assert after.world[cases[0]].status == Status.WITHDRAWN
    assert after.world[cases[1]].status == status


@pytest.mark.parametrize("status", [Status.APPROVED, Status.TITLED])
def test_from_the_approval_on_nobody_withdraws(status):
    scene, cases = reached(status)
    given(scene).when(WITHDRAWN, cases[0], signer(scene, cases[0]), on("2022-10-19")).then_rejected("wrong_state")


def test_a_withdrawal_states_its_reason():
    scene = opened()
    case = draft(scene)
    given(scene).when(ev.CaseWithdrawn("  "), case, signer(scene, case), on("2022-06-25")).then_rejected(
        "text_missing", "D-11", field="reason"
    )


def test_only_the_own_signatory_withdraws():
    scene = opened()
    case = draft(scene)
    for who in (w.editor(scene.world[case].organisation), w.DIRECTOR, w.signatory(scene.organisation(2))):
        given(scene).when(WITHDRAWN, case, who, on("2022-06-25")).then_rejected("role_not_held")


@pytest.mark.parametrize(("until", "free"), [("letter", False), ("notice", True), ("approval", True)])
def test_the_cycle_says_up_to_where_withdrawal_is_free(until, free):
    scene = opened()
    cycle = set_to(scene, until=until)
    case = case_in(scene, Status.T1_ACCEPTED, cycle=cycle)
    endorse(scene, case)
    batch = letter([case], cycle=cycle)
    scene.play(batch, ids.roster_id(cycle, SHIJIAZHUANG), w.head(SHIJIAZHUANG), on("2022-06-28"))
    answer = given(scene).when(WITHDRAWN, case, signer(scene, case), on("2022-06-29"))
    if free:
        answer.accepted()
    else:
        answer.then_rejected("withdrawal_too_late", "D-11", status="T1_RECOMMENDED", until="letter")


# --- the place of the quota (名额) ---------------------------------------------------------------------------------------


def test_before_the_letter_a_withdrawal_frees_the_place_for_another():
    scene = opened()
    cases = endorsed(scene, 1, 2, 3)
    fourth = case_in(scene, Status.T1_ACCEPTED, 4)
    given(scene).when(OPINION, fourth, w.head(SHIJIAZHUANG), on("2022-06-25")).then_rejected("quota_exhausted")
    scene = (
        given(scene)
        .when(WITHDRAWN, cases[0], signer(scene, cases[0]), on("2022-06-25"))
        .then((ROSTER, ev.RosterPlaceFreed(cases[0])))
    )
    given(scene).when(OPINION, fourth, w.head(SHIJIAZHUANG), on("2022-06-25")).accepted()


def test_after_the_letter_the_place_stays_used():
    scene = opened()
    cases = endorsed(scene, 1, 2)
    recommend(scene, cases)
    after = given(scene).when(WITHDRAWN, cases[0], signer(scene, cases[0]), on("2022-06-29")).then()
    assert after.world[ROSTER].places == tuple(cases)


@pytest.mark.parametrize(("at", "refill", "freed"), [
    (LAST_MOMENT, False, True), (DEADLINE, False, False), (DEADLINE, True, True),
])  # fmt: skip
def test_at_the_deadline_a_place_is_no_longer_freed_unless_the_cycle_says_so(at, refill, freed):
    scene = opened()
    cycle = set_to(scene, refill=refill)
    case = case_in(scene, Status.T1_ACCEPTED, cycle=cycle)
    endorse(scene, case)
    roster = ids.roster_id(cycle, SHIJIAZHUANG)
    after = given(scene).when(WITHDRAWN, case, signer(scene, case), at).accepted()
    assert after.world[roster].places == (() if freed else (case,))


def test_case_12_withdraw_revive_endorse_in_a_loop_never_exceeds_the_quota():
    scene = opened()
    cases = endorsed(scene, 1, 2, 3)
    fourth = case_in(scene, Status.T1_ACCEPTED, 4)
    withdraw(scene, cases[0], on("2022-06-25"))
    scene.play(OPINION, fourth, w.head(SHIJIAZHUANG), on("2022-06-25"))
    given(scene).when(back_to("T1_ACCEPTED"), cases[0], signer(scene, cases[0]), on("2022-06-26")).then_rejected(
        "quota_exhausted", quota=3, used=3
    )
    for turn in range(3):
        out, back = (fourth, cases[0]) if turn % 2 == 0 else (cases[0], fourth)
        withdraw(scene, out, on("2022-06-26"))
        found = scene.play(back_to("T1_ACCEPTED"), back, signer(scene, back), on("2022-06-26"))
        assert [c.event for c in found] == [ev.RosterPlaceTaken(back)]
        assert len(scene.world[ROSTER].places) == 3
        given(scene).when(OPINION, back, w.head(SHIJIAZHUANG), on("2022-06-26")).then_rejected("already_endorsed")
    ranked = letter(list(scene.world[ROSTER].places))
    assert given(scene).when(ranked, ROSTER, w.head(SHIJIAZHUANG), on("2022-06-28")).accepted()


def test_case_13_a_withdrawn_case_cannot_be_ranked():
    scene = opened()
    cases = endorsed(scene, 1, 2)
    withdraw(scene, cases[0], on("2022-06-25"))
    given(scene).when(letter(cases), ROSTER, w.head(SHIJIAZHUANG), on("2022-06-28")).then_rejected(
        "ranking_not_of_the_endorsed", extra=[cases[0]]
    )


# --- taking it back (恢复) -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.DRAFT, Status.T1_SUBMITTED, Status.T1_RETURNED, Status.T1_ACCEPTED])
def test_a_withdrawal_taken_back_leads_to_the_state_it_left(status):
    scene = opened()
    case = case_in(scene, status)
    withdraw(scene, case, on("2022-06-25"))
    after = given(scene).when(back_to(status.value), case, signer(scene, case), LAST_MOMENT).then()
    assert (after.world[case].status, after.world[case].left_from) == (status, None)


def test_a_recommended_case_comes_back_into_the_place_it_still_has():
    scene = opened()
    cases = endorsed(scene, 1, 2)
    recommend(scene, cases)
    withdraw(scene, cases[0], on("2022-06-29"))
    after = given(scene).when(back_to("T1_RECOMMENDED"), cases[0], signer(scene, cases[0]), on("2022-06-30")).then()
    assert (after.world[cases[0]].status, after.world[cases[0]].t1_rank) == (Status.T1_RECOMMENDED, 1)


def test_at_the_deadline_a_withdrawal_is_final():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    withdraw(scene, case, on("2022-06-25"))
    given(scene).when(back_to("T1_ACCEPTED"), case, signer(scene, case), DEADLINE).then_rejected(
        "deadline_passed", "D-11", deadline="t1_delivery"
    )
    given(scene).when(back_to("T1_ACCEPTED"), case, signer(scene, case), LAST_MOMENT).accepted()


@pytest.mark.parametrize("to", ["TITLED", "DRAFT", "WITHDRAWN", ""])
def test_nobody_returns_to_another_state_than_the_one_left(to):
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    withdraw(scene, case, on("2022-06-25"))
    given(scene).when(back_to(to), case, signer(scene, case), on("2022-06-26")).then_rejected(
        "not_the_state_left", given=to, expected="T1_ACCEPTED"
    )


def test_nobody_returns_beside_another_live_case_of_the_organisation():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    withdraw(scene, case, on("2022-06-25"))
    org = scene.world[case].organisation
    other = case_id(99)
    scene.play(ev.CaseDrafted(CYCLE, org, CHENGDE, "构建精益管理的模式"), other, w.editor(org), on("2022-06-25"))
    given(scene).when(back_to("T1_ACCEPTED"), case, signer(scene, case), on("2022-06-26")).then_rejected(
        "organisation_has_live_case", "D-03", cases=[other]
    )


def test_nobody_returns_to_a_place_of_a_letter_signed_without_it():
    scene = opened()
    cases = endorsed(scene, 1, 2)
    withdraw(scene, cases[0], on("2022-06-25"))
    recommend(scene, cases[1:])
    given(scene).when(back_to("T1_ACCEPTED"), cases[0], signer(scene, cases[0]), on("2022-06-29")).then_rejected(
        "letter_already_signed", "D-11"
    )


def in_an_early_round(kind="provincial"):
    """Two cases in an open provincial round before the tier-1 deadline."""
    scene = opened()
    cases = endorsed(scene, 1, 2)
    recommend(scene, cases)
    for case in cases:
        scene.play(ev.ProvincialReceiptRecorded(True, 1, "2022-06-28"), case, w.PROVINCE, on("2022-06-28", "11:00:00"))
        scene.play(PROVINCIAL_PASSED, case, w.PROVINCE, on("2022-06-28", "12:00:00"))
    opened_ = round_opened(cases, kind, "2022-06-30T00:00:00+08:00")
    scene.play(opened_, ROUND[kind], w.PROVINCE, on("2022-06-28", "13:00:00"))
    return scene, cases


def test_nobody_returns_to_a_round_that_closed_without_it():
    scene, cases = in_an_early_round()
    withdraw(scene, cases[1], on("2022-06-28", "14:00:00"))
    back = given(scene).when(back_to("PROV_IN_REVIEW"), cases[1], signer(scene, cases[1]), on("2022-06-28", "15:00:00"))
    back.then((SELECTION, ev.CaseRejoinedReview(cases[1])))
    score(scene, cases[:1], "provincial", "2022-06-29")
    scene.play(ev.ReviewRoundClosed(), ROUND["provincial"], w.PROVINCE, on("2022-06-29", "12:00:00"))
    late = given(scene).when(back_to("PROV_IN_REVIEW"), cases[1], signer(scene, cases[1]), on("2022-06-29", "13:00:00"))
    late.then_rejected("round_over", "D-11", status="CLOSED")


def test_case_29_an_expert_who_became_a_party_meanwhile_does_not_score_the_restored_case():
    scene, cases = in_an_early_round()
    withdraw(scene, cases[0], on("2022-06-28", "14:00:00"))
    expert, org = w.EXPERTS[0], scene.world[cases[0]].organisation
    scene.people(w.Who(expert.actor, "applicant_editor", org), at=on("2022-06-28", "14:30:00"))
    back = back_to("PROV_IN_REVIEW")
    scene.play(back, cases[0], signer(scene, cases[0]), on("2022-06-28", "15:00:00"))
    sheet = ev.ScoreSheetLocked(ROUND["provincial"], cases[0], w.rows(), w.COMMENT, True)
    stream = w.sheet_id(ROUND["provincial"], cases[0], expert.actor)
    given(scene).when(sheet, stream, expert, on("2022-06-29")).then_rejected("conflict_of_interest", case=cases[0])
    lock(scene, "provincial", cases[0], w.EXPERTS[1], "2022-06-29", w.rows())


# --- review and list go on without it (评审继续) -------------------------------------------------------------------------


def test_case_41_a_case_withdrawn_after_it_was_scored_leaves_the_ranking_and_keeps_its_scores():
    scene, cases = reached(Status.DESK_REVIEW)
    scene.play(round_opened(cases, "desk", "2022-08-20T00:00:00+08:00"), ROUND["desk"], w.OFFICER, on("2022-08-01"))
    score(scene, cases, "desk", "2022-08-10")
    own = w.sheet_id(ROUND["desk"], cases[0], w.EXPERTS[3].actor)
    points = scene.world[own].points
    scene = (
        given(scene)
        .when(WITHDRAWN, cases[0], signer(scene, cases[0]), on("2022-08-11"))
        .then((LIST, ev.CaseLeftReview(cases[0])))
    )
    scene.play(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, on("2022-08-12"))
    assert scene.world[ROUND["desk"]].order == tuple(cases[1:])
    assert scene.world[own].points == points
    given(scene).when(the_list(cases), LIST, w.CHAIR, on("2022-08-15")).then_rejected(
        "case_in_wrong_state", case=cases[0], status="WITHDRAWN"
    )
    after = (
        given(scene)
        .when(the_list(cases[1:]), LIST, w.CHAIR, on("2022-08-15"))
        .then((cases[1], ev.CaseMoved("RECOMMENDED")), (cases[2], ev.CaseMoved("RECOMMENDED")))
    )
    assert after.world[cases[0]].status == Status.WITHDRAWN


def test_a_case_withdrawn_after_the_statistics_needs_no_reason_to_be_passed_over():
    scene, cases = reached(Status.DESK_REVIEW)
    scene.play(round_opened(cases, "desk", "2022-08-20T00:00:00+08:00"), ROUND["desk"], w.OFFICER, on("2022-08-01"))
    score(scene, cases, "desk", "2022-08-10")
    scene.play(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, on("2022-08-11"))
    given(scene).when(the_list(cases[1:]), LIST, w.CHAIR, on("2022-08-15")).then_rejected("override_reason_missing")
    withdraw(scene, cases[0], on("2022-08-12"))
    given(scene).when(the_list(cases[1:]), LIST, w.CHAIR, on("2022-08-15")).accepted()


def test_a_round_is_closed_without_the_sheets_of_a_case_that_left():
    scene, cases = in_an_early_round()
    score(scene, cases[:1], "provincial", "2022-06-29")
    close = given(scene).when(ev.ReviewRoundClosed(), ROUND["provincial"], w.PROVINCE, on("2022-06-29", "12:00:00"))
    close.then_rejected("sheets_missing", case=cases[1])
    withdraw(scene, cases[1], on("2022-06-29", "11:00:00"))
    sheet = ev.ScoreSheetLocked(ROUND["provincial"], cases[1], w.rows(), w.COMMENT, True)
    stream = w.sheet_id(ROUND["provincial"], cases[1], w.EXPERTS[0].actor)
    given(scene).when(sheet, stream, w.EXPERTS[0], on("2022-06-29", "11:30:00")).then_rejected("case_in_wrong_state")
    scene.play(ev.ReviewRoundClosed(), ROUND["provincial"], w.PROVINCE, on("2022-06-29", "12:00:00"))
    chosen = ev.ProvincialSelectionAdopted(CYCLE, ROUND["provincial"], w.ranked(cases[:1]), DIGEST)
    after = (
        given(scene)
        .when(chosen, SELECTION, w.PROVINCE_HEAD, on("2022-07-12"))
        .then((cases[0], ev.CaseSelectedByProvince(1)))
    )
    assert after.world[cases[1]].status == Status.WITHDRAWN


def test_the_list_goes_on_to_the_titles_without_a_case_withdrawn_in_the_notice():
    scene, cases = reached(Status.NOTICE)
    digest = scene.world[LIST].digest
    withdraw(scene, cases[0], on("2022-10-01"))
    assert scene.world[LIST].digest == digest
    scene.play(ev.NoticePeriodExpired("2022-10-14T00:00:00+08:00"), LIST, w.SERVICE, on("2022-10-14"))
    scene.play(ev.ResultApproved(digest, "中国质协字〔2022〕99号"), LIST, w.CAQ, on("2022-10-17"))
    announced = ev.ResultAnnounced(w.postings("2022-10-18T09:00:00+08:00"), DIGEST)
    after = given(scene).when(announced, LIST, w.PUBLISHER, on("2022-10-18")).accepted()
    assert [after.world[case].title_no for case in cases] == ["", "NQB-2022-001", "NQB-2022-002"]
    assert after.world[cases[0]].status == Status.WITHDRAWN


def test_case_47_a_decision_on_a_list_never_brings_back_a_case_that_withdrew():
    scene, cases = reached(Status.NOTICE)
    withdraw(scene, cases[0], on("2022-10-01"))
    scene.record(ev.CaseMoved("DELIBERATION"), cases[0], w.SERVICE, on("2022-10-02"))
    assert scene.world[cases[0]].status == Status.WITHDRAWN


# --- disqualification (取消资格) -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.PROV_RECEIVED, Status.DESK_REVIEW, Status.NOTICE, Status.APPROVED])
def test_the_office_disqualifies_in_any_live_state_before_the_award(status):
    scene, cases = reached(status)
    after = given(scene).when(FRAUD, cases[1], w.DIRECTOR, on("2022-10-17", "12:00:00")).accepted()
    assert after.world[cases[1]].status == Status.DISQUALIFIED


def test_an_approved_case_disqualified_before_the_announcement_gets_no_title():
    scene, cases = reached(Status.APPROVED)
    scene.play(FRAUD, cases[1], w.DIRECTOR, on("2022-10-17", "12:00:00"))
    announced = ev.ResultAnnounced(w.postings("2022-10-18T09:00:00+08:00"), DIGEST)
    given(scene).when(announced, LIST, w.PUBLISHER, on("2022-10-18")).then(
        (cases[0], ev.TitleGranted("NQB-2022-001", 2022)), (cases[2], ev.TitleGranted("NQB-2022-002", 2022))
    )


def test_after_the_award_there_is_no_disqualification():
    scene, cases = reached(Status.TITLED)
    given(scene).when(FRAUD, cases[0], w.DIRECTOR, on("2022-10-19")).then_rejected("wrong_state")


def test_a_disqualification_has_a_known_ground_and_evidence_on_file():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    at = on("2022-06-25")
    given(scene).when(ev.CaseDisqualified("dislike", "不合适", DIGEST), case, w.DIRECTOR, at).then_rejected(
        "ground_unknown", given="dislike", known=["improper_conduct", "falsification"]
    )
    given(scene).when(ev.CaseDisqualified("falsification", "伪造", "?"), case, w.DIRECTOR, at).then_rejected(
        "digest_malformed", field="evidence_digest"
    )
    given(scene).when(ev.CaseDisqualified("falsification", "", DIGEST), case, w.DIRECTOR, at).then_rejected(
        "text_missing", field="reason"
    )
    given(scene).when(FRAUD, case, w.OFFICER, at).then_rejected("role_not_held")


def test_a_disqualified_case_gives_its_place_back_and_never_returns():
    scene = opened()
    (case,) = endorsed(scene, 1)
    after = given(scene).when(FRAUD, case, w.DIRECTOR, on("2022-06-25")).then((ROSTER, ev.RosterPlaceFreed(case)))
    given(after).when(back_to("T1_ACCEPTED"), case, signer(after, case), on("2022-06-26")).then_rejected("wrong_state")


def test_nobody_disqualifies_a_case_of_the_own_organisation():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    scene.people(w.Who(w.DIRECTOR.actor, "applicant_editor", scene.world[case].organisation), at=on("2022-06-24"))
    given(scene).when(FRAUD, case, w.DIRECTOR, on("2022-06-25")).then_rejected("own_organisation")


# --- a title given back (放弃称号) ---------------------------------------------------------------------------------------


def test_a_holder_renounces_the_title_and_the_register_keeps_its_number():
    scene, cases = reached(Status.TITLED)
    renounced = ev.TitleRenounced("企业改制，放弃称号")
    after = given(scene).when(renounced, cases[0], signer(scene, cases[0]), on("2023-01-05")).then()
    assert (after.world[cases[0]].status, after.world[cases[0]].title_no) == (Status.WITHDRAWN, "NQB-2022-001")
    given(after).when(back_to("TITLED"), cases[0], signer(after, cases[0]), on("2023-01-06")).then_rejected(
        "withdrawal_final"
    )
    scene, cases = reached(Status.APPROVED)
    given(scene).when(renounced, cases[0], signer(scene, cases[0]), on("2022-10-17", "12:00:00")).then_rejected(
        "wrong_state"
    )


def test_what_can_be_done_is_offered():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    who = signer(scene, case)

    def offered(at):
        return {row.act for row, why in available(scene.world, who.actor, case, at) if why is None}

    assert "withdraw_case" in offered(on("2022-06-25"))
    withdraw(scene, case, on("2022-06-25"))
    assert offered(on("2022-06-26")) == {"reinstate_case"}
    assert offered(DEADLINE) == set()


def test_case_47_an_objection_is_not_cancelled_because_its_case_withdraws():
    scene, cases = admitted()
    withdraw(scene, cases[0], on("2022-09-30", "08:00:00"))
    assert scene.world[objection_id()].status == "ADMITTED"
    report(scene)
    assert scene.world[objection_id()].status == "REPORTED"
    scene.play(UPHELD, objection_id(), w.CHAIR, on("2022-10-11"))
    assert scene.world[objection_id()].status == "DECIDED"
    assert scene.world[cases[0]].status == Status.WITHDRAWN
    expire(scene)
    scene.play(approval(scene, *cases[1:]), LIST, w.CAQ, on("2022-10-17"))
    assert [scene.world[case].status for case in cases] == [Status.WITHDRAWN, Status.APPROVED, Status.APPROVED]
