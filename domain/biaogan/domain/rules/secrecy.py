"""Suspected state secrets (疑似国家秘密), R-33: whoever reads may raise it, and nothing is added until it is cleared."""

from typing import Any

from biaogan.domain.case import Case
from biaogan.domain.dossier import EVIDENCE, EXPERIENCE, SECTIONS
from biaogan.domain.events import StateSecretCleared, StateSecretSuspected
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round
from biaogan.domain.rules.authority import ORGANISATION_ROLES, UNIT_ROLES

READERS = (
    "applicant_editor", "applicant_signatory", "t1_officer", "t1_approver", "t2_officer", "t2_approver",
    "office_officer", "office_director", "expert", "committee_chair", "vice_chair", "group_leader", "investigator",
    "integrity_auditor",
)  # fmt: skip
"""Who may come to read a case."""


def reading_scope(body: Any, m: Matter) -> str | None:
    """The scope a reader reads the case in: its organisation, its unit, or the whole programme."""
    if not isinstance(m.state, Case):
        return None
    actor = m.world[m.actor]
    roles = {role for role, _ in actor.roles} if isinstance(actor, Person) and not m.role else {m.role}
    if roles & ORGANISATION_ROLES:
        return m.state.organisation
    return m.state.unit if roles & UNIT_ROLES else ""


@rule("R-33")
def an_expert_reads_only_assigned_cases(e: StateSecretSuspected, m: Matter) -> None:
    """R-33, D-05: an expert (专家) knows only the cases of the own panels."""
    rounds = (m.world[name] for _, name in m.state.rounds)
    seen = any(isinstance(found, Round) and m.actor in found.panels.get(m.stream, ()) for found in rounds)
    if m.role == "expert" and not seen:
        raise Rejected("not_assigned", case=m.stream)


@rule("R-33")
def the_suspected_document_is_of_the_case(e: StateSecretSuspected, m: Matter) -> None:
    """R-33: the document (疑似涉密材料) is named by its digest, or is a form or part of the case; never by its content."""
    digests = {file.sha256 for file in (*m.state.manifest, *m.state.dossier.documents)}
    known = digests | {"F2", *SECTIONS.values(), EXPERIENCE, EVIDENCE}
    if e.document not in known:
        raise Rejected("unknown_reference", rule="R-33", field="document", value=e.document)


@rule("R-33")
def the_case_is_not_quarantined(m: Matter) -> None:
    """R-33: while a state secret (国家秘密) is suspected, nothing of the case is written, submitted or passed on."""
    if isinstance(m.state, Case) and m.state.dossier.suspected:
        raise Rejected("quarantined", documents=len(m.state.dossier.suspected))


@rule("R-33")
def there_is_a_suspicion(m: Matter) -> None:
    """R-33: only a case under suspicion (疑似涉密) is cleared."""
    if not m.state.dossier.suspected:
        raise Rejected("not_quarantined")


@rule("R-33")
def the_clearing_has_its_reason(e: StateSecretCleared, m: Matter) -> None:
    """R-33: the office says what it found (排除理由)."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-33", field="reason")
