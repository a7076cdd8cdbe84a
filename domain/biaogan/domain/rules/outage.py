"""Outages of the public notice (公示中断), R-74, D-14: a long one on a mandatory channel extends the notice."""

from datetime import timedelta

from biaogan.domain.events import NoticeExtended, NoticePostingFailed, NoticeReposted
from biaogan.domain.matter import Matter, rule
from biaogan.domain.national_list import NationalList, Outage
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.notice import the_posting_is_sound
from biaogan.domain.rules.periods import the_end_is_the_computed_one, working_days
from biaogan.domain.values import instant, sha256_hex


@rule("R-74", "D-14")
def the_failure_is_of_a_mandatory_channel_that_carried_it(e: NoticePostingFailed, m: Matter) -> None:
    """R-74, D-14: a mandatory channel (规定渠道) fails between the start of its notice and now, and is not down already."""
    if e.channel not in [channel.code for channel in m.config.notice.channels]:
        raise Rejected("unknown_reference", rule="R-74", field="channel", value=e.channel)
    sha256_hex(e.evidence_digest, "evidence_digest")
    failed = instant(e.failed_at, "failed_at")
    found = [outage for outage in m.state.outages if outage.channel == e.channel]
    last = max((instant(outage.restored_at, "") for outage in found if outage.restored_at), default=None)
    if failed > m.at or any(not outage.restored_at for outage in found) or (last is not None and failed < last):
        raise Rejected("outage_inconsistent", channel=e.channel, at=e.failed_at)


@rule("R-74", "D-14")
def the_reposting_ends_an_outage(e: NoticeReposted, m: Matter) -> None:
    """R-74, D-14: what is posted again (恢复公示) is on a channel that was down, after it went down."""
    down = [outage for outage in m.state.outages if outage.channel == e.posting.channel and not outage.restored_at]
    if not down:
        raise Rejected("outage_inconsistent", channel=e.posting.channel, at=e.posting.posted_at)
    the_posting_is_sound(e.posting, instant(down[0].failed_at, "failed_at"), m)


@rule("R-74", "D-14")
def the_extension_is_owed_and_computed(e: NoticeExtended, m: Matter) -> None:
    """R-74, D-14: each long outage extends the notice (延长公示) once, to the computed end; the calendar is named."""
    adopted: NationalList = m.state
    owed = [found for found in adopted.outages if (found.channel, found.failed_at) == (e.channel, e.failed_at)]
    if not owed or not owed[0].restored_at or not is_long(owed[0], m):
        raise Rejected("outage_not_long", channel=e.channel, at=e.failed_at, hours=m.config.objection.outage.hours)
    if owed[0].extended:
        raise Rejected("outage_already_counted", channel=e.channel, at=e.failed_at)
    days, old, terms = working_days(m), instant(adopted.closes, "closes"), m.config.objection.outage
    restored = instant(owed[0].restored_at, "posted_at")
    closes = days.extended(old, restored, terms.adds, m.config.notice.unit)
    the_end_is_the_computed_one("closes", e.closes, closes, "notice_end_wrong", rule="D-14")
    if e.calendar_digest != (expected := days.digest(old, closes)):
        raise Rejected("digest_mismatch", field="calendar_digest", given=e.calendar_digest, expected=expected)


@rule("R-74", "D-14")
def every_outage_is_settled(m: Matter) -> None:
    """R-74, D-14: no notice ends while a mandatory channel is down (公示中断), or before a long outage is made good."""
    for outage in m.state.outages:
        if not outage.restored_at or (is_long(outage, m) and not outage.extended):
            raise Rejected("outage_unsettled", channel=outage.channel, at=outage.failed_at)


def is_long(outage: Outage, m: Matter) -> bool:
    """D-14: longer than the hours of the cycle; exactly so many are not."""
    gap = instant(outage.restored_at, "posted_at") - instant(outage.failed_at, "failed_at")
    return gap > timedelta(hours=m.config.objection.outage.hours)
