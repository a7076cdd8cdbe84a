"""Events around the public notice: outages, new notices, amended calendars, deliberation on the list, refusal (公示)."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K0, K1, K3, Event
from biaogan.domain.forms import Posting, Reason
from biaogan.domain.forms_objection import Ballot

# --- the calendar and the deadlines (工作日历、截止时间) ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CalendarAmended(Event):
    """The State Council changed a year already loaded (工作日历修订), D-14. ``replaces`` is the digest of the old table.

    What was decided under the old table keeps naming it.
    """

    TOPIC = "calendar_amended/1"
    KLASS = K0
    year: int
    holidays: list[str]
    workdays: list[str]
    source: str
    replaces: str


@dataclass(frozen=True, slots=True)
class DeadlineExtended(Event):
    """A deadline of the cycle is moved back (延长截止时间), before or after it passed; only later acts profit."""

    TOPIC = "deadline_extended/1"
    KLASS = K0
    deadline: str
    last_day: str
    closes: str
    reason: str


# --- deliberation on the list (审议) ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeliberationConcluded(Event):
    """The committee answers the ministry's objection (审议结论), D-35: ``struck`` are cases with reasons, perhaps none.

    ``list_digest`` is of what remains, in its old order.
    """

    TOPIC = "deliberation_concluded/1"
    list_digest: str
    struck: list[Reason]
    reasons: str
    ballots: Annotated[list[Ballot], K3]
    minutes_digest: str


@dataclass(frozen=True, slots=True)
class CaseStruckFromList(Event):
    """Consequence: the case is no longer on the list (移出名单); the order of the others stays."""

    TOPIC = "case_struck_from_list/1"
    case: str


@dataclass(frozen=True, slots=True)
class CaseAddedToList(Event):
    """Consequence: the case is on the list with this rank (列入名单): promoted, or put back by a re-examination."""

    TOPIC = "case_added_to_list/1"
    case: str
    rank: int


@dataclass(frozen=True, slots=True)
class CasePromoted(Event):
    """Consequence on the next case in rank, which takes a removed one's place (递补) and needs a notice of its own."""

    TOPIC = "case_promoted/1"
    replaces: str


# --- the notice (公示) ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticePostingFailed(Event):
    """A mandatory channel no longer shows the notice (公示中断), R-74, D-14."""

    TOPIC = "notice_posting_failed/1"
    KLASS = K0
    channel: str
    failed_at: str
    evidence_digest: str


@dataclass(frozen=True, slots=True)
class NoticeReposted(Event):
    """The channel shows the notice again (恢复公示), R-74, D-14."""

    TOPIC = "notice_reposted/1"
    KLASS = K0
    posting: Posting


@dataclass(frozen=True, slots=True)
class NoticeExtended(Event):
    """A long outage of ``channel`` since ``failed_at`` extends the notice (延长公示); the end is computed and signed."""

    TOPIC = "notice_extended/1"
    KLASS = K0
    channel: str
    failed_at: str
    closes: str
    calendar_digest: str


@dataclass(frozen=True, slots=True)
class CaseRenoticed(Event):
    """One case is put on notice anew for the full period (重新公示), D-20: corrected, or promoted to the list."""

    TOPIC = "case_renoticed/1"
    KLASS = K0
    postings: list[Posting]
    closes: str
    calendar_digest: str
    contact: str


@dataclass(frozen=True, slots=True)
class CaseNoticeExpired(Event):
    """The case's own notice is over (重新公示期满); signed by the service."""

    TOPIC = "case_notice_expired/1"
    KLASS = K0
    closes: str


# --- refusal and re-examination (不予批准、复核) -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultRefused(Event):
    """CAQ does not approve these cases of the list (不予批准), each with its reason. Transition 26."""

    TOPIC = "result_refused/1"
    list_digest: str
    cases: list[Reason]
    document_no: str


@dataclass(frozen=True, slots=True)
class DecisionNotified(Event):
    """Consequence on the case: its applicant knows the decision (送达), so the days for a re-examination run (D-21)."""

    TOPIC = "decision_notified/1"
    decision: str


@dataclass(frozen=True, slots=True)
class ReexaminationRequested(Event):
    """The applicant asks once for a re-examination of the procedure (复核申请), D-21."""

    TOPIC = "reexamination_requested/1"
    case: str
    ground: str
    text: str
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class ReexaminationDocketed(Event):
    """Consequence: by when the request is to be answered (复核期限), "" while the calendar of that year is missing."""

    TOPIC = "reexamination_docketed/1"
    decide_by: str


@dataclass(frozen=True, slots=True)
class ReexaminationDecided(Event):
    """The answer (复核决定): ``confirmed``, or ``repeat`` the step; never another score. D-21."""

    TOPIC = "reexamination_decided/1"
    outcome: str
    reasons: Annotated[str, K1]
    letter_digest: str
