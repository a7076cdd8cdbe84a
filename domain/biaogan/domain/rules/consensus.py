"""Deliberation of a group (合议), R-69, R-72, D-07: after the desk review, and after the defence."""

from collections.abc import Sequence

from biaogan.domain.case import Case
from biaogan.domain.events import (
    ConsensusOverrideRecorded,
    DeskConsensusConcluded,
    DeskConsensusOpened,
    FinalConsensusOpened,
    GroupReportAdopted,
)
from biaogan.domain.group import Group
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import DEFENCE, DESK, Round
from biaogan.domain.rules.conflict import nobody_decides_about_the_own_organisation
from biaogan.domain.rules.panels import REVIEWED_IN
from biaogan.domain.rules.ranking import the_ranks_are_a_permutation
from biaogan.domain.rules.votes import carried, live_cases, the_quorum_is_present
from biaogan.domain.values import decimal, sha256_hex


@rule("R-12")
def the_actor_leads_the_group(m: Matter) -> None:
    """R-12: a group's deliberation is led by its own leader (组长)."""
    if m.state.leader != m.actor:
        raise Rejected("not_the_leader", person=m.actor)


@rule("R-70")
def the_cycle_has_a_defence(m: Matter) -> None:
    """R-70: consensus of groups and defence (答辩) belong to cycles that have that stage."""
    if DEFENCE not in m.config.panels:
        raise Rejected("stage_not_held", stage=DEFENCE)


@rule("R-69", "D-05")
def the_desk_review_of_the_group_is_closed(e: DeskConsensusOpened, m: Matter) -> None:
    """R-69, D-05: the group deliberates (合议) after its desk round is closed, every sheet locked or excused."""
    _closed_round(e.round, DESK, m)


@rule("R-72", "R-71")
def the_defence_of_the_group_is_closed(e: FinalConsensusOpened, m: Matter) -> None:
    """R-72, R-71: the final deliberation (终评合议) follows the closed defence round; no site visit is open."""
    _closed_round(e.round, DEFENCE, m)


@rule("R-69")
def every_case_of_the_group_is_decided(e: DeskConsensusConcluded, m: Matter) -> None:
    """R-69: each case of the group gets its decision with a reason (逐项决定并说明理由), none twice."""
    live, decided = live_cases(m.state.cases, m), [decision.case for decision in e.decisions]
    if twice := sorted({case for case in decided if decided.count(case) > 1}):
        raise Rejected("case_twice", cases=twice)
    if left_out := sorted(set(live) - set(decided)):
        raise Rejected("cases_left_out", rule="R-69", cases=left_out)
    if extra := sorted(set(decided) - set(live)):
        raise Rejected("case_not_in_round", rule="R-69", cases=extra)
    if silent := sorted(decision.case for decision in e.decisions if not decision.reason.strip()):
        raise Rejected("text_missing", rule="R-69", field=", ".join(silent))


@rule("D-07", "D-23")
def the_group_decides_by_vote(e: DeskConsensusConcluded | GroupReportAdopted, m: Matter) -> None:
    """D-07, D-23: quorum, a complete vote, minutes (会议纪要); what is decided is what more than half voted for."""
    live = live_cases(m.state.cases, m)
    the_quorum_is_present(e.attendance, m.state.members, m)
    nobody_decides_about_the_own_organisation(live, m)
    won = carried(e.votes, live, e.attendance, m)
    sha256_hex(e.minutes_digest, "minutes_digest")
    if isinstance(e, DeskConsensusConcluded):
        against = {decision.case for decision in e.decisions if decision.advance} ^ won
    else:
        against = {entry.case for entry in e.entries} - won
    if against:
        raise Rejected("decision_against_the_vote", cases=sorted(against))


@rule("R-72")
def the_report_ranks_cases_of_the_group(e: GroupReportAdopted, m: Matter) -> None:
    """R-72: the group's report (专业组报告) ranks cases it deliberated on."""
    the_ranks_are_a_permutation(e.entries)
    if extra := sorted({entry.case for entry in e.entries} - set(live_cases(m.state.cases, m))):
        raise Rejected("case_not_in_round", rule="R-72", cases=extra)


@rule("R-69", "R-72")
def every_departure_from_the_scores_is_on_record(e: DeskConsensusConcluded | GroupReportAdopted, m: Matter) -> None:
    """R-69, R-72: a case put before one with a better score has its departure recorded (合议与评分不一致须说明理由)."""
    group: Group = m.state
    standing = m.referred("round", group.round, Round).standing
    if isinstance(e, DeskConsensusConcluded):
        chosen = [decision.case for decision in e.decisions if decision.advance]
        chosen.sort(key=lambda case: standing.get(case, 0))
    else:
        chosen = [entry.case for entry in sorted(e.entries, key=lambda entry: entry.rank)]
    passed_over = [case for case in live_cases(group.cases, m) if case not in chosen]
    recorded = {case for round_, case in group.overrides if round_ == group.round}
    if unexplained := [case for case in preferred(chosen, passed_over, standing) if case not in recorded]:
        raise Rejected("override_not_recorded", cases=unexplained)


def preferred(chosen: Sequence[str], passed_over: Sequence[str], standing: dict[str, int]) -> list[str]:
    """The chosen cases that stand before a case with a better rank in the statistics; unranked ones always do."""
    found = []
    for place, case in enumerate(chosen):
        behind = [standing[other] for other in (*chosen[place + 1 :], *passed_over) if other in standing]
        if case not in standing or (behind and min(behind) < standing[case]):
            found.append(case)
    return found


@rule("R-69", "R-72")
def the_override_says_both_ranks(e: ConsensusOverrideRecorded, m: Matter) -> None:
    """R-69, R-72: a departure (合议调整) names rank by score and rank by consensus, differing, with a reason."""
    group: Group = m.state
    standing = m.referred("round", group.round, Round).standing
    if e.case not in group.cases or e.case not in standing:
        raise Rejected("case_not_in_round", rule="R-72", cases=[e.case])
    if e.statistic_rank != standing[e.case] or e.decided_rank < 1 or e.decided_rank == e.statistic_rank:
        raise Rejected("override_ranks_wrong", given=[e.statistic_rank, e.decided_rank], standing=standing[e.case])
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-72", field="reason")
    if e.decided_score and not 0 <= decimal(e.decided_score, "decided_score") <= (top := m.config.criteria.total):
        raise Rejected("score_out_of_range", row="decided_score", points=e.decided_score, max=top)


def _closed_round(name: str, kind: str, m: Matter) -> None:
    round_ = m.referred("round", name, Round)
    if round_.kind != kind or round_.cycle != m.cycle:
        raise Rejected("unknown_reference", field="round", value=name)
    if not round_.is_over:
        raise Rejected("round_not_closed", round=name)
    live = live_cases(m.state.cases, m)
    if left_out := sorted(set(live) - set(round_.panels)):
        raise Rejected("cases_left_out", rule="R-69", cases=left_out)
    for case in live:
        if (status := m.referred("cases", case, Case).status) != REVIEWED_IN[kind]:
            raise Rejected("case_in_wrong_state", case=case, status=status, allowed=[REVIEWED_IN[kind]])
