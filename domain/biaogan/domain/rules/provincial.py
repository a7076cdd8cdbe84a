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
from biaogan.domain.status import Phase
from biaogan.domain.values import iso_date, sha256_hex


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
