"""Ratings agreed on (协商评分), D-02: a group's consensus in place of the average, beside it on record."""

from biaogan.domain.config_model import NEGOTIATED
from biaogan.domain.events import ConsensusRatingRecorded
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.conflict import nobody_decides_about_the_own_organisation
from biaogan.domain.rules.review import sheets_of
from biaogan.domain.rules.votes import live_cases
from biaogan.domain.scoring import sheet_points
from biaogan.domain.values import sha256_hex


@rule("D-02")
def the_cycle_rates_by_consensus(m: Matter) -> None:
    """D-02: a rating is agreed on (协商评分) only where the cycle decides by it."""
    if (method := m.config.scoring.aggregate.method) != NEGOTIATED:
        raise Rejected("rating_not_negotiated", method=method)


@rule("D-02", "D-05")
def every_sheet_of_the_case_is_in(e: ConsensusRatingRecorded, m: Matter) -> None:
    """D-02, D-05: first each expert alone, then together (先独立、后协商): no sheet of the case is missing."""
    experts = m.state.panels.get(e.case)
    if experts is None:
        raise Rejected("case_not_in_round", cases=[e.case])
    locked = len(sheets_of(m, m.stream, e.case, experts))
    if locked < len(experts):
        raise Rejected("sheets_missing", case=e.case, locked=locked, wanted=len(experts))
    nobody_decides_about_the_own_organisation([e.case], m)


@rule("D-02", "D-01")
def the_rating_is_whole_and_explained(e: ConsensusRatingRecorded, m: Matter) -> None:
    """D-01, D-02: each row once on its scale (评分尺度), with the reason and the minutes."""
    sheet_points(e.rows, m.config.criteria, m.config.scoring.step, m.config.scoring.scale)
    if not e.reason.strip():
        raise Rejected("text_missing", rule="D-02", field="reason")
    sha256_hex(e.minutes_digest, "minutes_digest")


@rule("D-02")
def every_case_is_rated(m: Matter) -> None:
    """D-02: a round decided by consensus (协商评分) ends with a rating of every case that is still in it."""
    if m.config.scoring.aggregate.method == NEGOTIATED and (
        unrated := sorted(set(live_cases(sorted(m.state.panels), m)) - set(m.state.agreed))
    ):
        raise Rejected("rating_missing", cases=unrated)
