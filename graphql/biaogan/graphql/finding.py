"""Anything by its stream id: which type a stream is shown as, and who reads it."""

from collections.abc import Callable
from typing import Final

from biaogan.domain.ids import kind_of, list_id
from biaogan.graphql.cases import case_of, organisation_of
from biaogan.graphql.cycles import cycle_of
from biaogan.graphql.draws import draw_of
from biaogan.graphql.groups import group_of
from biaogan.graphql.lists import national_list_of, roster_of
from biaogan.graphql.node import Node
from biaogan.graphql.objections import objection_of
from biaogan.graphql.pool import committee_by_id, expert_of
from biaogan.graphql.reading import Reading
from biaogan.graphql.rounds import round_of

FINDERS: Final[dict[str, Callable[[Reading, str], Node | None]]] = {
    "case": case_of,
    "cycle": cycle_of,
    "org": organisation_of,
    "roster": roster_of,
    "round": round_of,
    "objection": objection_of,
    "expert": expert_of,
    "committee": committee_by_id,
    "group": group_of,
    "draw": draw_of,
}
"""Kind of a stream -> how it is read."""


def node_of(reading: Reading, id_: str) -> Node | None:
    """Whatever the stream is of."""
    kind = kind_of(id_)
    if kind == "list":
        cycles = (row.id for row in reading.views.cycles(reading.at))
        return next((national_list_of(reading, cycle) for cycle in cycles if list_id(cycle) == id_), None)
    find = FINDERS.get(kind)
    return None if find is None else find(reading, id_)
