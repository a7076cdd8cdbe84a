"""Consultation, public notice and its end (征求意见、公示), R-73, R-74, D-14, D-35."""

from collections.abc import Sequence
from datetime import datetime

from biaogan.domain.events import (
    CaseRenoticed,
    MinistryConsultationClosed,
    MinistryConsultationOpened,
    NoticePeriodExpired,
    NoticePublished,
    ResultAnnounced,
    ResultApproved,
    ResultRefused,
)
from biaogan.domain.forms import Posting
from biaogan.domain.matter import Matter, rule
from biaogan.domain.national_list import NationalList
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.periods import the_end_is_the_computed_one, working_days
from biaogan.domain.values import instant, instant_text, iso_date, sha256_hex

REPLIES = ("none", "agreed", "objects")
"""The ministry's reply (主管部门意见): silence, consent, objection."""


@rule("R-73", "R-74", "R-76")
def the_act_names_the_list_by_its_digest(
    e: MinistryConsultationOpened | NoticePublished | ResultApproved | ResultRefused, m: Matter
) -> None:
    """R-73, R-74, R-76: ministry, public and approver each get exactly the adopted list (名单), named by its digest."""
    adopted: NationalList = m.state
    if e.list_digest != adopted.digest:
        raise Rejected("digest_mismatch", field="list_digest", given=e.list_digest, expected=adopted.digest)


@rule("R-73", "D-35")
def the_ministry_has_its_working_days(e: MinistryConsultationOpened, m: Matter) -> None:
    """R-73, D-35: the ministry has so many working days (工作日) before silence counts as no opinion."""
    opened = m.at.astimezone(m.config.zone).date()
    earliest = working_days(m).add(opened, m.config.consultation.silence_workdays)
    if iso_date(e.due_on, "due_on") < earliest:
        raise Rejected("consultation_too_short", due_on=e.due_on, earliest=earliest.isoformat())


@rule("R-73")
def the_reply_is_one_of_three(e: MinistryConsultationClosed, m: Matter) -> None:
    """R-73, D-35: silence, consent or an objection (反对意见须说明), and an objection says what it is."""
    if e.reply not in REPLIES:
        raise Rejected("unknown_reference", field="reply", value=e.reply)
    if e.reply == "objects" and not e.comments.strip():
        raise Rejected("text_missing", rule="R-73", field="comments")


@rule("R-73", "D-35")
def silence_counts_only_after_the_due_day(e: MinistryConsultationClosed, m: Matter) -> None:
    """R-73, D-35: "no reply" (未答复) is a fact only when the due day is over; a reply is the ministry's own act."""
    if e.reply == "none":
        if m.at.astimezone(m.config.zone).date() <= iso_date(m.state.due_on, "due_on"):
            raise Rejected("consultation_not_over", due_on=m.state.due_on)
    elif m.role != "ministry_consultee":
        raise Rejected("role_not_held", role=m.role, scope="", allowed=["ministry_consultee"])


@rule("R-74", "R-76")
def every_mandatory_channel_carries_it(e: NoticePublished | ResultAnnounced, m: Matter) -> None:
    """R-73, R-74, R-76: posted on each mandatory channel (规定渠道), by its digest, and not before it was permitted.

    A notice before the ministry's opinion is closed, or an announcement before the approval, is none.
    """
    every_mandatory_channel_carries(e.postings, m.state.since, m)


def every_mandatory_channel_carries(postings: Sequence[Posting], permitted: datetime, m: Matter) -> None:
    """R-74: each mandatory channel has a posting with its address and digest, between ``permitted`` and now."""
    posted = [posting.channel for posting in postings]
    mandatory = [channel.code for channel in m.config.notice.channels]
    if missing := [code for code in mandatory if code not in posted]:
        raise Rejected("channels_missing", channels=missing)
    for posting in postings:
        the_posting_is_sound(posting, permitted, m)


def the_posting_is_sound(posting: Posting, permitted: datetime, m: Matter) -> None:
    """R-74: it has an address and a digest, and appeared between ``permitted`` and now."""
    sha256_hex(posting.page_digest, "page_digest")
    if not posting.url.strip():
        raise Rejected("text_missing", rule="R-74", field="url")
    posted_at = instant(posting.posted_at, "posted_at")
    if posted_at > m.at:
        raise Rejected("posting_in_the_future", channel=posting.channel, posted_at=posting.posted_at)
    if posted_at < permitted:
        since = instant_text(permitted.astimezone(m.config.zone))
        raise Rejected("posting_too_early", channel=posting.channel, posted_at=posting.posted_at, since=since)


def last_mandatory_posting(postings: Sequence[Posting], m: Matter) -> datetime:
    """R-74: when the last mandatory channel first carried the notice; from then on everybody could know."""
    first: dict[str, datetime] = {}
    for posting in postings:
        at = instant(posting.posted_at, "posted_at")
        first[posting.channel] = min(at, first.get(posting.channel, at))
    return max(first[channel.code] for channel in m.config.notice.channels)


@rule("R-74", "D-14")
def the_notice_closes_when_its_working_days_are_over(e: NoticePublished | CaseRenoticed, m: Matter) -> None:
    """R-74, D-14: ten working days (10个工作日) from the last mandatory posting; the signed end is the computed one.

    A cycle may count calendar days (日历日) instead.
    """
    terms, days = m.config.notice, working_days(m)
    opened = last_mandatory_posting(e.postings, m)
    count = days.notice_close if terms.unit == "workday" else days.calendar_close
    closes = count(opened, terms.length, terms.count_opening_day)
    the_end_is_the_computed_one("closes", e.closes, closes, "notice_end_wrong")
    if m.at >= closes:
        raise Rejected("notice_recorded_late", closes=e.closes)
    if e.calendar_digest != (expected := days.digest(opened, closes)):
        raise Rejected("digest_mismatch", field="calendar_digest", given=e.calendar_digest, expected=expected)


@rule("R-74", "R-75")
def the_notice_says_where_to_object(e: NoticePublished | CaseRenoticed, m: Matter) -> None:
    """R-74, R-75, D-24: a notice tells the public where an objection (异议) is taken."""
    if not e.contact.strip():
        raise Rejected("text_missing", rule="R-75", field="contact")


@rule("R-74")
def the_notice_period_is_over(m: Matter) -> None:
    """R-74: half-open period (公示期): at its end, and from then on, the notice has expired; not a microsecond before."""
    if m.at < instant(m.state.closes, "closes"):
        raise Rejected("notice_not_over", closes=m.state.closes)


@rule("R-74")
def the_expiry_names_the_end_that_was_signed(e: NoticePeriodExpired, m: Matter) -> None:
    """R-74, D-14: the end (公示截止) is the one in the notice, whatever calendar is loaded later."""
    if e.closes != m.state.closes:
        raise Rejected("notice_end_wrong", given=e.closes, expected=m.state.closes)
