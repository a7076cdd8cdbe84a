"""The lifecycle (流程): ONE table of every act. Commands are enforced by it, availableActions is read from it.

A row reads: transition number, act, event, stream kind, role, scope, from, to, rules in the order they are asked. The
rows stand in the chapters of the procedure (``acts_*``); this is their only list. What only the service records, and
nobody can state, is in ``consequences.CONSEQUENCES``.
"""

from biaogan.domain import (
    acts_access,
    acts_award,
    acts_erasure,
    acts_experts,
    acts_intake,
    acts_list,
    acts_objection,
    acts_recommendation,
    acts_review,
    acts_sealing,
    acts_setup,
    acts_support,
)
from biaogan.domain.row import Row

ACTS: tuple[Row, ...] = (
    *acts_setup.ACTS,
    *acts_intake.ACTS,
    *acts_recommendation.ACTS,
    *acts_experts.ACTS,
    *acts_review.ACTS,
    *acts_sealing.ACTS,
    *acts_list.ACTS,
    *acts_objection.ACTS,
    *acts_award.ACTS,
    *acts_access.ACTS,
    *acts_support.ACTS,
    *acts_erasure.ACTS,
)

BY_ACT: dict[str, Row] = {row.act: row for row in ACTS}
BY_TOPIC: dict[str, Row] = {row.event.TOPIC: row for row in ACTS}
