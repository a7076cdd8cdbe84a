"""Which stage of a cycle has begun for some case (阶段是否开始): told by the streams themselves, not by a counter.

The roster, the selection and the list of a cycle have derived ids and exist from the first act of their stage on; only
the first draft leaves no such trace, so it is recorded on the cycle as ``StageBegun``. A stage has also begun when a
later one has.
"""

from collections.abc import Callable, Iterable

from biaogan.domain.case import Case
from biaogan.domain.cycle import Cycle
from biaogan.domain.ids import list_id, roster_id, selection_id
from biaogan.domain.matter import Matter
from biaogan.domain.national_list import NationalList
from biaogan.domain.round import DESK
from biaogan.domain.selection import Selection
from biaogan.domain.status import Phase, Status

LIST_STAGES: dict[str, str] = {
    Status.RECOMMENDED: "final",
    Status.CONSULTATION: "consult",
    Status.CLEARED_FOR_NOTICE: "consult",
    Status.NOTICE: "notice",
    Status.RE_NOTICE: "notice",
    Status.NOTICE_CLEARED: "notice",
    Status.APPROVED: "approve",
    Status.NOT_APPROVED: "approve",
    Status.TITLED: "announce",
}
"""State of the list -> the stage that has begun; a list in deliberation is in the consultation at least."""


def the_stage_has_begun(stage: str, m: Matter) -> bool:
    """Whether ``stage``, or one after it in the order of the cycle, has begun for some case of the cycle."""
    stages = m.config.stages
    later = stages[stages.index(stage) :] if stage in stages else ()
    return any(_BEGUN[name](m) if name in _BEGUN else _list_reached(name, m) for name in later)


def _drafted(m: Matter) -> bool:
    return "draft" in m.referred("cycle", m.cycle, Cycle).begun


def _place_taken(m: Matter) -> bool:
    return any(m.world[roster_id(m.cycle, unit)] is not None for unit in m.config.units)


def _in_provincial_review(m: Matter) -> bool:
    return m.world[selection_id(m.cycle)] is not None


def _selected(m: Matter) -> bool:
    selection = m.world[selection_id(m.cycle)]
    return (isinstance(selection, Selection) and selection.status == Phase.SIGNED) or _list(m) is not None


def _desk_round_opened(m: Matter) -> bool:
    return any(case.round_of(DESK) for case in _national_cases(m))


def _defending(m: Matter) -> bool:
    begun = (Status.DEFENCE, Status.SITE_VISIT, Status.FINAL_CONSENSUS)
    return any(case.status in begun for case in _national_cases(m))


def _visited(m: Matter) -> bool:
    return any(case.status in (Status.SITE_VISIT, Status.FINAL_CONSENSUS) for case in _national_cases(m))


def _list_reached(stage: str, m: Matter) -> bool:
    state = _list(m)
    return state is not None and state.status != Phase.OPEN and LIST_STAGES.get(state.status, "consult") == stage


def _list(m: Matter) -> NationalList | None:
    state = m.world[list_id(m.cycle)]
    return state if isinstance(state, NationalList) else None


def _national_cases(m: Matter) -> Iterable[Case]:
    state = _list(m)
    found = (m.world[name] for name in (state.awaiting if state else ()))
    return (case for case in found if isinstance(case, Case))


_BEGUN: dict[str, Callable[[Matter], bool]] = {
    "draft": _drafted,
    "t1_review": _place_taken,
    "provincial": _in_provincial_review,
    "formal": _selected,
    "desk": _desk_round_opened,
    "defence": _defending,
    "site_visit": _visited,
}
"""How the beginning of a stage shows; the later ones show in the state of the list."""
