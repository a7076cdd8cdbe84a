"""A score sheet (评分表): one expert's final points and comment on one case in one round.

Stream ``sheet_<uuid5 of round, case and expert>``: an expert has one sheet per case and round, whatever is retried. A
sheet may be reopened by two persons and locked again, or voided; every version stays in the log.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import (
    Event,
    ScoreSheetLocked,
    ScoreSheetReopened,
    ScoreSheetReopenProposed,
    ScoreSheetVoided,
)
from biaogan.domain.forms import SheetRow
from biaogan.domain.status import Phase
from biaogan.domain.two_person import act_digest


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` are empty where the expert abstains, and where the scores are sealed or erased."""

    round: str
    case: str
    expert: str
    rows: tuple[SheetRow, ...]
    status: str = Phase.LOCKED
    abstains: bool = False
    """Whether the expert gave a reason instead of scores (弃权)."""
    unread: bool = False
    """Whether there are scores that cannot be read: still sealed, or erased."""
    proposal: str = ""
    """Digest of the open proposal to reopen the sheet; "" if there is none."""
    proposer: str = ""

    @property
    def points(self) -> dict[str, int]:
        """Points by criterion row."""
        return {row.code: row.points for row in self.rows}

    @property
    def done(self) -> bool:
        """Whether the expert has answered: locked, with scores or with the reason of an abstention."""
        return self.status == Phase.LOCKED and (bool(self.rows) or self.unread or self.abstains)

    @property
    def valid(self) -> bool:
        """Whether the sheet counts (有效评分)."""
        return self.status == Phase.LOCKED and (bool(self.rows) or self.unread)


def _locked(state: Sheet | None, e: ScoreSheetLocked, recorded: Recorded) -> Sheet:
    rows, abstains = tuple(e.rows or ()), bool(e.abstain)
    unread = e.rows is None and not abstains
    return Sheet(e.round or "", e.case or "", recorded.actor, rows, abstains=abstains, unread=unread)


def _proposed(state: Sheet | None, e: ScoreSheetReopenProposed, recorded: Recorded) -> Sheet | None:
    return replace(state, proposal=act_digest(e), proposer=recorded.actor) if state else None


def _reopened(state: Sheet | None, e: ScoreSheetReopened, _: Recorded) -> Sheet | None:
    return replace(state, status=Phase.OPEN, proposal="", proposer="") if state else None


def _voided(state: Sheet | None, e: ScoreSheetVoided, _: Recorded) -> Sheet | None:
    return replace(state, status=Phase.VOIDED) if state else None


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    ScoreSheetLocked: _locked,
    ScoreSheetReopenProposed: _proposed,
    ScoreSheetReopened: _reopened,
    ScoreSheetVoided: _voided,
}
