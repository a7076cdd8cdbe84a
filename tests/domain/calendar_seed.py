"""Working-day tables for tests, from the data of the chinesecalendar package (State Council notices)."""

from chinese_calendar.constants import holidays, workdays

from biaogan.domain.calendar import CalendarTable, WorkingDays
from biaogan.domain.events import CalendarYearLoaded


def calendar_event(year: int) -> CalendarYearLoaded:
    """The holidays and make-up workdays of one year, as an officer would load them."""
    free = sorted(day.isoformat() for day in holidays if day.year == year)
    worked = sorted(day.isoformat() for day in workdays if day.year == year)
    return CalendarYearLoaded(year, free, worked, "chinesecalendar")


def working_days(*years: int) -> WorkingDays:
    """Working days over the loaded years."""
    return WorkingDays({year: CalendarTable.from_event(calendar_event(year)) for year in years})
