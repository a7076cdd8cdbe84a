"""Approval and announcement (批准、公告), R-75, R-76."""

from biaogan.domain.case import Case
from biaogan.domain.events import ResultAnnounced, ResultApproved
from biaogan.domain.matter import Matter, rule
from biaogan.domain.national_list import NationalList
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import sha256_hex


@rule("R-75")
def no_case_on_the_list_is_held(m: Matter) -> None:
    """R-75: a case with an open objection (异议未结) cannot be approved: every listed case stands where the list does."""
    adopted: NationalList = m.state
    for name in adopted.cases:
        case = m.referred("entries", name, Case)
        if case.status != adopted.status:
            raise Rejected("case_in_wrong_state", case=name, status=case.status, allowed=[adopted.status])


@rule("R-76")
def the_approval_has_a_document_number(e: ResultApproved, m: Matter) -> None:
    """R-76: CAQ approves by a numbered document (批准文号)."""
    if not e.document_no.strip():
        raise Rejected("text_missing", rule="R-76", field="document_no")


@rule("R-76")
def the_announcement_is_on_file(e: ResultAnnounced, m: Matter) -> None:
    """R-76: the text of the announcement (公告) is named by its digest."""
    sha256_hex(e.text_digest, "text_digest")
