"""Reports on who read what (保密审计报告), rulebook 1.14: one by one. Stream ``audit_<uuid>``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import ConfidentialityAuditReported, Event
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the rules know of a report. Values of an erased disclosure are empty."""

    cycle: str
    digest: str
    status: str = Phase.ACTIVE


def _reported(state: AuditReport | None, e: ConfidentialityAuditReported, _: Recorded) -> AuditReport:
    return AuditReport(e.cycle or "", e.digest or "")


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {ConfidentialityAuditReported: _reported}
