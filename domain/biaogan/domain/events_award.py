"""Events after the award (获评之后): the holder's duties, status checks, revocation and its reversal. R-40, R-80..R-83."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K0, K1, K3, Event
from biaogan.domain.forms import Posting

# --- duties of the holder (获评组织的义务) -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VideoSubmitted(Event):
    """The holder hands in the video of the experience (经验视频), in two parts, in seconds (R-40). Transition 28."""

    TOPIC = "video_submitted/1"
    brand_seconds: int
    experience_seconds: int
    video_digest: str


@dataclass(frozen=True, slots=True)
class VideoAccepted(Event):
    """The office has watched the video and takes it (R-40); named by the digest of the one handed in last."""

    TOPIC = "video_accepted/1"
    video_digest: str


@dataclass(frozen=True, slots=True)
class ExchangeDutyInvited(Event):
    """The holder is invited to an exchange activity (交流活动), R-80."""

    TOPIC = "exchange_duty_invited/1"
    activity: str
    takes_place_on: str
    invitation_digest: str


@dataclass(frozen=True, slots=True)
class ExchangeDutyAttended(Event):
    """The holder took part in the activity and shared the experience (R-80)."""

    TOPIC = "exchange_duty_attended/1"
    activity: str
    record_digest: str


@dataclass(frozen=True, slots=True)
class ExchangeDutyExcused(Event):
    """The office excuses the holder from one activity, with the reason (R-80)."""

    TOPIC = "exchange_duty_excused/1"
    activity: str
    reason: str


# --- dynamic management (动态管理) ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusCheckRecorded(Event):
    """The yearly check of the title (年度核查): ``valid``, or a ``concern`` that somebody has to look into (R-81, D-36)."""

    TOPIC = "status_check_recorded/1"
    year: Annotated[int, K1]
    checked_on: Annotated[str, K1]
    result: Annotated[str, K3]
    findings: Annotated[str, K3]


@dataclass(frozen=True, slots=True)
class AdverseFactReported(Event):
    """Somebody reports a fact that speaks against the title (不良事实), R-81. It moves nothing by itself."""

    TOPIC = "adverse_fact_reported/1"
    KLASS = K3
    kind: str
    source: str
    severity: str
    summary: str


# --- revocation (撤销称号) --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RevocationProposed(Event):
    """The director proposes to revoke the title on ground g1 or g2, with evidence (R-82). Transition 29.

    ``hearing_closes`` is computed and signed: until then the holder may be heard (D-22).
    """

    TOPIC = "revocation_proposed/1"
    KLASS = K3
    ground: str
    evidence: list[str]
    statement: str
    hearing_closes: str
    occurred_on: str = ""


@dataclass(frozen=True, slots=True)
class HolderHeard(Event):
    """The holder states its case (陈述申辩), or declines to, before the hearing closes (D-22)."""

    TOPIC = "holder_heard/1"
    KLASS = K3
    statement: str
    declines: bool = False


@dataclass(frozen=True, slots=True)
class HearingLapsed(Event):
    """The hearing closed and the holder had said nothing (逾期未陈述), D-22."""

    TOPIC = "hearing_lapsed/1"
    KLASS = K3
    note: str = ""


@dataclass(frozen=True, slots=True)
class RevocationRejected(Event):
    """The committee finds no ground; the title stands (不予撤销). Transition 30."""

    TOPIC = "revocation_rejected/1"
    KLASS = K3
    reasons: str
    minutes_digest: str


@dataclass(frozen=True, slots=True)
class TitleRevoked(Event):
    """CAQ revokes the title (撤销称号) on exactly the proposal, with the committee's opinion (R-83). Transition 31."""

    TOPIC = "title_revoked/1"
    KLASS = K0
    proposal: Annotated[str, K1]
    ground: str
    document_no: str
    opinion_digest: Annotated[str, K1]


@dataclass(frozen=True, slots=True)
class RevocationAnnounced(Event):
    """The revocation is announced on every mandatory channel (撤销公告), R-83; demanded as soon as it is decided."""

    TOPIC = "revocation_announced/1"
    KLASS = K0
    postings: list[Posting]
    text_digest: str


@dataclass(frozen=True, slots=True)
class RevocationReversalProposed(Event):
    """The director proposes to reverse a wrongful revocation (纠正错误撤销), with evidence."""

    TOPIC = "revocation_reversal_proposed/1"
    KLASS = K3
    evidence: list[str]
    statement: str


@dataclass(frozen=True, slots=True)
class RevocationReversed(Event):
    """CAQ reverses a wrongful revocation (恢复称号): the title stands again; what was announced stays in history."""

    TOPIC = "revocation_reversed/1"
    KLASS = K0
    proposal: Annotated[str, K1]
    document_no: str


@dataclass(frozen=True, slots=True)
class ReapplicationBarSet(Event):
    """Consequence on the organisation: no new case up to and in the cycle of ``until_year`` (限制再次申报), D-22."""

    TOPIC = "reapplication_bar_set/1"
    case: str
    until_year: int


@dataclass(frozen=True, slots=True)
class ReapplicationBarLifted(Event):
    """Consequence of the reversal on the organisation: the bar of this case is gone (解除限制)."""

    TOPIC = "reapplication_bar_lifted/1"
    case: str
