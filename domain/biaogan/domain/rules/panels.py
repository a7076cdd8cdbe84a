"""Who scores what (评审组), R-10, R-68, D-05, D-23: the panels of a round, its instant, and conflicts of interest."""

from biaogan.domain.case import Case
from biaogan.domain.events import ReviewRoundClosed, ReviewRoundOpened
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import DESK, PROVINCIAL
from biaogan.domain.rules.conflict import the_expert_has_no_conflict
from biaogan.domain.status import Status
from biaogan.domain.values import instant

REVIEWED_IN = {PROVINCIAL: Status.PROV_IN_REVIEW, DESK: Status.DESK_REVIEW}
"""Kind of round -> the state its cases are in."""
OPENED_BY = {PROVINCIAL: "t2_officer", DESK: "office_officer"}
"""Kind of round -> whose it is: the province's, or the national office's."""


@rule("R-64", "R-68")
def the_round_belongs_to_the_tier_of_its_officer(e: ReviewRoundOpened, m: Matter) -> None:
    """R-64, R-68: the province opens provincial rounds (省级评审), the national office desk reviews (资料评审)."""
    if e.kind not in OPENED_BY:
        raise Rejected("unknown_reference", field="kind", value=e.kind)
    the_officer_is_of_the_tier(e.kind, m)


@rule("R-64", "R-68")
def the_round_is_closed_by_its_tier(e: ReviewRoundClosed, m: Matter) -> None:
    """R-64, R-68: a round is closed (评审轮次关闭) by the tier that opened it."""
    the_officer_is_of_the_tier(m.state.kind, m)


def the_officer_is_of_the_tier(kind: str, m: Matter) -> None:
    """R-64, R-68: each tier runs its own rounds."""
    if m.role != OPENED_BY[kind]:
        raise Rejected("role_not_held", role=m.role, scope="", allowed=[OPENED_BY[kind]])


@rule("R-69")
def the_round_ends_in_the_future(e: ReviewRoundOpened, m: Matter) -> None:
    """R-69: a round states the instant (截止时刻) from which no sheet is taken, and it lies ahead."""
    if instant(e.closes, "closes") <= m.at:
        raise Rejected("round_ends_in_the_past", closes=e.closes)


@rule("R-68", "D-05")
def the_cases_are_in_review_and_in_no_other_round(e: ReviewRoundOpened, m: Matter) -> None:
    """R-68, D-05: only cases that passed the formal check (形式审查) are scored, and once per kind of round."""
    if not e.panels:
        raise Rejected("text_missing", rule="D-05", field="panels")
    for name in sorted(e.panels):
        case = m.referred("panels", name, Case)
        if case.cycle != e.cycle:
            raise Rejected("unknown_reference", field="panels", value=name)
        if case.status != REVIEWED_IN[e.kind]:
            raise Rejected("case_in_wrong_state", case=name, status=case.status, allowed=[REVIEWED_IN[e.kind]])
        if (other := case.round_of(e.kind)) is not None:
            raise Rejected("case_in_another_round", case=name, round=other)


@rule("D-05")
def each_panel_has_its_number_of_different_experts(e: ReviewRoundOpened, m: Matter) -> None:
    """D-05: each case gets exactly the cycle's number of experts (每项评审专家人数), nobody twice."""
    wanted = m.config.panels[e.kind].assigned
    for case, experts in sorted(e.panels.items()):
        if len(experts) != wanted or len(set(experts)) != wanted:
            raise Rejected("panel_size", case=case, wanted=wanted, given=len(set(experts)))


@rule("R-10", "D-23")
def each_expert_is_one_and_has_no_conflict(e: ReviewRoundOpened, m: Matter) -> None:
    """R-10, D-23: every member holds the role of expert (专家) and has no conflict with the case (回避)."""
    for name, experts in sorted(e.panels.items()):
        case = m.referred("panels", name, Case)
        for expert in sorted(experts):
            if not m.referred("panels", expert, Person).holds("expert", ""):
                raise Rejected("not_an_expert", person=expert)
            the_expert_has_no_conflict(expert, name, case, m)
