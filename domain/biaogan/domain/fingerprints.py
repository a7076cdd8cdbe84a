"""The fingerprints of a cycle's experiences (经验指纹), by case. Stream ``prints_<uuid5 of the cycle>``, D-03."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import Event, ExperienceFingerprinted, SimilarExperienceFound
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """``of`` maps a case to the hashes of its experience as last described."""

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alerts: tuple[tuple[str, str], ...] = ()
    """Pairs of cases whose experiences were found similar (经验雷同), each as it was last described."""
    status: str = Phase.OPEN


def _taken(state: Fingerprints | None, e: ExperienceFingerprinted, _: Recorded) -> Fingerprints:
    state = state or Fingerprints()
    if e.case is None:
        return state
    alerts = tuple(pair for pair in state.alerts if e.case not in pair)
    return replace(state, of={**state.of, e.case: tuple(e.hashes or ())}, alerts=alerts)


def _similar(state: Fingerprints | None, e: SimilarExperienceFound, _: Recorded) -> Fingerprints:
    state = state or Fingerprints()
    return replace(state, alerts=(*state.alerts, (e.case, e.other)))


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    ExperienceFingerprinted: _taken,
    SimilarExperienceFound: _similar,
}
