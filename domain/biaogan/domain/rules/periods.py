"""Ends of periods (期限), D-13, D-14: counted over the loaded calendar; what is signed is what was counted."""

from datetime import datetime

from biaogan.domain.calendar import WorkingDays
from biaogan.domain.calendar_year import LoadedYears
from biaogan.domain.matter import Matter
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import instant, instant_text


def working_days(m: Matter) -> WorkingDays:
    """Counting of working days (工作日) over the loaded years, in the cycle's time zone."""
    return WorkingDays(LoadedYears(m.world), m.config.tz)


def the_end_is_the_computed_one(field: str, given: str, computed: datetime, code: str, /, **details: str) -> None:
    """The signed end of a period (期限截止) is the computed instant, written with any offset; else refused with ``code``."""
    if instant(given, field) != computed:
        raise Rejected(code, given=given, expected=instant_text(computed), **details)
