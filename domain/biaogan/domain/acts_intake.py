"""Filing (申报) and the national office's formal examination (形式审查): rows of the lifecycle table."""

from biaogan.domain import consequences as then
from biaogan.domain import consequences_intake as also
from biaogan.domain import events as ev
from biaogan.domain.ids import organisation_id
from biaogan.domain.person import SYSTEM
from biaogan.domain.row import ABSENT, Row, organisation, own_case, own_stream, unit, whole
from biaogan.domain.rules import (
    conflict,
    correction,
    documents,
    eligibility,
    experience,
    final,
    formal,
    forms,
    forms_economic,
    intake,
    provincial,
    publicity,
    reapplication,
    secrecy,
    support,
    withdrawal,
)
from biaogan.domain.status import TERMINAL, Phase
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

IN_TIME = intake.tier_one_still_takes_material
OTHERS = conflict.nobody_handles_a_case_of_the_own_organisation
T1_DRAFTS = (S.DRAFT, S.T1_RETURNED)
EDITED_IN = (*T1_DRAFTS, S.NAT_CORRECTION)
UPLOADED_IN = (*EDITED_IN, S.T1_RECOMMENDED, S.PROV_SELECTED)
EDITABLE = (secrecy.the_case_is_not_quarantined, correction.the_correction_is_still_open)
FREE = secrecy.the_case_is_not_quarantined
EXAMINED_IN = (S.NAT_SUBMITTED, S.NAT_CORRECTION)
TITLE = intake.the_title_has_at_most_thirty_characters
PACKAGE = (intake.the_package_has_its_three_parts, intake.every_file_is_named_by_its_digest)

LIVE = tuple(status for status in S if status not in TERMINAL)
BEFORE_APPROVAL = tuple(status for status in LIVE if status not in withdrawal.AWARDED)
BEFORE_AWARD = (*BEFORE_APPROVAL, S.APPROVED)
REASON = withdrawal.the_reason_of_leaving_is_given

# fmt: off
ACTS: tuple[Row, ...] = (
    # --- intake (申报)
    Row("", "register_organisation", ev.OrganisationRegistered, "org", ("applicant_editor",), own_stream,
        (ABSENT,), Phase.ACTIVE, stream=lambda e: organisation_id(e.credit_code),
        cycle=None, rules=(eligibility.the_credit_code_is_valid, eligibility.the_organisation_has_a_name),
        taken="organisation_already_registered"),
    Row("1", "draft_case", ev.CaseDrafted, "case", ("applicant_editor",), organisation, (ABSENT,), S.DRAFT,
        guards=(IN_TIME,),
        rules=(
            intake.the_unit_is_a_tier_one_unit_of_the_cycle,
            TITLE,
            intake.the_organisation_has_no_other_live_case,
            reapplication.the_organisation_is_not_barred,
        ),
        then=then.case_opened, for_another=True),
    Row("", "save_declaration", ev.DeclarationSaved, "case", ("applicant_editor",), organisation, EDITED_IN, None,
        guards=EDITABLE, rules=(TITLE, forms_economic.the_contact_person_can_be_reached), for_another=True),
    Row("", "save_form_section", ev.FormSectionSaved, "case", ("applicant_editor",), organisation, EDITED_IN, None,
        guards=EDITABLE,
        rules=(
            forms.one_form_is_saved_and_it_is_open,
            support.nobody_pledges_for_another,
            forms.the_form_is_filled_in,
            forms_economic.the_economic_figures_are_complete,
        ), for_another=True),
    Row("", "describe_experience", ev.ExperienceDescribed, "case", ("applicant_editor",), organisation, EDITED_IN, None,
        guards=EDITABLE,
        rules=(
            experience.every_part_is_written_and_not_too_long,
            experience.the_experience_has_the_title_of_the_declaration,
            experience.the_trade_secrets_are_parts_of_it,
        ),
        then=also.experience_checked, for_another=True),
    Row("", "index_evidence", ev.EvidenceIndexed, "case", ("applicant_editor",), organisation, EDITED_IN, None,
        guards=EDITABLE, rules=(experience.every_piece_of_evidence_is_described,), for_another=True),
    Row("", "upload_document", ev.DocumentUploaded, "case", ("applicant_editor", "applicant_signatory"), organisation,
        UPLOADED_IN, None, guards=EDITABLE,
        rules=(
            documents.the_file_has_a_format_of_its_kind,
            documents.the_uploaded_file_is_a_plain_new_one,
            documents.the_files_part_is_open,
        ), for_another=True),
    Row("", "complete_document_check", ev.DocumentCheckCompleted, "case", (SYSTEM,), whole, LIVE, None,
        rules=(documents.the_check_is_of_an_uploaded_file,)),
    Row("2", "submit_case", ev.CaseSubmittedToT1, "case", ("applicant_signatory",), organisation, T1_DRAFTS,
        S.T1_SUBMITTED, guards=(IN_TIME, FREE),
        rules=(
            eligibility.the_declaration_names_the_registered_organisation,
            eligibility.every_of_the_last_three_years_was_profitable,
            eligibility.the_revenue_of_the_last_three_years_is_stated,
            eligibility.every_condition_is_attested,
            intake.the_directions_are_those_of_the_cycle,
            *PACKAGE,
            intake.all_five_commitments_are_acknowledged,
            intake.the_commitment_is_signed_and_dated,
            forms_economic.the_required_parts_are_there,
            forms_economic.the_declaration_repeats_the_economic_figures,
            publicity.the_notices_before_filing_were_held,
        ),
        then=also.forms_checked),
    # --- formal examination (形式审查)
    Row("", "record_local_notice", ev.LocalNoticeHeld, "case", ("applicant_signatory", "t1_approver"), own_case,
        (S.DRAFT, S.T1_RETURNED, S.T1_SUBMITTED, S.T1_ACCEPTED), None,
        rules=(publicity.the_notice_is_one_of_the_cycle, publicity.the_notice_stood_its_days)),
    Row("10", "submit_national_package", ev.NationalPackageSubmitted, "case", ("applicant_signatory",), organisation,
        (S.PROV_SELECTED, S.T1_RECOMMENDED), S.NAT_SUBMITTED,
        guards=(FREE, provincial.the_last_recommendation_of_the_cycle_is_given), rules=PACKAGE),
    Row("11", "request_correction", ev.CorrectionRequested, "case", ("office_officer",), whole, (S.NAT_SUBMITTED,),
        S.NAT_CORRECTION, guards=(OTHERS, correction.the_correction_is_asked_no_more_often_than_allowed),
        rules=(
            correction.the_correction_names_what_it_opens,
            formal.a_reason_is_given_per_item,
            correction.the_correction_ends_when_its_working_days_are_over,
        )),
    Row("11", "supply_correction", ev.CorrectionSupplied, "case", ("applicant_signatory",), organisation,
        (S.NAT_CORRECTION,), S.NAT_SUBMITTED, guards=EDITABLE,
        rules=(
            correction.only_what_was_asked_for_is_supplied,
            correction.no_new_facts_are_supplied,
            eligibility.the_declaration_names_the_registered_organisation,
            eligibility.the_corrected_declaration_is_still_eligible,
            forms_economic.the_declaration_repeats_the_economic_figures,
        )),
    Row("12", "pass_formal_examination", ev.FormalExaminationPassed, "case", ("office_officer",), whole,
        EXAMINED_IN, S.DESK_REVIEW, guards=(OTHERS, FREE, correction.no_correction_is_awaited, final.the_list_is_not_adopted_yet),
        rules=(formal.the_national_checklist_is_passed,), then=then.awaits_final_list),
    Row("12", "fail_formal_examination", ev.FormalExaminationFailed, "case", ("office_officer",), whole,
        EXAMINED_IN, S.NAT_INELIGIBLE, guards=(OTHERS, correction.no_correction_is_awaited), rules=(formal.a_reason_is_given_per_item,)),
    # --- leaving (撤回、恢复、取消资格、放弃称号)
    Row("32", "withdraw_case", ev.CaseWithdrawn, "case", ("applicant_signatory",), organisation, BEFORE_APPROVAL,
        S.WITHDRAWN, guards=(withdrawal.the_case_can_still_be_withdrawn,), rules=(REASON,), then=also.case_left),
    Row("", "reinstate_case", ev.CaseReinstated, "case", ("applicant_signatory",), organisation, (S.WITHDRAWN,), None,
        guards=(
            withdrawal.the_withdrawal_can_still_be_taken_back,
            withdrawal.the_organisation_has_not_filed_anew,
            withdrawal.the_place_it_held_is_still_to_be_had,
            withdrawal.the_review_has_not_passed_it_by,
        ),
        rules=(REASON, withdrawal.the_case_returns_to_the_state_it_left), then=also.case_rejoined),
    Row("33", "disqualify_case", ev.CaseDisqualified, "case", ("office_director",), whole, BEFORE_AWARD,
        S.DISQUALIFIED, guards=(OTHERS,),
        rules=(REASON, withdrawal.the_disqualification_has_its_ground_and_evidence), then=also.case_left),
    Row("", "renounce_title", ev.TitleRenounced, "case", ("applicant_signatory",), organisation, (S.TITLED,),
        S.WITHDRAWN, rules=(REASON,)),
    # --- the tiers' own form F7 (推荐表)
    Row("", "fill_t1_recommendation", ev.T1RecommendationFilled, "case", ("t1_officer", "t1_approver"), unit,
        (S.T1_ACCEPTED,), None, guards=(OTHERS, FREE), rules=(forms.the_recommendation_is_of_the_own_unit,)),
    Row("", "fill_t2_recommendation", ev.T2RecommendationFilled, "case", ("t2_officer", "t2_approver"), whole,
        (S.PROV_SELECTED,), None, guards=(OTHERS, FREE), rules=(forms.the_recommendation_is_of_the_own_unit,)),
    # --- suspected state secrets (疑似国家秘密)
    Row("", "suspect_state_secret", ev.StateSecretSuspected, "case", secrecy.READERS, secrecy.reading_scope, LIVE, None,
        rules=(secrecy.an_expert_reads_only_assigned_cases, secrecy.the_suspected_document_is_of_the_case)),
    Row("", "clear_state_secret", ev.StateSecretCleared, "case", ("office_director",), whole, LIVE, None,
        guards=(OTHERS, secrecy.there_is_a_suspicion), rules=(secrecy.the_clearing_has_its_reason,)),
)
# fmt: on
