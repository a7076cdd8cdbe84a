"""Re-examination of the procedure (复核), D-21: once, within its days, about the procedure and never about a score."""

from biaogan.domain.case import Case
from biaogan.domain.events import ReexaminationDecided, ReexaminationRequested
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.conflict import nobody_decides_about_the_own_organisation
from biaogan.domain.rules.objection import known_code
from biaogan.domain.rules.periods import working_days
from biaogan.domain.status import Status
from biaogan.domain.values import instant_text, sha256_hex

OUTCOMES = ("confirmed", "repeat")
REEXAMINED = (Status.REMOVED, Status.NOT_APPROVED)
"""Decisions that can be re-examined: removal after an objection, refusal of the approval."""


@rule("D-21")
def the_request_comes_within_its_days(e: ReexaminationRequested, m: Matter) -> None:
    """D-21: within five working days (工作日) of the notice to the applicant, half-open, and only after there was one."""
    case = m.referred("case", e.case, Case)
    if case.status not in REEXAMINED:
        allowed = [status.value for status in REEXAMINED]
        raise Rejected("case_in_wrong_state", rule="D-21", case=e.case, status=case.status, allowed=allowed)
    told = case.notice.notified_at
    if told is None:
        raise Rejected("reexamination_premature", case=e.case)
    closes = working_days(m).notice_close(told, m.config.objection.appeal.within, False)
    if m.at >= closes:
        raise Rejected("reexamination_late", closes=instant_text(closes))


@rule("D-21")
def the_request_is_about_the_procedure(e: ReexaminationRequested, m: Matter) -> None:
    """D-21: a procedural ground (程序性理由) of the cycle's list, in words and with evidence; a score is none."""
    known_code("ground", e.ground, [term.code for term in m.config.objection.appeal.grounds])
    if not e.text.strip():
        raise Rejected("text_missing", rule="D-21", field="text")
    for digest in e.evidence:
        sha256_hex(digest, "evidence")


@rule("D-21")
def the_answer_confirms_or_repeats(e: ReexaminationDecided, m: Matter) -> None:
    """D-21: the step is confirmed, or repeated (重新办理); the reasons go to the applicant by a letter."""
    known_code("outcome", e.outcome, list(OUTCOMES))
    if not e.reasons.strip():
        raise Rejected("text_missing", rule="D-21", field="reasons")
    sha256_hex(e.letter_digest, "letter_digest")


@rule("D-21", "D-23")
def nobody_re_examines_the_own_organisation(m: Matter) -> None:
    """D-21, D-23: who files for the organisation does not answer its request (回避)."""
    nobody_decides_about_the_own_organisation([m.state.case], m)
