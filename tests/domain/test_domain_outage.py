"""公示: outages and extension, calendar days, new calendars, extended deadlines (R-74, D-13, D-14)."""

from dataclasses import replace
from datetime import datetime, timedelta

import journey
import pytest
import world as w
from calendar_seed import calendar_event, working_days
from journey import LIST, reached
from objection_journey import CLOSES, under
from spec import Answer, given
from world import CYCLE, DIGEST, Scene, Who, on, postings

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.calendar import CalendarTable, WorkingDays
from biaogan.domain.calendar_year import LoadedYears
from biaogan.domain.status import Status

FAILED = ev.NoticePostingFailed("wechat", "2022-09-28T08:00:00+08:00", DIGEST)
EXTENDED = "2022-10-15T00:00:00+08:00"


def on_list(
    scene: Scene, event: ev.Event, who: Who = w.PUBLISHER, day: str = "2022-09-29", clock: str = "10:00"
) -> Answer:
    return given(scene).when(event, LIST, who, on(day, clock))


def reposted(at: str = "2022-09-28T12:00:01+08:00") -> ev.NoticeReposted:
    return ev.NoticeReposted(replace(postings(at)[2]))


def failed(at: str = "2022-09-28T12:00:01+08:00") -> Scene:
    """A channel was down from 8:00 to ``at``."""
    scene, _ = reached(Status.NOTICE)
    scene.play(FAILED, LIST, w.PUBLISHER, on("2022-09-28"))
    scene.play(reposted(at), LIST, w.PUBLISHER, on("2022-10-13", "23:00"))
    return scene


def extension(scene: Scene, closes: str = EXTENDED, **changes: object) -> ev.NoticeExtended:
    days = WorkingDays(LoadedYears(scene.world))
    old, new = on(CLOSES[:10], "00:00"), on(closes[:10], "00:00")
    sound = ev.NoticeExtended("wechat", FAILED.failed_at, closes, days.digest(old, new))
    return replace(sound, **changes)


def test_an_outage_of_more_than_four_hours_adds_one_working_day():
    scene = failed()
    after = on_list(scene, extension(scene), w.DIRECTOR, "2022-10-13", "23:30").then()
    assert after.world[LIST].closes == EXTENDED
    on_list(after, ev.NoticePeriodExpired(CLOSES), w.SERVICE, "2022-10-14").then_rejected("notice_not_over")
    over = on_list(after, ev.NoticePeriodExpired(EXTENDED), w.SERVICE, "2022-10-15").accepted()
    assert over.world[LIST].status == Status.NOTICE_CLEARED
    on_list(after, extension(scene), w.DIRECTOR, "2022-10-13", "23:40").then_rejected("outage_already_counted", "D-14")


def test_an_outage_of_exactly_four_hours_adds_nothing():
    scene = failed("2022-09-28T12:00:00+08:00")
    on_list(scene, extension(scene), w.DIRECTOR, "2022-10-13", "23:30").then_rejected("outage_not_long", hours=4)
    assert on_list(scene, ev.NoticePeriodExpired(CLOSES), w.SERVICE, "2022-10-14").accepted()


def test_no_notice_ends_while_an_outage_is_unsettled():
    scene, _ = reached(Status.NOTICE)
    scene.play(FAILED, LIST, w.PUBLISHER, on("2022-09-28"))
    expiry = ev.NoticePeriodExpired(CLOSES)
    on_list(scene, expiry, w.SERVICE, "2022-10-14").then_rejected("outage_unsettled", "D-14", channel="wechat")
    on_list(scene, extension(scene), w.DIRECTOR, "2022-10-13").then_rejected("outage_not_long")
    on_list(failed(), expiry, w.SERVICE, "2022-10-14").then_rejected("outage_unsettled")


def test_an_outage_that_lasts_past_the_end_is_made_good_after_it_is_over():
    scene, _ = reached(Status.NOTICE)
    scene.play(FAILED, LIST, w.PUBLISHER, on("2022-09-28"))
    scene.play(reposted("2022-10-17T09:00:00+08:00"), LIST, w.PUBLISHER, on("2022-10-17"))
    on_list(scene, extension(scene), w.DIRECTOR, "2022-10-17", "11:00").then_rejected(
        "notice_end_wrong", "D-14", expected="2022-10-19T00:00:00+08:00"
    )
    body = extension(scene, "2022-10-19T00:00:00+08:00")
    assert on_list(scene, body, w.DIRECTOR, "2022-10-17", "11:00").accepted()


def test_the_extended_end_and_its_calendar_are_computed():
    scene = failed()
    for wrong, code in (({"closes": CLOSES}, "notice_end_wrong"), ({"calendar_digest": DIGEST}, "digest_mismatch")):
        on_list(scene, extension(scene, **wrong), w.DIRECTOR, "2022-10-13", "23:30").then_rejected(code)
    other = extension(scene, channel="caq_site")
    on_list(scene, other, w.DIRECTOR, "2022-10-13", "23:30").then_rejected("outage_not_long", channel="caq_site")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"channel": "newspaper"}, "unknown_reference"),
        ({"failed_at": "2022-09-29T10:00:01+08:00"}, "outage_inconsistent"),
        ({"evidence_digest": "x"}, "digest_malformed"),
        ({"failed_at": "noon"}, "instant_malformed"),
    ],
)
def test_a_failure_is_of_a_mandatory_channel_and_has_happened(changes, code):
    scene, _ = reached(Status.NOTICE)
    on_list(scene, replace(FAILED, **changes)).then_rejected(code)
    on_list(scene, FAILED).then()


def test_a_channel_fails_once_at_a_time_and_comes_back_after_it_failed():
    scene, _ = reached(Status.NOTICE)
    on_list(scene, reposted()).then_rejected("outage_inconsistent", "D-14")
    scene.play(FAILED, LIST, w.PUBLISHER, on("2022-09-28"))
    on_list(scene, FAILED).then_rejected("outage_inconsistent")
    on_list(scene, reposted("2022-09-28T07:59:59+08:00")).then_rejected("posting_too_early")
    back = on_list(scene, reposted()).then()
    on_list(back, replace(FAILED, failed_at="2022-09-28T12:00:00+08:00")).then_rejected("outage_inconsistent")
    on_list(back, replace(FAILED, failed_at="2022-09-28T12:00:01+08:00")).then()


def days_of_2022_2026() -> WorkingDays:
    return working_days(2022, 2023, 2024, 2025, 2026)


@pytest.mark.parametrize(
    ("day", "not_counted", "counted"),
    [
        ("2022-09-26", "2022-10-14", "2022-10-13"),
        ("2026-02-09", "2026-03-01", "2026-02-28"),
        ("2026-09-28", "2026-10-17", "2026-10-16"),
        ("2025-09-22", "2025-10-12", "2025-10-11"),
    ],
)
def test_golden_g2_g3_the_first_instant_after_each_printed_notice(day, not_counted, counted):
    days = days_of_2022_2026()
    assert days.notice_close(on(day), 10, False) == on(not_counted, "00:00")
    assert days.notice_close(on(day), 10, True) == on(counted, "00:00")


def test_golden_g4_a_notice_that_touches_an_unloaded_year_is_a_hard_stop_with_a_clear_message():
    scene, _ = reached(Status.CLEARED_FOR_NOTICE)
    posted = postings("2022-12-26T09:00:00+08:00")
    answer = on_list(scene, journey.notice(scene, postings=posted), day="2022-12-26")
    answer.then_rejected("calendar_year_missing", "D-14", year=2023)
    assert answer.rejected
    assert answer.rejected.message("zh") == "尚未载入2023年工作日历，无法计算工作日"


@pytest.mark.parametrize(
    ("counted", "end"), [(False, "2022-10-14T00:00:00+08:00"), (True, "2022-10-13T00:00:00+08:00")]
)
def test_case_4_ten_working_days_from_26_september_and_every_other_count_is_refused(counted, end):
    """Ours 13 October, opening day counted 12; naive Monday to Friday 10, holidays without make-up days 17."""
    scene, _ = reached(Status.CLEARED_FOR_NOTICE)
    scene = under(scene, ["notice", "count_opening_day"], counted)
    days = WorkingDays(LoadedYears(scene.world))
    four = [f"2022-10-{day}T00:00:00+08:00" for day in ("11", "13", "14", "18")]
    for closes in four:
        calendar = days.digest(on("2022-09-26"), on(end[:10], "00:00"))
        answer = on_list(scene, journey.notice(scene, closes=closes, calendar_digest=calendar), day="2022-09-26")
        if closes == end:
            assert answer.accepted()
        else:
            answer.then_rejected("notice_end_wrong", given=closes, expected=end)


@pytest.mark.parametrize(
    ("length", "counted", "last"),
    [(11, False, "2022-10-08"), (12, True, "2022-10-08"), (13, False, "2022-10-09"), (19, False, "2022-10-17")],
)
def test_a_notice_of_calendar_days_ends_on_a_working_day(length, counted, last):
    """From Monday 26 September: the eleventh day after is 7 October, free, so it is put off to the make-up Saturday."""
    scene, _ = reached(Status.CLEARED_FOR_NOTICE)
    under(scene, ["notice", "unit"], "day")
    document = {**scene.world[CYCLE].document}
    document["notice"] = {**document["notice"], "length": length, "count_opening_day": counted}
    scene.record(ev.CyclePublished(document, "new"), CYCLE, w.DIRECTOR, on("2022-06-15"))
    expected = on(last, "00:00")
    answer = on_list(scene, journey.notice(scene, closes="2022-12-01T00:00:00+08:00"), day="2022-09-26")
    assert answer.rejected
    answer.then_rejected("notice_end_wrong", expected=_next_midnight(expected))


def _next_midnight(day: datetime) -> str:
    return (day + timedelta(days=1)).isoformat()


def test_an_outage_in_a_notice_of_calendar_days_adds_a_day():
    days = days_of_2022_2026()
    assert days.extended(on("2022-10-14", "00:00"), on("2022-09-28"), 1, "day") == on("2022-10-15", "00:00")
    assert days.extended(on("2022-10-15", "00:00"), on("2022-09-28"), 1, "day") == on("2022-10-18", "00:00")


def amendment(scene: Scene, **changes: object) -> ev.CalendarAmended:
    """10 October becomes free."""
    old = calendar_event(2022)
    table = scene.world[ids.calendar_id(2022)].table
    sound = ev.CalendarAmended(2022, [*old.holidays, "2022-10-10"], old.workdays, "国办通知", table.digest)
    return replace(sound, **changes)


def on_calendar(scene: Scene, event: ev.Event) -> Answer:
    return given(scene).when(event, ids.calendar_id(2022), w.OFFICER, on("2022-09-27"))


def test_case_5_an_amended_calendar_is_signed_and_past_decisions_keep_the_old_one():
    scene, _ = reached(Status.NOTICE)
    signed = next(r.event for r in scene.records if isinstance(r.event, ev.NoticePublished))
    before = scene.world[ids.calendar_id(2022)].table
    after = on_calendar(scene, amendment(scene)).then()
    assert after.world[ids.calendar_id(2022)].table.digest != before.digest
    assert after.world[LIST].closes == CLOSES
    old = WorkingDays({2022: before})
    assert signed.calendar_digest == old.digest(on("2022-09-26"), on("2022-10-14", "00:00"))
    assert on_list(after, ev.NoticePeriodExpired(CLOSES), w.SERVICE, "2022-10-14").accepted()


def test_case_5_a_notice_after_the_amendment_counts_by_the_new_calendar():
    scene, _ = reached(Status.CLEARED_FOR_NOTICE)
    body = journey.notice(scene)
    after = on_calendar(scene, amendment(scene)).accepted()
    on_list(after, body, day="2022-09-27").then_rejected("notice_end_wrong", expected=EXTENDED)


def test_an_amendment_names_the_table_it_replaces_and_its_source():
    scene, _ = reached(Status.NOTICE)
    on_calendar(scene, amendment(scene, replaces=DIGEST)).then_rejected("digest_mismatch", "D-14", field="replaces")
    on_calendar(scene, amendment(scene, source=" ")).then_rejected("text_missing", field="source")
    on_calendar(scene, amendment(scene, workdays=["2022-10-10"])).then_rejected("calendar_malformed")
    other = given(scene).when(amendment(scene), ids.calendar_id(2023), w.OFFICER, on("2022-09-27"))
    other.then_rejected("stream_mismatch")
    assert CalendarTable.from_event(amendment(scene)).is_working_day(on("2022-10-09").date())


EXTENSION = ev.DeadlineExtended("t1_delivery", "2022-07-05", "2022-07-06T00:00:00+08:00", "防汛")


def postponing(scene: Scene, event: ev.Event, day: str = "2022-07-02") -> Answer:
    return given(scene).when(event, CYCLE, w.DIRECTOR, on(day))


@pytest.mark.parametrize("day", ["2022-06-28", "2022-07-02"])
def test_case_7_a_deadline_is_moved_back_before_or_after_it_passed_for_later_acts_only(day):
    scene = w.opened()
    org = scene.organisation(1)
    draft, case = ev.CaseDrafted(CYCLE, org, w.SHIJIAZHUANG, "实施六西格玛设计的经验"), journey.case_id(1)
    late = given(scene).when(draft, case, w.editor(org), on("2022-07-01"))
    late.then_rejected("deadline_passed", "R-20", closes="2022-07-01T00:00:00+08:00")
    after = postponing(scene, EXTENSION, day).then()
    assert after.world[case] is None
    assert given(after).when(draft, case, w.editor(org), on("2022-07-05", "23:59:59")).accepted()
    given(after).when(draft, case, w.editor(org), on("2022-07-06", "00:00")).then_rejected("deadline_passed")


def test_case_7_what_was_signed_under_the_old_deadline_says_so():
    scene = w.opened()
    before = scene.world[CYCLE].digest
    after = postponing(scene, EXTENSION).accepted()
    assert after.world[CYCLE].digest == after.world[CYCLE].config.digest != before
    assert after.world[CYCLE].in_force(on("2022-07-01")) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"deadline": "lunch"}, "unknown_reference"),
        ({"reason": " "}, "text_missing"),
        ({"closes": "2022-07-05T00:00:00+08:00"}, "deadline_end_wrong"),
        ({"last_day": "2022-06-30", "closes": "2022-07-01T00:00:00+08:00"}, "deadline_not_later"),
        ({"last_day": "2022-07-01", "closes": "2022-07-02T00:00:00+08:00"}, "deadline_not_later"),
        ({"last_day": "July"}, "date_malformed"),
    ],
)
def test_a_deadline_moves_only_back_to_the_end_of_a_whole_day_to_come(changes, code):
    postponing(w.opened(), replace(EXTENSION, **changes)).then_rejected(code)


def test_only_the_director_extends_a_deadline():
    given(w.opened()).when(EXTENSION, CYCLE, w.OFFICER, on("2022-07-02")).then_rejected("role_not_held")


def test_an_extension_of_a_deadline_nobody_has_changes_nothing():
    scene = w.opened()
    before = scene.world[CYCLE]
    scene.record(replace(EXTENSION, deadline="lunch"), CYCLE, w.DIRECTOR, on("2022-07-02"))
    assert scene.world[CYCLE] == before
