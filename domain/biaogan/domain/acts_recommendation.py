"""Tier-1 review, the ranked letter, the provincial stage (初审与推荐、省级评审): rows of the lifecycle table."""

from biaogan.domain import consequences as then
from biaogan.domain import events as ev
from biaogan.domain.ids import roster_id, selection_id
from biaogan.domain.row import ABSENT, Row, unit, whole
from biaogan.domain.rules import (
    conflict,
    formal,
    intake,
    provincial,
    publicity,
    secrecy,
)
from biaogan.domain.rules import recommendation as t1
from biaogan.domain.status import Phase
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

IN_TIME = intake.tier_one_still_takes_material
OTHERS = conflict.nobody_handles_a_case_of_the_own_organisation
FREE = secrecy.the_case_is_not_quarantined
PLACE = (t1.the_letter_is_not_signed_yet, t1.the_case_has_no_place_yet, t1.a_place_of_the_quota_is_free)

# fmt: off
ACTS: tuple[Row, ...] = (
    # --- tier-1 review and batch (初审与推荐)
    Row("3", "return_case", ev.CaseReturnedByT1, "case", ("t1_officer",), unit, (S.T1_SUBMITTED,), S.T1_RETURNED,
        guards=(OTHERS, IN_TIME), rules=(formal.a_reason_is_given_per_item,)),
    Row("4", "pass_t1_review", ev.T1ReviewPassed, "case", ("t1_officer",), unit, (S.T1_SUBMITTED,), S.T1_ACCEPTED,
        guards=(OTHERS, FREE), rules=(t1.the_initial_review_is_complete, t1.the_four_clean_records_are_confirmed)),
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
            publicity.the_notices_before_the_letter_were_held,
        ),
        then=then.cases_recommended),
    # --- provincial stage (省级评审)
    Row("7", "record_provincial_receipt", ev.ProvincialReceiptRecorded, "case", ("t2_officer",), whole,
        (S.T1_RECOMMENDED,), S.PROV_RECEIVED,
        guards=(OTHERS, provincial.the_cycle_has_a_provincial_stage),
        rules=(provincial.the_electronic_and_the_paper_set_arrived, provincial.the_material_arrived_in_time)),
    Row("8", "pass_provincial_formal", ev.ProvincialFormalPassed, "case", ("t2_officer",), whole, (S.PROV_RECEIVED,),
        S.PROV_IN_REVIEW, guards=(OTHERS, FREE, provincial.the_selection_is_not_adopted_yet),
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
)
# fmt: on
