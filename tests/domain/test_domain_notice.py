"""征求意见, 公示, 批准, 公告: nothing before its time, on every channel, for ten working days (R-73..R-76, D-14, D-35)."""

from dataclasses import replace

import pytest
import world as w
from journey import LIST, notice, reached
from spec import Answer, given
from world import DIGEST, Scene, Who, on, postings

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.forms import Posting, RankedCase
from biaogan.domain.national_list import list_digest
from biaogan.domain.status import Status

CLOSES = "2022-10-14T00:00:00+08:00"


def acting(scene: Scene, event: ev.Event, who: Who, day: str, clock: str = "10:00:00") -> Answer:
    return given(scene).when(event, LIST, who, on(day, clock))


def all_moved(cases: list[str], to: Status) -> list[tuple[str, ev.CaseMoved]]:
    return [(case, ev.CaseMoved(to)) for case in cases]


def consulting(due: str, **changes: object) -> Answer:
    scene, _ = reached(Status.RECOMMENDED)
    body = ev.MinistryConsultationOpened(scene.world[LIST].digest, due)
    return acting(scene, replace(body, **changes), w.DIRECTOR, "2022-09-01")


def test_the_list_goes_to_the_ministry_under_its_digest():
    _, cases = reached(Status.RECOMMENDED)
    consulting("2022-09-23").then(*all_moved(cases, Status.CONSULTATION))
    consulting("2022-09-23", list_digest=DIGEST).then_rejected("digest_mismatch", field="list_digest", given=DIGEST)


@pytest.mark.parametrize(("due", "enough"), [("2022-09-22", False), ("2022-09-23", True), ("2022-10-23", True)])
def test_the_ministry_has_fifteen_working_days(due, enough):
    """From Thursday 2022-09-01; Monday 12 September is the Mid-Autumn holiday."""
    answer = consulting(due)
    if enough:
        answer.accepted()
    else:
        answer.then_rejected("consultation_too_short", "D-35", earliest="2022-09-23")
    consulting("soon").then_rejected("date_malformed", field="due_on")


def replying(
    reply: str, who: Who = w.MINISTRY, day: str = "2022-09-20", clock: str = "10:00", comments: str = ""
) -> Answer:
    scene, _ = reached(Status.CONSULTATION)
    return acting(scene, ev.MinistryConsultationClosed(reply, comments), who, day, clock)


def test_the_ministry_agrees_or_objects_with_its_reasons():
    _, cases = reached(Status.CONSULTATION)
    replying("agreed").then(*all_moved(cases, Status.CLEARED_FOR_NOTICE))
    after = replying("objects", comments="第二名存在环保处罚").then(*all_moved(cases, Status.DELIBERATION))
    assert after.world[LIST].status == Status.DELIBERATION
    replying("objects").then_rejected("text_missing", "R-73", field="comments")
    replying("perhaps").then_rejected("unknown_reference", field="reply", value="perhaps")


def test_a_reply_is_the_ministrys_own_act():
    replying("agreed", w.DIRECTOR).then_rejected("role_not_held", allowed=["ministry_consultee"])


@pytest.mark.parametrize(
    ("day", "clock", "over"), [("2022-09-23", "23:59:59", False), ("2022-09-24", "00:00:00", True)]
)
def test_silence_counts_only_after_the_due_day(day, clock, over):
    for who in (w.DIRECTOR, w.MINISTRY):
        answer = replying("none", who, day, clock)
        if over:
            assert answer.accepted().world[LIST].status == Status.CLEARED_FOR_NOTICE
        else:
            answer.then_rejected("consultation_not_over", "D-35", due_on="2022-09-23")


def test_no_notice_before_the_consultation_is_closed():
    scene, _ = reached(Status.CONSULTATION)
    acting(scene, notice(scene), w.PUBLISHER, "2022-09-26").then_rejected("wrong_state", status="CONSULTATION")


def noticing(day: str = "2022-09-26", clock: str = "10:00", **changes: object) -> Answer:
    scene, _ = reached(Status.CLEARED_FOR_NOTICE)
    return acting(scene, notice(scene, **changes), w.PUBLISHER, day, clock)


def test_the_notice_runs_ten_working_days_by_the_state_councils_calendar():
    """Golden check G2: through Thursday 13 October, for 8 and 9 October are made up."""
    _, cases = reached(Status.CLEARED_FOR_NOTICE)
    after = noticing().then(*all_moved(cases, Status.NOTICE))
    assert after.world[LIST].closes == CLOSES


@pytest.mark.parametrize(
    "wrong",
    [
        "2022-10-11T00:00:00+08:00",
        "2022-10-18T00:00:00+08:00",
        "2022-10-13T00:00:00+08:00",
        "2022-10-13T23:59:59+08:00",
    ],
)
def test_any_other_end_is_refused(wrong):
    """Naive Monday to Friday, holidays without the make-up days, the opening day counted, and a second short."""
    noticing(closes=wrong).then_rejected("notice_end_wrong", "R-74", expected=CLOSES)


def test_the_same_instant_may_be_written_in_another_offset():
    assert noticing(closes="2022-10-13T16:00:00Z").accepted()


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_every_mandatory_channel_carries_the_notice(gone):
    posted = postings()
    channel = posted.pop(gone).channel
    noticing(postings=posted).then_rejected("channels_missing", "R-74", channels=[channel])


def test_the_clock_runs_from_the_last_mandatory_posting():
    late = replace(postings()[2], posted_at="2022-09-27T08:00:00+08:00")
    posted = [*postings()[:2], late]
    answer = noticing("2022-09-27", postings=posted)
    answer.then_rejected("notice_end_wrong", expected="2022-10-15T00:00:00+08:00")
    closes = "2022-10-15T00:00:00+08:00"
    assert noticing("2022-09-27", postings=posted, closes=closes).accepted()
    again = [*postings(), replace(late, posted_at="2022-09-27T08:00:00+08:00")]
    assert noticing("2022-09-27", postings=again).accepted()
    extra = Posting("newspaper", "https://paper.example", "2022-09-27T08:00:00+08:00", DIGEST)
    assert noticing("2022-09-27", postings=[*postings(), extra]).accepted()


def test_a_posting_lies_between_the_ministrys_answer_and_now():
    assert noticing(clock="09:00:00").accepted()
    noticing(clock="08:59:59").then_rejected("posting_in_the_future", channel="ministry_site")
    early = [replace(posting, posted_at="2022-09-20T09:59:59+08:00") for posting in postings()]
    noticing(postings=early).then_rejected("posting_too_early", since="2022-09-20T10:00:00+08:00")


def test_a_posting_has_an_address_and_a_digest():
    noticing(postings=[*postings()[:2], replace(postings()[2], url=" ")]).then_rejected("text_missing", field="url")
    wrong = replace(postings()[2], page_digest="x")
    noticing(postings=[*postings()[:2], wrong]).then_rejected("digest_malformed", field="page_digest")
    noticing(contact="").then_rejected("text_missing", "R-75", field="contact")


def test_the_notice_names_the_calendar_and_the_list_it_rests_on():
    noticing(calendar_digest=DIGEST).then_rejected("digest_mismatch", field="calendar_digest")
    noticing(list_digest=DIGEST).then_rejected("digest_mismatch", field="list_digest")


@pytest.mark.parametrize(
    ("day", "clock", "late"), [("2022-10-13", "23:59:59", False), ("2022-10-14", "00:00:00", True)]
)
def test_a_notice_recorded_after_its_own_end_is_none(day, clock, late):
    answer = noticing(day, clock)
    if late:
        answer.then_rejected("notice_recorded_late", closes=CLOSES)
    else:
        answer.accepted()


def test_a_period_that_needs_an_unloaded_year_is_refused():
    """Golden check G4: never guessed."""
    scene, _ = reached(Status.CLEARED_FOR_NOTICE)
    posted = [replace(posting, posted_at="2022-12-26T09:00:00+08:00") for posting in postings()]
    body = notice(scene, postings=posted)
    acting(scene, body, w.PUBLISHER, "2022-12-26").then_rejected("calendar_year_missing", "D-14", year=2023)
    scene.play(w.calendar(2023), ids.calendar_id(2023), w.OFFICER, on("2022-12-20"))
    acting(scene, body, w.PUBLISHER, "2022-12-26").then_rejected(
        "notice_end_wrong", expected="2023-01-11T00:00:00+08:00"
    )


@pytest.mark.parametrize(
    ("day", "clock", "over"), [("2022-10-13", "23:59:59.999999", False), ("2022-10-14", "00:00", True)]
)
def test_a_notice_expires_at_its_end_and_not_before(day, clock, over):
    scene, cases = reached(Status.NOTICE)
    answer = acting(scene, ev.NoticePeriodExpired(CLOSES), w.SERVICE, day, clock)
    if over:
        answer.then(*all_moved(cases, Status.NOTICE_CLEARED))
    else:
        answer.then_rejected("notice_not_over", "R-74", closes=CLOSES)


def test_the_expiry_names_the_end_that_was_signed():
    scene, _ = reached(Status.NOTICE)
    other = acting(scene, ev.NoticePeriodExpired("2022-10-13T00:00:00+08:00"), w.SERVICE, "2022-10-14")
    other.then_rejected("notice_end_wrong", given="2022-10-13T00:00:00+08:00")


def test_a_case_that_is_held_is_not_cleared_and_stops_the_approval():
    scene, cases = reached(Status.NOTICE)
    scene.record(ev.CaseMoved("NOTICE_HELD"), cases[0], w.SERVICE, on("2022-10-01"))
    after = acting(scene, ev.NoticePeriodExpired(CLOSES), w.SERVICE, "2022-10-14")
    scene = after.then(*all_moved(cases[1:], Status.NOTICE_CLEARED))
    approval = ev.ResultApproved(scene.world[LIST].digest, "文号")
    acting(scene, approval, w.CAQ, "2022-10-17").then_rejected(
        "case_in_wrong_state", case=cases[0], status="NOTICE_HELD"
    )


def approving(**changes: object) -> Answer:
    scene, _ = reached(Status.NOTICE_CLEARED)
    body = replace(ev.ResultApproved(scene.world[LIST].digest, "中国质协字〔2022〕99号"), **changes)
    return acting(scene, body, w.CAQ, "2022-10-17")


def test_caq_approves_exactly_the_list():
    _, cases = reached(Status.NOTICE_CLEARED)
    approving().then(*all_moved(cases, Status.APPROVED))
    approving(list_digest=list_digest([RankedCase(cases[0], 1)], "m")).then_rejected("digest_mismatch", "R-76")
    approving(document_no=" ").then_rejected("text_missing", "R-76", field="document_no")


def test_who_files_for_an_organisation_does_not_approve_its_title():
    scene, cases = reached(Status.NOTICE_CLEARED)
    scene.people(Who(w.CAQ.actor, "applicant_editor", scene.world[cases[0]].organisation))
    body = ev.ResultApproved(scene.world[LIST].digest, "文号")
    acting(scene, body, w.CAQ, "2022-10-17").then_rejected("own_organisation", "D-23")


def test_the_result_is_announced_on_every_channel_and_titles_follow():
    scene, cases = reached(Status.APPROVED)
    body = ev.ResultAnnounced(postings("2022-10-18T09:00:00+08:00"), DIGEST)
    acting(scene, body, w.PUBLISHER, "2022-10-18").then(
        *((case, ev.TitleGranted(f"NQB-2022-{n:03d}", 2022)) for n, case in enumerate(cases, 1))
    )
    missing = replace(body, postings=body.postings[1:])
    acting(scene, missing, w.PUBLISHER, "2022-10-18").then_rejected("channels_missing")
    early = replace(body, postings=postings())
    acting(scene, early, w.PUBLISHER, "2022-10-18").then_rejected("posting_too_early")
    acting(scene, replace(body, text_digest=""), w.PUBLISHER, "2022-10-18").then_rejected("digest_malformed")


def test_the_digest_of_a_list_is_of_its_order_and_not_of_its_writing():
    one, two = RankedCase("case_a", 1, "甲"), RankedCase("case_b", 2)
    assert list_digest([one, two], "m") == list_digest([two, replace(one, opinion="乙")], "m")
    assert list_digest([one, two], "m") != list_digest([replace(one, rank=2), replace(two, rank=1)], "m")
    assert list_digest([one, two], "m") != list_digest([one, two], "other minutes")
