"""The expert pool, the committee and its groups (专家库、评审委员会、专业组): rows of the lifecycle table."""

from typing import Any

from biaogan.domain import consequences_review as then
from biaogan.domain import events as ev
from biaogan.domain.ids import committee_id, expert_id, group_id
from biaogan.domain.matter import Matter
from biaogan.domain.row import ABSENT, Row, whole
from biaogan.domain.rules import committee, conflict, experts, members
from biaogan.domain.status import Phase
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

AT_WORK = (S.DESK_REVIEW, S.DESK_CONSENSUS, S.DEFENCE, S.FINAL_CONSENSUS)
"""States of a group that has not reported yet."""


def _declarer(body: Any, m: Matter) -> str | None:
    """An applicant speaks for the organisation named; others hold their role for the whole programme."""
    if body is None:
        return None
    return str(body.organisation) if m.role == "applicant_signatory" else ""


# fmt: off
ACTS: tuple[Row, ...] = (
    Row("", "register_expert", ev.ExpertRegistered, "expert", ("office_officer",), whole, (ABSENT,), Phase.ACTIVE,
        cycle=None, stream=lambda e: expert_id(e.person),
        rules=(experts.the_expert_is_a_known_person, experts.the_profile_is_complete), taken="expert_registered"),
    Row("", "update_expert_profile", ev.ExpertProfileUpdated, "expert", ("office_officer",), whole, (Phase.ACTIVE,),
        cycle=None, rules=(experts.the_profile_is_complete,)),
    Row("", "suspend_expert", ev.ExpertSuspended, "expert", ("office_officer",), whole, (Phase.ACTIVE,),
        Phase.SUSPENDED, cycle=None, rules=(experts.the_suspension_has_a_reason,)),
    Row("", "sign_integrity_pledge", ev.IntegrityPledgeSigned, "expert",
        ("expert", "committee_chair", "vice_chair"), whole, (Phase.ACTIVE,),
        rules=(experts.the_pledge_is_the_experts_own_and_new,)),
    Row("", "declare_conflict", ev.ConflictDeclared, "expert", ("expert", "applicant_signatory", "office_officer"),
        _declarer, (Phase.ACTIVE, Phase.SUSPENDED),
        rules=(experts.the_conflict_is_one_of_the_known_kinds, experts.the_conflict_is_declared_by_who_may),
        then=then.exclusion_named),
    Row("", "form_committee", ev.CommitteeFormed, "committee", ("office_director",), whole, (ABSENT,), Phase.ACTIVE,
        stream=lambda e: committee_id(e.cycle),
        rules=(
            committee.the_committee_has_a_chair_and_one_or_two_vice_chairs,
            committee.every_member_is_in_the_pool_and_pledged,
            committee.the_heads_are_senior_quality_experts,
        ),
        then=then.seats_given),
    Row("", "replace_member", ev.MemberReplaced, "committee", ("office_director",), whole, (Phase.ACTIVE,),
        rules=(
            members.the_seat_goes_to_another_expert,
            members.the_member_sits_in_no_group_at_work,
            members.the_change_has_its_reason,
        ),
        then=then.seat_given),
    Row("", "form_group", ev.GroupFormed, "group", ("office_officer",), whole, (ABSENT,), S.DESK_REVIEW,
        stream=lambda e: group_id(e.cycle, e.code),
        rules=(
            conflict.nobody_assigns_in_the_own_organisation,
            committee.the_group_has_its_size_and_one_leader,
            committee.the_group_is_of_the_committee,
            committee.the_groups_cases_are_in_desk_review_and_in_no_other_group,
            committee.every_case_has_enough_members_without_conflict,
        ),
        then=then.cases_grouped),
    Row("", "replace_group_member", ev.GroupMemberReplaced, "group", ("office_officer",), whole, AT_WORK,
        rules=(
            members.the_place_goes_to_another_of_the_committee,
            members.the_group_can_still_fill_its_panels,
            members.the_change_has_its_reason,
        )),
)
# fmt: on
