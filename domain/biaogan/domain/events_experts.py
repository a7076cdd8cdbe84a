"""Events of the expert pool, the year's committee and its groups: 专家库, 评审委员会, 专业组, 回避."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K1, K2, K3, PERSONAL, Event
from biaogan.domain.forms import Employment

# --- the expert pool (专家库) ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpertRegistered(Event):
    """The office takes a person into the pool (专家入库), R-09; ``industries`` are classes of GB/T 4754."""

    TOPIC = "expert_registered/1"
    KLASS = K3
    person: str
    specialities: list[str]
    industries: list[str]
    employments: Annotated[list[Employment], K3 + PERSONAL]
    senior_quality_expert: bool = False
    """Broad, all-round ability in quality, which chairs and vice-chairs must have (R-11)."""


@dataclass(frozen=True, slots=True)
class ExpertProfileUpdated(Event):
    """The whole profile as it now is (专家信息更新), R-09."""

    TOPIC = "expert_profile_updated/1"
    KLASS = K3
    specialities: list[str]
    industries: list[str]
    employments: Annotated[list[Employment], K3 + PERSONAL]
    senior_quality_expert: bool = False


@dataclass(frozen=True, slots=True)
class ExpertSuspended(Event):
    """The office suspends an expert with a reason (暂停专家资格), R-09."""

    TOPIC = "expert_suspended/1"
    KLASS = K3
    reason: str


@dataclass(frozen=True, slots=True)
class IntegrityPledgeSigned(Event):
    """The expert's pledge of integrity and secrecy for one cycle (廉洁保密承诺), R-10, R-13."""

    TOPIC = "integrity_pledge_signed/1"
    KLASS = K2
    cycle: str
    pledge_digest: str


@dataclass(frozen=True, slots=True)
class ConflictDeclared(Event):
    """A conflict of interest (利益冲突声明), D-23, declared by the expert, an applicant or the office.

    With an organisation (``organisation``) of the ``kind``; days ``since`` and ``until`` (its last day, "" if it lasts).
    """

    TOPIC = "conflict_declared/1"
    KLASS = K3
    cycle: str
    organisation: str
    kind: str
    since: str
    until: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ExpertExcludedByApplicant(Event):
    """Consequence on the organisation: it has named this expert for exclusion (申请回避), up to so many (D-23)."""

    TOPIC = "expert_excluded_by_applicant/1"
    KLASS = K3
    cycle: str
    expert: str


# --- the committee and its groups (评审委员会、专业组) ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommitteeFormed(Event):
    """The year's review committee (评审委员会): one chair, vice-chairs, members; all by person (R-10, R-11)."""

    TOPIC = "committee_formed/1"
    KLASS = K3
    cycle: Annotated[str, K1]
    chair: str
    vice_chairs: list[str]
    members: list[str]


@dataclass(frozen=True, slots=True)
class CommitteeSeatGiven(Event):
    """Consequence on each expert of the committee: a seat in it (担任委员), so that duties stay separated (D-23)."""

    TOPIC = "committee_seat_given/1"
    KLASS = K3
    cycle: str


@dataclass(frozen=True, slots=True)
class MemberReplaced(Event):
    """A seat of the committee goes to another expert (更换委员), with its office of chair or vice-chair, R-11."""

    TOPIC = "member_replaced/1"
    KLASS = K3
    member: str
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class GroupFormed(Event):
    """A professional group (专业组) of the committee with its leader, members and cases, R-12, D-07."""

    TOPIC = "group_formed/1"
    KLASS = K2
    cycle: Annotated[str, K1]
    code: Annotated[str, K1]
    field: str
    leader: Annotated[str, K3]
    members: Annotated[list[str], K3]
    cases: list[str]


@dataclass(frozen=True, slots=True)
class GroupMemberReplaced(Event):
    """A place in a group goes to another member of the committee (更换组员), with the lead of the group, R-12."""

    TOPIC = "group_member_replaced/1"
    KLASS = K3
    member: str
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseEnteredGroup(Event):
    """Consequence on each case of a formed group: it is reviewed there, and in no other (R-69)."""

    TOPIC = "case_entered_group/1"
    group: str
