"""合议、答辩、现场考察、推荐名单: the national review from the desk consensus to the list (R-69..R-72, D-04, D-07, D-08)."""

from dataclasses import replace
from datetime import timedelta

import journey as j
import pytest
import review_journey as r
import world as w
from journey import LIST
from spec import Answer, given
from world import CYCLE, DIGEST, EXPERTS, Scene, Who, on, rows

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.forms import CaseVote, ConsensusDecision, Finding, RankedCase
from biaogan.domain.lifecycle import ACTS, BY_TOPIC
from biaogan.domain.states import EVOLVE
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

OTHER_LEADER = Who(EXPERTS[6].actor, "group_leader")


def by_leader(scene: Scene, body: ev.Event, at=None, who: Who = r.LEADER) -> Answer:
    return given(scene).when(body, r.GROUP, who, at or on("2022-08-21"))


def adopting(scene: Scene, body: ev.FinalListAdopted, who: Who = w.CHAIR) -> Answer:
    return given(scene).when(body, LIST, who, on("2022-08-25"))


def reported() -> tuple[Scene, list[str]]:
    """The group has proposed its three cases in the order of their scores."""
    scene, cases = r.after(r.to_final)
    scene.play(r.report(cases, cases), r.GROUP, r.LEADER, on("2022-08-22"))
    return scene, cases


# --- the whole path ---------------------------------------------------------------------------------------------------


def test_three_cases_go_the_whole_way_to_the_list():
    scene, cases = reported()
    after = adopting(scene, r.final_list(cases, cases[:2])).then(
        (cases[0], ev.CaseMoved("RECOMMENDED")),
        (cases[1], ev.CaseMoved("RECOMMENDED")),
        (cases[2], ev.CaseMoved("NOT_RECOMMENDED")),
    )
    assert after.world[LIST].cases == tuple(cases[:2])
    seen = [record.event.to for record in after.records if type(record.event) is ev.CaseMoved]
    assert seen == ["DESK_CONSENSUS"] * 3 + ["DEFENCE"] * 3 + ["FINAL_CONSENSUS"] * 3 + [
        "RECOMMENDED", "RECOMMENDED", "NOT_RECOMMENDED"
    ]  # fmt: skip


def test_after_each_act_of_the_review_the_state_is_the_one_the_table_says():
    scene, cases = reported()
    scene = adopting(scene, r.final_list(cases, cases)).accepted()
    states: dict[str, object] = {}
    played = set()
    for recorded in scene.records:
        step = EVOLVE.get(ids.kind_of(recorded.stream), {}).get(type(recorded.event))
        if step is not None:
            states[recorded.stream] = step(states.get(recorded.stream), recorded.event, recorded)
        row = BY_TOPIC.get(recorded.event.TOPIC)
        if row is not None and row.target is not None:
            assert states[recorded.stream].status == row.target
            played.add(row.number)
    assert {"13", "14", "15", "18", "19"} <= played
    assert {row.number for row in ACTS} >= {str(number) for number in range(1, 20) if number != 11}


def test_a_cycle_without_defence_goes_from_the_desk_review_to_the_list():
    scene, cases = j.reached(Status.DESK_REVIEW)
    desk = replace(r.round_of(cases, "desk", "2022-08-20T00:00:00+08:00"), kind="defence")
    given(scene).when(desk, r.DEFENCE, w.OFFICER, on("2022-08-01")).then_rejected("unknown_reference", field="kind")
    scene.people(r.LEADER)
    scene.world[r.GROUP] = r.at_desk_review()[0].world[r.GROUP]
    opened = by_leader(scene, ev.DeskConsensusOpened(r.DESK))
    opened.then_rejected("stage_not_held", "R-70", stage="defence")
    scene, cases = j.reached(Status.RECOMMENDED)
    assert scene.world[LIST].cases == tuple(cases)


# --- desk consensus (13, 14) ------------------------------------------------------------------------------------------


def test_the_group_deliberates_after_its_desk_round_is_closed():
    scene, cases = r.after(r.open_desk)
    opening = ev.DeskConsensusOpened(r.DESK)
    by_leader(scene, opening).then_rejected("round_not_closed", round=r.DESK)
    scene, cases = r.after(r.close_desk)
    by_leader(scene, opening).then(*((case, ev.CaseMoved("DESK_CONSENSUS")) for case in sorted(cases)))
    scene.people(OTHER_LEADER)
    by_leader(scene, opening, who=OTHER_LEADER).then_rejected("not_the_leader", "R-12", person=OTHER_LEADER.actor)
    by_leader(scene, ev.DeskConsensusOpened(j.ROUND["provincial"])).then_rejected("unknown_reference", field="round")


def test_the_desk_round_of_a_group_has_all_its_cases():
    scene, cases = r.at_desk_review()
    scene.play(r.round_of(cases[:2], "desk", "2022-08-20T00:00:00+08:00"), r.DESK, w.OFFICER, on("2022-08-01"))
    j.score(scene, cases[:2], "desk", "2022-08-10")
    scene.play(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, on("2022-08-11"))
    by_leader(scene, ev.DeskConsensusOpened(r.DESK)).then_rejected("cases_left_out", "R-69", cases=[cases[2]])


def concluding(scene: Scene, body: ev.DeskConsensusConcluded) -> Answer:
    return by_leader(scene, body, on("2022-08-13"))


def test_each_case_goes_on_or_ends_by_the_vote():
    scene, cases = r.after(r.to_consensus)
    ends = {cases[0]: "DEFENCE", cases[1]: "DEFENCE", cases[2]: "DESK_NOT_ADVANCED"}
    after = concluding(scene, r.concluded(cases, cases[:2])).then(
        *((case, ev.CaseMoved(ends[case])) for case in sorted(cases))
    )
    assert after.world[cases[2]].status.terminal
    concluding(after, r.concluded(cases, cases[:2])).then_rejected("wrong_state")


def test_no_case_is_forgotten_decided_twice_or_decided_without_reason():
    scene, cases = r.after(r.to_consensus)
    sound = r.concluded(cases, cases)
    short = replace(sound, decisions=sound.decisions[:2])
    concluding(scene, short).then_rejected("cases_left_out", "R-69", cases=[cases[2]])
    twice = replace(sound, decisions=[*sound.decisions, sound.decisions[0]])
    concluding(scene, twice).then_rejected("case_twice", cases=[cases[0]])
    extra = replace(sound, decisions=[*sound.decisions, ConsensusDecision("case_x", True, "好")])
    concluding(scene, extra).then_rejected("case_not_in_round", cases=["case_x"])
    silent = replace(sound, decisions=[*sound.decisions[:2], ConsensusDecision(cases[2], True, " ")])
    concluding(scene, silent).then_rejected("text_missing", field=cases[2])
    concluding(scene, replace(sound, minutes_digest="")).then_rejected("digest_malformed", field="minutes_digest")


@pytest.mark.parametrize(("present", "enough"), [(5, False), (6, True), (8, True), (0, False)])
def test_two_thirds_of_the_eight_members_are_a_quorum(present, enough):
    scene, cases = r.after(r.to_consensus)
    body = r.concluded(cases, cases, attendance=r.MEMBERS[:present], votes=r.votes(cases, cases, present))
    answer = concluding(scene, body)
    if enough:
        answer.accepted()
    else:
        answer.then_rejected("quorum_not_met", "D-07", present=present, seats=8, wanted="2/3")


def test_only_members_attend_and_each_once():
    scene, cases = r.after(r.to_consensus)
    stranger = r.concluded(cases, cases, attendance=[*r.PRESENT[:5], EXPERTS[0].actor])
    concluding(scene, stranger).then_rejected("not_of_the_committee", persons=[EXPERTS[0].actor])
    twice = r.concluded(cases, cases, attendance=[*r.PRESENT[:5], r.PRESENT[0]])
    concluding(scene, twice).then_rejected("person_twice", persons=[r.PRESENT[0]])


@pytest.mark.parametrize(("yes", "carried"), [(2, False), (3, False), (4, True)])
def test_more_than_half_of_those_present_carry_a_case(yes, carried):
    scene, cases = r.after(r.to_consensus)
    sound = r.concluded(cases, cases)
    body = replace(sound, votes=[*sound.votes[:2], CaseVote(cases[2], yes, 6 - yes)])
    answer = concluding(scene, body)
    if carried:
        answer.accepted()
    else:
        answer.then_rejected("decision_against_the_vote", "D-07", cases=[cases[2]])
    against = replace(r.concluded(cases, cases[:2]), votes=[*sound.votes[:2], CaseVote(cases[2], 6, 0)])
    concluding(scene, against).then_rejected("decision_against_the_vote", cases=[cases[2]])


def test_each_vote_is_counted_to_the_last():
    scene, cases = r.after(r.to_consensus)
    sound = r.concluded(cases, cases)
    for wrong in (CaseVote(cases[2], 5, 0), CaseVote(cases[2], 6, 1), CaseVote(cases[2], 7, -1)):
        body = replace(sound, votes=[*sound.votes[:2], wrong])
        concluding(scene, body).then_rejected("votes_do_not_add_up", "D-07", case=cases[2], present=6)
    aside = replace(sound, votes=[*sound.votes[:2], CaseVote(cases[2], 5, 0, 1)])
    assert concluding(scene, aside).accepted(), "who stands aside is an abstention"
    missing = replace(sound, votes=sound.votes[:2])
    concluding(scene, missing).then_rejected("votes_incomplete", missing=[cases[2]], extra=[])


def test_members_with_a_conflict_stand_aside_from_the_vote_on_that_case():
    scene, cases = r.after(r.to_consensus)
    org = scene.world[cases[2]].organisation
    tie = ev.ConflictDeclared(CYCLE, org, "kinship", "2020-01-01", "", "亲属")
    scene.play(tie, ids.expert_id(r.PRESENT[1]), EXPERTS[4], on("2022-08-12"))
    sound = r.concluded(cases, cases)
    answer = concluding(scene, sound)
    answer.then_rejected("conflicted_members_voted", "D-23", case=cases[2], aside=1, abstained=0)
    aside = replace(sound, votes=[*sound.votes[:2], CaseVote(cases[2], 5, 0, 1)])
    assert concluding(scene, aside).accepted()


def overriding(scene: Scene, case: str, statistic: int, decided: int, **changes: object) -> Answer:
    body = ev.ConsensusOverrideRecorded(case, statistic, decided, "示范性更强，行业急需")
    return by_leader(scene, replace(body, **changes), on("2022-08-13", "09:00:00"))


def test_case_39_a_consensus_against_the_scores_needs_a_recorded_reason_and_both_orders_stay():
    scene, cases = r.after(r.to_consensus)
    departing = r.concluded(cases, [cases[0], cases[2]])
    concluding(scene, departing).then_rejected("override_not_recorded", "R-72", cases=[cases[2]])
    after = overriding(scene, cases[2], 3, 2, decided_score="88.5").then()
    after = concluding(after, departing).accepted()
    assert after.world[r.DESK].order == tuple(cases), "the order of the scores stays as computed"
    recorded = [record.event for record in after.records if type(record.event) is ev.ConsensusOverrideRecorded]
    assert [(e.statistic_rank, e.decided_rank, e.decided_score) for e in recorded] == [(3, 2, "88.5")]


def test_an_override_names_both_ranks_truly_and_its_reason():
    scene, cases = r.after(r.to_consensus)
    overriding(scene, cases[2], 2, 1).then_rejected("override_ranks_wrong", standing=3, given=[2, 1])
    overriding(scene, cases[2], 3, 3).then_rejected("override_ranks_wrong")
    overriding(scene, cases[2], 3, 0).then_rejected("override_ranks_wrong")
    overriding(scene, cases[2], 3, 2, reason=" ").then_rejected("text_missing", field="reason")
    overriding(scene, "case_none", 1, 2).then_rejected("case_not_in_round")
    overriding(scene, cases[2], 3, 2, decided_score="100.5").then_rejected("score_out_of_range", max=100)
    overriding(scene, cases[2], 3, 2, decided_score="8,5").then_rejected("decimal_malformed")


def test_who_acts_for_an_organisation_does_not_conclude_about_it():
    scene, cases = r.after(r.to_consensus)
    scene.people(Who(r.LEADER.actor, "applicant_editor", scene.world[cases[1]].organisation))
    concluding(scene, r.concluded(cases, cases)).then_rejected("own_organisation", "D-23", case=cases[1])


# --- defence (15) -----------------------------------------------------------------------------------------------------

SLOT = ev.DefenceScheduled("2022-08-18T09:00:00+08:00", "会议室一")
STARTS = on("2022-08-18", "09:00:00")
HELD = ev.DefenceHeld(30, r.PRESENT, DIGEST)


def scheduled() -> tuple[Scene, list[str]]:
    scene, cases = r.after(r.open_defence)
    scene.play(SLOT, cases[0], w.OFFICER, on("2022-08-16"))
    return scene, cases


def test_a_defence_is_scheduled_ahead_and_held_when_its_slot_begins():
    scene, cases = r.after(r.open_defence)
    late = given(scene).when(SLOT, cases[0], w.OFFICER, STARTS)
    late.then_rejected("slot_wrong", "R-70", starts=SLOT.starts)
    nowhere = given(scene).when(replace(SLOT, place=" "), cases[0], w.OFFICER, on("2022-08-16"))
    nowhere.then_rejected("text_missing", field="place")
    given(scene).when(HELD, cases[0], r.LEADER, STARTS).then_rejected("slot_wrong", starts="")
    scene, cases = scheduled()
    early = given(scene).when(HELD, cases[0], r.LEADER, STARTS - timedelta(microseconds=1))
    early.then_rejected("slot_wrong")
    assert given(scene).when(HELD, cases[0], r.LEADER, STARTS).then().world[cases[0]].defended == "held"


def test_a_defence_is_minuted_by_the_groups_leader_with_a_quorum():
    scene, cases = scheduled()
    scene.people(OTHER_LEADER)
    given(scene).when(HELD, cases[0], OTHER_LEADER, STARTS).then_rejected("not_the_leader")
    few = replace(HELD, attendance=r.PRESENT[:5])
    given(scene).when(few, cases[0], r.LEADER, STARTS).then_rejected("quorum_not_met", present=5)
    short = replace(HELD, minutes=0)
    given(scene).when(short, cases[0], r.LEADER, STARTS).then_rejected("text_missing", field="minutes")
    unfiled = replace(HELD, questions_digest="")
    given(scene).when(unfiled, cases[0], r.LEADER, STARTS).then_rejected("digest_malformed")


def test_a_defence_is_over_once_held_or_missed():
    scene, cases = scheduled()
    absent = ev.DefenceNoShow("三次联系未果")
    silent = given(scene).when(ev.DefenceNoShow(""), cases[0], r.LEADER, STARTS)
    silent.then_rejected("text_missing", field="note")
    missed = given(scene).when(absent, cases[0], r.LEADER, STARTS).then()
    held = given(scene).when(HELD, cases[0], r.LEADER, STARTS).then()
    for after, outcome in ((missed, "no_show"), (held, "held")):
        given(after).when(HELD, cases[0], r.LEADER, STARTS).then_rejected("defence_over", outcome=outcome)
        given(after).when(SLOT, cases[0], w.OFFICER, on("2022-08-17")).then_rejected("defence_over")


@pytest.mark.parametrize("missed", [False, True])
def test_a_defence_sheet_is_locked_after_the_defence_held_or_missed(missed):
    scene, cases = scheduled()
    expert = r.DEFENCE_PANEL[0]
    sheet = ev.ScoreSheetLocked(r.DEFENCE, cases[0], rows(), w.COMMENT, True)
    stream = w.sheet_id(r.DEFENCE, cases[0], expert.actor)
    given(scene).when(sheet, stream, expert, STARTS).then_rejected("defence_not_over", "R-70", case=cases[0])
    scene.play(ev.DefenceNoShow("未到") if missed else HELD, cases[0], r.LEADER, STARTS)
    assert given(scene).when(sheet, stream, expert, STARTS).then()


# --- site visit (16, 17) ----------------------------------------------------------------------------------------------


def proposed() -> tuple[Scene, list[str], str]:
    scene, cases = r.after(r.open_defence)
    r.defend(scene, cases[0])
    scene.play(r.DOUBT, cases[0], r.LEADER, on("2022-08-18", "11:00:00"))
    return scene, cases, act_digest(r.DOUBT)


def ordering(scene: Scene, case: str, who: Who = w.OFFICER, **changes: object) -> Answer:
    sound = ev.SiteVisitOrdered(act_digest(r.DOUBT), r.VISITORS, r.VISITORS[0], "2022-08-25")
    return given(scene).when(replace(sound, **changes), case, who, on("2022-08-19"))


def visited() -> tuple[Scene, list[str]]:
    scene, cases, _ = proposed()
    return ordering(scene, cases[0]).then(), cases


def reporting(scene: Scene, case: str, who: Who = EXPERTS[9], **changes: object) -> Answer:
    findings = [Finding(question, True, "属实") for question in r.DOUBT.questions]
    sound = ev.SiteVisitReported(r.VISITORS, "2022-08-20", findings, DIGEST)
    return given(scene).when(replace(sound, **changes), case, who, on("2022-08-21"))


def test_a_visit_is_proposed_in_doubt_ordered_by_another_and_reported_back():
    scene, cases = visited()
    assert scene.world[cases[0]].status == Status.SITE_VISIT
    after = reporting(scene, cases[0]).then()
    assert (after.world[cases[0]].status, after.world[cases[0]].visit.reported) == (Status.DEFENCE, True)


def test_a_visit_needs_a_doubt_and_different_questions():
    scene, cases = r.after(r.open_defence)
    for wrong in ({"doubt": " "}, {"questions": []}, {"questions": ["一", "一"]}, {"questions": ["一", " "]}):
        body = replace(r.DOUBT, **wrong)
        given(scene).when(body, cases[0], r.LEADER, on("2022-08-18")).then_rejected("text_missing", "R-71")


def test_a_visit_is_ordered_by_two_persons():
    scene, cases, digest = proposed()
    ordering(scene, cases[0], proposal="00" * 32).then_rejected("digest_mismatch", "R-71", expected=digest)
    both = Who(r.LEADER.actor, "office_officer")
    scene.people(both)
    ordering(scene, cases[0], both).then_rejected("same_person", "R-71", person=both.actor)
    unasked = ordering(scene, cases[1])
    unasked.then_rejected("digest_mismatch", expected="")
    done = reporting(ordering(scene, cases[0]).then(), cases[0]).then()
    ordering(done, cases[0]).then_rejected("digest_mismatch", expected="")


@pytest.mark.parametrize(("size", "fits"), [(1, False), (2, True), (3, True)])
def test_at_least_two_different_experts_visit(size, fits):
    scene, cases, _ = proposed()
    team = [expert.actor for expert in EXPERTS[8:11]][:size]
    answer = ordering(scene, cases[0], team=team, lead=team[0])
    if fits:
        answer.then()
    else:
        answer.then_rejected("team_too_small", "D-08", given=size, wanted=2)
    twice = [r.VISITORS[0]] * 2
    ordering(scene, cases[0], team=twice).then_rejected("team_too_small", given=1)
    ordering(scene, cases[0], lead=EXPERTS[8].actor).then_rejected("leader_not_a_member")
    ordering(scene, cases[0], due_on="2022-08-18").then_rejected("slot_wrong")


def test_no_case_is_scored_only_by_its_visitors():
    scene, cases, _ = proposed()
    panel = [expert.actor for expert in r.DEFENCE_PANEL]
    ordering(scene, cases[0], team=panel, lead=panel[0]).then_rejected("only_visitors_score", "D-08", case=cases[0])
    assert ordering(scene, cases[0], team=panel[:4], lead=panel[0]).then()


def test_a_visitor_with_a_conflict_is_refused():
    scene, cases, _ = proposed()
    org = scene.world[cases[0]].organisation
    tie = ev.ConflictDeclared(CYCLE, org, "shareholding", "2020-01-01", "", "持股")
    scene.play(tie, ids.expert_id(r.VISITORS[0]), EXPERTS[9], on("2022-08-18"))
    ordering(scene, cases[0]).then_rejected("conflict_of_interest", "D-23", role="shareholding")


def test_a_report_answers_each_question_and_is_the_leads():
    scene, cases = visited()
    reporting(scene, cases[0], EXPERTS[10]).then_rejected("not_the_leader", person=EXPERTS[10].actor)
    one = [Finding(r.DOUBT.questions[0], True, "属实")]
    reporting(scene, cases[0], findings=one).then_rejected("questions_open", "D-08", questions=[r.DOUBT.questions[1]])
    silent = [*one, Finding(r.DOUBT.questions[1], False, " ")]
    reporting(scene, cases[0], findings=silent).then_rejected("questions_open")
    reporting(scene, cases[0], visitors=r.VISITORS[:1]).then_rejected("team_too_small")
    others = [r.VISITORS[0], EXPERTS[8].actor]
    reporting(scene, cases[0], visitors=others).then_rejected("not_of_the_committee", persons=[EXPERTS[8].actor])
    reporting(scene, cases[0], visited_on="2022-08-22").then_rejected("date_in_the_future")
    reporting(scene, cases[0], report_digest="").then_rejected("digest_malformed")


def test_during_a_visit_nothing_else_is_done_with_the_case():
    scene, cases = visited()
    expert = r.DEFENCE_PANEL[0]
    sheet = ev.ScoreSheetLocked(r.DEFENCE, cases[0], rows(), w.COMMENT, True)
    stream = w.sheet_id(r.DEFENCE, cases[0], expert.actor)
    at = on("2022-08-20")
    given(scene).when(sheet, stream, expert, at).then_rejected("case_in_wrong_state", status="SITE_VISIT")
    for body, who in ((SLOT, w.OFFICER), (HELD, r.LEADER), (r.DOUBT, r.LEADER)):
        given(scene).when(body, cases[0], who, at).then_rejected("wrong_state", status="SITE_VISIT")


def test_the_final_consensus_waits_for_an_open_visit():
    scene, cases = r.after(r.close_defence)
    scene.play(r.DOUBT, cases[0], r.LEADER, on("2022-08-20", "12:00:00"))
    scene = ordering(scene, cases[0]).then()
    opening = ev.FinalConsensusOpened(r.DEFENCE)
    by_leader(scene, opening).then_rejected("case_in_wrong_state", case=cases[0], status="SITE_VISIT")
    after = reporting(scene, cases[0]).then()
    by_leader(after, opening).then(*((case, ev.CaseMoved("FINAL_CONSENSUS")) for case in sorted(cases)))


def test_a_cycle_without_site_visits_orders_none():
    scene, cases = r.after(r.open_defence)
    cycle = scene.world[CYCLE]
    stages = tuple(stage for stage in cycle.config.stages if stage != "site_visit")
    scene.world[CYCLE] = replace(cycle, config=replace(cycle.config, stages=stages))
    answer = given(scene).when(r.DOUBT, cases[0], r.LEADER, on("2022-08-18"))
    answer.then_rejected("stage_not_held", "R-70", stage="site_visit")


# --- final consensus and list (18, 19) --------------------------------------------------------------------------------


def test_the_final_consensus_follows_the_closed_defence():
    scene, _ = r.after(r.open_defence)
    by_leader(scene, ev.FinalConsensusOpened(r.DEFENCE)).then_rejected("round_not_closed")
    by_leader(scene, ev.FinalConsensusOpened(r.DESK)).then_rejected("unknown_reference", field="round")


def test_a_case_that_did_not_advance_is_no_longer_before_the_committee():
    scene, cases = r.after(r.to_consensus)
    r.to_defence(scene, cases, cases[:2])
    for step in (r.open_defence, r.close_defence, r.to_final):
        step(scene, cases[:2])
    scene.play(r.report(cases[:2], cases[:2]), r.GROUP, r.LEADER, on("2022-08-22"))
    after = adopting(scene, r.final_list(cases[:2], cases[:2])).accepted()
    assert after.world[cases[2]].status == Status.DESK_NOT_ADVANCED


def test_a_report_ranks_its_cases_by_vote_and_explains_departures():
    scene, cases = r.after(r.to_final)
    turned = [cases[1], cases[0]]
    by_leader(scene, r.report(cases, turned)).then_rejected("override_not_recorded", cases=[cases[1]])
    after = by_leader(scene, ev.ConsensusOverrideRecorded(cases[1], 2, 1, "答辩更有说服力")).then()
    assert by_leader(after, r.report(cases, turned)).then().world[r.GROUP].proposed[0].case == cases[1]
    gap = replace(r.report(cases, cases[:1]), entries=[RankedCase(cases[0], 2)])
    by_leader(scene, gap).then_rejected("ranks_not_contiguous")
    stranger = replace(r.report(cases, cases[:1]), entries=[RankedCase("case_x", 1)])
    by_leader(scene, stranger).then_rejected("case_not_in_round", "R-72", cases=["case_x"])
    lost = replace(r.report(cases, cases[:1]), votes=r.votes(cases, [], 6))
    by_leader(scene, lost).then_rejected("decision_against_the_vote", cases=[cases[0]])


def test_the_list_waits_for_every_group():
    scene, cases = r.after(r.to_final)
    adopting(scene, r.final_list(cases, cases)).then_rejected("group_not_reported", "R-72", group=r.GROUP)


def test_the_list_is_the_committees_under_its_own_chair_with_a_quorum():
    scene, cases = reported()
    other = Who(r.VICE.actor, "committee_chair")
    scene.people(other)
    adopting(scene, r.final_list(cases, cases), other).then_rejected("not_the_leader", person=other.actor)
    six = r.COMMITTEE_PRESENT[:6]
    few = r.final_list(cases, cases, attendance=six, votes=r.votes(cases, cases, 6))
    adopting(scene, few).then_rejected("quorum_not_met", "D-07", present=6, seats=10)
    stranger = [*r.COMMITTEE_PRESENT[:6], EXPERTS[0].actor]
    adopting(scene, r.final_list(cases, cases, attendance=stranger)).then_rejected("not_of_the_committee")
    lost = r.final_list(cases, cases, votes=r.votes(cases, cases[:2], 7))
    adopting(scene, lost).then_rejected("decision_against_the_vote", cases=[cases[2]])
    adopting(scene, r.final_list(cases, [])).accepted()


def test_the_list_of_the_full_procedure_is_from_the_defence_round():
    scene, cases = reported()
    wrong = r.final_list(cases, cases, round=r.DESK)
    adopting(scene, wrong).then_rejected("unknown_reference", field="round", value=r.DESK)
    turned = [cases[1], cases[0], cases[2]]
    adopting(scene, r.final_list(cases, turned)).then_rejected("override_reason_missing")
    assert adopting(scene, r.final_list(cases, turned, override_reason="委员会综合评议")).accepted()


# --- ties (D-04) ------------------------------------------------------------------------------------------------------


def tied() -> tuple[Scene, list[str]]:
    """Second and third case equal in everything, of two units whose first they were; before the final consensus."""
    scene, cases = r.after(r.open_desk)
    for case in cases:
        for expert in r.DESK_PANEL:
            j.lock(scene, "desk", case, expert, "2022-08-10", rows(14, 18) if case == cases[0] else rows())
    scene.play(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, on("2022-08-11"))
    for case in cases[1:]:
        scene.world[case] = replace(scene.world[case], provincial_rank=2)
    r.to_consensus(scene, cases)
    r.to_defence(scene, cases)
    r.open_defence(scene, cases)
    for case in cases:
        r.defend(scene, case)
        for expert in r.DEFENCE_PANEL:
            j.lock(scene, "defence", case, expert, "2022-08-19", rows(14, 18) if case == cases[0] else rows())
    scene.play(ev.ReviewRoundClosed(), r.DEFENCE, w.OFFICER, on("2022-08-20"))
    r.to_final(scene, cases)
    scene.play(r.report(cases, cases), r.GROUP, r.LEADER, on("2022-08-22"))
    return scene, cases


def voting(scene: Scene, order: list[str], counts: tuple[int, ...], who: Who = w.CHAIR, **changes: object) -> Answer:
    ballots = [CaseVote(case, count, 7 - count) for case, count in zip(order, counts, strict=True)]
    body = replace(ev.TieVoteRecorded(w.ranked(order), ballots, DIGEST), **changes)
    return given(scene).when(body, r.DEFENCE, who, on("2022-08-24"))


def test_case_38_a_tie_at_the_cut_is_decided_by_a_recorded_vote_and_by_nothing_else():
    scene, cases = tied()
    shared = {row["case"]: (row["rank"], row["needs_vote"]) for row in scene.world[r.DEFENCE].results}
    assert shared == {cases[0]: (1, False), cases[1]: (2, True), cases[2]: (2, True)}
    for cut in ([*cases[:2]], [cases[0], cases[2]], cases):
        adopting(scene, r.final_list(cases, cut)).then_rejected("tie_needs_vote", "D-04", cases=sorted(cases[1:]))
    assert adopting(scene, r.final_list(cases, cases[:1])).rejected is None, "a tie behind the cut decides nothing"
    answer = voting(scene, [cases[2], cases[1]], (5, 2))
    assert answer.rejected is None
    after = answer.scene
    assert [(row["case"], row["rank"], row["decided_by"]) for row in after.world[r.DEFENCE].results] == [
        (cases[0], 1, "final"), (cases[2], 2, "vote"), (cases[1], 3, "vote")
    ]  # fmt: skip
    adopting(after, r.final_list(cases, cases[:2])).then_rejected("override_reason_missing")
    assert adopting(after, r.final_list(cases, [cases[0], cases[2]])).rejected is None


def test_a_vote_orders_one_whole_tie_once_as_it_was_counted():
    scene, cases = tied()
    voting(scene, [cases[1]], (5,)).then_rejected("not_a_tie", "D-04", cases=[cases[1]])
    voting(scene, cases, (5, 4, 3)).then_rejected("not_a_tie")
    voting(scene, cases[1:], (2, 5)).then_rejected("order_against_the_vote", votes=[2, 5])
    voting(scene, cases[1:], (5, 2), votes=[]).then_rejected("votes_incomplete", missing=sorted(cases[1:]))
    voting(scene, cases[1:], (5, 2), minutes_digest="").then_rejected("digest_malformed")
    other = Who(r.VICE.actor, "committee_chair")
    scene.people(other)
    voting(scene, cases[1:], (5, 2), other).then_rejected("not_the_leader", "R-12")
    after = voting(scene, cases[1:], (5, 2)).scene
    voting(after, cases[1:], (5, 2)).then_rejected("not_a_tie")
