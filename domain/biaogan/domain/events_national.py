"""Events from the national examination to the announced title: 形式审查, 评审, 公示, 批准, 公告; and refusals."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from biaogan.domain.event import K0, K1, K2, K3, SEALED, Event
from biaogan.domain.forms import CaseVote, FileRef, FormItem, Posting, RankedCase, Reason, SheetRow

# --- national stage: formal examination, scoring (形式审查, 评审) -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NationalPackageSubmitted(Event):
    """The selected organisation files the full package with the national office (R-37). Transition 10."""

    TOPIC = "national_package_submitted/1"
    manifest: list[FileRef]


@dataclass(frozen=True, slots=True)
class FormalExaminationPassed(Event):
    """The office confirms eligibility item by item (形式审查), R-68. Transition 12."""

    TOPIC = "formal_examination_passed/1"
    checklist: list[FormItem]


@dataclass(frozen=True, slots=True)
class FormalExaminationFailed(Event):
    """The office refuses the case with reasons. Transition 12, terminal."""

    TOPIC = "formal_examination_failed/1"
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class ReviewRoundOpened(Event):
    """A scoring round (评审轮次): kind ``provincial`` or ``desk``; ``panels`` maps each case to its experts (D-05)."""

    TOPIC = "review_round_opened/1"
    cycle: str
    kind: str
    panels: Annotated[dict[str, list[str]], K3]
    closes: str
    draw: str = ""
    """The draw the panels come from, where the cycle draws them (D-06)."""
    salt: Annotated[str, K3] = ""
    """Random, so that the streams of the round's sheets tell nobody whose they are (D-10)."""
    custodians: list[str] = field(default_factory=list)
    """Who keeps the shares of the key that opens the scores (密钥保管人), where the cycle splits it."""


@dataclass(frozen=True, slots=True)
class CaseEnteredRound(Event):
    """Consequence on each case of an opened round: it is scored there, and in no second round of the kind (D-05)."""

    TOPIC = "case_entered_round/1"
    round: str
    kind: str


@dataclass(frozen=True, slots=True)
class ScoreSheetLocked(Event):
    """One expert's final scores on one case, with the written comment (评分与评语), R-69, R-77..R-79."""

    TOPIC = "score_sheet_locked/1"
    KLASS = K2
    round: Annotated[str, K1]
    case: Annotated[str, K1]
    rows: Annotated[list[SheetRow], K2 + SEALED]
    comment: Annotated[str, K2 + SEALED]
    recommend: Annotated[bool, K2 + SEALED]
    abstain: str = ""
    """Why the expert abstains (弃权理由); then ``rows`` is empty."""


@dataclass(frozen=True, slots=True)
class ReviewRoundClosed(Event):
    """No sheet after this (评审轮次关闭); every case has its minimum of valid sheets (D-05)."""

    TOPIC = "review_round_closed/1"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreStatisticsComputed(Event):
    """Consequence of the opened scores: per case exact aggregate and rank (统计结果), D-02, D-04."""

    TOPIC = "score_statistics_computed/1"
    KLASS = K2
    method: str
    results: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FinalListAdopted(Event):
    """The committee's recommended list (推荐名单), ranked; others in review are not recommended (R-72). Transition 19."""

    TOPIC = "final_list_adopted/1"
    cycle: str
    round: str
    entries: list[RankedCase]
    minutes_digest: str
    override_reason: str = ""
    attendance: Annotated[list[str], K3] = field(default_factory=list)
    """Members of the committee present (出席委员), where the cycle has one (D-07)."""
    votes: Annotated[list[CaseVote], K3] = field(default_factory=list)
    """The vote on each case before the committee (表决)."""
    dissent: Annotated[str, K3] = ""
    """Opinions of those who disagree (不同意见), in their words."""


# --- notice, approval, announcement (公示, 批准, 公告) -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MinistryConsultationOpened(Event):
    """The list goes to the ministry for opinions (征求意见), R-73. Transition 20."""

    TOPIC = "ministry_consultation_opened/1"
    list_digest: str
    due_on: str


@dataclass(frozen=True, slots=True)
class MinistryConsultationClosed(Event):
    """The ministry's reply, or its silence, is on record. ``reply``: ``none``, ``agreed`` or ``objects``."""

    TOPIC = "ministry_consultation_closed/1"
    reply: str
    comments: str = ""


@dataclass(frozen=True, slots=True)
class NoticePublished(Event):
    """Public notice (公示) on every mandatory channel; ``closes`` is computed and signed (R-74, D-14). Transition 21."""

    TOPIC = "notice_published/1"
    KLASS = K0
    postings: list[Posting]
    closes: str
    calendar_digest: str
    list_digest: str
    contact: str


@dataclass(frozen=True, slots=True)
class NoticePeriodExpired(Event):
    """The working days are over (公示期满); signed by the service. Transition 25."""

    TOPIC = "notice_period_expired/1"
    KLASS = K0
    closes: str


@dataclass(frozen=True, slots=True)
class ResultApproved(Event):
    """CAQ approves the exact list (批准), R-76. Transition 26.

    ``cases`` names those it is about where others of the list are held; empty: every case still waiting.
    """

    TOPIC = "result_approved/1"
    list_digest: str
    document_no: str
    cases: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ResultAnnounced(Event):
    """The result is announced on the channels (公告), R-76. Transition 27."""

    TOPIC = "result_announced/1"
    KLASS = K0
    postings: list[Posting]
    text_digest: str


@dataclass(frozen=True, slots=True)
class TitleGranted(Event):
    """Consequence of the announcement on each listed case: the title (称号)."""

    TOPIC = "title_granted/1"
    KLASS = K0
    title_no: str
    year: int


@dataclass(frozen=True, slots=True)
class CaseMoved(Event):
    """Consequence of an act on a list: the case is now in state ``to`` (状态变更)."""

    TOPIC = "case_moved/1"
    to: str


@dataclass(frozen=True, slots=True)
class Refused(Event):
    """A signed act that a rule refused (拒绝记录). Evidence, on a stream of its own."""

    TOPIC = "refused/1"
    statement: Annotated[str, K0]
    jti: Annotated[str, K0]
    stream: Annotated[str, K0]
    act: Annotated[str, K0]
    code: str
    rule: str
    details: Annotated[dict[str, Any], K1]
