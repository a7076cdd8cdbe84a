"""Events of filing beyond the draft (申报): forms, experience, evidence, correction, secrecy, withdrawal; see :mod:`events`."""

from dataclasses import dataclass

from biaogan.domain.event import K0, Event

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
