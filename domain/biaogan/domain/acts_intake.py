"""Filing (申报) and the national office's formal examination (形式审查): rows of the lifecycle table."""

from biaogan.domain import consequences as then
from biaogan.domain import consequences_intake as also
from biaogan.domain import events as ev
from biaogan.domain.ids import organisation_id
from biaogan.domain.row import ABSENT, Row, organisation, own_stream, whole
from biaogan.domain.rules import (
    conflict,
    eligibility,
    final,
    formal,
    intake,
    reapplication,
    withdrawal,
)
from biaogan.domain.status import TERMINAL, Phase
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

IN_TIME = intake.tier_one_still_takes_material
OTHERS = conflict.nobody_handles_a_case_of_the_own_organisation
T1_DRAFTS = (S.DRAFT, S.T1_RETURNED)
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
    # --- formal examination (形式审查)
    Row("10", "submit_national_package", ev.NationalPackageSubmitted, "case", ("applicant_signatory",), organisation,
        (S.PROV_SELECTED,), S.NAT_SUBMITTED, rules=PACKAGE),
    Row("12", "pass_formal_examination", ev.FormalExaminationPassed, "case", ("office_officer",), whole,
        (S.NAT_SUBMITTED,), S.DESK_REVIEW, guards=(OTHERS, final.the_list_is_not_adopted_yet),
        rules=(formal.the_national_checklist_is_passed,), then=then.awaits_final_list),
    Row("12", "fail_formal_examination", ev.FormalExaminationFailed, "case", ("office_officer",), whole,
        (S.NAT_SUBMITTED,), S.NAT_INELIGIBLE, guards=(OTHERS,), rules=(formal.a_reason_is_given_per_item,)),
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
)
# fmt: on
