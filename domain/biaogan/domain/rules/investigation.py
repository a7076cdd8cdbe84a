"""Investigating an objection (调查核实), R-75, D-19: by two uninvolved persons, who hear the applicant first."""

from biaogan.domain.case import Case
from biaogan.domain.events import (
    ApplicantHeard,
    EvidenceAdded,
    ExpertHeard,
    InvestigationDiscontinued,
    InvestigationReported,
    InvestigatorAppointed,
)
from biaogan.domain.matter import Matter, rule
from biaogan.domain.objection import REMEDIES
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.authority import ORGANISATION_ROLES, UNIT_ROLES
from biaogan.domain.rules.objection import known_code, scorers_of
from biaogan.domain.values import iso_date, sha256_hex

OTHER_DUTIES = frozenset({"caq_approver", "integrity_auditor"})
"""Who approves or audits does not investigate (职责分离); who scored is asked for by the case."""


@rule("D-19")
def two_uninvolved_persons_investigate(e: InvestigatorAppointed, m: Matter) -> None:
    """D-19, D-23: so many different investigators (核查人员), none a scorer of the case, of its organisation or unit."""
    case = m.referred("case", m.state.case, Case)
    wanted = m.config.objection.investigators
    if len(e.persons) != wanted or len(set(e.persons)) != wanted:
        raise Rejected("investigators_count", wanted=wanted, given=len(set(e.persons)))
    iso_date(e.due_on, "due_on")
    if not e.scope.strip():
        raise Rejected("text_missing", rule="D-19", field="scope")
    scorers = scorers_of(m, case, m.state.case)
    for name in e.persons:
        person = m.referred("persons", name, Person)
        if not person.holds("investigator", ""):
            raise Rejected("not_an_investigator", person=name)
        if name in scorers:
            raise Rejected("investigator_scored_the_case", person=name, case=m.state.case)
        if duties := sorted(OTHER_DUTIES & {role for role, _ in person.roles}):
            raise Rejected("duties_not_separated", rule="D-19", roles=["investigator", *duties])
        if involved(person, case) or name in case.helped_by or name == m.state.filer:
            raise Rejected("own_organisation", rule="D-19", person=name, case=m.state.case)


def involved(person: Person, case: Case) -> bool:
    """D-19, D-23: whether somebody acts for the organisation or the recommending unit of the case."""
    return any(
        (role in ORGANISATION_ROLES and scope == case.organisation) or (role in UNIT_ROLES and scope == case.unit)
        for role, scope in person.roles
    )


@rule("D-19")
def an_appointed_investigator_acts(m: Matter) -> None:
    """D-19: only who is appointed for this objection investigates it (核查人员)."""
    if m.actor not in m.state.investigators:
        raise Rejected("not_appointed", person=m.actor)


@rule("D-19")
def what_was_said_is_on_file(e: ApplicantHeard | ExpertHeard, m: Matter) -> None:
    """D-19: a hearing (听取意见) leaves a statement and its digest; only an applicant that waived it has said nothing."""
    waived = isinstance(e, ApplicantHeard) and e.waived
    if not waived:
        sha256_hex(e.statement_digest, "statement_digest")
        if not e.statement.strip():
            raise Rejected("text_missing", rule="D-19", field="statement")
    if isinstance(e, ExpertHeard):
        m.referred("expert", e.expert, Person)
    elif iso_date(e.heard_on, "heard_on") > m.at.astimezone(m.config.zone).date():
        raise Rejected("date_in_the_future", rule="D-19", field="heard_on", given=e.heard_on)


@rule("D-19")
def the_evidence_is_named_by_its_digest(e: EvidenceAdded, m: Matter) -> None:
    """D-19: evidence (证据) has a name and a digest."""
    sha256_hex(e.digest, "digest")
    if not e.name.strip():
        raise Rejected("text_missing", rule="D-19", field="name")


@rule("R-75", "D-19")
def the_applicant_was_heard(m: Matter) -> None:
    """R-75, D-19, transition 23: nothing is reported before the applicant was heard (听取申报组织意见), or waived it."""
    if not m.state.applicant_heard:
        raise Rejected("applicant_not_heard", case=m.state.case)


@rule("R-75", "D-19")
def the_report_finds_and_recommends(e: InvestigationReported, m: Matter) -> None:
    """R-75, D-19: the report (核查报告) says what was found and recommends one of the remedies."""
    sha256_hex(e.report_digest, "report_digest")
    if not e.findings.strip():
        raise Rejected("text_missing", rule="R-75", field="findings")
    known_code("recommendation", e.recommendation, list(REMEDIES))


@rule("R-75")
def only_a_withdrawn_objection_is_discontinued(e: InvestigationDiscontinued, m: Matter) -> None:
    """R-75: an investigation ends early (终止核查) only after the objector withdrew, and for stated reasons."""
    if not m.state.withdrawn:
        raise Rejected("objection_not_withdrawn")
    if not e.reasons.strip():
        raise Rejected("text_missing", rule="R-75", field="reasons")
