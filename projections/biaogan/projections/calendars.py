"""Working-day tables (工作日历), year by year, as the State Council arranged them; what a notice period rests on. D-14."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.calendar import CalendarTable
from biaogan.domain.rejections import Rejected
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A year (年度工作日历): ISO dates that are free (放假), and weekend days that are worked (调休上班)."""

    id: str
    year: int
    holidays: tuple[str, ...]
    workdays: tuple[str, ...]
    source: str | None
    digest: str
    """SHA-256 (hex) of the table: what a notice names it by."""
    loaded_at: str
    """When it was loaded, or last amended."""
    since: int

    @property
    def table(self) -> CalendarTable:
        """The domain's own table."""
        return CalendarTable.from_event(
            ev.CalendarYearLoaded(self.year, list(self.holidays), list(self.workdays), self.source or "")
        )


CALENDARS = Versioned("view_calendar", CalendarRow, ["id"], ["year"])
VIEW = View("calendars", CALENDARS)


@VIEW.on(ev.CalendarYearLoaded, ev.CalendarAmended)
def _loaded(store: Store, r: Recorded, e: Any) -> None:
    if e.year is None or e.holidays is None or e.workdays is None:
        return
    try:
        table = CalendarTable.from_event(e)
    except Rejected:
        return
    row = {
        "id": r.stream,
        "year": e.year,
        "holidays": listed(e.holidays),
        "workdays": listed(e.workdays),
        "source": e.source,
        "digest": table.digest,
        "loaded_at": instant(r.at),
    }
    store[CALENDARS].supersede(r.position, row)


_ALL = CALENDARS.select().order_by(CALENDARS.table.c.year, CALENDARS.table.c.id)
_OF_YEAR = CALENDARS.equals("year")


class YearsAt(Mapping[int, CalendarTable]):
    """The tables in force at a position, each read when it is asked for: for the domain's own counting."""

    def __init__(self, reader: Reader, at: int) -> None:
        self._reader, self._at = reader, at

    def __getitem__(self, year: int) -> CalendarTable:
        row = self._reader.one(CALENDARS, _OF_YEAR, year=year, at=self._at)
        if row is None:
            raise KeyError(year)
        return row.table

    def __iter__(self) -> Iterator[int]:
        return (row.year for row in calendars(self._reader, self._at))

    def __len__(self) -> int:
        return len(calendars(self._reader, self._at))


def calendars(reader: Reader, at: int) -> tuple[CalendarRow, ...]:
    """Every year in force at position ``at``, first year first."""
    return reader.all(CALENDARS, _ALL, at=at)
