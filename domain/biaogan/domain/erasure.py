"""The erasure of one stream (删除), D-25: what is proposed, what is gone, what holds it. Stream ``erasure_<uuid5>``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import ErasureHeld, ErasureProposed, Event, PersonalDataErased
from biaogan.domain.two_person import act_digest

RETENTION_LAPSED, PERSONAL_REQUEST = "retention_lapsed", "personal_request"
"""Legal grounds (法律依据): the period is over (保存期限届满); the person asks for it (本人请求), 个人信息保护法."""


class ErasureStatus(StrEnum):
    """Where it stands (删除状态)."""

    KEPT = "KEPT"
    """Nothing is proposed (保存中)."""
    PROPOSED = "PROPOSED"
    """Waits for the key custodian (待执行)."""
    ERASED = "ERASED"
    """Keys were destroyed; others may be left (已删除)."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """``holds`` maps grants to their ends; ``gone`` are the keys that were destroyed."""

    proposal: str = ""
    """Digest of the proposal that waits (提议摘要)."""
    proposer: str = ""
    gone: frozenset[str] = frozenset()
    holds: Mapping[str, str] = field(default_factory=dict)
    status: ErasureStatus = ErasureStatus.KEPT


def _proposed(state: Erasure | None, e: ErasureProposed, r: Recorded) -> Erasure:
    state = state or Erasure()
    return replace(state, proposal=act_digest(e), proposer=r.actor, status=ErasureStatus.PROPOSED)


def _erased(state: Erasure | None, e: PersonalDataErased, _: Recorded) -> Erasure:
    state = state or Erasure()
    gone = state.gone | set(e.keys or ())
    return replace(state, proposal="", proposer="", gone=gone, status=ErasureStatus.ERASED)


def _held(state: Erasure | None, e: ErasureHeld, _: Recorded) -> Erasure:
    state = state or Erasure()
    return replace(state, holds={**state.holds, e.grant or "": e.until or ""})


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    ErasureProposed: _proposed,
    PersonalDataErased: _erased,
    ErasureHeld: _held,
}
