"""The seal of a round (评分密封): rows of the lifecycle table."""

from biaogan.domain import consequences as then
from biaogan.domain import events as ev
from biaogan.domain.person import SELF, SYSTEM
from biaogan.domain.row import Row, own_stream, whole
from biaogan.domain.rules import sealing
from biaogan.domain.status import Phase

SEALED = (sealing.the_round_is_still_sealed,)
EITHER = (Phase.OPEN, Phase.CLOSED)

# fmt: off
ACTS: tuple[Row, ...] = (
    Row("", "enrol_custody_key", ev.CustodyKeyEnrolled, "person", (SELF,), own_stream, (Phase.ACTIVE,),
        cycle=None, rules=(sealing.the_custody_key_is_a_custodians_own,)),
    Row("", "propose_early_opening", ev.EarlyOpeningProposed, "round", ("office_director",), whole, (Phase.OPEN,),
        guards=SEALED, rules=(sealing.the_early_opening_has_its_reason,)),
    Row("", "approve_early_opening", ev.EarlyOpeningApproved, "round", ("integrity_auditor",), whole, (Phase.OPEN,),
        guards=SEALED, rules=(sealing.another_person_agrees_to_open_early,)),
    Row("", "release_key_share", ev.KeyShareReleased, "round", ("key_custodian",), whole, EITHER,
        guards=(*SEALED, sealing.the_seal_may_be_opened), rules=(sealing.a_custodian_hands_over_the_own_share_once,)),
    Row("", "open_seal", ev.SealOpened, "round", (SYSTEM,), whole, EITHER,
        guards=(*SEALED, sealing.the_seal_may_be_opened, sealing.the_key_is_at_hand),
        rules=(sealing.the_opening_names_every_sheet,), then=then.statistics_of_opened),
)
# fmt: on
