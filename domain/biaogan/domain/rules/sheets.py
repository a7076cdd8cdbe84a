"""Sheets and panels of a running round (评分表、评审组的调整), R-69, D-05, D-23: abstain, reopen, void, replace, extend."""

from biaogan.domain.case import Case
from biaogan.domain.events import (
    ExpertRecused,
    ExpertReplaced,
    ReviewRoundExtended,
    ScoreSheetLocked,
    ScoreSheetReopened,
    ScoreSheetReopenProposed,
    ScoreSheetVoided,
)
from biaogan.domain.group import Group
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import DEFENCE, PROVINCIAL, Round, sheet_stream
from biaogan.domain.rules.conflict import the_expert_has_no_conflict
from biaogan.domain.rules.panels import the_expert_is_of_the_cases_group, the_officer_is_of_the_tier, the_panel_is_mixed
from biaogan.domain.rules.review import closing_instant, sheets_of
from biaogan.domain.rules.second_person import somebody_else_acts, the_proposal_is_named
from biaogan.domain.sheet import Sheet
from biaogan.domain.status import Phase
from biaogan.domain.values import instant


@rule("R-69")
def an_abstention_has_no_scores(e: ScoreSheetLocked, m: Matter) -> None:
    """R-69: an expert who abstains (弃权) says why and gives no points and no recommendation."""
    if e.abstain and (e.rows or e.recommend or not e.abstain.strip()):
        raise Rejected("abstention_with_scores")


@rule("R-70")
def the_defence_took_place(e: ScoreSheetLocked, m: Matter) -> None:
    """R-70: a defence sheet (答辩评分) is locked after the defence, held or with its absence on record."""
    if m.referred("round", e.round, Round).kind == DEFENCE and not m.referred("case", e.case, Case).defended:
        raise Rejected("defence_not_over", case=e.case)


@rule("R-69")
def the_reason_is_stated(
    e: ScoreSheetReopenProposed | ScoreSheetVoided | ExpertRecused | ExpertReplaced | ReviewRoundExtended, m: Matter
) -> None:
    """R-69: whoever changes a sheet, a panel or the end of a round (调整) states the reason."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-69", field="reason")


@rule("R-69")
def the_round_of_the_sheet_is_open(m: Matter) -> None:
    """R-69: a sheet is opened again (重开) only before its round closes; after that what counted stays."""
    _open(m, m.referred("round", m.state.round, Round))


@rule("R-69")
def the_round_is_running(m: Matter) -> None:
    """R-69: panels change (调整评审组) only while the round takes sheets."""
    _open(m, m.state)


@rule("R-69")
def the_leader_leads_the_group_of_the_sheet(e: ScoreSheetReopenProposed, m: Matter) -> None:
    """R-69: the leader (组长) of the case's own group asks for it, where the case has a group."""
    group = m.world[m.referred("case", m.state.case, Case).group]
    if isinstance(group, Group) and group.leader != m.actor:
        raise Rejected("not_the_leader", person=m.actor)


@rule("R-69")
def the_reopening_was_proposed_by_another(e: ScoreSheetReopened, m: Matter) -> None:
    """R-69: two persons open a sheet again (双人行为): the director agrees to exactly what somebody else proposed."""
    sheet: Sheet = m.state
    the_proposal_is_named(e.proposal, sheet.proposal, "R-69")
    somebody_else_acts(m, "R-69", sheet.proposer, sheet.expert)


@rule("D-23", "D-05")
def the_panel_still_reaches_its_minimum(e: ScoreSheetVoided, m: Matter) -> None:
    """D-23, D-05: a sheet is voided (作废) while a replacement can still score, or if the minimum is met without it."""
    sheet: Sheet = m.state
    round_ = m.referred("round", sheet.round, Round)
    if round_.status == Phase.OPEN and m.at < closing_instant(round_):
        return
    least = m.config.panels[round_.kind].min_valid
    others = [expert for expert in round_.panels.get(sheet.case, ()) if expert != sheet.expert]
    left = len(sheets_of(m, sheet.round, sheet.case, tuple(others)))
    if left < least:
        raise Rejected("sheets_missing", case=sheet.case, locked=left, wanted=least)


@rule("D-23", "D-05")
def the_expert_is_on_the_panel_without_a_sheet(e: ExpertRecused | ExpertReplaced, m: Matter) -> None:
    """D-23, D-05: who has locked a sheet (已评分) neither stands aside nor is replaced; the sheet is voided first."""
    expert = e.expert if isinstance(e, ExpertReplaced) else m.actor
    replaced_before = isinstance(e, ExpertReplaced) and (e.case, expert) in m.state.stood_aside
    if expert not in m.state.panels.get(e.case, ()) and not replaced_before:
        raise Rejected("not_assigned", case=e.case)
    sheet = m.world[sheet_stream(m.world, m.stream, e.case, expert)]
    if isinstance(sheet, Sheet) and sheet.done:
        raise Rejected("sheet_already_locked", stream=m.stream)  # not the sheet's: it tells the expert's number


@rule("D-05", "D-06", "D-23")
def the_replacement_may_score_the_case(e: ExpertReplaced, m: Matter) -> None:
    """D-05, D-06, D-23: the replacement (替换专家) is a new expert without conflict, and the panel keeps its size and mix."""
    round_: Round = m.state
    panel = [expert for expert in round_.panels.get(e.case, ()) if expert != e.expert]
    wanted = m.config.panels[round_.kind].assigned
    if e.replacement in panel or (e.case, e.replacement) in round_.stood_aside or len(panel) >= wanted:
        raise Rejected("panel_size", case=e.case, wanted=wanted, given=len({*panel, e.replacement}))
    if not m.referred("replacement", e.replacement, Person).holds("expert", ""):
        raise Rejected("not_an_expert", person=e.replacement)
    the_expert_has_no_conflict(e.replacement, e.case, m.referred("case", e.case, Case), m)
    if m.config.review.seats.committee_required and round_.kind != PROVINCIAL:
        the_expert_is_of_the_cases_group(e.replacement, e.case, m)
        the_panel_is_mixed(e.case, [*panel, e.replacement], m)


@rule("R-64", "R-68")
def the_round_is_changed_by_its_tier(e: ExpertReplaced | ReviewRoundExtended, m: Matter) -> None:
    """R-64, R-68: a round is changed (调整评审轮次) by the tier that opened it."""
    the_officer_is_of_the_tier(m.state.kind, m)


@rule("R-69")
def the_round_ends_later_than_before(e: ReviewRoundExtended, m: Matter) -> None:
    """R-69: an extension (延期) moves the end to a later instant that lies ahead."""
    if instant(e.closes, "closes") <= max(m.at, closing_instant(m.state)):
        raise Rejected("round_ends_in_the_past", closes=e.closes)


def _open(m: Matter, round_: Round) -> None:
    if round_.status != Phase.OPEN or m.at >= closing_instant(round_):
        raise Rejected("round_over", closes=round_.closes, status=round_.status)
