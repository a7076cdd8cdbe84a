"""``evolve``: the one fold from recorded events to the states that decisions read.

Promises: it never refuses. An event that is unknown, or on a stream of another kind, or whose values are erased, leaves
the state as it is or sets what is still known; rules ran once, before admission, and never run again on replay.
"""

from collections.abc import Callable, Iterable
from typing import Any

from biaogan.domain import (
    access,
    audit_report,
    calendar_year,
    case,
    committee,
    cycle,
    draw,
    erasure,
    expert,
    fingerprints,
    group,
    national_list,
    objection,
    organisation,
    person,
    reexamination,
    roster,
    selection,
    sheet,
)
from biaogan.domain import round as review_round
from biaogan.domain.act import Recorded
from biaogan.domain.events import Event
from biaogan.domain.ids import kind_of

initial = None
"""State of a stream that does not exist."""

EVOLVE: dict[str, dict[type[Event], Callable[[Any, Any, Recorded], Any]]] = {
    "appeal": reexamination.EVOLVE,
    "audit": audit_report.EVOLVE,
    "calendar": calendar_year.EVOLVE,
    "case": case.EVOLVE,
    "committee": committee.EVOLVE,
    "cycle": cycle.EVOLVE,
    "draw": draw.EVOLVE,
    "erasure": erasure.EVOLVE,
    "expert": expert.EVOLVE,
    "grant": access.EVOLVE,
    "group": group.EVOLVE,
    "list": national_list.EVOLVE,
    "prints": fingerprints.EVOLVE,
    "objection": objection.EVOLVE,
    "org": organisation.EVOLVE,
    "person": person.EVOLVE,
    "roster": roster.EVOLVE,
    "round": review_round.EVOLVE,
    "selection": selection.EVOLVE,
    "sheet": sheet.EVOLVE,
}


def evolve(state: Any, recorded: Recorded) -> Any:
    """The state of ``recorded.stream`` after the event."""
    step = EVOLVE.get(kind_of(recorded.stream), {}).get(type(recorded.event))
    return step(state, recorded.event, recorded) if step else state


def fold(records: Iterable[Recorded]) -> Any:
    """The state of a stream after all its records, oldest first."""
    state: Any = initial
    for recorded in records:
        state = evolve(state, recorded)
    return state
