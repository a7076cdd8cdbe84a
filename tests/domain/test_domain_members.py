"""更换委员、更换组员: a seat passes to another expert with its office; size, quorum, conflicts and duties stay (R-11, R-12)."""

from dataclasses import replace

import journey as j
import pytest
import review_journey as r
import world as w
from spec import Answer, given
from world import CYCLE, EXPERTS, Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.act import Recorded
from biaogan.domain.committee import EVOLVE as COMMITTEE_EVOLVE
from biaogan.domain.group import EVOLVE as GROUP_EVOLVE

NOW = on("2022-07-28")
OUTSIDE = [EXPERTS[n].actor for n in range(3)]
"""In the pool and pledged, without a seat."""
MEMBER, VICE = r.MEMBERS[-1], r.VICE.actor


def seat(scene: Scene, member: str, replacement: str, at=NOW, reason: str = "工作调动") -> Answer:
    """The director gives a seat of the committee to somebody else."""
    return given(scene).when(ev.MemberReplaced(member, replacement, reason), r.COMMITTEE, w.DIRECTOR, at)


def place(scene: Scene, member: str, replacement: str, at=NOW, reason: str = "工作调动") -> Answer:
    """The officer gives a place in the group to somebody else."""
    return given(scene).when(ev.GroupMemberReplaced(member, replacement, reason), r.GROUP, w.OFFICER, at)


def seated_outside_the_group() -> tuple[Scene, list[str]]:
    """The last member has left the group, whose place the vice-chair took, and kept the committee seat."""
    scene, cases = r.at_desk_review()
    return place(scene, MEMBER, VICE).accepted(), cases


def reported() -> tuple[Scene, list[str]]:
    """The group has reported; the list is not adopted yet."""
    scene, cases = r.after(r.to_final)
    scene.play(r.report(cases, cases), r.GROUP, r.LEADER, on("2022-08-22"))
    return scene, cases


# --- the committee ----------------------------------------------------------------------------------------------------


def test_a_seat_goes_to_another_expert_who_is_marked_as_seated():
    scene, _ = seated_outside_the_group()
    after = seat(scene, MEMBER, OUTSIDE[0]).then((ids.expert_id(OUTSIDE[0]), ev.CommitteeSeatGiven(CYCLE)))
    committee = after.world[r.COMMITTEE]
    assert committee.members == (*r.MEMBERS[:-1], OUTSIDE[0])
    assert len(committee.seats) == len(scene.world[r.COMMITTEE].seats)


@pytest.mark.parametrize(("member", "office"), [(w.CHAIR.actor, "chair"), (VICE, "vice_chairs")])
def test_a_heads_seat_goes_to_a_senior_expert_only_and_its_office_with_it(member, office):
    scene, _ = r.at_desk_review()
    seat(scene, member, OUTSIDE[0]).then_rejected("not_a_senior_expert", "R-11", person=OUTSIDE[0])
    senior = ev.ExpertProfileUpdated(["质量管理"], ["C33"], r.profile(OUTSIDE[0]).employments, True)
    scene.play(senior, ids.expert_id(OUTSIDE[0]), w.OFFICER, NOW)
    committee = seat(scene, member, OUTSIDE[0]).accepted().world[r.COMMITTEE]
    assert OUTSIDE[0] in getattr(committee, office)
    assert (bool(committee.chair), len(committee.vice_chairs), len(committee.members)) == (True, 1, 8)


def test_a_seat_is_given_once_by_the_director_with_a_reason():
    scene, _ = seated_outside_the_group()
    seat(scene, OUTSIDE[0], OUTSIDE[1]).then_rejected("not_of_the_committee", persons=[OUTSIDE[0]])
    seat(scene, MEMBER, r.MEMBERS[0]).then_rejected("person_twice", persons=[r.MEMBERS[0]])
    seat(scene, MEMBER, OUTSIDE[0], reason=" ").then_rejected("text_missing", "R-11", field="reason")
    body = ev.MemberReplaced(MEMBER, OUTSIDE[0], "工作调动")
    given(scene).when(body, r.COMMITTEE, w.OFFICER, NOW).then_rejected("role_not_held", "R-04")
    empty, _ = r.examined()
    seat(empty, MEMBER, OUTSIDE[0]).then_rejected("wrong_state")


def test_who_takes_a_seat_is_active_pledged_and_holds_no_other_duty():
    scene, _ = seated_outside_the_group()
    scene.play(ev.ExpertSuspended("核查中"), ids.expert_id(OUTSIDE[0]), w.OFFICER, NOW)
    seat(scene, MEMBER, OUTSIDE[0]).then_rejected("expert_suspended", "R-10")
    scene.people(Who(OUTSIDE[1], "investigator"))
    seat(scene, MEMBER, OUTSIDE[1]).then_rejected("duties_not_separated", "D-23", roles=["expert", "investigator"])


def test_who_has_left_the_committee_is_given_no_separated_duty_either():
    scene, _ = seated_outside_the_group()
    scene = seat(scene, MEMBER, OUTSIDE[0]).accepted()
    for person in (MEMBER, OUTSIDE[0]):
        granted = given(scene).when(ev.RoleGranted("investigator", ""), person, w.REGISTRAR, NOW)
        granted.then_rejected("duties_not_separated", "D-23")


def test_a_member_of_a_group_at_work_is_replaced_there_first():
    scene, _ = r.at_desk_review()
    seat(scene, MEMBER, OUTSIDE[0]).then_rejected("member_of_a_group", "R-12", person=MEMBER, group=r.GROUP)
    done, _ = reported()
    assert MEMBER in done.world[r.GROUP].members
    seat(done, MEMBER, OUTSIDE[0], on("2022-08-23")).accepted()


def test_the_new_chair_presides_and_the_old_one_no_more():
    scene, cases = reported()
    senior = ev.ExpertProfileUpdated(["质量管理"], ["C33"], r.profile(OUTSIDE[0]).employments, True)
    scene.play(senior, ids.expert_id(OUTSIDE[0]), w.OFFICER, on("2022-08-23"))
    scene.people(chair := Who(OUTSIDE[0], "committee_chair"))
    scene = seat(scene, w.CHAIR.actor, OUTSIDE[0], on("2022-08-23")).accepted()
    present = [OUTSIDE[0], *r.COMMITTEE_PRESENT[1:]]
    listed = r.final_list(cases, cases, attendance=present)
    given(scene).when(listed, j.LIST, w.CHAIR, on("2022-08-24")).then_rejected("not_the_leader", "R-12")
    gone = r.final_list(cases, cases)
    given(scene).when(gone, j.LIST, chair, on("2022-08-24")).then_rejected("not_of_the_committee")
    given(scene).when(listed, j.LIST, chair, on("2022-08-24")).accepted()


# --- the groups -------------------------------------------------------------------------------------------------------


def test_a_place_in_a_group_goes_to_another_of_the_committee():
    scene, _ = r.at_desk_review()
    after = place(scene, MEMBER, VICE).then()
    assert after.world[r.GROUP].members == (*r.MEMBERS[:-1], VICE)
    assert after.world[r.GROUP].leader == r.LEADER.actor


def test_the_lead_of_a_group_goes_with_the_leaders_place():
    scene, cases = r.at_desk_review()
    r.open_desk(scene, cases)
    r.close_desk(scene, cases)
    scene.people(new := Who(VICE, "group_leader"))
    scene = place(scene, r.LEADER.actor, VICE, on("2022-08-11", "12:00:00")).accepted()
    assert scene.world[r.GROUP].leader == VICE
    opened = ev.DeskConsensusOpened(r.DESK)
    given(scene).when(opened, r.GROUP, r.LEADER, on("2022-08-12")).then_rejected("not_the_leader", "R-12")
    given(scene).when(opened, r.GROUP, new, on("2022-08-12")).accepted()


def test_a_place_is_given_once_by_the_officer_with_a_reason():
    scene, _ = r.at_desk_review()
    place(scene, OUTSIDE[0], VICE).then_rejected("not_of_the_committee", persons=[OUTSIDE[0]])
    place(scene, MEMBER, r.MEMBERS[0]).then_rejected("person_twice", persons=[r.MEMBERS[0]])
    place(scene, MEMBER, OUTSIDE[0]).then_rejected("not_of_the_committee", "R-12", persons=[OUTSIDE[0]])
    place(scene, MEMBER, VICE, reason="").then_rejected("text_missing", field="reason")
    body = ev.GroupMemberReplaced(MEMBER, VICE, "工作调动")
    given(scene).when(body, r.GROUP, w.DIRECTOR, NOW).then_rejected("role_not_held", "R-04")
    scene.play(ev.ExpertSuspended("核查中"), ids.expert_id(VICE), w.OFFICER, NOW)
    place(scene, MEMBER, VICE).then_rejected("expert_suspended", "R-10")


@pytest.mark.parametrize(("conflicted", "enough"), [(3, True), (4, False)])
def test_every_case_keeps_enough_members_without_a_conflict(conflicted, enough):
    """Eight members, five needed: with the newcomer in conflict, three are the most there can be."""
    scene, cases = r.at_desk_review()
    org = scene.world[cases[0]].organisation
    for person in (VICE, *r.MEMBERS[: conflicted - 1]):
        body = ev.ConflictDeclared(CYCLE, org, "kinship", "2020-01-01", "", "亲属")
        scene.play(body, ids.expert_id(person), w.OFFICER, NOW)
    answer = place(scene, MEMBER, VICE)
    if enough:
        answer.accepted()
    else:
        answer.then_rejected("experts_short", "D-05", case=cases[0], free=4, wanted=5)


def test_a_group_that_has_reported_keeps_its_members():
    scene, _ = reported()
    place(scene, MEMBER, VICE, on("2022-08-23")).then_rejected("wrong_state", status="CLOSED")


def test_the_quorum_counts_the_group_as_it_stands():
    """Eight places before and after: six are present, but the one who left is no longer one of them."""
    scene, cases = r.at_desk_review()
    r.open_desk(scene, cases)
    r.close_desk(scene, cases)
    r.to_consensus(scene, cases)
    gone = r.PRESENT[-1]
    scene = place(scene, gone, VICE, on("2022-08-12", "12:00:00")).accepted()
    answer = given(scene).when(r.concluded(cases, cases), r.GROUP, r.LEADER, on("2022-08-13"))
    answer.then_rejected("not_of_the_committee", persons=[gone])
    present = [*r.PRESENT[:-1], VICE]
    given(scene).when(r.concluded(cases, cases, attendance=present), r.GROUP, r.LEADER, on("2022-08-13")).accepted()


def test_who_was_replaced_in_the_group_scores_no_more_and_is_replaced_on_the_panel():
    scene, cases = r.at_desk_review()
    r.open_desk(scene, cases)
    out = r.DESK_PANEL[1]
    scene = place(scene, out.actor, VICE, on("2022-08-02")).accepted()
    body = ev.ScoreSheetLocked(r.DESK, cases[0], w.rows(12), w.COMMENT, True)
    sheet = w.sheet_id(r.DESK, cases[0], out.actor)
    answer = given(scene).when(body, sheet, out, on("2022-08-03"))
    answer.then_rejected("not_of_the_group", "R-12", person=out.actor, case=cases[0])
    scene.people(joining := Who(VICE, "expert"))
    swap = ev.ExpertReplaced(cases[0], out.actor, VICE, "工作调动")
    scene = given(scene).when(swap, r.DESK, w.OFFICER, on("2022-08-03")).accepted()
    own = w.sheet_id(r.DESK, cases[0], VICE)
    given(scene).when(body, own, joining, on("2022-08-04")).accepted()


def test_a_sheet_locked_before_its_expert_left_the_group_still_counts():
    scene, cases = r.at_desk_review()
    r.open_desk(scene, cases)
    j.score(scene, cases, "desk", "2022-08-10")
    scene = place(scene, r.DESK_PANEL[1].actor, VICE, on("2022-08-10", "20:00:00")).accepted()
    closed = given(scene).when(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, on("2022-08-11")).accepted()
    assert [row["n"] for row in closed.world[r.DESK].results] == [5, 5, 5]


def test_an_erased_replacement_leaves_the_seats_foldable():
    scene, _ = r.at_desk_review()
    committee, group = scene.world[r.COMMITTEE], scene.world[r.GROUP]
    record: Recorded = scene.records[-1]
    for fold, state, body in (
        (COMMITTEE_EVOLVE[ev.MemberReplaced], committee, ev.MemberReplaced(MEMBER, OUTSIDE[0], "工作调动")),
        (GROUP_EVOLVE[ev.GroupMemberReplaced], group, ev.GroupMemberReplaced(MEMBER, VICE, "工作调动")),
    ):
        assert fold(None, body, record) is None
        assert fold(state, replace(body, member=None), record) == state
        assert fold(state, replace(body, replacement=None), record).members == (*r.MEMBERS[:-1], "")
