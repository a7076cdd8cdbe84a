"""The lifecycle (流程): ONE table of every act. Commands are enforced by it, availableActions is read from it.

A row reads: transition number, act, event, stream kind, role, scope, from, to, rules in the order they are asked.
What only the service records, and nobody can state, is listed after it.
"""

from biaogan.domain import consequences as then
from biaogan.domain import events as ev
from biaogan.domain.ids import calendar_id, list_id, organisation_id, roster_id, selection_id
from biaogan.domain.person import SELF, SYSTEM
from biaogan.domain.row import ABSENT, Row, organisation, own_stream, unit, whole
from biaogan.domain.rules import (
    approval,
    authority,
    conflict,
    eligibility,
    final,
    formal,
    intake,
    notice,
    panels,
    provincial,
    publishing,
    review,
)
from biaogan.domain.rules import recommendation as t1
from biaogan.domain.status import Phase
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

IN_TIME = intake.tier_one_still_takes_material
OTHERS = conflict.nobody_handles_a_case_of_the_own_organisation
T1_DRAFTS = (S.DRAFT, S.T1_RETURNED)
KEY_RULES = (authority.the_key_is_enrolled_for_the_person_of_the_stream, authority.the_key_is_a_new_one)
TITLE = intake.the_title_has_at_most_thirty_characters
PLACE = (t1.the_letter_is_not_signed_yet, t1.the_case_has_no_place_yet, t1.a_place_of_the_quota_is_free)
PACKAGE = (intake.the_package_has_its_three_parts, intake.every_file_is_named_by_its_digest)

# fmt: off
ACTS: tuple[Row, ...] = (
    # --- people and keys (人员与密钥)
    Row("", "enrol_key", ev.KeyEnrolled, "person", ("registrar",), whole, (ABSENT, Phase.ACTIVE), Phase.ACTIVE,
        cycle=None, rules=(*KEY_RULES, authority.the_custody_is_labelled)),
    Row("", "rotate_key", ev.KeyRotated, "person", (SELF,), own_stream, (Phase.ACTIVE,),
        cycle=None, rules=(*KEY_RULES, authority.the_replaced_key_is_in_use)),
    Row("", "revoke_key", ev.KeyRevoked, "person", ("registrar", SELF), whole, (Phase.ACTIVE,),
        cycle=None, rules=(authority.the_revoked_key_is_in_use_or_found_compromised,)),
    Row("", "grant_role", ev.RoleGranted, "person", ("registrar",), whole, (Phase.ACTIVE,),
        cycle=None, rules=(
            authority.the_role_can_be_granted,
            authority.the_scope_suits_the_role,
            authority.the_role_is_not_held_yet,
            authority.a_key_custodian_holds_no_other_role,
        )),
    Row("", "revoke_role", ev.RoleRevoked, "person", ("registrar",), whole, (Phase.ACTIVE,),
        cycle=None, rules=(authority.the_ended_role_is_held,)),
    # --- the cycle (年度活动)
    Row("", "load_calendar_year", ev.CalendarYearLoaded, "calendar", ("office_officer",), whole, (ABSENT,),
        Phase.ACTIVE, stream=lambda e: calendar_id(e.year), cycle=None,
        rules=(publishing.the_year_is_a_consistent_table,), taken="calendar_already_loaded"),
    Row("", "publish_cycle", ev.CyclePublished, "cycle", ("office_director",), whole, (ABSENT,), Phase.ACTIVE,
        cycle=None, rules=(publishing.the_configuration_is_valid_and_is_the_one_named,),
        taken="cycle_already_published"),
    # --- intake (申报)
    Row("", "register_organisation", ev.OrganisationRegistered, "org", ("applicant_editor",), own_stream,
        (ABSENT,), Phase.ACTIVE, stream=lambda e: organisation_id(e.credit_code),
        cycle=None, rules=(eligibility.the_credit_code_is_valid, eligibility.the_organisation_has_a_name),
        taken="organisation_already_registered"),
    Row("1", "draft_case", ev.CaseDrafted, "case", ("applicant_editor",), organisation, (ABSENT,), S.DRAFT,
        guards=(IN_TIME,),
        rules=(intake.the_unit_is_a_tier_one_unit_of_the_cycle, TITLE, intake.the_organisation_has_no_other_live_case),
        then=then.case_opened),
    Row("", "save_declaration", ev.DeclarationSaved, "case", ("applicant_editor",), organisation, T1_DRAFTS, None,
        rules=(TITLE,)),
    Row("2", "submit_case", ev.CaseSubmittedToT1, "case", ("applicant_signatory",), organisation, T1_DRAFTS,
        S.T1_SUBMITTED, guards=(IN_TIME,),
        rules=(
            eligibility.the_declaration_names_the_registered_organisation,
            eligibility.every_of_the_last_three_years_was_profitable,
            eligibility.the_revenue_of_the_last_three_years_is_stated,
            eligibility.every_condition_is_attested,
            intake.the_directions_are_those_of_the_cycle,
            *PACKAGE,
            intake.all_five_commitments_are_acknowledged,
            intake.the_commitment_is_signed_and_dated,
        )),
    # --- tier-1 review and batch (初审与推荐)
    Row("3", "return_case", ev.CaseReturnedByT1, "case", ("t1_officer",), unit, (S.T1_SUBMITTED,), S.T1_RETURNED,
        guards=(OTHERS, IN_TIME), rules=(formal.a_reason_is_given_per_item,)),
    Row("4", "pass_t1_review", ev.T1ReviewPassed, "case", ("t1_officer",), unit, (S.T1_SUBMITTED,), S.T1_ACCEPTED,
        guards=(OTHERS,), rules=(t1.the_initial_review_is_complete, t1.the_four_clean_records_are_confirmed)),
    Row("5", "not_recommend_case", ev.CaseNotRecommendedByT1, "case", ("t1_approver",), unit,
        (S.T1_SUBMITTED, S.T1_ACCEPTED), S.T1_NOT_RECOMMENDED,
        guards=(OTHERS,), rules=(t1.a_reason_is_given,), then=then.place_freed),
    Row("", "endorse_case", ev.CaseEndorsedByT1, "case", ("t1_approver",), unit, (S.T1_ACCEPTED,), None,
        guards=(OTHERS, IN_TIME, *PLACE), rules=(t1.the_unit_gives_its_opinion,), then=then.place_taken),
    Row("", "withdraw_endorsement", ev.EndorsementWithdrawnByT1, "case", ("t1_approver",), unit, (S.T1_ACCEPTED,), None,
        guards=(OTHERS, t1.the_letter_is_not_signed_yet, t1.the_case_has_a_place), rules=(t1.a_reason_is_given,),
        then=then.place_freed),
    Row("6", "sign_t1_batch", ev.T1BatchSigned, "roster", ("t1_approver",), unit, (ABSENT, Phase.OPEN), Phase.SIGNED,
        stream=lambda e: roster_id(e.cycle, e.unit), guards=(IN_TIME,),
        rules=(
            t1.the_letter_is_that_of_a_unit_of_the_cycle,
            t1.the_letter_keeps_to_the_quota,
            t1.the_letter_ranks_exactly_the_endorsed_cases,
            t1.the_letter_is_sealed_and_on_file,
        ),
        then=then.cases_recommended),
    # --- provincial stage (省级评审)
    Row("7", "record_provincial_receipt", ev.ProvincialReceiptRecorded, "case", ("t2_officer",), whole,
        (S.T1_RECOMMENDED,), S.PROV_RECEIVED,
        guards=(OTHERS,),
        rules=(provincial.the_electronic_and_the_paper_set_arrived, provincial.the_material_arrived_in_time)),
    Row("8", "pass_provincial_formal", ev.ProvincialFormalPassed, "case", ("t2_officer",), whole, (S.PROV_RECEIVED,),
        S.PROV_IN_REVIEW, guards=(OTHERS, provincial.the_selection_is_not_adopted_yet),
        rules=(formal.the_provincial_checklist_is_passed,), then=then.awaits_selection),
    Row("8", "fail_provincial_formal", ev.ProvincialFormalFailed, "case", ("t2_officer",), whole, (S.PROV_RECEIVED,),
        S.PROV_INELIGIBLE, guards=(OTHERS,), rules=(formal.a_reason_is_given_per_item,)),
    Row("9", "adopt_provincial_selection", ev.ProvincialSelectionAdopted, "selection", ("t2_approver",), whole,
        (ABSENT, Phase.OPEN), Phase.SIGNED, stream=lambda e: selection_id(e.cycle),
        rules=(
            provincial.at_most_the_provincial_quota_is_selected,
            provincial.the_selection_follows_a_closed_provincial_round,
            provincial.the_selection_has_its_minutes,
        ),
        then=then.cases_selected),
    # --- national stage (形式审查, 评审)
    Row("10", "submit_national_package", ev.NationalPackageSubmitted, "case", ("applicant_signatory",), organisation,
        (S.PROV_SELECTED,), S.NAT_SUBMITTED, rules=PACKAGE),
    Row("12", "pass_formal_examination", ev.FormalExaminationPassed, "case", ("office_officer",), whole,
        (S.NAT_SUBMITTED,), S.DESK_REVIEW, guards=(OTHERS, final.the_list_is_not_adopted_yet),
        rules=(formal.the_national_checklist_is_passed,), then=then.awaits_final_list),
    Row("12", "fail_formal_examination", ev.FormalExaminationFailed, "case", ("office_officer",), whole,
        (S.NAT_SUBMITTED,), S.NAT_INELIGIBLE, guards=(OTHERS,), rules=(formal.a_reason_is_given_per_item,)),
    Row("", "open_review_round", ev.ReviewRoundOpened, "round", ("t2_officer", "office_officer"), whole, (ABSENT,),
        Phase.OPEN,
        rules=(
            panels.the_round_belongs_to_the_tier_of_its_officer,
            panels.the_round_ends_in_the_future,
            panels.the_cases_are_in_review_and_in_no_other_round,
            panels.each_panel_has_its_number_of_different_experts,
            panels.each_expert_is_one_and_has_no_conflict,
        ),
        then=then.cases_entered_round),
    Row("", "lock_score_sheet", ev.ScoreSheetLocked, "sheet", ("expert",), whole, (ABSENT,), Phase.LOCKED,
        rules=(
            review.the_sheet_is_the_experts_own,
            review.the_round_still_takes_sheets,
            review.only_an_assigned_expert_scores,
            review.every_row_is_scored_within_its_scale,
            review.the_comment_is_written,
        ),
        taken="sheet_already_locked"),
    Row("", "close_review_round", ev.ReviewRoundClosed, "round", ("t2_officer", "office_officer"), whole,
        (Phase.OPEN,), Phase.CLOSED, guards=(review.enough_sheets_are_in,),
        rules=(panels.the_round_is_closed_by_its_tier,), then=then.statistics_computed),
    Row("19", "adopt_final_list", ev.FinalListAdopted, "list", ("committee_chair",), whole, (ABSENT, Phase.OPEN),
        S.RECOMMENDED, stream=lambda e: list_id(e.cycle),
        rules=(
            final.the_list_follows_a_closed_desk_review,
            final.a_departure_from_the_statistics_is_explained,
            final.the_list_has_its_minutes,
        ),
        then=then.cases_listed),
    # --- notice, approval, announcement (公示, 批准, 公告)
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

BY_ACT: dict[str, Row] = {row.act: row for row in ACTS}
BY_TOPIC: dict[str, Row] = {row.event.TOPIC: row for row in ACTS}
