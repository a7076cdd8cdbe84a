"""Amendments of the 2022 cycle: proposed by the director, approved by CAQ."""

from typing import Any

import world as w
from world import CYCLE, Scene, on

from biaogan.domain import events as ev
from biaogan.domain.amending import amended
from biaogan.domain.config import digest
from biaogan.domain.two_person import act_digest


def amendment(
    scene: Scene, stage: str, changes: dict[str, Any], reason: str = "征求意见后调整"
) -> ev.CycleAmendmentProposed:
    """A proposal under the digest that the changes lead to."""
    document = amended(scene.world[CYCLE].document, changes)
    return ev.CycleAmendmentProposed(changes, stage, reason, digest(document))


def approval(proposal: ev.CycleAmendmentProposed) -> ev.CycleConfigAmended:
    """CAQ's approval of a proposal."""
    said = proposal.changes, proposal.stage, proposal.reason, proposal.digest
    return ev.CycleConfigAmended(act_digest(proposal), *said)


def amend(scene: Scene, stage: str, changes: dict[str, Any], day: str = "2022-06-15") -> None:
    """Propose and approve."""
    proposal = amendment(scene, stage, changes)
    scene.play(proposal, CYCLE, w.DIRECTOR, on(day, "14:00:00"))
    scene.play(approval(proposal), CYCLE, w.CAQ, on(day, "15:00:00"))
