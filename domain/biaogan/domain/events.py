"""Every event of the procedure, in procedural order: what a person states, or what follows from it.

A statement's body is one of these dataclasses, its ``type`` is the class's ``TOPIC``; there is no second shape for
commands. The topic is what is stored and signed, so it never changes with the layout of the code; a new shape of an
event is a new topic (``case_drafted/2``). Numbers are ``int`` or decimal strings, never floats; instants are RFC 3339
strings with an offset. Each field has a confidentiality class (rulebook 1.12): the class of its event, unless the field
is annotated with another one.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, get_args, get_type_hints

from biaogan.domain.forms import Attestations, Declaration, FileRef, FormItem, Posting, RankedCase, Reason, SheetRow

K0, K1, K2, K3 = "K0", "K1", "K2", "K3"
PERSONAL = "+P"
"""Added to a class (``K1+P``) when the value is personal data (个人信息)."""

EVENTS: "dict[str, type[Event]]" = {}
"""Topic -> class, for reading statements."""


class Event:
    """A fact of the procedure (事件)."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True}
    TOPIC: ClassVar[str]
    KLASS: ClassVar[str] = K1

    def __init_subclass__(cls) -> None:
        EVENTS[cls.TOPIC] = cls


def field_classes(event: type[Event]) -> dict[str, str]:
    """Confidentiality class of each field of an event: ``{"title": "K1", "signer": "K1+P"}``."""
    found = {}
    for name, hint in get_type_hints(event, include_extras=True).items():
        if name in event.__dataclass_fields__:  # type: ignore[attr-defined]
            own = [a for a in get_args(hint)[1:] if isinstance(a, str)] if hasattr(hint, "__metadata__") else []
            found[name] = own[0] if own else event.KLASS
    return found


# --- people and keys (人员与密钥) -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogCreated(Event):
    """Genesis (创世): the log exists; ``jwk`` is the service's own key. Always position 0."""

    TOPIC = "log_created/1"
    KLASS = K0
    jwk: dict[str, str]
    log_vkey: str
    spec: str


@dataclass(frozen=True, slots=True)
class KeyEnrolled(Event):
    """A registrar (登记员) enrols a person's signing key, possession proven by ``proof`` over ``nonce``."""

    TOPIC = "key_enrolled/1"
    actor: str
    jwk: dict[str, str]
    nonce: str
    proof: str
    custody: str = "person"


@dataclass(frozen=True, slots=True)
class KeyRotated(Event):
    """A person replaces the own key (密钥轮换): signed by the old key, countersigned by the new one."""

    TOPIC = "key_rotated/1"
    actor: str
    old_kid: str
    jwk: dict[str, str]
    nonce: str
    proof: str


@dataclass(frozen=True, slots=True)
class KeyRevoked(Event):
    """A key is revoked (密钥吊销); acts from ``compromised_since`` (a position) on are contested, not removed."""

    TOPIC = "key_revoked/1"
    kid: str
    reason: str
    compromised_since: int | None = None


@dataclass(frozen=True, slots=True)
class RoleGranted(Event):
    """A person may act as ``role`` within ``scope``: a unit code, an organisation id, or "" for the whole (授予角色)."""

    TOPIC = "role_granted/1"
    KLASS = K3
    role: str
    scope: str = ""
    name: Annotated[str, K3 + PERSONAL] = ""


@dataclass(frozen=True, slots=True)
class RoleRevoked(Event):
    """The role ends (撤销角色)."""

    TOPIC = "role_revoked/1"
    KLASS = K3
    role: str
    scope: str
    reason: str


# --- the cycle (年度活动) ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CalendarYearLoaded(Event):
    """The State Council's holidays (放假) and make-up workdays (调休上班) of one year, ISO dates, with its source."""

    TOPIC = "calendar_year_loaded/1"
    KLASS = K0
    year: int
    holidays: list[str]
    workdays: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class CyclePublished(Event):
    """The year's call (年度通知): the whole configuration, frozen. ``digest`` = SHA-256 of its canonical form (R-05)."""

    TOPIC = "cycle_published/1"
    KLASS = K0
    config: dict[str, Any]
    digest: str


# --- intake (申报) ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(Event):
    """An organisation (申报组织) with its unified social credit code (统一社会信用代码), R-24."""

    TOPIC = "organisation_registered/1"
    full_name: str
    credit_code: str
    enterprise_type: str
    industry: str
    address: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class CaseDrafted(Event):
    """A case (申报项目) = one organisation + one experience, filed with one tier-1 unit (R-02, R-08). Transition 1."""

    TOPIC = "case_drafted/1"
    cycle: str
    organisation: str
    unit: str
    title: str


@dataclass(frozen=True, slots=True)
class CaseOpenedForOrganisation(Event):
    """Consequence on the organisation's stream: its one live case of the cycle (D-03)."""

    TOPIC = "case_opened_for_organisation/1"
    cycle: str
    case: str


@dataclass(frozen=True, slots=True)
class DeclarationSaved(Event):
    """Form F2, the declaration (申报表), saved whole (R-43)."""

    TOPIC = "declaration_saved/1"
    declaration: Declaration
    contact: Annotated[dict[str, str], K1 + PERSONAL]


@dataclass(frozen=True, slots=True)
class CaseSubmittedToT1(Event):
    """The signatory submits package, commitments F1 and attestations R-24..R-28 to the unit (R-61, R-62). Transition 2."""

    TOPIC = "case_submitted_to_t1/1"
    manifest: list[FileRef]
    commitments: list[int]
    attestations: Attestations
    signer: Annotated[str, K1 + PERSONAL]
    signed_on: str


# --- tier-1 review and batch (初审与推荐) ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseReturnedByT1(Event):
    """The unit returns the case with a reason per item (退回补正). Transition 3."""

    TOPIC = "case_returned_by_t1/1"
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class T1ReviewPassed(Event):
    """Initial review (初审) passed: checklist and the four clean-record confirmations of R-26. Transition 4."""

    TOPIC = "t1_review_passed/1"
    checklist: list[FormItem]
    confirmations: list[str]


@dataclass(frozen=True, slots=True)
class CaseNotRecommendedByT1(Event):
    """The unit does not recommend the case (不予推荐). Transition 5, terminal."""

    TOPIC = "case_not_recommended_by_t1/1"
    reason: str


@dataclass(frozen=True, slots=True)
class CaseEndorsedByT1(Event):
    """The unit gives the case one of its quota places (拟推荐), with its opinion (R-35)."""

    TOPIC = "case_endorsed_by_t1/1"
    opinion: str


@dataclass(frozen=True, slots=True)
class EndorsementWithdrawnByT1(Event):
    """The unit takes the place back before its letter is signed (撤回拟推荐)."""

    TOPIC = "endorsement_withdrawn_by_t1/1"
    reason: str


@dataclass(frozen=True, slots=True)
class RosterPlaceTaken(Event):
    """Consequence on the unit's roster (推荐名册): a quota place is taken (R-15)."""

    TOPIC = "roster_place_taken/1"
    case: str


@dataclass(frozen=True, slots=True)
class RosterPlaceFreed(Event):
    """Consequence on the unit's roster: a quota place is free again."""

    TOPIC = "roster_place_freed/1"
    case: str


@dataclass(frozen=True, slots=True)
class T1BatchSigned(Event):
    """The unit's formal opinion with an explicit rank order (推荐意见及排序): ONE act (R-17). Transition 6."""

    TOPIC = "t1_batch_signed/1"
    cycle: str
    unit: str
    entries: list[RankedCase]
    letter_digest: str
    sealed_on: str


@dataclass(frozen=True, slots=True)
class CaseRecommendedByT1(Event):
    """Consequence of the batch letter on each case."""

    TOPIC = "case_recommended_by_t1/1"
    rank: int
    unit: str


# --- provincial stage (省级评审) --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseAwaitsDecision(Event):
    """Consequence on the selection or list of the cycle: this case is in review, so the decision must name its fate."""

    TOPIC = "case_awaits_decision/1"
    cycle: str
    case: str


@dataclass(frozen=True, slots=True)
class ProvincialReceiptRecorded(Event):
    """The province has the electronic and the paper set (收件登记), R-20. Transition 7."""

    TOPIC = "provincial_receipt_recorded/1"
    electronic: bool
    paper_copies: int
    received_on: str


@dataclass(frozen=True, slots=True)
class ProvincialFormalPassed(Event):
    """Provincial formal check passed (省级形式审查通过). Transition 8."""

    TOPIC = "provincial_formal_passed/1"
    checklist: list[FormItem]


@dataclass(frozen=True, slots=True)
class ProvincialFormalFailed(Event):
    """Provincial formal check failed, with reasons. Transition 8, terminal."""

    TOPIC = "provincial_formal_failed/1"
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class ProvincialSelectionAdopted(Event):
    """The province selects on merit at most its quota (择优确定), ranked, from the cases in review (R-16). Transition 9."""

    TOPIC = "provincial_selection_adopted/1"
    cycle: str
    round: str
    selected: list[RankedCase]
    minutes_digest: str


@dataclass(frozen=True, slots=True)
class CaseSelectedByProvince(Event):
    """Consequence of the selection on each selected case."""

    TOPIC = "case_selected_by_province/1"
    rank: int


@dataclass(frozen=True, slots=True)
class CaseNotSelectedByProvince(Event):
    """Consequence of the selection on every other case in review; terminal."""

    TOPIC = "case_not_selected_by_province/1"


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
    rows: list[SheetRow]
    comment: str
    recommend: bool


@dataclass(frozen=True, slots=True)
class ReviewRoundClosed(Event):
    """No sheet after this (评审轮次关闭); every case has its minimum of valid sheets (D-05)."""

    TOPIC = "review_round_closed/1"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreStatisticsComputed(Event):
    """Consequence of the closing: per case exact aggregate and rank (统计结果), D-02, D-04."""

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
    """CAQ approves the exact list (批准), R-76. Transition 26."""

    TOPIC = "result_approved/1"
    list_digest: str
    document_no: str


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
    statement: str
    jti: str
    stream: str
    act: str
    code: str
    rule: str
    details: Annotated[dict[str, Any], K1]
