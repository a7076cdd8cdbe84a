"""Working days and the closing of a notice: the golden dates, and refusal where no table is loaded."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from calendar_seed import calendar_event, working_days
from hypothesis import given, settings
from hypothesis import strategies as st

from biaogan.domain.calendar import CalendarTable, WorkingDays
from biaogan.domain.events import CalendarYearLoaded
from biaogan.domain.rejections import Rejected

patient = settings(deadline=None)
SHANGHAI = ZoneInfo("Asia/Shanghai")
YEARS = working_days(2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026)
dates = st.dates(date(2018, 1, 1), date(2025, 12, 31))


def opened(day, hour=9):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI).replace(hour=hour)


def last_day(days, day, count_opening_day=False, length=10):
    closes = days.notice_close(opened(day), length, count_opening_day)
    assert closes.tzinfo is not None
    assert closes.time() == datetime.min.time()
    return str((closes - timedelta(microseconds=1)).date())


@pytest.mark.parametrize(
    ("day", "excluded", "included"),
    [
        ("2022-09-26", "2022-10-13", "2022-10-12"),
        ("2026-02-09", "2026-02-28", "2026-02-27"),
        ("2026-09-28", "2026-10-16", "2026-10-15"),
        ("2025-09-22", "2025-10-11", "2025-10-10"),
    ],
)
def test_ten_working_days_close_on_the_golden_dates(day, excluded, included):
    assert last_day(YEARS, day) == excluded
    assert last_day(YEARS, day, count_opening_day=True) == included


def test_the_four_candidate_dates_of_2022_differ_and_only_one_is_ours():
    real = CalendarTable.from_event(calendar_event(2022))
    weekdays_only = WorkingDays({2022: CalendarTable(2022, frozenset(), frozenset())})
    without_make_up = WorkingDays({2022: CalendarTable(2022, real.holidays, frozenset())})
    assert last_day(weekdays_only, "2022-09-26") == "2022-10-10"
    assert last_day(without_make_up, "2022-09-26") == "2022-10-17"
    assert last_day(YEARS, "2022-09-26", count_opening_day=True) == "2022-10-12"
    assert last_day(YEARS, "2022-09-26") == "2022-10-13"


def test_the_period_ends_at_midnight_in_china_whatever_the_offset_of_the_opening():
    closes = YEARS.notice_close(datetime(2022, 9, 25, 16, 0, tzinfo=UTC), 10, False)
    assert closes.isoformat() == "2022-10-14T00:00:00+08:00"
    before_midnight = datetime(2022, 9, 25, 15, 59, 59, tzinfo=UTC)
    assert YEARS.notice_close(before_midnight, 10, False).isoformat() == "2022-10-13T00:00:00+08:00"


def test_a_notice_opened_on_a_free_day_counts_from_the_next_working_day_either_way():
    assert last_day(YEARS, "2022-10-01", length=1) == "2022-10-08"
    assert last_day(YEARS, "2022-10-01", count_opening_day=True, length=1) == "2022-10-08"


@pytest.mark.parametrize("day", ["2026-12-25", "2026-12-31", "2027-01-04", "2027-06-01"])
def test_a_period_that_touches_an_unloaded_year_is_refused(day):
    with pytest.raises(Rejected) as caught:
        YEARS.notice_close(opened(day), 10, False)
    assert (caught.value.code, caught.value.details) == ("calendar_year_missing", {"year": 2027})
    assert "2027" in caught.value.message("zh")


def test_the_opening_day_itself_needs_its_year_even_when_not_counted():
    with pytest.raises(Rejected):
        working_days(2022).notice_close(opened("2021-12-31"), 1, False)


def test_a_period_that_ends_with_the_last_day_of_a_loaded_year_is_not_refused():
    closes = working_days(2024).notice_close(opened("2024-12-30"), 1, False)
    assert closes.isoformat() == "2025-01-01T00:00:00+08:00"
    assert working_days(2024).digest(opened("2024-12-30"), closes)


def test_the_digest_of_a_period_names_every_year_it_touches():
    one = YEARS.digest(opened("2022-09-26"), opened("2022-10-14", 0))
    assert one == working_days(2022).digest(opened("2022-11-01"), opened("2022-11-02"))
    across = YEARS.digest(opened("2022-12-26"), opened("2023-01-10", 0))
    assert across != one
    with pytest.raises(Rejected):
        working_days(2022).digest(opened("2022-12-26"), opened("2023-01-10", 0))


def test_the_digest_of_a_table_does_not_depend_on_the_order_of_days():
    event = calendar_event(2022)
    turned = CalendarYearLoaded(2022, event.holidays[::-1], event.workdays[::-1], "elsewhere")
    assert CalendarTable.from_event(turned).digest == CalendarTable.from_event(event).digest
    moved = CalendarYearLoaded(2022, event.holidays[1:], event.workdays, event.source)
    assert CalendarTable.from_event(moved).digest != CalendarTable.from_event(event).digest


@pytest.mark.parametrize(
    ("free", "worked", "code", "value"),
    [
        (["2022-10-01", "2022-10-01"], [], "calendar_malformed", "2022-10-01"),
        (["2022-10-08"], ["2022-10-08"], "calendar_malformed", "2022-10-08"),
        (["2023-01-01"], [], "calendar_malformed", "2023-01-01"),
        ([], ["10/08/2022"], "date_malformed", "10/08/2022"),
    ],
)
def test_a_malformed_table_is_refused(free, worked, code, value):
    with pytest.raises(Rejected) as caught:
        CalendarTable.from_event(CalendarYearLoaded(2022, free, worked, "test"))
    assert caught.value.code == code
    assert value in caught.value.message("en")


def test_a_naive_opening_and_a_count_of_zero_are_programming_errors():
    with pytest.raises(ValueError, match="offset"):
        YEARS.notice_close(datetime(2022, 9, 26), 10, False)
    with pytest.raises(ValueError, match="from 1"):
        YEARS.add(date(2022, 9, 26), 0)


@patient
@given(dates, st.integers(1, 30))
def test_exactly_the_asked_number_of_working_days_lies_behind_the_start(start, count):
    end = YEARS.add(start, count)
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(YEARS.is_working_day, passed)) == count
    assert YEARS.is_working_day(end)


@patient
@given(dates, st.integers(1, 15), st.integers(1, 15))
def test_counting_in_two_steps_equals_counting_at_once(start, first, second):
    assert YEARS.add(YEARS.add(start, first), second) == YEARS.add(start, first + second)


@patient
@given(dates, st.integers(0, 23), st.integers(1, 20))
def test_counting_the_opening_day_never_closes_later(day, hour, length):
    counted = YEARS.notice_close(opened(str(day), hour), length, True)
    excluded = YEARS.notice_close(opened(str(day), hour), length, False)
    assert counted <= excluded
    assert (counted == excluded) == (not YEARS.is_working_day(day))
