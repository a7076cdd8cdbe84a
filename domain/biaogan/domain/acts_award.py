"""After the award (获评之后): duties, status checks, revocation and its reversal: rows of the lifecycle table."""

from biaogan.domain import consequences_award as then
from biaogan.domain import events as ev
from biaogan.domain.person import ANYONE
from biaogan.domain.row import Row, organisation, whole
from biaogan.domain.rules import conflict, duties, hearing, revocation, status_checks
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

HOLDER = ("applicant_editor", "applicant_signatory")
OTHERS = conflict.nobody_handles_a_case_of_the_own_organisation
STANDS = (S.TITLED, S.REVOCATION_REVIEW)

# fmt: off
ACTS: tuple[Row, ...] = (
    # --- duties and checks (义务与核查)
    Row("28", "submit_video", ev.VideoSubmitted, "case", HOLDER, organisation, STANDS,
        guards=(duties.the_video_is_not_accepted_yet,), rules=(duties.both_parts_of_the_video_have_their_length,)),
    Row("28", "accept_video", ev.VideoAccepted, "case", ("office_officer",), whole, STANDS,
        guards=(OTHERS, duties.the_video_is_not_accepted_yet), rules=(duties.the_accepted_video_is_the_one_handed_in,)),
    Row("28", "invite_to_exchange", ev.ExchangeDutyInvited, "case", ("office_officer",), whole, STANDS,
        guards=(OTHERS,), rules=(duties.the_holder_is_invited_once_and_to_a_named_activity,)),
    Row("28", "record_attendance", ev.ExchangeDutyAttended, "case", ("office_officer",), whole, STANDS,
        guards=(OTHERS,),
        rules=(duties.the_invitation_is_still_unanswered, duties.the_activity_has_taken_place)),
    Row("28", "excuse_from_exchange", ev.ExchangeDutyExcused, "case", ("office_officer",), whole, STANDS,
        guards=(OTHERS,), rules=(duties.the_invitation_is_still_unanswered, duties.the_excuse_has_a_reason)),
    Row("28", "record_status_check", ev.StatusCheckRecorded, "case", ("office_officer",), whole, STANDS,
        guards=(OTHERS,),
        rules=(
            status_checks.the_check_is_the_next_one_that_is_due,
            status_checks.the_check_has_a_result_and_its_findings,
        )),
    Row("28", "report_adverse_fact", ev.AdverseFactReported, "case", (ANYONE,), whole, STANDS,
        rules=(status_checks.the_fact_says_what_how_grave_and_whence,)),
    # --- revocation (撤销称号)
    Row("29", "propose_revocation", ev.RevocationProposed, "case", ("office_director",), whole, (S.TITLED,),
        S.REVOCATION_REVIEW, guards=(OTHERS,),
        rules=(
            revocation.the_ground_is_one_of_the_cycle_and_not_too_old,
            revocation.the_evidence_is_on_file,
            hearing.the_hearing_has_its_working_days,
        )),
    Row("", "hear_holder", ev.HolderHeard, "case", ("applicant_signatory",), organisation, (S.REVOCATION_REVIEW,),
        guards=(hearing.the_hearing_is_open,), rules=(hearing.the_holder_states_something_or_declines,)),
    Row("", "lapse_hearing", ev.HearingLapsed, "case", ("office_officer",), whole, (S.REVOCATION_REVIEW,),
        guards=(OTHERS, hearing.the_hearing_closed_without_a_word)),
    Row("30", "reject_revocation", ev.RevocationRejected, "case", ("committee_chair",), whole, (S.REVOCATION_REVIEW,),
        S.TITLED, guards=(OTHERS, hearing.the_holder_had_its_hearing),
        rules=(revocation.the_rejection_has_reasons_and_minutes,)),
    Row("31", "revoke_title", ev.TitleRevoked, "case", ("caq_approver",), whole, (S.REVOCATION_REVIEW,), S.REVOKED,
        guards=(
            OTHERS,
            revocation.who_decides_on_the_title_did_not_score_the_case,
            hearing.the_holder_had_its_hearing,
            revocation.nothing_about_the_case_is_still_open,
        ),
        rules=(
            revocation.another_person_revokes_exactly_what_was_proposed,
            revocation.the_decision_has_its_number_and_the_committees_opinion,
        ),
        then=then.reapplication_barred),
    Row("31", "announce_revocation", ev.RevocationAnnounced, "case", ("publisher",), whole, (S.REVOKED,),
        guards=(revocation.the_revocation_is_not_announced_yet,),
        rules=(revocation.every_mandatory_channel_carries_the_revocation,)),
    Row("", "propose_reversal", ev.RevocationReversalProposed, "case", ("office_director",), whole, (S.REVOKED,),
        guards=(OTHERS,), rules=(revocation.the_evidence_is_on_file,)),
    Row("", "reverse_revocation", ev.RevocationReversed, "case", ("caq_approver",), whole, (S.REVOKED,), S.TITLED,
        guards=(OTHERS, revocation.who_decides_on_the_title_did_not_score_the_case),
        rules=(revocation.another_person_reverses_exactly_what_was_proposed,),
        then=then.reapplication_free),
)
# fmt: on
