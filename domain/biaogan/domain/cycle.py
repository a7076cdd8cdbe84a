"""A cycle (年度活动): its published configuration. Stream ``cycle_<uuid5 of its name>``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.config import ConfigInvalid, CycleConfig
from biaogan.domain.events import CyclePublished, Event
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Cycle:
    """``digest`` is what every act under the cycle quotes as the rules it was signed under."""

    config: CycleConfig
    digest: str
    status: str = Phase.ACTIVE


def _published(state: Cycle | None, e: CyclePublished, _: Recorded) -> Cycle | None:
    if not isinstance(e.config, Mapping):
        return state
    try:
        return Cycle(CycleConfig.from_document(e.config), e.digest or "")
    except ConfigInvalid:
        return state


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {CyclePublished: _published}
