"""The committee's list (推荐名单), R-72, R-16 for the province alike: from a closed round, about every waiting case."""

from collections.abc import Sequence

from biaogan.domain.case import Case
from biaogan.domain.committee import Committee
from biaogan.domain.events import FinalListAdopted
from biaogan.domain.forms import RankedCase
from biaogan.domain.group import Group
from biaogan.domain.ids import committee_id, list_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import DEFENCE, DESK, Round
from biaogan.domain.rules.conflict import nobody_decides_about_the_own_organisation
from biaogan.domain.rules.panels import REVIEWED_IN
from biaogan.domain.rules.ranking import the_ranks_are_a_permutation
from biaogan.domain.rules.votes import carried, live_cases, the_chair_presides, the_quorum_is_present
from biaogan.domain.status import Phase, Status
from biaogan.domain.values import sha256_hex


def the_round_decides_about_every_waiting_case(
    name: str, kind: str, chosen: Sequence[RankedCase], m: Matter, status: Status | None = None
) -> None:
    """R-16, R-72: the round is closed, of the cycle and kind, scored every waiting case, and the chosen are its cases."""
    round_ = m.referred("round", name, Round)
    if round_.cycle != m.cycle or round_.kind != kind:
        raise Rejected("unknown_reference", field="round", value=name)
    if not round_.is_over:
        raise Rejected("round_not_closed", round=name)
    waiting = set(live_cases(m.state.awaiting, m)) if m.state else set()
    status = status or REVIEWED_IN[kind]
    scored = set(round_.panels)
    if left_out := sorted(waiting - scored):
        raise Rejected("cases_left_out", cases=left_out)
    if extra := sorted({entry.case for entry in chosen} - scored):
        raise Rejected("case_not_in_round", cases=extra)
    nobody_decides_about_the_own_organisation(scored, m)
    for case_id in sorted(scored):
        case = m.referred("round", case_id, Case)
        if case.has_left and case_id not in {entry.case for entry in chosen}:
            continue  # it keeps its scores, but nobody decides about it any more (D-11)
        if case.status != status:
            raise Rejected("case_in_wrong_state", case=case_id, status=case.status, allowed=[status])


@rule("R-72")
def the_list_is_not_adopted_yet(m: Matter) -> None:
    """R-72: after the list (推荐名单) is adopted no case enters the desk review, for nobody would decide about it."""
    adopted = m.world[list_id(m.cycle)]
    if adopted is not None and adopted.status != Phase.OPEN:
        raise Rejected("decision_already_adopted", rule="R-72")


@rule("R-72")
def the_list_follows_a_closed_desk_review(e: FinalListAdopted, m: Matter) -> None:
    """R-72, transition 19: ranked, from the scored cases of the closed desk review (资料评审), none forgotten.

    Where the cycle has a defence, from the closed defence round, its cases in final consensus (终评合议).
    """
    the_ranks_are_a_permutation(e.entries)
    if DEFENCE in m.config.panels:
        the_round_decides_about_every_waiting_case(e.round, DEFENCE, e.entries, m, Status.FINAL_CONSENSUS)
    else:
        the_round_decides_about_every_waiting_case(e.round, DESK, e.entries, m)


@rule("R-72", "R-12")
def every_group_has_reported(e: FinalListAdopted, m: Matter) -> None:
    """R-72, R-12: where the cycle has groups, each has reported (专业组报告) before the list is adopted."""
    if not m.config.review.seats.committee_required:
        return
    cases = live_cases(sorted(m.referred("round", e.round, Round).panels), m)
    for name in sorted({m.referred("round", case, Case).group for case in cases}):
        if m.referred("group", name, Group).status != Phase.CLOSED:
            raise Rejected("group_not_reported", group=name)


@rule("R-72", "D-07", "R-11")
def the_committee_adopts_by_vote(e: FinalListAdopted, m: Matter) -> None:
    """R-72, D-07, R-11: under its chair, with quorum, each listed case by more than half of those present (表决)."""
    if not m.config.review.seats.committee_required:
        return
    the_chair_presides(m)
    committee = m.referred("committee", committee_id(m.cycle), Committee)
    the_quorum_is_present(e.attendance, committee.seats, m)
    cases = live_cases(sorted(m.referred("round", e.round, Round).panels), m)
    won = carried(e.votes, cases, e.attendance, m)
    if against := sorted({entry.case for entry in e.entries} - won):
        raise Rejected("decision_against_the_vote", cases=against)


@rule("D-04")
def no_tie_on_the_list_is_left_open(e: FinalListAdopted, m: Matter) -> None:
    """D-04: cases the scores cannot part are put on the list, or at its cut, by a recorded vote only (同分表决)."""
    if not m.config.review.seats.committee_required:
        return
    listed = {entry.case for entry in e.entries}
    tied = [row for row in m.referred("round", e.round, Round).results if row["needs_vote"]]
    shared = {row["rank"] for row in tied if row["case"] in listed}
    if cases := sorted(row["case"] for row in tied if row["rank"] in shared):
        raise Rejected("tie_needs_vote", cases=cases)


@rule("R-72")
def a_departure_from_the_statistics_is_explained(e: FinalListAdopted, m: Matter) -> None:
    """R-72: a list that departs from the order of the scores needs a written reason (与统计排序不一致须说明理由)."""
    if departs(e.entries, m.referred("round", e.round, Round), left_of(m)) and not e.override_reason.strip():
        raise Rejected("override_reason_missing")


def left_of(m: Matter) -> Sequence[str]:
    """The cases that have left the decision (退出评审), D-11."""
    return m.state.gone if m.state else ()


def departs(entries: Sequence[RankedCase], round_: Round, left: Sequence[str] = ()) -> bool:
    """Whether the list is not a head of the statistics without who has left; cases tied there may stand in any order.

    Without readable statistics (erased) every list departs.
    """
    standing = {result["case"]: result["rank"] for result in round_.results if result["case"] not in left}
    if not standing:
        return True
    listed = [standing[entry.case] for entry in sorted(entries, key=lambda entry: entry.rank)]
    chosen = {entry.case for entry in entries}
    passed_over = [rank for case, rank in standing.items() if case not in chosen]
    return listed != sorted(listed) or bool(listed and passed_over and min(passed_over) < max(listed))


@rule("R-72")
def the_list_has_its_minutes(e: FinalListAdopted, m: Matter) -> None:
    """R-72: the deliberation (合议) is on record: minutes named by their digest."""
    sha256_hex(e.minutes_digest, "minutes_digest")
