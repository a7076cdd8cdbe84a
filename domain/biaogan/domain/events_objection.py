"""Events of an objection (异议), from filing over investigation to the decision: R-75, D-15..D-20."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K1, K3, PERSONAL, Event
from biaogan.domain.forms_objection import Argument, Ballot

# --- filing and admission (提出、受理) ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ObjectionFiled(Event):
    """An objection to a case under notice (提出异议), by its objector or keyed in from a letter. Transition 22.

    ``objector``: ``name``, ``contact``, ``kind`` (``person`` or ``unit``), and for a unit ``seal_digest`` (D-18).
    ``received_at`` is when a letter arrived, "" for the portal. ``as_information``: taken as a lead only (D-16).
    """

    TOPIC = "objection_filed/1"
    KLASS = K3
    case: str
    subject: str
    ground: str
    arguments: list[Argument]
    remedy: str
    objector: Annotated[dict[str, str], K3 + PERSONAL]
    anonymous: bool = False
    received_at: str = ""
    as_information: bool = False


@dataclass(frozen=True, slots=True)
class ObjectionDocketed(Event):
    """Consequence: the receipt (回执) with the service levels of D-18; "" where the calendar of the year is missing."""

    TOPIC = "objection_docketed/1"
    KLASS = K3
    receipt_by: str
    admissibility_by: str
    decide_by: str


@dataclass(frozen=True, slots=True)
class ObjectionReceived(Event):
    """Consequence on the case: it is not cleared before this objection is answered (异议待受理). ``facts`` names them."""

    TOPIC = "objection_received/1"
    KLASS = K3
    objection: str
    facts: str


@dataclass(frozen=True, slots=True)
class ObjectionAdmitted(Event):
    """The objection is admissible (受理), D-15..D-18; to be decided by the signed, computed instant. Transition 22."""

    TOPIC = "objection_admitted/1"
    KLASS = K3
    decide_by: str


@dataclass(frozen=True, slots=True)
class CaseHeldForObjection(Event):
    """Consequence: the case is held (暂缓) until the objection is decided. The fact is no secret, the objector is."""

    TOPIC = "case_held_for_objection/1"
    objection: Annotated[str, K3]


@dataclass(frozen=True, slots=True)
class ObjectionRefused(Event):
    """The objection is not admissible (不予受理), with a coded reason."""

    TOPIC = "objection_refused/1"
    KLASS = K3
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class LeadRecorded(Event):
    """Not an objection, but checked ex officio (线索), without holding the case: D-15, D-16."""

    TOPIC = "lead_recorded/1"
    KLASS = K3
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ObjectionWithdrawn(Event):
    """The objector withdraws (撤回异议); what is under investigation goes on unless it is discontinued."""

    TOPIC = "objection_withdrawn/1"
    KLASS = K3
    reason: str


@dataclass(frozen=True, slots=True)
class InvestigationDiscontinued(Event):
    """After the objector withdrew, the facts do not ask for more (终止核查)."""

    TOPIC = "investigation_discontinued/1"
    KLASS = K3
    reasons: str


# --- investigation (调查核实) -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InvestigatorAppointed(Event):
    """Who investigates what by when (指定核查人员), D-19."""

    TOPIC = "investigator_appointed/1"
    KLASS = K3
    persons: list[str]
    scope: str
    due_on: str


@dataclass(frozen=True, slots=True)
class ApplicantHeard(Event):
    """The applicant was heard (听取申报组织意见), or ``waived`` it."""

    TOPIC = "applicant_heard/1"
    KLASS = K3
    statement: str
    statement_digest: str
    heard_on: str
    waived: bool = False


@dataclass(frozen=True, slots=True)
class ExpertHeard(Event):
    """An expert was heard (听取专家意见)."""

    TOPIC = "expert_heard/1"
    KLASS = K3
    expert: str
    statement: str
    statement_digest: str


@dataclass(frozen=True, slots=True)
class EvidenceAdded(Event):
    """A piece of evidence joins the file (补充证据)."""

    TOPIC = "evidence_added/1"
    KLASS = K3
    name: str
    digest: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class InvestigationReported(Event):
    """What was found and what is recommended (核查报告), R-75. Transition 23."""

    TOPIC = "investigation_reported/1"
    KLASS = K3
    findings: str
    recommendation: str
    report_digest: str


# --- decision (审议决定) ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ObjectionDecided(Event):
    """The committee decides (异议处理决定), R-75, D-19, D-20, with one remedy of a closed list. Transition 24.

    ``decided_by_scorers``: whether somebody who scored the case voted; the rules send it to the same committee.
    """

    TOPIC = "objection_decided/1"
    KLASS = K3
    outcome: Annotated[str, K1]
    remedy: Annotated[str, K1]
    reasons: str
    ballots: list[Ballot]
    minutes_digest: str
    decided_by_scorers: Annotated[bool, K1]
    correction: Annotated[str, K1] = ""
    """What is corrected, for the outcome ``corrected``."""
    title: Annotated[str, K1] = ""
    """The corrected title of the experience, "" if it stays."""
    replacement: Annotated[str, K1] = ""
    """The next case in rank, for the remedy ``replace``."""


@dataclass(frozen=True, slots=True)
class ObjectionSettled(Event):
    """Consequence on the case: this objection no longer holds it; it is now in ``to``, or stays where it is for ""."""

    TOPIC = "objection_settled/1"
    objection: Annotated[str, K3]
    to: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionReopened(Event):
    """Consequence of a re-examination: the decision is to be taken again (重新审议), D-21."""

    TOPIC = "objection_reopened/1"
    KLASS = K3
    reasons: str


@dataclass(frozen=True, slots=True)
class ObjectorInformed(Event):
    """The objector has the answer (告知异议人)."""

    TOPIC = "objector_informed/1"
    KLASS = K3
    letter_digest: str


@dataclass(frozen=True, slots=True)
class ApplicantInformed(Event):
    """The applicant has the decision (告知申报组织)."""

    TOPIC = "applicant_informed/1"
    letter_digest: str
