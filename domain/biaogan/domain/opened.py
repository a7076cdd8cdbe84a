"""What a grant opens (查阅范围): the cycle and the cases that a stream it names belongs to."""

from collections.abc import Iterator

from biaogan.domain.case import Case
from biaogan.domain.cycle import Cycle
from biaogan.domain.matter import Matter
from biaogan.domain.objection import Objection
from biaogan.domain.person import Person
from biaogan.domain.round import Round

ANY_CYCLE = "*"
"""What belongs to no cycle: a person."""


def cycle_of(name: str, m: Matter) -> str | None:
    """The cycle a stream is of; ``None`` for what a grant cannot name."""
    match m.world[name]:
        case Case() | Round() as state:
            return state.cycle
        case Objection() as state:
            return cycle_of(state.case, m)
        case Cycle():
            return name
        case Person():
            return ANY_CYCLE
    return None


def cases_of(name: str, m: Matter) -> Iterator[str]:
    """The cases whose sealed parts a stream opens; those of a whole cycle are not listed one by one."""
    match m.world[name]:
        case Case():
            yield name
        case Round() as state:
            yield from sorted(state.panels)
        case Objection() as state:
            yield state.case
