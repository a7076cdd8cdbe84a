"""A score sheet (评分表): one expert's final points and comment on one case in one round.

Stream ``sheet_<uuid5 of round, case and expert>``: an expert has one sheet per case and round, whatever is retried.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import Event, ScoreSheetLocked
from biaogan.domain.forms import SheetRow
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` are empty where the scores are erased; such a sheet is no longer a valid one (有效评分)."""

    round: str
    case: str
    expert: str
    rows: tuple[SheetRow, ...]
    status: str = Phase.LOCKED

    @property
    def points(self) -> dict[str, int]:
        """Points by criterion row."""
        return {row.code: row.points for row in self.rows}


def _locked(state: Sheet | None, e: ScoreSheetLocked, recorded: Recorded) -> Sheet:
    return Sheet(e.round or "", e.case or "", recorded.actor, tuple(e.rows or ()))


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {ScoreSheetLocked: _locked}
