"""Access to what is sealed (查阅授权), rulebook 1.12, R-13, D-25: two persons, a purpose, named streams, a short time."""

from datetime import timedelta

from biaogan.domain.access import CLASSES, GRANTEES, Grant
from biaogan.domain.case import Case
from biaogan.domain.cycle import Cycle
from biaogan.domain.events import AccessExpired, AccessGranted, AccessGrantProposed, AccessRevoked
from biaogan.domain.expert import Expert
from biaogan.domain.ids import expert_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.opened import ANY_CYCLE, cases_of, cycle_of
from biaogan.domain.organisation import Organisation
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.authority import ORGANISATION_ROLES
from biaogan.domain.rules.conflict import nobody_decides_about_the_own_organisation, own_organisations
from biaogan.domain.rules.objection import scorers_of
from biaogan.domain.rules.second_person import somebody_else_acts, the_proposal_is_named
from biaogan.domain.two_person import act_digest
from biaogan.domain.values import instant, instant_text

Asked = AccessGrantProposed | AccessGranted


@rule("R-13", "D-25")
def the_grant_says_what_it_opens_and_why(e: AccessGrantProposed, m: Matter) -> None:
    """R-13, D-25: a grant (查阅授权) names sealed classes, each once, and its purpose (用途)."""
    if not e.purpose.strip():
        raise Rejected("text_missing", rule="D-25", field="purpose")
    for field, given in (("classes", e.classes), ("streams", e.streams)):
        if not given or len(set(given)) != len(given):
            raise Rejected("grant_list_malformed", field=field, given=given)
    if strange := sorted(set(e.classes) - CLASSES):
        raise Rejected("unknown_reference", rule="D-25", field="classes", value=strange[0])


@rule("R-13")
def the_grant_is_about_streams_of_its_cycle(e: AccessGrantProposed, m: Matter) -> None:
    """R-13: it names the cycle, or cases, rounds, objections of it, or persons (查阅范围); nothing that does not exist."""
    for name in e.streams:
        if cycle_of(name, m) not in (m.cycle, ANY_CYCLE):
            raise Rejected("unknown_reference", rule="R-13", field="streams", value=name)


@rule("R-13")
def nobody_is_given_access_by_themselves(e: Asked, m: Matter) -> None:
    """R-13, 1.12: neither of the two persons is the one who will read (不得自我授权)."""
    somebody_else_acts(m, "R-13", e.grantee)


@rule("R-13")
def the_grantee_holds_a_role_that_may_read(e: Asked, m: Matter) -> None:
    """R-13, 1.12: an investigator, an auditor or a director (被授权人) may be given access, and nobody else."""
    person = m.referred("grantee", e.grantee, Person)
    if not any(person.holds(role, "") for role in GRANTEES):
        raise Rejected("grantee_unfit", person=e.grantee, wanted=list(GRANTEES))


@rule("R-13", "D-23")
def the_grantee_has_no_part_in_what_is_opened(e: Asked, m: Matter) -> None:
    """R-13, D-23: who scores, or files for the organisation (职责分离), is not let into the sealed parts of that case."""
    person, pooled = m.referred("grantee", e.grantee, Person), m.world[expert_id(e.grantee)]
    own = {scope for role, scope in person.roles if role in ORGANISATION_ROLES}
    for name in e.streams:
        state = m.world[name]
        seated = isinstance(state, Cycle) and isinstance(pooled, Expert) and name in pooled.seats
        scores = isinstance(state, Cycle) and person.holds("expert", "")
        if seated or scores or any(_has_a_part(e.grantee, own, case, m) for case in cases_of(name, m)):
            raise Rejected("grantee_has_a_part", person=e.grantee, stream=name)


@rule("R-13", "D-23")
def nobody_lets_others_into_the_own_organisation(e: Asked, m: Matter) -> None:
    """R-13, D-23: who files for an organisation, or has an interest in it, opens its cases to nobody (授权回避)."""
    of_cycles = [
        case
        for name in sorted(own_organisations(m))
        if isinstance(own := m.world[name], Organisation)
        for cycle in e.streams
        for case in own.cases_in(cycle)
    ]
    nobody_decides_about_the_own_organisation(
        [*of_cycles, *(case for name in e.streams for case in cases_of(name, m))], m
    )


@rule("D-25")
def the_grant_is_short(e: Asked, m: Matter) -> None:
    """D-25: a grant ends at an instant ahead (到期时刻), at most the cycle's number of days away."""
    latest = m.at + timedelta(days=m.config.privacy.grant_days)
    if not m.at < instant(e.expires, "expires") <= latest:
        raise Rejected("grant_term_wrong", given=e.expires, latest=instant_text(latest))


@rule("R-13")
def another_person_grants_exactly_what_was_proposed(e: AccessGranted, m: Matter) -> None:
    """R-13, 1.12: a second person (双人行为) grants the proposal named by its digest, and nothing else."""
    grant: Grant = m.state
    the_proposal_is_named(e.proposal, grant.proposal, "R-13")
    somebody_else_acts(m, "R-13", grant.proposer)
    said = AccessGrantProposed(e.cycle, e.grantee, e.classes, e.streams, e.purpose, e.expires)
    if act_digest(said) != grant.proposal:
        raise Rejected("grant_not_as_proposed")


@rule("R-13")
def the_revocation_has_a_reason(e: AccessRevoked, m: Matter) -> None:
    """R-13: who ends a grant early (收回) says why."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-13", field="reason")


@rule("D-25")
def the_grant_is_over(m: Matter) -> None:
    """D-25: a grant expires (到期) at its instant, half-open: at it there is no access any more."""
    if m.at < instant(m.state.expires, "expires"):
        raise Rejected("grant_not_over", expires=m.state.expires)


@rule("D-25")
def the_expiry_names_the_end_of_the_grant(e: AccessExpired, m: Matter) -> None:
    """D-25: the service repeats the end that was signed (到期时刻)."""
    if e.expires != m.state.expires:
        raise Rejected("due_wrong", rule="D-25", field="expires", given=e.expires, expected=m.state.expires)


def _has_a_part(person: str, own: set[str], name: str, m: Matter) -> bool:
    case = m.world[name]
    if not isinstance(case, Case):
        return False
    return case.organisation in own or person in case.helped_by or person in scorers_of(m, case, name)
