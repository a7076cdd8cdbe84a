"""The province's part (省级评审): receipt R-20, and the selection on merit R-16, R-64."""

from datetime import datetime, time

from biaogan.domain.events import ProvincialReceiptRecorded, ProvincialSelectionAdopted
from biaogan.domain.ids import selection_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import PROVINCIAL
from biaogan.domain.rules.final import the_round_decides_about_every_waiting_case
from biaogan.domain.rules.intake import the_day_is_not_in_the_future
from biaogan.domain.rules.ranking import the_ranks_are_a_permutation
from biaogan.domain.status import Phase, Status
from biaogan.domain.values import iso_date, sha256_hex


@rule("R-64", "D-33")
def the_cycle_has_a_provincial_stage(m: Matter) -> None:
    """R-64, D-33: a province receives and selects (省级评审) only in a cycle that has that stage."""
    if PROVINCIAL not in m.config.stages:
        raise Rejected("stage_not_held", stage=PROVINCIAL)


@rule("R-64", "R-65")
def the_last_recommendation_of_the_cycle_is_given(m: Matter) -> None:
    """R-64, R-65, transition 10: the province (省级推荐) has selected the case, or, without that stage, the letter names it."""
    wanted = Status.PROV_SELECTED if PROVINCIAL in m.config.stages else Status.T1_RECOMMENDED
    if m.state.status != wanted:
        raise Rejected("wrong_state", status=m.state.status, allowed=[wanted], stream=m.stream)


@rule("R-20")
def the_electronic_and_the_paper_set_arrived(e: ProvincialReceiptRecorded, m: Matter) -> None:
    """R-20: one paper set (纸质材料一份) and the electronic one (电子版) are with the province."""
    wanted = m.config.intake.paper_copies
    if not e.electronic or e.paper_copies < wanted:
        raise Rejected("receipt_incomplete", electronic=e.electronic, paper_copies=e.paper_copies, wanted=wanted)


@rule("R-20", "D-13")
def the_material_arrived_in_time(e: ProvincialReceiptRecorded, m: Matter) -> None:
    """R-20, D-13: received by the last day (6月30日前), inclusive; the day itself is not after today."""
    the_day_is_not_in_the_future("received_on", e.received_on, m)
    deadline = m.config.deadlines["t1_delivery"]
    day_began = datetime.combine(iso_date(e.received_on, "received_on"), time(), m.config.zone)
    if deadline.passed(day_began):
        raise Rejected("received_late", received_on=e.received_on, last_day=deadline.last_day.isoformat())


@rule("R-16")
def the_selection_is_not_adopted_yet(m: Matter) -> None:
    """R-16: after the selection (择优确定) is adopted no case enters the review, for nobody would decide about it."""
    adopted = m.world[selection_id(m.cycle)]
    if adopted is not None and adopted.status != Phase.OPEN:
        raise Rejected("decision_already_adopted", rule="R-16")


@rule("R-16")
def at_most_the_provincial_quota_is_selected(e: ProvincialSelectionAdopted, m: Matter) -> None:
    """R-16: the province selects on merit at most five (择优确定5项)."""
    quota = m.config.tier2.quota
    if len(e.selected) > quota:
        raise Rejected("provincial_quota_exceeded", quota=quota, given=len(e.selected))


@rule("R-16", "R-64")
def the_selection_follows_a_closed_provincial_round(e: ProvincialSelectionAdopted, m: Matter) -> None:
    """R-16, R-64, transition 9: selected from the scored cases of the closed provincial round (省级评审), all waiting."""
    the_ranks_are_a_permutation(e.selected)
    the_round_decides_about_every_waiting_case(e.round, PROVINCIAL, e.selected, m)


@rule("R-16")
def the_selection_has_its_minutes(e: ProvincialSelectionAdopted, m: Matter) -> None:
    """R-16: the ranking basis is on record: minutes (会议纪要) named by their digest."""
    sha256_hex(e.minutes_digest, "minutes_digest")
