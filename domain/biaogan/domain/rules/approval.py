"""Approval and announcement (批准、公告), R-75, R-76: of exactly the list, and of no case that is held."""

from collections.abc import Sequence

from biaogan.domain.case import Case
from biaogan.domain.events import ResultAnnounced, ResultApproved, ResultRefused
from biaogan.domain.matter import Matter, rule
from biaogan.domain.national_list import NationalList
from biaogan.domain.objection import Objection
from biaogan.domain.rejections import Rejected
from biaogan.domain.status import TERMINAL, Status
from biaogan.domain.values import sha256_hex

DONE = TERMINAL | {Status.APPROVED, Status.TITLED, Status.REVOCATION_REVIEW}
"""States of a listed case that no longer waits for an approval."""


def waiting(m: Matter) -> list[str]:
    """The listed cases that wait for an approval, held ones too, in the order of the list."""
    adopted: NationalList = m.state
    return [name for name in adopted.cases if m.referred("entries", name, Case).status not in DONE]


def decided_on(e: ResultApproved, m: Matter) -> list[str]:
    """The cases an approval is about, in the order of the list: the named ones, else all that wait."""
    return [name for name in waiting(m) if not e.cases or name in e.cases]


@rule("R-75", "R-76")
def some_case_waits_for_the_approval(m: Matter) -> None:
    """R-75, R-76: there is a listed case (名单项目) whose notice is over and that nobody holds: others may be held."""
    cleared = [name for name in waiting(m) if m.referred("entries", name, Case).status == Status.NOTICE_CLEARED]
    if not cleared:
        held = waiting(m)
        state = m.referred("entries", held[0], Case).status if held else m.state.status
        raise Rejected("case_in_wrong_state", case=held[0] if held else m.stream, status=state, allowed=_CLEARED)


_CLEARED = [Status.NOTICE_CLEARED.value]


@rule("R-75")
def no_case_on_the_list_is_held(e: ResultApproved, m: Matter) -> None:
    """R-75: a case with an open objection (异议未结) cannot be approved; where one is held, the approval names the others."""
    if e.cases and (unknown := sorted(set(e.cases) - set(m.state.cases))):
        raise Rejected("not_on_the_list", cases=unknown)
    the_cases_are_cleared(decided_on(e, m) if not e.cases else e.cases, m)


@rule("R-76", "D-21")
def the_refusal_names_cleared_cases_with_reasons(e: ResultRefused, m: Matter) -> None:
    """R-76, D-21: who is not approved (不予批准) is named once, with the reason; a held case is not decided about."""
    names = [reason.item for reason in e.cases]
    wrong = sorted({name for name in names if name not in m.state.cases or names.count(name) > 1})
    if wrong or not names:
        raise Rejected("not_on_the_list", cases=wrong)
    if any(not reason.text.strip() for reason in e.cases):
        raise Rejected("text_missing", rule="R-76", field="cases")
    the_cases_are_cleared(names, m)


def the_cases_are_cleared(cases: Sequence[str], m: Matter) -> None:
    """R-75: each is past its notice, with no objection open."""
    for name in cases:
        case = m.referred("entries", name, Case)
        if case.status != Status.NOTICE_CLEARED:
            raise Rejected("case_in_wrong_state", rule="R-75", case=name, status=case.status, allowed=_CLEARED)
        if case.notice.open:
            raise Rejected("objection_open", case=name, count=len(case.notice.open))


@rule("D-23", "D-19")
def who_investigated_does_not_approve(m: Matter) -> None:
    """D-19, D-23: nobody investigates (核查) an objection to a case and approves the case (职责分离)."""
    for name in m.state.cases:
        for _, stream in m.referred("entries", name, Case).notice.facts:
            objection = m.world[stream]
            if isinstance(objection, Objection) and m.actor in objection.investigators:
                raise Rejected("duties_not_separated", roles=["caq_approver", "investigator"])


@rule("R-76")
def the_approval_has_a_document_number(e: ResultApproved | ResultRefused, m: Matter) -> None:
    """R-76: CAQ approves by a numbered document (批准文号)."""
    if not e.document_no.strip():
        raise Rejected("text_missing", rule="R-76", field="document_no")


@rule("R-76")
def the_announcement_is_on_file(e: ResultAnnounced, m: Matter) -> None:
    """R-76: the text of the announcement (公告) is named by its digest."""
    sha256_hex(e.text_digest, "text_digest")
