"""Who scores what (评审组), R-10, R-68, D-05, D-23: the panels of a round, its instant, and conflicts of interest."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from re import fullmatch

from biaogan.domain.case import Case
from biaogan.domain.events import ReviewRoundClosed, ReviewRoundOpened
from biaogan.domain.group import Group
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import DEFENCE, DESK, PROVINCIAL
from biaogan.domain.rules.committee import pooled_expert
from biaogan.domain.rules.conflict import the_expert_has_no_conflict
from biaogan.domain.rules.experts import current_employers
from biaogan.domain.status import Status
from biaogan.domain.values import instant

REVIEWED_IN = {PROVINCIAL: Status.PROV_IN_REVIEW, DESK: Status.DESK_REVIEW, DEFENCE: Status.DEFENCE}
"""Kind of round -> the state its cases are in."""
OPENED_BY = {PROVINCIAL: "t2_officer", DESK: "office_officer", DEFENCE: "office_officer"}
"""Kind of round -> whose it is: the province's, or the national office's."""


@rule("R-64", "R-68")
def the_round_belongs_to_the_tier_of_its_officer(e: ReviewRoundOpened, m: Matter) -> None:
    """R-64, R-68: the province opens provincial rounds (省级评审), the national office the others (资料评审、答辩评审)."""
    if e.kind not in m.config.panels:
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


@rule("R-12", "R-69")
def each_panel_is_of_the_cases_group(e: ReviewRoundOpened, m: Matter) -> None:
    """R-12, R-69: where the cycle has a committee, a case is scored by members of its own group (专业组), pledged."""
    if not _by_committee(e, m):
        return
    for name, experts in sorted(e.panels.items()):
        for expert in sorted(experts):
            the_expert_is_of_the_cases_group(expert, name, m)


def the_expert_is_of_the_cases_group(expert: str, name: str, m: Matter) -> None:
    """An active, pledged member of the group that reviews the case; raises ``not_of_the_group``."""
    pooled_expert(expert, m)
    group = m.world[m.referred("panels", name, Case).group]
    if not isinstance(group, Group) or expert not in group.members:
        raise Rejected("not_of_the_group", person=expert, case=name)


@rule("D-06")
def nobody_has_more_cases_than_the_load(e: ReviewRoundOpened, m: Matter) -> None:
    """D-06: an expert scores at most so many cases of a round (评审负荷)."""
    most = m.config.review.seats.load_max
    for expert, load in sorted(Counter(chain.from_iterable(e.panels.values())).items()):
        if load > most and _by_committee(e, m):
            raise Rejected("load_exceeded", person=expert, given=load, limit=most)


@rule("D-06")
def each_panel_is_mixed(e: ReviewRoundOpened, m: Matter) -> None:
    """D-06: a panel has so many experts of the case's industry (行业), and not too many of one employer."""
    for name, experts in sorted(e.panels.items()) if _by_committee(e, m) else ():
        the_panel_is_mixed(name, experts, m)


def the_panel_is_mixed(name: str, experts: Iterable[str], m: Matter) -> None:
    """Raises ``mix_not_met`` naming the constraint and the shortfall."""
    seats, case = m.config.review.seats, m.referred("panels", name, Case)
    day = m.at.astimezone(m.config.zone).date()
    pooled = [pooled_expert(expert, m) for expert in experts]
    industry = case.declaration.industry_class if case.declaration else ""
    of_it = sum(industry in expert.industries for expert in pooled)
    if of_it < seats.same_industry_min:
        raise Rejected(
            "mix_not_met", case=name, constraint="same_industry", wanted=seats.same_industry_min, given=of_it
        )
    together = Counter(employer for expert in pooled for employer in current_employers(expert, day))
    if together and (given := max(together.values())) > seats.same_employer_max:
        raise Rejected(
            "mix_not_met", case=name, constraint="same_employer", wanted=seats.same_employer_max, given=given
        )


@rule("D-10")
def the_salt_is_random(e: ReviewRoundOpened, m: Matter) -> None:
    """D-10: a round brings at least 16 random bytes (盐值), so that no stream tells which expert scored which case."""
    if not fullmatch(r"[0-9a-f]{32,64}", e.salt):
        raise Rejected("salt_malformed", length=len(e.salt))


def _by_committee(e: ReviewRoundOpened, m: Matter) -> bool:
    return m.config.review.seats.committee_required and e.kind != PROVINCIAL
