"""The fingerprints of a cycle's experiences (经验指纹), by case. Stream ``prints_<uuid5 of the cycle>``, D-03."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import Event, ExperienceFingerprinted
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """``of`` maps a case to the hashes of its experience as last described."""

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: str = Phase.OPEN


def _taken(state: Fingerprints | None, e: ExperienceFingerprinted, _: Recorded) -> Fingerprints:
    state = state or Fingerprints()
    return replace(state, of={**state.of, e.case: tuple(e.hashes or ())}) if e.case is not None else state


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {ExperienceFingerprinted: _taken}
