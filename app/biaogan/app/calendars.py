"""Working-day tables (工作日历) from `chinesecalendar`, which follows the State Council's yearly notice.

Only the seed: what counts is the signed `CalendarYearLoaded`, and a year the library does not know is refused.
"""

from datetime import date
from typing import Any

from chinese_calendar.constants import holidays, workdays

from biaogan.domain.events import CalendarYearLoaded

SOURCE = "国务院办公厅节假日安排通知 (chinesecalendar)"


class YearUnknown(Exception):
    """The holidays of the year are not published, or not known to the library."""


def calendar_year(year: int) -> CalendarYearLoaded:
    """The table of a year, as an officer loads it with ``load_calendar_year``. Raises `YearUnknown`."""
    event = CalendarYearLoaded(year, _dates(holidays, year), _dates(workdays, year), SOURCE)
    if not event.holidays:
        raise YearUnknown(year)
    return event


def _dates(table: dict[date, Any], year: int) -> list[str]:
    return sorted(day.isoformat() for day in table if day.year == year)
