"""Acts of two persons (双人行为): what every approval of another person's proposal is asked, each under its own rule."""

from biaogan.domain.matter import Matter
from biaogan.domain.rejections import Rejected


def somebody_else_acts(m: Matter, rule_id: str, *persons: str) -> None:
    """Who acts is none of these persons; raises ``same_person``."""
    if m.actor in persons:
        raise Rejected("same_person", rule=rule_id, person=m.actor)


def the_proposal_is_named(given: str, expected: str, rule_id: str) -> None:
    """There is a proposal, and the act names it by its digest; raises ``digest_mismatch``."""
    if not expected or given != expected:
        raise Rejected("digest_mismatch", rule=rule_id, field="proposal", given=given, expected=expected)
