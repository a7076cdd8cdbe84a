"""Acting for another (代为办理), edge case 32, rulebook 1.12: both persons stand in the act, and only in forms and drafts.

The supporter signs with the own key, in the role of the person helped; which acts may be done so is the lifecycle
table's mark, and every act without it is closed. A supporter judges and handles nothing anywhere, neither when asked nor
at any act.
"""

from datetime import timedelta

from biaogan.domain.events import ActAsApproved, ActAsGranted, ActAsRevoked, FormSectionSaved
from biaogan.domain.expert import Expert
from biaogan.domain.ids import expert_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.authority import ORGANISATION_ROLES
from biaogan.domain.rules.second_person import somebody_else_acts, the_proposal_is_named
from biaogan.domain.two_person import act_digest
from biaogan.domain.values import instant, instant_text

LONGEST = timedelta(days=14)
"""The longest help (代办最长期限), whatever the cycle."""

Asked = ActAsGranted | ActAsApproved


@rule("R-04", "D-23")
def the_supporter_is_another_person_and_fit(e: Asked, m: Matter) -> None:
    """R-04, D-23: a supporter (代办人) is somebody else, who neither handles nor judges cases nor files for others."""
    if e.supporter == m.stream:
        raise Rejected("same_person", rule="R-04", person=m.stream)
    m.referred("supporter", e.supporter, Person)
    _is_fit(e.supporter, m.stream, m)


@rule("D-25")
def the_help_is_short_and_has_a_purpose(e: Asked, m: Matter) -> None:
    """D-25: help has a purpose and ends at an instant ahead (到期时刻), at most fourteen days away."""
    if not e.purpose.strip():
        raise Rejected("text_missing", rule="D-25", field="purpose")
    latest = m.at + LONGEST
    if not m.at < instant(e.expires, "expires") <= latest:
        raise Rejected("grant_term_wrong", given=e.expires, latest=instant_text(latest))


@rule("R-13")
def a_director_agrees_to_exactly_what_was_asked(e: ActAsApproved, m: Matter) -> None:
    """R-13, 1.12: a director (第二人) who is neither of the two agrees to the request named by its digest."""
    somebody_else_acts(m, "R-13", m.stream, e.supporter)
    asked = m.state.helpers.get(e.supporter)
    the_proposal_is_named(e.grant, asked.digest if asked else "", "R-13")
    if act_digest(ActAsGranted(e.supporter, e.purpose, e.expires)) != e.grant:
        raise Rejected("grant_not_as_proposed")


@rule("R-04")
def the_help_to_be_ended_is_there(e: ActAsRevoked, m: Matter) -> None:
    """R-04: only help that was asked for (收回代办) can end, and it ends with a reason."""
    if e.supporter not in m.state.helpers:
        raise Rejected("act_as_not_granted", person=m.stream, supporter=e.supporter)
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-04", field="reason")


@rule("R-04", "D-25")
def the_supporter_may_sign_it_for_the_person(m: Matter, act: str, *, allowed: bool) -> None:
    """R-04, D-25, edge case 32: help is agreed and not over, and the act is one of those that may be done so (可代办)."""
    person = m.world[m.actor]
    help_ = person.helpers.get(m.supporter) if isinstance(person, Person) else None
    live = help_ is not None and help_.approved and bool(help_.expires)
    if help_ is None or not live or m.at >= instant(help_.expires, "expires"):
        raise Rejected("act_as_not_granted", person=m.actor, supporter=m.supporter)
    if not allowed:
        raise Rejected("act_as_forbidden", act=act)
    _is_fit(m.supporter, m.actor, m)


@rule("R-42")
def nobody_pledges_for_another(e: FormSectionSaved, m: Matter) -> None:
    """R-42, edge case 32: the commitment letter (承诺书) among the forms is the person's own to write, whoever helps."""
    if m.supporter and e.commitment is not None:
        raise Rejected("act_as_forbidden", rule="R-42", act="commitment")


def _is_fit(supporter: str, person: str, m: Matter) -> None:
    """Raises ``supporter_unfit`` for whoever has any other duty than filing for the same organisation."""
    state, helped = m.world[supporter], m.referred("person", person, Person)
    own = {(role, scope) for _, scope in helped.roles for role in ORGANISATION_ROLES if scope}
    other = sorted({role for role, _ in state.roles - own}) if isinstance(state, Person) else []
    if isinstance(m.world[expert_id(supporter)], Expert):
        other.append("expert")
    if other:
        raise Rejected("supporter_unfit", person=supporter, roles=other)
