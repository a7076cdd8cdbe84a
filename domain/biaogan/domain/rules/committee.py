"""The year's committee (评审委员会) and its groups (专业组), R-10..R-12, D-05, D-07."""

from collections.abc import Collection, Iterable

from biaogan.domain.case import Case
from biaogan.domain.committee import Committee
from biaogan.domain.events import CommitteeFormed, GroupFormed
from biaogan.domain.expert import Expert
from biaogan.domain.ids import committee_id, expert_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.conflict import conflict_with, no_separated_duty_is_held
from biaogan.domain.status import Phase, Status

VICE_CHAIRS = (1, 2)
"""Fewest and most vice-chairs (副主任委员), R-11."""


@rule("R-11")
def the_committee_has_a_chair_and_one_or_two_vice_chairs(e: CommitteeFormed, m: Matter) -> None:
    """R-11: exactly one chair (主任委员), one or two vice-chairs, members; nobody holds two seats."""
    if not VICE_CHAIRS[0] <= len(e.vice_chairs) <= VICE_CHAIRS[1]:
        raise Rejected("vice_chairs_wrong", given=len(e.vice_chairs), low=VICE_CHAIRS[0], high=VICE_CHAIRS[1])
    seats = [e.chair, *e.vice_chairs, *e.members]
    if twice := sorted({person for person in seats if seats.count(person) > 1}):
        raise Rejected("person_twice", persons=twice)


@rule("R-10", "D-23")
def every_member_is_in_the_pool_and_pledged(e: CommitteeFormed, m: Matter) -> None:
    """R-10, D-23: the committee (评审委员会) is of active experts of the pool who have pledged and hold no other duty."""
    for person in (e.chair, *e.vice_chairs, *e.members):
        pooled_expert(person, m)
        no_separated_duty_is_held(person, m)


@rule("R-11")
def the_heads_are_senior_quality_experts(e: CommitteeFormed, m: Matter) -> None:
    """R-11: chair and vice-chairs are quality experts (质量专家) of broad, all-round ability."""
    for person in (e.chair, *e.vice_chairs):
        if not pooled_expert(person, m).senior_quality_expert:
            raise Rejected("not_a_senior_expert", person=person)


@rule("R-12", "D-07")
def the_group_has_its_size_and_one_leader(e: GroupFormed, m: Matter) -> None:
    """R-12, D-07: a group (专业组) has so many members, its one leader (组长) among them."""
    seats, given = m.config.review.seats, len(set(e.members))
    if not seats.group_min <= given <= seats.group_max or given != len(e.members):
        raise Rejected("group_size", given=given, low=seats.group_min, high=seats.group_max)
    if e.leader not in e.members:
        raise Rejected("leader_not_a_member", person=e.leader)


@rule("R-12")
def the_group_is_of_the_committee(e: GroupFormed, m: Matter) -> None:
    """R-12: every member of a group (专业组) sits on the committee of the cycle."""
    committee = m.referred("cycle", committee_id(e.cycle), Committee)
    if strangers := sorted(set(e.members) - set(committee.seats)):
        raise Rejected("not_of_the_committee", persons=strangers)


@rule("R-69", "R-12")
def the_groups_cases_are_in_desk_review_and_in_no_other_group(e: GroupFormed, m: Matter) -> None:
    """R-69, R-12: a group (专业组) gets cases of the cycle in desk review, each in one group only."""
    if not e.cases:
        raise Rejected("text_missing", rule="R-12", field="cases")
    for name in sorted(set(e.cases)):
        case = m.referred("cases", name, Case)
        if case.cycle != e.cycle:
            raise Rejected("unknown_reference", field="cases", value=name)
        if case.status != Status.DESK_REVIEW:
            raise Rejected("case_in_wrong_state", case=name, status=case.status, allowed=[Status.DESK_REVIEW])
        if case.group:
            raise Rejected("case_in_another_group", case=name, group=case.group)


@rule("D-05", "D-23")
def every_case_has_enough_members_without_conflict(e: GroupFormed, m: Matter) -> None:
    """D-05, D-23: a group that cannot fill a case's panel (评审专家不足) is refused with the shortfall, never relaxed."""
    the_members_can_fill_every_panel(e.members, e.cases, m)


def the_members_can_fill_every_panel(members: Collection[str], cases: Iterable[str], m: Matter) -> None:
    """Raises ``experts_short`` for a case with fewer members free of conflict than its largest panel has (D-05)."""
    wanted = max(panel.assigned for kind, panel in m.config.panels.items() if kind != "provincial")
    for name in sorted(set(cases)):
        case = m.referred("cases", name, Case)
        free = sum(conflict_with(person, case, m) is None for person in members)
        if free < wanted:
            raise Rejected("experts_short", case=name, free=free, wanted=wanted)


def pooled_expert(person: str, m: Matter) -> Expert:
    """An active expert of the pool with the pledge of the cycle signed (R-10)."""
    state = m.world[expert_id(person)]
    if not isinstance(state, Expert):
        raise Rejected("expert_not_in_pool", person=person)
    if state.status != Phase.ACTIVE:
        raise Rejected("expert_suspended", person=person)
    if m.cycle not in state.pledges:
        raise Rejected("pledge_missing", person=person)
    return state
