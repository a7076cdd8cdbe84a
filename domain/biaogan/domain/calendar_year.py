"""The working-day table of one year (工作日历) as loaded, stream ``calendar_<uuid5 of the year>``, and years read lazily.

A year is loaded once, and amended only by a signed act that names the table it replaces. A period counts through
:class:`LoadedYears`, so the decision depends on exactly the years it needs.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biaogan.domain.act import Recorded, World
from biaogan.domain.calendar import CalendarTable
from biaogan.domain.events import CalendarAmended, CalendarYearLoaded, Event
from biaogan.domain.ids import calendar_id
from biaogan.domain.rejections import Rejected
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A loaded year."""

    table: CalendarTable
    status: str = Phase.ACTIVE


class LoadedYears(Mapping[int, CalendarTable]):
    """The tables of the world, year by year, each read when it is asked for."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getitem__(self, year: int) -> CalendarTable:
        state = self._world[calendar_id(year)]
        if not isinstance(state, CalendarYear):
            raise KeyError(year)
        return state.table

    def __iter__(self) -> Iterator[int]:
        raise TypeError("years are asked for one by one")

    def __len__(self) -> int:
        raise TypeError("years are asked for one by one")


def _loaded(state: CalendarYear | None, e: CalendarYearLoaded | CalendarAmended, _: Recorded) -> CalendarYear | None:
    if e.year is None or e.holidays is None or e.workdays is None:
        return state
    try:
        return CalendarYear(CalendarTable.from_event(e))
    except Rejected:
        return state


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    CalendarYearLoaded: _loaded,
    CalendarAmended: _loaded,
}
