"""Answering an objection (异议的受理、撤回与告知), R-75, D-15..D-18."""

from biaogan.domain.case import Case
from biaogan.domain.events import LeadRecorded, ObjectionAdmitted, ObjectionRefused, ObjectorInformed
from biaogan.domain.matter import Matter, rule
from biaogan.domain.objection import Objection
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.conflict import nobody_decides_about_the_own_organisation
from biaogan.domain.rules.objection import known_code, scorers_of
from biaogan.domain.rules.periods import the_end_is_the_computed_one, working_days
from biaogan.domain.status import Status
from biaogan.domain.values import sha256_hex

REFUSALS = ("inadmissible_ground", "not_under_notice", "not_concrete", "identity_unproven", "outside_programme")
"""Why an objection is not admitted (不予受理理由)."""
LEADS = ("anonymous", "late", "information", "scorer", "refused_but_concrete")
"""Why something is kept as a lead (线索来源)."""
UNDER_NOTICE = frozenset(
    {Status.NOTICE, Status.NOTICE_HELD, Status.DELIBERATION, Status.RE_NOTICE, Status.REMOVED, Status.WITHDRAWN}
)
"""Where a case may stand when an objection filed in time is admitted; it may have left meanwhile (D-18)."""


@rule("R-75", "D-15", "D-16", "D-17")
def the_objection_is_admissible(m: Matter) -> None:
    """R-75, D-15..D-17: named, in time, on an admissible ground (受理条件), about a case on notice; not a scorer's own."""
    objection: Objection = m.state
    case = m.referred("case", objection.case, Case)
    if objection.anonymous and m.config.objection.anonymous != "accept":
        raise Rejected("objection_anonymous")
    if objection.as_information:
        raise Rejected("objection_is_information")
    if objection.ground not in [term.code for term in m.config.objection.grounds]:
        raise Rejected("ground_inadmissible", ground=objection.ground)
    if case.status not in UNDER_NOTICE:
        allowed = sorted(UNDER_NOTICE)
        raise Rejected("case_in_wrong_state", rule="R-75", case=objection.case, status=case.status, allowed=allowed)
    if not objection.by_letter and objection.filer in scorers_of(m, case, objection.case):
        raise Rejected("objector_scored_the_case", case=objection.case)


@rule("D-18")
def the_decision_is_due_when_its_working_days_are_over(e: ObjectionAdmitted, m: Matter) -> None:
    """D-18: the signed service level (办理时限) is the computed one; without the calendar of that year there is none."""
    due = working_days(m).notice_close(m.state.filed_at, m.config.objection.sla.decision, False)
    the_end_is_the_computed_one("decide_by", e.decide_by, due, "due_wrong", field="decide_by")


@rule("D-23", "R-75")
def nobody_handles_an_objection_to_the_own_organisation(m: Matter) -> None:
    """R-75, D-23: who files for the organisation objected to takes no part in what becomes of the objection (回避)."""
    nobody_decides_about_the_own_organisation([m.state.case], m)


@rule("R-75", "D-15", "D-16")
def the_answer_has_a_coded_reason(e: ObjectionRefused | LeadRecorded, m: Matter) -> None:
    """R-75, D-15, D-16: a refusal (不予受理) and a lead each have a reason of a closed list, and say it in words."""
    known_code("reason", e.reason, list(REFUSALS if isinstance(e, ObjectionRefused) else LEADS))
    if not e.text.strip():
        raise Rejected("text_missing", rule="R-75", field="text")


@rule("D-15")
def only_the_objector_withdraws(m: Matter) -> None:
    """D-15, D-18: an objection is withdrawn (撤回异议) by who filed it; a letter's, by an officer on the objector's word."""
    if m.state.withdrawn:
        raise Rejected("objection_already_withdrawn")
    if (m.role == "objector" and m.actor != m.state.filer) or (m.role != "objector" and not m.state.by_letter):
        raise Rejected("not_the_objector")


@rule("R-75")
def the_objector_is_informed_once(e: ObjectorInformed, m: Matter) -> None:
    """R-75, D-18: the objector gets one answer (告知异议人), a letter named by its digest."""
    sha256_hex(e.letter_digest, "letter_digest")
    if m.state.objector_informed:
        raise Rejected("already_informed", who="objector")
