"""Events of filing beyond the draft (申报): forms, experience, evidence, correction, secrecy, withdrawal; see :mod:`events`."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K0, K1, K2, K3, PERSONAL, Event
from biaogan.domain.forms import FileRef, Reason
from biaogan.domain.forms_application import (
    CommitmentLetter,
    Competitors,
    Cover,
    EconomicBenefit,
    EvidenceRow,
    Experience,
    Finding,
    ManagementBenefit,
    RecommendationForm,
    SizeFacts,
    SocialBenefit,
)

# --- withdrawal, its reversal, disqualification (撤回、恢复、取消资格) ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseWithdrawn(Event):
    """The organisation withdraws its case before the approval (撤回申报), D-11. Transition 32."""

    TOPIC = "case_withdrawn/1"
    reason: str


@dataclass(frozen=True, slots=True)
class CaseReinstated(Event):
    """The organisation takes its withdrawal back in time (恢复申报): the case is again in the state ``to`` it left, D-11."""

    TOPIC = "case_reinstated/1"
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseDisqualified(Event):
    """Improper conduct or falsification was found before the award (取消资格), R-42. Transition 33, terminal."""

    TOPIC = "case_disqualified/1"
    ground: str
    reason: str
    evidence_digest: str


@dataclass(frozen=True, slots=True)
class TitleRenounced(Event):
    """The holder gives the title back (放弃称号); the register keeps a tombstone (D-11)."""

    TOPIC = "title_renounced/1"
    KLASS = K0
    reason: str


@dataclass(frozen=True, slots=True)
class CaseLeftReview(Event):
    """Consequence on the selection or list of the cycle: the case has left, so nobody decides about it (D-11)."""

    TOPIC = "case_left_review/1"
    case: str


@dataclass(frozen=True, slots=True)
class CaseRejoinedReview(Event):
    """Consequence on the selection or list of the cycle: the case is back, and awaits its decision again (D-11)."""

    TOPIC = "case_rejoined_review/1"
    case: str


# --- correction at the national office (补正) ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CorrectionRequested(Event):
    """The office asks once for the correction of named parts until ``due`` (通知补正), D-12. Transition 11."""

    TOPIC = "correction_requested/1"
    reasons: list[Reason]
    due: str


@dataclass(frozen=True, slots=True)
class CorrectionSupplied(Event):
    """The applicant supplies the parts asked for, without facts from after the submission (提交补正), D-12. Transition 11."""

    TOPIC = "correction_supplied/1"
    manifest: list[FileRef]
    no_new_facts: bool
    answer: str


# --- forms, experience, evidence (申报书、典型经验材料、证实性材料) ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormSectionSaved(Event):
    """One form of the application (申报书), saved whole: exactly one of F0, F1, F3 to F6 or the size facts, R-41..R-47."""

    TOPIC = "form_section_saved/1"
    people: Annotated[dict[str, str], K1 + PERSONAL]
    cover: Cover | None = None
    commitment: CommitmentLetter | None = None
    management: ManagementBenefit | None = None
    economic: EconomicBenefit | None = None
    social: SocialBenefit | None = None
    competitors: Competitors | None = None
    size: SizeFacts | None = None


@dataclass(frozen=True, slots=True)
class T1RecommendationFilled(Event):
    """Form F7 of the tier-1 unit (推荐表), R-48."""

    TOPIC = "t1_recommendation_filled/1"
    recommendation: RecommendationForm
    people: Annotated[dict[str, str], K1 + PERSONAL]


@dataclass(frozen=True, slots=True)
class T2RecommendationFilled(Event):
    """Form F7 of the province (推荐表), R-48."""

    TOPIC = "t2_recommendation_filled/1"
    recommendation: RecommendationForm
    people: Annotated[dict[str, str], K1 + PERSONAL]


@dataclass(frozen=True, slots=True)
class ExperienceDescribed(Event):
    """The experience (典型经验材料) in its five parts, R-52..R-58; ``trade_secrets`` names parts not to be published, R-28."""

    TOPIC = "experience_described/1"
    experience: Experience
    trade_secrets: list[str]


@dataclass(frozen=True, slots=True)
class EvidenceIndexed(Event):
    """The index of the evidence (证实性材料目录), saved whole, R-38, R-39."""

    TOPIC = "evidence_indexed/1"
    rows: list[EvidenceRow]


@dataclass(frozen=True, slots=True)
class DocumentChecked(Event):
    """Consequence on the case: what the checker found in a document (文件检查), R-39, R-51, R-54, R-57, R-58, D-03."""

    TOPIC = "document_checked/1"
    document: str
    findings: list[Finding]
    counts: dict[str, int]
    checker: str


@dataclass(frozen=True, slots=True)
class DocumentUploaded(Event):
    """A file of the case is in the file store (上传文件), R-37, R-62; a later one takes its place, and it stays on record."""

    TOPIC = "document_uploaded/1"
    kind: str
    name: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class DocumentCheckCompleted(Event):
    """The service has opened an uploaded file and checked it (文件检查完成), R-59, R-60, D-26..D-28."""

    TOPIC = "document_check_completed/1"
    document: str
    findings: list[Finding]
    counts: dict[str, int]
    checker: str


@dataclass(frozen=True, slots=True)
class ExperienceFingerprinted(Event):
    """Consequence on the cycle's fingerprints (经验指纹): hashes of the experience's shingles, to find a second filing, D-03."""

    TOPIC = "experience_fingerprinted/1"
    KLASS = K3
    case: str
    hashes: list[str]


@dataclass(frozen=True, slots=True)
class SimilarExperienceFound(Event):
    """Consequence on the cycle's fingerprints: two experiences share most of their text (经验雷同), D-03.

    For the office alone: neither applicant learns of the other's case.
    """

    TOPIC = "similar_experience_found/1"
    KLASS = K2
    case: str
    other: str
    shared: int
    compared: int


# --- suspected state secrets (涉密) -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StateSecretSuspected(Event):
    """A reader suspects a state secret (疑似国家秘密) in a document, named only by its digest or part, R-33."""

    TOPIC = "state_secret_suspected/1"
    KLASS = K3
    document: str


@dataclass(frozen=True, slots=True)
class StateSecretCleared(Event):
    """The office found no state secret, or it is removed (排除涉密); the case goes on, R-33."""

    TOPIC = "state_secret_cleared/1"
    KLASS = K3
    reason: str
