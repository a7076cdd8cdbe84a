"""Scoring rounds, consensus, defence, the recommended list (评审、合议、答辩、推荐名单): rows of the lifecycle table."""

from typing import Any

from biaogan.domain import consequences as then
from biaogan.domain import consequences_review as after
from biaogan.domain import events as ev
from biaogan.domain.group import Group
from biaogan.domain.ids import list_id
from biaogan.domain.matter import Matter
from biaogan.domain.round import Round
from biaogan.domain.row import ABSENT, Row, whole
from biaogan.domain.rules import (
    conflict,
    consensus,
    defence,
    draw,
    final,
    panels,
    rating,
    result,
    review,
    sealing,
    sheets,
    site_visit,
    votes,
)
from biaogan.domain.sheet import Sheet
from biaogan.domain.status import Phase
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

OTHERS = conflict.nobody_handles_a_case_of_the_own_organisation
OFFICES = ("t2_officer", "office_officer")
LEADS = (consensus.the_cycle_has_a_defence, consensus.the_actor_leads_the_group)
LEADS_THE_CASE = (defence.the_group_of_the_case_is_led_by_the_actor,)


def _of_sheet(body: Any, m: Matter) -> str | None:
    """The cycle of the sheet's round."""
    return m.referred("round", m.state.round, Round).cycle if isinstance(m.state, Sheet) else None


def _of_group(body: Any, m: Matter) -> str | None:
    """The cycle of the group, never of the round its body names: a group that is not there is what is refused."""
    return m.state.cycle if isinstance(m.state, Group) else None


# fmt: off
ACTS: tuple[Row, ...] = (
    # --- drawing the panels (专家抽取)
    Row("", "commit_draw", ev.DrawCommitted, "draw", ("office_officer",), whole, (ABSENT,), Phase.OPEN,
        rules=(draw.the_draw_is_about_cases_in_review_and_known_experts,)),
    Row("", "answer_draw", ev.DrawAnswered, "draw", ("committee_chair", "vice_chair", "integrity_auditor"), whole,
        (Phase.OPEN,), None, rules=(draw.another_person_answers_once,)),
    Row("", "draw_panels", ev.PanelsDrawn, "draw", ("office_officer",), whole, (Phase.OPEN,), Phase.CLOSED,
        rules=(draw.the_secret_is_the_one_committed_to, draw.the_panels_are_what_the_seed_draws)),
    Row("", "void_draw", ev.DrawVoided, "draw", ("office_director",), whole, (Phase.OPEN, Phase.CLOSED), Phase.VOIDED,
        rules=(draw.the_voiding_has_its_reason,)),
    # --- a round and its sheets (评审轮次与评分表)
    Row("", "open_review_round", ev.ReviewRoundOpened, "round", OFFICES, whole, (ABSENT,),
        Phase.OPEN,
        rules=(
            panels.the_round_belongs_to_the_tier_of_its_officer,
            panels.the_round_ends_in_the_future,
            panels.the_salt_is_random,
            conflict.nobody_assigns_in_the_own_organisation,
            panels.the_cases_are_in_review_and_in_no_other_round,
            panels.each_panel_has_its_number_of_different_experts,
            panels.each_expert_is_one_and_has_no_conflict,
            panels.each_panel_is_of_the_cases_group,
            panels.nobody_has_more_cases_than_the_load,
            panels.each_panel_is_mixed,
            draw.the_panels_are_those_of_the_draw,
            sealing.the_custodians_of_the_key_are_named,
        ),
        then=then.cases_entered_round),
    Row("", "rate_by_consensus", ev.ConsensusRatingRecorded, "round", ("group_leader", "committee_chair"), whole,
        (Phase.OPEN,), None, guards=(rating.the_cycle_rates_by_consensus,),
        rules=(rating.every_sheet_of_the_case_is_in, rating.the_rating_is_whole_and_explained)),
    Row("", "lock_score_sheet", ev.ScoreSheetLocked, "sheet", ("expert",), whole, (ABSENT, Phase.OPEN), Phase.LOCKED,
        rules=(
            review.the_sheet_is_the_experts_own,
            review.the_round_still_takes_sheets,
            review.only_an_assigned_expert_scores,
            sheets.the_defence_took_place,
            sheets.an_abstention_has_no_scores,
            review.every_row_is_scored_within_its_scale,
            review.the_comment_is_written,
        ),
        taken="sheet_already_locked"),
    Row("", "propose_reopening", ev.ScoreSheetReopenProposed, "sheet", ("group_leader",), whole, (Phase.LOCKED,),
        cycle=_of_sheet, guards=(sheets.the_round_of_the_sheet_is_open,),
        rules=(sheets.the_leader_leads_the_group_of_the_sheet, sheets.the_reason_is_stated)),
    Row("", "reopen_score_sheet", ev.ScoreSheetReopened, "sheet", ("office_director",), whole, (Phase.LOCKED,),
        Phase.OPEN, cycle=_of_sheet, guards=(sheets.the_round_of_the_sheet_is_open,),
        rules=(sheets.the_reopening_was_proposed_by_another,)),
    Row("", "void_score_sheet", ev.ScoreSheetVoided, "sheet", ("office_director",), whole, (Phase.LOCKED, Phase.OPEN),
        Phase.VOIDED, cycle=_of_sheet,
        rules=(sheets.the_reason_is_stated, sheets.the_panel_still_reaches_its_minimum), then=after.statistics_again),
    Row("", "recuse_expert", ev.ExpertRecused, "round", ("expert",), whole, (Phase.OPEN,), Phase.OPEN,
        guards=(sheets.the_round_is_running,),
        rules=(sheets.the_expert_is_on_the_panel_without_a_sheet, sheets.the_reason_is_stated)),
    Row("", "replace_expert", ev.ExpertReplaced, "round", OFFICES, whole, (Phase.OPEN,), Phase.OPEN,
        guards=(sheets.the_round_is_running,),
        rules=(
            sheets.the_round_is_changed_by_its_tier,
            conflict.nobody_assigns_in_the_own_organisation,
            sheets.the_expert_is_on_the_panel_without_a_sheet,
            sheets.the_replacement_may_score_the_case,
            sheets.the_reason_is_stated,
        )),
    Row("", "extend_review_round", ev.ReviewRoundExtended, "round", OFFICES, whole, (Phase.OPEN,), Phase.OPEN,
        rules=(
            sheets.the_round_is_changed_by_its_tier,
            sheets.the_round_ends_later_than_before,
            sheets.the_reason_is_stated,
        )),
    Row("", "close_review_round", ev.ReviewRoundClosed, "round", OFFICES, whole,
        (Phase.OPEN,), Phase.CLOSED, guards=(review.enough_sheets_are_in, rating.every_case_is_rated),
        rules=(panels.the_round_is_closed_by_its_tier,), then=then.statistics_computed),
    Row("", "record_tie_vote", ev.TieVoteRecorded, "round", ("committee_chair",), whole, (Phase.CLOSED,),
        Phase.CLOSED, guards=(votes.the_chair_presides,),
        rules=(votes.the_vote_orders_exactly_the_tied_cases, votes.the_tie_vote_is_counted)),
    # --- consensus of a group (合议)
    Row("13", "open_desk_consensus", ev.DeskConsensusOpened, "group", ("group_leader",), whole, (S.DESK_REVIEW,),
        S.DESK_CONSENSUS, cycle=_of_group, guards=LEADS, rules=(consensus.the_desk_review_of_the_group_is_closed,),
        then=after.desk_consensus_opened),
    Row("14", "conclude_desk_consensus", ev.DeskConsensusConcluded, "group", ("group_leader",), whole,
        (S.DESK_CONSENSUS,), S.DEFENCE, guards=LEADS,
        rules=(
            consensus.every_case_of_the_group_is_decided,
            consensus.the_group_decides_by_vote,
            consensus.every_departure_from_the_scores_is_on_record,
        ),
        then=after.desk_consensus_concluded),
    Row("", "record_consensus_override", ev.ConsensusOverrideRecorded, "group", ("group_leader",), whole,
        (S.DESK_CONSENSUS, S.FINAL_CONSENSUS), guards=LEADS,
        rules=(consensus.the_override_says_both_ranks,)),
    # --- defence and site visit (答辩、现场考察)
    Row("15", "schedule_defence", ev.DefenceScheduled, "case", ("office_officer",), whole, (S.DEFENCE,), S.DEFENCE,
        guards=(OTHERS, defence.the_defence_is_still_ahead), rules=(defence.the_slot_lies_ahead,)),
    Row("15", "hold_defence", ev.DefenceHeld, "case", ("group_leader",), whole, (S.DEFENCE,), S.DEFENCE,
        guards=(*LEADS_THE_CASE, defence.the_defence_is_still_ahead, defence.the_slot_has_begun),
        rules=(defence.the_defence_is_minuted,)),
    Row("15", "record_defence_no_show", ev.DefenceNoShow, "case", ("group_leader",), whole, (S.DEFENCE,), S.DEFENCE,
        guards=(*LEADS_THE_CASE, defence.the_defence_is_still_ahead, defence.the_slot_has_begun),
        rules=(defence.the_absence_is_noted,)),
    Row("16", "propose_site_visit", ev.SiteVisitProposed, "case", ("group_leader",), whole, (S.DEFENCE,), S.DEFENCE,
        guards=(site_visit.the_cycle_has_site_visits, *LEADS_THE_CASE),
        rules=(site_visit.the_doubt_and_the_questions_are_stated,)),
    Row("16", "order_site_visit", ev.SiteVisitOrdered, "case", ("office_officer",), whole, (S.DEFENCE,), S.SITE_VISIT,
        guards=(OTHERS, site_visit.the_cycle_has_site_visits),
        rules=(
            site_visit.the_visit_was_proposed_by_another,
            site_visit.the_team_is_large_enough_and_free,
            site_visit.somebody_who_does_not_visit_scores_too,
            site_visit.the_visit_has_a_day,
        )),
    Row("17", "report_site_visit", ev.SiteVisitReported, "case", ("expert",), whole, (S.SITE_VISIT,), S.DEFENCE,
        guards=(site_visit.the_lead_reports,), rules=(site_visit.every_question_is_answered_by_enough_visitors,)),
    # --- the recommended list (推荐名单)
    Row("18", "open_final_consensus", ev.FinalConsensusOpened, "group", ("group_leader",), whole, (S.DEFENCE,),
        S.FINAL_CONSENSUS, cycle=_of_group, guards=LEADS,
        rules=(consensus.the_defence_of_the_group_is_closed, site_visit.every_case_was_visited_where_the_cycle_wants_it),
        then=after.final_consensus_opened),
    Row("19", "adopt_group_report", ev.GroupReportAdopted, "group", ("group_leader",), whole, (S.FINAL_CONSENSUS,),
        Phase.CLOSED, guards=LEADS,
        rules=(
            consensus.the_report_ranks_cases_of_the_group,
            consensus.the_group_decides_by_vote,
            consensus.every_departure_from_the_scores_is_on_record,
        )),
    Row("19", "adopt_final_list", ev.FinalListAdopted, "list", ("committee_chair",), whole, (ABSENT, Phase.OPEN),
        S.RECOMMENDED, stream=lambda e: list_id(e.cycle),
        rules=(
            final.the_list_follows_a_closed_desk_review,
            final.every_group_has_reported,
            final.the_committee_adopts_by_vote,
            final.no_tie_on_the_list_is_left_open,
            result.every_listed_case_reaches_the_least_score,
            result.the_list_keeps_to_its_length,
            result.nobody_is_left_off_whom_the_method_lists,
            final.a_departure_from_the_statistics_is_explained,
            final.the_list_has_its_minutes,
        ),
        then=then.cases_listed),
)
# fmt: on
