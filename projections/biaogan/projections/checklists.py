"""Formal results of a case (形式审查结果): each checklist, return, failure and correction, item by item. R-68, D-12."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import FormItem, Reason
from biaogan.domain.ids import kind_of
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One result (审查结果). ``stage``: ``T1``, ``PROVINCE`` or ``NATION``; items and reasons are ``None`` where erased."""

    case: str
    number: int
    """Version of the case's stream."""
    stage: str
    result: str
    """``PASSED``, ``FAILED``, ``RETURNED``, ``CORRECTION_REQUESTED`` or ``CORRECTION_SUPPLIED``."""
    items: Annotated[tuple[FormItem, ...] | None, Sealed("case")]
    reasons: Annotated[tuple[Reason, ...] | None, Sealed("case")]
    confirmations: Annotated[tuple[str, ...] | None, Sealed("case")]
    """The clean-record confirmations of R-26."""
    due: Annotated[str | None, Sealed("case")]
    """End of the correction window."""
    answer: Annotated[str | None, Sealed("case")]
    """The applicant's answer to a correction."""
    actor: str
    recorded_at: str
    since: int


CHECKLISTS = Versioned("view_checklist", ChecklistRow, ["case", "number"])
VIEW = View("checklists", CHECKLISTS)


def _result(store: Store, r: Recorded, stage: str, result: str, **found: object) -> None:
    if kind_of(r.stream) != "case":
        return
    row = dict.fromkeys(CHECKLISTS.fields) | {
        "case": r.stream,
        "number": r.version,
        "stage": stage,
        "result": result,
        "actor": r.actor,
        "recorded_at": instant(r.at),
    }
    kept = {name: listed(value) if isinstance(value, list) else value for name, value in found.items()}
    store[CHECKLISTS].supersede(r.position, row | kept, first=True)


@VIEW.on(ev.T1ReviewPassed)
def _t1_passed(store: Store, r: Recorded, e: ev.T1ReviewPassed) -> None:
    _result(store, r, "T1", "PASSED", items=e.checklist, confirmations=e.confirmations)


@VIEW.on(ev.CaseReturnedByT1)
def _t1_returned(store: Store, r: Recorded, e: ev.CaseReturnedByT1) -> None:
    _result(store, r, "T1", "RETURNED", reasons=e.reasons)


@VIEW.on(ev.CaseNotRecommendedByT1)
def _t1_failed(store: Store, r: Recorded, e: ev.CaseNotRecommendedByT1) -> None:
    _result(store, r, "T1", "FAILED", reasons=None if e.reason is None else [Reason("", e.reason)])


@VIEW.on(ev.ProvincialFormalPassed)
def _province_passed(store: Store, r: Recorded, e: ev.ProvincialFormalPassed) -> None:
    _result(store, r, "PROVINCE", "PASSED", items=e.checklist)


@VIEW.on(ev.ProvincialFormalFailed)
def _province_failed(store: Store, r: Recorded, e: ev.ProvincialFormalFailed) -> None:
    _result(store, r, "PROVINCE", "FAILED", reasons=e.reasons)


@VIEW.on(ev.FormalExaminationPassed)
def _nation_passed(store: Store, r: Recorded, e: ev.FormalExaminationPassed) -> None:
    _result(store, r, "NATION", "PASSED", items=e.checklist)


@VIEW.on(ev.FormalExaminationFailed)
def _nation_failed(store: Store, r: Recorded, e: ev.FormalExaminationFailed) -> None:
    _result(store, r, "NATION", "FAILED", reasons=e.reasons)


@VIEW.on(ev.CorrectionRequested)
def _correction_requested(store: Store, r: Recorded, e: ev.CorrectionRequested) -> None:
    _result(store, r, "NATION", "CORRECTION_REQUESTED", reasons=e.reasons, due=e.due)


@VIEW.on(ev.CorrectionSupplied)
def _correction_supplied(store: Store, r: Recorded, e: ev.CorrectionSupplied) -> None:
    _result(store, r, "NATION", "CORRECTION_SUPPLIED", answer=e.answer)


_OF_CASE = CHECKLISTS.equals("case")


def checklists(reader: Reader, case: str, at: int) -> tuple[ChecklistRow, ...]:
    """Every formal result of a case at position ``at``, in order."""
    return reader.all(CHECKLISTS, _OF_CASE, case=case, at=at)
