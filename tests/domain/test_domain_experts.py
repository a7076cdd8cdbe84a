"""专家库、评审委员会、专业组: the pool, pledges, conflicts with their days, the committee and its groups (R-09..R-12)."""

from dataclasses import replace

import pytest
import review_journey as r
import world as w
from journey import OPINION, case_in, reached
from spec import Answer, given
from world import CYCLE, DIGEST, EXPERTS, Scene, Who, on, person

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.forms import Employment
from biaogan.domain.matter import Matter
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.conflict import the_actor_scored_none_of
from biaogan.domain.status import Status

NOW = on("2022-07-26")
EXPERT = EXPERTS[0]
STREAM = ids.expert_id(EXPERT.actor)


def registered() -> tuple[Scene, list[str]]:
    """Three cases in desk review and one expert in the pool, pledged."""
    scene, cases = r.examined()
    r.pooled(scene, EXPERT)
    return scene, cases


def declaring(scene: Scene, who: Who, at=NOW, stream: str = STREAM, **changes: object) -> Answer:
    org = scene.world[_first(scene)].organisation
    sound = ev.ConflictDeclared(CYCLE, org, "consultant", "2020-01-01", "", "咨询合同")
    return given(scene).when(replace(sound, **changes), stream, who, at)


def _first(scene: Scene) -> str:
    return next(stream for stream in scene.world if stream.startswith("case_"))


# --- the pool ---------------------------------------------------------------------------------------------------------


def test_the_office_takes_a_person_into_the_pool_once():
    scene, _ = r.examined()
    after = given(scene).when(r.profile(EXPERT.actor), STREAM, w.OFFICER, NOW).then()
    assert (after.world[STREAM].industries, after.world[STREAM].status) == (("C33",), "ACTIVE")
    given(after).when(r.profile(EXPERT.actor), STREAM, w.OFFICER, NOW).then_rejected("expert_registered", "R-09")
    unknown = person("nobody")
    given(scene).when(r.profile(unknown), ids.expert_id(unknown), w.OFFICER, NOW).then_rejected("unknown_reference")
    other = ids.expert_id(EXPERTS[1].actor)
    given(scene).when(r.profile(EXPERT.actor), other, w.OFFICER, NOW).then_rejected("stream_mismatch")


@pytest.mark.parametrize("field", ["specialities", "industries", "employments"])
def test_a_profile_names_what_the_expert_knows_and_where_they_work(field):
    scene, _ = r.examined()
    body = r.profile(EXPERT.actor, **{field: []})
    given(scene).when(body, STREAM, w.OFFICER, NOW).then_rejected("text_missing", "R-09", field=field)


def test_an_employment_does_not_end_before_it_began():
    scene, _ = r.examined()
    for until, fits in (("2010-01-01", True), ("2009-12-31", False)):
        body = r.profile(EXPERT.actor, employments=[Employment("甲", "2010-01-01", until)])
        answer = given(scene).when(body, STREAM, w.OFFICER, NOW)
        assert (answer.rejected is None) == fits
        if not fits:
            answer.then_rejected("period_backwards", "D-23", until=until)


def test_a_profile_is_replaced_whole_and_a_suspension_has_a_reason():
    scene, _ = registered()
    update = ev.ExpertProfileUpdated(["可靠性"], ["C34"], [Employment("乙", "2022-01-01")], True)
    after = given(scene).when(update, STREAM, w.OFFICER, NOW).then()
    assert after.world[STREAM].industries == ("C34",)
    assert after.world[STREAM].pledges == {CYCLE}
    given(scene).when(ev.ExpertSuspended(" "), STREAM, w.OFFICER, NOW).then_rejected("text_missing", field="reason")
    suspended = given(scene).when(ev.ExpertSuspended("违反保密规定"), STREAM, w.OFFICER, NOW).then()
    given(suspended).when(update, STREAM, w.OFFICER, NOW).then_rejected("wrong_state", status="SUSPENDED")


def test_each_expert_pledges_personally_and_once_a_cycle():
    scene, _ = registered()
    pledge = ev.IntegrityPledgeSigned(CYCLE, DIGEST)
    given(scene).when(pledge, STREAM, EXPERTS[1], NOW).then_rejected("not_the_own_profile", person=EXPERTS[1].actor)
    given(scene).when(pledge, STREAM, EXPERT, NOW).then_rejected("pledge_already_signed", "R-10", cycle=CYCLE)
    malformed = replace(pledge, pledge_digest="x")
    given(scene).when(malformed, STREAM, EXPERT, NOW).then_rejected("digest_malformed", field="pledge_digest")


# --- conflicts --------------------------------------------------------------------------------------------------------


def test_an_expert_declares_the_own_conflicts_only():
    scene, _ = registered()
    after = declaring(scene, EXPERT).then()
    assert after.world[STREAM].conflicts[0].kind == "consultant"
    declaring(scene, EXPERTS[1]).then_rejected("not_the_own_profile")
    declaring(scene, EXPERT, kind="dislike").then_rejected("unknown_reference", "D-23", field="kind", value="dislike")
    declaring(scene, EXPERT, kind="excluded").then_rejected("unknown_reference", value="excluded")
    declaring(scene, EXPERT, evidence=" ").then_rejected("text_missing", field="evidence")
    declaring(scene, EXPERT, organisation="org_none").then_rejected("unknown_reference", field="organisation")
    assert declaring(scene, w.OFFICER, kind="kinship").accepted()


def test_an_applicant_names_at_most_three_experts_for_exclusion():
    scene, cases = r.at_desk_review()
    org = scene.world[cases[0]].organisation
    for expert in EXPERTS[:3]:
        stream = ids.expert_id(expert.actor)
        answer = declaring(scene, w.signatory(org), stream=stream, organisation=org, kind="excluded")
        scene = answer.then((org, ev.ExpertExcludedByApplicant(CYCLE, stream)))
    fourth = {"stream": ids.expert_id(EXPERTS[3].actor), "organisation": org, "kind": "excluded"}
    declaring(scene, w.signatory(org), **fourth).then_rejected("exclusions_used_up", "D-23", limit=3)
    declaring(scene, w.signatory(org), organisation=org).then_rejected("unknown_reference", value="consultant")
    other = scene.world[cases[1]].organisation
    declaring(scene, w.signatory(org), organisation=other, kind="excluded").then_rejected("role_not_held")
    again = declaring(scene, w.signatory(org), stream=STREAM, organisation=org, kind="excluded")
    assert again.accepted(), "naming the same expert again uses no further place"


def conflicted(job: Employment | None = None, conflict: tuple[str, str] | None = None) -> tuple[Scene, list[str]]:
    """A panel member has a job, or a declared conflict (kind, until), with the first case's organisation."""
    scene, cases = r.at_desk_review()
    org = scene.world[cases[0]].organisation
    stream = ids.expert_id(EXPERTS[4].actor)
    if job is not None:
        update = ev.ExpertProfileUpdated(["质量管理"], ["C33"], [replace(job, employer=org)])
        scene.play(update, stream, w.OFFICER, NOW)
    if conflict is not None:
        kind, until = conflict
        body = ev.ConflictDeclared(CYCLE, org, kind, "2018-01-01", until, "依据")
        scene.play(body, stream, w.OFFICER, NOW)
    return scene, cases


def opening(scene: Scene, cases: list[str], at) -> Answer:
    return given(scene).when(r.round_of(cases, "desk", "2022-09-20T00:00:00+08:00"), r.DESK, w.OFFICER, at)


@pytest.mark.parametrize(("today", "conflicts"), [("2022-07-31", True), ("2022-08-01", True), ("2022-08-02", False)])
def test_case_28_a_job_that_ended_three_years_and_a_day_ago_is_no_conflict(today, conflicts):
    """The last day of three years still conflicts; the day after it does not. Days are those of the cycle's zone."""
    scene, cases = conflicted(Employment("", "2015-01-01", "2019-08-01"))
    answer = opening(scene, cases, on(today, "00:00:00"))
    if conflicts:
        answer.then_rejected("conflict_of_interest", "D-23", person=EXPERTS[4].actor, case=cases[0], role="employer")
    else:
        answer.accepted()


@pytest.mark.parametrize(
    ("kind", "until", "conflicts"),
    [
        ("auditor", "2019-08-01", True),
        ("auditor", "2019-07-31", False),
        ("kinship", "", True),
        ("kinship", "2022-08-01", True),
        ("kinship", "2022-07-31", False),
        ("competitor", "", True),
        ("trainer", "", True),
    ],
)
def test_an_ended_service_conflicts_for_years_and_an_ended_tie_for_none(kind, until, conflicts):
    scene, cases = conflicted(conflict=(kind, until))
    answer = opening(scene, cases, on("2022-08-01"))
    assert (answer.rejected is None) != conflicts
    if conflicts:
        answer.then_rejected("conflict_of_interest", role=kind)


def test_a_leap_day_three_years_later_is_the_end_of_february():
    scene, cases = conflicted(Employment("", "2015-01-01", "2020-02-29"))
    scene.play(w.calendar(2023), ids.calendar_id(2023), w.OFFICER, NOW)
    body = r.round_of(cases, "desk", "2023-09-20T00:00:00+08:00")
    given(scene).when(body, r.DESK, w.OFFICER, on("2023-02-28", "23:59:59")).then_rejected("conflict_of_interest")
    given(scene).when(body, r.DESK, w.OFFICER, on("2023-03-01", "00:00:00")).accepted()


def test_an_applicants_exclusion_holds_in_its_cycle():
    scene, cases = r.at_desk_review()
    org = scene.world[cases[0]].organisation
    stream = ids.expert_id(EXPERTS[4].actor)
    excluded = ev.ConflictDeclared(CYCLE, org, "excluded", "2022-01-01", "", "曾发生纠纷")
    scene.play(excluded, stream, w.signatory(org), NOW)
    opening(scene, cases, on("2022-08-01")).then_rejected("conflict_of_interest", role="excluded")
    earlier = replace(scene.world[stream].conflicts[0], cycle="cycle_earlier")
    scene.world[stream] = replace(scene.world[stream], conflicts=(earlier,))
    assert opening(scene, cases, on("2022-08-01")).rejected is None


def test_case_16_a_unit_whose_leader_acts_for_the_applicant_cannot_endorse_it():
    scene = w.opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    boss = w.head(w.SHIJIAZHUANG)
    assert given(scene).when(OPINION, case, boss, on("2022-06-23")).accepted()
    scene.people(Who(boss.actor, "applicant_signatory", scene.world[case].organisation))
    answer = given(scene).when(OPINION, case, boss, on("2022-06-23"))
    answer.then_rejected("own_organisation", "D-23", person=boss.actor, case=case)


# --- the committee ----------------------------------------------------------------------------------------------------


def pool() -> tuple[Scene, list[str]]:
    """Everybody in the pool, no committee yet."""
    scene, cases = r.examined()
    scene.people(r.LEADER)
    for who in (*EXPERTS, w.CHAIR):
        r.pooled(scene, who, senior_quality_expert=who in (w.CHAIR, r.VICE, EXPERTS[3]))
    return scene, cases


def forming(scene: Scene, **changes: object) -> Answer:
    return given(scene).when(r.committee(**changes), r.COMMITTEE, w.DIRECTOR, NOW)


def test_the_committee_is_formed_and_everybody_has_a_seat():
    scene, _ = pool()
    seats = sorted({w.CHAIR.actor, r.VICE.actor, *r.MEMBERS})
    forming(scene).then(*((ids.expert_id(seat), ev.CommitteeSeatGiven(CYCLE)) for seat in seats))


@pytest.mark.parametrize(("count", "fits"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_committee_has_one_or_two_vice_chairs(count, fits):
    scene, _ = pool()
    vices = [r.VICE.actor, EXPERTS[3].actor, EXPERTS[0].actor][:count]
    answer = forming(scene, vice_chairs=vices, members=[e.actor for e in EXPERTS[4:11]])
    if fits:
        answer.accepted()
    else:
        answer.then_rejected("vice_chairs_wrong", "R-11", given=count, low=1, high=2)


def test_chair_and_vice_chairs_are_senior_and_nobody_sits_twice():
    scene, _ = pool()
    forming(scene, chair=EXPERTS[0].actor).then_rejected("not_a_senior_expert", "R-11", person=EXPERTS[0].actor)
    forming(scene, vice_chairs=[EXPERTS[0].actor]).then_rejected("not_a_senior_expert")
    forming(scene, chair=r.VICE.actor).then_rejected("person_twice", persons=[r.VICE.actor])


def test_members_are_active_in_the_pool_and_pledged():
    scene, _ = r.examined()
    forming(scene).then_rejected("expert_not_in_pool", "R-10", person=w.CHAIR.actor)
    stream = ids.expert_id(w.CHAIR.actor)
    scene.play(r.profile(w.CHAIR.actor, senior_quality_expert=True), stream, w.OFFICER, NOW)
    forming(scene).then_rejected("pledge_missing", "R-10", person=w.CHAIR.actor)
    scene, _ = pool()
    scene.play(ev.ExpertSuspended("核查中"), ids.expert_id(EXPERTS[5].actor), w.OFFICER, NOW)
    forming(scene).then_rejected("expert_suspended", "R-10", person=EXPERTS[5].actor)


@pytest.mark.parametrize("role", ["caq_approver", "investigator", "integrity_auditor", "t2_officer", "t2_approver"])
def test_duties_are_separated_when_a_seat_or_a_role_is_given(role):
    scene, _ = pool()
    scene.people(Who(EXPERTS[5].actor, role))
    forming(scene).then_rejected("duties_not_separated", "D-23", roles=["expert", role])
    seated, _ = r.at_desk_review()
    grant = given(seated).when(ev.RoleGranted(role), EXPERTS[5].actor, w.REGISTRAR, NOW)
    grant.then_rejected("duties_not_separated", "D-23", roles=["expert", role])
    assert given(seated).when(ev.RoleGranted(role), EXPERTS[0].actor, w.REGISTRAR, NOW).accepted()
    assert given(seated).when(ev.RoleGranted("publisher"), EXPERTS[5].actor, w.REGISTRAR, NOW).accepted()


def test_who_scored_a_case_of_the_list_does_not_approve_it():
    """Without a committee the role can be granted; the act itself is then refused."""
    scene, _ = reached(Status.NOTICE_CLEARED)
    scorer = Who(EXPERTS[3].actor, "caq_approver")
    scene.people(scorer)
    approval = ev.ResultApproved(scene.world[ids.list_id(CYCLE)].digest, "中国质协字〔2022〕99号")
    answer = given(scene).when(approval, ids.list_id(CYCLE), scorer, on("2022-10-17"))
    answer.then_rejected("duties_not_separated", "D-23", roles=["expert", "caq_approver"])
    other = Who(EXPERTS[9].actor, "caq_approver")
    scene.people(other)
    assert given(scene).when(approval, ids.list_id(CYCLE), other, on("2022-10-17")).accepted()


def test_whose_sheet_was_voided_has_scored_all_the_same():
    scene, cases = r.after(r.to_final)
    scorer = EXPERTS[4]
    stream = w.sheet_id(r.DEFENCE, cases[0], scorer.actor)
    after = given(scene).when(ev.ScoreSheetVoided("发现利益冲突"), stream, w.DIRECTOR, on("2022-08-22")).accepted()
    panels = dict.fromkeys(cases, ())
    for round_ in (r.DESK, r.DEFENCE):
        after.world[round_] = replace(after.world[round_], panels=panels)
    m = Matter(after.world, "list_1", scorer.actor, "caq_approver", NOW, None, CYCLE)
    with pytest.raises(Rejected) as caught:
        the_actor_scored_none_of(cases, m)
    assert caught.value.details["roles"] == ["expert", "caq_approver"]
    the_actor_scored_none_of(cases, replace(m, actor=EXPERTS[10].actor))


# --- groups -----------------------------------------------------------------------------------------------------------


def committee_only() -> tuple[Scene, list[str]]:
    scene, cases = pool()
    scene.play(r.committee(), r.COMMITTEE, w.DIRECTOR, NOW)
    return scene, cases


def grouping(scene: Scene, cases: list[str], **changes: object) -> Answer:
    body = r.group(cases, **changes)
    return given(scene).when(body, ids.group_id(CYCLE, body.code), w.OFFICER, on("2022-07-27"))


def test_a_group_is_formed_and_its_cases_know_it():
    scene, cases = committee_only()
    after = grouping(scene, cases).then(*((case, ev.CaseEnteredGroup(r.GROUP)) for case in sorted(cases)))
    assert (after.world[cases[0]].group, after.world[r.GROUP].leader) == (r.GROUP, r.LEADER.actor)


@pytest.mark.parametrize(("size", "fits"), [(4, False), (5, True), (9, True), (10, False)])
def test_a_group_has_five_to_nine_members(size, fits):
    scene, cases = pool()
    members = [expert.actor for expert in EXPERTS[:11]]
    scene.play(r.committee(members=members), r.COMMITTEE, w.DIRECTOR, NOW)
    answer = grouping(scene, cases, members=members[:size], leader=members[0])
    if fits:
        answer.accepted()
    else:
        answer.then_rejected("group_size", "D-07", given=size, low=5, high=9)


def test_a_group_is_led_by_a_member_and_is_of_the_committee():
    scene, cases = committee_only()
    grouping(scene, cases, leader=EXPERTS[0].actor).then_rejected("leader_not_a_member", "R-12")
    strangers = [EXPERTS[0].actor, *r.MEMBERS[:5]]
    grouping(scene, cases, members=strangers).then_rejected("not_of_the_committee", persons=[EXPERTS[0].actor])
    grouping(scene, cases, members=[*r.MEMBERS[:5], r.MEMBERS[0]]).then_rejected("group_size", given=5)


def test_a_case_is_in_one_group_and_in_desk_review():
    scene, cases = committee_only()
    grouping(scene, []).then_rejected("text_missing", field="cases")
    grouping(scene, ["case_none"]).then_rejected("unknown_reference", value="case_none")
    early = case_in(scene, Status.DRAFT, 7)
    grouping(scene, [early]).then_rejected("case_in_wrong_state", status="DRAFT")
    scene = grouping(scene, cases[:1]).accepted()
    answer = grouping(scene, cases, code="g2")
    answer.then_rejected("case_in_another_group", "R-69", case=cases[0], group=r.GROUP)


def test_case_25_too_few_experts_without_conflict_is_a_named_shortfall():
    """Eight members, five needed: four conflicts leave four, and the group is refused, not filled up."""
    scene, cases = committee_only()
    org = scene.world[cases[1]].organisation
    for expert in EXPERTS[3:6]:
        body = ev.ConflictDeclared(CYCLE, org, "consultant", "2020-01-01", "", "合同")
        scene.play(body, ids.expert_id(expert.actor), expert, NOW)
    assert grouping(scene, cases).accepted(), "three conflicts leave five"
    scene.play(
        ev.ConflictDeclared(CYCLE, org, "kinship", "2020-01-01", "", "亲属"),
        ids.expert_id(EXPERTS[6].actor), w.OFFICER, NOW,
    )  # fmt: skip
    grouping(scene, cases).then_rejected("experts_short", "D-05", case=cases[1], free=4, wanted=5)
    assert grouping(scene, [cases[0], cases[2]]).accepted()


# --- panels out of groups ---------------------------------------------------------------------------------------------


def test_a_panel_is_of_the_cases_own_group():
    scene, cases = r.at_desk_review()
    body = r.round_of(cases, "desk", "2022-08-20T00:00:00+08:00")
    outside = [EXPERTS[0].actor, *body.panels[cases[0]][1:]]
    answer = given(scene).when(
        replace(body, panels={**body.panels, cases[0]: outside}), r.DESK, w.OFFICER, on("2022-08-01")
    )
    answer.then_rejected("not_of_the_group", "R-12", person=EXPERTS[0].actor, case=cases[0])


@pytest.mark.parametrize(("industries", "of_it"), [(3, 2), (4, 1)])
def test_a_panel_has_two_experts_of_the_cases_industry(industries, of_it):
    scene, cases = r.at_desk_review()
    for expert in r.DESK_PANEL[:industries]:
        update = ev.ExpertProfileUpdated(["质量"], ["C99"], [Employment(expert.actor, "2010-01-01")])
        scene.play(update, ids.expert_id(expert.actor), w.OFFICER, NOW)
    answer = opening(scene, cases, on("2022-08-01"))
    if of_it == 2:
        answer.accepted()
    else:
        answer.then_rejected("mix_not_met", "D-06", constraint="same_industry", wanted=2, given=1)


@pytest.mark.parametrize(("until", "together"), [("", True), ("2022-08-01", True), ("2022-07-31", False)])
def test_a_panel_has_one_expert_of_an_employer(until, together):
    scene, cases = r.at_desk_review()
    for expert in r.DESK_PANEL[:2]:
        update = ev.ExpertProfileUpdated(["质量"], ["C33"], [Employment("同一研究院", "2010-01-01", until)])
        scene.play(update, ids.expert_id(expert.actor), w.OFFICER, NOW)
    answer = opening(scene, cases, on("2022-08-01"))
    if together:
        answer.then_rejected("mix_not_met", constraint="same_employer", wanted=1, given=2)
    else:
        answer.accepted()


def test_nobody_scores_more_cases_than_the_load():
    scene, cases = r.at_desk_review()
    config = replace(scene.world[CYCLE].config, review=replace(
        scene.world[CYCLE].config.review,
        seats=replace(scene.world[CYCLE].config.review.seats, load_max=2),
    ))  # fmt: skip
    scene.world[CYCLE] = replace(scene.world[CYCLE], config=config)
    opening(scene, cases, on("2022-08-01")).then_rejected("load_exceeded", "D-06", given=3, limit=2)
    assert opening(scene, cases[:2], on("2022-08-01")).rejected is None


def test_a_cycle_without_a_committee_asks_for_no_pool():
    scene, cases = reached(Status.DESK_REVIEW)
    assert not scene.world[CYCLE].config.review.seats.committee_required
    body = r.round_of(cases, "desk", "2022-08-20T00:00:00+08:00")
    assert given(scene).when(body, r.DESK, w.OFFICER, on("2022-08-01")).accepted()
