"""Consultation, notice, approval, announcement (征求意见、公示、批准、公告): rows of the lifecycle table."""

from biaogan.domain import consequences_objection as then
from biaogan.domain import events as ev
from biaogan.domain.person import SYSTEM
from biaogan.domain.row import Row, whole
from biaogan.domain.rules import (
    adjudication,
    approval,
    conflict,
    notice,
    outage,
    renotice,
    votes,
)
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

DECIDING = (S.NOTICE_CLEARED, S.APPROVED, S.TITLED)
"""A case that was held is decided about after the others, so the list may have gone ahead."""
DECIDING_GUARDS = (
    conflict.nobody_approves_the_own_organisation,
    conflict.nobody_approves_what_they_scored,
    approval.who_investigated_does_not_approve,
    approval.some_case_waits_for_the_approval,
)

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
    Row("20", "conclude_deliberation", ev.DeliberationConcluded, "list", ("committee_chair",), whole,
        (S.DELIBERATION,), S.CLEARED_FOR_NOTICE,
        guards=(conflict.nobody_approves_the_own_organisation, votes.the_chair_presides),
        rules=(adjudication.the_committee_votes_on_the_list, adjudication.what_remains_is_named_by_its_digest),
        then=then.deliberated),
    Row("21", "publish_notice", ev.NoticePublished, "list", ("publisher",), whole, (S.CLEARED_FOR_NOTICE,), S.NOTICE,
        rules=(
            notice.the_act_names_the_list_by_its_digest,
            notice.every_mandatory_channel_carries_it,
            notice.the_notice_closes_when_its_working_days_are_over,
            notice.the_notice_says_where_to_object,
        ),
        then=then.noticed),
    Row("21", "record_posting_failure", ev.NoticePostingFailed, "list", ("publisher", "office_officer"), whole,
        (S.NOTICE,), rules=(outage.the_failure_is_of_a_mandatory_channel_that_carried_it,)),
    Row("21", "repost_notice", ev.NoticeReposted, "list", ("publisher",), whole, (S.NOTICE,),
        rules=(outage.the_reposting_ends_an_outage,)),
    Row("21", "extend_notice", ev.NoticeExtended, "list", ("office_director",), whole, (S.NOTICE,),
        rules=(outage.the_extension_is_owed_and_computed,)),
    Row("21", "renotice_case", ev.CaseRenoticed, "case", ("publisher",), whole, (S.RE_NOTICE,), S.NOTICE,
        rules=(
            renotice.every_mandatory_channel_carries_the_new_notice,
            notice.the_notice_closes_when_its_working_days_are_over,
            notice.the_notice_says_where_to_object,
        ),
        then=then.renoticed),
    Row("25", "expire_case_notice", ev.CaseNoticeExpired, "case", (SYSTEM,), whole, (S.NOTICE,), S.NOTICE_CLEARED,
        guards=(renotice.the_cases_own_notice_is_over,), rules=(renotice.the_expiry_names_the_end_of_the_own_notice,)),
    Row("25", "expire_notice", ev.NoticePeriodExpired, "list", (SYSTEM,), whole, (S.NOTICE,), S.NOTICE_CLEARED,
        guards=(notice.the_notice_period_is_over, outage.every_outage_is_settled),
        rules=(notice.the_expiry_names_the_end_that_was_signed,),
        then=then.notice_over),
    Row("26", "approve_result", ev.ResultApproved, "list", ("caq_approver",), whole, DECIDING, S.APPROVED,
        guards=DECIDING_GUARDS,
        rules=(
            notice.the_act_names_the_list_by_its_digest,
            approval.no_case_on_the_list_is_held,
            approval.the_approval_has_a_document_number,
        ),
        then=then.approved),
    Row("26", "refuse_result", ev.ResultRefused, "list", ("caq_approver",), whole, DECIDING,
        guards=DECIDING_GUARDS,
        rules=(
            notice.the_act_names_the_list_by_its_digest,
            approval.the_refusal_names_cleared_cases_with_reasons,
            approval.the_approval_has_a_document_number,
        ),
        then=then.not_approved),
    Row("27", "announce_result", ev.ResultAnnounced, "list", ("publisher",), whole, (S.APPROVED,), S.TITLED,
        rules=(notice.every_mandatory_channel_carries_it, approval.the_announcement_is_on_file),
        then=then.titles_granted),
)
# fmt: on
