"""A case noticed anew (重新公示), D-20: corrected or promoted, for the full period, with the objections it has."""

from datetime import datetime

from biaogan.domain.case import Case
from biaogan.domain.events import CaseNoticeExpired, CaseRenoticed
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.notice import every_mandatory_channel_carries
from biaogan.domain.values import instant


@rule("R-74", "D-20")
def every_mandatory_channel_carries_the_new_notice(e: CaseRenoticed, m: Matter) -> None:
    """R-74, D-20: the corrected case is posted on each mandatory channel (重新公示), after the decision that demands it."""
    since: datetime = m.state.notice.since or m.at
    every_mandatory_channel_carries(e.postings, since, m)


@rule("R-74", "D-20")
def the_cases_own_notice_is_over(m: Matter) -> None:
    """R-74, D-20: half-open: at the end of its own notice (重新公示期满), and not before, and with no objection open."""
    case: Case = m.state
    if not case.notice.closes:
        raise Rejected("notice_runs_with_the_list")
    if m.at < instant(case.notice.closes, "closes"):
        raise Rejected("notice_not_over", closes=case.notice.closes)
    if case.notice.open:
        raise Rejected("objection_open", case=m.stream, count=len(case.notice.open))


@rule("R-74", "D-20")
def the_expiry_names_the_end_of_the_own_notice(e: CaseNoticeExpired, m: Matter) -> None:
    """R-74, D-20: the end (公示截止) is the one that was signed."""
    if e.closes != m.state.notice.closes:
        raise Rejected("notice_end_wrong", given=e.closes, expected=m.state.notice.closes)
