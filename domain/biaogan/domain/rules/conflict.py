"""Conflicts of interest and separated duties (回避、职责分离), D-23: nobody judges the own organisation, at any stage."""

from collections.abc import Iterable

from biaogan.domain.case import Case
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.authority import ORGANISATION_ROLES, UNIT_ROLES

PARTIAL_ROLES = frozenset({"t2_officer", "t2_approver", "caq_approver", "investigator", "integrity_auditor"})
"""Roles that decide, investigate or audit every case; who holds one scores none (职责分离)."""


@rule("D-23")
def the_expert_has_no_conflict(expert: str, name: str, case: Case, m: Matter) -> None:
    """D-23: nobody scores the own organisation or a case of the own unit, or one to decide on later (利益冲突)."""
    for role, scope in sorted(m.referred("panels", expert, Person).roles):
        own = (role in ORGANISATION_ROLES and scope == case.organisation) or (role in UNIT_ROLES and scope == case.unit)
        if own or role in PARTIAL_ROLES:
            raise Rejected("conflict_of_interest", person=expert, case=name, role=role)


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


def _not_the_own(m: Matter, cases: Iterable[str]) -> None:
    actor = m.world[m.actor]
    own = {scope for role, scope in actor.roles if role in ORGANISATION_ROLES} if isinstance(actor, Person) else set()
    for name in sorted(cases) if own else ():
        case = m.world[name]
        if isinstance(case, Case) and case.organisation in own:
            raise Rejected("own_organisation", person=m.actor, case=name)
