"""Consultation, notice, approval, announcement (征求意见、公示、批准、公告): rows of the lifecycle table."""

from biaogan.domain import consequences as then
from biaogan.domain import events as ev
from biaogan.domain.person import SYSTEM
from biaogan.domain.row import Row, whole
from biaogan.domain.rules import (
    approval,
    conflict,
    notice,
)
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

# fmt: off
ACTS: tuple[Row, ...] = (
    Row("20", "open_ministry_consultation", ev.MinistryConsultationOpened, "list", ("office_director",), whole,
        (S.RECOMMENDED,), S.CONSULTATION,
        rules=(notice.the_act_names_the_list_by_its_digest, notice.the_ministry_has_its_working_days),
        then=then.consultation_opened),
    Row("20", "close_ministry_consultation", ev.MinistryConsultationClosed, "list",
        ("ministry_consultee", "office_director"), whole, (S.CONSULTATION,), S.CLEARED_FOR_NOTICE,
        rules=(notice.the_reply_is_one_of_three, notice.silence_counts_only_after_the_due_day),
        then=then.consultation_closed),
    Row("21", "publish_notice", ev.NoticePublished, "list", ("publisher",), whole, (S.CLEARED_FOR_NOTICE,), S.NOTICE,
        rules=(
            notice.the_act_names_the_list_by_its_digest,
            notice.every_mandatory_channel_carries_it,
            notice.the_notice_closes_when_its_working_days_are_over,
            notice.the_notice_says_where_to_object,
        ),
        then=then.noticed),
    Row("25", "expire_notice", ev.NoticePeriodExpired, "list", (SYSTEM,), whole, (S.NOTICE,), S.NOTICE_CLEARED,
        guards=(notice.the_notice_period_is_over,), rules=(notice.the_expiry_names_the_end_that_was_signed,),
        then=then.notice_over),
    Row("26", "approve_result", ev.ResultApproved, "list", ("caq_approver",), whole, (S.NOTICE_CLEARED,), S.APPROVED,
        guards=(conflict.nobody_approves_the_own_organisation, approval.no_case_on_the_list_is_held),
        rules=(notice.the_act_names_the_list_by_its_digest, approval.the_approval_has_a_document_number),
        then=then.approved),
    Row("27", "announce_result", ev.ResultAnnounced, "list", ("publisher",), whole, (S.APPROVED,), S.TITLED,
        rules=(notice.every_mandatory_channel_carries_it, approval.the_announcement_is_on_file),
        then=then.titles_granted),
)
# fmt: on
