"""Scoring rounds, consensus, defence, the recommended list (评审、合议、答辩、推荐名单): rows of the lifecycle table."""

from biaogan.domain import consequences as then
from biaogan.domain import events as ev
from biaogan.domain.ids import list_id
from biaogan.domain.row import ABSENT, Row, whole
from biaogan.domain.rules import (
    final,
    panels,
    review,
)
from biaogan.domain.status import Phase
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else

# fmt: off
ACTS: tuple[Row, ...] = (
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
)
# fmt: on
