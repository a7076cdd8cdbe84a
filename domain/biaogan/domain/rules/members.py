"""Replacing members (更换委员、组员), R-11, R-12, D-07: one for one, so that size, quorum and composition stay what they were."""

from biaogan.domain.case import Case
from biaogan.domain.committee import Committee
from biaogan.domain.events import GroupMemberReplaced, MemberReplaced
from biaogan.domain.group import Group
from biaogan.domain.ids import committee_id, list_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.national_list import NationalList
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.committee import pooled_expert, the_members_can_fill_every_panel
from biaogan.domain.rules.conflict import no_separated_duty_is_held
from biaogan.domain.rules.votes import live_cases
from biaogan.domain.status import Phase


@rule("R-11", "R-10", "D-23")
def the_seat_goes_to_another_expert(e: MemberReplaced, m: Matter) -> None:
    """R-11, R-10, D-23: a seat (委员席位) goes to an active, pledged expert without another duty; a head's to a senior one."""
    committee: Committee = m.state
    _one_for_another(e, committee.seats)
    pooled = pooled_expert(e.replacement, m)
    no_separated_duty_is_held(e.replacement, m)
    if e.member in (committee.chair, *committee.vice_chairs) and not pooled.senior_quality_expert:
        raise Rejected("not_a_senior_expert", person=e.replacement)


@rule("R-12")
def the_member_sits_in_no_group_at_work(e: MemberReplaced, m: Matter) -> None:
    """R-12: a group (专业组) is of the committee, so who sits in one that has not reported is replaced there first."""
    found = m.world[list_id(m.cycle)]
    cases = (*found.awaiting, *found.gone) if isinstance(found, NationalList) else ()
    for name in sorted({m.referred("cases", case, Case).group for case in cases} - {""}):
        group = m.referred("group", name, Group)
        if e.member in group.members and group.status != Phase.CLOSED:
            raise Rejected("member_of_a_group", person=e.member, group=name)


@rule("R-12", "R-10")
def the_place_goes_to_another_of_the_committee(e: GroupMemberReplaced, m: Matter) -> None:
    """R-12, R-10: a place in a group (组员) goes to another active member of the committee, and with it the group's lead."""
    _one_for_another(e, m.state.members)
    if e.replacement not in m.referred("cycle", committee_id(m.cycle), Committee).seats:
        raise Rejected("not_of_the_committee", persons=[e.replacement])
    pooled_expert(e.replacement, m)


@rule("D-05", "D-23")
def the_group_can_still_fill_its_panels(e: GroupMemberReplaced, m: Matter) -> None:
    """D-05, D-23: after the change (更换组员) every case of the group still has enough members without a conflict."""
    group: Group = m.state
    members = [e.replacement if person == e.member else person for person in group.members]
    the_members_can_fill_every_panel(members, live_cases(group.cases, m), m)


@rule("R-11", "R-12")
def the_change_has_its_reason(e: MemberReplaced | GroupMemberReplaced, m: Matter) -> None:
    """R-11, R-12: nobody loses a seat (更换) without a reason on record."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-11", field="reason")


def _one_for_another(e: MemberReplaced | GroupMemberReplaced, seats: tuple[str, ...]) -> None:
    if e.member not in seats:
        raise Rejected("not_of_the_committee", persons=[e.member])
    if e.replacement in seats:
        raise Rejected("person_twice", persons=[e.replacement])
