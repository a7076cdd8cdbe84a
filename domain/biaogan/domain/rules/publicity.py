"""Notices at home (单位公示), D-14: a case is posted at its employer and its nominator before it goes on."""

from datetime import timedelta

from biaogan.domain.case import Case
from biaogan.domain.config_publicity import FILING, LETTER, LocalNotice
from biaogan.domain.events import CaseSubmittedToT1, LocalNoticeHeld, T1BatchSigned
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import iso_date, sha256_hex


@rule("D-14")
def the_notice_is_one_of_the_cycle(e: LocalNoticeHeld, m: Matter) -> None:
    """D-14: the cycle knows this notice (单位公示), and this role posts it, once."""
    terms = m.config.publicity.notices
    if e.kind not in terms:
        raise Rejected("unknown_reference", rule="D-14", field="kind", value=e.kind)
    if terms[e.kind].by != m.role:
        raise Rejected("role_not_held", role=m.role, scope="", allowed=[terms[e.kind].by])
    if e.kind in m.state.notices_held:
        raise Rejected("local_notice_already_held", kind=e.kind)


@rule("D-14")
def the_notice_stood_its_days(e: LocalNoticeHeld, m: Matter) -> None:
    """D-14: so many whole calendar days (自然日) after the day of posting, all of them over; where, and what it said."""
    posted, ended = iso_date(e.posted_on, "posted_on"), iso_date(e.ended_on, "ended_on")
    days = m.config.publicity.notices[e.kind].days
    today = m.at.astimezone(m.config.zone).date()
    earliest = posted + timedelta(days=days)
    if ended < earliest or ended >= today:
        raise Rejected(
            "local_notice_too_short", kind=e.kind, ended_on=e.ended_on, earliest=earliest.isoformat(), days=days
        )
    if not e.place.strip():
        raise Rejected("text_missing", rule="D-14", field="place")
    sha256_hex(e.page_digest, "page_digest")


@rule("D-14")
def the_notices_before_filing_were_held(e: CaseSubmittedToT1, m: Matter) -> None:
    """D-14: what has to be posted before filing (申报前公示) has been."""
    _held(m.config.publicity.before(FILING), m.stream, m.state)


@rule("D-14")
def the_notices_before_the_letter_were_held(e: T1BatchSigned, m: Matter) -> None:
    """D-14: what has to be posted before the nomination (推荐前公示) has been, for each case of the letter."""
    wanted = m.config.publicity.before(LETTER)
    for entry in e.entries if wanted else ():
        _held(wanted, entry.case, m.referred("entries", entry.case, Case))


def _held(wanted: list[LocalNotice], name: str, case: Case) -> None:
    if missing := [notice.kind for notice in wanted if notice.kind not in case.notices_held]:
        raise Rejected("local_notice_missing", case=name, kinds=missing)
