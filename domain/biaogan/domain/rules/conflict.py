"""Conflicts of interest and separated duties (回避、职责分离), D-23: nobody judges the own organisation, at any stage."""

from collections.abc import Iterable

from biaogan.domain.case import Case
from biaogan.domain.events import ExpertReplaced, GroupFormed, InterestDeclared, ReviewRoundOpened, RoleGranted
from biaogan.domain.expert import Expert
from biaogan.domain.ids import expert_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.organisation import Organisation
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round, sheet_stream
from biaogan.domain.rules.authority import ORGANISATION_ROLES, UNIT_ROLES
from biaogan.domain.rules.experts import interest_of
from biaogan.domain.values import iso_date

Assigning = ReviewRoundOpened | ExpertReplaced | GroupFormed

SEPARATED = frozenset({"expert", "investigator", "caq_approver", "integrity_auditor"})
"""Duties of which nobody holds two on the same case (职责分离), rulebook 1.12: the one table of them."""
PARTIAL_ROLES = SEPARATED - {"expert"} | {"t2_officer", "t2_approver"}
"""Roles that decide, investigate or audit every case; who holds one scores none (职责分离)."""
SUPPORTER = "supporter"
"""What somebody is who signed something of a case for its applicant (代办人), edge case 32."""


@rule("D-23")
def the_expert_has_no_conflict(expert: str, name: str, case: Case, m: Matter) -> None:
    """D-23: nobody scores the own organisation, a case of the own unit, one decided on later or helped with (利益冲突)."""
    m.referred("panels", expert, Person)
    if (found := conflict_with(expert, case, m)) is not None:
        raise Rejected("conflict_of_interest", person=expert, case=name, role=found)


def conflict_with(person: str, case: Case, m: Matter) -> str | None:
    """The role, or the kind of interest, that keeps a person from judging a case; ``None`` if nothing does (D-23)."""
    if person in case.helped_by:
        return SUPPORTER
    state = m.world[person]
    for role, scope in sorted(state.roles) if isinstance(state, Person) else ():
        own = (role in ORGANISATION_ROLES and scope == case.organisation) or (role in UNIT_ROLES and scope == case.unit)
        if own or role in PARTIAL_ROLES:
            return role
    pooled = m.world[expert_id(person)]
    if not isinstance(pooled, Expert):
        return None
    day = m.at.astimezone(m.config.zone).date()
    return interest_of(pooled, case, day, m.config.review.conflicts.years)


@rule("D-23")
def no_separated_duty_is_held(person: str, m: Matter) -> None:
    """D-23, rulebook 1.12: who decides, investigates or audits does not sit on the committee (职责分离)."""
    held = sorted({role for role, _ in m.referred("members", person, Person).roles} & PARTIAL_ROLES)
    if held:
        raise Rejected("duties_not_separated", roles=["expert", *held])


@rule("D-23")
def no_duty_is_given_that_the_person_must_not_have(e: RoleGranted, m: Matter) -> None:
    """D-23, rulebook 1.12: who sits on a committee, and so acts on its cases, is given no separated duty (职责分离)."""
    pooled = m.world[expert_id(m.stream)]
    if e.role in PARTIAL_ROLES and isinstance(pooled, Expert) and pooled.seats:
        raise Rejected("duties_not_separated", roles=["expert", e.role])


@rule("D-23")
def nobody_approves_what_they_scored(m: Matter) -> None:
    """D-23, rulebook 1.12: who scored a case of the list in any round does not approve it (职责分离)."""
    the_actor_scored_none_of(m.state.cases, m)


def the_actor_scored_none_of(cases: Iterable[str], m: Matter) -> None:
    """Whoever acts in a separated duty is on no panel of the cases and has no sheet on one, voided ones included.

    Raises ``duties_not_separated``.
    """
    for name in sorted(cases) if m.role in SEPARATED else ():
        case = m.world[name]
        for _, round_ in case.rounds if isinstance(case, Case) else ():
            held = m.world[round_]
            on_panel = isinstance(held, Round) and m.actor in held.panels.get(name, ())
            if on_panel or m.world[sheet_stream(m.world, round_, name, m.actor)] is not None:
                raise Rejected("duties_not_separated", roles=["expert", m.role])


@rule("D-23")
def nobody_handles_a_case_of_the_own_organisation(m: Matter) -> None:
    """D-23: who files for an organisation (申报人员) does not examine or endorse its case, for whatever body."""
    _not_the_own(m, [m.stream])


@rule("D-23")
def nobody_decides_about_the_own_organisation(cases: Iterable[str], m: Matter) -> None:
    """D-23: who files for an organisation takes no part in a decision that ranks its case (排序、批准)."""
    _not_the_own(m, cases)


@rule("D-23")
def nobody_approves_the_own_organisation(m: Matter) -> None:
    """D-23: who files for an organisation does not approve (批准) a list it is on."""
    _not_the_own(m, m.state.cases)


@rule("D-23")
def nobody_assigns_in_the_own_organisation(e: Assigning, m: Matter) -> None:
    """D-23: who files for an organisation, or has an interest in it, appoints nobody for its case (指派回避)."""
    _not_the_own(m, [e.case] if isinstance(e, ExpertReplaced) else e.cases if isinstance(e, GroupFormed) else e.panels)


@rule("D-23")
def the_interest_is_in_a_known_organisation(e: InterestDeclared, m: Matter) -> None:
    """D-23: an interest (利益关系) names the organisation and says what it is, to its last day if it has one."""
    m.referred("organisation", e.organisation, Organisation)
    if not e.reason.strip():
        raise Rejected("text_missing", rule="D-23", field="reason")
    if e.until:
        iso_date(e.until, "until")


def _not_the_own(m: Matter, cases: Iterable[str]) -> None:
    own = own_organisations(m)
    for name in sorted(cases):
        case = m.world[name]
        if isinstance(case, Case) and (case.organisation in own or m.actor in case.helped_by):
            raise Rejected("own_organisation", person=m.actor, case=name)


def own_organisations(m: Matter) -> set[str]:
    """The organisations the actor files for, or has declared an interest in that lasts."""
    actor = m.world[m.actor]
    if not isinstance(actor, Person):
        return set()
    own = {scope for role, scope in actor.roles if role in ORGANISATION_ROLES}
    if actor.interests:
        today = m.at.astimezone(m.config.zone).date().isoformat()
        own |= {name for name, until in actor.interests if not until or today <= until}
    return own
