"""评分表与评审组的调整: abstain, reopen, void, stand aside, replace, extend (R-69, D-05, D-23)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import review_journey as r
import world as w
from journey import ROUND, lock, reached, round_opened, score
from spec import Answer, given
from world import COMMENT, CYCLE, EXPERTS, Scene, Who, on, rows

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.config import digest
from biaogan.domain.forms import Employment
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

NOW = on("2022-08-10")
CLOSES = on("2022-08-20", "00:00:00")
EXPERT, OTHER, SPARE = EXPERTS[4], EXPERTS[5], EXPERTS[8]
REASON = "分值录入有误"


def desk() -> tuple[Scene, list[str]]:
    """A desk round of the full procedure over three cases, no sheet yet."""
    return r.after(r.open_desk)


def sheet(case: str, expert: Who = EXPERT, kind: str = "desk") -> str:
    return w.sheet_id(ROUND[kind], case, expert.actor)


def locking(scene: Scene, case: str, expert: Who = EXPERT, at=NOW, **changes: object) -> Answer:
    body = replace(ev.ScoreSheetLocked(r.DESK, case, rows(), COMMENT, True), **changes)
    return given(scene).when(body, sheet(case, expert), expert, at)


def locked() -> tuple[Scene, list[str]]:
    """One expert has locked the first case."""
    scene, cases = desk()
    return locking(scene, cases[0]).then(), cases


def closing(scene: Scene, at=CLOSES) -> Answer:
    return given(scene).when(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, at)


# --- abstention -------------------------------------------------------------------------------------------------------


def test_case_37_an_abstention_has_a_reason_and_no_scores():
    scene, cases = desk()
    silent = {"rows": [], "comment": "", "recommend": False, "abstain": "不熟悉该工艺"}
    after = locking(scene, cases[0], **silent).then()
    held = after.world[sheet(cases[0])]
    assert (held.done, held.valid, held.points) == (True, False, {})
    for wrong in ({"rows": rows()}, {"recommend": True}, {"abstain": " "}):
        locking(scene, cases[0], **{**silent, **wrong}).then_rejected("abstention_with_scores", "R-69")
    locking(scene, cases[0], **{**silent, "abstain": ""}).then_rejected("score_row_missing")


@pytest.mark.parametrize(("abstaining", "enough"), [(0, True), (1, True), (2, True), (3, False)])
def test_case_37_abstentions_excuse_but_the_minimum_of_valid_sheets_stands(abstaining, enough):
    """Before the instant everybody has answered; three of five valid sheets are the minimum at any time."""
    scene, cases = desk()
    score(scene, cases[1:], "desk", "2022-08-10")
    for place, expert in enumerate(r.DESK_PANEL):
        answer = {"rows": [], "recommend": False, "abstain": "回避评价"} if place < abstaining else {}
        scene = locking(scene, cases[0], expert, **answer).then()
    early = closing(scene, on("2022-08-11"))
    if enough:
        [row] = [row for row in early.accepted().world[r.DESK].results if row["case"] == cases[0]]
        assert row["n"] == 5 - abstaining
    else:
        early.then_rejected("sheets_missing", "D-05", case=cases[0], locked=2, wanted=3)


# --- reopening --------------------------------------------------------------------------------------------------------


def proposed() -> tuple[Scene, list[str], str]:
    scene, cases = locked()
    proposal = ev.ScoreSheetReopenProposed(REASON)
    scene.play(proposal, sheet(cases[0]), r.LEADER, NOW)
    return scene, cases, act_digest(proposal)


def test_case_35_a_sheet_is_amended_only_with_a_reason_and_by_two_persons():
    scene, cases, digest = proposed()
    stream = sheet(cases[0])
    locking(scene, cases[0]).then_rejected("sheet_already_locked")
    reopened = given(scene).when(ev.ScoreSheetReopened(digest), stream, w.DIRECTOR, NOW).then()
    assert (reopened.world[stream].status, reopened.world[stream].valid) == ("OPEN", False)
    amended = locking(reopened, cases[0], rows=rows(10, 10)).then()
    assert amended.world[stream].points["A1"] == 10
    both = [record.event.rows for record in amended.records if type(record.event) is ev.ScoreSheetLocked]
    assert both[-2:] == [rows(), rows(10, 10)], "the log keeps what was before and after"
    locking(amended, cases[0]).then_rejected("sheet_already_locked")


def test_a_reopening_names_the_proposal_and_comes_from_somebody_else():
    scene, cases, digest = proposed()
    stream = sheet(cases[0])
    wrong = given(scene).when(ev.ScoreSheetReopened("00" * 32), stream, w.DIRECTOR, NOW)
    wrong.then_rejected("digest_mismatch", "R-69", field="proposal", expected=digest)
    for actor in (r.LEADER.actor, EXPERT.actor):
        both = Who(actor, "office_director")
        scene.people(both)
        answer = given(scene).when(ev.ScoreSheetReopened(digest), stream, both, NOW)
        answer.then_rejected("same_person", "R-69", person=actor)
    fresh, cases = locked()
    unasked = given(fresh).when(ev.ScoreSheetReopened(""), sheet(cases[0]), w.DIRECTOR, NOW)
    unasked.then_rejected("digest_mismatch")


def test_only_the_cases_own_leader_asks_and_says_why():
    scene, cases = locked()
    other = Who(EXPERTS[6].actor, "group_leader")
    scene.people(other)
    body = ev.ScoreSheetReopenProposed(REASON)
    given(scene).when(body, sheet(cases[0]), other, NOW).then_rejected("not_the_leader", person=other.actor)
    silent = given(scene).when(ev.ScoreSheetReopenProposed(" "), sheet(cases[0]), r.LEADER, NOW)
    silent.then_rejected("text_missing", "R-69", field="reason")


@pytest.mark.parametrize(("offset", "over"), [(-1, False), (0, True)])
def test_case_35_an_amendment_after_the_round_is_refused(offset, over):
    scene, cases, digest = proposed()
    at = CLOSES + timedelta(microseconds=offset)
    answer = given(scene).when(ev.ScoreSheetReopened(digest), sheet(cases[0]), w.DIRECTOR, at)
    asked = given(scene).when(ev.ScoreSheetReopenProposed(REASON), sheet(cases[0]), r.LEADER, at)
    for each in (answer, asked):
        if over:
            each.then_rejected("round_over", "R-69")
        else:
            each.accepted()


def test_a_reopened_sheet_that_is_not_locked_again_does_not_count():
    scene, cases = desk()
    score(scene, cases, "desk", "2022-08-10")
    proposal = ev.ScoreSheetReopenProposed(REASON)
    scene.play(proposal, sheet(cases[0]), r.LEADER, NOW)
    scene.play(ev.ScoreSheetReopened(act_digest(proposal)), sheet(cases[0]), w.DIRECTOR, NOW)
    closing(scene, on("2022-08-11")).then_rejected("sheets_missing", case=cases[0], locked=4, wanted=5)
    results = closing(scene).accepted().world[r.DESK].results
    assert [row["n"] for row in results if row["case"] == cases[0]] == [4]


# --- voiding ----------------------------------------------------------------------------------------------------------


def voiding(scene: Scene, case: str, expert: Who = EXPERT, at=NOW, reason: str = "发现利益冲突") -> Answer:
    return given(scene).when(ev.ScoreSheetVoided(reason), sheet(case, expert), w.DIRECTOR, at)


def test_a_voided_sheet_stays_in_the_log_and_cannot_be_locked_again():
    scene, cases = locked()
    voiding(scene, cases[0], reason="").then_rejected("text_missing", field="reason")
    after = voiding(scene, cases[0]).then()
    assert after.world[sheet(cases[0])].status == "VOIDED"
    assert after.world[sheet(cases[0])].points, "its points stay readable"
    locking(after, cases[0]).then_rejected("sheet_already_locked")
    voiding(after, cases[0]).then_rejected("wrong_state", status="VOIDED")


def test_case_27_a_conflict_found_after_the_round_closed_excludes_the_sheet_and_ranks_again():
    """The third case gains: its low sheet is void. The statistics before stay in the log."""
    scene, cases = desk()
    score(scene, cases[:2], "desk", "2022-08-10")
    for expert in r.DESK_PANEL:
        low = rows(0, 0) if expert in (EXPERT, OTHER) else rows(15, 20)
        lock(scene, "desk", cases[2], expert, "2022-08-10", low)
    scene = closing(scene, on("2022-08-11")).accepted()
    assert scene.world[r.DESK].order == (cases[0], cases[1], cases[2])
    answer = voiding(scene, cases[2], at=on("2022-09-28"))
    [again] = answer.consequences
    assert (again.stream, type(again.event)) == (r.DESK, ev.ScoreStatisticsComputed)
    scene = voiding(answer.accepted(), cases[2], OTHER, on("2022-09-28")).accepted()
    assert scene.world[r.DESK].order == (cases[2], cases[0], cases[1])
    computed = [record for record in scene.records if type(record.event) is ev.ScoreStatisticsComputed]
    assert [event.event.results[0]["case"] for event in computed[-3:]] == [cases[0], cases[0], cases[2]]


def test_case_27_a_desk_sheet_voided_after_the_defence_changes_the_weighted_statistics():
    scene, cases = r.after(r.to_final)
    answer = given(scene).when(ev.ScoreSheetVoided("发现利益冲突"), sheet(cases[0]), w.DIRECTOR, on("2022-08-22"))
    assert [c.stream for c in answer.consequences] == [r.DESK, r.DEFENCE]
    after = answer.accepted()
    assert [row["n"] for row in after.world[r.DESK].results] == [4, 5, 5]


@pytest.mark.parametrize(("valid", "allowed"), [(3, False), (4, True), (5, True)])
def test_case_27_a_sheet_is_voided_only_while_the_minimum_can_be_met(valid, allowed):
    scene, cases = desk()
    score(scene, cases[1:], "desk", "2022-08-10")
    for expert in r.DESK_PANEL[:valid]:
        lock(scene, "desk", cases[0], expert, "2022-08-10", rows())
    running = voiding(scene, cases[0])
    assert running.rejected is None, "while the round runs somebody else can still score"
    for late in (voiding(scene, cases[0], at=CLOSES), voiding(closing(scene).accepted(), cases[0], at=CLOSES)):
        if allowed:
            late.accepted()
        else:
            late.then_rejected("sheets_missing", "D-05", case=cases[0], locked=2, wanted=3)


# --- standing aside, replacement --------------------------------------------------------------------------------------


def replacing(scene: Scene, case: str, out: Who = EXPERT, to: Who = SPARE, at=NOW, reason="健康原因") -> Answer:
    body = ev.ExpertReplaced(case, out.actor, to.actor, reason)
    return given(scene).when(body, r.DESK, w.OFFICER, at)


def test_case_26_an_expert_replaced_in_the_round_scores_no_more_and_the_others_sheets_stay():
    scene, cases = desk()
    lock(scene, "desk", cases[0], OTHER, "2022-08-10", rows())
    after = replacing(scene, cases[0]).then()
    assert EXPERT.actor not in after.world[r.DESK].panels[cases[0]]
    assert after.world[sheet(cases[0], OTHER)].valid
    locking(after, cases[0]).then_rejected("not_assigned", "R-69", case=cases[0])
    assert locking(after, cases[1]).then(), "the other cases are still the expert's"
    assert locking(after, cases[0], SPARE).then()
    replacing(after, cases[0], r.DESK_PANEL[3], EXPERT).then_rejected("panel_size", wanted=5)


def test_case_36_after_standing_aside_a_sheet_is_refused():
    scene, cases = desk()
    recusal = ev.ExpertRecused(cases[0], "与申报组织有咨询关系")
    after = given(scene).when(recusal, r.DESK, EXPERT, NOW).then()
    locking(after, cases[0]).then_rejected("not_assigned", "R-69", case=cases[0])
    given(after).when(recusal, r.DESK, EXPERT, NOW).then_rejected("not_assigned")
    assert replacing(after, cases[0]).then(), "the office names somebody for who has stood aside"
    silent = ev.ExpertRecused(cases[0], " ")
    given(scene).when(silent, r.DESK, EXPERT, NOW).then_rejected("text_missing", field="reason")


def test_case_36_an_expert_never_assigned_is_refused():
    scene, cases = desk()
    locking(scene, cases[0], SPARE).then_rejected("not_assigned", case=cases[0])
    given(scene).when(ev.ExpertRecused(cases[0], "回避"), r.DESK, SPARE, NOW).then_rejected("not_assigned")
    replacing(scene, cases[0], SPARE, EXPERTS[9]).then_rejected("not_assigned")


def test_who_has_scored_is_not_replaced_before_the_sheet_is_void():
    scene, cases = locked()
    replacing(scene, cases[0]).then_rejected("sheet_already_locked", stream=ROUND["desk"])
    aside = given(scene).when(ev.ExpertRecused(cases[0], "回避"), r.DESK, EXPERT, NOW)
    aside.then_rejected("sheet_already_locked")
    assert replacing(voiding(scene, cases[0]).then(), cases[0]).then()


def test_the_replacement_is_a_new_expert_without_conflict_and_of_the_group():
    scene, cases = desk()
    replacing(scene, cases[0], to=OTHER).then_rejected("panel_size", "D-05", wanted=5, given=4)
    replacing(scene, cases[0], to=w.CHAIR).then_rejected("not_an_expert", person=w.CHAIR.actor)
    replacing(scene, cases[0], to=EXPERTS[0]).then_rejected("not_of_the_group", person=EXPERTS[0].actor)
    replacing(scene, cases[0], reason="").then_rejected("text_missing", field="reason")
    org = scene.world[cases[0]].organisation
    job = ev.ExpertProfileUpdated(["质量"], ["C33"], [Employment(org, "2020-01-01")])
    scene.play(job, ids.expert_id(SPARE.actor), w.OFFICER, NOW)
    replacing(scene, cases[0]).then_rejected("conflict_of_interest", "D-23", person=SPARE.actor)
    assert replacing(scene, cases[1]).then()


def test_a_panel_that_is_full_takes_nobody_more():
    scene, cases = desk()
    recused = given(scene).when(ev.ExpertRecused(cases[0], "回避"), r.DESK, EXPERT, NOW).then()
    filled = replacing(recused, cases[0]).then()
    replacing(filled, cases[0], to=EXPERTS[9]).then_rejected("panel_size", wanted=5, given=6)


def test_the_replacement_keeps_the_mix_of_the_panel():
    scene, cases = desk()
    job = ev.ExpertProfileUpdated(["质量"], ["C33"], [Employment(f"单位 {OTHER.actor}", "2020-01-01")])
    scene.play(job, ids.expert_id(SPARE.actor), w.OFFICER, NOW)
    replacing(scene, cases[0]).then_rejected("mix_not_met", constraint="same_employer", given=2)
    assert replacing(scene, cases[0], out=OTHER).then()


@pytest.mark.parametrize(("offset", "over"), [(-1, False), (0, True)])
def test_panels_change_only_while_the_round_runs(offset, over):
    scene, cases = desk()
    at = CLOSES + timedelta(microseconds=offset)
    recusal = given(scene).when(ev.ExpertRecused(cases[0], "回避"), r.DESK, EXPERT, at)
    for answer in (replacing(scene, cases[0], at=at), recusal):
        if over:
            answer.then_rejected("round_over")
        else:
            answer.then()


def test_in_the_province_an_expert_is_replaced_without_a_committee():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    opened = round_opened(cases, "provincial", "2022-07-20T00:00:00+08:00")
    scene.play(opened, ROUND["provincial"], w.PROVINCE, on("2022-07-05"))
    body = ev.ExpertReplaced(cases[0], EXPERTS[0].actor, EXPERTS[9].actor, "出差")
    assert given(scene).when(body, ROUND["provincial"], w.PROVINCE, on("2022-07-06")).then()
    given(scene).when(body, ROUND["provincial"], w.OFFICER, on("2022-07-06")).then_rejected("role_not_held")


# --- extension --------------------------------------------------------------------------------------------------------


def extending(scene: Scene, closes: str = "2022-08-25T00:00:00+08:00", at=CLOSES, reason="专家组集体出差") -> Answer:
    return given(scene).when(ev.ReviewRoundExtended(closes, reason), r.DESK, w.OFFICER, at)


def test_case_42_when_a_whole_groups_scores_are_missing_the_round_is_extended_by_an_act():
    scene, cases = desk()
    late = CLOSES + timedelta(hours=1)
    locking(scene, cases[0], at=late).then_rejected("round_over")
    closing(scene).then_rejected("sheets_missing", locked=0, wanted=3)
    after = extending(scene).then()
    assert locking(after, cases[0], at=late).then(), "the extension opens later acts, not the refused one"
    locking(after, cases[0], at=on("2022-08-25", "00:00:00")).then_rejected("round_over")


@pytest.mark.parametrize("closes", ["2022-08-20T00:00:00+08:00", "2022-08-19T00:00:00+08:00"])
def test_an_extension_ends_later_than_before(closes):
    scene, _ = desk()
    extending(scene, closes, NOW).then_rejected("round_ends_in_the_past", "R-69", closes=closes)
    extending(scene, reason=" ").then_rejected("text_missing", field="reason")
    extending(scene, "2022-08-25").then_rejected("instant_malformed")
    extending(scene, "2022-08-22T00:00:00+08:00", on("2022-08-22", "00:00:00")).then_rejected("round_ends_in_the_past")


def test_a_closed_round_is_not_extended():
    scene, _ = r.after(r.close_desk)
    extending(scene).then_rejected("wrong_state", status="CLOSED")


# --- frozen scale -----------------------------------------------------------------------------------------------------


def test_case_40_a_score_under_another_scale_or_weight_is_refused():
    """The configuration is frozen with the cycle: a sheet signed under other rules than those in force is stale."""
    scene, cases = locked()
    other = {**w.FULL, "scoring": {**w.FULL["scoring"], "rounds": {"desk": "0.5", "defence": "0.5"}}}
    sheet_ = ev.ScoreSheetLocked(r.DESK, cases[1], rows(), COMMENT, True)
    stale = given(scene).when(sheet_, sheet(cases[1]), EXPERT, NOW, rules=digest(other))
    stale.then_rejected("stale_rules", "R-05")
    body = ev.CyclePublished(other, digest(other))
    given(scene).when(body, CYCLE, w.DIRECTOR, NOW, rules="").then_rejected("cycle_already_published")
