"""An objection (异议) with its investigation and decision. Stream ``objection_<uuid>``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.folding import if_there
from biaogan.domain.values import instant


class ObjectionStatus(StrEnum):
    """Where an objection stands (异议状态)."""

    FILED = "FILED"
    """Received; admissibility not yet decided (待受理)."""
    ADMITTED = "ADMITTED"
    """Under investigation (核查中)."""
    REFUSED = "REFUSED"
    """Not admissible (不予受理)."""
    LEAD = "LEAD"
    """Kept as a lead, checked ex officio (线索)."""
    REPORTED = "REPORTED"
    """Investigated, before the committee (待审议)."""
    DECIDED = "DECIDED"
    """Decided (已决定)."""
    RETRACTED = "RETRACTED"
    """Withdrawn before its admission, or discontinued afterwards (已撤回)."""


@dataclass(frozen=True, slots=True)
class Objection:
    """What the rules know of an objection. ``by_letter``: an officer keyed it in; else ``filer`` is the objector."""

    case: str
    filer: str
    filed_at: datetime
    facts: str = ""
    ground: str = ""
    by_letter: bool = False
    anonymous: bool = False
    as_information: bool = False
    receipt_by: str = ""
    admissibility_by: str = ""
    decide_by: str = ""
    answered_at: datetime | None = None
    """When admissibility was decided, one way or the other."""
    decided_at: datetime | None = None
    investigators: tuple[str, ...] = ()
    applicant_heard: bool = False
    withdrawn: bool = False
    outcome: str = ""
    remedy: str = ""
    decided_by_scorers: bool | None = None
    objector_informed: bool = False
    applicant_informed: bool = False
    status: ObjectionStatus = ObjectionStatus.FILED

    def overdue(self, at: datetime) -> tuple[str, ...]:
        """The service levels (办理时限) missed at ``at``: ``admissibility``, ``decision``. D-18."""
        missed = []
        if self.admissibility_by and (self.answered_at or at) >= instant(self.admissibility_by, ""):
            missed.append("admissibility")
        open_ = self.status in (ObjectionStatus.ADMITTED, ObjectionStatus.REPORTED)
        if self.decide_by and (open_ or self.decided_at) and (self.decided_at or at) >= instant(self.decide_by, ""):
            missed.append("decision")
        return tuple(missed)


REMEDIES = {
    "none": "rejected",
    "correct": "corrected",
    "exclude_expert": "corrected",
    "rescore": "corrected",
    "drop": "upheld",
    "replace": "upheld",
}
"""Every remedy (处理方式) and the outcome it belongs to: D-20."""

Step = Callable[[Objection, Any, Recorded], Objection]


def facts_digest(e: "ev.ObjectionFiled") -> str:
    """SHA-256 (hex) of what is objected: case, ground and the set of the evidence (事实摘要); the wording is no fact."""
    evidence = sorted({digest for argument in e.arguments or () for digest in argument.evidence})
    text = dumps({"case": e.case, "ground": e.ground, "evidence": evidence}, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _filed(state: Objection | None, e: ev.ObjectionFiled, r: Recorded) -> Objection:
    facts = "" if any(argument is None or argument.evidence is None for argument in e.arguments or ()) else None
    return Objection(
        e.case or "",
        r.actor,
        r.at,
        facts_digest(e) if facts is None else facts,
        e.ground or "",
        r.role != "objector",
        bool(e.anonymous),
        bool(e.as_information),
    )


def _docketed(state: Objection, e: ev.ObjectionDocketed, _: Recorded) -> Objection:
    return replace(
        state,
        receipt_by=e.receipt_by or "",
        admissibility_by=e.admissibility_by or "",
        decide_by=e.decide_by or "",
    )


def _admitted(state: Objection, e: ev.ObjectionAdmitted, r: Recorded) -> Objection:
    return replace(state, status=ObjectionStatus.ADMITTED, answered_at=r.at, decide_by=e.decide_by or "")


def _answered(status: ObjectionStatus) -> Step:
    def step(state: Objection, e: Any, r: Recorded) -> Objection:
        return replace(state, status=status, answered_at=r.at)

    return step


def _withdrawn(state: Objection, e: ev.ObjectionWithdrawn, _: Recorded) -> Objection:
    status = ObjectionStatus.RETRACTED if state.status == ObjectionStatus.FILED else state.status
    return replace(state, withdrawn=True, status=status)


def _discontinued(state: Objection, e: ev.InvestigationDiscontinued, r: Recorded) -> Objection:
    return replace(state, status=ObjectionStatus.RETRACTED, decided_at=r.at)


def _appointed(state: Objection, e: ev.InvestigatorAppointed, _: Recorded) -> Objection:
    return replace(state, investigators=tuple(e.persons or ()))


def _applicant_heard(state: Objection, e: ev.ApplicantHeard, _: Recorded) -> Objection:
    return replace(state, applicant_heard=True)


def _same(state: Objection, e: Any, _: Recorded) -> Objection:
    return state


def _reported(state: Objection, e: ev.InvestigationReported, _: Recorded) -> Objection:
    return replace(state, status=ObjectionStatus.REPORTED)


def _decided(state: Objection, e: ev.ObjectionDecided, r: Recorded) -> Objection:
    return replace(
        state,
        status=ObjectionStatus.DECIDED,
        decided_at=r.at,
        outcome=e.outcome or "",
        remedy=e.remedy or "",
        decided_by_scorers=e.decided_by_scorers,
    )


def _reopened(state: Objection, e: ev.ObjectionReopened, _: Recorded) -> Objection:
    return replace(state, status=ObjectionStatus.REPORTED, decided_at=None, applicant_informed=False)


def _objector_informed(state: Objection, e: ev.ObjectorInformed, _: Recorded) -> Objection:
    return replace(state, objector_informed=True)


def _applicant_informed(state: Objection, e: ev.ApplicantInformed, _: Recorded) -> Objection:
    return replace(state, applicant_informed=True)


_STEPS: dict[type[ev.Event], Step] = {
    ev.ObjectionDocketed: _docketed,
    ev.ObjectionAdmitted: _admitted,
    ev.ObjectionRefused: _answered(ObjectionStatus.REFUSED),
    ev.LeadRecorded: _answered(ObjectionStatus.LEAD),
    ev.ObjectionWithdrawn: _withdrawn,
    ev.InvestigationDiscontinued: _discontinued,
    ev.InvestigatorAppointed: _appointed,
    ev.ApplicantHeard: _applicant_heard,
    ev.ExpertHeard: _same,
    ev.EvidenceAdded: _same,
    ev.InvestigationReported: _reported,
    ev.ObjectionDecided: _decided,
    ev.ObjectionReopened: _reopened,
    ev.ObjectorInformed: _objector_informed,
    ev.ApplicantInformed: _applicant_informed,
}

EVOLVE: dict[type[ev.Event], Callable[[Any, Any, Recorded], Any]] = {
    ev.ObjectionFiled: _filed,
    **{event: if_there(step) for event, step in _STEPS.items()},
}
