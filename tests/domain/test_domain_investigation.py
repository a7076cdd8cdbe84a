"""核查与审议: two uninvolved investigators, the applicant heard, one remedy by a recorded vote (R-75, D-19, D-20)."""

from dataclasses import fields, replace

import objection_journey as j
import pytest
import world as w
from journey import LIST
from objection_journey import (
    CORRECTED,
    HEARD,
    INVESTIGATORS,
    REPORT,
    UPHELD,
    admitted,
    appointment,
    ballots,
    decision,
    filed,
    objection,
    objection_id,
    reported,
    under,
)
from spec import Answer, given
from world import DIGEST, Scene, Who, on, postings

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.forms_objection import Ballot
from biaogan.domain.objection import REMEDIES, ObjectionStatus
from biaogan.domain.states import evolve
from biaogan.domain.status import Status


def acting(scene: Scene, event: ev.Event, who: Who, day: str = "2022-10-11", n: int = 1) -> Answer:
    return given(scene).when(event, objection_id(n), who, on(day))


def appointing(persons: list[str], scene: Scene | None = None) -> Answer:
    return acting(scene or admitted()[0], appointment(persons=persons), w.DIRECTOR)


def test_two_different_investigators_are_appointed():
    one, two, three = (who.actor for who in INVESTIGATORS)
    assert appointing([one, two]).then().world[objection_id()].investigators == (one, two)
    appointing([one, one]).then_rejected("investigators_count", "D-19", wanted=2, given=1)
    appointing([one, two, three]).then_rejected("investigators_count")
    appointing([one, w.PUBLISHER.actor]).then_rejected("not_an_investigator", person=w.PUBLISHER.actor)
    scene, _ = admitted()
    acting(scene, appointment(scope=" "), w.DIRECTOR).then_rejected("text_missing", field="scope")
    acting(scene, appointment(due_on="soon"), w.DIRECTOR).then_rejected("date_malformed")


def test_case_49_an_investigator_never_is_a_scorer_of_the_case():
    scene, cases = admitted()
    for n in (0, 3):
        scorer = Who(w.EXPERTS[n].actor, "investigator")
        there = scene.copy()
        there.record(ev.RoleGranted("investigator"), scorer.actor, w.REGISTRAR, on("2022-09-28"))
        answer = appointing([INVESTIGATORS[0].actor, scorer.actor], there)
        answer.then_rejected("investigator_scored_the_case", "D-19", person=scorer.actor, case=cases[0])


def test_case_49_nobody_investigates_who_approves_or_audits():
    scene, _ = admitted()
    for role in ("caq_approver", "integrity_auditor"):
        there = scene.copy()
        there.record(ev.RoleGranted(role), INVESTIGATORS[1].actor, w.REGISTRAR, on("2022-09-28"))
        answer = appointing([who.actor for who in INVESTIGATORS[:2]], there)
        answer.then_rejected("duties_not_separated", "D-19", roles=["investigator", role])


def test_nobody_investigates_for_the_organisation_the_unit_or_the_own_objection():
    scene, cases = admitted()
    case = scene.world[cases[0]]
    for role, scope in (("applicant_editor", case.organisation), ("t1_officer", case.unit)):
        there = scene.copy()
        there.record(ev.RoleGranted(role, scope), INVESTIGATORS[1].actor, w.REGISTRAR, on("2022-09-28"))
        appointing([who.actor for who in INVESTIGATORS[:2]], there).then_rejected("own_organisation", "D-19")
    there = scene.copy()
    there.record(ev.RoleGranted("investigator"), j.OBJECTOR.actor, w.REGISTRAR, on("2022-09-28"))
    appointing([INVESTIGATORS[0].actor, j.OBJECTOR.actor], there).then_rejected("own_organisation")


def appointed() -> tuple[Scene, list[str]]:
    scene, cases = admitted()
    scene.play(appointment(), objection_id(), w.DIRECTOR, on("2022-09-30"))
    return scene, cases


def test_only_who_is_appointed_investigates():
    scene, _ = appointed()
    stranger = INVESTIGATORS[2]
    for event in (HEARD, ev.ExpertHeard(w.EXPERTS[3].actor, "评分独立作出", DIGEST), ev.EvidenceAdded("存档", DIGEST)):
        acting(scene, event, stranger).then_rejected("not_appointed", "D-19", person=stranger.actor)
        acting(scene, event, INVESTIGATORS[0]).then()


def test_a_hearing_leaves_a_statement_and_a_waiver_is_one_too():
    scene, _ = appointed()
    first = INVESTIGATORS[0]
    acting(scene, replace(HEARD, statement=" "), first).then_rejected("text_missing", field="statement")
    acting(scene, replace(HEARD, statement_digest="x"), first).then_rejected("digest_malformed")
    acting(scene, replace(HEARD, heard_on="2022-10-12"), first).then_rejected("date_in_the_future", "D-19")
    after = acting(scene, ev.ApplicantHeard("", "", "2022-10-11", True), first).then()
    assert after.world[objection_id()].applicant_heard
    acting(scene, ev.ExpertHeard("person_none", "无", DIGEST), first).then_rejected("unknown_reference")
    acting(scene, ev.EvidenceAdded(" ", DIGEST), first).then_rejected("text_missing", field="name")
    acting(scene, ev.EvidenceAdded("存档", ""), first).then_rejected("digest_malformed")


def test_nothing_is_reported_before_the_applicant_was_heard():
    scene, cases = appointed()
    acting(scene, REPORT, INVESTIGATORS[0]).then_rejected("applicant_not_heard", "R-75", case=cases[0])
    scene.play(HEARD, objection_id(), INVESTIGATORS[0], on("2022-10-08"))
    acting(scene, replace(REPORT, findings=""), INVESTIGATORS[0]).then_rejected("text_missing", field="findings")
    acting(scene, replace(REPORT, recommendation="?"), INVESTIGATORS[0]).then_rejected("unknown_reference")
    acting(scene, replace(REPORT, report_digest="?"), INVESTIGATORS[0]).then_rejected("digest_malformed")
    after = acting(scene, REPORT, INVESTIGATORS[0]).then((cases[0], ev.CaseMoved("DELIBERATION")))
    assert after.world[objection_id()].status == ObjectionStatus.REPORTED


def deciding(event: ev.ObjectionDecided, scene: Scene | None = None, day: str = "2022-10-12") -> Answer:
    return acting(scene or reported()[0], event, w.CHAIR, day)


@pytest.mark.parametrize(("expired", "to"), [(False, "NOTICE"), (True, "NOTICE_CLEARED")])
def test_a_rejected_objection_lets_the_case_go_on_where_the_notice_stands(expired, to):
    scene, cases = reported()
    if expired:
        j.expire(scene)
    after = deciding(decision(), scene, "2022-10-14").then((cases[0], ev.ObjectionSettled(objection_id(), to)))
    assert after.world[cases[0]].status == to
    assert after.world[cases[0]].notice.open == ()


def test_a_corrected_case_is_noticed_anew_for_the_full_period():
    scene, cases = reported()
    settled = ev.ObjectionSettled(objection_id(), "RE_NOTICE", CORRECTED.title)
    scene = deciding(CORRECTED, scene).then((cases[0], settled))
    assert (scene.world[cases[0]].status, scene.world[cases[0]].title) == (Status.RE_NOTICE, CORRECTED.title)
    again = j.renotice(scene, "2022-10-13")
    when = given(scene).when(again, cases[0], w.PUBLISHER, on("2022-10-13"))
    scene = when.then()
    assert (scene.world[cases[0]].status, again.closes) == (Status.NOTICE, "2022-10-28T00:00:00+08:00")
    j.expire(scene)
    assert [scene.world[case].status for case in cases] == ["NOTICE", "NOTICE_CLEARED", "NOTICE_CLEARED"]
    expiry = ev.CaseNoticeExpired(again.closes)
    for case, day, code in ((cases[0], "2022-10-27", "notice_not_over"), (cases[1], "2022-10-28", "wrong_state")):
        given(scene).when(expiry, case, w.SERVICE, on(day)).then_rejected(code)
    other = ev.CaseNoticeExpired(j.CLOSES)
    given(scene).when(other, cases[0], w.SERVICE, on("2022-10-28")).then_rejected("notice_end_wrong")
    after = given(scene).when(expiry, cases[0], w.SERVICE, on("2022-10-28", "00:00")).then()
    assert after.world[cases[0]].status == Status.NOTICE_CLEARED


def test_a_new_notice_is_on_every_channel_after_the_decision_and_ends_when_it_must():
    scene, cases = reported()
    scene.play(CORRECTED, objection_id(), w.CHAIR, on("2022-10-12"))
    sound = j.renotice(scene, "2022-10-13")
    for body, code in (
        (replace(sound, postings=sound.postings[1:]), "channels_missing"),
        (replace(sound, postings=postings("2022-10-12T09:59:59+08:00")), "posting_too_early"),
        (replace(sound, closes=j.CLOSES), "notice_end_wrong"),
        (replace(sound, contact=""), "text_missing"),
    ):
        given(scene).when(body, cases[0], w.PUBLISHER, on("2022-10-13")).then_rejected(code)
    given(scene).when(ev.CaseNoticeExpired(""), cases[1], w.SERVICE, on("2022-10-13")).then_rejected(
        "notice_runs_with_the_list"
    )


def test_case_8_a_new_notice_carries_the_old_objections_over_and_counts_them_once():
    scene, cases = filed()
    scene.play(objection(cases[0], "cd" * 32), objection_id(2), j.RIVAL, on("2022-09-29"))
    j.admit(scene)
    j.admit(scene, 2, "2022-09-30")
    assert scene.world[cases[0]].notice.held == (objection_id(1), objection_id(2))
    j.report(scene)
    scene.play(CORRECTED, objection_id(), w.CHAIR, on("2022-10-12"))
    again = given(scene).when(j.renotice(scene, "2022-10-13"), cases[0], w.PUBLISHER, on("2022-10-13"))
    scene = again.then((cases[0], ev.CaseMoved("NOTICE_HELD")))
    assert scene.world[cases[0]].status == Status.NOTICE_HELD
    assert scene.world[cases[0]].notice.open == (objection_id(2),)
    again = objection(cases[0], "cd" * 32)
    given(scene).when(again, objection_id(3), j.RIVAL, on("2022-10-17")).then_rejected("already_exists")
    scene.play(appointment(), objection_id(2), w.DIRECTOR, on("2022-10-17"))
    scene.play(HEARD, objection_id(2), INVESTIGATORS[0], on("2022-10-18"))
    scene.play(REPORT, objection_id(2), INVESTIGATORS[0], on("2022-10-19"))
    after = acting(scene, decision(), w.CHAIR, "2022-10-28", 2).accepted()
    assert after.world[cases[0]].status == Status.NOTICE_CLEARED


def test_an_objection_during_the_new_notice_stops_its_end_until_it_is_answered():
    scene, cases = reported()
    scene.play(CORRECTED, objection_id(), w.CHAIR, on("2022-10-12"))
    notice = j.renotice(scene, "2022-10-13")
    scene.play(notice, cases[0], w.PUBLISHER, on("2022-10-13"))
    scene.play(objection(cases[0], "cd" * 32), objection_id(2), j.RIVAL, on("2022-10-27", "23:59:59"))
    expiry = ev.CaseNoticeExpired(notice.closes)
    given(scene).when(expiry, cases[0], w.SERVICE, on("2022-10-28")).then_rejected("objection_open", "R-75", count=1)
    refusal = ev.ObjectionRefused("not_concrete", "空泛")
    after = acting(scene, refusal, w.OFFICER, "2022-10-28", 2).accepted()
    assert after.world[cases[0]].status == Status.NOTICE_CLEARED


def test_two_objections_to_one_case_are_decided_one_by_one():
    scene, cases = filed()
    scene.play(objection(cases[0], "cd" * 32), objection_id(2), j.RIVAL, on("2022-09-29"))
    j.admit(scene)
    j.admit(scene, 2, "2022-09-30")
    j.report(scene)
    after = acting(scene, decision(), w.CHAIR, "2022-10-12").accepted()
    assert after.world[cases[0]].status == Status.NOTICE_HELD
    j.report(scene, 2)
    after = acting(scene, decision(), w.CHAIR, "2022-10-12").accepted()
    assert after.world[cases[0]].status == Status.DELIBERATION


def test_an_upheld_objection_removes_the_case_and_the_order_of_the_others_stays():
    scene, cases = reported()
    before = scene.world[LIST].digest
    after = deciding(UPHELD, scene).then(
        (cases[0], ev.ObjectionSettled(objection_id(), "REMOVED")), (LIST, ev.CaseStruckFromList(cases[0]))
    )
    assert (after.world[cases[0]].status, after.world[LIST].cases) == (Status.REMOVED, tuple(cases[1:]))
    assert after.world[LIST].digest != before
    assert after.world[LIST].ever_listed == (*cases[1:], cases[0])


@pytest.mark.parametrize(("remedy", "outcome"), sorted(REMEDIES.items()))
def test_case_48_a_decision_carries_one_remedy_of_its_outcome(remedy, outcome):
    body = decision(remedy, outcome, correction="更正" if outcome == "corrected" else "")
    if remedy == "replace":
        deciding(body).then_rejected("refill_not_configured", "D-20")
    else:
        assert deciding(body).accepted()
    for other in {"rejected", "corrected", "upheld"} - {outcome}:
        deciding(replace(body, outcome=other)).then_rejected("remedy_not_of_the_outcome", "D-20", expected=outcome)


def test_case_48_a_remedy_is_of_the_closed_list_and_a_correction_says_what():
    deciding(decision("apologise", "upheld")).then_rejected("unknown_reference", field="remedy")
    deciding(replace(CORRECTED, correction=" ")).then_rejected("text_missing", field="correction")
    deciding(replace(UPHELD, title="新名称")).then_rejected("remedy_not_of_the_outcome")
    deciding(replace(UPHELD, replacement="case_1")).then_rejected("replacement_wrong", given="case_1", expected=None)


def refilling() -> tuple[Scene, list[str]]:
    """A list of two whose third, scored last, was not recommended; removed cases are replaced."""
    scene, cases = reported()
    scene.record(ev.CaseStruckFromList(cases[2]), LIST, w.SERVICE, on("2022-09-20"))
    state = scene.world[LIST]
    scene.world[LIST] = replace(state, struck=())
    scene.record(ev.CaseMoved("NOT_RECOMMENDED"), cases[2], w.SERVICE, on("2022-09-20"))
    return under(scene, ["objection", "refill"], True), cases


def test_case_48_the_next_in_rank_is_promoted_only_with_a_notice_of_its_own():
    scene, cases = refilling()
    body = decision("replace", "upheld", replacement=cases[2])
    wrong = acting(scene, replace(body, replacement=cases[1]), w.CHAIR, "2022-10-12")
    wrong.then_rejected("replacement_wrong", "D-20", given=cases[1], expected=cases[2])
    answer = acting(scene, body, w.CHAIR, "2022-10-12")
    assert [(c.stream, c.event) for c in answer.consequences] == [
        (cases[0], ev.ObjectionSettled(objection_id(), "REMOVED")),
        (LIST, ev.CaseStruckFromList(cases[0])),
        (LIST, ev.CaseAddedToList(cases[2], 3)),
        (cases[2], ev.CasePromoted(cases[0])),
    ]
    scene = answer.scene
    assert scene.world[cases[2]].status == Status.RE_NOTICE
    assert scene.world[LIST].cases == (cases[1], cases[2])
    j.expire(scene)
    assert scene.world[cases[2]].status == Status.RE_NOTICE
    scene.play(j.renotice(scene, "2022-10-17"), cases[2], w.PUBLISHER, on("2022-10-17"))
    assert scene.world[cases[2]].status == Status.NOTICE


def voting(votes: list[Ballot], scorers: bool = False) -> Answer:
    return deciding(decision(ballots=votes, decided_by_scorers=scorers))


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ("+++..", "quorum_missing"),
        ("+++.", None),
        ("++...", "quorum_missing"),
        ("+++xx", None),
        ("..xxx", "quorum_missing"),
        ("+++--", None),
        ("++--", "majority_missing"),
        ("++00", "majority_missing"),
        ("+++0", None),
    ],
)
def test_the_committee_decides_by_quorum_and_majority(votes, code):
    """Two thirds of those not standing aside must vote, more than half of those who do must agree."""
    answer = voting(ballots(votes))
    if code:
        answer.then_rejected(code, "D-19")
    else:
        answer.accepted()


def test_a_ballot_is_of_a_member_once_with_a_known_vote():
    chair = ballots("+")[0]
    voting([chair, chair]).then_rejected("ballot_twice", "D-19", members=[w.CHAIR.actor])
    voting([replace(chair, vote="maybe")]).then_rejected("unknown_reference", field="vote")
    voting([replace(chair, member=w.PUBLISHER.actor)]).then_rejected("not_of_the_committee")
    deciding(decision(reasons=" ")).then_rejected("text_missing", field="reasons")
    deciding(decision(minutes_digest="x")).then_rejected("digest_malformed")


def test_where_the_cycle_has_a_committee_its_chair_presides_and_each_seat_has_a_ballot():
    scene, _ = reported()
    seats = [ballot.member for ballot in ballots("+++++")]
    formed = ev.CommitteeFormed(w.CYCLE, seats[0], seats[1:2], seats[2:])
    scene.record(formed, ids.committee_id(w.CYCLE), w.DIRECTOR, on("2022-07-01"))
    answer = deciding(decision(ballots=ballots("++++")), scene)
    answer.then_rejected("ballots_not_of_the_seats", "D-19", persons=[seats[4]])
    assert deciding(decision(ballots=ballots("++++.")), scene).accepted()
    other = replace(formed, chair=seats[1], vice_chairs=seats[:1])
    scene.record(other, ids.committee_id(w.CYCLE), w.DIRECTOR, on("2022-07-02"))
    deciding(decision(ballots=ballots("+++++")), scene).then_rejected("not_the_leader", person=w.CHAIR.actor)


def test_members_in_conflict_are_out_and_the_others_decide():
    scene, cases = reported()
    organisation = scene.world[cases[0]].organisation
    scene.record(ev.RoleGranted("applicant_editor", organisation), w.EXPERTS[8].actor, w.REGISTRAR, on("2022-10-01"))
    deciding(decision(), scene).then_rejected("conflicted_member_votes", "D-23", person=w.EXPERTS[8].actor)
    assert deciding(decision(ballots=ballots("+x++")), scene).accepted()
    scene.record(ev.RoleGranted("committee_chair"), INVESTIGATORS[0].actor, w.REGISTRAR, on("2022-10-01"))
    own = [*ballots("+x++"), Ballot(INVESTIGATORS[0].actor, "for")]
    deciding(decision(ballots=own), scene).then_rejected("conflicted_member_votes", person=INVESTIGATORS[0].actor)


def test_d19_that_scorers_decide_is_disclosed():
    """The rules send an upheld objection back to the committee that scored the case: the record says when they voted."""
    scorer = Ballot(w.EXPERTS[3].actor, "for")
    voting([*ballots(), scorer]).then_rejected("scorers_flag_wrong", "D-19", given=False, expected=True)
    after = voting([*ballots(), scorer], True).accepted()
    assert after.world[objection_id()].decided_by_scorers is True
    voting(ballots(), True).then_rejected("scorers_flag_wrong", expected=False)
    assert voting([*ballots(), replace(scorer, vote="recused")]).accepted()


def test_the_applicant_is_told_once_and_its_days_begin():
    scene, cases = reported()
    told = ev.ApplicantInformed(DIGEST)
    acting(scene, told, w.OFFICER).then_rejected("wrong_state", status="REPORTED")
    scene.play(UPHELD, objection_id(), w.CHAIR, on("2022-10-12"))
    acting(scene, ev.ApplicantInformed("x"), w.OFFICER, "2022-10-13").then_rejected("digest_malformed")
    after = acting(scene, told, w.OFFICER, "2022-10-13").then((cases[0], ev.DecisionNotified("objection")))
    assert after.world[cases[0]].notice.notified_at == on("2022-10-13")
    acting(after, told, w.OFFICER, "2022-10-13").then_rejected("already_informed", who="applicant")
    assert acting(after, ev.ObjectorInformed(DIGEST), w.OFFICER, "2022-10-13").accepted()


@pytest.mark.parametrize(
    "erased", ["objector", "arguments", "reasons", "ballots", "statement", "persons", "case", "all"]
)
def test_where_an_objection_and_its_case_stand_survives_an_erasure(erased):
    """Status never depends on what was written: an objector who is erased leaves the decision as it was."""
    scene, cases = reported()
    scene.play(CORRECTED, objection_id(), w.CHAIR, on("2022-10-12"))
    kept = {"to", "objection"} if erased == "all" else set()
    for stream in (cases[0], objection_id()):
        state = None
        for record in (record for record in scene.records if record.stream == stream):
            names = {field.name for field in fields(record.event)} - kept  # type: ignore[arg-type]
            gone = dict.fromkeys(names & {erased} if erased != "all" else names)
            state = evolve(state, replace(record, event=replace(record.event, **gone)))
        assert state.status == scene.world[stream].status
