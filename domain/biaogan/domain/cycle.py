"""A cycle (年度活动): its configuration in force. Stream ``cycle_<uuid5 of its name>``.

An amendment replaces the configuration; what was decided before quotes the digest that was in force then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.amending import amended
from biaogan.domain.config import ConfigInvalid, CycleConfig
from biaogan.domain.events import (
    CycleAmendmentProposed,
    CycleConfigAmended,
    CyclePublished,
    DeadlineExtended,
    Event,
    RuleInterpretationIssued,
    StageBegun,
)
from biaogan.domain.rejections import Rejected
from biaogan.domain.status import Phase
from biaogan.domain.two_person import act_digest


@dataclass(frozen=True, slots=True)
class Amendment:
    """A proposed amendment (待批准的修订), its digest, and who proposed it."""

    event: CycleAmendmentProposed
    digest: str
    by: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """``digest`` is what every act under the cycle quotes as the rules it was signed under."""

    config: CycleConfig
    digest: str
    document: Mapping[str, Any] = field(default_factory=dict)
    """The configuration in force as a document, to be amended."""
    history: tuple[tuple[str, datetime], ...] = ()
    """Each digest with the instant it came into force (生效时间), oldest first."""
    begun: frozenset[str] = frozenset()
    """Stages recorded as begun (已开始的阶段)."""
    pending: Amendment | None = None
    interpretations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Number of an interpretation (规则解释) -> the rules it is about."""
    status: str = Phase.ACTIVE

    def in_force(self, at: datetime) -> str:
        """Digest of the configuration in force at an instant; "" before publication."""
        return next((digest for digest, since in reversed(self.history) if since <= at), "")


def _published(state: Cycle | None, e: CyclePublished, r: Recorded) -> Cycle | None:
    if not isinstance(e.config, Mapping):
        return state
    try:
        config = CycleConfig.from_document(e.config)
    except ConfigInvalid:
        return state
    return Cycle(config, e.digest or "", e.config, ((e.digest or "", r.at),))


def _begun(state: Cycle | None, e: StageBegun, _: Recorded) -> Cycle | None:
    return replace(state, begun=state.begun | {e.stage or ""}) if state else None


def _extended(state: Cycle | None, e: DeadlineExtended, r: Recorded) -> Cycle | None:
    if state is None:
        return None
    place = f"deadlines.{e.deadline}"
    try:
        document = amended(state.document, {f"{place}.last_day": e.last_day, f"{place}.closes": e.closes})
        config = CycleConfig.from_document(document)
    except Rejected:
        return state
    history = (*state.history, (config.digest, r.at))
    return replace(state, config=config, digest=config.digest, document=document, history=history, pending=None)


def _proposed(state: Cycle | None, e: CycleAmendmentProposed, r: Recorded) -> Cycle | None:
    return replace(state, pending=Amendment(e, act_digest(e), r.actor)) if state else None


def _amended(state: Cycle | None, e: CycleConfigAmended, r: Recorded) -> Cycle | None:
    if state is None or not isinstance(e.changes, Mapping):
        return state
    try:
        document = amended(state.document, e.changes)
        config = CycleConfig.from_document(document)
    except Rejected:
        return state
    history = (*state.history, (e.digest or "", r.at))
    return replace(state, config=config, digest=e.digest or "", document=document, history=history, pending=None)


def _interpreted(state: Cycle | None, e: RuleInterpretationIssued, _: Recorded) -> Cycle | None:
    if state is None:
        return None
    return replace(state, interpretations={**state.interpretations, e.number or "": tuple(e.rules or ())})


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    CyclePublished: _published,
    DeadlineExtended: _extended,
    StageBegun: _begun,
    CycleAmendmentProposed: _proposed,
    CycleConfigAmended: _amended,
    RuleInterpretationIssued: _interpreted,
}
