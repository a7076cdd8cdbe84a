"""The committee's list (推荐名单), R-72, R-16 for the province alike: from a closed round, about every waiting case."""

from collections.abc import Sequence

from biaogan.domain.case import Case
from biaogan.domain.events import FinalListAdopted
from biaogan.domain.forms import RankedCase
from biaogan.domain.ids import list_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import DESK, Round
from biaogan.domain.rules.conflict import nobody_decides_about_the_own_organisation
from biaogan.domain.rules.panels import REVIEWED_IN
from biaogan.domain.rules.ranking import the_ranks_are_a_permutation
from biaogan.domain.status import Phase
from biaogan.domain.values import sha256_hex


def the_round_decides_about_every_waiting_case(name: str, kind: str, chosen: Sequence[RankedCase], m: Matter) -> None:
    """R-16, R-72: the round is closed, of the cycle and kind, scored every waiting case, and the chosen are its cases."""
    round_ = m.referred("round", name, Round)
    if round_.cycle != m.cycle or round_.kind != kind:
        raise Rejected("unknown_reference", field="round", value=name)
    if round_.status != Phase.CLOSED:
        raise Rejected("round_not_closed", round=name)
    waiting = set(m.state.awaiting) if m.state else set()
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
        if case.status != REVIEWED_IN[kind]:
            raise Rejected("case_in_wrong_state", case=case_id, status=case.status, allowed=[REVIEWED_IN[kind]])


@rule("R-72")
def the_list_is_not_adopted_yet(m: Matter) -> None:
    """R-72: after the list (推荐名单) is adopted no case enters the desk review, for nobody would decide about it."""
    adopted = m.world[list_id(m.cycle)]
    if adopted is not None and adopted.status != Phase.OPEN:
        raise Rejected("decision_already_adopted", rule="R-72")


@rule("R-72")
def the_list_follows_a_closed_desk_review(e: FinalListAdopted, m: Matter) -> None:
    """R-72, transition 19: ranked, from the scored cases of the closed desk review (资料评审), none forgotten."""
    the_ranks_are_a_permutation(e.entries)
    the_round_decides_about_every_waiting_case(e.round, DESK, e.entries, m)


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
