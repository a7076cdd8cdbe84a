"""The review committee (评审委员会) of a cycle, R-10, R-11. Stream ``committee_<uuid5 of the cycle>``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import CommitteeFormed, Event
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Committee:
    """All seats by person; empty where they are erased."""

    cycle: str
    chair: str
    vice_chairs: tuple[str, ...]
    members: tuple[str, ...]
    status: str = Phase.ACTIVE

    @property
    def seats(self) -> tuple[str, ...]:
        """Everybody of the committee: chair, vice-chairs, members."""
        return (self.chair, *self.vice_chairs, *self.members)


def _formed(state: Committee | None, e: CommitteeFormed, _: Recorded) -> Committee:
    return Committee(e.cycle or "", e.chair or "", tuple(e.vice_chairs or ()), tuple(e.members or ()))


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {CommitteeFormed: _formed}
