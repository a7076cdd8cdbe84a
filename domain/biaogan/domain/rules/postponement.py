"""Amended calendars and extended deadlines (日历修订、延期), D-13, D-14: signed, and for what comes after them only."""

from datetime import datetime, time, timedelta

from biaogan.domain.calendar import CalendarTable
from biaogan.domain.events import CalendarAmended, DeadlineExtended
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.periods import the_end_is_the_computed_one
from biaogan.domain.values import instant_text, iso_date


@rule("D-14")
def the_amendment_names_the_table_it_replaces(e: CalendarAmended, m: Matter) -> None:
    """D-14: a new table (工作日历修订) replaces the one in force, named by its digest, and says where it comes from."""
    CalendarTable.from_event(e)
    if not e.source.strip():
        raise Rejected("text_missing", rule="D-14", field="source")
    if e.replaces != (expected := m.state.table.digest):
        raise Rejected("digest_mismatch", rule="D-14", field="replaces", given=e.replaces, expected=expected)


@rule("D-13")
def the_deadline_moves_back_to_a_whole_day(e: DeadlineExtended, m: Matter) -> None:
    """D-13: a deadline (截止时间) is only moved back, to the instant its new last day means, with a reason."""
    config = m.state.config
    deadline = config.deadlines.get(e.deadline)
    if deadline is None:
        raise Rejected("unknown_reference", rule="D-13", field="deadline", value=e.deadline)
    if not e.reason.strip():
        raise Rejected("text_missing", rule="D-13", field="reason")
    day = iso_date(e.last_day, "last_day") + timedelta(days=deadline.inclusive)
    expected = datetime.combine(day, time(), config.zone)
    the_end_is_the_computed_one("closes", e.closes, expected, "deadline_end_wrong")
    if expected <= max(deadline.closes, m.at):
        raise Rejected("deadline_not_later", given=e.closes, closes=instant_text(deadline.closes))
