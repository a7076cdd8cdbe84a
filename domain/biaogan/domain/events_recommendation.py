"""Events from the first draft to the province's selection: 申报, 初审与推荐, 省级评审."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K1, PERSONAL, Event
from biaogan.domain.forms import Attestations, Declaration, FileRef, FormItem, RankedCase, Reason

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
