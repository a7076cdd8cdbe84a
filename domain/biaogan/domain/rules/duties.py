"""Duties of the holder (获评组织的义务): the video R-40, the exchange activities R-80."""

from biaogan.domain.case import Case
from biaogan.domain.events import (
    ExchangeDutyAttended,
    ExchangeDutyExcused,
    ExchangeDutyInvited,
    VideoAccepted,
    VideoSubmitted,
)
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.title import INVITED
from biaogan.domain.values import iso_date, sha256_hex


@rule("R-40")
def the_video_is_not_accepted_yet(m: Matter) -> None:
    """R-40: an accepted video (经验视频) is not handed in or accepted again."""
    if m.state.award.video_accepted:
        raise Rejected("video_already_accepted")


@rule("R-40")
def both_parts_of_the_video_have_their_length(e: VideoSubmitted, m: Matter) -> None:
    """R-40: 2 minutes of brand image and 28 minutes of experience (时长), each within the tolerance of the cycle."""
    terms = m.config.award.video
    for part, given, wanted in (
        ("brand_seconds", e.brand_seconds, terms.brand_seconds),
        ("experience_seconds", e.experience_seconds, terms.experience_seconds),
    ):
        low, high = terms.bounds(wanted)
        if not low <= given <= high:
            raise Rejected("video_length_wrong", part=part, given=given, low=low, high=high)
    sha256_hex(e.video_digest, "video_digest")


@rule("R-40")
def the_accepted_video_is_the_one_handed_in(e: VideoAccepted, m: Matter) -> None:
    """R-40: the office accepts the video (视频) handed in last, by its digest; without one there is none to accept."""
    case: Case = m.state
    if e.video_digest != case.award.video:
        raise Rejected(
            "digest_mismatch", rule="R-40", field="video_digest", given=e.video_digest, expected=case.award.video
        )


@rule("R-80")
def the_holder_is_invited_once_and_to_a_named_activity(e: ExchangeDutyInvited, m: Matter) -> None:
    """R-80: an exchange activity (交流活动) has a name and a day; the holder is invited to it once, by a letter on file."""
    if not e.activity.strip():
        raise Rejected("text_missing", rule="R-80", field="activity")
    if e.activity in m.state.award.exchanges:
        raise Rejected("activity_already_invited", activity=e.activity)
    iso_date(e.takes_place_on, "takes_place_on")
    sha256_hex(e.invitation_digest, "invitation_digest")


@rule("R-80")
def the_invitation_is_still_unanswered(e: ExchangeDutyAttended | ExchangeDutyExcused, m: Matter) -> None:
    """R-80: attended or excused (参加或免除) is recorded once, for an activity the holder was invited to."""
    state, _ = m.state.award.exchanges.get(e.activity, ("", ""))
    if state != INVITED:
        raise Rejected("activity_not_open", activity=e.activity, state=state)


@rule("R-80")
def the_activity_has_taken_place(e: ExchangeDutyAttended, m: Matter) -> None:
    """R-80: nobody attended (参加) before the day of the activity; the record of it is on file."""
    _, day = m.state.award.exchanges[e.activity]
    if iso_date(day, "takes_place_on") > m.at.astimezone(m.config.zone).date():
        raise Rejected("date_in_the_future", rule="R-80", field="takes_place_on", given=day)
    sha256_hex(e.record_digest, "record_digest")


@rule("R-80")
def the_excuse_has_a_reason(e: ExchangeDutyExcused, m: Matter) -> None:
    """R-80: the holder is excused (免除) only with a written reason."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-80", field="reason")
