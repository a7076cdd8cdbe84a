"""Scoring by experts (专家评审), R-69, R-77..R-79, D-01, D-05: the sheets of a round, and its end."""

from datetime import datetime

from biaogan.domain.case import Case
from biaogan.domain.events import ScoreSheetLocked
from biaogan.domain.group import Group
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import PROVINCIAL, Round, sheet_stream
from biaogan.domain.rules.conflict import the_expert_has_no_conflict
from biaogan.domain.rules.panels import REVIEWED_IN
from biaogan.domain.scoring import sheet_points
from biaogan.domain.sheet import Sheet
from biaogan.domain.status import Phase
from biaogan.domain.values import instant


@rule("R-69")
def the_sheet_is_the_experts_own(e: ScoreSheetLocked, m: Matter) -> None:
    """R-69: an expert has one sheet (评分表) per case and round, and it is the one written on."""
    if m.stream != (expected := sheet_stream(m.world, e.round, e.case, m.actor)):
        raise Rejected("stream_mismatch", given=m.stream, expected=expected)


@rule("R-69")
def the_round_still_takes_sheets(e: ScoreSheetLocked, m: Matter) -> None:
    """R-69: no sheet (评分表) after the round is closed or its instant has come; at the instant it has."""
    round_ = m.referred("round", e.round, Round)
    if round_.status != Phase.OPEN or m.at >= closing_instant(round_):
        raise Rejected("round_over", closes=round_.closes, status=round_.status)


@rule("R-69", "D-23", "R-12")
def only_an_assigned_expert_scores(e: ScoreSheetLocked, m: Matter) -> None:
    """R-69, D-23: an expert scores an assigned case still in review, and has meanwhile become no party to it (回避).

    Who has meanwhile been replaced in the case's group (更换组员) scores it no more either, R-12.
    """
    round_ = m.referred("round", e.round, Round)
    if m.actor not in round_.panels.get(e.case, ()):
        raise Rejected("not_assigned", case=e.case)
    case = m.referred("case", e.case, Case)
    if case.status != REVIEWED_IN[round_.kind]:
        raise Rejected("case_in_wrong_state", case=e.case, status=case.status, allowed=[REVIEWED_IN[round_.kind]])
    the_expert_has_no_conflict(m.actor, e.case, case, m)
    group = m.world[case.group] if case.group and round_.kind != PROVINCIAL else None
    if isinstance(group, Group) and m.actor not in group.members:
        raise Rejected("not_of_the_group", person=m.actor, case=e.case)


@rule("R-69", "R-77", "R-78", "R-79", "D-01")
def every_row_is_scored_within_its_scale(e: ScoreSheetLocked, m: Matter) -> None:
    """R-69, R-77..R-79, D-01: each row A1..C2 (评分项) once, from 0 to its maximum, in whole steps."""
    if not e.abstain:
        sheet_points(e.rows, m.config.criteria, m.config.scoring.step, m.config.scoring.scale)


@rule("R-69")
def the_comment_is_written(e: ScoreSheetLocked, m: Matter) -> None:
    """R-69: each expert writes a comment (评语) and scores; a sheet without a real comment is refused."""
    wanted = m.config.scoring.comment_min
    if (length := len("".join(e.comment.split()))) < wanted and not e.abstain:
        raise Rejected("comment_too_short", length=length, wanted=wanted)


@rule("D-05", "R-69")
def enough_sheets_are_in(m: Matter) -> None:
    """R-69, D-05: before its instant a round (评审轮次) ends only with every sheet locked or excused by an abstention.

    The minimum of valid sheets is needed at any time.
    """
    round_: Round = m.state
    over = m.at >= closing_instant(round_)
    least = m.config.panels[round_.kind].min_valid
    for case, experts in sorted(round_.panels.items()):
        if m.referred("panels", case, Case).has_left:
            continue  # nobody waits for the sheets of a case that has withdrawn (D-11)
        sheets = _sheets(m, m.stream, case, experts)
        valid, done = sum(sheet.valid for sheet in sheets), sum(sheet.done for sheet in sheets)
        if not over and done < len(experts):
            raise Rejected("sheets_missing", case=case, locked=done, wanted=len(experts))
        if valid < least:
            raise Rejected("sheets_missing", case=case, locked=valid, wanted=least)


def sheets_of(m: Matter, round_: str, case: str, experts: tuple[str, ...]) -> list[Sheet]:
    """The valid sheets (有效评分) of a case: locked, with scores, sealed or not."""
    return [sheet for sheet in _sheets(m, round_, case, experts) if sheet.valid]


def _sheets(m: Matter, round_: str, case: str, experts: tuple[str, ...]) -> list[Sheet]:
    found = (m.world[sheet_stream(m.world, round_, case, expert)] for expert in experts)
    return [sheet for sheet in found if isinstance(sheet, Sheet)]


def closing_instant(round_: Round) -> datetime:
    """From when on the round takes no sheet (评审截止时刻)."""
    return instant(round_.closes, "closes")
