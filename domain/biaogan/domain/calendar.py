"""Working days (工作日) as the State Council arranges them, and the closing of a notice period (R-74, D-14).

Promises: every day counted was looked up in a loaded table; a period that needs a year nobody has loaded is refused,
never guessed. Days begin and end at local midnight; a period's end is the first instant after it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from biaogan.domain.events import CalendarAmended, CalendarYearLoaded
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import iso_date

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """One year: weekdays that are free (放假) and weekend days that are worked (调休上班).

    ``holidays`` may also name weekend days; every other Saturday and Sunday is free without being named.
    """

    year: int
    holidays: frozenset[date]
    workdays: frozenset[date]

    @classmethod
    def from_event(cls, event: CalendarYearLoaded | CalendarAmended) -> "CalendarTable":
        """Read the table of a year. Raises ``date_malformed``; ``calendar_malformed`` for a day of another year, named
        twice, or free and worked at once."""
        named: set[date] = set()
        for text in (*event.holidays, *event.workdays):
            day = iso_date(text, f"calendar {event.year}")
            if day.year != event.year:
                raise Rejected("calendar_malformed", year=event.year, value=text, reason="other year")
            if day in named:
                raise Rejected("calendar_malformed", year=event.year, value=text, reason="named twice")
            named.add(day)
        holidays = frozenset(map(date.fromisoformat, event.holidays))
        return cls(event.year, holidays, frozenset(named - holidays))

    def is_working_day(self, day: date) -> bool:
        """Whether a day of this year is worked."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the table as canonical JSON; the order in which days were named does not matter."""
        days = {"holidays": sorted(map(str, self.holidays)), "workdays": sorted(map(str, self.workdays))}
        return _digest({"year": self.year, **days})


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Counting over the tables of several years. ``tables`` may be lazy: only the years needed are asked for."""

    tables: Mapping[int, CalendarTable]
    tz: str = "Asia/Shanghai"

    def table(self, year: int) -> CalendarTable:
        """The table of a year. Raises ``calendar_year_missing`` (golden check G4)."""
        table = self.tables.get(year)
        if table is None:
            raise Rejected("calendar_year_missing", year=year)
        return table

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked. Raises ``calendar_year_missing``."""
        return self.table(day.year).is_working_day(day)

    def add(self, start: date, days: int) -> date:
        """The ``days``-th working day after ``start``, which is not counted itself; ``days`` is at least 1."""
        if days < 1:
            raise ValueError("working days are counted from 1")
        day = start
        while days:
            day += _DAY
            days -= self.is_working_day(day)
        return day

    def notice_close(self, opened: datetime, days: int, count_opening_day: bool) -> datetime:
        """The end of a period of ``days`` working days opened at ``opened``: the midnight after its last day (D-14).

        Half-open: an act at the returned instant is too late. The day of opening is not counted (民法典第二百零一条)
        unless the cycle says so. Raises ``calendar_year_missing``, also when only the opening day lies in that year.
        """
        zone = ZoneInfo(self.tz)
        start = _local_date(opened, zone)
        self.table(start.year)
        last = self.add(start - _DAY if count_opening_day else start, days)
        return datetime.combine(last + _DAY, time(), zone)

    def calendar_close(self, opened: datetime, days: int, count_opening_day: bool) -> datetime:
        """The end of a period of ``days`` calendar days (日历日): the midnight after its last day.

        A last day that is free is put off to the next working day (民法典第二百零三条), so it needs the calendar too.
        """
        start = _local_date(opened, ZoneInfo(self.tz))
        self.table(start.year)
        return self._after(self._worked(start + _DAY * (days - count_opening_day)))

    def extended(self, closes: datetime, restored: datetime, days: int, unit: str) -> datetime:
        """A period's end moved by ``days`` days of its unit, from its last day or, if later, the day of ``restored``."""
        zone = ZoneInfo(self.tz)
        last = max(_local_date(closes - timedelta.resolution, zone), _local_date(restored, zone))
        return self._after(self.add(last, days) if unit == "workday" else self._worked(last + _DAY * days))

    def _worked(self, day: date) -> date:
        while not self.is_working_day(day):
            day += _DAY
        return day

    def _after(self, last: date) -> datetime:
        return datetime.combine(last + _DAY, time(), ZoneInfo(self.tz))

    def digest(self, opened: datetime, closes: datetime) -> str:
        """SHA-256 (hex) over the tables of every year a half-open period touches: what its closing rests on."""
        zone = ZoneInfo(self.tz)
        first, last = _local_date(opened, zone), _local_date(closes - timedelta.resolution, zone)
        years = range(first.year, last.year + 1)
        return _digest([[year, self.table(year).digest] for year in years])


def _local_date(at: datetime, zone: ZoneInfo) -> date:
    if at.tzinfo is None:
        raise ValueError("an instant has an offset")
    return at.astimezone(zone).date()


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
