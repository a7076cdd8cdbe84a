"""What follows from a revocation and its reversal (撤销称号的后果): the bar on the organisation's stream, D-22."""

from biaogan.domain import events as ev
from biaogan.domain.act import Consequence
from biaogan.domain.case import Case
from biaogan.domain.matter import Matter


def reapplication_barred(e: ev.TitleRevoked, m: Matter) -> tuple[Consequence, ...]:
    """The organisation is barred for so many years after the year of the decision, by the ground (限制申报)."""
    case: Case = m.state
    until = m.at.astimezone(m.config.zone).year + m.config.award.grounds[e.ground].bar_cycles
    return (Consequence(case.organisation, ev.ReapplicationBarSet(m.stream, until)),)


def reapplication_free(e: ev.RevocationReversed, m: Matter) -> tuple[Consequence, ...]:
    """The bar of this case is gone, and no other (解除限制)."""
    case: Case = m.state
    return (Consequence(case.organisation, ev.ReapplicationBarLifted(m.stream)),)
