"""What follows for the cycle (对年度活动的后果): that its first case is drafted, once."""

from biaogan.domain import events as ev
from biaogan.domain.act import Consequence
from biaogan.domain.cycle import Cycle
from biaogan.domain.matter import Matter


def filing_begun(m: Matter) -> tuple[Consequence, ...]:
    """The first draft of a cycle begins its filing (申报开始); nothing for the others."""
    begun = m.referred("cycle", m.cycle, Cycle).begun
    return () if "draft" in begun else (Consequence(m.cycle, ev.StageBegun("draft")),)
