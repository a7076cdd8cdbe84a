"""Checklists (审查清单) and reasons of the formal stages, R-68: item by item, and never a failure without reasons."""

from collections.abc import Sequence

from biaogan.domain.events import (
    CaseReturnedByT1,
    CorrectionRequested,
    FormalExaminationFailed,
    FormalExaminationPassed,
    ProvincialFormalFailed,
    ProvincialFormalPassed,
)
from biaogan.domain.forms import FormItem
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected

PROVINCIAL_CHECKLIST = ("R-17", "R-24", "R-25", "R-26", "R-33", "R-35", "R-42")
"""What the province examines (省级形式审查): letter and rank, eligibility, package, opinion, commitment."""
NATIONAL_CHECKLIST = ("R-24", "R-25", "R-26", "R-27", "R-28", "R-33", "R-37", "R-42", "R-43", "R-53")
"""What the national office confirms (形式审查), R-68."""


def every_item_is_passed(given: Sequence[FormItem], wanted: Sequence[str]) -> None:
    """R-68: each item of the checklist (清单) once, each passed."""
    items = [item.item for item in given]
    missing = [item for item in wanted if item not in items]
    extra = sorted({item for item in items if item not in wanted or items.count(item) > 1})
    if missing or extra:
        raise Rejected("checklist_incomplete", missing=missing, extra=extra)
    if failed := [item.item for item in given if not item.passed]:
        raise Rejected("checklist_failed", items=failed)


@rule("R-68")
def the_provincial_checklist_is_passed(e: ProvincialFormalPassed, m: Matter) -> None:
    """R-64, R-68: the province passes a case (省级形式审查通过) on every item."""
    every_item_is_passed(e.checklist, PROVINCIAL_CHECKLIST)


@rule("R-68")
def the_national_checklist_is_passed(e: FormalExaminationPassed, m: Matter) -> None:
    """R-68: the office confirms eligibility item by item (形式审查); only then experts see the case."""
    every_item_is_passed(e.checklist, NATIONAL_CHECKLIST)


@rule("R-68")
def a_reason_is_given_per_item(
    e: CaseReturnedByT1 | ProvincialFormalFailed | FormalExaminationFailed | CorrectionRequested, m: Matter
) -> None:
    """R-68, R-63: a return or failure names at least one item, each once, each with its reason (逐项理由)."""
    if not e.reasons:
        raise Rejected("text_missing", rule="R-68", field="reasons")
    for reason in e.reasons:
        if not reason.item.strip() or not reason.text.strip():
            raise Rejected("text_missing", rule="R-68", field="reasons")
